//! The fields of the index, and how text becomes terms.

use std::iter::Peekable;

use foldhash::HashMap;
use tantivy::index::IndexBuilder;
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::store::Compressor;
use tantivy::tokenizer::{RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{Index, IndexSettings};

use crate::text;

/// The name under which tantivy knows [`TermTokenizer`].
const TERMS: &str = "terms";

/// Block size of the document store: reading a document copies its block.
const STORED_BLOCK_BYTES: usize = 4096;

/// Longer terms are not indexed: a base64 blob would only bloat the dictionary.
const LONGEST_TERM_BYTES: usize = 200;

/// Size limit of the cache of stemmed words, which is cleared when it is full.
const REMEMBERED: usize = 100_000;

/// The document kinds, as terms of the field `kind`.
pub(super) mod kind {
    /// An article: its particulars.
    pub(in crate::index) const ARTICLE: &str = "article";
    /// A paragraph: what is searched.
    pub(in crate::index) const PARAGRAPH: &str = "paragraph";
    /// A tracker, without its records.
    pub(in crate::index) const TRACKER: &str = "tracker";
    /// A record of a tracker.
    pub(in crate::index) const RECORD: &str = "record";
    /// A table that texts are packed by.
    pub(in crate::index) const TABLE: &str = "table";
}

/// The term of the field `audience` on documents that only paying readers may see.
pub(super) const PAID: &str = "paid";
/// The term of the same field on documents of articles that programs may not be given.
pub(super) const WITHHELD: &str = "withheld";

/// The name of the field `article`, which is read as a column too.
pub(super) const ARTICLE: &str = "article";

/// The fields. All that is served is in `stored`; the others are there to be searched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Paragraph: its terms, with positions.
    pub(super) text: Field,
    /// Paragraph: the terms of its article's title.
    pub(super) title: Field,
    /// Every document: what it is.
    pub(super) kind: Field,
    /// Every document of an article: the article's id, indexed and as a column. Other documents have an empty id, since a
    /// column with a value for every document is smaller.
    pub(super) article: Field,
    /// Article: its addresses, and the ends of their paths.
    pub(super) address: Field,
    /// Every document: `paid`, or nothing.
    pub(super) audience: Field,
    /// Every document of an article: the day, counted from the first of January 1970. Others have none of their own.
    pub(super) day: Field,
    /// Every document: GEOIDs of the places that it names (an article: all of its paragraphs'; a record: its own).
    pub(super) place: Field,
    /// Paragraph: folded names of those whose words stand in it.
    pub(super) who: Field,
    /// Paragraph: audience, name and role of its speakers; the dictionary of this field is the list of people.
    pub(super) speaker: Field,
    /// Article: audience and title from the start of each word on; the dictionary completes titles.
    pub(super) heading: Field,
    /// Every document: the bytes of `stored.rs`.
    pub(super) stored: Field,
}

impl Fields {
    /// The schema and its fields, always in the same order.
    pub(super) fn schema() -> (Schema, Fields) {
        let terms = |tokenizer: &str, option: IndexRecordOption, norms: bool| {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms),
            )
        };
        let raw = || terms("raw", IndexRecordOption::Basic, false);
        let mut schema = Schema::builder();
        let fields = Fields {
            text: schema.add_text_field("text", terms(TERMS, IndexRecordOption::WithFreqsAndPositions, true)),
            // Top-k retrieval needs blocks with frequencies.
            title: schema.add_text_field("title", terms(TERMS, IndexRecordOption::WithFreqs, false)),
            kind: schema.add_text_field("kind", raw()),
            article: schema.add_text_field(ARTICLE, raw().set_fast("raw")),
            address: schema.add_text_field("address", raw()),
            audience: schema.add_text_field("audience", raw()),
            day: schema.add_i64_field("day", NumericOptions::default().set_fast()),
            place: schema.add_text_field("place", raw()),
            who: schema.add_text_field("who", raw()),
            speaker: schema.add_text_field("speaker", raw()),
            heading: schema.add_text_field("heading", raw()),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (schema.build(), fields)
    }

    /// An index of these fields, to be made or opened: it knows our terms and our store.
    pub(super) fn index() -> IndexBuilder {
        let (schema, _) = Fields::schema();
        // Fields that hold no text still ask for the default tokenizer.
        let tokenizers = TokenizerManager::default();
        tokenizers.register("raw", RawTokenizer::default());
        tokenizers.register(TERMS, TextAnalyzer::from(TermTokenizer::default()));
        // Records are compressed one by one, so that reading one decompresses no others.
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_blocksize: STORED_BLOCK_BYTES,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        Index::builder().schema(schema).settings(settings).tokenizers(tokenizers)
    }
}

/// Splits a text into its terms, each at the place of its word. A word without a term keeps its place, so that phrases
/// count alike in query and index. The term of a compound ("email", where "e-mail" is written) has the place of its
/// first part.
#[derive(Clone, Default)]
struct TermTokenizer {
    terms: HashMap<String, String>,
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        if self.terms.len() > REMEMBERED {
            self.terms.clear();
        }
        self.token.reset();
        let compounds = text::compounds(text).into_iter().peekable();
        TermStream { words: text::tokens(text).peekable(), compounds, place: 0, tokenizer: self }
    }
}

struct TermStream<'a> {
    words: Peekable<text::Tokens<'a>>,
    compounds: Peekable<std::vec::IntoIter<text::Token<'a>>>,
    /// That of the next word.
    place: usize,
    tokenizer: &'a mut TermTokenizer,
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(word) = self.words.peek().copied() {
            let place = self.place;
            let written = match self.compounds.next_if(|compound| compound.start <= word.start) {
                Some(compound) => compound.text,
                None => {
                    self.words.next();
                    self.place += 1;
                    word.text
                }
            };
            let TermTokenizer { terms, token } = &mut *self.tokenizer;
            if !terms.contains_key(written) {
                terms.insert(written.to_owned(), text::term(written));
            }
            let Some(term) = terms.get(written) else { continue };
            if !term.is_empty() && term.len() <= LONGEST_TERM_BYTES {
                token.position = place;
                token.text.clear();
                token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.tokenizer.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokenizer.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream(text);
        let mut terms = Vec::new();
        while stream.advance() {
            let Token { text, position, .. } = stream.token();
            terms.push(format!("{position} {text}"));
        }
        terms.join(", ")
    }

    #[test]
    fn terms_stand_where_their_words_do() {
        insta::assert_snapshot!(check("They send e-mail to the United States"), @"0 they, 1 send, 2 email, 2 e, 3 mail, 4 to, 5 the, 6 usa, 6 unit, 7 state");
        insta::assert_snapshot!(check(""), @"");
    }

    #[test]
    fn a_word_that_is_too_long_keeps_its_place_and_has_no_term() {
        for length in [60_000, LONGEST_TERM_BYTES + 1] {
            assert_eq!(check(&format!("rain {} snow", "é".repeat(length))), "0 rain, 2 snow");
        }
    }
}
