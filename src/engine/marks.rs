//! Where the words of a search stand in a paragraph, and its sentence that holds most of them.

use std::ops::Range;

use super::openings::{Openings, may_be};
use super::{Engine, excerpt};
use crate::index::StoredParagraph;
use crate::reply::Excerpt;
use crate::text;

/// The terms of a search.
pub(crate) struct Marks<'a> {
    terms: Vec<&'a str>,
    openings: Openings,
    /// A cache from words to terms, since words repeat and stemming is expensive.
    met: Vec<(String, Option<usize>)>,
}

/// Size limit of the cache: searching a longer one takes as long as stemming.
const REMEMBERED: usize = 16;

impl<'a> Marks<'a> {
    pub(crate) fn of(terms: impl Iterator<Item = &'a str>) -> Self {
        let mut marks = Marks { terms: Vec::new(), openings: Openings::default(), met: Vec::new() };
        for term in terms.filter(|term| !term.is_empty()) {
            marks.openings.admit(term);
            marks.terms.push(term);
        }
        marks
    }

    /// Where they stand in a paragraph.
    pub(crate) fn read<'p>(&mut self, paragraph: &'p StoredParagraph) -> Marked<'p> {
        let Marks { terms, openings, met } = self;
        let mut term_of = |word: &str| {
            if let Some((_, term)) = met.iter().find(|(known, _)| known == word) {
                return *term;
            }
            if !terms.iter().any(|term| may_be(word, term)) {
                return None;
            }
            let own = text::term(word);
            let term = terms.iter().position(|term| *term == own);
            if met.len() < REMEMBERED {
                met.push((word.to_owned(), term));
            }
            term
        };
        let words = openings.words_in(&paragraph.paragraph.text);
        let mut found: Vec<(Range<usize>, usize)> =
            words.filter_map(|word| Some((word.range(), term_of(word.text)?))).collect();
        let parts = found.len();
        let compounds = text::compounds(&paragraph.paragraph.text);
        found.extend(compounds.iter().filter_map(|word| Some((word.range(), term_of(word.text)?))));
        if found.len() > parts {
            found.sort_by_key(|(word, _)| (word.start, std::cmp::Reverse(word.end)));
        }
        Marked { paragraph, found }
    }
}

/// A paragraph with the words in it that are searched for, and which of the terms each is.
pub(crate) struct Marked<'p> {
    paragraph: &'p StoredParagraph,
    found: Vec<(Range<usize>, usize)>,
}

impl Marked<'_> {
    /// Which of the terms stand there, as often as they do.
    pub(crate) fn terms(&self) -> impl Iterator<Item = usize> {
        self.found.iter().map(|(_, term)| *term)
    }

    /// How many of the terms stand there.
    pub(crate) fn distinct(&self) -> usize {
        self.terms().collect::<std::collections::HashSet<usize>>().len()
    }

    fn inside(&self, range: &Range<usize>) -> &[(Range<usize>, usize)] {
        let from = self.found.partition_point(|(word, _)| word.start < range.start);
        let to = self.found.partition_point(|(word, _)| word.start < range.end);
        self.found.get(from..to).unwrap_or_default()
    }

    /// The sentence with the most of the terms, of those that may be cited; the first of equals. Nothing, where none may.
    pub(crate) fn best_sentence(&self, engine: &Engine) -> Range<usize> {
        // A search has fewer terms than there are bits.
        let count = |sentence: &Range<usize>| {
            let terms = self.inside(sentence).iter().map(|(_, term)| 1_u64 << (term % 64));
            terms.fold(0, |all, term| all | term).count_ones()
        };
        let sentences = self.paragraph.sentences.iter().filter(|sentence| engine.may_cite(self.paragraph, sentence));
        let best = sentences.rev().max_by_key(|sentence| count(sentence));
        let whole = 0..self.paragraph.paragraph.text.len();
        best.cloned().unwrap_or(if engine.may_cite(self.paragraph, &whole) { whole } else { 0..0 })
    }

    /// Marks the words of an excerpt of it.
    pub(crate) fn highlight(&self, excerpt: &mut Excerpt) {
        let words = self.inside(&(excerpt.start..excerpt.end)).iter().map(|(word, _)| word.clone());
        excerpt.highlights = excerpt::marked(&self.paragraph.paragraph.text, words);
    }
}
