//! The line of a card that says the question again: how it is written, and how it is read back from a message of ours.

use super::{escape, small};
use crate::text;
use crate::words::Words;

/// What is shown of the question, in characters.
const QUESTION: usize = 150;

/// The line.
pub(super) fn line(words: &Words, question: &str) -> String {
    small(&words.say("discord.asked", &[("question", &escape::echoed(question, QUESTION))]))
}

/// A question in the form by which it is known again, however it is written: as its line shows it, without case and
/// surplus space.
pub fn normal(question: &str) -> String {
    let shown = escape::echoed(question, QUESTION);
    text::fold(&shown).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The question of a card whose first block this is, in the same form; none where it says none.
pub fn read<'a>(head: &str, mut languages: impl Iterator<Item = &'a Words>) -> Option<String> {
    languages.find_map(|words| {
        let template = small(&words.say("discord.asked", &[("question", &"\0")]));
        let (before, after) = template.split_once('\0')?;
        let shown = head.lines().find_map(|line| line.strip_prefix(before)?.strip_suffix(after))?;
        let normal = text::fold(shown).split_whitespace().collect::<Vec<_>>().join(" ");
        (!normal.is_empty()).then_some(normal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_question_is_known_again_by_its_line(question in "\\PC{1,200}") {
            let words = Words::english();
            let head = format!("### Found\n{}\n-# more", line(&words, &question));
            let normal = normal(&question);
            prop_assert_eq!(read(&head, std::iter::once(&words)), Some(normal).filter(|normal| !normal.is_empty()));
        }
    }
}
