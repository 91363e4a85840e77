//! What is wrong with a corpus, said so that a person finds the place: file, line, field.

use std::fmt;

/// One thing that keeps a corpus from being loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct LoadError {
    /// The file, by its path inside the corpus folder.
    pub file: String,
    /// The line, from 1, where one is known.
    pub line: Option<u32>,
    /// The field, where the problem lies in one.
    pub field: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl LoadError {
    /// A problem with a whole file.
    pub fn of_file(file: &str, problem: Problem) -> Self {
        LoadError { file: file.to_owned(), line: None, field: None, problem }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, &self.file, self.line)?;
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}", self.problem)
    }
}

/// Something that loading mended or could not tell: worth a look, no reason to refuse the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadNote {
    /// The file, by its path inside the corpus folder.
    pub file: String,
    /// The line, from 1, where one is known.
    pub line: Option<u32>,
    /// What was noticed.
    pub remark: Remark,
}

impl fmt::Display for LoadNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_place(f, &self.file, self.line)?;
        write!(f, "{}", self.remark)
    }
}

fn write_place(f: &mut fmt::Formatter<'_>, file: &str, line: Option<u32>) -> fmt::Result {
    match line {
        Some(line) => write!(f, "{file}:{line}: "),
        None => write!(f, "{file}: "),
    }
}

/// What a [`LoadNote`] says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// The bytes were not UTF-8.
    #[error("not utf-8: read as {0}")]
    Encoding(&'static str),
    /// There is nothing under the title.
    #[error("the article has no body")]
    NoBody,
    /// A paragraph without a visible character; it keeps its number.
    #[error("paragraph {0} is empty")]
    EmptyParagraph(u32),
    /// A block quotation that neither an attribution nor the line before it gives to anybody.
    #[error("paragraph {0} is quoted, but from whom is not clear: end the quotation with a line like `> — Reuters`")]
    UnclearSource(u32),
    /// A link whose words are not in its paragraph.
    #[error("paragraph {0} does not have the words {1:?} that a link is on: the link is dropped")]
    LooseLink(u32, String),
    /// A tracker that knows nothing.
    #[error("the tracker has no records")]
    NoRecords,
}

/// What a [`LoadError`] says. Callers that branch do so on this, never on the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A file or a line of an archive over the limit.
    #[error("longer than {limit} bytes", limit = .0)]
    TooLong(u64),
    /// An archive in UTF-16, whose lines cannot be told apart byte by byte.
    #[error("utf-16: save the archive as utf-8")]
    Utf16Archive,
    /// A Markdown file that does not open with `+++`.
    #[error("no front matter: the first line must be +++")]
    NoFrontMatter,
    /// Front matter without an end.
    #[error("front matter without an end: a second line +++ must close it")]
    OpenFrontMatter,
    /// An attribution line that nothing quoted stands above.
    #[error("an attribution without a quotation above it")]
    LoneAttribution,
    /// Not TOML.
    #[error("not toml: {0}")]
    NotToml(String),
    /// Not JSON.
    #[error("not json: {0}")]
    NotJson(String),
    /// A required field is not there.
    #[error("missing")]
    Missing,
    /// A field that the format does not have, and the one that was perhaps meant.
    #[error("unknown field{}", suggestion(.0))]
    UnknownField(Option<&'static str>),
    /// The same field twice in one object.
    #[error("given twice")]
    GivenTwice,
    /// A value of another type.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// What the field holds.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A text without a visible character where one is needed.
    #[error("must not be empty")]
    Empty,
    /// Not a day of the calendar in the form 2018-01-24.
    #[error("not a date: {0:?} (year-month-day, such as 2018-01-24)")]
    NotADate(String),
    /// None of a closed list of words.
    #[error("must be {}, not {found:?}", one_of(.expected))]
    NotOneOf {
        /// The words.
        expected: &'static [&'static str],
        /// What stands there.
        found: String,
    },
    /// Not a web address.
    #[error("not a web address: {0:?} (it begins with https:// or http://)")]
    NotAnAddress(String),
    /// Not usable as an id.
    #[error(
        "not an id: {0:?} (letters, digits, hyphens, underscores and full stops, at most 200 bytes, not opening with a full stop)"
    )]
    NotAnId(String),
    /// Another article or tracker has the id already.
    #[error("{id:?} is already the id of {first}")]
    DuplicateId {
        /// The id.
        id: String,
        /// Where it stands first: `file:line`.
        first: String,
    },
    /// Not 2, 5, 7 or 10 digits.
    #[error("not a geoid: {0:?} (2 digits for a state, 5 for a county, 7 for a place, 10 for a county subdivision)")]
    NotAGeoid(String),
    /// A GEOID that the Census did not give to anything.
    #[error("no place has the geoid {0}")]
    NoSuchGeoid(String),
    /// A kind that the GEOID's length rules out.
    #[error("the geoid {geoid} cannot be a {kind}")]
    KindMismatch {
        /// The GEOID.
        geoid: String,
        /// The kind beside it.
        kind: String,
    },
    /// Two records of one tracker about the same subject.
    #[error("{subject:?} has a record already, on line {first}: a later one needs a date of its own")]
    DuplicateSubject {
        /// The subject.
        subject: String,
        /// The line of the first record.
        first: u32,
    },
    /// A status that the tracker does not have.
    #[error("{found:?} is none of its statuses: {}", .known.join(", "))]
    NoSuchStatus {
        /// What stands there.
        found: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// Not a colour.
    #[error("not a colour: {0:?} (such as #2463b8)")]
    NotAColour(String),
    /// A record that cites an article which is not in the corpus.
    #[error("no article has the id {0:?}")]
    NoSuchArticle(String),
    /// Evidence that does not stand, letter for letter, in one paragraph of the cited article.
    #[error("no paragraph of {article:?} holds these words: {evidence:?}")]
    EvidenceNotFound {
        /// The cited article.
        article: String,
        /// The words.
        evidence: String,
    },
    /// A command name that Discord or the command line would refuse.
    #[error(
        "no command can be named {0:?}: 1 to 32 lower-case letters, digits, hyphens or underscores, the first a letter or digit"
    )]
    RefusedCommand(String),
    /// A command name that pullquote has already.
    #[error("{0:?} is a name that pullquote has itself: give the command another")]
    ReservedCommand(String),
    /// Trackers of one command that are about different sorts of subject.
    #[error("/{command} is about {other}s in {first}: all trackers of a command share one subject")]
    MixedSubjects {
        /// The command.
        command: String,
        /// The sort that the first tracker is about.
        other: &'static str,
        /// The first tracker's file.
        first: String,
    },
    /// A place to fill that no headline has.
    #[error(
        "{{{0}}} is not filled in here: only {{subject}}, {{item}}, {{items}}, {{count}}, {{date}} and {{sender}} are"
    )]
    UnknownPlaceholder(String),
}

fn suggestion(meant: &Option<&'static str>) -> String {
    meant.map_or_else(String::new, |meant| format!(": did you mean {meant}?"))
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}
