//! An article and its paragraphs, as the newsletter published them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much of an article a front may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// Any excerpt, with its context, and the whole body.
    Whole,
    /// The excerpt that answers and nothing around it.
    Quote,
    /// Title and link only.
    Cite,
}

/// Who may read an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Anybody.
    #[default]
    Everyone,
    /// Paying readers: answered only privately, to the roles and servers that the settings name.
    Paid,
}

/// A correction that the newsletter printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The day it was printed.
    pub date: Date,
    /// What it says, verbatim.
    pub text: String,
    /// Whether what the article said before is to be shown no more: a name that should not have been printed.
    pub quiet: bool,
}

/// Everything about an article but its paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleMeta {
    /// Unique in the archive; letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// The headline.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// The day of publication.
    pub date: Date,
    /// The article's canonical address.
    pub url: String,
    /// The licence's short name, such as `CC BY-NC-ND 3.0`.
    pub licence: String,
    /// The licence's address.
    pub licence_url: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// BCP 47 tag, such as `en`.
    pub language: Option<String>,
    /// A stored copy of the page.
    pub archive_url: Option<String>,
    /// Further addresses that lead to it.
    pub aliases: Vec<String>,
    /// Whether its address was made up by an import that could not know it, and nobody has seen to it since.
    pub url_is_guessed: bool,
    /// What it is filed under: tags and categories.
    pub tags: Vec<String>,
    /// Where the text was taken from.
    pub provenance: Vec<String>,
    /// Corrections, oldest first.
    pub corrections: Vec<Correction>,
    /// How much of it may be shown.
    pub show: Show,
    /// Who may read it.
    pub audience: Audience,
    /// Whether programs may be given its words: over the HTTP API, and assistants.
    pub assistants: bool,
}

impl ArticleMeta {
    /// Where the licence's terms stand: its address, or that of the Creative Commons deed which its short name means.
    pub fn licence_address(&self) -> Option<String> {
        self.licence_url.clone().or_else(|| deed(&self.licence))
    }

    /// Whether what it said before is to be shown no more, at any time: one of its corrections is quiet.
    ///
    /// Which of its texts a quiet correction speaks of is not known. Editors save the entry before the text, after it, or
    /// while they type, and the program reads all of these; so an entry in the front matter of an old text does not say that
    /// the words had gone from it. A name that is shown once is shown for good, so no old text is shown: an ordinary
    /// correction of such an article is told without what stood there.
    pub fn is_quiet(&self) -> bool {
        self.corrections.iter().any(|own| own.quiet)
    }
}

/// The address of the deed that "CC BY-NC-ND 3.0" or "CC0 1.0" means.
fn deed(licence: &str) -> Option<String> {
    let mut words = licence.split_whitespace();
    let (kind, version) = match (words.next()?, words.next()?, words.next()) {
        (cc, version, None) if cc.eq_ignore_ascii_case("CC0") => ("zero".to_owned(), version),
        (cc, kind, Some(version)) if cc.eq_ignore_ascii_case("CC") => (kind.to_ascii_lowercase(), version),
        _ => return None,
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = version.split_once('.').is_some_and(|(major, minor)| digits(major) && digits(minor));
    let is_kind = kind == "zero" || kind.split('-').all(|part| matches!(part, "by" | "nc" | "nd" | "sa"));
    let folder = if kind == "zero" { "publicdomain" } else { "licenses" };
    (is_version && is_kind && words.next().is_none())
        .then(|| format!("https://creativecommons.org/{folder}/{kind}/{version}/"))
}

/// An article: its particulars and its paragraphs in reading order (title, dek, caption, body, footnotes, notice).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Everything but the text.
    pub meta: ArticleMeta,
    /// Named paragraphs and body paragraphs; at most one of each key.
    pub paragraphs: Vec<Paragraph>,
}

impl Article {
    /// The paragraph with this key.
    pub fn paragraph(&self, key: ParagraphKey) -> Option<&Paragraph> {
        self.paragraphs.iter().find(|paragraph| paragraph.key == key)
    }

    /// The texts of its footnotes, in order.
    pub fn footnotes(&self) -> impl Iterator<Item = &str> {
        let notes = self.paragraphs.iter().filter(|paragraph| matches!(paragraph.key, ParagraphKey::Footnote(_)));
        notes.map(|paragraph| paragraph.text.as_str())
    }

