//! What traces are made of. Where no trace is exported, a span is never made: what stands here then costs a comparison.

use tracing::field::Empty;
use tracing::{Span, info_span};

use crate::reply::Reply;

/// The target of every span that may leave the process. What has another, ours or a library's, is never exported: a span
/// gets this target once somebody has looked that no field of it can hold a word of a question, an id or an address.
pub const SPANS: &str = "pullquote::spans";

/// A request by a front.
pub(super) fn request(front: &'static str) -> Span {
    info_span!(
        target: SPANS,
        "request",
        otel.kind = "server",
        otel.status_code = Empty,
        front,
        command = Empty,
        verdict = Empty,
        outcome = Empty,
        http.response.status_code = Empty,
    )
}

/// An answer waits for its turn.
pub fn waiting() -> Span {
    info_span!(target: SPANS, "wait")
}

/// An answer is worked on, until this is dropped. It is not entered: what is recorded meanwhile is of the request.
pub fn answering(request: &Span) -> Span {
    info_span!(target: SPANS, parent: request, "answer")
}

/// A row of the outbox is sent.
pub fn sending(makes: &'static str, lane: &'static str) -> Span {
    info_span!(target: SPANS, "outbox", otel.kind = "client", makes, lane, outcome = Empty)
}

/// Articles are imported: by the command, or from a feed.
pub fn importing(way: &'static str) -> Span {
    info_span!(target: SPANS, "import", way, outcome = Empty)
}

/// Notes what the request that is being answered came to.
pub fn answered(reply: &Reply) {
    let span = Span::current();
    if !span.is_disabled()
        && let Ok(serde_json::Value::String(verdict)) = serde_json::to_value(reply.verdict)
    {
        span.record("verdict", verdict.as_str());
    }
}
