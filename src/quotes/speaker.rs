//! Features of a quotation and a mention that may be its speaker.

use super::lexicon::Class;
use super::mentions::Sort;
use super::model::Sink;
use super::reading::Kind;
use super::scene::{QuoteFacts, Scene};

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

    /// What speaks for and against a mention as the speaker of a quotation.
    pub(super) fn speaker_features(
        &self,
        quote: usize,
        candidate: Option<usize>,
        history: History,
        sink: &mut impl Sink,
    ) {
        let Some(facts) = self.quotes.get(quote) else { return };
        match candidate {
            Some(mention) => {
                self.pair(facts, mention, sink);
                self.kept(quote, mention, history, sink);
            }
            None => self.nobody(quote, facts, history, sink),
        }
    }

    fn nobody(&self, quote: usize, facts: &QuoteFacts, history: History, sink: &mut impl Sink) {
        let words = count(facts.words);
        sink.add(&["nobody"]);
        sink.add(&["nobody", words, facts.ending, flag(facts.capital)]);
        sink.add(&["nobody cues", flag(facts.cue_before.is_some()), flag(facts.cue_after.is_some())]);
        sink.add(&["nobody history", self.since(quote, history), flag(facts.opens_paragraph)]);
        sink.add(&[
            "nobody around",
            &self.pattern_back(facts.token, 0, 1),
            &self.pattern(facts.token + 1, facts.token + 2, 1),
        ]);
    }

    fn pair(&self, facts: &QuoteFacts, index: usize, sink: &mut impl Sink) {
        let Some(mention) = self.mentions.get(index) else { return };
        let Some((head, at)) = self.reading.token(mention.head).zip(self.reading.token(facts.token)) else { return };
        let (start, end) = (mention.tokens.start, mention.tokens.end);
        let after = start > facts.token;
        let side = if after { "after" } else { "before" };
        let gap = if after { facts.token + 1..start } else { end..facts.token };
        let between = self.mentions_between(gap.start, gap.end);
        let sentences = if after { head.sentence - at.sentence } else { at.sentence - head.sentence };
        let blocks = at.block.abs_diff(head.block);
        let far = count(gap.len());
        let sentences = small(sentences);
        let blocks = small(blocks);
        let sort = self.sort(index);
        let before = self.pattern_back(start, 0, 2);
        let behind = self.pattern(end, end + 8, 2);
        let behind = behind.split('~').next().unwrap_or_default();
        let near_before = self.pattern_back(start, 0, 1);
        let near_behind = self.pattern(end, end + 1, 1);
        let shape = self.pattern(gap.start, gap.end, 3);
        let words = count(facts.words);
        let quote = ["lower", "upper"].get(usize::from(facts.capital)).copied().unwrap_or_default();

        sink.add(&["sort", sort, side, sentences]);
        sink.add(&["far", side, sentences, blocks, far]);
        sink.add(&["between", side, sentences, small(between)]);
        sink.add(&["gap", side, &shape]);
        sink.add(&["gap sort", side, &shape, sort]);
        sink.add(&["gap behind", side, &shape, &near_behind]);
        sink.add(&["around", &near_before, &near_behind, side, sentences]);
        sink.add(&["before", &before, side]);
        sink.add(&["behind", behind, side, sentences]);
        sink.add(&["behind near", behind, side, small(between)]);
        sink.add(&["before sort", &near_before, sort, sentences]);
        sink.add(&["quote", side, sentences, facts.ending, quote, flag(facts.opens), flag(facts.opens_paragraph)]);
        sink.add(&["quote between", side, sentences, facts.ending, flag(facts.opens), small(between)]);
        sink.add(&["quote words", side, sentences, words]);
        sink.add(&["next", side, sentences, &self.pattern(facts.token + 1, facts.token + 3, 2), small(between)]);
        sink.add(&["previous", side, sentences, &self.pattern_back(facts.token, 0, 2), small(between)]);
        sink.add(&["possessive", flag(head.possessive), sort, side]);
        let first_in_sentence = self.first_in_sentence(index);
        sink.add(&["first", flag(first_in_sentence), side, sentences, blocks]);
        sink.add(&["first sort", flag(first_in_sentence), sort, side, sentences]);
        self.own_cue(mention.tokens.clone(), side, sentences, sink);
        self.common_cue("cue before", facts.cue_before, index, sort, sink);
        self.common_cue("cue after", facts.cue_after, index, sort, sink);
        if let Some(word) = head.entry.filter(|_| !matches!(mention.sort, Sort::Name)).map(|entry| entry.word) {
            sink.add(&["word", word, side]);
        }
        if let Some(person) = self.people.named(index).and_then(|person| self.people.get(person)) {
            sink.add(&["named", count(person.count), side, sentences]);
            sink.add(&["body", flag(person.body), flag(mention.definite), side]);
        }
    }

    /// The reporting word right behind the mention, or right before it.
    fn own_cue(&self, tokens: std::ops::Range<usize>, side: &str, sentences: &str, sink: &mut impl Sink) {
        let mut skipped = false;
        for index in tokens.end..tokens.end + 4 {
            let Some(token) = self.reading.token(index) else { break };
            if token.cue() >= 20 && token.kind == Kind::Word {
                let word = token.entry.map_or("", |entry| entry.word);
                sink.add(&["own cue behind", word, side, flag(skipped)]);
                sink.add(&["own cue behind", strength(token.cue()), side, sentences, flag(skipped)]);
                break;
            }
            if !token.any(&[Class::Auxiliary, Class::Adverb]) && !self.reading.word(index).ends_with("ly") {
                break;
            }
            skipped = true;
        }
        if let Some(token) = tokens.start.checked_sub(1).and_then(|index| self.reading.token(index)) {
            if token.cue() >= 20 {
                let word = token.entry.map_or("", |entry| entry.word);
                sink.add(&["own cue before", word, side]);
                sink.add(&["own cue before", strength(token.cue()), side, sentences]);
            } else if let Some(entry) = token.entry.filter(|_| token.kind == Kind::Word) {
                sink.add(&["word before", entry.word, side]);
            }
        }
    }

    /// How the mention stands to the quotation's reporting word.
    fn common_cue(&self, name: &str, cue: Option<usize>, index: usize, sort: &str, sink: &mut impl Sink) {
        let Some(cue) = cue else { return };
        let (Some(mention), Some(token)) = (self.mentions.get(index), self.reading.token(cue)) else { return };
        let (side, steps, gap) = if mention.tokens.start > cue {
            ("right", self.mentions_between(cue, mention.tokens.start), cue + 1..mention.tokens.start)
        } else {
            ("left", self.mentions_between(mention.tokens.end, cue), mention.tokens.end..cue)
        };
        let same = self.reading.token(mention.head).is_some_and(|head| head.sentence == token.sentence);
        let word = token.entry.map_or("", |entry| entry.word);
        let before = self.pattern_back(mention.tokens.start, 0, 1);
        sink.add(&[name, side, small(steps), flag(same), &before]);
        sink.add(&[name, side, flag(same), sort, small(steps)]);
        if same {
            sink.add(&[name, "gap", side, &self.pattern(gap.start, gap.end, 2)]);
            if steps == 0 {
                sink.add(&[name, "word", word, side]);
            }
        }
    }

    /// Whether the mention spoke before, and what lies between then and now.
    fn kept(&self, quote: usize, mention: usize, history: History, sink: &mut impl Sink) {
        let Some((last, speaker)) = history.last else {
            sink.add(&["kept", "no history"]);
            return;
        };
        let Some((facts, before)) = self.quotes.get(quote).zip(self.quotes.get(last)) else { return };
        let person = |mention: usize| self.person(mention);
        let relation = match speaker {
            None => "nobody",
            Some(speaker) if speaker == mention => "same mention",
            Some(speaker) if person(speaker).is_some() && person(speaker) == person(mention) => "same person",
            Some(_) if history.other == Some(mention) => "spoke before",
            Some(_) => "another",
        };
        let since = self.since(quote, history);
        let gap = self.pattern(before.token + 1, facts.token, 3);
        let between = self.mentions_between(before.token, facts.token);
        let placed = self.mentions.get(mention).map_or("", |found| {
            if found.tokens.start < before.token {
                "earlier"
            } else if found.tokens.start < facts.token {
                "between"
            } else {
                "later"
            }
        });
        let cues = flag(facts.cue_before.is_some() || facts.cue_after.is_some());
        let closed = self.reading.quotations.get(last).is_some_and(|quotation| quotation.closed);
        sink.add(&["kept", relation, since, placed]);
        sink.add(&["kept gap", relation, since, &gap, placed]);
        sink.add(&["kept ending", relation, since, before.ending, facts.ending, flag(facts.capital)]);
        sink.add(&["kept shape", relation, since, flag(facts.opens), flag(facts.opens_paragraph), cues]);
        sink.add(&["kept names", relation, since, small(between), cues]);
        sink.add(&["kept words", relation, count(before.words), count(facts.words)]);
        if !closed {
            sink.add(&["kept open", relation, since]);
        }
        let sort = self.sort(mention);
        sink.add(&["kept sort", relation, since, sort]);
        sink.add(&["kept next", relation, since, &self.pattern(facts.token + 1, facts.token + 3, 2)]);
    }

    /// How far back the last attributed quotation stands.
    fn since(&self, quote: usize, history: History) -> &'static str {
        let token = |quote: usize| {
            let facts = self.quotes.get(quote)?;
            self.reading.token(facts.token)
        };
        let Some((now, before)) = token(quote).zip(history.last.and_then(|(last, _)| token(last))) else {
            return "never";
        };
        match (now.block - before.block.min(now.block), now.sentence - before.sentence.min(now.sentence)) {
            (0, 0) => "sentence",
            (0, 1) => "next sentence",
            (0, 2) => "two sentences",
            (0, _) => "paragraph",
            (1, 1 | 2) => "next paragraph",
            (1, _) => "next paragraph, later",
            (2, _) => "two paragraphs",
            _ => "long ago",
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
    pub(super) fn sort(&self, index: usize) -> &'static str {
        let Some(mention) = self.mentions.get(index) else { return "" };
        let head = self.reading.token(mention.head);
        match mention.sort {
            Sort::Name if mention.titled => "titled",
            Sort::Name if mention.tokens.len() > 1 => "full name",
            Sort::Name => "name",
            Sort::Organisation => "body",
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Medium)) => "medium",
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Group)) => "group",
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Role)) => "role",
            Sort::Nominal => "noun",
            Sort::Pronoun => match head.and_then(|head| head.entry).map(|entry| entry.word) {
                Some("he" | "she") => "he or she",
                Some(word @ ("they" | "it" | "i" | "we" | "you" | "who" | "which")) => word,
                _ => "other pronoun",
            },
        }
    }
}

pub(super) fn flag(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// 0, 1, 2, 3 and many.
pub(super) fn small(value: usize) -> &'static str {
    ["0", "1", "2", "3"].get(value).copied().unwrap_or("4+")
}

/// A count in steps that grow.
pub(super) fn count(value: usize) -> &'static str {
    match value {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4..=5 => "4-5",
        6..=8 => "6-8",
        9..=14 => "9-14",
        15..=25 => "15-25",
        26..=50 => "26-50",
        _ => "51+",
    }
}

fn strength(cue: u8) -> &'static str {
    match cue {
        75.. => "strong",
        45.. => "medium",
        _ => "weak",
    }
}
