//! What is remembered of terms that many documents hold. To know it takes as long as to read all of them.

use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashMap;
use tantivy::{BitSet, SegmentOrdinal, Term};

/// Terms that are remembered; beyond that the memory starts afresh.
const REMEMBERED: usize = 20_000;

/// All documents of terms are remembered in so many bytes at most, and only where one in so many holds the term: of rarer
/// ones a place among their own blocks is as soon found.
const DOCUMENTS_BYTES: usize = 16 << 20;
const ONE_IN: u32 = 128;

/// Of a term in a segment.
#[derive(Clone)]
pub(super) struct Known {
    /// The share of its greatest thinkable score that it reaches.
    pub(super) share: f32,
    /// The documents that hold it, where they are remembered.
    pub(super) documents: Option<Arc<BitSet>>,
}

/// The memory of one open archive.
#[derive(Default)]
pub(super) struct Frequent(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    terms: HashMap<(SegmentOrdinal, Term), Known>,
    documents_bytes: usize,
}

impl Frequent {
    /// What is known of the term, or becomes known by reading: that is told whether to gather the documents too.
    pub(super) fn known(
        &self,
        segment: SegmentOrdinal,
        term: &Term,
        (holding, documents): (u32, u32),
        read: impl FnOnce(bool) -> Known,
    ) -> Known {
        let key = (segment, term.clone());
        if let Some(known) = self.lock().terms.get(&key) {
            return known.clone();
        }
        let bytes = documents as usize / 8;
        let frequent = u64::from(holding) * u64::from(ONE_IN) >= u64::from(documents);
        let room = self.lock().documents_bytes + bytes <= DOCUMENTS_BYTES;
        let known = read(frequent && room);
        let mut memory = self.lock();
        if memory.terms.len() >= REMEMBERED {
            *memory = Memory::default();
        }
        if memory.terms.insert(key, known.clone()).is_none() && known.documents.is_some() {
            memory.documents_bytes += bytes;
        }
        known
    }

    /// One that has no room for documents.
    #[cfg(test)]
    pub(super) fn full() -> Self {
        Frequent(Mutex::new(Memory { documents_bytes: DOCUMENTS_BYTES, ..Memory::default() }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::Field;

    use super::*;

    #[test]
    fn documents_are_gathered_of_frequent_terms_while_there_is_room() {
        let frequent = Frequent::default();
        let documents = 32 << 20;
        let reads = std::cell::RefCell::new(Vec::new());
        for word in ["a", "b", "a", "c", "d", "b", "e", "f"] {
            let term = Term::from_field_text(Field::from_field_id(0), word);
            let holding = if word == "b" { documents / ONE_IN - 1 } else { documents / ONE_IN };
            let known = frequent.known(0, &term, (holding, documents), |gather| {
                reads.borrow_mut().push((word, gather));
                Known { share: 0.5, documents: gather.then(|| Arc::new(BitSet::with_max_value(1))) }
            });
            assert_eq!(known.share, 0.5);
        }
        assert_eq!(
            reads.into_inner(),
            [("a", true), ("b", false), ("c", true), ("d", true), ("e", true), ("f", false)]
        );
    }
}
