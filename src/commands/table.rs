//! The table: what commands there are and what they take.

use std::sync::OnceLock;

use crate::domain::Tracker;
use crate::words::Words;

use super::command::{CommandSpec, Table};
use super::options::is_command_name;
use super::{REGISTRY, tracker};

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
}

fn newest_first(trackers: &[Tracker]) -> Vec<&Tracker> {
    let mut trackers: Vec<&Tracker> = trackers.iter().collect();
    trackers.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    trackers
}
