//! Articles that their newsletter took back: a full export lacks them, or their page answered that it is gone on three days.
//! Their files lie in a folder that is not read, so nothing answers from them, until an editor forgets them or keeps them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::ArgMatches;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::corpus::import::addresses::host;
use crate::corpus::import::same::KnownArticles;
use crate::corpus::import::{Origin, Settled};
use crate::corpus::{self, FileKind};
use crate::domain::Article;

use super::super::files::Folder;
use super::super::{Locations, Settings, answer, indexing};
use super::bring::Document;
use super::forgotten::Forgotten;
use super::library::{Library, leniently};
use super::report::Report;
use super::revisions::cited_by;
use super::store::Store;

/// Where their files lie, inside the corpus folder.
const FOLDER: &str = "unpublished";

/// What is known of them, in the corpus folder; hidden, so no article is looked for in it.
const NAME: &str = ".unpublished.json";

/// On so many days a page must be gone.
const DAYS: usize = 3;

/// Where an export lacks more than one in so many articles, and more than these few, it is taken for a part; where as many
/// pages are gone, the site is taken to have moved.
const SHARE: usize = 5;
const FEW: usize = 3;

/// What is known of the articles that were taken back, or may have been.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::shell) struct Unpublished {
    articles: BTreeMap<String, State>,
    /// The article whose page was looked at last.
    #[serde(skip_serializing_if = "String::is_empty")]
    looked_at: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct State {
    /// The days on which its page was gone.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    gone: BTreeSet<Date>,
    /// Why it does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
    /// Whether an editor keeps it whatever becomes of its source.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    kept: bool,
}

/// The pages that are looked at next.
pub(super) struct Next {
    pub(super) pages: Vec<String>,
    /// The article that stands last in its turn.
    pub(super) last: Option<String>,
}

/// How the page of an article answered.
pub(super) struct Answered {
    pub(super) url: String,
    /// Whether it was gone (404 or 410).
    pub(super) gone: bool,
}

impl Unpublished {
    /// What was kept; nothing where it cannot be read.
    pub(in crate::shell) fn read(corpus: &Path) -> Unpublished {
        let kept = fs::read(corpus.join(NAME)).ok().and_then(|json| serde_json::from_slice(&json).ok());
        kept.unwrap_or_default()
    }

    /// The articles that do not answer, and why.
    pub(in crate::shell) fn out(&self) -> impl Iterator<Item = (&str, &str)> {
        self.articles.iter().filter_map(|(id, state)| Some((id.as_str(), state.out.as_deref()?)))
    }

    /// Keeps what is known.
    pub(super) fn keep(&self, store: &Store) -> anyhow::Result<()> {
        if *self == Unpublished::read(store.corpus()) {
            return Ok(());
        }
        Ok(store.write_now(NAME, &serde_json::to_string_pretty(self)?)?)
    }

    /// The pages of articles that are to be looked at next, at most so many: first those that were gone on another day, then
    /// those after the last one, then from the start.
    pub(super) fn next(&self, library: &Library, most: usize, today: Date) -> Next {
        let out = |id: &str| self.articles.get(id).is_some_and(|state| state.kept || state.out.is_some());
        let pages = library.known.pages().filter(|(id, _)| !out(id));
        let mut pages: Vec<(&str, &str)> = pages.collect();
        pages.sort_unstable();
        let after = pages.partition_point(|(id, _)| *id <= self.looked_at.as_str());
        // The index of a partition is no greater than the length.
        pages.rotate_left(after);
        let gone =
            |id: &str| self.articles.get(id).map(|state| &state.gone).filter(|gone| (1..DAYS).contains(&gone.len()));
        let (mut first, mut others): (Vec<_>, Vec<_>) = pages.into_iter().partition(|(id, _)| gone(id).is_some());
        first.retain(|(id, _)| gone(id).is_some_and(|gone| !gone.contains(&today)));
        first.truncate(most);
        others.truncate(most - first.len());
        let last = others.last().map(|(id, _)| (*id).to_owned());
        Next { pages: first.into_iter().chain(others).map(|(_, url)| url.to_owned()).collect(), last }
    }

    /// Notes up to where the pages were looked at.
    pub(super) fn looked_at(&mut self, last: Option<String>) {
        self.looked_at = last.unwrap_or_else(|| std::mem::take(&mut self.looked_at));
    }

