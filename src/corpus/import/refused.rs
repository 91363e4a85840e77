//! Why a document, or one article of it, does not come in.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What was refused and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The document, or the article inside it, as a person would name it.
    pub what: String,
    /// Why.
    pub why: Refused,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.why)
    }
}

/// A reason to refuse. Callers that branch do so on this, never on the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Refused {
    /// More bytes than a document may have.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// More bytes once decoded than a document may have.
    #[error("larger than {0} bytes once decoded")]
    TooLargeDecoded(u64),
    /// Elements, tags or values inside each other beyond the limit.
    #[error("nested deeper than {0}")]
    TooDeep(usize),
    /// A mail of more parts than the limit.
    #[error("more than {0} parts")]
    TooManyParts(usize),
    /// An archive of more entries than the limit.
    #[error("more than {0} entries in the archive")]
    TooManyEntries(usize),
    /// An entry that inflates beyond what text does.
    #[error("{0:?} is compressed more than 200 times: not text")]
    Ratio(String),
    /// An entry whose name leads out of the archive, or that is no plain file.
    #[error("{0:?} is not a name that an export gives")]
    EntryName(String),
    /// A tag of more attributes than the limit.
    #[error("a tag of more than {0} attributes")]
    TooManyAttributes(usize),
    /// A page of more tags than the limit.
    #[error("more than {0} tags")]
    TooManyTags(usize),
    /// A document type that declares things.
    #[error("a document type with declarations of its own, which are not read")]
    Declarations,
    /// Not what its name or opening says.
    #[error("not readable as {format}: {problem}")]
    Malformed {
        /// What it was taken for.
        format: Cow<'static, str>,
        /// What the parser says.
        problem: String,
    },
    /// None of the formats that are read.
    #[error("not a format that can be imported")]
    UnknownFormat,
    /// No title.
    #[error("it has no title")]
    NoTitle,
    /// No day of publication.
    #[error("it does not say when it was published; say --date 2018-01-24")]
    NoDate,
    /// What it says for a day is none.
    #[error("its date {0:?} is not understood, or is not between 1900 and 2200; say --date 2018-01-24")]
    UnreadDate(String),
    /// No address, which the newsletter's own would tell.
    #[error("it does not say its address; say --site https://…")]
    NoAddress,
    /// No address, of a source that stands anywhere.
    #[error("it does not say its address; say --url https://…")]
    NoOwnAddress,
    /// An export without addresses, and no site to build them on.
    #[error("the export has no addresses: say --site https://…")]
    NoSite,
    /// A table without a column that was named, or that is needed.
    #[error("the table has no column {0:?}; say which it is with --column FIELD=COLUMN")]
    NoColumn(String),
    /// Nothing to read in it.
    #[error("no text was found in it")]
    NoText,
    /// Its server says that there is nothing any more (404, 410).
    #[error("not fetched: the server answered {0}")]
    Gone(u16),
    /// It could not be fetched.
    #[error("not fetched: {0}")]
    NotFetched(String),
    /// A parser panicked on it, and said this.
    #[error("its parser broke on it, which is a fault of the parser: {0}")]
    ParserBroke(String),
    /// The process that read it ended.
    #[error("reading it takes more memory than a document may")]
    ReaderEnded,
    /// The process that read it took too long.
    #[error("reading it takes longer than a document may")]
    TooSlow,
    /// The article that would be written is not one that loading takes.
    #[error("would not load again: {0}")]
    WouldNotLoad(String),
}

impl Refused {
    /// What a parser said, its first line, in small letters like the rest.
    pub(super) fn malformed(format: &'static str, problem: impl fmt::Display) -> Refused {
        Refused::Malformed {
            format: format.into(),
            problem: crate::corpus::toml_form::first_line_of(&problem.to_string()),
        }
    }
}
