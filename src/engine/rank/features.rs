//! The features of a candidate sentence. All are normalized, because one set of weights serves all questions.

use super::scan::{Matcher, SYNONYM, Word};
use super::shape;
use crate::index::saturation;
use crate::query::{AnswerType, EntityKind, MAX_TERMS, Meaning, Role};

/// How many features there are.
pub const COUNT: usize = FIRST_OF_MODEL + 14;

/// The first feature that needs the language model; those before it do without.
pub const FIRST_OF_MODEL: usize = 47;

/// Their names, as the weights file and `--explain` have them.
pub const NAMES: [&str; COUNT] = [
    "sentence_bm25",
    "paragraph_bm25",
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
    "reason",
    "quotation",
    "definition",
    "answer_near_terms",
    "length",
    "very_short",
    "is_question",
    "opens_paragraph",
    "opens_article",
    "named_paragraph",
    "focus",
    "rarest_term",
    "opens_on_pronoun",
    "no_answer_shape",
    "topic_coverage",
    "unknown_words",
    "synonym_coverage",
    "evidence",
    "small_archive",
    "meaning",
    "paragraph_meaning",
    "consequence",
    "negation",
    "unmentioned",
    "no_value",
    "surroundings",
    "entities_around",
    "undenied",
    "contrary",
    "likeness",
    "likeness_sum",
    "context_likeness",
    "before_likeness",
    "title_likeness",
    "behind_likest",
    "share",
    "named_share",
    "said_share",
    "implied_share",
    "named_around",
    "said_around",
    "implied_around",
    "lacking",
];

/// The measurements of one sentence.
pub type Features = [f32; COUNT];

/// The matches in a stretch of words: for each term of the question, the strength of its best match.
#[derive(Debug, Clone)]
pub(super) struct TermStrengths {
    strength: [f32; MAX_TERMS],
}

impl TermStrengths {
    pub fn of(words: &[Word]) -> TermStrengths {
        let mut strength = [0.0f32; MAX_TERMS];
        for hit in words.iter().flat_map(Word::hits) {
            if let Some(best) = strength.get_mut(usize::from(hit.term)) {
                *best = best.max(hit.strength);
            }
        }
        TermStrengths { strength }
    }

    pub fn with(&self, other: &TermStrengths) -> TermStrengths {
        TermStrengths { strength: std::array::from_fn(|term| self.strength[term].max(other.strength[term])) }
    }

    pub fn get(&self, term: usize) -> f32 {
        self.strength.get(term).copied().unwrap_or(0.0)
    }

    /// The share of the question's weight with an exact match.
    pub fn exact(&self, weights: &Weighing) -> f32 {
        weights.share(|term| if self.get(term) >= 1.0 { 1.0 } else { 0.0 })
    }

    /// The share with an exact or morphological match, weighted by its strength.
    pub fn soft(&self, weights: &Weighing) -> f32 {
        weights.share(|term| if self.get(term) > SYNONYM { self.get(term) } else { 0.0 })
    }

    /// The matched weight, not as a share: two rare words of two say less than six of seven.
    pub fn evidence(&self, weights: &Weighing) -> f32 {
        weights.strength * weights.share(|term| self.get(term))
    }

    /// The share matched only by a synonym, though the archive contains the word itself.
    pub fn by_synonym(&self, weights: &Weighing) -> f32 {
        weights.share(|term| f32::from(self.get(term) == SYNONYM))
    }
}

/// How much each term of the question counts: its rarity in the archive times its role in the question.
#[derive(Debug, Clone)]
pub(super) struct Weighing {
    /// By term; they sum to 1 unless the question has no content.
    pub weight: Vec<f32>,
    /// The idf alone, without the role.
    pub rarity: Vec<f32>,
    /// Whether no paragraph of the archive holds the term.
    pub unknown: Vec<bool>,
    /// The sum of the weights before normalization, scaled: a rare word adds some tenths.
    pub strength: f32,
    /// How small the archive is, from 0 to 1.
    pub smallness: f32,
    /// What the question means; its terms count by their weight.
    pub meaning: Meaning,
}

