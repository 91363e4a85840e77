//! A state, county, city or consolidated government, known by its Census GEOID.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Census GEOID: 2 digits for a state, 5 for a county, 7 for a place, 10 for a county subdivision.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Geoid(pub String);

impl Geoid {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Geoid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Geoid {
    fn from(digits: &str) -> Self {
        Geoid(digits.to_owned())
    }
}

/// What kind of government a jurisdiction is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JurisdictionKind {
    /// A state, the District of Columbia or a territory.
    State,
    /// A county, parish, borough or planning region.
    County,
    /// An incorporated place.
    City,
    /// A town or township (a county subdivision that governs itself).
    Town,
    /// A census-designated place: it has a name and no government.
    Cdp,
    /// A city and county that are one government.
    Consolidated,
}

impl JurisdictionKind {
    /// Every kind.
    pub const ALL: [JurisdictionKind; 6] = [
        JurisdictionKind::State,
        JurisdictionKind::County,
        JurisdictionKind::City,
        JurisdictionKind::Town,
        JurisdictionKind::Cdp,
        JurisdictionKind::Consolidated,
    ];

    /// The words of [`JurisdictionKind::ALL`], in its order.
    pub const WORDS: [&'static str; 6] = {
        let mut words = [""; 6];
        let mut at = 0;
        while at < words.len() {
            words[at] = JurisdictionKind::ALL[at].word();
            at += 1;
        }
        words
    };

    /// Its word in files, requests and replies.
    pub const fn word(self) -> &'static str {
        match self {
            JurisdictionKind::State => "state",
            JurisdictionKind::County => "county",
            JurisdictionKind::City => "city",
            JurisdictionKind::Town => "town",
            JurisdictionKind::Cdp => "cdp",
            JurisdictionKind::Consolidated => "consolidated",
        }
    }

    /// The kind with this word.
    pub fn of_word(word: &str) -> Option<JurisdictionKind> {
        JurisdictionKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A place as a reply shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Jurisdiction {
    /// Its Census GEOID.
    pub geoid: Geoid,
    /// Its name without the state: "Cook County".
    pub name: String,
    /// The state's postal abbreviation: "IL". A state's own for a state.
    pub state: String,
    /// What kind of government it is.
    pub kind: JurisdictionKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_word_wherever_it_is_written() {
        for kind in JurisdictionKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("a word"), kind.word());
            assert_eq!(JurisdictionKind::of_word(kind.word()), Some(kind));
        }
    }
}
