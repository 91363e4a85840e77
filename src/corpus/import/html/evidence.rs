//! What stands below each element of a document, counted once: how many words, how many of them are links, how many are
//! sentences, how many controls. Whether an element is boilerplate is told from this, and its names only say where to look.

use std::collections::HashMap;

use dom_query::{NodeId, NodeRef};

use super::elements::{UNSEEN, is_apart, is_block};
use super::is_unspaced;

/// A run of text of fewer words is no sentence, however it ends.
const SENTENCE: usize = 5;

/// What stands below an element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Bytes of text.
    pub(super) letters: usize,
    pub(super) words: usize,
    /// Words inside links.
    pub(super) linked: usize,
    /// Words of runs of text that end like a sentence and are no links.
    pub(super) prose: usize,
    /// Runs of text that end so.
    pub(super) sentences: usize,
    /// Fields and buttons.
    pub(super) controls: usize,
    /// Fields to type into.
    pub(super) fields: usize,
    /// Recordings.
    pub(super) recordings: usize,
    /// Quotations and posts of other services.
    pub(super) quotations: usize,
    /// Words that have a letter, and are no mere number or sign.
    pub(super) lettered: usize,
}

impl Evidence {
    /// Whether at least this many hundredths of the words are links.
    pub(super) fn is_linked(&self, hundredths: usize) -> bool {
        self.linked * 100 >= self.words * hundredths
    }

    fn add(&mut self, other: Evidence) {
        self.letters += other.letters;
        self.words += other.words;
        self.linked += other.linked;
        self.prose += other.prose;
        self.sentences += other.sentences;
        self.controls += other.controls;
        self.fields += other.fields;
        self.recordings += other.recordings;
        self.lettered += other.lettered;
        self.quotations += other.quotations;
    }
}

/// The evidence of every element of a document.
pub(super) struct Counted {
    elements: HashMap<NodeId, Evidence>,
    whole: Evidence,
}

impl Counted {
    pub(super) fn of(root: &NodeRef<'_>) -> Counted {
        let mut counted = Counted { elements: HashMap::new(), whole: Evidence::default() };
        let mut run = Run::default();
        counted.whole = counted.count(root, false, &mut run);
        counted.whole.end(&mut run);
        counted
    }

    /// Bytes of text of the whole.
    pub(super) fn whole(&self) -> usize {
        self.whole.letters
    }

    pub(super) fn get(&self, node: &NodeRef<'_>) -> Evidence {
        self.elements.get(&node.id).copied().unwrap_or_default()
    }

    // Documents deeper than the limit were refused, so recursion is bounded.
    fn count(&mut self, node: &NodeRef<'_>, linked: bool, run: &mut Run) -> Evidence {
        let mut own = Evidence::default();
        for child in node.children_it(false) {
            if child.is_text() {
                let text = child.text();
                own.letters += text.trim().len();
                let words = words(&text);
                own.words += words;
                own.lettered += text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
                own.linked += if linked { words } else { 0 };
                run.add(&text, words, linked);
                continue;
            }
            let Some(name) = child.node_name() else { continue };
            match &*name {
                "button" | "select" => own.controls += 1,
                "input" | "textarea" if child.attr("type").as_deref() != Some("hidden") => {
                    own.controls += 1;
                    own.fields += usize::from(child.attr("type").is_none_or(|kind| is_typed(&kind)));
                }
                "audio" | "video" => own.recordings += 1,
                "blockquote" => own.quotations += 1,
                _ => {}
            }
            if UNSEEN.contains(&&*name) {
                continue;
            }
            if is_apart(&name) {
                let mut apart = Run::default();
                let mut inner = self.count(&child, linked, &mut apart);
                inner.end(&mut apart);
                own.controls += inner.controls;
                self.elements.insert(child.id, inner);
                continue;
            }
            let sets_apart = is_block(&name) || matches!(&*name, "br" | "blockquote" | "pre" | "nav");
            if sets_apart {
                own.end(run);
            }
            let mut inner = self.count(&child, linked || &*name == "a", run);
            if sets_apart {
                inner.end(run);
            }
            self.elements.insert(child.id, inner);
            own.add(inner);
        }
        own
    }
}

impl Evidence {
    /// Ends a run of text: whether it is a sentence is told by how it ends.
    fn end(&mut self, run: &mut Run) {
        let done = std::mem::take(run);
        if done.words >= SENTENCE && done.linked * 2 < done.words && ends_sentence(&done.text) {
            self.prose += done.words - done.linked;
            self.sentences += 1;
        }
    }
}

/// Text up to the next element that stands on lines of its own.
#[derive(Default)]
struct Run {
    /// Its last letters.
    text: String,
    words: usize,
    linked: usize,
}

impl Run {
    fn add(&mut self, text: &str, words: usize, linked: bool) {
        self.words += words;
        self.linked += if linked { words } else { 0 };
        let tail = text.trim_end();
        if !tail.is_empty() {
            self.text.clear();
            self.text
                .push_str(tail.get(crate::text::floor_boundary(tail, tail.len().saturating_sub(16))..).unwrap_or(tail));
        }
    }
}

fn is_typed(kind: &str) -> bool {
    matches!(
        kind.to_ascii_lowercase().as_str(),
        "" | "text" | "email" | "search" | "tel" | "url" | "password" | "number"
    )
}

/// How many words a text has; two letters count as one in scripts that set no spaces.
pub(in crate::corpus::import) fn words(text: &str) -> usize {
    let unspaced = text.chars().filter(|letter| is_unspaced(*letter)).count();
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count().max(unspaced / 2)
}

/// Whether the text ends like a sentence.
pub(in crate::corpus::import) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '“', '’', '\'', ')', ']', '»', '«', '」', '』', ' ']);
    text.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '।'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str) -> (usize, usize, usize, usize) {
        let document = dom_query::Document::from(format!("<div id=x>{html}</div>"));
        let counted = Counted::of(&document.root());
        let node = document.root().descendants_it().find(|node| node.attr("id").as_deref() == Some("x")).expect("it");
        let evidence = counted.get(&node);
        (evidence.words, evidence.linked, evidence.sentences, evidence.controls)
    }

    #[test]
    fn sentences_are_runs_of_text_that_are_no_links() {
        assert_eq!(check("<p>The ferry sails at <b>nine</b> again.</p><p>By Ida</p>"), (8, 0, 1, 0));
        assert_eq!(check("<a href=x>The ferry sails at nine again.</a>"), (6, 6, 0, 0));
        assert_eq!(check("One two three four five<br>six seven eight nine ten."), (10, 0, 1, 0));
        assert_eq!(check("<form><input><button>Go</button></form><script>let it = 1;</script>"), (0, 0, 0, 2));
        assert_eq!(check("<p>“It sails at nine,” she said (at last.)</p>").2, 1);
    }
}
