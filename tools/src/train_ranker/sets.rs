//! Reads a question set and measures the sentences of its archive.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::domain::{Geoid, ParagraphKey};
use pullquote::engine::{Engine, MeasuredSentence};
use pullquote::index::Archive;
use pullquote::places::Gazetteer;
use pullquote::words::Words;
use serde::Deserialize;
use serde_json::Value;

use super::fit::{Kind, Question, Sentence};
use super::wording::{Dice, in_a_chat, names, twisted};

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
const OF_THE_REST: usize = 5;
const OF_OTHERS: usize = 1_200;

/// Every so many of those about the part are asked.
const OF_THE_PART: usize = 2;

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

pub fn engine(articles: String) -> anyhow::Result<Engine> {
    let source = MemorySource::default().with("articles.jsonl", articles.into_bytes());
    let exists = |geoid: &Geoid| Gazetteer::embedded().place(geoid).is_some();
    let loaded = load(&source, &Rules::new(&exists));
    Ok(Engine::new(Archive::in_memory(loaded.articles, loaded.trackers)?, Words::english()))
}

/// Every so many questions of the set with this number.
pub fn read(folder: &Path, number: usize, every: usize) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let engine = engine(set.articles)?;
    let known = set.asked.iter().filter_map(|asked| Some((asked, set.gold.get(&asked.id)?)));
    let known: Vec<(&Asked, &Gold)> = known.step_by(every).collect();
    Ok(each(&known, |(asked, gold)| vec![measured(&engine, asked, gold, number, gold.answerable, 0)]))
}

/// Questions of a set to its archive, every other as it would be typed in a chat.
pub fn read_clothed(folder: &Path, number: usize) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let engine = engine(set.articles)?;
    let mut dice = Dice::new(3);
    let known = set.asked.iter().filter_map(|asked| Some((asked, set.gold.get(&asked.id)?)));
    let clothed = known.enumerate().map(|(at, (asked, gold))| {
        let question = asked.options.question.as_str();
        let question = if at % 2 == 0 { question.to_owned() } else { in_a_chat(question, &mut dice) };
        (Asked { id: asked.id.clone(), options: Options { question, article: None } }, gold)
    });
    let clothed: Vec<(Asked, &Gold)> = clothed.collect();
    Ok(each(&clothed, |(asked, gold)| vec![measured(&engine, asked, gold, number, gold.answerable, 0)]))
}

/// Questions that choose among the sentences of an article, asked of an archive of half of the articles.
pub fn read_halved(folder: &Path, number: usize) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    if set.gold.values().any(|gold| gold.article.is_some()) {
        return Ok(Vec::new());
    }
    let articles = set.articles.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let kept: Vec<&Value> = articles.iter().step_by(2).collect();
    let engine = engine(kept.iter().map(|article| format!("{article}\n")).collect())?;
    let texts = |article: &Value| -> Vec<String> {
        article["paragraphs"]
            .as_array()
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|text| plain(text_of(text)))
            .collect()
    };
    let known: HashSet<String> = kept.iter().flat_map(|article| texts(article)).collect();
    let mut dice = Dice::new(5);
    let mut asked_of = Vec::new();
    for asked in &set.asked {
        let (Some(gold), Some(id)) = (set.gold.get(&asked.id), asked.options.article.as_deref()) else { continue };
        let inside = kept.iter().any(|article| article["id"] == id);
        let Some(article) = articles.iter().find(|article| article["id"] == id) else { continue };
        let texts = texts(article);
        let right = gold.relevant.iter().filter_map(|number| texts.get(*number as usize - 1).cloned());
        let right: Vec<String> = right.collect();
        if right.is_empty() || !inside && right.iter().any(|text| known.contains(text)) {
            continue;
        }
        let question = asked.options.question.as_str();
        let question = if dice.below(3) == 0 { in_a_chat(question, &mut dice) } else { question.to_owned() };
        asked_of.push((question, id, inside, right));
    }
    Ok(each(&asked_of, |(question, about, answerable, right)| {
        let asking = Asking { set: number, kind: Kind::Answer, answerable: *answerable, about, relevant: 1 };
        let is_right =
            |sentence: &MeasuredSentence, _| right.iter().any(|right| right.contains(&plain(&sentence.text)));
        vec![ask(&engine, question, None, asking, is_right)]
    }))
}

/// Every so many questions are twisted.
const TWISTED: usize = 2;

