//! Whom "he", "she" and "who" stand for. A person's pronoun is never assumed: titles and usual given names weigh in
//! where the article writes them, and what stays unclear is not named.

use super::census::Agreement;
use super::feature::{Part, Sink, count, describe, flag, part, small};
use super::lexicon::Class;
use super::mentions::Sort;
use super::model::{Weights, shares};
use super::reading::Token;
use super::scene::{Referent, Scene, Surroundings};
use crate::forest::{Columns, Forest, Numbers};

/// How many different people back from a pronoun may be meant.
const PEOPLE: usize = 8;

/// Whom the weights put further behind the best than this the trees do not bring back, so they are not asked.
const FAR: f32 = 2.5;

/// How many mentions back they are looked for.
const MENTIONS: usize = 60;

/// A pronoun for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    He,
    She,
    Who,
}

impl Word {
    fn of(token: &Token) -> Self {
        if token.is(Class::He) {
            Word::He
        } else if token.is(Class::She) {
            Word::She
        } else {
            Word::Who
        }
    }

    fn fits(self, agreement: Agreement) -> Fit {
        match (self, agreement) {
            (Word::Who, _) => Fit::Either,
            (Word::He, Agreement::He) | (Word::She, Agreement::She) => Fit::Fits,
            (_, Agreement::Unknown) => Fit::Unknown,
            _ => Fit::Differs,
        }
    }

    fn part(self) -> Part<'static> {
        match self {
            Word::He => part!("he"),
            Word::She => part!("she"),
            Word::Who => part!("who"),
        }
    }
}

/// Whether what an article tells of a person goes with a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Fits,
    Differs,
    Unknown,
    Either,
}

impl Fit {
    fn part(self) -> Part<'static> {
        match self {
            Fit::Fits => part!("fits"),
            Fit::Differs => part!("differs"),
            Fit::Unknown => part!("unknown"),
            Fit::Either => part!("either"),
        }
    }
}

