//! Words that an article denies were said, or leaves open: "never said", "refused to say", "if she said", "did she say",
//! "might have said", "a doctored image has him saying".
//!
//! A quotation is governed by a verb: its reporting word, or else the verb of its speaker. `chain` reads that verb's group
//! back to its subject (negations, modals, the verbs it depends on), `frame` what heads the clause of the subject
//! (a condition, a question, a rumour, a fake). `words` holds the words, which lie as data in `../lexicon/denied.toml`.
//! Nothing here looks further than a few dozen tokens.

mod chain;
mod frame;
mod words;

use std::ops::Range;

use self::words::{Sense, Word};
use super::lexicon::Class;
use super::reading::{Kind, Token};
use super::scene::{STRONG_CUE, Scene};

/// How many tokens the rest of a sentence is looked through for its end.
const SENTENCE: usize = 80;

/// From which share on a word beside a quotation counts as the one that reports it.
const CUE: u8 = 20;

/// How many words a verb's group has before it, about.
const GROUP: usize = 6;

/// How many tokens may stand between a verb that reports nothing and the quotation that it takes.
const OBJECT: usize = 8;

impl Scene<'_> {
    /// Whether the words of a quotation are denied or left open where they stand; `None` where nothing governs it.
    /// `cue` is its reporting word.
    pub(super) fn denied(&self, quote: usize, speaker: Option<usize>, cue: Option<usize>) -> Option<bool> {
        let at = self.quotes.get(quote)?.token;
        let sentence = self.reading.token(at)?.sentence;
        let cue = cue.filter(|cue| self.reading.token(*cue).is_some_and(|token| token.sentence == sentence));
        let denies = |verb: usize| self.verb_denies(verb) || verb < at && self.nothing_said(verb, at);
        let cue_denies =
            |cue: usize| !self.is_of_an_aside(cue) && !self.clauses_part(cue, at) && denies(self.last_of_chain(cue));
        let denied = match (self.verb_beside(at), cue) {
            // "said he would offer": what somebody said of a verb is no denial of the words, unless both are denied.
            (Some(beside), Some(cue)) if cue < beside && self.parted(cue, beside) => {
                denies(beside) && (self.is_strong(beside) || cue_denies(cue))
            }
            (Some(beside), _) => denies(beside),
            (None, Some(cue)) => cue_denies(cue),
            (None, None) => {
                let (verb, between) = self.verb_of(speaker?, at)?;
                denies(verb) || between.into_iter().any(|at| self.word(at).is(Sense::Fake))
            }
        };
        Some(denied || self.is_question(at))
    }

    fn is_strong(&self, verb: usize) -> bool {
        self.reading.token(verb).is_some_and(|token| token.cue() >= STRONG_CUE)
    }

    /// Whether a subject of its own or a mark parts a verb from the one before it.
    fn parted(&self, verb: usize, next: usize) -> bool {
        let parts =
            |at: usize| self.mention_at(at).is_some() || self.reading.token(at).is_none_or(|token| !token.is_word());
        (verb + 1..next).any(parts)
    }

    /// "hadn't called for it because she believed “…”": the quotation is no part of what the verb takes.
    fn clauses_part(&self, verb: usize, at: usize) -> bool {
        let parts = |token: &Token| {
            let clause = token.is(Class::Conjunction) && token.entry.is_none_or(|entry| entry.word != "or");
            clause || matches!(token.kind, Kind::Dash | Kind::Semicolon)
        };
        self.reading.tokens.get(verb + 1..at).is_some_and(|gap| gap.iter().any(parts))
    }

    /// "Warren, who has not endorsed anybody, told reporters": the verb is of the aside.
    fn is_of_an_aside(&self, verb: usize) -> bool {
        let relative = |at: usize| matches!(self.word(at).folded.as_str(), "who" | "which");
        (verb.saturating_sub(GROUP)..verb).rev().take_while(|at| self.word(*at) != Word::default()).any(relative)
    }

    /// Whether a reporting word reports what was not said, or may not have been.
    fn verb_denies(&self, verb: usize) -> bool {
        match self.word(verb).folded.as_str() {
            // "wanted to know, “Why?”" asked.
            "know" => false,
            "according" => self.according_to_a_fake(verb),
            // "may have said it best".
            _ if self.word(verb + 1).folded == "it" && self.word(verb + 2).is(Sense::Praise) => false,
            _ => self.chain_denies(verb) || self.said_in_a_fake(verb),
        }
    }

    /// The same of speech that is reported without marks. "Denied that" reports what was not said.
    pub(super) fn report_denied(&self, cue: usize) -> bool {
        self.word(cue).is(Sense::UnrealThat) || self.verb_denies(cue)
    }

    /// The reporting word that takes the quotation as its object: right before it, but for a mark, "that" or whoever is told.
    fn verb_beside(&self, at: usize) -> Option<usize> {
        let mut before = at.checked_sub(1)?;
        let mut told = false;
        for _ in 0..4 {
            let token = self.reading.token(before)?;
            let mention = self.mention_at(before).and_then(|mention| self.mentions.get(mention));
            before = match (token.kind, mention) {
                (Kind::Word, _) if token.is(Class::Adverb) || self.reading.word(before).ends_with("ly") => {
                    before.checked_sub(1)?
                }
                (Kind::Word, _) if token.cue() >= CUE => return Some(before),
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

    /// The verb of the speaker, where it takes the quotation before or after it, and what stands between the two:
    /// "never used the phrase “…”", "“…” was never said by", "“…” are words that Reed never used".
    fn verb_of(&self, speaker: usize, at: usize) -> Option<(usize, Range<usize>)> {
        let Range { start, end } = self.mentions.get(speaker)?.tokens.clone();
        let plain = |range: Range<usize>| {
            let tokens = self.reading.tokens.get(range)?;
            tokens.iter().all(Token::is_word).then_some(())
        };
        if at < start {
            let between = at + 1..start;
            (between.len() <= OBJECT).then_some(())?;
            let between_said = plain(between.clone()).map(|()| between).unwrap_or_default();
            return Some((self.main_verb(end, end + OBJECT)?, between_said));
        }
        let verb = self.main_verb(end, at)?;
        (at - verb <= OBJECT).then_some(())?;
        plain(end..at)?;
        Some((verb, 0..0))
    }

    /// The first word of a stretch that is no auxiliary, negation or adverb.
    fn main_verb(&self, from: usize, to: usize) -> Option<usize> {
        let group = |index: &usize| {
            let word = self.word(*index);
            let token = self.reading.token(*index);
            let auxiliary = token.is_some_and(|token| token.any(&[Class::Auxiliary, Class::Adverb]));
            auxiliary || word.is(Sense::Negation) || word.is(Sense::Filler) || word.folded.ends_with("ly")
        };
        (from..to.min(from + GROUP)).find(|index| !group(index))
    }

    /// "refused to say": of verbs that depend on one another, the last.
    fn last_of_chain(&self, verb: usize) -> usize {
        let reports = |at: usize| self.reading.token(at).is_some_and(|token| token.cue() >= CUE);
        let next = match self.word(verb + 1) {
            to if to.folded == "to" => verb + 2,
            having if having.folded == "having" || having.folded == "ever" => verb + 2,
            _ => verb + 1,
        };
        let depends = next == verb + 2 || self.word(next).is_gerund();
        if depends && reports(next) { next } else { verb }
    }

    /// "said nothing about", "said neither", "said no such thing as": what the verb takes is denied.
    fn nothing_said(&self, verb: usize, at: usize) -> bool {
        let next = self.word(verb + 1);
        let no_such = next.folded == "no" && self.word(verb + 2).folded == "such";
        let nothing = matches!(next.folded.as_str(), "nothing" | "neither" | "not");
        let plain = |token: &Token| token.is_word();
        (nothing || no_such) && self.reading.tokens.get(verb + 1..at).is_some_and(|gap| gap.iter().all(plain))
    }

    /// Whether the sentence of the narration around a quotation is a question. A question inside the marks is the speaker's.
    fn is_question(&self, at: usize) -> bool {
        let end = (at..at + SENTENCE).find(|index| {
            self.reading.token(*index).is_none_or(|token| matches!(token.kind, Kind::Stop | Kind::Break))
        });
        let Some((end, last)) = end.and_then(|end| Some((self.reading.token(end)?, self.reading.token(end - 1)?)))
        else {
            return false;
        };
        let text = self.reading.paragraphs.get(last.paragraph);
        let close = text.and_then(|text| text.get(last.end..end.start.max(last.end)));
        close.is_some_and(|close| close.contains('?'))
    }

    /// A word of the narration and what it does.
    fn word(&self, at: usize) -> Word {
        match self.reading.token(at) {
            Some(token) if token.kind == Kind::Word => Word::of(self.reading.word(at)),
            _ => Word::default(),
        }
    }

    /// The token before the comma that opens the aside which the comma at `close` ends: "Reed, for her part, said".
    fn aside(&self, close: usize) -> Option<usize> {
        const LONGEST: usize = 16;
        for at in (close.saturating_sub(LONGEST)..close).rev() {
            match self.reading.token(at)?.kind {
                Kind::Comma => return at.checked_sub(1),
                Kind::Word | Kind::Number => {}
                _ => return None,
            }
        }
        None
    }
}
