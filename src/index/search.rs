//! Finding the paragraphs that may answer: a boosted OR of terms, with what must and must not be there.
//!
//! The query is built from terms, never parsed from text. An OR of terms alone is searched by [`scoring`](super::scoring);
//! where something must or must not be there, or a filter holds, by [`filtered`](super::filtered).

use std::sync::Arc;

use tantivy::Term;
use tantivy::schema::Field;

use super::archive::Archive;
use super::bm25::idf;
use super::postings::log_err;
use super::query::{
    ArticleNumber, HeldTerms, Hit, Near, PassageQuery, ScoredParagraph, ScoredParagraphs, WeightedTerm, mark,
};
use super::scoring::{Found, Held, Segment, Top};
use super::statistics::Paragraphs;
use super::stored::StoredParagraph;

impl Archive {
    /// The best `limit` paragraphs, as [`Archive::candidates`] finds them, without their texts.
    pub fn standings(&self, query: &PassageQuery, limit: usize) -> ScoredParagraphs {
        let text = self.held_in_text(query);
        let standing = |Found { score, address, terms }| {
            Some(ScoredParagraph {
                score,
                article: ArticleNumber(self.0.article_of(address)?),
                terms: HeldTerms(terms),
                address,
            })
        };
        let best = self.found(query, &text, limit).into_iter().filter_map(standing).collect();
        let documents = self.0.paragraphs;
        let idf = |held: &Held| idf(held.frequency.min(documents) as f32, documents as f32);
        let worth = text.iter().map(|held| held.weight * idf(held)).collect();
        ScoredParagraphs { best, worth }
    }

    /// The paragraph that stands there.
    pub fn read(&self, standing: &ScoredParagraph) -> Option<Arc<StoredParagraph>> {
        self.0.paragraph(standing.address)
    }

    /// The best `limit` paragraphs, best first. A query that only filters finds all that pass, with equal scores.
    pub fn candidates(&self, query: &PassageQuery, limit: usize) -> Vec<Hit> {
        self.candidates_while(query, limit, &|| true)
    }

    /// The same, as far as they are read before `go_on` says no.
    pub fn candidates_while(&self, query: &PassageQuery, limit: usize, go_on: &dyn Fn() -> bool) -> Vec<Hit> {
        let hits = self.found(query, &self.held_in_text(query), limit).into_iter().take_while(|_| go_on());
        hits.filter_map(|found| Some(Hit { paragraph: self.0.paragraph(found.address)?, score: found.score })).collect()
    }

    /// Those of the query's terms that any paragraph holds.
    fn held_in_text(&self, query: &PassageQuery) -> Vec<Held> {
        let mut text = self.held(self.0.fields.text, &query.terms, 1.0, query.filter.paid);
        text.iter_mut().enumerate().for_each(|(at, held)| held.mark = mark(at));
        text
    }

    fn found(&self, query: &PassageQuery, text: &[Held], limit: usize) -> Vec<Found> {
        let titles = self.held(self.0.fields.title, &query.terms, query.title_weight, query.filter.paid);
        let terms: Vec<&Held> = text.iter().chain(&titles).collect();
        if limit == 0 || (terms.is_empty() && !query.terms.is_empty()) {
            return Vec::new();
        }
        let statistics = Paragraphs { archive: &self.0, held: &terms, paid: query.filter.paid };
        let found = if query.asks_for_terms_alone() {
            self.top(&terms, query.filter.paid, &statistics, limit)
        } else {
            self.filtered(query, &terms, &statistics, limit)
        };
        let mut best = log_err(found).unwrap_or_default();
        // As part of the query, pairs would raise all upper bounds; and documents with a pair are among the best anyway.
        if !query.near.is_empty() {
            // Postings are only read forward.
            best.sort_unstable_by_key(|found| found.address);
            log_err(self.lift(&mut best, text, &query.near, &statistics));
            let order = self.0.order();
            best.sort_by(|one, two| {
                two.score.total_cmp(&one.score).then_with(|| order.compare(one.address, two.address))
            });
        }
        best
    }

    /// The terms that occur in a field, with their weights times the weight of the field.
    fn held(&self, field: Field, terms: &[WeightedTerm], share: f32, paid: bool) -> Vec<Held> {
        let held = terms.iter().filter(|term| term.weight * share > 0.0).filter_map(|WeightedTerm { term, weight }| {
            let term = Term::from_field_text(field, term);
            Held::look_up(&self.0.searcher, self.0.uncounted(paid), term, weight * share).transpose()
        });
        held.filter_map(log_err).collect()
    }

    /// The best that hold any of the terms.
    fn top(
        &self,
        terms: &[&Held],
        paid: bool,
        statistics: &Paragraphs<'_>,
        limit: usize,
    ) -> tantivy::Result<Vec<Found>> {
        let mut scored = statistics.scored(terms)?;
        scored.sort_by(|one, two| two.bm25.max_score().total_cmp(&one.bm25.max_score()));
        let mut top = Top::new(limit, self.0.order());
        for segment in self.segments(paid) {
            segment.search(&scored, &mut top)?;
        }
        Ok(top.into_best())
    }

    pub(super) fn segments(&self, paid: bool) -> impl Iterator<Item = Segment<'_>> {
        let hidden = self.0.paid.iter().map(Some).chain(std::iter::repeat(None));
        let readers = (0..).zip(self.0.searcher.segment_readers()).zip(hidden);
        readers.map(move |((ordinal, reader), hidden)| Segment { ordinal, reader, hidden: hidden.filter(|_| !paid) })
    }

    /// Adds the scores of pairs to found documents, which are sorted by address.
    fn lift(
        &self,
        found: &mut [Found],
        text: &[Held],
        near: &[Near],
        statistics: &Paragraphs<'_>,
    ) -> tantivy::Result<()> {
        // Stop words can be part of a pair.
        let missing = near.iter().flat_map(|near| &near.terms).filter(|term| find(text, term).is_none());
        let missing: Vec<Held> = missing
            .filter_map(|term| {
                let term = Term::from_field_text(self.0.fields.text, term);
                Held::look_up(&self.0.searcher, self.0.uncounted(statistics.paid), term, 0.0).transpose()
            })
            .collect::<tantivy::Result<_>>()?;
        let held = |term: &String| find(text, term).or_else(|| find(&missing, term));
        let pairs = near.iter().filter_map(|near| {
            let [first, second] = &near.terms;
            Some((near, [held(first)?, held(second)?]))
        });
        let pairs = statistics.pairs(pairs.collect())?;
        for found in found.chunk_by_mut(|one, other| one.address.segment_ord == other.address.segment_ord) {
            let Some(first) = found.first() else { continue };
            let ordinal = first.address.segment_ord;
            let segment = Segment { ordinal, reader: self.0.searcher.segment_reader(ordinal), hidden: None };
            pairs.iter().try_for_each(|pair| pair.lift(&segment, found))?;
        }
        Ok(())
    }
}

fn find<'h>(held: &'h [Held], term: &str) -> Option<&'h Held> {
    held.iter().find(|held| held.term.value().as_str() == Some(term))
}
