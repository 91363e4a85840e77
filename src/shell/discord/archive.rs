//! The archive behind the front: the command table and the engine.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::attached;
use crate::commands::{self, Call, Completion, Front, Table, Value};
use crate::domain::{Audience, Geoid, ParagraphKey, Show};
use crate::engine::linked::linked;
use crate::engine::{Engine, Excluded, Page, Request, Span, Viewer, word_count};
use crate::index::StoredArticle;
use crate::places::Gazetteer;
use crate::render::discord::reference::{ARTICLE_BITS, Reference, revision_bits};
use crate::render::discord::{self, Attachment, Library, Receipts};
use crate::render::map::Pictures;
use crate::reply::{Choice, Corrected, Excerpt, Listing, Reply};
use crate::shell::History;
use crate::shell::answer::{today, within};
use crate::shell::observability::spans;
use crate::words::Words;

/// Items that a list or a menu shows, at most. Of excerpts, a button remembers fewer.
const RESULTS: usize = 25;
/// How long an answer may take: a reader waits for it, and few are found at one time.
const PATIENCE: Duration = Duration::from_secs(2);
/// Paragraphs shown before and after an excerpt.
const AROUND: u32 = 1;

/// Who is answered, and in which language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    /// May see articles for paying readers.
    pub(super) paid: bool,
    /// The catalogue.
    pub(super) words: &'a Words,
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lost {
    /// The article is gone, or was corrected, and what it said before is not to be had.
    Changed,
    /// The article was corrected.
    Corrected(Box<Corrected>),
    /// It is for paying readers.
    Paid,
}

/// The archive as this front asks it: the engine and the commands. Rights come in with every call, and are checked
/// here.
pub struct OpenArchive {
    pub(super) engine: Engine,
    /// The commands in the words of each language, the archive's own first.
    tables: Vec<Table>,
    /// Maps that were drawn before.
    pictures: Pictures,
    /// Where superseded revisions are.
    history: Option<History>,
    /// The publication's address.
    pub(super) site: Option<String>,
    /// Where its pages are, if everybody may open them.
    pages: Option<String>,
}

impl OpenArchive {
    /// The archive that this engine answers from.
    pub fn new(engine: Engine, table: Table) -> Self {
        let mut tables = vec![table.on(Front::Discord)];
        for words in Words::shipped().iter().filter(|words| words.language() != engine.words().language()) {
            // The trackers made a table before, in other words.
            tables.extend(Table::new(words, &engine.open_trackers()).ok().map(|table| table.on(Front::Discord)));
        }
        OpenArchive { engine, tables, pictures: Pictures::default(), history: None, site: None, pages: None }
    }

    /// The same, with the revisions that went before.
    #[must_use]
    pub fn with_history(self, history: History) -> Self {
        OpenArchive { history: Some(history), ..self }
    }

    /// The same, of a publication at this address.
    #[must_use]
    pub fn at_site(self, site: Option<String>) -> Self {
        OpenArchive { site, ..self }
    }

    /// The same, with pages at this address.
    #[must_use]
    pub fn with_pages_at(self, pages: Option<String>) -> Self {
        OpenArchive { pages, ..self }
    }

