//! A table of records to a tracker: sure rows are added to its file, doubtful ones are listed.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::ArgMatches;

use crate::corpus::import::records::{self, Columns, FIELDS, RecordRow};
use crate::corpus::import::{ImportOptions, Refusal};
use crate::corpus::{self, MemorySource, NoEarlier, Source, Stamp};
use crate::domain::{CountsAs, Record, Tracker};
use crate::index::Archive;
use crate::render::terminal;

use super::super::files::Folder;
use super::super::{Locations, indexing, opening};
use super::fetch::Rules;
use super::inputs;
use super::sources::Sources;
use super::store::Store;

#[derive(Default)]
struct Told {
    added: Vec<String>,
    unchanged: usize,
    conflicts: Vec<String>,
    doubtful: Vec<String>,
    skipped: Vec<String>,
}

/// Runs it.
pub(super) fn run(at: &Locations, own: &ArgMatches, id: &str, rules: Rules) -> anyhow::Result<ExitCode> {
    let said = |name: &str| own.get_one::<String>(name).map(String::as_str);
    let mut sources = Sources::new(rules, ImportOptions { records: Some(columns(own)?), ..ImportOptions::default() })?;
    let opened = opening::open(at)?;
    let archive = opened.engine.archive();
    let tracker = archive.trackers().iter().find(|tracker| tracker.id == id);
    let path = format!("jurisdictions/{id}.toml");
    let mut told = Told::default();
    let mut rows: Vec<(String, RecordRow)> = Vec::new();
    let named: Vec<String> = own.get_many::<String>("paths").into_iter().flatten().cloned().collect();
    let (named, skipped) = inputs::gather(&named)?;
    told.skipped = skipped;
    for input in named {
        match sources.read(&input) {
            Ok(reading) => {
                told.doubtful.extend(reading.refused.iter().map(ToString::to_string));
                let what = |row: &RecordRow| format!("{} row {}: {}", input.name(), row.number, row.label());
                rows.extend(reading.rows.into_iter().map(|row| (what(&row), row)));
            }
            Err(why) => told.doubtful.push(Refusal { what: input.name().to_owned(), why }.to_string()),
        }
    }
    let (mut text, tracker) = match tracker {
        Some(tracker) => {
            (std::fs::read_to_string(at.corpus.join(&path)).with_context(|| path.clone())?, tracker.clone())
        }
        None => {
            let text = header(id, said)?;
            let tracker = begun(&opened, &path, &text)?;
            let text = text + &statuses(&tracker, &rows);
            let tracker = begun(&opened, &path, &text)?;
            (text, tracker)
        }
    };
    let mut held: Vec<Record> = tracker.records.clone();
    for (what, row) in rows {
        match row.record(&tracker, said("article"), &|id| paragraphs(archive, id)) {
            Err(doubt) => told.doubtful.push(format!("{what}: {doubt}")),
            Ok(record) => {
                let same = |held: &&Record| {
                    held.subject.same(&record.subject) && held.since(&tracker) == record.since(&tracker)
                };
                match held.iter().find(same) {
                    Some(held) if held.status == record.status => told.unchanged += 1,
                    Some(_) => told.conflicts.push(format!("{what}: the list says otherwise already, and stays")),
                    None => {
                        text.push_str(&records::toml(&record, &tracker.wording));
                        told.added.push(what);
                        held.push(record);
                    }
                }
            }
        }
    }
    if !own.get_flag("dry-run") && !told.added.is_empty() {
        check(at, opened.engine.words(), &opened.settings, &path, &text)?;
        Store::open(&at.corpus)?.write_now(&path, &text).with_context(|| format!("{path}: cannot be written"))?;
        let _open = indexing::archive(at, opened.engine.words(), &opened.settings)?;
    }
    told.print(own.get_flag("json"))
}

fn columns(own: &ArgMatches) -> anyhow::Result<Columns> {
    let named = own.get_many::<String>("column").into_iter().flatten().map(|pair| {
        let (field, column) = pair.split_once('=').with_context(|| format!("--column {pair}: not FIELD=COLUMN"))?;
        anyhow::ensure!(FIELDS.contains(&field), "--column {pair}: {field} is none of {}", FIELDS.join(", "));
        Ok((field.to_owned(), column.trim().to_lowercase()))
    });
    named.collect()
}

