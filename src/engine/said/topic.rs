//! What an utterance is about, as far as words tell: its own, those around it, and those that mean nearly the same.

use std::collections::HashMap;
use std::sync::Arc;

use super::utterance::Utterance;
use crate::engine::Engine;
use crate::engine::openings::{Openings, may_be};
use crate::index::{ArticlesWith, InOrder, StoredArticle, StoredParagraph};
use crate::query::{List, Meaning, Relation, forms, related, same, vector};
use crate::text;

/// What it counts where a word of the topic stands: in the quotation, in the sentence around it, in the paragraph, in the
/// one before (the question that the quotation answers), in the article's title, its opening, or anywhere in it. Like the
/// other numbers here chosen on questions about a news archive, half of which were kept for the test.
const OWN: f32 = 1.0;
const SENTENCE: f32 = 0.9;
const PARAGRAPH: f32 = 0.8;
const BEFORE: f32 = 0.5;
/// The same where that has words of the same person, who may have gone on to something else.
const AFTER_OWN: f32 = 0.3;
const TITLE: f32 = 0.7;
const OPENING: f32 = 0.4;
const ARTICLE: f32 = 0.25;

/// What another form of a word counts, a word derived from it, and one that may mean the same.
const FORM: f32 = 1.0;
const DERIVED: f32 = 0.85;
const SYNONYM: f32 = 0.6;

/// What a word counts that says little of a topic ("policy"), or that is the speaker's own name.
const LITTLE: f32 = 0.3;

/// What a word counts that the archive lacks, and all that are related to it.
const UNKNOWN: f32 = 2.0;

/// What it counts, at most, that an utterance means nearly what the topic does.
const MEANING: f32 = 0.15;

/// An utterance is about the topic from this fit on.
const ABOUT: f32 = 0.4;

/// Fits that differ by less are equal, and the newest goes first.
const STEPS: f32 = 20.0;

/// A topic as words.
pub(super) struct Topic {
    words: Vec<Word>,
    /// The terms that are looked for: which word each stands for, and what it counts.
    terms: Vec<(String, usize, f32)>,
    openings: Openings,
    meaning: Meaning,
    /// By term: the articles that have it.
    articles: Vec<ArticlesWith>,
}

struct Word {
    term: String,
    /// What it counts among the others; together they are 1.
    weight: f32,
}

/// How well each word of a topic is found somewhere.
type Held = Vec<f32>;

