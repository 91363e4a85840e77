//! What is remembered, counted and heard beside an archive: it stays when that is read again, or closed for a while.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::flood::Flood;
use super::health::Health;
use super::presence::Presence;
use super::respond::Remembered;
use crate::shell::observability::Metrics;

/// What is remembered, counted and heard.
#[derive(Default)]
pub struct Lasting {
    /// What was done of late at the desk.
    pub(super) flood: Flood,
    /// The account that writes our messages, once a session has said it.
    pub(super) account: OnceLock<String>,
    pub(super) remembered: Remembered,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether it is well.
    pub health: Health,
    /// Servers that the bot came into or left, as far as the desk does not know yet.
    pub(super) presence: Presence,
}

impl Lasting {
    /// Nothing yet, counted there.
    pub fn counted(metrics: Arc<Metrics>) -> Lasting {
        Lasting { metrics, ..Lasting::default() }
    }

    /// Takes in the ids that Discord gave the commands, by name: with them, help can name commands to be clicked.
    pub fn registered(&self, commands: BTreeMap<String, String>) {
        self.remembered.registered(commands);
    }

    /// The account that writes our messages, once a session has said it.
    pub fn account(&self) -> Option<&str> {
        self.account.get().map(String::as_str)
    }

    /// This account writes our messages.
    pub fn is_written_by(&self, account: &str) {
        let _known = self.account.set(account.to_owned());
    }

    /// Takes in all servers of a shard.
    pub fn hear_all(&self, number: u64, of: u64, servers: Vec<String>) {
        self.presence.all_of(number, of, servers);
    }

    /// Forgets what readers were shown a day ago.
    pub fn forget(&self, now: Instant) {
        self.remembered.forget(now);
    }
}
