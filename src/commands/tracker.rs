//! The command that a tracker's file declares: is this place, or this name, on its list?

use std::sync::Arc;

use super::options::{Completer, Declared, NAME, OptionSpec, description, text};
use super::{Arguments, Command, CommandSpec, Context, EVERYWHERE, RequestError};
use crate::domain::{self, SubjectKind};
use crate::engine::tracker;
use crate::reply::Reply;

const PLACE: Declared<Option<String>> = text("place", "command.tracker_place", NAME).completed(Completer::Place);
const SUBJECT: Declared<Option<String>> = text("name", "command.tracker_name", NAME).completed(Completer::Subject);

/// The command of this tracker, and of all that share it.
pub(super) fn spec(tracker: &domain::Tracker) -> CommandSpec {
    let (options, decode): (&[OptionSpec], super::Decode) = match tracker.subject {
        SubjectKind::Place => (&[PLACE.spec], |given| decode(given, &PLACE)),
        SubjectKind::Name => (&[SUBJECT.spec], |given| decode(given, &SUBJECT)),
    };
    let example = tracker.records.first().map(|record| format!("/{} {}", tracker.command, record.subject.label()));
    CommandSpec {
        name: tracker.command.clone(),
        description: description(&tracker.question),
        about: None,
        options,
        examples: example.into_iter().collect(),
        fronts: EVERYWHERE,
        actions: &[],
        decode,
    }
}

fn decode(given: &mut Arguments<'_>, option: &Declared<Option<String>>) -> Result<Arc<dyn Command>, RequestError> {
    let subject = given.take(option)?;
    Ok(Arc::new(Tracker { command: given.command().to_owned(), subject }))
}

/// Is this place (or name) on the list?
#[derive(Debug, Clone, PartialEq)]
pub struct Tracker {
    /// The command's name: `letter`.
    pub command: String,
    /// What was typed, or the value picked from the completions; without one the records are listed.
    pub subject: Option<String>,
}

impl Command for Tracker {
    fn answer(&self, context: &Context<'_>) -> Reply {
        tracker::answer(context.engine, context.request, &self.command, self.subject.as_deref())
    }
}
