//! What the servers of feeds said of them last, so that an unchanged feed is not sent again. A cache: without it every
//! feed is read once more, and nothing is imported twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::fetch::Validators;
use super::store::Store;

/// Its name in the corpus folder; hidden, so no article is looked for in it.
const NAME: &str = ".feeds.json";

/// What is known of each feed, by its address.
#[derive(Debug, Default)]
pub(super) struct Known {
    path: PathBuf,
    feeds: BTreeMap<String, Validators>,
}

impl Known {
    /// What was kept; nothing where it cannot be read.
    pub(super) fn read(corpus: &Path) -> Known {
        let path = corpus.join(NAME);
        let feeds = fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        Known { path, feeds }
    }

    pub(super) fn of(&self, address: &str) -> Validators {
        self.feeds.get(address).cloned().unwrap_or_default()
    }

    pub(super) fn set(&mut self, address: &str, validators: Validators) {
        self.feeds.insert(address.to_owned(), validators);
    }

    /// Keeps it, once the articles that it speaks of are kept.
    pub(super) fn keep(&self, store: &Store) -> anyhow::Result<()> {
        if self.feeds.is_empty() && !self.path.exists() {
            return Ok(());
        }
        Ok(store.write_now(NAME, &serde_json::to_string_pretty(&self.feeds)?)?)
    }
}
