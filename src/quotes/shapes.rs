//! The shapes of stretches of an article: a letter for each token or mention.

use super::feature::Letters;
use super::lexicon::{Class, Entry};
use super::mentions::{Mention, Sort};
use super::reading::{Kind, Reading, Token};
use super::scene::Scene;

/// A token as the shapes of stretches need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The mention that it belongs to.
    pub(super) mention: Option<usize>,
    /// A letter for it, or for the whole of its mention.
    symbol: u8,
    /// The first token and the token after the last, of it or of its mention.
    first: usize,
    past: usize,
    /// How many mentions start before it.
    mentions: usize,
}

impl Scene<'_> {
    /// The letters from `from` (inclusive) towards `to` (exclusive), going forward; long stretches lose their middle.
    pub(super) fn pattern(&self, from: usize, to: usize, limit: usize) -> Letters {
        let mut letters = Letters::default();
        let mut at = from;
        let mut count = 0;
        while at < to && count < limit {
            let (symbol, _, past) = self.place(at);
            letters.push(symbol);
            at = past;
            count += 1;
        }
        if at >= to {
            return letters;
        }
        letters.push(b'~');
        let tail = self.pattern_back(to, at, limit);
        tail.as_bytes().iter().rev().for_each(|letter| letters.push(*letter));
        letters
    }

    /// The first letters from a token on, going forward.
    pub(super) fn pattern_ahead(&self, from: usize, limit: usize) -> Letters {
        let mut letters = Letters::default();
        let mut at = from;
        for _ in 0..limit {
            let (symbol, _, past) = self.place(at);
            letters.push(symbol);
            at = past;
        }
        letters
    }

    /// The letters before `from` (exclusive), going back no further than `to`.
    pub(super) fn pattern_back(&self, from: usize, to: usize, limit: usize) -> Letters {
        let mut letters = Letters::default();
        let mut at = from;
        for _ in 0..limit {
            if at <= to {
                break;
            }
            let (symbol, first, _) = self.place(at - 1);
            letters.push(symbol);
            at = first;
        }
        letters
    }

    /// The letter at a token, and where that which it stands for begins and ends.
    fn place(&self, at: usize) -> (u8, usize, usize) {
        self.places.get(at).map_or((b'#', at, at + 1), |place| (place.symbol, place.first, place.past))
    }

    /// How many mentions start between two tokens.
    pub(super) fn mentions_between(&self, from: usize, to: usize) -> usize {
        let before = |token: usize| self.places.get(token).map_or(self.mentions.len(), |place| place.mentions);
        before(to).saturating_sub(before(from))
    }
}

/// What stands at each token of an article.
pub(super) fn places(reading: &Reading<'_>, mentions: &[Mention]) -> Vec<Place> {
    let mut places = Vec::with_capacity(reading.tokens.len());
    let mut next = 0;
    for (at, token) in reading.tokens.iter().enumerate() {
        while mentions.get(next).is_some_and(|mention| mention.tokens.end <= at) {
            next += 1;
        }
        places.push(match mentions.get(next).filter(|mention| mention.tokens.contains(&at)) {
            Some(mention) => Place {
                mention: Some(next),
                symbol: mention_symbol(reading, mention),
                first: mention.tokens.start,
                past: mention.tokens.end,
                mentions: next + usize::from(mention.tokens.start < at),
            },
            None => Place { mention: None, symbol: symbol(token), first: at, past: at + 1, mentions: next },
        });
    }
    places
}

fn symbol(token: &Token) -> u8 {
    match token.kind {
        Kind::Word => word_symbol(token),
        Kind::Number => b'9',
        Kind::Quote(_) => b'Q',
        Kind::Comma => b',',
        Kind::Stop => b'.',
        Kind::Colon => b':',
        Kind::Semicolon => b';',
        Kind::Dash => b'-',
        Kind::OpenBracket => b'(',
        Kind::CloseBracket => b')',
        Kind::Break => b'#',
    }
}

fn mention_symbol(reading: &Reading<'_>, mention: &Mention) -> u8 {
    let head = reading.token(mention.head);
    let possessive = head.is_some_and(|head| head.possessive);
    match mention.sort {
        Sort::Name if possessive => b'm',
        Sort::Name => b'M',
        Sort::Organisation if possessive => b'l',
        Sort::Organisation => b'O',
        Sort::Pronoun => match head {
            Some(head) if head.is(Class::Object) && !head.is(Class::It) => b'i',
            Some(head) if head.is(Class::Possessive) => b'j',
            Some(head) if head.is(Class::Relative) => b'w',
            _ => b'r',
        },
        Sort::Nominal if head.is_some_and(|head| head.is(Class::Medium)) => b's',
        Sort::Nominal => b'n',
    }
}

/// What sort of word stands inside a quotation.
pub(super) fn inner_symbol(entry: Option<&'static Entry>, word: &str) -> u8 {
    let is = |classes: &[Class]| entry.is_some_and(|entry| entry.any(classes));
    if is(&[Class::Pronoun]) {
        b'r'
    } else if is(&[Class::Auxiliary]) {
        b'V'
    } else if is(&[Class::Determiner, Class::Possessive]) {
        b'D'
    } else if is(&[Class::Preposition]) {
        b'P'
    } else if is(&[Class::Conjunction]) {
        b'K'
    } else if word.starts_with(char::is_uppercase) {
        b'X'
    } else if word.starts_with(char::is_numeric) {
        b'9'
    } else {
        b'x'
    }
}

fn word_symbol(token: &Token) -> u8 {
    token.entry.and_then(|entry| entry.symbol).unwrap_or(if token.capital { b'X' } else { b'x' })
}

/// The letter for a word that the lexicon knows, where it is the same with a capital and without.
pub(super) fn entry_symbol(entry: &Entry) -> Option<u8> {
    Some(match (entry.word, entry.cue) {
        ("to", _) => b't',
        ("of", _) => b'o',
        ("by", _) => b'b',
        ("that", _) => b'h',
        ("according", _) => b'a',
        (_, 50..) if entry.is(Class::Tell) => b'T',
        (_, 50..) => b'C',
        (_, 20..) => b'c',
        _ if entry.is(Class::Auxiliary) => b'V',
        _ if entry.is(Class::Preposition) => b'P',
        _ if entry.is(Class::Conjunction) => b'K',
        _ if entry.any(&[Class::Determiner, Class::Possessive]) => b'D',
        _ if entry.is(Class::Adverb) => b'A',
        _ if entry.is(Class::Time) => b'd',
        _ => return None,
    })
}
