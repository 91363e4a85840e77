//! A request and the archive make a reply. Synchronous and pure: rights and limits come in as values.

mod about;
mod ask;
mod excerpt;
mod listing;
mod said;
mod search;
mod source;
mod tracker;

use crate::index::Archive;
use crate::words::Words;

/// The archive with everything that answers from it. Cheap to share: it holds no state that a request changes.
pub struct Engine {
    pub(crate) archive: Archive,
    pub(crate) words: Words,
}

impl Engine {
    /// An engine over an open archive, speaking the words of a catalogue.
    pub fn new(archive: Archive, words: Words) -> Self {
        Engine { archive, words }
    }

    /// The archive it answers from.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Its catalogue.
    pub fn words(&self) -> &Words {
        &self.words
    }
}
