//! `source`: what in the archive a message is about, one excerpt an article, each labelled with how it was found.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::options::{Declared, MESSAGE, text as typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::domain::ParagraphKey;
use crate::engine::allowance::Allowance;
use crate::engine::marks::Marks;
use crate::engine::{Engine, Request, excerpt, quote_check, route};
use crate::index::{Filter, Hit, PassageQuery, WeightedTerm};
use crate::query::{MAX_TERMS, Message};
use crate::reply::{Excerpt, FoundBy, Part, Reply, Verdict, Visibility};
use crate::text;

/// The least share of a message's weight that its source holds.
const LEAST_SHARE: f32 = 0.25;

/// How many paragraphs are looked at closely, at least.
const CANDIDATES: usize = 60;

/// What the title's words count, beside those of the best paragraph.
const TITLE_WEIGHT: f32 = 0.6;

/// What a second paragraph of the article counts; each further one half of the one before.
const SECOND_WEIGHT: f32 = 0.3;

/// How much an article gains for holding the whole of a message and not a part of it often. Measured: the strongest
/// single gain on claims made in posts.
const WHOLE_WEIGHT: f32 = 4.0;

/// How many words a headline has, about.
const TITLE_LENGTH: f32 = 9.0;

/// So many of the message's words in a row are no accident.
const SHINGLE: usize = 6;

const TEXT: Declared<String> = typed("text", "command.source_text", MESSAGE).required();

/// The command's name, for a front that looks up a message in its own way.
pub const SOURCE: &str = MODULE.name;

pub(super) const MODULE: Module = Module {
    name: "source",
    about: "command.source",
    options: &[TEXT.spec],
    examples: Some("command.source_examples"),
    fronts: EVERYWHERE,
    decode: |given| Ok(Arc::new(Source { text: given.take(&TEXT)? })),
};

/// What in the archive is this text about?
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// A message, a claim or a quotation.
    pub text: String,
}

impl Command for Source {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Context { engine, request, .. } = *context;
        let message = Message::parse(&self.text);
        let claim = route::claim(engine, request, &message.text);
        let terms = Weighed::of(engine, &message);
        let wanted = (request.page.offset + request.page.limit).min(1_000);
        let query = PassageQuery {
            terms: terms.iter().map(|term| WeightedTerm { term: term.text.clone(), weight: 1.0 }).collect(),
            title_weight: TITLE_WEIGHT / 2.0,
            filter: Filter { paid: request.viewer.paid, ..Filter::default() },
            ..PassageQuery::default()
        };
        let hits = engine.candidates(&query, (wanted * 3).max(CANDIDATES));
        let checked = quote_check::check(engine, request, &self.text, &hits);
        let ranked = by_article(engine, &terms, hits);
        let share = ranked.first().map_or(0.0, |best| best.share);
        let enough = terms.iter().filter(|term| term.known).count() >= 2 && share >= LEAST_SHARE;

        let mut excerpts: Vec<Excerpt> = claim.as_ref().map(|claim| claim.excerpts.clone()).unwrap_or_default();
        for excerpt in &mut excerpts {
            excerpt.found_by = Some(FoundBy::Claim);
        }
        // What a record decides stands before what the message quotes, one excerpt an article.
        let known: Vec<String> = excerpts.iter().map(|excerpt| excerpt.article.clone()).collect();
        excerpts.extend(checked.excerpts.into_iter().filter(|excerpt| !known.contains(&excerpt.article)));
        let mut decided: Vec<String> = excerpts.iter().map(|excerpt| excerpt.article.clone()).collect();
        decided.dedup();
        let others: Vec<&Best> =
            ranked.iter().filter(|best| !decided.contains(&best.hit.paragraph.article.meta.id)).collect();
        let unseen = others.len().saturating_sub(wanted);
        let decisive = excerpts.len();
        let further = cut_all(engine, request, &message, &terms, others.into_iter().take(wanted));
        let copied = further.first().is_some_and(|excerpt| excerpt.found_by == Some(FoundBy::Shingle));
        excerpts.extend(further);
        let decided = claim.is_some() || checked.verdict.is_some();
        for (place, excerpt) in excerpts.iter_mut().enumerate() {
            let answers = match excerpt.found_by {
                // What the records say is the verdict, and what the message quotes stands beside it.
                Some(FoundBy::Claim) => excerpt.part == Part::Answer,
                _ if claim.is_some() => false,
                _ if place < decisive => excerpt.part == Part::Answer,
                Some(FoundBy::Shingle) => !decided,
                _ => !decided && (place == 0 || ranked.iter().any(|best| best.is_enough_for(excerpt))),
            };
            excerpt.part = if answers { Part::Answer } else { Part::Related };
        }
        let mut allowance = Allowance::default();
        excerpts.retain(|excerpt| allowance.admits_excerpt(engine, excerpt));

