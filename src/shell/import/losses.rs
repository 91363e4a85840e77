//! What imports left out of articles with doubt: kept for whoever looks after the archive, until the article comes in again
//! without. A cache: without it nothing is known of earlier imports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::import::MUCH;

use super::report::Report;
use super::store::Store;

/// Its name in the corpus folder; hidden, so no article is looked for in it.
const NAME: &str = ".losses.json";

/// Of each article in doubt, by its id.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::shell) struct LossRecords(BTreeMap<String, Entry>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// How many blocks.
    blocks: usize,
    /// How many hundredths of its prose.
    percent: u32,
}

impl LossRecords {
    /// What was kept; nothing where it cannot be read.
    pub(in crate::shell) fn read(corpus: &Path) -> LossRecords {
        let kept = fs::read(corpus.join(NAME)).ok().and_then(|json| serde_json::from_slice(&json).ok());
        LossRecords(kept.unwrap_or_default())
    }

    /// How many articles are in doubt, of those that are still there, and how many of these lost much.
    pub(in crate::shell) fn count(&self, corpus: &Path) -> (usize, usize) {
        let there =
            |id: &String| ["md", "jsonl"].iter().any(|end| corpus.join(format!("articles/{id}.{end}")).exists());
        let entries: Vec<&Entry> = self.0.iter().filter(|(id, _)| there(id)).map(|(_, entry)| entry).collect();
        (entries.len(), entries.iter().filter(|entry| entry.percent > MUCH).count())
    }

    /// Takes what an import wrote, and keeps it.
    pub(super) fn keep(report: &Report, store: &Store) -> anyhow::Result<()> {
        let before = LossRecords::read(store.corpus());
        let mut known = before.clone();
        for id in report.added.iter().chain(&report.changed) {
            known.0.remove(id);
        }
        for doubt in report.doubts.iter().filter(|doubt| doubt.written) {
            let entry = Entry { blocks: doubt.loss.doubts().count(), percent: doubt.loss.percent() };
            known.0.insert(doubt.id.clone(), entry);
        }
        if known == before {
            return Ok(());
        }
        Ok(store.write_now(NAME, &serde_json::to_string_pretty(&known.0)?)?)
    }
}
