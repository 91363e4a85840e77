//! From what was pressed or typed to a message, asking an archive that stands behind a small trait.

use serde_json::Value;

use super::outgoing::PRIVATE;
use super::rest::File;
use crate::domain::ParagraphKey;
use crate::render::discord::custom_id::Reference;
use crate::render::discord::{self, Look, Message};
use crate::reply::{Choice, Excerpt, Reply};
use crate::words::Words;

/// What this front needs of the archive. Rights come in with every call, and are checked behind it.
pub trait Answers: Send + Sync {
    /// The catalogue.
    fn words(&self) -> &Words;
    /// Runs a command of the table; an error is a sentence for the asker.
    fn run(&self, command: &str, options: &[(String, Value)], paid: bool) -> Result<Reply, String>;
    /// Completions.
    fn complete(&self, command: &str, option: &str, partial: &str) -> Vec<Choice>;
    /// The words of a paragraph that an excerpt was cut from.
    fn paragraph(&self, article: &str, key: ParagraphKey) -> Option<String>;
    /// The excerpt that a reference names, cut anew.
    fn reopen(&self, reference: &Reference, paid: bool) -> Result<Excerpt, Lost>;
    /// The paragraphs around an excerpt, as far as the article may be shown.
    fn around(&self, excerpt: &Excerpt) -> Vec<String>;
    /// Files that go with the answer to a command: the map and the table of a listing.
    fn files(&self, _command: &str, _options: &[(String, Value)], _paid: bool) -> Vec<Attached> {
        Vec::new()
    }
}

/// A file that goes with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The file.
    pub file: File,
    /// What it shows, for those who cannot see it.
    pub description: String,
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The article is gone, or was corrected.
    Changed,
    /// It is for paying readers.
    Paid,
}

/// The archive, answering as messages.
pub struct Answering(pub Box<dyn Answers>);

impl Answering {
    /// The catalogue.
    pub fn words(&self) -> &Words {
        self.0.words()
    }

    /// A command.
    pub fn command(&self, name: &str, options: &[(String, Value, bool)], paid: bool, private: bool) -> Message {
        let own = options.iter().filter(|(name, _, _)| name != PRIVATE);
        let pairs: Vec<(String, Value)> = own.map(|(name, value, _)| (name.clone(), value.clone())).collect();
        let texts: Vec<&str> = pairs.iter().filter_map(|(_, value)| value.as_str()).collect();
        let question = texts.join(" · ");
        // Words for paying readers are never public, so a public answer is asked for without that right.
        let reply = match self.0.run(name, &pairs, paid && private) {
            Ok(reply) => reply,
            Err(problem) => return self.note(&crate::render::discord::escape::echoed(&problem, 500)),
        };
        let lacks = paid && !private && reply.excerpts.is_empty() && reply.rows.is_empty() && reply.choices.is_empty();
        match lacks.then(|| self.0.run(name, &pairs, true)) {
            Some(Ok(reply)) if !reply.excerpts.is_empty() => self.shown(&reply, &question, true),
            _ => self.shown(&reply, &question, private),
        }
    }

    /// The files that go with the answer to a command.
    pub fn files(&self, name: &str, options: &[(String, Value, bool)], paid: bool) -> Vec<Attached> {
        let own = options.iter().filter(|(name, _, _)| name != PRIVATE);
        let pairs: Vec<(String, Value)> = own.map(|(name, value, _)| (name.clone(), value.clone())).collect();
        self.0.files(name, &pairs, paid)
    }

    /// What the archive says about a message.
    pub fn find_source(&self, text: &str, paid: bool) -> Message {
        if text.trim().is_empty() {
            return self.note(&self.words().say("discord.no_text", &[]));
        }
        match self.0.run("source", &[("text".to_owned(), Value::from(text))], paid) {
            Ok(reply) => self.shown(&reply, text, true),
            Err(problem) => self.note(&crate::render::discord::escape::echoed(&problem, 500)),
        }
    }

    /// The command again, with the reading that was picked.
    pub fn pick(&self, command: &str, picked: &str, paid: bool, private: bool) -> Message {
        let option = if command == "said" { "who" } else { "" };
        self.command(command, &[(option.to_owned(), Value::from(picked), false)], paid, private)
    }

    /// Completions for the option that is being typed.
    pub fn complete(&self, command: &str, options: &[(String, Value, bool)]) -> Vec<Choice> {
        let typed = options.iter().find(|(_, _, focused)| *focused);
        let Some((option, value, _)) = typed else { return Vec::new() };
        self.0.complete(command, option, value.as_str().unwrap_or_default())
    }

    /// A place of a list.
    pub fn page(&self, at: usize, references: &[Reference], paid: bool, private: bool) -> Message {
        let Some(reference) = references.get(at) else {
            return self.note(&self.words().say("discord.unreadable", &[]));
        };
        match self.0.reopen(reference, paid) {
            Ok(excerpt) => self.with_look(private, |look| discord::page(&excerpt, at, references, look)),
            Err(lost) => self.lost(lost),
        }
    }

    /// An excerpt for everybody, whatever its reader may see: words for paying readers stay where they are.
    pub fn share(&self, reference: &Reference, paid: bool, private: bool) -> Message {
        match self.0.reopen(reference, paid && private) {
            Ok(excerpt) => self.with_look(private, |look| discord::single(&excerpt, look)),
            Err(lost) => self.lost(lost),
        }
    }

    /// What stands around an excerpt.
    pub fn context(&self, reference: &Reference, paid: bool) -> Message {
        match self.0.reopen(reference, paid) {
            Ok(excerpt) => {
                let around = self.0.around(&excerpt);
                self.with_look(true, |look| discord::surroundings(&excerpt, &around, look))
            }
            Err(lost) => self.lost(lost),
        }
    }

    fn shown(&self, reply: &Reply, question: &str, private: bool) -> Message {
        let paragraphs = |article: &str, key| self.0.paragraph(article, key);
        let look = Look { words: self.words(), paragraphs: &paragraphs, question: Some(question), private };
        discord::reply(reply, &look)
    }

    fn with_look(&self, private: bool, build: impl FnOnce(&Look) -> Message) -> Message {
        let paragraphs = |article: &str, key| self.0.paragraph(article, key);
        build(&Look { words: self.words(), paragraphs: &paragraphs, question: None, private })
    }

    fn lost(&self, lost: Lost) -> Message {
        let key = match lost {
            Lost::Changed => "discord.altered_archive",
            Lost::Paid => "discord.paid",
        };
        self.note(&self.words().say(key, &[]))
    }

    fn note(&self, content: &str) -> Message {
        Message { content: content.to_owned(), private: true, ..Message::default() }
    }
}
