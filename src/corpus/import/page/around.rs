//! What stands around an article inside its own element: kickers and bylines above it, sign-up lines, credits and
//! lists of other articles below it.

use super::super::draft::Draft;
use super::super::html::{self, Block, BlockKind, Rule, ends_sentence, folded};

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

/// The most words of a line that credits a picture by the copyright sign in it.
const CREDIT: usize = 16;

/// The fewest words of a headline.
const HEADLINE: usize = 5;

/// The fewest words of a paragraph that surely is one.
const PARAGRAPH: usize = 12;

/// Leaves out what stands around. A line under the headline that the page does not mark as its dek becomes it.
/// `publishers` are the names that the page's publisher may go by.
pub(super) fn drop_around(blocks: &mut [Block], draft: &mut Draft, publishers: &[String]) {
    for block in blocks.iter_mut().filter(|block| block.dropped.is_none() && leads_away(block)) {
        block.dropped = Some(Rule::LeadsAway);
    }
    // Footnotes stand by themselves, wherever they are printed.
    let own = |block: &&mut Block| block.dropped.is_none() && !matches!(block.kind, BlockKind::Footnote(_));
    drop_opening(blocks.iter_mut().filter(own).collect(), draft);
    drop_ending(blocks.iter_mut().filter(own).collect());
    drop_publisher(blocks.iter_mut().filter(own).collect(), publishers);
}

fn words(block: &Block) -> usize {
    html::words(&block.text)
}

fn closing(text: &str) -> &str {
    text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»'])
}

fn leads_away(block: &Block) -> bool {
    if matches!(block.kind, BlockKind::Embed | BlockKind::Quotation | BlockKind::PullQuote) {
        return false;
    }
    let text = block.text.to_lowercase();
    // An address that is printed is text.
    if !text.contains(' ') && text.contains('.') {
        return false;
    }
    let count = words(block);
    let whole = ends_sentence(&block.text);
    if block.is_linked(90) && !(matches!(block.kind, BlockKind::Heading(_)) || whole && count >= PARAGRAPH) {
        return true;
    }
    if count > SHORT_LINE {
        return false;
    }
    // Links to other articles with a word or a sign between them.
    block.is_linked(70) && !whole && block.kind == BlockKind::Text && count >= HEADLINE
        || LEADING_AWAY.iter().any(|opening| text.starts_with(opening))
            && (!whole || text.ends_with([':', '…']) || text.ends_with("...") || count < SHORT_LINE && block.linked > 0)
        || ASKING.iter().any(|phrase| text.contains(phrase)) && block.linked > 0
        || is_credit(&block.text)
}

/// A line that says whose picture stands above it.
fn is_credit(text: &str) -> bool {
    let count = text.split_whitespace().count();
    let opens = ["©", "Photo:", "Photo by", "Image:", "Image credit", "(Image", "Credit:", "Photograph:"];
    count <= 8 && opens.iter().any(|word| text.starts_with(word))
        || count <= CREDIT && text.contains('©') && !ends_sentence(text)
}

/// Drops what stands above the first paragraph: kicker, byline, day.
fn drop_opening(mut blocks: Vec<&mut Block>, draft: &mut Draft) {
    let title = folded(&draft.title);
    let first = blocks.iter().position(|block| {
        words(block) >= PARAGRAPH
            && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Caption | BlockKind::Item)
            && !is_dateline(block)
            && folded(&block.text) != title
    });
    // Articles in lists, in verse or in a script without spaces have no such paragraph.
    let Some(first) = first.filter(|first| *first <= 12) else { return };
    let first = opening_list(&blocks).filter(|list| *list < first).unwrap_or(first);
    for block in blocks.iter_mut().take(first).filter(|block| block.kind != BlockKind::Caption) {
        let whole = ends_sentence(&block.text) && words(block) >= 4;
        // Headings of a text end in no full stop.
        let dek =
            whole && matches!(block.kind, BlockKind::Heading(_)) && closing(&block.text).ends_with(['.', '…', '。']);
        if dek {
            draft.dek.get_or_insert_with(|| block.text.clone());
        }
        if dek || !whole {
            block.dropped = Some(if dek { Rule::Repeated } else { Rule::Opening });
        }
    }
}

/// A line of days, hours and names.
fn is_dateline(block: &Block) -> bool {
    let is_year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    words(block) <= 2 * PARAGRAPH
        && !ends_sentence(&block.text)
        && block.text.split(|letter: char| !letter.is_ascii_digit()).any(is_year)
}

/// Where a text opens with a list that is no menu: the line that introduces it.
fn opening_list(blocks: &[&mut Block]) -> Option<usize> {
    blocks.windows(4).position(|run| match run {
        [line, items @ ..] => {
            line.kind == BlockKind::Text
                && words(line) >= HEADLINE
                && !is_dateline(line)
                && items.iter().all(|item| item.kind == BlockKind::Item && item.linked == 0 && !is_dateline(item))
        }
        [] => false,
    })
}

/// Drops headings under which nothing is left, advertisements that are one link, and the copyright line.
fn drop_ending(mut blocks: Vec<&mut Block>) {
    let ends = |last: &Block| {
        matches!(last.kind, BlockKind::Heading(_))
            || last.kind == BlockKind::Text
                && !last.text.starts_with('—')
                && (words(last) <= 6 && !ends_sentence(&last.text) || last.is_linked(90) || is_copyright(last))
    };
    while blocks.len() > 1
        && let Some(last) = blocks.pop().filter(|last| ends(last))
    {
        last.dropped = Some(Rule::Ending);
    }
}

fn is_copyright(block: &Block) -> bool {
    let text = block.text.to_lowercase();
    // In a longer one the author, the photographer and the terms stand as well.
    words(block) <= PARAGRAPH
        && (text.starts_with("copyright") || text.starts_with(['©', 'ⓒ']) || text.contains("all rights reserved"))
}

/// Drops what a publisher says of itself below each article: last paragraphs that all open with its name, the first of
/// them telling what it is.
fn drop_publisher(mut blocks: Vec<&mut Block>, publishers: &[String]) {
    for name in publishers.iter().map(|name| folded(name)).filter(|name| !name.is_empty()) {
        let says = |block: &Block, what: &[&str]| {
            folded(&block.text).strip_prefix(&name).is_some_and(|rest| what.iter().any(|what| rest.starts_with(what)))
        };
        let own = blocks.iter().rev().take_while(|block| block.kind == BlockKind::Text && says(block, &[" "])).count();
        let start = blocks.len() - own;
        let tells = blocks.iter().skip(start).position(|block| says(block, &[" is a ", " is an ", " is the "]));
        if let Some(tells) = tells.filter(|tells| start + tells > 0) {
            return blocks.iter_mut().skip(start + tells).for_each(|block| block.dropped = Some(Rule::Ending));
        }
    }
}
