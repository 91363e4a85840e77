//! The archive behind the front: the command table and the engine.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value as Json;

use super::answering::{Answers, Lost};
use super::attached;
use crate::commands::{self, Arguments, Call, Completion, Front, Table, Value};
use crate::domain::{Audience, Geoid, ParagraphKey, Show};
use crate::engine::{Engine, Page, Viewer, word_count};
use crate::index::{ArticleFilter, StoredArticle};
use crate::places::Gazetteer;
use crate::render::discord::custom_id::{Reference, article_hash, revision_bits};
use crate::render::discord::{Attachment, Library};
use crate::render::map::Pictures;
use crate::reply::{Choice, Corrected, Excerpt, Reply};
use crate::shell::History;
use crate::shell::answer::{today, within};
use crate::text;
use crate::words::Words;

/// Items that a list or a menu shows, at most. Of excerpts, a button remembers fewer.
const RESULTS: usize = 25;
/// How long an answer may take: a reader waits for it, and few are found at one time.
const PATIENCE: Duration = Duration::from_secs(2);
/// Paragraphs shown before and after an excerpt.
const AROUND: u32 = 1;

/// An engine, its table, and its articles by the hash that buttons remember.
pub struct Archived {
    engine: Engine,
    table: Table,
    articles: HashMap<u64, String>,
    /// Maps that were drawn before.
    pictures: Pictures,
    /// Where superseded revisions are.
    history: Option<History>,
}

impl Archived {
    /// The archive that this engine answers from.
    pub fn new(engine: Engine, table: Table) -> Self {
        let all = ArticleFilter { paid: true, limit: usize::MAX, ..ArticleFilter::default() };
        let listed = engine.archive().articles(&all).articles;
        let articles = listed.iter().map(|article| (article_hash(&article.meta.id), article.meta.id.clone())).collect();
        Archived { engine, table: table.on(Front::Discord), articles, pictures: Pictures::default(), history: None }
    }

    /// The same, with the revisions that went before.
    #[must_use]
    pub fn with_history(self, history: History) -> Self {
        Archived { history: Some(history), ..self }
    }

    /// What became of words of a revision that is not served any more.
    fn corrected(&self, reference: &Reference, article: &Arc<StoredArticle>) -> Option<Corrected> {
        let meta = &article.meta;
        let opening = format!("{:05x}", reference.revision);
        let (old, put_away) = self.history.as_ref()?.revision(&meta.id, &opening)?;
        // How much may be shown is what the article says today, or said then, whichever is less.
        if meta.show == Show::Cite || old.meta.show == Show::Cite || old.meta.audience != meta.audience {
            return None;
        }
        let whole = &old.paragraph(reference.paragraph)?.text;
        let start = reference.start as usize;
        let words = whole.get(start..start + reference.length as usize)?;
        // Any bits of an id may have been changed: only whole sentences and quotations are shown again.
        let quotes = crate::quotes::extract(&[whole.as_str()]).into_iter().map(|quote| quote.range);
        let bounds: Vec<Range<usize>> = text::sentences(whole).into_iter().chain(quotes).collect();
        let edge = |at: usize| bounds.iter().any(|bound| bound.start == at || bound.end == at);
        if words.is_empty() || !edge(start) || !edge(start + words.len()) {
            return None;
        }
        let (diff, now) = self.engine.revised(article, words);
        let on = meta.corrections.last().map_or(put_away, |correction| correction.date);
        Some(Corrected { on, diff, now })
    }

    /// The value of the one completion whose label was sent in its place.
    fn unlabelled(&self, command: &str, option: &str, text: String) -> String {
        let choices = self.complete(command, option, &text);
        let mut meant = choices.into_iter().filter(|choice| choice.label == text);
        match (meant.next(), meant.next()) {
            (Some(only), None) => only.value,
            _ => text,
        }
    }

    fn call(&self, name: &str, options: &[(String, Json)], page: Page, paid: bool) -> Result<Call, String> {
        let Some(spec) = self.table.command(name) else {
            return Err(self.words().say("discord.unreadable", &[]));
        };
        let mut arguments = Arguments::new(&self.table, spec);
        for (option, value) in options {
            // A menu knows its command and the value alone: it fills the leading option.
            let option =
                if option.is_empty() { spec.leading_option().map_or("", |leading| leading.name) } else { option };
            let value = match value {
                Json::String(text) => Value::Text(self.unlabelled(name, option, text.clone())),
                Json::Bool(flag) => Value::Flag(*flag),
                Json::Number(number) if number.is_i64() => Value::Integer(number.as_i64().unwrap_or_default()),
                other => Value::Other(other.to_string()),
            };
            arguments.set(option, value).map_err(|error| error.message)?;
        }
        let mut call = arguments.call().map_err(|error| error.message)?;
        call.request.viewer = Viewer { paid };
        call.request.page = page;
        call.request.budget = within(PATIENCE);
        call.request.today = Some(today());
        Ok(call)
    }
}

