//! Whose words a message says that its passages are: "Reed said “…”", "“…” — Reed", "As Reed put it", "Reed: …".

use std::ops::Range;

use super::mention::{KnownNames, Mention, Sort, Word, is_name, mentions, words};
use super::words::{List, is_negation};
use crate::index::Person;
use crate::text;

/// How many sentences before a quotation may name its speaker.
const SENTENCES_BEFORE: usize = 3;
/// How far behind a name its verb may stand, in words.
const NEAR: usize = 12;
/// How many words may name a speaker in a line below a quotation.
const SIGNATURE: usize = 8;

/// Whom a message names as the speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claimed {
    /// As the message has it.
    pub(super) phrase: String,
    /// Whom it may mean, by name; nobody where it gives a role alone.
    pub(super) names: Vec<String>,
    /// Whether the message says that this person did not say it.
    pub(super) denied: bool,
    /// Whether it says so in so many words, and does not only mention somebody nearby.
    pub(super) sure: bool,
}

impl Claimed {
    fn by(mention: &Mention) -> Option<Claimed> {
        let names = if mention.sort == Sort::Name { vec![mention.name.clone()] } else { Vec::new() };
        (mention.sort != Sort::Pronoun).then(|| Claimed {
            phrase: mention.name.clone(),
            names,
            denied: false,
            sure: true,
        })
    }

    fn any_of(mentions: &[&Mention]) -> Option<Claimed> {
        let names: Vec<String> = mentions.iter().map(|mention| mention.name.clone()).collect();
        Some(Claimed { phrase: names.first()?.clone(), names, denied: false, sure: false })
    }
}

/// What a stretch of a message says of the speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    /// This one.
    By(Claimed),
    /// "He said": whoever was named before.
    Before,
}

/// A message, ready to be asked who is named as the speaker of its quotations.
pub(super) struct Naming<'m> {
    message: &'m str,
    known: KnownNames,
    /// What stands in quotation marks: bytes of the message.
    quoted: &'m [Range<usize>],
}

/// A stretch with its words and whom it mentions.
struct Stretch<'m> {
    text: &'m str,
    words: Vec<Word<'m>>,
    mentions: Vec<Mention>,
}

impl<'m> Naming<'m> {
    pub(super) fn new(message: &'m str, people: &[&Person], quoted: &'m [Range<usize>]) -> Self {
        Naming { message, known: KnownNames::among(people, message), quoted }
    }

