//! How well whole articles fit a message: the article as one text, its best paragraph and its title, by BM25 (Robertson and
//! Zaragoza, 2009), and how much of the message they hold.

use std::collections::HashMap;
use std::sync::Arc;

use super::Engine;
use super::marks::Marks;
use crate::domain::ParagraphKey;
use crate::index::{Hit, StoredParagraph, idf, saturation};

/// How many articles are read whole.
const READ: usize = 32;
/// What the title's words count, beside those of the article.
const TITLE_WEIGHT: f32 = 0.6;
/// How many words a headline has, about.
const TITLE_LENGTH: f32 = 9.0;
/// How much an article gains for holding the whole of a message and not a part of it often. Measured: the strongest
/// single gain on claims made in posts.
const WHOLE_WEIGHT: f32 = 4.0;
/// A source stands out: this many articles may be about the same event, and the next must fit less well.
const ALIKE: usize = 3;
/// By how much it must, in the score of a place as a share of the message's weight.
const LEAST_LEAD: f32 = 0.25;
/// The least share of a short claim that its source holds in one place.
const LEAST_SHARE: f32 = 0.57;
/// A claim of so many terms is short: it makes one statement, and another statement has other words.
const SHORT: f32 = 11.0;
/// A post of so many terms has much that is its writer's own, and may share as little as it will.
const LONG: f32 = 13.0;

/// The parameters of BM25, as tantivy has them.
const K: f32 = 1.2;
const B: f32 = 0.75;

/// A term of a message.
pub(crate) struct Weighed {
    pub(crate) text: String,
    /// The word as it was typed.
    pub(crate) typed: String,
    /// How rare it is among paragraphs.
    pub(crate) rarity: f32,
    /// Whether the archive holds it at all.
    pub(crate) known: bool,
}

impl Weighed {
    /// The terms with their weights; `text` and `typed` of each are given.
    pub(crate) fn of(engine: &Engine, terms: Vec<(String, String)>) -> Vec<Weighed> {
        let documents = engine.archive.doc_count() as f32;
        let weighed = terms.into_iter().map(|(text, typed)| {
            let frequency = engine.doc_freq(&text) as f32;
            Weighed { text, typed, rarity: idf(frequency, documents), known: frequency > 0.0 }
        });
        weighed.collect()
    }
}

/// An article and how well it fits.
pub(crate) struct Fitting {
    /// Its paragraph that fits best.
    pub(crate) paragraph: Arc<StoredParagraph>,
    /// By which articles are ordered.
    pub(crate) score: f32,
    /// The share of the message's weight that one place of it holds: a paragraph, the one behind it and the title. Words
    /// that no article knows count as missing.
    pub(crate) share: f32,
    /// The score of that place, as a share of the message's weight.
    pub(crate) place: f32,
}

/// The articles of these paragraphs that fit best, the best first.
pub(crate) fn fitting(engine: &Engine, terms: &[Weighed], hits: Vec<Hit>) -> Vec<Fitting> {
    let mut order: Vec<Hit> = Vec::new();
    let mut sums: HashMap<String, (usize, f32)> = HashMap::new();
    for hit in hits {
        let id = hit.paragraph.article.meta.id.clone();
        let place = sums.entry(id).or_insert((order.len(), 0.0));
        // A further paragraph counts, and less: all of the article is read if it comes to that.
        place.1 += if place.1 > 0.0 { hit.score / 4.0 } else { hit.score };
        if place.0 == order.len() {
            order.push(hit);
        }
    }
    let sum = |hit: &Hit| sums.get(&hit.paragraph.article.meta.id).map_or(0.0, |(_, sum)| *sum);
    order.sort_by(|one, two| sum(two).total_cmp(&sum(one)));
    let mut reader = FitScorer::of(engine, terms);
    let (first, rest) = order.split_at(READ.min(order.len()));
    let mut found: Vec<Fitting> =
        first.iter().take_while(|_| !engine.must_stop()).filter_map(|hit| reader.read(engine, hit)).collect();
    found.sort_by(|one, two| two.score.total_cmp(&one.score));
    // What was not read comes last, as it was found.
    let least = found.last().map_or(0.0, |last| last.score);
    let unread = rest.iter().map(|hit| Fitting {
        paragraph: Arc::clone(&hit.paragraph),
        score: least.min(hit.score) / 2.0,
        share: 0.0,
        place: 0.0,
    });
    found.extend(unread);
    found
}

/// Whether the first of these is what the message is about: it stands out, and holds enough of a message that makes one
/// short statement.
pub(crate) fn is_source(fitting: &[Fitting], terms: &[Weighed]) -> bool {
    let Some(first) = fitting.first() else { return false };
    let mut places: Vec<f32> = fitting.iter().map(|fitting| fitting.place).collect();
    places.sort_by(|one, two| two.total_cmp(one));
    let lead = first.place - places.get(ALIKE).copied().unwrap_or_default();
    let known = terms.iter().filter(|term| term.known).count();
    known >= 2 && lead >= LEAST_LEAD && first.share >= least_share(terms.len())
}

