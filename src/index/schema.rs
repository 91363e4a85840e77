//! The fields of the index, and how text becomes terms.

use std::sync::Arc;

use tantivy::index::IndexBuilder;
use tantivy::schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{Index, IndexSettings};

use super::backlog::Backlog;
use super::store::{ENDING, StorePlugin};
use crate::text;

/// The name under which tantivy knows [`TermTokenizer`].
const TERMS: &str = "terms";

/// Stands behind each term of a text; no such character is left in a word.
const BEHIND_TERM: char = '\u{1f}';

/// A place without a word, as [`Terms`] spell it.
pub(super) const NO_WORD: char = BEHIND_TERM;

/// Stands behind a term whose place is that of the next: "email", where "e-mail" is written.
const BESIDE_TERM: char = '\u{1e}';

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

/// The fields. All that is served is in `stored`; the others are there to be searched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// Paragraph: its terms, with positions.
    pub(super) text: Field,
    /// Paragraph: the terms of its article's title.
    pub(super) title: Field,
    /// Every document: what it is.
    pub(super) kind: Field,
    /// Every document of an article: the article's id.
    pub(super) article: Field,
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
    /// Every document: the bytes of `stored.rs`, which `store.rs` keeps.
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
            // The best are found by blocks of documents with their frequencies.
            title: schema.add_text_field("title", terms(TERMS, IndexRecordOption::WithFreqs, false)),
            kind: schema.add_text_field("kind", raw()),
            article: schema.add_text_field("article", raw()),
            audience: schema.add_text_field("audience", raw()),
            day: schema.add_i64_field("day", NumericOptions::default().set_fast()),
            place: schema.add_text_field("place", raw()),
            who: schema.add_text_field("who", raw()),
            speaker: schema.add_text_field("speaker", raw()),
            heading: schema.add_text_field("heading", raw()),
            stored: schema.add_custom_field("stored", ENDING, serde_json::Value::Null),
        };
        (schema.build(), fields)
    }

    /// An index of these fields, to be made or opened: it knows our terms and our store.
    pub(super) fn index() -> IndexBuilder {
        Fields::index_from(Arc::default())
    }

    /// The same, where documents wait in the backlog until they are indexed.
    pub(super) fn index_from(backlog: Arc<Backlog>) -> IndexBuilder {
        let (schema, fields) = Fields::schema();
        // Fields that hold no text still ask for the default tokenizer.
        let tokenizers = TokenizerManager::default();
        tokenizers.register("raw", RawTokenizer::default());
        tokenizers.register(TERMS, TextAnalyzer::from(TermTokenizer::default()));
        // Tantivy's own store has nothing to hold, for which it needs no thread.
        let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let store = StorePlugin { field: fields.stored, backlog };
        Index::builder().schema(schema).settings(settings).tokenizers(tokenizers).register_plugin(Arc::new(store))
    }
}

/// Terms as the fields of texts take them. Who makes documents has split their words anyway, so tantivy is handed the terms.
#[derive(Default)]
pub(super) struct Terms(String);

impl Terms {
    /// With room for those of a text of so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Terms(String::with_capacity(bytes + bytes / text::BYTES_A_WORD))
    }

    /// Adds the term of the next word. A word without a term keeps its place, so that phrases count alike in query and index.
    pub(super) fn push(&mut self, term: &str) {
        self.0.push_str(term);
        self.0.push(BEHIND_TERM);
    }

    /// Adds a term that has the place of the next word.
    pub(super) fn push_beside(&mut self, term: &str) {
        self.0.push_str(term);
        self.0.push(BESIDE_TERM);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes [`Terms`] apart.
#[derive(Clone, Default)]
struct TermTokenizer {
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, terms: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream { rest: terms, beside: false, token: &mut self.token }
    }
}

struct TermStream<'a> {
    rest: &'a str,
    /// Whether the next term has the place of the last.
    beside: bool,
    token: &'a mut Token,
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        let end = |terms: &str| terms.bytes().position(|byte| byte == BEHIND_TERM as u8 || byte == BESIDE_TERM as u8);
        while let Some((term, rest)) = end(self.rest).and_then(|end| self.rest.split_at_checked(end)) {
            if !self.beside {
                // Before the first it is one before none.
                self.token.position = self.token.position.wrapping_add(1);
            }
            self.beside = rest.starts_with(BESIDE_TERM);
            self.rest = rest.get(1..).unwrap_or_default();
            if !term.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
