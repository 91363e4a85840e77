//! Engine: search.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(
    engine: &Engine,
    _request: &Request,
    _query: &str,
    _from: Option<jiff::civil::Date>,
    _to: Option<jiff::civil::Date>,
    _place: Option<&str>,
    _who: Option<&str>,
) -> Reply {
    Reply::new("search", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
