//! How much of the memory an open archive holds, nearly.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::shell::Opened;
use crate::shell::follow::Follows;

/// What any open archive holds, however small: its commands in each language, its routes, its desk. Two hundred of 200
/// paragraphs held 1.2 MB each with a desk, and a fifth of that without.
const LEAST: u64 = 1_200_000;
/// Bytes for each article: what stands of it in tables of ids, and in lists once they were asked. Five thousand held up to
/// 9 MB. The index comes to that: it is mapped whole when it is compared with its hashes.
const AN_ARTICLE: u64 = 2_000;

/// How many bytes an open archive holds: measured anew when it is read again.
pub(super) struct Size(AtomicU64);

impl Size {
    /// That of an archive that was opened.
    pub(super) fn of(opened: &Opened) -> Size {
        Size(AtomicU64::new(estimate(opened)))
    }

    pub(super) fn bytes(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Takes note when the archive is read again.
pub(super) struct Sizing(pub(super) Arc<Size>);

impl Follows for Sizing {
    fn replaced(&self, opened: &Opened) {
        self.0.0.store(estimate(opened), Relaxed);
    }

    fn note_behind(&self, _: bool) {}
}

/// What an archive holds of the memory while it is open, nearly.
fn estimate(opened: &Opened) -> u64 {
    let articles = opened.engine.archive().article_count();
    LEAST + articles * AN_ARTICLE + weight(&opened.at.index)
}

/// The bytes of the files in a folder and its sub-folders.
fn weight(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let weighed = entries.filter_map(|entry| {
        let about = entry.metadata().ok()?;
        Some(if about.is_dir() { weight(&entry.path()) } else { about.len() })
    });
    weighed.sum()
}
