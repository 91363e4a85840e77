//! What the index serves, and the bytes it is kept in.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::codec::{Decoder, Encoder, Malformed};
use super::packing::{Packer, Table, Unpacker};
use super::slices::{read_quote, read_sentences, small, write_quote, write_sentences};
use crate::domain::{
    ArticleMeta, Audience, Correction, Link, Paragraph, ParagraphKey, ParagraphKind, Quote, Revision, Show,
};

/// An article as the index holds it.
#[derive(Debug, Clone, PartialEq)]
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

/// What a link to a slice can be made of. It comes out the same as with the whole article, which need not be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// A paragraph on its way into the index.
pub(super) struct ParagraphRecord<'a> {
    pub(super) index: usize,
    pub(super) paragraph: &'a Paragraph,
    pub(super) sentences: &'a [Range<usize>],
    pub(super) quotes: &'a [&'a Quote],
    pub(super) links: &'a [Linking],
}

/// The bytes of an article document. Its texts are short and many, so they are packed as one.
pub(super) fn encode_article(article: &StoredArticle, packer: &Packer) -> Vec<u8> {
    let StoredArticle { meta, revision, body_paragraphs, paragraphs } = article;
    let required = [&meta.id, &meta.title, &meta.publisher, &meta.url, &meta.licence].map(String::as_str);
    let optional = [&meta.licence_url, &meta.byline, &meta.language, &meta.archive_url].map(Option::as_deref);
    let corrections = meta.corrections.iter();
    let mut whole: String = required.into_iter().chain(optional.into_iter().flatten()).collect();
    whole.extend(meta.aliases.iter().chain(&meta.tags).cloned());
    whole.extend(meta.provenance.iter().chain(corrections.clone().map(|correction| &correction.text)).cloned());
    let mut out = Encoder::default();
    packer.open(&mut out);
    packer.text(&mut out, &whole);
    required.iter().for_each(|text| out.size(text.len()));
    // One more than its length; of a text that is absent, nothing.
    optional.iter().for_each(|text| out.size(text.map_or(0, |text| text.len() + 1)));
    for texts in [&meta.aliases, &meta.tags] {
        out.size(texts.len());
        texts.iter().for_each(|text| out.size(text.len()));
    }
    out.size(meta.provenance.len());
    meta.provenance.iter().for_each(|line| out.size(line.len()));
    out.size(meta.corrections.len());
    for correction in corrections {
        write_date(&mut out, correction.date);
        out.size(correction.text.len());
    }
    write_revision(&mut out, revision);
    write_date(&mut out, meta.date);
    out.byte(match meta.show {
        Show::Whole => 0,
        Show::Quote => 1,
        Show::Cite => 2,
    });
    out.byte(u8::from(meta.audience == Audience::Paid) | u8::from(meta.url_is_guessed) << 1);
    out.number(u64::from(*body_paragraphs));
    out.number(u64::from(*paragraphs));
    out.into_bytes()
}

/// The article of these bytes.
pub(super) fn decode_article(bytes: &[u8], tables: &[Table]) -> Result<StoredArticle, Malformed> {
    let mut from = Decoder::new(bytes);
    let whole = Unpacker::open(&mut from, tables)?.passing_text(&mut from)?;
    let mut texts = Texts(&whole);
    let mut owned = || texts.take(from.size()?);
    let (id, title, publisher, url, licence) = (owned()?, owned()?, owned()?, owned()?, owned()?);
    let mut optional = || from.size()?.checked_sub(1).map(|length| texts.take(length)).transpose();
    let (licence_url, byline, language, archive_url) = (optional()?, optional()?, optional()?, optional()?);
    let mut list = || (0..from.count()?).map(|_| texts.take(from.size()?)).collect::<Result<Vec<_>, _>>();
    let (aliases, tags) = (list()?, list()?);
    let provenance = (0..from.count()?).map(|_| texts.take(from.size()?)).collect::<Result<_, _>>()?;
    let corrections = (0..from.count()?)
        .map(|_| Ok(Correction { date: read_date(&mut from)?, text: texts.take(from.size()?)? }))
        .collect::<Result<_, _>>()?;
    let revision = read_revision(&mut from)?;
    let date = read_date(&mut from)?;
    let show = match from.byte()? {
        0 => Show::Whole,
        1 => Show::Quote,
        2 => Show::Cite,
        _ => return Err(Malformed),
    };
    let said = from.byte()?;
    let audience = match said & 1 {
        0 => Audience::Everyone,
        _ if said > 3 => return Err(Malformed),
        _ => Audience::Paid,
    };
    Ok(StoredArticle {
        meta: ArticleMeta {
            id,
            title,
            publisher,
            date,
            url,
            licence,
            licence_url,
            byline,
            language,
            archive_url,
            aliases,
            url_is_guessed: said & 2 != 0,
            tags,
            provenance,
            corrections,
            show,
            audience,
        },
        revision,
        body_paragraphs: small(&mut from)?,
        paragraphs: small(&mut from)?,
    })
}

