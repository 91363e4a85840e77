//! Trains the weights that tell who said what, from articles with labelled quotations.
//!
//! `train-quotes LABELLED.jsonl --count-cues FILE [--without K]` counts the words that report speech.
//!
//! `train-quotes LABELLED.jsonl [--cues FILE] [--weights DIR] [--out DIR] [--predict FILE] [--without K]` trains. `--cues`
//! reads counted cues in place of those built in, `--weights` reads what an earlier run wrote in place of training,
//! `--out` writes the files of weights and trees, `--predict` writes what they make of articles, for the scorer.
//!
//! Articles fall into five parts by a hash of their id. Nothing is learnt from the parts that `--without` names (`3`, or
//! `3,4`), and only those are predicted: for K from 0 to 4, count cues and predict without K, each time with the cues
//! just counted, and the five predictions together are of all articles by models that did not see them.
//!
//! The files of the repository are made from all articles: first the cues, then the weights with these cues.

mod cues;
mod gathered;
mod labels;
mod logistic;

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, Result};
use pullquote::quotes::learn::{Files, Trained, read_cues_from};
use serde_json::json;

use crate::boost::{Contest, Growth, grow};
use gathered::{
    antecedent_contests, antecedent_groups, certain_contests, gather, speaker_contests, speaker_groups,
    uttered_contests, uttered_groups,
};
use labels::{Labelled, Lines};
use logistic::{Group, Settings, train};

/// Articles fall into this many parts.
const PARTS: u64 = 5;

/// Later models learn from what earlier ones make of articles that those did not see; this many rounds of leaving out.
const FOLDS: u64 = 4;

/// Runs the program.
pub fn run(arguments: &[String]) -> Result<()> {
    let mut input = None;
    let mut options: BTreeMap<&str, &str> = BTreeMap::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.strip_prefix("--") {
            Some(name) => {
                options.insert(name, rest.next().with_context(|| format!("--{name} takes a value"))?);
            }
            None => input = Some(argument),
        }
    }
    let input = input.context("expected the file of labelled articles")?;
    let text = std::fs::read_to_string(input).with_context(|| format!("{input}: cannot be read"))?;
    let documents: Vec<Labelled> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let without: Vec<u64> =
        options.get("without").map_or(Ok(Vec::new()), |list| list.split(',').map(str::parse).collect())?;
    if let Some(path) = options.get("cues") {
        read_cues_from(std::fs::read_to_string(path).with_context(|| format!("{path}: cannot be read"))?);
    }
    let (unseen, learnt): (Vec<&Labelled>, Vec<&Labelled>) =
        documents.iter().partition(|document| without.contains(&part(document)));
    if let Some(path) = options.get("count-cues") {
        let left_out = if without.is_empty() { String::new() } else { format!(" --without {}", join(&without)) };
        let heading = format!("made by train-quotes --count-cues{left_out} from {} articles.", learnt.len());
        std::fs::write(path, cues::count(&learnt, &heading)).with_context(|| format!("{path}: cannot be written"))?;
        return Ok(());
    }
    let mut files = Files::default();
    match options.get("weights") {
        Some(folder) => {
            for (name, text) in named(&mut files) {
                *text = std::fs::read_to_string(format!("{folder}/{name}"))?;
            }
        }
        None => files = train_all(&learnt),
    }
    if let Some(folder) = options.get("out") {
        for (name, text) in named(&mut files) {
            std::fs::write(format!("{folder}/{name}"), &*text)?;
            println!("{name}: {} lines, {} bytes", text.lines().count(), text.len());
        }
    }
    if let Some(path) = options.get("predict") {
        let articles = if without.is_empty() { &learnt } else { &unseen };
        predict(articles, &Trained::read(&files), path)?;
    }
    Ok(())
}