    /// Where the receipt of an excerpt is looked up: nowhere where its article is not for everybody.
    pub(super) fn receipts_of(&self, excerpt: &Excerpt) -> Receipts<'_> {
        let article = self.engine.archive().article(&excerpt.article);
        match article.filter(|own| own.meta.audience == Audience::Everyone) {
            None => Receipts::Nowhere,
            Some(_) => self.pages.as_deref().map_or(Receipts::Archive, Receipts::Pages),
        }
    }

    /// The article that a reference names.
    pub(super) fn article_of(&self, reference: &Reference) -> Option<Arc<StoredArticle>> {
        self.engine.archive().article(self.article_of_hash(reference.article)?)
    }

    /// What became of words of a revision that is not served any more.
    pub(super) fn corrected(&self, reference: &Reference, article: &Arc<StoredArticle>) -> Option<Corrected> {
        let opening = format!("{:05x}", reference.revision);
        let (old, put_away) = self.history.as_ref()?.revision(&article.meta.id, &opening)?;
        let start = reference.start as usize;
        let words = start..start + reference.length as usize;
        self.engine.corrected(article, &old, put_away, reference.paragraph, words)
    }

    /// The value of the one completion whose label was sent in its place.
    fn unlabelled(&self, command: &str, option: &str, text: String, words: &Words) -> String {
        let choices = self.completions(command, option, &text, words);
        let mut meant = choices.into_iter().filter(|choice| choice.label == text);
        match (meant.next(), meant.next()) {
            (Some(only), None) => only.value,
            _ => text,
        }
    }

    /// The commands in these words.
    fn commands_in(&self, words: &Words) -> Option<&Table> {
        self.tables.iter().find(|table| table.words().language() == words.language()).or(self.tables.first())
    }

    /// Whether there is a command of this name.
    pub(super) fn has_command(&self, name: &str) -> bool {
        self.tables.first().is_some_and(|table| table.command(name).is_some())
    }

    fn call(&self, name: &str, options: &[(String, Json)], asker: Asker<'_>) -> Result<Call, String> {
        let unreadable = || asker.words.say("discord.unreadable", &[]);
        let table = self.commands_in(asker.words).ok_or_else(unreadable)?;
        let spec = table.command(name).ok_or_else(unreadable)?;
        let mut arguments = spec.arguments(table.words());
        for (option, value) in options {
            // A menu knows its command and the value alone: it fills the leading option.
            let option =
                if option.is_empty() { spec.leading_option().map_or("", |leading| leading.name) } else { option };
            let value = match value {
                Json::String(text) => Value::Text(self.unlabelled(name, option, text.clone(), asker.words)),
                Json::Bool(flag) => Value::Flag(*flag),
                Json::Number(number) if number.is_i64() => Value::Integer(number.as_i64().unwrap_or_default()),
                other => Value::Other(other.to_string()),
            };
            arguments.set(option, value).map_err(|error| error.message)?;
        }
        let mut call = spec.call(arguments).map_err(|error| error.message)?;
        call.request = Request { all_rows: true, ..request(Page { offset: 0, limit: RESULTS }, asker) };
        Ok(call)
    }
}

fn request(page: Page, asker: Asker<'_>) -> Request {
    Request {
        page,
        viewer: Viewer::reader(asker.paid),
        budget: within(PATIENCE),
        today: Some(today()),
        ..Request::default()
    }
}

impl Library for OpenArchive {
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

    fn has_lists(&self) -> bool {
        !self.engine.archive().trackers().is_empty()
    }

    fn opening(&self, article: &str) -> Option<String> {
        let archive = self.engine.archive();
        let keys = [ParagraphKey::Dek, ParagraphKey::Body(1)];
        let found = keys.into_iter().find_map(|key| archive.paragraph(article, key))?;
        let first = found.sentences.first().cloned()?;
        let shown = found.article.meta.show == Show::Whole;
        found.paragraph.text.get(first).filter(|_| shown).map(str::to_owned)
    }
}

impl OpenArchive {
    /// Whether a request of the golden set can be asked.
    pub(super) fn takes(&self, request: &Json) -> bool {
        let line = request.to_string();
        self.tables.first().is_some_and(|table| commands::decode(table, line.as_bytes()).call.is_ok())
    }

    /// The article at an address, where this reader may read it.
    pub(super) fn article_at(&self, address: &str, paid: bool) -> Option<String> {
        let request = Request { viewer: Viewer::reader(paid), ..Request::default() };
        linked(&self.engine, &request, address).map(|article| article.meta.id.clone())
    }

