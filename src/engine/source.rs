//! Engine: source.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(engine: &Engine, _request: &Request, _text: &str) -> Reply {
    Reply::new("source", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
