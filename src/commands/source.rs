//! `source`: what in the archive a message is about, one excerpt an article, each labelled with how it was found.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::options::{Declared, MESSAGE, text as typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::engine::allowance::Allowance;
use crate::engine::marks::Marks;
use crate::engine::whole::{self, Fitting, Weighed};
use crate::engine::{Engine, Request, excerpt, linked, quote_check, route};
use crate::index::{Filter, PassageQuery, StoredParagraph, WeightedTerm};
use crate::query::{MAX_TERMS, Message};
use crate::reply::{Excerpt, FoundBy, Part, Reply, Verdict, Visibility};
use crate::text;

/// How many paragraphs are looked at closely, at least.
const CANDIDATES: usize = 150;

/// What the title's words count where paragraphs are looked up.
const TITLE_WEIGHT: f32 = 0.3;

/// How many links of a message are followed.
const MOST_LINKS: usize = 5;

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
    actions: &[],
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
        let terms = most_telling(Weighed::of(engine, message.terms()));
        let wanted = (request.page.offset + request.page.limit).min(1_000);
        let query = PassageQuery {
            terms: terms.iter().map(|term| WeightedTerm { term: term.text.clone(), weight: 1.0 }).collect(),
            title_weight: TITLE_WEIGHT,
            filter: Filter { paid: request.viewer.paid, ..Filter::default() },
            ..PassageQuery::default()
        };
        let hits = engine.candidates(&query, (wanted * 3).max(CANDIDATES));
        let checked = quote_check::check(engine, request, &self.text, &hits);
        let ranked = whole::fitting(engine, &terms, hits);
        let enough = whole::is_source(&ranked, &terms);

        let mut excerpts: Vec<Excerpt> = claim.as_ref().map(|claim| claim.excerpts.clone()).unwrap_or_default();
        for excerpt in &mut excerpts {
            excerpt.found_by = Some(FoundBy::Claim);
        }
        // What a record decides stands before what the message quotes, one excerpt an article.
        let known: Vec<String> = excerpts.iter().map(|excerpt| excerpt.article.clone()).collect();
        excerpts.extend(checked.excerpts.into_iter().filter(|excerpt| !known.contains(&excerpt.article)));
        let known: Vec<String> = excerpts.iter().map(|excerpt| excerpt.article.clone()).collect();
        let linked = linked_to(engine, request, &message, &terms);
        let is_linked = !linked.is_empty();
        excerpts.extend(linked.into_iter().filter(|excerpt| !known.contains(&excerpt.article)));
        let mut decided: Vec<String> = excerpts.iter().map(|excerpt| excerpt.article.clone()).collect();
        decided.dedup();
        // What stands there word for word needs no company that is only about the same.
        let exact = checked.exact
            && matches!(checked.verdict, Some(Verdict::Verbatim | Verdict::Misattributed | Verdict::Unattributed));
        let open = |best: &&Fitting| !exact && !decided.contains(&best.paragraph.article.meta.id);
        let others: Vec<&Fitting> = ranked.iter().filter(open).collect();
        let unseen = others.len().saturating_sub(wanted);
        let decisive = excerpts.len();
        let further = cut_all(engine, request, &message, &terms, others.into_iter().take(wanted));
        let copied = further.first().is_some_and(|excerpt| excerpt.found_by == Some(FoundBy::Shingle));
        excerpts.extend(further);
        let decided = claim.is_some() || checked.verdict.is_some() || is_linked;
        let as_good = |excerpt: &Excerpt| {
            let first = ranked.first();
            let own = ranked.iter().find(|best| best.paragraph.article.meta.id == excerpt.article);
            own.zip(first).is_some_and(|(own, first)| whole::is_as_good(own, first, terms.len()))
        };
        for (place, excerpt) in excerpts.iter_mut().enumerate() {
            let answers = match excerpt.found_by {
                // What the records say is the verdict, and what the message quotes stands beside it.
                Some(FoundBy::Claim) => excerpt.part == Part::Answer,
                _ if claim.is_some() => false,
                _ if place < decisive => excerpt.part == Part::Answer,
                Some(FoundBy::Shingle) => !decided,
                _ => !decided && (place == 0 || as_good(excerpt)),
            };
            excerpt.part = if answers { Part::Answer } else { Part::Related };
        }
        let mut allowance = Allowance::default();
        excerpts.retain(|excerpt| allowance.admits_excerpt(engine, excerpt));

        let (verdict, key) = match claim.is_some() || copied || enough {
            _ if is_linked => (Verdict::Found, "source.linked"),
            true => (Verdict::Found, "source.found"),
            false => (Verdict::NotFound, "source.not_found"),
        };
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
        let doubted = matches!(reply.verdict, Verdict::Misattributed | Verdict::Unattributed);
        reply.visibility = if found && !doubted { Visibility::Public } else { Visibility::Private };
        reply.notes.splice(0..0, checked.notes);
        reply.notes.extend(engine.worded(&message.notes));
        reply.notes.extend(allowance.note(engine));
        reply.total = excerpts.len() + unseen;
        reply.excerpts = excerpts.into_iter().skip(request.page.offset).take(request.page.limit).collect();
        reply
    }

    fn asks_the_archive(&self, _: &Engine, _: &Reply) -> bool {
        true
    }
}

