//! Texts packed by a table of the strings that are frequent in the archive: a text is unpacked without its neighbours,
//! which a compressed block of them is not.
//!
//! The method is FSST (Boncz, Neumann and Leis, "FSST: Fast Random Access String Compression", VLDB 2020). Tables are
//! documents of the index. A record names the one that its texts were packed by, so an archive that has grown may
//! learn a better one without packing anew what it holds.

use std::borrow::Cow;

use fsst::{Compressor, Decompressor, Symbol};

use super::codec::{Decoder, Encoder, Malformed};
use crate::domain::Article;

/// Enough to learn a table from.
const SAMPLE_BYTES: usize = 64 * 1024;

/// A table that was learnt from less than this is learnt anew once there is twice as much.
const WELL_LEARNT_BYTES: u64 = 1 << 20;

/// A table has so many strings at most, of so many bytes.
const MOST_SYMBOLS: usize = 255;
const LONGEST_SYMBOL: usize = 8;

/// The code before a byte that stands for itself.
const ESCAPE: u8 = 255;

/// Texts, evenly spread over those of the articles that it was shown.
#[derive(Default)]
pub(super) struct Sample {
    texts: Vec<String>,
    bytes: usize,
    /// Of so many texts one is kept; a power of two, as its exponent.
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
        let meta = &article.meta;
        for text in [&meta.url, &meta.publisher, &meta.licence] {
            self.show_text(text);
        }
        for paragraph in &article.paragraphs {
            self.show_text(&paragraph.text);
        }
    }

    fn show_text(&mut self, text: &str) {
        if self.shown.is_multiple_of(1 << self.thinned) {
            self.bytes += text.len();
            self.texts.push(text.to_owned());
        }
        self.shown += 1;
        self.shown_bytes += text.len() as u64;
        while self.bytes > SAMPLE_BYTES && self.texts.len() > 1 {
            self.thinned += 1;
            let mut even = false;
            self.texts.retain(|_| {
                even = !even;
                even
            });
            self.bytes = self.texts.iter().map(String::len).sum();
        }
    }
}

/// What the codes of packed texts stand for.
pub(super) struct Table {
    /// From 1; records name it.
    number: usize,
    symbols: [Symbol; MOST_SYMBOLS],
    lengths: [u8; MOST_SYMBOLS],
    count: usize,
    /// Bytes of the texts that its sample stood for.
    learnt_from: u64,
}

