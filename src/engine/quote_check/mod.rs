//! Whether the words that a message quotes stand in the archive as it quotes them, and whose they are.
//!
//! `passages` takes the message apart (`marks`: its quotation marks; `naming`, with `mention`: whom it names as the
//! speaker; `words`: the lists that it is read by), `strand` lays the archive's words out, `align` lines the two up,
//! `finding` says what differs, `standing` whose the words are (`whose`: whether two names are one person's), `outcome`
//! words it.

mod align;
mod finding;
mod marks;
mod mention;
mod naming;
mod outcome;
mod passages;
mod standing;
mod strand;
mod whose;
mod words;

use std::cell::LazyCell;
use std::collections::HashSet;
use std::sync::Arc;

use self::finding::{Finding, Kind};
use self::naming::Claimed;
use self::passages::{Passage, passages};
use self::standing::Judge;
use self::strand::Strand;
use super::Engine;
use crate::engine::Request;
use crate::index::{Filter, Hit, PassageQuery, Person, Phrase, StoredParagraph, WeightedTerm};
use crate::query::{MAX_MESSAGE_CHARACTERS, MAX_TERMS};
use crate::text;

pub(crate) use outcome::Checked;

/// How many paragraphs are fetched for a quotation that stands nowhere word for word.
const CANDIDATES: usize = 30;

/// How many paragraphs a passage is compared with, word by word.
const COMPARED: usize = 8;

/// Words of a phrase that paragraphs are looked up by.
const PHRASE_WORDS: usize = 12;

/// The fewest words in quotation marks that are looked up. With a speaker two will do, and where the message is about
/// little else.
const LEAST_WORDS: usize = 3;

/// So many words in marks are no accident.
const LEAST_TELLING: usize = 5;

/// Words that may stand in many places by accident.
const FEW_WORDS: usize = 8;

/// Looks up what the message quotes. `near` are the paragraphs that share the most with the message as a whole.
pub(crate) fn check(engine: &Engine, request: &Request, message: &str, near: &[Hit]) -> Checked {
    let (clipped, _) = text::clip(message, MAX_MESSAGE_CHARACTERS);
    let seen = |person: &&Person| person.paragraphs > 0 || request.viewer.paid && person.paid_paragraphs > 0;
    let people: Vec<&Person> = engine.archive().people().iter().filter(seen).collect();
    let judge = Judge { engine, people: &people };
    let passages = passages(clipped, &people);
    let words: usize = passages.iter().map(|passage| passage.words.len()).sum();
    let mut checked = Checked::default();
    for (number, passage) in passages.iter().enumerate().filter(|(_, passage)| passage.marked) {
        // A name or a title in marks is no claim that somebody said it.
        let claim = passage.speaker.as_ref().is_some_and(|claimed| claimed.sure) || passage.words.len() * 2 >= words;
        let least = if claim { LEAST_WORDS - 1 } else { LEAST_WORDS };
        if passage.words.len() < least {
            continue;
        }
        if engine.must_stop() {
            break;
        }
        let candidates = looked_up(engine, request, passage, near);
        let mut findings =
            findings(engine, passage, &strands(&candidates.iter().map(|candidate| &**candidate).collect::<Vec<_>>()));
        if passage.words.len() < LEAST_WORDS && passage.speaker.is_none() {
            // Two words may stand anywhere; in somebody's mouth they are a quotation.
            findings.retain(Finding::is_quoted);
        }
        if findings.is_empty() {
            if passage.words.len() >= LEAST_WORDS {
                checked.missing(engine, passage, claim);
            }
            continue;
        }
        let telling = passage.words.len() >= LEAST_TELLING || passage.words.len() * 2 >= words;
        checked.exact |= telling && findings.first().is_some_and(|finding| finding.kind == Kind::Exact);
        checked.found(judge, request, (number, passage), findings);
    }
    // Every sentence is compared with the same paragraphs.
    let near_hits = near;
    let near = LazyCell::new(|| strands(&near_hits.iter().map(|hit| &*hit.paragraph).collect::<Vec<_>>()));
    let mut covered = 0;
    // Whose words a message without marks goes on with: "Reed said that … And …".
    let mut going_on: Option<Claimed> = None;
    for (number, passage) in passages.iter().enumerate().filter(|(_, passage)| !passage.marked) {
        if engine.must_stop() {
            break;
        }
        let whole = covering(engine, passage, &near);
        // An article's own sentence says by itself whose words it has; a message's own says whose it claims they are.
        let copied = going_on.is_none() && whole.first().is_some_and(|finding| finding.kind == Kind::Exact);
        let carried = || Some(passage.said_by(going_on.clone()?));
        let told = passage.told.as_deref().cloned().or_else(carried);
        let told = told.filter(|told| !copied && told.words.len() >= LEAST_WORDS);
        let looked = told.map(|told| (looked_up(engine, request, &told, near_hits), told));
        let told = looked.as_ref().map(|(candidates, told)| {
            let paragraphs: Vec<&StoredParagraph> = candidates.iter().map(|candidate| &**candidate).collect();
            (told, covering(engine, told, &strands(&paragraphs)))
        });
        going_on = told.as_ref().and_then(|(told, _)| told.speaker.clone());
        let is_told = told.is_some();
        let (taken, findings) = told.filter(|(_, findings)| !findings.is_empty()).unwrap_or((passage, whole));
        if !findings.is_empty() {
            covered += passage.words.len();
            checked.exact |= findings.first().is_some_and(|finding| finding.kind == Kind::Exact);
            checked.found(judge, request, (number, taken), findings);
        } else if is_told {
            checked.not_told();
        }
    }
    checked.conclude(engine, covered * 2 >= words);
    checked
}

