//! Features of a quotation and a mention that may be its speaker.

use super::feature::{Letters, Part, Sink, count, describe, flag, part, small};
use super::kept::{History, Kept};
use super::lexicon::Class;
use super::mentions::{Mention, Sort};
use super::reading::{Kind, Token};
use super::scene::{QuoteFacts, Scene, Surroundings};

/// A quotation that waits for its speaker: what is the same for all who may be.
#[derive(Debug)]
pub(super) struct Waiting<'s> {
    facts: &'s QuoteFacts,
    at: &'s Token,
    kept: Kept<'s>,
    words: Part<'static>,
    capital: Part<'static>,
    next: Letters,
    previous: Letters,
}

/// How many mentions before and after a quotation may be its speaker.
const BEFORE: usize = 14;
const AFTER: usize = 7;

/// How many tokens away a speaker may stand.
const REACH: usize = 120;

impl Scene<'_> {
    /// The mentions that may speak, in reading order, and nobody.
    pub(super) fn candidates(&self, quote: usize, history: History) -> Vec<Option<usize>> {
        let Some(facts) = self.quotes.get(quote) else { return vec![None] };
        let Some(at) = self.reading.token(facts.token) else { return vec![None] };
        if let Some(speaker) = self.given(quote, history) {
            return vec![Some(speaker)];
        }
        let next = self.mentions.partition_point(|mention| mention.tokens.start < facts.token);
        let near = |index: &usize| {
            self.mentions.get(*index).is_some_and(|mention| mention.tokens.start.abs_diff(facts.token) <= REACH)
        };
        let block = |index: &usize| {
            self.mentions.get(*index).and_then(|mention| self.reading.token(mention.head)).map(|token| token.block)
        };
        let before = (next.saturating_sub(BEFORE)..next)
            .filter(near)
            .filter(|index| block(index).is_some_and(|block| at.block - block.min(at.block) <= 2));
        let after = (next..self.mentions.len().min(next + AFTER)).filter(near).filter(|index| {
            let Some(token) = self.mentions.get(*index).and_then(|mention| self.reading.token(mention.head)) else {
                return false;
            };
            // A speaker named in the next paragraph is one that the next paragraph opens with.
            token.block == at.block || token.block == at.block + 1 && facts.ends_paragraph
        });
        let mut candidates: Vec<Option<usize>> = before.chain(after).map(Some).collect();
        for kept in [history.last.and_then(|(_, speaker)| speaker), history.other].into_iter().flatten() {
            if !candidates.contains(&Some(kept)) {
                candidates.push(Some(kept));
            }
        }
        candidates.push(None);
        candidates
    }

    /// A quotation, and what was decided before it.
    pub(super) fn waiting(&self, quote: usize, history: History) -> Option<Waiting<'_>> {
        let facts = self.quotes.get(quote)?;
        Some(Waiting {
            facts,
            at: self.reading.token(facts.token)?,
            kept: self.kept(facts, history),
            words: count(facts.words),
            capital: if facts.capital { part!("upper") } else { part!("lower") },
            next: self.pattern(facts.token + 1, facts.token + 3, 2),
            previous: self.pattern_back(facts.token, 0, 2),
        })
    }

    /// What speaks for and against a mention as the speaker of a quotation.
    pub(super) fn speaker_features(&self, waiting: &Waiting<'_>, candidate: Option<usize>, sink: &mut impl Sink) {
        let Some(index) = candidate else { return self.nobody(waiting, sink) };
        let Some((mention, surroundings)) = self.mentions.get(index).zip(self.surroundings.get(index)) else { return };
        self.pair(waiting, index, mention, surroundings, sink);
        self.kept_features(waiting.facts, &waiting.kept, index, surroundings.sort, &waiting.next, sink);
    }

    fn nobody(&self, waiting: &Waiting<'_>, sink: &mut impl Sink) {
        let facts = waiting.facts;
        let [before, behind] = [self.pattern_back(facts.token, 0, 1), self.pattern_ahead(facts.token + 1, 1)];
        describe!(sink, "nobody");
        describe!(sink, "nobody", waiting.words, facts.ending, flag(facts.capital));
        describe!(sink, "nobody cues", flag(facts.cue_before.is_some()), flag(facts.cue_after.is_some()));
        describe!(sink, "nobody history", waiting.kept.since, flag(facts.opens_paragraph));
        describe!(sink, "nobody around", &before, &behind);
    }

    fn pair(
        &self,
        waiting: &Waiting<'_>,
        index: usize,
        mention: &Mention,
        surroundings: &Surroundings,
        sink: &mut impl Sink,
    ) {
        let Waiting { facts, at, .. } = waiting;
        let Some(head) = self.reading.token(mention.head) else { return };
        let (start, end) = (mention.tokens.start, mention.tokens.end);
        let after = start > facts.token;
        let side = if after { part!("after") } else { part!("before") };
        let gap = if after { facts.token + 1..start } else { end..facts.token };
        let between = small(self.mentions_between(gap.start, gap.end));
        let sentences = small(at.sentence.abs_diff(head.sentence));
        let blocks = small(at.block.abs_diff(head.block));
        let shape = self.pattern(gap.start, gap.end, 3);
        let Surroundings { sort, first, before, behind, near_before, near_behind, .. } = surroundings;
        let (sort, first) = (*sort, flag(*first));
        let [opens, opens_paragraph] = [facts.opens, facts.opens_paragraph].map(flag);

        describe!(sink, "sort", sort, side, sentences);
        describe!(sink, "far", side, sentences, blocks, count(gap.len()));
        describe!(sink, "between", side, sentences, between);
        describe!(sink, "gap", side, &shape);
        describe!(sink, "gap sort", side, &shape, sort);
        describe!(sink, "gap behind", side, &shape, near_behind);
        describe!(sink, "around", near_before, near_behind, side, sentences);
        describe!(sink, "before", before, side);
        describe!(sink, "behind", behind, side, sentences);
        describe!(sink, "behind near", behind, side, between);
        describe!(sink, "before sort", near_before, sort, sentences);
        describe!(sink, "quote", side, sentences, facts.ending, waiting.capital, opens, opens_paragraph);
        describe!(sink, "quote between", side, sentences, facts.ending, opens, between);
        describe!(sink, "quote words", side, sentences, waiting.words);
        describe!(sink, "next", side, sentences, &waiting.next, between);
        describe!(sink, "previous", side, sentences, &waiting.previous, between);
        describe!(sink, "possessive", flag(head.possessive), sort, side);
        describe!(sink, "first", first, side, sentences, blocks);
        describe!(sink, "first sort", first, sort, side, sentences);
        self.own_cue(mention.tokens.clone(), side, sentences, sink);
        self.common_cue(part!("cue before"), facts.cue_before, mention, surroundings, sink);
        self.common_cue(part!("cue after"), facts.cue_after, mention, surroundings, sink);
        if let Some(entry) = head.entry.filter(|_| mention.sort != Sort::Name) {
            describe!(sink, "word", entry.part, side);
        }
        if let Some(person) = self.people.named(index).and_then(|person| self.people.get(person)) {
            describe!(sink, "named", count(person.count), side, sentences);
            describe!(sink, "body", flag(person.body), flag(mention.definite), side);
        }
    }

    /// The reporting word right behind the mention, or right before it.
    fn own_cue(&self, tokens: std::ops::Range<usize>, side: Part<'_>, sentences: Part<'_>, sink: &mut impl Sink) {
        let mut skipped = false;
        for index in tokens.end..tokens.end + 4 {
            let Some(token) = self.reading.token(index) else { break };
            if token.cue() >= 20 && token.kind == Kind::Word {
                let word = token.entry.map_or(part!(""), |entry| entry.part);
                describe!(sink, "own cue behind", word, side, flag(skipped));
                describe!(sink, "own cue behind", strength(token.cue()), side, sentences, flag(skipped));
                break;
            }
            if !token.any(&[Class::Auxiliary, Class::Adverb]) && !self.reading.word(index).ends_with("ly") {
                break;
            }
            skipped = true;
        }
        if let Some(token) = tokens.start.checked_sub(1).and_then(|index| self.reading.token(index)) {
            if token.cue() >= 20 {
                let word = token.entry.map_or(part!(""), |entry| entry.part);
                describe!(sink, "own cue before", word, side);
                describe!(sink, "own cue before", strength(token.cue()), side, sentences);
            } else if let Some(entry) = token.entry.filter(|_| token.kind == Kind::Word) {
                describe!(sink, "word before", entry.part, side);
            }
        }
    }

    /// How the mention stands to the quotation's reporting word.
    fn common_cue(
        &self,
        kind: Part<'_>,
        cue: Option<usize>,
        mention: &Mention,
        surroundings: &Surroundings,
        sink: &mut impl Sink,
    ) {
        let Some((cue, token)) = cue.and_then(|cue| Some((cue, self.reading.token(cue)?))) else { return };
        let (side, gap) = if mention.tokens.start > cue {
            (part!("right"), cue + 1..mention.tokens.start)
        } else {
            (part!("left"), mention.tokens.end..cue)
        };
        let steps = self.mentions_between(gap.start, gap.end);
        let same = self.reading.token(mention.head).is_some_and(|head| head.sentence == token.sentence);
        let near_before = Part::from(&surroundings.near_before);
        sink.add(&[kind, side, small(steps), flag(same), near_before]);
        sink.add(&[kind, side, flag(same), surroundings.sort, small(steps)]);
        if same {
            let shape = self.pattern(gap.start, gap.end, 2);
            sink.add(&[kind, part!("gap"), side, Part::from(&shape)]);
            if steps == 0 {
                let word = token.entry.map_or(part!(""), |entry| entry.part);
                sink.add(&[kind, part!("word"), word, side]);
            }
        }
    }

    /// Whether no other mention stands before this one in its sentence.
    pub(super) fn first_in_sentence(&self, index: usize) -> bool {
        let sentence = |index: usize| {
            let mention = self.mentions.get(index)?;
            self.reading.token(mention.head).map(|token| token.sentence)
        };
        index.checked_sub(1).is_none_or(|before| sentence(before) != sentence(index))
    }

    /// What sort of phrase a mention is, finely.
    pub(super) fn sort(&self, index: usize) -> Part<'static> {
        let Some(mention) = self.mentions.get(index) else { return part!("") };
        let head = self.reading.token(mention.head);
        match mention.sort {
            Sort::Name if mention.titled => part!("titled"),
            Sort::Name if mention.tokens.len() > 1 => part!("full name"),
            Sort::Name => part!("name"),
            Sort::Organisation => part!("body"),
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Medium)) => part!("medium"),
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Group)) => part!("group"),
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Role)) => part!("role"),
            Sort::Nominal => part!("noun"),
            Sort::Pronoun => match head.and_then(|head| head.entry) {
                Some(entry) if matches!(entry.word, "he" | "she") => part!("he or she"),
                Some(entry) if matches!(entry.word, "they" | "it" | "i" | "we" | "you" | "who" | "which") => entry.part,
                _ => part!("other pronoun"),
            },
        }
    }
}

fn strength(cue: u8) -> Part<'static> {
    match cue {
        75.. => part!("strong"),
        45.. => part!("medium"),
        _ => part!("weak"),
    }
}
