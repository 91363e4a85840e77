//! A parser that breaks on a document breaks no more than the reading of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::refused::Refused;

/// What the parser gave, or that it broke and how. Whatever it was filling in may be half done.
pub(super) fn contained<T>(parse: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        Err(Refused::ParserBroke(crate::text::clip(said.lines().next().unwrap_or_default(), 200).0.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_as_what_it_is() {
        let broke = contained(|| -> Result<(), Refused> { panic!("no {}\nat all", "tag") });
        assert_eq!(broke, Err(Refused::ParserBroke("no tag".to_owned())));
        assert_eq!(contained(|| Ok(1)), Ok(1));
    }
}
