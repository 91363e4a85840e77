//! `said`: what somebody said, in the speaker's own words.
//!
//! [`people`](super::people) finds the person that is meant, `utterances` gathers what they said, once each, `topic` tells
//! how well it fits the matter asked after, `matters` what else they talked about, `denials` what they denied to have said.

mod denials;
mod matters;
mod topic;
mod utterance;
mod utterances;

use std::fmt::Display;

use self::topic::Topic;
use self::utterance::Utterance;
use self::utterances::Order;
use super::allowance::Allowance;
use super::marks::Marks;
use super::people::{self, Meant, One, Period};
use super::{Engine, excerpt};
use crate::engine::Request;
use crate::index::{Filter, Hit, PassageQuery, WeightedTerm};
use crate::reply::{Choice, Excerpt, Reply, Verdict, Visibility};
use crate::text;

/// How many matters are named where nothing was said about the one asked after.
const MATTERS: usize = 5;

/// Beside an utterance that fits best, others are shown that fit at least so much of that.
const AS_WELL: f32 = 0.45;

/// What is asked.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    /// A name or a role.
    pub(crate) who: &'a str,
    /// What it must be about.
    pub(crate) about: Option<&'a str>,
    /// When it was published.
    pub(crate) period: Period,
    /// Whether it is asked how it went in time.
    pub(crate) over_time: bool,
}

pub(crate) fn answer(engine: &Engine, request: &Request, asked: &Asked<'_>) -> Reply {
    let say = |key: &str, values: &[(&str, &dyn Display)]| engine.words().say(key, values);
    let Asked { who, about, .. } = *asked;
    let about = about.map(str::trim).filter(|about| !about.is_empty());
    let period = people::period(who, asked.period);
    let asked = &Asked { about, period, ..*asked };
    match people::meant(engine, request.viewer.paid, who, period) {
        Meant::One(one) => words_of(engine, request, asked, *one),
        Meant::Several(choices) => match only_speaker(engine, request, asked, &choices) {
            Some(one) => words_of(engine, request, asked, one),
            None => people::ambiguous(engine, "said", who, choices),
        },
        Meant::Nobody(near) => {
            let key = if near.is_empty() { "said.unknown" } else { "said.unknown_meant" };
            let mut reply = Reply::new("said", Verdict::NotFound, say(key, &[("who", &who)]));
            reply.visibility = Visibility::Private;
            reply.choices = near;
            (reply.excerpts, reply.notes) = mentions(engine, request, who, about);
            reply.total = reply.excerpts.len();
            reply
        }
    }
}

/// One of several, if only that one said something about the topic. A choice of one leaves out somebody private, who may
/// have said it too.
fn only_speaker(engine: &Engine, request: &Request, asked: &Asked<'_>, choices: &[Choice]) -> Option<One> {
    /// More are not looked through.
    const MOST: usize = 8;
    let about = asked.about.filter(|_| (2..=MOST).contains(&choices.len()))?;
    let mut speakers = choices.iter().filter_map(|choice| {
        let Meant::One(mut one) = people::meant(engine, request.viewer.paid, &choice.value, asked.period) else {
            return None;
        };
        let mut spoken = utterances::of(engine, request, &one, asked.period);
        Topic::of(engine, about, &one.names).measure(engine, &mut spoken);
        one.others = choices.iter().filter(|other| other.value != choice.value).cloned().collect();
        topic::is_about(best_fit(&spoken)).then_some(*one)
    });
    speakers.next().filter(|_| speakers.next().is_none())
}

/// How well the best of what is certainly said fits.
fn best_fit(spoken: &[Utterance]) -> f32 {
    spoken.iter().filter(|utterance| !utterance.unclear).map(|utterance| utterance.fit).fold(0.0, f32::max)
}

