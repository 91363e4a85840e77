//! The newsletter's own links on the words of an excerpt: what it proves itself by, for whoever wants to look.

use super::buttons::read;
use super::card::{Card, units};
use super::{Look, Message, escape, heading, link, linked, small};
use crate::domain::Link;
use crate::reply::Excerpt;

/// Links that are shown, at most, and how long the words of one may be.
const MOST: usize = 25;
const WORDS: usize = 100;

/// The words that carry each link, and where it leads.
pub fn links(excerpt: &Excerpt, look: &Look) -> Message {
    let words = look.words;
    let mut card = Card::default();
    card.text(heading(&words.say("discord.links", &[])));
    // What was left out is counted below, which takes room as well.
    let mut room = card.room() / 2;
    let mut lines: Vec<String> = Vec::new();
    let mut left_out = 0;
    for own in &excerpt.links {
        match line(excerpt, own) {
            Some(line) if lines.contains(&line) => {}
            Some(line) if lines.len() < MOST && units(&line) < room => {
                room -= units(&line) + 1;
                lines.push(line);
            }
            _ => left_out += 1,
        }
    }
    match lines.is_empty() && excerpt.text.is_empty() {
        true => card.text(small(&words.say("discord.shown_enough", &[]))),
        false => card.text(lines.join("\n")),
    }
    if left_out > 0 {
        card.text(small(&words.say("discord.left_out", &[("count", &left_out.to_string())])));
    }
    card.buttons(read(look, &excerpt.url).into_iter().collect());
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// Whether the excerpt has a link that can be shown.
pub(super) fn has_links(excerpt: &Excerpt) -> bool {
    excerpt.links.iter().any(|link| line(excerpt, link).is_some())
}

/// The words as a link, and the host that it leads to: words may say another. None where the address is none of a page.
fn line(excerpt: &Excerpt, own: &Link) -> Option<String> {
    let address = url::Url::parse(&own.url).ok()?;
    let host = address.host_str().filter(|_| address.username().is_empty() && address.password().is_none())?;
    let within = |at: usize| at.checked_sub(excerpt.start);
    // Behind the last sentence of an excerpt may stand a source, whose words are no part of it.
    let words = within(own.start).zip(within(own.end)).and_then(|(start, end)| excerpt.text.get(start..end));
    let words = words.map(str::trim).filter(|words| !words.is_empty()).unwrap_or(host);
    let words = escape::excerpt(&escape::words(words, WORDS)).replace('\n', " ");
    Some(format!("- {} · {}", linked(&words, link(address.as_str())?), escape::excerpt(host)))
}
