//! Tie-breaking: paragraphs of equal score are sorted by their article's id, then in reading order.
//!
//! Document numbers would not do: after an update they differ from those of a fresh index, and so would replies.

use std::cmp::Ordering;

use once_cell::sync::OnceCell;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, Searcher};

use crate::index::postings::log_err;
use crate::index::schema::ARTICLE;

/// Compares documents.
#[derive(Default)]
pub(in crate::index) struct Order {
    /// For each segment, the column of article ids, as ordinals of the segment's own sorted dictionary.
    ids: Vec<Option<StrColumn>>,
    /// For each segment, from these ordinals to those of all segments together. Made when documents of two segments are
    /// compared for the first time.
    places: OnceCell<Vec<Vec<u32>>>,
}

impl Order {
    /// Opens the columns of ids.
    pub(in crate::index) fn open(searcher: &Searcher) -> tantivy::Result<Self> {
        let ids = searcher.segment_readers().iter().map(|reader| reader.fast_fields().str(ARTICLE));
        Ok(Order { ids: ids.collect::<tantivy::Result<_>>()?, places: OnceCell::new() })
    }

    /// Which of two documents that score alike is first.
    pub(in crate::index) fn compare(&self, one: DocAddress, other: DocAddress) -> Ordering {
        let ids = match one.segment_ord == other.segment_ord {
            true => self.id(one).cmp(&self.id(other)),
            false => self.place(one).cmp(&self.place(other)),
        };
        ids.then(one.cmp(&other))
    }

    /// The ordinal of the article's id in its segment.
    fn id(&self, DocAddress { segment_ord, doc_id }: DocAddress) -> Option<u64> {
        self.ids.get(usize::try_from(segment_ord).ok()?)?.as_ref()?.ords().first(doc_id)
    }

    fn place(&self, address: DocAddress) -> Option<u32> {
        let id = usize::try_from(self.id(address)?).ok()?;
        let places = self.places.get_or_init(|| log_err(self.read_places()).unwrap_or_default());
        places.get(usize::try_from(address.segment_ord).ok()?)?.get(id).copied()
    }

    fn read_places(&self) -> std::io::Result<Vec<Vec<u32>>> {
        let (mut ids, mut places) = (Vec::new(), Vec::with_capacity(self.ids.len()));
        for (segment, column) in self.ids.iter().enumerate() {
            let mut count = 0;
            if let Some(column) = column {
                let mut stream = column.dictionary().stream()?;
                while stream.advance() {
                    ids.push((stream.key().to_owned(), segment, count));
                    count += 1;
                }
            }
            places.push(vec![u32::MAX; count]);
        }
        ids.sort_unstable();
        for (place, (_, segment, id)) in (0..).zip(ids) {
            let of_segment = places.get_mut(segment).and_then(|places| places.get_mut(id));
            of_segment.into_iter().for_each(|known| *known = place);
        }
        Ok(places)
    }
}
