//! Which sentences answer: candidates in, sentences with scores out. Knows nothing of the index.

mod abbreviated;
mod again;
mod features;
mod gate;
mod named;
mod passage;
mod scan;
mod shape;
mod weights;

use std::ops::Range;

pub(crate) use again::{Readings, read_again};
pub use features::{FIRST_OF_MODEL, Features, NAMES};
pub use gate::{Gate, LONGEST_LEAD, row as gate_row};
pub(crate) use passage::Passage;

use crate::index::idf;
use crate::query::{AnswerType, Meaning, Question, commonness, vector};
use features::{SentenceContext, TermStrengths, Weighing, bm25, measure};
use scan::{Matcher, Word};
pub(crate) use shape::gives_reason;

/// Where `entities_nearby` stands among the features.
const ENTITIES_NEARBY: usize = 12;

/// Where `context_coverage` stands among the features.
const CONTEXT_COVERAGE: usize = 5;

/// Where `topic_coverage` stands among the features.
const TOPIC_COVERAGE: usize = 32;

/// Where `undenied` and `contrary` stand among the features, and from which share of the question's weight on a contrary
/// counts.
const UNDENIED: usize = 45;
const CONTRARY: usize = 46;
const LEAST_CONTRARY: f32 = 0.04;

/// Where `said_around` stands among the features.
const SAID_AROUND: usize = 58;

/// The least share of what is asked beside the names, as the language model sees it, that stands in or around an answer.
const LEAST_SAID: f32 = 0.05;

/// Where `no_answer_shape` stands among the features.
const NO_ANSWER_SHAPE: usize = 31;

/// How sure it is, from 0 to 1, that the first of these answers; they are ranked.
pub(crate) fn confidence(ranked: &[Measured]) -> f32 {
    let Some(best) = ranked.first() else { return 0.0 };
    let next = ranked.iter().find(|other| other.passage != best.passage);
    let lead = next.map_or(LONGEST_LEAD, |next| best.score - next.score);
    gate::confidence(&best.features, best.score, lead, best.read_again)
}

/// From so sure on, the archive is said to know by this sentence, if it ranks first.
pub(crate) fn cut_off(best: &Measured) -> f32 {
    gate::cut_off(&best.features, best.read_again)
}

/// Whether the first of these answers beside those that rank before it, for all that is known.
pub(crate) fn answers(ranked: &[Measured]) -> bool {
    ranked.first().is_some_and(|best| best.grounded && confidence(ranked) >= gate::cut_off_beside(best.read_again))
}

/// Smoothing of frequencies: this many paragraphs of general English are added, since in a small archive every word looks
/// rare.
const ENGLISH: f32 = 50.0;

/// How common the question's terms are, in the order of its terms.
#[derive(Debug, Clone)]
pub(crate) struct Statistics {
    /// Paragraphs in the archive.
    pub documents: u64,
    /// Paragraphs that hold each term.
    pub frequencies: Vec<u64>,
}

/// A sentence of a passage with its measurements.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// Which passage.
    pub passage: usize,
    /// Which of its sentences.
    pub sentence: usize,
    /// What was measured.
    pub features: Features,
    /// How well it answers, by the trained weights.
    pub score: f32,
    /// Whether it does not say otherwise: where it is asked what follows if something is not done, that it is; where it is
    /// asked what is not so, what is; or the contrary of a word of the question.
    pub grounded: bool,
    /// Whether the language model read it.
    pub read_again: bool,
    /// The words of the question beside its names that nothing in it and right around it stands for, a bit a term.
    unmatched: u32,
    /// The words of it that match, in bytes of the paragraph.
    pub highlights: Vec<[usize; 2]>,
}

impl Measured {
    /// The share of the question's weight that it holds with its title and the sentence before.
    pub(crate) fn context_coverage(&self) -> f32 {
        self.features[CONTEXT_COVERAGE]
    }

    /// Whether it holds the sort of thing that is asked for, where that has a shape.
    pub(crate) fn has_answer_shape(&self) -> bool {
        self.features[NO_ANSWER_SHAPE] == 0.0
    }

    /// Whether it and what stands around it hold nothing of what is asked beside the names, neither by a word nor by what
    /// the language model takes for one: that an article names Chicago does not mean that it tells Chicago's population.
    /// Of the right sentences of the training sets 1 to 2 % are so, and half of the best that a news archive has for what
    /// it does not tell.
    pub(crate) fn is_beside_the_point(&self) -> bool {
        self.read_again && self.features[TOPIC_COVERAGE] <= 0.0 && self.features[SAID_AROUND] < LEAST_SAID
    }

