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

/// How a status answers a tracker's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CountsAs {
    /// As yes.
    Yes,
    /// As no.
    No,
    /// As neither: "promised", "in committee".
    #[default]
    Neither,
}

impl CountsAs {
    /// The words that files and options use, in the order of [`CountsAs::ALL`].
    pub const WORDS: [&'static str; 3] = ["yes", "no", "neither"];
    /// Every one.
    pub const ALL: [CountsAs; 3] = [CountsAs::Yes, CountsAs::No, CountsAs::Neither];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            CountsAs::Yes => "yes",
            CountsAs::No => "no",
            CountsAs::Neither => "neither",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<CountsAs> {
        CountsAs::ALL.into_iter().find(|counts| counts.word() == word)
    }
}

/// What a record can say of its subject: "signed", "refused", "in committee".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The tracker's own word for it.
    pub name: String,
    /// The headline: "Yes. {subject} signed the pledge."
    pub wording: String,
    /// How it answers the question.
    pub counts_as: CountsAs,
    /// Its colour on the map, `#rrggbb`.
    pub colour: Option<String>,
}

/// A verb by which questions ask for what is tracked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verb {
    /// As the file gives it: "sign", "be sent", "opt out".
    pub phrase: String,
    /// All forms of its own word, in small letters: "sign", "signs", "signed", "signing".
    pub forms: Vec<String>,
    /// Whether it is done to the subjects: "be sent".
    pub passive: bool,
}

/// Which of its subjects a list is said to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Listed {
    /// All that have a record.
    #[default]
    All,
    /// Those that answer its question with yes; the others are records beside the list.
    Yes,
}

/// A tracker's own words. In a headline `{subject}`, `{item}`, `{items}`, `{count}`, `{date}` and `{sender}` are filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerWording {
    /// What its subjects did or did not do.
    pub verbs: Vec<Verb>,
    /// The statuses that its records have, in the order of the legend.
    pub statuses: Vec<Status>,
    /// Headline when there is no record: never worded as a denial.
    pub not_listed: String,
    /// What one item is called: "jurisdiction".
    pub item: String,
    /// What several are called: "jurisdictions".
    pub items: String,
    /// Which of its subjects a headline counts.
    pub listed: Listed,
}

impl TrackerWording {
    /// The status of this name.
    pub fn status(&self, name: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.name == name)
    }

    /// The first status that counts so.
    pub fn first(&self, counts: CountsAs) -> Option<&Status> {
        self.statuses.iter().find(|status| status.counts_as == counts)
    }
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
    /// The records, in file order. Of those of one subject the latest holds; the others are its history.
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

    /// Whether two records are about one subject.
    pub fn same(&self, other: &RecordSubject) -> bool {
        match (self.geoid(), other.geoid()) {
            (Some(one), Some(other)) => one == other,
            _ => self.label().to_lowercase() == other.label().to_lowercase(),
        }
    }

    /// What tells subjects apart: a GEOID, or a name in small letters.
    pub fn key(&self) -> String {
        self.geoid().map_or_else(|| self.label().to_lowercase(), ToString::to_string)
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
    /// The name of its status, one of the tracker's.
    pub status: String,
    /// How that status answers the question.
    pub counts_as: CountsAs,
    /// The day since which it holds, where that is not the day of the list.
    pub date: Option<Date>,
    /// The id of the article that holds the evidence.
    pub article: String,
    /// The exact words that say so.
    pub evidence: String,
}

impl Record {
    /// The day since which it holds: its own, or else that of its list.
    pub fn since(&self, tracker: &Tracker) -> Date {
        self.date.unwrap_or(tracker.date)
    }
}
