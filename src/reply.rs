//! A reply, free of any front: verdict, headline, excerpts with their citations, choices, and who may see it.
//!
//! Serialised, it is the machine contract's reply. Every offset is in bytes of the paragraph's text (UTF-8).

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{
    CountsAs, Geoid, Jurisdiction, JurisdictionKind, Link, ParagraphKey, ParagraphKind, QuoteType, Revision,
};

/// The closed outcome of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The record says yes.
    Yes,
    /// The record says no.
    No,
    /// The record says neither yes nor no, but something else: "promised", "in committee".
    Other,
    /// There is no record; nothing is said either way.
    NotListed,
    /// Several readings with different answers.
    Ambiguous,
    /// No such place is known.
    UnknownPlace,
    /// No such name is known.
    UnknownName,
    /// There are results.
    Found,
    /// There are none.
    NotFound,
    /// The archive denies what the question takes for granted.
    Contradicted,
    /// The words stand in the archive as they were given.
    Verbatim,
    /// The words stand in the archive, but not as they were given.
    Altered,
    /// The words stand in the archive as they were given, and are certainly another's.
    Misattributed,
    /// The words stand in the archive as they were given; whose they are is unclear there, or they are denied.
    Unattributed,
}

/// Who should see a reply, where the front can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// Everyone in the channel, if the asker and the moderators agree.
    #[default]
    Public,
    /// Only the asker: it does little more than echo them, or shows paid words.
    Private,
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// The command that was asked for.
    pub command: String,
    /// Its outcome.
    pub verdict: Verdict,
    /// One line that says the outcome: a fixed template, filled in.
    pub headline: String,
    /// The place that was understood; `None` where several readings remain.
    pub place: Option<Jurisdiction>,
    /// What the record says, in the tracker's own word: "signed".
    pub status: Option<String>,
    /// Listed jurisdictions that contain the place or lie in it.
    pub related: Vec<Related>,
    /// The readings to choose from.
    pub choices: Vec<Choice>,
    /// The command that a question was handed to.
    pub routed: Option<String>,
    /// Remarks: what was understood, cut or left out.
    pub notes: Vec<String>,
    /// Items of the listing commands.
    pub rows: Vec<Row>,
    /// Verbatim slices, best first.
    pub excerpts: Vec<Excerpt>,
    /// How many there are before `offset` and `limit`.
    pub total: usize,
    /// Time taken, in microseconds.
    pub took_us: u64,
    /// How many of them were left out before the first that is here.
    #[serde(skip)]
    pub offset: usize,
    /// Who should see it.
    #[serde(skip)]
    pub visibility: Visibility,
    /// Of which list the headline speaks, as it says itself: a front may show these sentences of it smaller.
    #[serde(skip)]
    pub scopes: Vec<String>,
    /// The articles that the lists were made from, where a list says nothing of the subject.
    #[serde(skip)]
    pub sources: Vec<ArticleRow>,
    /// What the rows were narrowed to, so that further pages of them can be asked for.
    #[serde(skip)]
    pub listing: Option<Listing>,
}

impl Reply {
    /// An empty reply with this outcome.
    pub fn new(command: &str, verdict: Verdict, headline: String) -> Self {
        Reply {
            command: command.to_owned(),
            verdict,
            headline,
            place: None,
            status: None,
            related: Vec::new(),
            choices: Vec::new(),
            routed: None,
            notes: Vec::new(),
            rows: Vec::new(),
            excerpts: Vec::new(),
            total: 0,
            took_us: 0,
            offset: 0,
            visibility: Visibility::Public,
            scopes: Vec::new(),
            sources: Vec::new(),
            listing: None,
        }
    }

    /// The excerpts that are this part of the reply, best first.
    pub fn parts(&self, part: Part) -> impl Iterator<Item = &Excerpt> {
        self.excerpts.iter().filter(move |excerpt| excerpt.part == part)
    }
}

/// What the rows of a reply were narrowed to. It names filters alone, never a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// Records of lists.
    Records(Records),
    /// Articles, newest first.
    Articles {
        /// Naming one of these places, where there are any.
        places: Vec<Geoid>,
        /// Not before this day.
        from: Option<Date>,
        /// Not after this day.
        to: Option<Date>,
    },
    /// People who are quoted.
    People {
        /// Whom an article calls so.
        role: Option<String>,
        /// Not before this day.
        from: Option<Date>,
        /// Not after this day.
        to: Option<Date>,
    },
    /// The paragraphs of an article.
    Paragraphs {
        /// Its id.
        article: String,
    },
}

