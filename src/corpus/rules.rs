//! What loading needs to know besides the corpus: a publication's defaults, the commands that are taken, the places
//! that exist.

use std::fmt;

use crate::domain::{Geoid, Show};
use crate::words::Words;

/// What an article says of itself where its file does not (from the settings of a newsletter).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Who publishes.
    pub publisher: Option<String>,
    /// Who writes.
    pub byline: Option<String>,
    /// The licence's short name.
    pub licence: Option<String>,
    /// The licence's address.
    pub licence_url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// How much may be shown.
    pub show: Option<Show>,
    /// Whether programs may be given its words.
    pub assistants: Option<bool>,
}

/// What loading is checked against.
#[derive(Clone)]
pub struct Rules<'a> {
    /// What stands in for fields that an article leaves out.
    pub defaults: Defaults,
    /// Command names that a tracker may not take: those that the program has already.
    pub reserved: Vec<String>,
    /// Whether a GEOID exists.
    pub geoid_exists: &'a (dyn Fn(&Geoid) -> bool + Sync),
    /// Where the wording comes from that a tracker leaves out.
    pub words: Words,
}

impl<'a> Rules<'a> {
    /// No defaults, no reserved commands, English.
    pub fn new(geoid_exists: &'a (dyn Fn(&Geoid) -> bool + Sync)) -> Self {
        Rules { defaults: Defaults::default(), reserved: Vec::new(), geoid_exists, words: Words::english() }
    }
}

impl fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("defaults", &self.defaults).field("reserved", &self.reserved).finish()
    }
}
