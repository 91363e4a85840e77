//! Whether the archive knows: a classifier (boosted trees) over the features of the top sentence, with a threshold that fixes
//! the share of false answers. Trees rather than a linear model, since matching names mean little where what is asked about
//! them is missing, which is an interaction of features.

use std::sync::LazyLock;

use super::features::{FIRST_OF_MODEL, Features, NAMES};
use crate::forest::{Columns, Forest, Numbers};

/// Features that the trees do not use: those that only rank good sentences, and the size of the archive, which has
/// thresholds of its own.
const OVERLOOKED: &[&str] = &[
    "sentence_bm25",
    "paragraph_bm25",
    "reason",
    "quotation",
    "definition",
    "length",
    "very_short",
    "is_question",
    "opens_paragraph",
    "opens_article",
    "named_paragraph",
    "opens_on_pronoun",
    "small_archive",
    "consequence",
    "negation",
    "behind_likest",
];

/// Scales a score, which is some tens, to the range of the features.
const SCORE_SCALE: f32 = 0.1;

/// The lead over the next paragraph is clipped here.
pub const LONGEST_LEAD: f32 = 5.0;

/// The features that are looked at.
static COLUMNS: LazyLock<Vec<usize>> =
    LazyLock::new(|| (0..NAMES.len()).filter(|at| !OVERLOOKED.contains(&NAMES[*at])).collect());

/// What the trees are shown of the best sentence: `lead` is how far its score is ahead of the next paragraph's.
pub fn row<C: Columns>(features: &Features, score: f32, lead: f32, read_again: bool) -> C {
    let mut row = C::default();
    for at in COLUMNS.iter().copied().filter(|at| read_again || *at < FIRST_OF_MODEL) {
        row.push((NAMES[at], features[at]));
    }
    row.push(("score", score * SCORE_SCALE));
    row.push(("lead", lead.min(LONGEST_LEAD)));
    row
}

/// How small an archive is, among its features.
const SMALL_ARCHIVE: usize = 36;

/// The classifier: trees, and the thresholds for large and for small archives. Questions to a small archive are mostly about
/// its few topics, so the same match is weaker evidence there.
#[derive(Debug)]
pub struct Gate {
    trees: Forest,
    from: f32,
    from_small: f32,
}

impl Gate {
    /// Reads a file of trees; its first words are the two thresholds: `from 0.1 0.9`.
    pub fn read(file: &str) -> Gate {
        let thresholds = file.lines().find_map(|line| line.strip_prefix("# from ")).unwrap_or_default();
        let mut numbers = thresholds.split(' ').map(|number| number.parse().unwrap_or(0.0));
        let (from, from_small) = (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0));
        Gate { trees: Forest::read(file), from, from_small }
    }

    /// The log-odds that a sentence answers, minus the threshold for an archive of this size: from 0 on it is an answer.
    pub fn margin(&self, row: &Numbers, small: f32) -> f32 {
        self.trees.sum(row) - self.wanted(small)
    }

    fn wanted(&self, small: f32) -> f32 {
        self.from + small * (self.from_small - self.from)
    }
}

/// By words alone, and with what the language model measures.
static GATES: LazyLock<[Gate; 2]> =
    LazyLock::new(|| [Gate::read(include_str!("gate_words.trees")), Gate::read(include_str!("gate_model.trees"))]);

fn of(read_again: bool) -> &'static Gate {
    let [words, model] = &*GATES;
    if read_again { model } else { words }
}

fn probability(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// How sure it is, from 0 to 1, that the best sentence answers.
pub(super) fn confidence(features: &Features, score: f32, lead: f32, read_again: bool) -> f32 {
    probability(of(read_again).trees.sum(&row(features, score, lead, read_again)))
}

/// From so sure on, a sentence answers beside the one that ranks first: where either sort of archive would be said to know.
pub(super) fn cut_off_beside(read_again: bool) -> f32 {
    let gate = of(read_again);
    probability(gate.from.max(gate.from_small))
}

/// From so sure on, the archive is said to know.
pub(super) fn cut_off(features: &Features, read_again: bool) -> f32 {
    probability(of(read_again).wanted(features[SMALL_ARCHIVE]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::rank::features::COUNT;
    use crate::engine::rank::{CONTRARY, SAID_AROUND, UNDENIED};
    use crate::forest::Row;

    #[test]
    fn what_is_looked_at_is_measured() {
        assert!(OVERLOOKED.iter().all(|name| NAMES.contains(name)));
        assert_eq!([NAMES[SMALL_ARCHIVE], NAMES[SAID_AROUND]], ["small_archive", "said_around"]);
        assert_eq!([NAMES[UNDENIED], NAMES[CONTRARY]], ["undenied", "contrary"]);
        for (gate, read_again) in GATES.iter().zip([false, true]) {
            let row: Row = row(&[0.0; COUNT], 0.0, 0.0, read_again);
            assert!(!gate.trees.is_empty() && gate.trees.fits(&row));
        }
    }
}
