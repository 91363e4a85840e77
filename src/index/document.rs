//! One article as documents: its particulars first, then its paragraphs in reading order.
//!
//! They are added as one batch, so they stay neighbours in their segment (merging keeps the order, and an article
//! is only ever deleted whole): a paragraph finds its article, and an article its paragraphs, by counting.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};
use std::ops::Range;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};
use jiff::Span;
use jiff::civil::{Date, date};
use tantivy::TantivyDocument;
use tantivy::schema::Value as _;

use super::packing::{Packer, Sample, Table};
use super::schema::{Fields, PAID, WITHHELD, kind};
use super::stored::{Linking, ParagraphRecord, StoredArticle, encode};
use crate::corpus::import::addresses::canonical;
use crate::domain::{Article, ArticleMeta, Audience, Geoid, ParagraphKey, Quote, WHOLE_WORDS};
use crate::places::Gazetteer;
use crate::quotes;
use crate::text;

/// Separates the parts of a term of `speaker` or `heading`. Names and folded titles contain no such character.
pub(super) const DIVIDER: char = '\u{1f}';

/// Length limit of the title suffixes that completion searches.
pub(super) const HEADING_BYTES: usize = 48;

/// The day of documents without one. A column with a value for every document is smaller than one with gaps.
const NO_DAY: i64 = 0;

/// A slice can be linked without its article if its first words, this many, occur nowhere before it. A text fragment has
/// as many at each edge.
const OPENING_WORDS: usize = 4;

/// Makes the documents of articles.
pub(super) struct Maker<'a> {
    fields: &'a Fields,
    packer: &'a Packer,
}

impl<'a> Maker<'a> {
    pub(super) fn new(fields: &'a Fields, packer: &'a Packer) -> Self {
        Maker { fields, packer }
    }

    /// The documents of an article.
    pub(super) fn documents(&self, article: &Article) -> tantivy::Result<Vec<TantivyDocument>> {
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let sentences: Vec<Vec<Range<usize>>> = texts.iter().map(|text| text::sentences(text)).collect();
        let quotes = quotes::extract_with_blocks(&article.paragraphs, &sentences);
        let mentioned: Vec<BTreeSet<Geoid>> = texts.iter().map(|text| mentioned(text)).collect();
        let mut slices = sentences.clone();
        for quote in &quotes {
            slices.get_mut(quote.paragraph).into_iter().for_each(|slices| slices.push(quote.range.clone()));
        }
        let openings = Openings::read(&texts, &slices);
        let title = article.paragraph(ParagraphKey::Title).map_or(article.meta.title.as_str(), |title| &title.text);

        let all_places: BTreeSet<&Geoid> = mentioned.iter().flatten().collect();
        let mut documents = Vec::with_capacity(1 + texts.len());
        documents.push(self.article_document(article, title, &all_places)?);
        for (index, paragraph) in article.paragraphs.iter().enumerate() {
            let first = quotes.partition_point(|quote| quote.paragraph < index);
            let last = quotes.partition_point(|quote| quote.paragraph <= index);
            let quotes = quotes.get(first..last).unwrap_or_default();
            let slices = slices.get(index).into_iter().flatten();
            let links: Vec<Linking> = slices.map(|range| openings.linking(index, range)).collect();
            let sentences = sentences.get(index).map(Vec::as_slice).unwrap_or_default();
            let record = ParagraphRecord {
                index,
                key: paragraph.key,
                text: paragraph.text.as_str().into(),
                kind: paragraph.kind,
                source: paragraph.source.as_deref().map(Into::into),
                carried: paragraph.links.as_slice().into(),
                sentences: sentences.into(),
                quotes: quotes.into(),
                links,
            };
            let stored = encode(&record, self.packer)?;
            let mut document = self.common(article, kind::PARAGRAPH);
            document.add_text(self.fields.text, &paragraph.text);
            if paragraph.key == ParagraphKey::Title {
                // Tags are searchable with the title, but no part of its text. Phrases do not match across values.
                article.meta.tags.iter().for_each(|tag| document.add_text(self.fields.text, tag));
            }
            document.add_text(self.fields.title, title);
            for place in mentioned.get(index).into_iter().flatten() {
                document.add_text(self.fields.place, place.as_str());
            }
            let said = || quotes.iter().filter(|quote| !quote.denied);
            for who in said().filter_map(|quote| quote.speaker_name.as_deref()).collect::<BTreeSet<_>>() {
                document.add_text(self.fields.who, text::fold(who));
            }
            for speaker in said().filter_map(|quote| speaker_term(article, quote)).collect::<BTreeSet<_>>() {
                document.add_text(self.fields.speaker, speaker);
            }
            document.add_bytes(self.fields.stored, &stored);
            documents.push(document);
        }
        Ok(documents)
    }

