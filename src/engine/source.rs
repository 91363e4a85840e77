//! `source`: what in the archive a message is about.

use std::cmp::Reverse;

use super::search::{best_sentence, by_article};
use super::{Engine, ask, excerpt};
use crate::index::{Filter, PassageQuery, WeightedTerm};
use crate::query::{MAX_TERMS, Message};
use crate::reply::{FoundBy, Reply, Verdict, Visibility};
use crate::request::Request;
use crate::text;

/// The least share of a message's weight that its source holds.
const LEAST_SHARE: f32 = 0.25;

pub(crate) fn answer(engine: &Engine, request: &Request, typed: &str) -> Reply {
    let message = Message::parse(typed);
    let documents = engine.archive.doc_count() as f32;
    let mut weighed: Vec<(String, f32)> = message
        .terms()
        .into_iter()
        .map(|(term, _)| {
            let frequency = engine.archive.doc_freq(&term) as f32;
            (term, (1.0 + (documents - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln())
        })
        .collect();
    let all: f32 = weighed.iter().map(|(_, rarity)| rarity).sum();
    // The rarest say most; what the archive never says finds nothing.
    weighed.retain(|(term, _)| engine.archive.doc_freq(term) > 0);
    weighed.sort_by_key(|(_, rarity)| Reverse((rarity * 1_000.0) as i64));
    weighed.truncate(MAX_TERMS);
    let query = PassageQuery {
        terms: weighed.iter().map(|(term, _)| WeightedTerm { term: term.clone(), weight: 1.0 }).collect(),
        title_weight: 0.5,
        filter: Filter { paid: request.viewer.paid, ..Filter::default() },
        ..PassageQuery::default()
    };
    let wanted = (request.page.offset + request.page.limit).min(1_000);
    let best = by_article(engine.archive.candidates(&query, wanted * 4));
    let share = best.first().map_or(0.0, |hit| {
        let held: Vec<String> = text::terms(&hit.paragraph.paragraph.text).map(|term| term.text).collect();
        weighed.iter().filter(|(term, _)| held.contains(term)).map(|(_, rarity)| rarity).sum::<f32>() / all.max(1.0)
    });
    let enough = weighed.len() >= 2 && share >= LEAST_SHARE;
    let (verdict, key) =
        if enough { (Verdict::Found, "source.found") } else { (Verdict::NotFound, "source.not_found") };
    let mut reply = Reply::new("source", verdict, engine.words().say(key, &[]));
    reply.visibility = if enough { Visibility::Public } else { Visibility::Private };
    reply.notes = ask::worded(engine, &message.notes);
    reply.total = best.len();
    let terms: Vec<&str> = weighed.iter().map(|(term, _)| term.as_str()).collect();
    for hit in best.iter().skip(request.page.offset).take(request.page.limit) {
        let range = best_sentence(hit, &terms);
        let mut cut = excerpt::cut(engine, &hit.paragraph, range, hit.score);
        excerpt::highlight(&mut cut, |word| terms.contains(&text::term(word).as_str()));
        cut.found_by = Some(FoundBy::Ranked);
        reply.excerpts.push(cut);
    }
    reply
}
