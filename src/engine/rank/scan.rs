//! One pass over a passage: its words, which of them are words of the question, and what shape they have.

use std::ops::Range;

use crate::engine::openings::Openings;
use crate::query::{Question, Relation, Vector, contraries, forms, is_negation, related, same, vector};
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
    /// Further terms of the question that it stands for, a bit each: a surname alone, for the full name.
    pub also: u32,
    pub vector: Option<&'static Vector>,
}

impl Word {
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The terms that it matches, and how well.
    pub fn hits(&self) -> impl Iterator<Item = Match> {
        let also = self.also;
        let strength = self.hit.map_or(0.0, |hit| hit.strength);
        let others = (0..crate::query::MAX_TERMS as u8).take_while(move |_| also != 0);
        let others = others.filter(move |term| also & (1 << term) != 0).map(move |term| Match { term, strength });
        self.hit.into_iter().chain(others)
    }

    pub fn is_exact(&self) -> bool {
        self.hit.is_some_and(|hit| hit.strength >= 1.0)
    }
}

/// The terms to look for, with a filter on their first letters.
pub(super) struct Matcher<'q> {
    question: &'q Question,
    exact: Vec<(&'q str, u8)>,
    same: Vec<(&'static str, u8)>,
    related: Vec<(&'static str, Match)>,
    /// Terms that say the contrary of the question's.
    contrary: Vec<(String, u8)>,
    /// Whether the question denies something outright.
    pub denies: bool,
    openings: Openings,
}

/// Match strengths of a derived word, a synonym, and a form that the stemmer does not conflate.
const DERIVED: f32 = 0.6;
pub(super) const SYNONYM: f32 = 0.3;
/// Match strength of a synonym of a word that the archive lacks: the archive uses the other word.
const STANDS_FOR_UNKNOWN: f32 = 0.6;
const SAME_ROOT: f32 = 0.75;

impl<'q> Matcher<'q> {
    /// A matcher for a question; `unknown` are its terms that the archive lacks.
    pub fn new(question: &'q Question, unknown: &[bool]) -> Self {
        let mut matcher = Matcher {
            question,
            exact: Vec::new(),
            same: Vec::new(),
            related: Vec::new(),
            contrary: Vec::new(),
            denies: text::tokens(&question.text).any(|word| is_negation(&text::fold(word.text))),
            openings: Openings::default(),
        };
        for (index, term) in question.content() {
            let Ok(number) = u8::try_from(index) else { continue };
            matcher.exact.push((term.text.as_str(), number));
            matcher.openings.admit(&term.text);
            for other in same(&term.text) {
                matcher.same.push((other, number));
                matcher.openings.admit(other);
            }
        }
        for (index, term) in question.content() {
            let Ok(number) = u8::try_from(index) else { continue };
            // A name has no related words: "Bush" is no shrub.
            if term.entity.is_some() {
                continue;
            }
            for contrary in contraries(&term.word) {
                matcher.openings.admit(&contrary);
                matcher.contrary.push((contrary, number));
            }
            for (other, relation) in related(&term.text) {
                let strength = match relation {
                    Relation::Derived => DERIVED,
                    Relation::Synonym if unknown.get(index).is_some_and(|unknown| *unknown) => STANDS_FOR_UNKNOWN,
                    Relation::Synonym => SYNONYM,
                };
                for other in forms(other) {
                    if !matcher.exact.iter().any(|(known, _)| *known == other) {
                        matcher.related.push((other, Match { term: number, strength }));
                        matcher.openings.admit(other);
                    }
                }
            }
        }
        matcher
    }

    /// What this word matches, if it can and does.
    fn matches(&self, word: &str) -> Option<Match> {
        if !self.openings.may_open(word) {
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
        let first = words.len();
        self.scan_tokens(passage, words);
        let words = words.get_mut(first..).unwrap_or_default();
        for compound in text::compounds(passage) {
            let Some(hit) = self.matches(compound.text) else { continue };
            let at = words.partition_point(|word| (word.start as usize) < compound.start);
            if let Some(word) = words.get_mut(at).filter(|word| word.hit.is_none_or(|own| own.strength < hit.strength))
            {
                word.hit = Some(hit);
            }
        }
    }

    fn scan_tokens(&self, passage: &str, words: &mut Vec<Word>) {
        for text::Token { text: word, start } in text::tokens(passage) {
            let first = word.bytes().next().unwrap_or(0);
            let capital = if first < 0x80 {
                first.is_ascii_uppercase()
            } else {
                word.chars().next().is_some_and(char::is_uppercase)
            };
            let (Ok(begin), Ok(end)) = (u32::try_from(start), u32::try_from(start + word.len())) else { return };
            let (digit, hit, vector) = (first.is_ascii_digit(), self.matches(word), vector(word));
            words.push(Word { start: begin, end, capital, digit, hit, also: 0, vector });
        }
    }

    /// Whether one of these words says the contrary of a term.
    pub fn says_contrary(&self, term: usize, passage: &str, words: &[Word]) -> bool {
        let mut others = self.contrary.iter().filter(|(_, number)| usize::from(*number) == term).peekable();
        others.peek().is_some() && {
            let others: Vec<&str> = others.map(|(other, _)| other.as_str()).collect();
            let texts = words.iter().filter_map(|word| passage.get(word.range()));
            texts.filter(|word| self.openings.may_open(word)).any(|word| others.contains(&text::term(word).as_str()))
        }
    }

    pub fn question(&self) -> &'q Question {
        self.question
    }
}

/// "compli" and "complianc": one is a prefix of the other, or they differ only near the end.
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
