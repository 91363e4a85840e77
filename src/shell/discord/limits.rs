//! What Discord's rate limits allow now: a pure state machine that is told the time and what came back.
//!
//! Discord counts in buckets. A bucket belongs to a kind of request and to one resource: a channel, a server, or an
//! interaction, which its token names. So what one interaction's answer says holds up nothing but that interaction.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use axum::http::Method;

/// A wait that Discord did not say, or said as something that is no wait.
const UNSAID: Duration = Duration::from_secs(1);
/// The shortest wait after a refusal, whatever it says: a request that is refused again and again is not sent in haste.
const SHORTEST: Duration = Duration::from_millis(100);
/// The longest wait that is believed.
const LONGEST: Duration = Duration::from_secs(3_600);
/// So many waits are kept before those that are over are looked for.
const WAITS: usize = 1_024;

/// What limits are kept by: a kind of request, and the resource that Discord counts it for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Route {
    /// Method and path, without ids.
    kind: String,
    /// The channel, the server, or the interaction's id and token; empty where it is none of them.
    resource: String,
}

impl Route {
    /// The route of a request to this path after `/api/v10`.
    pub fn of(method: &Method, path: &str) -> Self {
        let parts: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').skip(1).collect();
        let resource = match parts.as_slice() {
            ["interactions" | "webhooks", id, token, ..] => format!("{id}/{token}"),
            ["channels" | "guilds", id, ..] | ["applications", _, "guilds", id, ..] => (*id).to_owned(),
            _ => String::new(),
        };
        let under_a_token = matches!(parts.first(), Some(&("interactions" | "webhooks")));
        let is_id = |place: usize, part: &str| {
            (under_a_token && place == 2) || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let kind = parts.iter().enumerate().map(|(place, part)| if is_id(place, part) { "*" } else { part });
        Route { kind: format!("{method} {}", kind.collect::<Vec<_>>().join("/")), resource }
    }
}

/// The limits that are in force.
#[derive(Debug, Default)]
pub struct Limits {
    /// The limit on everything that carries the bot's token. Interactions are not bound by it.
    global: Option<Instant>,
    /// The bucket that a kind of request counts in, where Discord said so; several kinds may share one.
    buckets: HashMap<String, String>,
    /// Until when a bucket (or a kind whose bucket is not known) is empty, for one resource.
    waits: HashMap<(String, String), Instant>,
    /// The next number of waits at which those that are over are forgotten.
    sweep_at: usize,
    invalid: VecDeque<Instant>,
    token_refused: bool,
}

/// What an answer said about limits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RateLimitHeaders {
    /// The status.
    pub status: u16,
    /// `x-ratelimit-bucket`, as it came.
    pub bucket: Option<String>,
    /// `x-ratelimit-remaining`, as it came.
    pub remaining: Option<String>,
    /// `x-ratelimit-reset-after`, as it came.
    pub reset_after: Option<String>,
    /// `retry-after`, as it came, or the body's `retry_after`.
    pub retry_after: Option<String>,
    /// Whose limit it was.
    pub scope: Scope,
}

/// Whose limit a request met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// This bot's, on a bucket.
    #[default]
    User,
    /// A resource's, which others use too. Meeting it is not held against the bot.
    Shared,
    /// This bot's, on everything.
    Global,
}

impl Limits {
    /// Refused requests (401, 403, 429) in ten minutes after which nothing more is sent. Discord bans an address
    /// at 10,000.
    pub const INVALID: usize = 2_000;
    const WINDOW: Duration = Duration::from_secs(600);

