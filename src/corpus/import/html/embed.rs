//! What newsletter tools keep as data beside an element that they fill in when it is shown: posts of other services, the
//! words whole and the author as printed; names of people; captions; formulas.

use dom_query::NodeRef;
use serde_json::Value;

use super::block::{Block, BlockKind};
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
const STORED: [&str; 7] =
    ["tweet", "twitter-embed", "bluesky-post", "instagram-embed-wrap", "tiktok-wrap", "linkedin-embed", "comment"];

/// What an element stands for.
pub(super) enum Embedded {
    /// A block of its own, and the line below it that says whose it is and of when, where it is printed.
    Post(Block, Option<Block>),
    /// Words of the sentence that it stands in.
    Name(String),
}

/// What the element stands for; `None` where it is what it holds.
pub(super) fn embedded(node: &NodeRef<'_>, name: &str) -> Option<Embedded> {
    post(node, name).map(|(post, signature)| Embedded::Post(post, signature)).or_else(|| kept_as_data(node))
}

/// What an element without text keeps as data.
fn kept_as_data(node: &NodeRef<'_>) -> Option<Embedded> {
    let data: Value = serde_json::from_str(&node.attr("data-attrs")?).ok()?;
    if !node.text().trim().is_empty() {
        return None;
    }
    let text = |name: &str| data.get(name).and_then(Value::as_str).map(plain).filter(|text| !text.is_empty());
    let is = |what: &str| {
        node.attr("data-component-name").is_some_and(|name| name.to_ascii_lowercase().contains(what))
            || node.attr("class").is_some_and(|class| class.to_ascii_lowercase().contains(what))
    };
    if is("mention") {
        return text("name").map(Embedded::Name);
    }
    if is("latex") {
        return text("persistentExpression").map(|formula| Embedded::Post(Block::new(BlockKind::Text, formula), None));
    }
    let caption = data.get("gallery").and_then(|gallery| gallery.get("caption")).and_then(Value::as_str);
    let caption = caption.map(plain).filter(|caption| !caption.is_empty())?;
    Some(Embedded::Post(Block::new(BlockKind::Caption, caption), None))
}

/// The words of a field that may hold entities or tags.
fn plain(text: &str) -> String {
    super::line(text).unwrap_or_else(|_| clean(text))
}

/// The post that the element embeds; `None` where it embeds none.
fn post(node: &NodeRef<'_>, name: &str) -> Option<(Block, Option<Block>)> {
    let class = node.attr("class").unwrap_or_default();
    let has = |known: &[&str]| class.split_ascii_whitespace().any(|class| known.contains(&class));
    if name == "blockquote" && has(&QUOTED) {
        return quoted(node);
    }
    let component = node.attr("data-component-name").unwrap_or_default();
    if has(&STORED) || has(&QUOTED) || ["Tweet", "Bluesky", "Twitter"].iter().any(|name| component.contains(name)) {
        return stored(node).map(|post| (post, None)).or_else(|| quoted(node).filter(|_| !class.contains("comment")));
    }
    None
}

/// A block quotation: paragraphs of words, then a dash, the author, and a link with the day.
fn quoted(node: &NodeRef<'_>) -> Option<(Block, Option<Block>)> {
    let mut words = String::new();
    let mut after = String::new();
    let mut day = String::new();
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
            day = clean(&child.text());
            continue;
        };
        let signed = is_paragraph && text.trim_start().starts_with(['—', '–']);
        let own_day = child.descendants_it().filter(|inner| inner.has_name("a")).last().map(|link| clean(&link.text()));
        let text = match own_day
            .filter(|_| signed)
            .and_then(|own| Some((clean(&text).strip_suffix(own.as_str())?.to_owned(), own)))
        {
            Some((author, own)) => {
                day = own;
                author
            }
            None => text,
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
        (clean(&words), after.trim_matches(['—', '–', '-', ' ']).to_owned())
    };
    let signature = (!author.is_empty() && !day.is_empty()).then(|| format!("— {author} {day}"));
    Some((block(words, author)?, signature.map(|line| Block::new(BlockKind::Text, line))))
}

/// A post kept as JSON in an attribute.
fn stored(node: &NodeRef<'_>) -> Option<Block> {
    let data: Value = serde_json::from_str(&node.attr("data-attrs")?).ok()?;
    // A note is kept as a comment.
    let said = data.get("comment").unwrap_or(&data);
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| said.get(*name).and_then(Value::as_str));
        found.map(plain).filter(|text| !text.is_empty())
    };
    let words = text(&["full_text", "text", "body", "title"])?;
    let (name, handle) =
        (text(&["name", "author_name", "authorName", "author"]), text(&["username", "authorHandle", "handle"]));
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
    Some(Block { source, ..Block::new(BlockKind::Embed, words) })
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
