//! From what was pressed or typed to a message.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

use super::archive::{Asker, Lost, OpenArchive};
use super::outgoing::PRIVATE;
use crate::commands::SOURCE;
use crate::desk::Hiding;
use crate::desk::counters::What;
use crate::engine::Excluded;
use crate::render::discord::reference::Reference;
use crate::render::discord::{self, List, Look, Message, Pressed, Receipts, Results, escape};
use crate::reply::{Choice, Excerpt, Listing, Part, Reply, Row, Verdict};
use crate::shell::quoted::Quoted;
use crate::words::Words;

/// Who asks, as far as it decides what is shown.
pub(super) struct Reader<'a> {
    /// May see articles for paying readers.
    pub(super) paid: bool,
    pub(super) user: &'a str,
    /// What readers were shown of articles that show only quotations.
    pub(super) quoted: &'a Quoted,
    pub(super) now: Instant,
    /// The language of whoever asks, and that of the place where everybody reads the answer.
    pub(super) own_language: Option<&'a str>,
    pub(super) language_there: Option<&'a str>,
    /// Whether questions and remarks can be given to editors there.
    pub(super) desk: bool,
    /// Whether they may open a thread about an article there.
    pub(super) discussions: bool,
    /// The message for everybody that was pressed.
    pub(super) public_message: Option<&'a str>,
    /// What the editors of the server hid; nothing where they hid nothing.
    pub(super) hiding: Option<&'a Hiding>,
    /// The question that the message answers which was pressed.
    pub(super) question: Option<String>,
    /// The ids of the commands, by name.
    pub(super) commands: Arc<BTreeMap<String, String>>,
}

/// An answer that was computed, and not yet shown: once, for what is to be decided of it.
pub(super) struct Answer {
    reply: Result<Reply, String>,
    question: String,
    /// Whether it was computed with rights of the asker that others may not have.
    own: bool,
}

impl Answer {
    /// Whether only the asker may see it, because of what it says or with whose rights it was computed.
    pub(super) fn is_private(&self) -> bool {
        self.own || self.says_private()
    }

    /// What is counted of it: the article that answers, or the one that was the closest, or the list that has no record.
    pub(super) fn topic(&self) -> Option<(What, &str)> {
        let reply = self.reply.as_ref().ok()?;
        let first = |part| reply.parts(part).next().map(|excerpt| excerpt.article.as_str());
        match reply.verdict {
            Verdict::NotListed => Some((What::Unknown, reply.routed.as_deref().unwrap_or(&reply.command))),
            Verdict::NotFound => Some((What::Unknown, first(Part::Nearest).unwrap_or_default())),
            _ => first(Part::Answer).map(|article| (What::Cited, article)),
        }
    }

    /// Whether nothing was found, or only what is closest.
    pub(super) fn finds_nothing(&self) -> bool {
        self.reply.as_ref().is_ok_and(|reply| {
            let has = |part| reply.parts(part).next().is_some();
            let only_nearest = has(Part::Nearest) && !has(Part::Answer) && reply.rows.is_empty();
            only_nearest || matches!(reply.verdict, Verdict::NotFound | Verdict::NotListed)
        })
    }

    /// Whether a newer article could change what it says: nothing was found, or the newest were asked for.
    pub(super) fn may_be_behind(&self) -> bool {
        self.finds_nothing() || self.reply.as_ref().is_ok_and(|reply| reply.command == "articles")
    }

    /// Whether what it says is for the asker alone, wherever it is said.
    pub(super) fn says_private(&self) -> bool {
        self.reply.as_ref().map_or(true, discord::is_private)
    }
}

impl OpenArchive {
    /// The words for whoever sees the answer.
    pub(super) fn words(&self, reader: &Reader<'_>, private: bool) -> &Words {
        self.catalogue(if private { reader.own_language } else { reader.language_there })
    }

    fn asker<'a>(&'a self, reader: &Reader<'_>, private: bool) -> Asker<'a> {
        // Words for paying readers are never public.
        Asker { paid: reader.paid && private, words: self.words(reader, private) }
    }

    /// A command's answer: for the asker alone with all that the asker may see and in the asker's language, else with what everybody
    /// may see.
    pub(super) fn answer(
        &self,
        name: &str,
        options: &[(String, Value, bool)],
        reader: &Reader<'_>,
        private: bool,
    ) -> Answer {
        let own = options.iter().filter(|(name, _, _)| name != PRIVATE);
        let pairs: Vec<(String, Value)> = own.map(|(name, value, _)| (name.clone(), value.clone())).collect();
        let texts = pairs.iter().filter_map(|(_, value)| value.as_str());
        let texts: Vec<String> = texts.map(|text| self.label(text).unwrap_or_else(|| text.to_owned())).collect();
        let question = texts.join(" · ");
        let excluded = self.excluded(reader.hiding, &question);
        let with = |private: bool| self.run_without(name, &pairs, self.asker(reader, private), &excluded);
        let differs = || reader.paid || self.words(reader, true).language() != self.words(reader, false).language();
        match with(private) {
            // It is no public answer, so the asker gets all that is theirs.
            Ok(reply) if !private && discord::is_private(&reply) && differs() => {
                Answer { reply: with(true), question, own: true }
            }
            reply => Answer { reply, question, own: private },
        }
    }

