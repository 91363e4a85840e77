//! Fitting the ranking: a listwise logistic model.

use pullquote::engine::{FEATURES, FIRST_OF_MODEL, Features, LONGEST_LEAD, gate_row};
use pullquote::forest::Row;
use serde::{Deserialize, Serialize};

pub const COUNT: usize = FEATURES.len();

/// Passes over the questions when the ranking is fitted. The mean of the last half is steadier than the last step.
const EPOCHS: usize = 96;
const STEADY: usize = EPOCHS / 2;

/// What ranking must not look at: the training sets cannot teach it, since nobody asks there what somebody said, nor
/// of named paragraphs, nor does a list of sentences to choose from open like an article; or it says something of the
/// question and not of the sentence.
const UNRANKED: &[&str] = &[
    "quotation",
    "named_paragraph",
    "opens_article",
    "unknown_words",
    "evidence",
    "unmentioned",
    SMALL_ARCHIVE,
    "likeness_sum",
];

/// How small the archive is. It has thresholds of its own, so that false answers are as few.
const SMALL_ARCHIVE: &str = "small_archive";

/// What ranks and decides: words alone, or what the language model measured too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Words,
    Model,
}

impl Stage {
    fn ranks_by(self, at: usize) -> bool {
        !UNRANKED.contains(&FEATURES[at]) && (self == Stage::Model || at < FIRST_OF_MODEL)
    }
}

/// How sentences are ranked: all by their words, and those that the language model read before them by what it measured.
pub struct Ranking {
    pub words: [f32; COUNT],
    pub model: Option<[f32; COUNT]>,
}

impl Ranking {
    /// The ranking that these questions teach.
    pub fn learnt(questions: &[&Question], copies: &[usize], stage: Stage) -> Ranking {
        let words = rank(questions, copies, Stage::Words);
        Ranking { words, model: (stage == Stage::Model).then(|| rank(questions, copies, Stage::Model)) }
    }

    fn score(&self, sentence: &Sentence) -> f32 {
        let weights = self.model.as_ref().filter(|_| sentence.read_again).unwrap_or(&self.words);
        dot(weights, &sentence.features)
    }
}

/// What a set asks for, which decides how it is scored.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The sentence that answers, over an archive.
    Answer,
    /// The order of one article's sentences.
    Select,
}

#[derive(Serialize, Deserialize)]
pub struct Sentence {
    /// Which of the question's paragraphs it stands in.
    pub passage: usize,
    /// The number of that paragraph; an article to choose from has a sentence a paragraph, mostly.
    pub paragraph: u32,
    /// In the order of [`FEATURES`].
    pub features: Vec<f32>,
    pub right: bool,
    pub grounded: bool,
    /// Whether the language model read it.
    pub read_again: bool,
}

#[derive(Serialize, Deserialize)]
pub struct Question {
    pub set: usize,
    pub kind: Kind,
    /// Questions about one article go into one fold together, so that no article is known from training.
    pub article: String,
    pub answerable: bool,
    /// How many paragraphs answer it, those that were not retrieved too.
    pub relevant: usize,
    pub sentences: Vec<Sentence>,
}

/// The best sentence of a question, and whether the archive answers it.
pub struct Best {
    pub row: Row,
    /// How small the archive is.
    pub small: f32,
    pub grounded: bool,
    pub answerable: bool,
    pub fold: usize,
}

pub fn dot(weights: &[f32; COUNT], features: &[f32]) -> f32 {
    weights.iter().zip(features).map(|(weight, value)| weight * value).sum()
}

impl Question {
    /// The fold of its article, the same one every time.
    pub fn fold(&self, folds: usize) -> usize {
        self.article.bytes().fold(7usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()) % 1_000_003)
            % folds
    }

    /// Its sentences, best first.
    pub fn ranked(&self, ranking: &Ranking) -> Vec<&Sentence> {
        let first = |sentence: &Sentence| ranking.model.is_some() && sentence.read_again;
        let mut scored: Vec<(bool, f32, &Sentence)> =
            self.sentences.iter().map(|sentence| (first(sentence), ranking.score(sentence), sentence)).collect();
        scored.sort_by(|one, two| two.0.cmp(&one.0).then(two.1.total_cmp(&one.1)));
        scored.into_iter().map(|(.., sentence)| sentence).collect()
    }

    pub fn best(&self, ranking: &Ranking, folds: usize) -> Option<Best> {
        let ranked = self.ranked(ranking);
        let first = ranked.first()?;
        let score = ranking.score(first);
        let next = ranked.iter().find(|other| other.passage != first.passage);
        let lead = next.map_or(LONGEST_LEAD, |next| score - ranking.score(next));
        let features: &Features = first.features.as_slice().try_into().ok()?;
        Some(Best {
            row: gate_row(features, score, lead, ranking.model.is_some() && first.read_again),
            small: features[FEATURES.iter().position(|name| *name == SMALL_ARCHIVE)?],
            grounded: first.grounded,
            answerable: self.answerable,
            fold: self.fold(folds),
        })
    }
}

