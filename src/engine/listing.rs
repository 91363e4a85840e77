//! Engine: listing.

use super::Engine;
use crate::domain::ParagraphKey;
use crate::reply::{Reply, Verdict};
use crate::request::Request;
use jiff::civil::Date;

pub(crate) fn articles(
    engine: &Engine,
    _request: &Request,
    _place: Option<&str>,
    _from: Option<Date>,
    _to: Option<Date>,
) -> Reply {
    Reply::new("articles", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}

pub(crate) fn article(engine: &Engine, _request: &Request, _title: &str, _paragraph: Option<ParagraphKey>) -> Reply {
    Reply::new("article", Verdict::NotFound, engine.words().say("ask.not_found", &[]))
}
