//! Days whose month has a name.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::numbers::{Number, Token, folded};
use crate::text;

/// The number of each month's names.
static MONTHS: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
    let lines = include_str!("months.txt").lines().filter(|line| !line.starts_with('#'));
    let named = lines.filter_map(|line| {
        let (number, names) = line.split_once(' ')?;
        let number: i8 = number.parse().ok()?;
        Some(names.split(' ').map(move |name| (folded(&name.replace('+', " ")), number)))
    });
    named.flatten().collect()
});

/// `Wed, 24 Jan 2018 …`, `January 24, 2018`, `2018 Jan 24`.
pub(super) fn named(tokens: &[Token]) -> Option<Date> {
    (0..tokens.len()).find_map(|at| {
        let (month, length) = month(tokens, at)?;
        let before = last_number(tokens.get(..at)?);
        let mut after = tokens.get(at + length..)?.iter().filter_map(number);
        let (next, then) = (after.next(), after.next());
        let years = || tokens.iter().filter_map(number).filter(|number| number.is_year());
        let day = |number: Option<&Number>| number.and_then(Number::small).filter(|day| (1..=31).contains(day));
        let year = |number: Option<&Number>| number.filter(|number| number.is_year()).and_then(Number::year);
        let short = |number: Option<&Number>| number.filter(|number| number.digits == 2).and_then(Number::year);
        let (year, day) = match (day(before), day(next)) {
            // "Issue 3, January 24, 2018"
            (_, Some(day)) if year(then).is_some() => (year(then), day),
            // "24 January 2018 at 4"
            (Some(day), _) if year(next).is_some() => (year(next), day),
            // "Jan 24 16:29:06 PST 2018", "2018 Jan 24"; what was before the month may be the year.
            (None, Some(day)) => (years().next().map_or_else(|| short(then), Number::year), day),
            (Some(day), _) => (short(next).or_else(|| years().next().and_then(Number::year)), day),
            (None, None) => return None,
        };
        Date::new(year?, month, day).ok()
    })
}

/// The month whose name begins here, and how many words it has.
fn month(tokens: &[Token], at: usize) -> Option<(i8, usize)> {
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    };
    let first = word(at)?;
    let two = word(at + 1).and_then(|second| MONTHS.get(&format!("{first} {second}")));
    two.map(|month| (*month, 2)).or_else(|| MONTHS.get(first).map(|month| (*month, 1)))
}

fn number(token: &Token) -> Option<&Number> {
    match token {
        Token::Number(number) => Some(number),
        Token::Word(_) => None,
    }
}

fn last_number(tokens: &[Token]) -> Option<&Number> {
    tokens.iter().rev().find_map(number)
}

/// The weekday that is named in English, from Monday as 0.
pub(super) fn weekday(tokens: &[Token]) -> Option<i8> {
    let named = tokens.iter().find_map(|token| match token {
        Token::Word(word) => text::WEEKDAYS.iter().position(|day| word == day || Some(word.as_str()) == day.get(..3)),
        Token::Number(_) => None,
    })?;
    i8::try_from(named).ok()
}
