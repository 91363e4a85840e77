//! The only user of tantivy: what is stored, how it is built, how it is searched.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::{ArticleMeta, Paragraph, Quote, Revision, Tracker};

/// An open, verified generation of the index. Cheap to clone.
#[derive(Clone)]
pub struct Archive {}

/// An article as the index holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredArticle {
    /// Everything but the text.
    pub meta: ArticleMeta,
    /// The revision of the text.
    pub revision: Revision,
    /// How many body paragraphs it has.
    pub body_paragraphs: u32,
}

/// A paragraph as the index holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredParagraph {
    /// The article it belongs to.
    pub article: Arc<StoredArticle>,
    /// Its key, text, kind and source.
    pub paragraph: Paragraph,
    /// Its sentences: bytes.
    pub sentences: Vec<Range<usize>>,
    /// The quotes whose words stand in it (`Quote::paragraph` counts the article's paragraphs in reading order).
    pub quotes: Vec<Quote>,
}

impl StoredParagraph {
    /// Whether the paragraph alone is page enough for its links.
    pub fn links_alone(&self, _range: &Range<usize>) -> bool {
        true
    }
}

impl Archive {
    /// The paragraphs of an article in reading order.
    pub fn paragraphs(&self, _article: &str) -> Vec<StoredParagraph> {
        Vec::new()
    }

    /// The trackers.
    pub fn trackers(&self) -> &[Tracker] {
        &[]
    }

    /// How many articles there are.
    pub fn article_count(&self) -> u64 {
        0
    }
}
