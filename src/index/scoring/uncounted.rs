//! Documents that are left out of document frequencies: deleted ones that a segment still contains, and, for whoever does
//! not pay, those for paying readers, whose existence a frequency would reveal.

use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

/// Size limit of the cache of frequencies, which is cleared when it is full.
const REMEMBERED: usize = 20_000;

/// These documents of an open archive, and a cache of frequencies.
#[derive(Debug, Default)]
pub(in crate::index) struct Uncounted {
    /// For each segment, sorted.
    documents: Vec<Vec<DocId>>,
    counted: Mutex<HashMap<(SegmentOrdinal, Term), u32>>,
}

impl Uncounted {
    /// Deleted documents and hidden ones.
    pub(in crate::index) fn of(searcher: &Searcher, hidden: &[BitSet]) -> Self {
        let in_segment = |(at, reader): (usize, &SegmentReader)| {
            let hidden = hidden.get(at);
            if !reader.has_deletes() && hidden.is_none_or(|hidden| hidden.len() == 0) {
                return Vec::new();
            }
            let is_hidden = |doc: DocId| hidden.is_some_and(|hidden| hidden.contains(doc));
            (0..reader.max_doc()).filter(|doc| reader.is_deleted(*doc) || is_hidden(*doc)).collect()
        };
        let documents = searcher.segment_readers().iter().enumerate().map(in_segment).collect();
        Uncounted { documents, counted: Mutex::default() }
    }

    /// The document frequency of a term in a segment: that of the dictionary, less the documents that are left out.
    pub(in crate::index) fn counted(
        &self,
        (ordinal, reader): (SegmentOrdinal, &SegmentReader),
        term: &Term,
        info: &TermInfo,
    ) -> tantivy::Result<u32> {
        let left_out = usize::try_from(ordinal).ok().and_then(|ordinal| self.documents.get(ordinal));
        let Some(left_out) = left_out.filter(|documents| !documents.is_empty()) else { return Ok(info.doc_freq) };
        let key = (ordinal, term.clone());
        if let Some(known) = self.lock().get(&key) {
            return Ok(*known);
        }
        let inverted = reader.inverted_index(term.field())?;
        let mut postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut count = info.doc_freq;
        for doc in left_out {
            if postings.doc() < *doc {
                postings.seek(*doc);
            }
            match postings.doc() {
                TERMINATED => break,
                at => count -= u32::from(at == *doc),
            }
        }
        let mut counted = self.lock();
        if counted.len() >= REMEMBERED {
            counted.clear();
        }
        counted.insert(key, count);
        Ok(count)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(SegmentOrdinal, Term), u32>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
