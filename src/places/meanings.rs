//! What names mean in running text, remembered: a newsletter names the same places again and again.

use std::sync::{Arc, Mutex};

use foldhash::HashMap;

use crate::domain::Geoid;

/// What a name means in running text.
pub(super) struct NameMeaning {
    pub(super) geoids: Vec<Geoid>,
    /// Whether it is a place's where nothing else says so; of a county's, if it has more than one word.
    pub(super) known: bool,
    pub(super) is_county: bool,
}

/// The meanings that were looked up, by name.
#[derive(Default)]
pub(super) struct Meanings(pub(super) Mutex<HashMap<String, Arc<NameMeaning>>>);
