//! The table: what commands there are and what they take.

use crate::domain::{CountsAs, SubjectKind, Tracker};
use crate::request::Page;
use crate::text;
use crate::words::Words;

use super::builtin;

/// The commands of an archive: the built-in ones and those that its trackers declare.
#[derive(Debug, Clone)]
pub struct Table {
    commands: Vec<CommandSpec>,
    paging: Vec<OptionSpec>,
    words: Words,
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
    /// Its options, required ones first.
    pub options: Vec<OptionSpec>,
    /// Calls that show it, as typed.
    pub examples: Vec<String>,
    /// Which part of the engine answers it.
    pub kind: CommandKind,
}

/// Which part of the engine answers a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the command of that name")]
pub enum CommandKind {
    /// A command that trackers declare.
    Tracker(SubjectKind),
    Said,
    Ask,
    Search,
    Source,
    Jurisdictions,
    Articles,
    Article,
    About,
    Help,
}

/// One option of a command.
#[derive(Debug, Clone)]
pub struct OptionSpec {
    /// Its name: `place`.
    pub name: &'static str,
    /// What it means, in at most 100 characters.
    pub description: String,
    /// What values it takes.
    pub kind: OptionKind,
    /// Whether the command needs it.
    pub required: bool,
    /// Where completions come from.
    pub completer: Option<Completer>,
}

/// What values an option takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionKind {
    /// Text; what is longer is cut, with a note.
    Text {
        /// Characters at most.
        max_length: usize,
    },
    /// A whole number.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// A day, or a month or year that stands for its first or last day.
    Date(PeriodEdge),
    /// One of a few values.
    Choice(Vec<ChoiceSpec>),
    /// Yes or no.
    Flag,
}

/// Which day a month or a year stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodEdge {
    /// The first: for `from`.
    First,
    /// The last: for `to`.
    Last,
}

/// A value to choose and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceSpec {
    /// What is sent.
    pub value: &'static str,
    /// What is shown.
    pub label: String,
}

impl ChoiceSpec {
    /// Whether this word, folded, names it: its value, what is shown, or what replies call it.
    pub(super) fn is_called(&self, folded: &str) -> bool {
        // A reply's verdict has a word of its own for a status that is neither yes nor no.
        let in_replies = self.value == CountsAs::Neither.word() && folded == "other";
        folded == self.value || folded == text::fold(&self.label) || in_replies
    }
}

/// Where an option's completions come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Completer {
    /// The gazetteer, places with a record first.
    Place,
    /// The names on the lists of this command.
    Subject,
    /// The people who are quoted.
    Person,
    /// The titles of the articles.
    Title,
    /// The states.
    State,
    /// The commands of the table.
    Command,
}

impl Table {
    /// Options that a command has at most, by Discord's rules.
    pub const MAX_OPTIONS: usize = 25;
    /// Characters that a description has at most, by Discord's rules.
    pub const MAX_DESCRIPTION: usize = 100;

    /// The built-in commands alone.
    pub fn builtin(words: &Words) -> Table {
        Table { commands: builtin::commands(words), paging: builtin::paging(words), words: words.clone() }
    }

    /// The commands of an archive with these trackers, those of the trackers first.
    pub fn new(words: &Words, trackers: &[Tracker]) -> Result<Table, TableError> {
        let mut table = Table::builtin(words);
        let mut declared: Vec<CommandSpec> = Vec::new();
        for tracker in newest_first(trackers) {
            let (id, name) = (tracker.id.clone(), tracker.command.clone());
            if !is_command_name(&name) {
                return Err(TableError::BadName { tracker: id, command: name });
            }
            if table.command(&name).is_some() {
                return Err(TableError::Taken { tracker: id, command: name });
            }
            match declared.iter().find(|command| command.name == name) {
                Some(same) if same.kind != CommandKind::Tracker(tracker.subject) => {
                    return Err(TableError::MixedSubjects { tracker: id, command: name });
                }
                Some(_) => {}
                None => declared.push(builtin::tracker_command(words, tracker)),
            }
        }
        table.commands.splice(0..0, declared);
        Ok(table)
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
    pub fn paging(&self) -> &[OptionSpec] {
        &self.paging
    }

    /// The catalogue that it is worded by.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// An option that `command` takes, its own or a common one.
    pub fn option<'a>(&'a self, command: &'a CommandSpec, name: &str) -> Option<&'a OptionSpec> {
        command.options.iter().chain(&self.paging).find(|option| option.name == name)
    }
}

impl CommandSpec {
    /// How it is called: `/said who [about]`.
    pub fn usage(&self) -> String {
        let mut usage = format!("/{}", self.name);
        for option in &self.options {
            let shown = if option.required { format!(" {}", option.name) } else { format!(" [{}]", option.name) };
            usage.push_str(&shown);
        }
        usage
    }

    /// The option that bare words fill: the first text.
    pub fn leading_option(&self) -> Option<&OptionSpec> {
        self.options.iter().find(|option| matches!(option.kind, OptionKind::Text { .. }))
    }
}

impl OptionKind {
    /// Any text of up to `max_length` characters.
    pub(crate) const fn text(max_length: usize) -> OptionKind {
        OptionKind::Text { max_length }
    }

    pub(crate) fn limit() -> OptionKind {
        OptionKind::Integer { min: 1, max: Page::MAX_LIMIT as i64 }
    }
}

/// Whether Discord takes it as the name of a command or an option.
pub(crate) fn is_command_name(name: &str) -> bool {
    let fits = (1..=32).contains(&name.chars().count());
    let allowed = |c: char| c == '-' || c == '_' || c.is_alphanumeric();
    fits && name.chars().all(|c| allowed(c) && !c.is_uppercase())
}

/// `text` shortened to what Discord takes as a description.
pub(crate) fn description(text: &str) -> String {
    match text::clip(text.trim(), Table::MAX_DESCRIPTION) {
        (whole, false) => whole.to_owned(),
        (_, true) => format!("{}…", text::clip(text.trim(), Table::MAX_DESCRIPTION - 1).0.trim_end()),
    }
}

fn newest_first(trackers: &[Tracker]) -> Vec<&Tracker> {
    let mut trackers: Vec<&Tracker> = trackers.iter().collect();
    trackers.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    trackers
}
