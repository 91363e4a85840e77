//! Searches that narrow: tantivy scores all that match, and clauses that only filter are left out where nothing would fall.

use std::ops::Bound;

use jiff::civil::Date;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Occur, PhraseQuery, Query, RangeQuery, Scorer, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Term};

use super::archive::Archive;
use super::document;
use super::query::{Filter, PassageQuery, Phrase};
use super::schema::kind;
use super::scoring::{Excluded, Found, Held, SLACK, Top};
use super::statistics::Paragraphs;
use crate::domain::Geoid;
use crate::text;

impl Archive {
    /// The best of those that hold what must be there and pass the filters.
    ///
    /// Tantivy finds them, but adds the scores of terms in an order that depends on the segment, and floating-point sums
    /// depend on their order. So candidates near the limit are scored again in the order of the query.
    pub(super) fn filtered(
        &self,
        query: &PassageQuery,
        terms: &[&Held],
        statistics: &Paragraphs<'_>,
        limit: usize,
    ) -> tantivy::Result<Vec<Found>> {
        let Some(matching) = self.boolean(query, terms) else { return Ok(Vec::new()) };
        let enabled = EnableScoring::enabled_from_statistics_provider(statistics, &self.0.searcher);
        let matching = matching.weight(enabled)?;
        let mut near = NearlyBest::new(limit);
        for segment in self.segments(query.filter.paid) {
            matching.for_each(segment.reader, &mut |doc, score| {
                if score >= near.least && !segment.hides(doc) {
                    near.add(score, DocAddress::new(segment.ordinal, doc));
                }
            })?;
        }
        let near = near.into_found();
        let phrases = query.must.iter().filter_map(|phrase| self.phrase(phrase));
        let counted = terms.iter().map(|held| scored(held)).chain(phrases);
        let counted = counted.map(|query| query.weight(enabled)).collect::<tantivy::Result<Vec<_>>>()?;
        let mut top = Top::new(limit, self.0.order());
        for found in near.chunk_by(|one, other| one.segment_ord == other.segment_ord) {
            let Some(first) = found.first() else { continue };
            let reader = self.0.searcher.segment_reader(first.segment_ord);
            let scorers = counted.iter().map(|weight| weight.scorer(reader, 1.0));
            let mut scorers = scorers.collect::<tantivy::Result<Vec<_>>>()?;
            for address in found {
                let score = scorers.iter_mut().map(|scorer| score_of(scorer, address.doc_id)).sum();
                top.add(Found { score, address: *address, terms: Found::ANY_TERMS });
            }
        }
        Ok(top.into_best())
    }

    /// The query in tantivy's terms; `None` where it asks for nothing.
    fn boolean(&self, query: &PassageQuery, terms: &[&Held]) -> Option<BooleanQuery> {
        let fields = &self.0.fields;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> =
            terms.iter().map(|held| (Occur::Should, scored(held))).collect();
        let optional = clauses.len();
        for phrase in &query.must {
            // A phrase without a term asks for nothing.
            clauses.extend(self.phrase(phrase).map(|phrase| (Occur::Must, phrase)));
        }
        let required = clauses.len() - optional;
        clauses.extend(self.filters(&query.filter).into_iter().map(|query| (Occur::Must, unscored(query))));
        if clauses.is_empty() {
            return None;
        }
        if optional > 0 && required == 0 && clauses.len() > optional {
            // Filters alone would let paragraphs through that hold none of the terms.
            let filters = clauses.split_off(optional);
            let any: Box<dyn Query> = Box::new(BooleanQuery::new(clauses));
            clauses = vec![(Occur::Must, any)];
            clauses.extend(filters);
        }
        if optional == 0 {
            clauses.push((Occur::Must, unscored(filter(fields.kind, kind::PARAGRAPH))));
        }
        for phrase in &query.must_not {
            let excluded =
                |phrase: Box<dyn Query>| -> (Occur, Box<dyn Query>) { (Occur::MustNot, Box::new(Excluded(phrase))) };
            clauses.extend(self.phrase(phrase).map(excluded));
        }
        Some(BooleanQuery::new(clauses))
    }

