//! Texts compared by their shingles (runs of words): a few of the smallest hashes stand for a whole text (MinHash).

use super::html::folded;

/// How many hashes stand for a text.
const SKETCH: usize = 32;

/// How many of them lead from one text to another.
const LEADS: usize = 8;

/// Words that make a shingle, of a whole text and of its opening.
const SHINGLE: usize = 5;
const SHORT_SHINGLE: usize = 3;

/// Texts of fewer words are not compared as a whole: a poll or a short notice repeats by nature.
const FEWEST_WORDS: usize = 80;

/// How many words are a text's opening, and how few say nothing.
const OPENING: usize = 64;
const FEWEST_OF_OPENING: usize = 8;

/// How much of two texts is the same where they are one.
pub(super) const ALIKE: f64 = 0.8;

/// How much of the shorter opening the other has where both are of one article.
const OPENING_ALIKE: f64 = 0.5;

/// What stands for a text when it is compared with others.
#[derive(Debug)]
pub(super) struct Text {
    /// Of the whole. Empty for a short text.
    pub(super) sketch: Vec<u64>,
    /// All shingles of the opening. Empty for a text that says nothing.
    opening: Vec<u64>,
    /// Of all words.
    pub(super) whole: u64,
}

impl Text {
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Text {
        let mut words: Vec<u64> = Vec::new();
        for text in texts {
            words.extend(folded(text).split(' ').filter(|word| !word.is_empty()).map(|word| fnv(word.bytes())));
        }
        let opening = words.get(..words.len().min(OPENING)).unwrap_or_default();
        let opening = if opening.len() < FEWEST_OF_OPENING { Vec::new() } else { shingles(opening, SHORT_SHINGLE) };
        let sketch = if words.len() < FEWEST_WORDS { Vec::new() } else { sketch(&words) };
        let whole = words.iter().fold(SEED, |state, word| (state ^ word).wrapping_mul(PRIME));
        Text { sketch, opening, whole }
    }

    /// Whether the texts are alike, or the same where they are too short to tell.
    pub(super) fn is_same(&self, other: &Text) -> bool {
        self.whole == other.whole || self.is_like(other)
    }

    pub(super) fn is_short(&self) -> bool {
        self.opening.is_empty()
    }

    pub(super) fn leads(&self) -> impl Iterator<Item = u64> {
        self.sketch.iter().take(LEADS).copied()
    }

    /// Whether both are texts of one article: as a whole, or as one that is cut short begins like the other.
    pub(super) fn is_like(&self, other: &Text) -> bool {
        let fewer = self.opening.len().min(other.opening.len());
        let both = self.opening.iter().filter(|hash| other.opening.binary_search(hash).is_ok()).count();
        let begins_like = fewer > 0 && both as f64 >= OPENING_ALIKE * fewer as f64;
        begins_like || similarity(&self.sketch, &other.sketch) >= ALIKE
    }
}

/// The smallest hashes of a text's shingles.
fn sketch(words: &[u64]) -> Vec<u64> {
    let mut hashes = shingles(words, SHINGLE);
    hashes.truncate(SKETCH);
    hashes
}

/// The hashes of all runs of so many words, in order.
fn shingles(words: &[u64], length: usize) -> Vec<u64> {
    let shingle = |run: &[u64]| {
        let state = run.iter().fold(SEED, |state, word| (state ^ word).wrapping_mul(PRIME));
        // The low bits of what was only multiplied hang together; spread them.
        (state ^ (state >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    let mut hashes: Vec<u64> = words.windows(length).map(shingle).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

const PRIME: u64 = 0x100_0000_01b3;

/// FNV-1a: short, and no worse than others for this.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(SEED, |state, byte| (state ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// The share of shingles that two texts have in common, as their sketches tell.
pub(super) fn similarity(a: &[u64], b: &[u64]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut union: Vec<u64> = a.iter().chain(b).copied().collect();
    union.sort_unstable();
    union.dedup();
    union.truncate(SKETCH);
    let both = union.iter().filter(|hash| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok()).count();
    both as f64 / union.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_alike_and_not() {
        let text = |from: usize, to: usize| (from..to).map(|n| format!("word{n} ")).collect::<String>();
        let of = |text: &str| Text::new([text].into_iter()).sketch;
        assert!(similarity(&of(&text(0, 400)), &of(&text(5, 405))) > 0.8);
        assert!(similarity(&of(&text(0, 400)), &of(&text(300, 700))) < 0.5);
        assert!(of(&text(0, 20)).is_empty());
    }
}
