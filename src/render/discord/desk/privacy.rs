//! What is stored about whoever asks, and what they can do about it.

use super::super::card::{Block, Button, Card, Choosable, Menu, Tone};
use super::super::{Attachment, Message, escape, heading, link, quoted};
use super::Flow;
use super::press::{act, id};
use crate::words::Words;

/// What a press does: the rest of a button's or menu's id.
pub mod step {
    /// Give all as a file.
    pub const GET: &str = "get";
    /// Delete all.
    pub const DELETE: &str = "delete";
    /// Withdraw what was picked.
    pub const WITHDRAW: &str = "withdraw";
}

/// What a person gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A question.
    Question,
    /// A remark.
    Remark,
    /// A proposal.
    Proposal,
    /// Something that they follow.
    Follow,
}

/// One thing that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What it is.
    pub what: What,
    /// Its row.
    pub id: String,
    /// The words.
    pub text: String,
    /// Until when, in seconds since 1970.
    pub until: i64,
}

/// Things that are shown, and that a menu offers.
const SHOWN: usize = 8;
const OFFERED: usize = 25;
const TEXT: usize = 200;

/// What whoever asks is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// Who answers for it.
    pub controller: Option<String>,
    /// How they are reached.
    pub contact: Option<String>,
    /// What is stored.
    pub given: Vec<Given>,
    /// Votes that are stored without a name.
    pub votes: usize,
    /// How many things have just been deleted.
    pub done: Option<usize>,
}

/// The card.
pub fn privacy(about: &About, words: &Words) -> Message {
    let given = &about.given;
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| words.say(key, values);
    let mut card = Card::default();
    card.text(heading(&say("desk.privacy_title", &[])));
    if let Some(done) = about.done {
        card.text(say("desk.privacy_deleted", &[("count", &done)]));
    }
    let stored = given.len() + about.votes;
    card.text(if stored == 0 {
        say("desk.privacy_nothing", &[])
    } else {
        say("desk.privacy_given", &[("count", &stored)])
    });
    for one in given.iter().take(SHOWN) {
        let until = format!("<t:{}:D>", one.until);
        let line = say("desk.privacy_until", &[("what", &name(one.what, words)), ("until", &until)]);
        card.text(format!("{line}\n{}", quoted(&escape::echoed(&one.text, TEXT))));
    }
    if given.len() > SHOWN {
        card.text(say("desk.privacy_more", &[("count", &(given.len() - SHOWN))]));
    }
    if about.votes > 0 {
        card.text(say("desk.privacy_votes", &[("count", &about.votes)]));
    }
    if stored > 0 {
        let options = given.iter().take(OFFERED).map(|one| Choosable {
            label: escape::plain(&format!("{}: {}", name(one.what, words), one.text), 100),
            value: one.id.clone(),
            ..Choosable::default()
        });
        let (custom_id, placeholder) = (id(Flow::Privacy, step::WITHDRAW), say("desk.privacy_withdraw", &[]));
        card.menu(Menu { custom_id, placeholder, options: options.collect(), picks: None });
        let (custom_id, label) = (id(Flow::Privacy, step::DELETE), say("desk.privacy_delete", &[]));
        let delete = Button::Act { custom_id, label, tone: Tone::Danger };
        card.buttons(vec![act(Flow::Privacy, step::GET, say("desk.privacy_get", &[])), delete]);
    }
    card.blocks.push(Block::Line);
    card.text(say("desk.privacy_what", &[]));
    let controller = about.controller.as_ref().map(|name| escape::echoed(name, TEXT));
    card.text(match (controller, about.contact.as_ref().map(|contact| reached(contact))) {
        (Some(controller), Some(contact)) => {
            say("desk.privacy_controller", &[("controller", &controller), ("contact", &contact)])
        }
        _ => say("desk.privacy_no_controller", &[]),
    });
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// What a card says once what it was about was withdrawn, or has had its time.
pub fn withdrawn(words: &Words) -> Message {
    let mut card = Card::default();
    card.text(words.say("desk.privacy_withdrawn", &[]));
    Message { card: Some(card), ..Message::default() }
}

/// All that is stored, as a file.
pub fn file(json: Vec<u8>, words: &Words) -> Message {
    let description = words.say("desk.privacy_file", &[]);
    let name = "pullquote.json".to_owned();
    let mut card = Card::default();
    card.text(description.clone());
    card.blocks.push(Block::File { name: name.clone() });
    let file = Attachment { name, media_type: "application/json", bytes: json, description };
    Message { card: Some(card.fitted()), files: vec![file], private: true, ..Message::default() }
}

/// A contact that can be followed, or copied: the settings' own words.
fn reached(contact: &str) -> String {
    match link(contact.trim()) {
        Some(url) => url.to_owned(),
        None => format!("`{}`", escape::units(contact, TEXT).replace('`', "'").replace('\n', " ")),
    }
}

fn name(what: What, words: &Words) -> String {
    match what {
        What::Question => words.say("desk.privacy_question", &[]),
        What::Remark => words.say("desk.privacy_remark", &[]),
        What::Proposal => words.say("desk.privacy_proposal", &[]),
        What::Follow => words.say("desk.privacy_follow", &[]),
    }
}
