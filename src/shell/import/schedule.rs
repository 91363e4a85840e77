//! When each feed is fetched: at its pace, never all at once, and more rarely while it is broken. Knows no clock: the
//! time that has passed comes in.

use std::collections::BTreeMap;
use std::time::Duration;

/// A feed that is broken is tried again after this time at the latest, unless its own pace is slower.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The first fetches after a start are spread over this time.
const SPREAD: Duration = Duration::from_secs(20);

/// By how much of a pause it varies, so that feeds, and bots, do not march in step.
const JITTER: f64 = 0.1;

/// What came of a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fetch {
    /// The feed was read, or has not changed.
    Good,
    /// What it brought could not be kept, which is no fault of the feed's.
    NotKept,
    /// It was not; its server may have said how long it wants to be left alone.
    Bad(Option<Duration>),
}

/// The feeds and their next turns.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    turns: BTreeMap<String, Turn>,
}

#[derive(Debug)]
struct Turn {
    every: Duration,
    next: Duration,
    failures: u32,
}

impl Schedule {
    /// Follows the settings: new feeds get a turn soon, feeds that are gone get none.
    pub(super) fn follow(&mut self, feeds: &[(String, Duration)], now: Duration, random: &mut fastrand::Rng) {
        self.turns.retain(|url, _| feeds.iter().any(|(own, _)| own == url));
        for (url, every) in feeds {
            let soon = SPREAD.min(*every).mul_f64(random.f64());
            let turn = self.turns.entry(url.clone()).or_insert(Turn { every: *every, next: now + soon, failures: 0 });
            if turn.every != *every {
                turn.every = *every;
                turn.next = turn.next.min(now + *every);
            }
        }
    }

    /// A feed whose turn it is.
    pub(super) fn due(&self, now: Duration) -> Option<String> {
        let first = self.turns.iter().min_by_key(|(_, turn)| turn.next);
        first.filter(|(_, turn)| turn.next <= now).map(|(url, _)| url.clone())
    }

    /// When the next turn is.
    pub(super) fn next(&self) -> Option<Duration> {
        self.turns.values().map(|turn| turn.next).min()
    }

    /// The feed was fetched: its next turn.
    pub(super) fn done(&mut self, url: &str, fetch: Fetch, now: Duration, random: &mut fastrand::Rng) {
        let Some(turn) = self.turns.get_mut(url) else { return };
        let pause = match fetch {
            Fetch::Good => {
                turn.failures = 0;
                turn.every
            }
            Fetch::NotKept => turn.every,
            Fetch::Bad(wanted) => {
                turn.failures = (turn.failures + 1).min(16);
                let backed_off = turn.every.saturating_mul(1 << turn.failures);
                let longest = LONGEST.max(turn.every);
                backed_off.max(wanted.unwrap_or_default()).min(longest)
            }
        };
        turn.next = now + pause.mul_f64(1.0 - JITTER + 2.0 * JITTER * random.f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn check(outcomes: &[Fetch]) -> Vec<u64> {
        let mut random = fastrand::Rng::with_seed(1);
        let mut schedule = Schedule::default();
        let feeds = [("https://a.example/".to_owned(), 30 * MINUTE)];
        schedule.follow(&feeds, Duration::ZERO, &mut random);
        let mut now = schedule.next().expect("a turn");
        assert!(now <= SPREAD);
        let mut pauses = Vec::new();
        for outcome in outcomes {
            assert_eq!(schedule.due(now).as_deref(), Some("https://a.example/"));
            schedule.done("https://a.example/", *outcome, now, &mut random);
            assert_eq!(schedule.due(now), None);
            let next = schedule.next().expect("a turn");
            pauses.push(((next - now).as_secs_f64() / 60.0).round() as u64);
            now = next;
        }
        pauses
    }

    fn assert_about(pauses: &[u64], minutes: &[u64]) {
        assert_eq!(pauses.len(), minutes.len());
        for (pause, about) in pauses.iter().zip(minutes) {
            assert!(pause * 10 >= about * 9 - 9 && pause * 10 <= about * 11 + 9, "{pauses:?} is not about {minutes:?}");
        }
    }

    #[test]
    fn a_good_feed_keeps_its_pace() {
        assert_about(&check(&[Fetch::Good; 3]), &[30, 30, 30]);
    }

    #[test]
    fn a_broken_one_is_asked_more_and_more_rarely_and_never_less_than_once_a_day() {
        assert_about(&check(&[Fetch::Bad(None); 7]), &[60, 120, 240, 480, 960, 1440, 1440]);
        assert_about(&check(&[Fetch::Bad(None), Fetch::Good, Fetch::Bad(None)]), &[60, 30, 60]);
    }

    #[test]
    fn one_that_cannot_be_kept_is_asked_at_its_pace() {
        assert_about(&check(&[Fetch::NotKept; 3]), &[30, 30, 30]);
    }

    #[test]
    fn a_server_that_names_a_pause_gets_it() {
        assert_about(&check(&[Fetch::Bad(Some(300 * MINUTE))]), &[300]);
    }

    #[test]
    fn feeds_come_and_go_with_the_settings() {
        let mut random = fastrand::Rng::with_seed(2);
        let mut schedule = Schedule::default();
        let feed = |name: &str| (name.to_owned(), MINUTE);
        schedule.follow(&[feed("a"), feed("b")], Duration::ZERO, &mut random);
        schedule.follow(&[feed("b")], MINUTE, &mut random);
        assert_eq!(schedule.due(MINUTE).as_deref(), Some("b"));
        schedule.done("b", Fetch::Good, MINUTE, &mut random);
        assert_eq!(schedule.due(MINUTE), None);
    }
}
