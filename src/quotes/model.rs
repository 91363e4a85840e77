//! Small linear models whose weights stand in a readable file beside this module.

use std::hash::Hasher;
use std::sync::LazyLock;

use super::lexicon::{Fnv, Table};

/// Where features go: added up with their weights when text is read, written down by name when weights are trained.
///
/// A feature is a list of parts; its name is the parts joined with `|`.
pub trait Sink {
    /// Takes one feature.
    fn add(&mut self, parts: &[&str]);
}

/// The features' names, for training.
impl Sink for Vec<String> {
    fn add(&mut self, parts: &[&str]) {
        self.push(parts.join("|"));
    }
}

/// The sum of the weights of the features added.
pub(super) struct Score<'w> {
    weights: &'w Weights,
    pub(super) sum: f32,
}

impl Sink for Score<'_> {
    fn add(&mut self, parts: &[&str]) {
        let mut hasher = Fnv::default();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                hasher.write(b"|");
            }
            hasher.write(part.as_bytes());
        }
        self.sum += self.weights.weights.get(&hasher.finish()).copied().unwrap_or(0.0);
    }
}

/// The weights of one model, by the hash of the feature's name.
#[derive(Debug, Default)]
pub(super) struct Weights {
    weights: Table<u64, f32>,
}

impl Weights {
    /// A sum that starts at nothing.
    pub(super) fn score(&self) -> Score<'_> {
        Score { weights: self, sum: 0.0 }
    }

    fn read(file: &str) -> Self {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        let weights = lines.filter_map(|line| {
            let (name, weight) = line.split_once('\t')?;
            let mut hasher = Fnv::default();
            hasher.write(name.as_bytes());
            Some((hasher.finish(), weight.trim().parse().ok()?))
        });
        Weights { weights: weights.collect() }
    }
}

/// The models, in the order in which they are asked.
#[derive(Debug)]
pub(super) struct Models {
    /// Which mention speaks.
    pub(super) speaker: Weights,
    /// Whom a pronoun stands for.
    pub(super) antecedent: Weights,
    /// Whether words in quotation marks were said at all.
    pub(super) uttered: Weights,
    /// Whether the speaker's name can be relied on.
    pub(super) certain: Weights,
}

/// The models as trained.
pub(super) static MODELS: LazyLock<Models> = LazyLock::new(|| {
    Models::read(
        include_str!("weights/speaker.tsv"),
        include_str!("weights/antecedent.tsv"),
        include_str!("weights/uttered.tsv"),
        include_str!("weights/certain.tsv"),
    )
});

impl Models {
    /// Reads the text of the four files.
    pub(super) fn read(speaker: &str, antecedent: &str, uttered: &str, certain: &str) -> Self {
        Models {
            speaker: Weights::read(speaker),
            antecedent: Weights::read(antecedent),
            uttered: Weights::read(uttered),
            certain: Weights::read(certain),
        }
    }
}

/// A sum of weights as a probability.
pub(super) fn probability(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// Sums of weights as probabilities that add up to one.
pub(super) fn shares(sums: &[f32]) -> Vec<f32> {
    let highest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = sums.iter().map(|sum| (sum - highest).exp()).collect();
    let total: f32 = powers.iter().sum();
    powers.iter().map(|power| power / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let weights = Weights::read("# comment\na|b\t1.5\nbias\t-0.5\n");
        let mut score = weights.score();
        score.add(&["a", "b"]);
        score.add(&["bias"]);
        score.add(&["unknown"]);
        assert!((score.sum - 1.0).abs() < 1e-6);
    }

    #[test]
    fn every_model_has_weights() {
        for weights in [&MODELS.speaker, &MODELS.antecedent, &MODELS.uttered, &MODELS.certain] {
            assert!(!weights.weights.is_empty());
        }
    }
}
