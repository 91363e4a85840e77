//! One question as one list understands it.

use super::words::{OPENING, Word};
use crate::domain::{JurisdictionKind, SubjectKind};
use crate::engine::phrasing::Manner;
use crate::engine::route::vocabulary::{LISTING, STATUS, Vocabulary, denies, refusing};
use crate::places::{Gazetteer, Matched};
use crate::text;

/// What a question asks the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::route) enum Asked {
    /// Whether one subject is on the list.
    Member {
        /// The tracker's command.
        command: String,
        /// The subject as typed.
        subject: String,
        /// How the answer is put.
        manner: Manner,
    },
    /// Which are, or how many.
    List {
        /// The tracker's command.
        command: String,
        /// The state that they lie in.
        state: Option<String>,
        /// Their kind.
        kind: Option<JurisdictionKind>,
        /// The statuses that are asked for; `None` is any.
        statuses: Option<Vec<String>>,
    },
}

impl Asked {
    pub(super) fn command(&self) -> &str {
        match self {
            Asked::Member { command, .. } | Asked::List { command, .. } => command,
        }
    }

    /// The same without "Yes." and "No.".
    fn bare(mut self) -> Asked {
        if let Asked::Member { manner, .. } = &mut self {
            *manner = Manner::Bare;
        }
        self
    }
}

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

/// Words that ask for a list or a count.
const ASKING: &[&str] = &[
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
    "without",
    "complete",
    "full",
    "every",
    "each",
    "both",
    "else",
    "other",
    "others",
];

/// Words that leave out who follows: "who else besides Boston".
const BESIDES: &[&[&str]] = &[&["besides"], &["except"], &["apart", "from"], &["aside", "from"], &["other", "than"]];

/// Who stands for a place that they are of: "Boston's government".
const OF_A_PLACE: &[&str] = &[
    "government",
    "governments",
    "administration",
    "officials",
    "leaders",
    "leadership",
    "hall",
    "authorities",
    "council",
];

/// Words behind a name that say no more than it.
const TOO: &[&str] = &["itself", "himself", "herself", "themselves", "also", "too"];

/// Subjects that are nobody's name.
const PRONOUNS: &[&str] = &[
    "any", "anyone", "anybody", "they", "it", "he", "she", "we", "i", "you", "there", "every", "all", "each",
    "everyone", "who", "which", "what", "this", "that", "these", "those",
];

/// A question that is asked of a list.
pub(super) struct Reading<'a> {
    pub(super) source: &'a str,
    pub(super) words: &'a [Word<'a>],
    pub(super) folded: &'a [&'a str],
    pub(super) list: Vocabulary<'a>,
    /// Whether a statement is meant as a question.
    pub(super) stated: bool,
}

