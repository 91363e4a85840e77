//! The words by which a text speaks of a list: its verbs, its statuses, what it calls its subjects, its title.
//! Nothing here knows what any list is about.

use std::collections::BTreeSet;

use crate::domain::{CountsAs, Tracker, Verb};
use crate::query::{Relation, related, same};
use crate::text;

/// Words that link the others and ask for nothing more.
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
    "whom",
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
    "being",
    "will",
    "would",
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
    "they",
    "its",
    "their",
    "still",
    "currently",
    "now",
    "yet",
    "up",
    "onto",
    "with",
    "into",
    "as",
    "today",
];

/// Words about being on any list.
pub(super) const LISTING: &[&str] = &["list", "lists", "listed", "included", "named"];

/// Verbs that say of the one after them that it was not done: "refused to sign", "failed to join". A closed class of
/// English, the negative implicatives.
const REFUSING: &[&str] = &["refuse", "decline", "fail", "neglect", "omit"];

/// Forms of "get", which stands for "be" before what is done: "got fined".
const GETTING: &[&str] = &["get", "gets", "got", "gotten", "getting"];

/// What one list calls things.
pub(super) struct Vocabulary<'a> {
    pub tracker: &'a Tracker,
    /// Terms of all that its file says.
    terms: BTreeSet<String>,
    /// The terms that tell one status from another, in the order of the statuses.
    statuses: Vec<BTreeSet<String>>,
    /// The terms of its name and its question without its verbs: what is signed, received, joined.
    things: BTreeSet<String>,
    /// Letters that stand for its sender: "doj".
    initials: Vec<String>,
}

impl<'a> Vocabulary<'a> {
    /// The words of a list that a text may speak of. Most texts speak of none, and end here.
    pub(super) fn near(tracker: &'a Tracker, folded: &[&str]) -> Option<Self> {
        let wording = &tracker.wording;
        let near = |word: &&&str| {
            let word: &str = word;
            let opening = word.get(..3).unwrap_or(word);
            let within = |text: &str| text.to_lowercase().contains(opening);
            LISTING.contains(&word)
                || STATUS.contains(&word)
                || wording.verbs.iter().flat_map(|verb| &verb.forms).any(|form| form.starts_with(opening))
                || tracker.command.starts_with(opening)
                || within(&tracker.question)
                || wording.statuses.iter().any(|status| within(&status.name) || within(&status.wording))
        };
        folded.iter().filter(|word| !LINKS.contains(word)).any(|word| near(&word)).then(|| Vocabulary::of(tracker))
    }

    pub(super) fn of(tracker: &'a Tracker) -> Self {
        let wording = &tracker.wording;
        let terms_of = |text: &str| {
            let words = text::tokens(text).filter(|token| !text::is_stop_word(&text::fold(token.text)));
            words.map(|token| text::term(token.text)).collect::<Vec<_>>()
        };
        let verbs: BTreeSet<String> = verb_words(&wording.verbs).map(|form| text::term(&form)).collect();
        let sender = tracker.sender.as_deref().unwrap_or_default();
        let mut things: BTreeSet<String> =
            [&tracker.command, &tracker.question, &tracker.title].iter().flat_map(|text| terms_of(text)).collect();
        let subjects: BTreeSet<String> =
            [&wording.item, &wording.items].iter().flat_map(|text| terms_of(text)).collect();
        things.retain(|term| !verbs.contains(term) && !subjects.contains(term));
        let phrases: Vec<BTreeSet<String>> = wording
            .statuses
            .iter()
            .map(|status| {
                let worded = status.wording.replace("{subject}", " ");
                let words = terms_of(&status.name).into_iter().chain(terms_of(&worded));
                words.filter(|term| !matches!(term.as_str(), "yes" | "no" | "not" | "record" | "say")).collect()
            })
            .collect();
        // What all of them say tells nothing, nor does what the list is about.
        let statuses = phrases.iter().map(|own| {
            let tells = |term: &&String| {
                let everywhere = phrases.len() > 1 && phrases.iter().all(|other| other.contains(*term));
                !everywhere && !verbs.contains(*term) && !things.contains(*term) && !subjects.contains(*term)
            };
            own.iter().filter(tells).cloned().collect()
        });
        let statuses: Vec<BTreeSet<String>> = statuses.collect();
        let letters =
            |words: &[&str]| words.iter().filter_map(|word| word.chars().next()).collect::<String>().to_lowercase();
        let named: Vec<&str> = text::tokens(sender).map(|token| token.text).collect();
        let mut initials = vec![letters(&named)];
        // The Justice Department is the Department of Justice.
        if let Some((last, rest)) = named.split_last().filter(|(last, _)| last.eq_ignore_ascii_case("department")) {
            let rest: Vec<&str> = rest.iter().copied().filter(|word| !word.eq_ignore_ascii_case("the")).collect();
            initials.push(format!("{}o{}", letters(&[last]), letters(&rest)));
        }
        initials.retain(|of| of.len() > 1);
        let mut terms: BTreeSet<String> = phrases.into_iter().flatten().collect();
        terms.extend(things.iter().cloned().chain(subjects).chain(verbs).chain(terms_of(sender)));
        Vocabulary { tracker, terms, statuses, things, initials }
    }

