//! The items of listings.

use maud::{Markup, html};

use super::excerpt::{anchor, article, paragraph};
use super::look::Look;
use super::text::{outward, segment, visible};
use crate::domain::{CountsAs, ParagraphKind};
use crate::reply::{CommandRow, ParagraphRow, RecordRow, Row};

/// The items, those of one sort that follow each other together.
pub(super) fn rows(look: &Look<'_>, rows: &[Row]) -> Markup {
    let alike = |one: &Row, other: &Row| match (one, other) {
        (Row::Record(one), Row::Record(other)) => one.tracker == other.tracker,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    };
    html! { @for (number, run) in rows.chunk_by(alike).enumerate() { (group(look, run, number)) } }
}

fn group(look: &Look<'_>, rows: &[Row], number: usize) -> Markup {
    match rows.first() {
        Some(Row::Record(first)) => {
            let caption = html! { a href={ "/list/" (segment(&first.tracker)) } { (visible(&first.list)) } };
            records(look, &caption, rows.iter().filter_map(Row::record), Place::Elsewhere(number))
        }
        Some(Row::Article(_)) => {
            html! { ol.articles { @for row in rows.iter().filter_map(Row::article) { li { (article(look, row)) } } } }
        }
        Some(Row::Paragraph(_)) => html! {
            div.text {
                @for row in rows { @if let Row::Paragraph(row) = row { (numbered(look, row)) } }
            }
        },
        Some(Row::Command(_)) => html! {
            dl.commands { @for row in rows { @if let Row::Command(row) = row { (command(row)) } } }
        },
        Some(Row::Entry(_)) => html! {
            dl.entries {
                @for row in rows {
                    @if let Row::Entry(entry) = row { dt { (visible(&entry.name)) } dd { (visible(&entry.detail)) } }
                }
            }
        },
        None => html! {},
    }
}

/// Where records stand: on the page of their list, which has a place for each, or elsewhere, as which group of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    OwnPage,
    Elsewhere(usize),
}

/// Records of one list as a table.
pub(super) fn records<'r>(
    look: &Look<'_>,
    caption: &Markup,
    rows: impl Iterator<Item = &'r RecordRow> + Clone,
    place: Place,
) -> Markup {
    // An article that all rows cite is named once.
    let first = rows.clone().next();
    let only = first.filter(|first| rows.clone().all(|row| row.article == first.article));
    let name = match place {
        Place::OwnPage => "records".to_owned(),
        Place::Elsewhere(number) => format!("records-{number}"),
    };
    html! {
        div.wide tabindex="0" role="region" aria-labelledby=(name) {
            table {
                caption id=(name) { (caption) @if let Some(only) = only { span.aside { (visible(&only.title)) } } }
                thead {
                    tr {
                        th scope="col" { (look.say("web.subject")) }
                        th scope="col" { (look.say("web.status")) }
                        th scope="col" { (look.say("web.since")) }
                        th scope="col" { (look.say("web.evidence")) }
                    }
                }
                tbody { @for row in rows { (record(look, row, only.is_none(), place)) } }
            }
        }
    }
}

fn record(look: &Look<'_>, row: &RecordRow, is_titled: bool, place: Place) -> Markup {
    let mark = match row.counts_as {
        CountsAs::Yes => "✓",
        CountsAs::No => "✗",
        CountsAs::Neither => "·",
    };
    let anchor = subject_anchor(row);
    html! {
        tr id=[(place == Place::OwnPage).then_some(&anchor)] {
            th scope="row" {
                @match place {
                    Place::OwnPage => (visible(&row.subject)),
                    Place::Elsewhere(_) => a href={ "/list/" (segment(&row.tracker)) "#" (segment(&anchor)) } { (visible(&row.subject)) },
                }
            }
            td class=(row.counts_as.word()) { span aria-hidden="true" { (mark) " " } (visible(&row.status)) }
            td { time datetime=(row.date) { (look.day(row.date)) } }
            td { (outward(&row.url, &html! { @if is_titled { (visible(&row.title)) ", " } (paragraph(look, row.paragraph)) })) }
        }
    }
}

/// The fragment that leads to what a list says of a subject: by its GEOID, or by its name in small letters.
fn subject_anchor(row: &RecordRow) -> String {
    let key = row.place.as_ref().map_or_else(|| row.subject.to_lowercase(), |place| place.geoid.to_string());
    format!("s-{}", key.split_whitespace().collect::<Vec<_>>().join("-"))
}

/// A paragraph with its number, which leads to it.
fn numbered(look: &Look<'_>, row: &ParagraphRow) -> Markup {
    let (id, number) = (anchor(row.paragraph), paragraph(look, row.paragraph));
    let lang = look.site.language.as_deref();
    html! {
        div.paragraph id=(id) {
            a.number href={ "#" (id) } { (number) }
            @match row.kind {
                ParagraphKind::Quotation => {
                    figure {
                        blockquote lang=[lang] { p { (visible(&row.text)) } }
                        @if let Some(outlet) = &row.quoted_from { figcaption { (visible(outlet)) } }
                    }
                }
                ParagraphKind::Heading => h2 lang=[lang] { (visible(&row.text)) },
                _ => p lang=[lang] { (visible(&row.text)) },
            }
        }
    }
}

/// The paragraphs of an article, each with its number.
pub(super) fn text<'r>(look: &Look<'_>, paragraphs: impl Iterator<Item = &'r ParagraphRow>) -> Markup {
    html! { div.text { @for row in paragraphs { (numbered(look, row)) } } }
}

fn command(row: &CommandRow) -> Markup {
    html! {
        dt { a href={ "/" (segment(&row.name)) } { code { (visible(&row.usage)) } } }
        dd {
            (visible(&row.description))
            @if !row.examples.is_empty() {
                ul { @for example in &row.examples { li { code { (visible(example)) } } } }
            }
        }
    }
}