impl Reading<'_> {
    pub(super) fn folded(&self, at: usize) -> &str {
        self.folded.get(at).copied().unwrap_or_default()
    }

    fn position(&self, of: &[&str], from: usize) -> Option<usize> {
        (from..self.words.len()).find(|at| of.contains(&self.folded(*at)))
    }

    fn plain(&self, mut range: std::ops::Range<usize>) -> bool {
        range.all(|at| self.list.plain(self.folded(at)) || denies(&[self.folded(at)]))
    }

    /// Whether a word says that the list is asked about.
    fn asks(&self, at: usize) -> bool {
        let word = self.folded(at);
        LISTING.contains(&word) || self.list.asks(word) || refusing(word) && self.list.asks(self.folded(at + 2))
    }

    fn manner(&self) -> Manner {
        if self.folded(0) == "when" {
            return Manner::Dated;
        }
        if self.list.differs(self.folded) { Manner::Bare } else { Manner::Whole }
    }

    /// "Did Denver sign it?", "was Denver sent a letter?", "is Denver on the list?", "did they send one to Denver?",
    /// "was it signed by Denver?", "whom did Denver endorse?", "what is the status of HB 12?".
    pub(super) fn member(&self) -> Option<Asked> {
        let opens = |at: usize| OPENING.contains(&self.folded(at));
        let wh = matches!(self.folded(0), "who" | "whom" | "what" | "which" | "how" | "when");
        if let Some(subject) = self.as_the_list_asks() {
            return Some(subject);
        }
        let of = self.position(&STATUS, 0).filter(|at| self.folded(at + 1) == "of");
        if let Some(at) = of.filter(|at| *at < 4) {
            return self.subject(at + 2, self.words.len());
        }
        // "Do you know if Denver got one": the question proper opens with "if".
        let begin = match self.position(&["if", "whether"], 0) {
            Some(at) => at + 1,
            None if self.folded(1) == "it" && self.folded(2) == "true" => 3 + usize::from(self.folded(3) == "that"),
            None if opens(0) => 1,
            // "Whom did Sessions endorse?" asks for what the record says, "who did the senders write to?" for a list.
            None if wh => (1..4).find(|at| opens(*at) && self.plain(1..*at))? + 1,
            // "Denver signed the pledge, right?"
            None if self.stated && !ASKING.contains(&self.folded(0)) && !wh && self.folded(0) != "why" => 0,
            None => return None,
        };
        let end = self.words.len();
        let after = |at: usize| {
            let subject = self.subject(at + 1, end)?;
            (begin..at).any(|at| self.asks(at)).then_some(subject)
        };
        // "… a letter to Denver", "… signed by Denver": the subject stands last.
        if let Some(at) = self.position(&["to"], begin)
            && self.plain(begin..at)
            && (begin..at).any(|at| self.list.command(self.folded(at)) || self.list.thing(self.folded(at)))
            && (begin..at).any(|at| self.list.verb(self.folded(at)).is_some_and(|verb| verb.passive))
        {
            return after(at);
        }
        if let Some(at) = self.position(&["by"], begin)
            && self.plain(begin..at)
            && !self.plain(at + 1..end)
        {
            return after(at);
        }
        // "Were plastic bags banned in Denver?"
        let done = |at: usize| self.list.verb(self.folded(at)).is_some_and(|verb| !verb.passive);
        if let Some(at) = self.position(&["in"], begin)
            && self.list.tracker.subject == SubjectKind::Place
            && matches!(self.folded(begin - begin.min(1)), "is" | "are" | "was" | "were" | "has" | "have" | "had")
            && self.plain(begin..at)
            && self.list.thing(self.folded(begin)) | self.list.thing(self.folded(begin + 1))
            && done(at - 1)
            && !self.plain(at + 1..end)
            && !self.words.get(at + 1).is_some_and(|word| text::MONTHS.contains(&word.folded.as_str()))
        {
            return after(at).map(Asked::bare);
        }
        // A verb rather than a status, which may look like a part of a name.
        let verb = (begin + 1..end).find(|at| self.list.verb(self.folded(*at)).is_some());
        let anchor = verb.or_else(|| (begin + 1..end).find(|at| self.asks(*at)))?;
        // "Did the Justice Department sue Denver?"
        if self.list.verb(self.folded(anchor)).is_some_and(|verb| verb.passive) && self.is_sender(begin, anchor) {
            return self.subject(anchor + 1 + usize::from(self.folded(anchor + 1) == "to"), end);
        }
        // "on the list", "among those listed", "one of the ones that", "in committee", "refuse to" stand between.
        let between = [
            "one", "among", "on", "in", "not", "ever", "still", "already", "actually", "really", "also", "now", "been",
            "being", "yet", "a", "an",
        ];
        let stands = |at: &usize| {
            let word = self.folded(*at);
            let small = self.words.get(*at).is_some_and(|word| word.typed.starts_with(char::is_lowercase));
            between.contains(&word) || refusing(word) || small && self.list.asks(word)
        };
        let beside = (begin + 1..anchor).find(|at| stands(at) && self.plain(*at..anchor));
        let last = beside.unwrap_or(anchor);
        self.plain(last..end).then_some(())?;
        self.subject(begin, last)
    }

    /// The question of the list itself, with a subject in place of its "it" or "this bill".
    fn as_the_list_asks(&self) -> Option<Asked> {
        let own: Vec<String> =
            text::tokens(&self.list.tracker.question).map(|token| text::fold(token.text).into_owned()).collect();
        let at = own.iter().position(|word| matches!(word.as_str(), "it" | "they" | "he" | "she" | "this"))?;
        let behind = if own.get(at).is_some_and(|word| word == "this") { at + 2 } else { at + 1 };
        let (before, after) = (own.get(..at)?, own.get(behind..)?);
        let end = self.folded.len().checked_sub(after.len()).filter(|end| *end > at)?;
        let same = |one: &[&str], other: &[String]| one.iter().zip(other).all(|(one, other)| one == other);
        let fits = same(self.folded.get(..at)?, before) && same(self.folded.get(end..)?, after);
        fits.then(|| self.subject(at, end)).flatten()
    }

    pub(super) fn subject(&self, from: usize, to: usize) -> Option<Asked> {
        let from = from + usize::from(self.folded(from) == "the" && to > from + 1);
        let (first, last) = (self.words.get(from)?, self.words.get(to.checked_sub(1)?)?);
        let subject = self.source.get(first.start..last.end)?.trim();
        // "Los Angeles itself", "Denver's city government".
        let (mut to, mut subject) = (to, subject);
        while to > from + 1
            && (TOO.contains(&self.folded(to - 1))
                || OF_A_PLACE.contains(&self.folded(to - 1))
                || self.folded(to - 1) == "city" && OF_A_PLACE.contains(&self.folded(to)))
        {
            to -= 1;
            let last = self.words.get(to - 1)?;
            subject = self.source.get(first.start..last.end)?.trim();
            subject = subject.strip_suffix("'s").or_else(|| subject.strip_suffix("’s")).unwrap_or(subject);
        }
        // "Did any city get one": that asks for a list. "Did they": for what was said before.
        // "The city of Denver" is one.
        let called = matches!(self.folded(from), "city" | "town" | "county" | "state" | "village" | "borough")
            && self.folded(from + 1) == "of"
            && to > from + 2;
        let place = to > from + 1 && self.kind(from).is_none() && is_a_place(subject);
        let named = called || place || first.typed.starts_with(char::is_uppercase);
        let of_kind = !named && (from..to).any(|at| self.kind(at).is_some());
        // Whoever made the list is not on it.
        let own = self.is_sender(from, to);
        // "Have they not passed": what only links words is nobody.
        let small = |at: usize| self.words.get(at).is_some_and(|word| word.typed.starts_with(char::is_lowercase));
        let nobody = (from..to).all(|at| small(at) && self.plain(at..at + 1));
        let named = !PRONOUNS.contains(&self.folded(from)) && !of_kind && !own && !nobody && !subject.is_empty();
        let command = self.list.tracker.command.clone();
        named.then(|| Asked::Member { command, subject: subject.to_owned(), manner: self.manner() })
    }

    /// Whether these words are of whoever sent or made what the list is about.
    fn is_sender(&self, from: usize, to: usize) -> bool {
        let from = from + usize::from(self.folded(from) == "the" && to > from + 1);
        let sender = self.list.tracker.sender.as_deref().unwrap_or_default();
        let sender: Vec<String> = text::tokens(sender).map(|token| text::fold(token.text).into_owned()).collect();
        let of = |at: usize| sender.iter().any(|word| word == self.folded(at)) || self.list.initials(self.folded(at));
        from < to && (from..to).all(|at| self.list.plain(self.folded(at)) && of(at))
    }

    /// The kind of place that a word is for.
    fn kind(&self, at: usize) -> Option<Option<JurisdictionKind>> {
        let word = self.folded(at);
        // A list that calls its subjects cities means all of them.
        let people = self.list.tracker.subject == SubjectKind::Name && matches!(word, "people" | "person" | "persons");
        if self.list.item(word) || people {
            return Some(None);
        }
        let known = KINDS.iter().find(|(known, _)| *known == word || text::plural(known) == word);
        known.map(|(_, kind)| *kind)
    }

    /// "How many got one?", "which counties in California are on the list?", "who got letters?", "list the cities".
    pub(super) fn list(&self) -> Option<Asked> {
        let first = self.folded(0);
        let counts = first == "how" && self.folded(1) == "many"
            || first == "number" && self.folded(1) == "of"
            || self.position(&["number", "count"], 0).is_some();
        let opens = counts
            || OPENING.contains(&first)
            || matches!(
                first,
                "which" | "what" | "who" | "whom" | "where" | "list" | "name" | "show" | "give" | "tell"
            );
        if !opens {
            return None;
        }
        let about = (0..self.words.len()).any(|at| self.asks(at) && !(at == 0 && LISTING.contains(&first)));
        let shows = counts || matches!(first, "list" | "show" | "name" | "give");
        let on_list = about || shows && self.folded.iter().any(|word| self.list.command(word));
        if !on_list {
            return None;
        }
        let kinds: Vec<usize> = (0..self.words.len()).filter(|at| self.kind(*at).is_some()).collect();
        // "Who got one?" is plain; "what did they get?" is not: what is asked for must be subjects of the list. "Who sent
        // them?" asks for somebody else.
        let done_to = self.list.verb(self.folded(1)).is_some_and(|verb| verb.passive);
        let subjects = !kinds.is_empty()
            || matches!(first, "who" | "whom" | "where") && about && !done_to
            || matches!(first, "show" | "tell" | "list" | "name") && self.position(&["who", "whom"], 1).is_some()
            || counts
            || self.position(&["everyone", "everybody", "anyone", "anybody"], 0).is_some();
        if !subjects {
            return None;
        }
        let state = self.state();
        // "Besides New York City": who is left out is on the list as well.
        let besides = BESIDES.iter().find_map(|words| {
            let at = (1..self.words.len()).find(|at| self.folded.get(*at..at + words.len()) == Some(*words))?;
            let end = (at + words.len()..self.words.len()).find(|at| self.list.verb(self.folded(*at)).is_some());
            Some(at..end.unwrap_or(self.words.len()))
        });
        let within = |at: &usize| {
            state.as_ref().is_some_and(|(range, _)| range.contains(at))
                || besides.as_ref().is_some_and(|range| range.contains(at))
        };
        let rest = (0..self.words.len()).filter(|at| !within(at) && !kinds.contains(at));
        let plain = rest
            .map(|at| self.folded(at))
            .all(|word| self.list.plain(word) || ASKING.contains(&word) || denies(&[word]));
        // "States, counties and cities" are all of them.
        let mut of: Vec<Option<JurisdictionKind>> =
            kinds.iter().filter(|at| !within(at)).filter_map(|at| self.kind(*at)).collect();
        of.dedup();
        let kind = match of.as_slice() {
            [kind] => *kind,
            _ => None,
        };
        let command = self.list.tracker.command.clone();
        // "Did every city sign?" is answered by those that did not as well.
        let each = OPENING.contains(&first) && self.position(&["every", "all", "each", "both"], 1).is_some();
        // So is "which signed and which did not?".
        let asked_twice = self.folded.iter().filter(|word| matches!(**word, "which" | "who")).count() > 1
            && denies(self.folded)
            && self.position(&["and", "or"], 1).is_some();
        let statuses = self.list.statuses(self.folded).filter(|_| !each && !asked_twice);
        plain.then(|| Asked::List { command, state: state.map(|(_, state)| state), kind, statuses })
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
            let bare = typed.trim_end_matches("'s").trim_end_matches("’s");
            // Nor is "any state" one.
            let named = bare.len() > 1
                && large
                && self.kind(span.start).is_none()
                && !PRONOUNS.contains(&first.folded.as_str())
                && (span.len() == 1 || !OPENING.contains(&first.folded.as_str()));
            (named && gazetteer.state_named(bare).is_some()).then(|| (span, bare.to_owned()))
        })
    }
}

/// Whether a text is the name of a place, letter for letter: "los angeles county".
fn is_a_place(typed: &str) -> bool {
    let readings = Gazetteer::embedded().resolve(typed).readings;
    readings.iter().any(|reading| !matches!(reading.matched, Matched::Slips(_)))
}
