//! Words that stand for one another, by term: what stems do not join ("won" and "win", "Ky." and "Kentucky").
//!
//! `related.txt` and `forms.txt` are made by `word-relations` in tools/ from Princeton WordNet; see LICENSE-WORDNET beside this
//! file. `written.txt`, numbers and abbreviations, was compiled by hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::common::commonness;
use super::data::lines;

/// How a related word is related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Derived from it, or it from that: "leader" and "lead".
    Derived,
    /// It may mean the same: "suit" and "lawsuit".
    Synonym,
}

type Lists = HashMap<&'static str, Vec<(&'static str, Relation)>>;

static RELATED: LazyLock<Lists> = LazyLock::new(|| related_of(include_str!("related.txt")));
static WRITTEN: LazyLock<HashMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| groups(include_str!("written.txt")));
static FORMS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut forms = groups(include_str!("forms.txt"));
    for (term, others) in WRITTEN.iter() {
        forms.entry(term).or_default().extend(others);
    }
    forms
});

/// Lines of a term, its derivations and, after `|`, its synonyms.
fn related_of(text: &'static str) -> Lists {
    let line = |line: &'static str| {
        let (term, others) = line.split_once(':')?;
        let (derived, synonyms) = others.split_once('|')?;
        let derived = derived.split_whitespace().map(|other| (other, Relation::Derived));
        let synonyms = synonyms.split_whitespace().map(|other| (other, Relation::Synonym));
        Some((term, derived.chain(synonyms).collect()))
    };
    lines(text).filter_map(line).collect()
}

/// Lines of terms that are one word; a term may stand in several.
fn groups(text: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let mut forms: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for line in lines(text) {
        for term in line.split_whitespace() {
            let known = forms.entry(term).or_default();
            known.extend(line.split_whitespace().filter(|other| *other != term));
        }
    }
    forms
}

/// The terms that may stand for this one, the nearest first.
pub fn related(term: &str) -> &'static [(&'static str, Relation)] {
    RELATED.get(term).map_or(&[], Vec::as_slice)
}

/// The terms that are this one written or inflected otherwise ("ky" for "kentucky").
pub fn same(term: &str) -> &'static [&'static str] {
    FORMS.get(term).map_or(&[], Vec::as_slice)
}

/// The terms that are this one in figures, in words or in short: "3" and "three".
pub fn written(term: &str) -> &'static [&'static str] {
    WRITTEN.get(term).map_or(&[], Vec::as_slice)
}

/// The term itself and those that are it written or inflected otherwise.
pub fn forms(term: &'static str) -> impl Iterator<Item = &'static str> {
    std::iter::once(term).chain(same(term).iter().copied())
}

/// Whether this is a term of the lists: a word of English at large.
pub fn is_known(term: &str) -> bool {
    RELATED.contains_key(term) || FORMS.contains_key(term) || commonness(term) > 0.0
}
