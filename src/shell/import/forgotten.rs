//! What was forgotten does not come back with the next fetch of its feed. Only hashes are kept: nothing of the article
//! can be read from them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::corpus::import::addresses::{canonical, is_home};
use crate::corpus::import::provenance::Line;
use crate::corpus::import::{Draft, Origin};
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
    pub(super) fn remember<'d>(&mut self, drafts: impl Iterator<Item = &'d Draft>) {
        for name in drafts.flat_map(names_of) {
            self.0.remove(&name);
        }
    }

    /// Adds an article.
    pub(super) fn add(&mut self, meta: &ArticleMeta) {
        self.0.extend(address(&meta.url));
        self.0
            .extend(Line::all(&meta.provenance).filter_map(|line| name(line.kind, line.feed, line.name, &meta.title)));
    }

    /// Keeps it.
    pub(super) fn keep(&self, store: &Store) -> anyhow::Result<()> {
        let lines: String = self.0.iter().map(|name| format!("{name}\n")).collect();
        Ok(store.write_now(NAME, &lines)?)
    }
}

fn names_of(draft: &Draft) -> Vec<String> {
    let own = draft.guid.as_deref().and_then(|guid| {
        let guid = guid.split_whitespace().collect::<Vec<_>>().join(" ");
        name(draft.origin, draft.feed.as_deref(), &guid, &draft.title)
    });
    draft.url.as_deref().and_then(address).into_iter().chain(own).collect()
}

/// The address, unless it is a whole site's.
fn address(url: &str) -> Option<String> {
    (!is_home(url)).then(|| hash(&canonical(url)))
}

/// What a source calls it. Feeds give one name to several articles, and several feeds the same name.
fn name(kind: Origin, feed: Option<&str>, name: &str, title: &str) -> Option<String> {
    match kind {
        Origin::Feed => Some(hash(&format!("<{}> {name} {title}", feed.unwrap_or_default()))),
        // A page is known by its address.
        Origin::Page => None,
        _ => Some(hash(name)),
    }
}

fn hash(name: &str) -> String {
    blake3::hash(name.as_bytes()).to_hex().chars().take(32).collect()
}
