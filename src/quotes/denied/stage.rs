//! Words that are put into a mouth on a stage: somebody plays the speaker, or the speaker is in a novel, a sketch, a dream.

use std::ops::Range;

use super::super::lexicon::Class;
use super::super::mentions::Sort;
use super::super::reading::Kind;
use super::super::scene::Scene;
use super::words::{Sense, Word};

/// How many tokens of a phrase are looked at.
const REACH: usize = 12;

impl Scene<'_> {
    /// Whether a mention is no person but somebody or something that poses as one: "a bot posing as Reed", "a puppet of Reed",
    /// "Reed's character", "an AI Reed".
    pub(super) fn is_posed(&self, mention: usize) -> bool {
        let Some(found) = self.mentions.get(mention) else { return false };
        let Range { start, end } = found.tokens.clone();
        let machine =
            |at: usize| matches!(self.word(at).folded.as_ref(), "ai" | "cgi" | "virtual" | "animated" | "robot");
        let article = |at: usize| matches!(self.word(at).folded.as_ref(), "a" | "an" | "the");
        let body = self.reading.token(end - 1).is_some_and(|token| token.any(&[Class::Organisation, Class::Role]));
        if !body && (start.saturating_sub(1)..end - 1).any(|at| machine(at) && at > 0 && article(at - 1)) {
            return self.is_name(end - 1);
        }
        let likeness = |at: usize| self.word(at).is(Sense::Likeness) && !self.is_name(at);
        let owned = (start..end).find(|at| self.reading.token(*at).is_some_and(|token| token.possessive));
        if owned.is_some_and(|owner| (owner + 1..owner + 3).any(likeness)) {
            return true;
        }
        if found.sort != Sort::Name {
            let likeness = (start..end.min(start + REACH)).any(likeness);
            return likeness && self.word(end).folded == "of" || self.poses(end);
        }
        let start = found.role.as_ref().map_or(start, |role| role.start.min(start));
        let [before, second, third] = [1, 2, 3].map(|back| self.before_phrase(start, back));
        match before.folded.as_ref() {
            "as" => second.is(Sense::Poses) || third.is(Sense::Poses),
            "be" => second.folded == "to" && third.is(Sense::Poses),
            "of" => second.is(Sense::Likeness),
            _ => before.is(Sense::Poses),
        }
    }

    /// "posing as", "playing Reed" right after a phrase: it is the one who speaks.
    fn poses(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        let named = self.is_name(at + 1) || matches!(next.folded.as_ref(), "as" | "to" | "the");
        self.word(at).is(Sense::Poses) && named
    }

    fn before_phrase(&self, start: usize, back: usize) -> Word<'_> {
        start.checked_sub(back).map(|at| self.word(at)).unwrap_or_default()
    }

    /// Whether a phrase that opens a clause and ends before `end` puts it on a stage or into a fake: "In a novel by Lee",
    /// "Only in a meme that made the rounds", "As the joke goes". "In a debate over fake news" does not.
    pub(super) fn staged_before(&self, end: usize) -> bool {
        let mut start = end;
        while start > end.saturating_sub(REACH) {
            let Some(token) = start.checked_sub(1).and_then(|at| self.reading.token(at)) else { break };
            if !token.is_word() {
                break;
            }
            start -= 1;
            if token.opens {
                break;
            }
        }
        // "Only in a meme", but "responding to a meme".
        let adverb = self.reading.token(start).is_some_and(|token| token.is(Class::Adverb));
        let opener = Some(start + usize::from(adverb)).filter(|at| *at < end && self.word(*at).is(Sense::FoundIn));
        self.is_tale(start, end) || opener.is_some_and(|opener| self.is_staged(opener + 1, end))
    }

    /// Whether the phrase from here names a stage or a fake before anything that depends on its noun.
    pub(super) fn is_staged(&self, start: usize, end: usize) -> bool {
        for at in start..end.min(start + REACH) {
            let Some(token) = self.reading.token(at).filter(|token| token.is_word()) else { return false };
            let word = self.word(at);
            if word.is(Sense::Fake) && self.word(at + 1).folded != "news" && !self.is_name(at) {
                return true;
            }
            if word.folded == "ai" && self.word(at + 1).is_past() {
                return true;
            }
            if word.is(Sense::Fiction) && !token.capital && self.heads_phrase(at, end) {
                return at > start;
            }
            let relative = matches!(word.folded.as_ref(), "that" | "which") && at > start;
            let clause = self.reading.token(at + 1).is_some_and(|next| next.is(Class::Auxiliary))
                || matches!(self.word(at + 1).folded.as_ref(), "turned" | "proved" | "later");
            if relative && clause {
                return (at + 1..end.min(at + 8))
                    .take_while(|at| self.reading.token(*at).is_some_and(|token| token.is_word()))
                    .any(|at| self.word(at).is(Sense::Fake));
            }
            if at > start && token.any(&[Class::Preposition, Class::Conjunction, Class::Auxiliary, Class::Pronoun]) {
                return false;
            }
        }
        false
    }

    /// "in the novel", "in a sketch by Lee", but "in a novel approach".
    fn heads_phrase(&self, at: usize, end: usize) -> bool {
        let Some(next) = self.reading.token(at + 1).filter(|_| at + 1 < end) else { return true };
        let word = self.word(at + 1);
        next.kind != Kind::Word
            || next.capital
            || word.is_past()
            || word.is_gerund()
            || next.any(&[Class::Preposition, Class::Relative, Class::Auxiliary, Class::Conjunction, Class::Adverb])
    }

    /// Whether a label heads the sentence of a quotation, or is the sentence before it: "Viral claim: …", "FALSE. …".
    pub(super) fn is_labelled(&self, at: usize) -> bool {
        const BACK: usize = 40;
        const LONGEST: usize = 4;
        let Some(sentence) = self.reading.token(at).map(|token| token.sentence) else { return false };
        let inside = |at: &usize| self.reading.token(*at).is_some_and(|token| token.sentence == sentence);
        let start = (at.saturating_sub(BACK)..at).rev().take_while(inside).last().unwrap_or(at);
        let mut label = false;
        for at in start..at.min(start + LONGEST + 1) {
            let Some(token) = self.reading.token(at) else { break };
            match token.kind {
                Kind::Colon => return label,
                Kind::Word => label |= self.word(at).is(Sense::Label),
                _ => break,
            }
        }
        self.is_verdict(start)
    }

    /// "FALSE.", "Not true." as the whole sentence before a token.
    fn is_verdict(&self, start: usize) -> bool {
        let Some(stop) = start.checked_sub(1) else { return false };
        let before = |at: &usize| self.reading.token(*at).is_some_and(|token| token.is_word());
        let words = (stop.saturating_sub(3)..stop).rev().take_while(before).count();
        let verdict = |at: usize| matches!(self.word(at).folded.as_ref(), "false" | "fake" | "hoax" | "myth");
        let not_true = words == 2 && self.word(stop - 2).folded == "not" && self.word(stop - 1).folded == "true";
        self.reading.token(stop).is_some_and(|token| token.kind == Kind::Stop)
            && (words == 1 && verdict(stop - 1) || not_true)
    }
}
