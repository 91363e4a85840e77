//! The brake in front of the gateway: when a connection may be opened, and when a session may be begun.
//!
//! A pure state machine. Time comes in as the duration since the process began, so that hours are tested in
//! milliseconds. The gateway client's own backoff covers connections that fail to open; it does not cover a server
//! that accepts and then closes, nor one that refuses every session, and those are what spend a bot's daily budget.

use std::collections::VecDeque;
use std::time::Duration;

/// The least time between two connections.
const SPACING: Duration = Duration::from_secs(1);
/// The longest pause between two connections.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A connection that lived this long after its session began was a good one.
const GOOD_LIFE: Duration = Duration::from_secs(3);
/// Resumptions that fail in a row before the session is given up.
const RESUMES: u32 = 5;

/// Paces the connections of one shard.
#[derive(Debug, Clone, Default)]
pub struct ConnectBrake {
    last: Option<Duration>,
    live_since: Option<Duration>,
    failures: u32,
    /// Connections in a row on which no session began or was taken up.
    dead: u32,
}

impl ConnectBrake {
    /// How long to wait before the next connection. `jitter` is between 0 and 1.
    pub fn wait(&self, now: Duration, jitter: f64) -> Duration {
        let Some(last) = self.last else { return Duration::ZERO };
        let pause = match self.failures {
            0 => SPACING,
            failures => SPACING.saturating_mul(1 << failures.min(6)).min(LONGEST_PAUSE),
        };
        // Only ever longer than the spacing: a server that comes back is not met by all its clients at once.
        let pause = pause.mul_f64(1.0 + 0.25 * jitter.clamp(0.0, 1.0));
        (last + pause).saturating_sub(now)
    }

    /// A connection is being opened.
    pub fn connecting(&mut self, now: Duration) {
        self.last = Some(now);
        self.live_since = None;
    }

    /// The session began, or was taken up again.
    pub fn live(&mut self, now: Duration) {
        self.live_since = Some(now);
    }

    /// The connection is gone.
    pub fn lost(&mut self, now: Duration) {
        let live_since = self.live_since.take();
        let good = live_since.is_some_and(|since| now.saturating_sub(since) >= GOOD_LIFE);
        self.failures = if good { 0 } else { self.failures.saturating_add(1) };
        self.dead = if live_since.is_some() { 0 } else { self.dead.saturating_add(1) };
    }

    /// Whether the session should be given up, since taking it up again keeps failing.
    pub fn give_up_session(&self) -> bool {
        self.dead > 0 && self.dead.is_multiple_of(RESUMES)
    }
}

/// Keeps the number of sessions begun (IDENTIFY) within what Discord allows. One for all shards of a process.
#[derive(Debug, Clone)]
pub struct IdentifyBudget {
    hourly: usize,
    recent: VecDeque<Duration>,
    pause: Duration,
    remaining: Option<u64>,
    resets_at: Duration,
}

impl IdentifyBudget {
    /// Sessions begun in any hour, at most, by a bot of up to ten shards.
    pub const HOURLY: usize = 20;
    const HOUR: Duration = Duration::from_secs(3_600);
    const SPACING: Duration = Duration::from_secs(5);
    const LONGEST_PAUSE: Duration = Duration::from_secs(600);

    /// A fresh budget. A bot of many shards needs two attempts for each.
    pub fn new(shards: u32) -> Self {
        IdentifyBudget {
            hourly: Self::HOURLY.max(2 * shards as usize),
            recent: VecDeque::new(),
            pause: Self::SPACING,
            remaining: None,
            resets_at: Duration::ZERO,
        }
    }

    /// What Discord says is left of today's budget (`session_start_limit`).
    pub fn set_daily(&mut self, now: Duration, remaining: u64, reset_after: Duration) {
        self.remaining = Some(remaining);
        self.resets_at = now + reset_after.min(Duration::from_secs(86_400));
    }

