//! An excerpt with its citation, and what is said of it.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{Link, ParagraphKey, QuoteType, Revision, without_text_fragment};

/// What an excerpt is to the reply that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What the verdict says holds of it.
    #[default]
    Answer,
    /// It is about the same matter, and the verdict says nothing of it.
    Related,
    /// The closest that there is, where nothing answers.
    Nearest,
}

/// An exact slice of one paragraph, with its citation. By default one of no words, and of no article.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Excerpt {
    /// The words: the paragraph from byte `start` to `end`.
    pub text: String,
    /// What it is to the reply. Only an answer stands under the verdict.
    pub part: Part,
    /// The article's id.
    pub article: String,
    /// The article's revision that the words were cut from.
    pub revision: Revision,
    /// Number or name of the paragraph.
    pub paragraph: ParagraphKey,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// Bytes around the excerpt that may be shown with it; equal to it where the article shows no context.
    pub context: [usize; 2],
    /// Matched words: byte ranges in the paragraph.
    pub highlights: Vec<[usize; 2]>,
    /// How well it matches; comparable within one reply only.
    pub score: f32,
    /// The outlet whose words the paragraph quotes, or whose report it sums up.
    pub quoted_from: Option<String>,
    /// Whether it sums up the outlet's report in words of its own: said by the fronts, not by the machine contract.
    #[serde(skip)]
    pub sums_up: bool,
    /// Who said it, for quotes.
    pub speaker: Option<String>,
    /// In which role.
    pub role: Option<String>,
    /// The reporting word.
    pub cue: Option<String>,
    /// Direct, mixed or indirect.
    pub quote_type: Option<QuoteType>,
    /// Whether the speaker is certain.
    pub certain: Option<bool>,
    /// Parts of one utterance share a number, within the article.
    pub utterance: Option<u32>,
    /// Further places with the same words.
    pub also: Vec<AlsoCited>,
    /// The links that the newsletter itself set on these words, and on the source in parentheses behind them: bytes of the
    /// paragraph.
    pub links: Vec<Link>,
    /// How `source` found it: quotation, claim, shingle or ranked.
    pub found_by: Option<FoundBy>,
    /// Differences between a claimed quotation and the archive's words.
    pub diff: Option<Vec<DiffPart>>,
    /// Why this excerpt: present when the request asked to explain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// The article's title.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its date.
    pub date: Date,
    /// Link to the very sentence.
    pub url: String,
    /// The licence's short name.
    pub licence: String,
    /// The licence's address: said by the fronts, not by the machine contract.
    #[serde(skip)]
    pub licence_url: Option<String>,
    /// Who wrote the article: said by the fronts, not by the machine contract.
    #[serde(skip)]
    pub byline: Option<String>,
    /// The day of the article's last correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Date>,
    /// The code that names it, where the front gives receipts; of an excerpt without words there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Option<String>>,
    /// The page that shows what the code names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_url: Option<String>,
}

impl Excerpt {
    /// Its citation alone, with nothing that has or spells out its words. Its bytes stay: there are words that are not shown.
    #[must_use]
    pub fn without_words(self) -> Excerpt {
        let (context, url) = ([self.start, self.end], without_text_fragment(&self.url).to_owned());
        let (highlights, links) = (Vec::new(), Vec::new());
        Excerpt { text: String::new(), context, url, highlights, links, diff: None, ..self }
    }

    /// The same for programs: one without words is a slice of none, so that its bytes are its text as ever.
    #[must_use]
    pub fn as_data(mut self) -> Excerpt {
        if self.text.is_empty() {
            (self.end, self.context) = (self.start, [self.start; 2]);
        }
        self
    }
}

/// Another place where the archive has the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlsoCited {
    /// The article's id.
    pub article: String,
    /// Its revision.
    pub revision: Revision,
    /// Number or name of the paragraph.
    pub paragraph: ParagraphKey,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The article's title.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its date.
    pub date: Date,
    /// Link to the very words.
    pub url: String,
}

/// How `source` found an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FoundBy {
    /// Words in quotation marks, looked for word by word.
    Quotation,
    /// A claim that a tracker decides.
    Claim,
    /// A run of the same words.
    Shingle,
    /// Ranked by the words it shares.
    Ranked,
    /// The message links to it.
    Link,
}

/// One step of a word-by-word comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffPart {
    /// Where the words stand.
    pub side: DiffSide,
    /// The words.
    pub text: String,
}

/// Where the words of a [`DiffPart`] stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DiffSide {
    /// In both.
    Same,
    /// Only in what was asked.
    Asked,
    /// Only in the archive.
    Archive,
}

/// Words of a revision that is not served any more, beside those that stand in their place.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// The day of the correction.
    pub on: Date,
    /// The old words ([`DiffSide::Asked`]) and the new ones; nothing where they may not be shown.
    pub diff: Vec<DiffPart>,
    /// The old words alone, where they stood.
    pub was: Excerpt,
    /// What stands there now; `None` where the words were taken out.
    pub now: Option<Excerpt>,
}

impl Corrected {
    /// The same as far as whoever asks may be shown it: the old words count as shown, too. Where either of the two may not
    /// be shown, they are not compared, since a comparison has both.
    #[must_use]
    pub fn bounded(mut self, mut bound: impl FnMut(Excerpt) -> Excerpt) -> Corrected {
        self.now = self.now.map(&mut bound);
        let is_compared = self.now.as_ref().is_none_or(|now| !now.text.is_empty());
        self.was = if is_compared { bound(self.was) } else { self.was.without_words() };
        if self.was.text.is_empty() {
            self.diff.clear();
        }
        self
    }
}

/// Why an excerpt was chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// Terms of the request that the excerpt holds.
    pub matched: Vec<String>,
    /// Terms that it does not hold.
    pub missing: Vec<String>,
    /// The parts that the score is made of, by name.
    pub parts: Vec<(String, f32)>,
    /// The score below which the archive is said not to know.
    pub cut_off: Option<f32>,
}
