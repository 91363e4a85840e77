//! Who could be speaking: every name, pronoun and noun phrase of the narration that may be a speaker.

use std::ops::Range;

use foldhash::{HashSet, HashSetExt};

use super::lexicon::Class;
use super::reading::{Kind, Reading, Token};

/// How much a name looks like a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Likeness {
    /// A body, a place, a headline, a fragment of a sentence.
    #[default]
    None,
    /// Words that are nothing else, but that are no known names either.
    Unknown,
    /// A title, a usual given name or a usual surname in its place.
    Person,
}

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
    /// How much a name looks like a person's.
    pub(super) likeness: Likeness,
}

impl Mention {
    /// A phrase that is no name.
    fn plain(sort: Sort, tokens: Range<usize>, head: usize) -> Self {
        Mention { sort, tokens, head, role: None, titled: false, definite: false, likeness: Likeness::None }
    }
}

/// How many tokens there are to a mention, about.
const TOKENS_A_MENTION: usize = 8;

/// Every mention, in reading order, none overlapping another.
pub(super) fn mentions(reading: &Reading<'_>) -> Vec<Mention> {
    let finder = Finder::new(reading);
    let mut found: Vec<Mention> = Vec::with_capacity(reading.tokens.len() / TOKENS_A_MENTION);
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

/// How many words the sieve of the capitalised words has, a power of two.
const SIEVE: usize = 64;

/// The word and the bit of a hash in the sieve.
fn sieved(hash: u64) -> (usize, u64) {
    let upper = (hash >> 32) as usize;
    ((upper >> 6) % SIEVE, 1 << (upper & 63))
}

/// Hashes of the words that are somewhere written small, and somewhere with a capital.
fn small_words(reading: &Reading<'_>) -> HashSet<u64> {
    // Most words are written small alone, which a bit tells of nearly all of them.
    let mut sieve = [0u64; SIEVE];
    let words = || reading.tokens.iter().filter(|token| token.kind == Kind::Word);
    for token in words().filter(|token| token.capital) {
        let (word, bit) = sieved(token.hash);
        if let Some(bits) = sieve.get_mut(word) {
            *bits |= bit;
        }
    }
    let both = words().filter(|token| {
        let (word, bit) = sieved(token.hash);
        !token.capital && sieve.get(word).is_some_and(|bits| bits & bit != 0)
    });
    both.map(|token| token.hash).collect()
}

/// What an article tells about the words that names are made of.
pub(super) struct Finder<'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    /// Hashes of the words that are somewhere written small, and elsewhere with a capital.
    small: HashSet<u64>,
    /// Hashes of the words that are somewhere capitalised inside a sentence that is no headline.
    pub(super) capitals: HashSet<u64>,
    /// Hashes of the words of time and grammar that are somebody's surname here: "May".
    pub(super) surnames: HashSet<u64>,
    /// Sentences all of whose longer words are capitalised.
    pub(super) headlines: HashSet<usize>,
}

impl<'r, 'a> Finder<'r, 'a> {
    fn new(reading: &'r Reading<'a>) -> Self {
        let headlines = headlines(reading);
        let inner = reading.tokens.iter().filter(|token| token.kind == Kind::Word && token.capital && !token.opens);
        let capitals = inner.filter(|token| !headlines.contains(&token.sentence)).map(|token| token.hash).collect();
        let small = small_words(reading);
        let mut finder = Finder { reading, small, capitals, surnames: HashSet::new(), headlines };
        finder.surnames = finder.surnames_among_words();
        finder
    }

    /// Whether a word is somewhere written small.
    pub(super) fn is_small(&self, token: &Token) -> bool {
        token.kind == Kind::Word && (!token.capital || self.small.contains(&token.hash))
    }
}

/// How many letters make a word that a headline capitalises, and how many such words make a headline.
const LONG_WORD: usize = 4;
const HEADLINE: usize = 4;

/// Sentences all of whose longer words are capitalised.
fn headlines(reading: &Reading<'_>) -> HashSet<usize> {
    let mut found = HashSet::new();
    for tokens in reading.tokens.chunk_by(|one, next| one.sentence == next.sentence) {
        let long = |token: &&Token| token.kind == Kind::Word && token.end - token.start >= LONG_WORD;
        let mut words = tokens.iter().filter(long).peekable();
        let sentence = words.peek().map(|token| token.sentence);
        let count = words.clone().count();
        if count >= HEADLINE && words.all(|token| token.capital) {
            found.extend(sentence);
        }
    }
    found
}

/// Words that are no part of a name even with a capital, unless a name surrounds them.
pub(super) const NEVER_NAME: &[Class] = &[
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
            && let Some(name) = self.name(at)
        {
            return Some(name);
        }
        self.nominal(at, token)
    }

    fn pronoun(&self, at: usize, token: &Token) -> Option<Mention> {
        let plain = token.any(&[Class::He, Class::She, Class::They, Class::It]) || token.is(Class::Pronoun);
        let who = token.is(Class::Relative) && matches!(token.entry.map(|entry| entry.word), Some("who" | "which"));
        let us = token.acronym && token.entry.is_some_and(|entry| entry.word == "it");
        (plain || who).then_some(()).filter(|()| !us)?;
        Some(Mention::plain(Sort::Pronoun, at..at + 1, at))
    }

    fn nominal(&self, at: usize, token: &Token) -> Option<Mention> {
        // "Another said", "one of them wrote": people who have no other name.
        let speaks = self.speaks_after(at);
        if speaks && !self.reading.token(at + 1).is_some_and(|next| next.is(Class::Auxiliary)) {
            let word = token.entry.map_or("", |entry| entry.word);
            if matches!(word, "another" | "one" | "some" | "many" | "several" | "both") {
                return Some(self.nominal_at(at, at));
            }
        }
        if token.possessive || token.any(&[Class::Preposition, Class::Auxiliary, Class::Conjunction]) {
            return None;
        }
        let next = self.reading.token(at + 1);
        let noun = token.any(&[Class::Role, Class::Group, Class::Medium]) && (!token.capital || token.opens);
        let compound = || {
            next.is_some_and(|next| {
                next.kind == Kind::Word
                    && next.cue() < 50
                    && (next.any(&[Class::Role, Class::Group, Class::Medium]) || self.nameable(at + 1))
            })
        };
        if noun && !compound() {
            return Some(self.nominal_at(at, at));
        }
        // Any noun that stands where a speaker does: "the hairdresser said", "said the hairdresser".
        let plain = !token.capital
            && token.entry.is_none_or(|entry| entry.cue < 10 && !entry.any(NEVER_NAME) && !entry.is(Class::Adverb));
        if plain && (speaks && self.determined(at) || self.spoken_before(at)) {
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
            } else if !token.is_word() || token.any(NEVER_NAME) {
                return false;
            }
        }
        false
    }

    /// The noun phrase whose head is the token `head`; its start is looked for before `first`.
    pub(super) fn nominal_at(&self, first: usize, head: usize) -> Mention {
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
        Mention { definite, ..Mention::plain(Sort::Nominal, start..head + 1, head) }
    }
}
