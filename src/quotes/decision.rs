//! The decisions about each quotation: who speaks, whether anybody does, and how sure that is.

use super::kept::History;
use super::model::{Models, probability, shares};
use super::scene::Scene;

/// What was decided about one quotation.
#[derive(Debug, Clone, Copy)]
pub struct Decision {
    /// Its number.
    pub quote: usize,
    /// What was decided before it.
    pub history: History,
    /// The mention that speaks, if any does.
    pub speaker: Option<usize>,
    /// How likely that mention is, against the others.
    pub share: f32,
    /// How likely it is that no mention speaks.
    pub nobody: f32,
    /// How likely it is that anybody uttered the words.
    pub uttered: f32,
    /// How likely the speaker is right.
    pub certain: f32,
}

impl Scene<'_> {
    /// Decides about every quotation, in reading order. Pronouns must have been resolved.
    pub(super) fn decide(&self, models: &Models) -> Vec<Decision> {
        let mut history = History::default();
        let mut decisions = Vec::with_capacity(self.quotes.len());
        for quote in 0..self.quotes.len() {
            let decision = self.decide_one(quote, history, models);
            if decision.uttered >= models.uttered.from {
                history = history.then(quote, decision.speaker);
            }
            decisions.push(decision);
        }
        decisions
    }

    fn decide_one(&self, quote: usize, history: History, models: &Models) -> Decision {
        let candidates = self.candidates(quote, history);
        let waiting = self.waiting(quote, history);
        let sum = |candidate: &Option<usize>| {
            let mut score = models.speaker.score();
            if let Some(waiting) = &waiting {
                self.speaker_features(waiting, *candidate, &mut score);
            }
            score.sum
        };
        let sums: Vec<f32> = candidates.iter().map(sum).collect();
        let shares = shares(&sums);
        let best = candidates.iter().zip(&shares).max_by(|one, other| one.1.total_cmp(other.1));
        let (speaker, share) = best.map_or((None, 1.0), |(speaker, share)| (*speaker, *share));
        let nobody =
            candidates.iter().zip(&shares).filter(|(candidate, _)| candidate.is_none()).map(|(_, share)| *share);
        let mut decision =
            Decision { quote, history, speaker, share, nobody: nobody.sum(), uttered: 0.0, certain: 0.0 };
        let mut score = models.uttered.score();
        self.uttered_features(&decision, &mut score);
        decision.uttered = probability(score.sum);
        if decision.speaker.is_some() {
            let mut score = models.certain.score();
            self.certain_features(&decision, &mut score);
            decision.certain = probability(score.sum);
        }
        decision
    }
}
