//! The statistics for BM25: of paragraphs, and of those that the asker may see.

use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::Field;

use super::archive::Inner;
use super::bm25::idf;
use super::query::Near;
use super::scoring::{Held, ProximityBoost, Scored};

/// Counts paragraphs only: articles and records are documents too, but have no text.
pub(super) struct Paragraphs<'a> {
    pub(super) archive: &'a Inner,
    /// The terms of a query, looked up once.
    pub(super) held: &'a [&'a Held],
    /// Whether those for paying readers count.
    pub(super) paid: bool,
}

impl Paragraphs<'_> {
    fn known(&self, term: &Term) -> Option<u64> {
        self.held.iter().find(|held| held.term == *term).map(|held| held.frequency)
    }

    /// The terms with their weights in the paragraphs.
    pub(super) fn scored<'h>(&self, terms: &[&'h Held]) -> tantivy::Result<Vec<Scored<'h>>> {
        let documents = self.total_num_docs()?.max(1);
        let mut scored = Vec::with_capacity(terms.len());
        for of_field in terms.chunk_by(|one, other| one.term.field() == other.term.field()) {
            let Some(first) = of_field.first() else { continue };
            let (bm25, length) = self.rarest(first.term.field())?;
            scored.extend(of_field.iter().map(|held| {
                let rarity = rarity(held, documents);
                Scored { held, bm25: bm25.boost_by(held.weight * rarity), length }
            }));
        }
        Ok(scored)
    }

    /// The BM25 weight of a term with document frequency 1 in this field, and the average length of the field.
    fn rarest(&self, field: Field) -> tantivy::Result<(Bm25Weight, f32)> {
        let documents = self.total_num_docs()?.max(1);
        let length = self.total_num_tokens(field)? as f32 / documents as f32;
        Ok((Bm25Weight::for_one_term_without_explain(1, documents, length), length))
    }

    /// The pairs with their weights in the paragraphs.
    pub(super) fn pairs<'h>(&self, pairs: Vec<(&Near, [&'h Held; 2])>) -> tantivy::Result<Vec<ProximityBoost<'h>>> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let documents = self.total_num_docs()?.max(1);
        let (rarest, _) = self.rarest(self.archive.fields.text)?;
        let pair = |(near, terms): (&Near, [&'h Held; 2])| {
            let rarity: f32 = terms.iter().map(|held| rarity(held, documents)).sum();
            ProximityBoost { terms, slop: near.slop, bm25: rarest.boost_by(near.weight * rarity) }
        };
        Ok(pairs.into_iter().map(pair).collect())
    }
}

/// The idf of a term, relative to that of a term with document frequency 1.
fn rarity(held: &Held, documents: u64) -> f32 {
    idf(held.frequency.min(documents) as f32, documents as f32) / idf(1.0, documents as f32)
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
        // Terms of filters also occur in documents that are no paragraphs, and a frequency must not exceed the count.
        Ok(frequency.min(self.total_num_docs()?))
    }
}
