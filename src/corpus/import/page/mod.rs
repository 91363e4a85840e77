//! A web page to an article: which of its blocks are the article, and what the page says of it.

mod around;
mod main_text;
mod metadata;
mod other_articles;
mod structured;

use super::draft::{Draft, Origin};
use super::html::{self, Furniture};
use super::refused::Refused;
use super::{encoding, limits};

/// Reads a page.
pub(super) fn read(bytes: &[u8]) -> Result<Draft, Refused> {
    limits::raw(bytes)?;
    let text = encoding::html(bytes);
    limits::decoded(&text)?;
    let document = html::parse(&text)?;
    let mut draft = Draft::new(Origin::Page);
    let publishers = metadata::read(&document, &mut draft);
    let text =
        if other_articles::remove(&document, &draft.title) { document.html().to_string() } else { text.into_owned() };
    let blocks = html::blocks(&document.root(), Furniture::Page);
    let chosen = main_text::choose(&text, document, blocks);
    let chosen = around::without(chosen, &mut draft, &publishers);
    draft.take(chosen);
    if draft.title.is_empty() {
        return Err(Refused::NoTitle);
    }
    if draft.body.is_empty() {
        return Err(Refused::NoText);
    }
    Ok(draft)
}
