//! Who said what: quotations, their speakers, and how certain they are.
//!
//! [`extract`] reads an article in steps, each in a file of its own: `marks` and `unclosed` find what stands in quotation
//! marks, `reading` lays the narration out in one row of tokens, `mentions` finds who could be speaking (`name_runs` where a
//! name starts and ends, `word_names` which words are names, `census` what people are called, `likeness` what is no
//! person's), `names` brings the mentions of one person together (`name` takes each apart, `roles` reads what the article
//! calls them), `scene`, `shapes` and `subject` look at what stands around them, `antecedent` resolves pronouns, `speaker`,
//! `kept` and `uttered` describe a quotation and its candidates by features (`feature`) to small linear models (`model`),
//! and the files that end in `_row` describe the best of them by numbers to boosted trees (`crate::forest`); weights and trees
//! stand in `weights/`. `given` knows speakers that need no model, `decision` asks all of them, `denied` tells what was
//! not said, `indirect` adds reported speech without marks, `transcript` lines that open with who speaks, and `report`
//! writes down what was decided. `blocks` adds what an article sets apart as another's words. `learn` shows the same
//! features and numbers to the program that trains.

mod antecedent;
mod antecedent_row;
mod blocks;
mod census;
mod decision;
mod denied;
mod feature;
mod given;
mod indirect;
mod kept;
pub mod learn;
mod lexicon;
mod likeness;
mod marks;
mod mentions;
mod model;
mod name;
mod name_runs;
mod names;
mod reading;
mod report;
mod roles;
mod said_row;
mod scene;
mod shapes;
mod speaker;
mod speaker_row;
mod subject;
mod symbols;
mod transcript;
mod unclosed;
mod uttered;
mod word_names;

use std::ops::Range;

use crate::domain::{Paragraph, Quote};

pub use marks::Marks;

/// Every quote of an article, in reading order. `paragraphs` are the article's, in reading order.
///
/// Takes any text, never fails, and takes time in proportion to the text's length.
pub fn extract(paragraphs: &[&str]) -> Vec<Quote> {
    extract_between(paragraphs, Marks::All)
}

/// The same of what stands between such marks.
pub fn extract_between(paragraphs: &[&str], marks: Marks) -> Vec<Quote> {
    report::quotes(paragraphs, &reading::sentences(paragraphs), marks, &model::MODELS)
}

/// Every quote of an article whose paragraphs may name their source, the blocks that do as well; in reading order.
/// `sentences` are those of each paragraph: what [`sentences`](crate::text::sentences) gives.
pub fn extract_with_blocks(paragraphs: &[Paragraph], sentences: &[Vec<Range<usize>>]) -> Vec<Quote> {
    let texts: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let mut quotes = report::quotes(&texts, sentences, Marks::All, &model::MODELS);
    let next = quotes.iter().map(|quote| quote.utterance).max().unwrap_or(0).saturating_add(1);
    let blocks = blocks::blocks(paragraphs, sentences, next);
    if !blocks.is_empty() {
        quotes.extend(blocks);
        quotes.sort_by_key(|quote| (quote.paragraph, quote.range.start));
    }
    quotes
}

/// Whether a folded word is a title that stands before names: "sen", "mayor".
pub fn is_title(word: &str) -> bool {
    lexicon::look_up(word).is_some_and(|entry| entry.is(lexicon::Class::Title))
}

/// Whether a folded word decides if, or how surely, what stands beside it is so: a negation, a modal, a condition, a
/// doubt, a limit, or a word of reporting.
pub fn qualifies(word: &str) -> bool {
    /// In so many of a hundred places, at least, the word reports speech.
    const REPORTS: u8 = 45;
    lexicon::look_up(word).is_some_and(|entry| entry.cue >= REPORTS) || denied::qualifies(word)
}

/// Whether a folded word says what somebody is: "spokesman", "mayor".
pub fn is_role(word: &str) -> bool {
    lexicon::look_up(word).is_some_and(|entry| entry.is(lexicon::Class::Role))
}

/// Everything that stands in quotation marks, said or not: paragraph and bytes, the marks left out.
pub fn quoted(paragraphs: &[&str]) -> Vec<(usize, Range<usize>)> {
    marks::marked(paragraphs, Marks::All).into_iter().map(|marked| (marked.paragraph, marked.range)).collect()
}
