//! Questions that another command answers exactly, handed to the same code as that command.

mod claims;
mod lists;
mod quotes;
mod vocabulary;

use super::{Engine, records, said, tracker};
use crate::engine::Request;
use crate::query::Question;
use crate::reply::{Reply, Verdict};

use lists::Asked;

/// The exact reply, where the question has the form of a command and that command has something to say.
pub(crate) fn exact(engine: &Engine, request: &Request, question: &Question) -> Option<Reply> {
    // The question as far as it is read: a hostile one may go on for thousands of words.
    let read = &question.text;
    if let Some(reply) = by_list(engine, request, read) {
        return Some(reply);
    }
    if let Some((who, about)) = quotes::speaker(read) {
        let reply = said::answer(engine, request, &who, about.as_deref());
        let decided = matches!(reply.verdict, Verdict::Found | Verdict::Ambiguous);
        return decided.then(|| routed(reply, "said"));
    }
    let wanted = quotes::words(read)?;
    quotes::said_by(engine, request, &wanted).map(|reply| routed(reply, "said"))
}

/// The reply of the list that a question is for.
fn by_list(engine: &Engine, request: &Request, question: &str) -> Option<Reply> {
    let asked = lists::asked(question, engine.archive.trackers());
    let only = asked.len() == 1;
    let mut replies = asked.iter().map(|asked| match asked {
        Asked::Member { command, subject, manner } => {
            let reply = tracker::about(engine, request, command, subject, *manner);
            // Where it may be for more than one list, it is for the one that has the subject.
            let fits = if only { decided(&reply) } else { listed(&reply) };
            fits.then(|| routed(reply, command))
        }
        Asked::List { command, state, kind, statuses } => {
            let (state, statuses) = (state.as_deref(), statuses.as_deref());
            let narrowed =
                records::Narrowed { command: Some(command), state, kind: *kind, statuses, ..Default::default() };
            only.then(|| routed(records::answer(engine, request, &narrowed), "jurisdictions"))
        }
    });
    let found = replies.by_ref().flatten().next()?;
    replies.flatten().next().is_none().then_some(found)
}

/// What a list says to a question that it is asked about somebody it does not know, where nothing else answers.
pub(crate) fn undecided(engine: &Engine, request: &Request, question: &Question) -> Option<Reply> {
    let asked = lists::asked(&question.text, engine.archive.trackers());
    let [Asked::Member { command, subject, manner }] = asked.as_slice() else { return None };
    let reply = tracker::about(engine, request, command, subject, *manner);
    // Of places the gazetteer has nearly all: what it does not know is no place, and the question was another.
    (reply.verdict == Verdict::UnknownName).then(|| routed(reply, command))
}

/// Whether a list has a record of the subject.
fn listed(reply: &Reply) -> bool {
    matches!(reply.verdict, Verdict::Yes | Verdict::No | Verdict::Other)
}

/// Whether the subject is one that the list, or the gazetteer, knows.
fn decided(reply: &Reply) -> bool {
    !matches!(reply.verdict, Verdict::UnknownPlace | Verdict::UnknownName)
}

pub(crate) fn routed(mut reply: Reply, command: &str) -> Reply {
    "ask".clone_into(&mut reply.command);
    reply.routed = Some(command.to_owned());
    reply
}

/// The records' reply to a statement that a tracker decides: "Boston signed the pledge too".
pub(crate) fn claim(engine: &Engine, request: &Request, said: &str) -> Option<Reply> {
    let claimed = claims::claimed(said, engine.archive.trackers());
    claimed.into_iter().find_map(|claim| {
        let reply = tracker::about(engine, request, &claim.command, &claim.subject, claim.manner);
        let decided = listed(&reply) || claim.named && reply.verdict == Verdict::NotListed;
        decided.then(|| routed(reply, &claim.command))
    })
}
