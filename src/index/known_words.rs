//! What the index knows of words that were met: to stem a word, or to ask whether a place is called so, costs more than to
//! look it up.

use std::hash::{BuildHasher, Hash};
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::schema::Terms;
use crate::places::Gazetteer;
use crate::text::{self, Token};

/// Words that are remembered; beyond that the memory starts afresh.
const REMEMBERED: usize = 100_000;

/// Words with longer terms are no words: a base64 blob would only swell the dictionary.
const LONGEST_TERM_BYTES: usize = 200;

/// The words of a text.
pub(super) struct Words<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// The hash of each, folded.
    pub(super) folded: Vec<u64>,
    /// Whether the name of a place may begin with it.
    pub(super) opens_place: Vec<bool>,
    /// The term of each, as [`text::term`] gives it; none of those that are too long to be words.
    pub(super) terms: Terms,
}

/// Words and their terms, side by side in one text: a look-up touches few places in memory.
#[derive(Default)]
pub(super) struct KnownWords {
    met: HashTable<Met>,
    text: String,
    /// Of the words that are being looked up.
    hashes: Vec<u64>,
    found: Vec<Met>,
}

/// A word that was met: where it stands in the text, before its term, and what is known of it.
#[derive(Clone, Copy)]
struct Met {
    hash: u64,
    folded: u64,
    start: u32,
    word: u8,
    term: u8,
    opens_place: bool,
}

impl Met {
    fn word(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.word)
    }

    fn term(&self) -> Range<usize> {
        let start = self.word().end;
        start..start + usize::from(self.term)
    }
}

impl KnownWords {
    /// The words of a text, with what is known of them, or becomes known.
    pub(super) fn words<'t>(&mut self, text: &'t str) -> Words<'t> {
        let mut tokens: Vec<Token<'t>> = Vec::with_capacity(text.len() / text::BYTES_A_WORD);
        tokens.extend(text::tokens(text));
        if self.met.len() + tokens.len() > REMEMBERED {
            *self = KnownWords::default();
        }
        // All are hashed, then all are found, and then all are read. Most of that is waiting for memory, and with nothing
        // else between, many are waited for at once.
        self.hashes.clear();
        self.hashes.extend(tokens.iter().map(|token| hashed(token.text)));
        self.found.clear();
        for (token, hash) in tokens.iter().zip(&self.hashes) {
            let known = self.met.find(*hash, |met| met.hash == *hash).copied();
            self.found.push(known.unwrap_or_else(|| learn(&mut self.met, &mut self.text, token.text, *hash)));
        }
        let mut words = Words {
            folded: Vec::with_capacity(tokens.len()),
            opens_place: Vec::with_capacity(tokens.len()),
            terms: Terms::with_room(text.len()),
            tokens,
        };
        let mut compounds = text::compounds(text).into_iter().peekable();
        for (token, met) in words.tokens.iter().zip(&self.found) {
            while let Some(compound) = compounds.next_if(|compound| compound.start <= token.start) {
                words.terms.push_beside(&text::term(compound.text));
            }
            if self.text.get(met.word()) == Some(token.text) {
                words.folded.push(met.folded);
                words.opens_place.push(met.opens_place);
                words.terms.push(self.text.get(met.term()).unwrap_or_default());
            } else {
                // Too long to be remembered, or another has its hash.
                let Known { folded, opens_place, term } = Known::of(token.text);
                words.folded.push(folded);
                words.opens_place.push(opens_place);
                words.terms.push(&term);
            }
        }
        words
    }
}

fn learn(met: &mut HashTable<Met>, text: &mut String, word: &str, hash: u64) -> Met {
    let Known { folded, opens_place, term } = Known::of(word);
    let new = (|| {
        let (start, word, term) =
            (text.len().try_into().ok()?, word.len().try_into().ok()?, term.len().try_into().ok()?);
        Some(Met { hash, folded, start, word, term, opens_place })
    })();
    let Some(new) = new else { return Met { hash, folded, start: 0, word: 0, term: 0, opens_place } };
    text.push_str(word);
    text.push_str(&term);
    *met.insert_unique(hash, new, |met| met.hash).get()
}

/// What is known of a word.
struct Known {
    folded: u64,
    opens_place: bool,
    term: String,
}

impl Known {
    fn of(word: &str) -> Known {
        let mut term = text::term(word);
        if term.len() > LONGEST_TERM_BYTES {
            term.clear();
        }
        Known {
            folded: hashed(text::fold(word).as_ref()),
            // Words that are written small open one where all are, and are asked about there.
            opens_place: !word.starts_with(char::is_uppercase) || Gazetteer::embedded().opens_with(word),
            term,
        }
    }
}

/// Tells apart what is compared by its hash.
pub(super) fn hashed<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The terms of a text, word by word.
    fn one_by_one(text: &str) -> Terms {
        let mut terms = Terms::default();
        let mut compounds = text::compounds(text).into_iter().peekable();
        for token in text::tokens(text) {
            while let Some(compound) = compounds.next_if(|compound| compound.start <= token.start) {
                terms.push_beside(&text::term(compound.text));
            }
            let term = text::term(token.text);
            terms.push(if term.len() > LONGEST_TERM_BYTES { "" } else { &term });
        }
        terms
    }

    fn check(known: &mut KnownWords, text: &str) {
        let Words { tokens, folded, opens_place, terms } = known.words(text);
        for ((token, folded), opens_place) in tokens.iter().zip(folded).zip(opens_place) {
            assert_eq!(folded, hashed(text::fold(token.text).as_ref()));
            assert!(opens_place || !Gazetteer::embedded().opens_with(token.text));
        }
        assert_eq!(tokens, text::tokens(text).collect::<Vec<_>>());
        assert_eq!(terms.as_str(), one_by_one(text).as_str());
    }

    proptest::proptest! {
        #[test]
        fn what_is_known_is_so(texts in proptest::collection::vec("([a-zA-Z'é.-]{1,6} ){0,60}", 0..9)) {
            let mut known = KnownWords::default();
            texts.iter().chain(&texts).for_each(|text| check(&mut known, text));
        }
    }

    #[test]
    fn a_word_that_is_too_long_has_no_term() {
        for length in [60_000, 201, 150, 100] {
            check(&mut KnownWords::default(), &"é".repeat(length));
        }
        assert_eq!(KnownWords::default().words(&"é".repeat(201)).terms.as_str(), "\u{1f}");
    }
}
