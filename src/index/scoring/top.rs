//! Top-k retrieval for an OR of weighted terms, term at a time: most postings of common words are never scored.
//!
//! The posting list of the term with the highest upper bound is read first, and each of its documents is scored in full.
//! Once the remaining terms together cannot reach the k-th score, they are skipped. A document-at-a-time algorithm, such
//! as tantivy's block-max WAND, knows a good threshold only near the end, and scores almost everything until then. The
//! bounds are those of MaxScore (Turtle and Flood, 1995), with block maxima (Ding and Suel, 2011).

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{BitSet, DocAddress, DocId, Searcher, SegmentOrdinal, SegmentReader, Term};

use super::order::Order;
use super::uncounted::Uncounted;

/// A term of a query that occurs in the index.
pub(in crate::index) struct Held {
    pub(in crate::index) term: Term,
    /// Its weight in the query.
    pub(in crate::index) weight: f32,
    /// Its bit in a mask of the terms of the query; terms beyond the 64th share one.
    pub(in crate::index) mark: u64,
    /// Its document frequency.
    pub(in crate::index) frequency: u64,
    /// Its dictionary entry in each segment.
    pub(in crate::index) infos: Vec<Option<TermInfo>>,
}

impl Held {
    /// The term, if any document contains it that is counted.
    pub(in crate::index) fn look_up(
        searcher: &Searcher,
        uncounted: &Uncounted,
        term: Term,
        weight: f32,
    ) -> tantivy::Result<Option<Self>> {
        let (mut infos, mut frequency) = (Vec::new(), 0);
        for segment in (0..).zip(searcher.segment_readers()) {
            let info = segment.1.inverted_index(term.field())?.get_term_info(&term)?;
            let alive = info.as_ref().map(|info| uncounted.counted(segment, &term, info)).transpose()?;
            frequency += alive.map_or(0, u64::from);
            infos.push(info);
        }
        Ok((frequency > 0).then_some(Held { term, weight, mark: 0, frequency, infos }))
    }
}

/// A document that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::index) struct Found {
    pub(in crate::index) score: f32,
    pub(in crate::index) address: DocAddress,
    /// A mask of the terms that it may contain.
    pub(in crate::index) terms: u64,
}

impl Found {
    /// The mask where nothing is known.
    pub(in crate::index) const ANY_TERMS: u64 = u64::MAX;
}

/// A term that is scored.
pub(in crate::index) struct Scored<'a> {
    pub(in crate::index) held: &'a Held,
    pub(in crate::index) bm25: Bm25Weight,
    /// The average text length that the score is normalized by.
    pub(in crate::index) length: f32,
}

/// The k best so far, best first; ties in the order of [`Order`].
pub(in crate::index) struct Top<'o> {
    limit: usize,
    order: &'o Order,
    best: Vec<Found>,
    /// The k-th score: a lower one is not among the best.
    floor: f32,
}

impl<'o> Top<'o> {
    pub(in crate::index) fn new(limit: usize, order: &'o Order) -> Self {
        Top { limit, order, best: Vec::with_capacity(limit), floor: f32::NEG_INFINITY }
    }

    pub(in crate::index) fn into_best(self) -> Vec<Found> {
        self.best
    }

    /// The threshold for upper bounds, which are sums in another order than scores.
    fn least(&self) -> f32 {
        self.floor / SLACK
    }

    pub(in crate::index) fn add(&mut self, found: Found) {
        let order = self.order;
        let stands_first = |other: &Found| order.compare(other.address, found.address);
        let before = |other: &Found| found.score.total_cmp(&other.score).then_with(|| stands_first(other)).is_le();
        if self.best.len() == self.limit {
            // With one common word as the query, most documents are ties.
            if self.best.last().is_none_or(before) {
                return;
            }
            self.best.pop();
        }
        self.best.insert(self.best.partition_point(before), found);
        if self.best.len() == self.limit {
            self.floor = self.best.last().map_or(self.floor, |worst| worst.score);
        }
    }
}

/// Documents in one of tantivy's blocks.
const BLOCK: u32 = 128;

/// Room for the rounding errors of a bound, which is summed in another order than a score.
pub(in crate::index) const SLACK: f32 = 1.000_01;

/// A position in a posting list, which only moves forward.
struct Cursor {
    postings: Box<BlockSegmentPostings>,
    at: usize,
}

