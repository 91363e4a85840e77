//! Small linear models whose weights stand in a readable file beside this module.

use std::sync::LazyLock;

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
        self.sum += self.weights.get(hashed(parts.iter().copied()));
    }
}

/// A hash of the parts of a feature's name, eight bytes at a time: most of the time of extraction is spent here.
fn hashed<'p>(parts: impl Iterator<Item = &'p str>) -> u64 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let hash = parts.fold(0, |hash, part| {
        let (words, rest) = part.as_bytes().as_chunks::<8>();
        let hash =
            words.iter().fold(mix(hash, part.len() as u64 + 1), |hash, word| mix(hash, u64::from_le_bytes(*word)));
        mix(hash, rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
    });
    // The table looks at the low bits, which multiplication stirs least.
    hash ^ hash >> 32
}

/// The weights of one model, by the hash of the feature's name.
#[derive(Debug)]
pub(super) struct Weights {
    /// Open addressing: a weight stands in the slot of its hash or in one of those after it. A quarter full at most.
    slots: Vec<(u64, f32)>,
    /// From which probability on the answer is yes.
    pub(super) from: f32,
}

/// The line of a weights file that gives the probability from which on the answer is yes.
const FROM: &str = "yes from";

/// A slot that holds nothing.
const EMPTY: (u64, f32) = (0, 0.0);

impl Weights {
    /// A sum that starts at nothing.
    pub(super) fn score(&self) -> Score<'_> {
        Score { weights: self, sum: 0.0 }
    }

    fn get(&self, hash: u64) -> f32 {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = hash as usize & mask;
        while let Some((key, weight)) = self.slots.get(slot).filter(|slot| slot.0 != EMPTY.0) {
            if *key == hash {
                return *weight;
            }
            slot = (slot + 1) & mask;
        }
        0.0
    }

    fn read(file: &str) -> Self {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        let entries = lines.filter_map(|line| {
            let (name, number) = line.split_once('\t')?;
            Some((name, number.trim().parse().ok()?))
        });
        let entries: Vec<(&str, f32)> = entries.collect();
        let size = (entries.len() * 4).next_power_of_two();
        let mut weights = Weights { slots: vec![EMPTY; size], from: 0.5 };
        for (name, number) in entries {
            if name == FROM {
                weights.from = number;
                continue;
            }
            let hash = hashed(name.split('|'));
            let free = |slot: &usize| weights.slots.get(*slot).is_some_and(|slot| slot.0 == EMPTY.0);
            let slot = (0..size).map(|step| (hash as usize + step) & (size - 1)).find(free);
            if let Some(slot) = slot.and_then(|slot| weights.slots.get_mut(slot)) {
                *slot = (hash, number);
            }
        }
        weights
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
            assert!(weights.slots.iter().any(|slot| *slot != EMPTY));
        }
    }
}
