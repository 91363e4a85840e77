//! The sentences that answer a question, in the order that it wants them: by how well they answer, and by time where it
//! asks of a time.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::rank::{self, Measured, Readings};
use super::sentences::{candidates, candidates_within, is_same, rank_sentences};
use super::time::{self, Sense, Time};
use super::{Engine, Request, premise, relation, roles, sort_of};
use crate::index::{ArticleFilter, StoredParagraph};
use crate::query::Question;
use crate::text;

/// How far the score of a newer (or older) statement may be behind the best to replace it. Scores are some tens.
const AS_GOOD: f32 = 4.0;
/// The same where the newest is asked for by name: what is newer says other things in other words.
const ABOUT_IT: f32 = 8.0;
/// The share of the question's weight that it may hold less.
const LESS_COVERAGE: f32 = 0.05;
/// How many times a still newer statement is searched for.
const ROUNDS: usize = 3;
/// How many of the best are asked whether they would answer too.
const ASKED: usize = 40;
/// What was written within so many days of the newest statement is as new.
const AS_NEW: i64 = 180;

/// Words for what somebody was and is no more, and how far before the office they stand.
const BEFORE: [&str; 8] = ["former", "formerly", "ex", "then", "previous", "outgoing", "onetime", "ousted"];
const FORMER_REACH: usize = 4;

/// Ranked sentences with what they were taken from.
pub(crate) struct Chosen {
    /// The question as it was asked of these.
    pub question: Question,
    /// The paragraphs, in reading order.
    pub paragraphs: Vec<Arc<StoredParagraph>>,
    /// Their sentences, the one that answers first.
    pub ranked: Vec<Measured>,
    /// How sure it is that the first answers.
    pub confidence: f32,
    /// Whether the day of its article answers "when", so that the sentence needs to name none.
    pub dated: bool,
    /// Paragraph and sentence of those that would be an answer if those before them were not there.
    answers: Vec<(usize, usize)>,
    /// Those of them that have a name, or an age, beside the word that asks for it.
    named: Vec<(usize, usize)>,
    /// From this day on an answer is as new as the first; `None` where that is not asked.
    new_from: Option<Date>,
}

impl Chosen {
    /// Ranks the sentences of an article's paragraphs.
    pub(crate) fn of(engine: &Engine, question: Question, paragraphs: Vec<Arc<StoredParagraph>>) -> Chosen {
        let ranked = rank_sentences(engine, &question, &paragraphs, false, &mut Readings::default());
        Chosen::ranked(question, paragraphs, ranked)
    }

    /// The same without sentences that exchange agent and patient, or lack the name, age, title or illness that is asked for.
    /// Where only such sentences are left, they are nearest matches and no answers. What scores too low to be shown is not re-ranked.
    fn fitting(
        engine: &Engine,
        question: Question,
        paragraphs: Vec<Arc<StoredParagraph>>,
        readings: &mut Readings,
    ) -> Chosen {
        let mut ranked = rank_sentences(engine, &question, &paragraphs, true, readings);
        let (role, relation) = (roles::asked(&question.text), relation::asked(&question));
        let sort = sort_of::asked(&question);
        if role.is_none() && relation.is_none() && sort.is_none() {
            return Chosen::ranked(question, paragraphs, ranked);
        }
        let fits = |measured: &Measured| {
            let sentence = sentence(&paragraphs, measured).unwrap_or_default();
            let role = role.as_ref().and_then(|asked| roles::fits(asked, sentence));
            let fits = role.or_else(|| relation.as_ref().and_then(|asked| relation::fits(asked, sentence)));
            fits.or_else(|| sort.filter(|sort| sort_of::lacks(*sort, sentence)).map(|_| false))
        };
        let sides: Vec<Option<bool>> = ranked.iter().take(ASKED).map(fits).collect();
        if sides.iter().all(|side| *side == Some(false)) {
            let nearest = Chosen::ranked(question, paragraphs, ranked);
            return Chosen { confidence: 0.0, answers: Vec::new(), ..nearest };
        }
        let mut side = sides.into_iter().chain(std::iter::repeat(None));
        let mut right: Vec<(usize, usize)> = Vec::new();
        ranked.retain(|measured| {
            let side = side.next().flatten();
            right.extend((side == Some(true)).then_some((measured.passage, measured.sentence)));
            side != Some(false)
        });
        let mut chosen = Chosen::ranked(question, paragraphs, ranked);
        let best = chosen.ranked.first().map_or(0.0, |best| best.score);
        // That a name stands beside the word that asks for it says more than any number of words in common.
        let behind = if relation.is_some() { ABOUT_IT } else { AS_GOOD };
        let at = chosen.ranked.iter().position(|measured| {
            right.contains(&(measured.passage, measured.sentence))
                && measured.score >= best - behind
                && chosen.answers_too(measured)
        });
        if let Some(at) = at.filter(|_| relation.is_some() || chosen.is_known()) {
            let confidence = rank::confidence(chosen.ranked.get(at..).unwrap_or_default());
            chosen.confidence = if chosen.is_known() { chosen.confidence } else { confidence };
            let first = chosen.ranked.remove(at);
            chosen.ranked.insert(0, first);
        }
        if relation.is_some() {
            right.retain(|place| chosen.answers.contains(place));
            chosen.named = right;
        }
        chosen
    }

