//! What a command is: how its file declares it, how it is called, and the table that holds it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::engine::{Engine, Page, Request};
use crate::reply::Reply;
use crate::words::Words;

use super::arguments::{Arguments, closest, shown};
use super::error::{RequestError, RequestErrorKind};
use super::options::{EXPLAIN, LIMIT, OFFSET, OptionKind, OptionSpec, PAGING, description, usage};

/// For those who look after a server.
pub const PULLQUOTE: &str = "pullquote";
/// What is stored about whoever asks.
pub const PRIVACY: &str = "privacy";
/// What the answers in a thread rest on.
pub const SOURCES: &str = "sources";
/// What changed of late.
pub const DIGEST: &str = "digest";
/// The panel by which a server is set up.
pub const SETUP: &str = "setup";
/// How the bot stands.
pub const STATUS: &str = "status";
/// What readers could not find.
pub const REPORT: &str = "report";
/// What a reader follows.
pub const FOLLOW: &str = "follow";
/// The list of it.
pub const LIST: &str = "list";

/// What a command's file declares.
pub(super) struct Module {
    /// Its name: `said`.
    pub(super) name: &'static str,
    /// The key of what it does.
    pub(super) about: &'static str,
    /// Its options, required ones first.
    pub(super) options: &'static [OptionSpec],
    /// The key of calls that show it, as typed, one a line.
    pub(super) examples: Option<&'static str>,
    /// Where it exists.
    pub(super) fronts: &'static [Front],
    /// What it does, where that is not one thing.
    pub(super) actions: &'static [Action],
    /// Reads its options.
    pub(super) decode: Decode,
}

/// One of the things that a command does: `setup` of `/pullquote setup`.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// Its name.
    pub name: &'static str,
    /// The key of what it does.
    pub about: &'static str,
    /// Its options, required ones first. No other action of its command has one of the same name.
    pub options: &'static [OptionSpec],
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
    /// As JSON, a line each.
    Batch,
    /// As forms and pages.
    Web,
    /// As JSON over HTTP.
    Api,
    /// As tools of assistants, by the Model Context Protocol.
    Mcp,
}

impl Front {
    /// Whether programs ask there, which may not be given every article.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Front::Api | Front::Mcp)
    }
}

/// The fronts of a command that exists on all of them.
pub(super) const EVERYWHERE: &[Front] =
    &[Front::Discord, Front::Terminal, Front::Batch, Front::Web, Front::Api, Front::Mcp];

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

/// The commands of one open archive: the built-in ones and those that its trackers declare.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) commands: Vec<CommandSpec>,
    pub(super) words: Words,
    /// By command the examples that the archive answers, kept once they were tried.
    pub(super) answered: OnceLock<HashMap<String, Vec<String>>>,
}

/// One command.
#[derive(Debug, Clone)]
pub struct CommandSpec {
    /// Its name: `said`.
    pub name: String,
    /// What it does, in at most 100 characters.
    pub description: String,
    /// The key of the same, where it is the catalogue's and not a tracker's.
    pub about: Option<&'static str>,
    /// Its options, required ones first.
    pub options: &'static [OptionSpec],
    /// Calls that show it, as typed; `{who}` and the like stand for something of the archive.
    pub examples: Vec<String>,
    /// Where it exists.
    pub fronts: &'static [Front],
    /// What it does, where that is not one thing: each is called with its name behind the command's.
    pub actions: &'static [Action],
    /// Reads its options.
    pub decode: Decode,
}

impl CommandSpec {
    /// Whether it belongs to those who look after a server.
    pub fn is_for_moderators(&self) -> bool {
        self.name == PULLQUOTE
    }

    /// Whether it is the desk's, which keeps what it is told, and not the archive's.
    pub fn is_of_the_desk(&self) -> bool {
        [PULLQUOTE, PRIVACY, DIGEST, FOLLOW, SOURCES].contains(&self.name.as_str())
    }

