//! What an interaction is answered with: every action checked against the rights of whoever acts.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use serde_json::Value;

use super::answering::Reader;
use super::archive::OpenArchive;
use super::behind::Behind;
use super::incoming::Interaction;
use super::rights::{Openness, PublicAnswers};
use super::tally::Tally;
use super::{Discord, outgoing};
use crate::desk::{Hiding, SetUp};
use crate::render;
use crate::render::discord::custom_id::Action;
use crate::render::discord::{Message, Modal};
use crate::reply::Choice;
use crate::shell::quoted::Quoted;
use crate::shell::settings::Public;

/// The command that a question without one is for.
const ASK: &str = "ask";

/// What answers, and by which rules.
#[derive(Clone)]
pub(super) struct Served {
    pub(super) archive: Arc<OpenArchive>,
    /// The host's, or those of one server: [`Served::of`].
    pub(super) settings: Discord,
    /// What the server's editors hid; nothing where they hid nothing.
    pub(super) hiding: Option<Arc<Hiding>>,
}

/// What is remembered of readers for a while, and of the commands, in memory alone.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    public: PublicAnswers,
    quoted: Quoted,
    /// What is counted until the desk has it.
    pub(super) tally: Tally,
    /// Whether a feed is silent: then what finds nothing says so.
    pub(super) behind: Behind,
    // Replaced whole when commands are registered; held only to clone the pointer.
    commands: RwLock<Arc<BTreeMap<String, String>>>,
}

impl Remembered {
    /// Forgets what readers were shown a day ago.
    pub(super) fn forget(&self, now: Instant) {
        self.quoted.forget(now);
    }

    /// Takes in the ids that Discord gave the commands, by name.
    pub(super) fn registered(&self, commands: BTreeMap<String, String>) {
        *self.commands.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(commands);
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// Send a message.
    Message(Message),
    /// Put a message in the place of the one that was pressed.
    Update(Message),
    /// Offer completions.
    Choices(Vec<Choice>),
    /// Ask for words.
    Modal(Modal),
    /// Delete the message that was pressed.
    Remove,
}

impl Served {
    /// The same by the rules of one server.
    pub(super) fn of(&self, set_up: &SetUp, server: Option<&str>) -> Served {
        let settings = self.settings.for_server(set_up, server);
        Served { archive: Arc::clone(&self.archive), settings, hiding: None }
    }

    /// The same without what the server's editors hid.
    pub(super) fn without(self, hiding: Option<Arc<Hiding>>) -> Served {
        Served { hiding, ..self }
    }

    /// Decides. Where `hushed`, only the asker may see the answer.
    pub(super) fn respond(&self, asked: &Interaction, remembered: &Remembered, hushed: bool) -> Outcome {
        if !self.settings.is_served(asked) {
            return self.note(asked, remembered, "discord.elsewhere");
        }
        if matches!(asked.kind, 2 | 4) && self.settings.is_off(&asked.name) {
            return self.note(asked, remembered, "discord.command_off");
        }
        match asked.kind {
            2 => match &asked.target {
                Some(target) if target.text.trim().is_empty() => {
                    let key = if target.has_picture { "discord.only_a_picture" } else { "discord.no_text" };
                    self.note(asked, remembered, key)
                }
                Some(target) => {
                    Outcome::Message(self.archive.find_source(&target.text, &self.reader(asked, remembered)))
                }
                None => {
                    let private = hushed || asked.option(outgoing::PRIVATE) == Some(&Value::Bool(true));
                    Outcome::Message(self.command(asked, &asked.name, &asked.options, private, remembered))
                }
            },
            3 => self.pressed(asked, remembered, hushed),
            4 => {
                let reader = self.reader(asked, remembered);
                Outcome::Choices(self.archive.complete(&asked.name, &asked.options, &reader))
            }
            _ => self.note(asked, remembered, "discord.unreadable"),
        }
    }

    /// A sentence of the catalogue, for the asker alone.
    pub(super) fn note(&self, asked: &Interaction, remembered: &Remembered, key: &str) -> Outcome {
        match asked.kind {
            4 => Outcome::Choices(Vec::new()),
            _ => Outcome::Message(self.archive.say(key, &self.reader(asked, remembered))),
        }
    }

