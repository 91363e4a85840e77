//! An article as attribution reads it: the words of the narration in one row, each quotation as one token.

use std::ops::Range;

use super::lexicon::{Class, Entry, hashed_as_folded, look_up_hashed};
use super::marks::Marked;
use crate::text;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// Everything between two quotation marks: the number of the quotation.
    Quote(usize),
    Comma,
    /// The end of a sentence of the narration.
    Stop,
    Colon,
    Semicolon,
    Dash,
    OpenBracket,
    CloseBracket,
    /// The end of a paragraph.
    Break,
}

/// A word or mark of the narration.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) paragraph: usize,
    /// Its paragraph, counting only those that hold anything.
    pub(super) block: usize,
    /// Its first byte in the paragraph.
    pub(super) start: usize,
    /// The byte after its last, a possessive ending left out.
    pub(super) end: usize,
    /// Counted through the article.
    pub(super) sentence: usize,
    /// What the lexicon knows about it.
    pub(super) entry: Option<&'static Entry>,
    /// A hash of the folded word.
    pub(super) hash: u64,
    /// Whether it starts with a capital.
    pub(super) capital: bool,
    /// Whether it is written in capitals alone, two at least.
    pub(super) acronym: bool,
    /// Whether it ends in a possessive.
    pub(super) possessive: bool,
    /// Whether it is the first word of its sentence.
    pub(super) opens: bool,
}

impl Token {
    /// Whether the word is in this class.
    pub(super) fn is(&self, class: Class) -> bool {
        self.entry.is_some_and(|entry| entry.is(class))
    }

    /// Whether the word is in any of these classes.
    pub(super) fn any(&self, classes: &[Class]) -> bool {
        self.entry.is_some_and(|entry| entry.any(classes))
    }

    /// How often the word reports speech, in a hundred.
    pub(super) fn cue(&self) -> u8 {
        match self.kind {
            Kind::Word => self.entry.map_or(0, |entry| entry.cue),
            _ => 0,
        }
    }

    pub(super) fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Number)
    }
}

/// The row of tokens of an article.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) paragraphs: &'a [&'a str],
    pub(super) quotations: Vec<Marked>,
    pub(super) tokens: Vec<Token>,
    /// Where each quotation stands in the row.
    pub(super) quote_tokens: Vec<usize>,
}

impl<'a> Reading<'a> {
    /// Reads an article whose quotations were found.
    pub(super) fn new(paragraphs: &'a [&'a str], sentences: &[Vec<Range<usize>>], quotations: Vec<Marked>) -> Self {
        let bytes: usize = paragraphs.iter().map(|text| text.len()).sum();
        let tokens = Vec::with_capacity(bytes / text::BYTES_A_WORD);
        let mut reader = TokenCollector { tokens, sentence: 0, block: 0, opens: true };
        let mut quote_tokens = Vec::with_capacity(quotations.len());
        let mut next = 0;
        for (paragraph, (text, sentences)) in paragraphs.iter().zip(sentences).enumerate() {
            let first = next;
            while quotations.get(next).is_some_and(|quotation| quotation.paragraph == paragraph) {
                next += 1;
            }
            let here = quotations.get(first..next).unwrap_or_default();
            reader.paragraph(paragraph, (text, sentences), here, first, &mut quote_tokens);
        }
        Reading { paragraphs, quotations, tokens: reader.tokens, quote_tokens }
    }

    /// The token at an index.
    pub(super) fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// The token as written, a possessive ending left out.
    pub(super) fn word(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .and_then(|token| self.paragraphs.get(token.paragraph)?.get(token.start..token.end))
            .unwrap_or_default()
    }

    /// The words from one token to another of the same paragraph, as bytes.
    pub(super) fn bytes(&self, first: usize, last: usize) -> Option<(usize, Range<usize>)> {
        let (first, last) = (self.tokens.get(first)?, self.tokens.get(last)?);
        (first.paragraph == last.paragraph && first.start <= last.end)
            .then_some((first.paragraph, first.start..last.end))
    }
}

struct TokenCollector {
    tokens: Vec<Token>,
    sentence: usize,
    block: usize,
    opens: bool,
}

