//! Trains on all, and prints figures on what a part of the articles teaches about the others.

use std::fmt::Write as _;

use pullquote::engine::FEATURES;

use super::figures::Figures;
use super::fit::{self, Best, COUNT, Question};

/// The sets that weights are trained on, and how often each question counts: small sets count more, so that the
/// weights do not become those of the largest.
pub const SETS: &[(&str, usize)] =
    &[("squadshifts-newwiki", 1), ("trecqa-train", 3), ("trecqa-dev", 3), ("wikiqa-dev", 3)];

/// The share of false answers that the gate's threshold is set to. A little under the bound, for the step to new text.
const FALSE_ANSWERS: f64 = 0.036;

/// Articles are parted into so many folds. Each is ranked by weights that the others trained.
const FOLDS: usize = 5;

/// The table of weights; figures on held-out articles are printed.
pub fn train(questions: &[Question], unanswered: &[Question], parts: &[Question]) -> String {
    let copies: Vec<usize> = SETS.iter().map(|(_, copies)| *copies).collect();
    let mut held = vec![Figures::default(); SETS.len()];
    let (mut best, mut small): (Vec<Best>, Vec<Best>) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let others: Vec<&Question> = questions.iter().filter(|question| question.fold(FOLDS) != fold).collect();
        let weights = fit::rank(&others, &copies);
        for question in questions.iter().filter(|question| question.fold(FOLDS) == fold) {
            if let Some(held) = held.get_mut(question.set) {
                held.add(question, &weights);
            }
        }
        for (bests, questions) in [(&mut best, unanswered), (&mut small, parts)] {
            let own = questions.iter().filter(|question| question.fold(FOLDS) == fold);
            bests.extend(own.filter_map(|question| question.best(&weights, FOLDS)));
        }
    }
    let rank = fit::rank(&questions.iter().collect::<Vec<_>>(), &copies);
    let mut tune = vec![Figures::default(); SETS.len()];
    for question in questions {
        if let Some(tune) = tune.get_mut(question.set) {
            tune.add(question, &rank);
        }
    }
    for (at, (name, _)) in SETS.iter().enumerate() {
        let kind = questions.iter().find(|question| question.set == at).map_or(fit::Kind::Answer, |known| known.kind);
        println!("held out {}", held[at].line(name, kind));
        println!("tune     {}", tune[at].line(name, kind));
    }
    let (gate, cut) = train_gate(&best, &small);
    let mut table = String::from(HEADING);
    for (at, name) in FEATURES.iter().enumerate() {
        // Writing into a string cannot fail.
        let _ = writeln!(table, "{name} {:.3} {:.3}", rank[at], gate.weights[at]);
    }
    for (name, at) in [("score", COUNT), ("lead", COUNT + 1)] {
        let _ = writeln!(table, "{name} 0 {:.3}", gate.weights[at]);
    }
    let _ = writeln!(table, "bias 0 {:.3}", gate.bias);
    let _ = writeln!(table, "cut_off 0 {:.3}", 1.0 / (1.0 + (-cut).exp()));
    table
}

/// The gate over best sentences that were ranked by weights of other articles, and its threshold.
fn train_gate(best: &[Best], small: &[Best]) -> (fit::Gate, f64) {
    let mut sums = [[(0, 0); 2]; 2];
    for fold in 0..FOLDS {
        let (own, others): (Vec<&Best>, Vec<&Best>) = best.iter().partition(|best| best.fold == fold);
        let (own_small, others_small): (Vec<&Best>, Vec<&Best>) = small.iter().partition(|best| best.fold == fold);
        let (inner, cut) = calibrated(&others, &others_small);
        for (sums, own) in sums.iter_mut().zip([own, own_small]) {
            for (sum, (all, said)) in sums.iter_mut().zip(fit::answered(&own, &inner, cut)) {
                *sum = (sum.0 + all, sum.1 + said);
            }
        }
    }
    let (whole, part): (Vec<&Best>, Vec<&Best>) = (best.iter().collect(), small.iter().collect());
    let (gate, cut) = calibrated(&whole, &part);
    let line = |what: &str, [right, wrong]: [(usize, usize); 2]| {
        let share = |(all, said): (usize, usize)| 100.0 * said as f64 / all.max(1) as f64;
        println!("{what}: {:.1} % answered, {:.1} % of the unanswerable too", share(right), share(wrong));
    };
    line("held out gate", sums[0]);
    line("tune     gate", fit::answered(&whole, &gate, cut));
    line("held out gate, small archives", sums[1]);
    line("tune     gate, small archives", fit::answered(&part, &gate, cut));
    (gate, cut)
}

/// A gate learnt from whole archives and small ones, and the threshold at which both give as few false answers: what
/// the smallness of an archive weighs is the difference between what each would need.
fn calibrated(whole: &[&Best], small: &[&Best]) -> (fit::Gate, f64) {
    let mut gate = fit::gate(&[whole, small]);
    let cut = fit::threshold(whole, &gate, FALSE_ANSWERS);
    let stricter = fit::threshold(small, &gate, FALSE_ANSWERS) - cut;
    if let Some(at) = FEATURES.iter().position(|name| *name == fit::SMALL_ARCHIVE) {
        gate.weights[at] = -stricter;
    }
    (gate, cut)
}

const HEADING: &str = "\
# What each feature counts when sentences are ranked, and when it is decided whether the archive knows.
# Trained on mixed question sets (encyclopaedia, news, web) by `train-ranker` in tools/. `score` and `lead` are the
# best sentence's, `bias` is the gate's constant, `cut_off` its frozen threshold, from 0 to 1.
# feature rank gate
";
