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
    /// Since which day a feed has been silent, of several the latest.
    pub(super) fn since(&self, at: &Locations, settings: &Settings) -> Option<Date> {
        let looked = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, since)) = looked.filter(|(at, _)| at.elapsed() < LOOK) {
            return since;
        }
        let silent = FeedStates::silent(&at.corpus, &settings.feeds, today());
        let since = silent.into_iter().map(|feed| feed.since).max();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), since));
        since
    }

    /// Looks again the next time: the settings may be others.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