        let found = claim.is_some() || copied || enough;
        let (verdict, key) =
            if found { (Verdict::Found, "source.found") } else { (Verdict::NotFound, "source.not_found") };
        let mut reply = match checked.verdict {
            Some(verdict) if claim.is_none() => Reply::new("source", verdict, checked.headline),
            _ => Reply::new("source", verdict, engine.words().say(key, &[])),
        };
        if let Some(claim) = claim {
            // What the records say of the claim, in the tracker's own words.
            reply.headline = claim.headline;
            if claim.verdict == Verdict::Ambiguous {
                reply.verdict = claim.verdict;
                reply.choices = claim.choices;
            }
            reply.routed = claim.routed;
            reply.place = claim.place;
            reply.status = claim.status;
            reply.related = claim.related;
            reply.notes = claim.notes;
        }
        let found = reply.verdict != Verdict::NotFound;
        reply.visibility = if found { Visibility::Public } else { Visibility::Private };
        reply.notes.splice(0..0, checked.notes);
        reply.notes.extend(engine.worded(&message.notes));
        reply.notes.extend(allowance.note(engine));
        reply.total = excerpts.len() + unseen;
        reply.excerpts = excerpts.into_iter().skip(request.page.offset).take(request.page.limit).collect();
        reply
    }
}

/// The excerpts of these articles, the strongest first: the same words in a row before words in common.
fn cut_all<'a>(
    engine: &Engine,
    request: &Request,
    message: &Message,
    terms: &[Weighed],
    ranked: impl Iterator<Item = &'a Best>,
) -> Vec<Excerpt> {
    let mut marks = Marks::of(terms.iter().map(|term| term.text.as_str()));
    let said = folded_words(&message.text);
    let runs: HashSet<&[String]> = said.windows(SHINGLE).collect();
    let mut excerpts: Vec<Excerpt> = ranked
        .take_while(|_| !engine.must_stop())
        .map(|best| {
            let copied = shingle(&best.hit, &runs);
            let found_by = if copied.is_some() { FoundBy::Shingle } else { FoundBy::Ranked };
            let marked = marks.read(&best.hit.paragraph);
            let range = copied.unwrap_or_else(|| marked.best_sentence());
            let mut cut = excerpt::cut(engine, &best.hit.paragraph, range, best.hit.score);
            marked.highlight(&mut cut);
            cut.found_by = Some(found_by);
            if request.explain {
                let typed = terms.iter().map(|term| (term.typed.as_str(), std::slice::from_ref(&term.text)));
                let parts = vec![("share".to_owned(), best.share)];
                cut.why = Some(excerpt::why(&best.hit.paragraph.paragraph.text, typed, parts, Some(LEAST_SHARE)));
            }
            cut
        })
        .collect();
    excerpts.sort_by_key(|excerpt| excerpt.found_by != Some(FoundBy::Shingle));
    excerpts
}

/// A term of the message.
struct Weighed {
    text: String,
    /// The word as it was typed.
    typed: String,
    /// How rare it is among paragraphs.
    rarity: f32,
    /// Whether the archive holds it at all.
    known: bool,
}

