//! Posts of other services inside an article: the words whole, the author as printed.

use dom_query::NodeRef;
use serde_json::Value;

use super::blocks::{Block, BlockKind};
use super::clean::clean;

/// Classes of the block quotations that services hand out.
const QUOTED: [&str; 7] = [
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "tiktok-embed",
    "bluesky-embed",
    "mastodon-embed",
    "reddit-card",
];

/// Classes of the elements that newsletter tools keep a post in, as data.
const STORED: [&str; 4] = ["tweet", "twitter-embed", "bluesky-post", "instagram-embed-wrap"];

/// The post that the element embeds; `None` where it embeds none.
pub(super) fn post(node: &NodeRef<'_>, name: &str) -> Option<Block> {
    let class = node.attr("class").unwrap_or_default();
    let has = |known: &[&str]| class.split_ascii_whitespace().any(|class| known.contains(&class));
    if name == "blockquote" && has(&QUOTED) {
        return quoted(node);
    }
    if has(&STORED) || node.attr("data-component-name").is_some_and(|name| name.contains("Tweet")) {
        return stored(node).or_else(|| quoted(node));
    }
    None
}

/// A block quotation: paragraphs of words, then a dash, the author, and a link with the day.
fn quoted(node: &NodeRef<'_>) -> Option<Block> {
    let mut words = String::new();
    let mut after = String::new();
    for child in node.children_it(false) {
        let is_paragraph = child.has_name("p") || child.has_name("div");
        let text = if is_paragraph
            || child.is_text()
            || child.has_name("em")
            || child.has_name("b")
            || child.has_name("strong")
        {
            text_with_breaks(&child)
        } else {
            // The link at the end is the day.
            continue;
        };
        let (words_or_after, text) = match (is_paragraph, text.trim_start().starts_with(['—', '–'])) {
            (true, false) => (&mut words, text),
            _ => (&mut after, text),
        };
        if !words_or_after.is_empty() {
            words_or_after.push(' ');
        }
        words_or_after.push_str(&text);
    }
    let after = clean(&after);
    let (words, author) = if words.trim().is_empty() {
        // Everything in one run: what follows the last dash is the author.
        let whole = clean(&text_with_breaks(node));
        match whole.rsplit_once('—') {
            Some((words, author)) => (words.trim().to_owned(), author.trim().to_owned()),
            None => (whole, String::new()),
        }
    } else {
        (clean(&words), after.trim_start_matches(['—', '–', '-', ' ']).to_owned())
    };
    block(words, author)
}

/// A post kept as JSON in an attribute.
fn stored(node: &NodeRef<'_>) -> Option<Block> {
    let data: Value = serde_json::from_str(&node.attr("data-attrs")?).ok()?;
    let words = |text: &str| super::line(text).unwrap_or_else(|_| clean(text));
    let text = |name: &str| data.get(name).and_then(Value::as_str).map(words).filter(|text| !text.is_empty());
    let words = text("full_text").or_else(|| text("text")).or_else(|| text("title"))?;
    let (name, handle) = (text("name").or_else(|| text("author_name")), text("username"));
    let author = match (name, handle) {
        (Some(name), Some(handle)) => format!("{name} (@{})", handle.trim_start_matches('@')),
        (Some(name), None) => name,
        (None, Some(handle)) => format!("@{}", handle.trim_start_matches('@')),
        (None, None) => String::new(),
    };
    block(words, author)
}

fn block(words: String, author: String) -> Option<Block> {
    if words.is_empty() {
        return None;
    }
    let source = Some(author).filter(|author| author.chars().any(char::is_alphanumeric));
    Some(Block { text: words, kind: BlockKind::Embed, source, linked: 0, links: Vec::new() })
}

/// All text below the node, line breaks as spaces.
fn text_with_breaks(node: &NodeRef<'_>) -> String {
    if node.is_text() {
        return node.text().to_string();
    }
    let mut out = String::new();
    for inner in node.descendants_it() {
        if inner.is_text() {
            out.push_str(&inner.text());
        } else if inner.has_name("br") {
            out.push(' ');
        }
    }
    out
}
