//! Finding the paragraphs that may answer: a boosted OR of terms, with what must and must not be there.
//!
//! The query is built from terms, never parsed from text. An OR of terms alone is searched by `top`. Where something must
//! or must not be there, or a filter holds, tantivy scores all that match; clauses that only filter are left out where
//! nothing would fall.

use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Occur, PhraseQuery,
    Query, RangeQuery, Scorer, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Term};

use super::archive::{Archive, Inner, Rarest};
use super::document;
use super::excluded::Excluded;
use super::log::log_err;
use super::near::Pair;
use super::schema::kind;
use super::stored::StoredParagraph;
use super::top::{Found, Held, SLACK, Scored, Segment, Top};
use crate::domain::Geoid;
use crate::text;

/// A paragraph that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The paragraph.
    pub paragraph: Arc<StoredParagraph>,
    /// How well it matches: BM25 over the weighted terms.
    pub score: f32,
}

/// A term (see [`text::term`]) and how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedTerm {
    /// The term.
    pub term: String,
    /// Its weight; 1 is plain BM25.
    pub weight: f32,
}

/// Terms that stand together, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The terms; an empty one stands for any word.
    pub terms: Vec<String>,
    /// How many moves of a word apart they may be.
    pub slop: u32,
}

/// A term that may stand right before another.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The terms.
    pub terms: [String; 2],
    /// How many moves of a word the second is from there, at most.
    pub slop: u32,
    /// What it counts that they stand so: times their BM25.
    pub weight: f32,
}

/// What a paragraph is filtered by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this article.
    pub article: Option<String>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Naming any of these places.
    pub places: Vec<Geoid>,
    /// With words of any of these people (compared folded).
    pub who: Vec<String>,
    /// Paragraphs for paying readers too.
    pub paid: bool,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PassageQuery {
    /// Any of these; more of them and rarer ones rank higher, and what weighs nothing is not looked for.
    pub terms: Vec<WeightedTerm>,
    /// What a term counts in the article's title, times its weight; 0 leaves titles out.
    pub title_weight: f32,
    /// Terms that rank a paragraph higher where they stand near each other.
    pub near: Vec<Near>,
    /// Phrases (of one term or more) that must stand in the paragraph.
    pub must: Vec<Phrase>,
    /// Phrases (of one term or more) that must not.
    pub must_not: Vec<Phrase>,
    /// What else must hold.
    pub filter: Filter,
}

impl PassageQuery {
    /// Whether any paragraph that holds one of the terms will do.
    fn asks_for_terms_alone(&self) -> bool {
        let Filter { article, from, to, places, who, paid: _ } = &self.filter;
        let narrowed = article.is_some() || from.is_some() || to.is_some() || !places.is_empty() || !who.is_empty();
        !self.terms.is_empty() && self.must.is_empty() && self.must_not.is_empty() && !narrowed
    }
}

/// A paragraph that a search found, not yet read: an article is chosen by all of its paragraphs, and shown by one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// How well it matches: BM25 over the weighted terms.
    pub score: f32,
    /// The article: the same for all of its paragraphs, and for those of no other.
    pub article: ArticleNumber,
    /// Which of the terms it holds.
    pub terms: HeldTerms,
    address: DocAddress,
}

/// Which of a query's terms are held. Where a query filters, that is not known, and all may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldTerms(u64);

impl HeldTerms {
    /// Those of either.
    pub fn with(self, other: HeldTerms) -> HeldTerms {
        HeldTerms(self.0 | other.0)
    }

    /// Those that are not among the others.
    pub fn without(self, other: HeldTerms) -> HeldTerms {
        HeldTerms(self.0 & !other.0)
    }
}

/// Where the best paragraphs stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Standings {
    /// The best first.
    pub best: Vec<Standing>,
    /// By mark, what a paragraph of average length that holds the term once scores by it.
    worth: Vec<f32>,
}

impl Standings {
    /// What a paragraph of average length that holds these terms once scores.
    pub fn worth(&self, terms: HeldTerms) -> f32 {
        let held = self.worth.iter().enumerate().filter(|(at, _)| terms.0 & mark(*at) != 0);
        held.map(|(_, worth)| worth).sum()
    }
}

/// Tells a term from the others of its query. Those of a very long one share the last mark.
fn mark(at: usize) -> u64 {
    1 << at.min(63)
}

/// An article in one open archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleNumber(DocAddress);

impl Archive {
    /// Where the best `limit` paragraphs stand, as [`Archive::candidates`] finds them.
    pub fn standings(&self, query: &PassageQuery, limit: usize) -> Standings {
        let text = self.held_in_text(query);
        let standing = |Found { score, address, terms }| {
            Some(Standing {
                score,
                article: ArticleNumber(self.0.article_of(address)?),
                terms: HeldTerms(terms),
                address,
            })
        };
        let best = self.found(query, &text, limit).into_iter().filter_map(standing).collect();
        let documents = self.0.paragraphs;
        let worth = text.iter().map(|held| held.weight * idf(held.frequency.min(documents), documents)).collect();
        Standings { best, worth }
    }

    /// The paragraph that stands there.
    pub fn read(&self, standing: &Standing) -> Option<Arc<StoredParagraph>> {
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
        // As a part of the query pairs would keep much from being left out, and who holds them is among the best anyway.
        if !query.near.is_empty() {
            // Postings are only read forward.
            best.sort_unstable_by_key(|found| found.address);
            log_err(self.lift(&mut best, text, &query.near, &statistics));
            let order = self.0.order();
            let place = |found: &Found| order.place(found.address);
            best.sort_by(|one, two| two.score.total_cmp(&one.score).then_with(|| place(one).cmp(&place(two))));
        }
        best
    }

