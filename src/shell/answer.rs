//! The boundary where time is taken and a fault of ours becomes an answer instead of an end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::commands::{self, Call, RequestError, RequestErrorKind, Table};
use crate::engine::{Budget, Engine, Request};
use crate::reply::Reply;

/// How long an answer on a terminal or of a batch may take.
const PATIENCE: Duration = Duration::from_secs(6);

/// What lasts so long from now on.
pub(super) fn within(patience: Duration) -> Budget {
    let start = Instant::now();
    Budget::until(move || start.elapsed() >= patience)
}

/// The day that it is, by Greenwich.
pub(super) fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// Answers a call and says how long it took. A panic is an `internal` error; the next request is answered as ever.
pub fn answer(engine: &Engine, table: &Table, call: &Call) -> Result<Reply, RequestError> {
    let start = Instant::now();
    let request = Request { budget: within(PATIENCE), today: Some(today()), ..call.request.clone() };
    let call = Call { request, ..call.clone() };
    let mut reply = guarded(table, || commands::run(engine, table, &call))?;
    reply.took_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok(reply)
}

/// Calls `work`; a panic in it is an `internal` error.
pub(super) fn guarded<T>(table: &Table, work: impl FnOnce() -> T) -> Result<T, RequestError> {
    // The engine holds nothing that a request changes, so a panic cannot leave it half changed.
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| internal(table))
}

/// A fault of ours.
pub(super) fn internal(table: &Table) -> RequestError {
    RequestError { kind: RequestErrorKind::Internal, message: table.words().say("request.internal", &[]) }
}
