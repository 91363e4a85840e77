//! Trains the weights that rank sentences and the gate that says when the archive does not know.
//!
//! `train-ranker SETS OUT` reads question sets (a folder each, with `corpus/articles.jsonl`, `requests.jsonl` and
//! `gold.jsonl`), prints figures on articles that the weights were not trained on, and writes the table of weights
//! that are trained on all.

mod figures;
mod fit;
mod sets;
mod train;

use std::path::Path;

use anyhow::Context as _;

use fit::Question;

/// The set with questions that its archive does not answer.
const UNANSWERED: &str = "squadshifts-newwiki-off";

/// The set whose articles are parted into small archives.
const PARTED: &str = "squadshifts-newwiki";

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [sets, out] = arguments else { anyhow::bail!("expected: train-ranker SETS OUT") };
    let sets = Path::new(sets);
    let mut questions: Vec<Question> = Vec::new();
    for (at, (name, _)) in train::SETS.iter().enumerate() {
        questions.extend(sets::read(&sets.join(name), at).with_context(|| (*name).to_owned())?);
    }
    let unanswered = sets::read(&sets.join(UNANSWERED), 0).context(UNANSWERED)?;
    let parts = sets::read_parts(&sets.join(PARTED)).context(PARTED)?;
    let table = train::train(&questions, &unanswered, &parts);
    std::fs::write(out, table).with_context(|| out.clone())
}
