//! Words that an abbreviation stands for, and the abbreviation: one is as good as the other.

use std::ops::Range;

use super::passage::Passage;
use super::scan::{Match, Word};
use crate::engine::abbreviations::{asked_about, uses};
use crate::query::Question;

/// Marks in `words` the short forms of what the question has in full, and the full forms of what it has in short, where
/// one of the passages writes the short form out.
pub(super) fn stand_for_each_other(
    question: &Question,
    passages: &[Passage<'_>],
    of_passage: &[Range<usize>],
    words: &mut [Word],
) {
    for (abbreviation, places) in asked_about(question, passages.iter().map(|passage| passage.text)) {
        let Some(term) = places.first().and_then(|first| u8::try_from(*first).ok()) else { continue };
        let further = places.iter().skip(1).filter(|place| **place < u32::BITS as usize);
        let also = further.fold(0, |all, place| all | 1 << place);
        let short = places.len() > 1;
        for (passage, range) in passages.iter().zip(of_passage) {
            let Some(words) = words.get_mut(range.clone()) else { continue };
            for used in uses(&abbreviation, short, passage.text) {
                let at = words.partition_point(|word| (word.start as usize) < used.start);
                if let Some(word) = words.get_mut(at).filter(|word| word.hit.is_none_or(|hit| hit.strength < 1.0)) {
                    word.hit = Some(Match { term, strength: 1.0 });
                    word.also |= also;
                }
            }
        }
    }
}