/// Questions of a set to its archive, as they are and with a name or a number changed, which the archive does not answer.
pub fn read_twisted(folder: &Path) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let articles = set.articles.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
    let engine = engine(set.articles.clone())?;
    let mut dice = Dice::new(13);
    let mut questions = Vec::new();
    for asked in set.asked.iter().step_by(TWISTED) {
        let Some(gold) = set.gold.get(&asked.id) else { continue };
        let article = articles.iter().find(|article| article["id"].as_str() == gold.article.as_deref());
        let Some(paragraphs) = article.and_then(|article| article["paragraphs"].as_array()) else { continue };
        let answering = gold.paragraph.and_then(|number| paragraphs.get(number as usize - 1)).map_or("", text_of);
        let others: Vec<&str> = paragraphs
            .iter()
            .map(text_of)
            .flat_map(|text| names(text).into_iter().filter_map(move |name| text.get(name)))
            .collect();
        let Some(twisted) = twisted(&asked.options.question, answering, &others, &mut dice) else { continue };
        let twisted = if dice.below(4) == 0 { in_a_chat(&twisted, &mut dice) } else { twisted };
        let about = gold.article.as_deref().unwrap_or_default();
        questions.push((twisted, about, asked, gold));
    }
    Ok(each(&questions, |(twisted, about, asked, gold)| {
        let asking = Asking { set: 0, kind: Kind::Answer, answerable: false, about, relevant: 0 };
        vec![ask(&engine, twisted, None, asking, |_, _| false), measured(&engine, asked, gold, 0, true, 0)]
    }))
}

/// Questions to archives of a part of one article each: those about the part, and others that the part does not
/// answer, mostly about the rest of the article.
pub fn read_parts(folder: &Path) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let mut turn = 0;
    let mut parts = Vec::new();
    for line in set.articles.lines() {
        let article: Value = serde_json::from_str(line)?;
        let id = article["id"].as_str().unwrap_or_default();
        let paragraphs = article["paragraphs"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, part) in paragraphs.chunks(SMALL).enumerate().filter(|(_, part)| part.len() > SMALL / 2) {
            let mut small = article.clone();
            small["paragraphs"] = Value::Array(part.to_vec());
            let whole = plain(&small["paragraphs"].to_string());
            let mut asked_of = Vec::new();
            for (asked, gold) in set.asked.iter().filter_map(|asked| Some((asked, set.gold.get(&asked.id)?))) {
                let of_article = gold.article.as_deref() == Some(id);
                let inside = of_article && gold.paragraph.is_some_and(|number| (number as usize - 1) / SMALL == at);
                turn += 1;
                let every = if inside {
                    OF_THE_PART
                } else if of_article {
                    OF_THE_REST
                } else {
                    OF_OTHERS
                };
                let told = gold.answers.iter().any(|answer| whole.contains(&plain(answer)));
                if turn % every == 0 && (inside || !told) {
                    asked_of.push((asked, gold, inside));
                }
            }
            parts.push((engine(small.to_string())?, (at * SMALL) as u32, asked_of));
        }
    }
    Ok(each(&parts, |(engine, skipped, asked_of)| {
        let of = |(asked, gold, inside): &(&Asked, &Gold, bool)| measured(engine, asked, gold, 0, *inside, *skipped);
        asked_of.iter().map(of).collect()
    }))
}

/// Every so many questions are asked where every other paragraph is gone.
const WITH_GAPS: usize = 2;

/// Questions of a set to its archive with every other answering paragraph taken out: the article is there, and names whom
/// the question names, but for what is left it tells no answer.
pub fn read_gaps(folder: &Path) -> anyhow::Result<Vec<Question>> {
    let set = files(folder)?;
    let mut answering: HashSet<(&str, u32)> = HashSet::new();
    for gold in set.gold.values() {
        answering.extend(gold.article.as_deref().zip(gold.paragraph));
    }
    let gone = |article: &str, number: u32| answering.contains(&(article, number)) && number.is_multiple_of(2);
    let (mut rest, mut texts) = (String::new(), HashMap::new());
    for line in set.articles.lines() {
        let mut article: Value = serde_json::from_str(line)?;
        let id = article["id"].as_str().unwrap_or_default().to_owned();
        let paragraphs = article["paragraphs"].as_array().cloned().unwrap_or_default();
        let left = (1..).zip(&paragraphs).filter(|(number, _)| !gone(&id, *number)).map(|(_, text)| text.clone());
        article["paragraphs"] = left.collect();
        rest.push_str(&format!("{article}\n"));
        texts.insert(id, paragraphs.iter().map(|text| plain(text_of(text))).collect::<Vec<_>>());
    }
    let engine = engine(rest)?;
    let mut dice = Dice::new(17);
    let mut asked_of = Vec::new();
    for asked in set.asked.iter().step_by(WITH_GAPS) {
        let Some(gold) = set.gold.get(&asked.id) else { continue };
        let Some((article, number)) = gold.article.as_deref().zip(gold.paragraph) else { continue };
        let Some(texts) = texts.get(article) else { continue };
        let answers: Vec<String> = gold.answers.iter().map(|answer| plain(answer)).collect();
        let answerable = !gone(article, number);
        let told = (1..).zip(texts).any(|(number, text)| {
            !gone(article, number) && answers.iter().any(|answer| text.contains(answer.as_str()))
        });
        if told != answerable {
            continue;
        }
        let Some(text) = texts.get(number as usize - 1) else { continue };
        let question = asked.options.question.as_str();
        let question = if dice.below(3) == 0 { in_a_chat(question, &mut dice) } else { question.to_owned() };
        asked_of.push((question, article, answerable, text, answers));
    }
    Ok(each(&asked_of, |(question, about, answerable, text, answers)| {
        let asking = Asking { set: 0, kind: Kind::Answer, answerable: *answerable, about, relevant: 1 };
        let is_right = |sentence: &MeasuredSentence, _| {
            let sentence = plain(&sentence.text);
            *answerable && text.contains(&sentence) && answers.iter().any(|answer| sentence.contains(answer.as_str()))
        };
        vec![ask(&engine, question, None, asking, is_right)]
    }))
}