    /// What the server's editors hid for this question: the answer is what it would be without.
    pub(super) fn excluded(&self, hiding: Option<&Hiding>, question: &str) -> Excluded {
        let hidden = hiding.map(|hiding| hidden_for(hiding, question)).unwrap_or_default();
        Excluded::new(hidden.iter().filter_map(|reference| self.span(reference)).collect())
    }

    /// An answer as a message: to the asker alone where that is wanted, or where it must be.
    pub(super) fn message(&self, answer: Answer, reader: &Reader<'_>, private: bool) -> Message {
        let private = private || answer.is_private();
        match answer.reply {
            Ok(reply) => self.shown(reply, &answer.question, reader, private),
            Err(problem) => Message::note(&escape::echoed(&problem, 500)),
        }
    }

    /// What the archive says about a message.
    pub(super) fn find_source(&self, text: &str, reader: &Reader<'_>) -> Message {
        let reply = self.run(SOURCE, &[(String::new(), Value::from(text))], self.asker(reader, true));
        self.message(Answer { reply, question: text.to_owned(), own: true }, reader, true)
    }

    /// Completions for the option that is being typed.
    pub(super) fn complete(
        &self,
        command: &str,
        options: &[(String, Value, bool)],
        reader: &Reader<'_>,
    ) -> Vec<Choice> {
        let typed = options.iter().find(|(_, _, focused)| *focused);
        let Some((option, value, _)) = typed else { return Vec::new() };
        self.completions(command, option, value.as_str().unwrap_or_default(), self.words(reader, true))
    }

    /// A place of a list; `before` is the message that is turned, and nothing for a message of its own.
    pub(super) fn page(&self, list: &List, before: Option<&Pressed>, reader: &Reader<'_>, private: bool) -> Message {
        let opened = self.reopened(list, reader, reader.paid && private);
        opened.map_or_else(
            |lost| lost,
            |excerpt| discord::page(&excerpt, list, before, &self.look(None, reader, private)),
        )
    }

    /// An excerpt for everybody, whatever its reader may see: words for paying readers stay where they are.
    /// `before` is the message that was pressed.
    pub(super) fn share(&self, list: &List, before: &Pressed, reader: &Reader<'_>) -> Message {
        let opened = self.reopened(list, reader, false);
        let look = self.look(None, reader, false);
        opened.map_or_else(|lost| lost, |excerpt| discord::page(&excerpt, list, Some(before), &look))
    }

    /// What else can be done with an excerpt.
    pub(super) fn more(&self, list: &List, before: &Pressed, reader: &Reader<'_>) -> Message {
        let opened = self.reopened(list, reader, reader.paid);
        let look = self.look(None, reader, true);
        opened.map_or_else(
            |lost| lost,
            |excerpt| {
                let look = Look { receipts: self.receipts_of(&excerpt), ..look };
                discord::more(&excerpt, list, before, &look)
            },
        )
    }

    /// A page of what a search found, as far as it is still there.
    pub(super) fn results(&self, page: usize, before: &Pressed, reader: &Reader<'_>, private: bool) -> Message {
        let Some(results) = Results::of(before, page) else { return self.say("discord.unreadable", reader) };
        let paid = reader.paid && private;
        let opened = |list: List| Some((self.reopened(&list, reader, paid).ok()?, list));
        let found: Vec<(List, Excerpt)> =
            results.lists().filter_map(opened).map(|(excerpt, list)| (list, excerpt)).collect();
        if found.is_empty() {
            return self.say("discord.altered_archive", reader);
        }
        results.message(&found, before, &self.look(None, reader, private))
    }

    /// The rows of a list from this one on.
    pub(super) fn rows(&self, listing: &Listing, offset: usize, reader: &Reader<'_>, private: bool) -> Message {
        match self.list(listing, offset, self.asker(reader, private), self.excluded_before(reader)) {
            Some(reply) if !reply.rows.is_empty() => self.shown(reply, "", reader, private),
            _ => self.say("discord.altered_archive", reader),
        }
    }

