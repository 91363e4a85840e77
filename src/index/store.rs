//! The stored bytes of documents: a file of each segment that holds them one after another, then where each ends, and
//! last how many bytes such a place takes. So they are found in one look and served where they lie. (Tantivy's own store
//! looks through layers of an index for the block that holds a document, and copies the block: for bytes that are packed
//! one by one, most of what it costs to read them.)

use std::any::Any;
use std::io::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use tantivy::directory::{FileSlice, OwnedBytes, TerminatingWrite as _, WritePtr};
use tantivy::index::SegmentComponent;
use tantivy::indexer::DocIdMapping;
use tantivy::schema::document::ErasedDocument;
use tantivy::schema::{Field, Schema, Value as _};
use tantivy::{
    DocId, HasLen as _, PluginMergeContext, PluginWriter, PluginWriterContext, Segment, SegmentPlugin, SegmentReader,
    TantivyDocument, TantivyError,
};

use super::backlog::Backlog;
use super::codec::Malformed;

/// The ending of the file, by which tantivy knows it.
pub(super) const ENDING: &str = "stored";

/// Bytes that a place in the file takes at most: enough for a terabyte.
const MOST_WIDTH: usize = 5;

/// Merging copies so many bytes at a time.
const PIECE_BYTES: usize = 256 * 1024;

fn component() -> SegmentComponent {
    SegmentComponent::Custom(ENDING.to_owned())
}

/// What a segment stores.
pub(super) struct Store {
    bytes: OwnedBytes,
    ends: Ends,
}

impl Store {
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let (bytes, ends) = split(segment)?;
        Ok(Store { bytes: bytes.read_bytes()?, ends })
    }

    /// The bytes of a document; none where nothing was stored.
    pub(super) fn get(&self, doc: DocId) -> Result<&[u8], Malformed> {
        self.bytes.get(self.ends.range(doc..doc + 1).ok_or(Malformed)?).ok_or(Malformed)
    }
}

/// The bytes of a segment's documents, not yet read, and where each ends.
fn split(segment: &SegmentReader) -> tantivy::Result<(FileSlice, Ends)> {
    let file = segment.open_read(component())?;
    let last = file.len().min(1);
    let (file, width) = file.split_from_end(last);
    let width = width.read_bytes()?.first().map_or(0, |width| usize::from(*width));
    let ends = segment.max_doc() as usize * width;
    if !(1..=MOST_WIDTH).contains(&width) || file.len() < ends {
        return Err(malformed());
    }
    let (bytes, ends) = file.split_from_end(ends);
    let places = ends.read_bytes()?;
    Ok((bytes, Ends { places, width }))
}

fn malformed() -> TantivyError {
    TantivyError::InternalError(Malformed.to_string())
}

/// Where the bytes of each document end, and so where those of the next begin.
struct Ends {
    places: OwnedBytes,
    /// Bytes of a place.
    width: usize,
}

impl Ends {
    /// Where the bytes of these documents stand.
    fn range(&self, docs: Range<DocId>) -> Option<Range<usize>> {
        let start = docs.start.checked_sub(1).map_or(Some(0), |before| self.of(before))?;
        let end = docs.end.checked_sub(1).map_or(Some(0), |last| self.of(last))?;
        (start <= end).then_some(start..end)
    }

    fn of(&self, doc: DocId) -> Option<usize> {
        let start = usize::try_from(doc).ok()?.checked_mul(self.width)?;
        let place = self.places.get(start..start + self.width)?;
        let mut whole = [0; size_of::<u64>()];
        whole.iter_mut().zip(place).for_each(|(byte, of)| *byte = *of);
        usize::try_from(u64::from_le_bytes(whole)).ok()
    }
}

/// What tantivy asks to write and to merge the files.
pub(super) struct StorePlugin {
    /// The field whose values are stored.
    pub(super) field: Field,
    /// Where documents wait to be indexed.
    pub(super) backlog: Arc<Backlog>,
}

impl SegmentPlugin for StorePlugin {
    fn extensions(&self) -> &[&str] {
        &[ENDING]
    }

    fn create_writer(&self, context: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        let (backlog, file) = (Arc::clone(&self.backlog), File::create(context.segment)?);
        Ok(Box::new(StoreWriter { field: self.field, backlog, file }))
    }

    /// The documents follow each other as the segments do: those of an index without an order of its own.
    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        let mut file = File::create(context.target_segment)?;
        for segment in context.readers {
            let (bytes, ends) = split(segment)?;
            let alive: Vec<DocId> = segment.doc_ids_alive().collect();
            for run in alive.chunk_by(|one, next| one + 1 == *next) {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                let from = ends.range(*first..last + 1).filter(|from| from.end <= bytes.len()).ok_or_else(malformed)?;
                for doc in run {
                    let length = ends.range(*doc..doc + 1).ok_or_else(malformed)?.len();
                    file.end_after(length);
                }
                for start in from.clone().step_by(PIECE_BYTES) {
                    let piece = start..from.end.min(start + PIECE_BYTES);
                    file.bytes.write_all(&bytes.read_bytes_slice(piece)?)?;
                }
            }
        }
        Ok(file.close()?)
    }
}

