//! Finding the paragraphs that may answer: a boosted OR of terms, with what must and must not be there.
//!
//! The query is built from terms, never parsed from text. An OR and not a DisMax, because tantivy then skips blocks
//! that cannot reach the best (block-max WAND); clauses that only filter are left out where nothing would fall.

use std::ops::Bound;

use jiff::civil::Date;
use tantivy::collector::TopDocs;
use tantivy::query::{
    Bm25StatisticsProvider, BooleanQuery, BoostQuery, ConstScoreQuery, EnableScoring, Occur, PhraseQuery, Query,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet as _, SeekDangerResult, SegmentReader, Term};

use super::archive::{Archive, Inner, said_so};
use super::document;
use super::schema::{PAID, kind};
use super::stored::StoredParagraph;
use crate::domain::Geoid;
use crate::text;

/// A paragraph that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The paragraph.
    pub paragraph: StoredParagraph,
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
    /// Any of these; more of them and rarer ones rank higher.
    pub terms: Vec<WeightedTerm>,
    /// What a term counts in the article's title, times its weight; 0 leaves titles out.
    pub title_weight: f32,
    /// What a term counts in the title of a paragraph that the terms find anyway, times its weight.
    pub title_lift: f32,
    /// Phrases that rank higher where they stand, with their weights.
    pub phrases: Vec<(Phrase, f32)>,
    /// Phrases (of one term or more) that must stand in the paragraph.
    pub must: Vec<Phrase>,
    /// Phrases (of one term or more) that must not.
    pub must_not: Vec<Phrase>,
    /// What else must hold.
    pub filter: Filter,
}

/// A paragraph that a search found, not yet read: an article is chosen by all of its paragraphs, and shown by one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// How well it matches: BM25 over the weighted terms.
    pub score: f32,
    /// The article: the same for all of its paragraphs, and for those of no other.
    pub article: ArticleNumber,
    address: DocAddress,
}

/// An article in one open archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleNumber(DocAddress);

impl Archive {
    /// Where the best `limit` paragraphs stand, best first, as [`Archive::candidates`] finds them.
    pub fn standings(&self, query: &PassageQuery, limit: usize) -> Vec<Standing> {
        let found = self.addresses(query, limit).into_iter();
        let standing =
            |(score, address)| Some(Standing { score, article: ArticleNumber(self.0.article_of(address)?), address });
        found.filter_map(standing).collect()
    }

    /// The paragraph that stands there.
    pub fn read(&self, standing: &Standing) -> Option<StoredParagraph> {
        self.0.paragraph(standing.address)
    }

    /// The best `limit` paragraphs, best first. A query that only filters finds all that pass, with equal scores.
    pub fn candidates(&self, query: &PassageQuery, limit: usize) -> Vec<Hit> {
        let hits = self.addresses(query, limit).into_iter();
        hits.filter_map(|(score, address)| Some(Hit { paragraph: self.0.paragraph(address)?, score })).collect()
    }

    fn addresses(&self, query: &PassageQuery, limit: usize) -> Vec<(f32, DocAddress)> {
        let statistics = Paragraphs { archive: &self.0, frequencies: self.frequencies(query) };
        let Some(boolean) = self.boolean(query, &statistics) else { return Vec::new() };
        let mut best = self.best(&boolean, &statistics, limit);
        // As clauses they would keep tantivy from skipping, and who holds a phrase is among the best anyway.
        let mut lifts: Vec<(Box<dyn Query>, f32)> = Vec::new();
        for (phrase, weight) in &query.phrases {
            lifts.extend(self.phrase(phrase).map(|phrase| (phrase, *weight)));
        }
        if query.title_lift > 0.0 {
            for WeightedTerm { term, weight } in &query.terms {
                let term = Term::from_field_text(self.0.fields.title, term);
                lifts.extend(statistics.holds(&term).then(|| (scored(term), weight * query.title_lift)));
            }
        }
        if !lifts.is_empty() {
            // Scorers only move forward.
            best.sort_unstable_by_key(|(_, address)| *address);
            for (query, weight) in &lifts {
                said_so(self.lift(&mut best, &**query, &statistics, *weight));
            }
            best.sort_by(|(one, at), (two, other)| two.total_cmp(one).then(at.cmp(other)));
        }
        best
    }