/// Hexadecimal digits do not pack: the number that they spell is half as long. Anything else is written as it is.
fn write_revision(out: &mut Encoder, revision: &Revision) {
    let number = u64::from_str_radix(&revision.0, 16).ok().filter(|number| spelt(*number) == *revision);
    out.byte(u8::from(number.is_some()));
    match number {
        Some(number) => out.raw(&number.to_le_bytes()),
        None => out.text(&revision.0),
    }
}

fn read_revision(from: &mut Decoder<'_>) -> Result<Revision, Malformed> {
    match from.byte()? {
        0 => Ok(Revision(from.text()?.to_owned())),
        1 => Ok(spelt(u64::from_le_bytes(from.raw()?))),
        _ => Err(Malformed),
    }
}

fn spelt(number: u64) -> Revision {
    Revision(format!("{number:0width$x}", width = Revision::LENGTH))
}

/// Texts that follow each other without a gap.
struct Texts<'t>(&'t str);

impl Texts<'_> {
    /// Takes the next, of so many bytes.
    fn take(&mut self, length: usize) -> Result<String, Malformed> {
        let (text, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(text.to_owned())
    }
}

/// Two bits each.
const LINKS_A_BYTE: usize = 4;

/// Body paragraphs whose number is this much more than their place among all, or less by up to so many steps, have it in
/// their head: those that only few named ones stand before.
const NEXT: usize = 2;
const STEPS: usize = 7;

/// Behind the numbers of body paragraphs come those of footnotes.
const FOOTNOTES: u64 = 1 << 33;

/// What the head says of a paragraph besides its kind and its key.
const HAS_SOURCE: u8 = 1 << 3;
const HAS_QUOTES: u8 = 1 << 4;
const KEY: u32 = 5;

/// The bytes of a paragraph document.
pub(super) fn encode_paragraph(record: &ParagraphRecord<'_>, packer: &Packer) -> Vec<u8> {
    let paragraph = record.paragraph;
    // Packing saves more than the rest takes.
    let mut out = Encoder::with_room(paragraph.text.len());
    packer.open(&mut out);
    let kind = match paragraph.kind {
        ParagraphKind::Text => 0,
        ParagraphKind::Quotation => 1,
        ParagraphKind::Heading => 2,
        ParagraphKind::Item => 3,
        ParagraphKind::Embed => 4,
        ParagraphKind::Named => 5,
    };
    let number = paragraph.key.number().and_then(|number| usize::try_from(number).ok());
    let step = number.and_then(|number| (record.index + NEXT).checked_sub(number));
    let step = step.filter(|step| (1..=STEPS).contains(step)).unwrap_or_default();
    let source = if paragraph.source.is_some() { HAS_SOURCE } else { 0 };
    let quotes = if record.quotes.is_empty() { 0 } else { HAS_QUOTES };
    out.byte(kind | source | quotes | (step as u8) << KEY);
    out.size(record.index);
    if step == 0 {
        out.number(match paragraph.key {
            ParagraphKey::Title => 0,
            ParagraphKey::Dek => 1,
            ParagraphKey::Caption => 2,
            ParagraphKey::Notice => 3,
            ParagraphKey::Body(number) => u64::from(number) + 4,
            ParagraphKey::Footnote(number) => u64::from(number) + FOOTNOTES,
        });
    }
    if let Some(source) = &paragraph.source {
        packer.text(&mut out, source);
    }
    packer.text(&mut out, &paragraph.text);
    write_sentences(&mut out, record.sentences, paragraph.text.len());
    if !record.quotes.is_empty() {
        out.size(record.quotes.len());
    }
    for quote in record.quotes {
        write_quote(&mut out, quote, (record.index, &paragraph.text), packer);
    }
    for links in record.links.chunks(LINKS_A_BYTE) {
        out.byte(links.iter().rev().fold(0, |byte, linking| byte << 2 | *linking as u8));
    }
    // Nothing follows where there are none.
    let mut last = 0;
    for link in &paragraph.links {
        out.size(link.start - last);
        out.size(link.end - link.start);
        packer.text(&mut out, &link.url);
        last = link.start;
    }
    out.into_bytes()
}

