//! Engine: ask.

use super::Engine;
use crate::reply::{Reply, Verdict};
use crate::request::Request;

pub(crate) fn answer(engine: &Engine, _request: &Request, _question: &str, _article: Option<&str>) -> Reply {
    Reply::new("ask", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
