//! Small linear models whose weights stand in a readable file beside this module.

use std::sync::LazyLock;

use super::feature::{Part, Sink, combined};
use crate::forest::Forest;

/// The sum of the weights of the features added.
pub(super) struct Score<'w> {
    weights: &'w Weights,
    pub(super) sum: f32,
}

impl Sink for Score<'_> {
    #[inline]
    fn add(&mut self, parts: &[Part<'_>]) {
        self.sum += self.weights.get(combined(parts.iter().copied()));
    }
}

/// The weights of one model, by the hash of the feature's name.
#[derive(Debug)]
pub(super) struct Weights {
    /// Open addressing: a weight stands in the slot of its hash or in one of those after it. A quarter full at most.
    slots: Vec<(u64, f32)>,
    /// A bit for each value of the hash's upper bits that any weight has. Nearly all features have no weight, and
    /// most of the time of extraction would be spent on finding that out in the slots.
    sieve: Vec<u64>,
    /// From which probability on the answer is yes.
    pub(super) from: f32,
}

/// The line of a weights file that gives the probability from which on the answer is yes.
const FROM: &str = "yes from";

/// How many words the sieve has: eight kilobytes, which stay in the fastest cache.
const SIEVE: usize = 1 << 10;

/// The word and the bit of a hash in the sieve.
fn sieved(hash: u64) -> (usize, u64) {
    let upper = (hash >> 48) as usize;
    (upper >> 6, 1 << (upper & 63))
}

/// A slot that holds nothing.
const EMPTY: (u64, f32) = (0, 0.0);

impl Weights {
    /// A sum that starts at nothing.
    pub(super) fn score(&self) -> Score<'_> {
        Score { weights: self, sum: 0.0 }
    }

    #[inline]
    fn get(&self, hash: u64) -> f32 {
        let (word, bit) = sieved(hash);
        if self.sieve.get(word).is_some_and(|bits| bits & bit != 0) { self.find(hash) } else { 0.0 }
    }

    fn find(&self, hash: u64) -> f32 {
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
        let mut weights = Weights { slots: vec![EMPTY; size], sieve: vec![0; SIEVE], from: 0.5 };
        for (name, number) in entries {
            if name == FROM {
                weights.from = number;
                continue;
            }
            let hash = combined(name.split('|').map(Part::of));
            let (word, bit) = sieved(hash);
            if let Some(bits) = weights.sieve.get_mut(word) {
                *bits |= bit;
            }
            let free = |slot: &usize| weights.slots.get(*slot).is_some_and(|slot| slot.0 == EMPTY.0);
            let slot = (0..size).map(|step| (hash as usize + step) & (size - 1)).find(free);
            if let Some(slot) = slot.and_then(|slot| weights.slots.get_mut(slot)) {
                *slot = (hash, number);
            }
        }
        weights
    }
}

/// The models, in the order in which they are asked. Trees add to what the weights say.
#[derive(Debug)]
pub(super) struct Models {
    /// Which mention speaks.
    pub(super) speaker: Weights,
    pub(super) speaker_trees: Forest,
    /// Whom a pronoun stands for.
    pub(super) antecedent: Weights,
    pub(super) antecedent_trees: Forest,
    /// Whether words in quotation marks were said at all.
    pub(super) uttered: Weights,
    pub(super) uttered_trees: Forest,
    /// Whether the speaker's name can be relied on: trees alone.
    pub(super) certain: Forest,
}

/// The models as trained.
pub(super) static MODELS: LazyLock<Models> = LazyLock::new(|| {
    Models::read(
        [
            include_str!("weights/speaker.tsv"),
            include_str!("weights/antecedent.tsv"),
            include_str!("weights/uttered.tsv"),
        ],
        [
            include_str!("weights/speaker.trees"),
            include_str!("weights/antecedent.trees"),
            include_str!("weights/uttered.trees"),
            include_str!("weights/certain.trees"),
        ],
    )
});

impl Models {
    /// Reads the text of the files: weights of the speaker, the antecedent and what was said, trees of these and of what is
    /// certain.
    pub(super) fn read(weights: [&str; 3], trees: [&str; 4]) -> Self {
        let [speaker, antecedent, uttered] = weights.map(Weights::read);
        let [speaker_trees, antecedent_trees, uttered_trees, certain] = trees.map(Forest::read);
        Models { speaker, speaker_trees, antecedent, antecedent_trees, uttered, uttered_trees, certain }
    }

    /// The probability from which on words count as said.
    pub(super) fn said_from(&self) -> f32 {
        if self.uttered_trees.is_empty() { self.uttered.from } else { self.uttered_trees.from }
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
        score.add(&[Part::of("a"), Part::of("b")]);
        score.add(&[Part::of("bias")]);
        score.add(&[Part::of("unknown")]);
        assert!((score.sum - 1.0).abs() < 1e-6);
    }

    #[test]
    fn every_model_has_weights() {
        for weights in [&MODELS.speaker, &MODELS.antecedent, &MODELS.uttered] {
            assert!(weights.slots.iter().any(|slot| *slot != EMPTY));
        }
    }

    #[test]
    fn trees_ask_what_rows_hold() {
        use super::super::kept::History;
        use super::super::marks::{Marks, marked};
        use super::super::reading::Reading;
        use super::super::scene::Scene;
        use crate::forest::Row;
        let paragraphs = ["Ann Lee spoke on Monday. “We kept the pool open,” she said."];
        let scene = Scene::new(Reading::new(
            &paragraphs,
            &super::super::reading::sentences(&paragraphs),
            marked(&paragraphs, Marks::All),
        ));
        let setting = scene.setting(0);
        let weighed = scene.weighed(0, History::default(), &MODELS.speaker);
        let finalists = scene.finalists::<Row>(0, History::default(), Some(&setting), &weighed);
        assert!(finalists.iter().all(|one| MODELS.speaker_trees.fits(&one.row)));
        let decisions = scene.decide(&MODELS);
        let decision = decisions.first().expect("a quotation");
        assert!(MODELS.uttered_trees.fits(&scene.uttered_row(decision, &setting, 0.0)));
        assert!(MODELS.certain.fits(&scene.certain_row(decision, &setting)));
        let pronoun = (0..scene.mentions.len()).find(|mention| scene.refers(*mention)).expect("a pronoun");
        let candidates = scene.antecedents(pronoun);
        let rows = scene.antecedent_rows::<Row>(pronoun, &candidates, &[0.0], f32::INFINITY);
        assert!(!rows.is_empty() && rows.iter().all(|(_, row)| MODELS.antecedent_trees.fits(row)));
        for trees in [&MODELS.speaker_trees, &MODELS.antecedent_trees, &MODELS.uttered_trees, &MODELS.certain] {
            assert!(!trees.is_empty());
        }
    }
}
