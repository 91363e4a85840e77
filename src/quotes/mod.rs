//! Who said what: quotations, their speakers, and how certain they are.

mod marks;

use crate::domain::{Quote, QuoteType};

/// Every quote of an article, in reading order. `paragraphs` are the article's, in reading order.
pub fn extract(paragraphs: &[&str]) -> Vec<Quote> {
    let spans = marks::marked(paragraphs).into_iter().enumerate();
    spans
        .map(|(number, span)| Quote {
            paragraph: span.paragraph,
            range: span.range,
            quote_type: QuoteType::Direct,
            speaker: None,
            speaker_name: None,
            role: None,
            cue: None,
            certain: false,
            utterance: u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1),
        })
        .collect()
}