/// The opening of a new tracker's file.
fn header<'a>(id: &str, said: impl Fn(&str) -> Option<&'a str>) -> anyhow::Result<String> {
    let need = |name: &str| said(name).with_context(|| format!("there is no list {id} yet: say --{name}, too"));
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = format!("id = {}\n", quoted(id));
    for name in ["command", "question", "title"] {
        out.push_str(&format!("{name} = {}\n", quoted(need(name)?)));
    }
    let date: jiff::civil::Date = need("date")?.parse().context("--date")?;
    out.push_str(&format!("date = {date}\n"));
    for name in ["sender", "subject", "item"] {
        if let Some(text) = said(name) {
            out.push_str(&format!("{name} = {}\n", quoted(text)));
        }
    }
    Ok(out)
}

/// What the table has besides yes and no becomes statuses of its own, and yes and no keep theirs beside them.
fn statuses(tracker: &Tracker, rows: &[(String, RecordRow)]) -> String {
    let own: Vec<&str> = rows.iter().filter_map(|(_, row)| row.own_status()).collect();
    if own.is_empty() {
        return String::new();
    }
    let plain = |counts: CountsAs| rows.iter().any(|(_, row)| row.plain_answer() == Some(counts));
    let kept = tracker.wording.statuses.iter().filter(|status| plain(status.counts_as));
    let mut names: Vec<&str> = kept.map(|status| status.name.as_str()).collect();
    for status in own {
        if !names.iter().any(|known| known.to_lowercase() == status.to_lowercase()) {
            names.push(status);
        }
    }
    names.iter().map(|name| format!("\n[[status]]\nname = {}\n", toml::Value::String((*name).to_owned()))).collect()
}

/// The tracker that a new file opens, without records yet.
fn begun(opened: &super::super::Opened, path: &str, text: &str) -> anyhow::Result<Tracker> {
    let source = MemorySource::default().with(path, text);
    let loaded = indexing::with_rules(opened.engine.words(), &opened.settings, |rules| corpus::load(&source, rules));
    match loaded.errors.first() {
        Some(error) => Err(anyhow::anyhow!("the list would not load: {error}")),
        None => loaded.trackers.into_iter().next().context("the list would not load"),
    }
}

pub(super) fn paragraphs(archive: &Archive, id: &str) -> Option<Vec<String>> {
    let article = archive.article(id)?;
    Some(archive.paragraphs(&article).iter().map(|paragraph| paragraph.paragraph.text.clone()).collect())
}

/// The corpus as it would be with a file in it.
struct With<'a> {
    folder: Folder,
    path: &'a str,
    text: &'a str,
}

impl Source for With<'_> {
    fn files(&self) -> io::Result<Vec<String>> {
        let mut files = self.folder.files()?;
        if !files.iter().any(|file| file == self.path) {
            files.push(self.path.to_owned());
        }
        Ok(files)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        if path == self.path { Ok(Box::new(self.text.as_bytes())) } else { self.folder.open(path) }
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        if path == self.path { None } else { self.folder.stamp(path) }
    }
}

/// A list with a mistake would keep the whole corpus from being served: it is not written.
pub(super) fn check(
    at: &Locations,
    words: &crate::words::Words,
    settings: &super::super::Settings,
    path: &str,
    text: &str,
) -> anyhow::Result<()> {
    let source = With { folder: Folder(at.corpus.clone()), path, text };
    let checked =
        indexing::with_rules(words, settings, |rules| corpus::stream(&source, rules, &NoEarlier, &mut |_, _| ()));
    match checked.errors.into_iter().find(|error| error.file == path) {
        Some(error) => Err(anyhow::anyhow!("the list would not load: {error}")),
        None => Ok(()),
    }
}

impl Told {
    fn print(&self, in_json: bool) -> anyhow::Result<ExitCode> {
        let mut out = io::stdout().lock();
        if in_json {
            let told = serde_json::json!({
                "added": self.added, "unchanged": self.unchanged, "conflicts": self.conflicts, "doubtful": self.doubtful,
                "left_out": self.skipped,
            });
            writeln!(out, "{told}")?;
        } else {
            let listed = [
                ("added", &self.added),
                ("conflict", &self.conflicts),
                ("doubtful", &self.doubtful),
                ("left out", &self.skipped),
            ];
            for (word, line) in listed.into_iter().flat_map(|(word, lines)| lines.iter().map(move |line| (word, line)))
            {
                writeln!(out, "{word}: {}", terminal::safe(line))?;
            }
            writeln!(
                out,
                "{} records added, {} unchanged, {} conflicts, {} doubtful",
                self.added.len(),
                self.unchanged,
                self.conflicts.len(),
                self.doubtful.len()
            )?;
        }
        out.flush()?;
        let nothing = self.added.is_empty() && self.unchanged == 0;
        Ok(if nothing && !self.doubtful.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
