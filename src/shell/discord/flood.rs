//! How often somebody did something of late, in memory alone: what is deleted in between counts too.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::desk::Seconds;

/// Those who are remembered before those whose time is over are forgotten.
const REMEMBERED: usize = 10_000;
/// Nothing is remembered for longer.
const LONGEST: Seconds = 24 * 60 * 60;

/// What was done of late, by who did it and what it was.
#[derive(Debug, Default)]
pub(super) struct Flood {
    // Locked for a few instructions only.
    recent: Mutex<HashMap<String, VecDeque<Seconds>>>,
}

impl Flood {
    /// Takes one of so many things within so long, where one is left.
    pub(super) fn takes(&self, who: &str, most: usize, within: Seconds, now: Seconds) -> bool {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() > REMEMBERED {
            recent.retain(|_, times| times.back().is_some_and(|at| now - at < LONGEST));
        }
        let times = recent.entry(who.to_owned()).or_default();
        while times.front().is_some_and(|at| now - at >= within.min(LONGEST)) {
            times.pop_front();
        }
        let room = times.len() < most;
        if room {
            times.push_back(now);
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_within_so_long_and_no_more() {
        let flood = Flood::default();
        let taken = |who: &str, at: Seconds| flood.takes(who, 2, 60, at);
        assert_eq!(
            [taken("a", 0), taken("a", 1), taken("a", 59), taken("b", 59), taken("a", 60)],
            [true, true, false, true, true]
        );
    }
}
