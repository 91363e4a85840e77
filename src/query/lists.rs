//! Lists of words that questions are read by.
//!
//! `classes.txt` is made by `word-relations` in tools/ from Princeton WordNet; see LICENSE-WORDNET beside this file.
//! `words.toml` says itself where its lists come from.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use super::data::lines;
use super::related::{Relation, related, same};
use crate::text;

/// Words of one sort of meaning, in any form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nouns for what follows from something: "consequence", "penalty".
    Outcome,
    /// Verbs that join something to what follows from it: "cause", "risk".
    LeadsTo,
    /// Words for not doing something: "refuse", "failure".
    Denies,
}

/// A list of words, each as it is written, in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the file says what each is")]
pub enum List {
    Person,
    Honorific,
    Prefixes,
    Place,
    Date,
    Number,
    Body,
    Reason,
    TellingDate,
    BareNumber,
    BarePerson,
    BarePlace,
    Light,
    Empty,
    Published,
    Says,
    Said,
    Say,
    WordsOf,
    Stance,
    Changed,
    Phrase,
    General,
    Talk,
    Message,
    GivesReason,
    Quotes,
    Defines,
    Work,
    AilmentAsked,
    Ailment,
}

static CLASSES: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    let class = |line: &'static str| Some(line.split_once(':')?).map(|(name, terms)| (name, terms.split_whitespace()));
    lines(include_str!("classes.txt")).filter_map(class).map(|(name, terms)| (name, terms.collect())).collect()
});

static LISTS: LazyLock<HashMap<List, HashSet<String>>> = LazyLock::new(|| {
    // A malformed file would be no list at all; a test holds that it is none.
    let lists: HashMap<List, String> = toml::from_str(include_str!("words.toml")).unwrap_or_default();
    let words = |words: String| words.split_whitespace().map(str::to_owned).collect();
    lists.into_iter().map(|(list, listed)| (list, words(listed))).collect()
});

impl Class {
    /// Whether a word is of this class.
    pub fn has(self, word: &str) -> bool {
        let name = match self {
            Class::Outcome => "outcome",
            Class::LeadsTo => "leads-to",
            Class::Denies => "denies",
        };
        let Some(terms) = CLASSES.get(name) else { return false };
        let term = text::term(word);
        let derived = |(other, relation): &(&str, Relation)| *relation == Relation::Derived && terms.contains(other);
        terms.contains(term.as_str())
            || same(&term).iter().any(|form| terms.contains(form))
            || self == Class::Denies && related(&term).iter().any(derived)
    }
}

impl List {
    /// Whether a word stands in this list.
    pub fn has(self, word: &str) -> bool {
        LISTS.get(&self).is_some_and(|words| words.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words among these that are of a class.
    fn check(class: Class, words: &str) -> String {
        words.split(' ').filter(|word| class.has(word)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn classes_take_words_in_any_form_and_not_their_look_alikes() {
        insta::assert_snapshot!(check(Class::Outcome, "penalties repercussion aftermath impacts bridge desert reason"), @"penalties repercussion aftermath impacts desert");
        insta::assert_snapshot!(check(Class::LeadsTo, "led costing meant risks incurs faced lost walked demands"), @"led costing meant risks incurs faced lost");
        insta::assert_snapshot!(check(Class::Denies, "failure refusal denied defying ignores absence lacking complied sent"), @"failure refusal denied defying ignores absence lacking");
    }

    #[test]
    fn every_list_has_words() {
        for list in [List::Person, List::Light, List::Published, List::WordsOf, List::Talk, List::Message] {
            assert!(LISTS.get(&list).is_some_and(|words| words.len() > 5), "{list:?}");
        }
        assert_eq!((CLASSES.len(), LISTS.len()), (3, 31));
    }
}
