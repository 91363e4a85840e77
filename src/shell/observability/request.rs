//! One request, while it is answered: what is counted of it in the end, and the span that it is in a trace.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use tracing::Span;

use super::metrics::{Ending, Metrics};
use super::spans;

/// A request while it is answered.
#[derive(Debug, Clone)]
pub struct Requested(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    metrics: Arc<Metrics>,
    front: &'static str,
    /// What it is called where it names no command.
    otherwise: &'static str,
    began: Instant,
    command: OnceLock<String>,
    is_refused: AtomicBool,
    has_failed: AtomicBool,
    span: Span,
}

impl Requested {
    /// One that begins now; `otherwise` is what it is called as long as it names no command.
    pub fn begin(metrics: &Arc<Metrics>, front: &'static str, otherwise: &'static str) -> Requested {
        Requested(Arc::new(Inner {
            metrics: Arc::clone(metrics),
            front,
            otherwise,
            began: Instant::now(),
            command: OnceLock::new(),
            is_refused: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            span: spans::request(front),
        }))
    }

    /// Its span.
    pub fn span(&self) -> &Span {
        &self.0.span
    }

    /// It is this command: one that the archive has, never a word that only whoever asks knows.
    pub fn is_command(&self, name: &str) {
        // The first one is kept: a request is one command.
        let _kept = self.0.command.set(name.to_owned());
    }

    /// It is refused, whatever its status says.
    pub fn refuse(&self) {
        self.0.is_refused.store(true, Relaxed);
    }

    /// It failed by a fault of ours, whatever its status says.
    pub fn fail(&self) {
        self.0.has_failed.store(true, Relaxed);
    }

    /// It was answered with this status of HTTP.
    pub fn end_with(&self, status: u16) {
        self.0.span.record("http.response.status_code", status);
        match status {
            500.. => self.fail(),
            400.. => self.refuse(),
            _ => {}
        }
        self.end();
    }

    /// It was answered.
    pub fn end(&self) {
        let Inner { metrics, front, otherwise, began, command, is_refused, has_failed, span } = &*self.0;
        let ending = match (has_failed.load(Relaxed), is_refused.load(Relaxed)) {
            (true, _) => Ending::Failed,
            (false, true) => Ending::Refused,
            (false, false) => Ending::Answered,
        };
        let command = command.get().map_or(*otherwise, String::as_str);
        span.record("command", command).record("outcome", ending.name());
        if ending == Ending::Failed {
            span.record("otel.status_code", "error");
        }
        metrics.request(front, command, ending, began.elapsed());
    }
}
