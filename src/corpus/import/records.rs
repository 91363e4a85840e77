//! A table of records: the rows that a tracker is made of, and the place that each names. What leaves a doubt is told,
//! never decided.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{CountsAs, Record, RecordSubject, SubjectKind, Tracker, TrackerWording};
use crate::places::{Gazetteer, Matched, Understood};
use crate::text;

use super::dates::Days;

/// What a column can hold.
pub const FIELDS: [&str; 10] =
    ["place", "name", "aliases", "state", "geoid", "received", "status", "date", "article", "evidence"];

/// Which column holds what: a field of [`FIELDS`] to the column's name, in small letters.
pub type Columns = BTreeMap<String, String>;

/// A row of the table: its number, and its fields by the names of [`FIELDS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// The line of the table, from 1; the first holds the names of the columns.
    pub number: usize,
    pub(super) fields: BTreeMap<String, String>,
}

impl RecordRow {
    /// A row with these fields, by the names of [`FIELDS`].
    pub fn of(fields: &[(&str, &str)]) -> RecordRow {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        RecordRow { number: 1, fields }
    }

    /// Who or what the row is about, as a tracker takes it, or what is doubtful about it.
    pub fn subject(&self, tracker: &Tracker) -> Result<RecordSubject, String> {
        match tracker.subject {
            SubjectKind::Place => self.place(),
            SubjectKind::Name => self.name(),
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// What the row calls its subject.
    pub fn label(&self) -> &str {
        ["place", "name", "geoid"].into_iter().find_map(|field| self.field(field)).unwrap_or("no name")
    }

    /// What the row's own column of statuses says.
    pub fn status(&self) -> Option<&str> {
        self.field("status").or_else(|| self.field("received"))
    }

    /// What a plain yes or no in the row's column of statuses counts as.
    pub fn plain_answer(&self) -> Option<CountsAs> {
        self.status().map_or(Some(CountsAs::Yes), answer)
    }

    /// What the column of statuses says, where that is more than yes or no.
    pub fn own_status(&self) -> Option<&str> {
        self.field("status").filter(|cell| answer(cell).is_none())
    }

    /// The record of a tracker, or what is doubtful about it. `article` is cited where the row names none; `paragraphs`
    /// are the texts of an article.
    pub fn record(
        &self,
        tracker: &Tracker,
        article: Option<&str>,
        paragraphs: &dyn Fn(&str) -> Option<Vec<String>>,
    ) -> Result<Record, String> {
        let subject = self.subject(tracker)?;
        let (status, counts_as) = said(&tracker.wording, self.status())?;
        let day = |date: &str| {
            let day = Days::default().read(date).ok_or_else(|| format!("{date:?} is no date"))?;
            day.doubt(date).map_or(Ok(day.date), |doubt| Err(format!("{doubt}: write it as {}", day.date)))
        };
        let date = self.field("date").map(day);
        let date = date.transpose()?.filter(|date| *date != tracker.date);
        let article =
            self.field("article").or(article).ok_or("no article is cited: add a column, or say --article ID")?;
        let texts = paragraphs(article).ok_or_else(|| format!("no article has the id {article:?}"))?;
        let evidence = match self.field("evidence") {
            Some(words) if texts.iter().any(|text| text.contains(words)) => words.to_owned(),
            Some(_) => return Err(format!("the article {article} does not have these words of evidence")),
            // The name as the article writes it, where it stands in one paragraph alone.
            None => {
                let name = self.label();
                match texts.iter().filter(|text| text.contains(name)).count() {
                    1 => name.to_owned(),
                    0 => return Err(format!("the article {article} does not name it so, and no evidence is given")),
                    _ => {
                        return Err(format!("the article {article} names it in several paragraphs: give the evidence"));
                    }
                }
            }
        };
        Ok(Record { subject, status, counts_as, date, article: article.to_owned(), evidence })
    }

    fn name(&self) -> Result<RecordSubject, String> {
        let name = self.field("name").or_else(|| self.field("place")).ok_or("no name")?.to_owned();
        let aliases = self.field("aliases").unwrap_or_default().split([';', '|']).map(str::trim);
        Ok(RecordSubject::Name {
            name,
            aliases: aliases.filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
        })
    }

    /// The place, if there is one that is meant.
    fn place(&self) -> Result<RecordSubject, String> {
        let gazetteer = Gazetteer::embedded();
        let place = self.label().to_owned();
        if let Some(geoid) = self.field("geoid") {
            // Spreadsheets take leading zeros away; which they were, the length tells.
            let padded = [2, 5, 7, 10].into_iter().find(|digits| *digits >= geoid.len()).unwrap_or(geoid.len());
            let geoid = crate::domain::Geoid(format!("{geoid:0>padded$}"));
            let found = gazetteer.place(&geoid).ok_or_else(|| format!("no place has the GEOID {geoid}"))?;
            return Ok(RecordSubject::Place { place, geoid: found.geoid, kind: found.kind });
        }
        // The plain name of a state is the state, whatever towns bear it too. An abbreviation may be of something else.
        if self.field("state").is_none()
            && crate::places::normalize(&place).len() > 2
            && let Some(state) = gazetteer.state_named(&place).and_then(|state| gazetteer.place(&state))
        {
            return Ok(RecordSubject::Place { place, geoid: state.geoid, kind: state.kind });
        }
        let asked = match self.field("state") {
            Some(state) => format!("{place}, {state}"),
            None => place.clone(),
        };
        let resolved = gazetteer.resolve(&asked);
        // What the list's command takes a name for, the table means by it too.
        let meant: Vec<_> = resolved.likely().collect();
        let labels = |readings: &mut dyn Iterator<Item = &crate::domain::Geoid>| {
            readings.take(6).map(|geoid| format!("{} ({geoid})", gazetteer.label(geoid))).collect::<Vec<_>>().join("; ")
        };
        match (resolved.understood, meant.as_slice()) {
            (Understood::Places, [only]) if matches!(only.matched, Matched::Geoid | Matched::Name | Matched::Alias) => {
                Ok(RecordSubject::Place { place, geoid: only.place.geoid.clone(), kind: only.place.kind })
            }
            (Understood::Places, [only]) => {
                Err(format!("no place has this name; {} is near", labels(&mut [&only.place.geoid].into_iter())))
            }
            (_, []) => match resolved.readings.as_slice() {
                [] => Err("no place has this name".to_owned()),
                unlikely => {
                    let unlikely = labels(&mut unlikely.iter().map(|reading| &reading.place.geoid));
                    Err(format!("could be {unlikely}: name its state, or give the GEOID"))
                }
            },
            (_, several) => {
                let several = labels(&mut several.iter().map(|reading| &reading.place.geoid));
                Err(format!("could be {several}: name its state, or give the GEOID"))
            }
        }
    }
}

/// What a plain yes or no counts as.
fn answer(cell: &str) -> Option<CountsAs> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Some(CountsAs::Yes),
        "no" | "n" | "false" | "0" => Some(CountsAs::No),
        _ => None,
    }
}