/// The paragraphs that may hold a quotation.
fn looked_up(engine: &Engine, request: &Request, passage: &Passage, near: &[Hit]) -> Vec<Arc<StoredParagraph>> {
    let filter = Filter { paid: request.viewer.paid, ..Filter::default() };
    let exact = PassageQuery { must: phrases(passage), filter: filter.clone(), ..PassageQuery::default() };
    let mut hits = if exact.must.is_empty() { Vec::new() } else { engine.candidates(&exact, CANDIDATES) };
    if hits.is_empty() {
        let mut terms: Vec<String> = Vec::new();
        for content in [true, false] {
            if terms.len() < 2 {
                let words = passage.words.iter().filter(|word| !content || !text::is_stop_word(&word.folded));
                terms = words.map(|word| text::term(&word.folded)).filter(|term| !term.is_empty()).collect();
                terms.sort();
                terms.dedup();
            }
        }
        // The rarest say most about where the words stand.
        terms.sort_by_cached_key(|term| engine.doc_freq(term));
        terms.retain(|term| engine.doc_freq(term) > 0);
        terms.truncate(MAX_TERMS);
        let terms = terms.into_iter().map(|term| WeightedTerm { term, weight: 1.0 }).collect();
        let query = PassageQuery { terms, filter, ..PassageQuery::default() };
        hits = engine.candidates(&query, CANDIDATES);
        hits.extend(near.iter().take(COMPARED).cloned());
    }
    let mut paragraphs: Vec<Arc<StoredParagraph>> = Vec::new();
    let mut seen: HashSet<(String, usize)> = HashSet::new();
    for paragraph in hits.into_iter().map(|hit| hit.paragraph) {
        if seen.insert((paragraph.article.meta.id.clone(), paragraph.index)) {
            paragraphs.push(paragraph);
        }
    }
    // An utterance may go on in the paragraphs around.
    for at in 0..paragraphs.len().min(COMPARED) {
        let Some(paragraph) = paragraphs.get(at).filter(|paragraph| !paragraph.quotes.is_empty()) else { continue };
        let (id, index) = (paragraph.article.meta.id.clone(), paragraph.index);
        for index in [index.checked_sub(1), Some(index + 1)].into_iter().flatten() {
            if seen.insert((id.clone(), index))
                && let Some(other) = engine.archive.paragraph_at(&id, index).filter(|other| !other.quotes.is_empty())
            {
                paragraphs.push(other);
            }
        }
    }
    paragraphs
}

/// The runs of words between omissions and insertions, each of which must stand there.
fn phrases(passage: &Passage) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = vec![Phrase { terms: Vec::new(), slop: 0 }];
    let mut before = None;
    for word in &passage.words {
        if word.after_omission || word.bracketed {
            phrases.push(Phrase { terms: Vec::new(), slop: 0 });
        }
        // Of a word that is short for two, the index knows the whole.
        let typed = passage.text.get(word.range.clone()).unwrap_or_default();
        let again = before.replace(word.range.start) == Some(word.range.start);
        if let Some(phrase) = phrases.last_mut().filter(|_| !word.bracketed && !again) {
            let inner = typed.contains(['[', ']']);
            phrase.terms.push(text::term(if inner { &word.folded } else { typed }));
        }
    }
    phrases.iter_mut().for_each(|phrase| phrase.terms.truncate(PHRASE_WORDS));
    phrases.retain(|phrase| phrase.terms.iter().any(|term| !term.is_empty()));
    phrases.truncate(4);
    phrases
}

/// The words of these paragraphs, and of their utterances, ready to be compared.
fn strands<'a>(paragraphs: &[&'a StoredParagraph]) -> Vec<Strand<'a>> {
    let mut strands: Vec<Strand<'a>> = paragraphs.iter().map(|paragraph| Strand::paragraph(paragraph)).collect();
    let mut ordered = paragraphs.to_vec();
    ordered.sort_by(|one, two| (&one.article.meta.id, one.index).cmp(&(&two.article.meta.id, two.index)));
    for article in ordered.chunk_by(|one, two| one.article.meta.id == two.article.meta.id) {
        strands.extend(Strand::utterances(article));
    }
    strands
}

/// Where the words stand, the closest first.
fn findings<'a>(engine: &Engine, passage: &Passage, strands: &[Strand<'a>]) -> Vec<Finding<'a>> {
    let least = if passage.marked { passage.words.len().div_ceil(4) } else { 5 };
    let asked: HashSet<&str> = passage.words.iter().map(|word| word.folded.as_str()).collect();
    let mut shared: Vec<(usize, &Strand<'a>)> =
        strands.iter().map(|strand| (strand.shared(&asked), strand)).filter(|(count, _)| *count >= least).collect();
    shared.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    // A few words stand in many places, and each may be another's.
    let most = if passage.words.len() <= FEW_WORDS { CANDIDATES * 3 } else { COMPARED * 2 };
    let compared = shared.into_iter().take(most);
    let mut found: Vec<Finding<'a>> = compared.filter_map(|(_, strand)| Finding::compare(passage, strand)).collect();
    if passage.words.len() <= LEAST_WORDS && passage.marked {
        found.retain(|finding| finding.kind == Kind::Exact);
    }
    found.retain(|finding| finding.may_be_cited(engine));
    found.sort_by(|one, two| {
        (two.kind, two.asked.len()).cmp(&(one.kind, one.asked.len())).then(two.likeness.total_cmp(&one.likeness))
    });
    found
}

/// Where a sentence stands that has no marks. Most of it must be there, or the rest of it would be vouched for as well.
fn covering<'a>(engine: &Engine, passage: &Passage, strands: &[Strand<'a>]) -> Vec<Finding<'a>> {
    let mut findings = findings(engine, passage, strands);
    findings.retain(|finding| finding.matched * 5 >= passage.words.len() * 4);
    findings
}