    /// A verb of the list in any form.
    pub(super) fn verb(&self, folded: &str) -> Option<&'a Verb> {
        self.tracker.wording.verbs.iter().find(|verb| verb.forms.iter().any(|form| form == folded))
    }

    /// Whether a word stands for what subjects do, or for those who do: "signer" where they sign.
    fn doer(&self, folded: &str) -> bool {
        let term = text::term(folded);
        let derived = |base: &str| {
            related(&text::term(base)).iter().any(|(other, kind)| *kind == Relation::Derived && *other == term)
        };
        self.tracker.wording.verbs.iter().flat_map(|verb| &verb.forms).any(|form| derived(form))
    }

    /// Whether a word says that a list is asked about, and perhaps what.
    pub(super) fn asks(&self, folded: &str) -> bool {
        // Where nothing is done, what they are is asked: "Is it a sanctuary city?"
        let is_it = self.tracker.wording.verbs.is_empty() && self.tracker.question.starts_with("Is ");
        self.verb(folded).is_some() || self.tells(folded) || self.doer(folded) || is_it && self.thing(folded)
    }

    /// Whether a word tells one status from others.
    fn tells(&self, folded: &str) -> bool {
        let term = text::term(folded);
        let forms = || std::iter::once(term.as_str()).chain(same(&term).iter().copied());
        self.statuses.iter().any(|own| forms().any(|form| own.contains(form)))
    }

    /// Whether a word names what the list is about.
    pub(super) fn thing(&self, folded: &str) -> bool {
        self.things.contains(&text::term(folded))
    }

    /// Whether a word is the list's command, in any number.
    pub(super) fn command(&self, folded: &str) -> bool {
        text::term(&self.tracker.command) == text::term(folded)
    }

    /// Whether a word is what one subject is called.
    pub(super) fn item(&self, folded: &str) -> bool {
        let term = text::term(folded);
        [&self.tracker.wording.item, &self.tracker.wording.items].iter().any(|item| text::term(item) == term)
    }

    /// Whether a word asks for nothing beyond what the records say.
    pub(super) fn plain(&self, folded: &str) -> bool {
        LINKS.contains(&folded)
            || LISTING.contains(&folded)
            || self.verb(folded).is_some()
            || refusing(folded)
            || self.terms.contains(&text::term(folded))
            || self.initials(folded)
            || GETTING.contains(&folded) && self.tracker.wording.verbs.iter().any(|verb| verb.passive)
            || self.tells(folded)
            || self.doer(folded)
    }

    /// Whether a word is letters that stand for the sender.
    pub(super) fn initials(&self, folded: &str) -> bool {
        folded.len() > 1 && self.initials.iter().any(|of| of.ends_with(folded))
    }

    /// The statuses that some words ask for: those that they tell from the others; else those that count as yes, or as no
    /// where it is denied. `None` is all of them.
    pub(super) fn statuses(&self, words: &[&str]) -> Option<Vec<String>> {
        let of = &self.tracker.wording.statuses;
        let terms: Vec<String> = words.iter().map(|word| text::term(word)).collect();
        let hits = |own: &BTreeSet<String>| {
            terms.iter().filter(|term| own.contains(*term) || same(term).iter().any(|form| own.contains(*form))).count()
        };
        let hits: Vec<usize> = self.statuses.iter().map(hits).collect();
        let most = hits.iter().copied().max().unwrap_or(0);
        // Of "refused to sign", the refusing is the status where there is one of that name.
        let denied = denies(words) ^ (most == 0 && self.refuses(words));
        // "Has not decided" is a status of its own, and who has decided are the others.
        let denying = |(at, _): (usize, _)| {
            of.get(at).is_some_and(|status| text::tokens(&status.name).any(|token| denies(&[&text::fold(token.text)])))
        };
        let best = || hits.iter().copied().enumerate().filter(|(_, hits)| *hits == most);
        let denied = denied ^ (most > 0 && best().all(denying));
        let names = |wanted: &dyn Fn(usize) -> bool| {
            Some(of.iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, status)| status.name.clone()).collect())
        };
        let counts = |at: usize| of.get(at).map(|status| status.counts_as);
        match (most, denied) {
            (0, false) if of.iter().all(|status| status.counts_as != CountsAs::Yes) => {
                let named = |at: usize| {
                    let name = of.get(at).map(|status| status.name.as_str()).unwrap_or_default();
                    text::terms(name).any(|term| terms.contains(&term.text))
                };
                names(&named).filter(|names: &Vec<String>| !names.is_empty())
            }
            (0, false) => names(&|at| counts(at) == Some(CountsAs::Yes)),
            (0, true) => names(&|at| counts(at) == Some(CountsAs::No)),
            (most, false) => names(&|at| hits.get(at) == Some(&most)),
            (most, true) => names(&|at| hits.get(at) != Some(&most)),
        }
    }

    /// "refused to sign": a verb of refusing before one of the list's.
    fn refuses(&self, words: &[&str]) -> bool {
        let at = words.iter().position(|word| refusing(word));
        at.is_some_and(|at| words.iter().skip(at).any(|word| self.verb(word).is_some()))
    }

    /// Whether words ask something else than whether the list's question is answered with yes, so that "Yes." and "No."
    /// would answer the wrong question.
    pub(super) fn differs(&self, words: &[&str]) -> bool {
        let yes =
            |name: &String| self.tracker.wording.status(name).is_some_and(|status| status.counts_as == CountsAs::Yes);
        denies(words) || self.statuses(words).is_some_and(|statuses| !statuses.iter().all(yes))
    }

    /// How much of a text is about this list.
    pub(super) fn share(&self, words: &[&str]) -> usize {
        let weight = |word: &&str| {
            3 * usize::from(self.command(word))
                + 2 * usize::from(self.thing(word) || self.tells(word) || self.item(word))
                + usize::from(self.verb(word).is_some())
        };
        words.iter().map(weight).sum()
    }
}

/// The words of verbs: all forms, and what stands behind them ("opt out").
fn verb_words(verbs: &[Verb]) -> impl Iterator<Item = String> {
    verbs.iter().flat_map(|verb| {
        let phrase = verb.phrase.split(' ').map(str::to_owned);
        verb.forms.iter().cloned().chain(phrase)
    })
}

/// Whether a word is one of refusing, in any form.
pub(super) fn refusing(folded: &str) -> bool {
    REFUSING.iter().any(|verb| {
        folded.starts_with(verb.get(..verb.len() - 1).unwrap_or(verb))
            && text::Inflected::of(verb).all().any(|form| form == folded)
    })
}

/// Whether a text is a denial, or asks for one: "did not", "hasn't", "never", "have yet to".
pub(super) fn denies(words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| matches!(*word, "not" | "never" | "no" | "without") || word.replace('’', "'").ends_with("n't"))
        || words.windows(2).any(|pair| pair == ["yet", "to"])
}

/// What a record says is called so, whatever the list is about.
pub(super) const STATUS: [&str; 3] = ["status", "position", "stance"];