impl Weighing {
    pub fn share(&self, of: impl Fn(usize) -> f32) -> f32 {
        self.weight.iter().enumerate().map(|(term, weight)| weight * of(term)).sum()
    }
}

/// A sentence with what stands around it.
pub(super) struct SentenceContext<'a> {
    pub text: &'a str,
    pub words: &'a [Word],
    pub paragraph_bm25: f32,
    pub sentence_seen: &'a TermStrengths,
    pub paragraph_seen: &'a TermStrengths,
    pub title_seen: &'a TermStrengths,
    /// The paragraphs around, this one among them.
    pub around_seen: &'a TermStrengths,
    pub before_seen: Option<&'a TermStrengths>,
    pub after_seen: Option<&'a TermStrengths>,
    pub average_sentence: f32,
    pub opens_paragraph: bool,
    pub opens_article: bool,
    pub named: bool,
    pub sentence: &'a str,
    pub sentence_meaning: Meaning,
    pub paragraph_meaning: Meaning,
}

pub(super) fn measure(
    matcher: &Matcher<'_>,
    weighing: &Weighing,
    place: &SentenceContext<'_>,
    found: &mut Vec<(usize, f32)>,
) -> (Features, u32) {
    let question = matcher.question();
    let seen = place.sentence_seen;
    let coverage = seen.exact(weighing);
    let soft = seen.soft(weighing);
    let mut context = seen.with(place.title_seen);
    if let Some(before) = place.before_seen {
        context = context.with(before);
    }
    let gain =
        |other: Option<&TermStrengths>| other.map_or(0.0, |other| (other.with(seen).soft(weighing) - soft).max(0.0));
    shape::answers(question.expects, place.text, place.words, found);
    let answer = found.iter().map(|(_, sure)| *sure).fold(0.0, f32::max);
    let expects = |kind: AnswerType| if question.expects == kind { answer } else { 0.0 };
    let titled = place.paragraph_seen.with(place.title_seen);
    let around = place.around_seen.with(&titled);
    let [entities, nearby, entities_around] = [seen, &titled, &around].map(|seen| entities(matcher, weighing, seen));
    let rarest = question
        .content()
        .filter(|(_, term)| term.role == Role::Content)
        .max_by(|(one, _), (two, _)| rarity(weighing, *one).total_cmp(&rarity(weighing, *two)))
        .map_or(0.0, |(term, _)| seen.get(term));
    let length = place.words.len() as f32;
    let expects_shape = !matches!(question.expects, AnswerType::Thing | AnswerType::YesNo | AnswerType::Definition);
    let found: [f32; FIRST_OF_MODEL] = [
        bm25(weighing, place.words, place.average_sentence, 0.9, 0.5),
        place.paragraph_bm25,
        coverage,
        soft - coverage,
        place.paragraph_seen.soft(weighing),
        context.soft(weighing),
        place.title_seen.soft(weighing),
        gain(place.before_seen),
        gain(place.after_seen),
        pairs(matcher, weighing, place.words),
        window(place.words) * coverage,
        entities,
        nearby,
        expects(AnswerType::Person),
        expects(AnswerType::Place),
        expects(AnswerType::Number),
        expects(AnswerType::Date),
        expects(AnswerType::Organisation),
        expects(AnswerType::Reason),
        expects(AnswerType::Quotation),
        f32::from(question.expects == AnswerType::Definition && shape::defines(place.text, place.words)),
        near(place.words, found),
        (1.0 + length / place.average_sentence).ln(),
        f32::from(length < 5.0),
        f32::from(place.sentence.ends_with('?')),
        f32::from(place.opens_paragraph),
        f32::from(place.opens_article),
        f32::from(place.named),
        question.focus.map_or(0.0, |focus| seen.get(focus)),
        rarest,
        f32::from(shape::opens_on_pronoun(place.sentence)),
        f32::from(expects_shape && answer == 0.0),
        topic(matcher, weighing, &context.with(place.paragraph_seen)),
        unknown(matcher, weighing, &context),
        context.by_synonym(weighing),
        seen.evidence(weighing),
        weighing.smallness,
        weighing.meaning.likeness(&place.sentence_meaning),
        weighing.meaning.likeness(&place.paragraph_meaning),
        expects(AnswerType::Consequence),
        f32::from(question.negated && shape::denies(place.text, place.words)),
        f32::from(names_unmentioned(matcher, weighing, &context)),
        f32::from(matches!(question.expects, AnswerType::Date | AnswerType::Number) && answer == 0.0),
        around.soft(weighing),
        entities_around,
        f32::from(matcher.denies && !shape::denies(place.text, place.words)),
        weighing
            .share(|term| f32::from(seen.get(term) <= SYNONYM && matcher.says_contrary(term, place.text, place.words))),
    ];
    let mut features = [0.0; COUNT];
    features.iter_mut().zip(found).for_each(|(feature, value)| *feature = value);
    (features, unmatched(matcher, &context.with(place.paragraph_seen)))
}

