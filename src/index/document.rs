//! One article as documents: its particulars first, then its paragraphs in reading order.
//!
//! They are added as one batch, so they stay neighbours in their segment (merging keeps the order, and an article
//! is only ever deleted whole): a paragraph finds its article, and an article its paragraphs, by counting.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};
use std::ops::Range;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashMapExt};
use jiff::civil::{Date, date};
use tantivy::TantivyDocument;

use super::packing::{Packer, Table};
use super::schema::{Fields, PAID, kind};
use super::stored::{self, Linking, ParagraphRecord, StoredArticle};
use crate::domain::{Article, Audience, Geoid, ParagraphKey, Quote, WHOLE_WORDS};
use crate::places::Gazetteer;
use crate::quotes;
use crate::text::{self, Token};

/// Divides the parts of a term of `speaker` or `heading`; no such character is left in a name or a folded title.
pub(super) const DIVIDER: char = '\u{1f}';

/// How much of a title, from a word on, completes.
pub(super) const HEADING_BYTES: usize = 48;

/// Opening words that decide whether a slice links alone; as many as the link's own edges have.
const OPENING_WORDS: usize = 4;

/// The documents of an article.
pub(super) fn documents(fields: &Fields, packer: &Packer, article: &Article) -> Vec<TantivyDocument> {
    let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let sentences: Vec<Vec<Range<usize>>> = texts.iter().map(|text| text::sentences(text)).collect();
    let quotes = quotes::extract_with_blocks(&article.paragraphs, &sentences);
    let words: Vec<Vec<Token<'_>>> = texts.iter().map(|text| words(text)).collect();
    let mentioned: Vec<BTreeSet<Geoid>> =
        texts.iter().zip(&words).map(|(text, words)| mentioned(text, words)).collect();
    let mut slices = sentences.clone();
    for quote in &quotes {
        slices.get_mut(quote.paragraph).into_iter().for_each(|slices| slices.push(quote.range.clone()));
    }
    let openings = Openings::read(&words, &slices);
    let title = article.paragraph(ParagraphKey::Title).map_or(article.meta.title.as_str(), |title| &title.text);

    let all_places: BTreeSet<&Geoid> = mentioned.iter().flatten().collect();
    let mut documents = vec![article_document(fields, packer, article, title, &all_places)];
    for (index, (paragraph, (sentences, places))) in
        article.paragraphs.iter().zip(sentences.iter().zip(&mentioned)).enumerate()
    {
        let quotes: Vec<&Quote> = quotes.iter().filter(|quote| quote.paragraph == index).collect();
        let slices = slices.get(index).into_iter().flatten();
        let links: Vec<Linking> = slices.map(|range| openings.linking(index, range)).collect();
        let mut document = common(fields, article, kind::PARAGRAPH);
        document.add_text(fields.text, &paragraph.text);
        document.add_text(fields.title, title);
        for place in places {
            document.add_text(fields.place, place.as_str());
        }
        for who in quotes.iter().filter_map(|quote| quote.speaker_name.as_deref()).collect::<BTreeSet<_>>() {
            document.add_text(fields.who, text::fold(who));
        }
        for speaker in quotes.iter().filter_map(|quote| speaker_term(article, quote)).collect::<BTreeSet<_>>() {
            document.add_text(fields.speaker, speaker);
        }
        let record = ParagraphRecord { index, paragraph, sentences, quotes: &quotes, links: &links };
        document.add_custom(fields.stored, &stored::encode_paragraph(&record, packer));
        documents.push(document);
    }
    documents
}

fn words(text: &str) -> Vec<Token<'_>> {
    let mut words = Vec::with_capacity(text.len() / text::BYTES_A_WORD);
    words.extend(text::tokens(text));
    words
}

/// The document of a table that texts are packed by.
pub(super) fn table(fields: &Fields, table: &Table) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind::TABLE);
    document.add_custom(fields.stored, &table.encode());
    document
}

fn common(fields: &Fields, article: &Article, kind: &str) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind);
    document.add_text(fields.article, &article.meta.id);
    document.add_i64(fields.day, day(article.meta.date));
    if article.meta.audience == Audience::Paid {
        document.add_text(fields.audience, PAID);
    }
    document
}

fn article_document(
    fields: &Fields,
    packer: &Packer,
    article: &Article,
    title: &str,
    places: &BTreeSet<&Geoid>,
) -> TantivyDocument {
    let mut document = common(fields, article, kind::ARTICLE);
    for place in places {
        document.add_text(fields.place, place.as_str());
    }
    for heading in headings(title) {
        document.add_text(fields.heading, format!("{}{DIVIDER}{heading}", audience_mark(article.meta.audience)));
    }
    let body = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some()).count();
    let article = StoredArticle {
        meta: article.meta.clone(),
        revision: article.revision(),
        body_paragraphs: u32::try_from(body).unwrap_or(u32::MAX),
        paragraphs: u32::try_from(article.paragraphs.len()).unwrap_or(u32::MAX),
    };
    document.add_custom(fields.stored, &stored::encode_article(&article, packer));
    document
}

/// A title from each of its words on, folded: what a person may begin to type. The first is the title's own start.
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

fn speaker_term(article: &Article, quote: &Quote) -> Option<String> {
    let name = quote.speaker_name.as_deref()?;
    let role = quote.role.as_deref().unwrap_or_default();
    Some(format!("{}{DIVIDER}{name}{DIVIDER}{role}", audience_mark(article.meta.audience)))
}

/// The day as a number, for filters and for order.
pub(super) fn day(day: Date) -> i64 {
    const FIRST: Date = date(1970, 1, 1);
    // Without an error for any two dates: the span between them is counted in days.
    FIRST.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// The places that a text names, each in its likeliest reading.
fn mentioned(text: &str, words: &[Token<'_>]) -> BTreeSet<Geoid> {
    let mentions = Gazetteer::embedded().mentions_among(text, words).into_iter();
    mentions.filter_map(|mention| mention.geoids.into_iter().next()).collect()
}

/// Which slices of an article open like nothing before them: where the runs of [`OPENING_WORDS`] words first stand that
/// open one. Runs count across paragraphs, as a browser reads the page.
struct Openings {
    /// Every word: its paragraph and first byte.
    words: Vec<(usize, usize)>,
    /// The run that begins at each word, hashed.
    runs: Vec<u64>,
    /// The first word of the article where each of the runs begins that open a slice.
    first: HashMap<u64, usize>,
}

impl Openings {
    /// Of the words of each paragraph, for the slices of each.
    fn read(paragraphs: &[Vec<Token<'_>>], slices: &[Vec<Range<usize>>]) -> Self {
        let count = paragraphs.iter().map(Vec::len).sum();
        let (mut words, mut hashes) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (paragraph, tokens) in paragraphs.iter().enumerate() {
            for word in tokens {
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
        // Most runs open nothing, which a few bits of their hashes tell.
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

    /// Whether the opening words of this slice stand nowhere before it, and it is short. Slices of fewer words than open
    /// one count as common.
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

fn hashed<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}