/// The excerpts of these articles, the strongest first: the same words in a row before words in common.
fn cut_all<'a>(
    engine: &Engine,
    request: &Request,
    message: &Message,
    terms: &[Weighed],
    ranked: impl Iterator<Item = &'a Fitting>,
) -> Vec<Excerpt> {
    let mut marks = Marks::of(terms.iter().map(|term| term.text.as_str()));
    let said = folded_words(&message.text);
    let runs: HashSet<&[String]> = said.windows(SHINGLE).collect();
    let mut excerpts: Vec<Excerpt> = ranked
        .take_while(|_| !engine.must_stop())
        .map(|best| {
            let copied = shingle(engine, &best.paragraph, &runs);
            let found_by = if copied.is_some() { FoundBy::Shingle } else { FoundBy::Ranked };
            let marked = marks.read(&best.paragraph);
            let range = copied.unwrap_or_else(|| marked.best_sentence(engine));
            let mut cut = excerpt::cut(engine, &best.paragraph, range, best.score);
            marked.highlight(&mut cut);
            cut.found_by = Some(found_by);
            if request.explain {
                let typed = terms.iter().map(|term| (term.typed.as_str(), std::slice::from_ref(&term.text)));
                let parts = vec![("share".to_owned(), best.share), ("place".to_owned(), best.place)];
                cut.why = Some(excerpt::why(
                    &best.paragraph.paragraph.text,
                    typed,
                    parts,
                    Some(whole::least_share(terms.len())),
                ));
            }
            cut
        })
        .collect();
    excerpts.sort_by_key(|excerpt| excerpt.found_by != Some(FoundBy::Shingle));
    excerpts
}

/// The terms that say most of what the message is about: those that the archive knows, the rarest first.
fn most_telling(mut terms: Vec<Weighed>) -> Vec<Weighed> {
    terms.sort_by(|one, two| match two.known.cmp(&one.known) {
        Ordering::Equal => two.rarity.total_cmp(&one.rarity),
        other => other,
    });
    terms.truncate(MAX_TERMS);
    terms
}

/// The articles that the message links to: of each the sentence that has most of the message's words, or else its first.
fn linked_to(engine: &Engine, request: &Request, message: &Message, terms: &[Weighed]) -> Vec<Excerpt> {
    let mut marks = Marks::of(terms.iter().map(|term| term.text.as_str()));
    let mut found: Vec<Excerpt> = Vec::new();
    for link in message.links.iter().take(MOST_LINKS).take_while(|_| !engine.must_stop()) {
        let Some(article) = linked::linked(engine, request, link) else { continue };
        if found.iter().any(|known| known.article == article.meta.id) {
            continue;
        }
        let paragraphs = engine.archive().paragraphs(&article);
        let body = paragraphs.iter().filter(|paragraph| paragraph.paragraph.key.number().is_some());
        let Some(paragraph) =
            body.clone().rev().max_by_key(|paragraph| marks.read(paragraph).distinct()).or(paragraphs.first())
        else {
            continue;
        };
        let marked = marks.read(paragraph);
        let mut cut = excerpt::cut(engine, paragraph, marked.best_sentence(engine), 0.0);
        marked.highlight(&mut cut);
        cut.found_by = Some(FoundBy::Link);
        found.push(cut);
    }
    found
}

fn folded_words(source: &str) -> Vec<String> {
    text::tokens(source).map(|token| text::fold(token.text).into_owned()).collect()
}

/// The first sentence of the paragraph with a run of the message's words.
fn shingle(engine: &Engine, paragraph: &StoredParagraph, runs: &HashSet<&[String]>) -> Option<Range<usize>> {
    if runs.is_empty() {
        return None;
    }
    let source = &paragraph.paragraph.text;
    paragraph.sentences.iter().find_map(|range| {
        let words = folded_words(source.get(range.clone()).filter(|_| engine.may_cite(paragraph, range))?);
        words.windows(SHINGLE).any(|run| runs.contains(run)).then(|| range.clone())
    })
}
