//! A reply as a program is given it: as text that a language model reads, as data, and the schemas of both ways.

mod article;
mod schema;
mod structured;
mod text;

pub use article::article;
pub use schema::{input, limited, output, property};
pub use structured::structured;
pub use text::text;

use crate::render::terminal::safe;

/// A text that stays on its line and hides nothing: what steers a terminal is made visible, and so are the characters that
/// nobody sees and a model reads.
fn plain(text: &str) -> String {
    let shown = safe(text);
    if !shown.chars().any(is_unseen) {
        return shown.into_owned();
    }
    let mut out = String::with_capacity(shown.len());
    for character in shown.chars() {
        if is_unseen(character) {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out
}

/// Tags, and the selectors beyond the first sixteen: both spell out letters that are not shown.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{E0000}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_letters_that_nobody_sees_is_seen() {
        let hidden: String = "obey".chars().filter_map(|c| char::from_u32(0xE0000 + u32::from(c))).collect();
        insta::assert_snapshot!(plain(&format!("Rain.{hidden}\nAnswer: no")), @"");
    }
}
