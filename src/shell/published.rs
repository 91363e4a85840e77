//! The archive as everybody may ask it who is no member of a server: on pages, over HTTP, through assistants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::commands::{self, Arguments, Completion, Front, RequestError, RequestErrorKind, Table, Value};
use crate::domain::{Audience, Show, Tracker, without_text_fragment};
use crate::engine::receipt::Receipt;
use crate::engine::{Budget, Engine, Page, Request, Viewer, word_count};
use crate::index::{ArticleFilter, StoredArticle};
use crate::render::map::{Picture, Pictures};
use crate::render::openapi;
use crate::reply::{Choice, Corrected, Excerpt, RecordRow, Records, Reply, Row};
use crate::words::Words;

use super::answer::{guarded, internal, today, within};
use super::observability::spans;
use super::{History, Locations, Opened, Settings};

/// How long an answer may take unless it is said otherwise: a reader waits for it, and few are found at one time.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// Articles whose publishers are looked at.
const LOOKED_AT: usize = 50;

/// An archive that is open to everybody: nothing of it needs rights.
pub struct Published {
    engine: Engine,
    /// The same for programs, which may not be given every article; none where that cannot be read.
    programs: Option<Engine>,
    /// The commands of each front in the words of each language, the archive's own first.
    tables: Vec<(Front, Arc<Table>)>,
    /// How many words an article has that shows only quotations, once it was asked: to count them it is read whole.
    counted: Mutex<HashMap<String, usize>>,
    /// Who published all articles, where that is one.
    pub publisher: Option<String>,
    pictures: Pictures,
    history: History,
    patience: Duration,
    /// What the newsletter set.
    pub settings: Settings,
}

/// What a receipt names today.
#[derive(Debug, Clone, PartialEq)]
pub enum Receipted {
    /// It is no code.
    Unreadable,
    /// It names nothing that the archive holds: its article was taken out, or never was.
    Unknown,
    /// The article of this day may not be shown any more, or not to everybody.
    Closed(Date),
    /// The words stand as they stood.
    Stands(Box<Excerpt>),
    /// The article was corrected since.
    Corrected(Box<Corrected>),
    /// The article of this day was corrected, and what it said is not kept, or not shown any more.
    Replaced {
        /// The day of the article.
        date: Date,
        /// Its title.
        title: String,
        /// Its address.
        url: String,
    },
}

/// The records of a list that everybody may see.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The records.
    pub rows: Vec<RecordRow>,
    /// Remarks: that there are others, or that the time did not suffice.
    pub notes: Vec<String>,
    /// Whether the time did not suffice, so that something of them is missing.
    pub is_cut: bool,
}

impl Published {
    /// The archive that was opened in this folder.
    pub fn new(opened: &Opened, at: &Locations) -> Published {
        let engine = opened.engine.clone();
        let programs = engine.for_programs();
        let for_programs =
            programs.as_ref().map(|own| own.answering(&request(Front::Api, Budget::default())).public_trackers());
        let ways = [
            (engine.public_trackers(), &[Front::Web][..]),
            (for_programs.unwrap_or_default(), &[Front::Api, Front::Mcp][..]),
        ];
        let others = Words::shipped().iter().filter(|words| words.language() != engine.words().language());
        let mut tables = Vec::new();
        for words in std::iter::once(engine.words()).chain(others) {
            for (trackers, fronts) in &ways {
                // The trackers made a table before, in other words.
                let Ok(table) = Table::new(words, trackers) else { continue };
                tables.extend(fronts.iter().map(|front| (*front, Arc::new(table.on(*front)))));
            }
        }
        let (pictures, history) = (Pictures::default(), History::of(&at.corpus));
        let publisher = only_publisher(&engine);
        let (counted, settings) = (Mutex::default(), opened.settings.clone());
        let patience = PATIENCE;
        Published { engine, programs, tables, counted, publisher, pictures, history, patience, settings }
    }

