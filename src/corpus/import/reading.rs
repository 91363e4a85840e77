//! What reading a document gave.

use serde::{Deserialize, Serialize};

use super::contained::contained;
use super::byline;
use super::draft::Draft;
use super::records::{Columns, RecordRow};
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

    pub(super) fn leave_out(&mut self, what: &str, why: &str) {
        self.beat();
        self.left_out.push(format!("{}: {why}", crate::text::clip(what, 200).0));
    }
}

/// What the person who imports says about it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImportOptions {
    /// The newsletter's address, for exports that have none.
    pub site: Option<String>,
    /// Podcasts, threads and pages of an export too.
    pub include: Vec<Include>,
    /// Documents are tables of records, with these columns.
    pub records: Option<Columns>,
}

/// What an export holds beside its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Include {
    /// Notes to recordings.
    Podcasts,
    /// Discussions.
    Threads,
    /// Standing pages ("About").
    Pages,
}

impl ImportOptions {
    /// The address of something on the newsletter's site.
    pub(super) fn address(&self, path: &str) -> Result<String, Refused> {
        let site = self.site.as_deref().ok_or(Refused::NoSite)?.trim_end_matches('/');
        let site = if site.contains("://") { site.to_owned() } else { format!("https://{site}") };
        Ok(format!("{site}/{}", path.trim_start_matches('/')))
    }
}
