//! Questions that another command answers exactly, handed to the same code as that command.

use super::{Engine, said, tracker};
use crate::query::{AnswerType, Question};
use crate::reply::{Reply, Verdict};
use crate::request::Request;
use crate::text;

/// The exact reply, where the question has the form of a command and that command has something to say.
pub(super) fn exact(engine: &Engine, request: &Request, asked: &str, question: &Question) -> Option<Reply> {
    let words: Vec<text::Token<'_>> = text::tokens(asked).collect();
    let folded: Vec<String> = words.iter().map(|token| text::fold(token.text).into_owned()).collect();
    if let Some((command, subject)) = on_the_list(engine, asked, &words, &folded) {
        let reply = tracker::answer(engine, request, &command, &subject);
        let decided = !matches!(reply.verdict, Verdict::UnknownPlace | Verdict::UnknownName);
        return decided.then(|| routed(reply, &command));
    }
    if question.expects == AnswerType::Quotation {
        let (who, about) = who_said(asked, &words, &folded)?;
        let reply = said::answer(engine, request, &who, about.as_deref());
        return (reply.verdict == Verdict::Found).then(|| routed(reply, "said"));
    }
    None
}

fn routed(mut reply: Reply, command: &str) -> Reply {
    "ask".clone_into(&mut reply.command);
    reply.routed = Some(command.to_owned());
    reply
}

/// "Did NYC get the letter?", "has Denver received one of the letters?": the tracker's command and the subject.
fn on_the_list(engine: &Engine, asked: &str, words: &[text::Token<'_>], folded: &[String]) -> Option<(String, String)> {
    let opens = folded.first().is_some_and(|word| matches!(word.as_str(), "did" | "has" | "have" | "does"));
    if !opens {
        return None;
    }
    let verb =
        folded.iter().position(|word| matches!(word.as_str(), "get" | "got" | "receive" | "received" | "gotten"))?;
    let rest = folded.get(verb + 1..)?;
    let tracker = engine.archive.trackers().iter().find(|tracker| {
        let command = text::term(&tracker.command);
        rest.iter().any(|word| text::term(word) == command)
    })?;
    // "Did Denver get the letter about water?" asks for more than the list says.
    let plain = rest.iter().all(|word| {
        text::is_stop_word(word)
            || text::term(word) == text::term(&tracker.command)
            || matches!(word.as_str(), "one" | "doj" | "justice" | "department")
    });
    let (first, last) = (words.get(1)?, words.get(verb.checked_sub(1)?)?);
    let subject = asked.get(first.start..last.range().end)?.trim();
    (plain && !subject.is_empty()).then(|| (tracker.command.clone(), subject.to_owned()))
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

/// "What did Landrieu say about props?": who, and about what.
fn who_said(asked: &str, words: &[text::Token<'_>], folded: &[String]) -> Option<(String, Option<String>)> {
    let verb = folded.iter().position(|word| {
        matches!(word.as_str(), "say" | "said" | "tweet" | "tweeted" | "claim" | "state" | "comment" | "tell")
    })?;
    let (first, last) = (words.get(2)?, words.get(verb.checked_sub(1)?)?);
    let who = asked.get(first.start..last.range().end)?.trim();
    let about = folded.iter().skip(verb + 1).position(|word| matches!(word.as_str(), "about" | "on" | "regarding"));
    let about = about.and_then(|at| words.get(verb + 2 + at)).and_then(|word| asked.get(word.start..));
    let about = about.map(|about| about.trim_end_matches(|character: char| !character.is_alphanumeric()).to_owned());
    (!who.is_empty()).then(|| (who.to_owned(), about))
}