    /// How long to wait before the next session may be begun; zero means that it is begun, and counts.
    pub fn take(&mut self, now: Duration) -> Duration {
        while self.recent.front().is_some_and(|at| now.saturating_sub(*at) >= Self::HOUR) {
            self.recent.pop_front();
        }
        if self.remaining.is_some() && now >= self.resets_at {
            self.remaining = None;
        }
        if self.remaining == Some(0) {
            return (self.resets_at - now).max(SPACING);
        }
        if self.recent.len() >= self.hourly {
            let oldest = self.recent.front().copied().unwrap_or(now);
            return (oldest + Self::HOUR).saturating_sub(now);
        }
        let spaced = self.recent.back().map_or(Duration::ZERO, |last| (*last + self.pause).saturating_sub(now));
        if spaced.is_zero() {
            self.recent.push_back(now);
            self.remaining = self.remaining.map(|left| left.saturating_sub(1));
        }
        spaced
    }

    /// Discord refused the session (op 9): the next attempt waits longer.
    pub fn refused(&mut self) {
        self.pause = self.pause.saturating_mul(2).min(Self::LONGEST_PAUSE);
    }

    /// A session began.
    pub fn accepted(&mut self) {
        self.pause = Self::SPACING;
    }
}

/// Why Discord will not have this bot, for close codes that no reconnecting mends.
pub fn fatal_reason(code: u16) -> Option<&'static str> {
    Some(match code {
        4004 => "the token is not valid; set DISCORD_TOKEN to the one on the application's Bot page",
        4010 => "the shard number is not valid; check --shards",
        4011 => "the bot is in too many servers for this many shards; raise --shards",
        4012 => "Discord no longer speaks this version of its gateway; update pullquote",
        4013 => "Discord does not know these intents; update pullquote",
        4014 => "these intents are not allowed for this bot; pullquote needs none, so update it",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Connections in `span` when each one lives for `life` after its session began (`None`: it never begins).
    fn connects(span: Duration, life: Option<Duration>) -> Vec<Duration> {
        let (mut brake, mut now, mut at) = (ConnectBrake::default(), Duration::ZERO, Vec::new());
        while now < span {
            now += brake.wait(now, 0.0);
            brake.connecting(now);
            at.push(now);
            if let Some(life) = life {
                brake.live(now);
                now += life;
            }
            brake.lost(now);
        }
        at
    }

    #[test]
    fn a_server_that_closes_at_once_is_met_ever_more_rarely() {
        let at = connects(secs(3_600), Some(Duration::ZERO));
        assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= secs(1)));
        insta::assert_snapshot!(format!("{} connections in an hour, the first at {:?}", at.len(), &at[..7]), @"65 connections in an hour, the first at [0ns, 2s, 6s, 14s, 30s, 62s, 122s]");
    }

    #[test]
    fn a_connection_that_lives_is_taken_up_again_without_a_long_wait() {
        insta::assert_snapshot!(connects(secs(120), Some(secs(5))).len(), @"24");
    }

    #[test]
    fn refusal_for_ever_stays_within_the_hour_and_the_day() {
        let (mut budget, mut now, mut at) = (IdentifyBudget::new(1), Duration::ZERO, Vec::new());
        while now < secs(86_400) {
            match budget.take(now) {
                Duration::ZERO => {
                    at.push(now);
                    budget.refused();
                }
                wait => now += wait,
            }
        }
        for begin in &at {
            let hour = at.iter().filter(|other| **other >= *begin && **other < *begin + secs(3_600)).count();
            assert!(hour <= IdentifyBudget::HOURLY, "{hour} in the hour from {begin:?}");
        }
        assert!(at.len() < 1_000);
    }

    #[test]
    fn sessions_that_begin_and_end_at_once_stay_within_the_hour() {
        let (mut budget, mut now, mut count) = (IdentifyBudget::new(1), Duration::ZERO, 0);
        while now < secs(3_600) {
            match budget.take(now) {
                Duration::ZERO => {
                    count += 1;
                    budget.accepted();
                }
                wait => now += wait,
            }
        }
        assert_eq!(count, IdentifyBudget::HOURLY);
    }

    #[test]
    fn a_spent_day_waits_for_its_end() {
        let mut budget = IdentifyBudget::new(1);
        budget.set_daily(secs(0), 1, secs(7_200));
        assert_eq!(budget.take(secs(0)), Duration::ZERO);
        assert_eq!(budget.take(secs(10)), secs(7_190));
        assert_eq!(budget.take(secs(7_200)), Duration::ZERO);
    }
}