/// The words of the question beside its names that nothing stands for here, a bit each; a synonym may mean another thing.
fn unmatched(matcher: &Matcher<'_>, seen: &TermStrengths) -> u32 {
    let content = matcher.question().content();
    let content = content.filter(|(_, word)| word.entity.is_none() && word.role == Role::Content);
    content.filter(|(term, _)| seen.get(*term) <= SYNONYM).fold(0, |all, (term, _)| all | 1 << term)
}

/// The share of what the question says beside its names: "population" in "the population of Chicago".
fn topic(matcher: &Matcher<'_>, weighing: &Weighing, seen: &TermStrengths) -> f32 {
    let (mut held, mut all) = (0.0, 0.0);
    for (term, word) in matcher.question().content() {
        if word.entity.is_none() && word.role == Role::Content {
            all += rarity(weighing, term);
            held += rarity(weighing, term) * seen.get(term);
        }
    }
    if all > 0.0 { held / all } else { 1.0 }
}

/// The share of the question's words that no article knows, and that no related word stands for here.
fn unknown(matcher: &Matcher<'_>, weighing: &Weighing, seen: &TermStrengths) -> f32 {
    let (mut unknown, mut all) = (0.0, 0.0);
    for (term, _) in matcher.question().content().filter(|(_, word)| word.role == Role::Content) {
        all += 1.0;
        let absent = weighing.unknown.get(term).copied().unwrap_or(false) && seen.get(term) == 0.0;
        unknown += f32::from(absent);
    }
    if all > 0.0 { unknown / all } else { 0.0 }
}

/// Whether the question names what no article has a word for: a year, a number, or the last word of a name, which is
/// the one that names ("Nancy Pelosi").
fn names_unmentioned(matcher: &Matcher<'_>, weighing: &Weighing, seen: &TermStrengths) -> bool {
    let question = matcher.question();
    question.entities.iter().enumerate().any(|(index, entity)| {
        let mut absent = question
            .content()
            .filter(|(_, term)| term.entity == Some(index))
            .map(|(at, _)| weighing.unknown.get(at).copied().unwrap_or(false) && seen.get(at) == 0.0);
        match entity.kind {
            EntityKind::Name => absent.last().unwrap_or(false),
            EntityKind::Year | EntityKind::Number => absent.any(|absent| absent),
            EntityKind::Quoted => false,
        }
    })
}

fn rarity(weighing: &Weighing, term: usize) -> f32 {
    weighing.rarity.get(term).copied().unwrap_or(0.0)
}