    /// Those of the terms that any document holds in a field where they count this much.
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

    fn segments(&self, paid: bool) -> impl Iterator<Item = Segment<'_>> {
        let hidden = self.0.paid.iter().map(Some).chain(std::iter::repeat(None));
        let readers = (0..).zip(self.0.searcher.segment_readers()).zip(hidden);
        readers.map(move |((ordinal, reader), hidden)| Segment { ordinal, reader, hidden: hidden.filter(|_| !paid) })
    }

    /// Adds to the found, which are in the order of their addresses, what terms score that stand near each other.
    fn lift(
        &self,
        found: &mut [Found],
        text: &[Held],
        near: &[Near],
        statistics: &Paragraphs<'_>,
    ) -> tantivy::Result<()> {
        // Words that are too common to be looked for stand near others too.
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

    /// The best of those that hold what must be there and pass the filters.
    ///
    /// Tantivy finds them. It adds what terms score in an order that depends on the segment, and the last digits of a sum
    /// depend on that; so those that may be among the best are scored anew, term by term.
    fn filtered(
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

/// BM25 counts among paragraphs alone: articles and records are documents too, but hold no text.
struct Paragraphs<'a> {
    archive: &'a Inner,
    /// The terms of a query, looked up once.
    held: &'a [&'a Held],
    /// Whether those for paying readers count.
    paid: bool,
}

impl Paragraphs<'_> {
    fn known(&self, term: &Term) -> Option<u64> {
        self.held.iter().find(|held| held.term == *term).map(|held| held.frequency)
    }

    /// The terms with their weights in the paragraphs.
    fn scored<'h>(&self, terms: &[&'h Held]) -> tantivy::Result<Vec<Scored<'h>>> {
        let documents = self.total_num_docs()?.max(1);
        let mut scored = Vec::with_capacity(terms.len());
        for of_field in terms.chunk_by(|one, other| one.term.field() == other.term.field()) {
            let Some(first) = of_field.first() else { continue };
            let Rarest { bm25, length } = self.rarest(first.term.field())?;
            scored.extend(of_field.iter().map(|held| {
                let rarity = rarity(held, documents);
                Scored { held, bm25: bm25.boost_by(held.weight * rarity), length: *length }
            }));
        }
        Ok(scored)
    }

    /// What a term of this field scores that a single document holds, worked out once.
    fn rarest(&self, field: Field) -> tantivy::Result<&Rarest> {
        let [text, title] = &self.archive.rarest;
        let kept = if field == self.archive.fields.text { text } else { title };
        kept.get_or_try_init(|| {
            let documents = self.total_num_docs()?.max(1);
            let length = self.total_num_tokens(field)? as f32 / documents as f32;
            Ok(Rarest { bm25: Bm25Weight::for_one_term_without_explain(1, documents, length), length })
        })
    }

    /// The pairs with their weights in the paragraphs.
    fn pairs<'h>(&self, pairs: Vec<(&Near, [&'h Held; 2])>) -> tantivy::Result<Vec<Pair<'h>>> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let documents = self.total_num_docs()?.max(1);
        let rarest = &self.rarest(self.archive.fields.text)?.bm25;
        let pair = |(near, terms): (&Near, [&'h Held; 2])| {
            let rarity: f32 = terms.iter().map(|held| rarity(held, documents)).sum();
            Pair { terms, slop: near.slop, bm25: rarest.boost_by(near.weight * rarity) }
        };
        Ok(pairs.into_iter().map(pair).collect())
    }
}

fn find<'h>(held: &'h [Held], term: &str) -> Option<&'h Held> {
    held.iter().find(|held| held.term.value().as_str() == Some(term))
}

/// How rare a term is, beside one that a single document holds.
fn rarity(held: &Held, documents: u64) -> f32 {
    idf(held.frequency.min(documents), documents) / idf(1, documents)
}

/// As tantivy has it.
fn idf(frequency: u64, documents: u64) -> f32 {
    (1.0 + ((documents - frequency) as f32 + 0.5) / (frequency as f32 + 0.5)).ln()
}

impl Bm25StatisticsProvider for Paragraphs<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let archive = self.archive;
        // Tantivy's own counts are estimates where something was deleted.
        match field {
            field if field == archive.fields.text => Ok(archive.tokens),
            field if field == archive.fields.title => Ok(archive.title_tokens),
            other => archive.searcher.total_num_tokens(other),
        }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.archive.paragraphs)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let frequency = match self.known(term) {
            Some(frequency) => frequency,
            None => self.archive.doc_freq(term, self.paid)?,
        };
        // Terms that only filter stand in other documents as well; BM25 takes no term to be in more than all.
        Ok(frequency.min(self.total_num_docs()?))
    }
}

/// What a document scores by one term or phrase. Asked of documents in order.
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

/// The best by scores whose last digits may be off, with all that come as near to the least of them.
struct NearlyBest {
    limit: usize,
    found: Vec<(f32, DocAddress)>,
    /// What scores less is not among them.
    least: f32,
    /// When so many are held, those that fell behind are let go.
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
            // Where very many score alike, all of them are held.
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
