//! A letter for each token or mention of an article, of which the shapes of stretches are made.

use super::lexicon::{Class, Entry};
use super::mentions::{Mention, Sort};
use super::reading::{Kind, Reading, Token};

/// A token as the shapes of stretches need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The mention that it belongs to.
    pub(super) mention: Option<usize>,
    /// A letter for it, or for the whole of its mention.
    pub(super) symbol: u8,
    /// The first token and the token after the last, of it or of its mention.
    pub(super) first: usize,
    pub(super) past: usize,
    /// How many mentions start before it.
    pub(super) mentions: usize,
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
