//! Answers that were set right: what they say then, and the card that tells editors which could not be reached.

use jiff::civil::Date;

use super::super::card::{Block, Button, Card};
use super::super::custom_id::Action;
use super::super::reference::Reference;
use super::super::{Look, Message, Pressed, buttons, escape, excerpt, heading, small};
use super::Flow;
use crate::render::day;
use crate::reply::Excerpt;
use crate::words::Words;

/// Buttons of a row; further corrections of one message have none.
const ROW: usize = 5;
/// What is shown of a title and of a subject, in characters.
const TITLE: usize = 70;
/// Links on the editors' card.
pub const LINKS: usize = 20;

/// What is done with a button: the rest of an id of this flow, read and written here alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Show what stood there before.
    Before(Reference),
    /// Try the edits again that Discord refused.
    Retry,
}

impl Step {
    /// The button's id.
    pub fn id(&self) -> Option<String> {
        let what = match self {
            Step::Before(was) => format!("b{}", was.packed()),
            Step::Retry => "r".to_owned(),
        };
        Action::Desk(Flow::Correction, what).encode()
    }

    /// What an id says.
    pub fn read(what: &str) -> Option<Step> {
        match what.strip_prefix('b') {
            Some(was) => Reference::of(was).map(Step::Before),
            None => (what == "r").then_some(Step::Retry),
        }
    }
}

/// An excerpt of an answer that was corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// The title of its article, where the message shows several.
    pub title: Option<String>,
    /// When.
    pub on: Date,
    /// Whether other words stand there now.
    pub has_words: bool,
    /// What stood there before, where that can be shown.
    pub was: Option<Reference>,
}

/// The message as it was drawn anew, and that it said something else before.
#[must_use]
pub fn mended(mut message: Message, mended: &[Mended], words: &Words) -> Message {
    let Some(mut card) = message.card.take() else { return message };
    let lines: Vec<String> = mended.iter().map(|own| format!("**{}**", line(own, words))).collect();
    card.blocks.insert(card.blocks.len().min(1), Block::Text(lines.join("\n")));
    let befores = mended.iter().filter_map(|own| own.was.as_ref()).filter_map(|was| Step::Before(*was).id()).take(ROW);
    let befores: Vec<String> = befores.collect();
    let several = befores.len() > 1;
    let label = |at: usize| match several {
        true => words.say("correction.before_nth", &[("number", &(at + 1))]),
        false => words.say("correction.before", &[]),
    };
    let befores = befores.into_iter().enumerate().map(|(at, id)| Button::act(id, label(at)));
    card.buttons(befores.collect());
    message.card = Some(card.fitted());
    message
}

fn line(mended: &Mended, words: &Words) -> String {
    let key = if mended.has_words { "correction.corrected" } else { "correction.taken_out" };
    let said = words.say(key, &[("date", &day(words, mended.on))]);
    match &mended.title {
        Some(title) => format!("{}: {said}", escape::excerpt(&escape::words(title, TITLE))),
        None => said,
    }
}

/// What is left of an answer whose words were taken out of its article.
pub fn taken_out(article: &Excerpt, before: &Pressed, look: &Look) -> Message {
    let mut card = Card { accent: before.accent, ..Card::default() };
    card.text(before.head.clone());
    card.text(excerpt::article(look.words, &excerpt::article_of(article)));
    card.buttons(buttons::read(look, &article.url).into_iter().chain(buttons::removal(look)).collect());
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// What is left of an answer that was withdrawn: nothing of what it said.
pub fn withdrawn(look: &Look) -> Message {
    let mut card = Card::default();
    card.text(look.words.say("correction.withdrawn", &[]));
    card.buttons(buttons::removal(look).into_iter().collect());
    Message { card: Some(card), ..Message::default() }
}

/// That a list says otherwise now than an answer does.
pub fn otherwise(subject: &str, status: Option<&str>, since: Date, words: &Words) -> String {
    let (subject, since) = (escape::excerpt(&escape::words(subject, TITLE)), day(words, since));
    small(&match status {
        Some(status) => {
            let status = escape::excerpt(&crate::words::capital(status));
            words.say("correction.otherwise", &[("subject", &subject), ("date", &since), ("status", &status)])
        }
        None => words.say("correction.unlisted", &[("subject", &subject), ("date", &since)]),
    })
}

/// The card for editors: the answers that are to be edited, and that Discord lets nobody edit.
pub fn unreachable(links: &[String], words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    card.text(heading(&say("correction.unreachable")));
    card.text(links.iter().take(LINKS).map(|link| format!("- {link}")).collect::<Vec<_>>().join("\n"));
    card.text(small(&say("correction.unreachable_why")));
    card.buttons(Step::Retry.id().map(|id| Button::act(id, say("correction.retry"))).into_iter().collect());
    Message { card: Some(card.fitted()), ..Message::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_rest_of_an_id_is_met() {
        for what in ["", "b", "r", "rr", "b一一一一一一一一一", "b一一一一一一一一一z", "x"] {
            let _ = Step::read(what);
        }
        assert_eq!(Step::read("r"), Some(Step::Retry));
        assert_eq!(Step::read("b一"), None);
    }
}
