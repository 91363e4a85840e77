//! The items of listings.

use jiff::civil::Date;
use serde::Serialize;

use super::Excerpt;
use crate::domain::{CountsAs, Jurisdiction, Paragraph, ParagraphKey, ParagraphKind, Revision};

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
    /// The article's revision that they were cut from.
    #[serde(skip)]
    pub revision: Revision,
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

impl RecordRow {
    /// Leaves of its evidence what whoever asks may be shown: it is bounded as an excerpt of the same words is.
    pub fn bound(&mut self, bound: impl FnOnce(Excerpt) -> Excerpt) {
        let shown = bound(Excerpt {
            text: std::mem::take(&mut self.evidence),
            article: self.article.clone(),
            revision: self.revision.clone(),
            paragraph: self.paragraph,
            start: self.start,
            end: self.end,
            url: std::mem::take(&mut self.url),
            ..Excerpt::default()
        });
        if shown.text.is_empty() {
            self.end = self.start;
        }
        (self.evidence, self.url) = (shown.text, shown.url);
    }
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

impl From<&Paragraph> for ParagraphRow {
    fn from(own: &Paragraph) -> Self {
        ParagraphRow { paragraph: own.key, text: own.text.clone(), kind: own.kind, quoted_from: own.source.clone() }
    }
}

/// A command, for help.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandRow {
    /// Its name.
    pub name: String,
    /// How it is called: `/said who [about]`.
    pub usage: String,
    /// What it does, where that is not one thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// What it does.
    pub description: String,
    /// Examples of it.
    pub examples: Vec<String>,
}
