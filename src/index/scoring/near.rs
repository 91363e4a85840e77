//! Proximity of two terms in documents that are found already: the score of tantivy's phrase query with a slop, computed for
//! these documents alone, from dictionary entries that are at hand.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet as _};

use super::top::{Found, Held, Segment};

/// Two terms that raise the score where they occur near each other.
pub(in crate::index) struct ProximityBoost<'a> {
    pub(in crate::index) terms: [&'a Held; 2],
    /// How far the second may be from right behind the first, in words.
    pub(in crate::index) slop: u32,
    pub(in crate::index) bm25: Bm25Weight,
}

impl ProximityBoost<'_> {
    /// Adds the score of the pair to documents of one segment, which are sorted.
    pub(in crate::index) fn lift(&self, segment: &Segment<'_>, found: &mut [Found]) -> tantivy::Result<()> {
        // Whether a document contains a term without a bit is not known.
        let marks: Vec<u64> = self.terms.iter().map(|held| held.mark).filter(|mark| *mark != 0).collect();
        let may_hold = |found: &Found| marks.iter().all(|mark| found.terms & mark != 0);
        if !found.iter().any(may_hold) {
            return Ok(());
        }
        let [first, second] = self.terms;
        let (Some(first), Some(second)) = (postings(segment, first)?, postings(segment, second)?) else {
            return Ok(());
        };
        // Positions are shifted so that a pair without a gap has equal ones.
        let (mut rarer, mut other) = ((first, 1), (second, 0));
        // Matches are counted from the rarer term, as tantivy does, but by its frequency in all segments, so that the count
        // does not depend on how the index is divided.
        if self.terms[1].frequency < self.terms[0].frequency {
            std::mem::swap(&mut rarer, &mut other);
        }
        let lengths = segment.reader.get_fieldnorms_reader(self.terms[0].term.field())?;
        let mut places = (Vec::new(), Vec::new());
        for Found { score, address: DocAddress { doc_id, .. }, .. } in found.iter_mut().filter(|found| may_hold(found))
        {
            if stands_in(&mut rarer.0, *doc_id) && stands_in(&mut other.0, *doc_id) {
                rarer.0.positions_with_offset(rarer.1, &mut places.0);
                other.0.positions_with_offset(other.1, &mut places.1);
                *score += self.score(&lengths, *doc_id, together(&places.0, &places.1, self.slop));
            }
        }
        Ok(())
    }

    fn score(&self, lengths: &FieldNormReader, doc: DocId, together: u32) -> f32 {
        if together == 0 { 0.0 } else { self.bm25.score(lengths.fieldnorm_id(doc), together) }
    }
}

fn postings(segment: &Segment<'_>, held: &Held) -> tantivy::Result<Option<SegmentPostings>> {
    let Some(info) = segment.info(held) else { return Ok(None) };
    let inverted = segment.reader.inverted_index(held.term.field())?;
    Ok(Some(inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?))
}

fn stands_in(postings: &mut SegmentPostings, doc: DocId) -> bool {
    postings.doc() <= doc && postings.seek(doc) == doc
}

/// How many of the first positions have one of the second within `slop`, each used once. Both are sorted.
fn together(first: &[u32], second: &[u32], slop: u32) -> u32 {
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    let mut count = 0;
    while let (Some(one), Some(other)) = (first.peek(), second.peek()) {
        if one.abs_diff(**other) <= slop {
            let other = **other;
            // Of several before it, the last is the nearest.
            first.next();
            while first.next_if(|one| **one <= other).is_some() {}
            second.next();
            count += 1;
        } else if one < other {
            first.next();
        } else {
            second.next();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::TopDocs;
    use tantivy::query::PhraseQuery;
    use tantivy::schema::{Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, IndexWriter, Term, doc};

    use super::*;
    use crate::index::scoring::Uncounted;

    /// Compares what pairs add with what tantivy's phrases score.
    fn check(texts: &[&str], slop: u32) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let field = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for text in texts {
            writer.add_document(doc!(field => *text)).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        for pair in [["a", "b"], ["b", "a"], ["c", "c"]] {
            let terms = pair.map(|term| Term::from_field_text(field, term));
            let phrase = PhraseQuery::new_with_offset_and_slop(terms.clone().into_iter().enumerate().collect(), slop);
            let best = TopDocs::with_limit(100).order_by_score();
            let mut expected = searcher.search(&phrase, &best).expect("found");
            expected.sort_by_key(|(_, address)| *address);
            let held =
                terms.clone().map(|term| Held::look_up(&searcher, &Uncounted::default(), term, 1.0).expect("read"));
            let every = (0..texts.len() as u32).map(|doc| DocAddress::new(0, doc));
            let mut found: Vec<_> =
                every.map(|address| Found { score: 0.0, address, terms: Found::ANY_TERMS }).collect();
            if let [Some(first), Some(second)] = &held {
                let bm25 = Bm25Weight::for_terms(&searcher, &terms).expect("statistics");
                let segment = Segment { ordinal: 0, reader: searcher.segment_reader(0), hidden: None };
                ProximityBoost { terms: [first, second], slop, bm25 }.lift(&segment, &mut found).expect("lifted");
            }
            let lifted = found.iter().filter(|found| found.score > 0.0);
            assert_eq!(lifted.map(|found| (found.score, found.address)).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn places_were_counted_from_the_commoner_term() {
        check(&["b", "b b a a"], 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn pairs_score_as_phrases_do(texts in proptest::collection::vec("([abc] ){0,12}", 1..9), slop in 0_u32..4) {
            check(&texts.iter().map(String::as_str).collect::<Vec<_>>(), slop);
        }
    }
}
