//! What somebody said in one breath, as one article reports it.

use std::hash::{BuildHasher, Hash};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::civil::Date;

use crate::domain::{Quote, QuoteType, Show};
use crate::engine::allowance::Allowance;
use crate::index::StoredParagraph;
use crate::text;

/// What the article's wording counts less than somebody's own words, in fits, and a fragment than a sentence: fewer words
/// than these.
const INDIRECT: f32 = 0.4;
const FRAGMENT: f32 = 0.3;
const SHORT: usize = 6;

/// A quote: its paragraph, and its place among the paragraph's quotes.
pub(super) type Span = (Arc<StoredParagraph>, usize);

/// What was said in one breath, as one article reports it.
pub(super) struct Utterance {
    /// Its parts, in reading order.
    pub(super) spans: Vec<Span>,
    /// The same words elsewhere.
    pub(super) also: Vec<Span>,
    /// Whether the speaker is not certain.
    pub(super) unclear: bool,
    /// Whether all of it is in the article's wording.
    pub(super) indirect: bool,
    /// How well it fits the topic.
    pub(super) fit: f32,
    /// The words, folded, as hashes.
    pub(super) words: Vec<u64>,
}

pub(super) fn quote(span: &Span) -> Option<&Quote> {
    span.0.quotes.get(span.1)
}

impl Utterance {
    pub(super) fn new(unclear: bool) -> Self {
        Utterance { spans: Vec::new(), also: Vec::new(), unclear, indirect: true, fit: 0.0, words: Vec::new() }
    }

    pub(super) fn finish(&mut self) {
        self.spans.sort_by_key(|span| (span.0.index, quote(span).map(|quote| quote.range.start)));
        self.indirect = self.spans.iter().filter_map(quote).all(|quote| quote.quote_type == QuoteType::Indirect);
        self.words = self.texts().flat_map(text::tokens).map(|token| hashed(&text::fold(token.text))).collect();
    }

    /// The words of each part.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().filter_map(|span| span.0.paragraph.text.get(quote(span)?.range.clone()))
    }

    /// The parts: each as its paragraph, its bytes, and those of the sentences that hold it with what the article says
    /// around it.
    pub(super) fn places(&self) -> impl Iterator<Item = (&Arc<StoredParagraph>, Range<usize>, Range<usize>)> {
        self.spans.iter().filter_map(|span| {
            let range = quote(span)?.range.clone();
            let sentences = &span.0.sentences;
            let first = sentences.partition_point(|sentence| sentence.end <= range.start);
            let last = sentences.partition_point(|sentence| sentence.start < range.end);
            let held = sentences.get(first..last).unwrap_or_default();
            let around = held.first().zip(held.last()).map(|(first, last)| first.start..last.end);
            Some((&span.0, range.clone(), around.unwrap_or(range)))
        })
    }

    /// How well it answers: what somebody said in their own words and at some length goes before a fragment, and before the
    /// article's wording.
    pub(super) fn rank(&self) -> f32 {
        let indirect = if self.indirect { INDIRECT } else { 0.0 };
        let short = if self.words.len() < SHORT { FRAGMENT } else { 0.0 };
        self.fit - indirect - short
    }

    /// Whose it is, as its article names them.
    pub(super) fn speaker(&self) -> Option<&str> {
        self.spans.first().and_then(quote)?.speaker_name.as_deref()
    }

    pub(super) fn date(&self) -> Option<Date> {
        self.spans.first().map(|(paragraph, _)| paragraph.article.meta.date)
    }

    pub(super) fn place(&self) -> Option<(&str, usize, usize, u32)> {
        let first = self.spans.first()?;
        let quote = quote(first)?;
        Some((first.0.article.meta.id.as_str(), first.0.index, quote.range.start, quote.utterance))
    }

    pub(super) fn hidden(&self) -> bool {
        self.spans.first().is_some_and(|(paragraph, _)| paragraph.article.meta.show == Show::Cite)
    }

    pub(super) fn named(&self) -> bool {
        self.spans.first().is_some_and(|(paragraph, _)| paragraph.paragraph.key.number().is_none())
    }

    /// Whether one part may stand in the reply.
    pub(super) fn is_admitted(&self, at: usize, allowance: &mut Allowance) -> bool {
        let Some((span, quote)) = self.spans.get(at).and_then(|span| Some((span, quote(span)?))) else { return false };
        let slice = span.0.paragraph.text.get(quote.range.clone()).unwrap_or_default();
        allowance.admits(&span.0.article, span.0.paragraph.key, &quote.range, slice)
    }
}

pub(super) fn hashed<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}