    fn stretch(&self, text: &'m str) -> Stretch<'m> {
        let words = words(text);
        let mentions = mentions(&words, &self.known);
        Stretch { text, words, mentions }
    }

    /// What stands between the quotation before this one and it, and between it and the one after.
    fn around(&self, quotation: usize) -> (&'m str, &'m str) {
        let own = self.quoted.get(quotation).cloned().unwrap_or(0..0);
        let start = quotation.checked_sub(1).and_then(|before| self.quoted.get(before)).map_or(0, |before| before.end);
        let end = self.quoted.get(quotation + 1).map_or(self.message.len(), |next| next.start);
        let slice = |range: Range<usize>| self.message.get(range).unwrap_or_default();
        (slice(start..own.start), slice(own.end..end))
    }

    /// Who is named as the speaker of a quotation; `previous` is who is named for the one before. `otherwise` tells whom
    /// a reader of news would take for the speaker, where the sentence has no form that is known here.
    pub(super) fn of_quotation(
        &self,
        quotation: usize,
        previous: Option<&Claimed>,
        otherwise: impl FnOnce() -> Option<String>,
    ) -> Option<Claimed> {
        let (before, after) = self.around(quotation);
        let place = self.quoted.get(quotation).cloned().unwrap_or(0..0);
        let own = self.message.get(place.clone()).unwrap_or_default();
        let sentence = self.stretch(last_sentence(before));
        let begun = place.start.saturating_sub(sentence.text.len());
        let behind = self.stretch(first_sentence(after));
        let is_last = quotation + 1 >= self.quoted.len();
        let next_is_introduced = !is_last && after.trim_end_matches(is_mark).trim_end().ends_with(':');
        let goes_on = own.trim_end().ends_with(',') || after.trim_start_matches(is_mark).starts_with(',');
        let signed = signature(&behind).or_else(|| self.signed_below(after));
        let told = signed
            .or_else(|| goes_on.then(|| behind.attribution()).flatten())
            .or_else(|| sentence.introduction())
            .or_else(|| (!next_is_introduced).then(|| behind.attribution()).flatten());
        match told {
            Some(Told::By(claimed)) => return Some(claimed),
            Some(Told::Before) => return previous.cloned().or_else(|| self.named_before(begun)),
            None => {}
        }
        let named: Vec<&Mention> = sentence.mentions.iter().filter(|mention| is_name(mention)).collect();
        if !named.is_empty() {
            if let Some(name) = otherwise() {
                return Some(Claimed { phrase: name.clone(), names: vec![name], denied: false, sure: true });
            }
            return Claimed::any_of(&named);
        }
        if let Some(previous) = previous {
            return Some(previous.clone());
        }
        let later = || {
            let mut rest = sentences(after).into_iter().filter(|sentence| text::tokens(sentence).next().is_some());
            rest.find_map(|sentence| match self.stretch(sentence).attribution() {
                Some(Told::By(claimed)) => Some(claimed),
                _ => None,
            })
        };
        self.named_before(begun).or_else(later)
    }

    /// The nearest sentence before a place that names anybody.
    fn named_before(&self, place: usize) -> Option<Claimed> {
        // Between quotations that stand before it people are named as well.
        let gaps = std::iter::once(0).chain(self.quoted.iter().map(|quoted| quoted.end));
        let gaps = gaps.zip(self.quoted.iter().map(|quoted| quoted.start).chain([self.message.len()]));
        let gaps: Vec<(usize, usize)> = gaps.filter(|(start, _)| *start < place).collect();
        let stretches = gaps.into_iter().rev().filter_map(|(start, end)| self.message.get(start..end.min(place)));
        let all = stretches.flat_map(|stretch| sentences(stretch).into_iter().rev()).map(|text| self.stretch(text));
        for sentence in all.filter(|sentence| !sentence.words.is_empty()).take(SENTENCES_BEFORE) {
            let named: Vec<&Mention> = sentence.mentions.iter().filter(|mention| is_name(mention)).collect();
            if !named.is_empty() {
                return Claimed::any_of(&named);
            }
        }
        None
    }

    /// A name on the line below, where nothing follows the quotation on its own.
    fn signed_below(&self, after: &'m str) -> Option<Told> {
        let (own, below) = after.split_once('\n')?;
        let line = below.lines().find(|line| !line.trim().is_empty())?;
        let line = self.stretch(line);
        let first = line.mentions.first().filter(|mention| mention.first == 0 && is_name(mention))?;
        let short = line.words.len() <= SIGNATURE && text::tokens(own).next().is_none();
        let ends = line.words.get(first.end).is_none_or(|next| next.gap.contains([',', '(', '/', '|']));
        (short && ends).then(|| Claimed::by(first).map(Told::By)).flatten()
    }

    /// Who is named as the speaker of a sentence that has no marks, and what is left of it: bytes of the sentence.
    pub(super) fn of_sentence(&self, sentence: &'m str) -> Option<(Claimed, Range<usize>)> {
        let stretch = self.stretch(sentence);
        let words = &stretch.words;
        let from = |at: usize| words.get(at).map(|word| word.start);
        let first = stretch.mentions.first()?;
        if first.first == 0 && first.sort != Sort::Pronoun {
            // "Reed: we will …", "Reed on the ferry: we will …".
            let colon = (first.end..words.len().min(first.end + NEAR)).find(|at| gap(words, *at).contains(':'));
            let plain = |at: usize| {
                at == first.end || words.get(first.end).is_some_and(|word| List::Circumstances.has(&word.folded))
            };
            if let Some(at) = colon.filter(|at| plain(*at)) {
                return Some((Claimed::by(first)?, from(at)?..sentence.len()));
            }
            // "Reed said that we will …".
            let verb = verb_after(words, first.end)?;
            let speaker = stretch.subject(verb)?;
            let mut at = verb + 1;
            // "told reporters that".
            if let Some(that) = (at..words.len().min(at + 4)).find(|at| {
                words.get(*at).is_some_and(|word| word.folded == "that") || gap(words, *at).contains([',', ':'])
            }) {
                at = if gap(words, that).contains([',', ':']) { that } else { that + 1 };
            }
            let told = stretch.claimed(speaker, verb)?;
            return Some((told, from(at)?..sentence.len()));
        }
        // "We will …, Reed said", "… said Reed", "… — Reed", "… according to Reed".
        let last = stretch.mentions.iter().rev().find(|mention| is_name(mention))?;
        let start = (1..=last.first)
            .rev()
            .find(|at| gap(words, *at).contains([',', '—', '–']) || gap(words, *at).contains(" - "))?;
        let tail = sentence.get(from(start)? - gap(words, start).len()..)?;
        let tail = self.stretch(tail);
        let Some(Told::By(claimed)) = signature(&tail).or_else(|| tail.attribution()) else { return None };
        Some((claimed, 0..from(start)? - gap(words, start).len()))
    }
}

impl Stretch<'_> {
    /// Who is named before a quotation opens.
    fn introduction(&self) -> Option<Told> {
        let words = &self.words;
        let last = words.len().checked_sub(1)?;
        let end = words.get(last).and_then(|last| self.text.get(last.start + last.text.len()..)).unwrap_or_default();
        let opened = end.contains([':', '—', '–']) || end.contains(" -");
        // "according to Reed", "in the words of Reed", "a quote from Reed".
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1);
            let to = word.folded == "according" && next.is_some_and(|next| next.folded == "to");
            let of = List::Words.has(&word.folded)
                && next.is_some_and(|next| next.folded == "of" || List::From.has(&next.folded));
            if to || of {
                return self.name_at(at + 2);
            }
        }
        // "Reed's words", "in Reed's own words".
        let owner = self.mentions.iter().rev().find(|mention| mention.possessive && mention.sort != Sort::Pronoun);
        if let Some(owner) = owner {
            let rest = words.get(owner.end..).unwrap_or_default();
            if rest.len() <= 4
                && (rest.is_empty() || rest.iter().any(|word| List::Words.has(&word.folded)))
                && !rest.iter().any(|word| List::Utters.has(&word.folded) && !List::Words.has(&word.folded))
            {
                let subject = self.subject_of_last_verb(owner.first);
                return subject.or_else(|| Claimed::by(owner).map(Told::By));
            }
        }
        if let Some(told) = self.subject_of_last_verb(words.len()) {
            return Some(told);
        }
        // "Reed: “…”", "Reed on the ferry: “…”".
        let first = self.mentions.iter().find(|mention| mention.sort != Sort::Pronoun)?;
        let circumstances = words.get(first.end).is_none_or(|next| {
            List::Circumstances.has(&next.folded)
                || next.gap.contains([',', '(', '@'])
                || next.folded.chars().all(|character| character.is_numeric())
        });
        (opened && circumstances && !first.possessive).then(|| Claimed::by(first).map(Told::By)).flatten()
    }

    /// The subject of the last verb that brings words, among the words before `end`.
    fn subject_of_last_verb(&self, end: usize) -> Option<Told> {
        let words = self.words.get(..end)?;
        let verb = words.iter().rposition(|word| List::Utters.has(&word.folded))?;
        let word = words.get(verb)?;
        // "was told by Reed".
        if words.get(verb + 1).is_some_and(|next| next.folded == "by") {
            return self.name_at(verb + 2);
        }
        // "quoted Reed as saying", "quoting Reed".
        if verb > 0 && words.get(verb - 1).is_some_and(|before| before.folded == "as")
            || List::PassesOn.has(&word.folded) && words.get(verb + 1).is_some()
        {
            let near = |mention: &&Mention| mention.end < verb || mention.first == verb + 1;
            if let Some(mention) = self.mentions.iter().rev().find(near) {
                return Claimed::by(mention).map(Told::By);
            }
        }
        if let Some(speaker) = self.subject(verb) {
            if speaker.sort == Sort::Pronoun {
                return Some(Told::Before);
            }
            return self.claimed(speaker, verb).map(Told::By);
        }
        // "Said Reed: “…”".
        if verb == 0 { self.name_at(1) } else { None }
    }

    fn claimed(&self, speaker: &Mention, verb: usize) -> Option<Claimed> {
        let between = self.words.get(speaker.end..verb).unwrap_or_default();
        let question = self
            .words
            .first()
            .is_some_and(|first| speaker.first > 0 && List::Adverbs.has(first.folded.trim_end_matches("n't")));
        let negated = |word: &Word<'_>| is_negation(&word.folded) || word.folded.starts_with("den");
        let denied = !question && between.iter().any(negated);
        Some(Claimed { denied, ..Claimed::by(speaker)? })
    }

    /// Who is the subject of a verb: whoever stands right before it, or first in its clause.
    fn subject(&self, verb: usize) -> Option<&Mention> {
        let word = |at: usize| self.words.get(at);
        // "…, and Reed said": another clause begins.
        let begun = (1..verb).rev().find(|at| {
            word(*at).is_some_and(|word| List::Joins.has(&word.folded))
                && self
                    .mentions
                    .iter()
                    .any(|mention| mention.first > *at && mention.end <= verb && mention.sort != Sort::Role)
                || gap(&self.words, *at).contains([';', '\n'])
        });
        let begun = begun.unwrap_or(0);
        let before = |mention: &&Mention| {
            let at = mention.first.checked_sub(1);
            let follows_preposition = at.and_then(word).is_some_and(|word| List::Prepositions.has(&word.folded));
            mention.first >= begun
                && mention.end <= verb
                && !mention.possessive
                && !(follows_preposition && mention.first > begun)
        };
        let related = |mention: &&Mention| {
            // "…, who beat Moss,": of somebody else.
            let opened =
                (begun..mention.first).rev().find(|at| word(*at).is_some_and(|word| List::Relative.has(&word.folded)));
            opened.is_some_and(|opened| self.mentions.iter().any(|other| other.end == opened && before(&other)))
        };
        let apposed = |mention: &&Mention| {
            mention.sort == Sort::Role && mention.first > begun && gap(&self.words, mention.first).contains(',')
        };
        let candidates: Vec<&Mention> =
            self.mentions.iter().filter(before).filter(|mention| !related(mention) && !apposed(mention)).collect();
        let adjacent = |mention: &&&Mention| {
            let between = self.words.get(mention.end..verb).unwrap_or_default();
            between.iter().all(|word| List::Adverbs.has(&word.folded) || is_negation(&word.folded))
        };
        let nearest = candidates.iter().rev().find(adjacent).copied();
        nearest.or_else(|| candidates.first().copied())
    }

    /// Who is named behind a quotation as the one who said it.
    fn attribution(&self) -> Option<Told> {
        let words = &self.words;
        let first = words.first()?;
        let folded = |at: usize| words.get(at).map_or("", |word| word.folded.as_str());
        let lead = if first.folded == "as" { 1 } else { 0 };
        if first.folded == "according" && folded(1) == "to" {
            return self.name_at(2);
        }
        if List::From.has(&first.folded) {
            return self.name_at(1);
        }
        if first.folded == "in"
            || first.folded == "is"
            || first.folded == "was"
            || matches!(first.folded.as_str(), "that" | "this" | "it" | "that's" | "it's" | "thats")
        {
            // "is what Reed said", "That was Reed", "was said by Reed".
            let by = words.iter().position(|word| List::From.has(&word.folded)).and_then(|at| self.name_at(at + 1));
            let named = || self.mentions.iter().find(|mention| is_name(mention)).filter(|mention| mention.first <= 4);
            return by.or_else(|| Claimed::by(named()?).map(Told::By));
        }
        let verb_first = List::Utters.has(folded(lead));
        if verb_first && folded(lead + 1) == "by" {
            return self.name_at(lead + 2);
        }
        if verb_first {
            // "said Recorder Helen Moss of Ashford".
            let ends = |at: &usize| List::Prepositions.has(folded(*at)) || List::Joins.has(folded(*at));
            let end = (lead + 1..words.len()).find(ends).unwrap_or(words.len());
            let mut spoken = self.mentions.iter().filter(|mention| mention.first > lead && mention.first < end);
            let speaker = spoken.next()?;
            let name = if speaker.sort == Sort::Role {
                spoken
                    .find(|other| is_name(other) && gap(words, other.first).contains(',') && other.first == speaker.end)
            } else {
                None
            };
            return told(name.unwrap_or(speaker));
        }
        let subject = self.mentions.first().filter(|mention| mention.first == lead)?;
        let verb = verb_after(words, subject.end.saturating_sub(usize::from(subject.possessive)))?;
        let joined = (subject.end..verb).any(|at| List::Joins.has(folded(at)) || gap(words, at).contains([';', '\n']));
        if joined {
            return None;
        }
        let speaker = self.subject(verb).unwrap_or(subject);
        match told(speaker)? {
            Told::Before => Some(Told::Before),
            Told::By(_) => self.claimed(speaker, verb).map(Told::By),
        }
    }

    /// The name that stands at a place, titles before it included.
    fn name_at(&self, at: usize) -> Option<Told> {
        let here = |mention: &&Mention| mention.first == at || mention.first == at + 1;
        told(self.mentions.iter().find(here)?)
    }
}

