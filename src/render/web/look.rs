//! What all pages of a site share.

use std::fmt::Display;

use jiff::civil::Date;

use crate::commands::{CommandSpec, Table};
use crate::words::{Words, capital};

/// The command of the one field that a reader finds first.
const ASK: &str = "ask";

/// Whose pages they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The newsletter's name.
    pub name: String,
    /// Its own site.
    pub home: Option<String>,
    /// What an address that is shared begins with; nothing where it is not set.
    pub origin: String,
    /// Who answers for the pages.
    pub imprint: Option<String>,
    /// What is said of privacy.
    pub privacy: Option<String>,
    /// The language of its articles.
    pub language: Option<String>,
}

/// How pages look: in whose words, with which commands, of which site.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The catalogue.
    pub words: &'a Words,
    /// The commands that there are.
    pub table: &'a Table,
    /// Whose pages they are.
    pub site: &'a Site,
}

impl Look<'_> {
    /// A sentence of the pages' own.
    pub(super) fn say(&self, key: &str) -> String {
        self.words.say(key, &[])
    }

    /// The same with its fields filled in.
    pub(super) fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        self.words.say(key, values)
    }

    /// A day as a reader writes it.
    pub(super) fn day(&self, date: Date) -> String {
        crate::render::day(self.words, date)
    }

    /// What a command is called.
    pub(super) fn label(&self, name: &str) -> String {
        capital(self.words.template(&format!("name.{name}")).unwrap_or(name))
    }

    /// The command that a question is asked by.
    pub fn ask(&self) -> Option<&CommandSpec> {
        self.table.command(ASK).or(self.table.commands().first())
    }
}

/// Whether a command answers questions.
pub(super) fn is_ask(command: &str) -> bool {
    command == ASK
}