    /// Whether its paragraph and title hold every name of the question, and something of the rest: that a paragraph
    /// names Chicago does not mean that it tells Chicago's population.
    pub(crate) fn names_all(&self) -> bool {
        (self.features[ENTITIES_NEARBY] >= 0.999 || self.features[ENTITIES_NEARBY] == 0.0)
            && self.features[TOPIC_COVERAGE] > 0.0
    }
}

/// Scales the sum of idfs, which is some tens, to the range of the other features.
const STRENGTH_SCALE: f32 = 0.1;

/// The gate was trained on archives of so many paragraphs, small ones and large ones.
const SMALL: f32 = 15.0;
const LARGE: f32 = 450.0;

/// 1 for a small archive, 0 for a large one, logarithmic between.
fn smallness(documents: u64) -> f32 {
    let size = (documents as f32).clamp(SMALL, LARGE);
    (LARGE / size).ln() / (LARGE / SMALL).ln()
}

fn weigh(question: &Question, statistics: &Statistics) -> Weighing {
    let documents = statistics.documents as f32 + ENGLISH;
    let rarity: Vec<f32> = question
        .terms
        .iter()
        .enumerate()
        .map(|(index, term)| {
            let held = statistics.frequencies.get(index).copied().unwrap_or(0) as f32;
            let frequency = held + ENGLISH * commonness(&term.text);
            if term.weight > 0.0 { idf(frequency, documents) } else { 0.0 }
        })
        .collect();
    let unknown: Vec<bool> =
        (0..question.terms.len()).map(|at| statistics.frequencies.get(at).is_none_or(|count| *count == 0)).collect();
    let mut weight: Vec<f32> = question.terms.iter().zip(&rarity).map(|(term, rarity)| term.weight * rarity).collect();
    let mut meaning = Meaning::default();
    for (term, weight) in question.terms.iter().zip(&weight) {
        let written = question.text.get(term.range.clone()).and_then(vector);
        written.into_iter().for_each(|vector| meaning.add(vector, *weight));
    }
    let all: f32 = weight.iter().sum();
    if all > 0.0 {
        weight.iter_mut().for_each(|weight| *weight /= all);
    }
    Weighing {
        weight,
        rarity,
        unknown,
        strength: all * STRENGTH_SCALE,
        smallness: smallness(statistics.documents),
        meaning,
    }
}

/// Whether a sentence denies nothing where the question does, or says the contrary of a word of it that it has not: "the
/// first", of a question about the last. Whether something is so may be answered by its contrary. Of 817 right sentences
/// that rank first in the training sets 1 is so.
fn says_otherwise(question: &Question, features: &Features) -> bool {
    question.expects != AnswerType::YesNo && (features[UNDENIED] > 0.0 || features[CONTRARY] > LEAST_CONTRARY)
}

/// The budget is checked after this many sentences.
const AT_A_TIME: usize = 64;

