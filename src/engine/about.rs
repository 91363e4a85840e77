//! Engine: about.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(engine: &Engine, _request: &Request) -> Reply {
    Reply::new("about", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