impl Scene<'_> {
    /// Whether a mention is a pronoun for one person.
    pub(super) fn refers(&self, mention: usize) -> bool {
        self.surroundings.get(mention).is_some_and(|around| around.refers)
    }

    /// The same, read off the mention.
    pub(super) fn is_for_one(&self, mention: usize) -> bool {
        let Some(mention) = self.mentions.get(mention).filter(|mention| mention.sort == Sort::Pronoun) else {
            return false;
        };
        self.reading.token(mention.head).is_some_and(|token| {
            token.any(&[Class::He, Class::She]) || token.entry.is_some_and(|entry| entry.word == "who")
        })
    }

    /// Decides for every pronoun whom it stands for, in reading order.
    pub(super) fn resolve(&mut self, weights: &Weights, trees: &Forest) {
        self.referents = vec![None; self.mentions.len()];
        for mention in 0..self.mentions.len() {
            if !self.refers(mention) {
                continue;
            }
            let candidates = self.antecedents(mention);
            let mut sums = match candidates.as_slice() {
                // The only one has the whole of the share, whatever speaks for it.
                [_] => vec![0.0],
                _ => self.antecedent_sums(mention, &candidates, weights),
            };
            let best = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let near = sums.iter().filter(|sum| best - **sum <= FAR).count();
            if near > 1 && self.is_subject(mention) && !trees.is_empty() {
                for (at, row) in self.antecedent_rows::<Numbers>(mention, &candidates, &sums, FAR) {
                    if let Some(sum) = sums.get_mut(at) {
                        *sum += trees.sum(&row);
                    }
                }
            }
            let shares = shares(&sums);
            let best = (0..candidates.len()).max_by(|one, other| {
                let share = |at: &usize| shares.get(*at).copied().unwrap_or_default();
                share(one).total_cmp(&share(other))
            });
            let referent = best.and_then(|best| {
                let others = shares.iter().enumerate().filter(|(at, _)| *at != best);
                let second = others.map(|(_, share)| *share).fold(0.0, f32::max);
                Some(Referent { person: candidates.get(best)?.0, share: *shares.get(best)?, second })
            });
            if let Some(slot) = self.referents.get_mut(mention) {
                *slot = referent;
            }
        }
    }

    /// "he", "she" and "who", but not "him" and "his": trees were trained on those that speak.
    fn is_subject(&self, pronoun: usize) -> bool {
        let head = self.mentions.get(pronoun).and_then(|mention| self.reading.token(mention.head));
        head.is_some_and(|head| !head.any(&[Class::Object, Class::Possessive]))
    }

    /// What the weights give each of those who may be meant.
    pub(super) fn antecedent_sums(&self, pronoun: usize, candidates: &[(usize, usize)], weights: &Weights) -> Vec<f32> {
        let earlier = self.earlier_pronoun(pronoun);
        let sum = |candidate: &(usize, usize)| {
            let mut score = weights.score();
            self.antecedent_features(pronoun, *candidate, candidates, earlier, &mut score);
            score.sum
        };
        candidates.iter().map(sum).collect()
    }

    /// What the trees ask about those of them who are not further than `far` behind the best by the weights, each with its
    /// place among the candidates.
    pub(super) fn antecedent_rows<R: Columns>(
        &self,
        pronoun: usize,
        candidates: &[(usize, usize)],
        sums: &[f32],
        far: f32,
    ) -> Vec<(usize, R)> {
        let around = self.around_pronoun(pronoun);
        let best = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let near = candidates.iter().zip(sums).enumerate().filter(|(_, (_, sum))| best - **sum <= far);
        near.map(|(at, (candidate, sum))| {
            (at, self.antecedent_row(pronoun, &around, *candidate, candidates, (*sum, best)))
        })
        .collect()
    }

    /// How what the article tells of a person goes with a pronoun: 1 fits, -1 differs.
    pub(super) fn fit_number(&self, pronoun: &Token, person: usize) -> f32 {
        let agreement = self.people.get(person).map_or(Agreement::Unknown, |one| one.agreement);
        match Word::of(pronoun).fits(agreement) {
            Fit::Fits => 1.0,
            Fit::Either => 0.5,
            Fit::Unknown => 0.0,
            Fit::Differs => -1.0,
        }
    }

    /// The people who may be meant, the last one named first, each with the mention that named them last.
    pub(super) fn antecedents(&self, pronoun: usize) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for mention in (pronoun.saturating_sub(MENTIONS)..pronoun).rev() {
            let Some(person) = self.people.named(mention) else { continue };
            if !found.iter().any(|(known, _)| *known == person) {
                found.push((person, mention));
                if found.len() == PEOPLE {
                    break;
                }
            }
        }
        if found.is_empty() {
            // "When he spoke, Sessions …": the name may come after, in the same sentence.
            let next = pronoun + 1..self.mentions.len().min(pronoun + 4);
            found.extend(next.filter_map(|mention| Some((self.people.named(mention)?, mention))).next());
        }
        found
    }

    /// What speaks for and against a person as the one a pronoun stands for. `earlier` is the like pronoun before.
    pub(super) fn antecedent_features(
        &self,
        pronoun: usize,
        (person, last): (usize, usize),
        candidates: &[(usize, usize)],
        earlier: Option<usize>,
        sink: &mut impl Sink,
    ) {
        let (Some(mention), Some(named), Some(known)) =
            (self.mentions.get(pronoun), self.mentions.get(last), self.people.get(person))
        else {
            return;
        };
        let Some((token, head)) = self.reading.token(mention.head).zip(self.reading.token(named.head)) else { return };
        let word = Word::of(token);
        let fits = |person: usize| word.fits(self.people.get(person).map_or(Agreement::Unknown, |one| one.agreement));
        let fit = fits(person).part();
        let rank = candidates.iter().position(|(other, _)| *other == person).unwrap_or_default();
        let (mut fitting, mut surely) = (0, 0);
        for (other, _) in candidates.iter().take(rank) {
            let fit = fits(*other);
            fitting += usize::from(fit != Fit::Differs && !self.is_body(*other));
            surely += usize::from(fit == Fit::Fits);
        }
        let sentences = small(token.sentence.abs_diff(head.sentence));
        let blocks = small(token.block.abs_diff(head.block));
        let Some((around, opening)) = self.surroundings.get(last).zip(self.surroundings.get(pronoun)) else { return };
        let [first, opening] = [around.first, opening.first].map(flag);
        let Surroundings { sort, near_before: before, near_behind: behind, .. } = around;
        describe!(sink, "fit", word.part(), fit);
        describe!(sink, "rank", word.part(), small(rank), fit);
        describe!(sink, "fitting", small(fitting), fit, sentences);
        describe!(sink, "surely", small(surely), small(fitting), fit);
        describe!(sink, "far", sentences, blocks, first, opening);
        describe!(sink, "place", first, opening, small(fitting));
        describe!(sink, "place far", first, sentences, before);
        describe!(sink, "shape", before, behind, sentences);
        describe!(sink, "behind", behind, first, opening);
        describe!(sink, "sort", *sort, sentences, fit);
        describe!(sink, "body", flag(known.body), word.part());
        describe!(sink, "possessive", flag(head.possessive), sentences, small(fitting));
        describe!(sink, "count", count(known.count), fit);
        describe!(sink, "most", flag(self.most_named(person, candidates)), small(fitting), fit);
        if word == Word::Who || token.sentence == head.sentence {
            let gap = self.pattern(named.tokens.end, mention.tokens.start, 2);
            describe!(sink, "gap", word.part(), &gap);
        }
        self.chain(pronoun, person, earlier, sentences, sink);
    }

    /// The last pronoun before that may stand for the same person.
    pub(super) fn earlier_pronoun(&self, pronoun: usize) -> Option<usize> {
        let token = |mention: usize| self.reading.token(self.mentions.get(mention)?.head);
        let now = token(pronoun).filter(|token| Word::of(token) != Word::Who)?;
        let earlier = (pronoun.saturating_sub(MENTIONS)..pronoun).rev().filter(|before| self.refers(*before));
        let alike = |before: &usize| token(*before).is_some_and(|token| token.is(Class::She) == now.is(Class::She));
        earlier.take(12).find(alike)
    }

    /// What the pronoun before was taken to stand for.
    fn chain(
        &self,
        pronoun: usize,
        person: usize,
        earlier: Option<usize>,
        sentences: Part<'static>,
        sink: &mut impl Sink,
    ) {
        let sentence = |mention: usize| {
            let mention = self.mentions.get(mention)?;
            self.reading.token(mention.head).map(|token| (token.sentence, token.block))
        };
        let Some((here, block)) = sentence(pronoun) else { return };
        let Some((last, (there, other_block))) = earlier.and_then(|last| Some((last, sentence(last)?))) else {
            describe!(sink, "chain", part!("none"), sentences);
            return;
        };
        let same = self.referents.get(last).copied().flatten().is_some_and(|referent| referent.person == person);
        let far = small(here - there.min(here));
        // Whether the person was named again since.
        let since = (last..pronoun).any(|mention| self.people.named(mention) == Some(person));
        describe!(sink, "chain", flag(same), far, small(block - other_block.min(block)));
        describe!(sink, "chain since", flag(same), flag(since), sentences);
        describe!(
            sink,
            "chain first",
            flag(same),
            flag(self.first_in_sentence(last)),
            flag(self.first_in_sentence(pronoun))
        );
    }

    pub(super) fn is_body(&self, person: usize) -> bool {
        self.people.get(person).is_some_and(|person| person.body)
    }

    fn most_named(&self, person: usize, candidates: &[(usize, usize)]) -> bool {
        let named = |person: usize| self.people.get(person).map_or(0, |person| person.count);
        candidates.iter().all(|(other, _)| named(*other) <= named(person))
    }
}
