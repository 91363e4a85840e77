//! What the index serves, and the bytes it is kept in.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::packing::{Malformed, Packer, Table, unpack};
use crate::domain::{ArticleMeta, Link, Paragraph, ParagraphKey, ParagraphKind, Quote, Revision};

/// An article as the index holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredArticle {
    /// Everything but the text.
    pub meta: ArticleMeta,
    /// The revision of the text.
    pub revision: Revision,
    /// How many body paragraphs it has.
    pub body_paragraphs: u32,
    /// How many paragraphs it has, the named ones too.
    pub paragraphs: u32,
}

/// A paragraph as the index holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredParagraph {
    /// The article it belongs to.
    pub article: Arc<StoredArticle>,
    /// Its place among the article's paragraphs in reading order, from 0: what [`Quote::paragraph`] counts.
    pub index: usize,
    /// Its key, text, kind and source.
    pub paragraph: Paragraph,
    /// Its sentences: bytes.
    pub sentences: Vec<Range<usize>>,
    /// The quotes whose words stand in it.
    pub quotes: Vec<Quote>,
    /// How the sentences link, and then the quotes.
    pub(super) links: Vec<Linking>,
}

/// What a text-fragment link to a slice can be made from: the result is the same as with the whole article, which is not
/// read where it is not needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Linking {
    /// The whole article: the opening words stand earlier in it too.
    Page,
    /// The slice alone is page enough for [`text_fragment_url`](crate::domain::text_fragment_url).
    Alone,
    /// So it is, and short enough for [`whole_slice_url`](crate::domain::whole_slice_url).
    Whole,
}

impl StoredParagraph {
    /// What a link to this slice (bytes) can be made of. Known for slices that open with a sentence or a quote, and run to
    /// its end at least.
    pub fn linking(&self, range: &Range<usize>) -> Linking {
        // Both are in order, the links of the sentences before those of the quotes.
        let (of_sentences, of_quotes) = self.links.split_at_checked(self.sentences.len()).unwrap_or_default();
        let sentence = self.sentences.partition_point(|sentence| sentence.start < range.start);
        let quote = self.quotes.partition_point(|quote| quote.range.start < range.start);
        let sentences = self.sentences.iter().zip(of_sentences).skip(sentence);
        let quotes = self.quotes.iter().map(|quote| &quote.range).zip(of_quotes).skip(quote);
        let here = |(slice, _): &(&Range<usize>, &Linking)| slice.start == range.start;
        let known = sentences.take_while(here).chain(quotes.take_while(here));
        let linking = known.filter(|(slice, _)| slice.end <= range.end).map(|(slice, linking)| match linking {
            Linking::Whole if slice.end < range.end => Linking::Alone,
            linking => *linking,
        });
        linking.max().unwrap_or(Linking::Page)
    }
}

/// The text of a paragraph as a page of its article holds it.
#[derive(Debug, Clone)]
pub struct PageText(pub Arc<StoredParagraph>);

impl AsRef<str> for PageText {
    fn as_ref(&self) -> &str {
        &self.0.paragraph.text
    }
}

/// A paragraph as it is stored: its article stands before it.
#[derive(Serialize, Deserialize)]
pub(super) struct ParagraphRecord<'a> {
    pub(super) index: usize,
    #[serde(with = "Key")]
    pub(super) key: ParagraphKey,
    pub(super) text: Cow<'a, str>,
    pub(super) kind: ParagraphKind,
    pub(super) source: Option<Cow<'a, str>>,
    pub(super) carried: Cow<'a, [Link]>,
    pub(super) sentences: Cow<'a, [Range<usize>]>,
    pub(super) quotes: Cow<'a, [Quote]>,
    pub(super) links: Vec<Linking>,
}

/// [`ParagraphKey`], which writes itself for people.
#[derive(Serialize, Deserialize)]
#[serde(remote = "ParagraphKey")]
enum Key {
    Title,
    Dek,
    Caption,
    Body(u32),
    Footnote(u32),
    Notice,
}

/// The bytes of a document.
pub(super) fn encode(record: &impl Serialize, packer: &Packer) -> Result<Vec<u8>, Malformed> {
    Ok(packer.pack(&postcard::to_allocvec(record)?))
}

/// The article of these bytes.
pub(super) fn decode_article(bytes: &[u8], tables: &[Table]) -> Result<StoredArticle, Malformed> {
    Ok(postcard::from_bytes(&unpack(bytes, tables)?)?)
}

/// The paragraph of these bytes.
pub(super) fn decode_paragraph(
    bytes: &[u8],
    tables: &[Table],
    article: Arc<StoredArticle>,
) -> Result<StoredParagraph, Malformed> {
    let record = unpack(bytes, tables)?;
    let ParagraphRecord { index, key, text, kind, source, carried, sentences, quotes, links } =
        postcard::from_bytes(&record)?;
    let paragraph = Paragraph {
        key,
        text: text.into_owned(),
        kind,
        source: source.map(Cow::into_owned),
        links: carried.into_owned(),
    };
    Ok(StoredParagraph {
        article,
        index,
        paragraph,
        sentences: sentences.into_owned(),
        quotes: quotes.into_owned(),
        links,
    })
}
