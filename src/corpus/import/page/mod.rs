//! A web page to an article: which of its blocks are the article, and what the page says of it.

mod around;
mod main_text;
mod metadata;
mod other_articles;
mod repeated;
mod structured;

use super::draft::{Draft, Origin};
use super::html::{self, Boilerplate};
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
    let others = other_articles::find(&document, &draft.title);
    let mut blocks = html::every_block(&document.root(), Boilerplate::Page, &others);
    let text = if others.is_empty() {
        text.into_owned()
    } else {
        other_articles::remove(&document, &others);
        document.html().to_string()
    };
    main_text::choose(&text, document, &mut blocks);
    repeated::drop_repeated(&mut blocks, &draft.title);
    around::drop_around(&mut blocks, &mut draft, &publishers);
    draft.take(blocks);
    if draft.title.is_empty() {
        return Err(Refused::NoTitle);
    }
    if draft.body.is_empty() {
        return Err(Refused::NoText);
    }
    Ok(draft)
}
