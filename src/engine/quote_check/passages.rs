//! What a message claims to quote: passages in quotation marks and whole sentences, word by word.

use std::cell::LazyCell;
use std::ops::Range;

use super::marks;
use super::naming::{Claimed, Naming};
use super::words::spelt_out;
use crate::index::Person;
use crate::{quotes, text};

/// Longer passages are compared up to this word.
const MOST_WORDS: usize = 400;

/// How many passages of each sort are looked up.
const MOST_QUOTATIONS: usize = 6;
const MOST_SENTENCES: usize = 16;

/// A word of a passage, or of the archive, as words are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Without case and typographic variants; "don't" is the two words that it is short for.
    pub(super) folded: String,
    /// Where what it is written as stands: bytes of the passage.
    pub(super) range: Range<usize>,
    /// Whether it stands in square brackets: the asker's insertion, and known as such.
    pub(super) bracketed: bool,
    /// Whether an omission is marked before it, by … or […].
    pub(super) after_omission: bool,
}

/// Words that a message says somebody wrote or said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// As typed.
    pub(super) text: String,
    pub(super) words: Vec<Word>,
    /// Whether it was in quotation marks; a sentence of the message if not.
    pub(super) marked: bool,
    /// Whose words the message says they are.
    pub(super) speaker: Option<Claimed>,
    /// Of a sentence without marks that says whose words it has: those words alone.
    pub(super) told: Option<Box<Passage>>,
}

impl Passage {
    fn new(text: &str, marked: bool, speaker: Option<Claimed>) -> Self {
        let mut words = words(text);
        words.truncate(MOST_WORDS);
        Passage { text: text.to_owned(), words, marked, speaker, told: None }
    }

    /// The same as words of somebody.
    pub(super) fn said_by(&self, speaker: Claimed) -> Passage {
        Passage { speaker: Some(speaker), told: None, ..self.clone() }
    }

    /// Whether the passage says itself that it was shortened or added to.
    pub(super) fn mended(&self) -> bool {
        self.words.iter().any(|word| word.after_omission || word.bracketed)
            || self.text.split_once('[').is_some_and(|(_, rest)| rest.contains(']'))
    }

    /// The words from one to another, as typed.
    pub(super) fn slice(&self, first: usize, last: usize) -> &str {
        let ends = self.words.get(first).zip(self.words.get(last));
        ends.and_then(|(first, last)| self.text.get(first.range.start..last.range.end)).unwrap_or_default()
    }
}

/// The passages of a message: those in quotation marks, then its other sentences. `people` are those whom the archive
/// quotes.
pub(super) fn passages(message: &str, people: &[&Person]) -> Vec<Passage> {
    let message = marks::made_plain(&without_links(message));
    let lines: Vec<&str> = message.lines().collect();
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some(start)
        })
        .collect();
    let in_message = |line: usize, range: &Range<usize>| {
        let start = starts.get(line).copied().unwrap_or_default();
        start + range.start..start + range.end
    };
    let quoted: Vec<(usize, Range<usize>)> =
        quotes::quoted(&lines).into_iter().filter(|(line, range)| is_closed(lines.get(*line), range)).collect();
    let places: Vec<Range<usize>> = quoted.iter().map(|(line, range)| in_message(*line, range)).collect();
    let naming = Naming::new(&message, people, &places);
    let said = LazyCell::new(|| quotes::extract(&lines));
    let slice = |range: Range<usize>| message.get(range).unwrap_or_default();
    let mut found: Vec<Passage> = Vec::new();
    for (number, ((line, range), place)) in quoted.iter().zip(&places).enumerate().take(MOST_QUOTATIONS) {
        let read = || {
            let same = said.iter().find(|quote| quote.paragraph == *line && quote.range == *range)?;
            same.speaker_name.clone()
        };
        let before = found.last().and_then(|passage: &Passage| passage.speaker.clone());
        let speaker = naming.of_quotation(number, before.as_ref(), read);
        found.push(Passage::new(slice(place.clone()), true, speaker));
    }
    let sentences = lines.iter().enumerate().flat_map(|(line, text)| {
        let sentences = text::sentences(text).into_iter();
        sentences.map(move |sentence| (line, sentence))
    });
    let plain = sentences.filter(|(line, sentence)| {
        let overlaps = |range: &Range<usize>| range.start < sentence.end && sentence.start < range.end;
        !quoted.iter().any(|(other, range)| other == line && overlaps(range))
    });
    found.extend(plain.take(MOST_SENTENCES).map(|(line, sentence)| {
        let sentence = slice(in_message(line, &sentence));
        let mut passage = Passage::new(sentence, false, None);
        passage.told = naming
            .of_sentence(sentence)
            .and_then(|(speaker, rest)| Some(Box::new(Passage::new(sentence.get(rest)?, false, Some(speaker)))));
        passage
    }));
    found
}

