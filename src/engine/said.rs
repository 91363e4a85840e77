//! `said`: what somebody said, in the speaker's own words, newest first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Engine, excerpt};
use crate::domain::{Audience, QuoteType};
use crate::index::{Person, StoredParagraph};
use crate::reply::{Choice, Excerpt, Reply, Verdict};
use crate::request::Request;
use crate::text;

/// How many letters a misspelt name may be off, a letter in four at most.
const MOST_WRONG: usize = 2;

pub(crate) fn answer(engine: &Engine, request: &Request, who: &str, about: Option<&str>) -> Reply {
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| engine.words().say(key, values);
    let seen = |person: &&Person| person.paragraphs > 0 || request.viewer.paid && person.paid_paragraphs > 0;
    let people: Vec<&Person> = engine.archive().people().iter().filter(seen).collect();
    let asked = words(who);
    let meant = meant(&people, &asked);
    let Some((first, others)) = meant.split_first() else {
        let mut reply = Reply::new("said", Verdict::NotFound, say("said.unknown", &[("who", &who)]));
        reply.choices = near(&people, &asked).map(choice).collect();
        return reply;
    };
    if !others.is_empty() {
        let mut reply = Reply::new("said", Verdict::Ambiguous, say("said.ambiguous", &[("who", &who)]));
        reply.choices = meant.iter().copied().map(choice).collect();
        return reply;
    }
    let mut spoken = spoken(engine, request, first);
    let topic: BTreeSet<String> = about.map(topic).unwrap_or_default();
    let about_it =
        |excerpt: &Excerpt| topic.is_empty() || text::terms(&excerpt.text).any(|term| topic.contains(&term.text));
    let mut verdict = Verdict::Found;
    let mut headline = say("said.found", &[("who", &first.name)]);
    if spoken.iter().any(about_it) {
        let utterances: Vec<_> = spoken.iter().filter(|excerpt| about_it(excerpt)).map(utterance).collect();
        // An utterance is shown whole, though only a part of it has the words.
        spoken.retain(|excerpt| utterances.contains(&utterance(excerpt)));
    } else {
        verdict = Verdict::NotFound;
        headline = say("said.nothing_about", &[("who", &first.name), ("about", &about.unwrap_or_default())]);
    }
    for excerpt in &mut spoken {
        excerpt::highlight(excerpt, |word| topic.contains(&text::term(word)));
        excerpt.score = excerpt.highlights.len() as f32;
    }
    spoken.sort_by_key(|excerpt| {
        (Reverse(excerpt.date), excerpt.quote_type == Some(QuoteType::Indirect), Reverse(excerpt.highlights.len()))
    });
    let mut reply = Reply::new("said", verdict, headline);
    reply.total = spoken.len();
    reply.excerpts = spoken.into_iter().skip(request.page.offset).take(request.page.limit).collect();
    reply
}

fn utterance(excerpt: &Excerpt) -> (String, Option<u32>) {
    (excerpt.article.clone(), excerpt.utterance)
}

/// The terms that a quote must have one of.
fn topic(about: &str) -> BTreeSet<String> {
    let content = text::tokens(about).filter(|token| !text::is_stop_word(&text::fold(token.text)));
    content.map(|token| text::term(token.text)).collect()
}

/// Everything the person certainly said; the same words in several places once, with the others as further citations.
fn spoken(engine: &Engine, request: &Request, person: &Person) -> Vec<Excerpt> {
    let mut found: Vec<(StoredParagraph, usize)> = engine.archive().quotes_by(&person.name);
    found.retain(|(paragraph, at)| {
        let open = request.viewer.paid || paragraph.article.meta.audience == Audience::Everyone;
        open && paragraph.quotes.get(*at).is_some_and(|quote| quote.certain)
    });
    // The body before the caption: it has more of the words and stands in its place.
    found.sort_by_key(|(paragraph, _)| Reverse(paragraph.paragraph.key));
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for (paragraph, at) in found {
        let Some(quote) = paragraph.quotes.get(at) else { continue };
        let excerpt = excerpt::cut_quote(engine, &paragraph, quote, 0.0);
        let same =
            excerpts.iter_mut().find(|known| !excerpt.text.is_empty() && bare(&known.text) == bare(&excerpt.text));
        match same {
            Some(known) => known.also.push(excerpt::also(excerpt)),
            None => excerpts.push(excerpt),
        }
    }
    excerpts.sort_by_key(|excerpt| (excerpt.article.clone(), excerpt.paragraph, excerpt.start));
    excerpts
}

/// Words without the marks at their ends, without case.
fn bare(words: &str) -> String {
    text::fold(words.trim_matches(|mark: char| !mark.is_alphanumeric())).into_owned()
}

fn words(text: &str) -> Vec<String> {
    let words = text::tokens(text).map(|token| text::fold(token.text).into_owned());
    words
        .map(|word| word.strip_suffix("'s").map(str::to_owned).unwrap_or(word))
        .filter(|word| word != "the" && word != "of")
        .collect()
}

/// The people whom the words name: by their name, with or without a role, or by the role alone.
fn meant<'p>(people: &[&'p Person], asked: &[String]) -> Vec<&'p Person> {
    let exact = |person: &&&Person| words(&person.name) == asked;
    if let Some(person) = people.iter().find(exact) {
        return vec![person];
    }
    let fits = |person: &&&Person| {
        let name = words(&person.name);
        let role: Vec<String> = person.roles.iter().flat_map(|role| words(role)).collect();
        let surname = name.last().is_some_and(|last| asked.contains(last));
        let known = asked.iter().all(|word| name.contains(word) || role.contains(word) || is_title(word));
        !asked.is_empty() && known && (surname || asked.iter().all(|word| role.contains(word)))
    };
    people.iter().filter(fits).copied().collect()
}

/// Titles that readers put before any name.
fn is_title(word: &str) -> bool {
    matches!(word, "mr" | "mrs" | "ms" | "dr" | "sir" | "mayor" | "senator" | "sen" | "governor" | "gov" | "president")
}

/// People whose surname is spelt nearly like one of the words.
fn near<'p>(people: &'p [&'p Person], asked: &'p [String]) -> impl Iterator<Item = &'p Person> {
    people.iter().copied().filter(move |person| {
        words(&person.name).last().is_some_and(|surname| {
            asked.iter().any(|word| {
                let wrong = strsim::osa_distance(word, surname);
                wrong <= MOST_WRONG && wrong * 4 <= surname.chars().count()
            })
        })
    })
}

fn choice(person: &Person) -> Choice {
    let label = match person.roles.first() {
        Some(role) => format!("{}, {role}", person.name),
        None => person.name.clone(),
    };
    Choice { value: person.name.clone(), label }
}
