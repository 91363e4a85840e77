//! What a person asked. Reading never fails: it gives a value, and notes on what was cut or not understood.

mod common;
mod compounds;
mod contraries;
mod courtesies;
mod data;
mod entities;
mod kind;
mod language;
mod lists;
mod meaning;
mod message;
mod pictures;
mod plain;
mod question;
mod related;
mod relatives;
mod search;
mod verbs;

pub use common::commonness;
pub use contraries::{contraries, contrary_pairs};
pub use entities::{Entity, EntityKind, entities};
pub use kind::{AnswerType, QuestionKind, denies, is_negation};
pub use language::foreign_language;
pub use lists::{Class, List};
pub use meaning::{Meaning, Vector, vector};
pub use message::Message;
pub use plain::{Courtesy, courtesy};
pub use question::{FullName, QueryTerm, Question, Role};
pub use related::{Relation, forms, is_known, related, same, written};
pub use relatives::Kinship;
pub use search::{SearchQuery, Unit};
pub use verbs::{Opposite, opposites, verb};

/// The longest question or search that is read, in characters.
pub const MAX_CHARACTERS: usize = 300;

/// The longest message that `source` reads, in characters.
pub const MAX_MESSAGE_CHARACTERS: usize = 6_000;

/// The most terms that are searched for at once.
pub const MAX_TERMS: usize = 32;

/// How far apart the words of a quoted phrase may stand, at most.
pub const MAX_SLOP: u32 = 3;

/// What was cut or not understood while reading; worded by the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It was longer than is read.
    CutCharacters(usize),
    /// It had more terms than are searched for.
    CutTerms(usize),
    /// Something looked like search syntax and was searched for as words.
    AsWords(String),
}
