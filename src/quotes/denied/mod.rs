//! Words that an article denies were said, or leaves open: "never said", "refused to say", "if she said", "did she say",
//! "might have said", "a doctored image has him saying".
//!
//! A quotation is governed by a verb (`verbs`): its reporting word, or else the verb of its speaker. `chain` reads that verb's
//! group back to its subject (negations, modals), `depends` the verbs it depends on, `frame` what heads the clause of the
//! subject (a condition, a question, a rumour, a fake), `stage` who only plays the speaker. `after` reads what follows the
//! quotation and takes it back. `words` holds the words, which lie as data in `../lexicon/denied.toml`.
//! Nothing here looks further than a few dozen tokens.

mod after;
mod chain;
mod depends;
mod frame;
mod stage;
mod verbs;
mod words;

use self::words::{Sense, Word};
use super::lexicon::Class;
use super::reading::{Kind, Token};
use super::scene::{STRONG_CUE, Scene};

/// Whether a folded word decides if, or how surely, what stands beside it is so.
pub(super) fn qualifies(word: &str) -> bool {
    Word::of(word).qualifies()
}

/// How many tokens the rest of a sentence is looked through for its end.
const SENTENCE: usize = 80;

/// From which share on a word beside a quotation counts as the one that reports it.
const CUE: u8 = 20;

/// How many words a verb's group has before it, about.
const GROUP: usize = 6;

impl Scene<'_> {
    /// Whether the words of a quotation are denied or left open where they stand; `None` where nothing governs it.
    /// `cue` is its reporting word.
    pub(super) fn denied(&self, quote: usize, speaker: Option<usize>, cue: Option<usize>) -> Option<bool> {
        let facts = self.quotes.get(quote)?;
        let at = facts.token;
        let sentence = self.reading.token(at)?.sentence;
        let own = |token: usize| self.reading.token(token).is_some_and(|token| token.sentence == sentence);
        // What the quotation's own sentence says of it comes before what the speaker did in another.
        let around = || facts.cue_before.into_iter().chain(facts.cue_after).min_by_key(|cue| cue.abs_diff(at));
        let elsewhere = cue.is_some_and(|cue| !own(cue));
        let cue = cue.filter(|cue| own(*cue)).or_else(|| around().filter(|cue| elsewhere && own(*cue)));
        let denies = |verb: usize| self.verb_denies(verb) || verb < at && self.nothing_said(verb, at);
        let cue_denies =
            |cue: usize| !self.is_of_an_aside(cue) && !self.clauses_part(cue, at) && denies(self.last_of_chain(cue));
        let posed =
            speaker.is_some_and(|speaker| self.is_posed(speaker)) || cue == Some(at + 1) && self.is_posed_after(at + 1);
        let denied = match (self.verb_beside(at), cue) {
            _ if posed || self.is_question(at) || self.is_labelled(at) => true,
            // "said he would offer": what somebody said of a verb is no denial of the words, unless both are denied.
            (Some(beside), Some(cue)) if cue < beside && self.parted(cue, beside) => {
                denies(beside) && (self.is_strong(beside) || cue_denies(cue))
            }
            (Some(beside), _) => denies(beside),
            (None, Some(cue)) => cue_denies(cue),
            (None, None) => {
                let of_speaker = speaker.and_then(|speaker| self.verb_of(speaker, at));
                let (verb, between) = of_speaker.or_else(|| self.verb_around(speaker, at))?;
                let unmakes = |word: Word| word.is(Sense::Fake) || word.is(Sense::Rejects);
                denies(verb) || between.into_iter().any(|at| unmakes(self.word(at))) || self.is_scare_said(verb)
            }
        };
        Some(denied)
    }

    /// "said a puppet of Reed".
    fn is_posed_after(&self, verb: usize) -> bool {
        let subject = (verb + 1..verb + GROUP).take_while(|at| self.reading.token(*at).is_some_and(Token::is_word));
        subject.filter_map(|at| self.mention_at(at)).any(|mention| self.is_posed(mention))
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
            // "declined to say whether “…”" goes on.
            let goes_on = |word: &str| matches!(word, "or" | "whether" | "if");
            let clause = token.is(Class::Conjunction) && token.entry.is_none_or(|entry| !goes_on(entry.word));
            clause || matches!(token.kind, Kind::Dash | Kind::Semicolon)
        };
        self.reading.tokens.get(verb + 1..at).is_some_and(|gap| gap.iter().any(parts))
    }

    /// "Warren, who has not endorsed anybody, told reporters": the verb is of the aside.
    fn is_of_an_aside(&self, verb: usize) -> bool {
        let relative = |at: usize| matches!(self.word(at).folded.as_ref(), "who" | "which");
        (verb.saturating_sub(GROUP)..verb).rev().take_while(|at| self.word(*at) != Word::default()).any(relative)
    }

    /// Whether a reporting word reports what was not said, or may not have been.
    fn verb_denies(&self, verb: usize) -> bool {
        match self.word(verb).folded.as_ref() {
            // "wanted to know, “Why?”" asked.
            "know" => false,
            "according" => self.according_to_a_fake(verb),
            // "may have said it best".
            _ if self.word(verb + 1).folded == "it" && self.word(verb + 2).is(Sense::Praise) => false,
            // "credited with the line".
            _ if self.word(verb).is(Sense::Credits)
                && (verb + 1..verb + 5).any(|at| self.word(at).is(Sense::Quoted)) =>
            {
                true
            }
            // "no mention of".
            _ if verb.checked_sub(1).is_some_and(|before| self.word(before).folded == "no") => true,
            _ => self.chain_denies(verb) || self.said_in_a_fake(verb),
        }
    }

    /// The same of speech that is reported without marks. "Denied that" reports what was not said.
    pub(super) fn report_denied(&self, cue: usize, speaker: usize) -> bool {
        self.word(cue).is(Sense::UnrealThat) || self.is_posed(speaker) || self.verb_denies(cue)
    }

    /// "said nothing about", "told reporters nothing of", "said no such thing as", "made no mention of": what the verb takes is
    /// denied.
    fn nothing_said(&self, verb: usize, at: usize) -> bool {
        let told = self.mention_at(verb + 1).and_then(|mention| self.mentions.get(mention));
        let plain = |token: &Token| token.is_word();
        let nothing = |behind: usize| {
            let (next, second) = (self.word(behind), self.word(behind + 1));
            let no = next.folded == "no" && (second.folded == "such" || second.is(Sense::Quoted));
            no || matches!(next.folded.as_ref(), "nothing" | "neither" | "not")
        };
        (nothing(verb + 1) || told.is_some_and(|told| nothing(told.tokens.end)))
            && self.reading.tokens.get(verb + 1..at).is_some_and(|gap| gap.iter().all(plain))
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

    /// Whether a word passes on another's words as such.
    pub(super) fn passes_on(&self, at: usize) -> bool {
        self.word(at).is(Sense::PassesOn)
    }

    /// A word of the narration and what it does.
    fn word(&self, at: usize) -> Word<'_> {
        match self.reading.token(at) {
            Some(token) if token.kind == Kind::Word => Word::at(&self.reading, at, token),
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