    /// The revision: a hash over the named and body paragraphs, in reading order.
    pub fn revision(&self) -> Revision {
        let mut hasher = blake3::Hasher::new();
        for paragraph in &self.paragraphs {
            // Length-prefixed, so that moving words between paragraphs changes the hash.
            hasher.update(paragraph.key.to_string().as_bytes());
            hasher.update(&(paragraph.text.len() as u64).to_le_bytes());
            hasher.update(paragraph.text.as_bytes());
        }
        let hex = hasher.finalize().to_hex();
        Revision(hex.chars().take(Revision::LENGTH).collect())
    }
}

/// The first 16 hexadecimal digits of BLAKE3 over an article's paragraphs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub String);

impl Revision {
    /// How many hexadecimal digits a revision has.
    pub const LENGTH: usize = 16;
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One paragraph, the unit that citations count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its number or name.
    pub key: ParagraphKey,
    /// Its words, byte for byte.
    pub text: String,
    /// What sort of paragraph it is.
    pub kind: ParagraphKind,
    /// The outlet whose words these are, where the article quotes another ("NBC News").
    pub source: Option<String>,
    /// The links that its words carry, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

/// Words of a paragraph that lead elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The first byte of the words in the paragraph.
    pub start: usize,
    /// The byte after their last.
    pub end: usize,
    /// Where they lead.
    pub url: String,
}

/// What sort of paragraph it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphKind {
    /// Running text.
    #[default]
    Text,
    /// A block quotation.
    Quotation,
    /// A heading inside the body.
    Heading,
    /// An item of a list.
    Item,
    /// An embedded post.
    Embed,
    /// One of the named paragraphs: title, dek, caption, footnotes, notice.
    Named,
}

/// How citations name a paragraph: a body paragraph by its number from 1, the others by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ParagraphKey {
    /// The headline.
    #[default]
    Title,
    /// The line under the headline.
    Dek,
    /// The caption of the picture.
    Caption,
    /// A body paragraph, from 1.
    Body(u32),
    /// A footnote, from 1.
    Footnote(u32),
    /// The licence line.
    Notice,
}

impl ParagraphKey {
    /// The body paragraph's number, if it is one.
    pub fn number(self) -> Option<u32> {
        match self {
            ParagraphKey::Body(number) => Some(number),
            _ => None,
        }
    }
}

impl fmt::Display for ParagraphKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParagraphKey::Title => f.write_str("title"),
            ParagraphKey::Dek => f.write_str("dek"),
            ParagraphKey::Caption => f.write_str("caption"),
            ParagraphKey::Body(number) => write!(f, "{number}"),
            ParagraphKey::Footnote(number) => write!(f, "footnote-{number}"),
            ParagraphKey::Notice => f.write_str("notice"),
        }
    }
}

/// The text was neither a paragraph's name nor a number from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a paragraph: expected title, dek, caption, notice, footnote-1 or a number from 1")]
pub struct NoSuchParagraph;

impl FromStr for ParagraphKey {
    type Err = NoSuchParagraph;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "title" => ParagraphKey::Title,
            "dek" => ParagraphKey::Dek,
            "caption" => ParagraphKey::Caption,
            "notice" => ParagraphKey::Notice,
            text => {
                let (key, number): (fn(u32) -> ParagraphKey, _) = match text.strip_prefix("footnote-") {
                    Some(number) => (ParagraphKey::Footnote, number),
                    None => (ParagraphKey::Body, text),
                };
                number.parse().ok().filter(|number| *number >= 1).map(key).ok_or(NoSuchParagraph)?
            }
        })
    }
}

impl Serialize for ParagraphKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ParagraphKey::Body(number) => serializer.serialize_u32(*number),
            named => serializer.collect_str(named),
        }
    }
}

impl<'de> Deserialize<'de> for ParagraphKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum NumberOrName {
            Number(u32),
            Name(String),
        }
        match NumberOrName::deserialize(deserializer)? {
            NumberOrName::Number(number) if number >= 1 => Ok(ParagraphKey::Body(number)),
            NumberOrName::Number(_) => Err(serde::de::Error::custom(NoSuchParagraph)),
            NumberOrName::Name(name) => name.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_leads_to_its_deed() {
        let names =
            ["CC BY-NC-ND 3.0", "cc by 4.0", "CC0 1.0", "all rights reserved", "CC BY", "CC X 4.0", "CC BY 4.0 US"];
        insta::assert_debug_snapshot!(names.map(deed), @r#"
        [
            Some(
                "https://creativecommons.org/licenses/by-nc-nd/3.0/",
            ),
            Some(
                "https://creativecommons.org/licenses/by/4.0/",
            ),
            Some(
                "https://creativecommons.org/publicdomain/zero/1.0/",
            ),
            None,
            None,
            None,
            None,
        ]
        "#);
    }
}
