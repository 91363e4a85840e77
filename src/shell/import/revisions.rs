//! Superseded revisions: kept beside the articles, listed, and taken out with their article.

use std::fs;
use std::io::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::ArgMatches;

use crate::corpus::{self, FileKind, Source};
use crate::domain::Article;
use crate::index::{IndexFolder, UpdateError};
use crate::render::terminal;

use super::super::files::Folder;
use super::super::indexing::{self, Outcome};
use super::super::{History, Locations, Settings};
use super::forgotten::Forgotten;
use super::library::leniently;
use super::store::Store;
use super::superseded::PAUSE;

/// How long forgetting waits for another process that updates the index, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(60);

/// Prints the article's revisions, the one that is served first.
pub(in crate::shell) fn log(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let id = id(own)?;
    let (file, article) = find(at, id)?;
    let mut lines = vec![format!("{}  served      {file}", article.revision())];
    for (name, changed) in History::of(&at.corpus).names(id) {
        let revision = name.split('-').next().unwrap_or(&name);
        lines.push(format!("{revision}  superseded  {changed}  history/{id}/{name}.md"));
    }
    let corrections = article.meta.corrections.iter();
    lines.extend(corrections.map(|correction| format!("corrected on {}: {}", correction.date, correction.text)));
    lines.extend(article.meta.provenance.iter().map(|line| format!("from {line}")));
    let mut out = anstream::stdout().lock();
    for line in lines {
        writeln!(out, "{}", terminal::safe(&line))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Removes the article and its history.
pub(in crate::shell) fn forget(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let id = id(own)?;
    let cited = cited_by(at, id)?;
    anyhow::ensure!(
        cited.is_empty(),
        "{id} is the evidence of records: take them out of their lists first\n{}",
        cited.join("\n")
    );
    let store = Store::open(&at.corpus)?;
    let folder = at.corpus.join("history").join(id);
    let found = find(at, id);
    match &found {
        Ok((file, article)) => {
            let (path, line) = file.split_once(':').unwrap_or((file, "1"));
            let own_file = path.ends_with(".md") || path == format!("articles/{id}.jsonl");
            anyhow::ensure!(own_file, "{id} stands in {path} on line {line}, among others: take the line out there");
            // Else the next fetch of its feed would bring it back.
            let mut forgotten = Forgotten::read(&at.corpus);
            forgotten.add(&article.meta);
            forgotten.keep(&store)?;
            // The article goes first: history without an article is served to nobody.
            fs::remove_file(at.corpus.join(path))?;
        }
        // An earlier try may have been killed half way.
        Err(error) if !folder.is_dir() => anyhow::bail!("{error}"),
        Err(_) => {}
    }
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    drop(store);
    let rebuilt = rebuild_without(at)?;
    let kept = IndexFolder::new(&at.index).open().is_ok_and(|archive| archive.article(id).is_some());
    anyhow::ensure!(!kept, "{}: the index still holds {id}; say forget {id} again", at.index.display());
    // Where that cannot be said, the index must not keep it.
    let _unheard = writeln!(anstream::stdout(), "forgotten: {id}");
    Ok(if rebuilt { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the index anew from the corpus as it is now: one that is only brought up to date keeps what was deleted on the
/// disk for a while. Whether there is one afterwards.
fn rebuild_without(at: &Locations) -> anyhow::Result<bool> {
    let (index, began) = (IndexFolder::new(&at.index), Instant::now());
    let mut discarded = false;
    loop {
        let busy = match indexing::update(at, true, anstream::stdout().lock())? {
            Outcome::Done => return Ok(true),
            Outcome::Busy => true,
            Outcome::Failed if discarded => return Ok(false),
            // The last good index would serve on what was forgotten. Without it there is room to build another; where
            // that fails too, answers come from the corpus.
            Outcome::Failed => match index.discard() {
                Ok(()) => {
                    discarded = true;
                    false
                }
                Err(UpdateError::Busy) => true,
                Err(error) => return Err(error.into()),
            },
        };
        // Who is at work may have read the article before it was taken out.
        if busy {
            anyhow::ensure!(
                began.elapsed() < PATIENCE,
                "{}: another process is updating the index, which still holds what was forgotten; say it again",
                at.index.display()
            );
            std::thread::sleep(PAUSE);
        }
    }
}

/// The records that cite an article, for a person to find. Without it their lists would not load, and nothing with them.
pub(super) fn cited_by(at: &Locations, id: &str) -> anyhow::Result<Vec<String>> {
    let folder = Folder(at.corpus.clone());
    let files = folder.files().with_context(|| at.corpus.display().to_string())?;
    let mut cited = Vec::new();
    for file in files.iter().filter(|file| FileKind::of(file) == Some(FileKind::Tracker)) {
        let path = at.corpus.join(file);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        // A list that is no TOML does not load anyway.
        let list: toml::Table = text.parse().unwrap_or_default();
        let records = list.get("record").and_then(toml::Value::as_array);
        for (at, record) in records.into_iter().flatten().enumerate() {
            let field = |name: &str| record.get(name).and_then(toml::Value::as_str);
            if field("article") == Some(id) {
                let subject = field("place").or_else(|| field("name")).unwrap_or_default();
                cited.push(format!("{file}: record[{at}]: {subject}"));
            }
        }
    }
    Ok(cited)
}

pub(super) fn id(own: &ArgMatches) -> anyhow::Result<&str> {
    let id = own.get_one::<String>("article").map(String::as_str).unwrap_or_default();
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    anyhow::ensure!(!id.starts_with('.') && !id.is_empty() && id.chars().all(fits), "{id:?} is not an article's id");
    Ok(id)
}

/// The article with this id, and where it stands.
fn find(at: &Locations, id: &str) -> anyhow::Result<(String, Article)> {
    let settings = Settings::read(&at.settings())?;
    let folder = Folder(at.corpus.clone());
    let found = leniently(&settings.publication.defaults(), |rules| {
        corpus::items(&folder, rules).flatten().find_map(|item| {
            let article = item.parse(rules).ok()?.article;
            (article.meta.id == id).then(|| (item.place(), article))
        })
    });
    found.ok_or_else(|| anyhow::anyhow!("no article has the id {id:?}"))
}