fn told(mention: &Mention) -> Option<Told> {
    if mention.sort == Sort::Pronoun {
        return Some(Told::Before);
    }
    Claimed::by(mention).map(Told::By)
}

/// "— Reed, in Ashford", "(Reed)", "- Reed".
fn signature(stretch: &Stretch<'_>) -> Option<Told> {
    let lead = stretch.words.first()?.gap;
    let marked = lead.contains(['—', '–', '~', '(', '['])
        || lead.contains(" -")
        || lead.contains("--")
        || lead.trim_start().starts_with('-');
    let first = stretch.mentions.first().filter(|mention| mention.first == 0 && mention.sort != Sort::Pronoun)?;
    let next = stretch.words.get(first.end);
    let ends = next.is_none_or(|next| {
        next.gap.contains([',', '(', ')', ']', '/', '|', '\n', '@', '.'])
            || List::Circumstances.has(&next.folded)
            || next.folded.chars().all(|character| character.is_ascii_digit())
    });
    // Without a dash, a name that nothing follows: "“…” Ann Reed, 2016".
    let bare = first.sort == Sort::Name
        && next.is_none_or(|next| {
            next.gap.contains([',', '(']) || next.folded.chars().all(|character| character.is_ascii_digit())
        });
    let after_mark = lead.trim_start_matches(is_mark).trim_start();
    let fits = marked && ends || bare && !after_mark.starts_with(',');
    fits.then(|| Claimed::by(first).map(Told::By)).flatten()
}

