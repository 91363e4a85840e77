//! What was decided about the quotations before one: whoever spoke last often speaks on.

use super::feature::{Letters, Part, Sink, count, describe, flag, part, small};
use super::reading::{Kind, Token};
use super::scene::{QuoteFacts, STRONG_CUE, Scene};

/// What was decided about the quotations before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// The last quotation that was attributed, and its speaker.
    pub last: Option<(usize, Option<usize>)>,
    /// The one before it whose speaker was another.
    pub other: Option<usize>,
}

impl History {
    /// The history after one more quotation.
    pub fn then(self, quote: usize, speaker: Option<usize>) -> Self {
        let before = self.last.and_then(|(_, speaker)| speaker);
        let other = if before.is_some() && before != speaker { before } else { self.other };
        History { last: Some((quote, speaker)), other }
    }
}

/// What lies between a quotation and the last one that was attributed.
#[derive(Debug)]
pub(super) struct Kept<'s> {
    /// How far back it stands.
    pub(super) since: Part<'static>,
    /// Who else spoke before.
    other: Option<usize>,
    last: Option<Last<'s>>,
}

/// The last quotation that was attributed.
#[derive(Debug)]
struct Last<'s> {
    facts: &'s QuoteFacts,
    speaker: Option<usize>,
    closed: bool,
    /// The shape of the stretch since, and how many mentions stand in it.
    gap: Letters,
    between: usize,
}

/// How many words an attribution in the middle of a sentence may take.
const LONGEST_ATTRIBUTION: usize = 16;

impl Scene<'_> {
    /// Whoever speaks on for certain: "…," she said, "…" is one sentence of one speaker, whom the attribution in its
    /// middle names.
    pub(super) fn speaks_on(&self, quote: usize, facts: &QuoteFacts, history: History) -> Option<usize> {
        let (last, Some(speaker)) = history.last? else { return None };
        let before = self.quotes.get(last).filter(|before| last + 1 == quote && before.comma)?;
        let gap = before.token + 1..facts.token;
        let named = &self.mentions.get(speaker)?.tokens;
        let inside = gap.start <= named.start && named.end <= gap.end && gap.len() <= LONGEST_ATTRIBUTION;
        let comma = self.reading.token(gap.end.checked_sub(1)?)?.kind == Kind::Comma;
        let stop = |token: &Token| matches!(token.kind, Kind::Stop | Kind::Break | Kind::Semicolon | Kind::Colon);
        let words = self.reading.tokens.get(gap).filter(|_| inside && comma)?;
        let cues = words.iter().filter(|token| token.cue() >= STRONG_CUE).count();
        (cues == 1 && !words.iter().any(stop)).then_some(speaker)
    }

    /// What lies between a quotation and the last one that was attributed.
    pub(super) fn kept(&self, facts: &QuoteFacts, history: History) -> Kept<'_> {
        let last = history.last.and_then(|(last, speaker)| {
            let before = self.quotes.get(last)?;
            Some(Last {
                facts: before,
                speaker,
                closed: self.reading.quotations.get(last).is_some_and(|quotation| quotation.closed),
                gap: self.pattern(before.token + 1, facts.token, 3),
                between: self.mentions_between(before.token, facts.token),
            })
        });
        let since = last.as_ref().map_or(part!("never"), |last| self.since(facts, last.facts));
        Kept { since, other: history.other, last }
    }

    /// Whether the mention spoke before, and what lies between then and now.
    pub(super) fn kept_features(
        &self,
        facts: &QuoteFacts,
        kept: &Kept<'_>,
        mention: usize,
        sort: Part<'_>,
        next: &Letters,
        sink: &mut impl Sink,
    ) {
        let Some(last) = &kept.last else { return describe!(sink, "kept", part!("no history")) };
        let since = kept.since;
        let relation = self.relation(last.speaker, mention, kept.other);
        let start = self.mentions.get(mention).map_or(usize::MAX, |found| found.tokens.start);
        let placed = if start < last.facts.token {
            part!("earlier")
        } else if start < facts.token {
            part!("between")
        } else {
            part!("later")
        };
        let cues = flag(facts.cue_before.is_some() || facts.cue_after.is_some());
        describe!(sink, "kept", relation, since, placed);
        describe!(sink, "kept gap", relation, since, &last.gap, placed);
        describe!(sink, "kept ending", relation, since, last.facts.ending, facts.ending, flag(facts.capital));
        describe!(sink, "kept shape", relation, since, flag(facts.opens), flag(facts.opens_paragraph), cues);
        describe!(sink, "kept names", relation, since, small(last.between), cues);
        describe!(sink, "kept words", relation, count(last.facts.words), count(facts.words));
        if !last.closed {
            describe!(sink, "kept open", relation, since);
        }
        describe!(sink, "kept sort", relation, since, sort);
        describe!(sink, "kept next", relation, since, next);
    }

    /// How a mention stands to the one who spoke last.
    fn relation(&self, speaker: Option<usize>, mention: usize, other: Option<usize>) -> Part<'static> {
        let person = |mention: usize| self.person(mention);
        match speaker {
            None => part!("nobody"),
            Some(speaker) if speaker == mention => part!("same mention"),
            Some(speaker) if person(speaker).is_some() && person(speaker) == person(mention) => part!("same person"),
            Some(_) if other == Some(mention) => part!("spoke before"),
            Some(_) => part!("another"),
        }
    }

    /// How far back a quotation stands.
    fn since(&self, now: &QuoteFacts, before: &QuoteFacts) -> Part<'static> {
        let Some((now, before)) = self.reading.token(now.token).zip(self.reading.token(before.token)) else {
            return part!("never");
        };
        match (now.block - before.block.min(now.block), now.sentence - before.sentence.min(now.sentence)) {
            (0, 0) => part!("sentence"),
            (0, 1) => part!("next sentence"),
            (0, 2) => part!("two sentences"),
            (0, _) => part!("paragraph"),
            (1, 1 | 2) => part!("next paragraph"),
            (1, _) => part!("next paragraph, later"),
            (2, _) => part!("two paragraphs"),
            _ => part!("long ago"),
        }
    }
}
