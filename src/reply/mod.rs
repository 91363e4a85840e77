//! A reply, free of any front: verdict, headline, excerpts with their citations, choices, and who may see it.
//!
//! Serialised, it is the machine contract's reply. Every offset is in bytes of the paragraph's text (UTF-8).

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{CountsAs, Geoid, Jurisdiction, JurisdictionKind};

mod excerpt;
mod row;
mod verified;

pub use excerpt::{AlsoCited, Corrected, DiffPart, DiffSide, Excerpt, FoundBy, Part, Why};
pub use row::{ArticleRow, CommandRow, EntryRow, ParagraphRow, RecordRow, Row};
pub use verified::{Comparison, Verified};

/// The closed outcome of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The record says yes.
    Yes,
    /// The record says no.
    No,
    /// The record says neither yes nor no, but something else: "promised", "in committee".
    Other,
    /// There is no record; nothing is said either way.
    NotListed,
    /// Several readings with different answers.
    Ambiguous,
    /// No such place is known.
    UnknownPlace,
    /// No such name is known.
    UnknownName,
    /// There are results.
    Found,
    /// There are none.
    NotFound,
    /// The archive denies what the question takes for granted.
    Contradicted,
    /// The words stand in the archive as they were given.
    Verbatim,
    /// The words stand in the archive, but not as they were given.
    Altered,
    /// The words stand in the archive as they were given, and are certainly another's.
    Misattributed,
    /// The words stand in the archive as they were given; whose they are is unclear there, or they are denied.
    Unattributed,
}

/// Who should see a reply, where the front can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Everyone in the channel, if the asker and the moderators agree.
    #[default]
    Public,
    /// Only the asker: it does little more than echo them, or shows paid words.
    Private,
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// The command that was asked for.
    pub command: String,
    /// Its outcome.
    pub verdict: Verdict,
    /// One line that says the outcome: a fixed template, filled in.
    pub headline: String,
    /// The place that was understood; `None` where several readings remain.
    pub place: Option<Jurisdiction>,
    /// What the record says, in the tracker's own word: "signed".
    pub status: Option<String>,
    /// Listed jurisdictions that contain the place or lie in it.
    pub related: Vec<Related>,
    /// The readings to choose from.
    pub choices: Vec<Choice>,
    /// The command that a question was handed to.
    pub routed: Option<String>,
    /// Remarks: what was understood, cut or left out.
    pub notes: Vec<String>,
    /// Items of the listing commands.
    pub rows: Vec<Row>,
    /// Verbatim slices, best first.
    pub excerpts: Vec<Excerpt>,
    /// How many there are before `offset` and `limit`.
    pub total: usize,
    /// Time taken, in microseconds.
    pub took_us: u64,
    /// How many of them were left out before the first that is here.
    #[serde(skip)]
    pub offset: usize,
    /// Who should see it.
    #[serde(skip)]
    pub visibility: Visibility,
    /// Of which list the headline speaks, as it says itself: a front may show these sentences of it smaller.
    #[serde(skip)]
    pub scopes: Vec<String>,
    /// The articles that the lists were made from, where a list says nothing of the subject.
    #[serde(skip)]
    pub sources: Vec<ArticleRow>,
    /// What the rows were narrowed to, so that further pages of them can be asked for.
    #[serde(skip)]
    pub listing: Option<Listing>,
    /// What lists say of the subject that it speaks of.
    #[serde(skip)]
    pub recorded: Vec<Recorded>,
}

/// What a list says of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The tracker.
    pub tracker: String,
    /// What tells the subject apart: a GEOID, or a name in small letters.
    pub subject: String,
    /// What the list says of it, in its own word; nothing where it does not name it.
    pub status: Option<String>,
    /// The article with the evidence; empty where there is none.
    pub article: String,
}

impl Reply {
    /// An empty reply with this outcome.
    pub fn new(command: &str, verdict: Verdict, headline: String) -> Self {
        Reply {
            command: command.to_owned(),
            verdict,
            headline,
            place: None,
            status: None,
            related: Vec::new(),
            choices: Vec::new(),
            routed: None,
            notes: Vec::new(),
            rows: Vec::new(),
            excerpts: Vec::new(),
            total: 0,
            took_us: 0,
            offset: 0,
            visibility: Visibility::Public,
            scopes: Vec::new(),
            sources: Vec::new(),
            listing: None,
            recorded: Vec::new(),
        }
    }

    /// The excerpts that are this part of the reply, best first.
    pub fn parts(&self, part: Part) -> impl Iterator<Item = &Excerpt> {
        self.excerpts.iter().filter(move |excerpt| excerpt.part == part)
    }
}

/// What the rows of a reply were narrowed to. It names filters alone, never a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// Records of lists.
    Records(Records),
    /// Articles, newest first.
    Articles {
        /// Naming one of these places, where there are any.
        places: Vec<Geoid>,
        /// Not before this day.
        from: Option<Date>,
        /// Not after this day.
        to: Option<Date>,
    },
    /// People who are quoted.
    People {
        /// Whom an article calls so.
        role: Option<String>,
        /// Not before this day.
        from: Option<Date>,
        /// Not after this day.
        to: Option<Date>,
    },
    /// The paragraphs of an article.
    Paragraphs {
        /// Its id.
        article: String,
    },
}

/// Which records of the lists are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// Those of the lists of these commands; of all lists without any.
    pub commands: Vec<String>,
    /// Those in this state: its postal abbreviation or name.
    pub state: Option<String>,
    /// Those of this kind.
    pub kind: Option<JurisdictionKind>,
    /// Those that answer their list's question so.
    pub counts_as: Option<CountsAs>,
    /// Those with one of these statuses, where only those are wanted.
    pub statuses: Option<Vec<String>>,
}

/// How a listed jurisdiction lies to the place that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The listed jurisdiction contains the place (King County, for Seattle).
    Contains,
    /// The listed jurisdiction lies in the place (West Palm Beach, for Florida).
    Within,
}

/// A listed jurisdiction near the one that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Its GEOID.
    pub geoid: Geoid,
    /// Its name without the state.
    pub name: String,
    /// How it lies.
    pub relation: Relation,
    /// What its record says, in the tracker's own word.
    pub status: String,
    /// Whether that counts as yes.
    pub received: bool,
}

/// One reading to choose from, or one completion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What to send back: GEOID, name or id.
    pub value: String,
    /// What to show: "Springfield, Ill."
    pub label: String,
}
