//! From what was pressed or typed to a message, asking an archive that stands behind a small trait.

use std::fmt::Display;
use std::ops::Range;
use std::time::Instant;

use serde_json::Value;

use super::outgoing::PRIVATE;
use super::quoted::{Quoted, Slice};
use crate::commands::SOURCE;
use crate::domain::{ParagraphKey, without_text_fragment};
use crate::engine::word_count;
use crate::render::discord::custom_id::Reference;
use crate::render::discord::{self, Attachment, Library, List, Look, Message, escape};
use crate::reply::{Choice, Corrected, Excerpt, Reply, Row};
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
    /// How many words an article has that shows only quotations; nothing for any other.
    fn words_if_only_quoted(&self, article: &str) -> Option<usize>;
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

/// Who asks, as far as it decides what is shown.
pub struct Reader<'a> {
    /// May see articles for paying readers.
    pub(super) paid: bool,
    pub(super) user: &'a str,
    /// What readers were shown of articles that show only quotations.
    pub(super) quoted: &'a Quoted,
    pub(super) now: Instant,
}

/// The archive, answering as messages.
pub struct Answering(pub Box<dyn Answers>);

impl Answering {
    /// The catalogue.
    pub fn words(&self) -> &Words {
        self.0.words()
    }

    /// A command. What only the asker sees is answered with all that the asker may see.
    pub fn command(
        &self,
        name: &str,
        options: &[(String, Value, bool)],
        reader: &Reader<'_>,
        private: bool,
    ) -> Message {
        let own = options.iter().filter(|(name, _, _)| name != PRIVATE);
        let pairs: Vec<(String, Value)> = own.map(|(name, value, _)| (name.clone(), value.clone())).collect();
        let texts = pairs.iter().filter_map(|(_, value)| value.as_str());
        let texts: Vec<String> = texts.map(|text| self.0.label(text).unwrap_or_else(|| text.to_owned())).collect();
        let question = texts.join(" · ");
        // Words for paying readers are never public, so a public answer is asked for without that right; an answer that
        // is private after all is asked for again.
        let with = |paid: bool| self.0.run(name, &pairs, paid);
        let (answered, private) = match with(reader.paid && private) {
            Ok(reply) if reader.paid && !private && discord::is_private(&reply) => (with(true), true),
            answered => (answered, private),
        };
        let reply = match answered {
            Ok(reply) => reply,
            Err(problem) => return self.note(&escape::echoed(&problem, 500)),
        };
        // What a question is answered with has no files, nor is it read a second time.
        let listed = reply.routed.is_none() && reply.rows.iter().any(|row| matches!(row, Row::Record(_)));
        let mut message = self.shown(reply, &question, reader, private);
        if listed {
            message.files = self.0.files(name, &pairs, reader.paid && message.private);
        }
        message
    }

    /// What the archive says about a message.
    pub fn find_source(&self, text: &str, reader: &Reader<'_>) -> Message {
        if text.trim().is_empty() {
            return self.say("discord.no_text");
        }
        match self.0.run(SOURCE, &[(String::new(), Value::from(text))], reader.paid) {
            Ok(reply) => self.shown(reply, text, reader, true),
            Err(problem) => self.note(&escape::echoed(&problem, 500)),
        }
    }

    /// Completions for the option that is being typed.
    pub fn complete(&self, command: &str, options: &[(String, Value, bool)]) -> Vec<Choice> {
        let typed = options.iter().find(|(_, _, focused)| *focused);
        let Some((option, value, _)) = typed else { return Vec::new() };
        self.0.complete(command, option, value.as_str().unwrap_or_default())
    }

    /// A place of a list; `before` is what the message says that is turned, and nothing for a message of its own.
    pub fn page(&self, list: &List, before: &str, reader: &Reader<'_>, private: bool) -> Message {
        self.reopened(list, before, reader, private, reader.paid && private)
    }

    /// An excerpt for everybody, whatever its reader may see: words for paying readers stay where they are.
    /// `before` is what the message says that was pressed.
    pub fn share(&self, list: &List, before: &str, reader: &Reader<'_>) -> Message {
        self.reopened(list, before, reader, false, false)
    }

    fn reopened(&self, list: &List, before: &str, reader: &Reader<'_>, private: bool, paid: bool) -> Message {
        let Some(reference) = list.references.get(list.at) else {
            return self.say("discord.unreadable");
        };
        match self.0.reopen(reference, paid) {
            Ok(excerpt) => {
                let excerpt = self.bounded(excerpt, reader);
                discord::page(&excerpt, list, before, &self.look(None, private))
            }
            Err(lost) => self.lost(lost),
        }
    }

    /// What stands around an excerpt.
    pub fn context(&self, reference: &Reference, reader: &Reader<'_>) -> Message {
        match self.0.reopen(reference, reader.paid) {
            Ok(excerpt) => discord::surroundings(&self.bounded(excerpt, reader), &self.look(None, true)),
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

    /// A message with one more line of the catalogue.
    pub fn with_line(&self, mut message: Message, key: &str, values: &[(&str, &dyn Display)]) -> Message {
        message.add_line(&self.words().say(key, values));
        message
    }

    fn shown(&self, mut reply: Reply, question: &str, reader: &Reader<'_>, private: bool) -> Message {
        for at in discord::displayed(&reply) {
            if let Some(excerpt) = reply.excerpts.get_mut(at) {
                *excerpt = self.bounded(excerpt.clone(), reader);
            }
        }
        for row in &mut reply.rows {
            if let Row::Record(record) = row
                && !record.evidence.is_empty()
                && !self.admits(&record.article, record.paragraph, record.start..record.end, &record.evidence, reader)
            {
                record.evidence.clear();
                record.url = without_text_fragment(&record.url).to_owned();
            }
        }
        discord::reply(&reply, &self.look(Some(question), private))
    }

    /// The excerpt, or its citation alone where the reader was shown enough of the article today.
    fn bounded(&self, excerpt: Excerpt, reader: &Reader<'_>) -> Excerpt {
        let range = excerpt.start..excerpt.end;
        if range.is_empty() || self.admits(&excerpt.article, excerpt.paragraph, range, &excerpt.text, reader) {
            return excerpt;
        }
        let (context, url) = ([excerpt.start, excerpt.end], without_text_fragment(&excerpt.url).to_owned());
        Excerpt { text: String::new(), context, url, highlights: Vec::new(), diff: None, ..excerpt }
    }

    fn admits(&self, article: &str, key: ParagraphKey, range: Range<usize>, text: &str, reader: &Reader<'_>) -> bool {
        self.0.words_if_only_quoted(article).is_none_or(|of| {
            let slice = Slice { article: article.to_owned(), key, range, words: word_count(text), of };
            reader.quoted.admits(reader.user, &slice, reader.now)
        })
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