/// The paragraph of these bytes.
pub(super) fn decode_paragraph(
    bytes: &[u8],
    tables: &[Table],
    article: Arc<StoredArticle>,
) -> Result<StoredParagraph, Malformed> {
    let mut from = Decoder::new(bytes);
    let texts = Unpacker::open(&mut from, tables)?;
    let head = from.byte()?;
    let kind = match head & 7 {
        0 => ParagraphKind::Text,
        1 => ParagraphKind::Quotation,
        2 => ParagraphKind::Heading,
        3 => ParagraphKind::Item,
        4 => ParagraphKind::Embed,
        5 => ParagraphKind::Named,
        _ => return Err(Malformed),
    };
    let index = from.size()?;
    let key = match usize::from(head >> KEY) {
        0 => match from.number()? {
            0 => ParagraphKey::Title,
            1 => ParagraphKey::Dek,
            2 => ParagraphKey::Caption,
            3 => ParagraphKey::Notice,
            number if number > FOOTNOTES => {
                ParagraphKey::Footnote(u32::try_from(number - FOOTNOTES).map_err(|_| Malformed)?)
            }
            number => ParagraphKey::Body(u32::try_from(number - 4).map_err(|_| Malformed)?),
        },
        step => {
            let number = index.checked_add(NEXT).and_then(|next| next.checked_sub(step)).ok_or(Malformed)?;
            ParagraphKey::Body(u32::try_from(number).map_err(|_| Malformed)?)
        }
    };
    let source = if head & HAS_SOURCE == 0 { None } else { Some(texts.text(&mut from)?) };
    let text = texts.text(&mut from)?;
    let sentences = read_sentences(&mut from, text.len())?;
    let count = if head & HAS_QUOTES == 0 { 0 } else { from.count()? };
    let quotes: Vec<Quote> =
        (0..count).map(|_| read_quote(&mut from, &texts, (index, &text))).collect::<Result<_, _>>()?;
    let slices = sentences.len() + quotes.len();
    let mut links = Vec::with_capacity(slices + LINKS_A_BYTE);
    while links.len() < slices {
        let byte = from.byte()?;
        links.extend((0..LINKS_A_BYTE).map(|at| match byte >> (2 * at) & 3 {
            2 => Linking::Whole,
            1 => Linking::Alone,
            _ => Linking::Page,
        }));
    }
    let (mut carried, mut last) = (Vec::new(), 0usize);
    while !from.is_at_end() {
        let start = last.checked_add(from.size()?).ok_or(Malformed)?;
        let end = start.checked_add(from.size()?).filter(|end| *end <= text.len()).ok_or(Malformed)?;
        carried.push(Link { start, end, url: texts.text(&mut from)? });
        last = start;
    }
    let paragraph = Paragraph { key, text, kind, source, links: carried };
    Ok(StoredParagraph { article, index, paragraph, sentences, quotes, links })
}

fn write_date(out: &mut Encoder, date: Date) {
    out.raw(&date.year().to_le_bytes());
    out.raw(&date.month().to_le_bytes());
    out.raw(&date.day().to_le_bytes());
}

fn read_date(from: &mut Decoder<'_>) -> Result<Date, Malformed> {
    let (year, month, day) = (from.raw()?, from.raw()?, from.raw()?);
    Date::new(i16::from_le_bytes(year), i8::from_le_bytes(month), i8::from_le_bytes(day)).map_err(|_| Malformed)
}