/// The first verb that brings words, near a place.
fn verb_after(words: &[Word<'_>], from: usize) -> Option<usize> {
    (from..words.len().min(from + NEAR)).find(|at| words.get(*at).is_some_and(|word| List::Utters.has(&word.folded)))
}

fn gap<'m>(words: &[Word<'m>], at: usize) -> &'m str {
    words.get(at).map_or("", |word| word.gap)
}

fn is_mark(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '‘' | '’' | '\'')
}

fn sentences(stretch: &str) -> Vec<&str> {
    let line = |line: &'_ str| text::sentences(line);
    stretch.lines().flat_map(|text| line(text).into_iter().filter_map(move |range| text.get(range))).collect()
}

fn last_sentence(stretch: &str) -> &str {
    let line = stretch.rsplit('\n').next().unwrap_or_default();
    let Some(last) = text::sentences(line).pop() else { return "" };
    line.get(last.start..).unwrap_or_default()
}

fn first_sentence(stretch: &str) -> &str {
    let line = stretch.split('\n').next().unwrap_or_default();
    let has_words =
        |range: &Range<usize>| line.get(range.clone()).is_some_and(|text| text::tokens(text).next().is_some());
    let Some(first) = text::sentences(line).into_iter().find(has_words) else { return "" };
    // What stands between the mark and the sentence tells how it goes on.
    line.get(..first.end).unwrap_or_default()
}
