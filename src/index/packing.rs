//! Records packed by a table of the strings that are frequent in the archive: a record is unpacked without its neighbours,
//! which a compressed block of them is not.
//!
//! The method is FSST (Boncz, Neumann and Leis, "FSST: Fast Random Access String Compression", VLDB 2020). Tables are
//! documents of the index. A record names the one that it was packed by, so an archive that has grown may learn a better
//! one without packing anew what it holds.

use std::borrow::Cow;

use fsst::{Compressor, Decompressor, Symbol};
use serde::{Deserialize, Serialize};
use tantivy::TantivyError;

use crate::domain::Article;

/// Stored bytes that cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stored bytes are malformed")]
pub struct Malformed;

impl From<postcard::Error> for Malformed {
    fn from(_: postcard::Error) -> Self {
        Malformed
    }
}

impl From<Malformed> for TantivyError {
    fn from(malformed: Malformed) -> Self {
        TantivyError::InternalError(malformed.to_string())
    }
}

/// Enough to learn a table from.
const SAMPLE_BYTES: usize = 128 * 1024;

/// A table learnt from less text than this is replaced once there is twice as much.
const WELL_LEARNT_BYTES: u64 = 1 << 20;

/// A table has so many strings at most, of so many bytes.
const MOST_SYMBOLS: usize = 255;
const LONGEST_SYMBOL: usize = 8;

/// The escape code: the next byte is a literal.
const ESCAPE: u8 = 255;

/// Instead of the number of a table: the record is not packed.
const PLAIN: u8 = 0;

/// A systematic sample of the articles shown to it.
#[derive(Default)]
pub(super) struct Sample {
    pub(super) articles: Vec<Article>,
    bytes: usize,
    /// One of 2^`thinned` articles is kept.
    thinned: u32,
    shown: usize,
    shown_bytes: u64,
}

impl Sample {
    pub(super) fn of(articles: &[Article]) -> Self {
        let mut sample = Sample::default();
        articles.iter().for_each(|article| sample.show(article));
        sample
    }

    pub(super) fn show(&mut self, article: &Article) {
        if self.shown.is_multiple_of(1 << self.thinned) {
            self.bytes += text_bytes(article);
            self.articles.push(article.clone());
        }
        self.shown += 1;
        self.shown_bytes += text_bytes(article) as u64;
        while self.bytes > SAMPLE_BYTES && self.articles.len() > 1 {
            self.thinned += 1;
            let mut even = false;
            self.articles.retain(|_| {
                even = !even;
                even
            });
            self.bytes = self.articles.iter().map(text_bytes).sum();
        }
    }
}

fn text_bytes(article: &Article) -> usize {
    article.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum()
}

/// What the codes of packed records stand for.
pub(super) struct Table {
    /// Records name it.
    number: u8,
    symbols: [Symbol; MOST_SYMBOLS],
    lengths: [u8; MOST_SYMBOLS],
    count: usize,
    /// Bytes of the texts that its sample stood for.
    learnt_from: u64,
}

/// A table as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredTable {
    number: u8,
    learnt_from: u64,
    symbols: Vec<(u8, [u8; LONGEST_SYMBOL])>,
}

impl Table {
    fn learn(number: u8, learnt_from: u64, records: &[Vec<u8>]) -> Table {
        let learnt = Compressor::train(&records.iter().map(Vec::as_slice).collect()).into_parts();
        let count = usize::from(learnt.n_symbols);
        Table { number, symbols: learnt.symbols, lengths: learnt.lengths, count, learnt_from }
    }

    pub(super) fn number(&self) -> u8 {
        self.number
    }

    /// The bytes of its document.
    pub(super) fn encode(&self) -> Result<Vec<u8>, Malformed> {
        let symbols = self.lengths.iter().zip(&self.symbols).take(self.count);
        let symbols = symbols.map(|(length, symbol)| (*length, symbol.to_u64().to_le_bytes())).collect();
        Ok(postcard::to_allocvec(&StoredTable { number: self.number, learnt_from: self.learnt_from, symbols })?)
    }

