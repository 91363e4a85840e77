//! Options as values, checked against the table, and what they ask for.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use crate::domain::{CountsAs, JurisdictionKind, ParagraphKey, SubjectKind};
use crate::request::{Page, Query, Request};
use crate::text;

use super::table::{CommandKind, CommandSpec, OptionKind, OptionSpec, PeriodEdge, Table};
use super::{RequestError, RequestErrorKind};

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
    table: &'a Table,
    command: &'a CommandSpec,
    texts: BTreeMap<&'static str, String>,
    integers: BTreeMap<&'static str, i64>,
    dates: BTreeMap<&'static str, Date>,
    flags: BTreeMap<&'static str, bool>,
    notes: Vec<String>,
}

impl<'a> Arguments<'a> {
    /// No options yet.
    pub fn new(table: &'a Table, command: &'a CommandSpec) -> Self {
        Arguments {
            table,
            command,
            texts: BTreeMap::new(),
            integers: BTreeMap::new(),
            dates: BTreeMap::new(),
            flags: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// Checks and keeps one option.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), RequestError> {
        let table = self.table;
        let Some(option) = table.option(self.command, name) else {
            return Err(unknown_option(table, self.command, name));
        };
        match (&option.kind, value) {
            (OptionKind::Text { max_length }, Value::Text(given)) => {
                let given = self.cut(option, given, *max_length);
                self.texts.insert(option.name, given);
            }
            (OptionKind::Choice(choices), Value::Text(given)) => {
                let folded = text::fold(given.trim()).into_owned();
                let Some(choice) = choices.iter().find(|choice| choice.is_called(&folded)) else {
                    return Err(self.bad(option, &given));
                };
                self.texts.insert(option.name, choice.value.to_owned());
            }
            (OptionKind::Integer { min, max }, value) => {
                let number = match &value {
                    Value::Integer(number) => Some(*number),
                    Value::Text(typed) => typed.trim().parse().ok(),
                    _ => None,
                };
                let Some(number) = number.filter(|number| (min..=max).contains(&number)) else {
                    return Err(self.bad(option, &value));
                };
                self.integers.insert(option.name, number);
            }
            (OptionKind::Date(edge), Value::Text(given)) => {
                let Some(date) = date(given.trim(), *edge) else { return Err(self.bad(option, &given)) };
                self.dates.insert(option.name, date);
            }
            (OptionKind::Flag, Value::Flag(flag)) => {
                self.flags.insert(option.name, flag);
            }
            (OptionKind::Flag, Value::Text(typed)) if matches!(typed.trim(), "yes" | "true") => {
                self.flags.insert(option.name, true);
            }
            (OptionKind::Flag, Value::Text(typed)) if matches!(typed.trim(), "no" | "false") => {
                self.flags.insert(option.name, false);
            }
            (_, value) => return Err(self.bad(option, &value)),
        }
        Ok(())
    }

    /// The request that they make, or what is missing.
    pub fn request(mut self) -> Result<Request, RequestError> {
        let kept = |option: &OptionSpec| self.texts.contains_key(option.name) || self.dates.contains_key(option.name);
        if let Some(missing) = self.command.options.iter().find(|option| option.required && !kept(option)) {
            let usage = self.command.usage();
            let message = self.table.words().say(
                "request.missing_option",
                &[("command", &self.command.name), ("option", &missing.name), ("usage", &usage)],
            );
            return Err(RequestError::new(RequestErrorKind::MissingOption, message));
        }
        let limit = self.integers.get("limit").and_then(|limit| usize::try_from(*limit).ok());
        let offset = self.integers.get("offset").and_then(|offset| usize::try_from(*offset).ok());
        let page = Page { offset: offset.unwrap_or(0), limit: limit.unwrap_or(Page::DEFAULT_LIMIT) };
        let explain = self.flags.get("explain").copied().unwrap_or(false);
        let query = self.query()?;
        Ok(Request { page, explain, notes: self.notes, ..Request::new(query) })
    }

    fn query(&mut self) -> Result<Query, RequestError> {
        // Required ones were checked; an optional one that is blank was not given.
        let mut needed = |name| self.texts.remove(name).unwrap_or_default();
        Ok(match self.command.kind {
            CommandKind::Tracker(subject) => {
                let option = match subject {
                    SubjectKind::Place => "place",
                    SubjectKind::Name => "name",
                };
                Query::Tracker { command: self.command.name.clone(), subject: self.optional(option) }
            }
            CommandKind::Said => Query::Said { who: needed("who"), about: self.optional("about") },
            CommandKind::Ask => Query::Ask { question: needed("question"), article: self.optional("article") },
            CommandKind::Search => Query::Search {
                query: needed("query"),
                from: self.dates.get("from").copied(),
                to: self.dates.get("to").copied(),
                place: self.optional("place"),
                who: self.optional("who"),
            },
            CommandKind::Source => Query::Source { text: needed("text") },
            CommandKind::Jurisdictions => Query::Jurisdictions {
                state: self.optional("state"),
                kind: self.optional("kind").as_deref().and_then(JurisdictionKind::of_word),
                verdict: self.optional("verdict").as_deref().and_then(CountsAs::of_word),
            },
            CommandKind::Articles => Query::Articles {
                place: self.optional("place"),
                from: self.dates.get("from").copied(),
                to: self.dates.get("to").copied(),
            },
            CommandKind::Article => {
                let title = needed("title");
                Query::Article { title, paragraph: self.paragraph()? }
            }
            CommandKind::About => Query::About,
            CommandKind::Help => Query::Help { command: self.optional("command") },
        })
    }

    fn optional(&mut self, name: &str) -> Option<String> {
        self.texts.remove(name).filter(|text| !text.trim().is_empty())
    }

    fn paragraph(&mut self) -> Result<Option<ParagraphKey>, RequestError> {
        let Some(given) = self.optional("paragraph") else { return Ok(None) };
        match given.trim().trim_start_matches('¶').parse() {
            Ok(key) => Ok(Some(key)),
            Err(problem) => {
                let message =
                    self.table.words().say("request.bad_value", &[("option", &"paragraph"), ("problem", &problem)]);
                Err(RequestError::new(RequestErrorKind::BadOption, message))
            }
        }
    }

    fn cut(&mut self, option: &OptionSpec, given: String, max_length: usize) -> String {
        let (kept, was_cut) = text::clip(&given, max_length);
        if !was_cut {
            return given;
        }
        let note = self.table.words().say("request.cut", &[("option", &option.name), ("length", &max_length)]);
        self.notes.push(note);
        kept.to_owned()
    }

    fn bad(&self, option: &OptionSpec, given: &dyn fmt::Display) -> RequestError {
        let words = self.table.words();
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

/// A day, a month (`2018-01`) or a year (`2018`).
fn date(given: &str, edge: PeriodEdge) -> Option<Date> {
    if let Ok(date) = given.parse::<Date>() {
        return Some(date);
    }
    let numeric = |part: &str, digits| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month) = given.split_once('-').map_or((given, None), |(year, month)| (year, Some(month)));
    if !numeric(year, 4) || month.is_some_and(|month| !numeric(month, 2)) {
        return None;
    }
    let year = year.parse().ok()?;
    match edge {
        PeriodEdge::First => Date::new(year, month.map_or(Some(1), |month| month.parse().ok())?, 1).ok(),
        PeriodEdge::Last => {
            let first = Date::new(year, month.map_or(Some(12), |month| month.parse().ok())?, 1).ok()?;
            Some(first.last_of_month())
        }
    }
}

/// The error for an option that the command does not have.
pub(super) fn unknown_option(table: &Table, command: &CommandSpec, name: &str) -> RequestError {
    let options = command.options.iter().map(|option| option.name);
    let (given, usage) = (shown(name), command.usage());
    let message = match closest(name, options.chain(table.paging().iter().map(|option| option.name))) {
        Some(meant) => table
            .words()
            .say("request.unknown_option_meant", &[("command", &command.name), ("option", &given), ("meant", &meant)]),
        None => table
            .words()
            .say("request.unknown_option", &[("command", &command.name), ("option", &given), ("usage", &usage)]),
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