    /// Takes the articles out of the answers whose pages answered today as they did, and those that are to leave them.
    pub(super) fn settle(
        &mut self,
        answered: Vec<Answered>,
        mut lacking: Vec<(String, String)>,
        (library, store): (&Library, Option<&mut Store>),
        at: &Locations,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        let mut store = store;
        for Answered { url, gone } in answered {
            let Some(id) = library.known.at_url(&url) else { continue };
            let Some(why) = self.answered(id, gone, answer::today()) else { continue };
            let out = self.articles.values().filter(|state| state.gone.len() >= DAYS).count();
            if out > FEW && out * SHARE > library.known.pages().count() {
                report.conflicts.push(format!(
                    "{id}: {why}, and so were more than one page in {SHARE}: its site has moved, it seems; it stays"
                ));
            } else {
                lacking.push((id.to_owned(), why));
            }
        }
        for (id, why) in lacking {
            self.take_out((&id, why), library, store.as_deref_mut(), at, report)?;
        }
        store.map_or(Ok(()), |store| self.keep(store))
    }

    /// Notes how an article's page answered today; why the article is to leave the answers, if it is.
    fn answered(&mut self, id: &str, gone: bool, today: Date) -> Option<String> {
        if !gone {
            if let Some(state) = self.articles.get_mut(id) {
                state.gone.clear();
            }
            return None;
        }
        let state = self.articles.entry(id.to_owned()).or_default();
        state.gone.insert(today);
        (state.gone.len() >= DAYS).then(|| format!("its page was gone on {DAYS} days, last on {today}"))
    }

    /// Takes an article out of the answers, unless an editor keeps it or records cite it.
    fn take_out(
        &mut self,
        (id, why): (&str, String),
        library: &Library,
        store: Option<&mut Store>,
        at: &Locations,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        let decided = self.articles.get(id).is_some_and(|state| state.kept || state.out.is_some());
        let Some(file) = library.place(id).filter(|_| !decided) else { return Ok(()) };
        let cited = cited_by(at, id)?;
        if !cited.is_empty() || file_of(id, file).is_none() {
            report.conflicts.push(format!("{id}: {why}; it stays, since records cite it or it stands among others"));
            return Ok(());
        }
        let name = file.rsplit('/').next().unwrap_or(file);
        report.unpublished.push(match store {
            Some(store) => {
                store.set_aside(file, &format!("{FOLDER}/{name}"))?;
                format!("{id}: {why}: it answers no more; keep {id} brings it back, import --prune forgets it")
            }
            None => format!("{id}: {why}: it would answer no more"),
        });
        self.articles.entry(id.to_owned()).or_default().out = Some(why);
        Ok(())
    }

    /// Brings back what its own sources bring again, and leaves out of the documents what only letters in readers' hands
    /// and whoever repeats still have. Without a store nothing moves, and it is told what would.
    pub(super) fn returning(
        &mut self,
        documents: &mut [Document],
        library: &mut Library,
        mut store: Option<&mut Store>,
        settled: &Settled,
        report: &mut Report,
    ) -> anyhow::Result<()> {
        let corpus = library.corpus().to_owned();
        let mut known = KnownArticles::default();
        for article in self.out().filter_map(|(id, _)| held_out(&corpus, id)).map(|(_, article)| article) {
            known.add(&article);
        }
        for document in documents {
            let mut kept = Vec::new();
            for draft in std::mem::take(&mut document.drafts) {
                let Some(id) = known.find(&draft, &|_| false).map(str::to_owned) else {
                    kept.push(draft);
                    continue;
                };
                if matches!(draft.origin, Origin::Mail | Origin::Feed) {
                    report.left_out.push(format!("{}: was unpublished; keep {id} brings it back", draft.title));
                    continue;
                }
                if let Some(state) = self.articles.get_mut(&id).filter(|state| state.out.is_some())
                    && let Some((file, _)) = held_out(&corpus, &id)
                {
                    *state = State { kept: state.kept, ..State::default() };
                    let (lies_at, back) = (format!("{FOLDER}/{file}"), format!("articles/{file}"));
                    if let Some(store) = store.as_deref_mut() {
                        store.set_aside(&lies_at, &back)?;
                        // What moved is known to have, whatever becomes of the import.
                        self.keep(store)?;
                        library.take_file(&back, settled);
                        report.notes.push(format!("{id}: its source has it again: it answers again"));
                    } else {
                        library.take_file_from(&lies_at, &back, settled);
                        report.notes.push(format!("{id}: its source has it again: it would answer again"));
                    }
                }
                kept.push(draft);
            }
            document.drafts = kept;
        }
        Ok(())
    }
}

