//! The trained weights, read from the table beside this file.

use std::sync::LazyLock;

use super::features::{COUNT, Features, NAMES};

struct Weights {
    rank: [f32; COUNT],
    gate: [f32; COUNT],
    /// The gate's constant, its threshold already taken off.
    bias: f32,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let mut weights = Weights { rank: [0.0; COUNT], gate: [0.0; COUNT], bias: 0.0 };
    for line in include_str!("weights.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split_whitespace();
        let (Some(name), Some(rank), Some(gate)) = (columns.next(), columns.next(), columns.next()) else { continue };
        let (rank, gate) = (rank.parse().unwrap_or(0.0), gate.parse().unwrap_or(0.0));
        if name == "bias" {
            weights.bias = gate;
        } else if let Some(at) = NAMES.iter().position(|known| *known == name) {
            weights.rank[at] = rank;
            weights.gate[at] = gate;
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

/// How sure it is that the best sentence answers; below 0 the archive is said not to know.
pub(super) fn sure(features: &Features) -> f32 {
    WEIGHTS.bias + dot(&WEIGHTS.gate, features)
}
