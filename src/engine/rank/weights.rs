//! The trained weights of the ranking, read from the table beside this file.

use std::sync::LazyLock;

use super::features::{COUNT, Features, NAMES};

/// What each feature counts, by words alone, and with what the language model measures.
static WEIGHTS: LazyLock<[Vec<f32>; 2]> = LazyLock::new(|| [read(1), read(2)]);

/// The weights in this column.
fn read(column: usize) -> Vec<f32> {
    let mut weights = vec![0.0; COUNT];
    for line in include_str!("weights.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let weight = columns.get(column).and_then(|number| number.parse().ok()).unwrap_or(0.0);
        let name = columns.first().copied().unwrap_or_default();
        if let Some(slot) = NAMES.iter().position(|known| *known == name).and_then(|at| weights.get_mut(at)) {
            *slot = weight;
        }
    }
    weights
}

/// How well a sentence with these features answers; whether the language model has read it.
pub(super) fn rank(features: &Features, read_again: bool) -> f32 {
    let [words, model] = &*WEIGHTS;
    let weights = if read_again { model } else { words };
    weights.iter().zip(features).map(|(weight, value)| weight * value).sum()
}
