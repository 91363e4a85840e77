//! Reads a question set and measures the sentences of its archive.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::domain::{Geoid, ParagraphKey};
use pullquote::engine::Engine;
use pullquote::index::Archive;
use pullquote::places::Gazetteer;
use pullquote::words::Words;
use serde::Deserialize;
use serde_json::Value;

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

/// An article is parted into archives of so many paragraphs: as much as a young newsletter has.
const SMALL: usize = 15;

/// Of the questions about the rest of an article, every so many is asked of a part of it; of all others, fewer.
const OF_THE_REST: usize = 3;
const OF_OTHERS: usize = 400;

struct Set {
    asked: Vec<Asked>,
    gold: HashMap<String, Gold>,
    articles: String,
}

fn files(folder: &Path) -> anyhow::Result<Set> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    let gold = text("gold.jsonl")?;
    let gold = gold.lines().map(serde_json::from_str::<Gold>).collect::<Result<Vec<_>, _>>()?;
    Ok(Set {
        asked: text("requests.jsonl")?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?,
        gold: gold.into_iter().map(|gold| (gold.id.clone(), gold)).collect(),
        articles: text("corpus/articles.jsonl")?,
    })
}

fn engine(articles: String) -> anyhow::Result<Engine> {
    let source = MemorySource::default().with("articles.jsonl", articles.into_bytes());
    let exists = |geoid: &Geoid| Gazetteer::embedded().place(geoid).is_some();
    let loaded = load(&source, &Rules::new(&exists));
    Ok(Engine::new(Archive::in_memory(loaded.articles, loaded.trackers)?, Words::english()))
}

/// The questions of the set with this number.
pub fn read(folder: &Path, number: usize) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let engine = engine(set.articles)?;
    let known = set.asked.iter().filter_map(|asked| Some((asked, set.gold.get(&asked.id)?)));
    Ok(known.map(|(asked, gold)| measured(&engine, asked, gold, number, gold.answerable, 0)).collect())
}

/// Questions to archives of a part of one article each: those about the part, and others that the part does not
/// answer, mostly about the rest of the article.
pub fn read_parts(folder: &Path) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let mut questions = Vec::new();
    let mut turn = 0;
    for line in set.articles.lines() {
        let article: Value = serde_json::from_str(line)?;
        let id = article["id"].as_str().unwrap_or_default();
        let paragraphs = article["paragraphs"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, part) in paragraphs.chunks(SMALL).enumerate().filter(|(_, part)| part.len() > SMALL / 2) {
            let mut small = article.clone();
            small["paragraphs"] = Value::Array(part.to_vec());
            let whole = plain(&small["paragraphs"].to_string());
            let engine = engine(small.to_string())?;
            for (asked, gold) in set.asked.iter().filter_map(|asked| Some((asked, set.gold.get(&asked.id)?))) {
                let of_article = gold.article.as_deref() == Some(id);
                let inside = of_article && gold.paragraph.is_some_and(|number| (number as usize - 1) / SMALL == at);
                turn += 1;
                let every = if of_article { OF_THE_REST } else { OF_OTHERS };
                let told = gold.answers.iter().any(|answer| whole.contains(&plain(answer)));
                if inside || turn % every == 0 && !told {
                    questions.push(measured(&engine, asked, gold, 0, inside, (at * SMALL) as u32));
                }
            }
        }
    }
    Ok(questions)
}

/// A question with the sentences that an archive has for it; the archive's paragraphs follow `skipped` others.
fn measured(engine: &Engine, asked: &Asked, gold: &Gold, set: usize, answerable: bool, skipped: u32) -> Question {
    let mut passages: Vec<(String, ParagraphKey)> = Vec::new();
    let mut sentences = Vec::new();
    for sentence in engine.measured(&asked.options.question, asked.options.article.as_deref()) {
        let number = sentence.paragraph.number().map(|number| number + skipped);
        let right = match &gold.article {
            Some(article) => {
                *article == sentence.article
                    && gold.paragraph == number
                    && sentence.text.len() <= LONGEST_ANSWER
                    && gold.answers.iter().any(|answer| plain(&sentence.text).contains(&plain(answer)))
            }
            None => number.is_some_and(|number| gold.relevant.contains(&number)),
        };
        let passage = (sentence.article, sentence.paragraph);
        let known = passages.iter().position(|known| *known == passage);
        let at = known.unwrap_or_else(|| {
            passages.push(passage);
            passages.len() - 1
        });
        sentences.push(Sentence {
            passage: at,
            paragraph: number.unwrap_or(0),
            features: sentence.features,
            right,
            grounded: sentence.grounded,
        });
    }
    Question {
        set,
        kind: if gold.article.is_some() { Kind::Answer } else { Kind::Select },
        article: gold.article.clone().or(asked.options.article.clone()).unwrap_or_default(),
        answerable,
        relevant: gold.relevant.len(),
        sentences,
    }
}

/// Small letters, white space as one space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
