//! Engine: tracker.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(engine: &Engine, _request: &Request, _command: &str, _subject: &str) -> Reply {
    Reply::new("tracker", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