/// The files by their names.
fn named(files: &mut Files) -> [(&'static str, &mut String); 7] {
    [
        ("speaker.tsv", &mut files.speaker),
        ("speaker.trees", &mut files.speaker_trees),
        ("antecedent.tsv", &mut files.antecedent),
        ("antecedent.trees", &mut files.antecedent_trees),
        ("uttered.tsv", &mut files.uttered),
        ("uttered.trees", &mut files.uttered_trees),
        ("certain.trees", &mut files.certain),
    ]
}

fn join(parts: &[u64]) -> String {
    parts.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
}

fn hash(id: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    hash ^ (hash >> 29)
}

/// The part that an article falls into.
fn part(document: &Labelled) -> u64 {
    hash(&document.doc_id) / (PARTS * FOLDS) % PARTS
}

/// One after the other: each model learns from what those before it decide. Trees, and whatever learns from decisions, see
/// those of weights that did not see the article.
fn train_all(documents: &[&Labelled]) -> Files {
    let mut files = Files::default();
    // Two rounds: pronouns look at what the pronouns before them were taken for.
    for _ in 0..2 {
        let groups: Vec<Group> = gather(documents, &|_| files.clone(), &antecedent_groups);
        files.antecedent = train(&groups, ANTECEDENT, "Whom a pronoun stands for; made by train-quotes.");
    }
    let groups = gather(documents, &|_| files.clone(), &speaker_groups);
    files.speaker = train(&groups, SPEAKER, "Which mention speaks; made by train-quotes.");
    let mut folds: Vec<Files> = (0..FOLDS)
        .map(|fold| {
            let seen = others(documents, fold);
            let mut fresh = files.clone();
            fresh.antecedent = train(&gather(&seen, &|_| files.clone(), &antecedent_groups), ANTECEDENT, "");
            fresh.speaker = train(&gather(&seen, &|_| fresh.clone(), &speaker_groups), SPEAKER, "");
            fresh
        })
        .collect();
    // Two rounds, for the same reason.
    for _ in 0..2 {
        let contests = gather(documents, &|document| fresh(&folds, document), &antecedent_contests);
        grow_all(&contests, ANTECEDENT_TREES, "Whom a pronoun stands for", &mut files, &mut folds, |files| {
            &mut files.antecedent_trees
        });
    }
    let contests = gather(documents, &|document| fresh(&folds, document), &speaker_contests);
    grow_all(&contests, SPEAKER_TREES, "Which mention speaks", &mut files, &mut folds, |files| {
        &mut files.speaker_trees
    });
    let groups = gather(documents, &|document| fresh(&folds, document), &uttered_groups);
    files.uttered = train(&groups, UTTERED, "Whether words in quotation marks were said; made by train-quotes.");
    folds = leave_out(documents, folds, &|files, seen| {
        files.uttered = train(&gather(seen, &|_| files.clone(), &uttered_groups), UTTERED, "");
    });
    let contests = gather(documents, &|document| fresh(&folds, document), &uttered_contests);
    grow_all(&contests, UTTERED_TREES, "Whether words in quotation marks were said", &mut files, &mut folds, |files| {
        &mut files.uttered_trees
    });
    let contests = gather(documents, &|document| fresh(&folds, document), &certain_contests);
    grow_all(
        &contests,
        CERTAIN_TREES,
        "Whether the speaker's name can be relied on",
        &mut files,
        &mut folds,
        |files| &mut files.certain,
    );
    files
}

/// The files that did not see an article.
fn fresh(folds: &[Files], document: &Labelled) -> Files {
    folds.get(fold(document) as usize).cloned().unwrap_or_default()
}

/// The files of each fold after a step that sees the articles of the others.
fn leave_out(documents: &[&Labelled], folds: Vec<Files>, step: &dyn Fn(&mut Files, &[&Labelled])) -> Vec<Files> {
    (0..FOLDS)
        .zip(folds)
        .map(|(fold, mut files)| {
            step(&mut files, &others(documents, fold));
            files
        })
        .collect()
}

/// Grows the trees of a model from all contests, and for each fold from those of the others.
fn grow_all(
    contests: &[(u64, Contest)],
    growth: Growth,
    what: &str,
    files: &mut Files,
    folds: &mut [Files],
    file: impl Fn(&mut Files) -> &mut String,
) {
    let all: Vec<&Contest> = contests.iter().map(|(_, contest)| contest).collect();
    *file(files) = grow(&all, growth, &format!("{what}, by trees; made by train-quotes."));
    for (fold, files) in (0..).zip(folds) {
        let seen: Vec<&Contest> = contests.iter().filter(|(of, _)| *of != fold).map(|(_, contest)| contest).collect();
        *file(files) = grow(&seen, growth, "");
    }
}

const ANTECEDENT_TREES: Growth =
    Growth { trees: 80, leaves: 12, rate: 0.1, least: 4.0, pull: 4.0, share: 0.6, from: None };
const SPEAKER_TREES: Growth =
    Growth { trees: 80, leaves: 12, rate: 0.1, least: 3.0, pull: 4.0, share: 0.6, from: None };
const UTTERED_TREES: Growth =
    Growth { trees: 60, leaves: 8, rate: 0.1, least: 4.0, pull: 4.0, share: 0.6, from: Some(0.81) };
const CERTAIN_TREES: Growth =
    Growth { trees: 60, leaves: 8, rate: 0.1, least: 6.0, pull: 4.0, share: 0.6, from: Some(0.88) };

/// Chosen by cross-validation, cues counted anew each time. With 7,350 weights for the speaker in place of 900 it had
/// 91.5 % right phrases in place of 91.4 %, and 86.0 % right people in place of 85.6 %, on other parts than those of today. Small steps help where labels
/// are few: what was said gained 0.5 of span F1 by them at the same share of words returned that nobody said.
const ANTECEDENT: Settings =
    Settings { epochs: 16, least: 4, shrink: 0.004, rate: 0.12, most: 300, refit: 0.002, from: None };
const SPEAKER: Settings =
    Settings { epochs: 16, least: 4, shrink: 0.008, rate: 0.12, most: 900, refit: 0.004, from: None };
const UTTERED: Settings =
    Settings { epochs: 16, least: 4, shrink: 0.03, rate: 0.03, most: 800, refit: 0.01, from: Some(0.78) };
fn fold(document: &Labelled) -> u64 {
    hash(&document.doc_id) / PARTS % FOLDS
}

fn others<'d>(documents: &[&'d Labelled], left_out: u64) -> Vec<&'d Labelled> {
    documents.iter().copied().filter(|document| fold(document) != left_out).collect()
}

