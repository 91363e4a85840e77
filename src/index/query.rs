//! What is looked for in the index, and how it is told what was found.

use std::sync::Arc;

use jiff::civil::Date;
use tantivy::DocAddress;

use super::stored::StoredParagraph;
use crate::domain::Geoid;

/// A paragraph that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The paragraph.
    pub paragraph: Arc<StoredParagraph>,
    /// How well it matches: BM25 over the weighted terms.
    pub score: f32,
}

/// A term (see [`text::term`](crate::text::term)) and how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedTerm {
    /// The term.
    pub term: String,
    /// Its weight; 1 is plain BM25.
    pub weight: f32,
}

/// Terms that stand together, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The terms; an empty one stands for any word.
    pub terms: Vec<String>,
    /// The slop of the phrase: the total distance of its words from their places, at most.
    pub slop: u32,
}

/// A term that may stand right before another.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The terms.
    pub terms: [String; 2],
    /// The slop: how far the second may be from right behind the first.
    pub slop: u32,
    /// The factor on the BM25 score of the pair.
    pub weight: f32,
}

/// What a paragraph is filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this article.
    pub article: Option<String>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Naming any of these places.
    pub places: Vec<Geoid>,
    /// With words of any of these people (compared folded).
    pub who: Vec<String>,
    /// Paragraphs for paying readers too.
    pub paid: bool,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PassageQuery {
    /// Any of these; more of them and rarer ones rank higher, and what weighs nothing is not looked for.
    pub terms: Vec<WeightedTerm>,
    /// What a term counts in the article's title, times its weight; 0 leaves titles out.
    pub title_weight: f32,
    /// Terms that rank a paragraph higher where they stand near each other.
    pub near: Vec<Near>,
    /// Phrases (of one term or more) that must stand in the paragraph.
    pub must: Vec<Phrase>,
    /// Phrases (of one term or more) that must not.
    pub must_not: Vec<Phrase>,
    /// What else must hold.
    pub filter: Filter,
}

impl PassageQuery {
    /// Whether any paragraph that holds one of the terms will do.
    pub(super) fn asks_for_terms_alone(&self) -> bool {
        let Filter { article, from, to, places, who, paid: _ } = &self.filter;
        let narrowed = article.is_some() || from.is_some() || to.is_some() || !places.is_empty() || !who.is_empty();
        !self.terms.is_empty() && self.must.is_empty() && self.must_not.is_empty() && !narrowed
    }
}

/// A search result whose text is not read yet: an article is ranked by all of its paragraphs, and one of them is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredParagraph {
    /// How well it matches: BM25 over the weighted terms.
    pub score: f32,
    /// The article: the same for all of its paragraphs, and for those of no other.
    pub article: ArticleNumber,
    /// Which of the terms it holds.
    pub terms: HeldTerms,
    pub(super) address: DocAddress,
}

/// Which of a query's terms are held. Where a query filters, that is not known, and all may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldTerms(pub(super) u64);

impl HeldTerms {
    /// Those of either.
    pub fn with(self, other: HeldTerms) -> HeldTerms {
        HeldTerms(self.0 | other.0)
    }

    /// Those that are not among the others.
    pub fn without(self, other: HeldTerms) -> HeldTerms {
        HeldTerms(self.0 & !other.0)
    }
}

/// Where the best paragraphs stand.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredParagraphs {
    /// The best first.
    pub best: Vec<ScoredParagraph>,
    /// For each term, the score of one occurrence in a paragraph of average length.
    pub(super) worth: Vec<f32>,
}

impl ScoredParagraphs {
    /// The score of a paragraph of average length with one occurrence of each of these terms.
    pub fn worth(&self, terms: HeldTerms) -> f32 {
        let held = self.worth.iter().enumerate().filter(|(at, _)| terms.0 & mark(*at) != 0);
        held.map(|(_, worth)| worth).sum()
    }
}

/// The bit of a term in a mask of the terms of its query. From the 64th on they share the last bit.
pub(super) fn mark(at: usize) -> u64 {
    1 << at.min(63)
}

/// An article in one open archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleNumber(pub(super) DocAddress);
