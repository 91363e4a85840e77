//! Statements that a list decides: "Boston signed the pledge", "the letter was sent to Boston".

use super::vocabulary::{Vocabulary, denies, refusing};
use crate::domain::Tracker;
use crate::engine::phrasing::Manner;
use crate::text;

/// A claim is short; a long message names places and things by accident.
const LONGEST: usize = 25;
/// How far behind the verb what the list is about may stand.
const NEAR: usize = 6;

/// What is claimed of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The tracker's command.
    pub command: String,
    /// The subject as written.
    pub subject: String,
    /// How the answer is put.
    pub manner: Manner,
    /// Whether the statement names what the list is about, so that it is a claim even of those who are not on it.
    pub named: bool,
}

/// What stands between a subject and its verb.
const BETWEEN: &[&str] = &[
    "has", "have", "had", "did", "does", "do", "not", "never", "also", "already", "just", "was", "were", "been", "is",
    "are", "to", "will", "finally", "now", "both", "still", "didn't", "hasn't", "isn't", "wasn't", "a", "an", "on",
    "in", "the", "among", "of",
];
const DOING: &[&str] = &["did", "does", "do", "has", "have", "is", "are", "was", "were", "will"];
const BEING: &[&str] = &["was", "were", "been", "is", "are", "being", "be"];

const JOINING: &[&str] = &["and", "or", "nor", "plus"];
/// Words that join what was done to what else was.
const JOINING_VERBS: &[&str] = &["and", "but", "or", "then", "while", "yet"];

/// The claims that a text may make, by each list whose words it uses.
pub(super) fn claimed(said: &str, trackers: &[&Tracker]) -> Vec<Claim> {
    let words: Vec<text::Token<'_>> = text::tokens(said).take(LONGEST).collect();
    let folded: Vec<String> = words.iter().map(|token| text::fold(token.text).replace('’', "'")).collect();
    let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
    let mut claims: Vec<(usize, Claim)> = Vec::new();
    for &tracker in trackers {
        let Some(list) = Vocabulary::near(tracker, &folded) else { continue };
        if let Some(claim) = claim(said, &words, &folded, &list) {
            claims.push((list.share(&folded), claim));
        }
    }
    claims.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    claims.into_iter().map(|(_, claim)| claim).collect()
}

/// The statements that a text joins, each with its subject: "Boston signed it and banned bags" says two things of
/// Boston. One that a list decides is no answer to the other.
pub(super) fn clauses(said: &str, trackers: &[&Tracker]) -> Vec<String> {
    let words: Vec<text::Token<'_>> = text::tokens(said).take(LONGEST).collect();
    let folded: Vec<String> = words.iter().map(|token| text::fold(token.text).replace('’', "'")).collect();
    let of_a_list = |word: &str| {
        trackers
            .iter()
            .flat_map(|tracker| &tracker.wording.verbs)
            .any(|verb| verb.forms.iter().any(|form| form == word))
    };
    let small = |at: usize| words.get(at).is_some_and(|token| token.text.starts_with(char::is_lowercase));
    let word = |at: usize| folded.get(at).map(String::as_str).unwrap_or_default();
    // Where a clause begins, and whether it has a subject of its own.
    let mut starts: Vec<(usize, bool)> = Vec::new();
    for at in 1..folded.len() {
        let begun = starts.last().map_or(0, |(start, _)| *start);
        if !JOINING_VERBS.contains(&word(at)) || !(begun..at).any(|at| of_a_list(word(at))) {
            continue;
        }
        let skip = |from: usize| (from..folded.len()).find(|at| !BETWEEN.contains(&word(*at))).unwrap_or(folded.len());
        let next = skip(at + 1);
        let past = |word: &str| !word.ends_with('s') && !word.ends_with("ing") && !text::bases_of(word).is_empty();
        if small(next) && (of_a_list(word(next)) || refusing(word(next)) || past(word(next))) {
            starts.push((at + 1, false));
            continue;
        }
        let named = (next..folded.len()).find(|at| !words.get(*at).is_some_and(is_name)).unwrap_or(folded.len());
        // "… and Durango did not" leaves its verb out.
        let stands_alone = DOING.contains(&word(named).trim_end_matches("n't"));
        if named > next && (stands_alone || of_a_list(word(skip(named))) || refusing(word(skip(named)))) {
            starts.push((at + 1, true));
        }
    }
    let slice = |from: usize, to: usize| {
        let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
        said.get(first.start..last.range().end)
    };
    let Some((first, _)) = starts.first() else { return vec![said.to_owned()] };
    let head = slice(0, first - 1).unwrap_or_default().to_owned();
    let subject = claimed(&head, trackers).into_iter().next().map(|claim| claim.subject).unwrap_or_default();
    let mut clauses = vec![head];
    for (at, (start, own)) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(words.len(), |(next, _)| next - 1);
        let clause = slice(*start, end).unwrap_or_default();
        clauses.push(if *own { clause.to_owned() } else { format!("{subject} {clause}") });
    }
    clauses
}

