//! An article as a page, as far as its licence lets it be shown.

use maud::html;

use super::excerpt::{byline, licence};
use super::look::Look;
use super::page::{Page, page};
use super::rows;
use super::schema;
use super::text::{address, outward, visible};
use crate::domain::{ParagraphKey, Show};
use crate::index::StoredArticle;
use crate::reply::ParagraphRow;

/// The page of an article; with its text where that may be shown.
pub fn article(look: &Look<'_>, article: &StoredArticle, text: Option<&[ParagraphRow]>) -> String {
    let meta = &article.meta;
    let canonical = address(&meta.url).filter(|_| !meta.url_is_guessed);
    let head = html! {
        @if let Some(url) = canonical { link rel="canonical" href=(url); }
        (schema::data(&schema::article(article)))
    };
    let main = html! {
        article {
            h1 id="p-title" { (visible(&meta.title)) }
            p.particulars {
                @if let Some(byline) = byline(look, meta.byline.as_deref()) { span { (byline) } }
                span { (visible(&meta.publisher)) }
                span { time datetime=(meta.date) { (look.day(meta.date)) } }
                span { (licence(&meta.licence, meta.licence_address().as_deref())) }
            }
            p.actions { (outward(&meta.url, &html! { (look.say("web.original")) span aria-hidden="true" { " ↗" } })) }
            @for correction in &meta.corrections {
                p.correction {
                    // What it says is, or was, words of the article.
                    @if meta.show == Show::Whole {
                        (look.fill("article.correction", &[("date", &look.day(correction.date)), ("text", &visible(&correction.text))]))
                    } @else {
                        (look.fill("article.corrected", &[("date", &look.day(correction.date))]))
                    }
                }
            }
            @match text {
                // The heading is the title already.
                Some(paragraphs) => (rows::text(look, paragraphs.iter().filter(|row| row.paragraph != ParagraphKey::Title))),
                None => p.aside { (look.fill("article.not_shown", &[("licence", &visible(&meta.licence))])) },
            }
        }
    };
    page(look, &Page { title: meta.title.clone(), head, is_indexable: true, main, ..Page::default() })
}
