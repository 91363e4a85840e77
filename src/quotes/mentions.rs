//! Who could be speaking: every name, pronoun and noun phrase of the narration that may be a speaker.

use std::ops::Range;

use foldhash::{HashSet, HashSetExt};

use super::lexicon::Class;
use super::reading::{Kind, Reading, Token};

/// What sort of phrase a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    /// A person's name, or what looks like one.
    Name,
    /// A body, an outlet, a place: a name that is no person's.
    Organisation,
    /// "he", "she", "they", "it", "I", "we", "who", and their other forms.
    Pronoun,
    /// "the mayor", "officials", "the report".
    Nominal,
}

/// A phrase that may be a speaker.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) sort: Sort,
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Its most telling token: the surname, the noun, the pronoun.
    pub(super) head: usize,
    /// The title or role written with a name: tokens.
    pub(super) role: Option<Range<usize>>,
    /// Whether a title stands in front of the name.
    pub(super) titled: bool,
    /// Whether "the" stands in front.
    pub(super) definite: bool,
}

/// Longest run of capitalised words that is still read as one name.
const LONGEST_NAME: usize = 12;

/// Every mention, in reading order, none overlapping another.
pub(super) fn mentions(reading: &Reading<'_>) -> Vec<Mention> {
    let finder = Finder { reading, small: small_words(reading), capitals: inner_capitals(reading) };
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while let Some(token) = reading.token(at) {
        let mut mention = if token.kind == Kind::Word { finder.mention(at, token) } else { None };
        if let (Some(mention), Some(before)) = (mention.as_mut(), found.last()) {
            // "her spokesman": the pronoun before the noun is a mention of its own.
            mention.tokens.start = mention.tokens.start.max(before.tokens.end);
        }
        at = mention.as_ref().map_or(at, |mention| mention.tokens.end.saturating_sub(1)) + 1;
        found.extend(mention);
    }
    found
}

/// Hashes of the words that are somewhere written small.
fn small_words(reading: &Reading<'_>) -> HashSet<u64> {
    let small = reading.tokens.iter().filter(|token| token.kind == Kind::Word && !token.capital);
    // Most words are written small, and about half of them are repeated.
    let mut words = HashSet::with_capacity(reading.tokens.len() / 2);
    words.extend(small.map(|token| token.hash));
    words
}

/// Hashes of the words that are somewhere capitalised inside a sentence.
fn inner_capitals(reading: &Reading<'_>) -> HashSet<u64> {
    let inner = reading.tokens.iter().filter(|token| token.kind == Kind::Word && token.capital && !token.opens);
    inner.map(|token| token.hash).collect()
}

struct Finder<'r, 'a> {
    reading: &'r Reading<'a>,
    small: HashSet<u64>,
    capitals: HashSet<u64>,
}

/// Words that are no part of a name even with a capital, unless a name surrounds them.
const NEVER_NAME: &[Class] = &[
    Class::Determiner,
    Class::Preposition,
    Class::Conjunction,
    Class::Auxiliary,
    Class::Pronoun,
    Class::Object,
    Class::Relative,
    Class::Opener,
    Class::Time,
];

impl Finder<'_, '_> {
    fn mention(&self, at: usize, token: &Token) -> Option<Mention> {
        if let Some(pronoun) = self.pronoun(at, token) {
            return Some(pronoun);
        }
        if token.capital
            && let Some(name) = self.name(at, token)
        {
            return Some(name);
        }
        self.nominal(at, token)
    }

    fn pronoun(&self, at: usize, token: &Token) -> Option<Mention> {
        let plain = token.any(&[Class::He, Class::She, Class::They, Class::It]) || token.is(Class::Pronoun);
        let who = matches!(token.entry.map(|entry| entry.word), Some("who" | "which"));
        let us = token.acronym && token.entry.is_some_and(|entry| entry.word == "it");
        (plain || who).then_some(()).filter(|()| !us)?;
        Some(Mention { sort: Sort::Pronoun, tokens: at..at + 1, head: at, role: None, titled: false, definite: false })
    }

    /// Whether a capitalised word may belong to a name.
    fn nameable(&self, token: &Token) -> bool {
        if token.kind != Kind::Word || !token.capital {
            return false;
        }
        if token.any(NEVER_NAME) {
            // "Will Hurd", "May", "March": given names are names where a sentence does not open.
            return !token.opens && token.any(&[Class::GivenHe, Class::GivenShe, Class::Given]);
        }
        true
    }

