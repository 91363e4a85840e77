//! The table: what commands there are and what they take.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::domain::Tracker;
use crate::words::Words;

use super::options::{EXPLAIN, LIMIT, OFFSET, description, is_command_name};
use super::{Decode, Front, Module, OptionKind, OptionSpec, REGISTRY, tracker};

/// The commands of one open archive: the built-in ones and those that its trackers declare.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) commands: Vec<CommandSpec>,
    words: Words,
    /// By command the examples that the archive answers, kept once they were tried.
    pub(super) answered: OnceLock<HashMap<String, Vec<String>>>,
}

/// Why the trackers' commands do not make a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A tracker wants a name that is taken.
    #[error("tracker {tracker}: command: {command} is one of pullquote's own commands")]
    Taken {
        /// The tracker's id.
        tracker: String,
        /// The command that it declares.
        command: String,
    },
    /// Discord would refuse the name.
    #[error(
        "tracker {tracker}: command: \"{command}\" is no command name (1 to 32 lower-case letters, digits, - and _)"
    )]
    BadName {
        /// The tracker's id.
        tracker: String,
        /// The command that it declares.
        command: String,
    },
    /// Trackers that share a command must be about the same sort of thing.
    #[error("tracker {tracker}: subject: the other trackers of command {command} have another subject")]
    MixedSubjects {
        /// The tracker's id.
        tracker: String,
        /// The command that they share.
        command: String,
    },
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
    /// Reads its options.
    pub decode: Decode,
}

/// The options that every command takes besides its own.
const PAGING: &[OptionSpec] = &[LIMIT.spec, OFFSET.spec, EXPLAIN.spec];

impl Table {
    /// Options that a command has at most, by Discord's rules.
    pub const MAX_OPTIONS: usize = 25;

    /// The built-in commands alone.
    pub fn builtin(words: &Words) -> Table {
        let commands = REGISTRY.iter().map(|module| module.spec(words)).collect();
        Table { commands, words: words.clone(), answered: OnceLock::new() }
    }

    /// The commands of an archive with these trackers, those of the trackers first.
    pub fn new(words: &Words, trackers: &[Tracker]) -> Result<Table, TableError> {
        let mut table = Table::builtin(words);
        let mut declared: Vec<(&Tracker, CommandSpec)> = Vec::new();
        for tracker in newest_first(trackers) {
            let (id, name) = (tracker.id.clone(), tracker.command.clone());
            if !is_command_name(&name) {
                return Err(TableError::BadName { tracker: id, command: name });
            }
            if table.command(&name).is_some() {
                return Err(TableError::Taken { tracker: id, command: name });
            }
            match declared.iter().find(|(_, command)| command.name == name) {
                Some((same, _)) if same.subject != tracker.subject => {
                    return Err(TableError::MixedSubjects { tracker: id, command: name });
                }
                Some(_) => {}
                None => declared.push((tracker, tracker::spec(tracker))),
            }
        }
        table.commands.splice(0..0, declared.into_iter().map(|(_, command)| command));
        Ok(table)
    }

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

    /// An option that `command` takes, its own or a common one.
    pub fn option(&self, command: &CommandSpec, name: &str) -> Option<&'static OptionSpec> {
        command.options.iter().chain(PAGING).find(|option| option.name == name)
    }
}

impl CommandSpec {
    /// How it is called: `/said who [about]`.
    pub fn usage(&self) -> String {
        let mut usage = format!("/{}", self.name);
        for option in self.options {
            let shown = if option.required { format!(" {}", option.name) } else { format!(" [{}]", option.name) };
            usage.push_str(&shown);
        }
        usage
    }

    /// The option that bare words fill: the first text.
    pub fn leading_option(&self) -> Option<&'static OptionSpec> {
        self.options.iter().find(|option| matches!(option.kind, OptionKind::Text { .. }))
    }
}

impl Module {
    fn spec(&self, words: &Words) -> CommandSpec {
        let examples = self.examples.map(|key| words.say(key, &[])).unwrap_or_default();
        CommandSpec {
            name: self.name.to_owned(),
            description: description(&words.say(self.about, &[])),
            about: Some(self.about),
            options: self.options,
            examples: examples.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            fronts: self.fronts,
            decode: self.decode,
        }
    }
}

fn newest_first(trackers: &[Tracker]) -> Vec<&Tracker> {
    let mut trackers: Vec<&Tracker> = trackers.iter().collect();
    trackers.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    trackers
}
