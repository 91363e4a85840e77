//! What an interaction is answered with: every action checked against the rights of whoever acts.

use std::time::Instant;

use serde_json::Value;

use super::answering::{Answering, Reader};
use super::incoming::Interaction;
use super::quoted::Quoted;
use super::rights::{Openness, PublicAnswers};
use super::{Discord, outgoing};
use crate::render::discord::Message;
use crate::render::discord::custom_id::Action;
use crate::reply::Choice;

/// What answers, and by which rules.
pub(super) struct Served {
    pub(super) answering: Answering,
    pub(super) settings: Discord,
}

/// What is remembered of readers for a while, in memory alone.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    public: PublicAnswers,
    quoted: Quoted,
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
    /// Delete the message that was pressed.
    Remove,
}

impl Served {
    /// Decides. Where `hushed`, only the asker may see the answer.
    pub(super) fn respond(&self, asked: &Interaction, remembered: &Remembered, hushed: bool) -> Outcome {
        if !self.settings.is_served(asked) {
            return self.note(asked, "discord.elsewhere");
        }
        match asked.kind {
            2 => Outcome::Message(match &asked.target_text {
                Some(text) => self.answering.find_source(text, &self.reader(asked, remembered)),
                None => {
                    let private = hushed || asked.option(outgoing::PRIVATE) == Some(&Value::Bool(true));
                    self.command(asked, &asked.name, &asked.options, private, remembered)
                }
            }),
            3 => self.pressed(asked, remembered, hushed),
            4 => Outcome::Choices(self.answering.complete(&asked.name, &asked.options)),
            _ => self.note(asked, "discord.unreadable"),
        }
    }

    /// A sentence of the catalogue, for the asker alone.
    pub(super) fn note(&self, asked: &Interaction, key: &str) -> Outcome {
        match asked.kind {
            4 => Outcome::Choices(Vec::new()),
            _ => Outcome::Message(self.answering.say(key)),
        }
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
        let message = self.answering.command(name, options, &reader, private);
        // In a conversation with the bot alone nobody else is disturbed.
        if message.private || asked.guild.is_none() || self.takes_public(asked, remembered) {
            return message;
        }
        let message = self.answering.command(name, options, &reader, true);
        let limit = self.settings.public_answers_per_minute;
        self.answering.with_line(message, "discord.limit_reached", &[("count", &limit)])
    }

    fn pressed(&self, asked: &Interaction, remembered: &Remembered, hushed: bool) -> Outcome {
        let reader = self.reader(asked, remembered);
        match Action::decode(&asked.custom_id) {
            Some(Action::Remove) if is_theirs(asked) || asked.moderates() => Outcome::Remove,
            Some(Action::Remove) => self.note(asked, "discord.not_yours"),
            Some(Action::Share(list)) => {
                let refused = match self.settings.openness(asked) {
                    Openness::Private => Some("discord.share_not_here"),
                    _ if !asked.may_write() => Some("discord.share_not_by_you"),
                    _ if hushed => Some("discord.share_again"),
                    _ if !self.takes_public(asked, remembered) => Some("discord.share_limit"),
                    _ => None,
                };
                match refused {
                    Some(key) => self.note(asked, key),
                    None => Outcome::Message(self.answering.share(&list, &asked.on_content, &reader)),
                }
            }
            Some(Action::Context(reference)) => Outcome::Message(self.answering.context(&reference, &reader)),
            Some(Action::Open(list)) => Outcome::Message(self.answering.page(&list, "", &reader, true)),
            Some(Action::Page(list)) => {
                // Somebody else's message is not turned under their eyes: they get a page of their own.
                let turns = asked.on_private || is_theirs(asked);
                let private = asked.on_private || !turns;
                let message = self.answering.page(&list, &asked.on_content, &reader, private);
                if turns && message.private == asked.on_private {
                    Outcome::Update(message)
                } else {
                    Outcome::Message(message)
                }
            }
            Some(Action::Pick { command }) => {
                let picked = asked.values.first().cloned().unwrap_or_default();
                // A menu knows its command and the value alone: it fills the leading option.
                let options = [(String::new(), Value::from(picked), false)];
                Outcome::Message(self.command(asked, &command, &options, hushed || asked.on_private, remembered))
            }
            None => self.note(asked, "discord.unreadable"),
        }
    }

    fn reader<'a>(&self, asked: &'a Interaction, remembered: &'a Remembered) -> Reader<'a> {
        let paid = self.settings.may_read_paid(asked);
        Reader { paid, user: &asked.user, quoted: &remembered.quoted, now: Instant::now() }
    }

    fn takes_public(&self, asked: &Interaction, remembered: &Remembered) -> bool {
        remembered.public.take(&asked.user, self.settings.public_answers_per_minute, Instant::now())
    }
}

/// Whether the message that was pressed was called forth by who pressed.
fn is_theirs(asked: &Interaction) -> bool {
    !asked.user.is_empty() && asked.asker.as_deref() == Some(asked.user.as_str())
}
