//! The terms of a segment in their order.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED};

/// Calls `visit` with every term that starts so and its documents, in order, until it returns false.
pub(super) fn each_term(
    reader: &SegmentReader,
    field: Field,
    start: &str,
    visit: &mut dyn FnMut(&str, &[u32]) -> bool,
) -> tantivy::Result<()> {
    let index = reader.inverted_index(field)?;
    let mut terms = index.terms().range().ge(start.as_bytes()).into_stream()?;
    let mut docs = Vec::new();
    while terms.advance() {
        let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
        if !term.starts_with(start) {
            break;
        }
        docs.clear();
        let mut postings = index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            if !reader.is_deleted(doc) {
                docs.push(doc);
            }
            doc = postings.advance();
        }
        if !visit(term, &docs) {
            break;
        }
    }
    Ok(())
}
