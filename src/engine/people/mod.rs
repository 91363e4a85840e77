//! People: what a reader may call them, and whether two names are one person's.
//!
//! `name` takes a name apart, `offices` compares roles, `registry` has everybody who is quoted, `meant` finds who is asked
//! for.

mod meant;
mod name;
mod offices;
mod registry;

pub(crate) use meant::{Meant, One, Period, meant, period};
pub(crate) use name::{Name, compared, is_short_for};
pub(super) use registry::Registries;
use registry::Registry;

use super::Engine;
use crate::reply::{Choice, Reply, Verdict};

/// By how many names somebody may be quoted, about.
const NAMES_OF_ONE: usize = 4;

impl Engine {
    pub(crate) fn registry(&self, paid: bool) -> &Registry {
        self.registries.of(&self.archive, paid)
    }

    /// What [`Archive::people_like`] gives, but for those who are private.
    pub(crate) fn people_like(&self, typed: &str, limit: usize) -> Vec<(&str, &str)> {
        let hidden = self.registries.private.len();
        // A private person may be quoted by several names.
        let mut found = self.archive.people_like(typed, limit + NAMES_OF_ONE * hidden);
        found.retain(|(name, _)| hidden == 0 || !self.is_private(name));
        found.truncate(limit);
        found
    }

    /// Everybody whose name is theirs as another writes it goes by one name; a name of nobody stays.
    pub(crate) fn full_name<'n>(&'n self, name: &'n str, paid: bool) -> &'n str {
        self.registry(paid).full_name(name)
    }

    /// Names that stand apart and may be one person's all the same.
    pub fn unsure_names(&self, paid: bool) -> Vec<(&str, &str)> {
        self.registry(paid).unsure()
    }

    /// Whether the settings keep somebody of this name out of lists and completions.
    pub(crate) fn is_private(&self, name: &str) -> bool {
        let name = Name::of(name);
        let is_theirs = |private: &String| {
            let private = Name::of(private);
            !name.is_bare() && !private.is_bare() && private.agrees(&name, true)
        };
        self.registries.private.iter().any(is_theirs)
    }
}

impl One {
    /// What a reply says of how the name that was typed was read.
    pub(crate) fn notes(&self, engine: &Engine, typed: &str) -> Vec<String> {
        let read = self.respelt.then(|| engine.words().say("said.respelt", &[("typed", &typed), ("who", &self.name)]));
        let others = (!self.others.is_empty()).then(|| engine.words().say("said.not_meant", &[("who", &self.name)]));
        read.into_iter().chain(others).collect()
    }
}

/// The reply to a name that more than one person may bear.
pub(crate) fn ambiguous(engine: &Engine, command: &str, typed: &str, choices: Vec<Choice>) -> Reply {
    let headline = engine.words().say("said.ambiguous", &[("who", &typed)]);
    let mut reply = Reply::new(command, Verdict::Ambiguous, headline);
    reply.choices = choices;
    reply
}

/// Whether one name may be another way to write the other: "Sessions", "J. Sessions", "Jeff Sessions"; never father and
/// son.
pub(crate) fn same_person(one: &str, other: &str) -> bool {
    let (one, other) = (Name::of(one), Name::of(other));
    !one.surname.is_empty() && one.agrees(&other, false)
}