/// Which records of the lists are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// Those of the lists of these commands; of all lists without any.
    pub commands: Vec<String>,
    /// Those in this state: its postal abbreviation or name.
    pub state: Option<String>,
    /// Those of this kind.
    pub kind: Option<JurisdictionKind>,
    /// Those that answer their list's question so.
    pub counts_as: Option<CountsAs>,
    /// Those with one of these statuses, where only those are wanted.
    pub statuses: Option<Vec<String>>,
}

/// How a listed jurisdiction lies to the place that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The listed jurisdiction contains the place (King County, for Seattle).
    Contains,
    /// The listed jurisdiction lies in the place (West Palm Beach, for Florida).
    Within,
}

/// A listed jurisdiction near the one that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Its GEOID.
    pub geoid: Geoid,
    /// Its name without the state.
    pub name: String,
    /// How it lies.
    pub relation: Relation,
    /// What its record says, in the tracker's own word.
    pub status: String,
    /// Whether that counts as yes.
    pub received: bool,
}

/// One reading to choose from, or one completion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What to send back: GEOID, name or id.
    pub value: String,
    /// What to show: "Springfield, Ill."
    pub label: String,
}

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
    /// The old words ([`DiffSide::Asked`]) and the new ones.
    pub diff: Vec<DiffPart>,
    /// What stands there now; `None` where the words were taken out.
    pub now: Option<Excerpt>,
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

/// An item of a listing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Row {
    /// A record of a tracker.
    Record(RecordRow),
    /// An article.
    Article(ArticleRow),
    /// A paragraph of an article that may be shown whole.
    Paragraph(ParagraphRow),
    /// A command, for help.
    Command(CommandRow),
    /// An item of a kind that its command alone knows.
    Entry(EntryRow),
}

impl Row {
    /// The record that it is, if it is one.
    pub fn record(&self) -> Option<&RecordRow> {
        if let Row::Record(record) = self { Some(record) } else { None }
    }

    /// The article that it is, if it is one.
    pub fn article(&self) -> Option<&ArticleRow> {
        if let Row::Article(article) = self { Some(article) } else { None }
    }
}

/// An item of a kind that its command alone knows: its fields, and what a front shows of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct EntryRow {
    /// Its fields, in the machine contract.
    pub fields: serde_json::Map<String, serde_json::Value>,
    /// What it is called.
    #[serde(skip)]
    pub name: String,
    /// What is said of it.
    #[serde(skip)]
    pub detail: String,
}

/// A record of a tracker.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordRow {
    /// The tracker's id.
    pub tracker: String,
    /// The subject, as the article writes it.
    pub subject: String,
    /// The place, where the subject is one.
    pub place: Option<Jurisdiction>,
    /// What the record says, in the tracker's own word.
    pub status: String,
    /// How that answers the tracker's question.
    pub counts_as: CountsAs,
    /// The article with the evidence.
    pub article: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// The name of its list.
    #[serde(skip)]
    pub list: String,
    /// Whether the record has a day of its own.
    #[serde(skip)]
    pub is_dated: bool,
    /// The exact words.
    pub evidence: String,
    /// Where they stand.
    pub paragraph: ParagraphKey,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The day since which it holds: the record's own, or that of the list.
    pub date: Date,
    /// Link to the evidence.
    pub url: String,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleRow {
    /// Its id.
    pub article: String,
    /// Its title.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its date.
    pub date: Date,
    /// Its address.
    pub url: String,
    /// The licence's short name.
    pub licence: String,
    /// The licence's address: said by the fronts, not by the machine contract.
    #[serde(skip)]
    pub licence_url: Option<String>,
    /// Who wrote it: said by the fronts, not by the machine contract.
    #[serde(skip)]
    pub byline: Option<String>,
    /// How many body paragraphs it has.
    pub paragraphs: u32,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParagraphRow {
    /// Number or name.
    pub paragraph: ParagraphKey,
    /// Its words.
    pub text: String,
    /// What sort it is.
    pub kind: ParagraphKind,
    /// The outlet whose words it quotes.
    pub quoted_from: Option<String>,
}

/// A command, for help.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandRow {
    /// Its name.
    pub name: String,
    /// How it is called: `/said who [about]`.
    pub usage: String,
    /// What it does.
    pub description: String,
    /// Examples of it.
    pub examples: Vec<String>,
}