impl Weighed {
    /// The terms that say most of what the message is about: those that the archive knows, the rarest first.
    fn of(engine: &Engine, message: &Message) -> Vec<Weighed> {
        let documents = engine.archive.doc_count() as f32;
        let mut terms: Vec<Weighed> = message
            .terms()
            .into_iter()
            .map(|(text, typed)| {
                let frequency = engine.doc_freq(&text) as f32;
                let rarity = (1.0 + (documents - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln();
                Weighed { text, typed, rarity, known: frequency > 0.0 }
            })
            .collect();
        terms.sort_by(|one, two| match two.known.cmp(&one.known) {
            Ordering::Equal => two.rarity.total_cmp(&one.rarity),
            other => other,
        });
        terms.truncate(MAX_TERMS);
        terms
    }
}

/// The best paragraph of an article, scored for the article.
struct Best {
    hit: Hit,
    /// The share of the message's weight that the article holds, words that no article knows counted as missing.
    share: f32,
}

impl Best {
    /// Whether the article is about the message by itself, and this excerpt is of it.
    fn is_enough_for(&self, excerpt: &Excerpt) -> bool {
        self.share >= LEAST_SHARE && self.hit.paragraph.article.meta.id == excerpt.article
    }
}

/// The paragraphs of one article.
struct Group {
    hits: Vec<Hit>,
    held: Vec<bool>,
    title: f32,
}

fn by_article(engine: &Engine, terms: &[Weighed], hits: Vec<Hit>) -> Vec<Best> {
    let average = engine.archive.average_length().max(1.0);
    let known: f32 = terms.iter().filter(|term| term.known).map(|term| term.rarity).sum::<f32>().max(0.1);
    let all: f32 = terms.iter().map(|term| term.rarity).sum::<f32>().max(0.1);
    let mut groups: HashMap<String, Group> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    for mut hit in hits {
        if engine.must_stop() {
            break;
        }
        let meta = &hit.paragraph.article.meta;
        let group = groups.entry(meta.id.clone()).or_insert_with(|| {
            order.push(meta.id.clone());
            let mut held = vec![false; terms.len()];
            let title = bm25(terms, &meta.title, TITLE_LENGTH, &mut held);
            Group { hits: Vec::new(), held, title }
        });
        let score = bm25(terms, &hit.paragraph.paragraph.text, average, &mut group.held);
        // The title counts as the title, and is still an excerpt where nothing else matches.
        hit.score = if hit.paragraph.paragraph.key == ParagraphKey::Title { 0.0 } else { score };
        group.hits.push(hit);
    }
    let mut best: Vec<Best> = order
        .into_iter()
        .filter_map(|id| {
            let mut group = groups.remove(&id)?;
            group.hits.sort_by(|one, two| two.score.total_cmp(&one.score));
            let mut further = 0.0;
            let mut weight = SECOND_WEIGHT;
            for hit in group.hits.iter().skip(1) {
                further += weight * hit.score;
                weight /= 2.0;
            }
            let held: f32 = group.held.iter().zip(terms).filter(|(held, _)| **held).map(|(_, term)| term.rarity).sum();
            let mut hit = group.hits.into_iter().next()?;
            hit.score = (hit.score + further + TITLE_WEIGHT * group.title) * (1.0 + WHOLE_WEIGHT * held / known);
            Some(Best { hit, share: held / all })
        })
        .collect();
    best.sort_by(|one, two| two.hit.score.total_cmp(&one.hit.score));
    best
}

/// BM25 of the terms in a text; `held` learns which terms it holds.
fn bm25(terms: &[Weighed], source: &str, average: f32, held: &mut [bool]) -> f32 {
    let mut counts = vec![0.0f32; terms.len()];
    let mut words = 0.0;
    for term in text::terms(source) {
        words += 1.0;
        let at = terms.iter().position(|known| known.text == term.text);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count += 1.0;
        }
    }
    let norm = 1.2 * (0.25 + 0.75 * words / average);
    let mut score = 0.0;
    for ((count, term), held) in counts.iter().zip(terms).zip(held) {
        if *count > 0.0 {
            *held = true;
            score += term.rarity * count * 2.2 / (count + norm);
        }
    }
    score
}

fn folded_words(source: &str) -> Vec<String> {
    text::tokens(source).map(|token| text::fold(token.text).into_owned()).collect()
}

/// The first sentence of the paragraph with a run of the message's words.
fn shingle(hit: &Hit, runs: &HashSet<&[String]>) -> Option<Range<usize>> {
    if runs.is_empty() {
        return None;
    }
    let source = &hit.paragraph.paragraph.text;
    hit.paragraph.sentences.iter().find_map(|range| {
        let words = folded_words(source.get(range.clone())?);
        words.windows(SHINGLE).any(|run| runs.contains(run)).then(|| range.clone())
    })
}
