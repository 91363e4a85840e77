//! `said who [about]`: what somebody said, in the speaker's own words.

use std::sync::Arc;

use super::options::{Completer, Declared, NAME, text};
use super::{Command, Context, EVERYWHERE, Module};
use crate::engine::said;
use crate::reply::Reply;

const WHO: Declared<String> = text("who", "command.said_who", NAME).required().completed(Completer::Person);
const ABOUT: Declared<Option<String>> = text("about", "command.said_about", NAME);

pub(super) const MODULE: Module = Module {
    name: "said",
    about: "command.said",
    options: &[WHO.spec, ABOUT.spec],
    examples: Some("command.said_examples"),
    fronts: EVERYWHERE,
    decode: |given| Ok(Arc::new(Said { who: given.take(&WHO)?, about: given.take(&ABOUT)? })),
};

/// What did somebody say?
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// A name or a role.
    pub who: String,
    /// What it must be about.
    pub about: Option<String>,
}

impl Command for Said {
    fn answer(&self, context: &Context<'_>) -> Reply {
        said::answer(context.engine, context.request, &self.who, self.about.as_deref())
    }

    fn picked(&self, choice: &str) -> Option<Arc<dyn Command>> {
        Some(Arc::new(Said { who: choice.to_owned(), ..self.clone() }))
    }
}