    /// That something went wrong, for the asker alone.
    pub(super) fn failed(&self, asked: &Interaction, remembered: &Remembered) -> Message {
        self.archive.say("discord.failed", &self.reader(asked, remembered))
    }

    fn command(
        &self,
        asked: &Interaction,
        name: &str,
        options: &[(String, Value, bool)],
        private: bool,
        remembered: &Remembered,
    ) -> Message {
        let reader = self.reader(asked, remembered);
        let private = private || self.settings.openness(asked) != Openness::Public;
        // In a conversation with the bot alone nobody else is disturbed.
        let counts = !private && asked.guild.is_some();
        // Asked before, so that the answer is computed with the rights with which it is shown.
        let full = counts && !self.has_public_left(asked, remembered);
        let answer = self.archive.answer(name, options, &reader, private || full);
        if let Some((what, topic)) = answer.topic() {
            remembered.tally.count(asked.guild.as_deref().unwrap_or_default(), what, topic);
        }
        let limited = counts && !answer.says_private() && (full || !self.takes_public(asked, remembered));
        let may_be_behind = answer.may_be_behind();
        let mut message = self.archive.message(answer, &reader, private || limited);
        if let Some(day) = remembered.behind.since().filter(|_| may_be_behind) {
            let words = self.archive.words(&reader, message.private);
            message.add_line(&words.say("discord.behind", &[("day", &render::day(words, day))]));
        }
        if limited {
            let limit = self.settings.public_answers_per_minute;
            let words = self.archive.words(&reader, true);
            message.add_line(&words.say("discord.limit_reached", &[("count", &limit)]));
        }
        message
    }

    /// Whether a message that mentions the bot may be answered, as far as its channel does not decide that.
    pub(super) fn hears_mentions(&self, asked: &Interaction, remembered: &Remembered) -> bool {
        let settings = &self.settings;
        let open = settings.mentions && settings.public != Public::Never && !settings.is_off(ASK);
        open && settings.is_served(asked) && self.has_public_left(asked, remembered)
    }

    /// What a message that mentions the bot is answered with, for everybody; nothing where it is not answered there.
    pub(super) fn mentioned(&self, asked: &Interaction, question: &str, remembered: &Remembered) -> Option<Message> {
        // Everybody reads it: what is said, and what is not, is the same whoever asks.
        let reader = Reader { paid: false, ..self.reader(asked, remembered) };
        let closed = !self.hears_mentions(asked, remembered) || self.settings.openness(asked) == Openness::Private;
        if closed || !self.takes_public(asked, remembered) {
            return None;
        }
        if question.is_empty() {
            return Some(self.archive.remark("mention.how", &reader));
        }
        let answer = self.archive.answer(ASK, &[(String::new(), Value::from(question), false)], &reader, false);
        if let Some((what, topic)) = answer.topic() {
            remembered.tally.count(asked.guild.as_deref().unwrap_or_default(), what, topic);
        }
        // What is for the asker alone cannot be said where everybody reads.
        let said = match (answer.says_private(), answer.finds_nothing()) {
            (false, _) => self.archive.message(answer, &reader, false),
            (true, true) => self.archive.remark("mention.unknown", &reader),
            (true, false) => self.archive.remark("mention.private", &reader),
        };
        (!said.private).then_some(said)
    }

