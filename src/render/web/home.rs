//! The first page: one field to ask, and what there is to be asked.

use jiff::civil::Date;
use maud::{Markup, html};

use super::excerpt::article;
use super::form::asking;
use super::look::Look;
use super::page::{Page, page};
use super::text::{segment, visible};
use crate::domain::Tracker;
use crate::reply::ArticleRow;

/// What the first page tells of an archive.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// How many articles it has.
    pub articles: usize,
    /// The day of the newest.
    pub newest: Option<Date>,
    /// Its lists.
    pub lists: Vec<Tracker>,
    /// Its newest articles.
    pub latest: Vec<ArticleRow>,
    /// What can be asked.
    pub examples: Vec<Example>,
}

/// A call that the archive answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The command.
    pub command: String,
    /// What is asked, as it would be typed behind the command.
    pub typed: String,
    /// Its options.
    pub given: Vec<(String, String)>,
}

/// Examples that are shown.
const EXAMPLES: usize = 6;

/// The first page.
pub fn home(look: &Look<'_>, home: &Home) -> String {
    let main = html! {
        h1 { (look.fill("web.home", &[("name", &visible(&look.site.name))])) }
        @if let Some(ask) = look.ask() { (asking(look, ask, &[], None)) }
        @if !home.examples.is_empty() {
            section.examples aria-labelledby="examples" {
                h2 id="examples" { (look.say("web.examples")) }
                @for example in home.examples.iter().take(EXAMPLES) { (try_it(look, example)) }
            }
        }
        p.lead { (counts(look, home)) }
        @if !home.lists.is_empty() {
            section aria-labelledby="lists" {
                h2 id="lists" { (look.say("web.lists")) }
                ul.articles {
                    @for list in &home.lists {
                        li {
                            a href={ "/list/" (segment(&list.id)) } { (visible(&list.title)) }
                            p.particulars { span { (visible(&list.question)) } span { time datetime=(list.date) { (look.day(list.date)) } } }
                        }
                    }
                }
            }
        }
        @if !home.latest.is_empty() {
            section aria-labelledby="latest" {
                h2 id="latest" { (look.say("web.latest")) }
                ol.articles { @for row in &home.latest { li { (article(look, row)) } } }
            }
        }
        section aria-labelledby="ways" {
            h2 id="ways" { (look.say("web.ways")) }
            dl.entries {
                @for command in look.table.commands() {
                    dt { a href={ "/" (segment(&command.name)) } { (look.label(&command.name)) } }
                    dd { (visible(&command.description)) }
                }
            }
        }
    };
    page(look, &Page { main, ..Page::default() })
}

/// An example as a button that asks it: no address holds it.
fn try_it(look: &Look<'_>, example: &Example) -> Markup {
    html! {
        form method="post" action={ "/" (segment(&example.command)) } {
            (super::form::hidden(&example.given, &[]))
            button type="submit" { (labelled(look, example)) }
        }
    }
}

/// A question by itself; before any other call what its command is called.
fn labelled(look: &Look<'_>, example: &Example) -> Markup {
    let is_ask = look.ask().is_some_and(|ask| ask.name == example.command);
    html! {
        @if !is_ask { b { (look.label(&example.command)) @if !example.typed.is_empty() { ":" } } " " }
        (visible(&example.typed))
    }
}

fn counts(look: &Look<'_>, home: &Home) -> String {
    match home.newest {
        Some(day) => look.fill("web.counts", &[("count", &home.articles), ("date", &look.day(day))]),
        None => look.say("articles.none"),
    }
}
