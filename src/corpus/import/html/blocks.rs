//! The tree of a document to its blocks, in reading order.

use dom_query::{NodeId, NodeRef};

use super::block::{Block, BlockKind};
use super::boilerplate::{Boilerplate, Judged, judge};
use super::clean::clean;
use super::elements::is_block;
use super::embed::{self, Embedded};
use super::evidence::Counted;
use super::footnotes::{Footnotes, Part};
use super::links;
use super::numbers::Numbers;
use super::rule::Rule;
use crate::domain::Link;

/// The blocks below a node, those that are left out among them. What stands in `others` is another article.
pub(in crate::corpus::import) fn every_block(root: &NodeRef<'_>, which: Boilerplate, others: &[NodeId]) -> Vec<Block> {
    let mut walk = Walk {
        which,
        counted: Counted::of(root),
        notes: Footnotes::of(root),
        others,
        done: Vec::new(),
        run: String::new(),
        linked: 0,
        anchors: Vec::new(),
        numbers: Numbers::default(),
        mark: None,
        struck: String::new(),
        after_mark: false,
        asides: Vec::new(),
        taken: Vec::new(),
    };
    let inside = Inside { kind: BlockKind::Text, link: false, pre: false, dropped: None, place: None };
    walk.children(root, inside);
    walk.flush(inside);
    walk.done
}

/// What the walk stands inside of.
#[derive(Clone, Copy)]
struct Inside {
    kind: BlockKind,
    link: bool,
    pre: bool,
    dropped: Option<Rule>,
    place: Option<NodeId>,
}

struct Walk<'a> {
    which: Boilerplate,
    counted: Counted,
    notes: Footnotes,
    others: &'a [NodeId],
    done: Vec<Block>,
    /// The block that is being read.
    run: String,
    linked: usize,
    /// What is struck out of it.
    struck: String,
    /// Whether the mark of a footnote stood here.
    after_mark: bool,
    /// Footnotes that stand inside the sentence that refers to them.
    asides: Vec<Block>,
    /// The links of the block that is being read, by bytes of what is read.
    anchors: Vec<Link>,
    numbers: Numbers,
    /// What is set before the item that is being read.
    mark: Option<String>,
    /// Captions that were read as attributions.
    taken: Vec<NodeId>,
}

