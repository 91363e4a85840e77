//! The tree of a document to its blocks, in reading order.

use dom_query::{NodeId, NodeRef};

use super::clean::clean;
use super::embed;
use super::furniture::{Furniture, is_furniture, letters};
use super::links;
use super::numbers::Numbers;
use crate::domain::Link;

/// A run of text that a page sets apart from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus::import) struct Block {
    /// Its words.
    pub(in crate::corpus::import) text: String,
    /// What it is.
    pub(in crate::corpus::import) kind: BlockKind,
    /// Whose words it holds, where the page says so.
    pub(in crate::corpus::import) source: Option<String>,
    /// How many of its bytes are links.
    pub(in crate::corpus::import) linked: usize,
    /// The links that its words carry, with addresses as they are written.
    pub(in crate::corpus::import) links: Vec<Link>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus::import) enum BlockKind {
    Text,
    Quotation,
    /// With its level.
    Heading(u8),
    Item,
    Embed,
    Caption,
    /// A sentence of the article set in large type, or said to be one.
    PullQuote,
}

/// The blocks below a node.
pub(in crate::corpus::import) fn blocks(root: &NodeRef<'_>, which: Furniture) -> Vec<Block> {
    let mut walk = Walk {
        which,
        whole: letters(root),
        done: Vec::new(),
        run: String::new(),
        linked: 0,
        anchors: Vec::new(),
        numbers: Numbers::default(),
        mark: None,
        taken: Vec::new(),
    };
    walk.children(root, Inside { kind: BlockKind::Text, link: false, pre: false });
    walk.flush(BlockKind::Text);
    walk.done
}

/// What the walk stands inside of.
#[derive(Clone, Copy)]
struct Inside {
    kind: BlockKind,
    link: bool,
    pre: bool,
}

struct Walk {
    which: Furniture,
    whole: usize,
    done: Vec<Block>,
    /// The block that is being read.
    run: String,
    linked: usize,
    /// The links of the block that is being read, by bytes of what is read.
    anchors: Vec<Link>,
    numbers: Numbers,
    /// What is set before the item that is being read.
    mark: Option<String>,
    /// Captions that were read as attributions.
    taken: Vec<NodeId>,
}

impl Walk {
    // Documents deeper than the limit were refused, so recursion is bounded.
    fn children(&mut self, node: &NodeRef<'_>, inside: Inside) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.text(&child.text(), inside);
            } else if child.is_element() {
                self.element(&child, inside);
            }
        }
    }

    fn text(&mut self, text: &str, inside: Inside) {
        self.run.push_str(text);
        if inside.link {
            self.linked += text.trim().len();
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let Some(name) = node.node_name() else { return };
        let name: &str = &name;
        if self.taken.contains(&node.id) {
            return;
        }
        if name != "br" && is_furniture(node, name, self.which, self.whole) {
            return;
        }
        if let Some(post) = embed::post(node, name) {
            self.flush(inside.kind);
            self.done.push(post);
            return;
        }
        match name {
            "br" => self.line_break(node, inside),
            "img" => {
                // Some tools set emoji as pictures.
                let emoji = node.attr("class").is_some_and(|class| class.contains("emoji") || class.contains("smiley"));
                if let (true, Some(alt)) = (emoji, node.attr("alt")) {
                    self.run.push_str(&alt);
                }
            }
            "a" => {
                let (start, blocks) = (self.run.len(), self.done.len());
                self.children(node, Inside { link: true, ..inside });
                // A link around whole blocks is on none of their words.
                if let Some(url) = node.attr("href").filter(|_| blocks == self.done.len()) {
                    self.anchors.push(Link { start, end: self.run.len(), url: url.to_string() });
                }
            }
            // A browser sets the marks.
            "q" => {
                self.run.push('“');
                self.children(node, inside);
                self.run.push('”');
            }
            "blockquote" => self.quotation(node, inside),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if inside.kind == BlockKind::Text => {
                let level = name.as_bytes().get(1).map_or(2, |digit| digit - b'0');
                self.block(node, Inside { kind: BlockKind::Heading(level), ..inside }, inside.kind);
            }
            "li" | "dd" if matches!(inside.kind, BlockKind::Text | BlockKind::Item) => {
                self.flush(inside.kind);
                // On a web page numbers are no text that can be found there.
                let numbered = self.which != Furniture::Page;
                self.mark = if numbered { self.numbers.mark(node) } else { None };
                self.block(node, Inside { kind: BlockKind::Item, ..inside }, inside.kind);
                self.mark = None;
            }
            "figcaption" => {
                let kind = if inside.kind == BlockKind::Text { BlockKind::Caption } else { inside.kind };
                self.block(node, Inside { kind, ..inside }, inside.kind);
            }
            "pre" => self.block(node, Inside { pre: true, ..inside }, inside.kind),
            "tr" if is_row_of_data(node) => {
                self.flush(inside.kind);
                for cell in node.children_it(false).filter(NodeRef::is_element) {
                    self.children(&cell, inside);
                    self.run.push(' ');
                }
                self.flush(inside.kind);
            }
            _ if is_caption(node) => self.block(node, Inside { kind: BlockKind::Caption, ..inside }, inside.kind),
            _ if is_pull_quote(node, name) => {
                self.block(node, Inside { kind: BlockKind::PullQuote, ..inside }, inside.kind)
            }
            _ if is_block(name) => self.block(node, inside, inside.kind),
            _ => self.children(node, inside),
        }
    }

    /// One line break is a space; two part paragraphs.
    fn line_break(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let mut next = node.next_sibling();
        while next.as_ref().is_some_and(|next| !next.is_element() && next.text().trim().is_empty()) {
            next = next.and_then(|next| next.next_sibling());
        }
        if !inside.pre && next.is_some_and(|next| next.has_name("br")) {
            self.flush(inside.kind);
        } else {
            self.run.push('\n');
        }
    }

    /// An element that stands on lines of its own.
    fn block(&mut self, node: &NodeRef<'_>, inside: Inside, around: BlockKind) {
        self.flush(around);
        self.children(node, inside);
        self.flush(inside.kind);
    }

    /// A block quotation, and whose words it says it holds.
    fn quotation(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let pulled = is_pull_quote(node, "blockquote");
        let kind = if pulled { BlockKind::PullQuote } else { BlockKind::Quotation };
        self.flush(inside.kind);
        let start = self.done.len();
        self.children(node, Inside { kind, ..inside });
        self.flush(kind);
        let mut source = None;
        if self.done.len() > start + 1
            && let Some(name) = self.done.last().and_then(|last| attribution(&last.text))
        {
            source = Some(name);
            self.done.pop();
        } else if let Some(cited) = cited(node) {
            // The name stands at the end of the last paragraph, or alone.
            let several = self.done.len() > start + 1;
            if let Some(rest) =
                self.done.get(start..).and_then(<[Block]>::last).and_then(|last| before_name(&last.text, &cited))
            {
                match self.done.last_mut() {
                    Some(last) if !rest.is_empty() => last.text = rest,
                    _ if several => drop(self.done.pop()),
                    _ => {}
                }
                source = Some(cited);
            }
        }
        // A figure's caption says whose words its quotation holds.
        let caption = node.next_element_sibling().filter(|next| next.has_name("figcaption"));
        if let (None, Some(caption)) = (&source, caption) {
            source = Some(clean(&caption.text()))
                .map(|name| attribution(&name).unwrap_or(name))
                .filter(|name| !name.is_empty());
            self.taken.push(caption.id);
        }
        for block in self.done.iter_mut().skip(start).filter(|block| block.kind == kind) {
            block.source = source.clone();
        }
    }

    /// The text of an item with its number before it.
    fn marked(&mut self, text: String, mut links: Vec<Link>, kind: BlockKind) -> (String, Vec<Link>) {
        let is_item = kind == BlockKind::Item && text.chars().any(char::is_alphanumeric);
        let Some(mark) = self.mark.take_if(|_| is_item) else { return (text, links) };
        for link in &mut links {
            (link.start, link.end) = (link.start + mark.len() + 1, link.end + mark.len() + 1);
        }
        (format!("{mark} {text}"), links)
    }

    fn flush(&mut self, kind: BlockKind) {
        let mut links = std::mem::take(&mut self.anchors);
        let text = links::cleaned(&self.run, &mut links);
        self.run.clear();
        let linked = std::mem::take(&mut self.linked);
        let (text, links) = self.marked(text, links, kind);
        if text.chars().any(|letter| letter.is_alphanumeric()) || text.chars().any(is_pictograph) {
            self.done.push(Block { text, kind, source: None, linked, links });
        }
    }
}

