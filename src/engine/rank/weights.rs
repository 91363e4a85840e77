//! The trained weights, read from the table beside this file.

use std::sync::LazyLock;

use super::features::{COUNT, Features, NAMES};

/// What is counted of a sentence, and of the best one where it is decided whether the archive knows.
#[derive(Default)]
struct Weights {
    rank: Vec<f32>,
    gate: Vec<f32>,
    /// What the best sentence's score, and its lead over the next paragraph's, count at the gate.
    gate_score: f32,
    gate_lead: f32,
    bias: f32,
    cut_off: f32,
}

/// By words alone, and with what the language model measures.
static WEIGHTS: LazyLock<[Weights; 2]> = LazyLock::new(|| [read(1), read(3)]);

/// The weights whose first column this is.
fn read(column: usize) -> Weights {
    let mut weights = Weights { rank: vec![0.0; COUNT], gate: vec![0.0; COUNT], ..Weights::default() };
    for line in include_str!("weights.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| columns.get(at).and_then(|number| number.parse::<f32>().ok()).unwrap_or(0.0);
        let (rank, gate) = (number(column), number(column + 1));
        match columns.first().copied().unwrap_or_default() {
            "score" => weights.gate_score = gate,
            "lead" => weights.gate_lead = gate,
            "bias" => weights.bias = gate,
            "cut_off" => weights.cut_off = gate,
            name => {
                if let Some(at) = NAMES.iter().position(|known| *known == name) {
                    weights.rank[at] = rank;
                    weights.gate[at] = gate;
                }
            }
        }
    }
    weights
}

fn of(read_again: bool) -> &'static Weights {
    let [words, model] = &*WEIGHTS;
    if read_again { model } else { words }
}

fn dot(weights: &[f32], features: &Features) -> f32 {
    weights.iter().zip(features).map(|(weight, value)| weight * value).sum()
}

/// How well a sentence with these features answers; whether the language model has read it.
pub(super) fn rank(features: &Features, read_again: bool) -> f32 {
    dot(&of(read_again).rank, features)
}

/// How sure it is, from 0 to 1, that the best sentence answers.
pub(super) fn sure(features: &Features, score: f32, lead: f32, read_again: bool) -> f32 {
    let weights = of(read_again);
    let sum = weights.bias
        + dot(&weights.gate, features)
        + weights.gate_score * score * SCORE_SCALE
        + weights.gate_lead * lead.min(LONGEST_LEAD);
    1.0 / (1.0 + (-sum).exp())
}

/// From so sure on, the archive is said to know.
pub(super) fn cut_off(read_again: bool) -> f32 {
    of(read_again).cut_off
}

/// A score is some tens, the other features about 1.
pub const SCORE_SCALE: f32 = 0.1;

/// A longer lead over the next paragraph says no more.
pub const LONGEST_LEAD: f32 = 5.0;
