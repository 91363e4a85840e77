//! What is counted of answers, in memory until the desk takes it: no word of a question, nobody's id.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::desk::counters::{Count, What};

/// Topics that are counted at one time; further ones are not, until the desk has taken these.
const MOST: usize = 50_000;

/// Counts by server, kind and topic.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<(String, What, String), i64>>);

impl Tally {
    /// Counts one.
    pub(super) fn count(&self, server: &str, what: What, topic: &str) {
        self.add((server.to_owned(), what, topic.to_owned()), 1);
    }

    fn add(&self, key: (String, What, String), count: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < MOST || counts.contains_key(&key) {
            *counts.entry(key).or_default() += count;
        }
    }

    /// Takes out what was counted, for this week.
    pub(super) fn take(&self, week: &str) -> Vec<Count> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let count = |((server, what, topic), count)| Count { week: week.to_owned(), server, what, topic, count };
        counts.into_iter().map(count).collect()
    }

    /// Counts again what could not be stored.
    pub(super) fn give_back(&self, counts: Vec<Count>) {
        counts.into_iter().for_each(|own| self.add((own.server, own.what, own.topic), own.count));
    }
}
