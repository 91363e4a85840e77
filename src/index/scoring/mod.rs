//! What replaces parts of tantivy: top-k retrieval for an OR of terms (`top`), proximity of terms (`near`), excluded
//! phrases (`excluded`), frequencies without deleted and hidden documents (`uncounted`), and tie-breaking (`order`).
//! ARCHITECTURE.md says what each brings.
//!
//! It relies on details of tantivy that may change with a minor release. The tests below fail where they do:
//!
//! - posting blocks of 128 documents: `BlockSegmentPostings`' `docs`, `freqs`, `advance`, `seek` and `block_max_score`, and
//!   that block maxima are computed with the average length of the segment;
//! - `InvertedIndexReader::get_term_info` and `read_…_from_terminfo`;
//! - `Bm25Weight::for_one_term_without_explain`, `boost_by`, and that `score(0, u32::MAX)` is its upper bound;
//! - text lengths as `FieldNormReader` rounds them to one byte;
//! - that merging, and indexing in one thread, keep the order of documents, so that paragraphs follow their article
//!   ([`document`](super::document));
//! - that an excluded phrase panics when it is asked to seek backwards;
//! - that its block-max WAND loses documents of fields without norms.

mod excluded;
mod near;
mod order;
mod top;
mod uncounted;

pub(super) use excluded::Excluded;
pub(super) use near::ProximityBoost;
pub(super) use order::Order;
pub(super) use top::{Found, Held, SLACK, Scored, Segment, Top};
pub(super) use uncounted::Uncounted;

#[cfg(test)]
mod tests {
    use tantivy::collector::TopDocs;
    use tantivy::fieldnorm::FieldNormReader;
    use tantivy::postings::Postings as _;
    use tantivy::query::{Bm25Weight, TermQuery};
    use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{DocSet as _, Index, IndexWriter, Searcher, Term, doc};

    /// Three hundred documents that hold a word, the one at 200 nine times, in a field with lengths or without.
    fn index(norms: bool) -> (Searcher, Field) {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs).set_fieldnorms(norms);
        let field = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for number in 0..300 {
            writer.add_document(doc!(field => "rain ".repeat(if number == 200 { 9 } else { 1 }))).expect("added");
        }
        writer.commit().expect("committed");
        (index.reader().expect("a reader").searcher(), field)
    }

    #[test]
    fn tantivy_is_the_version_that_this_was_written_for() {
        let version = tantivy::version_string();
        let read_again = "read the list above again: what of it is another now, and what is mended and can go?";
        assert!(version.starts_with("tantivy v0.27."), "{version}: {read_again}");
    }

    #[test]
    fn tantivy_loses_documents_of_fields_without_lengths() {
        let best = |norms: bool| {
            let (searcher, field) = index(norms);
            let query = TermQuery::new(Term::from_field_text(field, "rain"), IndexRecordOption::WithFreqs);
            let found = searcher.search(&query, &TopDocs::with_limit(1).order_by_score()).expect("found");
            found.first().map(|(_, address)| address.doc_id)
        };
        assert_eq!(best(true), Some(200));
        assert_ne!(best(false), Some(200), "it is mended: tantivy can find the best of titles");
    }

    #[test]
    fn blocks_are_of_128_documents_and_know_their_best() {
        let (searcher, field) = index(true);
        let reader = searcher.segment_reader(0);
        let inverted = reader.inverted_index(field).expect("an index");
        let info = inverted.get_term_info(&Term::from_field_text(field, "rain")).expect("read").expect("a term");
        let option = IndexRecordOption::WithFreqs;
        let mut blocks = inverted.read_block_postings_from_terminfo(&info, option).expect("blocks");
        let lengths = reader.get_fieldnorms_reader(field).expect("lengths");
        let own = inverted.total_num_tokens() as f32 / reader.max_doc() as f32;
        let bm25 = Bm25Weight::for_one_term_without_explain(300, 300, own);
        let mut seen = Vec::new();
        while !blocks.docs().is_empty() {
            let scores = blocks.docs().iter().zip(blocks.freqs());
            let peak = scores.map(|(doc, count)| bm25.score(lengths.fieldnorm_id(*doc), *count)).fold(0.0, f32::max);
            seen.push(blocks.docs().len());
            if blocks.docs().len() == 128 {
                assert_eq!(blocks.block_max_score(&lengths, &bm25), peak);
            }
            blocks.advance();
        }
        assert_eq!(seen, [128, 128, 44]);
        let mut postings = inverted.read_postings_from_terminfo(&info, option).expect("postings");
        assert_eq!((postings.seek(200), postings.term_freq()), (200, 9));
    }

    #[test]
    fn no_text_scores_more_than_an_empty_one_that_holds_a_term_for_ever() {
        let bm25 = Bm25Weight::for_one_term_without_explain(3, 1_000, 40.0);
        let most = bm25.score(0, u32::MAX);
        assert!((0..=u8::MAX).all(|length| [1, 7, 9_000].iter().all(|count| bm25.score(length, *count) <= most)));
        assert_eq!(bm25.boost_by(2.0).score(9, 3), 2.0 * bm25.score(9, 3));
        let rounded = [0, 1, 40, 41, 1_000].map(FieldNormReader::fieldnorm_to_id);
        assert_eq!(rounded.map(FieldNormReader::id_to_fieldnorm), [0, 1, 40, 40, 984]);
    }
}
