//! What stands around an article inside its own element: kickers and bylines above it, sign-up lines, credits and
//! lists of other articles below it.

use super::super::draft::Draft;
use super::super::html::{Block, BlockKind, folded};

/// Lines that open like this lead elsewhere.
const LEADING_AWAY: [&str; 42] = [
    "related:",
    "related stories",
    "related articles",
    "read more",
    "read also",
    "also read",
    "see more",
    "see also",
    "see also:",
    "more:",
    "watch:",
    "watch now",
    "don't miss",
    "don’t miss",
    "click here",
    "click to",
    "sign up",
    "subscribe",
    "follow us",
    "follow me on",
    "follow him on",
    "follow her on",
    "like us on",
    "join us on",
    "get the latest",
    "get our",
    "you may also like",
    "you might also like",
    "you may also be",
    "share this",
    "advertisement",
    "sponsored",
    "recommended",
    "first published",
    "have a tip",
    "reporting by",
    "(reporting by",
    "post comment",
    "leave a comment",
    "our standards:",
    "continue reading",
    "more from",
];

/// Phrases of short lines that ask the reader for something.
const ASKING: [&str; 14] = [
    "newsletter",
    "sign up",
    "inbox",
    "subscribe",
    "on twitter",
    "on facebook",
    "on instagram",
    "push notifications",
    "download our",
    "app store",
    "click here",
    "support our",
    "become a member",
    "membership",
];

/// The most words of a line that is judged by such phrases.
const SHORT_LINE: usize = 40;

/// The fewest words of a paragraph that surely is one.
const PARAGRAPH: usize = 12;

/// Without what stands around.
pub(super) fn without(blocks: Vec<Block>, draft: &Draft) -> Vec<Block> {
    let mut blocks: Vec<Block> = blocks.into_iter().filter(|block| !leads_away(block)).collect();
    drop_opening(&mut blocks, draft);
    drop_bare_headings(&mut blocks);
    blocks
}

fn words(block: &Block) -> usize {
    block.text.split_whitespace().count()
}

/// Whether the text ends like a sentence.
fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']).ends_with(['.', '!', '?', '…', ':', '。', '؟', '।'])
}

fn leads_away(block: &Block) -> bool {
    if matches!(block.kind, BlockKind::Embed | BlockKind::Quotation | BlockKind::PullQuote) {
        return false;
    }
    let text = block.text.to_lowercase();
    let count = words(block);
    let all_link = block.linked * 10 >= block.text.len() * 9;
    if all_link && !(matches!(block.kind, BlockKind::Heading(_)) || ends_sentence(&block.text) && count >= PARAGRAPH) {
        return true;
    }
    if count > SHORT_LINE {
        return false;
    }
    LEADING_AWAY.iter().any(|opening| text.starts_with(opening))
        && (!ends_sentence(&text) || count < SHORT_LINE && block.linked > 0)
        || ASKING.iter().any(|phrase| text.contains(phrase)) && block.linked > 0
        || is_credit(&block.text)
}

/// A line that says whose picture stands above it.
fn is_credit(text: &str) -> bool {
    let short = text.split_whitespace().count() <= 8;
    short
        && (text.starts_with('©')
            || ["Photo:", "Photo by", "Image:", "Image credit", "(Image", "Credit:", "Photograph:"]
                .iter()
                .any(|word| text.starts_with(word)))
}

/// Drops what stands above the first paragraph: kicker, byline, day, the title once more.
fn drop_opening(blocks: &mut Vec<Block>, draft: &Draft) {
    let title = folded(&draft.title);
    let first = blocks.iter().position(|block| {
        words(block) >= PARAGRAPH
            && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Caption | BlockKind::Item)
            && folded(&block.text) != title
    });
    // Articles in lists, in verse or in a script without spaces have no such paragraph.
    let Some(first) = first.filter(|first| *first <= 12) else { return };
    let mut at = 0;
    blocks.retain(|block| {
        at += 1;
        at > first || block.kind == BlockKind::Caption || (ends_sentence(&block.text) && words(block) >= 4)
    });
}

/// Drops headings under which nothing is left.
fn drop_bare_headings(blocks: &mut Vec<Block>) {
    while blocks.last().is_some_and(|last| {
        matches!(last.kind, BlockKind::Heading(_))
            || (last.kind == BlockKind::Text && words(last) <= 6 && !ends_sentence(&last.text))
    }) && blocks.len() > 1
    {
        blocks.pop();
    }
}
