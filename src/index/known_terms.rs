//! The terms of words that were met: to stem a word costs more than to look it up.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::text;

/// Words that are remembered; beyond that the memory starts afresh.
const REMEMBERED: usize = 100_000;

/// Words with their terms, side by side in one text: a look-up touches few places in memory.
#[derive(Clone, Default)]
pub(super) struct KnownTerms {
    places: HashTable<Place>,
    text: String,
}

/// Where a word stands in the text; its term follows.
#[derive(Clone, Copy)]
struct Place {
    start: u32,
    word: u16,
    term: u16,
}

impl Place {
    fn word(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.word)
    }

    fn term(self) -> Range<usize> {
        let start = self.word().end;
        start..start + usize::from(self.term)
    }
}

impl KnownTerms {
    /// The term of a word, as [`text::term`] gives it; none of words that are too long to be words.
    pub(super) fn term(&mut self, word: &str) -> &str {
        let hash = hashed(word);
        let same = |place: &Place| self.text.get(place.word()) == Some(word);
        let place = match self.places.find(hash, same) {
            Some(place) => *place,
            None => self.learn(word, hash),
        };
        self.text.get(place.term()).unwrap_or_default()
    }

    fn learn(&mut self, word: &str, hash: u64) -> Place {
        if self.places.len() >= REMEMBERED || self.text.len() > u32::MAX as usize / 2 {
            *self = KnownTerms::default();
        }
        let term = text::term(word);
        let place = (|| {
            let start = u32::try_from(self.text.len()).ok()?;
            Some(Place { start, word: u16::try_from(word.len()).ok()?, term: u16::try_from(term.len()).ok()? })
        })();
        let Some(place) = place else { return Place { start: 0, word: 0, term: 0 } };
        self.text.push_str(word);
        self.text.push_str(&term);
        let KnownTerms { places, text } = self;
        let rehash = |place: &Place| hashed(text.get(place.word()).unwrap_or_default());
        *places.insert_unique(hash, place, rehash).get()
    }
}

fn hashed(word: &str) -> u64 {
    FixedState::default().hash_one(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn terms_are_those_of_their_words(words in proptest::collection::vec("[a-zA-Z'é.]{1,6}", 0..200)) {
            let mut known = KnownTerms::default();
            for word in words.iter().chain(&words) {
                proptest::prop_assert_eq!(known.term(word), text::term(word));
            }
        }
    }

    #[test]
    fn a_word_that_is_too_long_has_no_term() {
        assert_eq!(KnownTerms::default().term(&"é".repeat(60_000)), "");
    }
}