/// What one person said.
fn words_of(engine: &Engine, request: &Request, asked: &Asked<'_>, who: One) -> Reply {
    let say = |key: &str, values: &[(&str, &dyn Display)]| engine.words().say(key, values);
    let name = &who.name;
    let mut spoken = utterances::of(engine, request, &who, asked.period);
    let in_time = (asked.over_time || !asked.period.is_open()) && !engine.is_private(name);
    let mut order = if in_time { Order::Time } else { Order::Newest };
    let mut verdict = Verdict::Found;
    let mut notes = who.notes(engine, asked.who);
    let mut headline = say(if in_time { "said.in_time" } else { "said.found" }, &[("who", name)]);
    let topic = asked.about.map(|about| (about, Topic::of(engine, about, &who.names)));
    let topic = topic.filter(|(_, topic)| !topic.is_empty());
    if let Some((about, topic)) = &topic {
        topic.measure(engine, &mut spoken);
        let best = best_fit(&spoken);
        if topic::is_about(best) {
            let key = if in_time { "said.in_time_about" } else { "said.found_about" };
            headline = say(key, &[("who", name), ("about", about)]);
            spoken.retain(|utterance| utterance.fit >= best * AS_WELL && topic::is_about(utterance.fit));
            order = if in_time { Order::Time } else { Order::Fit };
        } else {
            verdict = Verdict::NotFound;
            headline = say("said.nothing_about", &[("who", name), ("about", about)]);
            let matters = matters::of(engine, &spoken, MATTERS);
            if !matters.is_empty() {
                notes.push(say("said.matters", &[("who", name), ("matters", &matters.join(", "))]));
            }
            order = Order::Fit;
        }
    }
    if spoken.iter().all(|utterance| utterance.unclear) && verdict == Verdict::Found {
        verdict = Verdict::NotFound;
        let key = if spoken.is_empty() { "said.nothing_then" } else { "said.only_unclear" };
        headline = say(key, &[("who", name)]);
    }
    utterances::sort(&mut spoken, order);
    let unclear: usize = spoken.iter().filter(|said| said.unclear).map(|said| said.spans.len()).sum();
    if unclear > 0 && verdict == Verdict::Found {
        notes.push(say("said.unclear", &[("count", &unclear)]));
    }
    let mut reply = Reply::new("said", verdict, headline);
    if verdict == Verdict::NotFound {
        reply.visibility = Visibility::Private;
    }
    let mut allowance = Allowance::default();
    let mut spans: Vec<(&Utterance, usize)> =
        spoken.iter().flat_map(|utterance| (0..utterance.spans.len()).map(move |at| (utterance, at))).collect();
    spans.retain(|(utterance, at)| utterance.is_admitted(*at, &mut allowance));
    let mut denied = denials::of(engine, request, &who, asked.period);
    if let Some((_, topic)) = &topic {
        denied.retain(|excerpt| topic.stands_in(&excerpt.text));
    }
    denied.retain(|excerpt| allowance.admits_excerpt(engine, excerpt));
    if !denied.is_empty() {
        notes.push(say("said.denied", &[("count", &denied.len()), ("who", name)]));
    }
    reply.choices.clone_from(&who.others);
    notes.extend(allowance.note(engine));
    reply.notes = notes;
    reply.total = spans.len() + denied.len();
    // Only the page that was asked for is cut: a president's words are many.
    let shown = spans.iter().skip(request.page.offset).take(request.page.limit);
    let shown = shown.take_while(|_| !engine.must_stop());
    let topic = topic.as_ref().map(|(_, topic)| topic);
    reply.excerpts = shown.filter_map(|(utterance, at)| utterance.cut(engine, name, *at, topic)).collect();
    let left = request.page.limit.saturating_sub(reply.excerpts.len());
    reply.excerpts.extend(denied.into_iter().skip(request.page.offset.saturating_sub(spans.len())).take(left));
    reply
}

/// What somebody talked about where everybody may read it, in their own words, the most telling first.
pub(crate) fn matters(engine: &Engine, who: &str, count: usize) -> Vec<String> {
    let Meant::One(one) = people::meant(engine, false, who, Period::default()) else { return Vec::new() };
    matters::of(engine, &utterances::of(engine, &Request::default(), &one, Period::default()), count)
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
        let mut cut = excerpt::cut(engine, &hit.paragraph, marked.best_sentence(engine), hit.score);
        marked.highlight(&mut cut);
        cut
    };
    let mut allowance = Allowance::default();
    let mut cut: Vec<Excerpt> = hits.into_iter().map(cut).collect();
    cut.retain(|excerpt| allowance.admits_excerpt(engine, excerpt));
    (cut.into_iter().skip(request.page.offset).collect(), allowance.note(engine).into_iter().collect())
}