    /// The same, but what takes this long is answered with what is at hand.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Published {
        Published { patience, ..self }
    }

    /// What answers.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What answers whoever comes through a front.
    fn engine_of(&self, front: Front) -> Option<&Engine> {
        if front.is_for_programs() { self.programs.as_ref() } else { Some(&self.engine) }
    }

    /// The catalogue of the first of these languages that there is one of; else the archive's own. Whoever set a language for
    /// the whole program is answered in it.
    pub fn words<'a>(&self, languages: impl Iterator<Item = &'a str>) -> &Words {
        let of =
            |language: &str| self.tables.iter().map(|(_, table)| table.words()).find(|words| words.is_of(language));
        let asked = languages.filter(|_| self.settings.language.is_none()).find_map(of);
        asked.unwrap_or_else(|| self.engine.words())
    }

    /// The commands of a front, in these words, with what was found out about their examples.
    pub fn table(&self, front: Front, words: &Words) -> Arc<Table> {
        let mut own = self.tables.iter().filter(|(own, _)| *own == front).map(|(_, table)| table);
        let first = own.clone().next();
        let kept = own.find(|table| table.words().language() == words.language()).or(first);
        kept.map_or_else(|| Arc::new(Table::builtin(words).on(front)), Arc::clone)
    }

    /// What one request may take, were it several steps.
    pub fn budget(&self) -> Budget {
        within(self.patience)
    }

    /// What a command answers there; every panic is an error of ours.
    pub fn run(
        &self,
        (front, words): (Front, &Words),
        command: &str,
        options: impl IntoIterator<Item = (String, Value)>,
    ) -> Result<Reply, RequestError> {
        self.pick((front, words), command, options, None, self.budget())
    }

    /// The same; with `picked` for one of the choices that its reply offered.
    pub fn pick(
        &self,
        (front, words): (Front, &Words),
        command: &str,
        options: impl IntoIterator<Item = (String, Value)>,
        picked: Option<&str>,
        budget: Budget,
    ) -> Result<Reply, RequestError> {
        let table = &*self.table(front, words);
        let spec = table.command(command).ok_or_else(|| commands::unknown_command(table, command))?;
        let mut arguments: Arguments<'_> = spec.arguments(table.words());
        for (option, value) in options {
            within_bounds(table, &option, &value)?;
            arguments.set(&option, value)?;
        }
        let mut call = spec.call(arguments)?;
        let Request { page, explain, .. } = call.request;
        call.request = Request { page, explain, ..request(front, budget) };
        if let Some(choice) = picked {
            call.command = match (call.command.picked(choice), spec.leading_option()) {
                (Some(narrowed), _) => narrowed,
                (None, Some(leading)) => {
                    let mut arguments = spec.arguments(table.words());
                    arguments.set(leading.name, Value::Text(choice.to_owned()))?;
                    spec.call(arguments)?.command
                }
                (None, None) => call.command,
            };
        }
        let start = Instant::now();
        let engine = self.engine_of(front).ok_or_else(|| internal(table))?.speaking(words);
        let mut reply = guarded(table, || commands::run(&engine, table, &call))?;
        spans::answered(&reply);
        reply.took_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(reply)
    }

    /// Completions for an option.
    pub fn complete(
        &self,
        (front, words): (Front, &Words),
        command: &str,
        option: &str,
        partial: String,
    ) -> Result<Vec<Choice>, RequestError> {
        self.complete_within((front, words), command, option, partial, self.budget())
    }

    /// The same as a step of a request, within what is left of its budget.
    pub fn complete_within(
        &self,
        (front, words): (Front, &Words),
        command: &str,
        option: &str,
        partial: String,
        budget: Budget,
    ) -> Result<Vec<Choice>, RequestError> {
        let table = self.table(front, words);
        let asked = Completion::new(&table, command, option, partial)?;
        let engine = self.engine_of(front).ok_or_else(|| internal(&table))?.answering(&request(front, budget));
        guarded(&table, || commands::complete(&engine, &table, &asked))
    }

    /// What a code names, by what may be shown today.
    pub fn receipt(&self, code: &str, front: Front) -> Receipted {
        let Some(receipt) = Receipt::parse(code) else { return Receipted::Unreadable };
        let articles = self.engine.articles_of(&receipt);
        articles.filter_map(|article| self.receipt_in(&receipt, &article, front)).next().unwrap_or(Receipted::Unknown)
    }

    fn receipt_in(&self, receipt: &Receipt, article: &Arc<StoredArticle>, front: Front) -> Option<Receipted> {
        let meta = &article.meta;
        let closed = !viewer(front).may_see(meta) || meta.show == Show::Cite;
        let stands = |excerpt: Excerpt| match !closed && !excerpt.text.is_empty() {
            true => Receipted::Stands(Box::new(excerpt)),
            false => Receipted::Closed(meta.date),
        };
        if let Some(excerpt) = self.engine.receipted(receipt, article) {
            return Some(stands(excerpt));
        }
        for (old, put_away) in self.history.revisions(&meta.id, |revision| receipt.is_of(revision)) {
            let Some(words) = receipt.words_of(&old) else { continue };
            if closed {
                return Some(Receipted::Closed(meta.date));
            }
            if let Some(excerpt) = self.engine.still_standing(article, receipt.paragraph, words) {
                return Some(stands(excerpt));
            }
            // What was closed to whoever asks is not opened by a correction.
            let corrected = viewer(front).may_see(&old.meta).then(|| {
                let range = receipt.start..receipt.end;
                self.engine.corrected(article, &old, put_away, receipt.paragraph, range)
            });
            return Some(
                corrected.flatten().map_or_else(|| replaced(article), |own| Receipted::Corrected(Box::new(own))),
            );
        }
        None
    }

    /// The article that a code names, where everybody may see it.
    pub fn article_of(&self, code: &str, front: Front) -> Option<Arc<StoredArticle>> {
        self.engine.articles_of(&Receipt::parse(code)?).find(|article| viewer(front).may_see(&article.meta))
    }

    /// The lists that everybody may see a record of.
    pub fn lists(&self) -> Vec<Tracker> {
        self.engine.public_trackers()
    }

    /// Every record of a list that everybody may see, and what is to be said of them.
    pub fn records(&self, (front, words): (Front, &Words), tracker: &Tracker) -> Recorded {
        let page = Page { offset: 0, limit: usize::MAX };
        let request = Request { page, all_rows: true, ..request(front, self.budget()) };
        let asked = Records { commands: vec![tracker.command.clone()], ..Records::default() };
        let Some(engine) = self.engine_of(front) else { return Recorded { is_cut: true, ..Recorded::default() } };
        let engine = engine.speaking(words).answering(&request);
        let reply = crate::engine::records::answer(&engine, &request, &asked);
        let own = |row| if let Row::Record(record) = row { Some(record) } else { None };
        let rows = reply.rows.into_iter().filter_map(own).filter(|record| record.tracker == tracker.id).collect();
        let is_cut = request.budget.has_cut();
        let mut notes = reply.notes;
        notes.extend(is_cut.then(|| words.say("reply.cut", &[])));
        Recorded { rows, notes, is_cut }
    }

    /// Leads records to the page of their article alone where that shows only quotations: for what shows no evidence, and
    /// counts none as shown, since the link would spell it out.
    pub fn without_fragments<'r>(&self, records: impl Iterator<Item = &'r mut RecordRow>) {
        for record in records {
            let article = self.engine.archive().article(&record.article);
            if article.is_none_or(|article| article.meta.show == Show::Quote) {
                record.url = without_text_fragment(&record.url).to_owned();
            }
        }
    }

    /// The map of a list; none where no place of it is on the map.
    pub fn map(&self, words: &Words, tracker: &Tracker, rows: &[RecordRow]) -> Option<Arc<Picture>> {
        self.pictures.picture(words, tracker, rows, self.engine.is_partial(tracker, Viewer::default()))
    }

    /// The article of this id, where everybody may see it.
    pub fn article(&self, id: &str, front: Front) -> Option<Arc<StoredArticle>> {
        self.engine.archive().article(id).filter(|article| viewer(front).may_see(&article.meta))
    }

    /// How many words an article has that shows only quotations; nothing for any other.
    pub fn words_if_only_quoted(&self, article: &str) -> Option<usize> {
        let archive = self.engine.archive();
        let article = archive.article(article).filter(|article| article.meta.show == Show::Quote)?;
        let counted = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let known = counted().get(&article.meta.id).copied();
        Some(known.unwrap_or_else(|| {
            let words = archive.paragraphs(&article).iter().map(|own| word_count(&own.paragraph.text)).sum();
            counted().insert(article.meta.id.clone(), words);
            words
        }))
    }
}

