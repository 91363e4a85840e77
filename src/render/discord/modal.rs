//! A window that asks for words: what Discord calls a modal.

use super::card::{Choosable, Picker};
use super::escape;

/// Discord's limits, in UTF-16 units.
const TITLE: usize = 45;
const LABEL: usize = 45;
const DESCRIPTION: usize = 100;

/// A window with fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modal {
    /// Its id.
    pub custom_id: String,
    /// What it is called.
    pub title: String,
    /// What stands above the fields; empty for nothing.
    pub text: String,
    /// Up to five fields.
    pub fields: Vec<Field>,
}

/// A field with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in what is sent back.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What it is for; empty for nothing.
    pub description: String,
    /// What can be entered.
    pub input: Input,
    /// Whether it must be filled.
    pub required: bool,
}

/// What can be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Words.
    Text {
        /// What it holds at first.
        value: String,
        /// Whether it has several lines.
        long: bool,
        /// How much it takes, in UTF-16 units.
        most: usize,
    },
    /// One of several.
    One(Vec<Choosable>),
    /// Any of several; all of them where it is required.
    Ticks(Vec<Choosable>),
    /// One of a menu.
    Menu(Vec<Choosable>),
    /// Channels or roles of the server.
    Picker(Picker),
}

impl Modal {
    /// A window; what is too long is cut.
    pub fn new(custom_id: String, title: &str, fields: Vec<Field>) -> Modal {
        Modal { custom_id, title: escape::units(title, TITLE), text: String::new(), fields }
    }
}

impl Field {
    /// A field that must be filled; what is too long is cut.
    pub fn new(name: &'static str, label: &str, description: &str, input: Input) -> Field {
        let (label, description) = (escape::units(label, LABEL), escape::units(description, DESCRIPTION));
        Field { name, label, description, input, required: true }
    }

    /// The same, but it may stay empty.
    #[must_use]
    pub fn optional(self) -> Field {
        Field { required: false, ..self }
    }
}