    fn pressed(&self, asked: &Interaction, remembered: &Remembered, hushed: bool) -> Outcome {
        let reader = self.reader(asked, remembered);
        let archive = &self.archive;
        // Somebody else's message is not turned under their eyes: they get a page of their own. Nor can a plain message
        // become a card.
        let turns = (asked.on_private || is_theirs(asked)) && asked.pressed.is_card;
        let private = asked.on_private || !turns;
        let turned = |message: Message| {
            if turns && message.card.is_some() && message.private == asked.on_private {
                Outcome::Update(message)
            } else {
                Outcome::Message(message)
            }
        };
        match Action::decode(&asked.custom_id) {
            Some(Action::Remove) if is_theirs(asked) || asked.moderates() => Outcome::Remove,
            Some(Action::Remove) => self.note(asked, remembered, "discord.not_yours"),
            Some(Action::Share(list)) => {
                let refused = match self.settings.openness(asked) {
                    Openness::Private => Some("discord.share_not_here"),
                    _ if !asked.may_write() => Some("discord.share_not_by_you"),
                    _ if hushed => Some("discord.share_again"),
                    _ if !self.takes_public(asked, remembered) => Some("discord.share_limit"),
                    _ => None,
                };
                match refused {
                    Some(key) => self.note(asked, remembered, key),
                    None => Outcome::Message(archive.share(&list, &asked.pressed, &reader)),
                }
            }
            Some(Action::More(list)) => Outcome::Message(archive.more(&list, &asked.pressed, &reader)),
            Some(Action::Context(reference)) => Outcome::Message(archive.context(&reference, &reader)),
            Some(Action::Links(reference)) => Outcome::Message(archive.links(&reference, &reader)),
            Some(Action::Open(list)) => Outcome::Message(archive.page(&list, None, &reader, true)),
            Some(Action::View) => match picked(asked).map(|value| Action::decode(&value)) {
                Some(Some(Action::Open(list))) => Outcome::Message(archive.page(&list, None, &reader, true)),
                _ => self.note(asked, remembered, "discord.unreadable"),
            },
            Some(Action::Page(list)) => turned(archive.page(&list, Some(&asked.pressed), &reader, private)),
            Some(Action::Results(page)) => turned(archive.results(page, &asked.pressed, &reader, private)),
            Some(Action::Rows(listing, offset)) => turned(archive.rows(&listing, offset, &reader, private)),
            Some(Action::Table(listing)) => Outcome::Message(archive.table(&listing, &reader)),
            Some(Action::Evidence) => match picked(asked).as_deref().and_then(|value| value.split_once(' ')) {
                Some((command, subject)) => {
                    self.run_picked(asked, command, subject, hushed || asked.on_private, remembered)
                }
                None => self.note(asked, remembered, "discord.unreadable"),
            },
            Some(Action::Pick { command }) => {
                let picked = picked(asked).unwrap_or_default();
                self.run_picked(asked, &command, &picked, hushed || asked.on_private, remembered)
            }
            // What belongs to the desk does not come here.
            Some(Action::Desk(..)) | None => self.note(asked, remembered, "discord.unreadable"),
        }
    }

    /// Runs a command with the value that was picked: a menu knows no more, so that is the leading option.
    fn run_picked(
        &self,
        asked: &Interaction,
        command: &str,
        picked: &str,
        private: bool,
        remembered: &Remembered,
    ) -> Outcome {
        if self.settings.is_off(command) {
            return self.note(asked, remembered, "discord.command_off");
        }
        let options = [(String::new(), Value::from(picked), false)];
        Outcome::Message(self.command(asked, command, &options, private, remembered))
    }

    pub(super) fn reader<'a>(&'a self, asked: &'a Interaction, remembered: &'a Remembered) -> Reader<'a> {
        let (paid, now) = (self.settings.may_read_paid(asked), Instant::now());
        let there = self.settings.language.as_deref().or(asked.guild_locale.as_deref());
        Reader {
            paid,
            user: &asked.user,
            quoted: &remembered.quoted,
            now,
            own_language: asked.locale.as_deref().or(there),
            // In a conversation with the bot alone the asker is everybody.
            language_there: if asked.guild.is_none() { asked.locale.as_deref() } else { there },
            desk: asked.guild.as_ref().is_some_and(|guild| self.settings.has_desk(guild)),
            discussions: self.settings.discussions && asked.may_begin_threads(),
            public_message: asked.public_message(),
            hiding: self.hiding.as_deref(),
            question: self
                .hiding
                .as_ref()
                .and_then(|_| crate::render::discord::asked(&asked.pressed.head, self.archive.catalogues())),
            commands: Arc::clone(&remembered.commands.read().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    fn has_public_left(&self, asked: &Interaction, remembered: &Remembered) -> bool {
        remembered.public.has_left(&asked.user, self.settings.public_answers_per_minute, Instant::now())
    }

    fn takes_public(&self, asked: &Interaction, remembered: &Remembered) -> bool {
        remembered.public.take(&asked.user, self.settings.public_answers_per_minute, Instant::now())
    }
}

fn picked(asked: &Interaction) -> Option<String> {
    asked.values.first().cloned()
}

/// Whether the message that was pressed was called forth by who pressed.
fn is_theirs(asked: &Interaction) -> bool {
    !asked.user.is_empty() && asked.asker.as_deref() == Some(asked.user.as_str())
}
