//! The trackers as one asker may see them: a record whose evidence is for paying readers is not there for anybody else.

use std::collections::BTreeMap;

use super::Engine;
use crate::domain::{Audience, Record, Tracker};
use crate::request::Viewer;

/// A list, as far as the asker may see it.
pub(super) struct List<'a> {
    pub tracker: &'a Tracker,
    /// Its records, in file order.
    pub records: Vec<&'a Record>,
    /// Whether the list has more, for paying readers.
    pub partial: bool,
}

impl List<'_> {
    /// How many say yes.
    pub fn count(&self) -> usize {
        self.records.iter().filter(|record| record.received).count()
    }
}

/// The lists, newest first, whatever their files are called. What is left out is left out before anything is looked
/// up, so that neither words nor time tell whether it holds what is asked for.
pub(super) fn seen(engine: &Engine, viewer: Viewer) -> Vec<List<'_>> {
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let mut lists: Vec<List<'_>> = Vec::new();
    for tracker in engine.archive.trackers() {
        let mut records: Vec<&Record> = Vec::with_capacity(tracker.records.len());
        for record in &tracker.records {
            let paid = known.entry(record.article.as_str()).or_insert_with(|| for_paying(engine, record));
            if viewer.paid || !*paid {
                records.push(record);
            }
        }
        let partial = records.len() < tracker.records.len();
        lists.push(List { tracker, records, partial });
    }
    lists.sort_by(|a, b| b.tracker.date.cmp(&a.tracker.date).then_with(|| a.tracker.id.cmp(&b.tracker.id)));
    lists
}

/// Whether a record's evidence is for paying readers.
pub(super) fn for_paying(engine: &Engine, record: &Record) -> bool {
    engine.archive.article(&record.article).is_some_and(|article| article.meta.audience == Audience::Paid)
}

impl Engine {
    /// The trackers with the records that everybody may see: what completion and examples may name.
    pub fn open_trackers(&self) -> Vec<Tracker> {
        let whole = |list: List<'_>| {
            let records = list.records.into_iter().cloned().collect();
            Tracker { records, ..list.tracker.clone() }
        };
        seen(self, Viewer::default()).into_iter().map(whole).collect()
    }

    /// Every record that everybody may see, with its list.
    pub fn open_records(&self) -> Vec<(&Tracker, &Record)> {
        let lists = seen(self, Viewer::default()).into_iter();
        lists.flat_map(|list| list.records.into_iter().map(move |record| (list.tracker, record))).collect()
    }

    /// Whether a list has records that this viewer may not see.
    pub fn is_partial(&self, tracker: &Tracker, viewer: Viewer) -> bool {
        !viewer.paid && tracker.records.iter().any(|record| for_paying(self, record))
    }
}
