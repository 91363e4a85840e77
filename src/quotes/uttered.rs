//! Features that tell words somebody said from words merely set in marks, and a sure speaker from a likely one.

use super::decision::Decision;
use super::lexicon::Class;
use super::mentions::Sort;
use super::model::Sink;
use super::reading::Kind;
use super::scene::{STRONG_CUE, Scene};
use super::speaker::{count, flag, small};

impl Scene<'_> {
    /// What tells whether words in quotation marks were said by anybody.
    pub(super) fn uttered_features(&self, decision: &Decision, sink: &mut impl Sink) {
        let quote = decision.quote;
        let Some(facts) = self.quotes.get(quote) else { return };
        let at = facts.token;
        let words = count(facts.words);
        let share = step(decision.nobody);
        let before = self.pattern_back(at, 0, 2);
        let near_before = self.pattern_back(at, 0, 1);
        let near_behind = self.pattern(at + 1, at + 2, 1);
        let capital = flag(facts.capital);
        let cues = [flag(facts.cue_before.is_some()), flag(facts.cue_after.is_some())];
        sink.add(&["words", words]);
        sink.add(&["words capital", words, capital, facts.ending]);
        sink.add(&["ending", facts.ending, &near_behind]);
        sink.add(&["nobody", share]);
        sink.add(&["nobody words", share, words]);
        sink.add(&["speaker", step(decision.share), decision.speaker.map_or("nobody", |speaker| self.sort(speaker))]);
        sink.add(&["before", &before]);
        sink.add(&["before words", &near_before, words, capital]);
        sink.add(&["around", &near_before, &near_behind, capital]);
        sink.add(&["behind", &self.pattern(at + 1, at + 4, 2)]);
        sink.add(&["behind words", &near_behind, words]);
        sink.add(&["cues", cues.first().copied().unwrap_or_default(), cues.last().copied().unwrap_or_default(), words]);
        sink.add(&["headline", flag(facts.headline), words, &near_before]);
        sink.add(&["inside", flag(facts.personal), flag(facts.verb), words]);
        sink.add(&["opens", flag(facts.opens), flag(facts.opens_paragraph), flag(facts.ends_paragraph), words]);
        sink.add(&["shape", &facts.shape]);
        sink.add(&["shape before", &facts.shape, &near_before]);
        sink.add(&["shape share", &facts.shape, share]);
        sink.add(&["first word", facts.first, words]);
        sink.add(&["headline around", flag(facts.headline), &near_before, &near_behind]);
        sink.add(&["repeated", flag(facts.repeated), words]);
        let quotation = self.reading.quotations.get(quote);
        sink.add(&[
            "closed",
            flag(quotation.is_some_and(|quotation| quotation.closed)),
            flag(facts.opens_paragraph),
            words,
        ]);
        if let Some(cue) = facts.cue_before {
            let word = self.reading.token(cue).and_then(|token| token.entry).map_or("", |entry| entry.word);
            sink.add(&["cue", word, count(at - cue)]);
            sink.add(&["cue gap", &self.pattern(cue + 1, at, 3)]);
        }
        if let Some(cue) = facts.cue_after {
            sink.add(&["cue behind", count(cue - at), facts.ending]);
        }
        self.word_before(at, sink);
        let neighbours = [quote.checked_sub(1), Some(quote + 1)].map(|other| {
            let other = other.and_then(|other| self.reading.quotations.get(other));
            other.zip(quotation).is_some_and(|(other, quotation)| other.paragraph == quotation.paragraph)
        });
        let [earlier, later] = neighbours.map(flag);
        sink.add(&["neighbours", earlier, later, words]);
        if let Some(token) = self.reading.token(at) {
            sink.add(&["block", small(token.block), words, flag(facts.opens)]);
            sink.add(&["position", small(token.block), &near_before]);
        }
        let since = decision.history.last.is_some();
        sink.add(&["history", flag(since), words]);
    }

    /// The words right before a quotation, where the lexicon knows them.
    fn word_before(&self, at: usize, sink: &mut impl Sink) {
        for back in 1..=3 {
            let Some(token) = at.checked_sub(back).and_then(|index| self.reading.token(index)) else { break };
            if matches!(token.kind, Kind::Stop | Kind::Break) {
                break;
            }
            if let Some(entry) = token.entry.filter(|_| token.kind == Kind::Word) {
                sink.add(&["word before", small(back), entry.word]);
                if entry.is(Class::Scare) {
                    sink.add(&["scare", small(back)]);
                }
                if entry.cue >= STRONG_CUE {
                    break;
                }
            }
        }
        for ahead in 1..=2 {
            let Some(token) = self.reading.token(at + ahead).filter(|token| token.kind == Kind::Word) else { break };
            if let Some(entry) = token.entry {
                sink.add(&["word behind", small(ahead), entry.word]);
            }
        }
    }

    /// What tells whether a speaker's name can be relied on.
    pub(super) fn certain_features(&self, decision: &Decision, sink: &mut impl Sink) {
        let Some(facts) = self.quotes.get(decision.quote) else { return };
        let Some(mention) = decision.speaker.and_then(|speaker| self.mentions.get(speaker)) else { return };
        let speaker = decision.speaker.unwrap_or_default();
        let sort = self.sort(speaker);
        let refers = self.refers(speaker);
        let referent = self.referents.get(speaker).copied().flatten().map_or(0.0, |referent| referent.share);
        let referent = if refers { step(referent) } else { "named" };
        let gap = if mention.tokens.start > facts.token {
            self.pattern(facts.token + 1, mention.tokens.start, 3)
        } else {
            self.pattern(mention.tokens.end, facts.token, 3)
        };
        let side = if mention.tokens.start > facts.token { "after" } else { "before" };
        sink.add(&["share", step(decision.share)]);
        sink.add(&["uttered", step(decision.uttered)]);
        sink.add(&["sort", sort]);
        sink.add(&["sort share", sort, step(decision.share)]);
        sink.add(&["referent", referent]);
        sink.add(&["referent share", referent, step(decision.share)]);
        sink.add(&["gap", side, &gap]);
        sink.add(&["words", count(facts.words), facts.ending]);
        if refers {
            sink.add(&["fitting", small(self.antecedents(speaker).len())]);
        }
        if let Some(person) = self.person(speaker).and_then(|person| self.people.get(person)) {
            sink.add(&["person", flag(person.shared), flag(person.body)]);
            sink.add(&["agreement", &format!("{:?}", person.agreement), flag(refers)]);
            sink.add(&["named", count(person.count), flag(refers)]);
        }
        sink.add(&["plain", flag(mention.sort == Sort::Name), flag(self.first_in_sentence(speaker)), side]);
    }
}

/// A probability in steps that are finer near certainty.
fn step(probability: f32) -> &'static str {
    const STEPS: &[(f32, &str)] = &[
        (0.999, ".999"),
        (0.995, ".995"),
        (0.99, ".99"),
        (0.98, ".98"),
        (0.95, ".95"),
        (0.9, ".9"),
        (0.8, ".8"),
        (0.65, ".65"),
        (0.5, ".5"),
        (0.35, ".35"),
        (0.2, ".2"),
        (0.1, ".1"),
        (0.05, ".05"),
        (0.02, ".02"),
        (0.01, ".01"),
    ];
    STEPS.iter().find(|(least, _)| probability >= *least).map_or("0", |(_, name)| name)
}
