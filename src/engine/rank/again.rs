//! Re-ranking: the features that the language model (SPLADE) computes for the top sentences.

use std::collections::{HashMap, HashSet};

use super::features::{COUNT, FIRST_OF_MODEL};
use super::passage::Passage;
use super::{Measured, weights};
use crate::query::{EntityKind, Question};
use crate::splade::{self, Asked};

/// How many sentences are re-ranked. A right one that was found at all is among them in 99 of 100 questions.
const READ_AGAIN: usize = 24;

/// The batch size; the budget is checked after each batch.
const AT_A_TIME: usize = 16;

/// How the pieces of a question weigh in all, and in each of three sorts: of its names, of its other words, and those
/// that the model brings in.
struct Sorts {
    of: Vec<usize>,
    /// Which term of the question each piece is of.
    terms: Vec<Option<usize>>,
    all: f32,
    /// The likeness of a question to itself.
    own: f32,
}

const SORTS: usize = 3;

/// A cache of what the model computed for one reply. A question about a time ranks the same sentences in several rounds, and
/// the model takes most of the time of an answer.
#[derive(Default)]
pub(crate) struct Readings {
    /// The question, and what the model made of it.
    question: Option<(String, Asked)>,
    /// What the question's pieces weigh in each text.
    weighed: HashMap<String, Vec<f32>>,
}

impl Readings {
    /// Reads the question and the texts, as far as they were not read; false where there is no model, or it was told to stop.
    fn read(&mut self, question: &str, texts: &[&str], must_stop: &dyn Fn() -> bool) -> bool {
        if self.question.as_ref().is_none_or(|(read, _)| read != question) {
            self.weighed.clear();
            self.question = splade::asked(question).map(|asked| (question.to_owned(), asked));
        }
        let Some((_, asked)) = &self.question else { return false };
        let mut seen = HashSet::new();
        let unread = texts.iter().copied().filter(|text| !text.is_empty() && !self.weighed.contains_key(*text));
        let unread: Vec<&str> = unread.filter(|text| seen.insert(*text)).collect();
        for some in unread.chunks(AT_A_TIME) {
            if must_stop() {
                return false;
            }
            self.weighed.extend(some.iter().map(|text| (*text).to_owned()).zip(asked.weigh(some)));
        }
        true
    }
}

/// Re-ranks the top sentences. Does nothing without a model.
pub(crate) fn read_again(
    question: &Question,
    passages: &[Passage<'_>],
    ranked: &mut [Measured],
    readings: &mut Readings,
    must_stop: &dyn Fn() -> bool,
) {
    let first = ranked.len().min(READ_AGAIN);
    let Some((first, rest)) = ranked.split_at_mut_checked(first) else { return };
    let places: Vec<[&str; 3]> = first
        .iter()
        .map(|measured| {
            let (passage, at) = (measured.passage, measured.sentence);
            [
                sentence(passages, passage, at).unwrap_or_default(),
                before(passages, passage, at).unwrap_or_default(),
                passages.get(passage).map_or("", |passage| passage.title),
            ]
        })
        .collect();
    if !readings.read(&question.text, places.as_flattened(), must_stop) {
        return;
    }
    let Some((_, asked)) = &readings.question else { return };
    let sorts = sorts(question, asked);
    let nothing = vec![0.0; asked.weights().len()];
    let weighed = |text: &str| readings.weighed.get(text).unwrap_or(&nothing).as_slice();
    let likeness = |weights: &[f32]| product(asked.weights(), weights) / sorts.own;
    let best = places.iter().map(|[own, ..]| likeness(weighed(own))).fold(0.0, f32::max);
    for (measured, [own, before, title]) in first.iter_mut().zip(&places) {
        let [own, before, title] = [own, before, title].map(|text| weighed(text));
        let of_sort = shares(asked, &sorts, own);
        let around = both(own, &both(before, title));
        let of_sort_around = shares(asked, &sorts, &around);
        let alone = likeness(own);
        let found = [
            alone,
            product(asked.weights(), own) * 0.1,
            likeness(&around) - alone,
            likeness(&both(own, before)) - alone,
            likeness(title),
            best - alone,
            of_sort[SORTS],
            of_sort[0],
            of_sort[1],
            of_sort[2],
            of_sort_around[0],
            of_sort_around[1],
            of_sort_around[2],
            lacking(asked, &sorts, measured.unmatched, &around),
        ];
        for (feature, value) in measured.features.iter_mut().skip(FIRST_OF_MODEL).zip(found) {
            *feature = value;
        }
        measured.score = weights::rank(&measured.features, true);
        measured.read_again = true;
    }
    let least = first.iter().map(|measured| measured.score).fold(f32::MAX, f32::min);
    // The others follow, with their score differences.
    let lower = rest.first().map_or(0.0, |next| least - next.score);
    rest.iter_mut().for_each(|measured| measured.score += lower);
}

fn sentence<'a>(passages: &[Passage<'a>], passage: usize, sentence: usize) -> Option<&'a str> {
    let passage = passages.get(passage)?;
    passage.text.get(passage.sentences.get(sentence)?.clone())
}

