//! How many documents were handed to tantivy that it has not indexed yet. It lets nobody wait before ten thousand batches
//! lie there, and ours are articles: where it is the slower of the two, they would fill the memory.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many may lie there: they are still in the processor's caches when it comes to them.
const MOST: usize = 2_000;

/// Who has waited so long hands over the next. Nobody takes documents while a segment is written, or once writing failed;
/// of that the next to hand over is told.
const PATIENCE: Duration = Duration::from_millis(200);

/// The documents between the one who makes them and the one who indexes them.
#[derive(Default)]
pub(super) struct Backlog {
    documents: Mutex<usize>,
    room: Condvar,
}

impl Backlog {
    /// Notes that so many documents are handed over now. First waits until there is room.
    pub(super) fn hand_over(&self, documents: usize) {
        let (mut waiting, _) = self
            .room
            .wait_timeout_while(self.lock(), PATIENCE, |waiting| *waiting >= MOST)
            .unwrap_or_else(PoisonError::into_inner);
        *waiting += documents;
    }

    /// Notes that one was taken.
    pub(super) fn take(&self) {
        let mut waiting = self.lock();
        // Trackers and tables are taken too, though nobody counted them.
        *waiting = waiting.saturating_sub(1);
        // Whoever waits is woken for more than one.
        if *waiting == MOST / 2 {
            self.room.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_far_ahead_waits() {
        let backlog = Backlog::default();
        backlog.hand_over(MOST);
        std::thread::scope(|threads| {
            threads.spawn(|| (0..MOST).for_each(|_| backlog.take()));
            backlog.hand_over(1);
        });
        assert_eq!(*backlog.lock(), 1);
    }

    #[test]
    fn nobody_waits_for_one_who_is_gone() {
        let backlog = Backlog::default();
        backlog.hand_over(MOST);
        backlog.hand_over(1);
        assert_eq!(*backlog.lock(), MOST + 1);
    }
}
