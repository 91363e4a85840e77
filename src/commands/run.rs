//! Answering a call.

use crate::engine::{Engine, phrasing};
use crate::reply::{Part, Reply, Verdict};

use super::command::{Call, Context, Table};

/// The day of the newest article that the asker may see, in words; none where there is none.
pub(super) fn newest(engine: &Engine, paid: bool) -> Option<String> {
    let date = phrasing::date(engine, engine.newest(paid)?);
    Some(engine.words().say("reply.newest", &[("date", &date)]))
}

/// Answers a call. What was mended while it was decoded stands first in the reply's notes.
pub fn run(engine: &Engine, table: &Table, call: &Call) -> Reply {
    let Call { command, request, notes } = call;
    let engine = engine.answering(request);
    let mut reply = command.answer(&Context { engine: &engine, table, request });
    if reply.verdict == Verdict::NotFound {
        reply.excerpts.iter_mut().for_each(|excerpt| excerpt.part = Part::Nearest);
    }
    // Who is told that the archive does not know may look for what is newer than all that it has.
    if reply.verdict == Verdict::NotFound && reply.routed.is_none() && command.asks_the_archive(&engine, &reply) {
        reply.notes.extend(newest(&engine, request.viewer.paid));
    }
    reply.offset = request.page.offset;
    reply.notes.splice(0..0, notes.iter().cloned());
    if request.budget.has_cut() {
        reply.notes.push(engine.words().say("reply.cut", &[]));
    }
    reply
}
