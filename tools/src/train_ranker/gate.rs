//! Fitting the gate: boosted trees that tell the questions that an archive answers from the others, and their thresholds.

use pullquote::engine::Gate;
use pullquote::forest::{Columns as _, Numbers};

use super::fit::Best;
use crate::boost::{Contest, Growth, grow};

/// Small trees in small steps, since the questions are some thousands. Other sizes were not compared.
const GROWTH: Growth = Growth { trees: 120, leaves: 8, rate: 0.08, least: 8.0, pull: 4.0, share: 0.6, from: None };

/// The text of the file of trees learnt from these, without thresholds. Each list is of one kind of archive; all weigh the
/// same, and in each the answerable weigh as much as the others: how often an archive is asked for what it does not hold is
/// not known.
fn trees(lists: &[Vec<&Best>]) -> String {
    let count = lists.iter().map(Vec::len).sum::<usize>() as f32;
    let mut contests = Vec::new();
    for list in lists {
        for answerable in [true, false] {
            let those = || list.iter().filter(|best| best.answerable == answerable);
            let weight = count / (2 * lists.len() * those().count().max(1)) as f32;
            contests.extend(those().map(|best| Contest::yes_or_no(best.row.clone(), 0.0, answerable, weight)));
        }
    }
    grow(&contests.iter().collect::<Vec<_>>(), GROWTH, "Whether the archive knows: made by `train-ranker` in tools/.")
}

/// How much surer the gate is of a best sentence than it has to be.
fn margin(gate: &Gate, best: &Best) -> f32 {
    let mut numbers = Numbers::default();
    best.row.iter().for_each(|column| numbers.push(*column));
    if best.grounded { gate.margin(&numbers, best.small) } else { f32::MIN }
}

/// The least margin above which no more than this share of the unanswerable is answered.
fn threshold(all: &[&Best], gate: &Gate, share: f64) -> f32 {
    let mut wrong: Vec<f32> = all.iter().filter(|best| !best.answerable).map(|best| margin(gate, best)).collect();
    wrong.sort_by(|one, two| two.total_cmp(one));
    wrong.get((wrong.len() as f64 * share) as usize).copied().unwrap_or(0.0)
}

/// The file of a gate learnt from all: trees, and the thresholds that keep false answers to the bound in each list that has
/// one. What the list at `small` needs is the threshold of small archives.
pub fn learnt(lists: &[Vec<&Best>], bounds: &[Option<f64>], small: usize) -> String {
    let trees = trees(lists);
    let bare = Gate::read(&trees);
    let needed = |at: usize| Some(threshold(lists.get(at)?, &bare, (*bounds.get(at)?)?));
    let from = (0..lists.len()).filter(|at| *at != small).filter_map(needed).fold(f32::MIN, f32::max);
    format!("# from {from:.3} {:.3}\n{trees}", needed(small).unwrap_or(from))
}

/// How many there are, and how many are answered, of the answerable and of the unanswerable.
pub fn answered(all: &[&Best], gate: &Gate) -> [(usize, usize); 2] {
    [true, false].map(|answerable| {
        let those = || all.iter().filter(|best| best.answerable == answerable);
        (those().count(), those().filter(|best| margin(gate, best) >= 0.0).count())
    })
}
