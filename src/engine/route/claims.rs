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
const BEING: &[&str] = &["was", "were", "been", "is", "are", "being", "be"];

/// The claims that a text may make, by each list whose words it uses.
pub(super) fn claimed(said: &str, trackers: &[Tracker]) -> Vec<Claim> {
    let words: Vec<text::Token<'_>> = text::tokens(said).take(LONGEST).collect();
    let folded: Vec<String> = words.iter().map(|token| text::fold(token.text).replace('’', "'")).collect();
    let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
    let mut claims: Vec<(usize, Claim)> = Vec::new();
    for tracker in trackers {
        let Some(list) = Vocabulary::near(tracker, &folded) else { continue };
        if let Some(claim) = claim(said, &words, &folded, &list) {
            claims.push((list.share(&folded), claim));
        }
    }
    claims.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    claims.into_iter().map(|(_, claim)| claim).collect()
}

fn claim(said: &str, words: &[text::Token<'_>], folded: &[&str], list: &Vocabulary<'_>) -> Option<Claim> {
    let at = (0..folded.len()).find(|at| folded.get(*at).is_some_and(|word| list.asks(word)))?;
    let word = folded.get(at)?;
    let near = folded.get(at + 1..).unwrap_or_default().iter().take(NEAR);
    let before = folded.get(..at)?;
    let named = near.clone().any(|word| list.thing(word)) || before.iter().any(|word| list.thing(word));
    let being = before.iter().rev().take(2).any(|word| BEING.contains(word));
    let name = |token: &text::Token<'_>| {
        token.text.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric())
    };
    let done_to = list.verb(word).is_some_and(|verb| verb.passive);
    let other = list.verb(word).is_some_and(|verb| !verb.passive);
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
        let length = words.get(to + 1..)?.iter().take_while(|token| name(token) || token.text == "of").count();
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
    let length = words.get(..end)?.iter().rev().take_while(|token| name(token) || token.text == "of").count();
    if length == 0 {
        return None;
    }
    slice(end - length, end).map(of)
}
