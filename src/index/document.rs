//! One article as documents: its particulars first, then its paragraphs in reading order.
//!
//! They are added as one batch, so they stay neighbours in their segment (merging keeps the order, and an article
//! is only ever deleted whole): a paragraph finds its article, and an article its paragraphs, by counting.

use std::collections::BTreeSet;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};
use jiff::Span;
use jiff::civil::{Date, date};
use tantivy::TantivyDocument;

use super::known_words::{KnownWords, Words, hashed};
use super::packing::{Packer, Table};
use super::schema::{Fields, NO_WORD, PAID, kind};
use super::stored::{self, Linking, ParagraphRecord, StoredArticle};
use crate::domain::{Article, Audience, Geoid, ParagraphKey, Quote, WHOLE_WORDS};
use crate::places::Gazetteer;
use crate::quotes;
use crate::text;

/// Divides the parts of a term of `speaker` or `heading`; no such character is left in a name or a folded title.
pub(super) const DIVIDER: char = '\u{1f}';

/// How much of a title, from a word on, completes.
pub(super) const HEADING_BYTES: usize = 48;

/// Of documents that have no day. Tantivy writes down which documents have none, which takes more than to give them one.
pub(super) const NO_DAY: i64 = 0;

/// Opening words that decide whether a slice links alone; as many as the link's own edges have.
const OPENING_WORDS: usize = 4;

/// Makes the documents of articles.
pub(super) struct Maker<'a> {
    fields: &'a Fields,
    packer: &'a Packer,
    known: KnownWords,
}

impl<'a> Maker<'a> {
    pub(super) fn new(fields: &'a Fields, packer: &'a Packer) -> Self {
        Maker { fields, packer, known: KnownWords::default() }
    }

    /// The documents of an article.
    pub(super) fn documents(&mut self, article: &Article) -> Vec<TantivyDocument> {
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let sentences: Vec<Vec<Range<usize>>> = texts.iter().map(|text| text::sentences(text)).collect();
        let quotes = quotes::extract_with_blocks(&article.paragraphs, &sentences);
        let words: Vec<Words<'_>> = texts.iter().map(|text| self.known.words(text)).collect();
        let mentioned: Vec<BTreeSet<Geoid>> =
            texts.iter().zip(&words).map(|(text, words)| mentioned(text, words)).collect();
        let mut slices = sentences.clone();
        for quote in &quotes {
            slices.get_mut(quote.paragraph).into_iter().for_each(|slices| slices.push(quote.range.clone()));
        }
        let openings = Openings::read(&words, &slices);
        let title = article.paragraph(ParagraphKey::Title).map_or(article.meta.title.as_str(), |title| &title.text);
        let title_terms = self.known.words(title).terms;
        // What it is filed under is found with its title, and is no text of it. Between two tags no phrase is found.
        let tags: Vec<Words<'_>> = article.meta.tags.iter().map(|tag| self.known.words(tag)).collect();
        let tag_terms: String = tags.iter().map(|tag| format!("{NO_WORD}{}", tag.terms.as_str())).collect();

        let all_places: BTreeSet<&Geoid> = mentioned.iter().flatten().collect();
        let mut documents = Vec::with_capacity(1 + texts.len());
        documents.push(self.article_document(article, title, &all_places));
        for (index, (paragraph, words)) in article.paragraphs.iter().zip(&words).enumerate() {
            let first = quotes.partition_point(|quote| quote.paragraph < index);
            let theirs = quotes.iter().skip(first).take_while(|quote| quote.paragraph == index);
            let quotes: Vec<&Quote> = theirs.collect();
            let slices = slices.get(index).into_iter().flatten();
            let links: Vec<Linking> = slices.map(|range| openings.linking(index, range)).collect();
            let sentences = sentences.get(index).map(Vec::as_slice).unwrap_or_default();
            let record = ParagraphRecord { index, paragraph, sentences, quotes: &quotes, links: &links };
            let stored = stored::encode_paragraph(&record, self.packer);
            let texts = [words.terms.as_str(), title_terms.as_str()];
            let mut document =
                self.common(article, kind::PARAGRAPH, stored.len() + texts.map(str::len).iter().sum::<usize>());
            match paragraph.key {
                ParagraphKey::Title if !tag_terms.is_empty() => {
                    document.add_text(self.fields.text, format!("{}{tag_terms}", words.terms.as_str()));
                }
                _ => document.add_text(self.fields.text, words.terms.as_str()),
            }
            document.add_text(self.fields.title, title_terms.as_str());
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
            document.add_custom(self.fields.stored, &stored);
            documents.push(document);
        }
        documents
    }

    /// What all documents of an article have, and room for so many bytes more.
    fn common(&self, article: &Article, kind: &str, room: usize) -> TantivyDocument {
        /// What is short takes no more, in most documents.
        const SHORT: usize = 256;
        let mut document = TantivyDocument::with_capacity(room + SHORT);
        document.add_text(self.fields.kind, kind);
        document.add_text(self.fields.article, &article.meta.id);
        document.add_i64(self.fields.day, day(article.meta.date));
        if article.meta.audience == Audience::Paid {
            document.add_text(self.fields.audience, PAID);
        }
        document
    }

    fn article_document(&self, article: &Article, title: &str, places: &BTreeSet<&Geoid>) -> TantivyDocument {
        let body = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some()).count();
        let stored = StoredArticle {
            meta: article.meta.clone(),
            revision: article.revision(),
            body_paragraphs: u32::try_from(body).unwrap_or(u32::MAX),
            paragraphs: u32::try_from(article.paragraphs.len()).unwrap_or(u32::MAX),
        };
        let stored = stored::encode_article(&stored, self.packer);
        let headings = headings(title);
        let mut document =
            self.common(article, kind::ARTICLE, stored.len() + headings.iter().map(String::len).sum::<usize>());
        for place in places {
            document.add_text(self.fields.place, place.as_str());
        }
        for heading in headings {
            let audience = audience_mark(article.meta.audience);
            document.add_text(self.fields.heading, format!("{audience}{DIVIDER}{heading}"));
        }
        document.add_custom(self.fields.stored, &stored);
        document
    }
}

/// The document of a table that texts are packed by.
pub(super) fn table(fields: &Fields, table: &Table) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind::TABLE);
    document.add_i64(fields.day, NO_DAY);
    document.add_custom(fields.stored, &table.encode());
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

/// Behind the audience of a speaker who is no person.
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
fn mentioned(text: &str, words: &Words<'_>) -> BTreeSet<Geoid> {
    let opens = |at: usize| words.opens_place.get(at).copied().unwrap_or_default();
    let mentions = Gazetteer::embedded().mentions_among(text, &words.tokens, &opens).into_iter();
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
    fn read(paragraphs: &[Words<'_>], slices: &[Vec<Range<usize>>]) -> Self {
        let count = paragraphs.iter().map(|words| words.tokens.len()).sum();
        let (mut words, mut hashes) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (paragraph, Words { tokens, folded, .. }) in paragraphs.iter().enumerate() {
            words.extend(tokens.iter().map(|word| (paragraph, word.start)));
            hashes.extend_from_slice(folded);
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