    /// What all documents of an article have.
    fn common(&self, article: &Article, kind: &str) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_text(self.fields.kind, kind);
        document.add_text(self.fields.article, &article.meta.id);
        document.add_i64(self.fields.day, day(article.meta.date));
        if article.meta.audience == Audience::Paid {
            document.add_text(self.fields.audience, PAID);
        }
        if !article.meta.assistants {
            document.add_text(self.fields.audience, WITHHELD);
        }
        document
    }

    fn article_document(
        &self,
        article: &Article,
        title: &str,
        places: &BTreeSet<&Geoid>,
    ) -> tantivy::Result<TantivyDocument> {
        let body = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some()).count();
        let stored = StoredArticle {
            meta: article.meta.clone(),
            revision: article.revision(),
            body_paragraphs: u32::try_from(body).unwrap_or(u32::MAX),
            paragraphs: u32::try_from(article.paragraphs.len()).unwrap_or(u32::MAX),
        };
        let stored = encode(&stored, self.packer)?;
        let mut document = self.common(article, kind::ARTICLE);
        for place in places {
            document.add_text(self.fields.place, place.as_str());
        }
        for address in addresses(&article.meta) {
            document.add_text(self.fields.address, address);
        }
        for heading in headings(title) {
            let audience = audience_mark(article.meta.audience);
            document.add_text(self.fields.heading, format!("{audience}{DIVIDER}{heading}"));
        }
        document.add_bytes(self.fields.stored, &stored);
        Ok(document)
    }
}

/// The packer for an archive with these tables, and a new table that must be stored, where one was learnt.
pub(super) fn packer(fields: &Fields, tables: &[Table], sample: &Sample) -> (Packer, Option<Table>) {
    Packer::new(tables, sample, |articles| {
        let plain = Packer::plain();
        let maker = Maker::new(fields, &plain);
        let documents = articles.iter().filter_map(|article| maker.documents(article).ok()).flatten();
        documents.filter_map(|document| Some(document.get_first(fields.stored)?.as_bytes()?.to_vec())).collect()
    })
}

/// The document that stores a symbol table.
pub(super) fn table(fields: &Fields, table: &Table) -> tantivy::Result<TantivyDocument> {
    Ok(of_no_article(fields, kind::TABLE, &table.encode()?))
}

/// A document that belongs to no article.
pub(super) fn of_no_article(fields: &Fields, kind: &str, stored: &[u8]) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind);
    document.add_text(fields.article, "");
    document.add_i64(fields.day, NO_DAY);
    document.add_bytes(fields.stored, stored);
    document
}

/// The addresses that lead to an article, and of each the last two parts of its path: a post has these on whatever domain
/// its publication uses.
fn addresses(meta: &ArticleMeta) -> BTreeSet<String> {
    let all = [&meta.url].into_iter().chain(&meta.archive_url).chain(&meta.aliases);
    let mut addresses = BTreeSet::new();
    for address in all.map(|url| canonical(url)) {
        let end = address.rmatch_indices('/').nth(1).and_then(|(at, _)| address.get(at..));
        addresses.extend(end.map(str::to_owned));
        addresses.insert(address);
    }
    addresses
}

/// The suffixes of a folded title that start at a word: what somebody may begin to type.
fn headings(title: &str) -> BTreeSet<String> {
    let folded: String = heading(title);
    let starts = text::tokens(&folded).map(|word| word.start).chain([0]);
    starts
        .filter_map(|start| folded.get(start..))
        .map(|rest| rest.get(..text::floor_boundary(rest, HEADING_BYTES)).unwrap_or(rest).to_owned())
        .filter(|rest| !rest.is_empty())
        .collect()
}