    /// Sentences of an article that may be picked as evidence, in its order: those that name the subject, and those nearest
    /// to an excerpt of it. Of an article that may not be shown whole, the excerpt alone.
    pub(super) fn evidence_of(
        &self,
        article: &str,
        near: Option<&Reference>,
        subject: &str,
        paid: bool,
    ) -> Vec<(Reference, String)> {
        let archive = self.engine.archive();
        let Some(article) = archive.article(article) else { return Vec::new() };
        if article.meta.show != Show::Whole {
            let own = near.and_then(|at| Some((*at, self.reopen(at, paid).ok()?.text)));
            return own.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        }
        let name = subject.split(',').next().unwrap_or_default().trim().to_lowercase();
        let paragraphs = archive.paragraphs(&article);
        let own = near.and_then(|at| paragraphs.iter().position(|own| own.paragraph.key == at.paragraph));
        let mut found = Vec::new();
        for (place, paragraph) in paragraphs.iter().enumerate() {
            for sentence in &paragraph.sentences {
                let excerpt = self.engine.excerpt(paragraph, sentence.clone());
                let Some(at) = Reference::to(&excerpt).filter(|_| !excerpt.text.trim().is_empty()) else { continue };
                let names = !name.is_empty() && excerpt.text.to_lowercase().contains(&name);
                let apart = own.map_or(0, |own| place.abs_diff(own));
                found.push(((!names, apart), found.len(), at, excerpt.text));
            }
        }
        found.sort_by_key(|(rank, order, _, _)| (*rank, *order));
        found.truncate(RESULTS);
        found.sort_by_key(|(_, order, _, _)| *order);
        found.into_iter().map(|(_, _, at, text)| (at, text)).collect()
    }

    /// What answers.
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The catalogues that messages of ours may be written in.
    pub(super) fn catalogues(&self) -> impl Iterator<Item = &Words> {
        self.tables.iter().map(Table::words)
    }

    /// The catalogue of a language, as Discord writes it; the archive's own where there is none of it.
    pub(super) fn catalogue(&self, language: Option<&str>) -> &Words {
        let of = |language: &str| self.tables.iter().map(Table::words).find(|words| words.is_of(language));
        language.and_then(of).unwrap_or_else(|| self.engine.words())
    }

    /// Runs a command of the table; an error is a sentence for the asker. A list of records has all of its rows.
    pub(super) fn run(&self, name: &str, options: &[(String, Json)], asker: Asker<'_>) -> Result<Reply, String> {
        self.run_without(name, options, asker, &Excluded::default())
    }

    /// The same where some spans may not be cited.
    pub(super) fn run_without(
        &self,
        name: &str,
        options: &[(String, Json)],
        asker: Asker<'_>,
        excluded: &Excluded,
    ) -> Result<Reply, String> {
        let mut call = self.call(name, options, asker)?;
        call.request.excluded = excluded.clone();
        let table = self.commands_in(asker.words).ok_or_else(String::new)?;
        let mut reply = commands::run(&self.engine.speaking(asker.words), table, &call);
        spans::answered(&reply);
        discord::records(&mut reply);
        Ok(reply)
    }

    /// The rows of a list from this one on; all of its records.
    pub(super) fn list(&self, listing: &Listing, offset: usize, asker: Asker<'_>, excluded: Excluded) -> Option<Reply> {
        let records = matches!(listing, Listing::Records(_));
        let page = if records { Page { offset: 0, limit: usize::MAX } } else { Page { offset, limit: RESULTS } };
        let request = Request { excluded, ..request(page, asker) };
        let call = Call { command: Arc::new(listing.clone()), request, notes: Vec::new() };
        let mut reply = commands::run(&self.engine.speaking(asker.words), self.commands_in(asker.words)?, &call);
        if records {
            discord::records(&mut reply);
        }
        reply.offset = offset;
        Some(reply)
    }

