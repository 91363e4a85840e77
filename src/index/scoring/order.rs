//! The order of paragraphs by what they are, whatever the index went through: by their article's id, then as one reads.
//!
//! Documents are numbered as they were written, so that what was updated stands elsewhere than in a fresh index. What
//! scores alike is told apart by this order instead, or replies would tell how the index came about.

use tantivy::{DocAddress, DocId, Searcher};

use crate::index::postings::each_term;
use crate::index::schema::Fields;

/// The place of each document of each segment.
#[derive(Debug, Default)]
pub(in crate::index) struct Order(Vec<Vec<u32>>);

impl Order {
    /// Reads which documents are of which article.
    pub(in crate::index) fn read(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut articles: Vec<(String, DocAddress, usize)> = Vec::new();
        let mut places = Vec::with_capacity(searcher.segment_readers().len());
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            places.push(vec![u32::MAX; reader.max_doc() as usize]);
            each_term(reader, fields.article, "", &mut |id, docs| {
                // Its documents are neighbours.
                articles
                    .extend(docs.first().map(|first| (id.to_owned(), DocAddress::new(segment, *first), docs.len())));
                true
            })?;
        }
        articles.sort_unstable();
        let mut next = 0;
        for (_, DocAddress { segment_ord, doc_id }, count) in articles {
            let segment = usize::try_from(segment_ord).ok().and_then(|segment| places.get_mut(segment));
            for place in segment.into_iter().flatten().skip(doc_id as usize).take(count) {
                *place = next;
                next += 1;
            }
        }
        Ok(Order(places))
    }

    /// One that knows no document.
    pub(in crate::index) const fn none() -> Self {
        Order(Vec::new())
    }

    /// The order of the documents as they are numbered.
    #[cfg(test)]
    pub(in crate::index) fn as_numbered(searcher: &Searcher) -> Self {
        let counts = searcher.segment_readers().iter().map(tantivy::SegmentReader::max_doc);
        let starts = counts.clone().scan(0, |all, count| Some(std::mem::replace(all, *all + count)));
        Order(starts.zip(counts).map(|(start, count)| (start..start + count).collect()).collect())
    }

    /// What documents that score alike are sorted by.
    pub(in crate::index) fn place(&self, address: DocAddress) -> (u32, DocAddress) {
        let place = |segment: usize, doc: DocId| self.0.get(segment)?.get(usize::try_from(doc).ok()?).copied();
        let place = usize::try_from(address.segment_ord).ok().and_then(|segment| place(segment, address.doc_id));
        (place.unwrap_or(u32::MAX), address)
    }
}
