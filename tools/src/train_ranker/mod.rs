//! Trains the weights that rank sentences and the gate that says when the archive does not know.
//!
//! `train-ranker measure SETS NEWS OUT` asks question sets of their archives and writes what is measured of the sentences. `SETS`
//! has a folder each, with `corpus/articles.jsonl`, `requests.jsonl` and `gold.jsonl`; `NEWS` has `articles.jsonl` and
//! `cases.jsonl`, of which the kinds `ask` (with regular expressions that a right sentence matches) and `none` are read.
//! `train-ranker fit MEASURED FOLDER` prints figures on articles that the weights were not trained on, and writes the
//! weights and the trees that are trained on all.

mod attributes;
mod figures;
mod fit;
mod gate;
mod news;
mod sets;
mod train;
mod wording;

use std::io::BufWriter;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use fit::Question;

/// The set whose archive lacks half of what is asked of it.
const UNANSWERED: &str = "squadshifts-newwiki-off";

/// The set whose articles are parted into small archives, and whose questions are twisted.
const PARTED: &str = "squadshifts-newwiki";

/// Of the largest set every so many questions are asked.
const EVERY: usize = 2;

/// What is measured: the questions that ranking learns from, and those that the gate does, by sort of archive.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    pub ranking: Vec<Question>,
    pub gates: Vec<Vec<Question>>,
}

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [program, sets, news, out] if program == "measure" => measure(Path::new(sets), Path::new(news), out),
        [program, measured, out] if program == "fit" => {
            let measured = std::fs::read(measured).with_context(|| measured.clone())?;
            let files = train::train(&serde_json::from_slice(&measured)?);
            let [words, model] = files.gates;
            let files = [("weights.tsv", files.weights), ("gate_words.trees", words), ("gate_model.trees", model)];
            files.iter().try_for_each(|(name, text)| {
                let file = Path::new(out).join(name);
                std::fs::write(&file, text).with_context(|| file.display().to_string())
            })
        }
        _ => anyhow::bail!("expected: train-ranker measure SETS NEWS OUT, or train-ranker fit MEASURED FOLDER"),
    }
}

fn measure(sets: &Path, news: &Path, out: &str) -> anyhow::Result<()> {
    let mut ranking: Vec<Question> = Vec::new();
    let mut web = Vec::new();
    for (at, (name, _)) in train::SETS.iter().enumerate() {
        if *name == train::NEWS {
            ranking.extend(news::answered(news, at).context("the news")?);
            continue;
        }
        eprintln!("{name}");
        let every = if *name == PARTED { EVERY } else { 1 };
        ranking.extend(sets::read(&sets.join(name), at, every).with_context(|| (*name).to_owned())?);
        web.extend(sets::read_halved(&sets.join(name), at).with_context(|| (*name).to_owned())?);
    }
    eprintln!("for the gate");
    let gates = vec![
        sets::read_clothed(&sets.join(UNANSWERED), 0).context(UNANSWERED)?,
        sets::read_parts(&sets.join(PARTED)).context(PARTED)?,
        web,
        news::unanswered(news).context("the news")?,
        sets::read_twisted(&sets.join(PARTED)).context(PARTED)?,
        sets::read_gaps(&sets.join(PARTED)).context(PARTED)?,
    ];
    serde_json::to_writer(BufWriter::new(std::fs::File::create(out)?), &Measured { ranking, gates })?;
    Ok(())
}