    /// How many documents hold each of the terms.
    fn frequencies(&self, query: &PassageQuery) -> Vec<(Term, u64)> {
        let fields = &self.0.fields;
        let titles = (query.title_weight > 0.0 || query.title_lift > 0.0).then_some(fields.title);
        let both = |term: &WeightedTerm| {
            let of = [Some(fields.text), titles].into_iter().flatten();
            of.map(|field| Term::from_field_text(field, &term.term)).collect::<Vec<_>>()
        };
        let counted = |term: Term| {
            let frequency = said_so(self.0.searcher.doc_freq(&term)).unwrap_or_default();
            (term, frequency)
        };
        query.terms.iter().flat_map(both).map(counted).collect()
    }

    /// Adds what a query scores, times its weight, to those of the found that it matches; no others are looked at. They
    /// are in the order of their addresses.
    fn lift(
        &self,
        found: &mut [(f32, DocAddress)],
        query: &dyn Query,
        statistics: &Paragraphs<'_>,
        weight: f32,
    ) -> tantivy::Result<()> {
        let searcher = &self.0.searcher;
        let query = query.weight(EnableScoring::enabled_from_statistics_provider(statistics, searcher))?;
        for found in found.chunk_by_mut(|(_, one), (_, other)| one.segment_ord == other.segment_ord) {
            let Some((_, first)) = found.first() else { continue };
            let segment = searcher.segment_reader(first.segment_ord);
            let (mut seen, mut scorer) = query.scorer_danger(segment, first.doc_id, weight)?;
            for (at, (score, address)) in found.iter_mut().enumerate() {
                match seen {
                    // Nothing that matches stands before this bound.
                    SeekDangerResult::SeekLowerBound(bound) if bound > address.doc_id => continue,
                    // The scorer began at the first.
                    _ if at == 0 => {}
                    _ => seen = scorer.seek_danger(address.doc_id),
                }
                if seen == SeekDangerResult::Found {
                    *score += scorer.score();
                }
            }
        }
        Ok(())
    }

    fn best(&self, query: &dyn Query, statistics: &Paragraphs<'_>, limit: usize) -> Vec<(f32, DocAddress)> {
        if limit == 0 {
            return Vec::new();
        }
        let best = TopDocs::with_limit(limit).order_by_score();
        said_so(self.0.searcher.search_with_statistics_provider(query, &best, statistics)).unwrap_or_default()
    }

    /// The query in tantivy's terms; `None` where it asks for nothing.
    fn boolean(&self, query: &PassageQuery, statistics: &Paragraphs<'_>) -> Option<BooleanQuery> {
        let fields = &self.0.fields;
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for WeightedTerm { term, weight } in &query.terms {
            for (field, share) in [(fields.text, 1.0), (fields.title, query.title_weight)] {
                let term = Term::from_field_text(field, term);
                if share > 0.0 && statistics.holds(&term) {
                    clauses.push((Occur::Should, boosted(scored(term), *weight * share)));
                }
            }
        }
        if clauses.is_empty() && !query.terms.is_empty() {
            return None;
        }
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
            clauses.extend(self.phrase(phrase).map(|phrase| (Occur::MustNot, phrase)));
        }
        if self.0.has_paid && !query.filter.paid {
            clauses.push((Occur::MustNot, filter(fields.audience, PAID)));
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
    /// Those of a query's terms, looked up once.
    frequencies: Vec<(Term, u64)>,
}

impl Paragraphs<'_> {
    /// Whether any document holds a term of the query.
    fn holds(&self, term: &Term) -> bool {
        self.known(term).is_some_and(|frequency| frequency > 0)
    }

    fn known(&self, term: &Term) -> Option<u64> {
        self.frequencies.iter().find(|(known, _)| known == term).map(|(_, frequency)| *frequency)
    }
}

impl Bm25StatisticsProvider for Paragraphs<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let archive = self.archive;
        if field == archive.fields.text { Ok(archive.tokens) } else { archive.searcher.total_num_tokens(field) }
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        // Terms of deleted paragraphs still count until their segment is merged, so they count here too.
        let deleted = |segment: &SegmentReader| u64::from(segment.num_deleted_docs());
        let deleted: u64 = self.archive.searcher.segment_readers().iter().map(deleted).sum();
        Ok(self.archive.paragraphs + deleted)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let frequency = match self.known(term) {
            Some(frequency) => frequency,
            None => self.archive.searcher.doc_freq(term)?,
        };
        // Terms that only filter stand in other documents as well; BM25 takes no term to be in more than all.
        Ok(frequency.min(self.total_num_docs()?))
    }
}

fn scored(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
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
