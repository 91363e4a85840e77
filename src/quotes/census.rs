//! Which words are people's names: counts of the U.S. Census Bureau. They tell names from what is only capitalised.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use serde::Deserialize;

use super::lexicon::hashed;

/// What an article's own words tell about the pronoun that stands for a person: titles and usual given names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Agreement {
    /// Nothing, or both.
    #[default]
    Unknown,
    He,
    She,
}

/// Given names as they are written in their file.
#[derive(Deserialize, Default)]
struct Forenames {
    she: String,
    he: String,
    either: String,
}

/// A malformed file would be no names; a test holds that it is read.
static FORENAMES: LazyLock<HashMap<u64, Agreement>> = LazyLock::new(|| {
    let Forenames { she, he, either } = toml::from_str(include_str!("lexicon/forenames.toml")).unwrap_or_default();
    let lists = [(she, Agreement::She), (he, Agreement::He), (either, Agreement::Unknown)];
    let of = |(names, agreement): &(String, Agreement)| -> Vec<(u64, Agreement)> {
        names.split_whitespace().map(|name| (hashed(name), *agreement)).collect()
    };
    lists.iter().flat_map(of).collect()
});

static SURNAMES: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let lines = include_str!("lexicon/surnames.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(hashed).collect()
});

/// What a given name tells of the pronoun that goes with it; `None` for what is no given name. Takes the hash of the
/// folded word.
pub(super) fn forename(hash: u64) -> Option<Agreement> {
    FORENAMES.get(&hash).copied()
}

/// Whether the hash is that of a folded surname. Many are plain words as well ("hill", "more").
pub(super) fn is_surname(hash: u64) -> bool {
    SURNAMES.contains(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read_whole() {
        assert_eq!(forename(hashed("adela")), Some(Agreement::She));
        assert_eq!(forename(hashed("adolfo")), Some(Agreement::He));
        assert_eq!(forename(hashed("merrill")), Some(Agreement::Unknown));
        assert_eq!(forename(hashed("table")), None);
        assert!(is_surname(hashed("zimmerman")) && !is_surname(hashed("census")));
    }
}
