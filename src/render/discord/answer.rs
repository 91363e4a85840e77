//! Replies and what buttons show, as messages: which lines stand in the content, and in which order.

use super::custom_id::MAX_REFERENCES;
use super::excerpt::{citation, comparison, embed, surrounding_embed};
use super::{CONTENT, List, Look, Message, buttons, escape, listing, small};
use crate::reply::{Excerpt, Part, Reply, Row as Item, Verdict, Visibility};
use crate::words::Words;

/// What is shown of the question, in characters.
const QUESTION: usize = 150;
/// What is shown of a headline, in characters.
const HEADLINE: usize = 1_000;
/// Passages shown where nothing answers.
const NEAREST: usize = 3;
/// Comparisons shown of what was quoted with what the archive has.
const COMPARED: usize = 2;
/// Remarks shown, and how much of each.
const NOTES: usize = 6;
const NOTE: usize = 300;

/// A reply as a message. Only what is part of the answer stands under the verdict: what is related to it is opened from
/// a button, in a message of its own, and what stands there in place of an answer is called what it is.
pub fn reply(reply: &Reply, look: &Look) -> Message {
    let words = look.words;
    let mut message = Message { private: look.private || is_private(reply), ..Message::default() };
    // It may say the asker's words again, but for an article's title.
    let headline = match reply.command.as_str() {
        "article" => escape::excerpt(&reply.headline),
        _ => escape::echoed(&reply.headline, HEADLINE),
    };
    let mut lines = vec![headline];
    let unsaid = |question: &&str| !question.trim().is_empty() && *question != reply.headline;
    if let Some(question) = look.question.filter(unsaid) {
        lines.push(words.say("discord.asked", &[("question", &escape::echoed(question, QUESTION))]));
    }
    let listed = reply.rows.iter().any(|row| matches!(row, Item::Record(_)));
    let (part, shown, related) = lists(reply);
    match shown.first() {
        Some(first) if !listed => {
            lines.extend(
                shown
                    .iter()
                    .filter_map(|excerpt| excerpt.diff.as_ref())
                    .take(COMPARED)
                    .flat_map(|diff| comparison(words, diff)),
            );
            lines.extend(label(part, words));
            let list = List::of(part, &shown);
            let further = Some(List::of(Part::Related, &related)).filter(|list| !list.references.is_empty());
            lines.extend(place(look, &list));
            let excerpt = &list.marked(first);
            lines.push(citation(words, excerpt));
            message.embed = Some(embed(excerpt, look));
            message.rows = buttons::under(excerpt, &list, further, message.private, look);
            if shown.len() > MAX_REFERENCES {
                let left = reply.total.saturating_sub(MAX_REFERENCES + related.len());
                lines.push(small(&words.say("discord.left_out", &[("count", &left)])));
            }
        }
        _ if !reply.rows.is_empty() => {
            lines.extend(listing::cited(words, reply));
            message.embed = Some(listing::embed(words, reply));
            message.rows = listing::menu(reply, look).into_iter().collect();
        }
        _ => {}
    }
    if !reply.choices.is_empty() {
        let command = reply.routed.as_deref().unwrap_or(&reply.command);
        message.rows.insert(0, buttons::which(words, command, &reply.choices));
        // Beside an answer they are others who might be meant.
        let left = if shown.is_empty() { reply.total.saturating_sub(reply.choices.len()) } else { 0 };
        if left > 0 {
            lines.push(small(&words.say("discord.left_out", &[("count", &left)])));
        }
    }
    lines.extend(reply.notes.iter().take(NOTES).map(|note| small(&escape::echoed(note, NOTE))));
    if !message.private && !buttons::has_removal(&message.rows) {
        message.rows.extend(buttons::removal(words));
    }
    message.content = escape::units(&lines.join("\n"), CONTENT);
    message
}

