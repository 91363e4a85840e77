//! Roles as articles write them, and whether one is the office that a reader names.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::name::compared;
use crate::query::{Relation, related, same};
use crate::text;

/// How offices are called, as it is written in the file.
#[derive(Default, Deserialize)]
struct File {
    same: HashMap<String, String>,
    short: HashMap<String, String>,
    lists: Lists,
}

#[derive(Default, Deserialize)]
struct Lists {
    generic: String,
    leads: String,
    lesser: String,
    neutral: String,
}

/// The same, by term.
struct Offices {
    same: HashMap<String, String>,
    short: HashMap<String, Vec<String>>,
    generic: HashSet<String>,
    leads: HashSet<String>,
    lesser: HashSet<String>,
    neutral: HashSet<String>,
}

static OFFICES: LazyLock<Offices> = LazyLock::new(|| {
    // A malformed file would be no words at all; a test holds that it is none.
    let File { same, short, lists } = toml::from_str(include_str!("offices.toml")).unwrap_or_default();
    let words = |list: &str| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let terms = |list: String| list.split_whitespace().map(text::term).collect();
    Offices {
        same: same
            .iter()
            .flat_map(|(first, others)| words(others).into_iter().map(|other| (other, first.clone())))
            .collect(),
        short: short.iter().map(|(short, long)| (short.clone(), words(long))).collect(),
        generic: terms(lists.generic),
        leads: terms(lists.leads),
        lesser: terms(lists.lesser),
        neutral: terms(lists.neutral),
    }
});

/// How well a role fits an office that is asked for; the better is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Fit {
    /// It is a deputy's, a predecessor's or a candidate's.
    Lesser,
    /// It is an office of that kind, but of something that is named: "Florida Attorney General" for "attorney general".
    Narrower,
    /// It is this office.
    Exact,
}

/// A role in terms that compare.
#[derive(Debug, Clone)]
pub(super) struct Office {
    /// All words but those that tell nothing.
    pub(super) terms: BTreeSet<String>,
    /// What the office is: "secretary" of "secretary of state".
    head: Option<String>,
}

/// The words of an office as they are asked for: each with the terms that will do.
pub(super) struct Asked {
    words: Vec<(String, Vec<String>)>,
    /// Whether whoever leads is asked for ("the chief of the bank").
    leader: bool,
}

impl Office {
    /// Takes a role apart.
    pub(super) fn of(role: &str) -> Self {
        let words = words_of(role);
        let head = words.iter().take_while(|word| !is_preposition(word)).last().map(|word| text::term(word));
        let terms = words.iter().filter(|word| !text::is_stop_word(word)).map(|word| text::term(word));
        let terms = terms.filter(|term| !OFFICES.neutral.contains(term)).collect();
        Office { terms, head }
    }
}

impl Asked {
    /// The office that these words name; words without one ask for nothing.
    pub(super) fn of(typed: &str) -> Self {
        let terms = words_of(typed).into_iter().filter(|word| !text::is_stop_word(word)).map(|word| text::term(&word));
        let terms: Vec<String> = terms.filter(|term| !OFFICES.neutral.contains(term)).collect();
        // "French" for France: what means the same of places and offices is derived.
        let alike = |term: &String| {
            let derived = related(term).iter().filter(|(_, relation)| *relation == Relation::Derived);
            let others = same(term).iter().copied().chain(derived.map(|(other, _)| *other));
            std::iter::once(term.clone()).chain(others.map(str::to_owned)).collect::<Vec<_>>()
        };
        let leader = terms.iter().any(|term| OFFICES.generic.contains(term));
        Asked { words: terms.iter().map(|term| (term.clone(), alike(term))).collect(), leader }
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The terms of each word.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.words.iter().map(|(word, alike)| (word.as_str(), alike.as_slice()))
    }

    /// Whether a word may be left out of a role, since it only says that somebody leads.
    pub(super) fn is_generic(word: &str) -> bool {
        OFFICES.generic.contains(word)
    }

