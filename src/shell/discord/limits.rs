//! What Discord's rate limits allow now: a pure state machine that is told the time and what came back.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// A wait that Discord did not say, or said as something that is no wait.
const UNSAID: Duration = Duration::from_secs(1);
/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3_600);

/// The limits that are in force.
#[derive(Debug, Default)]
pub struct Limits {
    global: Option<Instant>,
    routes: HashMap<String, Instant>,
    invalid: VecDeque<Instant>,
    token_refused: bool,
}

/// What an answer said about limits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// `x-ratelimit-remaining`, as it came.
    pub remaining: Option<String>,
    /// `x-ratelimit-reset-after`, as it came.
    pub reset_after: Option<String>,
    /// `retry-after`, as it came, or the body's `retry_after`.
    pub retry_after: Option<String>,
    /// Whether it was the limit on everything.
    pub global: bool,
}

impl Limits {
    /// Refused requests (401, 403, 429) in ten minutes after which nothing more is sent. Discord bans an address
    /// at 10,000.
    pub const INVALID: usize = 2_000;
    const WINDOW: Duration = Duration::from_secs(600);

    /// How long a request on this route must wait; `None` when nothing may be sent at all.
    pub fn wait(&mut self, now: Instant, route: &str, authorized: bool) -> Option<Duration> {
        while self.invalid.front().is_some_and(|at| now.saturating_duration_since(*at) >= Self::WINDOW) {
            self.invalid.pop_front();
        }
        if self.invalid.len() >= Self::INVALID || (authorized && self.token_refused) {
            return None;
        }
        let until = self.global.into_iter().chain(self.routes.get(route).copied()).max();
        Some(until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now)))
    }

    /// Whether Discord refused the token.
    pub fn token_refused(&self) -> bool {
        self.token_refused
    }

    /// Takes note of an answer.
    pub fn heed(&mut self, now: Instant, route: &str, authorized: bool, told: &Told) {
        if matches!(told.status, 401 | 403 | 429) {
            self.invalid.push_back(now);
        }
        if told.status == 401 && authorized {
            self.token_refused = true;
        }
        if told.status == 429 {
            let until = now + seconds(told.retry_after.as_deref()).unwrap_or(UNSAID);
            match told.global {
                true => self.global = self.global.max(Some(until)),
                false => self.block(now, route, until),
            }
        } else if told.remaining.as_deref().is_some_and(|left| left.trim() == "0")
            && let Some(wait) = seconds(told.reset_after.as_deref())
        {
            self.block(now, route, now + wait);
        }
    }

    fn block(&mut self, now: Instant, route: &str, until: Instant) {
        // Routes of interactions are used once each: what is over is forgotten.
        if self.routes.len() >= 1_024 {
            self.routes.retain(|_, until| *until > now);
        }
        self.routes.insert(route.to_owned(), until);
    }
}

/// A header's seconds: finite, not negative, not longer than is believed; never a panic.
fn seconds(text: Option<&str>) -> Option<Duration> {
    let seconds: f64 = text?.trim().parse().ok()?;
    if !seconds.is_finite() || seconds < 0.0 {
        return None;
    }
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wait_after(told: Told) -> Duration {
        let (mut limits, now) = (Limits::default(), Instant::now());
        limits.heed(now, "a", true, &told);
        limits.wait(now, "a", true).expect("nothing is shut")
    }

    #[test]
    fn odd_waits_are_no_reason_to_hurry_or_to_fall() {
        let odd = ["inf", "-inf", "nan", "-3", "", "soon", "1e300", "2.5"];
        let waits: Vec<_> = odd
            .map(|text| {
                let told = Told { status: 429, retry_after: Some(text.to_owned()), ..Told::default() };
                format!("{text}: {:?}", wait_after(told))
            })
            .into();
        insta::assert_snapshot!(waits.join("\n"), @"
        inf: 1s
        -inf: 1s
        nan: 1s
        -3: 1s
        : 1s
        soon: 1s
        1e300: 3600s
        2.5: 2.5s
        ");
    }

    #[test]
    fn a_global_limit_holds_every_route_and_a_refused_token_shuts() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let told = Told { status: 429, retry_after: Some("30".into()), global: true, ..Told::default() };
        limits.heed(now, "a", true, &told);
        assert_eq!(limits.wait(now, "b", true), Some(Duration::from_secs(30)));
        limits.heed(now, "a", true, &Told { status: 401, ..Told::default() });
        assert_eq!(limits.wait(now, "b", true), None);
        assert!(limits.wait(now, "b", false).is_some());
    }

    #[test]
    fn many_refusals_shut_and_ten_minutes_open() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        for _ in 0..Limits::INVALID {
            limits.heed(now, "a", false, &Told { status: 403, ..Told::default() });
        }
        assert_eq!(limits.wait(now, "b", false), None);
        assert_eq!(limits.wait(now + Duration::from_secs(600), "b", false), Some(Duration::ZERO));
    }

    proptest! {
        #[test]
        fn any_header_is_met(status in 200u16..600, a in ".{0,12}", b in ".{0,12}", c in ".{0,12}", global: bool) {
            let told = Told { status, remaining: Some(a), reset_after: Some(b), retry_after: Some(c), global };
            let (mut limits, now) = (Limits::default(), Instant::now());
            limits.heed(now, "a", true, &told);
            let _ = limits.wait(now, "a", false);
        }
    }
}
