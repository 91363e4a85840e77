//! What somebody said, utterance by utterance, each once however often it was reported.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;

use super::topic::{Fit, Topic};
use crate::domain::{Audience, Quote, QuoteType, Show};
use crate::engine::Request;
use crate::engine::allowance::Allowance;
use crate::engine::{Engine, excerpt};
use crate::index::StoredParagraph;
use crate::reply::{Excerpt, Part};
use crate::text;

/// So many words in a row make two reports the same utterance, if all of the shorter stands in the longer.
const RUN: usize = 4;

/// How many places of one run are tried: "we are going to" stands nearly everywhere.
const MOST_TRIED: usize = 200;

/// How many further citations of an utterance are listed.
const MOST_ALSO: usize = 25;

/// A quote: its paragraph, and its place among the paragraph's quotes.
pub(super) type Span = (Arc<StoredParagraph>, usize);

/// What was said in one breath, as one article reports it.
pub(super) struct Utterance {
    /// Its parts, in reading order.
    pub(super) spans: Vec<Span>,
    /// The same words elsewhere.
    also: Vec<Span>,
    /// Whether the speaker is not certain.
    pub(super) unclear: bool,
    /// Whether all of it is in the article's wording.
    indirect: bool,
    /// How well it fits the topic.
    pub(super) fit: Fit,
    words: Vec<String>,
}

/// Everything reported as said by somebody of these names, and, as unclear, by a namesake perhaps.
pub(super) fn of(engine: &Engine, request: &Request, names: &[String], unsure: &[String]) -> Vec<Utterance> {
    let mut found: Vec<Utterance> = Vec::new();
    let mut places: HashMap<(String, u32, bool), usize> = HashMap::new();
    for (names, sure) in [(names, true), (unsure, false)] {
        for span in engine.archive().quotes_by(names, &|| !engine.must_stop()) {
            let meta = &span.0.article.meta;
            let open = request.viewer.paid || meta.audience == Audience::Everyone;
            let Some(quote) = quote(&span).filter(|_| open) else { continue };
            let unclear = !sure || !quote.certain;
            let place = *places.entry((meta.id.clone(), quote.utterance, unclear)).or_insert(found.len());
            if place == found.len() {
                found.push(Utterance::new(unclear));
            }
            if let Some(utterance) = found.get_mut(place) {
                utterance.spans.push(span);
            }
        }
    }
    found.iter_mut().for_each(Utterance::finish);
    once(engine, found)
}

/// Certain before unclear, own words before the article's, newest first, then the best fit, then in reading order.
pub(super) fn sort(utterances: &mut [Utterance]) {
    utterances.sort_by(|one, two| {
        let key = |utterance: &Utterance| {
            (utterance.unclear, utterance.indirect, Reverse(utterance.date()), Reverse(utterance.fit))
        };
        key(one).cmp(&key(two)).then_with(|| one.place().cmp(&two.place()))
    });
}

fn quote(span: &Span) -> Option<&Quote> {
    span.0.quotes.get(span.1)
}

impl Utterance {
    fn new(unclear: bool) -> Self {
        Utterance {
            spans: Vec::new(),
            also: Vec::new(),
            unclear,
            indirect: true,
            fit: Fit::default(),
            words: Vec::new(),
        }
    }

    fn finish(&mut self) {
        self.spans.sort_by_key(|span| (span.0.index, quote(span).map(|quote| quote.range.start)));
        self.indirect = self.spans.iter().filter_map(quote).all(|quote| quote.quote_type == QuoteType::Indirect);
        let words = self.texts().flat_map(text::tokens).map(|token| text::fold(token.text).into_owned()).collect();
        self.words = words;
    }

