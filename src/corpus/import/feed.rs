//! RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed.

use std::borrow::Cow;

use feed_rs::model::{Entry, Feed, Link, Text};

use super::draft::{Draft, Origin};
use super::html::{self, Block, BlockKind, Furniture};
use super::provenance::is_elsewhere;
use super::reading::{ImportOptions, Reading};
use super::refused::Refused;
use super::same::{canonical, host};
use super::{dates, encoding, limits};

/// Reads every entry of a feed.
pub(super) fn read(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) -> Result<(), Refused> {
    limits::raw(bytes)?;
    let text = if bytes.trim_ascii_start().starts_with(b"{") {
        limits::json_depth(bytes)?;
        String::from_utf8_lossy(bytes)
    } else {
        let xml = encoding::xml(bytes);
        limits::decoded(&xml)?;
        limits::no_declarations(&xml)?;
        limits::xml_depth(&xml)?;
        Cow::Owned(prepared(&xml))
    };
    // What has no name of its own is named by its address; a name made up here might be another at each poll.
    let unnamed = |_: &[Link], _: &Option<Text>, _: Option<&str>| String::new();
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).timestamp_parser(day).id_generator(unnamed);
    let parser = parser.build();
    let feed = parser.parse(text.as_bytes()).map_err(|error| Refused::malformed("a feed", error))?;
    let name = name_of(&feed);
    let site = options.address("").ok();
    for entry in &feed.entries {
        let title = entry
            .title
            .as_ref()
            .map(|title| html::line(&title.content))
            .transpose()
            .unwrap_or_default()
            .unwrap_or_default();
        let what = if title.is_empty() { entry.id.clone() } else { title.clone() };
        let draft = read_entry(&feed, entry, title).map(|mut draft| {
            if let Some(url) =
                draft.url.as_deref().filter(|url| name.as_deref().is_some_and(|name| is_elsewhere(name, url)))
            {
                // Who repeats what others wrote has not published it.
                draft.publisher = host(url).filter(|_| site.as_deref().is_none_or(|site| is_elsewhere(site, url)));
            }
            draft.feed.clone_from(&name);
            draft
        });
        reading.add(&what, draft);
    }
    Ok(())
}

/// The day as it is written, at midnight: the feed's clock is not moved to another zone.
fn day(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    let day = dates::any(text)?;
    let day = chrono::NaiveDate::from_ymd_opt(
        day.year().into(),
        day.month().unsigned_abs().into(),
        day.day().unsigned_abs().into(),
    )?;
    Some(day.and_time(chrono::NaiveTime::MIN).and_utc())
}

/// The XML as the parser takes it: in UTF-8, as an RSS that it knows. What 0.9x can say, 2.0 says the same way.
fn prepared(xml: &str) -> String {
    let body = match xml.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, body)) => body,
        None => xml,
    };
    let Some((before, rest)) = body.split_once("<rss") else { return body.to_owned() };
    let Some((tag, after)) = rest.split_once('>') else { return body.to_owned() };
    let names: Vec<&str> = tag.split_whitespace().filter(|attribute| attribute.starts_with("xmlns")).collect();
    format!("{before}<rss version=\"2.0\" {}>{after}", names.join(" "))
}

/// Which feed it is: the site that it is of, or what else it says of itself that stays.
fn name_of(feed: &Feed) -> Option<String> {
    let site = || feed.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let own = || feed.links.iter().find(|link| link.rel.as_deref() == Some("self"));
    let address = site().or_else(own).map(|link| canonical(&link.href)).filter(|address| !address.is_empty());
    let id = || Some(feed.id.clone()).filter(|id| !id.trim().is_empty());
    let title = || Some(html::folded(&feed.title.as_ref()?.content)).filter(|title| !title.is_empty());
    let name = address.or_else(id).or_else(title)?;
    Some(name.split(|letter: char| letter.is_whitespace() || letter == '>').collect::<Vec<_>>().join("-"))
}

fn read_entry(feed: &Feed, entry: &Entry, title: String) -> Result<Draft, Refused> {
    let mut draft = Draft::new(Origin::Feed);
    draft.title = title;
    draft.guid = Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty());
    draft.date = entry.published.or(entry.updated).and_then(|day| dates::any(&day.to_rfc3339()));
    let page = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let permanent = draft.guid.clone().filter(|id| id.starts_with("https://") || id.starts_with("http://"));
    draft.url = page.map(|link| link.href.trim().to_owned()).filter(|url| !url.is_empty()).or(permanent);
    draft.publisher =
        feed.title.as_ref().map(|title| html::line(&title.content)).transpose()?.filter(|title| !title.is_empty());
    let names = |people: &[feed_rs::model::Person]| {
        let names: Vec<String> = people
            .iter()
            .filter_map(|person| person.name.as_deref())
            .map(byline)
            .filter(|name| !name.is_empty())
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    draft.byline = names(&entry.authors).or_else(|| names(&feed.authors));
    draft.language = entry.language.clone().or_else(|| feed.language.clone()).filter(|tag| !tag.trim().is_empty());
    let licence = entry.links.iter().chain(&feed.links).find(|link| link.rel.as_deref() == Some("license"));
    draft.licence_url = licence.map(|link| link.href.clone());

    let content = entry.content.as_ref().and_then(|content| {
        let body = content.body.as_deref().filter(|body| !body.trim().is_empty())?;
        Some((body, content.content_type.to_string().contains("plain")))
    });
    let summary = entry.summary.as_ref().filter(|summary| !summary.content.trim().is_empty());
    if let Some((body, plain)) = content {
        if let Some(summary) = summary {
            draft.dek = dek(summary, body)?;
        }
        draft.take(blocks(body, plain)?);
    }
    // A content without a word, as one of a picture alone, is none.
    if let (true, Some(summary)) = (draft.body.is_empty(), summary) {
        draft.dek = None;
        draft.take(blocks(&summary.content, false)?);
        draft.notes.push("the feed holds no more than a summary".to_owned());
    }
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(draft) }
}

/// The summary where it is a line of its own that the text does not hold.
fn dek(summary: &Text, body: &str) -> Result<Option<String>, Refused> {
    let line = html::line(&summary.content)?;
    let short =
        line.chars().count() <= 300 && !line.ends_with('…') && !line.ends_with("[...]") && !line.ends_with("...");
    let repeated = html::folded(&html::line(body)?).contains(&html::folded(&line));
    Ok((short && !repeated && !line.is_empty()).then_some(line))
}

fn blocks(body: &str, plain: bool) -> Result<Vec<Block>, Refused> {
    let mut blocks = if plain && !body.contains("</") {
        super::plain::blocks(body)
    } else {
        html::blocks(&html::parse(body)?.root(), Furniture::Body)
    };
    // WordPress ends each entry with a line of its own.
    if blocks.last().is_some_and(|last| {
        last.kind == BlockKind::Text && last.text.starts_with("The post ") && last.text.contains(" appeared first on ")
    }) {
        blocks.pop();
    }
    Ok(blocks)
}

/// RSS writes authors as `mail@example.org (Name)`.
fn byline(name: &str) -> String {
    let name = html::clean(name);
    match name.split_once('(') {
        Some((address, rest)) if address.contains('@') => rest.trim_end_matches(')').trim().to_owned(),
        _ if name.contains('@') && !name.contains(' ') => String::new(),
        _ => name,
    }
}
