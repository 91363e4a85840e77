//! Words that answer one another: a small list of our own, for what stems do not join ("leads" and "director").

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text;

static GROUPS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut related: HashMap<String, Vec<String>> = HashMap::new();
    for line in include_str!("related.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut stems: Vec<String> = line.split_whitespace().map(text::term).collect();
        stems.sort();
        stems.dedup();
        for stem in &stems {
            let others = stems.iter().filter(|other| *other != stem);
            let known = related.entry(stem.clone()).or_default();
            for other in others {
                if !known.contains(other) {
                    known.push(other.clone());
                }
            }
        }
    }
    related
});

/// The terms that may stand for this one.
pub fn related(term: &str) -> &'static [String] {
    GROUPS.get(term).map_or(&[], Vec::as_slice)
}