    fn phrase(&self, phrase: &Phrase) -> Option<Box<dyn Query>> {
        let field = self.0.fields.text;
        let places = phrase.terms.iter().enumerate().filter(|(_, term)| !term.is_empty());
        let terms: Vec<(usize, Term)> = places.map(|(at, term)| (at, Term::from_field_text(field, term))).collect();
        match terms.as_slice() {
            [] => None,
            [(_, term)] => Some(Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))),
            _ => Some(Box::new(PhraseQuery::new_with_offset_and_slop(terms, phrase.slop))),
        }
    }

    fn filters(&self, wanted: &Filter) -> Vec<Box<dyn Query>> {
        let fields = &self.0.fields;
        let mut filters: Vec<Box<dyn Query>> = Vec::new();
        if let Some(article) = &wanted.article {
            filters.push(filter(fields.article, article));
        }
        if wanted.from.is_some() || wanted.to.is_some() {
            let bound = |day: Option<Date>| {
                let term = day.map(|day| Term::from_field_i64(fields.day, document::day(day)));
                term.map_or(Bound::Unbounded, Bound::Included)
            };
            filters.push(Box::new(RangeQuery::new(bound(wanted.from), bound(wanted.to))));
        }
        if !wanted.places.is_empty() {
            filters.push(any_of(fields.place, wanted.places.iter().map(Geoid::as_str)));
        }
        if !wanted.who.is_empty() {
            let folded: Vec<_> = wanted.who.iter().map(|name| text::fold(name)).collect();
            filters.push(any_of(fields.who, folded.iter().map(AsRef::as_ref)));
        }
        filters
    }
}

/// The score of a document for one term or phrase. Documents must be asked for in order.
fn score_of(scorer: &mut Box<dyn Scorer>, doc: DocId) -> f32 {
    if scorer.doc() < doc {
        scorer.seek(doc);
    }
    if scorer.doc() == doc { scorer.score() } else { 0.0 }
}

fn scored(held: &Held) -> Box<dyn Query> {
    boosted(Box::new(TermQuery::new(held.term.clone(), IndexRecordOption::WithFreqs)), held.weight)
}

fn filter(field: Field, term: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, term), IndexRecordOption::Basic))
}

fn any_of<'a>(field: Field, terms: impl Iterator<Item = &'a str>) -> Box<dyn Query> {
    Box::new(TermSetQuery::new(terms.map(|term| Term::from_field_text(field, term))))
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// The best by scores that may be off by rounding, and everything within that error of the last of them.
struct NearlyBest {
    limit: usize,
    found: Vec<(f32, DocAddress)>,
    /// What scores less is not among them.
    least: f32,
    /// At this length the list is pruned.
    room: usize,
}

impl NearlyBest {
    fn new(limit: usize) -> Self {
        NearlyBest { limit, found: Vec::new(), least: f32::NEG_INFINITY, room: 2 * limit + 64 }
    }

    fn add(&mut self, score: f32, address: DocAddress) {
        self.found.push((score, address));
        if self.found.len() >= self.room {
            self.tidy();
            // Ties are never pruned, so the list may have to grow.
            self.room = (2 * self.limit + 64).max(2 * self.found.len());
        }
    }

    fn tidy(&mut self) {
        let Some(last) = self.limit.checked_sub(1).filter(|last| *last < self.found.len()) else { return };
        let mut scores: Vec<f32> = self.found.iter().map(|(score, _)| *score).collect();
        let (_, worst, _) = scores.select_nth_unstable_by(last, |one, two| two.total_cmp(one));
        self.least = *worst / SLACK;
        self.found.retain(|(score, _)| *score >= self.least);
    }

    /// In the order of their addresses.
    fn into_found(mut self) -> Vec<DocAddress> {
        self.tidy();
        self.found.into_iter().map(|(_, address)| address).collect()
    }
}