fn is_name(token: &text::Token<'_>) -> bool {
    token.text.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric())
}

fn claim(said: &str, words: &[text::Token<'_>], folded: &[&str], list: &Vocabulary<'_>) -> Option<Claim> {
    let at = (0..folded.len()).find(|at| folded.get(*at).is_some_and(|word| list.asks(word)))?;
    let word = folded.get(at)?;
    let near = folded.get(at + 1..).unwrap_or_default().iter().take(NEAR);
    let before = folded.get(..at)?;
    let named = near.clone().any(|word| list.thing(word)) || before.iter().any(|word| list.thing(word));
    let being = before.iter().rev().take(2).any(|word| BEING.contains(word));
    let done_to = list.verb(word).is_some_and(|verb| verb.passive);
    let other = list.verb(word).is_some_and(|verb| !verb.passive);
    // A list that asks what its subjects are has no verb but that.
    if list.tracker.wording.verbs.is_empty() && !being && list.thing(word) {
        return None;
    }
    // "Somebody sent Boston a letter" claims nothing of somebody.
    if done_to && !other && !being {
        return None;
    }
    let manner = if list.differs(folded) { Manner::Bare } else { Manner::Whole };
    let slice = |from: usize, to: usize| {
        let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
        said.get(first.start..last.range().end).filter(|subject| !subject.is_empty()).map(str::to_owned)
    };
    let of = |subject: String| Claim { command: list.tracker.command.clone(), subject, manner, named };
    // "The letter was sent to Boston", "the pledge was signed by Boston".
    let link = if done_to { "to" } else { "by" };
    if being && let Some(to) = (at + 1..folded.len().min(at + 4)).find(|at| folded.get(*at) == Some(&link)) {
        let length = words.get(to + 1..)?.iter().take_while(|token| is_name(token) || token.text == "of").count();
        if length > 0 {
            return slice(to + 1, to + 1 + length).map(of);
        }
    }
    // The subject is the run of words before the verb, as long as its words look like a name's.
    let skipped = before
        .iter()
        .rev()
        .take_while(|word| BETWEEN.contains(word) || refusing(word) || denies(&[word]) || list.asks(word))
        .count();
    let end = at - skipped;
    let named = |at: usize| words.get(at).is_some_and(is_name);
    // "BREAKING: Boston signed": what a mark parts is no name.
    let parted = |at: usize| {
        let between =
            words.get(at).zip(words.get(at + 1)).and_then(|(one, next)| said.get(one.range().end..next.start));
        between.is_some_and(|between| between.contains([':', ';', '!', '?', '"', '“', '”', '—', '\n']))
    };
    let joins = |at: usize| folded.get(at).is_some_and(|word| JOINING.contains(word));
    let mut start = end;
    while let Some(at) = start.checked_sub(1)
        && (start == end || !parted(at))
        && (named(at)
            || words.get(at).is_some_and(|token| token.text == "of")
            || start < end && joins(at) && at > 0 && named(at - 1))
    {
        start = at;
    }
    // "The mayor and Boston signed": what is said of two is not answered by one.
    if start == end || start > 0 && joins(start - 1) {
        return None;
    }
    slice(start, end).map(of)
}