/// A title, or what was typed of one, as the field `heading` spells it: folded, with single spaces.
pub(super) fn heading(title: &str) -> String {
    text::fold(title).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Terms of paid articles stand apart, so that completions never meet them.
pub(super) fn audience_mark(audience: Audience) -> char {
    match audience {
        Audience::Everyone => 'e',
        Audience::Paid => 'p',
    }
}

/// Follows the audience in the term of a speaker that is not a person.
pub(super) const IMPERSONAL_MARK: &str = "-";

fn speaker_term(article: &Article, quote: &Quote) -> Option<String> {
    let name = quote.speaker_name.as_deref()?;
    let role = quote.role.as_deref().unwrap_or_default();
    let impersonal = if quote.impersonal { IMPERSONAL_MARK } else { "" };
    Some(format!("{}{impersonal}{DIVIDER}{name}{DIVIDER}{role}", audience_mark(article.meta.audience)))
}

const FIRST: Date = date(1970, 1, 1);

/// The day as a number, for filters and for order.
pub(super) fn day(day: Date) -> i64 {
    // Without an error for any two dates: the span between them is counted in days.
    FIRST.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// The day of such a number.
pub(super) fn date_of(day: i64) -> Option<Date> {
    FIRST.checked_add(Span::new().try_days(day).ok()?).ok()
}

/// The places that a text names, each in its likeliest reading.
fn mentioned(text: &str) -> BTreeSet<Geoid> {
    let mentions = Gazetteer::embedded().mentions(text).into_iter();
    mentions.filter_map(|mention| mention.geoids.into_iter().next()).collect()
}

/// Finds slices whose first [`OPENING_WORDS`] words occur nowhere earlier in the article. N-grams cross paragraphs, since a
/// browser searches the page as one text.
struct Openings {
    /// Every word: its paragraph and first byte.
    words: Vec<(usize, usize)>,
    /// The hash of the n-gram that starts at each word.
    runs: Vec<u64>,
    /// For each n-gram that opens a slice, the first word where it occurs.
    first: HashMap<u64, usize>,
}

impl Openings {
    /// Of the texts of the paragraphs, for the slices of each.
    fn read(texts: &[&str], slices: &[Vec<Range<usize>>]) -> Self {
        let (mut words, mut hashes) = (Vec::new(), Vec::new());
        for (paragraph, text) in texts.iter().enumerate() {
            for word in text::tokens(text) {
                words.push((paragraph, word.start));
                hashes.push(hashed(text::fold(word.text).as_ref()));
            }
        }
        let runs: Vec<u64> = hashes.windows(OPENING_WORDS).map(hashed).collect();
        let mut openings = Openings { words, runs, first: HashMap::new() };
        let wanted: Vec<usize> = slices
            .iter()
            .enumerate()
            .flat_map(|(paragraph, slices)| slices.iter().map(move |slice| (paragraph, slice.start)))
            .map(|start| openings.word_at(start))
            .collect();
        // A small bitmap of their hashes rules out most n-grams.
        let mut bits = [false; 1 << 10];
        let bit = |run: u64| run as usize % (1 << 10);
        for run in wanted.iter().filter_map(|at| openings.runs.get(*at)) {
            bits[bit(*run)] = true;
        }
        for (at, run) in openings.runs.iter().enumerate().filter(|(_, run)| bits[bit(**run)]) {
            openings.first.entry(*run).or_insert(at);
        }
        openings
    }

    /// The first word from here on.
    fn word_at(&self, (paragraph, start): (usize, usize)) -> usize {
        self.words.partition_point(|word| *word < (paragraph, start))
    }

    /// How a slice can be linked. One of fewer than [`OPENING_WORDS`] words always needs its page.
    fn linking(&self, paragraph: usize, range: &Range<usize>) -> Linking {
        let at = self.word_at((paragraph, range.start));
        let inside = |word: &&(usize, usize)| word.0 == paragraph && word.1 < range.end;
        let words = self.words.iter().skip(at).take(WHOLE_WORDS + 1).take_while(inside).count();
        let first = self.runs.get(at).and_then(|run| self.first.get(run));
        match first == Some(&at) && words >= OPENING_WORDS {
            false => Linking::Page,
            true if words > WHOLE_WORDS => Linking::Alone,
            true => Linking::Whole,
        }
    }
}

/// Tells apart what is compared by its hash.
fn hashed<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}