    fn ranked(question: Question, paragraphs: Vec<Arc<StoredParagraph>>, ranked: Vec<Measured>) -> Chosen {
        let confidence = rank::confidence(&ranked);
        let place = |measured: &Measured| (measured.passage, measured.sentence);
        let best = ranked.iter().enumerate().take(ASKED);
        let too = best.filter(|(at, _)| ranked.get(*at..).is_some_and(rank::answers));
        let answers = too.map(|(_, measured)| place(measured)).collect();
        Chosen { question, paragraphs, ranked, confidence, dated: false, answers, named: Vec::new(), new_from: None }
    }

    /// Whether the archive is said to know by the first.
    pub(crate) fn is_known(&self) -> bool {
        self.ranked.first().is_some_and(|best| self.confidence >= rank::cut_off(best) && (best.grounded || self.dated))
    }

    /// Whether a sentence would be an answer if those before it were not there.
    pub(crate) fn answers_too(&self, measured: &Measured) -> bool {
        let new = || self.date(measured).is_some_and(|date| self.new_from.is_none_or(|from| date >= from));
        self.answers.contains(&(measured.passage, measured.sentence)) && new()
    }

    /// Whether a sentence is shown as an answer beside the first: it would be one by itself, and answers about as well.
    pub(crate) fn stands_beside(&self, measured: &Measured) -> bool {
        let best = self.ranked.iter().map(|ranked| ranked.score).fold(f32::MIN, f32::max);
        measured.score >= best - AS_GOOD && self.answers_too(measured)
    }

    /// Whether it tells of what somebody was before: "former director", of a question about the director.
    fn is_of_before(&self, measured: &Measured) -> bool {
        let words: Vec<String> = text::tokens(sentence(&self.paragraphs, measured).unwrap_or_default())
            .map(|word| text::fold(word.text).into_owned())
            .collect();
        let asked = |word: &String| self.question.content().any(|(_, term)| term.text == text::term(word));
        let was = words.iter().enumerate().filter(|(_, word)| BEFORE.contains(&word.as_str()));
        let of = |at: usize| words.iter().skip(at + 1).take(FORMER_REACH).any(asked);
        was.into_iter().any(|(at, _)| of(at))
            && !self.question.content().any(|(_, term)| BEFORE.contains(&term.word.as_str()))
    }

    fn date(&self, measured: &Measured) -> Option<Date> {
        self.paragraphs.get(measured.passage).map(|paragraph| paragraph.article.meta.date)
    }

