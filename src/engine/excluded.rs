//! Spans that an answer may not cite: it is what it would be if they could not be cited at all.
//!
//! Whatever chooses what is cited asks first (`Engine::may_cite`), and the sentences around are ranked without its words.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::{ParagraphKey, Revision};
use crate::index::StoredParagraph;

/// Bytes of a paragraph of one revision of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The article.
    pub article: String,
    /// Its revision; of another one nothing is meant.
    pub revision: Revision,
    /// The paragraph.
    pub paragraph: ParagraphKey,
    /// The bytes.
    pub range: Range<usize>,
}

/// The spans that an answer may not cite; mostly none.
#[derive(Debug, Clone, Default)]
pub struct Excluded(Arc<[Span]>);

impl Excluded {
    /// These spans.
    pub fn new(spans: Vec<Span>) -> Excluded {
        Excluded(spans.into())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether one of them is of this article.
    pub(super) fn are_in(&self, article: &str) -> bool {
        self.0.iter().any(|span| span.article == article)
    }

    /// Whether one of them shares a word with these bytes of a paragraph.
    pub(super) fn meet(&self, paragraph: &StoredParagraph, range: &Range<usize>) -> bool {
        let own = |span: &&Span| {
            span.paragraph == paragraph.paragraph.key
                && span.article == paragraph.article.meta.id
                && span.revision == paragraph.article.revision
        };
        self.0.iter().filter(own).any(|span| span.range.start < range.end && range.start < span.range.end)
    }
}
