//! Questions that the records of a list answer: "did Denver sign it?", "how many did?", "which counties in Ohio?".

mod reading;
mod words;

use super::vocabulary::Vocabulary;
use crate::domain::{SubjectKind, Tracker};
use crate::engine::premise;
use crate::text;

pub(super) use reading::Asked;
use reading::Reading;
use words::{OPENING, Word, without_courtesies, words};

/// What the question asks of the trackers' records, if that is all that it asks; several where it speaks of no list more than
/// of another.
pub(super) fn asked(source: &str, trackers: &[&Tracker]) -> Vec<Asked> {
    let all = words(source);
    let (words, stated) = without_courtesies(&all);
    let stated = stated || source.trim_end().ends_with('?');
    let typed: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let mut found: Vec<(usize, Asked)> = Vec::new();
    for &tracker in trackers {
        let folded = in_its_words(&typed, tracker);
        let Some(list) = Vocabulary::near(tracker, &folded) else { continue };
        let question = Reading { source, words, folded: &folded, list, stated };
        if let Some(asked) = question.member().or_else(|| question.list()) {
            found.push((question.list.share(&folded), asked));
        }
    }
    // Of several lists the one that the question speaks of most; those that share a command answer together.
    let most = found.iter().map(|(share, _)| *share).max();
    let mut asked: Vec<Asked> = Vec::new();
    for (share, one) in found {
        if Some(share) == most && !asked.iter().any(|other| other.command() == one.command()) {
            asked.push(one);
        }
    }
    if asked.is_empty() {
        asked.extend(one_of_them(source, words, &typed, trackers));
    }
    asked
}

/// What a question takes for granted of a list, with the statuses that would bear it out: "why did Denver sign?" that it
/// signed.
pub(super) fn presupposed(source: &str, trackers: &[&Tracker]) -> Vec<(Asked, Option<Vec<String>>)> {
    let Some(said) = premise::statement(source) else { return Vec::new() };
    let typed = words(said);
    let folded: Vec<&str> = typed.iter().map(|word| word.folded.as_str()).collect();
    let asked = asked(&format!("{said}?"), trackers).into_iter();
    let with_statuses = |asked: Asked| {
        let tracker = trackers.iter().find(|tracker| tracker.command == asked.command())?;
        let statuses = Vocabulary::near(tracker, &in_its_words(&folded, tracker))?.statuses(&folded);
        Some((asked, statuses))
    };
    asked.filter_map(with_statuses).collect()
}

/// Words of a question in those of a list of what somebody sent: to hear from them is to receive it, and to write is to
/// send it.
fn in_its_words<'a>(folded: &[&'a str], tracker: &'a Tracker) -> Vec<&'a str> {
    let of = |passive: bool| {
        let own = tracker.wording.verbs.iter().find(|verb| verb.passive == passive);
        own.and_then(|verb| verb.forms.first()).map(String::as_str)
    };
    let (Some(receive), Some(send), Some(_)) = (of(false), of(true), &tracker.sender) else { return folded.to_vec() };
    let before = |at: usize, link: &str| folded.get(at + 1) == Some(&link);
    let own = |(at, word): (usize, &&'a str)| match *word {
        "hear" | "heard" if before(at, "from") => receive,
        "write" | "wrote" | "written" if before(at, "to") => send,
        other => other,
    };
    folded.iter().enumerate().map(own).collect()
}

/// "Is Denver one of them?", where there is one list of places and nothing else that it could be of.
fn one_of_them(source: &str, words: &[Word<'_>], folded: &[&str], trackers: &[&Tracker]) -> Option<Asked> {
    let first = trackers.first().filter(|first| first.subject == SubjectKind::Place)?;
    if trackers.iter().any(|other| other.command != first.command) || !matches!(folded.first(), Some(&("is" | "was"))) {
        return None;
    }
    let one = folded.iter().position(|word| *word == "one").filter(|at| *at > 1)?;
    let counted = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let plain = matches!(folded.get(one + 1..)?, [] | ["of", "them" | "these" | "those" | "the"] | ["too"])
        || matches!(folded.get(one + 1..)?, ["of", "the" | "those" | "these", number] if counted(number));
    let question = Reading { source, words, folded, list: Vocabulary::of(first), stated: false };
    plain.then(|| question.subject(1, one)).flatten()
}

/// A question whose list and subject are clear, and that asks for something else than the list does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherObject {
    /// The tracker's command.
    pub command: String,
    /// The subject as typed.
    pub subject: String,
    /// The terms of what is asked about: "treaty".
    pub terms: Vec<String>,
}

/// "Did Denver sign the treaty?", of a list of those that signed a pledge.
pub(super) fn other_object(source: &str, trackers: &[&Tracker]) -> Vec<OtherObject> {
    const BEHIND: &[&str] = &[
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "to",
        "over",
        "about",
        "after",
        "before",
        "when",
        "because",
        "this",
        "last",
        "next",
        "and",
        "or",
        "if",
        "as",
        "today",
        "yesterday",
        "too",
        "yet",
        "again",
        "than",
        "during",
        "since",
    ];
    let all = words(source);
    let (words, stated) = without_courtesies(&all);
    let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
    let found = trackers.iter().filter_map(|&tracker| {
        let list = Vocabulary::near(tracker, &folded)?;
        let question = Reading { source, words, folded: &folded, list, stated };
        let begin = usize::from(OPENING.contains(&question.folded(0)));
        let verb = (begin + 1..words.len()).find(|at| question.list.verb(question.folded(*at)).is_some())?;
        let object = folded.get(verb + 1..)?.iter().take_while(|word| !BEHIND.contains(word));
        let strange = object.filter(|word| !question.list.plain(word) && !text::is_stop_word(word));
        let terms: Vec<String> = strange.map(|word| text::term(word)).collect();
        let Some(Asked::Member { command, subject, .. }) = question.subject(begin, verb) else { return None };
        (!terms.is_empty()).then_some(OtherObject { command, subject, terms })
    });
    found.collect()
}

#[cfg(test)]
mod tests;
