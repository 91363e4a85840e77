//! What the ranking reads: a paragraph whose sentences may answer.

use std::ops::Range;

/// A paragraph whose sentences may answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passage<'a> {
    /// The article's id; passages of one stand together.
    pub article: &'a str,
    /// The article's title.
    pub title: &'a str,
    /// The paragraph's words.
    pub text: &'a str,
    /// Its sentences.
    pub sentences: &'a [Range<usize>],
    /// Whether the passage before it in the list is the paragraph before it in the article.
    pub follows: bool,
    /// Whether it is the first of the article's body.
    pub opens_article: bool,
    /// Whether it is a title, a dek, a caption or a notice.
    pub named: bool,
    /// Phrases that stand for somebody ("he", "the mayor"): their bytes, and whom.
    pub stand_ins: &'a [(Range<usize>, &'a str)],
}
