//! A run of text of a document, with what it is.

use dom_query::NodeId;

use super::rule::Rule;
use crate::domain::Link;

/// A run of text that a page sets apart from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus::import) struct Block {
    /// Its words.
    pub(in crate::corpus::import) text: String,
    /// What it is.
    pub(in crate::corpus::import) kind: BlockKind,
    /// Whose words it holds, where the page says so.
    pub(in crate::corpus::import) source: Option<String>,
    /// How many of its bytes are links.
    pub(in crate::corpus::import) linked: usize,
    /// The links that its words carry, with addresses as they are written.
    pub(in crate::corpus::import) links: Vec<Link>,
    /// The rule that leaves it out.
    pub(in crate::corpus::import) dropped: Option<Rule>,
    /// Whether that rule is not sure of this block.
    pub(in crate::corpus::import) in_doubt: bool,
    /// The element that it stands in with its neighbours.
    pub(in crate::corpus::import) place: Option<NodeId>,
}

impl Block {
    pub(in crate::corpus::import) fn new(kind: BlockKind, text: String) -> Block {
        Block { text, kind, source: None, linked: 0, links: Vec::new(), dropped: None, in_doubt: false, place: None }
    }

    /// Whether at least this many hundredths of it are links.
    pub(in crate::corpus::import) fn is_linked(&self, hundredths: usize) -> bool {
        self.linked * 100 >= self.text.len() * hundredths
    }
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus::import) enum BlockKind {
    Text,
    Quotation,
    /// With its level.
    Heading(u8),
    Item,
    Embed,
    Caption,
    /// A sentence of the article set in large type, or said to be one.
    PullQuote,
    /// A note, with its number among those that the text refers to.
    Footnote(u32),
}
