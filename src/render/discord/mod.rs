//! A reply as Discord shows it: plain structures, to be turned into requests by the shell.

mod answer;
mod buttons;
pub mod custom_id;
pub mod escape;
mod excerpt;
mod listing;
mod marks;

pub use answer::{displayed, is_private, page, reply, surroundings};
pub use buttons::List;
pub use marks::Marks;

use crate::domain::ParagraphKey;
use crate::reply::{Corrected, Excerpt};
use crate::words::Words;

/// Discord's limit for a message's text, in UTF-16 units.
const CONTENT: usize = 2_000;
/// Discord's limit for an embed's title.
const TITLE: usize = 256;
/// Discord's limit for an embed's text.
const DESCRIPTION: usize = 4_096;
/// Links longer than this are left to the embed.
const LINK: usize = 900;
/// Discord's limit for an embed's link.
const EMBED_LINK: usize = 2_048;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// What is read where embeds are hidden, and read aloud.
    pub content: String,
    /// The excerpt and where it comes from, or a list.
    pub embed: Option<Embed>,
    /// Rows of components.
    pub rows: Vec<Row>,
    /// Files that come with it.
    pub files: Vec<Attachment>,
    /// Whether only the asker sees it.
    pub private: bool,
}

impl Message {
    /// Adds a line of small print to what is read first.
    pub fn add_line(&mut self, line: &str) {
        self.content = escape::units(&format!("{}\n{}", self.content, small(line)), CONTENT);
    }
}

/// The box under a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Embed {
    /// The article's title; empty for none.
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

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The same in words, for those who do not see it.
    pub description: String,
}

/// What a message needs to know of the archive beyond the reply.
pub trait Library {
    /// The words of a paragraph, where the article lets them be shown around an excerpt.
    fn paragraph(&self, article: &str, key: ParagraphKey) -> Option<String>;
    /// The paragraphs around an excerpt, its own included, as far as the article may be shown.
    fn around(&self, excerpt: &Excerpt) -> Vec<String>;
    /// The command of a tracker.
    fn command_of(&self, tracker: &str) -> Option<String>;
}

/// What is said in place of an excerpt whose article was corrected since.
pub fn corrected(corrected: &Corrected, words: &Words) -> Message {
    Message { content: excerpt::corrected(words, corrected), private: true, ..Message::default() }
}

/// How a message is to look.
pub struct Look<'a> {
    /// The catalogue.
    pub words: &'a Words,
    /// The archive.
    pub library: &'a dyn Library,
    /// What was asked, to be said again.
    pub question: Option<&'a str>,
    /// Whether only the asker is to see it.
    pub private: bool,
}

/// An address that leads somewhere and ends no markdown.
fn link(url: &str) -> Option<&str> {
    let good = (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`'));
    good.then_some(url)
}

/// The same, where it is short enough for an embed.
fn embed_link(url: &str) -> Option<String> {
    link(url).filter(|url| url.len() <= EMBED_LINK).map(str::to_owned)
}

/// Words that lead somewhere. A parenthesis in an address would end the link.
fn linked(escaped: &str, url: &str) -> String {
    format!("[{escaped}]({})", url.replace('(', "%28").replace(')', "%29"))
}

/// A citation with its link below. A link that is too long is left out: the embed still has it.
fn with_link(cited: String, url: &str) -> String {
    match link(url).filter(|url| url.len() <= LINK) {
        Some(url) => format!("{cited}\n<{url}>"),
        None => cited,
    }
}

/// Lines as a block quotation.
fn quoted(escaped: &str) -> String {
    escaped.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Small print, which is one line.
fn small(escaped: &str) -> String {
    format!("-# {}", escaped.replace('\n', " "))
}
