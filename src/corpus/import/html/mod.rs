//! HTML to blocks of text, each with what it is.

mod block;
mod blocks;
mod boilerplate;
mod clean;
mod elements;
mod embed;
mod evidence;
mod footnotes;
mod guard;
mod links;
mod numbers;
mod pull;
mod rule;

use dom_query::{Document, NodeRef};

use super::limits::DEEPEST;
use super::refused::Refused;

pub(super) use block::{Block, BlockKind};
pub(super) use blocks::{every_block, is_pictograph};
pub(super) use boilerplate::{Boilerplate, letters};
pub(super) use clean::{clean, folded, is_unspaced};
pub(super) use evidence::{ends_sentence, words};
pub(super) use links::leads_elsewhere;
pub(super) use pull::drop_repeats;
pub use rule::Rule;

/// The document, unless it is nested or crowded beyond what any article is.
pub(super) fn parse(html: &str) -> Result<Document, Refused> {
    guard::check(html)?;
    let document = Document::from(html);
    if deeper_than(&document.root(), DEEPEST) {
        return Err(Refused::TooDeep(DEEPEST));
    }
    Ok(document)
}

/// Whether anything stands deeper than `limit` below the node. Walks links, so that depth costs no stack.
fn deeper_than(root: &NodeRef<'_>, limit: usize) -> bool {
    let mut at = root.first_child();
    let mut depth = 1;
    while let Some(node) = at {
        if depth > limit {
            return true;
        }
        if let Some(child) = node.first_child() {
            depth += 1;
            at = Some(child);
            continue;
        }
        let mut here = node;
        at = loop {
            if let Some(next) = here.next_sibling() {
                break Some(next);
            }
            depth -= 1;
            match here.parent() {
                Some(parent) if depth > 0 => here = parent,
                _ => break None,
            }
        };
    }
    false
}

/// The words of a piece of HTML that holds no more than a line: a title, a name.
pub(super) fn line(html: &str) -> Result<String, Refused> {
    if !html.contains(['<', '&']) {
        return Ok(clean(html));
    }
    Ok(clean(&parse(html)?.root().text()))
}
