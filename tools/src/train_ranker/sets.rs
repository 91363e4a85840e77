//! Reads a question set and measures the sentences of its archive.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::domain::Geoid;
use pullquote::engine::Engine;
use pullquote::index::Archive;
use pullquote::places::Gazetteer;
use pullquote::words::Words;
use serde::Deserialize;

use super::fit::{Kind, Question, Sentence};

/// Sentences longer than this do not count as an answer.
const LONGEST_ANSWER: usize = 500;

#[derive(Deserialize)]
struct Asked {
    id: String,
    options: Options,
}

#[derive(Deserialize)]
struct Options {
    question: String,
    article: Option<String>,
}

#[derive(Deserialize)]
struct Gold {
    id: String,
    #[serde(default = "yes")]
    answerable: bool,
    article: Option<String>,
    paragraph: Option<u32>,
    #[serde(default)]
    answers: Vec<String>,
    #[serde(default)]
    relevant: Vec<u32>,
}

fn yes() -> bool {
    true
}

/// The questions of the set with this number.
pub fn read(folder: &Path, set: usize) -> anyhow::Result<Vec<Question>> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    let source = MemorySource::default().with("articles.jsonl", text("corpus/articles.jsonl")?.into_bytes());
    let exists = |geoid: &Geoid| Gazetteer::embedded().place(geoid).is_some();
    let loaded = load(&source, &Rules::new(&exists));
    let engine = Engine::new(Archive::in_memory(loaded.articles, loaded.trackers)?, Words::english());
    let gold = text("gold.jsonl")?;
    let gold = gold.lines().map(serde_json::from_str::<Gold>).collect::<Result<Vec<_>, _>>()?;
    let gold: HashMap<&str, &Gold> = gold.iter().map(|gold| (gold.id.as_str(), gold)).collect();
    let mut questions = Vec::new();
    for line in text("requests.jsonl")?.lines() {
        let asked: Asked = serde_json::from_str(line)?;
        let Some(gold) = gold.get(asked.id.as_str()) else { continue };
        let measured = engine.measured(&asked.options.question, asked.options.article.as_deref());
        let sentences = measured
            .into_iter()
            .map(|sentence| Sentence {
                right: match &gold.article {
                    Some(article) => {
                        *article == sentence.article
                            && gold.paragraph == sentence.paragraph.number()
                            && sentence.text.len() <= LONGEST_ANSWER
                            && gold.answers.iter().any(|answer| plain(&sentence.text).contains(&plain(answer)))
                    }
                    None => sentence.paragraph.number().is_some_and(|number| gold.relevant.contains(&number)),
                },
                paragraph: sentence.paragraph.number().unwrap_or(0),
                features: sentence.features,
                grounded: sentence.grounded,
            })
            .collect();
        questions.push(Question {
            set,
            kind: if gold.article.is_some() { Kind::Answer } else { Kind::Select },
            article: gold.article.clone().or(asked.options.article).unwrap_or_default(),
            answerable: gold.answerable,
            relevant: gold.relevant.len(),
            sentences,
        });
    }
    Ok(questions)
}

/// Small letters, white space as one space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