impl Library for Archived {
    fn paragraph(&self, article: &str, key: ParagraphKey) -> Option<String> {
        let found = self.engine.archive().paragraph(article, key)?;
        (found.article.meta.show != Show::Cite).then(|| found.paragraph.text.clone())
    }

    fn around(&self, excerpt: &Excerpt) -> Vec<String> {
        let archive = self.engine.archive();
        let Some(own) = archive.paragraph(&excerpt.article, excerpt.paragraph) else { return Vec::new() };
        if own.article.meta.show != Show::Whole {
            return vec![excerpt.text.clone()];
        }
        let Some(number) = excerpt.paragraph.number() else { return vec![own.paragraph.text.clone()] };
        let numbers = number.saturating_sub(AROUND).max(1)..=number.saturating_add(AROUND);
        let near = numbers.filter_map(|n| archive.paragraph(&excerpt.article, ParagraphKey::Body(n)));
        near.map(|found| found.paragraph.text.clone()).collect()
    }

    fn command_of(&self, tracker: &str) -> Option<String> {
        let trackers = self.engine.archive().trackers();
        trackers.iter().find(|own| own.id == tracker).map(|own| own.command.clone())
    }
}

impl Answers for Archived {
    fn words(&self) -> &Words {
        self.engine.words()
    }

    fn run(&self, name: &str, options: &[(String, Json)], paid: bool) -> Result<Reply, String> {
        let call = self.call(name, options, Page { offset: 0, limit: RESULTS }, paid)?;
        Ok(commands::run(&self.engine, &self.table, &call))
    }

    fn files(&self, name: &str, options: &[(String, Json)], paid: bool) -> Vec<Attachment> {
        let everything = Page { offset: 0, limit: usize::MAX };
        let Ok(call) = self.call(name, options, everything, paid) else { return Vec::new() };
        let reply = commands::run(&self.engine, &self.table, &call);
        attached::files(&self.engine, &self.pictures, reply, call.request.viewer)
    }

    fn complete(&self, name: &str, option: &str, partial: &str) -> Vec<Choice> {
        match Completion::new(&self.table, name, option, partial.to_owned()) {
            Ok(asked) => commands::complete(&self.engine, &self.table, &asked),
            Err(_) => Vec::new(),
        }
    }

    fn label(&self, value: &str) -> Option<String> {
        let geoid = Geoid(value.to_owned());
        if Gazetteer::embedded().place(&geoid).is_some() {
            return Some(Gazetteer::embedded().label(&geoid));
        }
        let article = self.engine.archive().article(value)?;
        (article.meta.audience == Audience::Everyone).then(|| article.meta.title.clone())
    }

    fn words_if_only_quoted(&self, article: &str) -> Option<usize> {
        let archive = self.engine.archive();
        let article = archive.article(article).filter(|article| article.meta.show == Show::Quote)?;
        Some(archive.paragraphs(&article).iter().map(|own| word_count(&own.paragraph.text)).sum())
    }

    fn reopen(&self, reference: &Reference, paid: bool) -> Result<Excerpt, Lost> {
        let archive = self.engine.archive();
        let id = self.articles.get(&reference.article).ok_or(Lost::Changed)?;
        let article = archive.article(id).ok_or(Lost::Changed)?;
        if article.meta.audience == Audience::Paid && !paid {
            return Err(Lost::Paid);
        }
        if revision_bits(&article.revision) != reference.revision {
            let corrected = self.corrected(reference, &article);
            return Err(corrected.map_or(Lost::Changed, |corrected| Lost::Corrected(Box::new(corrected))));
        }
        let found = archive.paragraph(id, reference.paragraph).ok_or(Lost::Changed)?;
        let range = reference.start as usize..(reference.start as usize + reference.length as usize);
        // Every bit of an id may have been changed: only slices that an answer could have made are cut again.
        let sentence = |at: usize| found.sentences.iter().any(|s| s.start == at || s.end == at);
        let quote = |at: usize| found.quotes.iter().any(|quote| quote.range.start == at || quote.range.end == at);
        let made = (sentence(range.start) || quote(range.start)) && (sentence(range.end) || quote(range.end));
        let empty = range.is_empty() && found.article.meta.show == Show::Cite;
        if !(made && !range.is_empty() || empty) {
            return Err(Lost::Changed);
        }
        Ok(self.engine.excerpt(&found, range))
    }
}
