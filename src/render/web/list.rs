//! A list as a page: what it asks, its map, and every record with its evidence.

use maud::html;

use super::look::Look;
use super::page::{Page, page};
use super::rows::{Place, records};
use super::text::{segment, visible};
use crate::domain::Tracker;
use crate::reply::RecordRow;

/// The page of a list, with its open records, what is to be said of them, and what its map shows.
pub fn list(look: &Look<'_>, tracker: &Tracker, rows: &[RecordRow], notes: &[String], map: Option<&str>) -> String {
    let here = format!("/list/{}", segment(&tracker.id));
    let main = html! {
        h1 { (visible(&tracker.title)) }
        p.lead {
            a href={ "/" (segment(&tracker.command)) } { (visible(&tracker.question)) }
        }
        p.particulars {
            span { time datetime=(tracker.date) { (look.day(tracker.date)) } }
            span { (look.fill("web.count_records", &[("count", &rows.len())])) }
            span { a href={ (here) "/table.csv" } download { (look.say("discord.table")) } }
        }
        @for note in notes { p.aside { (visible(note)) } }
        @if let Some(description) = map {
            img.map src={ (here) "/map.png" } alt=(description) loading="lazy";
        }
        (records(look, &html! { (visible(&tracker.title)) }, rows.iter(), Place::OwnPage))
    };
    page(look, &Page { title: tracker.title.clone(), command: Some(&tracker.command), main, ..Page::default() })
}
