//! What somebody said, utterance by utterance, each once however often it was reported.

use std::cmp::Reverse;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use super::topic::{Topic, step};
use super::utterance::{Utterance, hashed, quote};
use crate::domain::{Audience, Quote};
use crate::engine::Request;
use crate::engine::people::{One, Period};
use crate::engine::{Engine, excerpt};
use crate::index::StoredArticle;
use crate::reply::{Excerpt, Part};

/// So many words in a row make two reports the same utterance, if all of the shorter stands in the longer.
const RUN: usize = 4;

/// How many places of one run are tried: "we are going to" stands nearly everywhere.
const MOST_TRIED: usize = 200;

/// How many further citations of an utterance are listed.
const MOST_ALSO: usize = 25;

/// Everything reported as said by somebody in a period, and, as unclear, by a namesake perhaps.
pub(super) fn of(engine: &Engine, request: &Request, who: &One, period: Period) -> Vec<Utterance> {
    let mut found: Vec<Utterance> = Vec::new();
    let mut places: HashMap<(*const StoredArticle, u32, bool), usize> = HashMap::new();
    for (names, sure) in [(&who.names, true), (&who.unsure, false)] {
        for span in engine.archive().quotes_by(names, &|| !engine.must_stop()) {
            let meta = &span.0.article.meta;
            let open = request.viewer.paid || meta.audience == Audience::Everyone;
            let stands = |quote: &&Quote| open && period.has(meta.date) && engine.may_cite(&span.0, &quote.range);
            let Some(quote) = quote(&span).filter(stands) else { continue };
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

impl Utterance {
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
