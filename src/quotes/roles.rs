//! The role that an article writes with a name: a title before it, or an apposition behind it. Quoted whole or not at all.

use std::ops::Range;

use super::lexicon::Class;
use super::mentions::{Mention, NEVER_NAME, Sort};
use super::reading::{Kind, Reading};

/// A longer role is none. Every quote of a person has it, so that a longest one would be written down as often.
const LONGEST_BYTES: usize = 400;

/// The longest role that is read, in words.
const LONGEST_ROLE: usize = 12;

/// What an article calls the one whom a mention names, as it is written.
pub(super) fn role<'a>(reading: &Reading<'a>, mention: &Mention) -> Option<&'a str> {
    if mention.sort != Sort::Name {
        return None;
    }
    let tokens = before(reading, mention).or_else(|| behind(reading, mention))?;
    let (paragraph, range) = reading.bytes(tokens.start, tokens.end.checked_sub(1)?)?;
    reading.paragraphs.get(paragraph)?.get(range).filter(|role| role.len() <= LONGEST_BYTES)
}

/// "Former Attorney General Ruth Hale", "campaign manager Ruth Hale".
fn before(reading: &Reading<'_>, mention: &Mention) -> Option<Range<usize>> {
    let role = mention.role.clone()?;
    let last = reading.token(role.end.checked_sub(1)?)?;
    let of = role.clone().any(|index| is_of(reading, index));
    let is_office = |index: usize| reading.token(index).is_some_and(|token| token.any(&[Class::Title, Class::Role]));
    let office = is_office(role.end - 1) || of && role.clone().any(is_office);
    // "His rival Ruth Hale": whose rival stands elsewhere.
    let relation = last.is(Class::Relation) && (!last.capital || last.opens);
    // "The judge Hale was speaking of": a clause of her begins.
    let determined = role.start.checked_sub(1).and_then(|before| reading.token(before));
    let determined = determined.is_some_and(|before| before.kind == Kind::Word && before.is(Class::Determiner));
    let clause = determined && !last.capital && mention.tokens.len() == 1;
    // "A major Hale supporter": the word is an adjective as well.
    let adjective = last.is(Class::Qualifier) && !last.capital;
    if !office || relation || clause || adjective || last.is(Class::Courtesy) || last.is(Class::Plural) {
        return None;
    }
    let mut start = role.end - 1;
    while start > role.start && belongs_before(reading, start - 1) {
        start -= 1;
    }
    if of {
        start = role.start;
    }
    while let Some(before) = start.checked_sub(1)
        && reading.token(before).is_some_and(|token| token.kind == Kind::Word && token.is(Class::Qualifier))
    {
        start = before;
    }
    Some(start..role.end)
}

/// Whether a word before an office is part of its name, and not the verb or the clause before it.
fn belongs_before(reading: &Reading<'_>, index: usize) -> bool {
    let Some(token) = reading.token(index).filter(|token| token.is_word()) else { return false };
    if token.capital || token.any(&[Class::Title, Class::Role, Class::Qualifier, Class::Group, Class::Organisation]) {
        return !token.possessive && !token.is(Class::Courtesy);
    }
    let word = reading.word(index);
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    // "She met mayor Ruth Hale": a subject stands before a verb. "The Clinton campaign's presidential …": an adjective is none.
    let subject = index.checked_sub(1).and_then(|before| reading.token(before));
    let subject = subject.is_some_and(|subject| {
        subject.kind == Kind::Word && (subject.capital || subject.any(&[Class::Pronoun, Class::Plural]))
    });
    let verb = subject && !ends_in(&["al", "ic", "ive", "ary", "an", "ions", "ics"]);
    !ends_in(&["ed", "ing"]) && !verb && !token.any(NEVER_NAME) && token.cue() < 20
}

/// "Ann Lee, the mayor of Springfield, said": the role behind the comma after a name.
fn behind(reading: &Reading<'_>, mention: &Mention) -> Option<Range<usize>> {
    let comma = mention.tokens.end;
    let name = reading.token(mention.head)?;
    if name.possessive || reading.token(comma)?.kind != Kind::Comma {
        return None;
    }
    let mut first = comma + 1;
    if reading.token(first)?.is(Class::Determiner) {
        first += 1;
    }
    let end = apposition_end(reading, first)?;
    let complement = (first..end).find(|index| reading.token(*index).is_some_and(|token| token.is(Class::Preposition)));
    let head = complement.unwrap_or(end).checked_sub(1).filter(|head| *head >= first)?;
    let office = reading.token(head)?;
    let relation = office.is(Class::Relation) && !complement.is_some_and(|at| is_of(reading, at));
    if !office.any(&[Class::Title, Class::Role]) || relation || office.is(Class::Plural) || office.possessive {
        return None;
    }
    // "Unlike Ann Lee, the mayor, Bob Ray, said": the mayor is the one who is named next.
    let next = reading.token(end + 1).filter(|_| reading.token(end).is_some_and(|close| close.kind == Kind::Comma));
    let another = next.is_some_and(|next| {
        next.kind == Kind::Word && next.capital && next.any(&[Class::GivenHe, Class::GivenShe, Class::Given])
    });
    (!another).then_some(first..end)
}

/// Where an apposition that starts here ends: at a mark, or before "who". `None` where it is a clause or a list.
fn apposition_end(reading: &Reading<'_>, first: usize) -> Option<usize> {
    let mut at = first;
    while at - first <= LONGEST_ROLE {
        let token = reading.token(at)?;
        match token.kind {
            Kind::Comma | Kind::Stop | Kind::Break => return (at > first).then_some(at),
            Kind::Word if at > first && token.is(Class::Relative) => return Some(at),
            Kind::Word => {}
            _ => return None,
        }
        let clause = token.cue() >= 45 && !token.any(&[Class::Title, Class::Role])
            || token.any(&[Class::Auxiliary, Class::Pronoun, Class::Adverb]);
        let opens_no_role = at == first && token.any(&[Class::Preposition, Class::Conjunction, Class::Opener]);
        // "Ann Lee, Bob Ray and the mayor, …": a list of people.
        let list = token.is(Class::Conjunction)
            && reading
                .token(at + 1)
                .is_none_or(|next| next.any(&[Class::Determiner, Class::Possessive, Class::Object]));
        if clause || opens_no_role || list {
            return None;
        }
        at += 1;
    }
    None
}

/// "Of" and "for" between an office and what it is over.
fn is_of(reading: &Reading<'_>, index: usize) -> bool {
    reading.token(index).and_then(|token| token.entry).is_some_and(|entry| matches!(entry.word, "of" | "for" | "to"))
}
