//! `source`: what in the archive a message is about, the best excerpt of each article.

use std::collections::HashSet;

use super::Engine;
use super::passages::{cut, passages};
use crate::index::Filter;
use crate::query::Message;
use crate::reply::{FoundBy, Reply, Verdict, Visibility};
use crate::request::Request;

/// The least idf-weighted share of a message's terms that a paragraph about it holds.
const COVERAGE_CUT_OFF: f32 = 0.3;

pub(crate) fn answer(engine: &Engine, request: &Request, text: &str) -> Reply {
    let terms: Vec<(String, f32)> = Message::parse(text).terms().into_iter().map(|(term, _)| (term, 1.0)).collect();
    let filter = Filter { paid: request.viewer.paid, ..Filter::default() };
    let found = passages(engine, &terms, filter, None);
    let answered = found.first().is_some_and(|best| best.coverage >= COVERAGE_CUT_OFF);
    let mut seen: HashSet<&str> = HashSet::new();
    let best: Vec<_> = found.iter().filter(|passage| seen.insert(&passage.paragraph.article.meta.id)).collect();
    let (verdict, key) =
        if answered { (Verdict::Found, "source.found") } else { (Verdict::NotFound, "source.not_found") };
    let mut reply = Reply::new("source", verdict, engine.words.say(key, &[]));
    reply.total = best.len();
    reply.visibility = if answered { Visibility::Public } else { Visibility::Private };
    let page = best.into_iter().skip(request.page.offset).take(request.page.limit);
    reply.excerpts = page.map(|passage| cut(engine, passage, &terms)).collect();
    for excerpt in &mut reply.excerpts {
        excerpt.found_by = Some(FoundBy::Ranked);
    }
    reply
}