impl Cursor {
    /// The term frequency in a document, if it contains the term.
    fn frequency(&mut self, doc: DocId) -> Option<u32> {
        if self.postings.doc(self.at) < doc {
            self.at = self.postings.seek(doc);
        }
        (self.postings.doc(self.at) == doc).then(|| self.postings.freq(self.at))
    }
}

/// One term in one segment.
struct List<'a> {
    /// Not read yet. Boxed, since they contain a decoded block.
    postings: Box<BlockSegmentPostings>,
    scorer: Scorer<'a>,
    /// The term's bit.
    mark: u64,
    /// The upper bound of the term: the score of an infinite frequency in a text without length.
    peak: f32,
}

/// What documents score by a term.
struct Scorer<'a> {
    bm25: &'a Bm25Weight,
    lengths: FieldNormReader,
    /// The ratio, 1 or more, between the average length and the segment's own. `None` for a field without norms, whose
    /// documents count as equally long.
    stretch: Option<f32>,
}

impl Scorer<'_> {
    fn score(&self, doc: DocId, frequency: u32) -> f32 {
        self.bm25.score(self.lengths.fieldnorm_id(doc), frequency)
    }

    /// An upper bound for the block, known for full blocks of a field with norms only: for others tantivy says 0.
    ///
    /// Tantivy stores block maxima that were computed with the average length of the segment, over all documents, also
    /// those without text.
    fn block_peak(&self, postings: &mut BlockSegmentPostings) -> Option<f32> {
        let stretch = self.stretch.filter(|_| postings.docs().len() == BLOCK as usize)?;
        let most = self.bm25.score(0, u32::MAX);
        let peak = postings.block_max_score(&self.lengths, self.bm25);
        Some(stretched(peak, most, stretch))
    }
}

/// An upper bound for a block whose block-max was computed with another average length: `peak` is the score, by our average,
/// of the document that is the best by the other. BM25 of a text is `most / (1 + x)`, and an average that differs by the
/// factor `stretch` changes `x` by that factor at most.
fn stretched(peak: f32, most: f32, stretch: f32) -> f32 {
    stretch * peak * most / (most + (stretch - 1.0) * peak)
}

/// A segment that is searched.
pub(in crate::index) struct Segment<'a> {
    pub(in crate::index) ordinal: SegmentOrdinal,
    pub(in crate::index) reader: &'a SegmentReader,
    /// Documents that must not be found.
    pub(in crate::index) hidden: Option<&'a BitSet>,
}

impl Segment<'_> {
    /// Adds its best documents. Terms are sorted by their upper bounds, the highest first.
    pub(in crate::index) fn search(&self, terms: &[Scored<'_>], top: &mut Top<'_>) -> tantivy::Result<()> {
        // The lowest bound first, with the sum of the bounds so far.
        let mut lists = Vec::with_capacity(terms.len());
        let mut together = Vec::with_capacity(terms.len());
        let mut bound = 0.0;
        for scored in terms.iter().rev() {
            let Some(list) = self.list(scored)? else { continue };
            bound += list.peak;
            lists.push(list);
            together.push(bound);
        }
        let mut seen = BitSet::with_max_value(self.reader.max_doc());
        while let (Some(heaviest), Some(bound)) = (lists.pop(), together.pop())
            && bound >= top.least()
        {
            self.pass(heaviest, &lists, &together, &mut seen, top);
        }
        Ok(())
    }

    /// Its dictionary entry of a term.
    pub(in crate::index) fn info<'h>(&self, held: &'h Held) -> Option<&'h TermInfo> {
        held.infos.get(usize::try_from(self.ordinal).ok()?)?.as_ref()
    }

    fn list<'s>(&self, scored: &'s Scored<'_>) -> tantivy::Result<Option<List<'s>>> {
        let Some(info) = self.info(scored.held) else { return Ok(None) };
        let field = scored.held.term.field();
        let inverted = self.reader.inverted_index(field)?;
        let postings = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let kept = self.reader.fieldnorms_readers().get_field(field)?;
        let own = inverted.total_num_tokens() as f32 / self.reader.max_doc().max(1) as f32;
        let stretch = kept.is_some().then(|| (scored.length / own).max(own / scored.length));
        let lengths = kept.unwrap_or_else(|| FieldNormReader::constant(self.reader.max_doc(), 1));
        let scorer = Scorer { bm25: &scored.bm25, lengths, stretch };
        Ok(Some(List {
            postings: Box::new(postings),
            scorer,
            mark: scored.held.mark,
            peak: scored.bm25.score(0, u32::MAX),
        }))
    }

    /// Scores the documents of a term that no earlier pass has scored. `together` are the running sums of the bounds of
    /// the lighter terms.
    fn pass(&self, heaviest: List<'_>, lighter: &[List<'_>], together: &[f32], seen: &mut BitSet, top: &mut Top<'_>) {
        let most_beside = together.last().copied().unwrap_or_default();
        let List { postings: mut own, scorer, mark, .. } = heaviest;
        let mut others: Vec<Option<Cursor>> = lighter.iter().map(|_| None).collect();
        let mut scores = [0.0; BLOCK as usize];
        let mut least = top.least() - most_beside;
        while !own.docs().is_empty() {
            if scorer.block_peak(&mut own).is_none_or(|peak| peak >= least) {
                // All of the block without branches, then the few that reach the threshold.
                for ((doc, frequency), score) in own.docs().iter().zip(own.freqs()).zip(&mut scores) {
                    *score = scorer.score(*doc, *frequency);
                }
                for (doc, score) in own.docs().iter().zip(&scores) {
                    if *score >= least
                        && !seen.contains(*doc)
                        && !self.hides(*doc)
                        && let Some((score, others)) = whole(*doc, *score, lighter, &mut others, top)
                    {
                        let address = DocAddress::new(self.ordinal, *doc);
                        top.add(Found { score, address, terms: mark | others });
                        seen.insert(*doc);
                        least = top.least() - most_beside;
                    }
                }
            }
            own.advance();
        }
    }

    pub(in crate::index) fn hides(&self, doc: DocId) -> bool {
        self.hidden.is_some_and(|hidden| hidden.contains(doc)) || self.reader.is_deleted(doc)
    }
}

