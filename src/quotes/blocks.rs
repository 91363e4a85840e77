//! Block quotations and posts that name their source: every word of them is the source's.

use std::ops::Range;

use super::report;
use crate::domain::{Paragraph, Quote, QuoteType};

/// A quote for each sentence of such paragraphs, each an utterance of its own: an outlet that reports goes from matter to
/// matter. Utterances are numbered from `next` on.
pub(super) fn blocks(paragraphs: &[Paragraph], sentences: &[Vec<Range<usize>>], next: u32) -> Vec<Quote> {
    let sourced = paragraphs.iter().zip(sentences).enumerate().filter_map(|(index, (paragraph, sentences))| {
        let source = paragraph.source.as_ref()?;
        Some(sentences.iter().map(move |sentence| (index, sentence, source)))
    });
    let quote = |(utterance, (paragraph, range, source)): (u32, (usize, &Range<usize>, &String))| Quote {
        paragraph,
        range: range.clone(),
        quote_type: QuoteType::Direct,
        speaker: None,
        speaker_name: Some(source.clone()),
        impersonal: !report::is_person(source),
        role: None,
        cue: None,
        certain: true,
        denied: false,
        utterance,
    };
    (next..).zip(sourced.flatten()).map(quote).collect()
}
