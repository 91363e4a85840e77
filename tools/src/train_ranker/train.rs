//! Trains on all, and prints figures on what a part of the articles teaches about the others.

use std::fmt::Write as _;

use pullquote::engine::FEATURES;

use super::Measured;
use super::figures::Figures;
use super::fit::{self, Best, COUNT, Question, Ranking, Stage};

/// The readers' questions to news, which are not a folder like the others.
pub const NEWS: &str = "news";

/// The sets that weights are trained on, and how often each question counts: small sets count more, so that the
/// weights do not become those of the largest.
pub const SETS: &[(&str, usize)] =
    &[("squadshifts-newwiki", 1), ("trecqa-train", 3), ("trecqa-dev", 3), ("wikiqa-dev", 3), (NEWS, 4)];

/// What the gate learns from, and the share of false answers that its threshold keeps each to; a little under the bound,
/// for the step to new text. Questions that were twisted are too near to be told apart so well.
const GATES: &[(&str, Option<f64>)] = &[
    ("encyclopaedia", Some(0.036)),
    ("small archives", Some(0.08)),
    ("news and web, halved", None),
    ("news", Some(0.10)),
    ("twisted", None),
];

/// Where the small archives stand among these.
const PARTS: usize = 1;

/// Articles are parted into so many folds. Each is ranked by weights that the others trained.
const FOLDS: usize = 5;

/// The table of weights; figures on held-out articles are printed.
pub fn train(measured: &Measured) -> String {
    let stages = [learnt(measured, Stage::Words), learnt(measured, Stage::Model)];
    let mut table = String::from(HEADING);
    let mut line = |name: &str, numbers: [[f64; 2]; 2]| {
        // Writing into a string cannot fail.
        let _ = writeln!(
            table,
            "{name} {}",
            numbers.as_flattened().iter().map(|number| format!("{number:.3}")).collect::<Vec<_>>().join(" ")
        );
    };
    for (at, name) in FEATURES.iter().enumerate() {
        line(name, stages.each_ref().map(|stage| [f64::from(stage.rank[at]), stage.gate.weights[at]]));
    }
    line("score", stages.each_ref().map(|stage| [0.0, stage.gate.weights[COUNT]]));
    line("lead", stages.each_ref().map(|stage| [0.0, stage.gate.weights[COUNT + 1]]));
    line("bias", stages.each_ref().map(|stage| [0.0, stage.gate.bias]));
    line("cut_off", stages.each_ref().map(|stage| [0.0, 1.0 / (1.0 + (-stage.cut).exp())]));
    table
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
    gate: fit::Gate,
    cut: f64,
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
    let (gate, cut) = train_gate(&bests, stage);
    Learnt { rank: ranking.model.unwrap_or(ranking.words), gate, cut }
}

/// The gate over best sentences that were ranked by weights of other articles, and its threshold.
fn train_gate(bests: &[Vec<Best>], stage: Stage) -> (fit::Gate, f64) {
    let mut sums = vec![[(0, 0); 2]; bests.len()];
    let without = |fold: usize| {
        let others: Vec<Vec<&Best>> =
            bests.iter().map(|bests| bests.iter().filter(|best| best.fold != fold).collect()).collect();
        calibrated(&others, stage)
    };
    let mut gates = in_parallel(FOLDS + 1, &without);
    let Some((gate, cut)) = gates.pop() else { unreachable!("a gate of all") };
    for (fold, (inner, cut)) in gates.iter().enumerate() {
        for (sums, bests) in sums.iter_mut().zip(bests) {
            let own: Vec<&Best> = bests.iter().filter(|best| best.fold == fold).collect();
            for (sum, (all, said)) in sums.iter_mut().zip(fit::answered(&own, inner, *cut)) {
                *sum = (sum.0 + all, sum.1 + said);
            }
        }
    }
    let all: Vec<Vec<&Best>> = bests.iter().map(|bests| bests.iter().collect()).collect();
    let line = |what: &str, name: &str, [right, wrong]: [(usize, usize); 2]| {
        let share = |(all, said): (usize, usize)| 100.0 * said as f64 / all.max(1) as f64;
        println!("{what} gate, {name}: {:.1} % answered, {:.1} % of the unanswerable too", share(right), share(wrong));
    };
    for (((name, _), sums), all) in GATES.iter().zip(sums).zip(&all) {
        line("held out", name, sums);
        line("tune    ", name, fit::answered(all, &gate, cut));
        println!("    false .05 .10 .20: answered {:.0?}", fit::at_shares(all, &gate, &[0.05, 0.1, 0.2]));
    }
    (gate, cut)
}

/// A gate learnt from all, and the threshold that keeps false answers to the bound in each. In small archives it is met by
/// what the smallness of an archive weighs: the difference between what each would need.
fn calibrated(lists: &[Vec<&Best>], stage: Stage) -> (fit::Gate, f64) {
    let mut gate = fit::gate(lists, stage);
    let needed = |gate: &fit::Gate, at: usize| {
        let (_, share) = GATES.get(at)?;
        Some(fit::threshold(lists.get(at)?, gate, (*share)?))
    };
    let others = (0..lists.len()).filter(|at| *at != PARTS);
    let cut = others.filter_map(|at| needed(&gate, at)).fold(f64::MIN, f64::max);
    if let (Some(at), Some(parts)) =
        (FEATURES.iter().position(|name| *name == fit::SMALL_ARCHIVE), needed(&gate, PARTS))
    {
        gate.weights[at] = cut - parts;
    }
    (gate, cut)
}

const HEADING: &str = "\
# What each feature counts when sentences are ranked, and when it is decided whether the archive knows.
# Trained on mixed question sets (encyclopaedia, news, web) by `train-ranker` in tools/. `score` and `lead` are the
# best sentence's, `bias` is the gate's constant, `cut_off` its frozen threshold, from 0 to 1.
# The first two columns are for words alone, the last two for what the language model measured too.
# feature rank gate rank_with_model gate_with_model
";
