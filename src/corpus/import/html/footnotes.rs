//! Footnotes: which links are no more than the mark of a note, and which elements are the notes.
//!
//! A mark is a link of a number or a sign to a place further down. Tools write it in many ways; what they share is the link
//! that leads there and, mostly, the one that leads back.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};

use super::clean::clean;
use super::elements::is_block;

/// The longest mark, in letters: "[12]", "***", "viii".
const LONGEST_MARK: usize = 6;

/// The most links of a mark's length that are looked at, and the most elements of a note. No article comes near.
const MOST_LINKS: usize = 2_000;
const LARGEST_NOTE: usize = 500;

/// Words of a fragment that names a note.
const NAMES: [&str; 8] = ["fn", "footnote", "ftn", "note", "endnote", "cite", "ref", "sdfootnote"];

/// What an element is to the footnotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A mark in the text, a note's own number, or the way back.
    Mark,
    /// The note of this number.
    Note(u32),
}

/// The footnotes of a document.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    parts: HashMap<NodeId, Part>,
    /// What each note is called where the text refers to it.
    labels: Vec<String>,
    /// Notes that stand in their mark's own title, by the mark.
    told: HashMap<NodeId, (u32, String)>,
}

/// Where the places of a document are that links lead to.
struct Places<'a> {
    places: HashMap<String, (usize, NodeRef<'a>)>,
    /// Where each link of a mark's length stands, and what it leads to.
    links: HashMap<NodeId, (usize, String)>,
    targets: HashSet<String>,
}

impl Places<'_> {
    /// Whether the element is a link that leads to a place above it, or to none.
    fn leads_up(&self, node: &NodeRef<'_>) -> bool {
        self.links.get(&node.id).is_some_and(|(at, to)| self.places.get(to).is_none_or(|(place, _)| place < at))
    }

    fn leads_to_place_above(&self, node: &NodeRef<'_>) -> bool {
        let href = node.attr("href").unwrap_or_default();
        let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment);
        !fragment.is_empty() && self.places.contains_key(fragment)
    }
}

/// A link inside the document.
struct Link<'a> {
    node: NodeRef<'a>,
    /// Where it stands in the document.
    at: usize,
    fragment: String,
    label: String,
}

