//! Questions that readers asked an archive of news, with the archive whole and with what answers taken away.

use std::path::Path;

use anyhow::Context as _;
use pullquote::engine::Engine;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use serde_json::Value;

use super::attributes;
use super::fit::{Kind, Question};
use super::sets::{Asking, ask, each, engine, text_of};

#[derive(Deserialize)]
struct Case {
    id: String,
    kind: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    must: Vec<String>,
}

/// Where more articles than these match, taking the answer out would take the topic away.
const FEW: usize = 6;

/// So many questions are made of what the articles do not tell of people.
const UNTOLD: usize = 400;

struct News {
    articles: Vec<Value>,
    cases: Vec<Case>,
}

fn read(folder: &Path) -> anyhow::Result<News> {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
    Ok(News {
        articles: text("articles.jsonl")?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?,
        cases: text("cases.jsonl")?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?,
    })
}

fn title_and_paragraphs(article: &Value) -> impl Iterator<Item = &str> {
    let paragraphs = article["paragraphs"].as_array().map_or(&[][..], Vec::as_slice);
    std::iter::once(article["title"].as_str().unwrap_or_default()).chain(paragraphs.iter().map(text_of))
}

fn lines<'a>(articles: impl Iterator<Item = &'a Value>) -> String {
    articles.map(|article| format!("{article}\n")).collect()
}

fn matches(patterns: &[Regex], text: &str) -> bool {
    !patterns.is_empty() && patterns.iter().all(|pattern| pattern.is_match(text))
}

fn patterns(case: &Case) -> anyhow::Result<Vec<Regex>> {
    let pattern = |must: &String| RegexBuilder::new(must).case_insensitive(true).build();
    Ok(case.must.iter().map(pattern).collect::<Result<_, _>>()?)
}

/// The questions that the archive answers.
pub fn answered(folder: &Path, set: usize) -> anyhow::Result<Vec<Question>> {
    let News { articles, cases } = read(folder)?;
    let engine = engine(lines(articles.iter()))?;
    let asked = cases.iter().filter(|case| case.kind == "ask");
    let asked = asked.map(|case| Ok((case, patterns(case)?))).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(each(&asked, |(case, patterns)| {
        let asking = Asking { set, kind: Kind::Answer, answerable: true, about: &case.id, relevant: 1 };
        vec![ask(&engine, &case.q, None, asking, |sentence, _| matches(patterns, &sentence.text))]
    }))
}

/// The same for the gate, with what it does not answer: questions asked where the answering paragraphs are gone, questions that
/// were written so, and questions about its people.
pub fn unanswered(folder: &Path) -> anyhow::Result<Vec<Question>> {
    let mut questions = answered(folder, 0)?;
    let News { articles, cases } = read(folder)?;
    // Of an article that answers, its answering paragraphs are taken out; one whose title answers goes whole.
    let mut gone: Vec<Vec<Regex>> = Vec::new();
    let mut without: Vec<&Case> = Vec::new();
    for case in cases.iter().filter(|case| case.kind == "ask") {
        let patterns = patterns(case)?;
        let holds = |article: &&Value| title_and_paragraphs(article).any(|text| matches(&patterns, text));
        if articles.iter().filter(holds).count() <= FEW {
            gone.push(patterns);
            without.push(case);
        }
    }
    let is_gone = |text: &str| gone.iter().any(|patterns| matches(patterns, text));
    let mut rest: Vec<Value> = Vec::new();
    for article in &articles {
        let mut article = article.clone();
        if let Some(paragraphs) = article["paragraphs"].as_array_mut() {
            paragraphs.retain(|paragraph| !is_gone(text_of(paragraph)));
        }
        if title_and_paragraphs(&article).count() > 1 && !title_and_paragraphs(&article).any(is_gone) {
            rest.push(article);
        }
    }
    let rest = engine(lines(rest.iter()))?;
    let whole = engine(lines(articles.iter()))?;
    questions.extend(each(&without, |case| unanswerable(&rest, &case.q, &case.id)));
    let none: Vec<&Case> = cases.iter().filter(|case| case.kind == "none").collect();
    questions.extend(each(&none, |case| unanswerable(&whole, &case.q, &case.id)));
    let paragraphs = articles.iter().filter_map(|article| article["paragraphs"].as_array()).flatten();
    let paragraphs: Vec<String> = paragraphs.map(|paragraph| text_of(paragraph).to_owned()).collect();
    questions.extend(each(&attributes::untold(&paragraphs, UNTOLD)?, |asked| unanswerable(&whole, asked, asked)));
    Ok(questions)
}

fn unanswerable(engine: &Engine, question: &str, about: &str) -> Vec<Question> {
    let asking = Asking { set: 0, kind: Kind::Answer, answerable: false, about, relevant: 0 };
    vec![ask(engine, question, None, asking, |_, _| false)]
}
