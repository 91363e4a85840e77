//! Engine: said.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(engine: &Engine, _request: &Request, _who: &str, _about: Option<&str>) -> Reply {
    Reply::new("said", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
