//! The private menu behind "⋯": why an excerpt was shown, and what else can be done with it.

use super::buttons::{act, read};
use super::card::{Button, Card};
use super::custom_id::Action;
use super::excerpt::speaker;
use super::links::has_links;
use super::list::{Emphasis, Found, List};
use super::{Look, Message, Pressed, Receipts, desk, escape, small};
use crate::engine::receipt::Receipt;
use crate::reply::{Excerpt, Part};

/// Matched words that are named, and how long all of them may be.
const NAMED: usize = 8;
const NAMES: usize = 200;

/// The menu for the excerpt of a list of one; `before` is what the message says that was pressed.
pub fn more(excerpt: &Excerpt, list: &List, before: &Pressed, look: &Look) -> Message {
    let mut card = Card { accent: before.accent, ..Card::default() };
    card.text(before.head.clone());
    card.text(why(excerpt, list, look));
    let share = act(look, "discord.share", &Action::Share(list.clone()));
    let linked = list.references.get(list.at).filter(|_| has_links(excerpt));
    let links = linked.and_then(|reference| act(look, "discord.links", &Action::Links(*reference)));
    let code = Receipt::of(excerpt).map(|receipt| receipt.code());
    let permanent = code.as_deref().and_then(|code| permanent(code, look));
    if let Some(code) = code.filter(|_| permanent.is_none()) {
        card.text(named(&code, look));
    }
    card.buttons(share.into_iter().chain(links).chain(read(look, &excerpt.url)).chain(permanent).collect());
    let reference = list.references.get(list.at);
    let wrong = reference.and_then(|at| desk::wrong::button(at, look));
    let propose = reference.and_then(|at| desk::proposals::button(at, look));
    let follow = reference.and_then(|at| desk::follows::button(at, look));
    let discuss = reference.and_then(|at| desk::discussions::button(at.article, Some(look.discussions?), look.words));
    card.buttons(wrong.into_iter().chain(propose).chain(discuss).chain(follow).collect());
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// The link to the page of a receipt, where there are pages.
fn permanent(code: &str, look: &Look) -> Option<Button> {
    let Receipts::Pages(address) = look.receipts else { return None };
    Button::link(&format!("{address}/r/{code}"), &look.words.say("receipt.link", &[]))
}

/// The code itself, and how it is checked by whoever can.
fn named(code: &str, look: &Look) -> String {
    let mut lines = vec![small(&look.words.say("receipt.code", &[("code", &code)]))];
    if look.receipts != Receipts::Nowhere {
        lines.push(small(&look.words.say("receipt.how", &[("code", &code)])));
    }
    lines.join("\n")
}

fn why(excerpt: &Excerpt, list: &List, look: &Look) -> String {
    let words = look.words;
    let marked = list.marked(excerpt);
    let mut named: Vec<&str> = Vec::new();
    for range in marked {
        let word = excerpt.text.get(range).unwrap_or_default();
        if !named.iter().any(|known| known.eq_ignore_ascii_case(word)) && named.len() < NAMED {
            named.push(word);
        }
    }
    let named = escape::echoed(&named.join(", "), NAMES);
    let said = match (list.found, list.part) {
        (Found::Record, Part::Answer) => words.say("discord.why_record", &[]),
        (Found::Record, _) => words.say("discord.why_record_near", &[]),
        (Found::Said, _) => match speaker(words, excerpt) {
            Some(speaker) => words.say("discord.why_said", &[("speaker", &speaker)]),
            None => words.say("discord.why_unclear", &[]),
        },
        (Found::Quoted, _) => words.say("discord.why_quoted", &[]),
        (Found::Altered, _) => words.say("discord.why_altered", &[]),
        (Found::Words, _) if named.is_empty() || list.found.emphasis() != Emphasis::Bold => {
            words.say("discord.why_meant", &[])
        }
        (Found::Words, _) => words.say("discord.why_words", &[("words", &named)]),
    };
    let title = words.say("discord.why", &[]);
    format!("**{title}** {said}\n{}", small(&words.say("discord.why_rule", &[])))
}
