//! `said`: what somebody said, in the speaker's own words, newest first.
//!
//! `who` finds the person that is meant, `utterances` gathers what they said, once each, `topic` tells what is about
//! the matter asked after.

mod topic;
mod utterances;
mod who;

use std::fmt::Display;

use self::topic::Topic;
use self::utterances::Utterance;
use self::who::Meant;
use super::allowance::Allowance;
use super::marks::Marks;
use super::{Engine, excerpt};
use crate::engine::Request;
use crate::index::{Filter, Hit, PassageQuery, Person, WeightedTerm};
use crate::reply::{Excerpt, Reply, Verdict, Visibility};
use crate::text;

/// How many matters are named where nothing was said about the one asked after.
const MATTERS: usize = 5;

pub(crate) fn answer(engine: &Engine, request: &Request, who: &str, about: Option<&str>) -> Reply {
    let say = |key: &str, values: &[(&str, &dyn Display)]| engine.words().say(key, values);
    let seen = |person: &&Person| person.paragraphs > 0 || request.viewer.paid && person.paid_paragraphs > 0;
    let people: Vec<&Person> = engine.archive().people().iter().filter(seen).collect();
    let about = about.map(str::trim).filter(|about| !about.is_empty());
    let (name, names, unsure) = match who::meant(&people, who) {
        Meant::One { name, names, unsure } => (name, names, unsure),
        Meant::Several(choices) => {
            let mut reply = Reply::new("said", Verdict::Ambiguous, say("said.ambiguous", &[("who", &who)]));
            reply.choices = choices;
            return reply;
        }
        Meant::Nobody(near) => {
            let key = if near.is_empty() { "said.unknown" } else { "said.unknown_meant" };
            let mut reply = Reply::new("said", Verdict::NotFound, say(key, &[("who", &who)]));
            reply.visibility = Visibility::Private;
            reply.choices = near;
            (reply.excerpts, reply.notes) = mentions(engine, request, who, about);
            reply.total = reply.excerpts.len();
            return reply;
        }
    };
    let mut spoken = utterances::of(engine, request, &names, &unsure);
    let mut verdict = Verdict::Found;
    let mut headline = say("said.found", &[("who", &name)]);
    let mut notes = Vec::new();
    let topic = about.map(Topic::of).filter(|topic| !topic.is_empty());
    if let (Some(topic), Some(about)) = (&topic, about) {
        topic.measure(engine, &mut spoken);
        let best = spoken.iter().filter(|utterance| !utterance.unclear).map(|utterance| utterance.fit).max();
        if let Some(best) = best.filter(|best| best.is_about()) {
            headline = say("said.found_about", &[("who", &name), ("about", &about)]);
            spoken.retain(|utterance| utterance.fit >= best);
        } else {
            verdict = Verdict::NotFound;
            headline = say("said.nothing_about", &[("who", &name), ("about", &about)]);
            let matters = topic::matters(engine, &spoken, MATTERS);
            if !matters.is_empty() {
                notes.push(say("said.matters", &[("who", &name), ("matters", &matters.join(", "))]));
            }
        }
    }
    if spoken.iter().all(|utterance| utterance.unclear) && verdict == Verdict::Found {
        verdict = Verdict::NotFound;
        headline = say("said.only_unclear", &[("who", &name)]);
    }
    utterances::sort(&mut spoken);
    let unclear = spoken.iter().filter(|utterance| utterance.unclear).map(|utterance| utterance.spans.len()).sum();
    if unclear > 0 && verdict == Verdict::Found {
        let count: usize = unclear;
        notes.push(say("said.unclear", &[("count", &count)]));
    }
    let mut reply = Reply::new("said", verdict, headline);
    if verdict == Verdict::NotFound {
        reply.visibility = Visibility::Private;
    }
    let mut allowance = Allowance::default();
    let mut spans: Vec<(&Utterance, usize)> =
        spoken.iter().flat_map(|utterance| (0..utterance.spans.len()).map(move |at| (utterance, at))).collect();
    spans.retain(|(utterance, at)| utterance.is_admitted(*at, &mut allowance));
    notes.extend(allowance.note(engine));
    reply.notes = notes;
    reply.total = spans.len();
    // Only the page that was asked for is cut: a president's words are many.
    let shown = spans.into_iter().skip(request.page.offset).take(request.page.limit);
    let shown = shown.take_while(|_| !engine.must_stop());
    reply.excerpts = shown.filter_map(|(utterance, at)| utterance.cut(engine, &name, at, topic.as_ref())).collect();
    reply
}

/// What somebody talked about where everybody may read it, in their own words, the most telling first.
pub(crate) fn matters(engine: &Engine, who: &str, count: usize) -> Vec<String> {
    let people: Vec<&Person> = engine.archive().people().iter().filter(|person| person.paragraphs > 0).collect();
    let Meant::One { names, unsure, .. } = who::meant(&people, who) else { return Vec::new() };
    topic::matters(engine, &utterances::of(engine, &Request::default(), &names, &unsure), count)
}

/// Sentences that name somebody whose words the archive does not have, and what is to be said of them.
fn mentions(engine: &Engine, request: &Request, who: &str, about: Option<&str>) -> (Vec<Excerpt>, Vec<String>) {
    let words = format!("{who} {}", about.unwrap_or_default());
    let content = text::tokens(&words).filter(|token| !text::is_stop_word(&text::fold(token.text)));
    let terms: Vec<String> = content.map(|token| text::term(token.text)).filter(|term| !term.is_empty()).collect();
    let query = PassageQuery {
        terms: terms.iter().map(|term| WeightedTerm { term: term.clone(), weight: 1.0 }).collect(),
        filter: Filter { paid: request.viewer.paid, ..Filter::default() },
        ..PassageQuery::default()
    };
    let mut marks = Marks::of(terms.iter().map(String::as_str));
    let hits = engine.candidates(&query, request.page.offset.saturating_add(request.page.limit).min(1_000));
    let cut = |hit: Hit| {
        let marked = marks.read(&hit.paragraph);
        let mut cut = excerpt::cut(engine, &hit.paragraph, marked.best_sentence(), hit.score);
        marked.highlight(&mut cut);
        cut
    };
    let mut allowance = Allowance::default();
    let mut cut: Vec<Excerpt> = hits.into_iter().map(cut).collect();
    cut.retain(|excerpt| allowance.admits_excerpt(engine, excerpt));
    (cut.into_iter().skip(request.page.offset).collect(), allowance.note(engine).into_iter().collect())
}
