//! How a command declares its options: each once, with its name, what it means, which values fit, and how it is read.

use jiff::civil::Date;

use crate::domain::CountsAs;
use crate::engine::Page;
use crate::text;
use crate::words::Words;

/// A value that fits its option.
#[derive(Debug, Clone)]
pub enum Checked {
    /// Text, or the value of a choice.
    Text(String),
    /// A number.
    Integer(i64),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
}

/// Characters in a name, a role or a place.
pub(super) const NAME: usize = 100;
/// Characters in a title.
pub(super) const TITLE: usize = 200;
/// Characters in a question or a search.
pub(super) const QUESTION: usize = 300;
/// Characters in a message whose source is looked for: as long as Discord lets one be, with room for its embeds.
pub(super) const MESSAGE: usize = 6_000;

/// One option of a command, as the fronts see it.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// Its name: `place`.
    pub name: &'static str,
    /// The key of what it means.
    about: &'static str,
    /// What values it takes.
    pub kind: OptionKind,
    /// Whether the command needs it.
    pub required: bool,
    /// Where completions come from.
    pub completer: Option<Completer>,
}

/// What values an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    Choice(&'static [ChoiceSpec]),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChoiceSpec {
    /// What is sent.
    pub value: &'static str,
    /// The key of what is shown.
    pub(super) label: &'static str,
}

impl ChoiceSpec {
    /// Whether this word, folded, names it: its value, what is shown, or what replies call it.
    pub(super) fn is_called(&self, folded: &str, words: &Words) -> bool {
        // A reply's verdict has a word of its own for a status that is neither yes nor no.
        let in_replies = self.value == CountsAs::Neither.word() && folded == "other";
        folded == self.value || folded == text::fold(&self.label(words)) || in_replies
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
    /// The lists.
    Tracker,
    /// The commands of the table.
    Command,
}

/// An option with the type that it is read as: a command's own handle on it.
pub struct Declared<T> {
    /// The option.
    pub spec: OptionSpec,
    /// What a value, or none, is read as; the error says what is wrong with it.
    pub read: fn(Option<Checked>) -> Result<T, String>,
}

const fn declared<T>(
    name: &'static str,
    about: &'static str,
    kind: OptionKind,
    read: fn(Option<Checked>) -> Result<T, String>,
) -> Declared<T> {
    Declared { spec: OptionSpec { name, about, kind, required: false, completer: None }, read }
}

/// A text that may be left out; a blank one was.
pub const fn text(name: &'static str, about: &'static str, max_length: usize) -> Declared<Option<String>> {
    declared(name, about, OptionKind::Text { max_length }, |given| Ok(typed(given)))
}

/// A day.
pub(super) const fn date(name: &'static str, about: &'static str, edge: PeriodEdge) -> Declared<Option<Date>> {
    declared(name, about, OptionKind::Date(edge), |given| {
        Ok(if let Some(Checked::Date(date)) = given { Some(date) } else { None })
    })
}

/// One of a few values.
pub(super) const fn choice(
    name: &'static str,
    about: &'static str,
    choices: &'static [ChoiceSpec],
) -> Declared<Option<String>> {
    declared(name, about, OptionKind::Choice(choices), |given| Ok(typed(given)))
}

/// A whole number.
const fn integer(name: &'static str, about: &'static str, min: i64, max: i64) -> Declared<Option<usize>> {
    declared(name, about, OptionKind::Integer { min, max }, |given| {
        Ok(if let Some(Checked::Integer(number)) = given { usize::try_from(number).ok() } else { None })
    })
}

/// Yes or no; no unless given.
const fn flag(name: &'static str, about: &'static str) -> Declared<bool> {
    declared(name, about, OptionKind::Flag, |given| Ok(matches!(given, Some(Checked::Flag(true)))))
}

/// The text of a value, unless it is blank.
pub(super) fn typed(given: Option<Checked>) -> Option<String> {
    let Some(Checked::Text(text)) = given else { return None };
    Some(text).filter(|text| !text.trim().is_empty())
}

impl Declared<Option<String>> {
    /// The same, and the command needs it.
    pub(super) const fn required(self) -> Declared<String> {
        let read = |given| if let Some(Checked::Text(text)) = given { Ok(text) } else { Ok(String::new()) };
        Declared { spec: OptionSpec { required: true, ..self.spec }, read }
    }

    /// The same, read as something else than text.
    pub(super) const fn read_as<T>(self, read: fn(Option<Checked>) -> Result<T, String>) -> Declared<T> {
        Declared { spec: self.spec, read }
    }
}

impl<T> Declared<T> {
    /// The same with completions.
    pub(super) const fn completed(self, completer: Completer) -> Declared<T> {
        Declared { spec: OptionSpec { completer: Some(completer), ..self.spec }, read: self.read }
    }
}

/// Not before this day.
pub(super) const FROM: Declared<Option<Date>> = date("from", "command.from", PeriodEdge::First);
/// Not after this day.
pub(super) const TO: Declared<Option<Date>> = date("to", "command.to", PeriodEdge::Last);

/// How many results. Like the two below, every command takes it besides its own.
pub(super) const LIMIT: Declared<Option<usize>> = integer("limit", "command.limit", 1, Page::MAX_LIMIT as i64);
/// How many results to leave out first.
pub(super) const OFFSET: Declared<Option<usize>> = integer("offset", "command.offset", 0, u32::MAX as i64);
/// Whether to say why.
pub(super) const EXPLAIN: Declared<bool> = flag("explain", "command.explain");

impl OptionSpec {
    /// What it means, in at most 100 characters.
    pub fn description(&self, words: &Words) -> String {
        description(&words.say(self.about, &[]))
    }
}

impl ChoiceSpec {
    /// How it is shown.
    pub fn label(&self, words: &Words) -> String {
        words.say(self.label, &[])
    }
}

/// Whether Discord takes it as the name of a command or an option.
pub(super) fn is_command_name(name: &str) -> bool {
    let fits = (1..=32).contains(&name.chars().count());
    let allowed = |c: char| c == '-' || c == '_' || c.is_alphanumeric();
    fits && name.chars().all(|c| allowed(c) && !c.is_uppercase())
}

/// `text` shortened to what Discord takes as a description.
pub(super) fn description(text: &str) -> String {
    const MOST: usize = 100;
    match text::clip(text.trim(), MOST) {
        (whole, false) => whole.to_owned(),
        (_, true) => format!("{}…", text::clip(text.trim(), MOST - 1).0.trim_end()),
    }
}

/// The options that every command takes besides its own.
pub(super) const PAGING: &[OptionSpec] = &[LIMIT.spec, OFFSET.spec, EXPLAIN.spec];

/// An option that a command with these takes, its own or a common one.
pub(super) fn option(own: &'static [OptionSpec], name: &str) -> Option<&'static OptionSpec> {
    own.iter().chain(PAGING).find(|option| option.name == name)
}

/// How a command is called: `/said who [about]`.
pub(super) fn usage(command: &str, options: &[OptionSpec]) -> String {
    let mut usage = format!("/{command}");
    for option in options {
        let shown = if option.required { format!(" {}", option.name) } else { format!(" [{}]", option.name) };
        usage.push_str(&shown);
    }
    usage
}