/// As many are measured at once.
const AT_ONCE: usize = 8;

/// What becomes of each, in order, by several threads.
pub fn each<T: Sync>(items: &[T], of: impl Fn(&T) -> Vec<Question> + Sync) -> Vec<Question> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match items.get(at) {
                Some(item) => done.push((at, of(item))),
                None => return done,
            }
        }
    };
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread that measures")).collect::<Vec<_>>()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, questions)| questions).collect()
}

/// A question with the sentences that an archive has for it; the archive's paragraphs follow `skipped` others.
fn measured(engine: &Engine, asked: &Asked, gold: &Gold, set: usize, answerable: bool, skipped: u32) -> Question {
    let kind = if gold.article.is_some() { Kind::Answer } else { Kind::Select };
    let about = gold.article.as_deref().or(asked.options.article.as_deref()).unwrap_or_default();
    let asking = Asking { set, kind, answerable, about, relevant: gold.relevant.len() };
    ask(engine, &asked.options.question, asked.options.article.as_deref(), asking, |sentence, number| {
        let number = number.map(|number| number + skipped);
        match &gold.article {
            Some(article) => {
                *article == sentence.article
                    && gold.paragraph == number
                    && sentence.text.len() <= LONGEST_ANSWER
                    && gold.answers.iter().any(|answer| plain(&sentence.text).contains(&plain(answer)))
            }
            None => number.is_some_and(|number| gold.relevant.contains(&number)),
        }
    })
}

/// What is known of a question before it is asked; `about` is the article by which it goes into a fold.
pub struct Asking<'a> {
    pub set: usize,
    pub kind: Kind,
    pub answerable: bool,
    pub about: &'a str,
    pub relevant: usize,
}

/// Of an archive's sentences so many are kept, best first.
const KEPT: usize = 40;

/// Asks an engine, and keeps what it measured; `right` is told a sentence and the number of its paragraph.
pub fn ask(
    engine: &Engine,
    question: &str,
    article: Option<&str>,
    asking: Asking<'_>,
    right: impl Fn(&MeasuredSentence, Option<u32>) -> bool,
) -> Question {
    let mut passages: Vec<(String, ParagraphKey)> = Vec::new();
    let mut sentences = Vec::new();
    let kept = if asking.kind == Kind::Select { usize::MAX } else { KEPT };
    for sentence in engine.measured(question, article).into_iter().take(kept) {
        let number = sentence.paragraph.number();
        let right = right(&sentence, number);
        let passage = (sentence.article, sentence.paragraph);
        let known = passages.iter().position(|known| *known == passage);
        let at = known.unwrap_or_else(|| {
            passages.push(passage);
            passages.len() - 1
        });
        sentences.push(Sentence {
            passage: at,
            paragraph: number.unwrap_or(0),
            features: sentence.features.to_vec(),
            right,
            grounded: sentence.grounded,
            read_again: sentence.read_again,
        });
    }
    Question {
        set: asking.set,
        kind: asking.kind,
        article: asking.about.to_owned(),
        answerable: asking.answerable,
        relevant: asking.relevant,
        sentences,
    }
}

/// A paragraph of an article is its text, or has it.
pub fn text_of(paragraph: &Value) -> &str {
    paragraph.as_str().or_else(|| paragraph["text"].as_str()).unwrap_or_default()
}

/// Small letters, white space as one space.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
