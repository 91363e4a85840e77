//! Replies and what buttons show, as messages: which lines stand in the content, and in which order.

use super::custom_id::{MAX_REFERENCES, Reference};
use super::excerpt::{citation, embed, surrounding_embed};
use super::{CONTENT, Look, Message, buttons, escape, listing, small};
use crate::reply::{Excerpt, Reply, Row as Item, Verdict, Visibility};

/// What is shown of the question, in characters.
const QUESTION: usize = 150;
/// What is shown of a headline, in characters.
const HEADLINE: usize = 1_000;
/// Passages shown where nothing answers.
const NEAREST: usize = 3;
/// Remarks shown, and how much of each.
const NOTES: usize = 6;
const NOTE: usize = 300;

/// A reply as a message.
pub fn reply(reply: &Reply, look: &Look) -> Message {
    let words = look.words;
    let mut message = Message { private: look.private || is_echo(reply), ..Message::default() };
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
    let nearest = is_nearest(reply);
    let shown: Vec<&Excerpt> = reply.excerpts.iter().take(if nearest { NEAREST } else { MAX_REFERENCES }).collect();
    let listed = reply.rows.iter().any(|row| matches!(row, Item::Record(_)));
    match shown.first() {
        Some(first) if !listed => {
            if nearest {
                lines.push(words.say("discord.nearest", &[]));
            }
            let references: Option<Vec<Reference>> = shown.iter().map(|excerpt| Reference::to(excerpt)).collect();
            let list = buttons::List { at: 0, references: references.unwrap_or_default(), nearest };
            lines.extend(place(look, &list));
            lines.push(citation(words, first));
            message.embed = Some(embed(first, look));
            message.rows = buttons::under(first, &list, message.private, look);
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
        let left = reply.total.saturating_sub(reply.choices.len());
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

/// The excerpt at one place of a list that a button remembered. What stood above the excerpt in the message that was
/// pressed (`before`, the bot's own words) stays.
pub fn page(excerpt: &Excerpt, list: &buttons::List, before: &str, look: &Look) -> Message {
    let cited = citation(look.words, excerpt);
    let mut lines = Vec::new();
    match head(before, list.references.len(), &cited, look) {
        Some(head) => lines.extend(head),
        None if list.nearest => lines.push(look.words.say("discord.nearest", &[])),
        None => {}
    }
    lines.extend(place(look, list));
    lines.push(cited);
    Message {
        content: escape::units(&lines.join("\n"), CONTENT),
        embed: Some(embed(excerpt, look)),
        rows: buttons::under(excerpt, list, look.private, look),
        files: Vec::new(),
        private: look.private,
    }
}

/// One excerpt that somebody shares, under what the message that was pressed (`before`) says above it.
pub fn single(excerpt: &Excerpt, nearest: bool, before: &str, look: &Look) -> Message {
    let list = buttons::List { at: 0, references: Reference::to(excerpt).into_iter().collect(), nearest };
    page(excerpt, &list, before, look)
}

/// What stands around an excerpt, as far as the article may be shown.
pub fn surroundings(excerpt: &Excerpt, look: &Look) -> Message {
    Message {
        content: escape::units(&citation(look.words, excerpt), CONTENT),
        embed: Some(surrounding_embed(excerpt, &look.library.around(excerpt))),
        private: true,
        ..Message::default()
    }
}

/// Whether a reply shows passages that are no answer.
fn is_nearest(reply: &Reply) -> bool {
    reply.verdict == Verdict::NotFound && !reply.excerpts.is_empty()
}

/// Whether a reply does little more than say the asker's words again.
fn is_echo(reply: &Reply) -> bool {
    let empty = matches!(reply.verdict, Verdict::NotFound | Verdict::UnknownPlace | Verdict::UnknownName);
    empty || reply.verdict == Verdict::Altered || reply.visibility == Visibility::Private
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
