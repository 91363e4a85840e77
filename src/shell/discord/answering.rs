//! From what was pressed or typed to a message, asking an archive that stands behind a small trait.

use serde_json::Value;

use super::outgoing::PRIVATE;
use crate::render::discord::custom_id::Reference;
use crate::render::discord::{self, Attachment, Library, List, Look, Message, escape};
use crate::reply::{Choice, Corrected, Excerpt, Reply};
use crate::words::Words;

/// What this front needs of the archive. Rights come in with every call, and are checked behind it.
pub trait Answers: Library + Send + Sync {
    /// The catalogue.
    fn words(&self) -> &Words;
    /// Runs a command of the table; an error is a sentence for the asker.
    fn run(&self, command: &str, options: &[(String, Value)], paid: bool) -> Result<Reply, String>;
    /// Completions.
    fn complete(&self, command: &str, option: &str, partial: &str) -> Vec<Choice>;
    /// Files that go with the answer to a command.
    fn files(&self, _command: &str, _options: &[(String, Value)], _paid: bool) -> Vec<Attachment> {
        Vec::new()
    }
    /// What a person calls a value that a completion or a menu sent: a place by its name, an article by its title.
    fn label(&self, value: &str) -> Option<String>;
    /// The excerpt that a reference names, cut anew.
    fn reopen(&self, reference: &Reference, paid: bool) -> Result<Excerpt, Lost>;
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Lost {
    /// The article is gone, or was corrected, and what it said before is not to be had.
    Changed,
    /// The article was corrected.
    Corrected(Box<Corrected>),
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
        let texts = pairs.iter().filter_map(|(_, value)| value.as_str());
        let texts: Vec<String> = texts.map(|text| self.0.label(text).unwrap_or_else(|| text.to_owned())).collect();
        let question = texts.join(" · ");
        // Words for paying readers are never public, so a public answer is asked for without that right.
        let reply = match self.0.run(name, &pairs, paid && private) {
            Ok(reply) => reply,
            Err(problem) => return self.note(&escape::echoed(&problem, 500)),
        };
        let lacks = paid && !private && reply.excerpts.is_empty() && reply.rows.is_empty() && reply.choices.is_empty();
        let mut message = match lacks.then(|| self.0.run(name, &pairs, true)) {
            Some(Ok(reply)) if !reply.excerpts.is_empty() || !reply.rows.is_empty() => {
                self.shown(&reply, &question, true)
            }
            _ => self.shown(&reply, &question, private),
        };
        message.files = self.0.files(name, &pairs, paid && message.private);
        message
    }

    /// What the archive says about a message.
    pub fn find_source(&self, text: &str, paid: bool) -> Message {
        if text.trim().is_empty() {
            return self.say("discord.no_text");
        }
        match self.0.run("source", &[("text".to_owned(), Value::from(text))], paid) {
            Ok(reply) => self.shown(&reply, text, true),
            Err(problem) => self.note(&escape::echoed(&problem, 500)),
        }
    }

    /// Completions for the option that is being typed.
    pub fn complete(&self, command: &str, options: &[(String, Value, bool)]) -> Vec<Choice> {
        let typed = options.iter().find(|(_, _, focused)| *focused);
        let Some((option, value, _)) = typed else { return Vec::new() };
        self.0.complete(command, option, value.as_str().unwrap_or_default())
    }

    /// A place of a list; `before` is what the message says that is turned.
    pub fn page(&self, list: &List, before: &str, paid: bool, private: bool) -> Message {
        let Some(reference) = list.references.get(list.at) else {
            return self.say("discord.unreadable");
        };
        match self.0.reopen(reference, paid) {
            Ok(excerpt) => discord::page(&excerpt, list, before, &self.look(None, private)),
            Err(lost) => self.lost(lost),
        }
    }

    /// An excerpt for everybody, whatever its reader may see: words for paying readers stay where they are.
    /// `before` is what the message says that was pressed.
    pub fn share(&self, reference: &Reference, nearest: bool, before: &str, paid: bool, private: bool) -> Message {
        match self.0.reopen(reference, paid && private) {
            Ok(excerpt) => discord::single(&excerpt, nearest, before, &self.look(None, private)),
            Err(lost) => self.lost(lost),
        }
    }

    /// What stands around an excerpt.
    pub fn context(&self, reference: &Reference, paid: bool) -> Message {
        match self.0.reopen(reference, paid) {
            Ok(excerpt) => discord::surroundings(&excerpt, &self.look(None, true)),
            Err(lost) => self.lost(lost),
        }
    }

    /// A sentence of the catalogue, for the asker alone.
    pub fn say(&self, key: &str) -> Message {
        self.note(&self.words().say(key, &[]))
    }

    fn look<'a>(&'a self, question: Option<&'a str>, private: bool) -> Look<'a> {
        Look { words: self.words(), library: &*self.0, question, private }
    }

    fn shown(&self, reply: &Reply, question: &str, private: bool) -> Message {
        discord::reply(reply, &self.look(Some(question), private))
    }

    fn lost(&self, lost: Lost) -> Message {
        match lost {
            Lost::Changed => self.say("discord.altered_archive"),
            Lost::Corrected(corrected) => discord::corrected(&corrected, self.words()),
            Lost::Paid => self.say("discord.paid"),
        }
    }

    fn note(&self, content: &str) -> Message {
        Message { content: content.to_owned(), private: true, ..Message::default() }
    }
}
