//! The commands, a file each, and the registry that everything else derives from: decoding, help, completion, the
//! terminal's subcommands, what Discord registers.
//!
//! A command's file declares its name, its options and their limits, decodes them into a value of its own and answers it. To
//! add one, add its file, and its line to `REGISTRY`.

mod about;
mod arguments;
mod article;
mod articles;
mod ask;
mod complete;
mod error;
mod examples;
mod help;
mod json;
mod jurisdictions;
mod listing;
mod options;
mod people;
mod said;
mod search;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod tracker;
mod typed;

use std::fmt;
use std::sync::Arc;

use crate::engine::{Engine, Request, phrasing};
use crate::reply::{Part, Reply, Verdict};

pub use about::About;
pub use arguments::{Arguments, Checked, Value};
pub use article::Article;
pub use articles::Articles;
pub use ask::Ask;
pub use complete::{Completion, complete};
pub use error::{RequestError, RequestErrorKind};
pub use help::Help;
pub use json::{Envelope, Line, decode};
pub use jurisdictions::Jurisdictions;
pub use options::{ChoiceSpec, Completer, Declared, OptionKind, OptionSpec, PeriodEdge, text};
pub use people::People;
pub use said::Said;
pub use search::Search;
pub use source::{SOURCE, Source};
pub use table::{CommandSpec, Table, TableError};
pub use tracker::Tracker;
pub use typed::{decode_typed, fill_typed, open_option};

/// Every built-in command, in the order that help shows.
const REGISTRY: &[&Module] = &[
    &ask::MODULE,
    &said::MODULE,
    &people::MODULE,
    &search::MODULE,
    &source::MODULE,
    &jurisdictions::MODULE,
    &articles::MODULE,
    &article::MODULE,
    &about::MODULE,
    &help::MODULE,
];

/// What a command's file declares.
struct Module {
    /// Its name: `said`.
    name: &'static str,
    /// The key of what it does.
    about: &'static str,
    /// Its options, required ones first.
    options: &'static [OptionSpec],
    /// The key of calls that show it, as typed, one a line.
    examples: Option<&'static str>,
    /// Where it exists.
    fronts: &'static [Front],
    /// Reads its options.
    decode: Decode,
}

/// Reads checked options as a command.
pub type Decode = fn(&mut Arguments<'_>) -> Result<Arc<dyn Command>, RequestError>;

/// Where commands are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Front {
    /// As slash commands.
    Discord,
    /// In the chat, and as subcommands.
    Terminal,
    /// As JSON.
    Batch,
}

/// The fronts of a command that exists on all of them.
const EVERYWHERE: &[Front] = &[Front::Discord, Front::Terminal, Front::Batch];

/// A command with its options decoded, which answers itself.
pub trait Command: fmt::Debug + Send + Sync {
    /// The answer.
    fn answer(&self, context: &Context<'_>) -> Reply;

    /// The same command for one of the choices that its reply offered; where it says nothing, its leading option is
    /// given the choice and the others are dropped.
    fn picked(&self, _choice: &str) -> Option<Arc<dyn Command>> {
        None
    }

    /// Whether a reply of its own that finds nothing says that the archive does not know.
    fn asks_the_archive(&self, _engine: &Engine, _reply: &Reply) -> bool {
        false
    }
}

/// What a command answers from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The archive.
    pub engine: &'a Engine,
    /// The commands that there are.
    pub table: &'a Table,
    /// How it is asked.
    pub request: &'a Request,
}

/// A command as it was given, with what was wrong with it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The command.
    pub command: Arc<dyn Command>,
    /// How it is asked.
    pub request: Request,
    /// What was mended on the way: said in the reply's notes.
    pub notes: Vec<String>,
}

impl Call {
    /// A call for the first page, by somebody without special rights.
    pub fn new(command: impl Command + 'static) -> Self {
        Call { command: Arc::new(command), request: Request::default(), notes: Vec::new() }
    }
}

/// The day of the newest article that the asker may see, in words; none where there is none.
fn newest(engine: &Engine, paid: bool) -> Option<String> {
    let date = phrasing::date(engine, engine.newest(paid)?);
    Some(engine.words().say("reply.newest", &[("date", &date)]))
}

/// Answers a call. What was mended while it was decoded stands first in the reply's notes.
pub fn run(engine: &Engine, table: &Table, call: &Call) -> Reply {
    let Call { command, request, notes } = call;
    let engine = engine.answering(request);
    let mut reply = command.answer(&Context { engine: &engine, table, request });
    if reply.verdict == Verdict::NotFound {
        reply.excerpts.iter_mut().for_each(|excerpt| excerpt.part = Part::Nearest);
    }
    // Who is told that the archive does not know may look for what is newer than all that it has.
    if reply.verdict == Verdict::NotFound && reply.routed.is_none() && command.asks_the_archive(&engine, &reply) {
        reply.notes.extend(newest(&engine, request.viewer.paid));
    }
    reply.offset = request.page.offset;
    reply.notes.splice(0..0, notes.iter().cloned());
    if request.budget.has_cut() {
        reply.notes.push(engine.words().say("reply.cut", &[]));
    }
    reply
}
