//! How much of an article that shows only quotations may stand in one reply, all of its pages together.
//!
//! A command hands in everything that its reply could show, in order and from the first page on, and leaves out what is
//! not admitted. So no page, limit or option brings more of such an article than the first pages did.

use std::collections::HashMap;
use std::ops::Range;

use super::Engine;
use crate::domain::{ParagraphKey, Show};
use crate::index::StoredArticle;
use crate::reply::Excerpt;
use crate::text;

/// Excerpts of one such article.
const EXCERPTS: usize = 3;

/// Words of one such article.
const WORDS: usize = 150;

/// What a reply shows of each article that shows only quotations.
#[derive(Debug, Default)]
pub(crate) struct Allowance {
    shown: HashMap<String, Shown>,
    left_out: usize,
    closed: bool,
}

#[derive(Debug, Default)]
struct Shown {
    slices: Vec<(ParagraphKey, Range<usize>)>,
    words: usize,
}

impl Allowance {
    /// Whether the reply may show these words of the article: bytes of one of its paragraphs. What is shown already is
    /// shown again for nothing.
    pub(crate) fn admits(
        &mut self,
        article: &StoredArticle,
        key: ParagraphKey,
        range: &Range<usize>,
        slice: &str,
    ) -> bool {
        if article.meta.show != Show::Quote {
            return true;
        }
        let shown = self.shown.entry(article.meta.id.clone()).or_default();
        let holds = |(other, of): &(ParagraphKey, Range<usize>)| {
            *other == key && of.start <= range.start && range.end <= of.end
        };
        if shown.slices.iter().any(holds) {
            return true;
        }
        // Of a slice that is too long by itself the excerpt has the citation alone.
        let words = if is_too_long(slice) { 0 } else { word_count(slice) };
        if self.closed || shown.slices.len() >= EXCERPTS || shown.words + words > WORDS {
            self.left_out += 1;
            return false;
        }
        shown.slices.push((key, range.clone()));
        shown.words += words;
        true
    }

    /// Admits nothing more of any article that shows only quotations.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// The same for an excerpt that was cut.
    pub(crate) fn admits_excerpt(&mut self, engine: &Engine, excerpt: &Excerpt) -> bool {
        let Some(article) = engine.archive.article(&excerpt.article) else { return true };
        self.admits(&article, excerpt.paragraph, &(excerpt.start..excerpt.end), &excerpt.text)
    }

    /// What is to be said of the excerpts that were not admitted.
    pub(crate) fn note(&self, engine: &Engine) -> Option<String> {
        (self.left_out > 0).then(|| engine.words.say("excerpt.left_out", &[("count", &self.left_out)]))
    }
}

/// Whether a slice alone is more than a reply may show of an article that shows only quotations.
pub(crate) fn is_too_long(slice: &str) -> bool {
    // A word and the space behind it are two bytes at least.
    slice.len() > WORDS && word_count(slice) > WORDS
}

/// How many words there are, by white space or by tokens, whichever are more: a line of dashes hides none.
pub fn word_count(slice: &str) -> usize {
    slice.split_whitespace().count().max(text::tokens(slice).count())
}
