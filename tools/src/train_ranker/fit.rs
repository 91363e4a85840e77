//! Fitting: a listwise logistic model for the ranking, a logistic one for the gate.

use pullquote::engine::{FEATURES, FIRST_OF_MODEL, LONGEST_LEAD, SCORE_SCALE};
use serde::{Deserialize, Serialize};

pub const COUNT: usize = FEATURES.len();

/// The gate looks at the score of the best sentence too, and at its lead over the next paragraph's.
pub const GATE_COUNT: usize = COUNT + 2;

/// Passes over the questions when the ranking is fitted. The mean of the last half is steadier than the last step.
const EPOCHS: usize = 24;
const STEADY: usize = EPOCHS / 2;

/// Steps of the gate's fit, over all questions at once.
const STEPS: usize = 800;

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

/// How small the archive is. What it weighs is not learnt from answers, but set so that false answers are as few.
pub const SMALL_ARCHIVE: &str = "small_archive";

/// What the gate may look at: how much of the question is held, and whether the sort of answer is there.
const GATE: &[&str] = &[
    "coverage",
    "related_coverage",
    "paragraph_coverage",
    "context_coverage",
    "title_coverage",
    "before_coverage",
    "after_coverage",
    "pairs",
    "window",
    "entities",
    "entities_nearby",
    "person",
    "place",
    "number",
    "date",
    "organisation",
    "answer_near_terms",
    "focus",
    "rarest_term",
    "no_answer_shape",
    "topic_coverage",
    "unknown_words",
    "synonym_coverage",
    "evidence",
    "meaning",
    "paragraph_meaning",
    "unmentioned",
    "no_value",
    "likeness",
    "likeness_sum",
    "context_likeness",
    "before_likeness",
    "title_likeness",
    "share",
    "named_share",
    "said_share",
    "implied_share",
    "named_around",
    "said_around",
    "implied_around",
];

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

    fn decides_by(self, at: usize) -> bool {
        let measured = at >= COUNT || self == Stage::Model || at < FIRST_OF_MODEL;
        measured && FEATURES.get(at).is_none_or(|name| GATE.contains(name))
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
    pub features: [f32; GATE_COUNT],
    pub grounded: bool,
    pub answerable: bool,
    pub fold: usize,
}

pub struct Gate {
    pub weights: [f64; GATE_COUNT],
    pub bias: f64,
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
        let mut features = [score * SCORE_SCALE; GATE_COUNT];
        features[..COUNT].copy_from_slice(&first.features);
        features[COUNT + 1] = lead.min(LONGEST_LEAD);
        Some(Best { features, grounded: first.grounded, answerable: self.answerable, fold: self.fold(folds) })
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

/// How sure the gate is that a best sentence answers.
fn sure(gate: &Gate, best: &Best) -> f64 {
    gate.bias + gate.weights.iter().zip(&best.features).map(|(weight, value)| weight * f64::from(*value)).sum::<f64>()
}

/// The gate that tells the answerable from the others. Each list is of one kind of archive; all weigh the same, and in each
/// the answerable weigh as much as the others: how often an archive is asked for what it does not hold is not known.
pub fn gate(lists: &[Vec<&Best>], stage: Stage) -> Gate {
    let used: Vec<usize> = (0..GATE_COUNT).filter(|at| stage.decides_by(*at)).collect();
    let (means, spreads) = center(lists.iter().flatten().map(|best| &best.features));
    let mut examples: Vec<(Vec<f64>, f64, f64)> = Vec::new();
    for list in lists {
        for answerable in [true, false] {
            let those = || list.iter().filter(|best| best.answerable == answerable);
            let weight = 1_000.0 / those().count().max(1) as f64;
            let scaled = |best: &Best| {
                used.iter().map(|at| (f64::from(best.features[*at]) - means[*at]) / spreads[*at]).collect()
            };
            examples.extend(those().map(|best| (scaled(best), f64::from(u8::from(answerable)), weight)));
        }
    }
    let count: f64 = examples.iter().map(|(_, _, weight)| weight).sum();
    let (mut weights, mut bias) = (vec![0.0f64; used.len()], 0.0);
    for _ in 0..STEPS {
        let (mut pull, mut pull_bias) = (vec![0.0f64; used.len()], 0.0);
        for (features, answerable, weight) in &examples {
            let sum = bias + weights.iter().zip(features).map(|(weight, value)| weight * value).sum::<f64>();
            let error = weight * (answerable - 1.0 / (1.0 + (-sum).exp()));
            pull_bias += error;
            pull.iter_mut().zip(features).for_each(|(pull, value)| *pull += error * value);
        }
        bias += pull_bias / count;
        weights.iter_mut().zip(&pull).for_each(|(weight, pull)| *weight += pull / count - 5e-4 * *weight);
    }
    let mut gate = Gate { weights: [0.0; GATE_COUNT], bias };
    for (at, weight) in used.into_iter().zip(weights) {
        gate.weights[at] = weight / spreads[at];
        gate.bias -= gate.weights[at] * means[at];
    }
    gate
}

/// The mean of each feature of best sentences, and its standard deviation.
fn center<'a>(all: impl Iterator<Item = &'a [f32; GATE_COUNT]> + Clone) -> ([f64; GATE_COUNT], [f64; GATE_COUNT]) {
    let count = all.clone().count().max(1) as f64;
    let mean = |at: usize| all.clone().map(|features| f64::from(features[at])).sum::<f64>() / count;
    let means: [f64; GATE_COUNT] = std::array::from_fn(mean);
    let off = |at: usize| all.clone().map(|features| (f64::from(features[at]) - means[at]).powi(2)).sum::<f64>();
    (means, std::array::from_fn(|at| (off(at) / count).max(1e-6).sqrt()))
}

/// The least sureness at which no more than this share of the unanswerable is answered.
pub fn threshold(all: &[&Best], gate: &Gate, share: f64) -> f64 {
    let unanswerable = all.iter().filter(|best| !best.answerable);
    let mut wrong: Vec<f64> =
        unanswerable.map(|best| if best.grounded { sure(gate, best) } else { f64::MIN }).collect();
    wrong.sort_by(|one, two| two.total_cmp(one));
    wrong.get((wrong.len() as f64 * share) as usize).copied().unwrap_or(0.0)
}

/// How many there are, and how many are answered, of the answerable and of the unanswerable.
pub fn answered(all: &[&Best], gate: &Gate, cut: f64) -> [(usize, usize); 2] {
    [true, false].map(|answerable| {
        let those = || all.iter().filter(|best| best.answerable == answerable);
        (those().count(), those().filter(|best| best.grounded && sure(gate, best) > cut).count())
    })
}

/// What percentage of the answerable is answered where these shares of the unanswerable are.
pub fn at_shares(all: &[&Best], gate: &Gate, shares: &[f64]) -> Vec<f64> {
    let answered = |share: &f64| {
        let [(count, said), _] = answered(all, gate, threshold(all, gate, *share));
        100.0 * said as f64 / count.max(1) as f64
    };
    shares.iter().map(answered).collect()
}
