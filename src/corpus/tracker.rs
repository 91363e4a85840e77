//! Tracker files to trackers, checked against the articles that they cite.

use crate::domain::{CountsAs, Geoid, JurisdictionKind, Record, RecordSubject, SubjectKind, Tracker, TrackerWording};

use super::decode::{decode, with_plain_line_ends};
use super::error::{LoadError, LoadNote, Problem, Remark};
use super::fields::{Errors, FieldReader, Located};
use super::items::{listed, read_whole};
use super::rules::Rules;
use super::source::{FileKind, Source};
use super::toml_form;

/// The longest command name that Discord takes, in characters.
const LONGEST_COMMAND: usize = 32;

/// A tracker and where its records stand in its file, for checks that only the articles can decide.
#[derive(Debug)]
pub(super) struct TrackerFile {
    pub(super) file: String,
    pub(super) tracker: Tracker,
    lines: Vec<RecordLines>,
}

/// Where a record's fields stand: its place among all `[[record]]` tables of the file, from 0, and lines, from 1.
#[derive(Debug, Clone, Copy)]
struct RecordLines {
    at: usize,
    record: u32,
    article: u32,
    evidence: u32,
}

impl TrackerFile {
    /// A problem with the field `article` or `evidence` of the `index`th record of the tracker.
    pub(super) fn wrong(&self, index: usize, field: &str, problem: Problem) -> LoadError {
        let lines = self.lines.get(index);
        let line = lines.map(|lines| if field == "article" { lines.article } else { lines.evidence });
        let at = lines.map_or(index, |lines| lines.at);
        LoadError { file: self.file.clone(), line, field: Some(format!("record[{at}].{field}")), problem }
    }
}

/// Every tracker of a corpus, not yet compared with the articles that it cites.
#[derive(Debug, Default)]
pub(super) struct TrackerFiles {
    pub(super) files: Vec<TrackerFile>,
    pub(super) errors: Vec<LoadError>,
    pub(super) notes: Vec<LoadNote>,
}

/// Reads every tracker of the corpus. A folder that cannot be listed is told by whoever reads the articles.
pub(super) fn trackers(source: &dyn Source, rules: &Rules<'_>) -> TrackerFiles {
    let mut found = TrackerFiles::default();
    let Ok(files) = listed(source) else { return found };
    for (file, _) in files.into_iter().filter(|(_, kind)| *kind == FileKind::Tracker) {
        let bytes = match read_whole(source, &file) {
            Ok(bytes) => bytes,
            Err(error) => {
                found.errors.push(error);
                continue;
            }
        };
        let (text, encoding) = decode(&bytes);
        let text = with_plain_line_ends(text);
        let note = |remark| LoadNote { file: file.clone(), line: None, remark };
        found.notes.extend(encoding.map(Remark::Encoding).map(note));
        let mut errors = Errors::new(&file);
        let tracker = toml_form::read(&text, 1, &mut errors).and_then(|fields| {
            let mut reader = FieldReader::new(&mut errors, "", fields);
            let tracker = read(&mut reader, rules);
            reader.finish();
            tracker
        });
        let sound = errors.found.is_empty();
        found.errors.extend(errors.found);
        let Some((tracker, lines)) = tracker.filter(|_| sound) else { continue };
        if tracker.records.is_empty() {
            found.notes.push(note(Remark::NoRecords));
        }
        match beside(&tracker, &found.files) {
            Some((field, problem)) => {
                found.errors.push(LoadError { file, line: None, field: Some(field.to_owned()), problem });
            }
            None => found.files.push(TrackerFile { file, tracker, lines }),
        }
    }
    found
}

/// What keeps a tracker from standing beside those before it.
fn beside(tracker: &Tracker, others: &[TrackerFile]) -> Option<(&'static str, Problem)> {
    if let Some(first) = others.iter().find(|other| other.tracker.id == tracker.id) {
        return Some(("id", Problem::DuplicateId { id: tracker.id.clone(), first: first.file.clone() }));
    }
    let clashes =
        |other: &&TrackerFile| other.tracker.command == tracker.command && other.tracker.subject != tracker.subject;
    let first = others.iter().find(clashes)?;
    let other = match first.tracker.subject {
        SubjectKind::Place => "place",
        SubjectKind::Name => "name",
    };
    let (command, first) = (tracker.command.clone(), first.file.clone());
    Some(("subject", Problem::MixedSubjects { command, other, first }))
}

fn read(reader: &mut FieldReader<'_, '_>, rules: &Rules<'_>) -> Option<(Tracker, Vec<RecordLines>)> {
    let id = reader.text("id").and_then(|(id, line)| super::checked::checked_id(reader, id, line));
    let command = reader.text("command").and_then(|(command, line)| checked_command(reader, rules, command, line));
    let question = reader.text("question");
    let title = reader.text("title");
    let date = reader.date("date");
    let sender = reader.optional_name("sender");
    let subject =
        reader.word("subject", &["place", "name"], &[SubjectKind::Place, SubjectKind::Name]).unwrap_or_default();
    let asked = question.as_ref().map(|(question, _)| question.as_str()).unwrap_or_default();
    let wording = super::wording::read(reader, &rules.words, asked);
    let items = reader.list("record").unwrap_or_default();
    let mut records: Vec<Record> = Vec::with_capacity(items.len());
    let mut lines: Vec<RecordLines> = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let line = item.line;
        let Some((record, own)) = record(reader, at, item, subject, &wording, rules) else { continue };
        // A later record of a subject goes before an earlier one; of one day there is one.
        let same = |other: &Record| record.subject.same(&other.subject) && record.date.or(date) == other.date.or(date);
        match records.iter().zip(&lines).find(|(other, _)| same(other)) {
            Some((_, first)) => {
                let (subject, first) = (record.subject.label().to_owned(), first.record);
                reader.wrong(line, &format!("record[{at}]"), Problem::DuplicateSubject { subject, first });
            }
            None => {
                records.push(record);
                lines.push(own);
            }
        }
    }
    let tracker = Tracker {
        id: id?,
        command: command?,
        question: question?.0,
        title: title?.0,
        date: date?,
        sender,
        subject,
        wording,
        records,
    };
    Some((tracker, lines))
}

