//! A post of a Beehiiv export, whose `content_html` is the whole mail that was sent: what the letter is made of stands
//! below one element of it, among a poll, a programme of rewards and merge tags.

use dom_query::{Document, NodeRef};

use crate::domain::Audience;

use super::super::dates::Days;
use super::super::draft::{Draft, Origin};
use super::super::html::{self, Boilerplate};
use super::super::limits;
use super::super::options::ImportOptions;
use super::super::refused::Refused;
use super::super::rows::Row;

/// How much text a poll has at most, in bytes, how many lines beside its links, and how many words ask to log in.
const POLL: usize = 800;
const POLL_LINES: usize = 3;
const LOG_IN_WORDS: usize = 9;

/// Columns that hold the day, the likeliest first.
const DATES: [&str; 6] = ["publish_date", "published_at", "scheduled_at", "sent_at", "created_at", "created"];

/// Its rows have `web_title`, `web_subtitle`, `url`, `status`, `audience`, `created_at` and `content_html`, among others.
/// `None` where it is not published.
pub(super) fn post(row: &Row, days: Days, options: &ImportOptions) -> Result<Option<Draft>, Refused> {
    let field = |names: &[&str]| {
        names.iter().find_map(|name| row.get(*name)).map(|text| html::clean(text)).filter(|text| !text.is_empty())
    };
    if field(&["status"])
        .is_some_and(|status| !matches!(status.to_lowercase().as_str(), "confirmed" | "published" | "live" | "sent"))
    {
        return Ok(None);
    }
    let mut draft = Draft::new(Origin::Export);
    draft.guid = field(&["id", "post_id"]);
    draft.title = field(&["web_title", "title", "email_subject_line"]).unwrap_or_default();
    draft.dek = field(&["web_subtitle", "subtitle"]);
    draft.byline = field(&["authors", "author"]);
    draft.take_day(&field(&DATES).unwrap_or_default(), days);
    draft.url = match (field(&["url", "web_url", "canonical_url"]), field(&["slug"])) {
        (Some(url), _) if url.contains("://") => Some(url),
        (_, Some(slug)) => Some(options.address(&format!("p/{slug}"))?),
        _ => None,
    };
    draft.tags = field(&["content_tags", "tags"])
        .map(|tags| tags.split([',', ';', '|']).map(|tag| tag.trim().to_owned()).collect())
        .unwrap_or_default();
    draft.tags.retain(|tag| !tag.is_empty());
    let audience = field(&["audience", "web_audiences"]).map(|audience| audience.to_lowercase());
    draft.audience = audience.map(|audience| match audience.contains("premium") && !audience.contains("free") {
        true => Audience::Paid,
        false => Audience::Everyone,
    });
    let body = row.get("content_html").map_or("", String::as_str);
    limits::decoded(body)?;
    draft.take(letter(body)?);
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(Some(draft)) }
}

/// The blocks of the letter.
fn letter(body: &str) -> Result<Vec<html::Block>, Refused> {
    let document = html::parse(body)?;
    document.select("table.mob-block").remove();
    remove_tagged(&document);
    remove_polls(&document);
    let whole = document.root();
    let content = document.select("#content-blocks");
    let content = content.nodes().first().filter(|content| html::letters(content) > 0);
    let boilerplate =
        if content.is_some() || document.select("table").exists() { Boilerplate::Mail } else { Boilerplate::Body };
    let blocks = html::every_block(content.unwrap_or(&whole), boilerplate, &[]);
    Ok(blocks.into_iter().filter_map(without_tags).collect())
}

/// A block without the tags that are filled in for each reader; `None` where it is nothing else.
fn without_tags(mut block: html::Block) -> Option<html::Block> {
    while let Some((before, (tag, after))) =
        block.text.split_once("{{").and_then(|(before, rest)| Some((before, rest.split_once("}}")?)))
    {
        let is_name =
            !tag.is_empty() && tag.chars().all(|letter| letter.is_alphanumeric() || " _.|'\"".contains(letter));
        if !is_name {
            break;
        }
        // Links behind it would stand at other bytes.
        block.links.clear();
        block.text = html::clean(&format!("{before}{after}"));
    }
    block.text.chars().any(char::is_alphanumeric).then_some(block)
}

/// Buttons of the programme of rewards: links that lead where a tag says, with nothing beside them.
fn remove_tagged(document: &Document) {
    for link in document.select("a[href]").nodes() {
        let leads = link.attr("href").is_some_and(|href| href.trim_start().starts_with("{{"));
        let alone = link.parent().is_some_and(|parent| html::letters(&parent) == html::letters(link));
        if leads && alone {
            link.remove_from_parent();
        }
    }
}

/// A poll is the cell that asks readers to log in for it: a question, a list of links, and that line.
fn remove_polls(document: &Document) {
    for line in document.select("p, div, span").nodes() {
        let words = html::folded(&line.text());
        let asks = words.ends_with("participate in polls") && words.split(' ').count() <= LOG_IN_WORDS;
        let is_line =
            !line.descendants_it().any(|inner| ["p", "div", "ul", "td"].iter().any(|name| inner.has_name(name)));
        if !(asks && is_line) {
            continue;
        }
        let is_poll = |cell: &NodeRef<'_>| {
            let count = |names: &[&str]| {
                cell.descendants_it().filter(|inner| names.iter().any(|name| inner.has_name(name))).count()
            };
            html::letters(cell) <= POLL && count(&["a"]) > 0 && count(&["p", "h1", "h2", "h3", "h4"]) <= POLL_LINES
        };
        let cell = line.ancestors_it(Some(6)).find(|above| above.has_name("td"));
        match cell.filter(is_poll) {
            Some(cell) => cell.remove_from_parent(),
            None => line.remove_from_parent(),
        }
    }
}