/// The status that a cell stands for: one of the tracker's by name, or yes or no. Without a cell the table lists those that
/// did.
fn said(wording: &TrackerWording, cell: Option<&str>) -> Result<(String, CountsAs), String> {
    let counts = cell.map_or(Some(CountsAs::Yes), answer);
    let named = cell.and_then(|cell| {
        let same = |name: &str| name.to_lowercase() == cell.to_lowercase();
        wording.statuses.iter().find(|status| same(&status.name))
    });
    let counts = counts.or_else(|| by_verb(wording, cell?));
    match named.or_else(|| wording.first(counts?)) {
        Some(status) => Ok((status.name.clone(), status.counts_as)),
        None => {
            let known: Vec<&str> = wording.statuses.iter().map(|status| status.name.as_str()).collect();
            let cell = cell.unwrap_or_default();
            Err(format!("{cell:?} is neither yes nor no, nor one of the list's statuses: {}", known.join(", ")))
        }
    }
}

/// What a cell counts as that says the list's own verb: "joined", "did not join", "refused".
fn by_verb(wording: &TrackerWording, cell: &str) -> Option<CountsAs> {
    let words: Vec<String> = text::tokens(cell).map(|token| text::fold(token.text).replace('’', "'")).collect();
    let own = |word: &str| wording.verbs.iter().any(|verb| verb.forms.iter().any(|form| form == word));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["refused" | "declined"] => Some(CountsAs::No),
        [verb] if own(verb) => Some(CountsAs::Yes),
        [denial @ .., verb] if own(verb) && !denial.is_empty() => {
            let plain =
                |word: &&str| matches!(*word, "did" | "has" | "was" | "is" | "not" | "never") || word.ends_with("n't");
            let denied = denial.iter().any(|word| matches!(*word, "not" | "never") || word.ends_with("n't"));
            let counts = if denied { CountsAs::No } else { CountsAs::Yes };
            denial.iter().all(plain).then_some(counts)
        }
        _ => None,
    }
}

/// The record as a tracker's file holds it.
pub fn toml(record: &Record, wording: &TrackerWording) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let subject = match &record.subject {
        RecordSubject::Place { place, geoid, kind } => {
            format!("place = {}\ngeoid = \"{geoid}\"\nkind = \"{}\"\n", quoted(place), kind.word())
        }
        RecordSubject::Name { name, aliases } if aliases.is_empty() => format!("name = {}\n", quoted(name)),
        RecordSubject::Name { name, aliases } => {
            let aliases: Vec<String> = aliases.iter().map(|alias| quoted(alias)).collect();
            format!("name = {}\naliases = [{}]\n", quoted(name), aliases.join(", "))
        }
    };
    // The short form, which holds whatever the status is called.
    let short = wording.first(record.counts_as).is_some_and(|first| first.name == record.status);
    let status = match record.counts_as {
        CountsAs::Yes if short => "received = true\n".to_owned(),
        CountsAs::No if short => "received = false\n".to_owned(),
        _ => format!("status = {}\n", quoted(&record.status)),
    };
    let date = record.date.map(|date| format!("date = {date}\n")).unwrap_or_default();
    let (article, evidence) = (quoted(&record.article), quoted(&record.evidence));
    format!("\n[[record]]\n{subject}{status}{date}article = {article}\nevidence = {evidence}\n")
}
