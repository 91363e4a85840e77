//! One pass over a passage: its words, which of them are words of the question, and what shape they have.
//!
//! Most words of a passage match nothing, so a word is folded and stemmed only when its first two letters are those
//! of a term that is looked for.

use std::ops::Range;

use crate::query::{Question, Relation, related, same};
use crate::text;

/// How a word matches a term of the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    /// Index into the question's terms.
    pub term: u8,
    /// 1 for the same stem, less for a longer or shorter form or a related word.
    pub strength: f32,
}

/// A word of a passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub start: u32,
    pub end: u32,
    pub capital: bool,
    pub digit: bool,
    pub hit: Option<Match>,
}

impl Word {
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn is_exact(&self) -> bool {
        self.hit.is_some_and(|hit| hit.strength >= 1.0)
    }
}

/// The terms to look for, with a filter on their first two letters.
pub(super) struct Matcher<'q> {
    question: &'q Question,
    exact: Vec<(&'q str, u8)>,
    same: Vec<(&'static str, u8)>,
    related: Vec<(&'static str, Match)>,
    filter: [u32; 27],
}

/// What a word counts that is derived from the question's, that may mean the same, or that the stemmer does not join.
const DERIVED: f32 = 0.6;
pub(super) const SYNONYM: f32 = 0.3;
const SAME_ROOT: f32 = 0.75;

impl<'q> Matcher<'q> {
    pub fn new(question: &'q Question) -> Self {
        let mut matcher =
            Matcher { question, exact: Vec::new(), same: Vec::new(), related: Vec::new(), filter: [0; 27] };
        for (index, term) in question.content() {
            let Ok(number) = u8::try_from(index) else { continue };
            matcher.exact.push((term.text.as_str(), number));
            matcher.admit(&term.text);
            for other in same(&term.text) {
                matcher.same.push((other, number));
                matcher.admit(other);
            }
        }
        for (index, term) in question.content() {
            let Ok(number) = u8::try_from(index) else { continue };
            // A name has no related words: "Bush" is no shrub.
            if term.entity.is_some() {
                continue;
            }
            for (other, relation) in related(&term.text) {
                let strength = match relation {
                    Relation::Derived => DERIVED,
                    Relation::Synonym => SYNONYM,
                };
                if !matcher.exact.iter().any(|(known, _)| known == other) {
                    matcher.related.push((other, Match { term: number, strength }));
                    matcher.admit(other);
                }
            }
        }
        matcher
    }

    fn admit(&mut self, stem: &str) {
        let mut bytes = stem.bytes();
        let (first, second) = (bytes.next().unwrap_or(0), bytes.next().unwrap_or(0));
        self.set(first, second);
        // The stemmer's only changes to a second letter: dying → die, lying → lie, tying → tie.
        if second == b'i' {
            self.set(first, b'y');
        }
    }

    fn set(&mut self, first: u8, second: u8) {
        if let Some(row) = self.filter.get_mut(letter(first)) {
            *row |= 1 << letter(second);
        }
    }

    /// What this word matches, if it can and does.
    fn matches(&self, word: &str) -> Option<Match> {
        let mut bytes = word.bytes();
        let (first, second) = (bytes.next().unwrap_or(0), bytes.next().unwrap_or(0));
        let row = self.filter.get(letter(first)).copied().unwrap_or(0);
        // A letter that is not ASCII folds to one that may be: such words are always looked at.
        if first < 0x80 && second < 0x80 && row & (1 << letter(second)) == 0 {
            return None;
        }
        let stem = text::term(word);
        if let Some((_, term)) = self.exact.iter().find(|(known, _)| *known == stem) {
            return Some(Match { term: *term, strength: 1.0 });
        }
        if let Some((_, term)) = self.same.iter().find(|(known, _)| *known == stem) {
            return Some(Match { term: *term, strength: 1.0 });
        }
        if let Some((_, term)) = self.exact.iter().find(|(known, _)| same_root(known, &stem)) {
            return Some(Match { term: *term, strength: SAME_ROOT });
        }
        self.related.iter().find(|(known, _)| *known == stem).map(|(_, hit)| *hit)
    }

    /// The words of `passage`, appended to `words`.
    pub fn scan(&self, passage: &str, words: &mut Vec<Word>) {
        each_word(passage, &mut |word, start| {
            let first = word.bytes().next().unwrap_or(0);
            let capital = if first < 0x80 {
                first.is_ascii_uppercase()
            } else {
                word.chars().next().is_some_and(char::is_uppercase)
            };
            let (Ok(begin), Ok(end)) = (u32::try_from(start), u32::try_from(start + word.len())) else { return };
            words.push(Word { start: begin, end, capital, digit: first.is_ascii_digit(), hit: self.matches(word) });
        });
    }

    pub fn question(&self) -> &'q Question {
        self.question
    }
}

/// Letters from 1, whatever else 0.
fn letter(byte: u8) -> usize {
    let lower = byte.to_ascii_lowercase();
    if lower.is_ascii_lowercase() { usize::from(lower - b'a') + 1 } else { 0 }
}

/// "compli" and "complianc": one opens the other, or they part late.
fn same_root(one: &str, other: &str) -> bool {
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    if short < 5 {
        return false;
    }
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    // Numbers that open alike have nothing in common.
    let letters = one.bytes().all(|byte| byte.is_ascii_alphabetic());
    letters && (shared == short || (shared >= 6 && shared * 4 >= long * 3)) && long <= short + 5
}

/// The words of a text as `text::tokens` has them. Runs of ASCII, which is nearly all of English, are split here
/// by the same rules at a tenth of the cost.
pub(super) fn each_word<'a>(text: &'a str, visit: &mut impl FnMut(&'a str, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // A chunk without white space; if it is ASCII, the fast way.
        let Some(rest) = bytes.get(at..) else { return };
        let length = rest.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(rest.len());
        if length > 0
            && let Some(chunk) = text.get(at..at + length)
        {
            if chunk.is_ascii() {
                each_ascii_word(chunk, at, visit);
            } else {
                for token in text::tokens(chunk) {
                    visit(token.text, at + token.start);
                }
            }
        }
        at += length + 1;
    }
}

