//! Which published generations a corpus descends from. One that descends from another than what is served, such as that of
//! a machine that stood by and was not brought up to date, replaces nothing unless a person says so.
//!
//! It is remembered by a hidden file in the corpus, so that a copy of the corpus has it, too. A generation is noted before
//! it is served: whoever is killed in between knows its own again.

use std::io;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::cluster::{Digest, Pointer};
use crate::shell::Locations;
use crate::shell::import::replace_file;

/// The file, in the corpus; in the index's folder where the corpus cannot be written.
const FILE: &str = ".published";

/// What is remembered.
pub(super) struct Descent {
    places: [PathBuf; 2],
}

impl Descent {
    pub(super) fn of(at: &Locations) -> Descent {
        Descent { places: [at.corpus.join(FILE), at.index.join(FILE)] }
    }

    fn known(&self) -> Vec<Digest> {
        let read = |place: &PathBuf| std::fs::read_to_string(place).unwrap_or_default();
        self.places
            .iter()
            .flat_map(|place| read(place).lines().filter_map(|line| line.parse().ok()).collect::<Vec<_>>())
            .collect()
    }

    /// Refuses where what is served is nothing that this corpus descends from. Asked under the lease: what was noted beside
    /// it will not be served any more, and is forgotten.
    pub(super) fn check(&self, served: &Pointer, store: &str) -> anyhow::Result<()> {
        let known = self.known();
        anyhow::ensure!(
            known.contains(&served.manifest),
            "generation {} in {store} was published from another corpus than this one, which may lack some of it. Copy that \
             corpus here, with its hidden files; or put this one in its place with: pullquote publish --anew",
            served.generation
        );
        if known.len() > 1 {
            self.serves(&served.manifest);
        }
        Ok(())
    }

    /// Notes a generation that is about to be served, behind the one that is.
    pub(super) fn note(&self, manifest: &Digest) -> anyhow::Result<()> {
        let mut known = self.known();
        known.push(*manifest);
        self.write(&known)
    }

    /// Notes that it is served; where that fails, it is known with the others.
    pub(super) fn serves(&self, manifest: &Digest) {
        if let Err(error) = self.write(&[*manifest]) {
            tracing::warn!(%error, "which generation this corpus was published as cannot be written there");
        }
    }

    fn write(&self, known: &[Digest]) -> anyhow::Result<()> {
        let lines: String = known.iter().map(|own| format!("{own}\n")).collect();
        let [corpus, index] = &self.places;
        let written = replace_file(corpus, &lines).or_else(|error| match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => replace_file(index, &lines),
            _ => Err(error),
        });
        written.with_context(|| corpus.display().to_string())
    }
}
