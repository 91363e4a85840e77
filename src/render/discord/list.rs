//! A list of excerpts that a button remembers, and where in it a message stands.

use std::ops::Range;

use super::marks::Marks;
use super::reference::{MAX_REFERENCES, Reference};
use crate::render::window::windows;
use crate::reply::{Excerpt, FoundBy, Part, Reply, Verdict};

/// How the excerpts of a list were found. What is marked in them follows from it, and what is said to whoever asks why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// By words of a question or a search, or by what they mean: the words are bold.
    Words,
    /// As the evidence of a record: it is bold.
    Record,
    /// As words of the person who was asked for: nothing is marked in them.
    Said,
    /// As what a message quotes or tells: nothing is marked in it.
    Quoted,
    /// As the words that a message has otherwise: those that differ are underlined.
    Altered,
}

/// What is done to the marked words of an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emphasis {
    Nothing,
    Bold,
    Underlined,
}

impl Found {
    const LETTERS: [(char, Found); 5] =
        [('w', Found::Words), ('l', Found::Record), ('s', Found::Said), ('q', Found::Quoted), ('d', Found::Altered)];

    /// How the excerpts of a reply were found.
    pub(super) fn by(reply: &Reply, first: &Excerpt) -> Found {
        match (reply.routed.as_deref().unwrap_or(&reply.command), reply.verdict) {
            _ if first.diff.is_some() => Found::Altered,
            (_, Verdict::Yes | Verdict::No | Verdict::Other | Verdict::NotListed) => Found::Record,
            ("source", _) if first.found_by == Some(FoundBy::Claim) => Found::Record,
            ("source", _) => Found::Quoted,
            ("said", _) => Found::Said,
            _ => Found::Words,
        }
    }

    pub(super) fn letter(self) -> char {
        Found::LETTERS.iter().find(|(_, found)| *found == self).map_or('w', |(letter, _)| *letter)
    }

    pub(super) fn of_letter(letter: char) -> Option<Found> {
        Found::LETTERS.iter().find(|(own, _)| *own == letter).map(|(_, found)| *found)
    }

    pub(super) fn emphasis(self) -> Emphasis {
        match self {
            Found::Words | Found::Record => Emphasis::Bold,
            Found::Said | Found::Quoted => Emphasis::Nothing,
            Found::Altered => Emphasis::Underlined,
        }
    }
}

/// A list of excerpts, and where in it a message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The place, from 0.
    pub at: usize,
    /// The excerpts.
    pub references: Vec<Reference>,
    /// What all of them are to the reply that they stand in.
    pub part: Part,
    /// How they were found.
    pub found: Found,
    /// What is marked in each.
    pub marks: Vec<Marks>,
}

impl List {
    /// As many of these excerpts, which are all the same part of a reply, as a button remembers. Empty where one of them
    /// lies beyond what a reference can say.
    pub fn of(part: Part, found: Found, excerpts: &[&Excerpt]) -> List {
        let kept = excerpts.iter().take(MAX_REFERENCES);
        let references: Option<Vec<Reference>> = kept.clone().map(|excerpt| Reference::to(excerpt)).collect();
        let references = references.unwrap_or_default();
        let marks = kept.take(references.len()).map(|excerpt| Marks::of(excerpt)).collect();
        List { at: 0, references, part, found, marks }
    }

    /// The words that are marked in the excerpt at the place where the list stands, as bytes of it. An excerpt that is
    /// marked whole has nothing to point out.
    pub(super) fn marked(&self, excerpt: &Excerpt) -> Vec<Range<usize>> {
        let highlights = self.marks.get(self.at).map(|marks| marks.highlights(excerpt)).unwrap_or_default();
        let inside = |[start, end]: [usize; 2]| {
            let range = start.checked_sub(excerpt.start)?..end.checked_sub(excerpt.start)?;
            excerpt.text.get(range.clone()).filter(|word| !word.trim().is_empty()).map(|_| range)
        };
        let found: Vec<Range<usize>> = highlights.into_iter().filter_map(inside).collect();
        let rest = |range: &Range<usize>| [excerpt.text.get(..range.start), excerpt.text.get(range.end..)];
        let whole = found
            .iter()
            .any(|range| !rest(range).into_iter().flatten().any(|rest| rest.contains(char::is_alphanumeric)));
        if whole { Vec::new() } else { found }
    }

    /// The list of the one excerpt that is shown.
    pub(super) fn alone(&self) -> Option<List> {
        let reference = self.references.get(self.at)?;
        let marks = self.marks.get(self.at).cloned().into_iter().collect();
        Some(List { at: 0, references: vec![*reference], part: self.part, found: self.found, marks })
    }
}

/// Whether words of the excerpt are left out where it is shown.
pub(super) fn is_windowed(excerpt: &Excerpt, list: &List) -> bool {
    windows(&excerpt.text, &list.marked(excerpt)).iter().map(Range::len).sum::<usize>() < excerpt.text.len()
}
