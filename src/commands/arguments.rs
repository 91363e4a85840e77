//! Options as values, checked against what their command declares, and read as it declares them.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::period_edge;
use crate::text;
use crate::words::Words;

use super::error::{RequestError, RequestErrorKind};
use super::options::{Checked, ChoiceSpec, Declared, OptionKind, OptionSpec, PAGING, PeriodEdge, option, usage};

/// An option's value as a front received it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, of any option kind: typed in a terminal, or a string.
    Text(String),
    /// A number.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
    /// Nothing that an option can be: a list, an object, a fraction. Holds its JSON for the message.
    Other(String),
}

/// Checked options of one command.
#[derive(Debug)]
pub struct Arguments<'a> {
    words: &'a Words,
    command: &'a str,
    options: &'static [OptionSpec],
    given: BTreeMap<&'static str, Checked>,
    notes: Vec<String>,
}

impl<'a> Arguments<'a> {
    /// No options yet, of the command of this name.
    pub(super) fn new(words: &'a Words, command: &'a str, options: &'static [OptionSpec]) -> Self {
        Arguments { words, command, options, given: BTreeMap::new(), notes: Vec::new() }
    }

    /// Whether all that the command needs is given.
    pub(super) fn require(&self) -> Result<(), RequestError> {
        let missing = |option: &&OptionSpec| option.required && !self.given.contains_key(option.name);
        let Some(missing) = self.options.iter().find(missing) else { return Ok(()) };
        let usage = usage(self.command, self.options);
        let message = self
            .words
            .say("request.missing_option", &[("command", &self.command), ("option", &missing.name), ("usage", &usage)]);
        Err(RequestError::new(RequestErrorKind::MissingOption, message))
    }

    /// What was mended of them.
    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }

    /// Checks and keeps one option.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), RequestError> {
        let Some(option) = option(self.options, name) else {
            return Err(unknown_option(self.words, self.command, self.options, name));
        };
        let checked = match (&option.kind, value) {
            (OptionKind::Text { max_length }, Value::Text(given)) => {
                Checked::Text(self.cut(option, given, *max_length))
            }
            (OptionKind::Choice(choices), Value::Text(given)) => {
                let folded = text::fold(given.trim()).into_owned();
                let called = |choice: &&ChoiceSpec| choice.is_called(&folded, self.words);
                let Some(choice) = choices.iter().find(called) else { return Err(self.bad(option, &given)) };
                Checked::Text(choice.value.to_owned())
            }
            (OptionKind::Integer { min, max }, value) => {
                let number = match &value {
                    Value::Integer(number) => Some(*number),
                    Value::Text(typed) => typed.trim().parse().ok(),
                    _ => None,
                };
                match number.filter(|number| (min..=max).contains(&number)) {
                    Some(number) => Checked::Integer(number),
                    None => return Err(self.bad(option, &value)),
                }
            }
            (OptionKind::Date(edge), Value::Text(given)) => {
                let Some(date) = period_edge(given.trim(), *edge == PeriodEdge::Last) else {
                    return Err(self.bad(option, &given));
                };
                Checked::Date(date)
            }
            (OptionKind::Flag, Value::Flag(flag)) => Checked::Flag(flag),
            (OptionKind::Flag, Value::Text(typed)) if matches!(typed.trim(), "yes" | "true") => Checked::Flag(true),
            (OptionKind::Flag, Value::Text(typed)) if matches!(typed.trim(), "no" | "false") => Checked::Flag(false),
            (_, value) => return Err(self.bad(option, &value)),
        };
        self.given.insert(option.name, checked);
        Ok(())
    }

    /// The value of an option, read as its command declares it.
    pub fn take<T>(&mut self, option: &Declared<T>) -> Result<T, RequestError> {
        (option.read)(self.given.remove(option.spec.name)).map_err(|problem| {
            let words = self.words;
            let message = words.say("request.bad_value", &[("option", &option.spec.name), ("problem", &problem)]);
            RequestError::new(RequestErrorKind::BadOption, message)
        })
    }

    /// The command that they are for.
    pub fn command(&self) -> &str {
        self.command
    }

    fn cut(&mut self, option: &OptionSpec, given: String, max_length: usize) -> String {
        let (kept, was_cut) = text::clip(&given, max_length);
        if !was_cut {
            return given;
        }
        let note = self.words.say("request.cut", &[("option", &option.name), ("length", &max_length)]);
        self.notes.push(note);
        kept.to_owned()
    }

    fn bad(&self, option: &OptionSpec, given: &dyn fmt::Display) -> RequestError {
        let words = self.words;
        let name = option.name;
        let given = shown(&given.to_string());
        let message = match &option.kind {
            OptionKind::Text { .. } => words.say("request.bad_text", &[("option", &name), ("given", &given)]),
            OptionKind::Integer { min, max } => {
                words.say("request.bad_integer", &[("option", &name), ("given", &given), ("min", min), ("max", max)])
            }
            OptionKind::Date(_) => words.say("request.bad_date", &[("option", &name), ("given", &given)]),
            OptionKind::Choice(choices) => {
                let values = choices.iter().map(|choice| choice.value).collect::<Vec<_>>().join(", ");
                words.say("request.bad_choice", &[("option", &name), ("given", &given), ("choices", &values)])
            }
            OptionKind::Flag => words.say("request.bad_flag", &[("option", &name), ("given", &given)]),
        };
        RequestError::new(RequestErrorKind::BadOption, message)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) | Value::Other(text) => f.write_str(text),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

/// The error for an option that the command does not have.
pub(super) fn unknown_option(words: &Words, command: &str, options: &[OptionSpec], name: &str) -> RequestError {
    let (given, usage) = (shown(name), usage(command, options));
    let message = match closest(name, options.iter().chain(PAGING).map(|option| option.name)) {
        Some(meant) => {
            words.say("request.unknown_option_meant", &[("command", &command), ("option", &given), ("meant", &meant)])
        }
        None => words.say("request.unknown_option", &[("command", &command), ("option", &given), ("usage", &usage)]),
    };
    RequestError::new(RequestErrorKind::UnknownOption, message)
}

/// The name that `given` was probably meant to be.
pub(super) fn closest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (given, _) = text::clip(given, 32);
    let given = text::fold(given);
    let near = |name: &str| {
        let distance = strsim::osa_distance(&given, name);
        let opens = given.chars().count() >= 3 && name.starts_with(given.as_ref());
        if opens { 0 } else { distance }
    };
    let allowed = |name: &str| (name.chars().count() / 3).max(1);
    names
        .map(|name| (near(name), name))
        .filter(|(distance, name)| *distance <= allowed(name))
        .min()
        .map(|(_, name)| name)
}

/// What was given, short enough for a message.
pub(super) fn shown(given: &str) -> String {
    let line: String = given.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
    match text::clip(&line, 60) {
        (whole, false) => whole.to_owned(),
        (kept, true) => format!("{kept}…"),
    }
}