/// Computes the features of every sentence of the passages, with their neighbours as context where `surrounded`, until
/// `must_stop`.
pub(crate) fn measure_all(
    question: &Question,
    statistics: &Statistics,
    passages: &[Passage<'_>],
    surrounded: bool,
    must_stop: &dyn Fn() -> bool,
) -> Vec<Measured> {
    let weighing = weigh(question, statistics);
    let matcher = Matcher::new(question, &weighing.unknown);
    let mut words: Vec<Word> = Vec::new();
    // The range in `words` of each passage, and within it of each sentence.
    let mut passage_words: Vec<Range<usize>> = Vec::new();
    let mut sentence_words: Vec<Vec<Range<usize>>> = Vec::new();
    let mut sentence_seen: Vec<Vec<TermStrengths>> = Vec::new();
    for passage in passages {
        if must_stop() {
            break;
        }
        let start = words.len();
        matcher.scan(passage.text, &mut words);
        passage_words.push(start..words.len());
    }
    named::stand_for_full_names(question, passages, &passage_words, &mut words);
    abbreviated::stand_for_each_other(question, passages, &passage_words, &mut words);
    for (passage, all) in passages.iter().zip(&passage_words) {
        let start = all.start;
        let all = words.get(all.clone()).unwrap_or_default();
        let mut ranges = Vec::with_capacity(passage.sentences.len());
        let mut at = 0;
        for sentence in passage.sentences {
            let from = at + all.iter().skip(at).take_while(|word| (word.start as usize) < sentence.start).count();
            let to = from + all.iter().skip(from).take_while(|word| (word.start as usize) < sentence.end).count();
            ranges.push(start + from..start + to);
            at = to;
        }
        sentence_seen
            .push(ranges.iter().map(|range| TermStrengths::of(words.get(range.clone()).unwrap_or_default())).collect());
        sentence_words.push(ranges);
    }
    let average_paragraph = (words.len() as f32 / passages.len().max(1) as f32).max(8.0);
    let sentences = sentence_words.iter().map(Vec::len).sum::<usize>().max(1);
    let average_sentence = (words.len() as f32 / sentences as f32).max(8.0);

    let mut measured = Vec::with_capacity(sentences);
    let mut found = Vec::new();
    let mut title_words = Vec::new();
    let mut title: Option<(&str, TermStrengths)> = None;
    let seen_of = |index: usize| {
        let words = passage_words.get(index).and_then(|range| words.get(range.clone()));
        TermStrengths::of(words.unwrap_or_default())
    };
    let paragraphs_seen: Vec<TermStrengths> = (0..passages.len()).map(seen_of).collect();
    for (index, passage) in passages.iter().enumerate() {
        if title.as_ref().is_none_or(|(known, _)| *known != passage.title) {
            title_words.clear();
            matcher.scan(passage.title, &mut title_words);
            title = Some((passage.title, TermStrengths::of(&title_words)));
        }
        let Some((_, title_seen)) = &title else { continue };
        let (Some(all), Some(ranges), Some(seen)) =
            (passage_words.get(index), sentence_words.get(index), sentence_seen.get(index))
        else {
            continue;
        };
        let paragraph_words = words.get(all.clone()).unwrap_or_default();
        let Some(paragraph_seen) = paragraphs_seen.get(index) else { continue };
        let around = if surrounded { around(passages, index) } else { index..index + 1 };
        let around_seen = paragraphs_seen
            .get(around)
            .unwrap_or_default()
            .iter()
            .fold(TermStrengths::of(&[]), |seen, other| seen.with(other));
        let previous =
            if passage.follows { index.checked_sub(1).and_then(|at| sentence_seen.get(at)?.last()) } else { None };
        let next_follows = passages.get(index + 1).is_some_and(|next| next.follows);
        let next = if next_follows { sentence_seen.get(index + 1).and_then(|seen| seen.first()) } else { None };
        let paragraph_meaning = meaning_of(paragraph_words);
        let paragraph_bm25 = bm25(&weighing, paragraph_words, average_paragraph, 1.2, 0.75);
        for (at, range) in ranges.iter().enumerate() {
            let Some(this) = seen.get(at) else { continue };
            if measured.len() % AT_A_TIME == AT_A_TIME - 1 && must_stop() {
                return measured;
            }
            let sentence = passage.sentences.get(at).cloned().unwrap_or_default();
            let in_sentence = words.get(range.clone()).unwrap_or_default();
            let place = SentenceContext {
                text: passage.text,
                words: in_sentence,
                paragraph_bm25,
                sentence_seen: this,
                paragraph_seen,
                around_seen: &around_seen,
                title_seen,
                before_seen: if at == 0 { previous } else { seen.get(at - 1) },
                after_seen: seen.get(at + 1).or(next),
                average_sentence,
                opens_paragraph: at == 0,
                opens_article: passage.opens_article && at == 0,
                named: passage.named,
                sentence: passage.text.get(sentence.clone()).unwrap_or_default(),
                sentence_meaning: meaning_of(in_sentence),
                paragraph_meaning,
            };
            let (features, unmatched) = measure(&matcher, &weighing, &place, &mut found);
            measured.push(Measured {
                passage: index,
                sentence: at,
                score: weights::rank(&features, false),
                grounded: !question.undone.is_some_and(|term| shape::says_done(term, passage.text, in_sentence))
                    && !says_otherwise(question, &features),
                features,
                read_again: false,
                unmatched,
                highlights: highlights(in_sentence),
            });
        }
    }
    measured
}

/// The context of a paragraph: this many neighbours on either side.
pub(crate) const AROUND: usize = 3;

/// The passages around this one that stand with it in their article without a gap, itself among them.
fn around(passages: &[Passage<'_>], index: usize) -> Range<usize> {
    let follows = |at: usize| passages.get(at).is_some_and(|passage| passage.follows);
    let before = (0..AROUND).take_while(|step| index.checked_sub(*step).is_some_and(follows)).count();
    let after = (1..=AROUND).take_while(|step| follows(index + step)).count();
    index - before.min(index)..(index + after + 1).min(passages.len())
}

fn meaning_of(words: &[Word]) -> Meaning {
    let mut meaning = Meaning::default();
    words.iter().filter_map(|word| word.vector).for_each(|vector| meaning.add(vector, 1.0));
    meaning
}

fn highlights(words: &[Word]) -> Vec<[usize; 2]> {
    words
        .iter()
        .filter(|word| word.hit.is_some_and(|hit| hit.strength >= 0.6))
        .map(|word| [word.start as usize, word.end as usize])
        .collect()
}
