//! What words mean, as vectors that point alike where words mean alike ("sued" and "lawsuit"), and what texts mean, as the
//! sums of their words'.
//!
//! The vectors are made by `word-vectors` in tools/ from a language model that compares sentences, which is not needed
//! any more; see LICENSE-MINILM beside this file.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::data::lines;
use crate::text;

/// How many numbers make a vector.
const DIMENSIONS: usize = 32;

/// The direction of a word's meaning, in signed bytes; all are about as long.
pub type Vector = [u8; DIMENSIONS];

static VECTORS: LazyLock<HashMap<&'static str, &'static Vector>> = LazyLock::new(|| {
    let (vectors, _) = include_bytes!("vectors.bin").as_chunks::<DIMENSIONS>();
    let words = lines(include_str!("vectors.txt")).zip(vectors);
    words.filter(|(word, _)| !text::is_stop_word(word)).collect()
});

/// The vector of a word as it is written; none of function words, of those that the model does not know as a whole, and of
/// what capitals alone spell: an acronym means nothing of the word that it looks like ("WHO", "AIDS", "ICE").
pub fn vector(word: &str) -> Option<&'static Vector> {
    if word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let folded = text::fold(word);
    VECTORS.get(folded.strip_suffix("'s").unwrap_or(&folded)).copied()
}

/// What a text means, as far as its words tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Meaning([f32; DIMENSIONS]);

impl Meaning {
    /// Adds a word.
    pub fn add(&mut self, vector: &Vector, weight: f32) {
        self.0.iter_mut().zip(vector).for_each(|(sum, number)| *sum += weight * f32::from(number.cast_signed()));
    }

    /// How alike two texts are: 1 where they mean the same, 0 where they have nothing in common, and less where what
    /// they have is opposed. Nothing is like a text without a known word.
    pub fn likeness(&self, other: &Meaning) -> f32 {
        let product = |one: &Meaning, two: &Meaning| one.0.iter().zip(&two.0).map(|(a, b)| a * b).sum::<f32>();
        let lengths = (product(self, self) * product(other, other)).sqrt();
        if lengths > 0.0 { product(self, other) / lengths } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str) -> f32 {
        let [one, other] = [one, other].map(|text| {
            let mut meaning = Meaning::default();
            text.split(' ').filter_map(vector).for_each(|vector| meaning.add(vector, 1.0));
            meaning
        });
        one.likeness(&other)
    }

    #[test]
    fn every_word_has_a_vector() {
        let (vectors, rest) = include_bytes!("vectors.bin").as_chunks::<DIMENSIONS>();
        assert_eq!((lines(include_str!("vectors.txt")).count(), rest), (vectors.len(), &[][..]));
    }

    #[test]
    fn words_that_mean_alike_are_alike() {
        for [one, like, unlike] in [
            ["lawsuit", "sued", "mountain"],
            ["Mayor's", "governor", "rainfall"],
            ["grant money", "federal funding", "hockey players"],
        ] {
            let (like, unlike) = (check(one, like), check(one, unlike));
            assert!(like > unlike + 0.3, "{one}: {like} and {unlike}");
        }
    }

    #[test]
    fn what_has_no_meaning_is_like_nothing() {
        assert_eq!(check("the", "the"), 0.0);
        assert_eq!(check("xqzzt", "lawsuit"), 0.0);
        assert_eq!((check("AIDS", "helps"), check("Aids", "helps") > 0.1), (0.0, true));
        assert_eq!(check("lawsuit", "lawsuit").round(), 1.0);
    }
}
