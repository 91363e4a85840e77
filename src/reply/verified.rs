//! What comes of comparing a text with what a receipt's code names.

use jiff::civil::Date;
use serde::Serialize;

use super::{DiffPart, Excerpt};

/// How a text and what the code names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The words stand so.
    Verbatim,
    /// They stood so, and the article was corrected since.
    Before,
    /// They stand so since the article was corrected; the code names what stood there before.
    Since,
    /// The archive has, or had, other words there.
    Altered,
    /// The article was corrected, and what it said is not kept or not shown.
    Replaced,
    /// The article may not be shown, or not to everybody.
    Closed,
    /// The code names nothing that the archive holds.
    Unknown,
    /// It is no code.
    Unreadable,
}

/// A text, compared with what a code names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verified {
    /// The code.
    pub code: String,
    /// How they compare.
    pub verdict: Comparison,
    /// The day of the article, where its words are not shown.
    pub date: Option<Date>,
    /// Its title, where it may be named and its words are not shown.
    pub title: Option<String>,
    /// Its address, likewise.
    pub url: Option<String>,
    /// The day of the correction, where there was one since.
    pub corrected: Option<Date>,
    /// What the code names, where the article was corrected since.
    pub said: Option<String>,
    /// What stands there now.
    pub excerpt: Option<Excerpt>,
    /// Word by word, where they differ: the text is the asked side.
    pub diff: Option<Vec<DiffPart>>,
}

impl Verified {
    /// Nothing but the code and how they compare.
    pub fn new(code: &str, verdict: Comparison) -> Verified {
        Verified {
            code: code.to_owned(),
            verdict,
            date: None,
            title: None,
            url: None,
            corrected: None,
            said: None,
            excerpt: None,
            diff: None,
        }
    }

    /// Whether the text is what the code names, as it stood or as it stands.
    pub fn holds(&self) -> bool {
        matches!(self.verdict, Comparison::Verbatim | Comparison::Before | Comparison::Since)
    }
}
