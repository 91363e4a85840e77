//! Engine: jurisdictions.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(
    engine: &Engine,
    _request: &Request,
    _state: Option<&str>,
    _kind: Option<crate::domain::JurisdictionKind>,
    _verdict: Option<bool>,
) -> Reply {
    Reply::new("jurisdictions", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
