//! Completions: what an option could hold, given what was typed so far.

use crate::domain::Geoid;
use crate::engine::Engine;
use crate::places::Gazetteer;
use crate::reply::Choice;
use crate::text;

use super::arguments::unknown_option;
use super::command::unknown_command;
use super::{CommandSpec, Completer, OptionKind, RequestError, Table};

/// A state's GEOID has this many digits.
const STATE_DIGITS: usize = 2;

/// A request for completions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The command.
    pub command: String,
    /// Its option.
    pub option: String,
    /// What was typed so far.
    pub partial: String,
}

impl Completion {
    /// The most that are offered: as many as Discord shows.
    pub const MAX_CHOICES: usize = 25;

    /// Checks that the table has the command and the option.
    pub fn new(table: &Table, command: &str, option: &str, partial: String) -> Result<Self, RequestError> {
        let spec = table.command(command).ok_or_else(|| unknown_command(table, command))?;
        if table.option(spec, option).is_none() {
            return Err(unknown_option(table.words(), &spec.name, spec.options, option));
        }
        Ok(Completion { command: command.to_owned(), option: option.to_owned(), partial })
    }
}

/// The completions, best first, at most [`Completion::MAX_CHOICES`].
pub fn complete(engine: &Engine, table: &Table, asked: &Completion) -> Vec<Choice> {
    let Some(command) = table.command(&asked.command) else { return Vec::new() };
    let Some(option) = table.option(command, &asked.option) else { return Vec::new() };
    let partial = text::clip(asked.partial.trim(), 100).0;
    let mut choices = match (&option.kind, option.completer) {
        (OptionKind::Choice(choices), _) => {
            let pairs = choices.iter().map(|choice| (choice.value.to_owned(), choice.label(table.words())));
            opening_with(partial, pairs)
        }
        (_, Some(completer)) => from_source(engine, table, command, completer, partial),
        (_, None) => Vec::new(),
    };
    choices.truncate(Completion::MAX_CHOICES);
    choices
}

fn from_source(
    engine: &Engine,
    table: &Table,
    command: &CommandSpec,
    completer: Completer,
    partial: &str,
) -> Vec<Choice> {
    match completer {
        Completer::Command => {
            opening_with(partial, table.commands().iter().map(|command| (command.name.clone(), command.usage())))
        }
        Completer::Subject => {
            let records = engine.open_records().into_iter().filter(|(tracker, _)| tracker.command == command.name);
            let labels = records.map(|(_, record)| record.subject.label().to_owned());
            opening_with(partial, labels.map(|label| (label.clone(), label)))
        }
        Completer::Place => places(engine, partial),
        Completer::State => {
            let is_state = |choice: &Choice| choice.value.len() == STATE_DIGITS;
            places(engine, partial).into_iter().filter(is_state).collect()
        }
        Completer::Person => people(engine, partial),
        Completer::Tracker => {
            let trackers = engine.archive().trackers().iter();
            opening_with(partial, trackers.map(|tracker| (tracker.id.clone(), tracker.title.clone())))
        }
        Completer::Title => {
            let titles = engine.archive().titles(partial, Completion::MAX_CHOICES);
            titles
                .iter()
                .filter(|article| engine.may_see(article))
                .map(|article| Choice { value: article.meta.id.clone(), label: article.meta.title.clone() })
                .collect()
        }
    }
}

/// The gazetteer's places, those with a record first.
fn places(engine: &Engine, partial: &str) -> Vec<Choice> {
    let records = engine.open_records().into_iter();
    let listed: Vec<Geoid> = records.filter_map(|(_, record)| record.subject.geoid().cloned()).collect();
    let found = Gazetteer::embedded().complete(partial, &listed, Completion::MAX_CHOICES);
    found.into_iter().map(|(geoid, label)| Choice { value: geoid.0, label }).collect()
}

/// Those who are quoted where everyone may read, the most quoted first, each with a role; nobody who is private.
fn people(engine: &Engine, partial: &str) -> Vec<Choice> {
    let found = engine.people_like(partial.trim_start_matches('/'), Completion::MAX_CHOICES);
    found.into_iter().map(|(name, label)| Choice { value: name.to_owned(), label: label.to_owned() }).collect()
}

/// Those whose label or value opens with what was typed, then those with a later word that does.
fn opening_with(partial: &str, pairs: impl Iterator<Item = (String, String)>) -> Vec<Choice> {
    let partial = text::fold(partial.trim_start_matches('/')).into_owned();
    let mut found: Vec<(bool, Choice)> = Vec::new();
    for (value, label) in pairs {
        let (folded_value, folded_label) = (text::fold(&value).into_owned(), text::fold(&label).into_owned());
        let opens = folded_value.starts_with(&partial) || folded_label.starts_with(&partial);
        let inside = || folded_label.split_whitespace().any(|word| word.starts_with(&partial));
        if (opens || inside()) && !found.iter().any(|(_, choice)| choice.value == value) {
            found.push((!opens, Choice { value, label }));
        }
    }
    // Stable: within each group the order is the source's.
    found.sort_by_key(|(later, _)| *later);
    found.into_iter().map(|(_, choice)| choice).collect()
}