/// The articles that full exports among the documents lack, and why they are taken for that.
pub(super) fn lacking(library: &Library, documents: &[Document], report: &mut Report) -> Vec<(String, String)> {
    let mut lacking = Vec::new();
    for document in documents.iter().filter(|document| document.is_export()) {
        let newest = document.drafts.iter().filter_map(|draft| draft.date).max();
        let there: BTreeSet<&str> =
            document.drafts.iter().filter_map(|draft| library.known.find(draft, &|_| false)).collect();
        let hosts: BTreeSet<String> = document.drafts.iter().filter_map(|draft| host(draft.url.as_deref()?)).collect();
        // What is newer than the export came after it.
        let before = library.known.exported(&hosts).filter(|(_, date)| *date <= newest);
        let missing: Vec<&str> = before.map(|(id, _)| id).filter(|id| !there.contains(id)).collect();
        let why = format!("a full export of {} lacks it", hosts.iter().cloned().collect::<Vec<_>>().join(", "));
        if missing.len() > FEW && missing.len() * SHARE > there.len() + missing.len() {
            report.notes.push(format!(
                "{} articles are not in this export, which is taken for a part: they stay",
                missing.len()
            ));
        } else {
            lacking.extend(missing.into_iter().map(|id| (id.to_owned(), why.clone())));
        }
    }
    lacking
}

/// The name of an article's own file, if it is one.
fn file_of<'a>(id: &str, path: &'a str) -> Option<&'a str> {
    let name = path.strip_prefix("articles/")?;
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".jsonl"))?;
    (stem == id).then_some(name)
}

/// An article that does not answer, and the name of its file.
fn held_out(corpus: &Path, id: &str) -> Option<(String, Article)> {
    let folder = Folder(corpus.to_owned());
    [("md", FileKind::Markdown), ("jsonl", FileKind::Archive)].into_iter().find_map(|(ending, kind)| {
        let (name, path) = (format!("{id}.{ending}"), format!("{FOLDER}/{id}.{ending}"));
        if !corpus.join(&path).is_file() {
            return None;
        }
        let article = leniently(&corpus::Defaults::default(), |rules| {
            corpus::items_of(&folder, rules, &path, kind)
                .flatten()
                .find_map(|item| Some(item.parse(rules).ok()?.article))
        });
        article.map(|article| (name, article))
    })
}

/// `pullquote import --prune`: forgets every article that does not answer any more; dry, it only says which.
pub(super) fn prune(at: &Locations, dry_run: bool) -> anyhow::Result<ExitCode> {
    if dry_run {
        for (id, why) in Unpublished::read(&at.corpus).out() {
            anstream::println!("would be forgotten: {id}: {why}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let store = Store::open(&at.corpus)?;
    let (mut unpublished, mut forgotten) = (Unpublished::read(&at.corpus), Forgotten::read(&at.corpus));
    let ids: Vec<String> = unpublished.out().map(|(id, _)| id.to_owned()).collect();
    for id in &ids {
        let held = held_out(&at.corpus, id);
        if let Some((_, article)) = &held {
            forgotten.add(&article.meta);
            forgotten.keep(&store)?;
        }
        let history = at.corpus.join("history").join(id);
        if history.is_dir() {
            fs::remove_dir_all(&history)?;
        }
        if let Some((file, _)) = &held {
            fs::remove_file(at.corpus.join(FOLDER).join(file))?;
        }
        unpublished.articles.remove(id);
        unpublished.keep(&store)?;
        anstream::println!("forgotten: {id}");
    }
    drop(store);
    // What was deleted stays in an index that is only brought up to date.
    if !ids.is_empty() {
        let _done = indexing::update(at, true, anstream::stdout().lock())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `pullquote keep ID`.
pub(in crate::shell) fn keep(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let id = super::revisions::id(own)?;
    let mut store = Store::open(&at.corpus)?;
    let mut unpublished = Unpublished::read(&at.corpus);
    let held = held_out(&at.corpus, id);
    match &held {
        Some((file, _)) => store.set_aside(&format!("{FOLDER}/{file}"), &format!("articles/{file}"))?,
        None => {
            let settings = Settings::read(&at.settings())?;
            let settled = Settled { defaults: settings.publication.defaults(), ..Settled::default() };
            let library = Library::read(Folder(at.corpus.clone()), &settled);
            library.place(id).with_context(|| format!("no article has the id {id:?}"))?;
        }
    }
    unpublished.articles.insert(id.to_owned(), State { kept: true, ..State::default() });
    unpublished.keep(&store)?;
    drop(store);
    anstream::println!("kept: {id}");
    Ok(match indexing::update(at, false, anstream::stdout().lock())? {
        indexing::Outcome::Done | indexing::Outcome::Busy => ExitCode::SUCCESS,
        indexing::Outcome::Failed => ExitCode::FAILURE,
    })
}