/// Whether a mark closes what stands between marks. Where none does, nobody knows how far the words go, and they are
/// read as a sentence.
fn is_closed(line: Option<&&str>, range: &Range<usize>) -> bool {
    line.and_then(|line| line.get(range.end..)).is_some_and(|rest| rest.contains(['"', '”', '’', '\'', '»']))
}

/// The message with its addresses taken out.
fn without_links(message: &str) -> String {
    let is_link = |piece: &str| piece.contains("://") || piece.starts_with("www.");
    let line = |line: &str| line.split(' ').filter(|piece| !is_link(piece)).collect::<Vec<_>>().join(" ");
    message.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The words of a passage. What stands between them tells of omissions and insertions.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut bracketed) = (0, false);
    for token in text::tokens(text) {
        let gap = text.get(at..token.start).unwrap_or_default();
        at = token.range().end;
        let omission = is_omission(gap);
        let before = bracketed;
        for mark in gap.chars() {
            match mark {
                '[' => bracketed = true,
                ']' => bracketed = false,
                _ => {}
            }
        }
        let folded = text::fold(token.text);
        // "[T]he" and "threaten[ing]" are one word each.
        let joined = words.last_mut().filter(|_| gap == "]" && before || gap == "[");
        if let Some(last) = joined {
            last.folded.push_str(&folded);
            last.range.end = at;
            last.bracketed = gap == "[";
            continue;
        }
        if bracketed && folded == "sic" {
            continue;
        }
        let after_omission = omission && !words.is_empty();
        for (part, word) in spelt_out(&folded).into_iter().enumerate() {
            let after_omission = after_omission && part == 0;
            words.push(Word { folded: word.to_owned(), range: token.range(), bracketed, after_omission });
        }
    }
    words
}

/// Whether what stands between two words marks an omission.
fn is_omission(gap: &str) -> bool {
    gap.contains('…') || gap.contains("...") || gap.contains(". . .")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str) -> String {
        let word = |word: &Word| {
            let mark = if word.after_omission { "…" } else { "" };
            if word.bracketed { format!("{mark}[{}]", word.folded) } else { format!("{mark}{}", word.folded) }
        };
        passages(message, &[])
            .iter()
            .map(|passage| {
                let words = passage.words.iter().map(word).collect::<Vec<_>>().join(" ");
                let marked = if passage.marked { "quoted" } else { "plain" };
                let told = passage.told.as_ref().and_then(|told| told.speaker.as_ref());
                let speaker = passage.speaker.as_ref().or(told).map_or("nobody", |speaker| &speaker.phrase);
                format!("{marked} by {speaker}: {words}")
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn quotations_and_sentences() {
        insta::assert_snapshot!(check("Mayor Ann Lee said, “We won’t … go [to Albany].” It was late. https://example.org/x"), @"
        quoted by Ann Lee: we will not …go [to] [albany]
        plain by nobody: it was late
        ");
    }

    #[test]
    fn each_quotation_has_the_speaker_that_is_named_for_it() {
        insta::assert_snapshot!(check("Reyes said \"enough is enough\", and Marsh said \"we will not come\""), @"
        quoted by Reyes: enough is enough
        quoted by Marsh: we will not come
        ");
        insta::assert_snapshot!(check("\"Enough is enough,\" said Ann Lee, \"and we will not come.\""), @"
        quoted by Ann Lee: enough is enough
        quoted by Ann Lee: and we will not come
        ");
    }

    #[test]
    fn brackets_inside_words() {
        insta::assert_snapshot!(check("\"[T]he city is threaten[ing] us [sic] ... again\""), @"quoted by nobody: the city is [threatening] us …again");
    }

    proptest::proptest! {
        #[test]
        fn any_message_is_read(message in "\\PC{0,60}|[\"'“”\\[\\]… .a-z\n]{0,60}") {
            for passage in passages(&message, &[]) {
                for word in &passage.words {
                    proptest::prop_assert!(passage.text.get(word.range.clone()).is_some());
                }
            }
        }
    }
}
