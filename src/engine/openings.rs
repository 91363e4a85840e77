//! Which words can be one of the terms that are looked for: a cheap look before a word is folded and stemmed.

/// The first two letters of the terms.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Openings([u32; 27]);

impl Openings {
    /// Admits the words of this term.
    pub(super) fn admit(&mut self, term: &str) {
        let (first, second) = first_two(term);
        self.set(first, second);
        // The stemmer's only changes to a second letter: dying → die, lying → lie, tying → tie.
        if second == b'i' {
            self.set(first, b'y');
        }
    }

    fn set(&mut self, first: u8, second: u8) {
        if let Some(row) = self.0.get_mut(letter(first)) {
            *row |= 1 << letter(second);
        }
    }

    /// Whether the word may be of an admitted term; most words may not.
    pub(super) fn may_open(&self, word: &str) -> bool {
        let (first, second) = first_two(word);
        let row = self.0.get(letter(first)).copied().unwrap_or(0);
        // A letter that is not ASCII folds to one that may be: such words are always looked at.
        first >= 0x80 || second >= 0x80 || row & (1 << letter(second)) != 0
    }
}

fn first_two(word: &str) -> (u8, u8) {
    let mut bytes = word.bytes();
    (bytes.next().unwrap_or(0), bytes.next().unwrap_or(0))
}

/// Letters from 1, whatever else 0.
fn letter(byte: u8) -> usize {
    let lower = byte.to_ascii_lowercase();
    if lower.is_ascii_lowercase() { usize::from(lower - b'a') + 1 } else { 0 }
}
