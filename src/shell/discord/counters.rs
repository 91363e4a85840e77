//! What is counted, in the words of Prometheus. No ids and no texts.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds of the answer times, in milliseconds.
const BOUNDS: [u64; 7] = [1, 5, 20, 100, 500, 1_000, 2_500];

/// Counters since the process began.
#[derive(Debug, Default)]
pub struct Counters {
    received: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    refused: AtomicU64,
    times: [AtomicU64; BOUNDS.len()],
    time_count: AtomicU64,
    time_micros: AtomicU64,
}

impl Counters {
    /// An interaction came.
    pub fn received(&self) {
        self.received.fetch_add(1, Relaxed);
    }

    /// Its answer was taken.
    pub fn answered(&self) {
        self.answered.fetch_add(1, Relaxed);
    }

    /// Something went wrong.
    pub fn failed(&self) {
        self.failed.fetch_add(1, Relaxed);
    }

    /// A request was not signed, or came twice.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    /// An answer took this long.
    pub fn took(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.time_count.fetch_add(1, Relaxed);
        self.time_micros.fetch_add(micros, Relaxed);
        for (bound, count) in BOUNDS.iter().zip(&self.times) {
            if micros <= bound * 1_000 {
                count.fetch_add(1, Relaxed);
            }
        }
    }

    /// All of them, in Prometheus' text format.
    pub fn exposition(&self) -> String {
        let mut out = String::new();
        let named = [
            ("interactions_received", "Interactions that came", &self.received),
            ("interactions_answered", "Interactions whose answer Discord took through its callback", &self.answered),
            ("failures", "Answers that failed", &self.failed),
            ("requests_refused", "HTTP requests that were not signed or came twice", &self.refused),
        ];
        for (name, help, value) in named {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "# HELP pullquote_{name}_total {help}\n# TYPE pullquote_{name}_total counter");
            let _ = writeln!(out, "pullquote_{name}_total {}", value.load(Relaxed));
        }
        let _ = writeln!(
            out,
            "# HELP pullquote_answer_seconds Time to an answer\n# TYPE pullquote_answer_seconds histogram"
        );
        for (bound, count) in BOUNDS.iter().zip(&self.times) {
            let seconds = *bound as f64 / 1_000.0;
            let _ = writeln!(out, "pullquote_answer_seconds_bucket{{le=\"{seconds}\"}} {}", count.load(Relaxed));
        }
        let count = self.time_count.load(Relaxed);
        let _ = writeln!(out, "pullquote_answer_seconds_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(out, "pullquote_answer_seconds_sum {}", self.time_micros.load(Relaxed) as f64 / 1e6);
        let _ = writeln!(out, "pullquote_answer_seconds_count {count}");
        out
    }
}
