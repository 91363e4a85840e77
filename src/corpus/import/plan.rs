//! What an import does about an article that the corpus may have already.

use crate::domain::Article;

use super::draft::Draft;
use super::write::{provenance, read_provenance, seal};

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The corpus has it as it is.
    Unchanged,
    /// Another source brought the same article: its provenance grows.
    Joined(Article),
    /// The source changed: the old revision is history.
    Changed(Article),
    /// The source changed, and so did a person: the person's text stays.
    Conflict,
}

/// How many times longer a text must be to stand in for a summary that came first.
const WHOLE: usize = 2;

/// Compares what the corpus holds with what came, which carries the same id.
pub fn change(held: &Article, came: &Article, draft: &Draft) -> Change {
    let entry = provenance(draft, came);
    let Some((kind, name, seal_of_came)) = read_provenance(&entry) else { return Change::Unchanged };
    let seals = held.meta.provenance.iter().filter_map(|entry| read_provenance(entry));
    let own = seals.clone().find(|(known_kind, known_name, _)| *known_kind == kind && *known_name == name);
    if own.is_some_and(|(_, _, seal)| seal == seal_of_came) {
        return Change::Unchanged;
    }
    let held_seal = seal(held);
    let with_provenance = |article: &Article| {
        let mut article = article.clone();
        article.meta.provenance = merged(&held.meta.provenance, kind, name, &entry);
        article
    };
    // What a person wrote or changed stays as it is, comments in its front matter included.
    let by_hand = !seals.clone().any(|(_, _, seal)| seal == held_seal);
    let longer = words(came) >= WHOLE * words(held).max(1);
    match (own.is_some(), by_hand) {
        (true, true) => Change::Conflict,
        (false, true) => Change::Unchanged,
        (true, false) => Change::Changed(with_provenance(came)),
        // A feed's summary makes way for the text; else the text that was there first stays.
        (false, false) if longer => Change::Changed(with_provenance(came)),
        (false, false) => Change::Joined(with_provenance(held)),
    }
}

/// The provenance with this source's line in place of its last one.
fn merged(lines: &[String], kind: &str, name: &str, entry: &str) -> Vec<String> {
    let mut lines = lines.to_vec();
    let own = lines.iter_mut().find(|line| {
        read_provenance(line).is_some_and(|(known_kind, known_name, _)| known_kind == kind && known_name == name)
    });
    match own {
        Some(line) => entry.clone_into(line),
        None => lines.push(entry.to_owned()),
    }
    lines
}

fn words(article: &Article) -> usize {
    let body = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some());
    body.map(|paragraph| paragraph.text.split_whitespace().count()).sum()
}
