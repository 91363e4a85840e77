//! `search`: the best excerpt of each article that matches, best first.

use std::collections::HashSet;

use jiff::civil::Date;

use super::Engine;
use super::passages::{cut, passages};
use crate::index::Filter;
use crate::places::Gazetteer;
use crate::query::SearchQuery;
use crate::reply::{Reply, Verdict, Visibility};
use crate::request::Request;

/// How many paragraphs are looked at for each article that is asked for.
const PARAGRAPHS_AN_ARTICLE: usize = 5;

pub(crate) fn answer(
    engine: &Engine,
    request: &Request,
    query: &str,
    from: Option<Date>,
    to: Option<Date>,
    place: Option<&str>,
    who: Option<&str>,
) -> Reply {
    let query = SearchQuery::parse(query);
    let terms: Vec<(String, f32)> =
        query.wanted.iter().flat_map(|unit| unit.terms.iter().map(|term| (term.clone(), 1.0))).collect();
    let places = place.or(query.place.as_deref()).map(places);
    let filter = Filter {
        from: from.or(query.from),
        to: to.or(query.to),
        places: places.clone().unwrap_or_default(),
        who: who.or(query.who.as_deref()).map(str::to_owned).into_iter().collect(),
        paid: request.viewer.paid,
        ..Filter::default()
    };
    let mut reply = Reply::new("search", Verdict::NotFound, engine.words.say("search.not_found", &[]));
    reply.visibility = Visibility::Private;
    if places.is_some_and(|places| places.is_empty()) {
        return reply;
    }
    let wanted = (request.page.offset + request.page.limit).saturating_mul(PARAGRAPHS_AN_ARTICLE);
    let found = passages(engine, &terms, filter, Some(wanted));
    let mut seen: HashSet<&str> = HashSet::new();
    let best: Vec<_> = found.iter().filter(|passage| seen.insert(&passage.paragraph.article.meta.id)).collect();
    reply.total = best.len();
    let page = best.into_iter().skip(request.page.offset).take(request.page.limit);
    reply.excerpts = page.map(|passage| cut(engine, passage, &terms)).collect();
    if reply.total > 0 {
        reply.verdict = Verdict::Found;
        reply.headline = engine.words.say("search.found", &[("count", &reply.total)]);
        reply.visibility = Visibility::Public;
    }
    reply
}

fn places(typed: &str) -> Vec<crate::domain::Geoid> {
    Gazetteer::embedded().resolve(typed).readings.into_iter().map(|reading| reading.place.geoid).collect()
}
