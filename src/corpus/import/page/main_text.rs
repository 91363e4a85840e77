//! Which blocks of a page are its article.
//!
//! `rs-trafilatura` picks the main text. What it hands out has lost where quotations end and what is a heading, so its
//! text is only a guide: a block of ours stays when the guide holds its words. Readability's algorithm, which fails on
//! other pages, is asked about the long ones.

use std::collections::HashSet;

use dom_query::Document;
use dom_smoothie::Readability;

use super::super::html::{Block, BlockKind, folded, is_unspaced};

/// A block of fewer words may stand anywhere by chance, so it must stand where the guide goes on.
const SHORT: usize = 6;

/// How many words ahead of the last one a short block is looked for.
const AHEAD: usize = 80;

/// How much of a long block the guide must hold where its words do not stand there in one run.
const COVERED: f64 = 0.8;

/// A paragraph of at least this many words must be found by the second opinion too. Readability often leaves out
/// headings, short items and asides that belong to the article, but seldom a paragraph.
const LONG: usize = 12;

/// The least part of the words chosen that the second opinion must hold to be heard.
const HEARD: f64 = 0.3;

pub(super) fn choose(html: &str, document: Document, blocks: Vec<Block>) -> Vec<Block> {
    let guide = rs_trafilatura::extract(html).map(|found| found.content_text).unwrap_or_default();
    let guide = Guide::of(&guide);
    if guide.words.is_empty() {
        return blocks;
    }
    let mut at = 0;
    let held: Vec<bool> =
        blocks.iter().map(|block| block.kind == BlockKind::Embed || guide.holds(&block.text, &mut at)).collect();
    // The guide knows no captions: one belongs to the article that goes on right below it.
    let captions = blocks.iter().enumerate().map(|(at, block)| {
        block.kind == BlockKind::Caption
            && held.get(at + 1..(at + 4).min(held.len())).is_some_and(|next| next.contains(&true))
    });
    let kept: Vec<bool> = captions.zip(&held).map(|(caption, held)| caption || *held).collect();
    let kept = blocks.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(block, _)| block);
    without_doubtful(kept.collect(), document)
}

/// Without the long paragraphs that a second opinion does not find: advertisements, notices and other articles that
/// look like paragraphs of this one.
fn without_doubtful(blocks: Vec<Block>, document: Document) -> Vec<Block> {
    let opinion = Readability::with_document(document, None, None).and_then(|mut reader| reader.parse());
    let Ok(opinion) = opinion else { return blocks };
    let opinion = Guide::of(&opinion.text_content);
    let count = |block: &Block| words(&folded(&block.text)).len();
    let mut at = 0;
    let found: Vec<bool> = blocks.iter().map(|block| opinion.holds(&block.text, &mut at)).collect();
    let agreed: usize = blocks.iter().zip(&found).filter(|(_, found)| **found).map(|(block, _)| count(block)).sum();
    if (agreed as f64) < HEARD * blocks.iter().map(count).sum::<usize>() as f64 {
        return blocks;
    }
    let doubtful = |block: &Block| matches!(block.kind, BlockKind::Text | BlockKind::Item) && count(block) >= LONG;
    blocks.into_iter().zip(found).filter(|(block, found)| *found || !doubtful(block)).map(|(block, _)| block).collect()
}

struct Guide {
    words: Vec<String>,
    pairs: HashSet<(String, String)>,
}

impl Guide {
    fn of(text: &str) -> Guide {
        let folded = folded(text);
        let words: Vec<String> = words(&folded).into_iter().map(str::to_owned).collect();
        let pairs = words.windows(2).filter_map(|pair| match pair {
            [a, b] => Some((a.clone(), b.clone())),
            _ => None,
        });
        Guide { pairs: pairs.collect(), words }
    }

    /// Whether the guide holds the words of a block. `at` is where the last block that it held ended.
    fn holds(&self, text: &str, at: &mut usize) -> bool {
        let folded = folded(text);
        let words = words(&folded);
        if words.is_empty() {
            return false;
        }
        let short = words.len() < SHORT;
        let last = if short { (*at + AHEAD).min(self.words.len()) } else { self.words.len() };
        let found = self.find(&words, *at, last).or_else(|| if short { None } else { self.find(&words, 0, *at) });
        if let Some(found) = found {
            *at = (*at).max(found + words.len());
            return true;
        }
        if short {
            return false;
        }
        let pairs = words.windows(2).filter(|pair| match pair {
            [a, b] => self.pairs.contains(&((*a).to_owned(), (*b).to_owned())),
            _ => false,
        });
        pairs.count() as f64 / (words.len() - 1) as f64 >= COVERED
    }

    fn find(&self, words: &[&str], from: usize, to: usize) -> Option<usize> {
        let first = words.first()?;
        (from..to).find(|at| {
            self.words.get(*at).is_some_and(|word| word == first)
                && self.words.get(*at..*at + words.len()).is_some_and(|run| run.iter().zip(words).all(|(a, b)| a == b))
        })
    }
}

/// Words, and the letters of scripts that set no spaces between them.
fn words(folded: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if word.contains(is_unspaced) {
            words.extend(word.split_inclusive(is_unspaced));
        } else {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Block {
        Block { text: text.to_owned(), kind: BlockKind::Text, source: None, linked: 0, links: Vec::new() }
    }

    const ARTICLE: &str =
        "The harbour board voted on Tuesday night, after three hours, to rebuild the old pier in spring.";
    const OTHER: &str = "Readers who pay for a year get our calendar, a mug, and two tickets to the boat show in May.";

    /// What stays of the article, a long and a short block, on a page that holds the text.
    fn left(page_text: &str) -> Vec<String> {
        let page = format!("<html><body><main><p>{page_text}</p><p>{page_text}</p></main></body></html>");
        let blocks = vec![block(ARTICLE), block(OTHER), block("What it costs")];
        without_doubtful(blocks, Document::from(page)).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn only_long_blocks_that_the_second_opinion_misses_go() {
        assert_eq!(left(&ARTICLE.repeat(4)), [ARTICLE, "What it costs"]);
        assert_eq!(left(&format!("{ARTICLE} {OTHER}").repeat(3)), [ARTICLE, OTHER, "What it costs"]);
    }

    #[test]
    fn a_second_opinion_about_another_text_is_not_heard() {
        assert_eq!(left(&"It rains in the hills. ".repeat(20)), [ARTICLE, OTHER, "What it costs"]);
    }

    #[test]
    fn letters_count_as_words_where_no_spaces_are_set() {
        assert_eq!(words("old 桟橋 pier"), ["old", "桟", "橋", "pier"]);
    }
}
