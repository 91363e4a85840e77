//! What the desk shows: panels, cards for the editors, and the windows that ask for words.

mod copy;
pub mod corrections;
pub mod digest;
pub mod discussions;
pub mod feeds;
pub mod follows;
pub mod issue;
pub mod issues;
mod permissions;
mod press;
pub mod privacy;
pub mod proposals;
pub mod question;
pub mod report;
pub mod setup;
mod shown;
pub mod sources;
pub mod status;
pub mod unwritten;
pub mod wrong;

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
    /// A new issue that waits for its approval.
    Issue,
    /// The thread of an article.
    Discussion,
    /// What a reader follows.
    Follow,
    /// What the answers in a thread rest on.
    Sources,
    /// An answer whose sentence was corrected.
    Correction,
    /// What was new of late.
    Digest,
}

const LETTERS: [(Flow, char); 12] = [
    (Flow::SetUp, 's'),
    (Flow::Privacy, 'p'),
    (Flow::Question, 'q'),
    (Flow::Wrong, 'w'),
    (Flow::Proposal, 'r'),
    (Flow::Report, 't'),
    (Flow::Issue, 'i'),
    (Flow::Discussion, 'd'),
    (Flow::Follow, 'f'),
    (Flow::Sources, 'o'),
    (Flow::Correction, 'c'),
    (Flow::Digest, 'g'),
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
