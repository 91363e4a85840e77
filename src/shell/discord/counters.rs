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
}

/// One of the counters.
type Of = fn(&Counters) -> &AtomicU64;

/// The counters of archives, each with the labels that it is under, in Prometheus' text format.
pub fn exposition(all: &[(String, &Counters)]) -> String {
    let mut out = String::new();
    let named: [(&str, &str, Of); 4] = [
        ("interactions_received", "Interactions that came", |own| &own.received),
        ("interactions_answered", "Interactions whose answer Discord took through its callback", |own| &own.answered),
        ("failures", "Answers that failed", |own| &own.failed),
        ("requests_refused", "HTTP requests that were not signed or came twice", |own| &own.refused),
    ];
    for (name, help, of) in named {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# HELP pullquote_{name}_total {help}\n# TYPE pullquote_{name}_total counter");
        for (labels, counters) in all {
            let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
            let _ = writeln!(out, "pullquote_{name}_total{labels} {}", of(counters).load(Relaxed));
        }
    }
    let _ =
        writeln!(out, "# HELP pullquote_answer_seconds Time to an answer\n# TYPE pullquote_answer_seconds histogram");
    for (labels, counters) in all {
        let before = if labels.is_empty() { String::new() } else { format!("{labels},") };
        let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
        for (bound, count) in BOUNDS.iter().zip(&counters.times) {
            let (seconds, count) = (*bound as f64 / 1_000.0, count.load(Relaxed));
            let _ = writeln!(out, "pullquote_answer_seconds_bucket{{{before}le=\"{seconds}\"}} {count}");
        }
        let count = counters.time_count.load(Relaxed);
        let _ = writeln!(out, "pullquote_answer_seconds_bucket{{{before}le=\"+Inf\"}} {count}");
        let _ =
            writeln!(out, "pullquote_answer_seconds_sum{labels} {}", counters.time_micros.load(Relaxed) as f64 / 1e6);
        let _ = writeln!(out, "pullquote_answer_seconds_count{labels} {count}");
    }
    out
}