/// The sentence before, of the paragraph before where this one opens its own.
fn before<'a>(passages: &[Passage<'a>], passage: usize, at: usize) -> Option<&'a str> {
    if let Some(before) = at.checked_sub(1) {
        return sentence(passages, passage, before);
    }
    let before = passage.checked_sub(1).filter(|_| passages.get(passage).is_some_and(|passage| passage.follows))?;
    let last = passages.get(before)?.sentences.len().checked_sub(1)?;
    sentence(passages, before, last)
}

fn sorts(question: &Question, asked: &Asked) -> Sorts {
    let named = |at: usize| {
        question.entities.iter().any(|entity| entity.kind != EntityKind::Quoted && entity.range.contains(&at))
    };
    let mut of = vec![2; asked.weights().len()];
    let mut terms = vec![None; asked.weights().len()];
    for (number, term) in question.terms.iter().enumerate() {
        let sort = usize::from(!named(term.range.start));
        let word = question.text.get(term.range.clone()).unwrap_or_default();
        for piece in splade::pieces(word) {
            if let Some(at) = asked.pieces().iter().position(|known| *known == piece) {
                of[at] = sort;
                terms[at] = Some(number);
            }
        }
    }
    let own = product(asked.weights(), asked.weights()).max(1e-6);
    Sorts { of, terms, all: asked.weights().iter().sum::<f32>().max(1e-6), own }
}

/// The share of each sort that is held, by weight, and of all; of a sort that the question has nothing of, as of all.
fn shares(asked: &Asked, sorts: &Sorts, weights: &[f32]) -> [f32; SORTS + 1] {
    let (mut held, mut whole) = ([0.0; SORTS], [0.0; SORTS]);
    for ((asked, held_here), sort) in asked.weights().iter().zip(weights).zip(&sorts.of) {
        held[*sort] += asked.min(*held_here);
        whole[*sort] += asked;
    }
    let all = held.iter().sum::<f32>() / sorts.all;
    std::array::from_fn(|sort| match (held.get(sort), whole.get(sort)) {
        (Some(held), Some(whole)) if *whole > 0.0 => held / whole,
        _ => all,
    })
}

/// How much is missing of the word that is missing most, of those that nothing `unmatched` stands for by the letter: 1 where
/// nothing is held that the model takes for the question's weightiest word.
fn lacking(asked: &Asked, sorts: &Sorts, unmatched: u32, weights: &[f32]) -> f32 {
    let mut of_terms = [(0.0f32, 0.0f32); crate::query::MAX_TERMS];
    for (((asked, held), term), sort) in asked.weights().iter().zip(weights).zip(&sorts.terms).zip(&sorts.of) {
        if let Some((whole, missing)) = term.filter(|_| *sort == 1).and_then(|term| of_terms.get_mut(term)) {
            *whole += asked;
            *missing += (asked - held).max(0.0);
        }
    }
    let weightiest = of_terms.iter().map(|(whole, _)| *whole).fold(1e-6, f32::max);
    let missing = of_terms.iter().enumerate().filter(|(term, _)| unmatched & (1 << term) != 0);
    missing.map(|(_, (_, missing))| missing / weightiest).fold(0.0, f32::max)
}

fn product(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn both(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| one.max(*other)).collect()
}

const _: () = assert!(FIRST_OF_MODEL + 14 == COUNT);
