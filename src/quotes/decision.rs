//! The decisions about each quotation: who speaks, whether anybody does, and how sure that is.

use super::kept::History;
use super::model::{Models, Weights, probability, shares};
use super::scene::Scene;
use super::speaker_row::Setting;
use crate::forest::{Columns, Numbers};

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
    /// How likely the second of all is.
    pub second: f32,
    /// By how much the sum of the best is above that of the second.
    pub margin: f32,
    /// How likely it is that no mention speaks.
    pub nobody: f32,
    /// How likely it is that anybody uttered the words.
    pub uttered: f32,
    /// How likely the speaker is right; nought where nothing was said.
    pub certain: f32,
}

impl Scene<'_> {
    /// Decides about every quotation, in reading order. Pronouns must have been resolved.
    pub(super) fn decide(&self, models: &Models) -> Vec<Decision> {
        let mut history = History::default();
        let mut decisions = Vec::with_capacity(self.quotes.len());
        for quote in 0..self.quotes.len() {
            let decision = self.decide_one(quote, history, models);
            if decision.uttered >= models.said_from() {
                history = history.then(quote, decision.speaker);
            }
            decisions.push(decision);
        }
        self.carry_on(&mut decisions);
        self.join(&mut decisions);
        decisions
    }

    /// "“…” and “…”": both were said, or neither was. Of labelled ones that is so without exception.
    fn join(&self, decisions: &mut [Decision]) {
        for at in 1..decisions.len() {
            let (Some(one), Some(two)) = (decisions.get(at - 1).copied(), decisions.get(at).copied()) else { continue };
            let facts = |decision: &Decision| self.quotes.get(decision.quote);
            let Some((first, second)) = facts(&one).zip(facts(&two)) else { continue };
            let word = self.reading.token(first.token + 1).and_then(|between| between.entry).map(|entry| entry.word);
            if second.token == first.token + 2 && matches!(word, Some("and" | "or")) {
                let told = first.cue_before.is_some() || second.cue_after.is_some();
                let (low, high) = (one.uttered.min(two.uttered), one.uttered.max(two.uttered));
                let uttered = if told { (low + high) / 2.0 } else { low };
                decisions.iter_mut().skip(at - 1).take(2).for_each(|decision| decision.uttered = uttered);
            }
        }
    }

    /// A quotation that is not closed goes on with the mark that opens the next paragraph: one speaker, whom the part with an
    /// attribution names. A part that has one of its own keeps it.
    fn carry_on(&self, decisions: &mut [Decision]) {
        let runs_on = |one: &Decision, next: &Decision| {
            let open = self.reading.quotations.get(one.quote).is_some_and(|quotation| !quotation.closed);
            let block = |decision: &Decision| {
                let facts = self.quotes.get(decision.quote).filter(|facts| facts.opens_paragraph)?;
                self.reading.token(facts.token).map(|token| token.block)
            };
            open && block(one).zip(block(next)).is_some_and(|(one, next)| one + 1 == next)
        };
        let attributed = |decision: &Decision| {
            let facts = self.quotes.get(decision.quote);
            facts.is_some_and(|facts| facts.cue_before.is_some() || facts.cue_after.is_some())
        };
        for parts in decisions.chunk_by_mut(runs_on).filter(|parts| parts.len() > 1) {
            let named = parts.iter().filter(|part| part.speaker.is_some());
            let rank = |part: &&Decision| (attributed(part), part.certain);
            let Some(known) = named
                .max_by(|one, other| rank(one).0.cmp(&rank(other).0).then(rank(one).1.total_cmp(&rank(other).1)))
                .copied()
            else {
                continue;
            };
            for part in parts.iter_mut().filter(|part| !attributed(part)) {
                part.speaker = known.speaker;
                part.uttered = part.uttered.max(known.uttered);
                part.certain = known.certain;
            }
        }
    }

    /// Whether a quotation may be a part of one that runs on over paragraphs: then it counts even where it was not said.
    fn may_run_on(&self, quote: usize) -> bool {
        let open = |quote: usize| self.reading.quotations.get(quote).is_some_and(|quotation| !quotation.closed);
        open(quote) || quote.checked_sub(1).is_some_and(open)
    }

    fn decide_one(&self, quote: usize, history: History, models: &Models) -> Decision {
        let candidates = self.weighed(quote, history, &models.speaker);
        let setting = self.setting(quote);
        let lead = candidates.first().zip(candidates.get(1)).map_or(f32::INFINITY, |(one, next)| one.1 - next.1);
        // Most speakers stand out so far that trees would change nothing.
        let open = lead <= FAR && !models.speaker_trees.is_empty();
        let finalists = self.finalists::<Numbers>(quote, history, open.then_some(&setting), &candidates);
        let mut sums: Vec<f32> = finalists.iter().map(|one| one.sum).collect();
        if open {
            for (sum, one) in sums.iter_mut().zip(&finalists) {
                *sum += models.speaker_trees.sum(&one.row);
            }
        }
        let shares = shares(&sums);
        let mut order: Vec<usize> = (0..finalists.len()).collect();
        let share = |at: usize| shares.get(at).copied().unwrap_or_default();
        let sum = |at: usize| sums.get(at).copied().unwrap_or_default();
        order.sort_by(|one, other| share(*other).total_cmp(&share(*one)).then(one.cmp(other)));
        let (best, second) = (order.first().copied(), order.get(1).copied());
        let nobody = finalists.iter().position(|one| one.candidate.is_none());
        let mut decision = Decision {
            quote,
            history,
            // "said a spokeswoman for Reed, Ann Lee": the name, not the office. "Said a Reed aide": the aide.
            speaker: best
                .and_then(|best| finalists.get(best)?.candidate)
                .map(|speaker| self.modified(speaker).or_else(|| self.served(quote, speaker)).unwrap_or(speaker))
                .map(|speaker| self.apposed(speaker).unwrap_or(speaker)),
            share: best.map_or(1.0, share),
            second: second.map_or(0.0, share),
            margin: best.zip(second).map_or(20.0, |(best, second)| sum(best) - sum(second)),
            nobody: nobody.map_or(0.0, share),
            uttered: 0.0,
            certain: 0.0,
        };
        let mut score = models.uttered.score();
        self.uttered_features(&decision, &mut score);
        let trees = &models.uttered_trees;
        let more = if trees.is_empty() || score.sum.abs() > DECIDED {
            0.0
        } else {
            trees.sum(&self.uttered_row(&decision, &setting, score.sum))
        };
        decision.uttered = probability(score.sum + more);
        if decision.speaker.is_some() && (decision.uttered >= models.said_from() || self.may_run_on(quote)) {
            decision.certain = probability(models.certain.sum(&self.certain_row(&decision, &setting)));
        }
        decision
    }

    /// The candidates with what the weights give each, the best first.
    pub(super) fn weighed(&self, quote: usize, history: History, weights: &Weights) -> Vec<(Option<usize>, f32)> {
        let waiting = self.waiting(quote, history);
        let sum = |candidate: Option<usize>| {
            let mut score = weights.score();
            if let Some(waiting) = &waiting {
                self.speaker_features(waiting, candidate, &mut score);
            }
            score.sum
        };
        let mut weighed: Vec<(Option<usize>, f32)> =
            self.candidates(quote, history).into_iter().map(|candidate| (candidate, sum(candidate))).collect();
        weighed.sort_by(|one, other| other.1.total_cmp(&one.1));
        weighed
    }

    /// The best candidates by their weights, and nobody, for the trees to choose from; with empty rows where no setting is
    /// given.
    pub(super) fn finalists<R: Columns>(
        &self,
        quote: usize,
        history: History,
        setting: Option<&Setting<'_>>,
        weighed: &[(Option<usize>, f32)],
    ) -> Vec<Finalist<R>> {
        let best = weighed.first().map_or(0.0, |(_, sum)| *sum);
        let near = |rank: usize, sum: f32| rank < FINALISTS && best - sum <= FAR;
        let chosen =
            weighed.iter().enumerate().filter(|(rank, (candidate, sum))| near(*rank, *sum) || candidate.is_none());
        chosen
            .map(|(rank, (candidate, sum))| Finalist {
                candidate: *candidate,
                sum: *sum,
                row: setting.map_or_else(R::default, |setting| {
                    self.speaker_row(quote, history, setting, *candidate, (*sum, best, rank))
                }),
            })
            .collect()
    }
}

/// Whom the weights put further behind the best than this the trees do not bring back, so they are not asked.
const FAR: f32 = 3.5;

/// From which sum on the weights alone tell whether words were said.
const DECIDED: f32 = 5.0;

/// How many candidates the trees choose from.
const FINALISTS: usize = 6;

/// A candidate that the trees look at.
#[derive(Debug)]
pub(super) struct Finalist<R> {
    pub(super) candidate: Option<usize>,
    /// What the weights give it.
    pub(super) sum: f32,
    pub(super) row: R,
}
