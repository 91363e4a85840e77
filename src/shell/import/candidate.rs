//! A single record for a list: checked as a corpus is, and added to the list's file.

use anyhow::Context as _;

use crate::corpus::import::records::{self, RecordRow};
use crate::corpus::{self, MemorySource, Problem};
use crate::domain::{Record, RecordSubject, Tracker};
use crate::engine::Engine;
use crate::words::Words;

use super::super::{Locations, Settings, indexing};
use super::records::{check, paragraphs};
use super::store::Store;

/// A record that somebody proposes.
#[derive(Debug, Clone, Copy)]
pub(in crate::shell) struct Candidate<'a> {
    /// Who or what, as it was written.
    pub(in crate::shell) subject: &'a str,
    /// The status, one of the list's own.
    pub(in crate::shell) status: &'a str,
    /// The article.
    pub(in crate::shell) article: &'a str,
    /// The article's words, once they are known.
    pub(in crate::shell) evidence: Option<&'a str>,
}

impl Candidate<'_> {
    fn row(&self) -> RecordRow {
        // A column called "place" is taken for a name where the list is of names.
        let mut fields = vec![("place", self.subject), ("status", self.status), ("article", self.article)];
        fields.extend(self.evidence.map(|evidence| ("evidence", evidence)));
        RecordRow::of(&fields)
    }

    /// Who or what it is about, or what is doubtful about it.
    pub(in crate::shell) fn subject_of(&self, tracker: &Tracker) -> Result<RecordSubject, String> {
        self.row().subject(tracker)
    }

    /// Whether the list says the same of the same already.
    pub(in crate::shell) fn is_held_by(&self, tracker: &Tracker) -> bool {
        let Ok(subject) = self.subject_of(tracker) else { return false };
        // Of the records of one subject the latest holds.
        let held = tracker.records.iter().filter(|record| record.subject.same(&subject));
        held.max_by_key(|record| record.since(tracker)).is_some_and(|record| record.status == self.status)
    }

    /// The record as the list's file holds it, or why it cannot stand there. It is read back by the corpus' own rules.
    pub(in crate::shell) fn toml(&self, tracker: &Tracker, engine: &Engine) -> Result<String, String> {
        let record = self.row().record(tracker, None, &|id| paragraphs(engine.archive(), id))?;
        let own = |held: &&Record| held.subject.same(&record.subject) && held.since(tracker) == record.since(tracker);
        if let Some(held) = tracker.records.iter().find(own) {
            let (subject, since) = (held.subject.label(), held.since(tracker));
            return Err(format!("it says of {subject} otherwise already, as of {since}: {}", held.status));
        }
        let block = records::toml(&record, &tracker.wording);
        let source = MemorySource::default().with("jurisdictions/list.toml", alone(tracker) + &block);
        let loaded = indexing::with_rules(engine.words(), &Settings::default(), |rules| corpus::load(&source, rules));
        // The article is the archive's, which was asked above.
        let missing = |problem: &Problem| matches!(problem, Problem::NoSuchArticle(_));
        match loaded.errors.into_iter().find(|error| !missing(&error.problem)) {
            Some(error) => Err(error.problem.to_string()),
            None => Ok(block),
        }
    }
}

/// A list's file without its records.
fn alone(tracker: &Tracker) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let subject = match tracker.subject {
        crate::domain::SubjectKind::Place => "place",
        crate::domain::SubjectKind::Name => "name",
    };
    let mut out = format!(
        "id = {}\ncommand = {}\nquestion = {}\ntitle = {}\ndate = {}\nsubject = \"{subject}\"\n",
        quoted(&tracker.id),
        quoted(&tracker.command),
        quoted(&tracker.question),
        quoted(&tracker.title),
        tracker.date
    );
    for status in &tracker.wording.statuses {
        let (name, wording) = (quoted(&status.name), quoted(&status.wording));
        let counts = status.counts_as.word();
        out.push_str(&format!("\n[[status]]\nname = {name}\nwording = {wording}\ncounts_as = \"{counts}\"\n"));
    }
    out
}

/// Adds a checked record to the file of a list, once; the file's name in the corpus.
pub(in crate::shell) fn add_record(
    at: &Locations,
    words: &Words,
    settings: &Settings,
    tracker: &str,
    block: &str,
) -> anyhow::Result<String> {
    let path = file_of(at, tracker)?;
    // Held from before the file is read: what another import writes is not lost.
    let store = Store::open(&at.corpus)?;
    let mut text = std::fs::read_to_string(at.corpus.join(&path)).with_context(|| path.clone())?;
    // A process that was killed may have written it, and nothing else.
    if text.contains(block) {
        return Ok(path);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(block);
    check(at, words, settings, &path, &text)?;
    store.write_now(&path, &text).with_context(|| format!("{path}: cannot be written"))?;
    Ok(path)
}

/// The file that holds a list: named after it, or any other whose id it is.
fn file_of(at: &Locations, tracker: &str) -> anyhow::Result<String> {
    let folder = at.corpus.join("jurisdictions");
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let Ok(name) = entry?.file_name().into_string() else { continue };
        if !name.ends_with(".toml") || name.starts_with('.') {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(&name)).with_context(|| name.clone())?;
        let id = text.parse::<toml::Table>().ok().and_then(|table| table.get("id")?.as_str().map(str::to_owned));
        if id.as_deref() == Some(tracker) {
            return Ok(format!("jurisdictions/{name}"));
        }
    }
    anyhow::bail!("no file of the corpus holds the list {tracker}")
}