/// BM25 over the question's terms, as a share of what a passage that holds them all could reach.
pub(super) fn bm25(weighing: &Weighing, words: &[Word], average: f32, k: f32, b: f32) -> f32 {
    let mut counts = [0.0f32; MAX_TERMS];
    for hit in words.iter().flat_map(Word::hits) {
        if let Some(count) = counts.get_mut(usize::from(hit.term)) {
            *count += if hit.strength >= 1.0 {
                1.0
            } else if hit.strength > SYNONYM {
                0.3 * hit.strength
            } else {
                0.0
            };
        }
    }
    let (length, average) = (words.len() as f32, average.max(1.0));
    weighing.share(|term| saturation(counts.get(term).copied().unwrap_or(0.0), length, average, k, b))
}

/// The share of the question's neighbouring pairs that stand together here, in order and at most three words apart.
fn pairs(matcher: &Matcher<'_>, weighing: &Weighing, words: &[Word]) -> f32 {
    let question = matcher.question();
    let weight = |pair: &(usize, usize)| rarity(weighing, pair.0) + rarity(weighing, pair.1);
    let all: f32 = question.pairs.iter().map(weight).sum();
    if all <= 0.0 {
        return 0.0;
    }
    let mut together = 0.0;
    for pair in &question.pairs {
        let is = |word: &Word, term: usize| word.hits().any(|hit| usize::from(hit.term) == term && hit.strength >= 0.6);
        let stands = words.iter().enumerate().filter(|(_, word)| is(word, pair.0)).any(|(at, word)| {
            // A surname that stands for the whole name.
            if word.hits().any(|hit| usize::from(hit.term) == pair.1) {
                return true;
            }
            words.get(at + 1..words.len().min(at + 4)).unwrap_or_default().iter().any(|word| is(word, pair.1))
        });
        if stands {
            together += weight(pair);
        }
    }
    together / all
}

/// Proximity: the number of matched terms over the length of the smallest window that contains them all.
fn window(words: &[Word]) -> f32 {
    let hits: Vec<(usize, u8)> =
        words.iter().enumerate().filter_map(|(at, word)| word.hit.map(|hit| (at, hit.term))).collect();
    let mut counts = [0u32; 256];
    let mut wanted = 0usize;
    for (_, term) in &hits {
        let count = &mut counts[usize::from(*term)];
        wanted += usize::from(*count == 0);
        *count += 1;
    }
    if wanted < 2 {
        return 0.0;
    }
    let mut held = [0u32; 256];
    let (mut distinct, mut from, mut best) = (0usize, 0usize, usize::MAX);
    for (at, term) in &hits {
        let count = &mut held[usize::from(*term)];
        distinct += usize::from(*count == 0);
        *count += 1;
        while distinct == wanted {
            let Some((start, first)) = hits.get(from) else { break };
            best = best.min(at - start + 1);
            let count = &mut held[usize::from(*first)];
            *count -= 1;
            distinct -= usize::from(*count == 0);
            from += 1;
        }
    }
    wanted as f32 / best as f32
}

/// The share of what the question names that was seen.
fn entities(matcher: &Matcher<'_>, weighing: &Weighing, seen: &TermStrengths) -> f32 {
    let question = matcher.question();
    let named = || {
        question.content().filter(|(_, term)| {
            let entity = term.entity.and_then(|entity| question.entities.get(entity));
            entity.is_some_and(|entity| entity.kind != EntityKind::Quoted || term.role == Role::Content)
        })
    };
    let all: f32 = named().map(|(term, _)| rarity(weighing, term)).sum();
    let held: f32 = named().map(|(term, _)| rarity(weighing, term) * f32::from(seen.get(term) >= 0.6)).sum();
    if all > 0.0 { held / all } else { 0.0 }
}

/// How near the closest thing of the expected sort stands to a word of the question.
fn near(words: &[Word], found: &[(usize, f32)]) -> f32 {
    let mut best = 0.0f32;
    for (at, sure) in found {
        let low = at.saturating_sub(10);
        for (other, word) in words.iter().enumerate().skip(low).take(21) {
            if other != *at && word.is_exact() {
                best = best.max(sure / (1.0 + 0.25 * (at.abs_diff(other) as f32 - 1.0)));
            }
        }
    }
    best
}
