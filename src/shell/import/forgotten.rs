//! What was forgotten does not come back with the next fetch of its feed. Only hashes are kept: nothing of the article
//! can be read from them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::corpus::import::Draft;
use crate::corpus::import::same::canonical;
use crate::domain::ArticleMeta;

use super::store::Store;

/// Its name in the corpus folder; hidden, so no article is looked for in it.
const NAME: &str = ".forgotten";

/// The names of articles that were forgotten, as hashes.
#[derive(Debug, Default)]
pub(super) struct Forgotten(BTreeSet<String>);

impl Forgotten {
    /// What was kept.
    pub(super) fn read(corpus: &Path) -> Forgotten {
        let lines = fs::read_to_string(corpus.join(NAME)).unwrap_or_default();
        Forgotten(lines.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect())
    }

    /// Whether this is one of them.
    pub(super) fn holds(&self, draft: &Draft) -> bool {
        !self.0.is_empty() && names_of(draft).iter().any(|name| self.0.contains(name))
    }

    /// Takes these out again.
    pub(super) fn remember(&mut self, drafts: &[Draft]) {
        for name in drafts.iter().flat_map(names_of) {
            self.0.remove(&name);
        }
    }

    /// Adds an article.
    pub(super) fn add(&mut self, meta: &ArticleMeta) {
        self.0.insert(hash(&canonical(&meta.url)));
        for line in &meta.provenance {
            // The kind of source, what it calls the article, a seal.
            if let [_, name @ .., _] = line.split(' ').collect::<Vec<_>>().as_slice() {
                self.0.insert(hash(&name.join(" ")));
            }
        }
    }

    /// Keeps it.
    pub(super) fn keep(&self, store: &Store) -> anyhow::Result<()> {
        let lines: String = self.0.iter().map(|name| format!("{name}\n")).collect();
        Ok(store.write_now(NAME, &lines)?)
    }
}

fn names_of(draft: &Draft) -> Vec<String> {
    let address = draft.url.as_deref().map(canonical);
    address.iter().chain(&draft.guid).map(|name| hash(name)).collect()
}

fn hash(name: &str) -> String {
    blake3::hash(name.as_bytes()).to_hex().chars().take(32).collect()
}
