//! The lists of words by which a message is read.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use crate::engine::people::is_short_for;
use crate::query;

/// A list of folded words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum List {
    Utters,
    PassesOn,
    Nobody,
    Words,
    From,
    Circumstances,
    Adverbs,
    Prepositions,
    Joins,
    Relative,
    Determiners,
    Contractions,
    Given,
}

static FILE: LazyLock<HashMap<List, String>> = LazyLock::new(|| {
    // A malformed file would be no list at all; a test holds that it is none.
    toml::from_str(include_str!("naming.toml")).unwrap_or_default()
});

static LISTS: LazyLock<HashMap<List, HashSet<&'static str>>> =
    LazyLock::new(|| FILE.iter().map(|(list, words)| (*list, words.split_whitespace().collect())).collect());

static CONTRACTIONS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let entries = FILE.get(&List::Contractions).map_or("", String::as_str).split(';');
    entries.filter_map(|entry| entry.trim().split_once('=')).map(|(one, two)| (one, two.split(' ').collect())).collect()
});

static GIVEN: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let names = FILE.get(&List::Given).map_or("", String::as_str).split(';');
    names.map(|names| names.split_whitespace().collect()).collect()
});

impl List {
    /// Whether a folded word stands in this list.
    pub(super) fn has(self, word: &str) -> bool {
        LISTS.get(&self).is_some_and(|words| words.contains(word))
    }
}

/// Whether two given names may be one person's: "Ted" and "Edward", "Stephen" and "Steven".
pub(super) fn same_given(one: &str, other: &str) -> bool {
    is_short_for(one, other) || GIVEN.iter().any(|names| names.contains(&one) && names.contains(&other))
}

/// The words that a folded word is short for: "don't" is "do" and "not". What may be short for several ('s, 'd) stays,
/// as a word of its own.
pub(super) fn spelt_out(folded: &str) -> Vec<&str> {
    if let Some(words) = CONTRACTIONS.get(folded) {
        return words.clone();
    }
    let parts =
        [("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'m", "am"), ("'s", "'s"), ("'d", "'d")];
    let part = parts.iter().find_map(|(end, word)| Some((folded.strip_suffix(end)?, *word)));
    match part.filter(|(head, _)| !head.is_empty()) {
        Some((head, word)) => vec![head, word],
        None => vec![folded],
    }
}

/// Whether two words of [`spelt_out`] may be one.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let short = |short: &str, long: &str| match short {
        "'s" => matches!(long, "is" | "has"),
        "'d" => matches!(long, "would" | "had" | "did"),
        _ => false,
    };
    one == other || short(one, other) || short(other, one)
}

/// Words that turn a statement round.
pub(super) fn is_negation(folded: &str) -> bool {
    query::is_negation(folded) || matches!(folded, "nowhere" | "cannot" | "hardly" | "scarcely" | "barely" | "unless")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_words() {
        assert_eq!((FILE.len(), CONTRACTIONS.len() > 20, GIVEN.len() > 5), (13, true, true));
        assert!(List::Utters.has("said") && List::Nobody.has("breaking"));
    }

    #[test]
    fn what_is_short_for_several_words_is_them() {
        let check = |word: &str| spelt_out(word).join(" ");
        assert_eq!(
            ["don't", "cannot", "dont", "we've", "reed's", "o'clock"].map(check),
            ["do not", "can not", "do not", "we have", "reed 's", "o'clock"]
        );
        assert!(alike("'s", "is") && alike("had", "'d") && !alike("is", "has"));
    }

    #[test]
    fn given_names_and_what_their_bearers_are_called() {
        assert!(same_given("ted", "edward") && same_given("mike", "michael"));
        assert!(!same_given("eric", "erica") && !same_given("ted", "thomas"));
    }
}