    /// The records of a list as a table.
    pub(super) fn table(&self, listing: &Listing, reader: &Reader<'_>) -> Message {
        let asker = self.asker(reader, true);
        let table =
            self.list(listing, 0, asker, self.excluded_before(reader)).and_then(|records| self.csv(&records, asker));
        match table {
            Some(file) => discord::table(file, &self.look(None, reader, true)),
            None => self.say("discord.altered_archive", reader),
        }
    }

    /// What is excluded of the answer that was pressed.
    fn excluded_before(&self, reader: &Reader<'_>) -> Excluded {
        self.excluded(reader.hiding, reader.question.as_deref().unwrap_or_default())
    }

    fn reopened(&self, list: &List, reader: &Reader<'_>, paid: bool) -> Result<Excerpt, Message> {
        let Some(reference) = list.references.get(list.at) else { return Err(self.say("discord.unreadable", reader)) };
        // An answer that was given before its excerpt was hidden leads to it no more.
        let question = reader.question.as_deref().unwrap_or_default();
        if reader.hiding.is_some_and(|hiding| hidden_for(hiding, question).iter().any(|own| own.meets(reference))) {
            return Err(self.say("desk.wrong_hidden_here", reader));
        }
        let opened = self.reopen(reference, paid).map(|excerpt| self.bounded(excerpt, reader));
        opened.map_err(|lost| self.lost(lost, reader))
    }

    /// What stands around an excerpt.
    pub(super) fn context(&self, reference: &Reference, reader: &Reader<'_>) -> Message {
        match self.reopen(reference, reader.paid) {
            Ok(excerpt) => discord::surroundings(&self.bounded(excerpt, reader), &self.look(None, reader, true)),
            Err(lost) => self.lost(lost, reader),
        }
    }

    /// The newsletter's own links on an excerpt's words.
    pub(super) fn links(&self, reference: &Reference, reader: &Reader<'_>) -> Message {
        match self.reopen(reference, reader.paid) {
            Ok(excerpt) => discord::links(&self.bounded(excerpt, reader), &self.look(None, reader, true)),
            Err(lost) => self.lost(lost, reader),
        }
    }

    /// A sentence of the catalogue, for the asker alone.
    pub(super) fn say(&self, key: &str, reader: &Reader<'_>) -> Message {
        Message::note(&self.words(reader, true).say(key, &[]))
    }

    /// A sentence of the catalogue for everybody, which can be removed.
    pub(super) fn remark(&self, key: &str, reader: &Reader<'_>) -> Message {
        discord::remark(&self.words(reader, false).say(key, &[]), &self.look(None, reader, false))
    }

    fn look<'a>(&'a self, question: Option<&'a str>, reader: &'a Reader<'_>, private: bool) -> Look<'a> {
        Look {
            words: self.words(reader, private),
            library: self,
            question,
            private,
            commands: &reader.commands,
            desk: reader.desk,
            discussions: reader.discussions.then(|| reader.public_message.unwrap_or_default()),
            receipts: Receipts::Nowhere,
        }
    }

    fn shown(&self, mut reply: Reply, question: &str, reader: &Reader<'_>, private: bool) -> Message {
        for at in discord::displayed(&reply) {
            if let Some(excerpt) = reply.excerpts.get_mut(at) {
                *excerpt = self.bounded(excerpt.clone(), reader);
            }
        }
        let private = private || discord::is_private(&reply);
        let asker = self.asker(reader, private);
        let lists = reply.rows.iter().any(|row| matches!(row, Row::Record(_)));
        let mut message = discord::reply(&reply, &self.look(Some(question), reader, private));
        if lists
            && reply.offset == 0
            && let Some(map) = self.map(&reply, Asker { paid: asker.paid && message.private, ..asker })
        {
            message.show_picture(map);
        }
        message
    }

    /// The excerpt, or its citation alone where the reader was shown enough of the article today.
    pub(super) fn bounded(&self, excerpt: Excerpt, reader: &Reader<'_>) -> Excerpt {
        reader.quoted.bounded(reader.user, excerpt, |article| self.words_if_only_quoted(article), reader.now)
    }

    fn lost(&self, lost: Lost, reader: &Reader<'_>) -> Message {
        match lost {
            Lost::Changed => self.say("discord.altered_archive", reader),
            Lost::Corrected(corrected) => {
                let corrected = corrected.bounded(|excerpt| self.bounded(excerpt, reader));
                discord::corrected(&corrected, &self.look(None, reader, true))
            }
            Lost::Paid => self.say("discord.paid", reader),
        }
    }
}

/// What a server hides for a question.
fn hidden_for(hiding: &Hiding, question: &str) -> Vec<Reference> {
    hiding.of(&discord::normal(question)).iter().filter_map(|packed| Reference::of(packed)).collect()
}