/// A file that is being written.
struct File {
    bytes: WritePtr,
    end: u64,
    ends: Vec<[u8; MOST_WIDTH]>,
}

impl File {
    fn create(segment: &Segment) -> tantivy::Result<Self> {
        Ok(File { bytes: segment.open_write(component())?, end: 0, ends: Vec::new() })
    }

    /// Notes that the next document has so many bytes.
    fn end_after(&mut self, length: usize) {
        self.end += length as u64;
        let mut end = [0; MOST_WIDTH];
        end.iter_mut().zip(self.end.to_le_bytes()).for_each(|(byte, of)| *byte = of);
        self.ends.push(end);
    }

    fn close(mut self) -> io::Result<()> {
        // No place is beyond the last.
        let width = (1..MOST_WIDTH).find(|width| self.end >> (8 * width) == 0).unwrap_or(MOST_WIDTH);
        for end in &self.ends {
            self.bytes.write_all(end.get(..width).unwrap_or_default())?;
        }
        self.bytes.write_all(&[width as u8])?;
        self.bytes.terminate()
    }
}

/// Writes what the documents of a segment store.
struct StoreWriter {
    field: Field,
    backlog: Arc<Backlog>,
    file: File,
}

impl PluginWriter for StoreWriter {
    fn add_document(&mut self, _doc: DocId, document: &dyn ErasedDocument, _schema: &Schema) -> tantivy::Result<()> {
        self.backlog.take();
        let unknown = || TantivyError::InternalError("a document of another type".to_owned());
        let document: &TantivyDocument = document.as_any().downcast_ref().ok_or_else(unknown)?;
        let value = document.get_first(self.field);
        let bytes = value.as_ref().and_then(|value| value.as_custom()).unwrap_or_default();
        self.file.end_after(bytes.len());
        Ok(self.file.bytes.write_all(bytes)?)
    }

    fn serialize(self: Box<Self>, _segment: &Segment, order: Option<&DocIdMapping>) -> tantivy::Result<()> {
        match order {
            Some(_) => Err(TantivyError::InternalError("stored bytes keep the order of the documents".to_owned())),
            None => Ok(self.file.close()?),
        }
    }

    fn mem_usage(&self) -> usize {
        self.file.ends.capacity() * MOST_WIDTH
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::DocSetCollector;
    use tantivy::query::TermQuery;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{IndexWriter, Term};

    use super::*;
    use crate::index::schema::Fields;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_stored_is_found_after_merging(
            segments in proptest::collection::vec(proptest::collection::vec((0..700_usize, any::<bool>()), 1..6), 1..4),
        ) {
            let (_, fields) = Fields::schema();
            let index = Fields::index().create_in_ram().expect("an index");
            let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
            // Merging of its own accord would only do it earlier.
            writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
            let mut written = Vec::new();
            for documents in &segments {
                for (length, stays) in documents {
                    let (name, bytes) = (written.len().to_string(), vec![written.len() as u8; *length * *length]);
                    let mut document = TantivyDocument::default();
                    document.add_text(fields.article, &name);
                    document.add_custom(fields.stored, &bytes);
                    writer.add_document(document).expect("added");
                    written.push((Term::from_field_text(fields.article, &name), bytes, *stays));
                }
                writer.commit().expect("committed");
            }
            for (name, _, _) in written.iter().filter(|(_, _, stays)| !stays) {
                writer.delete_term(name.clone());
            }
            writer.commit().expect("committed");
            let ids = index.searchable_segment_ids().expect("segments");
            // Segments of which nothing stays are gone by themselves.
            if !ids.is_empty() {
                writer.merge(&ids).wait().expect("merged");
            }
            let searcher = index.reader().expect("a reader").searcher();
            let stores: Vec<Store> =
                searcher.segment_readers().iter().map(|segment| Store::open(segment).expect("a store")).collect();
            for (name, bytes, stays) in &written {
                let query = TermQuery::new(name.clone(), IndexRecordOption::Basic);
                let found = searcher.search(&query, &DocSetCollector).expect("searched");
                let found = found.iter().map(|at| stores[at.segment_ord as usize].get(at.doc_id).expect("stored"));
                prop_assert_eq!(found.collect::<Vec<_>>(), Vec::from_iter(stays.then_some(bytes.as_slice())));
            }
            for (store, segment) in stores.iter().zip(searcher.segment_readers()) {
                prop_assert_eq!(store.get(segment.max_doc()), Err(Malformed));
            }
        }
    }
}
