//! `article title [paragraph]`: one article, whole where its licence allows it.

use std::sync::Arc;

use super::options::{Completer, Declared, NAME, TITLE, text, typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::domain::{Audience, ParagraphKey, Show};
use crate::engine::{article_row, excerpt, phrasing};
use crate::index::StoredArticle;
use crate::reply::{Choice, Listing, ParagraphRow, Reply, Row, Verdict, Visibility};

const NAMED: Declared<String> = text("title", "command.article_title", TITLE).required().completed(Completer::Title);
const PARAGRAPH: Declared<Option<ParagraphKey>> =
    text("paragraph", "command.article_paragraph", NAME).read_as(|given| {
        let Some(typed) = typed(given) else { return Ok(None) };
        match typed.trim().trim_start_matches('¶').parse::<ParagraphKey>() {
            Ok(key) => Ok(Some(key)),
            Err(problem) => Err(problem.to_string()),
        }
    });

/// Titles offered where several fit.
const MOST_CHOICES: usize = 25;

pub(super) const MODULE: Module = Module {
    name: "article",
    about: "command.article",
    options: &[NAMED.spec, PARAGRAPH.spec],
    examples: Some("command.article_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| Ok(Arc::new(Article { title: given.take(&NAMED)?, paragraph: given.take(&PARAGRAPH)? })),
};

/// One article by its id or title: its particulars, and its text where all of it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Id or title.
    pub title: String,
    /// Only this paragraph, with what stands around it.
    pub paragraph: Option<ParagraphKey>,
}

impl Command for Article {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Context { engine, request, .. } = context;
        let words = engine.words();
        let mut fitting = engine.articles_named(request, self.title.trim());
        if fitting.is_empty() {
            fitting = engine.archive().titles(&self.title, MOST_CHOICES);
            fitting.retain(|article| engine.may_see(article));
        }
        match fitting.as_slice() {
            [] => Reply::new("article", Verdict::NotFound, words.say("article.not_found", &[])),
            [only] => one(context, only, self.paragraph),
            several => {
                let headline = words.say("article.which", &[("count", &several.len())]);
                let mut reply = Reply::new("article", Verdict::NotFound, headline);
                reply.choices = several.iter().map(|article| choice(article)).collect();
                reply.total = several.len();
                reply
            }
        }
    }
}

fn one(context: &Context<'_>, article: &Arc<StoredArticle>, paragraph: Option<ParagraphKey>) -> Reply {
    let Context { engine, request, .. } = context;
    let words = engine.words();
    let mut reply = Reply::new("article", Verdict::Found, article.meta.title.clone());
    reply.visibility = visibility(std::iter::once(article));
    reply.rows = vec![Row::Article(article_row(article))];
    reply.total = 1;
    // What a correction says is, or was, words of the article.
    let is_told = article.meta.show == Show::Whole || !request.open;
    reply.notes.extend(article.meta.corrections.iter().map(|own| match is_told {
        true => words.say("article.correction", &[("date", &own.date), ("text", &own.text)]),
        false => words.say("article.corrected", &[("date", &own.date)]),
    }));
    if let Some(key) = paragraph {
        match engine.archive().paragraph(&article.meta.id, key) {
            Some(_) if article.meta.show == Show::Quote => {
                reply.notes.push(words.say("article.not_shown", &[("licence", &article.meta.licence)]));
            }
            Some(stored) => {
                let whole = 0..stored.paragraph.text.len();
                if !engine.may_cite(&stored, &whole) {
                    return phrasing::does_not_know(engine, MODULE.name);
                }
                reply.excerpts = vec![excerpt::cut(engine, &stored, whole, 0.0)];
            }
            None => reply.notes.push(words.say("article.no_paragraph", &[("paragraph", &key)])),
        }
        return reply;
    }
    match article.meta.show {
        Show::Whole => {
            let paragraphs = engine.archive().paragraphs(article);
            reply.listing = Some(Listing::Paragraphs { article: article.meta.id.clone() });
            reply.total = paragraphs.len();
            let page = paragraphs.into_iter().skip(request.page.offset).take(request.page.limit);
            reply.rows.extend(page.map(|stored| Row::Paragraph(ParagraphRow::from(&stored.paragraph))));
        }
        Show::Quote | Show::Cite => {
            reply.notes.push(words.say("article.not_shown", &[("licence", &article.meta.licence)]));
        }
    }
    reply
}

/// Nobody else should see that there is an article for paying readers.
pub(super) fn visibility<'a>(mut articles: impl Iterator<Item = &'a Arc<StoredArticle>>) -> Visibility {
    if articles.any(|article| article.meta.audience == Audience::Paid) {
        Visibility::Private
    } else {
        Visibility::Public
    }
}

fn choice(article: &StoredArticle) -> Choice {
    Choice { value: article.meta.id.clone(), label: format!("{} ({})", article.meta.title, article.meta.date) }
}
