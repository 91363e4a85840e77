//! Which blocks of a page are its article.
//!
//! `rs-trafilatura` picks the main text. What it hands out has lost where quotations end and what is a heading, so its
//! text is only a guide: a block of ours stays when the guide holds its words. Readability's algorithm, which fails on
//! other pages, is asked about the long ones.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::Readability;

use super::super::contained::contained;
use super::super::html::{Block, BlockKind, Rule, folded, is_unspaced};

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

/// How many times as much prose as the guide the second opinion must find to be the guide itself.
const FAR_MORE: usize = 3;

/// Leaves out the blocks that are not the article.
pub(super) fn choose(html: &str, document: Document, blocks: &mut [Block]) {
    // A page may break either of them.
    let guide = contained(|| Ok(rs_trafilatura::extract(html).map(|found| found.content_text).unwrap_or_default()));
    with_spaces(&document);
    let opinion = contained(|| {
        let read = Readability::with_document(document, None, None).and_then(|mut reader| reader.parse());
        Ok(read.map(|read| read.text_content.to_string()).unwrap_or_default())
    });
    let (guide, opinion) = (Guide::of(&guide.unwrap_or_default()), Guide::of(&opinion.unwrap_or_default()));
    let mut kept: Vec<&mut Block> = blocks.iter_mut().filter(|block| block.dropped.is_none()).collect();
    let (by_guide, by_opinion) = (guide.all_held(&kept), opinion.all_held(&kept));
    let (prose, more) = (prose(&kept, &by_guide), prose(&kept, &by_opinion));
    if guide.words.is_empty() && opinion.words.is_empty() {
        return;
    }
    // Whatever it is called, one element that holds most of a page's paragraphs is what the page is for.
    if let Some((densest, words)) = densest(&kept)
        && words > 2 * prose.max(more)
    {
        let within = |block: &&mut Block| block.place == Some(densest);
        let (first, last) = (kept.iter().position(within), kept.iter().rposition(within));
        for (at, block) in kept.iter_mut().enumerate() {
            if Some(at) < first || Some(at) > last {
                block.dropped = Some(Rule::MainText);
            }
        }
        return;
    }
    if guide.words.is_empty() || prose * FAR_MORE < more {
        return drop_others(&mut kept, &by_opinion);
    }
    drop_others(&mut kept, &by_guide);
    drop_doubtful(blocks, &opinion);
}

/// Sets a space before each line break: Readability runs the words around one together.
fn with_spaces(document: &Document) {
    let breaks: Vec<NodeRef<'_>> = document.root().descendants_it().filter(|node| node.has_name("br")).collect();
    for line_break in breaks {
        line_break.insert_before(&document.tree.new_text("\n"));
    }
}

/// How many words of long paragraphs are held.
fn prose(blocks: &[&mut Block], held: &[bool]) -> usize {
    let held = blocks.iter().zip(held).filter(|(block, held)| **held && is_running_text(block));
    held.map(|(block, _)| count(block)).filter(|count| *count >= LONG).sum()
}

fn is_running_text(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Text | BlockKind::Item | BlockKind::Quotation)
}

fn count(block: &Block) -> usize {
    words(&folded(&block.text)).len()
}

/// The element that has most words of long paragraphs among those that stand right in it, and how many.
fn densest(blocks: &[&mut Block]) -> Option<(NodeId, usize)> {
    let mut places: HashMap<NodeId, usize> = HashMap::new();
    for block in blocks.iter().filter(|block| is_running_text(block) && !block.is_linked(50)) {
        if let (Some(place), true) = (block.place, count(block) >= LONG) {
            *places.entry(place).or_default() += count(block);
        }
    }
    places.into_iter().max_by_key(|(place, count)| (*count, std::cmp::Reverse(*place)))
}

/// Leaves out what is not held.
fn drop_others(blocks: &mut [&mut Block], held: &[bool]) {
    let posts: Vec<bool> = blocks.iter().map(|block| block.kind == BlockKind::Embed).collect();
    let places: Vec<(Option<NodeId>, bool)> = blocks.iter().map(|block| (block.place, !block.is_linked(50))).collect();
    // A line of its own words right between two that are held, in the element that has all three.
    let is_amid = |at: usize| {
        let place = |at: Option<usize>| places.get(at?).and_then(|(place, _)| *place);
        let is_held = |at: Option<usize>| at.and_then(|at| held.get(at)) == Some(&true);
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        let own = place(Some(at));
        own.is_some()
            && (own, own) == (place(before), place(after))
            && is_held(before)
            && is_held(after)
            && places.get(at).is_some_and(|(_, unlinked)| *unlinked)
    };
    for (at, block) in blocks.iter_mut().enumerate() {
        // The guide knows no captions: one belongs to the article that goes on right below it.
        let goes_on = || held.get(at + 1..(at + 4).min(held.len())).is_some_and(|next| next.contains(&true));
        let below_post = || at.checked_sub(1).and_then(|at| posts.get(at)) == Some(&true);
        let stays = held.get(at) == Some(&true)
            || match block.kind {
                BlockKind::Caption => goes_on(),
                // What the text refers to.
                BlockKind::Footnote(_) | BlockKind::Embed => true,
                // Whose the post above it is.
                BlockKind::Text if block.text.starts_with('—') => below_post(),
                _ => false,
            }
            || is_amid(at);
        if !stays {
            block.dropped = Some(Rule::MainText);
        }
    }
}

/// Leaves out the long paragraphs that a second opinion does not find: advertisements, notices and other articles that
/// look like paragraphs of this one.
fn drop_doubtful(blocks: &mut [Block], opinion: &Guide) {
    let mut kept: Vec<&mut Block> = blocks.iter_mut().filter(|block| block.dropped.is_none()).collect();
    let found = opinion.all_held(&kept);
    let agreed: usize = kept.iter().zip(&found).filter(|(_, found)| **found).map(|(block, _)| count(block)).sum();
    if (agreed as f64) < HEARD * kept.iter().map(|block| count(block)).sum::<usize>() as f64 {
        return;
    }
    for (block, found) in kept.iter_mut().zip(found) {
        if !found && matches!(block.kind, BlockKind::Text | BlockKind::Item) && count(block) >= LONG {
            block.dropped = Some(Rule::SecondOpinion);
        }
    }
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

    /// Which of the blocks the guide holds, in order.
    fn all_held(&self, blocks: &[&mut Block]) -> Vec<bool> {
        let mut at = 0;
        blocks.iter().map(|block| self.holds(&block.text, &mut at)).collect()
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
        Block::new(BlockKind::Text, text.to_owned())
    }

    const ARTICLE: &str =
        "The harbour board voted on Tuesday night, after three hours, to rebuild the old pier in spring.";
    const OTHER: &str = "Readers who pay for a year get our calendar, a mug, and two tickets to the boat show in May.";

    /// What stays of the article, a long and a short block, on a page that holds the text.
    fn left(page_text: &str) -> Vec<String> {
        let page = format!("<html><body><main><p>{page_text}</p><p>{page_text}</p></main></body></html>");
        let mut blocks = vec![block(ARTICLE), block(OTHER), block("What it costs")];
        drop_doubtful(&mut blocks, &Guide::of(&folded(&Document::from(page).root().text())));
        blocks.into_iter().filter(|block| block.dropped.is_none()).map(|block| block.text).collect()
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