/// Whether an article fits as well as the source of a message.
pub(crate) fn is_as_good(fitting: &Fitting, first: &Fitting, terms: usize) -> bool {
    fitting.share >= least_share(terms) && fitting.place * 4.0 >= first.place * 3.0
}

/// How much of a message of so many terms its source holds at least.
pub(crate) fn least_share(terms: usize) -> f32 {
    let chatter = (terms as f32 - SHORT) / (LONG - SHORT);
    LEAST_SHARE * (1.0 - chatter.clamp(0.0, 1.0))
}

/// Scores how well articles fit the terms of a message.
struct FitScorer<'t> {
    terms: &'t [Weighed],
    marks: Marks<'t>,
    /// The weight of all terms.
    all: f32,
    /// How many words an average paragraph and an average article have.
    paragraph: f32,
    article: f32,
}

impl<'t> FitScorer<'t> {
    fn of(engine: &Engine, terms: &'t [Weighed]) -> Self {
        let archive = &engine.archive;
        let paragraph = archive.average_length().max(1.0);
        FitScorer {
            terms,
            marks: Marks::of(terms.iter().map(|term| term.text.as_str())),
            all: terms.iter().map(|term| term.rarity).sum::<f32>().max(0.1),
            paragraph,
            article: paragraph * archive.doc_count() as f32 / archive.article_count().max(1) as f32,
        }
    }

    fn read(&mut self, engine: &Engine, hit: &Hit) -> Option<Fitting> {
        let paragraphs = engine.archive.paragraphs(&hit.paragraph.article);
        let none = vec![0.0_f32; self.terms.len()];
        let mut whole = (none.clone(), 0.0);
        let mut title = (none.clone(), TITLE_LENGTH);
        let mut places: Vec<(Vec<f32>, f32)> = Vec::with_capacity(paragraphs.len());
        for paragraph in &paragraphs {
            let mut counts = none.clone();
            for term in self.marks.read(paragraph).terms() {
                for counts in [&mut counts, &mut whole.0] {
                    counts.get_mut(term).into_iter().for_each(|count| *count += 1.0);
                }
            }
            let length = paragraph.paragraph.text.split_whitespace().count() as f32;
            whole.1 += length;
            if paragraph.paragraph.key == ParagraphKey::Title {
                title = (counts.clone(), length);
            }
            places.push((counts, length));
        }
        let share = |counts: [&[f32]; 3]| {
            let held = (0..self.terms.len())
                .filter(|at| counts.iter().any(|counts| counts.get(*at).is_some_and(|count| *count > 0.0)));
            held.filter_map(|at| self.terms.get(at)).map(|term| term.rarity).sum::<f32>() / self.all
        };
        let scores: Vec<f32> =
            places.iter().map(|(counts, length)| self.bm25(counts, *length, self.paragraph)).collect();
        // The title counts as the title, and is still an excerpt where nothing else matches.
        let is_title =
            |at: usize| paragraphs.get(at).is_some_and(|paragraph| paragraph.paragraph.key == ParagraphKey::Title);
        let score_of = |at: &usize| (!is_title(*at), scores.get(*at).copied().unwrap_or_default());
        let best = (0..places.len()).rev().max_by(|one, two| {
            let (one, two) = (score_of(one), score_of(two));
            let (one, two) = (if one.0 { one.1 } else { 0.0 }, if two.0 { two.1 } else { 0.0 });
            one.total_cmp(&two)
        })?;
        let empty: &[f32] = &[];
        let near = (0..places.len()).map(|at| {
            let counts = |at: usize| places.get(at).map_or(empty, |(counts, _)| counts.as_slice());
            share([counts(at), counts(at + 1), &title.0])
        });
        let share_near = near.fold(0.0, f32::max);
        let of_title = TITLE_WEIGHT * self.bm25(&title.0, title.1, TITLE_LENGTH);
        let best_score = scores.get(best).copied().unwrap_or_default();
        let of_whole = self.bm25(&whole.0, whole.1, self.article);
        let share_whole = share([&whole.0, empty, empty]);
        let held = WHOLE_WEIGHT / 2.0 * (share_near + share_whole);
        Some(Fitting {
            paragraph: Arc::clone(paragraphs.get(best)?),
            score: ((of_whole + best_score) / 2.0 + of_title) * (1.0 + held),
            share: share_near,
            place: (best_score + of_title) * (1.0 + WHOLE_WEIGHT * share_near) / self.all,
        })
    }

    /// BM25 of a text with so many of each term.
    fn bm25(&self, counts: &[f32], length: f32, average: f32) -> f32 {
        let counted = counts.iter().zip(self.terms);
        counted.map(|(count, term)| term.rarity * saturation(*count, length, average, K, B)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::least_share;

    #[test]
    fn a_short_claim_must_be_held_and_a_long_post_need_not() {
        assert_eq!([5, 11, 13, 30].map(least_share), [0.57, 0.57, 0.0, 0.0]);
    }
}