    fn name(&self, at: usize, token: &Token) -> Option<Mention> {
        if !self.nameable(token) {
            return None;
        }
        let end = self.name_end(at);
        let tokens = at..end;
        let alone = tokens.len() == 1;
        if token.opens && alone && !self.name_at_opening(at, token) {
            return None;
        }
        // "Republicans", "Officials", "House Democrats": people, but no name.
        let last = self.reading.token(end - 1)?;
        let plural = last.is(Class::Role) && !last.is(Class::Title);
        if plural && tokens.len() <= 3 {
            return Some(self.nominal_at(at, end - 1));
        }
        // "Justice Department" opens with no title.
        let body = last.is(Class::Organisation) && !last.any(&[Class::Title, Class::Role]);
        let start = if body { at } else { self.name_start(&tokens) };
        let definite = at
            .checked_sub(1)
            .and_then(|before| self.reading.token(before))
            .is_some_and(|before| before.paragraph == token.paragraph && before.is(Class::Determiner));
        if start == tokens.end {
            // A title alone: "the President", "Attorney General".
            return Some(Mention { definite, ..self.nominal_at(at, end - 1) });
        }
        let before_name = self.role_before(at);
        let titled = start > at || before_name.is_some();
        let given =
            self.reading.token(start).is_some_and(|first| first.any(&[Class::GivenHe, Class::GivenShe, Class::Given]));
        let body = self.is_body(start..end);
        let sort = if body && !given || definite && start == at && !given { Sort::Organisation } else { Sort::Name };
        let role = match (start > at, before_name) {
            (_, Some(before)) => Some(before..start),
            (true, None) => Some(at..start),
            (false, None) => None,
        };
        let mut head = end - 1;
        while head > start && self.reading.token(head).is_some_and(|token| token.is(Class::Suffix)) {
            head -= 1;
        }
        Some(Mention { sort, tokens: start..end, head, role, titled: titled && sort == Sort::Name, definite })
    }

    /// Where the run of name words that starts here ends.
    fn name_end(&self, at: usize) -> usize {
        let token = |index: usize| self.reading.token(index);
        let mut end = at + 1;
        while end - at < LONGEST_NAME && token(end - 1).is_some_and(|last| !last.possessive) {
            let next = token(end);
            if next.is_some_and(|next| self.nameable(next) && !next.opens) {
                end += 1;
            } else if next.is_some_and(|next| next.is(Class::Particle))
                && token(end + 1).is_some_and(|after| self.nameable(after))
            {
                end += 2;
            } else if let Some(after) = self.of_phrase(end) {
                end = after;
            } else {
                break;
            }
        }
        end
    }

    /// The end of "of (the) Justice" after a body or a title that stands before `end`.
    fn of_phrase(&self, end: usize) -> Option<usize> {
        let last = self.reading.token(end.checked_sub(1)?)?;
        let takes_of = last.any(&[Class::Organisation, Class::Title]);
        let word = self.reading.token(end)?;
        if !takes_of || word.capital || !matches!(word.entry.map(|entry| entry.word), Some("of" | "for")) {
            return None;
        }
        let mut next = end + 1;
        if self.reading.token(next)?.is(Class::Determiner) {
            next += 1;
        }
        self.nameable(self.reading.token(next)?).then_some(next + 1)
    }

    /// Where the name proper starts in a run that may open with titles; the run's end if it is titles alone.
    fn name_start(&self, tokens: &Range<usize>) -> usize {
        let given = |token: &Token| token.any(&[Class::GivenHe, Class::GivenShe, Class::Given]);
        let mut start = tokens.start;
        for index in tokens.clone() {
            let Some(token) = self.reading.token(index) else { break };
            if index > tokens.start && given(token) && index + 1 < tokens.end && start < index {
                // "New York City Mayor Bill de Blasio": the title was the last word before the given name.
                let title =
                    self.reading.token(index - 1).is_some_and(|before| before.any(&[Class::Title, Class::Role]));
                if title {
                    start = index;
                }
            }
            if token.any(&[Class::Title, Class::Role]) && !(given(token) && index == tokens.start) {
                start = index + 1;
                let of = self.reading.token(start).filter(|of| !of.capital && start < tokens.end);
                if of.is_some_and(|of| matches!(of.entry.map(|entry| entry.word), Some("of" | "for"))) {
                    // "Secretary of State Hillary Clinton": the office takes one word, or ends at a given name.
                    let rest = start + 1..tokens.end;
                    let named = rest.clone().skip(1).find(|index| self.reading.token(*index).is_some_and(given));
                    let last_two = tokens.end.saturating_sub(2).max(start + 2);
                    start = named.unwrap_or(if rest.len() >= 3 { last_two } else { tokens.end });
                    break;
                }
            }
        }
        start.min(tokens.end)
    }

    fn is_body(&self, tokens: Range<usize>) -> bool {
        let mut body = false;
        for index in tokens.clone() {
            let Some(token) = self.reading.token(index) else { break };
            body |= token.is(Class::Organisation) || token.acronym && token.end - token.start <= 6;
            body |= token.is(Class::Place) && tokens.len() <= 2;
        }
        body
    }

