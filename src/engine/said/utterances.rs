//! What somebody said, utterance by utterance, each once however often it was reported.

use std::cmp::Reverse;
use std::hash::{BuildHasher, Hash};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};
use jiff::civil::Date;

use super::topic::{Topic, step};
use crate::domain::{Audience, Quote, QuoteType, Show};
use crate::engine::Request;
use crate::engine::allowance::Allowance;
use crate::engine::people::{One, Period};
use crate::engine::{Engine, excerpt};
use crate::index::{StoredArticle, StoredParagraph};
use crate::reply::{Excerpt, Part};
use crate::text;

/// So many words in a row make two reports the same utterance, if all of the shorter stands in the longer.
const RUN: usize = 4;

/// How many places of one run are tried: "we are going to" stands nearly everywhere.
const MOST_TRIED: usize = 200;

/// How many further citations of an utterance are listed.
const MOST_ALSO: usize = 25;

/// What the article's wording counts less than somebody's own words, in fits, and a fragment than a sentence: fewer words
/// than these.
const INDIRECT: f32 = 0.4;
const FRAGMENT: f32 = 0.3;
const SHORT: usize = 6;

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
    pub(super) fit: f32,
    /// The words, folded, as hashes.
    words: Vec<u64>,
}

/// Everything reported as said by somebody in a period, and, as unclear, by a namesake perhaps.
pub(super) fn of(engine: &Engine, request: &Request, who: &One, period: Period) -> Vec<Utterance> {
    let mut found: Vec<Utterance> = Vec::new();
    let mut places: HashMap<(*const StoredArticle, u32, bool), usize> = HashMap::new();
    for (names, sure) in [(&who.names, true), (&who.unsure, false)] {
        for span in engine.archive().quotes_by(names, &|| !engine.must_stop()) {
            let meta = &span.0.article.meta;
            let open = request.viewer.paid || meta.audience == Audience::Everyone;
            let Some(quote) = quote(&span).filter(|_| open && period.has(meta.date)) else { continue };
            let unclear = !sure || !quote.certain;
            let article = Arc::as_ptr(&span.0.article);
            let place = *places.entry((article, quote.utterance, unclear)).or_insert(found.len());
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

/// In what order utterances are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The newest first.
    Newest,
    /// What fits the topic best first; of what fits alike the newest.
    Fit,
    /// As they came in time.
    Time,
}

/// Certain before unclear, then in this order, own words before the article's, and at last in reading order.
pub(super) fn sort(utterances: &mut [Utterance], order: Order) {
    utterances.sort_by(|one, two| {
        let newest = two.date().cmp(&one.date());
        let own = one.indirect.cmp(&two.indirect);
        let fit = step(two.rank()).cmp(&step(one.rank()));
        let ordered = match order {
            Order::Newest => own.then(newest),
            Order::Fit => fit.then(newest),
            Order::Time => newest.reverse(),
        };
        one.unclear.cmp(&two.unclear).then(ordered).then_with(|| one.place().cmp(&two.place()))
    });
}

fn quote(span: &Span) -> Option<&Quote> {
    span.0.quotes.get(span.1)
}

impl Utterance {
    fn new(unclear: bool) -> Self {
        Utterance { spans: Vec::new(), also: Vec::new(), unclear, indirect: true, fit: 0.0, words: Vec::new() }
    }

    fn finish(&mut self) {
        self.spans.sort_by_key(|span| (span.0.index, quote(span).map(|quote| quote.range.start)));
        self.indirect = self.spans.iter().filter_map(quote).all(|quote| quote.quote_type == QuoteType::Indirect);
        self.words = self.texts().flat_map(text::tokens).map(|token| hashed(&text::fold(token.text))).collect();
    }

    /// The words of each part.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.spans.iter().filter_map(|span| span.0.paragraph.text.get(quote(span)?.range.clone()))
    }

    /// The parts: each as its paragraph, its bytes, and those of the sentences that hold it with what the article says
    /// around it.
    pub(super) fn places(&self) -> impl Iterator<Item = (&Arc<StoredParagraph>, Range<usize>, Range<usize>)> {
        self.spans.iter().filter_map(|span| {
            let range = quote(span)?.range.clone();
            let sentences = &span.0.sentences;
            let first = sentences.partition_point(|sentence| sentence.end <= range.start);
            let last = sentences.partition_point(|sentence| sentence.start < range.end);
            let held = sentences.get(first..last).unwrap_or_default();
            let around = held.first().zip(held.last()).map(|(first, last)| first.start..last.end);
            Some((&span.0, range.clone(), around.unwrap_or(range)))
        })
    }

    /// How well it answers: what somebody said in their own words and at some length goes before a fragment, and before the
    /// article's wording.
    fn rank(&self) -> f32 {
        let indirect = if self.indirect { INDIRECT } else { 0.0 };
        let short = if self.words.len() < SHORT { FRAGMENT } else { 0.0 };
        self.fit - indirect - short
    }

    /// Whose it is, as its article names them.
    pub(super) fn speaker(&self) -> Option<&str> {
        self.spans.first().and_then(quote)?.speaker_name.as_deref()
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
        let mut cut = excerpt::cut_quote(engine, &span.0, quote(span)?, self.fit);
        if self.unclear {
            (cut.speaker, cut.role, cut.certain) = (None, None, Some(false));
            cut.part = Part::Related;
        } else {
            // An article that has the surname alone means the same person.
            cut.speaker = Some(name.to_owned());
        }
        if let Some(topic) = topic {
            excerpt::highlight(&mut cut, |word| topic.holds(word));
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
        let known = runs.get(&hashed(&opening)).into_iter().flatten().take(MOST_TRIED).find(|(place, at)| {
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

fn hashed<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}