    /// The words of each part.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().filter_map(|span| span.0.paragraph.text.get(quote(span)?.range.clone()))
    }

    /// The sentences that hold the parts, with their surroundings in the article's wording: each as its paragraph and its
    /// number there.
    pub(super) fn sentences(&self) -> impl Iterator<Item = (&Arc<StoredParagraph>, usize)> {
        self.spans.iter().flat_map(|span| {
            let range = quote(span).map(|quote| quote.range.clone()).unwrap_or_default();
            let first = span.0.sentences.partition_point(|sentence| sentence.end <= range.start);
            let last = span.0.sentences.partition_point(|sentence| sentence.start < range.end);
            (first..last).map(move |sentence| (&span.0, sentence))
        })
    }

    fn date(&self) -> Option<Date> {
        self.spans.first().map(|(paragraph, _)| paragraph.article.meta.date)
    }

    fn place(&self) -> Option<(&str, usize, usize, u32)> {
        let first = self.spans.first()?;
        let quote = quote(first)?;
        Some((first.0.article.meta.id.as_str(), first.0.index, quote.range.start, quote.utterance))
    }

    fn hidden(&self) -> bool {
        self.spans.first().is_some_and(|(paragraph, _)| paragraph.article.meta.show == Show::Cite)
    }

    fn named(&self) -> bool {
        self.spans.first().is_some_and(|(paragraph, _)| paragraph.paragraph.key.number().is_none())
    }

    /// Whether one part may stand in the reply.
    pub(super) fn is_admitted(&self, at: usize, allowance: &mut Allowance) -> bool {
        let Some((span, quote)) = self.spans.get(at).and_then(|span| Some((span, quote(span)?))) else { return false };
        let slice = span.0.paragraph.text.get(quote.range.clone()).unwrap_or_default();
        allowance.admits(&span.0.article, span.0.paragraph.key, &quote.range, slice)
    }

    /// The excerpt of one part. The first one carries the further citations.
    pub(super) fn cut(&self, engine: &Engine, name: &str, at: usize, topic: Option<&Topic>) -> Option<Excerpt> {
        let span = self.spans.get(at)?;
        let mut cut = excerpt::cut_quote(engine, &span.0, quote(span)?, self.fit.score());
        if self.unclear {
            (cut.speaker, cut.role, cut.certain) = (None, None, Some(false));
            cut.part = Part::Related;
        } else {
            // An article that has the surname alone means the same person.
            cut.speaker = Some(name.to_owned());
        }
        if let Some(topic) = topic {
            excerpt::highlight(&mut cut, |word| topic.holds(&text::term(word)));
        }
        if at == 0 {
            let further = self.also.iter().take(MOST_ALSO).filter_map(|span| {
                Some(excerpt::also(excerpt::cut_quote(engine, &span.0, quote(span)?, 0.0), &span.0.article))
            });
            cut.also = further.collect();
        }
        Some(cut)
    }
}

/// Takes together what is the same utterance: the shorter report becomes a further citation of the longer.
fn once(engine: &Engine, mut utterances: Vec<Utterance>) -> Vec<Utterance> {
    utterances.sort_by(|one, two| {
        let key = |utterance: &Utterance| {
            let newest = Reverse(utterance.date());
            (utterance.unclear, utterance.hidden(), Reverse(utterance.words.len()), newest, utterance.named())
        };
        key(one).cmp(&key(two)).then_with(|| one.place().cmp(&two.place()))
    });
    let mut kept: Vec<Utterance> = Vec::new();
    // Where each run of words stands among those kept.
    let mut runs: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
    for utterance in utterances {
        if engine.must_stop() {
            break;
        }
        let opening = utterance.words.get(..RUN.min(utterance.words.len())).unwrap_or_default();
        let known = runs.get(&hashed(opening)).into_iter().flatten().take(MOST_TRIED).find(|(place, at)| {
            kept.get(*place).is_some_and(|other| {
                let there = other.words.get(*at..*at + utterance.words.len());
                let whole = utterance.words.len() >= RUN || other.words.len() == utterance.words.len();
                other.indirect == utterance.indirect && whole && there == Some(utterance.words.as_slice())
            })
        });
        if let Some((place, _)) = known.filter(|_| !utterance.words.is_empty()) {
            if let Some(other) = kept.get_mut(*place) {
                other.also.extend(utterance.spans);
            }
            continue;
        }
        let place = kept.len();
        if utterance.words.len() < RUN {
            runs.entry(hashed(&utterance.words)).or_default().push((place, 0));
        }
        for (at, run) in utterance.words.windows(RUN).enumerate() {
            runs.entry(hashed(run)).or_default().push((place, at));
        }
        kept.push(utterance);
    }
    kept
}

fn hashed(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}
