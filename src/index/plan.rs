//! What changed between a corpus and a generation.

use super::generation::{Before, Unusable};
use super::packing::Sample;
use super::report::{Report, UpdateError};
use super::sources::Sources;
use crate::corpus::{Checked, Earlier, ItemPosition, ItemState, LoadNote, NoEarlier, Rules, Source, stream};
use crate::domain::{Article, Tracker};

/// Changed articles that together are no longer than this are kept parsed.
pub(super) const SMALL_CHANGE_BYTES: u64 = 8_000_000;

/// What changed between a corpus and a generation.
pub(super) struct Plan {
    pub(super) sources: Sources,
    pub(super) trackers: Vec<Tracker>,
    pub(super) notes: Vec<LoadNote>,
    pub(super) changed: Changed,
    /// Of the changed articles.
    pub(super) sample: Sample,
    /// Bytes of the changed articles.
    pub(super) bytes: u64,
    /// Bytes of unchanged articles that had to be read.
    read_in_vain: u64,
}

/// The articles to index.
pub(super) enum Changed {
    /// Few enough to be held.
    Held(Vec<Article>),
    /// More: the corpus is read a second time.
    Many(usize),
}

impl Changed {
    pub(super) fn len(&self) -> usize {
        match self {
            Changed::Held(articles) => articles.len(),
            Changed::Many(count) => *count,
        }
    }
}

impl Plan {
    pub(super) fn changes_nothing(&self, before: &Before) -> bool {
        self.sources.same_articles(&before.sources) && self.trackers == before.generation.archive.trackers()
    }

    /// Whether unchanged files were read because their marks differ, and so much of them that new marks should be stored.
    pub(super) fn tires(&self) -> bool {
        self.read_in_vain > SMALL_CHANGE_BYTES
    }

    pub(super) fn report(&self, found: &Result<Before, Unusable>) -> Report {
        let before = match found {
            Ok(before) => before,
            Err(why) => {
                return Report { added: self.changed.len(), rebuilt: Some(why.clone()), ..Report::default() };
            }
        };
        let (old, new) = (before.sources.ids(), self.sources.ids());
        let added = new.difference(&old).count();
        Report {
            added,
            changed: self.changed.len().saturating_sub(added),
            removed: old.difference(&new).count(),
            unchanged: self.sources.len().saturating_sub(self.changed.len()),
            trackers_changed: self.trackers != before.generation.archive.trackers(),
            superseded: match &self.changed {
                Changed::Held(articles) => {
                    articles.iter().filter_map(|now| before.generation.archive.earlier(now)).collect()
                }
                Changed::Many(_) => Vec::new(),
            },
            ..Report::default()
        }
    }
}

/// Reads the corpus and finds what a generation does not hold.
pub(super) fn plan(source: &dyn Source, rules: &Rules<'_>, before: Option<&Before>) -> Result<Plan, UpdateError> {
    let mut sources = Sources::default();
    let mut changed = Changed::Held(Vec::new());
    let mut sample = Sample::default();
    let (mut bytes, mut read_in_vain) = (0, 0);
    let mut visit = |standing: &ItemPosition, seen: ItemState| match seen {
        ItemState::Known(id) => {
            sources.add(standing, id);
            read_in_vain += standing.read;
        }
        ItemState::New(article) => {
            sources.add(standing, article.meta.id.clone());
            bytes += standing.read;
            sample.show(&article);
            changed = match std::mem::replace(&mut changed, Changed::Many(0)) {
                Changed::Held(mut articles) if bytes <= SMALL_CHANGE_BYTES => {
                    articles.push(*article);
                    Changed::Held(articles)
                }
                Changed::Held(articles) => Changed::Many(articles.len() + 1),
                Changed::Many(count) => Changed::Many(count + 1),
            };
        }
    };
    let Checked { trackers, errors, notes, marks } = stream(source, rules, earlier(before), &mut visit);
    if !errors.is_empty() {
        return Err(UpdateError::Faulty(errors));
    }
    sources.mark(marks);
    Ok(Plan { sources, trackers, notes, changed, sample, bytes, read_in_vain })
}

pub(super) fn earlier(before: Option<&Before>) -> &dyn Earlier {
    before.map_or(&NoEarlier, |before| &before.sources)
}
