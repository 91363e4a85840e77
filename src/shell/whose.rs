//! Whose archive is worked on, where one program serves many: every line that is said or logged names it.

use std::cell::RefCell;
use std::sync::Arc;

thread_local! {
    static HERE: RefCell<Whose> = const { RefCell::new(Whose(None)) };
}

/// Whose archive is worked on: a tenant's, by its name; of nobody in particular where a program serves one archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whose(Option<Arc<str>>);

/// Puts back what was set before.
struct Before(Whose);

impl Drop for Before {
    fn drop(&mut self) {
        HERE.set(std::mem::take(&mut self.0));
    }
}

impl Whose {
    /// The tenant of this name.
    pub fn tenant(name: &str) -> Whose {
        Whose(Some(name.into()))
    }

    /// What its lines in the log are under. Warnings are logged where little is, so it is as weighty as an error.
    pub fn span(&self) -> tracing::Span {
        match &self.0 {
            Some(name) => tracing::error_span!("tenant", name = %name),
            None => tracing::Span::none(),
        }
    }

    /// Does work on this thread, of which every line names whose it is.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> T {
        let _before = Before(HERE.replace(self.clone()));
        self.span().in_scope(work)
    }

    /// The same work step by step, wherever it goes on.
    pub async fn around<T>(self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        std::future::poll_fn(|context| self.within(|| work.as_mut().poll(context))).await
    }

    /// What a line begins with that is said now.
    pub fn opening() -> String {
        HERE.with_borrow(|here| here.0.as_ref().map(|name| format!("{name}: ")).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_the_tenant_while_its_work_is_done() {
        let (one, two) = (Whose::tenant("one"), Whose::tenant("two"));
        let said = one.within(|| [Whose::opening(), two.within(Whose::opening), Whose::opening()]);
        assert_eq!(said, ["one: ", "two: ", "one: "]);
        let fault = std::panic::catch_unwind(|| one.within(|| panic!("a fault")));
        assert!(fault.is_err() && Whose::opening().is_empty());
    }
}
