//! The numbers by which trees tell words that somebody said from words merely set in marks, and a sure speaker from a
//! likely one.

use super::decision::Decision;
use super::lexicon::Class;
use super::mentions::Sort;
use super::reading::{Kind, Token};
use super::scene::Scene;
use super::speaker_row::Setting;
use crate::forest::{Columns, number, one_if};

impl Scene<'_> {
    /// What trees ask about a quotation: was it said? `sum` is what the weights say.
    pub(super) fn uttered_row<R: Columns>(&self, decision: &Decision, setting: &Setting<'_>, sum: f32) -> R {
        let mut row = R::default();
        let Some(facts) = self.quotes.get(decision.quote) else { return row };
        let at = facts.token;
        row.push(("sum", sum));
        row.push(("share", decision.share));
        row.push(("second", decision.second));
        row.push(("nobody", decision.nobody));
        row.push(("margin", decision.margin));
        row.push(("words", number(facts.words)));
        row.push(("capital", one_if(facts.capital)));
        row.push(("headline", one_if(facts.headline)));
        row.push(("comma", one_if(facts.comma)));
        let last = self.quoted(decision.quote).chars().next_back();
        row.push(("stop", one_if(last.is_some_and(|last| matches!(last, '.' | '!' | '?' | '…')))));
        row.push(("personal", one_if(facts.personal)));
        row.push(("verb", one_if(facts.verb)));
        row.push(("repeated", one_if(facts.repeated)));
        row.push(("opens", one_if(facts.opens) + one_if(facts.opens_paragraph)));
        row.push(("ends-paragraph", one_if(facts.ends_paragraph)));
        row.push(("cue-before", facts.cue_before.map_or(-1.0, |cue| number(at - cue))));
        row.push(("cue-after", facts.cue_after.map_or(-1.0, |cue| number(cue - at))));
        let share =
            |at: Option<usize>| at.and_then(|at| self.reading.token(at)).map_or(0.0, |token| f32::from(token.cue()));
        row.push(("cue-before-share", share(facts.cue_before)));
        row.push(("cue-after-share", share(facts.cue_after)));
        for (name, back) in [("word-1", 1), ("word-2", 2), ("word-3", 3)] {
            row.push((name, self.kind_number(at.checked_sub(back))));
        }
        for (name, back) in [("cue-1", 1), ("cue-2", 2), ("cue-3", 3)] {
            row.push((name, share(at.checked_sub(back))));
        }
        let scare = (1..=3).any(|back| {
            at.checked_sub(back).and_then(|at| self.reading.token(at)).is_some_and(|token| token.is(Class::Scare))
        });
        row.push(("scare", one_if(scare)));
        row.push(("next-1", self.kind_number(Some(at + 1))));
        row.push(("next-2", self.kind_number(Some(at + 2))));
        row.push(("next-cue", share(Some(at + 1)).max(share(Some(at + 2)))));
        self.governing(setting, decision.speaker, &mut row);
        let mention = decision.speaker.and_then(|speaker| self.mentions.get(speaker));
        let gap = mention.map_or(99.0, |mention| {
            if mention.tokens.start > at {
                number(mention.tokens.start - at)
            } else {
                -number(at.saturating_sub(mention.tokens.end))
            }
        });
        row.push(("gap", gap));
        row.push(("kind", self.speaker_number(decision.speaker)));
        let before = decision.quote.checked_sub(1);
        let close = before.and_then(|before| self.quotes.get(before)).map_or(99, |before| at - before.token);
        row.push(("quote-before", number(close)));
        let said = decision.history.last.is_some_and(|(last, _)| Some(last) == before);
        row.push(("said-before", one_if(said)));
        let after = self.quotes.get(decision.quote + 1).map_or(99, |after| after.token - at);
        row.push(("quote-after", number(after)));
        row.push(("block", number(self.reading.token(at).map_or(0, |token| token.block))));
        let closed = self.reading.quotations.get(decision.quote).is_none_or(|quotation| quotation.closed);
        row.push(("closed", one_if(closed)));
        let sentence = self.reading.token(at).map_or(0, |token| token.sentence);
        let own = |at: &usize| {
            self.reading.token(*at).is_some_and(|token| token.sentence == sentence && token.kind != Kind::Stop)
        };
        row.push(("from-start", number((at.saturating_sub(60)..at).rev().take_while(own).count())));
        row.push(("to-end", number((at + 1..at + 60).take_while(own).count())));
        let capitals = self
            .quoted(decision.quote)
            .split_whitespace()
            .take(12)
            .filter(|word| word.starts_with(char::is_uppercase))
            .count();
        row.push(("capitals", number(capitals) / number(facts.words.clamp(1, 12))));
        row
    }

    /// Whether the speaker is the subject of what stands around.
    fn governing(&self, setting: &Setting<'_>, speaker: Option<usize>, row: &mut impl Columns) {
        for (name, tie) in ["tie-before", "tie-after", "tie-weak"].into_iter().zip(setting.ties(speaker)) {
            row.push((name, tie));
        }
    }

    /// What sort of token stands somewhere.
    fn kind_number(&self, at: Option<usize>) -> f32 {
        let Some(at) = at else { return 0.0 };
        if let Some(mention) = self.mention_at(at).and_then(|mention| self.mentions.get(mention)) {
            let possessive =
                self.reading.token(mention.head).is_some_and(|head| head.possessive || head.is(Class::Possessive));
            return if possessive { 21.0 } else { 20.0 };
        }
        let Some(token) = self.reading.token(at) else { return 0.0 };
        match token.kind {
            Kind::Break => 0.0,
            Kind::Stop => 1.0,
            Kind::Comma => 2.0,
            Kind::Colon => 3.0,
            Kind::Semicolon | Kind::Dash => 4.0,
            Kind::OpenBracket | Kind::CloseBracket => 5.0,
            Kind::Quote(_) => 6.0,
            Kind::Number => 7.0,
            Kind::Word => word_number(token),
        }
    }

    fn speaker_number(&self, speaker: Option<usize>) -> f32 {
        let Some((speaker, mention)) = speaker.and_then(|speaker| Some((speaker, self.mentions.get(speaker)?))) else {
            return 0.0;
        };
        match mention.sort {
            Sort::Name if mention.titled || mention.tokens.len() > 1 => 7.0,
            Sort::Name => 6.0,
            Sort::Pronoun if self.refers(speaker) => 5.0,
            Sort::Organisation => 4.0,
            Sort::Nominal => 3.0,
            Sort::Pronoun => 2.0,
        }
    }

    /// What trees ask about a speaker: can the name be relied on?
    pub(super) fn certain_row<R: Columns>(&self, decision: &Decision, setting: &Setting<'_>) -> R {
        let mut row = R::default();
        let Some(facts) = self.quotes.get(decision.quote) else { return row };
        let speaker = decision.speaker.unwrap_or_default();
        let Some(mention) = self.mentions.get(speaker) else { return row };
        row.push(("share", decision.share));
        row.push(("second", decision.second));
        row.push(("margin", decision.margin));
        row.push(("nobody", decision.nobody));
        row.push(("uttered", decision.uttered));
        let refers = self.refers(speaker);
        let referent = self.referents.get(speaker).copied().flatten().filter(|_| refers);
        row.push(("referent", referent.map_or(if refers { 0.0 } else { 1.0 }, |referent| referent.share)));
        row.push(("referent-second", referent.map_or(0.0, |referent| referent.second)));
        let others = if refers { self.antecedents(speaker).len() } else { 0 };
        row.push(("others", number(others)));
        row.push(("kind", self.speaker_number(Some(speaker))));
        let gap = if mention.tokens.start > facts.token {
            number(mention.tokens.start - facts.token)
        } else {
            -number(facts.token.saturating_sub(mention.tokens.end))
        };
        row.push(("gap", gap));
        let apart = self.reading.token(mention.head).zip(self.reading.token(facts.token));
        row.push(("sentences", apart.map_or(0.0, |(one, other)| number(one.sentence.abs_diff(other.sentence)))));
        row.push(("blocks", apart.map_or(0.0, |(one, other)| number(one.block.abs_diff(other.block)))));
        self.governing(setting, decision.speaker, &mut row);
        row.push(("words", number(facts.words)));
        row.push(("comma", one_if(facts.comma)));
        row.push(("opens", one_if(facts.opens) + one_if(facts.opens_paragraph)));
        row.push(("cue-before", facts.cue_before.map_or(-1.0, |cue| number(facts.token - cue))));
        row.push(("cue-after", facts.cue_after.map_or(-1.0, |cue| number(cue - facts.token))));
        let person = self.person(speaker).and_then(|person| self.people.get(person));
        row.push(("count", person.map_or(0.0, |person| number(person.count))));
        row.push(("shared", one_if(person.is_some_and(|person| person.shared))));
        row.push(("body", one_if(person.is_some_and(|person| person.body))));
        row.push(("name-words", person.map_or(0.0, |person| number(person.name.split_whitespace().count()))));
        row.push(("named-inside", one_if(setting.names(self, speaker))));
        let last = decision.history.last;
        row.push((
            "spoke",
            one_if(last.is_some_and(|(_, last)| last == decision.speaker)) + 0.5 * one_if(last.is_some()),
        ));
        row.push(("first", one_if(self.first_in_sentence(speaker))));
        row.push(("personal", one_if(facts.personal)));
        row.push(("second-hand", one_if(self.second_hand(facts.token, speaker))));
        row.push(("paragraph", number(self.reading.token(facts.token).map_or(0, |token| token.block))));
        row
    }
}

/// What sort of word it is.
fn word_number(token: &Token) -> f32 {
    match token.cue() {
        50.. => return 17.0,
        20.. => return 16.0,
        _ => {}
    }
    let sorts = [
        (Class::Determiner, 8.0),
        (Class::Possessive, 8.0),
        (Class::Preposition, 9.0),
        (Class::Conjunction, 10.0),
        (Class::Auxiliary, 14.0),
        (Class::Adverb, 13.0),
        (Class::Time, 12.0),
    ];
    let sort = sorts.into_iter().find(|(class, _)| token.is(*class)).map(|(_, sort)| sort);
    sort.unwrap_or(if token.capital { 11.0 } else { 15.0 })
}
