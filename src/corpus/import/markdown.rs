//! A Markdown file: one of our own corpus, or one of a site generator or a newsletter tool, with front matter in TOML
//! or YAML, or none.

use std::collections::HashMap;

use crate::corpus::rules::Defaults;

use super::dates::{self, Days};
use super::draft::{Draft, Origin};
use super::front_matter;
use super::html::{self, Block, Furniture};
use super::reading::{ImportOptions, Reading};
use super::refused::Refused;
use super::{limits, readers};

/// Reads one file; `name` is its name without the folder.
pub(super) fn add(bytes: &[u8], name: &str, options: &ImportOptions, reading: &mut Reading) {
    match read(bytes, name, options) {
        Ok(None) => reading.leave_out(name, "a draft"),
        Ok(Some(draft)) => reading.add(name, Ok(draft)),
        Err(why) => reading.add(name, Err(why)),
    }
}

fn read(bytes: &[u8], name: &str, options: &ImportOptions) -> Result<Option<Draft>, Refused> {
    limits::raw(bytes)?;
    let (text, _) = crate::corpus::decode::decode(bytes);
    let text = crate::corpus::decode::with_plain_line_ends(text);
    let (fields, body) = front_matter::split(&text);
    if let Ok(parsed) = crate::corpus::markdown::parse(name, bytes, &Defaults::default()) {
        return Ok(Some(Draft::of_article(parsed.article, fields.contains_key("audience"))));
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    from_fields(&fields, body, stem, options)
}

/// An article of front matter, or a table's row, and a body in Markdown. `None` where it says that it is no more than
/// a draft.
pub(super) fn from_fields(
    fields: &HashMap<String, String>,
    body: &str,
    stem: &str,
    options: &ImportOptions,
) -> Result<Option<Draft>, Refused> {
    let field = |names: &[&str]| {
        let found = names.iter().find_map(|name| fields.get(*name)).map(|text| text.trim());
        found.filter(|text| !text.is_empty() && *text != "null").map(str::to_owned)
    };
    let is = |names: &[&str], value: &str| field(names).is_some_and(|text| text.eq_ignore_ascii_case(value));
    let unfinished =
        ["draft", "scheduled", "about_to_send", "in_flight", "paused", "deleted", "errored", "private", "pending"];
    if is(&["draft"], "true")
        || is(&["published"], "false")
        || field(&["status"]).is_some_and(|status| unfinished.contains(&status.as_str()))
    {
        return Ok(None);
    }
    let mut draft = Draft::new(Origin::Markdown);
    let mut blocks = blocks(body)?;
    draft.title = match field(&["title", "subject", "headline"]) {
        Some(title) => html::clean(&title),
        None => take_title(&mut blocks).ok_or(Refused::NoTitle)?,
    };
    draft.dek = field(&["subtitle", "dek", "description", "excerpt", "summary"]).map(|text| html::clean(&text));
    draft.byline = field(&["author", "authors", "byline", "creator"]);
    draft.publisher = field(&["publisher", "publication", "site"]);
    draft.language = field(&["language", "lang"]);
    draft.licence = field(&["licence", "license"]);
    draft.guid = field(&["id", "guid", "uuid"]);
    let written = field(&["date", "publish_date", "published_at", "pubdate", "publishdate", "published", "created"]);
    draft.take_day(written.as_deref().unwrap_or_default(), Days::default());
    draft.date = draft.date.or_else(|| dates::any(stem));
    let changed =
        ["updated", "lastmod", "modified", "last_modified_at", "updated_at", "date_modified", "modification_date"];
    draft.modified = field(&changed).and_then(|at| dates::moment(&at, Days::default()));
    let (audience, unclear) = readers::of_fields(fields);
    draft.audience = audience;
    draft.notes.extend(unclear);
    let address = field(&["canonical_url", "canonical", "url", "permalink", "absolute_url", "link"]);
    draft.url = match address {
        Some(address) if address.contains("://") => Some(address),
        Some(path) => options.address(&path).ok(),
        None => {
            let slug = field(&["slug"]).unwrap_or_else(|| stem.to_owned());
            options.address(&slug).ok()
        }
    };
    draft.take(blocks);
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(Some(draft)) }
}

/// The blocks of Markdown: what CommonMark makes of it, read like any other HTML.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, Refused> {
    let options = pulldown_cmark::Options::ENABLE_TABLES
        | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
        | pulldown_cmark::Options::ENABLE_FOOTNOTES;
    let mut rendered = String::new();
    pulldown_cmark::html::push_html(&mut rendered, pulldown_cmark::Parser::new_ext(text, options));
    limits::decoded(&rendered)?;
    Ok(html::blocks(&html::parse(&rendered)?.root(), Furniture::Body))
}

/// The first heading, where it opens the text.
fn take_title(blocks: &mut Vec<Block>) -> Option<String> {
    let first = blocks.first()?;
    matches!(first.kind, html::BlockKind::Heading(1)).then(|| blocks.remove(0).text)
}
