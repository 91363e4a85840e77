//! The archive's words in a row, ready to be compared: those of a paragraph, or those of one utterance alone.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::passages::Passage;
use super::words::spelt_out;
use crate::domain::{Quote, QuoteType};
use crate::index::StoredParagraph;
use crate::text;

/// A word of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ArchiveWord {
    /// Without case and typographic variants.
    pub(super) folded: String,
    /// Which of the strand's parts it stands in.
    pub(super) part: usize,
    /// Its bytes in the part's paragraph.
    pub(super) range: Range<usize>,
}

/// A stretch of a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    pub(super) paragraph: &'a StoredParagraph,
    /// The quote that it is, in strands of utterances.
    pub(super) quote: Option<&'a Quote>,
}

/// Words that may be compared as if they stood in one row.
#[derive(Debug, Clone)]
pub(super) struct Strand<'a> {
    pub(super) parts: Vec<Part<'a>>,
    pub(super) words: Vec<ArchiveWord>,
}

impl<'a> Strand<'a> {
    /// The words of a paragraph.
    pub(super) fn paragraph(paragraph: &'a StoredParagraph) -> Self {
        let mut strand = Strand { parts: Vec::new(), words: Vec::new() };
        strand.push(paragraph, None, 0..paragraph.paragraph.text.len());
        strand
    }

    /// For every utterance of several parts in these paragraphs of one article, its words without what stands between.
    pub(super) fn utterances(paragraphs: &[&'a StoredParagraph]) -> Vec<Self> {
        let mut found: Vec<Strand<'a>> = Vec::new();
        let mut places: HashMap<u32, usize> = HashMap::new();
        for paragraph in paragraphs {
            for quote in paragraph.quotes.iter().filter(|quote| quote.quote_type != QuoteType::Indirect) {
                let at = *places.entry(quote.utterance).or_insert(found.len());
                if at == found.len() {
                    found.push(Strand { parts: Vec::new(), words: Vec::new() });
                }
                if let Some(strand) = found.get_mut(at) {
                    strand.push(paragraph, Some(quote), quote.range.clone());
                }
            }
        }
        found.into_iter().filter(|strand| strand.parts.len() > 1).collect()
    }

    fn push(&mut self, paragraph: &'a StoredParagraph, quote: Option<&'a Quote>, range: Range<usize>) {
        let part = self.parts.len();
        self.parts.push(Part { paragraph, quote });
        let Some(slice) = paragraph.paragraph.text.get(range.clone()) else { return };
        for token in text::tokens(slice) {
            let bytes = token.range();
            let bytes = range.start + bytes.start..range.start + bytes.end;
            let folded = text::fold(token.text);
            let words = spelt_out(&folded).into_iter();
            self.words.extend(words.map(|word| ArchiveWord { folded: word.to_owned(), part, range: bytes.clone() }));
        }
    }

    /// How many different words of a passage, which are these, the strand has.
    pub(super) fn shared(&self, asked: &HashSet<&str>) -> usize {
        let own = self.words.iter().map(|word| word.folded.as_str()).filter(|word| asked.contains(word));
        own.collect::<HashSet<&str>>().len()
    }

    /// The strand, or the stretch of a long one that has most of the passage's words.
    pub(super) fn narrowed(&self, passage: &Passage) -> Self {
        let width = passage.words.len() * 3 + 300;
        if self.words.len() <= width {
            return self.clone();
        }
        let asked: HashSet<&str> = passage.words.iter().map(|word| word.folded.as_str()).collect();
        let has: Vec<bool> = self.words.iter().map(|word| asked.contains(word.folded.as_str())).collect();
        let (mut count, mut best) = (0usize, (0usize, 0usize));
        for (end, hit) in has.iter().enumerate() {
            count += usize::from(*hit);
            if let Some(left) = end.checked_sub(width) {
                count -= usize::from(has.get(left).copied().unwrap_or_default());
            }
            if count > best.0 {
                best = (count, end + 1);
            }
        }
        // The best stretch ends where the count is first reached; what follows belongs to it as much.
        let end = (best.1 + passage.words.len()).min(self.words.len());
        let words = self.words.get(best.1.saturating_sub(width)..end).unwrap_or_default().to_vec();
        Strand { parts: self.parts.clone(), words }
    }

    /// Whether two words stand in one sentence of one part.
    pub(super) fn together(&self, one: usize, other: usize) -> bool {
        let Some((one, other)) = self.words.get(one).zip(self.words.get(other)) else { return false };
        let sentence = |start: usize| {
            let sentences = &self.parts.get(one.part)?.paragraph.sentences;
            Some(sentences.partition_point(|sentence| sentence.start <= start))
        };
        one.part == other.part && sentence(one.range.start) == sentence(other.range.start)
    }

    /// The bytes of each part that these words take up, with the part.
    pub(super) fn spans(&self, words: &Range<usize>) -> Vec<(usize, Range<usize>)> {
        let mut spans: Vec<(usize, Range<usize>)> = Vec::new();
        for word in self.words.get(words.clone()).unwrap_or_default() {
            match spans.last_mut() {
                Some((part, range)) if *part == word.part => range.end = word.range.end,
                _ => spans.push((word.part, word.range.clone())),
            }
        }
        spans
    }
}
