//! From words to the sentences that hold them: candidate paragraphs from the index, their sentences scored one by one.

use std::collections::HashSet;
use std::ops::Range;

use super::{Engine, excerpt};
use crate::index::{Filter, PassageQuery, StoredParagraph, WeightedTerm};
use crate::reply::Excerpt;
use crate::text;

/// How many paragraphs the index is asked for.
const CANDIDATES: usize = 40;

/// A sentence of the archive and how well it fits.
pub(super) struct Passage {
    pub(super) paragraph: StoredParagraph,
    pub(super) range: Range<usize>,
    /// The idf-weighted share of the terms that the sentence holds, plus a little for its paragraph.
    pub(super) score: f32,
    /// The idf-weighted share of the terms that the sentence's paragraph holds.
    pub(super) coverage: f32,
}

/// A term with its inverse document frequency, `ln(1 + (N - n + 0.5) / (n + 0.5))`.
fn weighed(engine: &Engine, terms: &[(String, f32)]) -> Vec<(String, f32)> {
    let all = engine.archive.doc_count() as f32;
    let idf = |term: &str| {
        let holding = engine.archive.doc_freq(term) as f32;
        ((all - holding + 0.5) / (holding + 0.5)).max(0.0).ln_1p().max(0.1)
    };
    terms.iter().map(|(term, weight)| (term.clone(), idf(term) * weight)).collect()
}

/// The sentences that hold some of `terms`, best first.
pub(super) fn passages(
    engine: &Engine,
    terms: &[(String, f32)],
    filter: Filter,
    candidates: Option<usize>,
) -> Vec<Passage> {
    let query = PassageQuery {
        terms: terms.iter().map(|(term, weight)| WeightedTerm { term: term.clone(), weight: *weight }).collect(),
        title_weight: 0.3,
        filter,
        ..PassageQuery::default()
    };
    let weights = weighed(engine, terms);
    let total: f32 = weights.iter().map(|(_, weight)| weight).sum::<f32>().max(f32::EPSILON);
    let hits = engine.archive.candidates(&query, candidates.unwrap_or(CANDIDATES));
    let best = hits.first().map_or(1.0, |hit| hit.score.max(f32::EPSILON));
    let mut found: Vec<Passage> = Vec::new();
    for hit in hits {
        let held = |range: &Range<usize>| -> f32 {
            let words = hit.paragraph.paragraph.text.get(range.clone()).unwrap_or_default();
            let held: HashSet<String> = text::terms(words).map(|term| term.text).collect();
            weights.iter().filter(|(term, _)| held.contains(term)).map(|(_, weight)| weight).sum::<f32>() / total
        };
        let whole = held(&(0..hit.paragraph.paragraph.text.len()));
        for range in &hit.paragraph.sentences {
            let share = held(range);
            if share > 0.0 {
                let score = share + 0.5 * whole + 0.1 * hit.score / best;
                found.push(Passage { paragraph: hit.paragraph.clone(), range: range.clone(), score, coverage: whole });
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// A passage as an excerpt, the words of `terms` marked.
pub(super) fn cut(engine: &Engine, passage: &Passage, terms: &[(String, f32)]) -> Excerpt {
    let mut cut = excerpt::cut(engine, &passage.paragraph, passage.range.clone(), passage.score);
    excerpt::highlight(&mut cut, |word| {
        let term = text::term(word);
        terms.iter().any(|(wanted, _)| *wanted == term)
    });
    cut
}
