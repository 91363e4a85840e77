//! A tracker: a list of records that answers one question about its subjects, each with its evidence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Geoid, JurisdictionKind};

/// What a tracker's records are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// Places, resolved with the gazetteer.
    #[default]
    Place,
    /// Anything else with a name and aliases: companies, schools.
    Name,
}

/// A tracker's own words. `{subject}`, `{item}`, `{count}`, `{date}` and `{sender}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerWording {
    /// Headline when the record says yes: "Yes. {subject} received the letter."
    pub yes: String,
    /// Headline when the record says no.
    pub no: String,
    /// Headline when there is no record: never worded as a denial.
    pub not_listed: String,
    /// What one item is called: "jurisdiction".
    pub item: String,
    /// What several are called: "jurisdictions".
    pub items: String,
}

/// A list of records, loaded from one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracker {
    /// Unique in the archive.
    pub id: String,
    /// The slash command that it answers: `letter`.
    pub command: String,
    /// The question in words: "Did it receive the letter?"
    pub question: String,
    /// The list's name.
    pub title: String,
    /// The day that the list describes.
    pub date: Date,
    /// Who sent, signed or published what is tracked.
    pub sender: Option<String>,
    /// Places or names.
    pub subject: SubjectKind,
    /// Its wording.
    pub wording: TrackerWording,
    /// The records, in file order.
    pub records: Vec<Record>,
}

/// Who or what a record is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordSubject {
    /// A place.
    Place {
        /// As the article writes it: "Cook County, Ill."
        place: String,
        /// Its Census GEOID.
        geoid: Geoid,
        /// The kind of government that was meant.
        kind: JurisdictionKind,
    },
    /// Anything else.
    Name {
        /// As the article writes it.
        name: String,
        /// Other names that readers use.
        aliases: Vec<String>,
    },
}

impl RecordSubject {
    /// The subject as the article writes it.
    pub fn label(&self) -> &str {
        match self {
            RecordSubject::Place { place, .. } => place,
            RecordSubject::Name { name, .. } => name,
        }
    }

    /// The GEOID of a place.
    pub fn geoid(&self) -> Option<&Geoid> {
        match self {
            RecordSubject::Place { geoid, .. } => Some(geoid),
            RecordSubject::Name { .. } => None,
        }
    }
}

/// One entry of a tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Who or what it is about.
    pub subject: RecordSubject,
    /// Whether the evidence says yes (true) or no (false).
    pub received: bool,
    /// The id of the article that holds the evidence.
    pub article: String,
    /// The exact words that say so.
    pub evidence: String,
}
