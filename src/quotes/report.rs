//! Decisions written down as quotes.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::decision::Decision;
use super::indirect;
use super::lexicon::Class;
use super::marks::{Marks, marked};
use super::mentions::Sort;
use super::model::Models;
use super::reading::{Kind, Reading};
use super::scene::Scene;
use super::transcript;
use crate::domain::{Quote, QuoteType};

/// Below this share a pronoun's referent is not named at all.
const NAMED: f32 = 0.4;

/// Reads an article and writes down its quotes, in reading order.
pub(super) fn quotes(
    paragraphs: &[&str],
    sentences: &[Vec<Range<usize>>],
    marks: Marks,
    models: &Models,
) -> Vec<Quote> {
    let mut scene = Scene::new(Reading::new(paragraphs, sentences, marked(paragraphs, marks)));
    scene.resolve(&models.antecedent, &models.antecedent_trees);
    let mut decisions = scene.decide(models);
    decisions.retain(|decision| decision.uttered >= models.said_from());
    let mut found: Vec<Quote> = Vec::with_capacity(decisions.len());
    let mut denials: Vec<Denial> = Vec::with_capacity(decisions.len());
    let mut before: Option<&Decision> = None;
    let mut utterance = 0;
    for decision in &decisions {
        if !before.is_some_and(|before| scene.runs_on(before, decision)) {
            utterance += 1;
        }
        let certain = decision.certain >= models.certain.from && !scene.speaks_against(decision);
        if let Some(quote) = scene.quote(decision, utterance, certain) {
            denials.push(scene.denial(decision));
            found.push(quote);
        }
        before = Some(decision);
    }
    agree(&mut found);
    deny(&mut found, &denials);
    for reported in indirect::reported(&scene) {
        utterance += 1;
        found.extend(scene.indirect_quote(&reported, utterance));
    }
    let lines = transcript::lines(&scene, utterance + 1);
    if !lines.is_empty() {
        // What stands in marks inside a line is part of what its speaker says.
        let speaks = |quote: &Quote| lines.binary_search_by_key(&quote.paragraph, |line| line.paragraph).is_ok();
        found.retain(|quote| !speaks(quote));
        found.extend(lines);
    }
    found.sort_by_key(|quote| (quote.paragraph, quote.range.start));
    renumber(&mut found);
    found
}

/// Whether a text is a person's name.
pub(super) fn is_person(name: &str) -> bool {
    let paragraphs = [name];
    let sentences = [crate::text::sentences(name)];
    let scene = Scene::new(Reading::new(&paragraphs, &sentences, Vec::new()));
    matches!(scene.people.people.as_slice(), [one] if one.is_person())
}

/// An utterance has one speaker: who is certain for one part is certain for all.
fn agree(quotes: &mut [Quote]) {
    for parts in quotes.chunk_by_mut(|one, next| one.utterance == next.utterance) {
        let sure = parts.iter().filter(|part| part.certain).find_map(|part| part.speaker_name.clone());
        for part in parts.iter_mut().filter(|part| sure.is_some() && part.speaker_name == sure) {
            part.certain = true;
        }
    }
}

/// What the article denies of a quotation.
struct Denial {
    /// What its own clause says; `None` where nothing governs it.
    clause: Option<bool>,
    /// Whether what stands after takes it back, and with it the whole utterance.
    taken_back: bool,
}

/// Takes from the speakers what was not said. A part of an utterance that nothing governs goes with the others.
fn deny(quotes: &mut [Quote], denials: &[Denial]) {
    let mut denials = denials;
    for parts in quotes.chunk_by_mut(|one, next| one.utterance == next.utterance) {
        let (own, rest) = denials.split_at_checked(parts.len()).unwrap_or((denials, &[]));
        denials = rest;
        let taken_back = own.iter().any(|denial| denial.taken_back);
        let any = taken_back || own.iter().any(|denial| denial.clause == Some(true));
        for (part, denial) in parts.iter_mut().zip(own) {
            part.denied = taken_back || denial.clause.unwrap_or(any);
            part.certain &= !part.denied;
        }
    }
}

