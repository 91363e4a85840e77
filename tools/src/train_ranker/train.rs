//! Trains on all, and prints figures on what a part of the articles teaches about the others.

use std::fmt::Write as _;

use pullquote::engine::{FEATURES, Gate};

use super::Measured;
use super::figures::Figures;
use super::fit::{self, Best, COUNT, Question, Ranking, Stage};
use super::gate;

/// The readers' questions to news, which are not a folder like the others.
pub const NEWS: &str = "news";

/// The sets that weights are trained on, and how often each question counts: small sets count more, so that the
/// weights do not become those of the largest.
pub const SETS: &[(&str, usize)] =
    &[("squadshifts-newwiki", 1), ("trecqa-train", 3), ("trecqa-dev", 3), ("wikiqa-dev", 3), (NEWS, 4)];

/// What the gate learns from, and the share of false answers that its threshold keeps each to; a little under the bound,
/// for the step to new text. Questions that were twisted are too near to be told apart so well.
const GATES: &[(&str, Option<f64>)] = &[
    ("encyclopaedia", Some(0.03)),
    ("small archives", Some(0.07)),
    ("news and web, halved", None),
    ("news", Some(0.08)),
    ("twisted", None),
    ("gaps", None),
];

/// Where the small archives stand among these.
const PARTS: usize = 1;

/// Articles are parted into so many folds. Each is ranked by weights that the others trained.
const FOLDS: usize = 5;

/// What is written: the table of weights of the ranking, and the trees of the gate by words and with the language model.
pub struct Files {
    pub weights: String,
    pub gates: [String; 2],
}

/// Learns from all; figures on held-out articles are printed.
pub fn train(measured: &Measured) -> Files {
    let stages = [learnt(measured, Stage::Words), learnt(measured, Stage::Model)];
    let mut weights = String::from(HEADING);
    for (at, name) in FEATURES.iter().enumerate() {
        // Writing into a string cannot fail.
        let _ = writeln!(weights, "{name} {:.3} {:.3}", stages[0].rank[at], stages[1].rank[at]);
    }
    Files { weights, gates: stages.map(|stage| stage.gate) }
}

/// What is learnt for each number below `count`, at once.
fn in_parallel<T: Send>(count: usize, of: &(impl Fn(usize) -> T + Sync)) -> Vec<T> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|number| scope.spawn(move || of(number))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread that learns")).collect()
    })
}

/// What one stage ranks and decides by.
struct Learnt {
    rank: [f32; COUNT],
    gate: String,
}

fn learnt(measured: &Measured, stage: Stage) -> Learnt {
    println!("{}", if stage == Stage::Words { "== by words" } else { "== with the language model" });
    let questions = &measured.ranking;
    let copies: Vec<usize> = SETS.iter().map(|(_, copies)| *copies).collect();
    let mut held = vec![Figures::default(); SETS.len()];
    let mut bests: Vec<Vec<Best>> = measured.gates.iter().map(|_| Vec::new()).collect();
    // The last one leaves nothing out.
    let without = |fold: usize| {
        let others: Vec<&Question> = questions.iter().filter(|question| question.fold(FOLDS) != fold).collect();
        Ranking::learnt(&others, &copies, stage)
    };
    let mut rankings = in_parallel(FOLDS + 1, &without);
    let Some(ranking) = rankings.pop() else { unreachable!("a ranking of all") };
    for (fold, ranking) in rankings.iter().enumerate() {
        for question in questions.iter().filter(|question| question.fold(FOLDS) == fold) {
            if let Some(held) = held.get_mut(question.set) {
                held.add(question, ranking);
            }
        }
        for (bests, questions) in bests.iter_mut().zip(&measured.gates) {
            let own = questions.iter().filter(|question| question.fold(FOLDS) == fold);
            bests.extend(own.filter_map(|question| question.best(ranking, FOLDS)));
        }
    }
    let mut tune = vec![Figures::default(); SETS.len()];
    for question in questions {
        if let Some(tune) = tune.get_mut(question.set) {
            tune.add(question, &ranking);
        }
    }
    for (at, (name, _)) in SETS.iter().enumerate() {
        let kind = questions.iter().find(|question| question.set == at).map_or(fit::Kind::Answer, |known| known.kind);
        println!("held out {}", held[at].line(name, kind));
        println!("tune     {}", tune[at].line(name, kind));
    }
    Learnt { rank: ranking.model.unwrap_or(ranking.words), gate: train_gate(&bests) }
}

/// The file of the gate over best sentences, which were ranked by weights of other articles.
fn train_gate(bests: &[Vec<Best>]) -> String {
    let bounds: Vec<Option<f64>> = GATES.iter().map(|(_, bound)| *bound).collect();
    let mut sums = vec![[(0, 0); 2]; bests.len()];
    // The last one leaves nothing out.
    let without = |fold: usize| {
        let others: Vec<Vec<&Best>> =
            bests.iter().map(|bests| bests.iter().filter(|best| best.fold != fold).collect()).collect();
        gate::learnt(&others, &bounds, PARTS)
    };
    let mut files = in_parallel(FOLDS + 1, &without);
    let Some(file) = files.pop() else { unreachable!("a gate of all") };
    for (fold, inner) in files.iter().enumerate() {
        let inner = Gate::read(inner);
        for (sums, bests) in sums.iter_mut().zip(bests) {
            let own: Vec<&Best> = bests.iter().filter(|best| best.fold == fold).collect();
            for (sum, (all, said)) in sums.iter_mut().zip(gate::answered(&own, &inner)) {
                *sum = (sum.0 + all, sum.1 + said);
            }
        }
    }
    let whole = Gate::read(&file);
    let line = |what: &str, name: &str, [right, wrong]: [(usize, usize); 2]| {
        let share = |(all, said): (usize, usize)| 100.0 * said as f64 / all.max(1) as f64;
        println!("{what} gate, {name}: {:.1} % answered, {:.1} % of the unanswerable too", share(right), share(wrong));
    };
    for (((name, _), sums), all) in GATES.iter().zip(sums).zip(bests) {
        line("held out", name, sums);
        line("tune    ", name, gate::answered(&all.iter().collect::<Vec<_>>(), &whole));
    }
    file
}

const HEADING: &str = "\
# What each feature counts when sentences are ranked: by words alone, and with what the language model measured too.
# Trained on mixed question sets (encyclopaedia, news, web) by `train-ranker` in tools/.
# feature words model
";
