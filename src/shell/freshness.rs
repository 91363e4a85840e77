//! How far a replica has come with what is published: which generation it serves, which it knows of, and whether it can still
//! look.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Looks may fail for so long before what is served counts as behind: a store or a database may be away for a moment.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is known of one archive that is followed.
#[derive(Debug)]
pub struct Freshness(Mutex<Known>);

#[derive(Debug)]
struct Known {
    served: Option<u64>,
    since: i64,
    newest: Option<u64>,
    looked: Instant,
    fails: bool,
}

/// The same at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The published generation that is served.
    pub served: Option<u64>,
    /// Since when this process serves it, in seconds since 1970.
    pub since: i64,
    /// The newest that is known of.
    pub newest: Option<u64>,
    /// How long ago it was looked at what is published, without a failure; or since the beginning, where it never was.
    pub looked: Duration,
}

impl Default for Freshness {
    fn default() -> Freshness {
        let known = Known { served: None, since: 0, newest: None, looked: Instant::now(), fails: false };
        Freshness(Mutex::new(known))
    }
}

impl Freshness {
    // Held for a few instructions only.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This generation is served at a time.
    pub fn serves(&self, generation: Option<u64>, now: i64) {
        let mut known = self.known();
        if known.served != generation {
            (known.served, known.since) = (generation, now);
        }
        known.newest = known.newest.max(generation);
    }

    /// A generation was published.
    pub fn knows_of(&self, generation: Option<u64>) {
        let mut known = self.known();
        known.newest = known.newest.max(generation);
    }

    /// A look at what is published came to its end, or failed.
    pub fn looked(&self, well: bool) {
        let mut known = self.known();
        known.fails = !well;
        if well {
            known.looked = Instant::now();
        }
    }

    /// Whether looks have failed for so long that what is served counts as behind. One that takes long, because much is
    /// fetched, has not failed.
    pub fn is_stale(&self) -> bool {
        let known = self.known();
        known.fails && known.looked.elapsed() > PATIENCE
    }

    /// What is known now.
    pub fn now(&self) -> Progress {
        let Known { served, since, newest, looked, .. } = *self.known();
        Progress { served, since, newest, looked: looked.elapsed() }
    }
}

#[cfg(test)]
impl Freshness {
    /// The last look that came to its end was long ago.
    pub(super) fn with_a_look_long_ago(self) -> Freshness {
        self.known().looked = Instant::now().checked_sub(PATIENCE * 2).expect("the machine runs for longer");
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_looks_that_fail_for_long_make_it_stale() {
        let freshness = Freshness::default();
        freshness.serves(Some(7), 100);
        freshness.knows_of(Some(8));
        freshness.knows_of(None);
        freshness.serves(Some(7), 200);
        let Progress { served, since, newest, .. } = freshness.now();
        assert_eq!((served, since, newest), (Some(7), 100, Some(8)));
        let freshness = freshness.with_a_look_long_ago();
        assert!(!freshness.is_stale(), "it fetches for long");
        freshness.looked(false);
        assert!(freshness.is_stale());
        freshness.looked(true);
        assert!(!freshness.is_stale());
        freshness.looked(false);
        assert!(!freshness.is_stale(), "for a moment");
    }
}
