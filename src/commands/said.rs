//! `said who [about] [from] [to]`: what somebody said, in the speaker's own words; in a period by date.

use std::sync::Arc;

use jiff::civil::Date;

use super::options::{Completer, Declared, FROM, NAME, TO, text};
use super::{Command, Context, EVERYWHERE, Module};
use crate::engine::Engine;
use crate::engine::people::Period;
use crate::engine::said::{self, Asked};
use crate::reply::Reply;

const WHO: Declared<String> = text("who", "command.said_who", NAME).required().completed(Completer::Person);
const ABOUT: Declared<Option<String>> = text("about", "command.said_about", NAME);

pub(super) const MODULE: Module = Module {
    name: "said",
    about: "command.said",
    options: &[WHO.spec, ABOUT.spec, FROM.spec, TO.spec],
    examples: Some("command.said_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| {
        let (who, about) = (given.take(&WHO)?, given.take(&ABOUT)?);
        Ok(Arc::new(Said { who, about, from: given.take(&FROM)?, to: given.take(&TO)? }))
    },
};

/// What did somebody say?
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// A name or a role.
    pub who: String,
    /// What it must be about.
    pub about: Option<String>,
    /// Not published before this day.
    pub from: Option<Date>,
    /// Not published after this day.
    pub to: Option<Date>,
}

impl Command for Said {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let period = Period { from: self.from, to: self.to };
        let asked = Asked { who: &self.who, about: self.about.as_deref(), period, over_time: false };
        said::answer(context.engine, context.request, &asked)
    }

    fn picked(&self, choice: &str) -> Option<Arc<dyn Command>> {
        Some(Arc::new(Said { who: choice.to_owned(), ..self.clone() }))
    }

    fn asks_the_archive(&self, _: &Engine, _: &Reply) -> bool {
        true
    }
}
