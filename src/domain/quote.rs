//! Words that a speaker is reported to have said.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How a quote reports the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteType {
    /// In quotation marks, a clause or more.
    Direct,
    /// A quoted fragment inside the article's own sentence.
    Mixed,
    /// "Said that …": the article's wording.
    Indirect,
}

/// One span of reported speech. Offsets are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Which of the paragraphs handed to the extractor, from 0.
    pub paragraph: usize,
    /// The words, without quotation marks: bytes in that paragraph.
    pub range: Range<usize>,
    /// Direct, mixed or indirect.
    pub quote_type: QuoteType,
    /// The speaker phrase as written ("he", "the mayor"): its paragraph and bytes.
    pub speaker: Option<(usize, Range<usize>)>,
    /// The person or body that the phrase was resolved to; `None` where unclear.
    pub speaker_name: Option<String>,
    /// Whether that name is no person's, as far as the article tells: a body's, a place's, a fragment. Lists of people leave it out.
    pub impersonal: bool,
    /// The role the article gives the speaker ("Attorney General").
    pub role: Option<String>,
    /// The cue word as written ("said", "tweeted").
    pub cue: Option<String>,
    /// Whether the speaker is certain enough to be named in a reply.
    pub certain: bool,
    /// Whether the article denies that the words were said, or leaves it open: "never said", "if she said", "a doctored
    /// image has him saying". Such words are nobody's, whoever `speaker` is, and are never `certain`.
    pub denied: bool,
    /// Spans of one utterance share a number, from 1 within the article.
    pub utterance: u32,
}
