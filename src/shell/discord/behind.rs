//! Whether a feed of the newsletter has been silent for longer than is usual: then what finds nothing says that the archive
//! may be behind.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use crate::shell::answer::today;
use crate::shell::import::FeedStates;
use crate::shell::{Locations, Settings};

/// What is known of the feeds is read again after this time.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// Since which day, as it was last looked; and when that was.
#[derive(Debug, Default)]
pub(super) struct Behind(Mutex<Option<(Instant, Option<Date>)>>);

impl Behind {
    /// Since which day a feed has been silent, of several the latest, as it was last looked.
    pub(super) fn since(&self) -> Option<Date> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).and_then(|(_, since)| since)
    }

    /// Looks, where that was not done of late.
    pub(super) fn look(&self, at: &Locations, settings: &Settings) {
        let looked = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_some_and(|(at, _)| at.elapsed() < LOOK) {
            return;
        }
        let silent = FeedStates::silent(&at.corpus, &settings.feeds, today());
        let since = silent.into_iter().map(|feed| feed.since).max();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), since));
    }

    /// Looks again the next time: the settings may be others.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
