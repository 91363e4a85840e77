//! Features that tell words somebody said from words merely set in marks.

use super::decision::Decision;
use super::feature::{Part, Sink, count, describe, flag, part, small, step};
use super::lexicon::Class;
use super::reading::Kind;
use super::scene::{QuoteFacts, STRONG_CUE, Scene};

/// In place of a speaker.
const NOBODY: Part<'static> = Part::of("nobody");

/// How far a reporting word is looked for between a quotation and its speaker.
const MOST_BETWEEN: usize = 40;

impl Scene<'_> {
    /// What tells whether words in quotation marks were said by anybody.
    pub(super) fn uttered_features(&self, decision: &Decision, sink: &mut impl Sink) {
        let quote = decision.quote;
        let Some(facts) = self.quotes.get(quote) else { return };
        let at = facts.token;
        let words = count(facts.words);
        let share = step(decision.nobody);
        let before = self.pattern_back(at, 0, 2);
        let near_before = before.first();
        let near_behind = self.pattern_ahead(at + 1, 1);
        let capital = flag(facts.capital);
        let [cue_before, cue_after] = [facts.cue_before, facts.cue_after].map(|cue| flag(cue.is_some()));
        describe!(sink, "words", words);
        describe!(sink, "words capital", words, capital, facts.ending);
        describe!(sink, "ending", facts.ending, &near_behind);
        describe!(sink, "nobody", share);
        describe!(sink, "nobody words", share, words);
        describe!(sink, "speaker", step(decision.share), decision.speaker.map_or(NOBODY, |speaker| self.sort(speaker)));
        describe!(sink, "before", &before);
        describe!(sink, "before words", &near_before, words, capital);
        describe!(sink, "around", &near_before, &near_behind, capital);
        describe!(sink, "behind", &self.pattern(at + 1, at + 4, 2));
        describe!(sink, "behind words", &near_behind, words);
        describe!(sink, "cues", cue_before, cue_after, words);
        describe!(sink, "headline", flag(facts.headline), words, &near_before);
        describe!(sink, "inside", flag(facts.personal), flag(facts.verb), words);
        describe!(sink, "opens", flag(facts.opens), flag(facts.opens_paragraph), flag(facts.ends_paragraph), words);
        describe!(sink, "shape", &facts.shape);
        describe!(sink, "shape before", &facts.shape, &near_before);
        describe!(sink, "shape share", &facts.shape, share);
        describe!(sink, "first word", facts.first, words);
        describe!(sink, "last word", facts.last, words);
        describe!(sink, "headline around", flag(facts.headline), &near_before, &near_behind);
        describe!(sink, "repeated", flag(facts.repeated), words);
        let quotation = self.reading.quotations.get(quote);
        describe!(
            sink,
            "closed",
            flag(quotation.is_some_and(|quotation| quotation.closed)),
            flag(facts.opens_paragraph),
            words
        );
        if let Some(cue) = facts.cue_before {
            let word = self.reading.token(cue).and_then(|token| token.entry).map_or(part!(""), |entry| entry.part);
            describe!(sink, "cue", word, count(at - cue));
            describe!(sink, "cue gap", &self.pattern(cue + 1, at, 3));
        }
        if let Some(cue) = facts.cue_after {
            describe!(sink, "cue behind", count(cue - at), facts.ending);
        }
        self.word_before(facts, sink);
        self.taken_speaker(facts, decision, sink);
        self.earlier(quote, decision, sink);
        let neighbours = [quote.checked_sub(1), Some(quote + 1)].map(|other| {
            let other = other.and_then(|other| self.reading.quotations.get(other));
            other.zip(quotation).is_some_and(|(other, quotation)| other.paragraph == quotation.paragraph)
        });
        let [earlier, later] = neighbours.map(flag);
        describe!(sink, "neighbours", earlier, later, words);
        if let Some(token) = self.reading.token(at) {
            describe!(sink, "block", small(token.block), words, flag(facts.opens));
            describe!(sink, "position", small(token.block), &near_before);
        }
        let since = decision.history.last.is_some();
        describe!(sink, "history", flag(since), words);
    }

    /// What stands between the quotation and the mention that would speak.
    fn taken_speaker(&self, facts: &QuoteFacts, decision: &Decision, sink: &mut impl Sink) {
        let Some(index) = decision.speaker else { return };
        let Some(mention) = self.mentions.get(index) else { return };
        let short = flag(facts.words <= 3);
        let (side, gap) = if mention.tokens.start > facts.token {
            (part!("after"), facts.token + 1..mention.tokens.start)
        } else {
            (part!("before"), mention.tokens.end..facts.token)
        };
        describe!(sink, "speaker gap", side, &self.pattern(gap.start, gap.end, 3), short);
        describe!(sink, "speaker near", side, count(gap.len()), short, facts.ending);
        let cue = gap.take(MOST_BETWEEN).filter_map(|index| self.reading.token(index)).find(|token| token.cue() >= 20);
        let word = cue.and_then(|token| token.entry).map_or(part!("none"), |entry| entry.part);
        describe!(sink, "speaker cue", side, word, short);
    }

    /// Whether the quotation before was said, and what stands between the two.
    fn earlier(&self, quote: usize, decision: &Decision, sink: &mut impl Sink) {
        let Some((before, facts)) =
            quote.checked_sub(1).and_then(|before| self.quotes.get(before)).zip(self.quotes.get(quote))
        else {
            return;
        };
        let Some((earlier, now)) = self.reading.token(before.token).zip(self.reading.token(facts.token)) else {
            return;
        };
        if earlier.block != now.block {
            return;
        }
        let said = flag(decision.history.last.is_some_and(|(last, _)| last + 1 == quote));
        let same = flag(earlier.sentence == now.sentence);
        describe!(sink, "earlier", said, same, count(facts.words));
        describe!(sink, "earlier gap", said, &self.pattern(before.token + 1, facts.token, 3));
        describe!(sink, "earlier words", said, same, count(before.words), flag(facts.words <= 3));
    }

    /// The words right before a quotation, where the lexicon knows them.
    fn word_before(&self, facts: &QuoteFacts, sink: &mut impl Sink) {
        let at = facts.token;
        for back in 1..=3 {
            let Some(token) = at.checked_sub(back).and_then(|index| self.reading.token(index)) else { break };
            if matches!(token.kind, Kind::Stop | Kind::Break) {
                break;
            }
            if let Some(entry) = token.entry.filter(|_| token.kind == Kind::Word) {
                describe!(sink, "word before", small(back), entry.part);
                if back == 1 {
                    describe!(sink, "headline word", flag(facts.headline), entry.part);
                }
                if entry.is(Class::Scare) {
                    describe!(sink, "scare", small(back));
                }
                if entry.cue >= STRONG_CUE {
                    break;
                }
            }
        }
        for ahead in 1..=2 {
            let Some(token) = self.reading.token(at + ahead).filter(|token| token.kind == Kind::Word) else { break };
            if let Some(entry) = token.entry {
                describe!(sink, "word behind", small(ahead), entry.part);
            }
        }
    }
}
