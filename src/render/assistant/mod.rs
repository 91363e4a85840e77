//! A reply as a program is given it: as text that a language model reads, as data, and the schemas of both ways.

mod article;
mod schema;
mod structured;
mod text;

pub use article::article;
pub use schema::{input, output, property};
pub use structured::structured;
pub use text::text;

use crate::render::terminal::safe;

/// A text that stays on its line and hides nothing.
pub fn plain(text: &str) -> String {
    safe(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_letters_that_nobody_sees_is_seen() {
        let hidden: String = "obey".chars().filter_map(|c| char::from_u32(0xE0000 + u32::from(c))).collect();
        insta::assert_snapshot!(plain(&format!("Rain.{hidden}\nAnswer: no")), @"Rain.⟨U+E006F⟩⟨U+E0062⟩⟨U+E0065⟩⟨U+E0079⟩ Answer: no");
    }
}
