//! How common words are in English at large, by term.
//!
//! The list is made by `word-relations` in tools/ from the texts that Princeton WordNet tags; see LICENSE-WORDNET beside
//! this file.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::data::lines;

/// Words of an average paragraph that are neither names nor function words.
const WORDS_OF_A_PARAGRAPH: f32 = 40.0;

static COMMON: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| common_of(include_str!("common.txt")));

/// Lines of a term and its uses among a million words.
fn common_of(text: &'static str) -> HashMap<&'static str, f32> {
    let line = |line: &'static str| {
        let (term, uses) = line.split_once(' ')?;
        let share = uses.parse::<f32>().ok()? / 1e6;
        Some((term, 1.0 - (1.0 - share).powf(WORDS_OF_A_PARAGRAPH)))
    };
    lines(text).filter_map(line).collect()
}

/// The share of paragraphs that hold this term in English at large; 0 for all but the common ones.
pub fn commonness(term: &str) -> f32 {
    COMMON.get(term).copied().unwrap_or(0.0)
}
