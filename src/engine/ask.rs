//! `ask`: the sentence that answers, or the plain word that the archive does not know.

use super::Engine;
use super::passages::{Passage, cut, passages};
use crate::index::Filter;
use crate::query::Question;
use crate::reply::{Reply, Verdict, Visibility};
use crate::request::Request;
use crate::text;

/// The least idf-weighted share of a question's terms that the paragraph of an answer holds. A first guess: no set of
/// questions has been scored with it yet.
const COVERAGE_CUT_OFF: f32 = 0.62;

pub(crate) fn answer(engine: &Engine, request: &Request, question: &str, article: Option<&str>) -> Reply {
    let question = Question::parse(question);
    let terms: Vec<(String, f32)> =
        question.content().map(|(_, term)| (term.text.clone(), term.weight.max(0.05))).collect();
    let within = article.map(|named| {
        let by_id = engine.archive.article(named);
        by_id.or_else(|| engine.archive.titled(named, request.viewer.paid).into_iter().next())
    });
    let mut reply = Reply::new("ask", Verdict::NotFound, engine.words.say("ask.not_found", &[]));
    reply.visibility = Visibility::Private;
    let mut filter = Filter { paid: request.viewer.paid, ..Filter::default() };
    let mut candidates = None;
    match &within {
        Some(None) => return reply,
        Some(Some(article)) => {
            filter.article = Some(article.meta.id.clone());
            candidates = Some(article.paragraphs as usize);
        }
        None => {}
    }
    let found = passages(engine, &terms, filter, candidates);
    reply.total = found.len();
    let page = found.iter().skip(request.page.offset).take(request.page.limit);
    reply.excerpts = page.map(|passage| cut(engine, passage, &terms)).collect();
    let answered =
        found.first().is_some_and(|best| best.coverage >= COVERAGE_CUT_OFF && holds_entities(best, &question));
    if answered || (within.is_some() && !found.is_empty()) {
        reply.verdict = Verdict::Found;
        reply.headline = engine.words.say("ask.found", &[]);
        reply.visibility = Visibility::Public;
    }
    reply
}

/// Whether every name and number that is asked about stands in the paragraph or the article's title.
fn holds_entities(passage: &Passage, question: &Question) -> bool {
    let title = &passage.paragraph.article.meta.title;
    let held: std::collections::HashSet<String> =
        text::terms(&passage.paragraph.paragraph.text).chain(text::terms(title)).map(|term| term.text).collect();
    question.content().filter(|(_, term)| term.entity.is_some()).all(|(_, term)| held.contains(&term.text))
}
