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
/// The longest pause after a dial that failed: it costs Discord nothing, and the network may be back at any moment.
const LONGEST_REDIAL: Duration = Duration::from_secs(30);
/// A connection that lived this long after its session began was a good one.
const GOOD_LIFE: Duration = Duration::from_secs(3);
/// Short connections in a row that are taken up again without a longer pause. What a reader asks in between is sent on
/// a resumption, and has its answer in time; the session is whole, so that resuming costs none.
const SHORT_LIVES: u32 = 60;
/// Resumptions that are refused in a row before the session is given up.
const RESUMES: u32 = 5;

/// Paces the connections of one shard.
#[derive(Debug, Clone, Default)]
pub struct ReconnectBackoff {
    last: Option<Duration>,
    /// Whether the connection was greeted (HELLO).
    greeted: bool,
    live_since: Option<Duration>,
    served: bool,
    /// Dials in a row that failed: nobody greeted.
    undialled: u32,
    /// Greeted connections in a row on which no session began or was taken up.
    dead: u32,
    /// Live connections in a row that were short and on which nobody asked anything.
    short: u32,
}

impl ReconnectBackoff {
    /// How long to wait before the next connection. `jitter` is between 0 and 1.
    pub fn wait(&self, now: Duration, jitter: f64) -> Duration {
        let Some(last) = self.last else { return Duration::ZERO };
        let doubled = |times: u32, longest: Duration| SPACING.saturating_mul(1 << times.min(6)).min(longest);
        let pause = doubled(self.undialled, LONGEST_REDIAL)
            .max(doubled(self.dead, LONGEST_PAUSE))
            .max(doubled(self.short.saturating_sub(SHORT_LIVES), LONGEST_PAUSE));
        // Only ever longer than the spacing: a server that comes back is not met by all its clients at once.
        let pause = pause.mul_f64(1.0 + 0.25 * jitter.clamp(0.0, 1.0));
        (last + pause).saturating_sub(now)
    }

    /// A connection is being opened.
    pub fn connecting(&mut self, now: Duration) {
        (self.last, self.greeted, self.live_since, self.served) = (Some(now), false, None, false);
    }

    /// The other side greeted: the dial came about.
    pub fn greeted(&mut self) {
        self.greeted = true;
    }

    /// The session began, or was taken up again.
    pub fn live(&mut self, now: Duration) {
        self.live_since = Some(now);
        (self.undialled, self.dead) = (0, 0);
    }

    /// Somebody asked something on the connection.
    pub fn served(&mut self) {
        self.served = true;
    }

    /// The connection is gone.
    pub fn lost(&mut self, now: Duration) {
        let Some(since) = self.live_since.take() else {
            let counted = if self.greeted { &mut self.dead } else { &mut self.undialled };
            *counted = counted.saturating_add(1);
            if self.greeted {
                self.undialled = 0;
            }
            return;
        };
        let good = self.served || now.saturating_sub(since) >= GOOD_LIFE;
        self.short = if good { 0 } else { self.short.saturating_add(1) };
    }

    /// Whether the session should be given up, since taking it up again is refused again and again. That a dial fails
    /// says nothing about the session.
    pub fn give_up_session(&self) -> bool {
        self.greeted && self.dead > 0 && self.dead.is_multiple_of(RESUMES)
    }

    /// Whether the next dial should go to the gateway's own address and not to the one that the session named: every
    /// second one, once that cannot be dialled.
    pub fn dials_elsewhere(&self) -> bool {
        self.undialled % 2 == 1
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

    /// How connections go.
    #[derive(Clone, Copy)]
    enum Goes {
        /// Nobody is there.
        Undialled,
        /// It is greeted, and closed before a session is there.
        Refused,
        /// The session lives so long, and somebody asks something or nobody does.
        Lives(Duration, bool),
    }

    /// The connections in `span`, and how often the session was given up.
    fn connects(span: Duration, goes: Goes) -> (Vec<Duration>, usize) {
        let (mut brake, mut now, mut at, mut given_up) = (ReconnectBackoff::default(), Duration::ZERO, Vec::new(), 0);
        while now < span {
            now += brake.wait(now, 0.0);
            brake.connecting(now);
            at.push(now);
            if !matches!(goes, Goes::Undialled) {
                brake.greeted();
            }
            if let Goes::Lives(life, asked) = goes {
                brake.live(now);
                if asked {
                    brake.served();
                }
                now += life;
            }
            brake.lost(now);
            given_up += usize::from(brake.give_up_session());
        }
        (at, given_up)
    }

    fn longest_pause(at: &[Duration]) -> Duration {
        at.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
    }

    #[test]
    fn a_server_that_closes_at_once_is_met_ever_more_rarely() {
        for goes in [Goes::Refused, Goes::Lives(Duration::ZERO, false)] {
            let (at, _) = connects(secs(3_600), goes);
            assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= secs(1)));
            assert!(at.len() <= 130 && longest_pause(&at) == secs(60), "{}", at.len());
        }
        insta::assert_snapshot!(format!("{:?}", &connects(secs(300), Goes::Refused).0[..7]), @"[0ns, 2s, 6s, 14s, 30s, 62s, 122s]");
    }

    #[test]
    fn a_session_that_is_served_in_short_connections_is_taken_up_within_its_readers_patience() {
        // Less than three seconds, with room for the jitter and for the handshake.
        let within = secs(1);
        for life in [0, 200, 900] {
            let served = connects(secs(3_600), Goes::Lives(Duration::from_millis(life), true)).0;
            assert_eq!(longest_pause(&served), within, "{life} ms");
            let unasked = connects(secs(30), Goes::Lives(Duration::from_millis(life), false)).0;
            assert_eq!(longest_pause(&unasked), within, "{life} ms");
        }
        assert_eq!(connects(secs(120), Goes::Lives(secs(5), false)).0.len(), 24);
    }

    #[test]
    fn dials_that_fail_cost_no_session_but_refusals_do() {
        let (at, given_up) = connects(secs(3_600), Goes::Undialled);
        assert_eq!((given_up, longest_pause(&at)), (0, LONGEST_REDIAL));
        assert!(at.len() > 100);
        assert!(connects(secs(3_600), Goes::Refused).1 >= 10);
    }

    #[test]
    fn an_address_that_cannot_be_dialled_is_tried_in_turns_with_another() {
        let mut brake = ReconnectBackoff::default();
        let turns: Vec<bool> = (0..4)
            .map(|n| {
                let elsewhere = brake.dials_elsewhere();
                brake.connecting(secs(n));
                brake.lost(secs(n));
                elsewhere
            })
            .collect();
        assert_eq!(turns, [false, true, false, true]);
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
