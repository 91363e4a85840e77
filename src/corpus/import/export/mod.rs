//! Exports of newsletter platforms.

pub(super) mod archive;
mod beehiiv;
pub(super) mod buttondown;
pub(super) mod ghost;
pub(super) mod listing;
pub(super) mod mailchimp;
pub(super) mod medium;
pub(super) mod substack;
pub(super) mod table;
pub(super) mod wordpress;

use super::draft::Draft;
use super::html::{self, Block, Boilerplate};
use super::limits;
use super::refused::Refused;

/// Takes HTML that is an article's body.
fn take_html(draft: &mut Draft, body: &str) -> Result<(), Refused> {
    limits::decoded(body)?;
    draft.take(html_blocks(body)?);
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(()) }
}

fn html_blocks(body: &str) -> Result<Vec<Block>, Refused> {
    Ok(html::every_block(&html::parse(body)?.root(), Boilerplate::Body, &[]))
}
