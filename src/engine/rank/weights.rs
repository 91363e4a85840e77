//! The trained weights, read from the table beside this file.

use std::sync::LazyLock;

use super::features::{COUNT, Features, NAMES};

struct Weights {
    rank: [f32; COUNT],
    gate: [f32; COUNT],
    /// What the best sentence's score, and its lead over the next paragraph's, count at the gate.
    gate_score: f32,
    gate_lead: f32,
    bias: f32,
    cut_off: f32,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights =
        Weights { rank: [0.0; COUNT], gate: [0.0; COUNT], gate_score: 0.0, gate_lead: 0.0, bias: 0.0, cut_off: 0.0 };
    for line in include_str!("weights.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split_whitespace();
        let (Some(name), Some(rank), Some(gate)) = (columns.next(), columns.next(), columns.next()) else { continue };
        let (rank, gate) = (rank.parse().unwrap_or(0.0), gate.parse().unwrap_or(0.0));
        match name {
            "score" => weights.gate_score = gate,
            "lead" => weights.gate_lead = gate,
            "bias" => weights.bias = gate,
            "cut_off" => weights.cut_off = gate,
            _ => {
                if let Some(at) = NAMES.iter().position(|known| *known == name) {
                    weights.rank[at] = rank;
                    weights.gate[at] = gate;
                }
            }
        }
    }
    weights
});

fn dot(weights: &[f32; COUNT], features: &Features) -> f32 {
    weights.iter().zip(features).map(|(weight, value)| weight * value).sum()
}

/// How well a sentence with these features answers.
pub(super) fn rank(features: &Features) -> f32 {
    dot(&WEIGHTS.rank, features)
}

/// How sure it is, from 0 to 1, that the best sentence answers.
pub(super) fn sure(features: &Features, score: f32, lead: f32) -> f32 {
    let weights = &WEIGHTS;
    let sum = weights.bias
        + dot(&weights.gate, features)
        + weights.gate_score * score * SCORE_SCALE
        + weights.gate_lead * lead.min(LONGEST_LEAD);
    1.0 / (1.0 + (-sum).exp())
}

/// From so sure on, the archive is said to know.
pub(super) fn cut_off() -> f32 {
    WEIGHTS.cut_off
}

/// A score is some tens, the other features about 1.
pub const SCORE_SCALE: f32 = 0.1;

/// A longer lead over the next paragraph says no more.
pub const LONGEST_LEAD: f32 = 5.0;
