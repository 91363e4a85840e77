//! Who said what: quotations, their speakers, and how certain they are.
//!
//! [`extract`] reads an article in steps, each in a file of its own: `marks` finds what stands in quotation marks,
//! `reading` lays the narration out in one row of tokens, `mentions` finds who could be speaking, `names` brings the
//! mentions of one person together, `scene` and `shapes` look at what stands around them, `antecedent` resolves
//! pronouns, `speaker`, `kept` and `uttered` describe a quotation and its candidates by features (`feature`) to small
//! linear models (`model`, weights in `weights/`), `decision` asks them, `indirect` adds
//! reported speech without marks, and `report` writes down what was decided. `learn` shows the same features to the
//! program that trains the weights.

mod antecedent;
mod decision;
mod feature;
mod indirect;
mod kept;
pub mod learn;
mod lexicon;
mod marks;
mod mentions;
mod model;
mod names;
mod reading;
mod report;
mod scene;
mod shapes;
mod speaker;
mod uttered;

use std::ops::Range;

use crate::domain::Quote;
use crate::text;

/// Every quote of an article, in reading order. `paragraphs` are the article's, in reading order.
///
/// Takes any text, never fails, and takes time in proportion to the text's length.
pub fn extract(paragraphs: &[&str]) -> Vec<Quote> {
    extract_from(paragraphs, &sentences(paragraphs))
}

/// The same where the sentences of each paragraph are known: what [`sentences`](text::sentences) gives.
pub fn extract_from(paragraphs: &[&str], sentences: &[Vec<Range<usize>>]) -> Vec<Quote> {
    report::quotes(paragraphs, sentences, &model::MODELS)
}

fn sentences(paragraphs: &[&str]) -> Vec<Vec<Range<usize>>> {
    paragraphs.iter().map(|text| text::sentences(text)).collect()
}

/// Everything that stands in quotation marks, said or not: paragraph and bytes, the marks left out.
pub fn quoted(paragraphs: &[&str]) -> Vec<(usize, Range<usize>)> {
    marks::marked(paragraphs).into_iter().map(|marked| (marked.paragraph, marked.range)).collect()
}
