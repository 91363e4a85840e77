//! A receipt as a page: what a code that was shared names today.

use jiff::civil::Date;
use maud::{Markup, html};

use super::excerpt::{article, figure, side};
use super::look::Look;
use super::page::{Page, page};
use super::schema;
use crate::engine::receipt::Receipt;
use crate::reply::{ArticleRow, Corrected, DiffSide, Excerpt};

/// What a code names today.
pub enum Found<'a> {
    /// It is no code, or names nothing that the archive holds.
    Nothing,
    /// The article of this day may not be shown any more.
    Closed(Date),
    /// The words stand as they stood.
    Stands(&'a Excerpt),
    /// The article was corrected since.
    Corrected(&'a Corrected),
    /// It was corrected on a later day, and what it said is not shown.
    Replaced(Date),
}

/// The page of a receipt. The code is said as it is written, not as it was typed, and what is none is not said at all. `of` is the article where everybody may see it.
pub fn receipt(look: &Look<'_>, code: &str, found: &Found<'_>, of: Option<&ArticleRow>) -> String {
    let code = Receipt::parse(code).map(|receipt| receipt.code());
    let url = format!("{}/r/{}", look.site.origin, code.as_deref().unwrap_or_default());
    let (colour, heading, body, head): (&str, String, Markup, Markup) = match found {
        Found::Nothing => (
            "plain",
            look.say("web.receipt_unknown"),
            html! { p { (look.say("web.receipt_unknown_about")) } },
            html! {},
        ),
        Found::Closed(date) => {
            let said = look.fill("web.receipt_closed_about", &[("date", &look.day(*date))]);
            ("no", look.say("web.receipt_closed"), html! { p { (said) } }, html! {})
        }
        Found::Stands(excerpt) => {
            let head = if excerpt.text.is_empty() {
                html! {}
            } else {
                schema::data(&schema::quotation(excerpt, &url))
            };
            ("yes", look.say("web.receipt_stands"), figure(look, excerpt), head)
        }
        Found::Corrected(corrected) => {
            ("altered", said_of_correction(look, corrected.on), changed(look, corrected), html! {})
        }
        Found::Replaced(date) => {
            let said = look.fill("web.receipt_replaced_about", &[("date", &look.day(*date))]);
            ("altered", look.say("web.receipt_replaced"), html! { p { (said) } }, html! {})
        }
    };
    let named = of.filter(|_| matches!(found, Found::Corrected(_) | Found::Replaced(_)));
    let main = html! {
        section class={ "answer " (colour) } aria-labelledby="outcome" {
            h1 id="outcome" { (heading) }
            (body)
            @if let Some(row) = named { ol.articles { li { (article(look, row)) } } }
            @if let Some(code) = code { p.particulars { (look.say("web.receipt_code")) " " code { (code) } } }
        }
    };
    page(look, &Page { title: look.say("web.receipt_title"), head, main, ..Page::default() })
}

fn said_of_correction(look: &Look<'_>, on: Date) -> String {
    look.fill("discord.corrected", &[("date", &look.day(on))])
}

/// What the article said, and what it says now.
fn changed(look: &Look<'_>, corrected: &Corrected) -> Markup {
    html! {
        @if corrected.diff.is_empty() {
            // A figure without words says so itself.
            @if corrected.now.as_ref().is_none_or(|now| !now.text.is_empty()) {
                p.aside { (look.say("discord.shown_enough")) }
            }
        } @else {
            dl.compared {
                dt { (look.say("web.receipt_was")) }
                dd { (side(&corrected.diff, DiffSide::Asked)) }
                @if corrected.now.is_some() {
                    dt { (look.say("web.receipt_now")) }
                    dd { (side(&corrected.diff, DiffSide::Archive)) }
                }
            }
        }
        @match &corrected.now {
            Some(now) => (figure(look, now)),
            None => p { (look.say("web.receipt_gone")) },
        }
    }
}