impl Topic {
    /// Reads what was typed, of what somebody of these names said.
    pub(super) fn of(engine: &Engine, about: &str, names: &[String]) -> Self {
        let own: Vec<String> = names.iter().flat_map(|name| text::terms(name)).map(|term| term.text).collect();
        let (openings, meaning) = (Openings::default(), Meaning::default());
        let mut topic = Topic { words: Vec::new(), terms: Vec::new(), openings, meaning, articles: Vec::new() };
        for token in text::tokens(about) {
            let folded = text::fold(token.text);
            let term = text::term(token.text);
            if text::is_stop_word(&folded) || term.is_empty() || topic.words.iter().any(|word| word.term == term) {
                continue;
            }
            let at = topic.words.len();
            let mut alike: Vec<(String, f32)> = vec![(term.clone(), 1.0)];
            alike.extend(same(&term).iter().map(|other| ((*other).to_owned(), FORM)));
            for (other, relation) in related(&term) {
                let share = if *relation == Relation::Derived { DERIVED } else { SYNONYM };
                alike.extend(forms(other).map(|form| (form.to_owned(), share)));
            }
            alike.retain(|(other, _)| engine.doc_freq(other) > 0);
            let frequency = alike.iter().filter(|(_, share)| *share >= DERIVED);
            let frequency = frequency.map(|(other, _)| engine.doc_freq(other)).max().unwrap_or_default();
            let says_little = List::General.has(&folded) || List::WordsOf.has(&folded) || own.contains(&term);
            let weight = engine.rarity(frequency)
                * match alike.is_empty() {
                    _ if says_little => LITTLE,
                    // Where nobody speaks of guns, "safety" tells nothing of gun safety.
                    true => UNKNOWN,
                    false => 1.0,
                };
            if let Some(vector) = vector(token.text) {
                topic.meaning.add(vector, weight);
            }
            for (other, share) in alike {
                topic.openings.admit(&other);
                topic.articles.push(engine.archive().articles_with(&other));
                topic.terms.push((other, at, share));
            }
            topic.words.push(Word { term, weight });
        }
        let all: f32 = topic.words.iter().map(|word| word.weight).sum();
        topic.words.iter_mut().for_each(|word| word.weight /= all);
        topic
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a word is of the topic.
    pub(super) fn holds(&self, word: &str) -> bool {
        let may = self.terms.iter().any(|(term, ..)| may_be(word, term));
        may && self.terms.iter().any(|(term, ..)| *term == text::term(word))
    }

    /// Whether enough of its words stand in a text for that to be about it.
    pub(super) fn stands_in(&self, source: &str) -> bool {
        let held = self.held(&self.find(source), |_| true);
        is_about(self.covered(&held))
    }

    /// Where the topic's words stand in a text, each with what it counts.
    fn find(&self, source: &str) -> Vec<Weighed> {
        let mut found = Vec::new();
        for token in self.openings.words_in(source) {
            if !self.terms.iter().any(|(term, ..)| may_be(token.text, term)) {
                continue;
            }
            let own = text::term(token.text);
            let terms = self.terms.iter().filter(|(term, ..)| *term == own);
            found.extend(terms.map(|(_, word, share)| (token.start, *word, *share)));
        }
        found
    }

    fn held(&self, found: &[Weighed], within: impl Fn(usize) -> bool) -> Held {
        let mut held = vec![0.0_f32; self.words.len()];
        for (_, word, share) in found.iter().filter(|(start, ..)| within(*start)) {
            if let Some(held) = held.get_mut(*word) {
                *held = held.max(*share);
            }
        }
        held
    }

    /// How well each word is found anywhere in an article.
    fn held_in(&self, article: &InOrder<'_>) -> Held {
        let mut held = vec![0.0_f32; self.words.len()];
        for ((_, word, share), articles) in self.terms.iter().zip(&self.articles) {
            if let Some(held) = held.get_mut(*word).filter(|_| article.is_among(articles)) {
                *held = held.max(*share);
            }
        }
        held
    }

    /// What words that are found so come to.
    fn covered(&self, held: &[f32]) -> f32 {
        self.words.iter().zip(held).map(|(word, held)| word.weight * held).sum()
    }

    /// Notes how well each utterance fits.
    pub(super) fn measure(&self, engine: &Engine, utterances: &mut [Utterance]) {
        let mut articles: HashMap<*const StoredArticle, Option<Around<'_>>> = HashMap::new();
        for utterance in utterances {
            if engine.must_stop() {
                break;
            }
            let Some((first, ..)) = utterance.places().next() else { continue };
            let article = &first.article;
            let around = articles.entry(Arc::as_ptr(article)).or_insert_with(|| Around::of(self, engine, article));
            let Some(around) = around else { continue };
            let mut best: Held = around.anywhere.iter().map(|held| held * ARTICLE).collect();
            // In most articles that somebody is quoted in there is too little of the topic.
            if self.covered(&around.anywhere) + MEANING < ABOUT {
                utterance.fit = self.covered(&best);
                continue;
            }
            raise(&mut best, around.title(self, article), TITLE);
            raise(&mut best, around.opening(self, article), OPENING);
            for (paragraph, range, sentence) in utterance.places() {
                let found = around.found(self, paragraph.index, paragraph);
                raise(&mut best, &self.held(&found, |start| range.contains(&start)), OWN);
                raise(&mut best, &self.held(&found, |start| sentence.contains(&start)), SENTENCE);
                raise(&mut best, &self.held(&found, |_| true), PARAGRAPH);
                if let Some(before) = paragraph.index.checked_sub(1) {
                    let share = if around.is_said_by(before, utterance.speaker()) { AFTER_OWN } else { BEFORE };
                    raise(&mut best, &self.held(&around.found_at(self, before), |_| true), share);
                }
            }
            utterance.fit = self.covered(&best);
            if utterance.fit + MEANING >= ABOUT {
                let said = utterance.places().filter_map(|(paragraph, _, said)| paragraph.paragraph.text.get(said));
                let vectors = said.flat_map(text::tokens).filter_map(|token| vector(token.text));
                let mut meaning = Meaning::default();
                vectors.for_each(|vector| meaning.add(vector, 1.0));
                utterance.fit += MEANING * self.meaning.likeness(&meaning).max(0.0);
            }
        }
    }
}

fn raise(best: &mut Held, held: &[f32], share: f32) {
    best.iter_mut().zip(held).for_each(|(best, held)| *best = best.max(held * share));
}

/// Where a word stands in a text, in bytes; which of the topic's words it is, and how much it counts.
type Weighed = (usize, usize, f32);

/// What of a topic stands in an article.
struct Around<'e> {
    paragraphs: InOrder<'e>,
    anywhere: Held,
    title: Option<Held>,
    opening: Option<Held>,
    found: HashMap<usize, Arc<[Weighed]>>,
}

impl<'e> Around<'e> {
    fn of(topic: &Topic, engine: &'e Engine, article: &StoredArticle) -> Option<Self> {
        let paragraphs = engine.archive().in_order(article)?;
        let anywhere = topic.held_in(&paragraphs);
        Some(Around { paragraphs, anywhere, title: None, opening: None, found: HashMap::new() })
    }

    /// Whether a paragraph has words of this speaker.
    fn is_said_by(&self, index: usize, speaker: Option<&str>) -> bool {
        let said = |paragraph: Arc<StoredParagraph>| {
            paragraph.quotes.iter().any(|quote| quote.speaker_name.as_deref() == speaker)
        };
        self.paragraphs.get(index).is_some_and(said)
    }

    fn title(&mut self, topic: &Topic, article: &StoredArticle) -> &[f32] {
        self.title.get_or_insert_with(|| topic.held(&topic.find(&article.meta.title), |_| true))
    }

    /// The same of the first paragraph of the body.
    fn opening(&mut self, topic: &Topic, article: &StoredArticle) -> &[f32] {
        let first = article.paragraphs.saturating_sub(article.body_paragraphs);
        let found = self.found_at(topic, usize::try_from(first).unwrap_or_default());
        self.opening.get_or_insert_with(|| topic.held(&found, |_| true))
    }

    fn found(&mut self, topic: &Topic, index: usize, paragraph: &StoredParagraph) -> Arc<[Weighed]> {
        let find = || topic.find(&paragraph.paragraph.text).into();
        Arc::clone(self.found.entry(index).or_insert_with(find))
    }

    fn found_at(&mut self, topic: &Topic, index: usize) -> Arc<[Weighed]> {
        let known = self.found.get(&index).cloned();
        known.unwrap_or_else(|| match self.paragraphs.get(index) {
            Some(paragraph) => self.found(topic, index, &paragraph),
            None => Arc::new([]),
        })
    }
}

/// Whether an utterance that fits so is about the topic.
pub(super) fn is_about(fit: f32) -> bool {
    fit >= ABOUT
}

/// The fit in steps: what lies in one step is as good.
pub(super) fn step(fit: f32) -> i32 {
    (fit * STEPS).round() as i32
}