/// The full score of a document and the mask of its lighter terms; `None` as soon as it cannot be among the best.
fn whole(
    doc: DocId,
    score: f32,
    lighter: &[List<'_>],
    others: &mut [Option<Cursor>],
    top: &Top<'_>,
) -> Option<(f32, u64)> {
    let (mut score, mut terms) = (score, 0);
    // The bound of the terms that are left.
    let mut beside: f32 = lighter.iter().map(|list| list.peak).sum();
    for (list, other) in lighter.iter().zip(others).rev() {
        if score + beside < top.least() {
            return None;
        }
        beside -= list.peak;
        let other = other.get_or_insert_with(|| Cursor { postings: list.postings.clone(), at: 0 });
        if let Some(frequency) = other.frequency(doc) {
            score += list.scorer.score(doc, frequency);
            terms |= list.mark;
        }
    }
    (score >= top.least()).then_some((score, terms))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::TopDocs;
    use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, BoostQuery, Query, TermQuery};
    use tantivy::schema::{Field, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{DocSet as _, Index, IndexWriter, TantivyDocument};

    use super::*;

    /// A text for each number, the later ones longer; the first words stand in most texts, and the last in few.
    fn texts(numbers: &[u32]) -> Vec<String> {
        let word = |number: u32| number.trailing_ones().min(7);
        let text = |(at, number): (usize, &u32)| {
            let most = 3 + 60 * at / numbers.len();
            let words = (0..=number % most as u32).map(|turn| format!("w{}", word(number.rotate_left(3 * turn))));
            words.collect::<Vec<_>>().join(" ")
        };
        numbers.iter().enumerate().map(text).collect()
    }

    fn index(texts: &[String], commits: usize, deleted: &str) -> (Searcher, [Field; 2]) {
        let mut schema = Schema::builder();
        let mut field = |name: &str, norms: bool| {
            let indexing = TextFieldIndexing::default().set_fieldnorms(norms);
            let indexing = indexing.set_index_option(IndexRecordOption::WithFreqs).set_tokenizer("default");
            schema.add_text_field(name, TextOptions::default().set_indexing_options(indexing))
        };
        let fields = [field("text", true), field("title", false)];
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for texts in texts.chunks(texts.len().div_ceil(commits).max(1)) {
            for text in texts {
                let mut document = TantivyDocument::default();
                document.add_text(fields[0], text);
                // A title that says some words again and again.
                document.add_text(fields[1], text.chars().take(15).collect::<String>());
                writer.add_document(document).expect("added");
                writer.add_document(TantivyDocument::default()).expect("added");
            }
            writer.commit().expect("committed");
        }
        writer.delete_term(Term::from_field_text(fields[1], deleted));
        writer.commit().expect("committed");
        (index.reader().expect("a reader").searcher(), fields)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn no_text_of_a_block_exceeds_its_bound(
            block in proptest::collection::vec((any::<u8>(), 1_u32..30), 1..20),
            averages in (1_f32..200.0, 1_f32..200.0),
        ) {
            let [own, other] =
                [averages.0, averages.1].map(|length| Bm25Weight::for_one_term_without_explain(3, 1_000, length));
            let score = |bm25: &Bm25Weight, text: &(u8, u32)| bm25.score(text.0, text.1);
            let best = block.iter().max_by(|one, two| score(&own, one).total_cmp(&score(&own, two))).expect("a text");
            let stretch = (averages.0 / averages.1).max(averages.1 / averages.0);
            let bound = stretched(score(&other, best), other.score(0, u32::MAX), stretch) * SLACK;
            for text in &block {
                prop_assert!(score(&other, text) <= bound, "{text:?}");
            }
        }

        #[test]
        fn the_best_are_those_that_tantivy_finds(
            numbers in proptest::collection::vec(any::<u32>(), 1..900),
            commits in 1_usize..4,
            terms in proptest::collection::vec((0_usize..2, 0_u32..9, 1_u8..40), 1..6),
            limit in 1_usize..50,
        ) {
            let (searcher, fields) = index(&texts(&numbers), commits, "w3");
            let terms: Vec<(Term, f32)> = terms
                .iter()
                .map(|(field, word, weight)| {
                    (Term::from_field_text(fields[*field], &format!("w{word}")), f32::from(*weight) / 10.0)
                })
                .collect();
            let clause = |(term, weight): &(Term, f32)| {
                let query = Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs));
                Box::new(BoostQuery::new(query, *weight)) as Box<dyn Query>
            };
            let query = BooleanQuery::union(terms.iter().map(clause).collect());
            // Where fewer are wanted, tantivy leaves out what it should not: of fields without lengths.
            let all = TopDocs::with_limit(numbers.len()).order_by_score();
            let mut theirs = searcher.search(&query, &all).expect("found");
            theirs.truncate(limit);

            let held = terms.iter().filter_map(|(term, weight)| {
                let deleted = Uncounted::default();
                Held::look_up(&searcher, &deleted, term.clone(), *weight).expect("looked up")
            });
            let mut held: Vec<Held> = held.collect();
            held.iter_mut().enumerate().for_each(|(at, held)| held.mark = 1 << at);
            let holds = |held: &Held, address: DocAddress| {
                let index = searcher.segment_reader(address.segment_ord).inverted_index(held.term.field());
                let postings = index.expect("an index").read_postings(&held.term, IndexRecordOption::Basic);
                let mut docs = std::iter::successors(postings.expect("read"), |postings| {
                    let mut next = postings.clone();
                    (next.advance() != tantivy::TERMINATED).then_some(next)
                });
                docs.any(|postings| postings.doc() == address.doc_id)
            };
            let documents = searcher.total_num_docs().expect("a count");
            let mut scored: Vec<Scored<'_>> = held
                .iter()
                .map(|held| {
                    let length =
                        searcher.total_num_tokens(held.term.field()).expect("a count") as f32 / documents as f32;
                    let bm25 =
                        Bm25Weight::for_one_term_without_explain(held.frequency, documents, length);
                    Scored { bm25: bm25.boost_by(held.weight), held, length }
                })
                .collect();
            scored.sort_by(|one, two| two.bm25.max_score().total_cmp(&one.bm25.max_score()));
            let order = Order::default();
            let mut top = Top::new(limit, &order);
            for (ordinal, reader) in (0..).zip(searcher.segment_readers()) {
                Segment { ordinal, reader, hidden: None }.search(&scored, &mut top).expect("searched");
            }
            let ours = top.into_best();
            prop_assert_eq!(ours.len(), theirs.len());
            for (Found { score, address, terms }, (their_score, _)) in ours.iter().zip(&theirs) {
                prop_assert!((score - their_score).abs() < 1e-3, "{score} for {their_score}");
                let held = held.iter().filter(|held| holds(held, *address)).map(|held| held.mark);
                prop_assert_eq!(*terms, held.sum::<u64>());
            }
            let order = |found: &Found| (std::cmp::Reverse(found.score.to_bits()), found.address);
            prop_assert!(ours.is_sorted_by_key(order));
        }
    }
}
