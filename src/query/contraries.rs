//! Words that say the contrary of one another: "first" and "last", "won" and "lost".

use std::collections::HashMap;
use std::sync::LazyLock;

use super::data::lines;
use super::related::same;
use super::verbs::{opposites, verb};
use crate::text;

/// The pairs that are no verbs, as they are written.
pub fn contrary_pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(include_str!("contraries.txt")).filter_map(|line| line.split_once(' '))
}

static CONTRARIES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut contraries: HashMap<String, Vec<String>> = HashMap::new();
    for (one, other) in contrary_pairs() {
        let (one, other) = (text::term(one), text::term(other));
        contraries.entry(one.clone()).or_default().push(other.clone());
        contraries.entry(other).or_default().push(one);
    }
    contraries
});

/// The terms that say the contrary of a word, which is in small letters.
pub fn contraries(word: &str) -> Vec<String> {
    let mut found = CONTRARIES.get(&text::term(word)).cloned().unwrap_or_default();
    for opposite in verb(word).map(opposites).unwrap_or_default().iter().filter(|opposite| !opposite.of_object) {
        let term = text::term(opposite.verb);
        found.extend(same(&term).iter().map(|form| (*form).to_owned()));
        found.push(term);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_its_contraries_in_any_form() {
        assert_eq!(contraries("smallest"), ["largest", "biggest"]);
        assert!(["lose", "lost"].iter().all(|term| contraries("won").iter().any(|other| other == term)));
        assert!(contraries("bridge").is_empty());
    }

    #[test]
    fn every_line_is_a_pair() {
        assert!(lines(include_str!("contraries.txt")).all(|line| line.split(' ').count() == 2));
    }
}
