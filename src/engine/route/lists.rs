//! Questions that the records of a tracker answer: "did Denver get one?", "how many did?", "which counties in Ohio?".

use crate::domain::{JurisdictionKind, Tracker};
use crate::places::Gazetteer;
use crate::text;

/// What a question asks the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// Whether one subject is on the list.
    Member {
        /// The tracker's command.
        command: String,
        /// The subject as typed.
        subject: String,
    },
    /// Which are, or how many.
    List {
        /// The state that they lie in.
        state: Option<String>,
        /// Their kind.
        kind: Option<JurisdictionKind>,
        /// Those that did, or those that did not.
        received: bool,
    },
}

/// A word of the question.
struct Word<'a> {
    folded: String,
    typed: &'a str,
    start: usize,
    end: usize,
}

/// Verbs of getting, and of being named.
const GETTING: &[&str] = &["get", "got", "gotten", "receive", "received", "receiving", "getting", "gets", "receives"];
const SENDING: &[&str] = &["sent", "send", "mailed", "given", "issued", "handed", "addressed", "served"];
const LISTING: &[&str] = &["list", "lists", "listed", "included", "named"];

/// Words that stand for what was got, or link it to the verb, and ask for nothing more.
const LINKS: &[&str] = &[
    "one",
    "ones",
    "any",
    "them",
    "it",
    "that",
    "those",
    "these",
    "which",
    "who",
    "what",
    "there",
    "did",
    "does",
    "do",
    "has",
    "have",
    "had",
    "was",
    "were",
    "is",
    "are",
    "been",
    "be",
    "a",
    "an",
    "the",
    "of",
    "on",
    "in",
    "to",
    "from",
    "by",
    "for",
    "and",
    "or",
    "also",
    "too",
    "ever",
    "actually",
    "all",
    "already",
    "so",
    "far",
    "really",
    "among",
    "too",
    "please",
    "me",
    "us",
    "new",
    "same",
    "at",
    "total",
    "exactly",
    "different",
    "out",
    "went",
    "go",
    "recipients",
    "recipient",
    "they",
];

/// Words for places of a kind; without a kind for what may be of any.
const KINDS: &[(&str, Option<JurisdictionKind>)] = &[
    ("state", Some(JurisdictionKind::State)),
    ("county", Some(JurisdictionKind::County)),
    ("city", Some(JurisdictionKind::City)),
    ("town", Some(JurisdictionKind::Town)),
    ("jurisdiction", None),
    ("place", None),
    ("government", None),
    ("area", None),
    ("location", None),
    ("municipality", None),
    ("community", None),
];

/// What the question asks of the trackers' records, if that is all that it asks.
pub(super) fn asked(source: &str, trackers: &[Tracker]) -> Option<Asked> {
    let words: Vec<Word<'_>> = text::tokens(source)
        .map(|token| Word {
            folded: text::fold(token.text).into_owned(),
            typed: token.text,
            start: token.start,
            end: token.range().end,
        })
        .collect();
    let question = Reading { source, words, trackers };
    question.member().or_else(|| question.list())
}

struct Reading<'a> {
    source: &'a str,
    words: Vec<Word<'a>>,
    trackers: &'a [Tracker],
}