    /// The map of all records of a list.
    pub(super) fn map(&self, records: &Reply, asker: Asker<'_>) -> Option<Attachment> {
        let viewer = Viewer::reader(asker.paid);
        attached::picture(&self.engine.speaking(asker.words), &self.pictures, records, viewer)
    }

    /// The same as a table.
    pub(super) fn csv(&self, records: &Reply, asker: Asker<'_>) -> Option<Attachment> {
        attached::table(&self.engine.speaking(asker.words), records, Viewer::reader(asker.paid))
    }

    /// The commands in its own words.
    pub(super) fn commands(&self) -> impl Iterator<Item = &str> {
        self.tables.first().map_or(&[][..], Table::commands).iter().map(|spec| spec.name.as_str())
    }

    /// The languages that it can answer in, its own first.
    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| table.words().language())
    }

    /// The article of this hash.
    pub(super) fn article_of_hash(&self, hash: u64) -> Option<&str> {
        self.engine.ids_hashed(hash, ARTICLE_BITS).next()
    }

    /// What a list calls a subject; where it does not name it, the gazetteer does.
    pub(super) fn subject(&self, tracker: &str, key: &str) -> String {
        let records = self.engine.open_records();
        let own = records.iter().find(|(list, record)| list.id == tracker && record.subject.key() == key);
        own.map_or_else(
            || {
                let geoid = Geoid(key.to_owned());
                let known = Gazetteer::embedded().place(&geoid).is_some();
                if known { Gazetteer::embedded().label(&geoid) } else { key.to_owned() }
            },
            |(_, record)| record.subject.label().to_owned(),
        )
    }

    /// The day of an article.
    pub(super) fn date_of(&self, article: &str) -> Option<Date> {
        Some(self.engine.archive().article(article)?.meta.date)
    }

    /// The day of the newest article.
    pub(super) fn newest(&self) -> Option<Date> {
        self.engine.newest(true)
    }

    /// Completions.
    pub(super) fn completions(&self, name: &str, option: &str, partial: &str, words: &Words) -> Vec<Choice> {
        let Some(table) = self.commands_in(words) else { return Vec::new() };
        match Completion::new(table, name, option, partial.to_owned()) {
            Ok(asked) => commands::complete(&self.engine, table, &asked),
            Err(_) => Vec::new(),
        }
    }

    /// What a person calls a value that a completion or a menu sent: a place by its name, an article by its title.
    pub(super) fn label(&self, value: &str) -> Option<String> {
        let geoid = Geoid(value.to_owned());
        if Gazetteer::embedded().place(&geoid).is_some() {
            return Some(Gazetteer::embedded().label(&geoid));
        }
        let article = self.engine.archive().article(value)?;
        (article.meta.audience == Audience::Everyone).then(|| article.meta.title.clone())
    }

    /// How many words an article has that shows only quotations; nothing for any other.
    pub(super) fn words_if_only_quoted(&self, article: &str) -> Option<usize> {
        let archive = self.engine.archive();
        let article = archive.article(article).filter(|article| article.meta.show == Show::Quote)?;
        Some(archive.paragraphs(&article).iter().map(|own| word_count(&own.paragraph.text)).sum())
    }

    /// The span that a reference names, where its article is as it was.
    pub(super) fn span(&self, reference: &Reference) -> Option<Span> {
        let article = self.article_of(reference)?;
        let start = reference.start as usize;
        let range = start..start + reference.length as usize;
        (revision_bits(&article.revision) == reference.revision).then(|| Span {
            article: article.meta.id.clone(),
            revision: article.revision.clone(),
            paragraph: reference.paragraph,
            range,
        })
    }

    /// The excerpt that a reference names, cut anew.
    pub(super) fn reopen(&self, reference: &Reference, paid: bool) -> Result<Excerpt, Lost> {
        let archive = self.engine.archive();
        let id = self.article_of_hash(reference.article).ok_or(Lost::Changed)?;
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