fn each_ascii_word<'a>(chunk: &'a str, offset: usize, visit: &mut impl FnMut(&'a str, usize)) {
    let bytes = chunk.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
    let is_word = |at: usize| byte(at).is_ascii_alphanumeric() || byte(at) == b'_';
    let mut at = 0;
    while at < bytes.len() {
        if !is_word(at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut plain = false;
        loop {
            plain |= byte(at).is_ascii_alphanumeric();
            at += 1;
            if is_word(at) {
                continue;
            }
            // A mark between two letters ("don't", "U.S") or two digits ("2,000") joins them.
            let (before, after) = (byte(at - 1), byte(at + 1));
            let joins = match byte(at) {
                b'\'' | b'.' => {
                    (before.is_ascii_alphabetic() && after.is_ascii_alphabetic())
                        || (before.is_ascii_digit() && after.is_ascii_digit())
                }
                b':' => before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
                b',' | b';' => before.is_ascii_digit() && after.is_ascii_digit(),
                _ => false,
            };
            if !joins {
                break;
            }
        }
        if plain && let Some(word) = chunk.get(start..at) {
            visit(word, offset + start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_as_the_text_room_does() {
        let cases = [
            "Cook County, Ill.; the State's U.S. grant of $2,000.50 (crime-fighting)--enough is enough.",
            "Don’t @realDonaldTrump's “props” — a_b 3.5% 10:30 e.g. naïve café x;y 1;2 __ a.",
        ];
        for case in cases {
            let mut fast = Vec::new();
            each_word(case, &mut |word, start| fast.push((word, start)));
            let slow: Vec<(&str, usize)> = text::tokens(case).map(|token| (token.text, token.start)).collect();
            assert_eq!(fast, slow);
        }
    }
}
