//! Which words can be one of the terms that are looked for: a cheap look before a word is folded and stemmed.

use std::ops::Range;

use crate::text;

/// The first three letters of the terms: by the first two, which third ones.
#[derive(Debug, Clone)]
pub(super) struct Openings(Box<[u32; CLASSES * CLASSES]>);

/// Letters are told apart; digits are not. A word may end before its third letter.
const CLASSES: usize = 29;
const DIGIT: usize = 27;
const END: usize = 28;

/// Longer terms keep the first three letters of their words; of shorter ones the stemmer may have changed the third.
const SHORT_TERM: usize = 3;

impl Default for Openings {
    fn default() -> Self {
        Openings(Box::new([0; CLASSES * CLASSES]))
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
        if let Some(row) = self.0.get_mut(first * CLASSES + second) {
            *row |= third;
        }
    }

    /// Whether the word may be of an admitted term; most words may not.
    pub(super) fn may_open(&self, word: &str) -> bool {
        self.admits(opening(word))
    }

    /// Whether words of these classes may be of an admitted term. Those of an unknown class always may.
    fn admits(&self, opening: [Option<usize>; 3]) -> bool {
        match opening {
            [Some(first), Some(second), Some(third)] => {
                self.0.get(first * CLASSES + second).is_some_and(|row| row & (1 << third) != 0)
            }
            _ => true,
        }
    }

    /// The words of a text that may be of admitted terms. White space always parts words, so most of what stands
    /// between it is passed over without being split into words.
    pub(super) fn words_in<'t>(&'t self, text: &'t str) -> impl Iterator<Item = text::Token<'t>> {
        let mut from = 0;
        let runs = std::iter::from_fn(move || {
            let run = self.next_run(text.as_bytes(), from)?;
            from = run.end;
            Some(run)
        });
        let words = runs.flat_map(move |run| {
            let start = run.start;
            let words = text::tokens(text.get(run).unwrap_or_default());
            words.map(move |word| text::Token { start: start + word.start, ..word })
        });
        words.filter(|word| self.may_open(word.text))
    }

    /// The next run without white space in which such a word may stand.
    fn next_run(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        let sort = |at: usize| bytes.get(at).map(|byte| SORTS[usize::from(*byte)]);
        let (mut start, mut at) = (from, from);
        loop {
            match sort(at)? {
                Sort::Space => (start, at) = (at + 1, at + 1),
                Sort::Mark => at += 1,
                Sort::Plain if !self.may_open_at(bytes, at) => {
                    while sort(at) == Some(Sort::Plain) {
                        at += 1;
                    }
                }
                Sort::Plain | Sort::Wide => {
                    let rest = bytes.get(at..)?;
                    let end = rest.iter().position(u8::is_ascii_whitespace).map_or(bytes.len(), |length| at + length);
                    return Some(start..end);
                }
            }
        }
    }

    /// [`Openings::may_open`] for what follows, of which the word's end is not known.
    fn may_open_at(&self, bytes: &[u8], at: usize) -> bool {
        let class = |offset: usize| match bytes.get(at + offset) {
            Some(byte) if !byte.is_ascii_whitespace() => class(*byte),
            _ => Some(END),
        };
        let (first, second) = (class(0), class(1));
        self.admits([first, second, if second == Some(END) { second } else { class(2) }])
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

/// What a byte is where words are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Space,
    /// It stands between words, or joins their parts.
    Mark,
    /// A letter or a digit of ASCII.
    Plain,
    /// A byte of any other character, or an underscore: what may open a word whose letters tell nothing.
    Wide,
}

const SORTS: [Sort; 256] = {
    let mut sorts = [Sort::Mark; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if byte.is_ascii_whitespace() {
            sorts[at] = Sort::Space;
        } else if KNOWN[at] > 0 {
            sorts[at] = Sort::Plain;
        } else if !byte.is_ascii() || byte == b'_' {
            sorts[at] = Sort::Wide;
        }
        at += 1;
    }
    sorts
};

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
    fn a_word_that_opens_on_an_underscore_was_lost() {
        let openings = Openings::default();
        assert_eq!(openings.words_in("by _foo").map(|word| word.text).collect::<Vec<_>>(), ["_foo"]);
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
        fn words_that_may_be_of_terms_are_those_of_the_whole_text(
            text in "([ -~]|\\PC|[ \n\r\t_.,:;'’a-zA-Z0-9]){0,60}",
            terms in proptest::collection::vec("[a-z]{1,4}", 0..3),
        ) {
            let mut openings = Openings::default();
            terms.iter().for_each(|term| openings.admit(term));
            let all: Vec<_> = text::tokens(&text).filter(|word| openings.may_open(word.text)).collect();
            proptest::prop_assert_eq!(openings.words_in(&text).collect::<Vec<_>>(), all);
        }

        #[test]
        fn any_word_opens_its_own_term(text in "([a-zA-Z0-9.'’é]|\\PC){1,12}") {
            for word in text::tokens(&text) {
                proptest::prop_assert!(opens(word.text), "{} of {}", text::term(word.text), word.text);
            }
        }
    }
}