/// Emoji and their like: a line of them is a line. A line of dots or rules is decoration.
fn is_pictograph(letter: char) -> bool {
    matches!(letter, '\u{1f300}'..='\u{1faff}')
}

/// Whose words, after a dash.
fn attribution(text: &str) -> Option<String> {
    crate::corpus::attribution::attribution(text).map(str::to_owned)
}

/// What stands before a name that ends a paragraph.
fn before_name(text: &str, name: &str) -> Option<String> {
    text.strip_suffix(name).map(|rest| rest.trim_end_matches([' ', '—', '–', '-', '~']).to_owned())
}

/// The words of a `<cite>` or `<footer>` inside the quotation.
fn cited(node: &NodeRef<'_>) -> Option<String> {
    let inner = node.descendants_it().filter(|inner| inner.has_name("cite") || inner.has_name("footer")).last()?;
    let text = clean(&inner.text());
    let name = text.trim_start_matches(['—', '–', '-', '~', ' ']);
    name.chars().any(char::is_alphanumeric).then(|| name.to_owned())
}

fn is_caption(node: &NodeRef<'_>) -> bool {
    node.attr("class").is_some_and(|class| {
        class.split_ascii_whitespace().any(|class| {
            let class = class.to_ascii_lowercase();
            matches!(class.as_str(), "caption" | "wp-caption-text" | "image-caption" | "photo-caption" | "imagecaption")
                || class.ends_with("__caption")
                || class.ends_with("-caption-text")
        })
    })
}

fn is_pull_quote(node: &NodeRef<'_>, name: &str) -> bool {
    let class = node.attr("class").unwrap_or_default().to_ascii_lowercase();
    name == "aside" || ["pullquote", "pull-quote", "pull_quote"].iter().any(|word| class.contains(word))
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 36] = [
        "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
        "main", "ol", "p", "section", "summary", "table", "td", "th", "tr", "ul",
    ];
    BLOCKS.contains(&name)
}

/// A row whose cells hold plain runs of text, as a table of figures has; layout tables hold blocks.
fn is_row_of_data(row: &NodeRef<'_>) -> bool {
    let table = row.ancestors_it(Some(3)).find(|above| above.has_name("table"));
    if table.is_none_or(|table| table.attr("role").as_deref() == Some("presentation")) {
        return false;
    }
    let cells: Vec<NodeRef<'_>> = row.children_it(false).filter(NodeRef::is_element).collect();
    cells.len() > 1
        && cells.iter().all(|cell| {
            !cell
                .descendants_it()
                .any(|inner| inner.node_name().is_some_and(|name| is_block(&name) || &*name == "blockquote"))
        })
}
