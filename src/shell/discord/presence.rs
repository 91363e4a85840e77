//! Which servers the bot came into or left, until the desk has noted it: the gateway waits for no database.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// What is heard of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// The bot is in it.
    Here,
    /// The bot was removed from it.
    Gone,
    /// Something there was refused: the bot may be gone.
    Doubtful,
}

/// What was heard and is not noted yet.
#[derive(Debug, Default)]
pub(super) struct Presence {
    // Held for a few instructions only. Only what was heard last counts.
    heard: Mutex<News>,
    /// Told when something was heard.
    pub(super) changed: Notify,
}

/// What was heard, by server, and all servers of a shard as it began.
#[derive(Debug, Default)]
pub(super) struct News {
    pub(super) servers: HashMap<String, Heard>,
    pub(super) shards: Vec<Shard>,
}

/// The servers of a shard: those that it does not name are left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) number: u64,
    pub(super) of: u64,
    pub(super) servers: Vec<String>,
}

impl Shard {
    /// Whether a server would be named here.
    pub(super) fn has(&self, server: &str) -> bool {
        server.parse::<u64>().is_ok_and(|id| (id >> 22) % self.of.max(1) == self.number)
    }
}

impl Presence {
    /// Takes in what was heard of a server.
    pub(super) fn hear(&self, server: &str, heard: Heard) {
        let mut news = self.news();
        // A doubt does not outweigh what Discord said.
        match heard {
            Heard::Doubtful => _ = news.servers.entry(server.to_owned()).or_insert(heard),
            _ => _ = news.servers.insert(server.to_owned(), heard),
        }
        drop(news);
        self.changed.notify_one();
    }

    /// Takes in all servers of a shard.
    pub(super) fn all_of(&self, number: u64, of: u64, servers: Vec<String>) {
        self.news().shards.push(Shard { number, of, servers });
        self.changed.notify_one();
    }

    /// What was heard since the last time.
    pub(super) fn take(&self) -> News {
        std::mem::take(&mut *self.news())
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
