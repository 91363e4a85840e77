//! Documents that were deleted, and still stand in a segment until that is merged.

use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

/// Terms that are remembered; beyond that the memory starts afresh.
const REMEMBERED: usize = 20_000;

/// Those of one open archive, and what was counted of them.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    /// Of each segment, in order.
    documents: Vec<Vec<DocId>>,
    counted: Mutex<HashMap<(SegmentOrdinal, Term), u32>>,
}

impl Deleted {
    pub(super) fn of(searcher: &Searcher) -> Self {
        let in_segment = |reader: &SegmentReader| match reader.has_deletes() {
            true => (0..reader.max_doc()).filter(|doc| reader.is_deleted(*doc)).collect(),
            false => Vec::new(),
        };
        Deleted { documents: searcher.segment_readers().iter().map(in_segment).collect(), counted: Mutex::default() }
    }

    /// How many documents of a segment hold a term and are not deleted: what the dictionary says, less the deleted ones,
    /// which it still counts.
    pub(super) fn alive(
        &self,
        (ordinal, reader): (SegmentOrdinal, &SegmentReader),
        term: &Term,
        info: &TermInfo,
    ) -> tantivy::Result<u32> {
        let deleted = usize::try_from(ordinal).ok().and_then(|ordinal| self.documents.get(ordinal));
        let Some(deleted) = deleted.filter(|deleted| !deleted.is_empty()) else { return Ok(info.doc_freq) };
        let key = (ordinal, term.clone());
        if let Some(known) = self.lock().get(&key) {
            return Ok(*known);
        }
        let inverted = reader.inverted_index(term.field())?;
        let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut alive = info.doc_freq;
        for doc in deleted {
            if postings.doc() < *doc {
                postings.seek(*doc);
            }
            match postings.doc() {
                TERMINATED => break,
                at => alive -= u32::from(at == *doc),
            }
        }
        let mut counted = self.lock();
        if counted.len() >= REMEMBERED {
            counted.clear();
        }
        counted.insert(key, alive);
        Ok(alive)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(SegmentOrdinal, Term), u32>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
