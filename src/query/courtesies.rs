//! The phrases of `courtesies.toml`, by the words that they open or close with.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    greetings: Vec<String>,
    openings: Vec<String>,
    addressees: Vec<String>,
    asking: Vec<String>,
    sources: Vec<String>,
    closings: Vec<String>,
    marked_closings: Vec<String>,
    gratitude: Vec<String>,
    written: std::collections::HashMap<String, String>,
}

/// Phrases by their first word, the longest first.
pub(super) struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    fn of(listed: &[String], key: impl Fn(&[String]) -> Option<&String>) -> Phrases {
        let mut phrases: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in listed {
            let words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
            let Some(first) = key(&words).cloned() else { continue };
            phrases.entry(first).or_default().push(words);
        }
        phrases.values_mut().for_each(|known| known.sort_by_key(|words| std::cmp::Reverse(words.len())));
        Phrases(phrases)
    }

    /// How many of these words the longest phrase takes that they open on.
    pub(super) fn at_start(&self, words: &[String]) -> Option<usize> {
        let known = self.0.get(words.first()?)?;
        known.iter().find(|phrase| words.starts_with(phrase)).map(Vec::len)
    }

    /// How many of these words the longest phrase takes that they close on.
    pub(super) fn at_end(&self, words: &[String]) -> Option<usize> {
        let known = self.0.get(words.last()?)?;
        known.iter().find(|phrase| words.ends_with(phrase)).map(Vec::len)
    }
}

pub(super) struct Courtesies {
    pub(super) greetings: Phrases,
    pub(super) openings: Phrases,
    pub(super) addressees: Phrases,
    pub(super) asking: Phrases,
    pub(super) sources: Phrases,
    pub(super) sources_behind: Phrases,
    pub(super) closings: Phrases,
    pub(super) marked_closings: Phrases,
    pub(super) gratitude: Vec<Vec<String>>,
    pub(super) written: std::collections::HashMap<String, String>,
}

pub(super) static COURTESIES: LazyLock<Courtesies> = LazyLock::new(|| {
    // A malformed file would be no courtesies at all; a test holds that there are some.
    let file: File = toml::from_str(include_str!("courtesies.toml")).unwrap_or_default();
    let before = |listed: &[String]| Phrases::of(listed, |words| words.first());
    let behind = |listed: &[String]| Phrases::of(listed, |words| words.last());
    Courtesies {
        greetings: before(&file.greetings),
        openings: before(&file.openings),
        addressees: before(&file.addressees),
        asking: before(&file.asking),
        sources: before(&file.sources),
        sources_behind: behind(&file.sources),
        closings: behind(&file.closings),
        marked_closings: behind(&file.marked_closings),
        gratitude: file.gratitude.iter().map(|phrase| phrase.split(' ').map(str::to_owned).collect()).collect(),
        written: file.written,
    }
});

/// Whether these words open on a courtesy.
pub(super) fn is_courtesy(words: &[String]) -> bool {
    let known = &*COURTESIES;
    [&known.greetings, &known.openings, &known.addressees, &known.asking, &known.sources]
        .iter()
        .any(|phrases| phrases.at_start(words).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        assert!(!COURTESIES.gratitude.is_empty() && !COURTESIES.written.is_empty());
    }
}