impl Footnotes {
    pub(super) fn of(root: &NodeRef<'_>) -> Footnotes {
        let mut places: HashMap<String, (usize, NodeRef<'_>)> = HashMap::new();
        let (mut links, mut raised, mut asides) = (Vec::new(), Vec::new(), Vec::new());
        for (node, at) in root.descendants_it().zip(0..) {
            let Some(name) = node.node_name() else { continue };
            for attribute in ["id", "name"] {
                if let Some(value) = node.attr(attribute).filter(|_| attribute == "id" || &*name == "a") {
                    places.entry(value.to_string()).or_insert((at, node));
                }
            }
            match &*name {
                "a" if links.len() < MOST_LINKS => links.extend(link(node, at)),
                "sup" if raised.len() < MOST_LINKS / 4 && node.first_element_child().is_none() => {
                    raised.extend(label(&node.text()).map(|label| (at, node, label)));
                }
                "input" => asides.extend(aside(&node)),
                _ => {}
            }
        }
        let targets = links.iter().map(|link| link.fragment.clone()).collect();
        let known = links.iter().map(|link| (link.node.id, (link.at, link.fragment.clone()))).collect();
        let mut notes = Footnotes::default();
        notes.take_links(&links, &Places { places, links: known, targets });
        notes.take_raised(&raised);
        for aside in asides {
            let number = notes.number(String::new());
            notes.parts.insert(aside.id, Part::Note(number));
        }
        notes
    }

    /// The number of the next note, which the text refers to by this label.
    fn number(&mut self, label: String) -> u32 {
        self.labels.push(label);
        u32::try_from(self.labels.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn part(&self, node: &NodeRef<'_>) -> Option<Part> {
        if self.parts.is_empty() { None } else { self.parts.get(&node.id).copied() }
    }

    /// What the note says that stands in its mark's title, where there is no other.
    pub(super) fn told(&self, node: &NodeRef<'_>) -> Option<&(u32, String)> {
        self.told.get(&node.id)
    }

    /// The note without the number that it opens with.
    pub(super) fn without_label(&self, number: u32, text: &str) -> String {
        let label = usize::try_from(number).ok().and_then(|number| self.labels.get(number.checked_sub(1)?));
        let rest = label.and_then(|label| text.trim_start_matches(['[', '(']).strip_prefix(label.as_str()));
        match rest.map(|rest| rest.trim_start_matches([']', ')', '.', ':', ' '])) {
            // A number that goes on is a word of the note.
            Some(rest) if !rest.is_empty() && text.len() > rest.len() + label.map_or(0, String::len) => rest.to_owned(),
            _ => text.to_owned(),
        }
    }

    fn take_links<'a>(&mut self, links: &[Link<'a>], places: &Places<'a>) {
        let mut numbers: HashMap<NodeId, u32> = HashMap::new();
        for link in links {
            let place = places.places.get(&link.fragment);
            let is_raised = link.node.ancestors_it(Some(2)).any(|above| above.has_name("sup"))
                || link.node.children_it(false).any(|inner| inner.has_name("sup"));
            // What leads up is the way back.
            if place.is_some_and(|(at, _)| *at < link.at) {
                continue;
            }
            let note = place.and_then(|(_, target)| note_of(target, &link.label, places));
            let says_so = link.node.attr("role").as_deref() == Some("doc-noteref") || is_name(&link.fragment);
            let answered = note.is_some_and(|note| {
                note.descendants_it().any(|inner| places.links.contains_key(&inner.id) && places.leads_up(&inner))
            });
            if !(is_raised || answered || says_so && (place.is_some() || is_glued(&link.node))) {
                continue;
            }
            let mark = outermost(&link.node).id;
            self.parts.insert(mark, Part::Mark);
            let title = link.node.attr("title").map(|title| clean(&title)).unwrap_or_default();
            match note {
                Some(note) if !numbers.contains_key(&note.id) => {
                    let number = self.number(link.label.clone());
                    numbers.insert(note.id, number);
                    self.parts.insert(note.id, Part::Note(number));
                    self.take_ways_back(&note, places);
                }
                None if place.is_none() && title.contains(' ') => {
                    let number = self.number(link.label.clone());
                    self.told.insert(mark, (number, title));
                }
                _ => {}
            }
        }
    }

    /// The note's own number, and arrows: links in it that lead up and say no more.
    fn take_ways_back(&mut self, note: &NodeRef<'_>, places: &Places<'_>) {
        for inner in note.descendants_it().filter(|inner| inner.has_name("a")) {
            let text = clean(&inner.text());
            let sign =
                inner.attr("href").is_some_and(|href| href.contains('#')) && !text.chars().any(char::is_alphanumeric);
            let returns = text.split_whitespace().count() <= 3 && places.leads_to_place_above(&inner);
            if sign || returns || places.leads_up(&inner) {
                let own = outermost(&inner);
                let around = own.id == note.id || note.ancestors_it(None).any(|above| above.id == own.id);
                self.parts.insert(if around { inner.id } else { own.id }, Part::Mark);
            }
        }
    }

    /// Raised numbers that lead nowhere: marks, where a later block opens with the same one.
    fn take_raised(&mut self, raised: &[(usize, NodeRef<'_>, String)]) {
        for (at, mark, label) in raised {
            if self.parts.contains_key(&mark.id) || opens_block(mark).is_some() {
                continue;
            }
            let note = raised.iter().filter(|(other, _, same)| other > at && same == label);
            let note = note.filter_map(|(_, own, _)| Some((own, opens_block(own)?))).next();
            let Some((own, note)) = note else { continue };
            self.parts.insert(mark.id, Part::Mark);
            if !self.parts.contains_key(&note.id) {
                let number = self.number(label.clone());
                self.parts.insert(note.id, Part::Note(number));
                self.parts.insert(own.id, Part::Mark);
            }
        }
    }
}

/// A link to a place in a document, of a mark's length.
fn link(node: NodeRef<'_>, at: usize) -> Option<Link<'_>> {
    let named = node.attr("href").filter(|href| href.contains('#')).map(|href| {
        let fragment = href.split_once('#').map(|(_, fragment)| fragment.to_owned()).unwrap_or_default();
        percent_encoding::percent_decode_str(&fragment).decode_utf8_lossy().into_owned()
    });
    // Some tools name the note for readers of screens alone.
    let named = named.filter(|fragment| !fragment.is_empty());
    let fragment = named.or_else(|| node.attr("aria-describedby").map(|id| id.to_string()))?;
    let label = label(&short_text(&node, 4 * LONGEST_MARK)?)?;
    Some(Link { node, at, fragment, label })
}

/// A mark's number or sign, without the brackets around it.
fn label(text: &str) -> Option<String> {
    let text = clean(text);
    let bare = text.trim_matches(['[', ']', '(', ')', '^', ' ', '\u{fe0e}']);
    let count = bare.chars().count();
    let is_number = bare.chars().all(|letter| letter.is_ascii_digit()) && count <= 3;
    let is_sign = bare.chars().all(|letter| matches!(letter, '*' | '†' | '‡' | '§' | '¶' | '‖' | '#'));
    let is_letter = count == 1 && bare.chars().all(|letter| letter.is_ascii_lowercase());
    let is_roman = bare.chars().all(|letter| matches!(letter, 'i' | 'v' | 'x'));
    let is_numbered = bare.split_once(' ').is_some_and(|(word, number)| {
        word.eq_ignore_ascii_case("note") && number.bytes().all(|byte| byte.is_ascii_digit()) && number.len() <= 3
    });
    let short = count > 0 && count <= LONGEST_MARK && (is_number || is_sign || is_letter || is_roman);
    (short || is_numbered).then(|| bare.to_owned())
}

/// Whether a fragment is called what notes are called.
fn is_name(fragment: &str) -> bool {
    let lower = fragment.to_ascii_lowercase();
    lower.split(|letter: char| !letter.is_ascii_alphabetic()).any(|word| NAMES.contains(&word))
        || lower.contains("footnote")
}

/// Whether the link stands right behind a letter or a stop, or behind an element of the same line.
fn is_glued(node: &NodeRef<'_>) -> bool {
    node.prev_sibling().is_some_and(|before| match before.node_name() {
        Some(name) => !is_block(&name),
        None => before.is_text() && before.text().chars().next_back().is_some_and(|last| !last.is_whitespace()),
    })
}

/// The element that holds the mark and nothing else.
fn outermost<'a>(node: &NodeRef<'a>) -> NodeRef<'a> {
    let mut at = *node;
    while let Some(above) = at.parent() {
        let Some(name) = above.node_name() else { break };
        if is_block(&name) || short_text(&above, 4 * LONGEST_MARK).and_then(|text| label(&text)).is_none() {
            break;
        }
        at = above;
    }
    at
}

/// The text below a node, where it is no longer than so many bytes.
fn short_text(node: &NodeRef<'_>, longest: usize) -> Option<String> {
    let mut text = String::new();
    for inner in node.descendants_it().filter(NodeRef::is_text) {
        text.push_str(&inner.text());
        if text.trim_start().len() > longest {
            return None;
        }
    }
    Some(text)
}

/// The note beside a box that shows it: a label, the box, the note, as books with notes in their margins are set.
fn aside<'a>(shown_by: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let is_box = shown_by.attr("type").as_deref() == Some("checkbox");
    let id = shown_by.attr("id").filter(|_| is_box)?;
    let labelled = shown_by.prev_element_sibling().is_some_and(|before| before.attr("for").as_ref() == Some(&id));
    shown_by.next_element_sibling().filter(|note| labelled && note.has_name("span"))
}

/// The element that is the note which a link leads to: the block that its target is, or stands in, and that holds words
/// beside the mark. `None` where that holds another note as well.
fn note_of<'a>(target: &NodeRef<'a>, mark: &str, places: &Places<'_>) -> Option<NodeRef<'a>> {
    let mut at = *target;
    loop {
        let name = at.node_name()?;
        if matches!(&*name, "body" | "html" | "main" | "article") {
            return None;
        }
        let text = short_text(&at, mark.len() + 16);
        let says = text.is_none_or(|text| {
            let words = clean(&text);
            let words = words.trim_matches(|letter: char| !letter.is_alphanumeric());
            !words.is_empty() && words != mark
        });
        let is_note =
            is_block(&name) || matches!(&*name, "aside" | "blockquote") || &*name == "span" && at.id == target.id;
        if says && is_note {
            let one = !matches!(&*name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ol" | "ul" | "table" | "tbody");
            return (one && !holds_another(&at, target, places)).then_some(at);
        }
        at = at.parent()?;
    }
}

/// Whether an element holds a place that a link leads to, beside the target. An arrow's own place is led to as well.
fn holds_another(node: &NodeRef<'_>, target: &NodeRef<'_>, places: &Places<'_>) -> bool {
    for (inner, count) in node.descendants_it().chain([*node]).zip(1..) {
        let names = [inner.attr("id"), inner.attr("name").filter(|_| inner.has_name("a"))];
        let named = names.into_iter().flatten().any(|name| places.targets.contains(&*name));
        if count > LARGEST_NOTE || named && inner.id != target.id && !places.links.contains_key(&inner.id) {
            return true;
        }
    }
    false
}

/// The block that the element opens.
fn opens_block<'a>(node: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let mut at = *node;
    loop {
        let mut before = at.prev_sibling();
        while let Some(text) = before {
            if short_text(&text, 0).is_none() || text.is_text() && !text.text().trim().is_empty() {
                return None;
            }
            before = text.prev_sibling();
        }
        at = at.parent()?;
        if at.node_name().is_some_and(|name| is_block(&name)) {
            let says = short_text(&at, 8).is_none();
            return says.then_some(at);
        }
    }
}
