//! The words of a question to a list, and which of them ask nothing.

use crate::text;

/// A word of the question.
pub(super) struct Word<'a> {
    pub(super) folded: String,
    pub(super) typed: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Words that open a question with yes or no for an answer.
pub(super) const OPENING: &[&str] = &[
    "did", "has", "have", "does", "do", "was", "were", "is", "are", "had", "will", "didn't", "hasn't", "isn't",
    "wasn't",
];

pub(super) fn words(source: &str) -> Vec<Word<'_>> {
    let words = text::tokens(source).map(|token| Word {
        folded: text::fold(token.text).replace('’', "'"),
        typed: token.text,
        start: token.start,
        end: token.range().end,
    });
    words.collect()
}

/// Words before a question that ask nothing.
const BEFORE: &[&[&str]] = &[
    &["i", "heard", "that"],
    &["i", "heard"],
    &["i", "read", "that"],
    &["i", "read"],
    &["i", "think", "that"],
    &["i", "think"],
    &["someone", "told", "me", "that"],
    &["somebody", "told", "me", "that"],
    &["they", "say", "that"],
    &["people", "say", "that"],
    &["hey"],
    &["hi"],
    &["hello"],
    &["ok"],
    &["okay"],
    &["so"],
    &["please"],
];

/// Words behind a statement that make a question of it.
const BEHIND: &[&[&str]] = &[
    &["is", "that", "true"],
    &["is", "that", "right"],
    &["is", "that", "so"],
    &["is", "that", "correct"],
    &["is", "this", "true"],
    &["is", "it", "true"],
    &["am", "i", "right"],
    &["right"],
    &["correct"],
    &["true"],
    &["huh"],
    &["please"],
    &["thanks"],
];

/// A question without what is there for courtesy, and whether a statement was made a question by it.
pub(super) fn without_courtesies<'w, 'a>(words: &'w [Word<'a>]) -> (&'w [Word<'a>], bool) {
    let is = |of: &[Word<'_>], known: &[&str]| of.iter().map(|word| word.folded.as_str()).eq(known.iter().copied());
    let (mut rest, mut stated) = (words, false);
    while let Some(known) = BEFORE.iter().find(|known| rest.get(..known.len()).is_some_and(|head| is(head, known))) {
        rest = rest.get(known.len()..).unwrap_or_default();
        stated |= known.len() > 1;
    }
    loop {
        // "Didn't it?", "did they?"
        let tag = rest.len() > 3
            && matches!(rest, [.., before, last] if OPENING.contains(&before.folded.as_str()) && matches!(last.folded.as_str(), "it" | "they" | "he" | "she"));
        let known = BEHIND.iter().find(|known| {
            rest.len() > known.len() + 1 && rest.get(rest.len() - known.len()..).is_some_and(|tail| is(tail, known))
        });
        let length = match known {
            Some(known) => known.len(),
            None if tag => 2,
            None => break,
        };
        rest = rest.get(..rest.len() - length).unwrap_or_default();
        stated = true;
    }
    (rest, stated)
}
