//! `articles [place] [from] [to]` and `article title`.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Engine, excerpt};
use crate::domain::{Audience, ParagraphKey, Show};
use crate::index::{ArticleFilter, StoredArticle, StoredParagraph};
use crate::places::Gazetteer;
use crate::reply::{ArticleRow, Choice, ParagraphRow, Reply, Row, Verdict, Visibility};
use crate::request::Request;

/// Titles offered where several fit.
const MOST_CHOICES: usize = 25;

/// The articles, newest first.
pub(crate) fn articles(
    engine: &Engine,
    request: &Request,
    place: Option<&str>,
    from: Option<Date>,
    to: Option<Date>,
) -> Reply {
    let words = engine.words();
    let mut filter = ArticleFilter {
        from,
        to,
        places: Vec::new(),
        paid: request.viewer.paid,
        offset: request.page.offset,
        limit: request.page.limit,
    };
    if let Some(place) = place {
        // Every likely reading: a list of articles is no place to ask back.
        let resolution = Gazetteer::embedded().resolve(place);
        filter.places = resolution.likely().map(|reading| reading.place.geoid.clone()).collect();
        if filter.places.is_empty() {
            return Reply::new("articles", Verdict::NotFound, words.say("articles.unknown_place", &[]));
        }
    }
    let listing = engine.archive().articles(&filter);
    if listing.total == 0 {
        return Reply::new("articles", Verdict::NotFound, words.say("articles.none", &[]));
    }
    let mut reply = Reply::new("articles", Verdict::Found, words.say("articles.found", &[("count", &listing.total)]));
    reply.total = listing.total;
    reply.visibility = visibility(listing.articles.iter());
    reply.rows = listing.articles.iter().map(|article| Row::Article(row(article))).collect();
    reply
}

/// One article by its id or title: its particulars, and its text where all of it may be shown.
pub(crate) fn article(engine: &Engine, request: &Request, title: &str, paragraph: Option<ParagraphKey>) -> Reply {
    let words = engine.words();
    let mut fitting = named(engine, request, title.trim());
    if fitting.is_empty() {
        fitting = engine.archive().titles(title, MOST_CHOICES);
    }
    match fitting.as_slice() {
        [] => Reply::new("article", Verdict::NotFound, words.say("article.not_found", &[])),
        [only] => one(engine, request, only, paragraph),
        several => {
            let headline = words.say("article.which", &[("count", &several.len())]);
            let mut reply = Reply::new("article", Verdict::NotFound, headline);
            reply.choices = several.iter().map(|article| choice(article)).collect();
            reply.total = several.len();
            reply
        }
    }
}

/// The article with this id, or else those with this title.
pub(super) fn named(engine: &Engine, request: &Request, name: &str) -> Vec<Arc<StoredArticle>> {
    let paid = request.viewer.paid;
    let allowed = |article: &Arc<StoredArticle>| paid || article.meta.audience == Audience::Everyone;
    let by_id = engine.archive().article(name).filter(allowed);
    by_id.map_or_else(|| engine.archive().titled(name, paid), |article| vec![article])
}

fn one(engine: &Engine, request: &Request, article: &Arc<StoredArticle>, paragraph: Option<ParagraphKey>) -> Reply {
    let words = engine.words();
    let mut reply = Reply::new("article", Verdict::Found, article.meta.title.clone());
    reply.visibility = visibility(std::iter::once(article));
    reply.rows = vec![Row::Article(row(article))];
    reply.total = 1;
    for correction in &article.meta.corrections {
        let said = words.say("article.correction", &[("date", &correction.date), ("text", &correction.text)]);
        reply.notes.push(said);
    }
    if let Some(key) = paragraph {
        match engine.archive().paragraph(&article.meta.id, key) {
            Some(_) if article.meta.show == Show::Quote => {
                reply.notes.push(words.say("article.not_shown", &[("licence", &article.meta.licence)]));
            }
            Some(stored) => {
                let whole = 0..stored.paragraph.text.len();
                reply.excerpts = vec![excerpt::cut(engine, &stored, whole, 0.0)];
            }
            None => reply.notes.push(words.say("article.no_paragraph", &[("paragraph", &key)])),
        }
        return reply;
    }
    match article.meta.show {
        Show::Whole => {
            let paragraphs = engine.archive().paragraphs(article);
            reply.total = paragraphs.len();
            let page = paragraphs.into_iter().skip(request.page.offset).take(request.page.limit);
            reply.rows.extend(page.map(|stored| Row::Paragraph(paragraph_row(&stored))));
        }
        Show::Quote | Show::Cite => {
            reply.notes.push(words.say("article.not_shown", &[("licence", &article.meta.licence)]));
        }
    }
    reply
}

/// Nobody else should see that there is an article for paying readers.
fn visibility<'a>(mut articles: impl Iterator<Item = &'a Arc<StoredArticle>>) -> Visibility {
    if articles.any(|article| article.meta.audience == Audience::Paid) {
        Visibility::Private
    } else {
        Visibility::Public
    }
}

fn choice(article: &StoredArticle) -> Choice {
    Choice { value: article.meta.id.clone(), label: format!("{} ({})", article.meta.title, article.meta.date) }
}

fn row(article: &StoredArticle) -> ArticleRow {
    ArticleRow {
        article: article.meta.id.clone(),
        title: article.meta.title.clone(),
        publisher: article.meta.publisher.clone(),
        date: article.meta.date,
        url: article.meta.url.clone(),
        licence: article.meta.licence.clone(),
        paragraphs: article.body_paragraphs,
    }
}

fn paragraph_row(stored: &StoredParagraph) -> ParagraphRow {
    let paragraph = stored.paragraph.clone();
    ParagraphRow { paragraph: paragraph.key, text: paragraph.text, kind: paragraph.kind, quoted_from: paragraph.source }
}
