//! A web page to an article: which of its blocks are the article, and what the page says of it.

mod around;
mod main_text;
mod metadata;
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
    metadata::read(&document, &mut draft);
    let blocks = html::blocks(&document.root(), Furniture::Page);
    let chosen = main_text::choose(&text, blocks, &draft);
    draft.take(chosen);
    if draft.title.is_empty() {
        return Err(Refused::NoTitle);
    }
    if draft.body.is_empty() {
        return Err(Refused::NoText);
    }
    Ok(draft)
}