/// The weights that make the right sentences likely among all of a question's; `copies` is how often each of a set's
/// questions counts.
fn rank(questions: &[&Question], copies: &[usize], stage: Stage) -> [f32; COUNT] {
    let spread = spread(questions.iter().flat_map(|question| question.sentences.iter().map(|s| &s.features)));
    let mut weights = [0.0f32; COUNT];
    let mut sums = [0.0f64; COUNT];
    let times = |question: &Question| copies.get(question.set).copied().unwrap_or(1);
    let mut order: Vec<usize> =
        questions.iter().enumerate().flat_map(|(at, question)| std::iter::repeat_n(at, times(question))).collect();
    let mut state = 12_345u64;
    for epoch in 0..EPOCHS {
        shuffle(&mut order, &mut state);
        let rate = 0.1 / (1.0 + epoch as f32);
        for at in &order {
            let sentences: Vec<&Sentence> =
                questions[*at].sentences.iter().filter(|one| stage == Stage::Words || one.read_again).collect();
            let right = sentences.iter().filter(|sentence| sentence.right).count();
            if right == 0 || right == sentences.len() {
                continue;
            }
            let pull = pull(&sentences, &weights, &spread);
            for (at, (weight, pull)) in weights.iter_mut().zip(pull).enumerate() {
                if !stage.ranks_by(at) {
                    continue;
                }
                *weight += rate * (pull.clamp(-5.0, 5.0) - 1e-3 * *weight);
            }
        }
        if epoch + STEADY >= EPOCHS {
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += f64::from(*weight) / STEADY as f64);
        }
    }
    std::array::from_fn(|at| if stage.ranks_by(at) { sums[at] as f32 / spread[at] } else { 0.0 })
}

/// The gradient of log (likelihood of a right sentence).
fn pull(sentences: &[&Sentence], weights: &[f32; COUNT], spread: &[f32; COUNT]) -> [f32; COUNT] {
    let scaled: Vec<[f32; COUNT]> =
        sentences.iter().map(|sentence| std::array::from_fn(|at| sentence.features[at] / spread[at])).collect();
    let scores: Vec<f32> = scaled.iter().map(|features| dot(weights, features)).collect();
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let likely: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let all: f32 = likely.iter().sum();
    let right: f32 = likely.iter().zip(sentences).filter(|(_, sentence)| sentence.right).map(|(one, _)| one).sum();
    let mut pull = [0.0f32; COUNT];
    for ((likely, sentence), features) in likely.iter().zip(sentences).zip(&scaled) {
        let wanted = if sentence.right { likely / right.max(1e-12) } else { 0.0 };
        for (pull, value) in pull.iter_mut().zip(features) {
            *pull += (wanted - likely / all) * value;
        }
    }
    pull
}

/// The standard deviation of each feature.
fn spread<'a>(all: impl Iterator<Item = &'a Vec<f32>>) -> [f32; COUNT] {
    let (mut count, mut sums, mut squares) = (0.0f64, [0.0f64; COUNT], [0.0f64; COUNT]);
    for features in all {
        count += 1.0;
        for (at, value) in features.iter().enumerate() {
            sums[at] += f64::from(*value);
            squares[at] += f64::from(*value).powi(2);
        }
    }
    std::array::from_fn(|at| (squares[at] / count - (sums[at] / count).powi(2)).max(1e-6).sqrt() as f32)
}

fn shuffle(order: &mut [usize], state: &mut u64) {
    for at in (1..order.len()).rev() {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        order.swap(at, (*state % (at as u64 + 1)) as usize);
    }
}
