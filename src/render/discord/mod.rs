//! A reply as Discord shows it: plain structures, to be turned into requests by the shell.
//!
//! What answers is a card; a line that answers nothing is plain text. A card's first block says what the reply is, and
//! is what is read aloud first.

mod answer;
mod buttons;
mod card;
pub mod custom_id;
pub mod escape;
mod excerpt;
mod links;
mod list;
mod listing;
mod listings;
mod marks;
mod more;
pub mod reference;
mod results;

use std::collections::BTreeMap;

pub use answer::{displayed, is_private, page, reply, surroundings};
pub use card::{Block, Button, Card, Choosable, Menu};
pub use links::links;
pub use list::{Found, List};
pub use listing::{records, table};
pub use marks::Marks;
pub use more::more;
pub use results::Results;

use crate::reply::{Corrected, Excerpt, Reply, Verdict};
use crate::words::Words;

/// Discord's limit for a plain message, in UTF-16 units.
const CONTENT: usize = 2_000;

/// Colours at a card's edge. They repeat what the heading says.
const YES: u32 = 0x24_80_46;
const NO: u32 = 0xDA_37_3C;
const OTHER: u32 = 0xC2_7C_0E;
const ALTERED: u32 = 0xE0_68_1F;
const FOUND: u32 = 0x4E_5D_94;

/// A message: plain text, or a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Plain text; empty where there is a card.
    pub content: String,
    /// The card.
    pub card: Option<Card>,
    /// Files that come with it. A card shows them where its blocks name them.
    pub files: Vec<Attachment>,
    /// Whether only the asker sees it.
    pub private: bool,
}

impl Message {
    /// A sentence for the asker alone.
    pub fn note(text: &str) -> Message {
        Message { content: escape::units(text, CONTENT), private: true, ..Message::default() }
    }

    /// Shows a picture below what the card says first.
    pub fn show_picture(&mut self, file: Attachment) {
        let Some(card) = &mut self.card else { return };
        let picture = Block::Picture { name: file.name.clone(), description: file.description.clone() };
        card.blocks.insert(card.blocks.len().min(1), picture);
        self.files.push(file);
    }

    /// Adds a line of small print below.
    pub fn add_line(&mut self, line: &str) {
        match self.card.take() {
            Some(mut card) => {
                card.text(small(line));
                self.card = Some(card.fitted());
            }
            None => self.content = escape::units(&format!("{}\n{}", self.content, small(line)), CONTENT),
        }
    }
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
    /// The paragraphs around an excerpt, its own included, as far as the article may be shown.
    fn around(&self, excerpt: &Excerpt) -> Vec<String>;
    /// The command of a tracker.
    fn command_of(&self, tracker: &str) -> Option<String>;
    /// What opens an article that may be shown whole: its subtitle, or else its first sentence.
    fn opening(&self, article: &str) -> Option<String>;
}

/// What a message of ours says that was pressed: read from what Discord sends, and only ever shown again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pressed {
    /// Whether it is a card.
    pub is_card: bool,
    /// The card's first block: what the reply is.
    pub head: String,
    /// The colour at its edge.
    pub accent: Option<u32>,
    /// The options of its menus.
    pub options: Vec<Choosable>,
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
    /// The ids that Discord gave the commands: with one, a command's name can be clicked.
    pub commands: &'a BTreeMap<String, String>,
}

/// What is said in place of an excerpt whose article was corrected since.
pub fn corrected(corrected: &Corrected, look: &Look) -> Message {
    Message { card: Some(excerpt::corrected(corrected, look)), private: true, ..Message::default() }
}

/// The colour of an outcome; none where there is nothing to tell apart.
fn accent(reply: &Reply) -> Option<u32> {
    match reply.verdict {
        Verdict::Yes | Verdict::Verbatim => Some(YES),
        Verdict::No | Verdict::Misattributed => Some(NO),
        Verdict::Other | Verdict::Unattributed => Some(OTHER),
        Verdict::Altered | Verdict::Contradicted => Some(ALTERED),
        Verdict::Found if !reply.excerpts.is_empty() && reply.rows.is_empty() => Some(FOUND),
        _ => None,
    }
}

/// An address that leads somewhere and ends no markdown.
fn link(url: &str) -> Option<&str> {
    let good = (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`'));
    good.then_some(url)
}

/// Words that lead somewhere. A parenthesis in an address would end the link.
fn linked(escaped: &str, url: &str) -> String {
    format!("[{escaped}]({})", url.replace('(', "%28").replace(')', "%29"))
}

/// A heading, which is one line.
fn heading(escaped: &str) -> String {
    format!("### {}", escaped.replace('\n', " "))
}

/// Lines as a block quotation.
fn quoted(escaped: &str) -> String {
    escaped.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Small print, which is one line.
fn small(escaped: &str) -> String {
    format!("-# {}", escaped.replace('\n', " "))
}
