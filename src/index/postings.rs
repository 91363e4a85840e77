//! The documents of terms, read one after another, and what becomes of a read that fails.

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, SegmentReader, TERMINATED, Term};

/// Logs an error. What cannot be read counts as absent; [`Archive::is_sound`](super::Archive::is_sound) reports damage.
pub(super) fn log_err<T, E: std::fmt::Display>(result: Result<T, E>) -> Option<T> {
    result.inspect_err(|error| tracing::error!("index: {error}")).ok()
}

/// The documents of a segment with this term that have not been deleted, in order.
pub(super) fn alive_docs(reader: &SegmentReader, field: Field, term: &str) -> tantivy::Result<Vec<DocId>> {
    let term = Term::from_field_text(field, term);
    let Some(mut postings) = reader.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(Vec::new());
    };
    let mut docs = Vec::new();
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if !reader.is_deleted(doc) {
            docs.push(doc);
        }
        doc = postings.advance();
    }
    Ok(docs)
}

/// Calls `visit` with every term that starts so and its documents, but for those of `without`, in order, until it returns
/// false.
pub(super) fn each_term(
    (reader, without): (&SegmentReader, Option<&BitSet>),
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
            if !reader.is_deleted(doc) && without.is_none_or(|without| !without.contains(doc)) {
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
