//! The verb that governs a quotation: the one beside it, or that of somebody in its sentence.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::reading::{Kind, Token};
use super::super::scene::Scene;
use super::words::{Sense, Word};
use super::{CUE, GROUP};

/// How many tokens may stand between a verb that reports nothing and the quotation that it takes.
const OBJECT: usize = 8;

impl Scene<'_> {
    /// The reporting word that takes the quotation as its object: right before it, but for a mark, "that" or whoever is told.
    pub(super) fn verb_beside(&self, at: usize) -> Option<usize> {
        let mut before = at.checked_sub(1)?;
        let mut told = false;
        for _ in 0..4 {
            let token = self.reading.token(before)?;
            let mention = self.mention_at(before).and_then(|mention| self.mentions.get(mention));
            before = match (token.kind, mention) {
                (Kind::Word, _) if token.is(Class::Adverb) || self.reading.word(before).ends_with("ly") => {
                    before.checked_sub(1)?
                }
                (Kind::Word, _) if token.cue() >= CUE || self.word(before).is(Sense::Saying) => return Some(before),
                (Kind::Word, Some(mention)) if !told => {
                    told = true;
                    mention.tokens.start.checked_sub(1)?
                }
                (Kind::Comma | Kind::Colon, _) => before.checked_sub(1)?,
                (Kind::Word, None) if self.word(before).folded == "that" => before.checked_sub(1)?,
                _ => return None,
            };
        }
        None
    }

    /// The verb of whoever stands nearest to a quotation in its sentence, where it takes the quotation.
    pub(super) fn verb_around(&self, speaker: Option<usize>, at: usize) -> Option<(usize, Range<usize>)> {
        let sentence = self.reading.token(at)?.sentence;
        let own = |index: &usize| self.reading.token(*index).is_some_and(|token| token.sentence == sentence);
        let near = (1..=OBJECT + GROUP).flat_map(|far| [Some(at + far), at.checked_sub(far)]).flatten();
        let mut last = None;
        near.filter(own).find_map(|index| {
            let mention = self.mention_at(index).filter(|mention| last != Some(*mention))?;
            last = Some(mention);
            let reports = |verb: usize| {
                let saying = self.word(verb).is(Sense::Saying) || self.is_scare_said(verb);
                saying || self.word(verb).is(Sense::Puts) || self.is_strong(verb)
            };
            let named = self.people.named(mention);
            let same = named.is_some() && named == speaker.and_then(|speaker| self.person(speaker));
            let fake = self.mentions.get(mention).is_some_and(|found| self.names_a_fake(found.tokens.clone()));
            self.verb_of(mention, at).filter(|(verb, _)| fake || same && !self.is_determiner(*verb) || reports(*verb))
        })
    }

    /// The verb of the speaker, where it takes the quotation before or after it, and what stands between the two:
    /// "never used the phrase “…”", "“…” was never said by", "“…” are words that Reed never used".
    pub(super) fn verb_of(&self, speaker: usize, at: usize) -> Option<(usize, Range<usize>)> {
        let Range { start, end } = self.mentions.get(speaker)?.tokens.clone();
        let plain = |range: Range<usize>| self.reading.tokens.get(range)?.iter().all(Token::is_word).then_some(());
        if at < start {
            let between = at + 1..start;
            (between.len() <= OBJECT).then_some(())?;
            if self.word(start - 1).folded == "by" {
                // "was never said by".
                return Some((start.checked_sub(2).filter(|verb| *verb > at)?, 0..0));
            }
            let between_said = plain(between.clone()).map(|()| between).unwrap_or_default();
            return Some((self.main_verb(end, end + OBJECT)?, between_said));
        }
        let mark =
            |at: usize| self.reading.token(at).is_some_and(|token| matches!(token.kind, Kind::Comma | Kind::Colon));
        let object = at.checked_sub(1).filter(|before| mark(*before)).unwrap_or(at);
        let verb = self.main_verb(end, object)?;
        (object - verb <= OBJECT).then_some(())?;
        plain(end..object)?;
        Some((self.last_infinitive(verb, object), verb..object))
    }

    /// "was forbidden to tell voters": the verb after the last "to" that depends on another.
    pub(super) fn last_infinitive(&self, verb: usize, end: usize) -> usize {
        let said = |at: &usize| self.word(*at - 1).folded == "to" && self.word(*at).is(Sense::Saying);
        (verb + 1..end).rev().find(said).unwrap_or(verb)
    }

    /// The first word of a stretch that is no auxiliary, negation or adverb.
    pub(super) fn main_verb(&self, from: usize, to: usize) -> Option<usize> {
        let group = |index: &usize| {
            let word = self.word(*index);
            let token = self.reading.token(*index);
            let auxiliary = token.is_some_and(|token| token.any(&[Class::Auxiliary, Class::Adverb]));
            auxiliary
                || word.is(Sense::Negation)
                || word.is(Sense::Filler)
                || word.folded == "dare"
                || word.folded.ends_with("ly")
        };
        let mut at = from;
        for _ in 0..GROUP {
            if at >= to {
                return None;
            }
            let token = self.reading.token(at)?;
            if token.kind == Kind::Comma && at > from {
                // "did not, in fact, tell".
                let close = (at + 1..at + OBJECT).take_while(|at| *at < to);
                at = close
                    .into_iter()
                    .find(|at| self.reading.token(*at).is_some_and(|token| token.kind == Kind::Comma))?;
            } else if !group(&at) {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// "refused to say": of verbs that depend on one another, the last.
    pub(super) fn last_of_chain(&self, verb: usize) -> usize {
        let reports = |at: usize| self.reading.token(at).is_some_and(|token| token.cue() >= CUE);
        let next = match self.word(verb + 1) {
            to if to.folded == "to" => verb + 2 + usize::from(self.word(verb + 2).folded == "have"),
            // "wrongly quoted as telling".
            as_is if as_is.folded == "as" => verb + 2,
            having if having.folded == "having" || having.folded == "ever" => verb + 2,
            _ => verb + 1,
        };
        let depends = next >= verb + 2 || self.word(next).is_gerund();
        if depends && reports(next) { next } else { verb }
    }

    /// "“…,” Reed “said”": the word itself is in marks.
    pub(super) fn is_scare_said(&self, verb: usize) -> bool {
        let Some(Kind::Quote(quote)) = self.reading.token(verb).map(|token| token.kind) else { return false };
        Word::of(self.quoted(quote)).is(Sense::Saying)
    }

    /// "gave Reed the words": what follows is no verb.
    fn is_determiner(&self, at: usize) -> bool {
        self.reading.token(at).is_some_and(|token| token.is(Class::Determiner))
    }
}