impl TokenCollector {
    fn paragraph(
        &mut self,
        paragraph: usize,
        (text, sentences): (&str, &[Range<usize>]),
        quotations: &[Marked],
        first_number: usize,
        quote_tokens: &mut Vec<usize>,
    ) {
        let mut ends = sentences.iter().map(|sentence| sentence.end).peekable();
        let mut at = 0;
        self.opens = true;
        for (number, quotation) in (first_number..).zip(quotations) {
            self.narration(paragraph, text, at..quotation.outer.start, &mut ends);
            // The sentences inside a quotation are the speaker's.
            while ends.next_if(|end| *end < quotation.outer.end).is_some() {}
            quote_tokens.push(self.tokens.len());
            self.push(Kind::Quote(number), paragraph, quotation.outer.clone());
            self.opens = false;
            at = quotation.outer.end;
            if ends.next_if(|end| *end <= at).is_some() {
                self.stop(paragraph, at);
            }
        }
        self.narration(paragraph, text, at..text.len(), &mut ends);
        if self.tokens.last().is_some_and(|token| token.kind != Kind::Break) {
            self.push(Kind::Break, paragraph, text.len()..text.len());
            self.sentence += 1;
            self.block += 1;
        }
    }

    /// The words and marks of one stretch of narration.
    fn narration(
        &mut self,
        paragraph: usize,
        text: &str,
        range: Range<usize>,
        ends: &mut std::iter::Peekable<impl Iterator<Item = usize>>,
    ) {
        let Some(slice) = text.get(range.clone()) else { return };
        let mut gap = range.start;
        for token in text::tokens(slice) {
            let start = range.start + token.start;
            self.marks(paragraph, text, gap..start);
            if ends.next_if(|end| *end <= start).is_some() {
                while ends.next_if(|end| *end <= start).is_some() {}
                self.stop(paragraph, start);
            }
            self.word(paragraph, start, token.text);
            gap = start + token.text.len();
        }
        self.marks(paragraph, text, gap..range.end);
        if ends.next_if(|end| *end <= range.end).is_some() {
            self.stop(paragraph, range.end);
        }
    }

    fn stop(&mut self, paragraph: usize, at: usize) {
        self.push(Kind::Stop, paragraph, at..at);
        self.sentence += 1;
        self.opens = true;
    }

    /// The punctuation between two words. Stops are left to the sentences, which know abbreviations.
    fn marks(&mut self, paragraph: usize, text: &str, range: Range<usize>) {
        let Some(gap) = text.get(range.clone()) else { return };
        if gap == " " {
            return;
        }
        let mut before = ' ';
        for (offset, mark) in gap.char_indices() {
            let kind = match mark {
                ',' => Some(Kind::Comma),
                ':' => Some(Kind::Colon),
                ';' => Some(Kind::Semicolon),
                '—' | '–' | '―' => Some(Kind::Dash),
                '-' if before == '-' || before == ' ' && gap.len() > 1 => Some(Kind::Dash),
                '(' | '[' => Some(Kind::OpenBracket),
                ')' | ']' => Some(Kind::CloseBracket),
                // "Sanders' plan": the mark belongs to the word.
                '\'' | '’' if offset == 0 => {
                    if let Some(last) = self.tokens.last_mut().filter(|last| last.end == range.start) {
                        last.possessive |= gap.get(mark.len_utf8()..).is_some_and(|rest| rest.starts_with(' '));
                    }
                    None
                }
                _ => None,
            };
            before = mark;
            if let Some(kind) = kind.filter(|kind| self.tokens.last().is_none_or(|last| last.kind != *kind)) {
                let start = range.start + offset;
                self.push(kind, paragraph, start..start + mark.len_utf8());
            }
        }
    }

    fn word(&mut self, paragraph: usize, start: usize, word: &str) {
        let (bare, possessive) = match word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")) {
            Some(bare) if !bare.is_empty() => (bare, true),
            _ => (word, false),
        };
        // "it's", "he's", "that's": the ending is a verb.
        let hash = hashed_as_folded(bare);
        let entry = look_up_hashed(hash);
        let first = bare.chars().next();
        let kind = if first.is_some_and(char::is_numeric) { Kind::Number } else { Kind::Word };
        self.push(kind, paragraph, start..start + bare.len());
        let opens = std::mem::replace(&mut self.opens, false);
        if let Some(token) = self.tokens.last_mut() {
            token.entry = entry;
            token.hash = hash;
            token.capital = first.is_some_and(char::is_uppercase);
            token.acronym = !first.is_some_and(char::is_lowercase) && text::is_acronym(bare);
            token.possessive = possessive && !entry.is_some_and(|entry| entry.any(&[Class::Pronoun, Class::Relative]));
            token.opens = opens;
        }
    }

    fn push(&mut self, kind: Kind, paragraph: usize, range: Range<usize>) {
        self.tokens.push(Token {
            kind,
            paragraph,
            block: self.block,
            start: range.start,
            end: range.end,
            sentence: self.sentence,
            entry: None,
            hash: 0,
            capital: false,
            acronym: false,
            possessive: false,
            opens: false,
        });
    }
}

pub(super) fn sentences(paragraphs: &[&str]) -> Vec<Vec<Range<usize>>> {
    paragraphs.iter().map(|text| text::sentences(text)).collect()
}
