//! A query whose documents are not to be found.
//!
//! Tantivy asks what is excluded for documents that lie before where it stands. Phrases take that for a mistake, and panic
//! where assertions are on (tantivy 0.27); here they are only asked to move forward.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

/// What is excluded.
#[derive(Debug)]
pub(in crate::index) struct Excluded(pub(in crate::index) Box<dyn Query>);

impl Clone for Excluded {
    fn clone(&self) -> Self {
        Excluded(self.0.box_clone())
    }
}

impl Query for Excluded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ExcludedWeight(self.0.weight(scoring)?)))
    }
}

struct ExcludedWeight(Box<dyn Weight>);

impl Weight for ExcludedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ExcludedScorer(self.0.scorer(segment, boost)?)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(segment, doc)
    }
}

/// Leaves how it is asked for one document to what tantivy does by itself: it looks where it stands, and moves forward.
struct ExcludedScorer(Box<dyn Scorer>);

impl DocSet for ExcludedScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for ExcludedScorer {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::DocSetCollector;
    use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery};
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, IndexWriter, Term, doc};

    use super::*;

    #[test]
    fn a_phrase_that_stands_behind_what_is_found_was_asked_backwards() {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for text in ["b a", "a", "a b", "a b c", "b a"] {
            writer.add_document(doc!(field => text)).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        let phrase = |words: [&str; 2]| -> Box<dyn Query> {
            Box::new(PhraseQuery::new(words.map(|word| Term::from_field_text(field, word)).into()))
        };
        let check = |words: [&str; 2]| {
            let clauses: Vec<(Occur, Box<dyn Query>)> =
                vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, Box::new(Excluded(phrase(words))))];
            let found = searcher.search(&BooleanQuery::new(clauses), &DocSetCollector).expect("found");
            let mut found: Vec<DocId> = found.into_iter().map(|address| address.doc_id).collect();
            found.sort_unstable();
            found
        };
        assert_eq!(check(["a", "b"]), [0, 1, 4]);
        assert_eq!(check(["c", "a"]), [0, 1, 2, 3, 4], "it stands nowhere");
    }
}
