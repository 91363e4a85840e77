//! What a person asked for, decoded: the one form in which every front hands a command to the engine.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;

use crate::domain::{CountsAs, JurisdictionKind, ParagraphKey};

/// A command with its options and what it may see.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The command.
    pub query: Query,
    /// Which part of the results.
    pub page: Page,
    /// What the asker may see.
    pub viewer: Viewer,
    /// Whether the reply says why each excerpt was chosen.
    pub explain: bool,
    /// What was wrong with the request and mended on the way: said in the reply's notes.
    pub notes: Vec<String>,
    /// How long the answer may take.
    pub budget: Budget,
}

impl Request {
    /// A request for the first page, by somebody without special rights.
    pub fn new(query: Query) -> Self {
        Request {
            query,
            page: Page::default(),
            viewer: Viewer::default(),
            explain: false,
            notes: Vec::new(),
            budget: Budget::default(),
        }
    }
}

/// How long an answer may take. The front knows the time and hands in a question to it, so that the engine needs no clock.
/// Without a limit an answer takes what it takes.
#[derive(Clone, Default)]
pub struct Budget(Option<Arc<Limit>>);

struct Limit {
    is_over: Box<dyn Fn() -> bool + Send + Sync>,
    spent: AtomicBool,
}

impl Budget {
    /// What lasts until this says that it is over.
    pub fn until(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Budget(Some(Arc::new(Limit { is_over: Box::new(is_over), spent: AtomicBool::new(false) })))
    }

    /// Whether what is at hand must be answered with. Asked in every loop that can be long; whoever is told so stops, and
    /// the reply says that it was cut.
    pub fn is_spent(&self) -> bool {
        self.0.as_ref().is_some_and(|limit| {
            let spent = limit.spent.load(Ordering::Relaxed) || (limit.is_over)();
            if spent {
                limit.spent.store(true, Ordering::Relaxed);
            }
            spent
        })
    }

    /// Whether anything was cut by it.
    pub fn has_cut(&self) -> bool {
        self.0.as_ref().is_some_and(|limit| limit.spent.load(Ordering::Relaxed))
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("limited", &self.0.is_some()).field("has_cut", &self.has_cut()).finish()
    }
}

/// Two requests that ask for the same are the same, however long each may take.
impl PartialEq for Budget {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Offset and limit, counted in excerpts, rows or choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out.
    pub offset: usize,
    /// How many to show at most.
    pub limit: usize,
}

impl Page {
    /// Results shown unless asked otherwise.
    pub const DEFAULT_LIMIT: usize = 5;
    /// The most that a batch may ask for.
    pub const MAX_LIMIT: usize = 1_000;
}

impl Default for Page {
    fn default() -> Self {
        Page { offset: 0, limit: Page::DEFAULT_LIMIT }
    }
}

/// The rights of the person who asks, as the front established them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewer {
    /// May see articles for paying readers.
    pub paid: bool,
}

/// A command of the table with its options decoded.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// A tracker's command: is this place (or name) on the list?
    Tracker {
        /// The command's name: `letter`.
        command: String,
        /// What was typed, or the value picked from the completions; without one the records are listed.
        subject: Option<String>,
    },
    /// What did somebody say?
    Said {
        /// A name or a role.
        who: String,
        /// What it must be about.
        about: Option<String>,
    },
    /// A question in plain words.
    Ask {
        /// The question.
        question: String,
        /// Rank the sentences of this article alone (id or title).
        article: Option<String>,
    },
    /// Full-text search.
    Search {
        /// Words, with the search syntax.
        query: String,
        /// Not before this day.
        from: Option<Date>,
        /// Not after this day.
        to: Option<Date>,
        /// Naming this place.
        place: Option<String>,
        /// With words of this person.
        who: Option<String>,
    },
    /// What in the archive is this text about?
    Source {
        /// A message, a claim or a quotation.
        text: String,
    },
    /// The records of the trackers.
    Jurisdictions {
        /// Postal abbreviation or name of a state.
        state: Option<String>,
        /// A kind of government.
        kind: Option<JurisdictionKind>,
        /// How the record answers its list's question.
        verdict: Option<CountsAs>,
    },
    /// The articles, newest first.
    Articles {
        /// Naming this place.
        place: Option<String>,
        /// Not before this day.
        from: Option<Date>,
        /// Not after this day.
        to: Option<Date>,
    },
    /// One article.
    Article {
        /// Id or title.
        title: String,
        /// Only this paragraph, with what stands around it.
        paragraph: Option<ParagraphKey>,
    },
    /// Whose words, whose data, which version.
    About,
    /// The commands, or one of them.
    Help {
        /// The command.
        command: Option<String>,
    },
}
