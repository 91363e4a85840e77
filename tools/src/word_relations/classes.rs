//! Words of one sort of meaning: those of a few meanings of WordNet, and of their kinds.

use std::collections::{BTreeSet, HashMap};

use anyhow::Context as _;
use pullquote::text::term;

use super::wordnet::{Synset, Word, WordNet};
use super::{FIRST_SENSES, LEAST_USES, plain};

/// A meaning: a word, its part of speech and which of its senses.
type Meaning = (&'static str, char, u32);

/// The words of some meanings.
struct Class {
    name: &'static str,
    meanings: &'static [Meaning],
    /// Whether the words for kinds of what is meant belong to it: a repercussion is a consequence.
    kinds: bool,
}

const CLASSES: [Class; 3] = [
    // What follows from something, and what is done to whoever did it.
    Class {
        name: "outcome",
        meanings: &[("consequence", 'n', 1), ("consequence", 'n', 2), ("result", 'n', 3), ("punishment", 'n', 1)],
        kinds: true,
    },
    // What has such an outcome, and what befalls whoever has to bear it.
    Class {
        name: "leads-to",
        meanings: &[
            ("result", 'v', 1),
            ("result", 'v', 2),
            ("entail", 'v', 1),
            ("cause", 'v', 1),
            ("cost", 'v', 2),
            ("risk", 'v', 1),
            ("incur", 'v', 1),
            ("suffer", 'v', 1),
            ("lose", 'v', 1),
            ("face", 'v', 1),
        ],
        kinds: false,
    },
    // What somebody does who does not do something.
    Class {
        name: "denies",
        meanings: &[
            ("refuse", 'v', 1),
            ("refuse", 'v', 2),
            ("fail", 'v', 1),
            ("deny", 'v', 1),
            ("deny", 'v', 3),
            ("lack", 'v', 1),
            ("reject", 'v', 1),
            ("ignore", 'v', 1),
            ("defy", 'v', 1),
            ("disobey", 'v', 1),
            ("violate", 'v', 1),
            ("omit", 'v', 1),
            ("refrain", 'v', 1),
            ("absence", 'n', 2),
        ],
        kinds: false,
    },
];

/// A line a class.
pub fn table(words: &WordNet) -> anyhow::Result<String> {
    let by_offset: HashMap<(char, u32), &Synset> =
        words.synsets.iter().map(|synset| ((synset.part, synset.offset), synset)).collect();
    let mut most: HashMap<String, u32> = HashMap::new();
    for (word, uses) in words.all_uses() {
        let known = most.entry(term(word)).or_default();
        *known = uses.max(*known);
    }
    let mut text = String::from(
        "# Terms of one sort of meaning. Made by `word-relations` in tools/ from Princeton WordNet 3.0 (see LICENSE-WORDNET).\n",
    );
    for class in CLASSES {
        let mut terms: BTreeSet<String> = BTreeSet::new();
        for (word, part, sense) in class.meanings {
            let means = |synset: &&Synset| {
                synset.part == *part && synset.words.iter().any(|own| own.text == *word && own.sense == *sense)
            };
            let root = words.synsets.iter().find(means).with_context(|| format!("{word}, {part}, sense {sense}"))?;
            let kinds = root.kinds.iter().filter(|_| class.kinds);
            let kinds = kinds.filter_map(|kind| by_offset.get(&(*part, *kind)).copied());
            for synset in std::iter::once(root).chain(kinds) {
                let own = synset.words.iter().filter(|word| mostly(word)).map(|word| (term(&word.text), word));
                // "Deserts" are a punishment, but most that is written so is a desert.
                let own = own.filter(|(term, word)| most.get(term).is_none_or(|most| words.uses(&word.text) >= *most));
                terms.extend(own.map(|(term, _)| term));
            }
        }
        let terms: Vec<String> = terms.into_iter().collect();
        text.push_str(&format!("{}: {}\n", class.name, terms.join(" ")));
    }
    Ok(text)
}

/// Whether a word means this first of all, or second and often.
fn mostly(word: &Word) -> bool {
    plain(&word.text) && (word.sense == 1 || word.sense <= FIRST_SENSES && word.uses >= LEAST_USES)
}
