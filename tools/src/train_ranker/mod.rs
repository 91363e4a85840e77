//! Trains the weights that rank sentences and the gate that says when the archive does not know.
//!
//! `train-ranker SETS OUT` reads question sets (a folder each, with `corpus/articles.jsonl`, `requests.jsonl` and
//! `gold.jsonl`) and writes the table of weights. One question in five is held out; the figures on those are printed.

mod fit;
mod sets;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use pullquote::engine::FEATURES;

use fit::Question;

/// The sets that weights are trained on, and how often each question counts: small sets count more, so that the
/// weights do not become those of the largest.
const SETS: &[(&str, usize)] = &[("squadshifts-newwiki", 1), ("trecqa-train", 3), ("trecqa-dev", 3), ("wikiqa-dev", 3)];

/// The set with questions that its archive does not answer.
const UNANSWERED: &str = "squadshifts-newwiki-off";

/// Features that the training sets cannot teach: nobody asks there what somebody said, nor of named paragraphs.
const UNTAUGHT: &[&str] = &["quotation", "named_paragraph"];

/// The share of false answers that the gate's threshold is set to. A little under the bound, for the step to new text.
const FALSE_ANSWERS: f64 = 0.045;

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [sets, out] = arguments else { anyhow::bail!("expected: train-ranker SETS OUT") };
    let sets = Path::new(sets);
    let mut questions: Vec<(Question, usize)> = Vec::new();
    for (name, copies) in SETS {
        let set = sets::read(&sets.join(name)).with_context(|| (*name).to_owned())?;
        questions.extend(set.into_iter().map(|question| (question, *copies)));
    }
    let (held, kept): (Vec<_>, Vec<_>) = questions.iter().partition(|(question, _)| question.held_out());
    let inner = fit::rank(&kept);
    let first = held.iter().filter(|(question, _)| question.answered_first(&inner)).count();
    println!("held out: the best sentence is right for {first} of {} questions", held.len());
    let mut rank = fit::rank(&questions.iter().collect::<Vec<_>>());

    let unanswered = sets::read(&sets.join(UNANSWERED)).context(UNANSWERED)?;
    let best: Vec<fit::Best> = unanswered.iter().filter_map(|question| question.best(&rank)).collect();
    let (held, kept): (Vec<_>, Vec<_>) = best.iter().partition(|best| best.held_out);
    let inner = fit::gate(&kept);
    let cut = fit::threshold(&kept, &inner, FALSE_ANSWERS);
    let (answered, wrong) = fit::shares(&held, &inner, cut);
    println!("held out: {:.1} % answered, {:.1} % of the unanswerable too", 100.0 * answered, 100.0 * wrong);
    let all: Vec<&fit::Best> = best.iter().collect();
    let gate = fit::gate(&all);
    let cut = fit::threshold(&all, &gate, FALSE_ANSWERS);

    let mut table = String::from(HEADING);
    for (at, name) in FEATURES.iter().enumerate() {
        if UNTAUGHT.contains(name) {
            rank[at] = 0.0;
        }
        writeln!(table, "{name} {:.3} {:.3}", rank[at], gate.weights[at])?;
    }
    writeln!(table, "bias 0 {:.3}", gate.bias - cut)?;
    std::fs::write(out, table).with_context(|| out.clone())
}

const HEADING: &str = "\
# What each feature counts when sentences are ranked, and when it is decided whether the archive knows.
# Trained on mixed question sets (encyclopaedia, news, web) by `train-ranker` in tools/; `bias` is the gate's constant
# less its frozen threshold.
# feature rank gate
";