    /// The table of these bytes.
    pub(super) fn decode(bytes: &[u8]) -> Result<Table, Malformed> {
        let StoredTable { number, learnt_from, symbols } = postcard::from_bytes(bytes)?;
        let empty = Symbol::from_slice(&[0; LONGEST_SYMBOL]);
        let mut table = Table {
            number,
            symbols: [empty; MOST_SYMBOLS],
            lengths: [0; MOST_SYMBOLS],
            count: symbols.len(),
            learnt_from,
        };
        for (at, (length, symbol)) in symbols.into_iter().enumerate() {
            let (Some(own_length), Some(own_symbol)) = (table.lengths.get_mut(at), table.symbols.get_mut(at)) else {
                return Err(Malformed);
            };
            if !(1..=LONGEST_SYMBOL).contains(&usize::from(length)) {
                return Err(Malformed);
            }
            (*own_length, *own_symbol) = (length, Symbol::from_slice(&symbol));
        }
        Ok(table)
    }

    fn compressor(&self) -> Option<Compressor> {
        let symbols = self.symbols.get(..self.count)?;
        Some(Compressor::rebuild_from(symbols, self.lengths.get(..self.count)?))
    }

    fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>, Malformed> {
        // An escape code at the end lacks its literal.
        if packed.last() == Some(&ESCAPE) {
            return Err(Malformed);
        }
        Ok(Decompressor::new(&self.symbols, &self.lengths).decompress(packed))
    }
}

/// Packs records.
pub(super) struct Packer {
    /// The table's number.
    table: u8,
    compressor: Option<Compressor>,
}

impl Packer {
    /// One that leaves records as they are.
    pub(super) fn plain() -> Packer {
        Packer { table: PLAIN, compressor: None }
    }

    /// A packer with the newest of an archive's tables, or with a new one where the archive has grown enough; the new one
    /// must be stored. `records` makes the records of articles.
    pub(super) fn new(
        tables: &[Table],
        sample: &Sample,
        records: impl FnOnce(&[Article]) -> Vec<Vec<u8>>,
    ) -> (Packer, Option<Table>) {
        let last = tables.last();
        let enough =
            |table: &Table| table.learnt_from >= WELL_LEARNT_BYTES || sample.shown_bytes < 2 * table.learnt_from;
        let next = last.map_or(PLAIN, Table::number).checked_add(1);
        match next.filter(|_| sample.shown_bytes > 0 && !last.is_some_and(enough)) {
            Some(number) => {
                let table = Table::learn(number, sample.shown_bytes, &records(&sample.articles));
                (Packer::by(Some(&table)), Some(table))
            }
            None => (Packer::by(last), None),
        }
    }

    fn by(table: Option<&Table>) -> Packer {
        Packer { table: table.map_or(PLAIN, Table::number), compressor: table.and_then(Table::compressor) }
    }

    /// A record as it is stored: the number of the table that it is packed by, if that makes it shorter, and its codes. The
    /// crate calls itself young, so what it packs is unpacked at once, and kept plain where that is not the same.
    pub(super) fn pack(&self, record: &[u8]) -> Vec<u8> {
        let packed = self.compressor.as_ref().and_then(|compressor| {
            let packed = compressor.compress(record);
            let same = packed.len() < record.len() && compressor.decompressor().decompress(&packed) == record;
            same.then_some(packed)
        });
        let (table, bytes) = packed.as_deref().map_or((PLAIN, record), |packed| (self.table, packed));
        let mut stored = Vec::with_capacity(1 + bytes.len());
        stored.push(table);
        stored.extend_from_slice(bytes);
        stored
    }
}

