//! Whether the front is well: connected, and answering from the corpus as it is.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering::Relaxed};

use jiff::civil::Date;

/// The state of a running front.
#[derive(Debug, Default)]
pub struct Health {
    /// Connections to the gateway that there are to be; none where interactions come over HTTP.
    wanted: AtomicU32,
    live: AtomicU32,
    behind: AtomicBool,
    /// Seconds since 1970: since when all connections are live, and when the corpus was read last.
    since: AtomicI64,
    read_at: AtomicI64,
}

/// What is told to whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthReport {
    /// Whether every connection to the gateway is live, or none is needed.
    pub connected: bool,
    /// Whether what answers holds the corpus as it is.
    pub fresh: bool,
    /// The day of the newest article.
    pub newest: Option<Date>,
    /// Since when it is connected, in seconds since 1970.
    pub since: i64,
    /// When the corpus was read last.
    pub read_at: i64,
}

impl Health {
    /// So many connections to the gateway are to be held.
    pub fn wants(&self, connections: u32) {
        self.wanted.store(connections, Relaxed);
        self.since.store(now(), Relaxed);
    }

    /// A connection became live, or ended.
    pub fn connection(&self, is_live: bool) {
        if is_live {
            let before = self.live.fetch_add(1, Relaxed);
            if before < self.wanted.load(Relaxed) {
                self.since.store(now(), Relaxed);
            }
        } else {
            // Never below none: an end is told once for each beginning.
            let _was = self.live.fetch_update(Relaxed, Relaxed, |live| live.checked_sub(1));
        }
    }

    /// Whether what answers is behind the corpus.
    pub fn is_behind(&self, behind: bool) {
        self.behind.store(behind, Relaxed);
    }

    /// The corpus was read.
    pub fn was_read(&self) {
        self.read_at.store(now(), Relaxed);
    }

    /// How it stands, with the newest article of what answers.
    pub fn standing(&self, newest: Option<Date>) -> HealthReport {
        let connected = self.live.load(Relaxed) >= self.wanted.load(Relaxed);
        let (since, read_at) = (self.since.load(Relaxed), self.read_at.load(Relaxed));
        HealthReport { connected, fresh: !self.behind.load(Relaxed), newest, since, read_at }
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl HealthReport {
    /// Whether all is well.
    pub fn is_well(&self) -> bool {
        self.connected && self.fresh
    }

    /// The same for a person or a supervisor to read.
    pub fn told(&self) -> String {
        let connected = if self.connected { "connected" } else { "not connected" };
        let fresh = if self.fresh { "fresh" } else { "behind the corpus" };
        let newest = self.newest.map_or_else(|| "none".to_owned(), |day| day.to_string());
        let well = if self.is_well() { "ok" } else { "not well" };
        format!("gateway: {connected}\narchive: {fresh}\nnewest article: {newest}\n{well}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told() {
        let health = Health::default();
        let newest = Some(jiff::civil::date(2024, 1, 30));
        assert!(health.standing(newest).is_well(), "over HTTP no connection is needed");
        health.wants(2);
        health.connection(true);
        health.is_behind(true);
        insta::assert_snapshot!(health.standing(newest).told(), @"
        gateway: not connected
        archive: behind the corpus
        newest article: 2024-01-30
        not well
        ");
        health.connection(true);
        health.is_behind(false);
        assert!(health.standing(newest).is_well());
        health.connection(false);
        health.connection(false);
        health.connection(false);
        assert!(!health.standing(None).connected);
    }
}