/// Numbers utterances from 1 in reading order.
fn renumber(quotes: &mut [Quote]) {
    let mut numbers = HashMap::new();
    for quote in quotes {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX).saturating_add(1);
        quote.utterance = *numbers.entry(quote.utterance).or_insert(next);
    }
}

impl Scene<'_> {
    /// Whether a quotation goes on where the one before it broke off: split by its attribution, or by a paragraph.
    fn runs_on(&self, before: &Decision, now: &Decision) -> bool {
        let (Some(earlier), Some(later)) = (self.quotes.get(before.quote), self.quotes.get(now.quote)) else {
            return false;
        };
        if before.speaker.is_none() || before.speaker != now.speaker {
            return false;
        }
        let closed = self.reading.quotations.get(before.quote).is_none_or(|quotation| quotation.closed);
        let blocks = self.reading.token(later.token).zip(self.reading.token(earlier.token));
        let blocks = blocks.map_or(usize::MAX, |(later, earlier)| later.block - earlier.block.min(later.block));
        if !closed && blocks <= 1 {
            return true;
        }
        // "…," he said. "…": one attribution between the two and nothing else, or a whole paragraph that follows.
        let gap = earlier.token + 1..later.token;
        let cues =
            gap.clone().filter(|index| self.reading.token(*index).is_some_and(|token| token.cue() >= 45)).count();
        let sentences = gap.filter(|index| self.reading.token(*index).is_some_and(|token| token.kind == Kind::Stop));
        match blocks {
            0 => cues <= 1 && sentences.count() <= 1,
            1 => later.opens_paragraph && later.cue_after.is_none(),
            _ => false,
        }
    }

    /// Whether the speaker is a pronoun that does not go with whom it was taken to stand for.
    fn speaks_against(&self, decision: &Decision) -> bool {
        let of = |speaker| self.referents.get(speaker).copied().flatten().zip(self.mentions.get(speaker));
        let pronoun = decision.speaker.and_then(of);
        let token = pronoun.and_then(|(referent, mention)| Some((referent, self.reading.token(mention.head)?)));
        token.is_some_and(|(referent, token)| self.fit_number(token, referent.person) < 0.0)
    }

    fn denial(&self, decision: &Decision) -> Denial {
        let token = self.quotes.get(decision.quote).map(|facts| facts.token);
        Denial {
            clause: self.denied(decision.quote, decision.speaker, self.cue(decision)),
            taken_back: token.is_some_and(|token| self.taken_back(token, decision.speaker)),
        }
    }

    fn quote(&self, decision: &Decision, utterance: u32, certain: bool) -> Option<Quote> {
        let quotation = self.reading.quotations.get(decision.quote)?;
        let facts = self.quotes.get(decision.quote)?;
        let speaker = decision.speaker;
        // Who speaks together is shown together, and is nobody's certain word.
        let joint = speaker.and_then(|speaker| self.joint(speaker));
        let own = speaker.filter(|_| joint.is_none());
        let direct = facts.opens || facts.capital || facts.comma && facts.cue_after.is_some();
        Some(Quote {
            paragraph: quotation.paragraph,
            range: quotation.range.clone(),
            quote_type: if direct { QuoteType::Direct } else { QuoteType::Mixed },
            speaker: joint
                .and_then(|(first, last)| self.phrases(first, last))
                .or_else(|| speaker.and_then(|speaker| self.phrase(speaker))),
            speaker_name: own.and_then(|speaker| self.name(speaker)),
            impersonal: speaker.is_some_and(|speaker| self.is_impersonal(speaker)),
            role: own.and_then(|speaker| self.role(speaker)),
            cue: self.cue(decision).map(|cue| self.reading.word(cue).to_owned()),
            certain: certain && joint.is_none(),
            denied: false,
            utterance,
        })
    }

    fn indirect_quote(&self, reported: &indirect::Reported, utterance: u32) -> Option<Quote> {
        let mention = self.mentions.get(reported.speaker)?;
        // The subject of a reporting verb is no guess, and needs only a name.
        let sure = matches!(mention.sort, Sort::Name | Sort::Organisation)
            || self.referents.get(reported.speaker).copied().flatten().is_some_and(|referent| referent.share >= 0.95);
        let denied = self.report_denied(reported.cue, reported.speaker);
        let joint = self.joint(reported.speaker);
        let own = Some(reported.speaker).filter(|_| joint.is_none());
        Some(Quote {
            paragraph: reported.paragraph,
            range: reported.range.clone(),
            quote_type: QuoteType::Indirect,
            speaker: match joint {
                Some((first, last)) => self.phrases(first, last),
                None => self.phrase(reported.speaker),
            },
            speaker_name: own.and_then(|speaker| self.name(speaker)),
            impersonal: self.is_impersonal(reported.speaker),
            role: own.and_then(|speaker| self.role(speaker)),
            cue: Some(self.reading.word(reported.cue).to_owned()),
            certain: sure && !denied && joint.is_none(),
            denied,
            utterance,
        })
    }

    /// The reporting word: of those around the quotation, the one nearest to the speaker.
    fn cue(&self, decision: &Decision) -> Option<usize> {
        let facts = self.quotes.get(decision.quote)?;
        let speaker = self.mentions.get(decision.speaker?)?;
        // "Weil, asked about the toll, said": what follows a comma may be an aside.
        let aside = self.reading.token(speaker.tokens.end).is_some_and(|token| token.kind == Kind::Comma);
        let behind = speaker.tokens.end + usize::from(!aside);
        let own = [speaker.tokens.end, behind, speaker.tokens.start.wrapping_sub(1)];
        let own = own.into_iter().find(|index| self.reading.token(*index).is_some_and(|token| token.cue() >= 45));
        let near = |cue: &usize| speaker.head.abs_diff(*cue);
        own.or_else(|| facts.cue_before.into_iter().chain(facts.cue_after).min_by_key(near))
    }

    /// The phrase of those who speak together.
    fn phrases(&self, first: usize, last: usize) -> Option<(usize, Range<usize>)> {
        let (first, last) = (self.mentions.get(first)?, self.mentions.get(last)?);
        self.reading.bytes(first.tokens.start, last.tokens.end.checked_sub(1)?)
    }

    /// The speaker's phrase as written: of "the senior Reed aide" all of it.
    fn phrase(&self, mention: usize) -> Option<(usize, Range<usize>)> {
        let tokens = self.mentions.get(mention)?.tokens.clone();
        let owner = mention.checked_sub(1).filter(|owner| self.modified(*owner) == Some(mention));
        let start = owner.map_or(tokens.start, |owner| self.noun_phrase_start(owner));
        self.reading.bytes(start, tokens.end.checked_sub(1)?)
    }

    /// Where the noun phrase starts that a name stands in: at its article, if one stands a few words before.
    fn noun_phrase_start(&self, mention: usize) -> usize {
        let start = self.mentions.get(mention).map_or(0, |found| found.tokens.start);
        let word = |at: usize| self.reading.token(at).filter(|token| token.is_word() && self.mention_at(at).is_none());
        let mut back = (start.saturating_sub(3)..start).rev().take_while(|at| word(*at).is_some());
        back.find(|at| word(*at).is_some_and(|token| token.is(Class::Determiner))).unwrap_or(start)
    }

    /// The person or body that a mention is; `None` for a noun phrase and for a pronoun that stays unclear.
    pub(super) fn name(&self, mention: usize) -> Option<String> {
        let found = self.mentions.get(mention)?;
        if found.sort == Sort::Pronoun && self.referents.get(mention).copied().flatten()?.share < NAMED {
            return None;
        }
        self.people.get(self.person(mention)?).map(|person| person.name.clone())
    }

    /// Whether the one named is no person, as far as the article tells.
    fn is_impersonal(&self, mention: usize) -> bool {
        let person = self.person(mention).and_then(|person| self.people.get(person));
        person.is_some_and(|person| !person.is_person())
    }

    /// The role that the article gives the speaker.
    fn role(&self, mention: usize) -> Option<String> {
        self.people.get(self.person(mention)?)?.role.clone()
    }
}
