//! The matched words of an excerpt, by their places among its words: short enough for a button to remember.
//!
//! Numbers are written in Elias gamma codes (P. Elias, 1975) into the fourteen bits that a character of an id has.

use std::ops::Range;

use crate::reply::Excerpt;
use crate::text;

/// Bits that a character of an id has.
const BITS: usize = 14;
/// The first of those characters.
pub(super) const FIRST: u32 = 0x4E00;
/// Runs of one excerpt that are remembered.
const RUNS: usize = 15;

/// Runs of matched words, as numbers of the excerpt's words from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks(Vec<Range<u32>>);

impl Marks {
    /// The words of an excerpt that its highlights touch.
    pub fn of(excerpt: &Excerpt) -> Marks {
        let tokens: Vec<Range<usize>> = text::tokens(&excerpt.text).map(|token| token.range()).collect();
        let mut runs: Vec<Range<u32>> = Vec::new();
        for [start, end] in &excerpt.highlights {
            let range = start.saturating_sub(excerpt.start)..end.saturating_sub(excerpt.start);
            let first = tokens.partition_point(|token| token.end <= range.start) as u32;
            let last = tokens.partition_point(|token| token.start < range.end) as u32;
            let first = first.max(runs.last().map_or(0, |run| run.end));
            if first < last && runs.len() < RUNS {
                runs.push(first..last);
            }
        }
        Marks(runs)
    }

    /// The same as bytes of the paragraph.
    pub fn highlights(&self, excerpt: &Excerpt) -> Vec<[usize; 2]> {
        let tokens: Vec<Range<usize>> = text::tokens(&excerpt.text).map(|token| token.range()).collect();
        let bytes = |run: &Range<u32>| {
            let (first, last) = (tokens.get(run.start as usize)?, tokens.get(run.end.checked_sub(1)? as usize)?);
            Some([excerpt.start + first.start, excerpt.start + last.end])
        };
        self.0.iter().filter_map(bytes).collect()
    }
}

/// As many of these, from the first on, as fit into so many characters.
pub(super) fn pack(marks: &[Marks], most: usize) -> String {
    let mut bits: Vec<bool> = Vec::new();
    for Marks(runs) in marks {
        let fitting = bits.len();
        gamma(&mut bits, runs.len() as u32 + 1);
        let mut at = 0;
        for run in runs {
            gamma(&mut bits, run.start.saturating_sub(at) + 1);
            gamma(&mut bits, run.end.saturating_sub(run.start).max(1));
            at = run.end;
        }
        if bits.len() > most * BITS {
            bits.truncate(fitting);
            break;
        }
    }
    let digit = |bits: &[bool]| bits.iter().enumerate().fold(0, |digit, (at, bit)| digit | u32::from(*bit) << at);
    bits.chunks(BITS).filter_map(|bits| char::from_u32(FIRST + digit(bits))).collect()
}

/// What was packed for so many excerpts; none for those that did not fit, or where the characters are odd.
pub(super) fn unpack(chars: &[char], count: usize) -> Vec<Marks> {
    let digits = chars.iter().map_while(|c| u32::from(*c).checked_sub(FIRST).filter(|digit| *digit < 1 << BITS));
    let mut bits = digits.flat_map(|digit| (0..BITS).map(move |at| digit >> at & 1 == 1));
    let mut one = || -> Option<Marks> {
        let count = number(&mut bits)?.checked_sub(1).filter(|count| *count as usize <= RUNS)?;
        let mut runs = Vec::new();
        let mut at = 0u32;
        for _ in 0..count {
            let start = at.checked_add(number(&mut bits)? - 1)?;
            at = start.checked_add(number(&mut bits)?)?;
            runs.push(start..at);
        }
        Some(Marks(runs))
    };
    let mut marks: Vec<Marks> = std::iter::from_fn(&mut one).take(count).collect();
    marks.resize(count, Marks::default());
    marks
}

/// Writes a number from 1: as many zeros as it has further bits, then its bits from the highest on.
fn gamma(bits: &mut Vec<bool>, number: u32) {
    let further = number.max(1).ilog2();
    bits.extend((0..further).map(|_| false));
    bits.extend((0..=further).rev().map(|at| number >> at & 1 == 1));
}

fn number(bits: &mut impl Iterator<Item = bool>) -> Option<u32> {
    let mut further = 0;
    while !bits.next()? {
        further += 1;
        if further > 20 {
            return None;
        }
    }
    (0..further).try_fold(1, |number, _| Some(number << 1 | u32::from(bits.next()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks() -> impl Strategy<Value = Marks> {
        prop::collection::vec((0u32..30, 1u32..5), 0..RUNS).prop_map(|runs| {
            let mut at = 0;
            let run = |(gap, length): (u32, u32)| {
                let start = at + gap;
                at = start + length;
                start..at
            };
            Marks(runs.into_iter().map(run).collect())
        })
    }

    proptest! {
        #[test]
        fn marks_come_back(all in prop::collection::vec(marks(), 0..9)) {
            let chars: Vec<char> = pack(&all, 1_000).chars().collect();
            prop_assert_eq!(unpack(&chars, all.len()), all);
        }

        #[test]
        fn what_does_not_fit_is_left_out_from_the_end(all in prop::collection::vec(marks(), 1..9), most in 0usize..30) {
            let chars: Vec<char> = pack(&all, most).chars().collect();
            prop_assert!(chars.len() <= most);
            let back = unpack(&chars, all.len());
            let kept = back.iter().zip(&all).take_while(|(one, other)| one == other).count();
            prop_assert!(back.iter().skip(kept).all(|marks| *marks == Marks::default()));
        }

        #[test]
        fn any_characters_are_met(chars in prop::collection::vec(any::<char>(), 0..40), count in 0usize..9) {
            prop_assert_eq!(unpack(&chars, count).len(), count);
        }
    }
}
