//! What a question and a sentence have in common beyond their words: each text as weighted pieces of words, those that
//! it holds and those that it brings to mind, by a small language model (SPLADE, Formal et al. 2021).
//!
//! A text's weight for a piece is log(1 + max(0, logit)), the largest over its own pieces. Of a sentence only the pieces
//! are weighed that the question has, some thirty. See LICENSE-SPLADE beside this
//! file for where the model comes from.

mod encoder;
mod model;
mod wordpiece;

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice};

use model::{LONGEST, Model, WIDTH, model};
pub use wordpiece::Piece;

/// Pieces that weigh less in a question are left out.
const LEAST: f32 = 0.05;

/// A question's pieces with their weights.
pub struct Asked {
    model: &'static Model,
    pieces: Vec<Piece>,
    weights: Vec<f32>,
    /// The rows of the pieces, and what is added to the logit of each.
    rows: Array2<f32>,
    biases: Vec<f32>,
}

/// Reads a question; none if this program was built without the model.
pub fn asked(question: &str) -> Option<Asked> {
    let model = model()?;
    let (encoded, _) = encoder::encode(model, &[wordpiece::pieces(question, LONGEST)]);
    let mut known: Vec<(u32, f32)> = Vec::new();
    let all: Vec<u32> = model.pieces().collect();
    for some in all.chunks(1_024) {
        let (rows, biases) = rows(model, some);
        let weights = weights(encoder::logits(&encoded, rows.view()).view(), &biases);
        known.extend(some.iter().copied().zip(weights).filter(|(_, weight)| *weight > LEAST));
    }
    let pieces: Vec<Piece> = known.iter().map(|(piece, _)| *piece).collect();
    let (rows, biases) = rows(model, &pieces);
    Some(Asked { model, pieces, weights: known.into_iter().map(|(_, weight)| weight).collect(), rows, biases })
}

impl Asked {
    /// The pieces, in the order of their numbers.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// What the pieces weigh in the question.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// What the question's pieces weigh in each of these texts.
    pub fn weigh(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let pieces: Vec<_> = texts.iter().map(|text| wordpiece::pieces(text, LONGEST)).collect();
        let (encoded, ranges) = encoder::encode(self.model, &pieces);
        let logits = encoder::logits(&encoded, self.rows.view());
        let of = |range: Range<usize>| weights(logits.slice_axis(Axis(0), Slice::from(range)), &self.biases);
        ranges.into_iter().map(of).collect()
    }
}

/// The pieces of a word.
pub fn pieces(word: &str) -> Vec<Piece> {
    let mut pieces = wordpiece::pieces(word, LONGEST);
    pieces.pop();
    pieces.split_off(1.min(pieces.len()))
}

fn rows(model: &Model, pieces: &[u32]) -> (Array2<f32>, Vec<f32>) {
    let mut rows = Array2::zeros((pieces.len(), WIDTH));
    for (piece, mut row) in pieces.iter().zip(rows.rows_mut()) {
        if let Some(row) = row.as_slice_mut() {
            model.row(*piece, row);
        }
    }
    (rows, pieces.iter().map(|piece| model.bias(*piece)).collect())
}

/// A column's largest logit as a weight.
fn weights(logits: ArrayView2<'_, f32>, biases: &[f32]) -> Vec<f32> {
    let mut highest = vec![f32::MIN; biases.len()];
    for row in logits.rows() {
        highest.iter_mut().zip(row).for_each(|(highest, logit)| *highest = highest.max(*logit));
    }
    highest.iter().zip(biases).map(|(logit, bias)| (logit + bias).max(0.0).ln_1p()).collect()
}

#[cfg(all(test, has_splade_model))]
mod tests {
    use super::*;

    /// The likeness of each text to the question.
    fn likeness(question: &str, texts: &[&str]) -> Vec<f32> {
        let asked = asked(question).expect("a model");
        let product = |weights: Vec<f32>| asked.weights().iter().zip(weights).map(|(one, two)| one * two).sum();
        asked.weigh(texts).into_iter().map(product).collect()
    }

    const QUESTION: &str = "How tall is the new lighthouse?";
    const TEXTS: [&str; 3] = [
        "The lighthouse that the town opened in May stands 41 feet high.",
        "The new lighthouse was painted white by volunteers.",
        "Ferries leave the harbour at noon.",
    ];

    /// What the model gives in floats of 32 bits; bytes are some hundredths off.
    #[test]
    fn likeness_is_that_of_the_reference() {
        for (found, expected) in likeness(QUESTION, &TEXTS).into_iter().zip([21.383, 13.919, 0.0]) {
            assert!((found - expected).abs() < 0.3, "{found} for {expected}");
        }
    }

    #[test]
    fn texts_read_together_weigh_as_each_alone() {
        let alone: Vec<f32> = TEXTS.iter().flat_map(|text| likeness(QUESTION, &[text])).collect();
        for (together, alone) in likeness(QUESTION, &TEXTS).into_iter().zip(alone) {
            assert!((together - alone).abs() < 1e-3, "{together} for {alone}");
        }
    }

    #[test]
    fn a_question_brings_in_words_that_it_does_not_hold() {
        let asked = asked(QUESTION).expect("a model");
        let weight = |word: &str| {
            let at = asked.pieces().iter().position(|known| pieces(word).contains(known));
            at.and_then(|at| asked.weights().get(at)).copied().unwrap_or(0.0)
        };
        assert!((weight("height") - 2.165).abs() < 0.1);
        assert!((weight("tall") - 2.542).abs() < 0.1);
        assert_eq!(weight("harbour"), 0.0);
    }

    #[test]
    fn nothing_is_read_of_nothing() {
        assert_eq!(asked("").expect("a model").weigh(&[]).len(), 0);
        assert_eq!(likeness("", &["", "a"]).len(), 2);
    }
}
