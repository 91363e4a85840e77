//! Places named in running text.

use std::ops::Range;

use super::Gazetteer;
use crate::domain::Geoid;

/// A place named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name with its state, where the text gives it: bytes.
    pub range: Range<usize>,
    /// What it may mean, the likeliest first.
    pub geoids: Vec<Geoid>,
}

impl Gazetteer {
    /// The places that a text names.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let _ = text;
        Vec::new()
    }
}
