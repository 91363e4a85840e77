//! The archive behind the front: the command table and the engine.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::answering::{Answers, Attached, Lost};
use super::rest::File;
use crate::command::{self, Arguments, Completion, Table, Value};
use crate::domain::{Audience, ParagraphKey, Show, Tracker};
use crate::engine::Engine;
use crate::index::ArticleFilter;
use crate::render::discord::custom_id::{Reference, article_hash, revision_bits};
use crate::render::map::{self, Pictures};
use crate::reply::{Choice, Excerpt, RecordRow, Reply, Row};
use crate::request::{Page, Query, Request, Viewer};
use crate::words::Words;

/// Results that a message pages through: as many as a button remembers.
const RESULTS: usize = 10;
/// Paragraphs shown before and after an excerpt.
const AROUND: u32 = 1;

/// An engine, its table, and its articles by the hash that buttons remember.
pub struct Archived {
    engine: Engine,
    table: Table,
    articles: HashMap<u64, String>,
    /// Maps that were drawn before.
    pictures: Pictures,
}

impl Archived {
    /// The archive that this engine answers from.
    pub fn new(engine: Engine, table: Table) -> Self {
        let all = ArticleFilter { paid: true, limit: usize::MAX, ..ArticleFilter::default() };
        let listed = engine.archive().articles(&all).articles;
        let articles = listed.iter().map(|article| (article_hash(&article.meta.id), article.meta.id.clone())).collect();
        Archived { engine, table, articles, pictures: Pictures::default() }
    }
}

impl Archived {
    fn request(&self, name: &str, options: &[(String, Json)]) -> Result<Request, String> {
        let Some(spec) = self.table.command(name) else {
            return Err(self.words().say("discord.unreadable", &[]));
        };
        let mut arguments = Arguments::new(&self.table, spec);
        for (option, value) in options {
            // A menu knows its command and the value alone: it fills the leading option.
            let option =
                if option.is_empty() { spec.leading_option().map_or("", |leading| leading.name) } else { option };
            let value = match value {
                Json::String(text) => Value::Text(text.clone()),
                Json::Bool(flag) => Value::Flag(*flag),
                Json::Number(number) if number.is_i64() => Value::Integer(number.as_i64().unwrap_or_default()),
                other => Value::Other(other.to_string()),
            };
            arguments.set(option, value).map_err(|error| error.message)?;
        }
        arguments.request().map_err(|error| error.message)
    }
}

impl Answers for Archived {
    fn words(&self) -> &Words {
        self.engine.words()
    }

    fn run(&self, name: &str, options: &[(String, Json)], paid: bool) -> Result<Reply, String> {
        let mut request = self.request(name, options)?;
        request.viewer = Viewer { paid };
        request.page = Page { offset: 0, limit: RESULTS };
        Ok(command::run(&self.engine, &self.table, &request))
    }

    fn complete(&self, name: &str, option: &str, partial: &str) -> Vec<Choice> {
        match Completion::new(&self.table, name, option, partial.to_owned()) {
            Ok(asked) => command::complete(&self.engine, &self.table, &asked),
            Err(_) => Vec::new(),
        }
    }

    fn files(&self, name: &str, options: &[(String, Json)], paid: bool) -> Vec<Attached> {
        let Ok(mut request) = self.request(name, options) else { return Vec::new() };
        if !matches!(request.query, Query::Jurisdictions { .. }) {
            return Vec::new();
        }
        request.viewer = Viewer { paid };
        request.page = Page { offset: 0, limit: usize::MAX };
        let rows = command::run(&self.engine, &self.table, &request).rows.into_iter();
        let rows: Vec<RecordRow> =
            rows.filter_map(|row| if let Row::Record(record) = row { Some(record) } else { None }).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        let mut files = Vec::new();
        // A map shows one list: the newest that has places among these records. The table has them all.
        let of = |tracker: &Tracker| -> Vec<RecordRow> {
            rows.iter().filter(|row| row.tracker == tracker.id).cloned().collect()
        };
        let mut trackers: Vec<&Tracker> = self.engine.archive().trackers().iter().collect();
        trackers.sort_by(|a, b| b.date.cmp(&a.date));
        let drawn = trackers.into_iter().find_map(|tracker| self.pictures.picture(self.words(), tracker, &of(tracker)));
        if let Some(picture) = drawn {
            let file = File { name: "map.png".to_owned(), media_type: "image/png", bytes: picture.png.clone() };
            files.push(Attached { file, description: picture.description.clone() });
        }
        let bytes = map::csv(&rows).into_bytes();
        let file = File { name: "list.csv".to_owned(), media_type: "text/csv; charset=utf-8", bytes };
        files.push(Attached { file, description: self.words().say("map.table", &[("count", &rows.len())]) });
        files
    }

    fn paragraph(&self, article: &str, key: ParagraphKey) -> Option<String> {
        let found = self.engine.archive().paragraph(article, key)?;
        (found.article.meta.show != Show::Cite).then_some(found.paragraph.text)
    }

    fn reopen(&self, reference: &Reference, paid: bool) -> Result<Excerpt, Lost> {
        let archive = self.engine.archive();
        let id = self.articles.get(&reference.article).ok_or(Lost::Changed)?;
        let found = archive.paragraph(id, reference.paragraph).ok_or(Lost::Changed)?;
        if found.article.meta.audience == Audience::Paid && !paid {
            return Err(Lost::Paid);
        }
        let range = reference.start as usize..(reference.start as usize + reference.length as usize);
        // Every bit of an id may have been changed: only slices that an answer could have made are cut again.
        let sentence = |at: usize| found.sentences.iter().any(|s| s.start == at || s.end == at);
        let quote = |at: usize| found.quotes.iter().any(|quote| quote.range.start == at || quote.range.end == at);
        let made = (sentence(range.start) || quote(range.start)) && (sentence(range.end) || quote(range.end));
        let empty = range.is_empty() && found.article.meta.show == Show::Cite;
        if revision_bits(&found.article.revision) != reference.revision || !(made && !range.is_empty() || empty) {
            return Err(Lost::Changed);
        }
        Ok(self.engine.excerpt(&found, range))
    }

    fn around(&self, excerpt: &Excerpt) -> Vec<String> {
        let archive = self.engine.archive();
        let Some(own) = archive.paragraph(&excerpt.article, excerpt.paragraph) else { return Vec::new() };
        if own.article.meta.show != Show::Whole {
            return vec![excerpt.text.clone()];
        }
        let Some(number) = excerpt.paragraph.number() else { return vec![own.paragraph.text] };
        let numbers = number.saturating_sub(AROUND).max(1)..=number.saturating_add(AROUND);
        let near = numbers.filter_map(|n| archive.paragraph(&excerpt.article, ParagraphKey::Body(n)));
        near.map(|found| found.paragraph.text).collect()
    }
}
