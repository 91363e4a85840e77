//! Which blocks of a page are its article.
//!
//! `rs-trafilatura` picks the main text. What it hands out has lost where quotations end and what is a heading, so its
//! text is only a guide: a block of ours stays when the guide holds its words. A second look then takes out what
//! stands around an article even inside its own element.

use std::collections::HashSet;

use super::super::draft::Draft;
use super::super::html::{Block, BlockKind, folded};
use super::around;

/// A block of fewer words may stand anywhere by chance, so it must stand where the guide goes on.
const SHORT: usize = 6;

/// How many words ahead of the last one a short block is looked for.
const AHEAD: usize = 80;

/// How much of a long block the guide must hold where its words do not stand there in one run.
const COVERED: f64 = 0.8;

pub(super) fn choose(html: &str, blocks: Vec<Block>, draft: &Draft) -> Vec<Block> {
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
    around::without(kept.collect(), draft)
}

struct Guide {
    words: Vec<String>,
    pairs: HashSet<(String, String)>,
}

impl Guide {
    fn of(text: &str) -> Guide {
        let words: Vec<String> = folded(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let pairs = words.windows(2).filter_map(|pair| match pair {
            [a, b] => Some((a.clone(), b.clone())),
            _ => None,
        });
        Guide { pairs: pairs.collect(), words }
    }

    /// Whether the guide holds the words of a block. `at` is where the last block that it held ended.
    fn holds(&self, text: &str, at: &mut usize) -> bool {
        let folded = folded(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
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
