//! The archive that answers, as it is measured.

use std::sync::Arc;
use std::time::Instant;

use super::metrics::{ArchiveFacts, Metrics};
use crate::index::IndexFolder;
use crate::shell::Opened;
use crate::shell::follow::Follows;

/// Notes which archive answers.
pub struct ArchiveWatch {
    metrics: Arc<Metrics>,
}

impl ArchiveWatch {
    /// Notes it there.
    pub fn new(metrics: Arc<Metrics>) -> ArchiveWatch {
        ArchiveWatch { metrics }
    }
}

impl Follows for ArchiveWatch {
    fn replaced(&self, opened: &Opened) {
        let archive = opened.engine.archive();
        self.metrics.archive(ArchiveFacts {
            opened: Instant::now(),
            newest: opened.engine.newest(true),
            articles: archive.article_count(),
            generation: IndexFolder::new(&opened.at.index).generation(),
        });
    }

    fn note_behind(&self, behind: bool) {
        self.metrics.archive_fresh(!behind);
    }
}