    /// How it is called: `/said who [about]`; where it has actions, each of them.
    pub fn usage(&self) -> String {
        let action = |own: &Action| usage(&format!("{} {}", self.name, own.name), own.options);
        match self.actions {
            [] => usage(&self.name, self.options),
            actions => actions.iter().map(action).collect::<Vec<_>>().join(", "),
        }
    }

    /// Its options, and those of its actions.
    pub fn all_options(&self) -> impl Iterator<Item = &'static OptionSpec> + use<> {
        self.options.iter().chain(self.actions.iter().flat_map(|action| action.options))
    }

    /// Arguments of it, none of which is given yet; mistakes are told in these words.
    pub fn arguments<'a>(&'a self, words: &'a Words) -> Arguments<'a> {
        Arguments::new(words, &self.name, self.options)
    }

    /// The call that these arguments of it make, or what is missing or wrong.
    pub fn call(&self, mut given: Arguments<'_>) -> Result<Call, RequestError> {
        given.require()?;
        let default = Page::default();
        let page = Page {
            offset: given.take(&OFFSET)?.unwrap_or(default.offset),
            limit: given.take(&LIMIT)?.unwrap_or(default.limit),
        };
        let request = Request { page, explain: given.take(&EXPLAIN)?, ..Request::default() };
        let command = (self.decode)(&mut given)?;
        Ok(Call { command, request, notes: given.into_notes() })
    }

    /// The option that bare words fill: the first text.
    pub fn leading_option(&self) -> Option<&'static OptionSpec> {
        self.options.iter().find(|option| matches!(option.kind, OptionKind::Text { .. }))
    }
}

impl Module {
    pub(super) fn spec(&self, words: &Words) -> CommandSpec {
        let examples = self.examples.map(|key| words.say(key, &[])).unwrap_or_default();
        CommandSpec {
            name: self.name.to_owned(),
            description: description(&words.say(self.about, &[])),
            about: Some(self.about),
            options: self.options,
            examples: examples.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            fronts: self.fronts,
            actions: self.actions,
            decode: self.decode,
        }
    }
}

/// The error for a command that the table does not have.
pub(crate) fn unknown_command(table: &Table, name: &str) -> RequestError {
    let names = table.commands().iter().map(|command| command.name.as_str());
    let message = match closest(name, names.clone()) {
        Some(meant) => {
            table.words().say("request.unknown_command_meant", &[("command", &shown(name)), ("meant", &meant)])
        }
        None => {
            let all = names.collect::<Vec<_>>().join(", ");
            table.words().say("request.unknown_command", &[("command", &shown(name)), ("commands", &all)])
        }
    };
    RequestError::new(RequestErrorKind::UnknownCommand, message)
}

impl Table {
    /// The same with a command of the caller's own, in the place of one of its name.
    #[must_use]
    pub fn with(mut self, command: CommandSpec) -> Table {
        self.commands.retain(|own| own.name != command.name);
        self.commands.push(command);
        self
    }

    /// The commands that exist on a front.
    #[must_use]
    pub fn on(&self, front: Front) -> Table {
        let commands = self.commands.iter().filter(|command| command.fronts.contains(&front));
        Table { commands: commands.cloned().collect(), words: self.words.clone(), answered: OnceLock::new() }
    }

    /// Every command.
    pub fn commands(&self) -> &[CommandSpec] {
        &self.commands
    }

    /// The command of this name.
    pub fn command(&self, name: &str) -> Option<&CommandSpec> {
        self.commands.iter().find(|command| command.name == name)
    }

    /// The options that every command takes besides its own, in `batch` and in the terminal: `limit`, `offset`,
    /// `explain`. Discord has buttons for these.
    pub fn paging(&self) -> &'static [OptionSpec] {
        PAGING
    }

    /// The catalogue that it is worded by.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// An option that `command` takes, its own, one of its actions, or a common one.
    pub fn option(&self, command: &CommandSpec, name: &str) -> Option<&'static OptionSpec> {
        command.all_options().chain(PAGING).find(|option| option.name == name)
    }
}