fn checked_command(reader: &mut FieldReader<'_, '_>, rules: &Rules<'_>, command: String, line: u32) -> Option<String> {
    let fits = |letter: char| letter == '-' || letter == '_' || letter.is_alphanumeric() && !letter.is_uppercase();
    let problem = if rules.reserved.contains(&command) {
        Problem::ReservedCommand(command)
    } else if command.chars().count() > LONGEST_COMMAND
        || !command.chars().all(fits)
        // On the command line a dash in front is a flag's.
        || !command.starts_with(char::is_alphanumeric)
    {
        Problem::RefusedCommand(command)
    } else {
        return Some(command);
    };
    reader.wrong(line, "command", problem);
    None
}

fn record(
    reader: &mut FieldReader<'_, '_>,
    at: usize,
    item: Located,
    kind: SubjectKind,
    wording: &TrackerWording,
    rules: &Rules<'_>,
) -> Option<(Record, RecordLines)> {
    let line = item.line;
    let mut inner = reader.inner(&format!("record[{at}]"), item)?;
    let subject = match kind {
        SubjectKind::Place => place(&mut inner, rules),
        SubjectKind::Name => {
            let name = inner.text("name").map(|(name, _)| name);
            let aliases = inner.texts("aliases");
            name.map(|name| RecordSubject::Name { name, aliases })
        }
    };
    let status = status(&mut inner, wording);
    let date = inner.optional_date("date");
    let article = inner.text("article");
    let evidence = inner.text("evidence");
    inner.finish();
    let ((article, article_line), (evidence, evidence_line)) = (article?, evidence?);
    let lines = RecordLines { at, record: line, article: article_line, evidence: evidence_line };
    let (status, counts_as) = status?;
    Some((Record { subject: subject?, status, counts_as, date, article, evidence }, lines))
}

/// What a record says: the name of a status, or `received = true | false` for the first that counts as yes or no.
fn status(inner: &mut FieldReader<'_, '_>, wording: &TrackerWording) -> Option<(String, CountsAs)> {
    let named = inner.optional_text("status");
    let known = || wording.statuses.iter().map(|status| status.name.clone()).collect();
    let (found, line, field, name) = match (named, inner.optional_truth("received")) {
        (Some((_, line)), Some(_)) => {
            inner.wrong(line, "status", Problem::GivenTwice);
            return None;
        }
        (Some((name, line)), None) => (wording.status(name.trim()), line, "status", name),
        (None, Some((received, line))) => {
            let counts = if received { CountsAs::Yes } else { CountsAs::No };
            (wording.first(counts), line, "received", received.to_string())
        }
        (None, None) => {
            inner.missing("status");
            return None;
        }
    };
    match found {
        Some(status) => Some((status.name.clone(), status.counts_as)),
        None => {
            inner.wrong(line, field, Problem::NoSuchStatus { found: name, known: known() });
            None
        }
    }
}

fn place(inner: &mut FieldReader<'_, '_>, rules: &Rules<'_>) -> Option<RecordSubject> {
    let place = inner.text("place").map(|(place, _)| place);
    let kind_text = inner.word("kind", &JurisdictionKind::WORDS, &JurisdictionKind::ALL);
    let geoid = inner.text("geoid").and_then(|(geoid, line)| {
        let problem = if !matches!(geoid.len(), 2 | 5 | 7 | 10) || !geoid.bytes().all(|byte| byte.is_ascii_digit()) {
            Problem::NotAGeoid(geoid)
        } else if !(rules.geoid_exists)(&Geoid(geoid.clone())) {
            Problem::NoSuchGeoid(geoid)
        } else if kind_text.is_some_and(|kind| !fits(kind, geoid.len())) {
            let kind = kind_text.map(JurisdictionKind::word).unwrap_or_default().to_owned();
            Problem::KindMismatch { geoid, kind }
        } else {
            return Some(Geoid(geoid));
        };
        inner.wrong(line, "geoid", problem);
        None
    });
    let (place, geoid) = (place?, geoid?);
    let kind = kind_text.unwrap_or(match geoid.0.len() {
        2 => JurisdictionKind::State,
        5 => JurisdictionKind::County,
        10 => JurisdictionKind::Town,
        _ => JurisdictionKind::City,
    });
    Some(RecordSubject::Place { place, geoid, kind })
}

/// Whether a GEOID of so many digits can be of this kind.
fn fits(kind: JurisdictionKind, digits: usize) -> bool {
    match kind {
        JurisdictionKind::State => digits == 2,
        JurisdictionKind::County => digits == 5,
        JurisdictionKind::City | JurisdictionKind::Cdp => digits == 7,
        JurisdictionKind::Town => matches!(digits, 7 | 10),
        JurisdictionKind::Consolidated => matches!(digits, 5 | 7),
    }
}
