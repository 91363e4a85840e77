//! A reply as Discord shows it: plain structures, to be turned into requests by the shell.

pub mod custom_id;
pub mod escape;
mod layout;

pub use layout::{Look, Paragraphs, page, reply, single, surroundings};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// What is read where embeds are hidden, and read aloud.
    pub content: String,
    /// The excerpt and where it comes from.
    pub embed: Option<Embed>,
    /// Rows of components.
    pub rows: Vec<Row>,
    /// Whether only the asker sees it.
    pub private: bool,
}

/// The box under a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Embed {
    /// The article's title.
    pub title: String,
    /// Link to the very sentence.
    pub url: Option<String>,
    /// The excerpt as a block quotation, or a list.
    pub description: String,
    /// The licence, and whose emphasis it is.
    pub footer: String,
}

/// A row of components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// A menu of up to 25 options.
    Menu {
        /// Its id.
        custom_id: String,
        /// What it says while nothing is picked.
        placeholder: String,
        /// Label and value of each.
        options: Vec<(String, String)>,
    },
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// Its id.
    pub custom_id: String,
    /// What it says.
    pub label: String,
}
