//! Questions that another command answers exactly, handed to the same code as that command.

mod claims;
mod lists;
mod quotes;
mod several;
mod times;
mod vocabulary;

use super::{Engine, records, tracker};
use crate::engine::Request;
use crate::engine::phrasing::Manner;
use crate::engine::sentences::frequency;
use crate::query::{Question, same};
use crate::reply::{Records, Reply, Verdict};
use crate::text;

use lists::Asked;

/// The exact reply, where the question has the form of a command and that command has something to say.
pub(crate) fn exact(engine: &Engine, request: &Request, question: &Question) -> Option<Reply> {
    // The question as far as it is read: a hostile one may go on for thousands of words.
    let read = &question.text;
    if let Some(reply) = presupposed(engine, request, read) {
        return Some(reply);
    }
    if let Some(reply) = by_list(engine, request, read) {
        return Some(reply);
    }
    if let Some(spoken) = quotes::spoken(read) {
        return quotes::said_in(engine, request, &spoken).map(|reply| routed(reply, "said"));
    }
    let wanted = quotes::words(read)?;
    quotes::said_by(engine, request, &wanted).map(|reply| routed(reply, "said"))
}

/// The records' reply to a question that takes for granted what they deny, or of whom they have nothing: "why did Boston
/// sign?", which did not.
fn presupposed(engine: &Engine, request: &Request, question: &str) -> Option<Reply> {
    let asked = lists::presupposed(question, &engine.trackers());
    let [(Asked::Member { command, subject, .. }, statuses)] = asked.as_slice() else { return None };
    let mut reply = routed(member(engine, request, command, subject, Manner::Bare)?, command);
    let borne_out = reply.status.as_ref().zip(statuses.as_ref()).is_none_or(|(status, of)| of.contains(status));
    match reply.verdict {
        Verdict::Yes | Verdict::No if !borne_out => {
            reply.verdict = Verdict::Contradicted;
            let not_so = engine.words.say("ask.not_so", &[]);
            reply.headline = format!("{not_so} {}", reply.headline);
            Some(reply)
        }
        Verdict::Other if !borne_out => Some(reply),
        Verdict::NotListed => Some(reply),
        _ => None,
    }
}

/// The reply of the list that a question is for.
fn by_list(engine: &Engine, request: &Request, question: &str) -> Option<Reply> {
    let asked = lists::asked(question, &engine.trackers());
    let only = asked.len() == 1;
    let mut replies: Vec<(&str, Reply)> = Vec::new();
    let mut listing: Option<(Vec<&str>, &Asked)> = None;
    for one in &asked {
        match one {
            Asked::Member { command, subject, manner } => {
                let Some(reply) = member(engine, request, command, subject, *manner) else { continue };
                // Where it may be for more than one list, it is for those that have the subject.
                let fits = if only { decided(&reply) } else { listed(&reply) };
                if fits {
                    replies.push((command, routed(reply, command)));
                }
            }
            Asked::List { command, .. } => listing.get_or_insert_with(|| (Vec::new(), one)).0.push(command),
        }
    }
    if let (Some((commands, first)), true) = (listing, replies.is_empty()) {
        return Some(routed(listing_of(engine, request, &commands, first, &asked), "jurisdictions"));
    }
    let replies = titled(engine, replies);
    (!replies.is_empty()).then(|| tracker::joined(engine, request, replies))
}

/// Replies of lists, each of which says of which list it speaks where they are of several commands.
fn titled(engine: &Engine, mut replies: Vec<(&str, Reply)>) -> Vec<Reply> {
    if replies.windows(2).any(|pair| matches!(pair, [(one, _), (other, _)] if one != other)) {
        let trackers = engine.trackers();
        for (command, reply) in &mut replies {
            let of = trackers.iter().find(|tracker| tracker.command == *command);
            let title = of.map(|tracker| tracker.title.as_str()).unwrap_or_default();
            reply.headline = engine.words.say("tracker.titled", &[("title", &title), ("said", &reply.headline)]);
        }
    }
    replies.into_iter().map(|(_, reply)| reply).collect()
}

/// The records of the lists that a question for several of them asks for.
fn listing_of(engine: &Engine, request: &Request, commands: &[&str], first: &Asked, asked: &[Asked]) -> Reply {
    let Asked::List { state, kind, .. } = first else {
        return records::answer(engine, request, &Records::default());
    };
    let of = |one: &Asked| match one {
        Asked::List { statuses, .. } => statuses.clone(),
        Asked::Member { .. } => Some(Vec::new()),
    };
    let statuses: Option<Vec<String>> =
        asked.iter().map(of).collect::<Option<Vec<_>>>().map(|of| of.into_iter().flatten().collect());
    let commands = commands.iter().map(|command| (*command).to_owned()).collect();
    let narrowed = Records { commands, state: state.clone(), kind: *kind, statuses, ..Records::default() };
    records::answer(engine, request, &narrowed)
}