    /// Puts the best of those that stand for the first in front: by `order`, then by score.
    fn lead<K: Ord>(&mut self, may: impl Fn(&Chosen, &Measured) -> bool, order: impl Fn(Date) -> K) -> bool {
        let lead = self.ranked.iter().enumerate().filter(|(_, measured)| may(self, measured));
        // Of a day the best by score, which stands first.
        let lead = lead.filter_map(|(at, measured)| Some((order(self.date(measured)?), at))).min();
        let Some((_, at)) = lead else { return false };
        let first = self.ranked.remove(at);
        self.ranked.insert(0, first);
        true
    }
}

fn sentence<'p>(paragraphs: &'p [Arc<StoredParagraph>], measured: &Measured) -> Option<&'p str> {
    let paragraph = paragraphs.get(measured.passage)?;
    paragraph.paragraph.text.get(paragraph.sentences.get(measured.sentence)?.clone())
}

/// The sentences of the archive that answer a question, the one of the time that it asks of first. `asked` is its text with
/// misspelt words put right.
pub(crate) fn choose(engine: &Engine, request: &Request, question: Question, asked: &str, time: &Time) -> Chosen {
    let readings = &mut Readings::default();
    match time.sense {
        None => {
            let paragraphs = candidates(engine, request, &question);
            Chosen::fitting(engine, question, paragraphs, readings)
        }
        Some(Sense::Within(from, to)) => within(engine, request, question, time, (from, to), readings),
        Some(Sense::When) => when(engine, request, question, asked, false, readings),
        Some(sense @ (Sense::Now | Sense::Last | Sense::First)) => {
            let question = match time::without(&question.text, &time.said_by) {
                rest if rest != question.text && !rest.is_empty() => {
                    Question { notes: question.notes, ..Question::parse(&rest) }
                }
                _ => question,
            };
            if sense == Sense::First {
                let told = when(engine, request, question.clone(), asked, true, readings);
                if told.dated {
                    return told;
                }
            }
            outermost(engine, request, question, sense, readings)
        }
    }
}

/// The newest statement that answers, or the oldest.
fn outermost(engine: &Engine, request: &Request, question: Question, sense: Sense, readings: &mut Readings) -> Chosen {
    let newest = sense != Sense::First;
    let paragraphs = candidates(engine, request, &question);
    let mut chosen = Chosen::fitting(engine, question, paragraphs, readings);
    for _ in 0..ROUNDS {
        if !chosen.is_known() || engine.must_stop() {
            return chosen;
        }
        let may = eligible(&chosen, sense);
        if newest {
            chosen.lead(&may, Reverse);
        } else {
            chosen.lead(&may, |date| date);
        }
        let Some(date) = chosen.ranked.first().and_then(|first| chosen.date(first)) else { break };
        let beyond = if newest {
            date.tomorrow().map(|next| (next, Date::MAX))
        } else {
            date.yesterday().map(|last| (Date::MIN, last))
        };
        let Ok((from, to)) = beyond else { break };
        // One that is newer still may be too far down to have been found among all.
        let further = candidates_within(engine, request, &chosen.question, Some(from), Some(to));
        let known = |other: &Arc<StoredParagraph>| chosen.paragraphs.iter().any(|own| is_same(own, other));
        let new: Vec<Arc<StoredParagraph>> = further.into_iter().filter(|other| !known(other)).collect();
        if new.is_empty() {
            break;
        }
        let mut all = chosen.paragraphs.clone();
        all.extend(new);
        all.sort_by(|one, two| (&one.article.meta.id, one.index).cmp(&(&two.article.meta.id, two.index)));
        chosen = Chosen::fitting(engine, chosen.question, all, readings);
    }
    if chosen.is_known() {
        let may = eligible(&chosen, sense);
        if newest {
            chosen.lead(&may, Reverse);
            let date = chosen.ranked.first().and_then(|first| chosen.date(first));
            chosen.new_from = date.and_then(|date| date.checked_sub(AS_NEW.days()).ok());
        } else {
            chosen.lead(&may, |date| date);
        }
    }
    chosen
}

