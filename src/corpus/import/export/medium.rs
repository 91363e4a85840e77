//! A page of a Medium export: microformats around the text, with the canonical address below it.

use dom_query::{Document, NodeRef};

use super::super::draft::{Draft, Origin};
use super::super::html::{self, Boilerplate};
use super::super::limits;
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::super::{dates, encoding};

/// Whether the opening of a page says that it is one of them.
pub(in crate::corpus::import) fn looks_like(head: &str) -> bool {
    head.contains("class=\"h-entry\"") && head.contains("data-field=\"body\"")
}

/// Whether this file of an archive is one of the texts: beside them lie lists of what was read, and the account.
pub(in crate::corpus::import) fn is_post(name: &str) -> bool {
    name.starts_with("posts/") || name.contains("/posts/")
}

pub(in crate::corpus::import) fn add(bytes: &[u8], name: &str, reading: &mut Reading) {
    let file = name.rsplit('/').next().unwrap_or(name);
    match read(bytes, file.starts_with("draft_")) {
        Ok(Ok(draft)) => {
            let title = draft.title.clone();
            reading.add(&title, Ok(draft));
        }
        Ok(Err(why)) => reading.leave_out(file, why),
        Err(why) => reading.add(file, Err(why)),
    }
}

fn read(bytes: &[u8], drafted: bool) -> Result<Result<Draft, &'static str>, Refused> {
    limits::raw(bytes)?;
    let text = encoding::html(bytes);
    limits::decoded(&text)?;
    let document = html::parse(&text)?;
    let said = |selector: &str| {
        let text = document.select(selector).nodes().first().map(|node| html::clean(&node.text()));
        text.filter(|text| !text.is_empty())
    };
    let attribute = |selector: &str, name: &str| {
        document.select(selector).nodes().first().and_then(|node| node.attr(name)).map(|text| text.to_string())
    };
    let published = attribute("time.dt-published", "datetime").or_else(|| said("time.dt-published"));
    let Some(published) = published.filter(|_| !drafted) else { return Ok(Err("a draft")) };
    let dek = said("section[data-field=subtitle]").or_else(|| said(".p-summary"));
    let title = said("h1.p-name").or_else(|| said(".p-name"));
    let Some(body) = document.select("section[data-field=body]").nodes().first().cloned() else {
        return Err(Refused::NoText);
    };
    let blocks = html::every_block(&body, Boilerplate::Body, &[]);
    let Some(title) = title.filter(|title| dek.is_some() || !is_response(title, &blocks)) else {
        return Ok(Err("a response to another's text"));
    };
    let mut draft = Draft::new(Origin::Export);
    draft.title = title;
    draft.dek = dek;
    draft.date = dates::any(&published);
    draft.byline = said(".p-author");
    draft.url = attribute("a.p-canonical", "href").or_else(|| linked_day(&document));
    draft.guid = draft.url.as_deref().and_then(number).map(|number| format!("medium {number}"));
    draft.take(blocks);
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(Ok(draft)) }
}

/// Medium makes a response's title of its first words; a text has a heading of its own, or begins otherwise.
fn is_response(title: &str, blocks: &[html::Block]) -> bool {
    let title = html::folded(title);
    let mut own = blocks.iter().filter(|block| block.dropped.is_none());
    let headed = own
        .clone()
        .any(|block| matches!(block.kind, html::BlockKind::Heading(_)) && html::folded(&block.text) == title);
    let begins = own.next().is_some_and(|first| html::folded(&first.text).starts_with(&title));
    !headed && begins
}

/// The link around the day.
fn linked_day(document: &Document) -> Option<String> {
    let time = document.select("time.dt-published").nodes().first().cloned()?;
    let link: Option<NodeRef<'_>> = time.ancestors_it(Some(3)).find(|above| above.has_name("a"));
    link?.attr("href").map(|href| href.to_string())
}

/// The number that an address of Medium ends in.
fn number(url: &str) -> Option<String> {
    let last = url.trim_end_matches('/').rsplit(['-', '/']).next()?;
    (last.len() >= 8 && last.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| last.to_owned())
}
