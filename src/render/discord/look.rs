//! How a message is to look, and what it needs to know of the archive.

use std::collections::BTreeMap;

use crate::reply::Excerpt;
use crate::words::Words;

/// What a message needs to know of the archive beyond the reply.
pub trait Library {
    /// The paragraphs around an excerpt, its own included, as far as the article may be shown.
    fn around(&self, excerpt: &Excerpt) -> Vec<String>;
    /// The command of a tracker.
    fn command_of(&self, tracker: &str) -> Option<String>;
    /// What opens an article that may be shown whole: its subtitle, or else its first sentence.
    fn opening(&self, article: &str) -> Option<String>;
    /// Whether there is a list that records can be proposed for.
    fn has_lists(&self) -> bool;
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
    /// Whether the place has a desk that questions and remarks can be given to.
    pub desk: bool,
    /// Where a thread about an article can be opened: the message for everybody that it can be on, or no name of one.
    pub discussions: Option<&'a str>,
    /// Where receipts are looked up.
    pub receipts: Receipts<'a>,
}

/// The commands that can be clicked where none can.
static NO_COMMANDS: BTreeMap<String, String> = BTreeMap::new();

impl<'a> Look<'a> {
    /// Of a message that the program writes by itself: without a question, and without what an answer offers.
    pub fn unasked(words: &'a Words, library: &'a dyn Library) -> Look<'a> {
        Look {
            words,
            library,
            question: None,
            private: true,
            commands: &NO_COMMANDS,
            desk: false,
            discussions: None,
            receipts: Receipts::Nowhere,
        }
    }
}

/// Where whoever doubts an excerpt can look up its receipt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Receipts<'a> {
    /// Nowhere that everybody reaches: the code is all that is said.
    #[default]
    Nowhere,
    /// In the archive itself, by whoever has it.
    Archive,
    /// On the pages at this address.
    Pages(&'a str),
}