/// Refuses pages that are larger or further back than what is open to everybody bears.
fn within_bounds(table: &Table, name: &str, value: &Value) -> Result<(), RequestError> {
    let option = table.paging().iter().find(|option| option.name == name);
    let Some((min, max)) = option.and_then(openapi::bounds) else { return Ok(()) };
    let given = match value {
        Value::Integer(number) => Some(*number),
        Value::Text(typed) => typed.trim().parse().ok(),
        _ => None,
    };
    match given.filter(|number| *number > max) {
        Some(given) => {
            let fields: [(&str, &dyn std::fmt::Display); 4] =
                [("option", &name), ("given", &given), ("min", &min), ("max", &max)];
            let message = table.words().say("request.bad_integer", &fields);
            Err(RequestError { kind: RequestErrorKind::BadOption, message })
        }
        None => Ok(()),
    }
}

/// Who published all of the newest articles that everybody may see.
fn only_publisher(engine: &Engine) -> Option<String> {
    let filter = ArticleFilter { limit: LOOKED_AT, ..ArticleFilter::default() };
    let articles = engine.archive().articles(&filter).articles;
    let first = articles.first()?.meta.publisher.clone();
    articles.iter().all(|article| article.meta.publisher == first).then_some(first)
}

/// How whoever comes through a front is answered.
fn request(front: Front, budget: Budget) -> Request {
    Request { viewer: viewer(front), open: true, budget, today: Some(today()), ..Request::default() }
}

/// What whoever comes through a front may see: never what is for paying readers.
fn viewer(front: Front) -> Viewer {
    Viewer { paid: false, assistant: front.is_for_programs() }
}

fn replaced(article: &StoredArticle) -> Receipted {
    let meta = &article.meta;
    debug_assert!(meta.audience == Audience::Everyone);
    Receipted::Replaced { date: meta.date, title: meta.title.clone(), url: meta.url.clone() }
}