    /// How well a role fits.
    pub(super) fn fit(&self, office: &Office) -> Option<Fit> {
        let mut left = office.terms.clone();
        let mut literal = true;
        for (word, alike) in &self.words {
            match alike.iter().find(|term| left.contains(*term)) {
                Some(held) => drop(left.remove(held)),
                None if Self::is_generic(word) => literal = false,
                None => return None,
            }
        }
        let head = office.head.as_ref()?;
        let leads = |term: &String| OFFICES.leads.contains(term);
        let heads = self.words.iter().any(|(_, alike)| alike.contains(head));
        if !(heads || self.leader && office.terms.iter().any(leads)) {
            return None;
        }
        if !literal {
            // "Secretary general" is one office, for which "chief" stands.
            left.retain(|term| !leads(term) && Some(term) != office.head.as_ref());
        }
        Some(if left.iter().any(|term| OFFICES.lesser.contains(term)) {
            Fit::Lesser
        } else if left.is_empty() {
            Fit::Exact
        } else {
            Fit::Narrower
        })
    }
}

/// Whether a word stands before a name or is one of an office: "AG", "Senator", "boss".
pub(super) fn is_office_word(word: &str) -> bool {
    let known = |word: &str| crate::quotes::is_title(word) || OFFICES.leads.contains(&text::term(word));
    OFFICES.short.contains_key(word) || known(word) || OFFICES.same.get(word).is_some_and(|first| known(first))
}

/// The words of a role, short forms written out and each called by its first name.
fn words_of(role: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text::tokens(role).map(|token| compared(token.text)).filter(|word| !word.is_empty()) {
        match OFFICES.short.get(&word) {
            Some(long) => words.extend(long.iter().cloned()),
            None => words.push(OFFICES.same.get(&word).cloned().unwrap_or(word)),
        }
    }
    words
}

fn is_preposition(word: &str) -> bool {
    matches!(word, "of" | "for" | "at" | "in" | "to" | "from" | "on" | "under" | "with" | "and" | "who")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(asked: &str, roles: &[&str]) -> String {
        let asked = Asked::of(asked);
        let fit = |role: &&str| format!("{role}: {:?}", asked.fit(&Office::of(role)));
        roles.iter().map(fit).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_office_itself_goes_before_deputies_and_namesakes() {
        insta::assert_snapshot!(check("the attorney general", &[
            "Attorney General",
            "U.S. Attorney General",
            "Ohio Attorney General",
            "former Attorney General",
            "deputy attorney general",
            "spokesman for the attorney general",
            "attorney",
        ]), @"
        Attorney General: Some(Exact)
        U.S. Attorney General: Some(Exact)
        Ohio Attorney General: Some(Narrower)
        former Attorney General: Some(Lesser)
        deputy attorney general: Some(Lesser)
        spokesman for the attorney general: None
        attorney: None
        ");
        insta::assert_snapshot!(check("AG", &["attorney general"]), @"attorney general: Some(Exact)");
        insta::assert_snapshot!(check("the harbor authority's chief", &[
            "director of the Harbor Authority",
            "Harbor Authority Secretary General",
            "former head of the Harbor Authority",
            "Harbor Authority spokeswoman",
            "chief",
        ]), @"
        director of the Harbor Authority: Some(Exact)
        Harbor Authority Secretary General: Some(Exact)
        former head of the Harbor Authority: Some(Lesser)
        Harbor Authority spokeswoman: None
        chief: None
        ");
        insta::assert_snapshot!(check("congresswoman", &["Rep", "Representative", "representative of the miners"]), @"
        Rep: Some(Exact)
        Representative: Some(Exact)
        representative of the miners: Some(Narrower)
        ");
    }

    #[test]
    fn the_file_is_read() {
        assert!(OFFICES.same.len() > 10 && OFFICES.short.len() > 5 && OFFICES.leads.len() > 10);
    }
}