impl Table {
    fn learn(number: usize, sample: &Sample) -> Table {
        let texts: Vec<&[u8]> = sample.texts.iter().map(|text| text.as_bytes()).collect();
        let learnt = Compressor::train(&texts).into_parts();
        let count = usize::from(learnt.n_symbols);
        Table { number, symbols: learnt.symbols, lengths: learnt.lengths, count, learnt_from: sample.shown_bytes }
    }

    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// The bytes of its document.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::default();
        out.size(self.number);
        out.number(self.learnt_from);
        out.size(self.count);
        for (symbol, length) in self.symbols.iter().zip(&self.lengths).take(self.count) {
            out.byte(*length);
            out.raw(&symbol.to_u64().to_le_bytes());
        }
        out.into_bytes()
    }

    /// The table of these bytes.
    pub(super) fn decode(bytes: &[u8]) -> Result<Table, Malformed> {
        let mut from = Decoder::new(bytes);
        let (number, learnt_from, count) = (from.size()?, from.number()?, from.count()?);
        let empty = Symbol::from_slice(&[0; LONGEST_SYMBOL]);
        let mut table =
            Table { number, symbols: [empty; MOST_SYMBOLS], lengths: [0; MOST_SYMBOLS], count, learnt_from };
        for at in 0..count {
            let (length, symbol) = (from.byte()?, from.raw()?);
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

    fn unpack(&self, packed: &[u8]) -> Result<Vec<u8>, Malformed> {
        // The byte that it stands before is missing; the last byte of a text is no such byte itself.
        if packed.last() == Some(&ESCAPE) {
            return Err(Malformed);
        }
        Ok(Decompressor::new(&self.symbols, &self.lengths).decompress(packed))
    }
}

/// Packs the texts of records.
pub(super) struct Packer {
    /// The table's number, from 1; 0 is none.
    table: usize,
    compressor: Option<Compressor>,
}

impl Packer {
    /// By the last of an archive's tables, which are in the order of their numbers, or by a new one where that pays: then
    /// that table is to be added.
    pub(super) fn new(tables: &[Table], sample: &Sample) -> (Packer, Option<Table>) {
        let enough = tables
            .last()
            .is_some_and(|table| table.learnt_from >= WELL_LEARNT_BYTES || sample.shown_bytes < 2 * table.learnt_from);
        if enough || sample.shown_bytes == 0 {
            return (Packer::by(tables.last()), None);
        }
        let table = Table::learn(1 + tables.last().map_or(0, Table::number), sample);
        (Packer::by(Some(&table)), Some(table))
    }

    fn by(table: Option<&Table>) -> Packer {
        let compressor = |table: &Table| {
            let symbols = table.symbols.get(..table.count)?;
            Some(Compressor::rebuild_from(symbols, table.lengths.get(..table.count)?))
        };
        Packer { table: table.map_or(0, Table::number), compressor: table.and_then(compressor) }
    }

    /// Opens a record: says by which table its texts are packed.
    pub(super) fn open(&self, out: &mut Encoder) {
        out.size(self.table);
    }

    /// Appends a text, packed where that makes it shorter.
    pub(super) fn text(&self, out: &mut Encoder, text: &str) {
        let packed = self.pack(text);
        let bytes = packed.as_deref().unwrap_or(text.as_bytes());
        out.size(bytes.len() << 1 | usize::from(packed.is_some()));
        out.raw(bytes);
    }

    fn pack(&self, text: &str) -> Option<Vec<u8>> {
        let compressor = self.compressor.as_ref()?;
        let packed = compressor.compress(text.as_bytes());
        (packed.len() < text.len() && stands_for(compressor, &packed, text.as_bytes())).then_some(packed)
    }
}

/// Whether that is what the codes stand for. What is served must be what was written, whatever the library does.
fn stands_for(compressor: &Compressor, packed: &[u8], mut text: &[u8]) -> bool {
    let (symbols, lengths) = (compressor.symbol_table(), compressor.symbol_lengths());
    let mut codes = packed.iter();
    while let Some(code) = codes.next() {
        let at = usize::from(*code);
        let rest = match (codes.as_slice().first(), symbols.get(at).zip(lengths.get(at))) {
            (Some(byte), _) if *code == ESCAPE => {
                codes.next();
                text.strip_prefix(&[*byte])
            }
            (_, Some((symbol, length))) => {
                let (symbol, length) = (symbol.to_u64(), usize::from(*length));
                let ahead = text.first_chunk().map_or_else(|| last_bytes(text), |ahead| u64::from_le_bytes(*ahead));
                let same = (ahead ^ symbol) << (u64::BITS as usize - 8 * length) == 0;
                text.get(length..).filter(|_| same)
            }
            _ => None,
        };
        let Some(rest) = rest else { return false };
        text = rest;
    }
    text.is_empty()
}

/// The few bytes at the end of a text as a number, the first the lowest.
fn last_bytes(text: &[u8]) -> u64 {
    text.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// Unpacks the texts of one record.
pub(super) struct Unpacker<'a>(Option<&'a Table>);

impl<'a> Unpacker<'a> {
    /// For the record that begins here.
    pub(super) fn open(from: &mut Decoder<'_>, tables: &'a [Table]) -> Result<Self, Malformed> {
        match from.size()? {
            0 => Ok(Unpacker(None)),
            number => {
                tables.iter().find(|table| table.number == number).map(|table| Unpacker(Some(table))).ok_or(Malformed)
            }
        }
    }

    /// Takes a text.
    pub(super) fn text(&self, from: &mut Decoder<'_>) -> Result<String, Malformed> {
        self.passing_text(from).map(|text| str::to_owned(&text))
    }

    /// Takes a text that is not kept: what was unpacked has room for the longest that so many codes can stand for.
    pub(super) fn passing_text<'t>(&self, from: &mut Decoder<'t>) -> Result<Cow<'t, str>, Malformed> {
        let size = from.size()?;
        let bytes = from.bytes_of(size >> 1)?;
        if size & 1 == 0 {
            return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Malformed);
        }
        let text = self.0.ok_or(Malformed)?.unpack(bytes)?;
        String::from_utf8(text).map(Cow::Owned).map_err(|_| Malformed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(texts: &[String]) -> Sample {
        let mut sample = Sample::default();
        texts.iter().for_each(|text| sample.show_text(text));
        sample
    }

    /// What comes back of the texts, and the bytes between.
    fn check(packer: &Packer, tables: &[Table], texts: &[String]) -> (Vec<String>, usize) {
        let mut out = Encoder::default();
        packer.open(&mut out);
        texts.iter().for_each(|text| packer.text(&mut out, text));
        let bytes = out.into_bytes();
        let mut from = Decoder::new(&bytes);
        let unpacker = Unpacker::open(&mut from, tables).expect("a record");
        let back = texts.iter().map(|_| unpacker.text(&mut from).expect("a text"));
        (back.collect(), bytes.len())
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("(the |letter |Sessions |[a-z ]|\\PC){0,60}", 1..8)
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(learnt in texts(), packed in texts()) {
            let (packer, table) = Packer::new(&[], &sample(&learnt));
            let tables: Vec<Table> = table.iter().map(|table| Table::decode(&table.encode()).expect("a table")).collect();
            let (back, bytes) = check(&packer, &tables, &packed);
            prop_assert_eq!(back, &packed[..]);
            let plain: usize = packed.iter().map(|text| text.len() + 4).sum();
            prop_assert!(bytes <= plain + 1);
            // A later update packs by the same table.
            let (later, none) = Packer::new(&tables, &sample(&packed[..1]));
            if none.is_none() {
                prop_assert_eq!(check(&later, &tables, &packed), (packed, bytes));
            }
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(table: Vec<u8>, record: Vec<u8>, learnt in texts()) {
            let _ = Table::decode(&table);
            let (_, learnt) = Packer::new(&[], &sample(&learnt));
            let tables: Vec<Table> = learnt.into_iter().collect();
            let mut from = Decoder::new(&record);
            for unpacker in [Unpacker(tables.first()), Unpacker(None)] {
                while unpacker.text(&mut from).is_ok() {}
                if let Some(table) = unpacker.0 {
                    let _ = table.unpack(&record);
                }
            }
        }
    }

    #[test]
    fn an_archive_that_grows_learns_again_until_it_knows_enough() {
        let shown = |bytes: u64| Sample { shown_bytes: bytes, ..sample(&["the letter of the law".to_owned()]) };
        let mut tables = Vec::new();
        let mut learnt = Vec::new();
        for bytes in [100, 150, 200, 399, 5_000, 0, WELL_LEARNT_BYTES, 100 * WELL_LEARNT_BYTES] {
            let (_, table) = Packer::new(&tables, &shown(bytes));
            learnt.push(table.is_some());
            tables.extend(table);
        }
        assert_eq!(learnt, [true, false, true, false, true, false, true, false]);
        assert_eq!(tables.iter().map(Table::number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }

    #[test]
    fn a_sample_is_small_and_of_all_parts() {
        let texts: Vec<String> = (0..5_000).map(|number| format!("{number:0100}")).collect();
        let sample = sample(&texts);
        assert!(sample.bytes <= SAMPLE_BYTES && sample.bytes > SAMPLE_BYTES / 3, "{}", sample.bytes);
        assert_eq!(sample.bytes, sample.texts.iter().map(String::len).sum::<usize>());
        assert_eq!(sample.shown_bytes, 500_000);
        assert_eq!(sample.texts.first(), texts.first());
        assert!(sample.texts.last() > texts.get(4_900));
    }
}
