//! A prefix filter on words: rules out, before folding and stemming, most words that match none of the wanted terms.

use crate::text;

/// The first three letters of the terms.
#[derive(Debug, Clone)]
pub(super) struct Openings {
    /// By the first two letters, which third ones.
    thirds: Box<[u32; CLASSES * CLASSES]>,
}

/// Letters are told apart; digits are not. A word may end before its third letter.
const CLASSES: usize = 29;
const DIGIT: usize = 27;
const END: usize = 28;

/// Longer terms keep the first three letters of their words; of shorter ones the stemmer may have changed the third.
const SHORT_TERM: usize = 3;

impl Default for Openings {
    fn default() -> Self {
        Openings { thirds: Box::new([0; CLASSES * CLASSES]) }
    }
}

impl Openings {
    /// Admits the words of this term.
    pub(super) fn admit(&mut self, term: &str) {
        let [first, second, third] = opening(term).map(|class| class.unwrap_or(END));
        if second == END {
            // All that is left of a word of one letter and an ending.
            (0..CLASSES).for_each(|second| self.set(first, second, u32::MAX));
        }
        let third = if term.len() > SHORT_TERM { 1 << third } else { u32::MAX };
        self.set(first, second, third);
        // The stemmer's only changes to a second letter: dying → die, lying → lie, tying → tie.
        if second == class(b'i').unwrap_or(END) {
            self.set(first, class(b'y').unwrap_or(END), third);
        }
    }

    fn set(&mut self, first: usize, second: usize, third: u32) {
        if let Some(row) = self.thirds.get_mut(first * CLASSES + second) {
            *row |= third;
        }
    }

    /// Whether the word may be of an admitted term; most words may not.
    pub(super) fn may_open(&self, word: &str) -> bool {
        match opening(word) {
            [Some(first), Some(second), Some(third)] => {
                self.thirds.get(first * CLASSES + second).is_some_and(|row| row & (1 << third) != 0)
            }
            // Those of an unknown class always may.
            _ => true,
        }
    }

    /// The words of a text that may be of admitted terms.
    pub(super) fn words_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = text::Token<'t>> {
        text::tokens(text).filter(|word| self.may_open(word.text))
    }
}

/// Whether the word may be of this term: the stemmer changes no letter of a term but its last, and second letters as
/// [`Openings::admit`] has them.
pub(super) fn may_be(word: &str, term: &str) -> bool {
    let (word, term) = (word.as_bytes(), term.as_bytes());
    let kept = term.len().saturating_sub(1);
    term.len() <= SHORT_TERM
        || !word.iter().take(kept).all(|byte| class(*byte).is_some())
        || word.iter().map(u8::to_ascii_lowercase).take(kept).eq(term.iter().copied().take(kept))
}

/// The classes of the first three bytes.
fn opening(word: &str) -> [Option<usize>; 3] {
    let mut bytes = word.bytes();
    [(); 3].map(|()| bytes.next().map_or(Some(END), class))
}

/// What folding may make something else of has no class: a letter that is not ASCII, the stop of an acronym.
fn class(byte: u8) -> Option<usize> {
    KNOWN.get(usize::from(byte)).copied().filter(|class| *class > 0).map(usize::from)
}

/// The class of every byte, or 0.
const KNOWN: [u8; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 26 {
        classes[b'a' as usize + at] = at as u8 + 1;
        classes[b'A' as usize + at] = at as u8 + 1;
        at += 1;
    }
    at = 0;
    while at < 10 {
        classes[b'0' as usize + at] = DIGIT as u8;
        at += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;

    fn opens(word: &str) -> bool {
        let mut openings = Openings::default();
        openings.admit(&text::term(word));
        openings.may_open(word) && may_be(word, &text::term(word))
    }

    #[test]
    fn other_words_do_not_open() {
        let mut openings = Openings::default();
        openings.admit(&text::term("sanctuaries"));
        assert!(openings.may_open("Sanctuary"));
        assert!(!openings.may_open("same"));
        assert!(!openings.may_open("letter"));
    }

    #[test]
    fn the_stops_of_an_acronym_hide_nothing() {
        assert!(opens("U.S"));
    }

    proptest::proptest! {
        #[test]
        fn a_word_opens_its_own_term(word in "[a-z]{1,6}(ed|ing|ies|ied|ly|ily|ation|ational|ness|ful|y|s|'s|’s|)") {
            proptest::prop_assert!(opens(&word), "{} of {word}", text::term(&word));
        }

        #[test]
        fn any_word_opens_its_own_term(text in "([a-zA-Z0-9.'’é]|\\PC){1,12}") {
            for word in text::tokens(&text) {
                proptest::prop_assert!(opens(word.text), "{} of {}", text::term(word.text), word.text);
            }
        }
    }
}
