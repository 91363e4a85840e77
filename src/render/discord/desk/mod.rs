//! What the desk shows: panels, cards for the editors, and the windows that ask for words.

mod copy;
mod permissions;
pub mod privacy;
pub mod proposals;
pub mod question;
pub mod report;
pub mod setup;
mod shown;
pub mod status;
pub mod wrong;

use super::card::{Button, Card};
use super::custom_id::Action;
use super::message::Message;
use crate::words::Words;

pub use copy::copied;
pub use permissions::{Lacking, Permission, Purpose};

/// A conversation with the desk. The rest of a button's id is read by the flow alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The panel by which moderators set the bot up.
    SetUp,
    /// What is stored about a person.
    Privacy,
    /// A question to the editors.
    Question,
    /// An answer that is wrong.
    Wrong,
    /// A record that is proposed.
    Proposal,
    /// What readers could not find.
    Report,
}

const LETTERS: [(Flow, char); 6] = [
    (Flow::SetUp, 's'),
    (Flow::Privacy, 'p'),
    (Flow::Question, 'q'),
    (Flow::Wrong, 'w'),
    (Flow::Proposal, 'r'),
    (Flow::Report, 't'),
];

impl Flow {
    /// How an id names it.
    pub(super) fn letter(self) -> char {
        LETTERS.iter().find(|(flow, _)| *flow == self).map_or('?', |(_, letter)| *letter)
    }

    pub(super) fn of_letter(letter: char) -> Option<Flow> {
        LETTERS.iter().find(|(_, own)| *own == letter).map(|(flow, _)| *flow)
    }
}

/// The id of what does something in a flow.
fn id(flow: Flow, what: &str) -> String {
    // What is too long is an id that nothing answers to; none of ours is.
    Action::Desk(flow, what.to_owned()).encode().unwrap_or_default()
}

/// A button that does it.
fn act(flow: Flow, what: &str, label: String) -> Button {
    Button::act(id(flow, what), label)
}

/// What a card says once what it was about was withdrawn, or has had its time.
pub fn withdrawn(words: &Words) -> Message {
    let mut card = Card::default();
    card.text(words.say("desk.privacy_withdrawn", &[]));
    Message { card: Some(card), ..Message::default() }
}