/// Writes one line an article, as the quotes command does.
fn predict(documents: &[&Labelled], trained: &Trained, path: &str) -> Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for document in documents {
        let lines = Lines::of(&document.text);
        let quotes = pullquote::quotes::learn::extract(&lines.lines, trained);
        let quotes: Vec<_> = quotes
            .iter()
            .map(|quote| {
                let span = lines.points(quote.paragraph, &quote.range);
                let speaker = quote.speaker.as_ref().map(|(paragraph, range)| lines.points(*paragraph, range));
                let words = |paragraph: usize, range: &std::ops::Range<usize>| {
                    lines.lines.get(paragraph).and_then(|line| line.get(range.clone())).unwrap_or_default()
                };
                json!({
                    "start": span.start, "end": span.end, "text": words(quote.paragraph, &quote.range),
                    "speaker": quote.speaker.as_ref().map(|(paragraph, range)| words(*paragraph, range)),
                    "speaker_start": speaker.as_ref().map(|span| span.start),
                    "speaker_end": speaker.as_ref().map(|span| span.end),
                    "speaker_name": quote.speaker_name, "role": quote.role, "cue": quote.cue, "type": quote.quote_type,
                    "certain": quote.certain, "utterance": quote.utterance,
                })
            })
            .collect();
        writeln!(file, "{}", json!({"doc_id": document.doc_id, "part": part(document), "quotes": quotes}))?;
    }
    Ok(())
}
