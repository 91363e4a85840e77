//! Questions that another command answers exactly, handed to the same code as that command.

mod lists;
mod quotes;

use super::{Engine, jurisdictions, said, tracker};
use crate::query::Question;
use crate::reply::{Reply, Verdict};
use crate::request::Request;
use crate::text;

use lists::Asked;

/// The exact reply, where the question has the form of a command and that command has something to say.
pub(super) fn exact(engine: &Engine, request: &Request, question: &Question) -> Option<Reply> {
    // The question as far as it is read: a hostile one may go on for thousands of words.
    let read = &question.text;
    match lists::asked(read, engine.archive.trackers()) {
        Some(Asked::Member { command, subject }) => {
            let reply = tracker::answer(engine, request, &command, &subject);
            let decided = !matches!(reply.verdict, Verdict::UnknownPlace | Verdict::UnknownName);
            if decided {
                return Some(routed(reply, &command));
            }
        }
        Some(Asked::List { state, kind, received }) => {
            let reply = jurisdictions::answer(engine, request, state.as_deref(), kind, Some(received));
            return Some(routed(reply, "jurisdictions"));
        }
        None => {}
    }
    if let Some((who, about)) = quotes::speaker(read) {
        let reply = said::answer(engine, request, &who, about.as_deref());
        let decided = matches!(reply.verdict, Verdict::Found | Verdict::Ambiguous);
        return decided.then(|| routed(reply, "said"));
    }
    let wanted = quotes::words(read)?;
    quotes::said_by(engine, request, &wanted).map(|reply| routed(reply, "said"))
}

fn routed(mut reply: Reply, command: &str) -> Reply {
    "ask".clone_into(&mut reply.command);
    reply.routed = Some(command.to_owned());
    reply
}

/// The records' reply to a statement that a tracker decides: "Boston got the letter too".
pub(super) fn claim(engine: &Engine, request: &Request, said: &str) -> Option<Reply> {
    // A claim is short; a long message names places and letters by accident.
    let words: Vec<text::Token<'_>> = text::tokens(said).take(25).collect();
    let folded: Vec<String> = words.iter().map(|token| text::fold(token.text).into_owned()).collect();
    let verb = folded.iter().position(|word| matches!(word.as_str(), "got" | "received" | "gets" | "receives"))?;
    let rest = folded.get(verb + 1..)?;
    let tracker = engine.archive.trackers().iter().find(|tracker| {
        let command = text::term(&tracker.command);
        rest.iter().take(5).any(|word| text::term(word) == command)
    })?;
    // The subject is the run of words before the verb, as long as its words look like a name's.
    let names = words.get(..verb)?.iter().rev().take_while(|word| {
        word.text.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric()) || word.text == "of"
    });
    let (first, last) = (words.get(verb - names.count())?, words.get(verb.checked_sub(1)?)?);
    let subject = said.get(first.start..last.range().end).filter(|subject| !subject.is_empty())?;
    let reply = tracker::answer(engine, request, &tracker.command, subject);
    let decided = matches!(reply.verdict, Verdict::Yes | Verdict::No | Verdict::NotListed);
    decided.then(|| routed(reply, &tracker.command))
}
