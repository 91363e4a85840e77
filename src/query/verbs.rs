//! Verbs in any form, and those that say the opposite of one another: "accepted" and "declined".
//!
//! `verbs.txt` is made by `word-relations` in tools/ from Princeton WordNet and pairs by hand; see LICENSE-WORDNET beside
//! this file.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::data::lines;
use crate::text::Inflected;

/// A verb that says the opposite of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opposite {
    /// Its base.
    pub verb: &'static str,
    /// Whether it is so of its object: who lost was not elected.
    pub of_object: bool,
}

static OPPOSITES: LazyLock<HashMap<&'static str, Vec<Opposite>>> = LazyLock::new(|| {
    let opposite = |word: &'static str| {
        let turned = word.strip_prefix('>');
        Opposite { verb: turned.unwrap_or(word), of_object: turned.is_some() }
    };
    let line = |line: &'static str| match line.split_once(':') {
        Some((verb, others)) => (verb, others.split_whitespace().map(opposite).collect()),
        None => (line, Vec::new()),
    };
    lines(include_str!("verbs.txt")).filter(|line| !line.is_empty()).map(line).collect()
});

/// Each form to the base that it is of.
static BASES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut bases: HashMap<String, &'static str> = HashMap::default();
    // In the order of the file, so that a form of two verbs ("lay") is always of the same.
    for line in lines(include_str!("verbs.txt")).filter(|line| !line.is_empty()) {
        let base = line.split_once(':').map_or(line, |(base, _)| base);
        for form in Inflected::of(base).all() {
            bases.entry(form.to_owned()).or_insert(base);
        }
    }
    // The base of one verb may be the past of another ("found"): it is itself first.
    bases.extend(OPPOSITES.keys().map(|base| ((*base).to_owned(), *base)));
    bases
});

/// The base of the verb that a word, in small letters, may be a form of.
pub fn verb(form: &str) -> Option<&'static str> {
    BASES.get(form).copied()
}

/// The verbs that say the opposite of one, by its base.
pub fn opposites(base: &str) -> &'static [Opposite] {
    OPPOSITES.get(base).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_known_in_any_form_and_with_its_opposites() {
        let said = |form: &str| {
            let base = verb(form).unwrap_or("-");
            let other = |other: &Opposite| format!("{}{}", if other.of_object { ">" } else { "" }, other.verb);
            let others: Vec<String> = opposites(base).iter().map(other).take(4).collect();
            format!("{form} → {base}: {}", others.join(" "))
        };
        insta::assert_snapshot!(["won", "acquitted", "signing", "accepts", "attended", "table"].map(said).join("\n"), @"
        won → win: >beat >defeat lose
        acquitted → acquit: 
        signing → sign: veto
        accepts → accept: decline refuse reject spurn
        attended → attend: boycott miss skip
        table → -:
        ");
    }
}
