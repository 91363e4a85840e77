//! What came of an update.

use super::generation::Unusable;
use crate::corpus::{LoadError, LoadNote};
use crate::domain::Article;

/// What was done to bring an index up to date. Counts are articles.
#[derive(Debug, Default)]
pub struct Report {
    /// Not there before.
    pub added: usize,
    /// There before with other bytes.
    pub changed: usize,
    /// No longer in the corpus.
    pub removed: usize,
    /// As they were.
    pub unchanged: usize,
    /// Whether the trackers differ from before.
    pub trackers_changed: bool,
    /// Why the index was built from nothing, where it was.
    pub rebuilt: Option<Unusable>,
    /// What was mended in what was read anew.
    pub notes: Vec<LoadNote>,
    /// The articles that changed, as they were before; where very many did, none.
    pub superseded: Vec<Article>,
}

impl Report {
    /// Whether anything was written.
    pub fn wrote(&self) -> bool {
        self.added + self.changed + self.removed > 0 || self.trackers_changed || self.rebuilt.is_some()
    }
}

/// Why an index was not updated. The previous one stays in service.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Another process is building.
    #[error("another process is updating the index")]
    Busy,
    /// Somebody edited the corpus while it was read: the next update will see it whole.
    #[error("the corpus changed while it was read")]
    Moving,
    /// The corpus has mistakes.
    #[error("the corpus has mistakes")]
    Faulty(Vec<LoadError>),
    /// The folder cannot be written: rights, space, a disk that fails.
    #[error("{folder}: the index cannot be written: {why}")]
    Unwritable {
        /// The folder.
        folder: String,
        /// What the system says.
        why: String,
    },
}
