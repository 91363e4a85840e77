//! The words by which an article denies that something was said, or leaves it open.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::super::lexicon::hashed;
use super::super::reading::{Reading, Token};
use crate::text;

/// What a word does to what it governs; a word may do several things. The classes are told apart in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u64)]
pub(super) enum Sense {
    Negation = 1,
    Nobody = 1 << 1,
    NoWhat = 1 << 2,
    Modal = 1 << 3,
    LooksBack = 1 << 4,
    Narrows = 1 << 5,
    Supposedly = 1 << 6,
    Unreal = 1 << 7,
    Failing = 1 << 8,
    BeforeTo = 1 << 9,
    Factive = 1 << 10,
    Perceived = 1 << 11,
    Without = 1 << 12,
    WithGerund = 1 << 13,
    Hypothesis = 1 << 14,
    UnrealThat = 1 << 15,
    Belief = 1 << 16,
    Fake = 1 << 17,
    Depicts = 1 << 18,
    FoundIn = 1 << 19,
    Past = 1 << 20,
    Filler = 1 << 21,
    Apart = 1 << 22,
    Causes = 1 << 23,
    Praise = 1 << 24,
    Saying = 1 << 25,
    Nearly = 1 << 26,
    Hearsay = 1 << 27,
    Quoted = 1 << 28,
    Medium = 1 << 29,
    Fiction = 1 << 30,
    Tale = 1 << 31,
    Poses = 1 << 32,
    Likeness = 1 << 33,
    Label = 1 << 34,
    Claims = 1 << 35,
    Genuine = 1 << 36,
    Recorded = 1 << 37,
    Rejects = 1 << 38,
    Credits = 1 << 39,
    Puts = 1 << 40,
    PassesOn = 1 << 41,
    Limits = 1 << 42,
}

/// The senses by the hash of the folded word.
static WORDS: LazyLock<HashMap<u64, u64>> = LazyLock::new(|| {
    // A malformed file would be no words at all; a test holds that it is not.
    let senses: HashMap<Sense, String> = toml::from_str(include_str!("../lexicon/denied.toml")).unwrap_or_default();
    let mut known = HashMap::new();
    for (sense, words) in senses {
        for word in words.split_whitespace() {
            *known.entry(hashed(word)).or_default() |= sense as u64;
        }
    }
    known
});

/// A word, folded, and what it does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) folded: Cow<'a, str>,
    senses: u64,
}

impl<'a> Word<'a> {
    pub(super) fn of(written: &'a str) -> Self {
        let folded = text::fold(written);
        let hash = hashed(&folded);
        Word::folded(folded, hash)
    }

    /// The word at a token, which was hashed when it was read.
    pub(super) fn at(reading: &Reading<'a>, at: usize, token: &Token) -> Self {
        let known = token.entry.map(|entry| Cow::Borrowed(entry.word));
        Word::folded(known.unwrap_or_else(|| text::fold(reading.word(at))), token.hash)
    }

    fn folded(folded: Cow<'a, str>, hash: u64) -> Self {
        let mut senses = WORDS.get(&hash).copied().unwrap_or_default();
        if folded.ends_with("n't") {
            senses |= Sense::Negation as u64;
        }
        Word { folded, senses }
    }

    pub(super) fn is(&self, sense: Sense) -> bool {
        self.senses & sense as u64 != 0
    }

    /// Whether it decides if, or how surely, what stands beside it is so.
    pub(super) fn qualifies(&self) -> bool {
        const QUALIFYING: [Sense; 14] = [
            Sense::Negation,
            Sense::Nobody,
            Sense::Modal,
            Sense::Supposedly,
            Sense::Unreal,
            Sense::Failing,
            Sense::Without,
            Sense::Hypothesis,
            Sense::Belief,
            Sense::Fake,
            Sense::Nearly,
            Sense::Hearsay,
            Sense::Claims,
            Sense::Limits,
        ];
        QUALIFYING.into_iter().any(|sense| self.is(sense))
    }

    /// "saying": a verb that has no subject of its own, or another's object.
    pub(super) fn is_gerund(&self) -> bool {
        self.folded.len() > 4 && self.folded.ends_with("ing")
    }

    pub(super) fn is_past(&self) -> bool {
        self.is(Sense::Past) || self.folded.ends_with("ed")
    }

    /// "say": the form that follows "did", "would", "to".
    pub(super) fn is_bare(&self) -> bool {
        !self.is_gerund() && !self.is_past() && !self.folded.ends_with('s')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_whole() {
        let senses: HashMap<Sense, String> =
            toml::from_str(include_str!("../lexicon/denied.toml")).expect("the word classes parse");
        let last = Sense::Limits as u64;
        assert_eq!(senses.keys().fold(0, |all, sense| all | *sense as u64), last | (last - 1), "a sense has no words");
    }
}
