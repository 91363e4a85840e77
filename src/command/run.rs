//! A request becomes a reply.

use crate::engine::Engine;
use crate::reply::Reply;
use crate::request::{Query, Request};

use super::{Table, help};

/// Answers a request. What was mended while it was decoded stands first in the reply's notes.
pub fn run(engine: &Engine, table: &Table, request: &Request) -> Reply {
    match &request.query {
        Query::Help { command } => {
            let mut reply = help::answer(engine, table, command.as_deref());
            reply.notes.splice(0..0, request.notes.iter().cloned());
            reply
        }
        _ => engine.answer(request),
    }
}