/// The record of stored bytes.
pub(super) fn unpack<'b>(stored: &'b [u8], tables: &[Table]) -> Result<Cow<'b, [u8]>, Malformed> {
    match stored.split_first().ok_or(Malformed)? {
        (&PLAIN, record) => Ok(Cow::Borrowed(record)),
        (number, packed) => {
            let table = tables.iter().find(|table| table.number == *number).ok_or(Malformed)?;
            table.unpack(packed).map(Cow::Owned)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{ArticleMeta, Audience, Paragraph, ParagraphKey, ParagraphKind, Show};

    fn meta(id: &str) -> ArticleMeta {
        ArticleMeta {
            id: id.to_owned(),
            title: "Rain".to_owned(),
            publisher: "The Gazette".to_owned(),
            date: jiff::civil::date(2020, 1, 1),
            url: "https://example.org".to_owned(),
            licence: "CC0".to_owned(),
            licence_url: None,
            byline: None,
            language: None,
            archive_url: None,
            aliases: Vec::new(),
            url_is_guessed: false,
            tags: Vec::new(),
            provenance: Vec::new(),
            corrections: Vec::new(),
            show: Show::Whole,
            audience: Audience::Everyone,
            assistants: true,
        }
    }

    /// A sample that stands for so many bytes, and a maker of records that gives these.
    fn packer(tables: &[Table], records: &[Vec<u8>], bytes: u64) -> (Packer, Option<Table>) {
        Packer::new(tables, &Sample { shown_bytes: bytes, ..Sample::default() }, |_| records.to_vec())
    }

    fn records() -> impl Strategy<Value = Vec<Vec<u8>>> {
        proptest::collection::vec("(the |letter |Sessions |[a-z ]|\\PC){0,60}".prop_map(String::into_bytes), 1..8)
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(learnt in records(), packed in records()) {
            let (own, table) = packer(&[], &learnt, 100);
            let tables: Vec<Table> =
                table.iter().map(|table| Table::decode(&table.encode().expect("bytes")).expect("a table")).collect();
            // A later update packs by the same table.
            let (later, none) = packer(&tables, &packed, 150);
            prop_assert!(none.is_none());
            for record in &packed {
                let stored = own.pack(record);
                prop_assert!(stored.len() <= record.len() + 1);
                prop_assert_eq!(&*unpack(&stored, &tables).expect("a record"), record.as_slice());
                prop_assert_eq!(later.pack(record), stored);
                let plain = Packer::plain().pack(record);
                prop_assert_eq!(&*unpack(&plain, &[]).expect("a record"), record.as_slice());
            }
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(table: Vec<u8>, record: Vec<u8>, learnt in records()) {
            let _ = Table::decode(&table);
            let (_, learnt) = packer(&[], &learnt, 100);
            let tables: Vec<Table> = learnt.into_iter().collect();
            let _ = unpack(&record, &tables);
            let _ = unpack(&[&[1], record.as_slice()].concat(), &tables);
        }
    }

    #[test]
    fn an_archive_that_grows_learns_again_until_it_knows_enough() {
        let mut tables = Vec::new();
        let mut learnt = Vec::new();
        for bytes in [100, 150, 200, 399, 5_000, 0, WELL_LEARNT_BYTES, 100 * WELL_LEARNT_BYTES] {
            let (_, table) = packer(&tables, &[b"the letter of the law".to_vec()], bytes);
            learnt.push(table.is_some());
            tables.extend(table);
        }
        assert_eq!(learnt, [true, false, true, false, true, false, true, false]);
        assert_eq!(tables.iter().map(Table::number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }

    #[test]
    fn a_sample_is_small_and_of_all_parts() {
        let article = |number: usize| {
            let (key, kind) = (ParagraphKey::Body(1), ParagraphKind::Text);
            let text = format!("{number:0100}");
            let paragraphs = vec![Paragraph { key, text, kind, source: None, links: Vec::new() }];
            Article { meta: meta(&number.to_string()), paragraphs }
        };
        let mut sample = Sample::default();
        (0..5_000).for_each(|number| sample.show(&article(number)));
        assert!(sample.bytes <= SAMPLE_BYTES && sample.bytes > SAMPLE_BYTES / 3, "{}", sample.bytes);
        assert_eq!(sample.bytes, sample.articles.len() * 100);
        assert_eq!(sample.shown_bytes, 500_000);
        assert_eq!(sample.articles.first(), Some(&article(0)));
        assert!(
            sample.articles.last().is_some_and(|last| last.meta.id.parse().is_ok_and(|number: usize| number > 4_900))
        );
    }
}