/// What a message shows of a reply: the answers, or else what is related, or else the nearest passages; and what is
/// related to the answers.
fn lists(reply: &Reply) -> (Part, Vec<&Excerpt>, Vec<&Excerpt>) {
    let of = |part| reply.parts(part).collect::<Vec<_>>();
    let (answers, related) = (of(Part::Answer), of(Part::Related));
    if !answers.is_empty() {
        (Part::Answer, answers, related)
    } else if !related.is_empty() {
        (Part::Related, related, Vec::new())
    } else {
        (Part::Nearest, reply.parts(Part::Nearest).take(NEAREST).collect(), Vec::new())
    }
}

/// What stands above excerpts that are no answer.
fn label(part: Part, words: &Words) -> Option<String> {
    match part {
        Part::Answer => None,
        Part::Related => Some(words.say("discord.related", &[])),
        Part::Nearest => Some(words.say("discord.nearest", &[])),
    }
}

/// The excerpt at one place of a list that a button remembered. What stood above the excerpt in the message that was
/// pressed (`before`, the bot's own words) stays; a message of its own has nothing before it.
pub fn page(excerpt: &Excerpt, list: &List, before: &str, look: &Look) -> Message {
    let excerpt = &list.marked(excerpt);
    let cited = citation(look.words, excerpt);
    let mut lines = match head(before, list.references.len(), &cited, look) {
        Some(head) => head,
        None => label(list.part, look.words).into_iter().collect(),
    };
    lines.extend(place(look, list));
    lines.push(cited);
    Message {
        content: escape::units(&lines.join("\n"), CONTENT),
        embed: Some(embed(excerpt, look)),
        rows: buttons::under(excerpt, list, None, look.private, look),
        files: Vec::new(),
        private: look.private,
    }
}

/// The excerpts whose words a reply's message shows, as numbers among the reply's: the first of its list, and those that
/// are compared with what was quoted. The others are turned to.
pub fn displayed(reply: &Reply) -> Vec<usize> {
    let (part, _, _) = lists(reply);
    let own = reply.excerpts.iter().enumerate().filter(|(_, excerpt)| excerpt.part == part);
    let compared = own.clone().filter(|(_, excerpt)| excerpt.diff.is_some()).take(COMPARED);
    let mut shown: Vec<usize> = own.take(1).chain(compared).map(|(at, _)| at).collect();
    shown.dedup();
    shown
}

/// What stands around an excerpt, as far as the article may be shown.
pub fn surroundings(excerpt: &Excerpt, look: &Look) -> Message {
    Message {
        content: escape::units(&citation(look.words, excerpt), CONTENT),
        embed: Some(surrounding_embed(look.words, excerpt, &look.library.around(excerpt))),
        private: true,
        ..Message::default()
    }
}

/// Whether a reply is for the asker alone wherever it is given: one that does little more than say the asker's words again.
pub fn is_private(reply: &Reply) -> bool {
    let empty = matches!(reply.verdict, Verdict::NotFound | Verdict::UnknownPlace | Verdict::UnknownName);
    let doubted = matches!(reply.verdict, Verdict::Altered | Verdict::Misattributed | Verdict::Unattributed);
    empty || doubted || reply.visibility == Visibility::Private
}

/// "2 of 5", where there is more than one.
fn place(look: &Look, list: &buttons::List) -> Option<String> {
    (list.references.len() > 1).then(|| place_line(look, list.at, list.references.len()))
}

fn place_line(look: &Look, at: usize, of: usize) -> String {
    small(&look.words.say("discord.page", &[("at", &(at + 1)), ("of", &of)]))
}

/// The lines above "2 of 5", or above the citation, in a message of ours.
fn head(before: &str, of: usize, cited: &str, look: &Look) -> Option<Vec<String>> {
    let citation = cited.lines().next();
    let starts = |line: &str| Some(line) == citation || is_place_line(line, of, look);
    let end = before.lines().position(starts)?;
    Some(before.lines().take(end).map(str::to_owned).collect())
}

/// Whether a line says where in a list the message stands. A message that is shared alone stood in a list as well,
/// whose length its button does not know.
fn is_place_line(line: &str, of: usize, look: &Look) -> bool {
    let lengths = if of > 1 { of..=of } else { 2..=MAX_REFERENCES };
    lengths.into_iter().any(|of| (0..of).any(|at| place_line(look, at, of) == line))
}