impl Reading<'_> {
    fn folded(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.folded.as_str())
    }

    fn position(&self, of: &[&str], from: usize) -> Option<usize> {
        (from..self.words.len()).find(|at| of.contains(&self.folded(*at)))
    }

    /// The tracker that a word is the command of, in any number.
    fn tracker_of(&self, word: &str) -> Option<&Tracker> {
        let term = text::term(word);
        self.trackers.iter().find(|tracker| text::term(&tracker.command) == term)
    }

    /// The tracker that is asked about: the one that is named, else the only one.
    fn tracker(&self) -> Option<&Tracker> {
        let named = self.words.iter().find_map(|word| self.tracker_of(&word.folded));
        let only = || {
            let (first, others) = self.trackers.split_first()?;
            others.iter().all(|other| other.command == first.command).then_some(first)
        };
        named.or_else(only)
    }

    /// Whether a word asks for nothing beyond what the records say.
    fn is_plain(&self, word: &str) -> bool {
        let of_sender = |tracker: &Tracker| {
            let sender = tracker.sender.as_deref().unwrap_or_default();
            let initials: String = text::tokens(sender).filter_map(|token| token.text.chars().next()).collect();
            // "DOJ", of "U.S. Department of Justice".
            text::tokens(sender).any(|token| text::fold(token.text) == word)
                || word.len() >= 2 && initials.to_lowercase().ends_with(word)
        };
        let of_item = |tracker: &Tracker| {
            let term = text::term(word);
            text::term(&tracker.wording.item) == term || text::term(&tracker.command) == term
        };
        LINKS.contains(&word)
            || GETTING.contains(&word)
            || SENDING.contains(&word)
            || LISTING.contains(&word)
            || self.trackers.iter().any(|tracker| of_item(tracker) || of_sender(tracker))
    }

    fn plain(&self, mut range: std::ops::Range<usize>) -> bool {
        range.all(|at| self.is_plain(self.folded(at)))
    }

    /// "Did Denver get one?", "was Denver sent a letter?", "is Denver on the list?", "did they send one to Denver?".
    fn member(&self) -> Option<Asked> {
        let opens =
            |word: &str| matches!(word, "did" | "has" | "have" | "does" | "was" | "were" | "is" | "are" | "had");
        // "Do you know if Denver got one": the question proper opens with "if".
        let first = match self.position(&["if", "whether"], 0) {
            Some(at) => at,
            None if opens(self.folded(0)) => 0,
            None => return None,
        };
        let tracker = self.tracker()?;
        // "… a letter to Denver": the subject stands last.
        if let Some(to) = self.position(&["to"], first + 1)
            && self.plain(first + 1..to)
            && (first + 1..to).any(|at| self.tracker_of(self.folded(at)).is_some())
        {
            return self.subject(tracker, to + 1, self.words.len());
        }
        let verbs = [GETTING, SENDING, LISTING].concat();
        let verb = self.position(&verbs, first + 1)?;
        // "on the list", "among those listed", "one of the ones that" and "not" stand between subject and verb.
        let beside = (first + 2..verb).find(|at| matches!(self.folded(*at), "one" | "among" | "on" | "not" | "ever"));
        let end = beside.unwrap_or(verb);
        (end..verb).all(|at| self.folded(at) == "not" || self.is_plain(self.folded(at))).then_some(())?;
        self.plain(verb + 1..self.words.len()).then_some(())?;
        self.subject(tracker, first + 1, end)
    }

    fn subject(&self, tracker: &Tracker, from: usize, to: usize) -> Option<Asked> {
        let from = from + usize::from(self.folded(from) == "the" && to > from + 1);
        let (first, last) = (self.words.get(from)?, self.words.get(to.checked_sub(1)?)?);
        let subject = self.source.get(first.start..last.end)?.trim();
        // "Did any city get one": that asks for a list. "Did they": for what was said before.
        let pronoun = [
            "any", "anyone", "anybody", "they", "it", "he", "she", "we", "i", "you", "there", "every", "all", "each",
            "everyone",
        ];
        let of_kind = (from..to).any(|at| self.kind(at).is_some()) && !first.typed.starts_with(char::is_uppercase);
        let named = !pronoun.contains(&self.folded(from)) && !of_kind && !subject.is_empty();
        named.then(|| Asked::Member { command: tracker.command.clone(), subject: subject.to_owned() })
    }

    /// The kind of place that a word is for.
    fn kind(&self, at: usize) -> Option<Option<JurisdictionKind>> {
        let word = self.folded(at);
        let of_item = || {
            let item = |tracker: &&Tracker| text::term(&tracker.wording.item) == text::term(word);
            self.trackers.iter().find(item).map(|_| None)
        };
        let singular = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let singular = singular.as_deref().or_else(|| word.strip_suffix('s')).unwrap_or(word);
        KINDS.iter().find(|(known, _)| *known == singular).map(|(_, kind)| *kind).or_else(of_item)
    }

    /// "How many got one?", "which counties in California are on the list?", "who got letters?", "list the cities".
    fn list(&self) -> Option<Asked> {
        let first = self.folded(0);
        let counts = first == "how" && self.folded(1) == "many"
            || first == "number" && self.folded(1) == "of"
            || self.position(&["number", "count"], 0).is_some();
        let opens = counts
            || matches!(
                first,
                "which"
                    | "what"
                    | "who"
                    | "where"
                    | "list"
                    | "name"
                    | "show"
                    | "give"
                    | "tell"
                    | "did"
                    | "were"
                    | "was"
                    | "are"
                    | "is"
                    | "have"
                    | "has"
            );
        if !opens {
            return None;
        }
        let about = self.words.iter().any(|word| {
            let word = word.folded.as_str();
            GETTING.contains(&word) || SENDING.contains(&word) || LISTING.contains(&word) && word != first
        }) || self.position(&["went", "go", "recipients"], 0).is_some();
        // Most questions end here: what follows looks for the trackers' words in the question.
        let on_list = about || counts && self.words.iter().any(|word| self.tracker_of(&word.folded).is_some());
        if !on_list {
            return None;
        }
        self.tracker()?;
        let kinds: Vec<usize> = (0..self.words.len()).filter(|at| self.kind(*at).is_some()).collect();
        // "Who got one?" is plain; "what did they get?" is not: what is asked for must be subjects of the list.
        let subjects = !kinds.is_empty()
            || matches!(first, "who" | "where") && about && !SENDING.contains(&self.folded(1))
            || counts
            || self.position(&["recipients", "everyone", "everybody", "anyone", "anybody"], 0).is_some();
        if !subjects {
            return None;
        }
        let state = self.state();
        let within = |at: &usize| state.as_ref().is_some_and(|(range, _)| range.contains(at));
        let asking = [
            "how",
            "many",
            "list",
            "name",
            "show",
            "give",
            "tell",
            "where",
            "number",
            "count",
            "anyone",
            "anybody",
            "everyone",
            "everybody",
            "not",
            "no",
            "never",
            "didn't",
            "hasn't",
            "haven't",
            "wasn't",
            "weren't",
            "without",
            "complete",
            "full",
        ];
        let rest = (0..self.words.len()).filter(|at| !within(at) && !kinds.contains(at));
        let plain = rest.map(|at| self.folded(at)).all(|word| self.is_plain(word) || asking.contains(&word));
        let received = !self.words.iter().any(|word| {
            matches!(word.folded.as_str(), "not" | "never" | "no" | "without")
                || word.folded.replace('’', "'").ends_with("n't")
        });
        // "States, counties and cities" are all of them.
        let mut of: Vec<Option<JurisdictionKind>> =
            kinds.iter().filter(|at| !within(at)).filter_map(|at| self.kind(*at)).collect();
        of.dedup();
        let kind = match of.as_slice() {
            [kind] => *kind,
            _ => None,
        };
        plain.then(|| Asked::List { state: state.map(|(_, state)| state), kind, received })
    }

    /// The state that is named, and where.
    fn state(&self) -> Option<(std::ops::Range<usize>, String)> {
        let gazetteer = Gazetteer::embedded();
        let spans = (0..self.words.len()).flat_map(|at| (1..=3).rev().map(move |length| at..at + length));
        spans.filter(|span| span.end <= self.words.len()).find_map(|span| {
            let (first, last) = (self.words.get(span.start)?, self.words.get(span.end - 1)?);
            let typed = self.source.get(first.start..last.end)?;
            // A state is written large here, or it would be every "in" and "me".
            let large = first.typed.starts_with(char::is_uppercase) || typed.len() > 4;
            let known = self.is_plain(&first.folded) || self.kind(span.start).is_some();
            let bare = typed.trim_end_matches("'s").trim_end_matches("’s");
            let named = bare.len() > 1 && large && !known && gazetteer.state_named(bare).is_some();
            named.then(|| (span, bare.to_owned()))
        })
    }
}

#[cfg(test)]
mod tests;
