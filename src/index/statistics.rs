//! What BM25 counts: paragraphs, and what the asker may see of them.

use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::Field;

use super::archive::Inner;
use super::query::Near;
use super::scoring::{Held, ProximityBoost, Scored};

/// BM25 counts among paragraphs alone: articles and records are documents too, but hold no text.
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

    /// What a term of this field scores that a single document holds, by the length of a text, and how long texts are on
    /// average.
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

/// How rare a term is, beside one that a single document holds.
fn rarity(held: &Held, documents: u64) -> f32 {
    idf(held.frequency.min(documents), documents) / idf(1, documents)
}

/// As tantivy has it.
pub(super) fn idf(frequency: u64, documents: u64) -> f32 {
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