impl Walk<'_> {
    // Documents deeper than the limit were refused, so recursion is bounded.
    fn children(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let (mut behind, mut all_end) = (None, true);
        for child in node.children_it(false) {
            if behind.is_some_and(|end| end != child.id) {
                continue;
            }
            behind = None;
            if child.is_text() {
                self.text(&child.text(), inside);
            } else if child.is_element() {
                self.element(&child, inside);
            } else if child.is_comment() && all_end && is_card(&child, "kg-card-begin:") {
                behind = end_of_card(&child);
                all_end = behind.is_some();
            }
        }
    }

    fn text(&mut self, text: &str, inside: Inside) {
        // What was set between a word and its mark belongs to the mark.
        if std::mem::take(&mut self.after_mark) && text.starts_with(['.', ',', ';', ':', '!', '?', ')', '”', '’']) {
            self.run.truncate(self.run.trim_end().len());
        }
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
        match self.notes.part(node) {
            Some(Part::Mark) => {
                if let Some((number, text)) = self.notes.told(node) {
                    self.asides.push(Block::new(BlockKind::Footnote(*number), text.clone()));
                }
                self.after_mark = true;
                return;
            }
            Some(Part::Note(number)) => return self.note(node, name, number, inside),
            None => {}
        }
        let around = inside;
        let judged = if name == "br" { None } else { judge(node, name, self.which, &self.counted) };
        let dropped = match judged {
            Some(Judged::Unseen) => return,
            Some(Judged::Left(rule)) => Some(rule),
            None if self.others.contains(&node.id) => Some(Rule::OtherArticle),
            None => None,
        };
        if dropped.is_none() || around.dropped.is_some() {
            return self.within(node, name, around);
        }
        if is_block(name) {
            self.flush(around);
        }
        // What is left out has blocks of its own; the sentence that it stands in goes on behind it.
        let (run, linked) = (std::mem::take(&mut self.run), std::mem::take(&mut self.linked));
        let struck = std::mem::take(&mut self.struck);
        let inside = Inside { dropped, ..around };
        self.within(node, name, inside);
        self.flush(inside);
        (self.run, self.linked, self.struck) = (run, linked, struck);
    }

    fn within(&mut self, node: &NodeRef<'_>, name: &str, inside: Inside) {
        match embed::embedded(node, name) {
            Some(Embedded::Post(post, signature)) => {
                self.flush(inside);
                let blocks = [Some(post), signature].into_iter().flatten();
                let Inside { dropped, place, .. } = inside;
                return self.done.extend(blocks.map(|block| Block { dropped, place, ..block }));
            }
            Some(Embedded::Name(name)) => return self.run.push_str(&name),
            None => {}
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
            // The sign that a heading or a note is led to by.
            "a" if leads_to_its_own_place(node) => {}
            "a" => self.link(node, inside),
            // What is struck out is not said.
            _ if is_struck(node, name) => self.struck(node, inside),
            // A browser sets the marks.
            "q" => {
                self.run.push('“');
                self.children(node, inside);
                self.run.push('”');
            }
            "sup" if node.first_element_child().is_none() => self.raised(node, inside),
            "blockquote" => self.quotation(node, inside),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if inside.kind == BlockKind::Text => {
                let level = name.as_bytes().get(1).map_or(2, |digit| digit - b'0');
                self.block(node, Inside { kind: BlockKind::Heading(level), ..inside }, inside);
            }
            "li" | "dd" if matches!(inside.kind, BlockKind::Text | BlockKind::Item) => {
                self.flush(inside);
                // On a web page numbers are no text that can be found there.
                let numbered = self.which != Boilerplate::Page;
                self.mark = if numbered { self.numbers.mark(node) } else { None };
                self.block(node, Inside { kind: BlockKind::Item, ..inside }, inside);
                self.mark = None;
            }
            "figcaption" => {
                let kind = if inside.kind == BlockKind::Text { BlockKind::Caption } else { inside.kind };
                self.block(node, Inside { kind, ..inside }, inside);
            }
            "pre" => self.block(node, Inside { pre: true, ..inside }, inside),
            "tr" if is_row_of_data(node) => {
                self.flush(inside);
                for cell in node.children_it(false).filter(NodeRef::is_element) {
                    self.children(&cell, inside);
                    self.run.push(' ');
                }
                self.flush(inside);
            }
            _ if is_caption(node) => self.block(node, Inside { kind: BlockKind::Caption, ..inside }, inside),
            _ if is_pull_quote(node, name) => self.block(node, Inside { kind: BlockKind::PullQuote, ..inside }, inside),
            _ if is_block(name) => self.block(node, inside, inside),
            _ => self.children(node, inside),
        }
    }

    /// A raised number behind another is none of its digits: 2³¹ is not 231.
    fn raised(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let text = node.text();
        let raised: Option<String> = text.trim().chars().map(raised).collect();
        let follows = self.run.ends_with(|letter: char| letter.is_alphanumeric() || letter == ')');
        match raised.filter(|_| follows && text.contains(|letter: char| letter.is_ascii_digit())) {
            Some(raised) => self.run.push_str(&raised),
            None => self.children(node, inside),
        }
    }

    /// One line break is a space; two part paragraphs.
    fn line_break(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let mut next = node.next_sibling();
        while next.as_ref().is_some_and(|next| !next.is_element() && next.text().trim().is_empty()) {
            next = next.and_then(|next| next.next_sibling());
        }
        if !inside.pre && next.is_some_and(|next| next.has_name("br")) {
            self.flush(inside);
        } else {
            self.run.push('\n');
        }
    }

    /// An element that stands on lines of its own.
    fn block(&mut self, node: &NodeRef<'_>, inside: Inside, around: Inside) {
        self.flush(around);
        // Its own text stands beside its neighbours; what stands in blocks of its own, in it.
        let parent = node.parent().map(|parent| parent.id);
        let holds_blocks = node.children_it(false).any(|child| child.node_name().is_some_and(|name| is_block(&name)));
        let inside = Inside { place: if holds_blocks { Some(node.id) } else { parent }, ..inside };
        self.children(node, inside);
        self.flush(inside);
    }

    /// The words that are struck out, as a block of what is left out.
    fn struck(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let words = clean(&node.text());
        if !words.is_empty() {
            self.struck.push_str(&words);
            self.struck.push(' ');
        }
        // Blocks inside part what is around them.
        if node.descendants_it().any(|inner| inner.node_name().is_some_and(|name| is_block(&name))) {
            self.flush(inside);
        }
    }

    /// A footnote: all that it holds in one block, without its number and the way back. One that stands inside a sentence
    /// follows its paragraph.
    fn note(&mut self, node: &NodeRef<'_>, name: &str, number: u32, around: Inside) {
        let (mut run, mut linked) = (String::new(), 0);
        if is_block(name) {
            self.flush(around);
        } else {
            (run, linked) = (std::mem::take(&mut self.run), std::mem::take(&mut self.linked));
        }
        let kind = BlockKind::Footnote(number);
        let inside = Inside { kind, link: false, pre: false, place: None, ..around };
        let start = self.done.len();
        self.children(node, inside);
        self.flush(inside);
        let parts = self.done.split_off(start.min(self.done.len()));
        let (notes, others): (Vec<Block>, Vec<Block>) =
            parts.into_iter().partition(|part| part.dropped == around.dropped && part.kind == kind);
        let texts: Vec<&str> = notes.iter().map(|part| part.text.as_str()).collect();
        let text = self.notes.without_label(number, &texts.join(" "));
        if !text.is_empty() {
            let linked = notes.iter().map(|part| part.linked).sum();
            self.asides.push(Block { linked, dropped: around.dropped, ..Block::new(kind, text) });
        }
        self.done.extend(others);
        (self.run, self.linked) = (run, linked);
        if is_block(name) {
            self.flush(around);
        }
    }

    /// A block quotation, and whose words it says it holds.
    fn quotation(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let pulled = is_pull_quote(node, "blockquote");
        let kind = if pulled { BlockKind::PullQuote } else { BlockKind::Quotation };
        self.flush(inside);
        let start = self.done.len();
        let quoted = Inside { kind, place: Some(node.id), ..inside };
        self.children(node, quoted);
        self.flush(quoted);
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

    fn link(&mut self, node: &NodeRef<'_>, inside: Inside) {
        let (blocks, start) = (self.done.len(), self.run.len());
        self.children(node, Inside { link: true, ..inside });
        let Some(url) = node.attr("href") else { return };
        // A link around whole blocks is a link of each.
        for block in self.done.iter_mut().skip(blocks) {
            block.links.push(Link { start: 0, end: block.text.len(), url: url.to_string() });
        }
        let start = if self.done.len() > blocks { 0 } else { start };
        self.anchors.push(Link { start, end: self.run.len(), url: url.to_string() });
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

    fn flush(&mut self, inside: Inside) {
        let mut links = std::mem::take(&mut self.anchors);
        let text = links::cleaned(&self.run, &mut links);
        self.run.clear();
        self.after_mark = false;
        let linked = std::mem::take(&mut self.linked);
        if text.chars().any(|letter| letter.is_alphanumeric()) || text.chars().any(is_pictograph) {
            let Inside { kind, dropped, place, .. } = inside;
            let (text, links) = self.marked(text, links, kind);
            self.done.push(Block { linked, links, dropped, place, ..Block::new(kind, text) });
        }
        self.done.append(&mut self.asides);
        let struck = std::mem::take(&mut self.struck);
        if !struck.is_empty() {
            let dropped = inside.dropped.or(Some(Rule::Struck));
            self.done.push(Block { dropped, ..Block::new(BlockKind::Text, struck.trim_end().to_owned()) });
        }
    }
}

/// Whether the comment is this mark of a card that stands in the mail alone: Ghost keeps such cards in the web's text too.
fn is_card(comment: &NodeRef<'_>, mark: &str) -> bool {
    let html = comment.html();
    let inner = html.trim_start_matches("<!--").trim_end_matches("-->").trim();
    inner.strip_prefix(mark).is_some_and(|card| matches!(card.trim(), "email" | "email-cta"))
}

/// Where a card ends that begins here.
fn end_of_card(comment: &NodeRef<'_>) -> Option<NodeId> {
    let mut next = comment.next_sibling();
    while let Some(node) = next {
        if node.is_comment() && is_card(&node, "kg-card-end:") {
            return Some(node.id);
        }
        next = node.next_sibling();
    }
    None
}

/// Whether a link within the document has nothing to read: "#", "¶", "↩".
fn leads_to_its_own_place(node: &NodeRef<'_>) -> bool {
    node.attr("href").is_some_and(|href| href.starts_with('#')) && !node.text().contains(char::is_alphanumeric)
}

/// Whether the element strikes its words out.
fn is_struck(node: &NodeRef<'_>, name: &str) -> bool {
    matches!(name, "del" | "s" | "strike")
        || node.attr("style").is_some_and(|style| {
            style
                .to_ascii_lowercase()
                .split(';')
                .any(|rule| rule.trim_start().starts_with("text-decoration") && rule.contains("line-through"))
        })
}

/// Emoji and their like: a line of them is a line. A line of dots or rules is decoration.
pub(in crate::corpus::import) fn is_pictograph(letter: char) -> bool {
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

/// The words of a `<cite>`, a `<footer>` or a caption inside the quotation.
fn cited(node: &NodeRef<'_>) -> Option<String> {
    let inner = node
        .descendants_it()
        .filter(|inner| ["cite", "footer", "figcaption"].iter().any(|name| inner.has_name(name)))
        .last()?;
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

/// A letter of a number, raised.
fn raised(letter: char) -> Option<char> {
    const FROM: [char; 17] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', '−', '–', '(', ')', 'n'];
    const TO: [char; 17] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁺', '⁻', '⁻', '⁻', '⁽', '⁾', 'ⁿ'];
    FROM.iter().zip(TO).find(|(from, _)| **from == letter).map(|(_, to)| to)
}