/// Which sentences say as much on the question as the best by score.
fn eligible(chosen: &Chosen, sense: Sense) -> impl Fn(&Chosen, &Measured) -> bool + use<> {
    let named = chosen.named.clone();
    let is_named =
        move |measured: &Measured| named.is_empty() || named.contains(&(measured.passage, measured.sentence));
    let best = chosen.ranked.iter().filter(|measured| is_named(measured));
    let best = best.max_by(|one, two| one.score.total_cmp(&two.score));
    let (score, coverage) = best.map_or((0.0, 0.0), |best| (best.score, best.context_coverage()));
    let shape = best.is_some_and(Measured::has_answer_shape);
    let behind = if sense == Sense::Last { ABOUT_IT } else { AS_GOOD };
    move |chosen, measured| {
        is_named(measured)
            && measured.score >= score - behind
            && measured.context_coverage() >= coverage - LESS_COVERAGE
            && measured.has_answer_shape() >= shape
            && chosen.answers_too(measured)
            && !(sense == Sense::Now && chosen.is_of_before(measured))
    }
}

/// What was written in a time, or else what says that it tells of it.
fn within(
    engine: &Engine,
    request: &Request,
    question: Question,
    time: &Time,
    (from, to): (Date, Date),
    readings: &mut Readings,
) -> Chosen {
    let rest = time::without(&question.text, &time.said_by);
    let stripped = Question::parse(&rest);
    let paragraphs = candidates_within(engine, request, &stripped, Some(from), Some(to));
    let written = Chosen::fitting(engine, stripped, paragraphs, readings);
    if written.is_known() {
        return written;
    }
    let paragraphs = candidates(engine, request, &question);
    Chosen::fitting(engine, question, paragraphs, readings)
}

/// A sentence that tells the date, unless the `first` report is wanted; or else that, whose day is its article's.
fn when(
    engine: &Engine,
    request: &Request,
    question: Question,
    asked: &str,
    first: bool,
    readings: &mut Readings,
) -> Chosen {
    let paragraphs = candidates(engine, request, &question);
    let mut chosen = Chosen::fitting(engine, question, paragraphs, readings);
    let reported = premise::affirmed(engine, asked, &chosen.paragraphs);
    let reports = |measured: &Measured| reported.contains(&(measured.passage, measured.sentence));
    let told = chosen.is_known()
        && chosen.ranked.first().is_some_and(|first| {
            let told = sentence(&chosen.paragraphs, first).is_some_and(time::names_day);
            reported.is_empty() || reports(first) && told
        });
    if told && !first {
        return chosen;
    }
    let Some(best) =
        chosen.ranked.iter().filter(|measured| reports(measured)).map(|measured| measured.score).reduce(f32::max)
    else {
        return chosen;
    };
    let at = chosen.ranked.iter().position(|measured| reports(measured) && measured.score >= best);
    let rest = at.and_then(|at| chosen.ranked.get(at..)).unwrap_or_default();
    let confidence = rank::confidence(rest);
    let is_sure = rest.first().is_some_and(|first| confidence >= rank::cut_off(first));
    // A first report is the day's news only where the archive was there before it.
    let before = |date: Date| {
        let to = date.yesterday().ok();
        let filter = ArticleFilter {
            to,
            paid: request.viewer.paid,
            assistant: request.viewer.assistant,
            limit: 1,
            ..ArticleFilter::default()
        };
        to.is_some() && engine.archive.articles(&filter).total > 0
    };
    let may = |chosen: &Chosen, measured: &Measured| {
        // It may be much shorter than a later one that looks back, and score less.
        let near = measured.score >= best - 2.0 * ABOUT_IT;
        near && reports(measured) && measured.names_all() && chosen.date(measured).is_some_and(before)
    };
    if is_sure && chosen.lead(may, |date| date) {
        chosen.confidence = confidence;
        chosen.dated = true;
    }
    chosen
}
