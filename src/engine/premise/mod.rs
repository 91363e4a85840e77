//! Questions that take for granted what the archive denies: "why did the council accept the offer?", which it rejected.
//!
//! A premise is denied only where a negation, or a verb that says the opposite, meets the same subject and the same
//! object. The newest statement decides; where as much is said for it as against it on that day, nothing is decided.

mod reading;
mod stance;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

pub(crate) use reading::statement;

use reading::{Premise, premises};

use super::clause::Clause;
use super::sentences::{frequency, is_same};
use super::{Engine, Request};
use crate::domain::Quote;
use crate::index::{Filter, PassageQuery, StoredParagraph, WeightedTerm};
use crate::query::{opposites, same};
use crate::text;
use stance::{Around, Stance};

/// How many paragraphs are looked through for what denies a premise.
const CANDIDATES: usize = 24;
/// What a verb that says the opposite counts among the words that they are found by.
const OPPOSITE_WEIGHT: f32 = 0.3;

/// A sentence: its paragraph, and its place in it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The paragraph.
    pub paragraph: Arc<StoredParagraph>,
    /// The sentence.
    pub sentence: usize,
}

/// What the archive says of what a question takes for granted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// Sentences that deny it, the newest first.
    pub denials: Vec<Found>,
    /// Whether the newest that is said of it denies it.
    pub denied: bool,
    /// Whether some sentence says that it is so, or speaks of it.
    spoken_of: bool,
    premises: Vec<Premise>,
}

impl Judged {
    /// Whether nothing is taken for granted, or some sentence says that it is so.
    pub fn is_borne_out(&self) -> bool {
        self.premises.is_empty() || self.spoken_of
    }

    /// Whether a sentence has the verb of what is taken for granted, or one of its kind, and does not deny it.
    pub fn is_said_in(&self, sentence: &str) -> bool {
        let clause = Clause::of(sentence);
        self.premises.iter().any(|premise| stance::says(premise, &clause))
    }

    /// Whether a sentence says the opposite of what the question takes for granted, of whomever.
    pub fn is_contested(&self, sentence: &str) -> bool {
        let clause = Clause::of(sentence);
        !self.premises.is_empty() && self.premises.iter().all(|premise| stance::contests(premise, &clause))
    }

    /// Whether this sentence denies what the question takes for granted.
    pub fn is_denial(&self, paragraph: &StoredParagraph, sentence: usize) -> bool {
        self.denials.iter().any(|found| is_same(&found.paragraph, paragraph) && found.sentence == sentence)
    }
}

/// What the archive says of what a question takes for granted: the paragraphs that may answer it are read, and those that
/// say the opposite in its words.
pub(crate) fn judge(engine: &Engine, request: &Request, question: &str, paragraphs: &[Arc<StoredParagraph>]) -> Judged {
    let mut judged = Judged { premises: premises(question), ..Judged::default() };
    for mut premise in judged.premises.clone() {
        let mut read: Vec<Arc<StoredParagraph>> = paragraphs.to_vec();
        for other in candidates(engine, request, &premise) {
            if !read.iter().any(|known| is_same(known, &other)) {
                read.push(other);
            }
        }
        premise.keys.extend(surnames(&premise.keys, &read));
        // By day, how much is said for it and against it.
        let mut said: BTreeMap<Date, (usize, usize)> = BTreeMap::new();
        let mut denials: Vec<Found> = Vec::new();
        let mut opposed = false;
        let openings = openings(&premise);
        for paragraph in &read {
            if engine.must_stop() {
                return judged;
            }
            for (sentence, stance) in stances(engine, &premise, &openings, paragraph) {
                let (affirms, denies) = said.entry(paragraph.article.meta.date).or_default();
                match stance {
                    Stance::Affirms => *affirms += 1,
                    Stance::Mentions => judged.spoken_of = true,
                    Stance::Denies | Stance::Opposes => {
                        opposed |= stance == Stance::Opposes;
                        *denies += 1;
                        denials.push(Found { paragraph: Arc::clone(paragraph), sentence });
                    }
                }
            }
        }
        said.retain(|_, (affirms, denies)| *affirms + *denies > 0);
        let Some((_, (affirms, denies))) = said.last_key_value() else { continue };
        let affirmed = said.values().any(|(affirms, _)| *affirms > 0);
        judged.spoken_of |= affirmed;
        // What was accepted may have been rejected at another time: then both are so of what is over.
        judged.denied = denies > affirms && !(premise.past && opposed && affirmed);
        denials.sort_by_key(|found| std::cmp::Reverse(found.paragraph.article.meta.date));
        judged.denials = denials;
        break;
    }
    judged
}

