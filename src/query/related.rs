//! Words that answer one another: a small list of our own, for what stems do not join ("leads" and "director").

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text;

static RELATED: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| read(include_str!("related.txt")));
static SAME: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| read(include_str!("same.txt")));

fn read(groups: &str) -> HashMap<String, Vec<String>> {
    let mut related: HashMap<String, Vec<String>> = HashMap::new();
    for line in groups.lines().filter(|line| !line.starts_with('#')) {
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
}

/// The terms that may stand for this one.
pub fn related(term: &str) -> &'static [String] {
    RELATED.get(term).map_or(&[], Vec::as_slice)
}

/// The terms that are this one spelt otherwise ("ky" for "kentucky").
pub fn same(term: &str) -> &'static [String] {
    SAME.get(term).map_or(&[], Vec::as_slice)
}