    /// A capitalised word at the opening of a sentence: a name if the article writes it so elsewhere, or never small.
    fn name_at_opening(&self, at: usize, token: &Token) -> bool {
        if self.capitals.contains(&token.hash) || token.possessive || token.acronym {
            return true;
        }
        if token.any(&[Class::Role, Class::Group, Class::Medium, Class::Adverb]) || self.small.contains(&token.hash) {
            return false;
        }
        if token.entry.is_some_and(|entry| entry.cue > 0) {
            return false;
        }
        // "Sadly, …" and "Asking …": an adverb or a participle.
        let word = self.reading.word(at);
        !(word.ends_with("ly") || word.ends_with("ing"))
    }

    /// Small words of office before a name: "spokesman", "former campaign manager".
    fn role_before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let token = self.reading.token(before)?;
        let office = token.kind == Kind::Word && token.any(&[Class::Title, Class::Role]) && !token.capital;
        if !office || token.possessive {
            return None;
        }
        let mut start = before;
        while before - start < 4 {
            let Some(previous) = start.checked_sub(1).and_then(|index| self.reading.token(index)) else { break };
            let part = previous.kind == Kind::Word
                && previous.paragraph == token.paragraph
                && !previous.possessive
                && !previous.any(NEVER_NAME)
                && previous.cue() < 20
                && !previous.is(Class::Adverb);
            if !part {
                break;
            }
            start -= 1;
        }
        Some(start)
    }

    fn nominal(&self, at: usize, token: &Token) -> Option<Mention> {
        // "Another said", "one of them wrote": people who have no other name.
        let word = token.entry.map_or("", |entry| entry.word);
        let lone = matches!(word, "another" | "one" | "some" | "many" | "several" | "both");
        if lone && !self.reading.token(at + 1).is_some_and(|next| next.is(Class::Auxiliary)) && self.speaks_after(at) {
            return Some(self.nominal_at(at, at));
        }
        if token.possessive || token.any(&[Class::Preposition, Class::Auxiliary, Class::Conjunction]) {
            return None;
        }
        let next = self.reading.token(at + 1);
        let noun = token.any(&[Class::Role, Class::Group, Class::Medium]) && (!token.capital || token.opens);
        let compound = next.is_some_and(|next| {
            next.kind == Kind::Word
                && (next.any(&[Class::Role, Class::Group, Class::Medium]) || self.nameable(next))
                && next.cue() < 50
        });
        if noun && !compound {
            return Some(self.nominal_at(at, at));
        }
        // Any noun that stands where a speaker does: "the hairdresser said", "said the hairdresser".
        let plain = !token.capital
            && token.entry.is_none_or(|entry| entry.cue < 10 && !entry.any(NEVER_NAME) && !entry.is(Class::Adverb));
        if plain && (self.speaks_after(at) && self.determined(at) || self.spoken_before(at)) {
            return Some(self.nominal_at(at, at));
        }
        None
    }

    /// Whether a strong cue follows, over auxiliaries and adverbs.
    fn speaks_after(&self, at: usize) -> bool {
        for index in at + 1..at + 4 {
            let Some(token) = self.reading.token(index) else { return false };
            if token.cue() >= 40 {
                return true;
            }
            if !token.any(&[Class::Auxiliary, Class::Adverb]) {
                return false;
            }
        }
        false
    }

    /// Whether a determiner stands a few plain words before.
    fn determined(&self, at: usize) -> bool {
        (1..=4).find_map(|back| {
            let token = self.reading.token(at.checked_sub(back)?)?;
            if token.any(&[Class::Determiner, Class::Possessive]) || token.possessive {
                return Some(true);
            }
            (token.kind != Kind::Word || token.any(NEVER_NAME)).then_some(false)
        }) == Some(true)
    }

    /// Whether "said the (adjective)" stands before, and the phrase goes no further.
    fn spoken_before(&self, at: usize) -> bool {
        let ends = self.reading.token(at + 1).is_none_or(|next| next.kind != Kind::Word || next.any(NEVER_NAME));
        if !ends {
            return false;
        }
        let mut determiner = false;
        for back in 1..=4 {
            let Some(token) = at.checked_sub(back).and_then(|index| self.reading.token(index)) else { return false };
            if determiner {
                return token.cue() >= 40;
            }
            if token.any(&[Class::Determiner, Class::Possessive]) {
                determiner = true;
            } else if token.kind != Kind::Word || token.any(NEVER_NAME) {
                return false;
            }
        }
        false
    }

    /// The noun phrase whose head is the token `head`; its start is looked for before `first`.
    fn nominal_at(&self, first: usize, head: usize) -> Mention {
        let mut start = first;
        let mut definite = false;
        for back in 1..=4 {
            let Some(index) = first.checked_sub(back) else { break };
            let Some(token) = self.reading.token(index) else { break };
            if token.any(&[Class::Determiner, Class::Possessive]) && token.kind == Kind::Word {
                definite = token.entry.is_some_and(|entry| entry.word == "the");
                start = index;
                break;
            }
            if token.kind != Kind::Word || token.any(NEVER_NAME) || token.possessive || token.cue() >= 30 {
                break;
            }
        }
        Mention { sort: Sort::Nominal, tokens: start..head + 1, head, role: None, titled: false, definite }
    }
}