/// The surnames of those whom a question calls by the first name, as the paragraphs write them: mostly with the surname.
fn surnames(keys: &[String], paragraphs: &[Arc<StoredParagraph>]) -> Vec<String> {
    let mut followed: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    let large = |word: &text::Token<'_>| word.text.starts_with(char::is_uppercase);
    for paragraph in paragraphs {
        let whole = paragraph.paragraph.text.as_str();
        let mut words = text::tokens(whole).peekable();
        while let Some(word) = words.next() {
            if !large(&word) || !keys.contains(&text::term(word.text)) {
                continue;
            }
            all += 1;
            if let Some(next) = words.peek().filter(|next| large(next))
                && whole.get(word.range().end..next.start) == Some(" ")
            {
                *followed.entry(text::term(next.text)).or_default() += 1;
            }
        }
    }
    let most = followed.into_iter().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| count * 3 > all * 2).map(|(surname, _)| surname).into_iter().collect()
}

/// Which sentences say what a question takes for granted: paragraph and sentence.
pub(crate) fn affirmed(engine: &Engine, question: &str, paragraphs: &[Arc<StoredParagraph>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for premise in premises(question) {
        let openings = openings(&premise);
        for (at, paragraph) in paragraphs.iter().enumerate() {
            let stances = stances(engine, &premise, &openings, paragraph).into_iter();
            found.extend(stances.filter(|(_, stance)| *stance == Stance::Affirms).map(|(sentence, _)| (at, sentence)));
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// What the sentences of a paragraph that may be cited say of a premise.
fn stances(
    engine: &Engine,
    premise: &Premise,
    openings: &[String],
    paragraph: &StoredParagraph,
) -> Vec<(usize, Stance)> {
    let weight = |term: &str| engine.rarity(frequency(engine, term));
    let whole = paragraph.paragraph.text.as_str();
    let terms = |text: &str| text::terms(text).map(|term| term.text).collect::<Vec<_>>();
    let mut found = Vec::new();
    for (at, range) in paragraph.sentences.iter().enumerate() {
        let Some(sentence) = whole.get(range.clone()).filter(|_| engine.may_cite(paragraph, range)) else { continue };
        // Most sentences have none of its words and are not read further.
        let opens = |word: text::Token<'_>| {
            let folded = text::fold(word.text);
            openings.iter().any(|opening| folded.starts_with(opening.as_str()))
        };
        if !text::tokens(sentence).any(opens) {
            continue;
        }
        let clause = Clause::of(sentence);
        let mut before = terms(&paragraph.article.meta.title);
        before.extend(terms(whole.get(..range.start).unwrap_or_default()));
        let speaker = |byte: usize| {
            let byte = range.start + byte;
            let quote = paragraph.quotes.iter().find(|quote| quote.range.contains(&byte) && quote.certain);
            let who = |quote: &Quote| {
                Some(format!("{} {}", quote.speaker_name.as_deref()?, quote.role.as_deref().unwrap_or_default()))
            };
            quote.and_then(who)
        };
        let around = Around { before: &before, speaker: &speaker, weight: &weight };
        // A question says nothing.
        if !sentence.ends_with('?')
            && let Some(stance) = stance::stance(premise, &clause, &around)
        {
            found.push((at, stance));
        }
    }
    found
}

/// How the words begin that a sentence must have one of to say anything of a premise: its verbs, those that say the
/// opposite, and what is denied by its name alone.
fn openings(premise: &Premise) -> Vec<String> {
    const LENGTH: usize = 4;
    let others = premise.verbs.iter().flat_map(|verb| opposites(verb).iter().map(|other| other.verb).chain([*verb]));
    let forms = others.chain(["refuse", "decline"]).flat_map(|verb| {
        let forms = text::Inflected::of(verb);
        forms.all().map(str::to_owned).collect::<Vec<_>>()
    });
    let forms = forms.chain(premise.object.last().cloned());
    let mut openings: Vec<String> = forms.map(|form| form.chars().take(LENGTH).collect()).collect();
    openings.sort_unstable();
    openings.dedup();
    openings
}

/// Paragraphs with the words of a premise, those that say the opposite before others.
fn candidates(engine: &Engine, request: &Request, premise: &Premise) -> Vec<Arc<StoredParagraph>> {
    let mut terms: Vec<WeightedTerm> = Vec::new();
    for term in premise.subject.iter().chain(&premise.object) {
        let all = std::iter::once(term.as_str()).chain(same(term).iter().copied());
        terms.extend(all.map(|term| WeightedTerm { term: term.to_owned(), weight: 1.0 }));
    }
    let others = premise.verbs.iter().flat_map(|verb| opposites(verb).iter().map(|other| other.verb).chain([*verb]));
    for verb in others {
        let term = text::term(verb);
        let all = std::iter::once(term.as_str()).chain(same(&term).iter().copied());
        terms.extend(all.map(|form| WeightedTerm { term: form.to_owned(), weight: OPPOSITE_WEIGHT }));
    }
    let filter = Filter { paid: request.viewer.paid, ..Filter::default() };
    let query = PassageQuery { terms, filter, ..PassageQuery::default() };
    engine.candidates(&query, CANDIDATES).into_iter().map(|hit| hit.paragraph).collect()
}