    /// How long a request on this route must wait; `None` when nothing may be sent at all.
    pub fn wait(&mut self, now: Instant, route: &Route, authorized: bool) -> Option<Duration> {
        while self.invalid.front().is_some_and(|at| now.saturating_duration_since(*at) >= Self::WINDOW) {
            self.invalid.pop_front();
        }
        if self.invalid.len() >= Self::INVALID || (authorized && self.token_refused) {
            return None;
        }
        let own = self.waits.get(&self.key(route)).copied();
        let until = own.max(self.global.filter(|_| authorized));
        Some(until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now)))
    }

    /// Whether Discord refused the token.
    pub fn token_refused(&self) -> bool {
        self.token_refused
    }

    /// Takes note of an answer.
    pub fn heed(&mut self, now: Instant, route: &Route, authorized: bool, told: &RateLimitHeaders) {
        let shared = told.status == 429 && told.scope == Scope::Shared;
        if matches!(told.status, 401 | 403 | 429) && !shared {
            self.invalid.push_back(now);
        }
        if told.status == 401 && authorized {
            self.token_refused = true;
        }
        if let Some(bucket) = &told.bucket
            && self.buckets.get(&route.kind) != Some(bucket)
            && self.buckets.len() < WAITS
        {
            // A wait that was noted before the bucket was known goes on.
            let until = self.waits.get(&self.key(route)).copied();
            self.buckets.insert(route.kind.clone(), bucket.clone());
            if let Some(until) = until {
                self.block(now, route, until);
            }
        }
        if told.status == 429 {
            let until = now + seconds(told.retry_after.as_deref()).unwrap_or(UNSAID).max(SHORTEST);
            // A limit on everything that was met without the bot's token says nothing about other interactions: each
            // has its three seconds, and finds out for itself.
            match told.scope == Scope::Global && authorized {
                true => self.global = self.global.max(Some(until)),
                false => self.block(now, route, until),
            }
        } else if told.remaining.as_deref().is_some_and(|left| left.trim() == "0")
            && let Some(wait) = seconds(told.reset_after.as_deref())
        {
            self.block(now, route, now + wait);
        }
    }

    fn key(&self, route: &Route) -> (String, String) {
        (self.buckets.get(&route.kind).unwrap_or(&route.kind).clone(), route.resource.clone())
    }

    fn block(&mut self, now: Instant, route: &Route, until: Instant) {
        // Interactions come once each: what is over is forgotten.
        if self.waits.len() >= self.sweep_at.max(WAITS) {
            self.waits.retain(|_, until| *until > now);
            self.sweep_at = 2 * self.waits.len();
        }
        self.waits.insert(self.key(route), until);
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

    const NOTHING: Duration = Duration::ZERO;

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn message(channel: u64) -> Route {
        Route::of(&Method::POST, &format!("/channels/{channel}/messages"))
    }

    fn callback(token: &str) -> Route {
        Route::of(&Method::POST, &format!("/interactions/1/{token}/callback"))
    }

    fn follow_up(token: &str) -> Route {
        Route::of(&Method::POST, &format!("/webhooks/100/{token}"))
    }

    fn too_many(retry_after: &str) -> RateLimitHeaders {
        RateLimitHeaders { status: 429, retry_after: Some(retry_after.to_owned()), ..RateLimitHeaders::default() }
    }

    fn empty(bucket: Option<&str>) -> RateLimitHeaders {
        RateLimitHeaders {
            status: 200,
            bucket: bucket.map(str::to_owned),
            remaining: Some("0".into()),
            reset_after: Some("9".into()),
            ..RateLimitHeaders::default()
        }
    }

    #[test]
    fn odd_waits_are_no_reason_to_hurry_or_to_fall() {
        let odd = ["inf", "-inf", "nan", "-3", "", "soon", "1e300", "0", "2.5"];
        let waits: Vec<_> = odd
            .map(|text| {
                let (mut limits, now) = (Limits::default(), Instant::now());
                limits.heed(now, &message(1), true, &too_many(text));
                format!("{text}: {:?}", limits.wait(now, &message(1), true).expect("nothing is shut"))
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
        0: 100ms
        2.5: 2.5s
        ");
    }

    #[test]
    fn the_headers_of_one_interaction_hold_up_no_other() {
        let global = RateLimitHeaders { scope: Scope::Global, ..too_many("9") };
        for told in [empty(None), empty(Some("b")), too_many("9"), global] {
            for route in [callback, follow_up] {
                let (mut limits, now) = (Limits::default(), Instant::now());
                limits.heed(now, &route("one"), false, &told);
                assert_eq!(limits.wait(now, &route("one"), false), Some(secs(9)));
                assert_eq!(limits.wait(now, &route("another"), false), Some(NOTHING), "{told:?}");
                assert_eq!(limits.wait(now, &message(1), true), Some(NOTHING), "{told:?}");
            }
        }
    }

    #[test]
    fn a_bucket_holds_all_its_kinds_of_request_for_one_resource() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let edit = Route::of(&Method::PATCH, "/webhooks/100/one/messages/@original");
        let of_another = Route::of(&Method::PATCH, "/webhooks/100/another/messages/@original");
        let plenty = RateLimitHeaders {
            status: 200,
            bucket: Some("b".into()),
            remaining: Some("4".into()),
            ..RateLimitHeaders::default()
        };
        limits.heed(now, &of_another, false, &plenty);
        limits.heed(now, &follow_up("one"), false, &empty(Some("b")));
        assert_eq!(limits.wait(now, &edit, false), Some(secs(9)), "the same bucket");
        assert_eq!(limits.wait(now, &of_another, false), Some(NOTHING), "another interaction");
        assert_eq!(limits.wait(now + secs(9), &edit, false), Some(NOTHING));
    }

    #[test]
    fn a_channel_that_is_full_holds_up_that_channel() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        limits.heed(now, &message(1), true, &empty(Some("b")));
        assert_eq!(limits.wait(now, &message(1), true), Some(secs(9)));
        assert_eq!(limits.wait(now, &message(2), true), Some(NOTHING));
    }

    #[test]
    fn a_global_limit_holds_what_carries_the_token_and_a_refused_token_shuts() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        limits.heed(now, &message(1), true, &RateLimitHeaders { scope: Scope::Global, ..too_many("30") });
        assert_eq!(limits.wait(now, &message(2), true), Some(secs(30)));
        assert_eq!(limits.wait(now, &callback("one"), false), Some(NOTHING));
        limits.heed(now, &message(1), true, &RateLimitHeaders { status: 401, ..RateLimitHeaders::default() });
        assert_eq!(limits.wait(now, &message(2), true), None);
        assert!(limits.wait(now, &callback("one"), false).is_some());
    }

    #[test]
    fn many_refusals_shut_and_ten_minutes_open_but_shared_ones_do_not_count() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        for _ in 0..Limits::INVALID {
            limits.heed(now, &message(1), true, &RateLimitHeaders { scope: Scope::Shared, ..too_many("1") });
        }
        assert_eq!(limits.wait(now, &message(2), true), Some(NOTHING));
        for _ in 0..Limits::INVALID {
            limits.heed(now, &message(1), false, &RateLimitHeaders { status: 403, ..RateLimitHeaders::default() });
        }
        assert_eq!(limits.wait(now, &message(2), false), None);
        assert_eq!(limits.wait(now + secs(600), &message(2), false), Some(NOTHING));
    }

    #[test]
    fn waits_that_are_over_are_forgotten() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        for n in 0..10 * WAITS as u64 {
            limits.heed(now + secs(n), &callback(&n.to_string()), false, &empty(None));
        }
        assert!(limits.waits.len() <= WAITS);
    }

    proptest! {
        #[test]
        fn any_header_is_met(status in 200u16..600, a in ".{0,12}", b in ".{0,12}", c in ".{0,12}", path in ".{0,30}") {
            let told =
                RateLimitHeaders { status, remaining: Some(a), reset_after: Some(b), retry_after: Some(c), ..RateLimitHeaders::default() };
            let (mut limits, now, route) = (Limits::default(), Instant::now(), Route::of(&Method::GET, &path));
            limits.heed(now, &route, true, &told);
            let _ = limits.wait(now, &route, false);
        }
    }
}
