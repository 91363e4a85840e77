//! What reading a document gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::byline;
use super::contained::contained;
use super::draft::Draft;
use super::records::RecordRow;
use super::refused::{Refusal, Refused};
use super::stub;

/// The articles of a document, what of it was refused, and what was left out on purpose.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The articles, in the document's order.
    pub drafts: Vec<Draft>,
    /// What was refused.
    pub refused: Vec<Refusal>,
    /// What was left out because nobody asked for it: drafts, pages, podcasts.
    pub left_out: Vec<String>,
    /// What was mended of the document.
    pub notes: Vec<String>,
    /// The rows of a table of records.
    pub rows: Vec<RecordRow>,
    /// Fields of front matter that hold text which nothing took: of how many articles, and how many words.
    pub unread: BTreeMap<String, (usize, usize)>,
    /// Called with every article, so that whoever waits sees that it goes on.
    #[serde(skip)]
    pub(super) pulse: Option<fn()>,
}

impl Reading {
    fn beat(&self) {
        if let Some(pulse) = self.pulse {
            pulse();
        }
    }

    /// What was read of an article, where it was; why it does not come in is kept.
    pub(super) fn sound<T>(&mut self, what: &str, read: Result<T, Refused>) -> Option<T> {
        read.map_err(|why| self.add(what, Err(why))).ok()
    }

    /// Adds one article of a document, or why it does not come in.
    pub(super) fn add(&mut self, what: &str, read: Result<Draft, Refused>) {
        self.beat();
        match read {
            Ok(mut draft) => {
                draft.part_long_paragraphs();
                // What is in our own form already says what a person wants it to.
                if draft.id.is_none() {
                    draft.byline = draft.byline.as_deref().and_then(byline::of);
                    stub::mark(&mut draft);
                }
                self.drafts.push(draft);
            }
            Err(why) => self.refused.push(Refusal { what: crate::text::clip(what, 200).0.to_owned(), why }),
        }
    }

    /// Reads one article of a document, and adds it. A parser that breaks on it breaks no other.
    pub(super) fn attempt(&mut self, what: &str, read: impl FnOnce() -> Result<Draft, Refused>) {
        self.add(what, contained(read));
    }

    /// Notes a field with so many words that nothing took.
    pub(super) fn unread(&mut self, field: &str, words: usize) {
        let (articles, all) = self.unread.entry(crate::text::clip(field, 60).0.to_owned()).or_default();
        *articles += 1;
        *all += words;
    }

    pub(super) fn leave_out(&mut self, what: &str, why: &str) {
        self.beat();
        self.left_out.push(format!("{}: {why}", crate::text::clip(what, 200).0));
    }
}