/// What a list says of a subject, or of each of several: "Denver and Boulder". Nothing where one of them is unknown, as
/// what is said of both is not answered by one.
fn member(engine: &Engine, request: &Request, command: &str, subject: &str, manner: Manner) -> Option<Reply> {
    let reply = tracker::about(engine, request, command, subject, manner);
    if manner == Manner::Dated {
        // The day of the list is not the day on which anything was done.
        let undated = tracker::about(engine, request, command, subject, Manner::Bare);
        return (reply.headline != undated.headline || !listed(&undated)).then_some(reply);
    }
    let subjects = several::subjects(subject);
    if subjects.len() < 2 || listed(&reply) {
        return Some(reply);
    }
    let each: Vec<Reply> = subjects
        .iter()
        .map(|subject| tracker::about(engine, request, command, subject, Manner::Bare))
        .map(|reply| decided(&reply).then_some(reply))
        .collect::<Option<_>>()?;
    match each.iter().position(|reply| reply.verdict == Verdict::Ambiguous) {
        Some(at) => each.into_iter().nth(at),
        None => Some(tracker::of_each(engine, request, command, each)),
    }
}

/// Whether a sentence is about what the question asks for, where the question differs from that of a list by nothing but
/// that: of "Did Denver sign the treaty?" that it signed a pledge is no answer.
pub(crate) fn is_about(engine: &Engine, request: &Request, question: &Question, sentence: &str) -> bool {
    let trackers = engine.trackers();
    let held: Vec<String> = text::terms(sentence).map(|term| term.text).collect();
    let holds =
        |term: &String| held.contains(term) || same(term).iter().any(|other| held.iter().any(|held| held == other));
    lists::other_object(&question.text, &trackers).into_iter().all(|other| {
        let known = || listed(&tracker::about(engine, request, &other.command, &other.subject, Manner::Bare));
        other.terms.iter().all(holds) || !known()
    })
}

/// What a list says to a question that it is asked about somebody it does not know, where nothing else answers.
pub(crate) fn undecided(engine: &Engine, request: &Request, question: &Question) -> Option<Reply> {
    let asked = lists::asked(&question.text, &engine.trackers());
    let [Asked::Member { command, subject, manner }] = asked.as_slice() else { return None };
    let reply = member(engine, request, command, subject, *manner)?;
    // Of places the gazetteer has nearly all: what it does not know is no place. Where the archive knows it, it is somebody
    // else, and the question was another.
    let strange = || text::terms(subject).all(|term| frequency(engine, &term.text) == 0);
    let unknown = match reply.verdict {
        Verdict::UnknownName => true,
        Verdict::UnknownPlace => reply.choices.is_empty() && strange(),
        _ => false,
    };
    unknown.then(|| routed(reply, command))
}

/// Whether a list has a record of the subject.
fn listed(reply: &Reply) -> bool {
    matches!(reply.verdict, Verdict::Yes | Verdict::No | Verdict::Other)
}

/// Whether the subject is one that the list, or the gazetteer, knows, and the list may say something of it.
fn decided(reply: &Reply) -> bool {
    !matches!(reply.verdict, Verdict::UnknownPlace | Verdict::UnknownName | Verdict::NotFound)
}

pub(crate) fn routed(mut reply: Reply, command: &str) -> Reply {
    "ask".clone_into(&mut reply.command);
    reply.routed = Some(command.to_owned());
    reply
}

/// The records' reply to a statement that a tracker decides: "Boston signed the pledge too". Of several that are joined,
/// where each of them is decided.
pub(crate) fn claim(engine: &Engine, request: &Request, said: &str) -> Option<Reply> {
    let clauses = claims::clauses(said, &engine.trackers());
    let mut decided = clauses.iter().map(|clause| claim_of(engine, request, clause)).collect::<Option<Vec<_>>>()?;
    if decided.len() == 1 {
        return decided.pop();
    }
    if let Some(at) = decided.iter().position(|reply| reply.verdict == Verdict::Ambiguous) {
        return Some(decided.swap_remove(at));
    }
    let commands: Vec<String> = decided.iter().map(|reply| reply.routed.clone().unwrap_or_default()).collect();
    if let Some(command) = commands.first().filter(|first| commands.iter().all(|command| command == *first)) {
        return Some(tracker::of_each(engine, request, command, decided));
    }
    let decided = titled(engine, commands.iter().map(String::as_str).zip(decided).collect());
    Some(tracker::joined(engine, request, decided))
}

fn claim_of(engine: &Engine, request: &Request, said: &str) -> Option<Reply> {
    let claimed = claims::claimed(said, &engine.trackers());
    claimed.into_iter().find_map(|claim| {
        let reply = member(engine, request, &claim.command, &claim.subject, claim.manner)?;
        let found = reply.verdict == Verdict::Found && several::subjects(&claim.subject).len() > 1;
        let decided =
            listed(&reply) || found || claim.named && matches!(reply.verdict, Verdict::NotListed | Verdict::Ambiguous);
        decided.then(|| routed(reply, &claim.command))
    })
}
