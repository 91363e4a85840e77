//! One person a name: the mentions of an article that are one person, and names across articles.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::feature::{Part, part};
use super::lexicon::Class;
use super::mentions::{Mention, Sort};
use super::reading::{Kind, Reading};
use crate::text;

/// What an article's own words tell about the pronoun that stands for a person: titles and usual given names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Agreement {
    /// Nothing, or both.
    #[default]
    Unknown,
    He,
    She,
}

impl Agreement {
    /// As part of a feature.
    pub(super) fn part(self) -> Part<'static> {
        match self {
            Agreement::Unknown => part!("Unknown"),
            Agreement::He => part!("He"),
            Agreement::She => part!("She"),
        }
    }
}

/// A person, or a body, of an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// The fullest form of the name that the article writes.
    pub(super) name: String,
    /// The folded given name, where one is written.
    given: Option<String>,
    /// The folded surname, or the only name.
    surname: String,
    /// How often the narration names them.
    pub(super) count: usize,
    /// Which pronoun goes with them, as far as the article tells.
    pub(super) agreement: Agreement,
    /// Whether the name is a body's and not a person's.
    pub(super) body: bool,
    /// The first role written with the name.
    pub(super) role: Option<String>,
    /// Whether another person of the article has the same surname.
    pub(super) shared: bool,
}

/// Who is named in an article.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) people: Vec<Person>,
    /// The person of each mention.
    of_mention: Vec<Option<usize>>,
}

impl People {
    /// Brings the mentions of one person together.
    pub(super) fn new(reading: &Reading<'_>, mentions: &[Mention]) -> Self {
        let mut people = People { people: Vec::new(), of_mention: vec![None; mentions.len()] };
        let named: Vec<(usize, Name<'_>)> = mentions
            .iter()
            .enumerate()
            .filter(|(_, mention)| matches!(mention.sort, Sort::Name | Sort::Organisation))
            .filter_map(|(index, mention)| Some((index, Name::of(reading, mention)?)))
            .collect();
        let mut by_surname: HashMap<&str, Vec<usize>> = HashMap::with_capacity(2 * named.len());
        // Full names first: "Sessions" in a headline is the "Jeff Sessions" of the second paragraph.
        for full in [true, false] {
            for (index, name) in named.iter().filter(|(_, name)| name.given.is_some() == full) {
                let candidates = by_surname.get(&*name.surname).map(Vec::as_slice).unwrap_or_default();
                let body = mentions.get(*index).is_some_and(|mention| mention.sort == Sort::Organisation);
                let person = match people.matching(name, candidates, body) {
                    Some(person) => person,
                    None => {
                        let person = people.people.len();
                        people.people.push(Person {
                            given: name.given.as_deref().map(str::to_owned),
                            surname: name.surname.to_string(),
                            name: name.written.to_owned(),
                            body,
                            ..Person::default()
                        });
                        by_surname.entry(&name.surname).or_default().push(person);
                        // "Hillary", "Bernie": a given name alone stands for the one who bears it.
                        if let Some(given) = name.given.as_ref().filter(|_| !body) {
                            by_surname.entry(given).or_default().push(person);
                        }
                        person
                    }
                };
                people.add(person, name, mentions.get(*index), reading);
                if let Some(slot) = people.of_mention.get_mut(*index) {
                    *slot = Some(person);
                }
            }
        }
        people.mark_shared();
        people
    }

    /// Who among those with this surname it is. Candidates are in the order of their first full naming.
    fn matching(&self, name: &Name<'_>, candidates: &[usize], body: bool) -> Option<usize> {
        let known = candidates.iter().take(MOST_NAMESAKES).filter_map(|index| Some((*index, self.people.get(*index)?)));
        match &name.given {
            Some(given) => known
                .filter(|(_, person)| person.body == body)
                .find(|(_, person)| {
                    person.surname == name.surname && person.given.as_deref().is_some_and(|other| alike(other, given))
                })
                .map(|(index, _)| index),
            None => known
                .filter(|(_, person)| {
                    name.agreement == Agreement::Unknown
                        || person.agreement == Agreement::Unknown
                        || person.agreement == name.agreement
                })
                .max_by_key(|(index, person)| (person.surname == name.surname, person.count, usize::MAX - index))
                .map(|(index, _)| index),
        }
    }

    fn add(&mut self, person: usize, name: &Name<'_>, mention: Option<&Mention>, reading: &Reading<'_>) {
        let Some(person) = self.people.get_mut(person) else { return };
        person.count += 1;
        if name.written.len() > person.name.len() && name.given.is_some() {
            name.written.clone_into(&mut person.name);
        }
        if person.agreement == Agreement::Unknown {
            person.agreement = name.agreement;
        }
        if person.role.is_none() {
            let bytes = mention.and_then(|mention| mention.role.clone()).filter(|role| !role.is_empty());
            let bytes = bytes.and_then(|role| reading.bytes(role.start, role.end - 1));
            let before = bytes
                .and_then(|(paragraph, range)| reading.paragraphs.get(paragraph)?.get(range))
                .filter(|role| !is_courtesy(role) && role.len() <= LONGEST_BYTES);
            let role = before.or_else(|| mention.and_then(|mention| role_after(reading, mention)));
            person.role = role.map(str::to_owned);
        }
    }

    fn mark_shared(&mut self) {
        let mut bearers: HashMap<&str, usize> = HashMap::new();
        for person in &self.people {
            *bearers.entry(person.surname.as_str()).or_default() += 1;
        }
        let shared: Vec<bool> = self
            .people
            .iter()
            .map(|person| bearers.get(person.surname.as_str()).is_some_and(|count| *count > 1))
            .collect();
        for (person, shared) in self.people.iter_mut().zip(shared) {
            person.shared = shared;
        }
    }

    /// The person whom a mention names.
    pub(super) fn named(&self, mention: usize) -> Option<usize> {
        self.of_mention.get(mention).copied().flatten()
    }

    /// The person at an index.
    pub(super) fn get(&self, person: usize) -> Option<&Person> {
        self.people.get(person)
    }
}

/// How many people of one name are told apart.
const MOST_NAMESAKES: usize = 32;

/// A longer name or role is none. Every quote of a person has them, so that a longest one would be written down as often.
const LONGEST_BYTES: usize = 400;

/// The longest role that is read after a name, in words.
const LONGEST_ROLE: usize = 9;

/// "Ann Lee, the mayor of Springfield, said": the role behind the comma after a name.
fn role_after<'a>(reading: &Reading<'a>, mention: &Mention) -> Option<&'a str> {
    let comma = mention.tokens.end;
    if mention.sort != Sort::Name || reading.token(comma)?.kind != Kind::Comma {
        return None;
    }
    let mut first = comma + 1;
    if reading.token(first)?.is(Class::Determiner) {
        first += 1;
    }
    let mut office = false;
    let mut end = first;
    while end - first <= LONGEST_ROLE {
        let token = reading.token(end)?;
        let closes = match token.kind {
            Kind::Comma | Kind::Stop | Kind::Break => true,
            // "a librarian who …": what follows tells about the person, not the office.
            Kind::Word => office && token.is(Class::Relative),
            Kind::Number => false,
            _ => return None,
        };
        if closes {
            let (paragraph, range) = reading.bytes(first, end.checked_sub(1)?)?;
            return reading.paragraphs.get(paragraph)?.get(range).filter(|role| office && role.len() <= LONGEST_BYTES);
        }
        if token.cue() >= 45 || token.any(&[Class::Auxiliary, Class::Pronoun]) {
            return None;
        }
        office |= token.any(&[Class::Role, Class::Title]);
        end += 1;
    }
    None
}

/// "Mr." and the like say nothing of a person's office.
fn is_courtesy(role: &str) -> bool {
    matches!(text::fold(role).trim_end_matches('.'), "mr" | "mrs" | "ms" | "miss" | "mx" | "sir" | "madam")
}

/// "Bill" and "B."; "Jeff" and "Jeff". Nicknames are left to the reader.
fn alike(one: &str, other: &str) -> bool {
    one == other || one.len().min(other.len()) == 1 && one.chars().next() == other.chars().next()
}

/// A name taken apart.
struct Name<'a> {
    written: &'a str,
    given: Option<Cow<'a, str>>,
    surname: Cow<'a, str>,
    agreement: Agreement,
}

impl<'a> Name<'a> {
    fn of(reading: &Reading<'a>, mention: &Mention) -> Option<Self> {
        let (paragraph, range) = reading.bytes(mention.tokens.start, mention.tokens.end.checked_sub(1)?)?;
        let written = reading.paragraphs.get(paragraph)?.get(range).filter(|name| name.len() <= LONGEST_BYTES)?;
        let parts = mention.tokens.clone().filter(|index| {
            reading.token(*index).is_some_and(|token| token.is_word() && (token.capital || token.is(Class::Particle)))
        });
        let first = parts.clone().next()?;
        let (given, surname) = match mention.sort {
            // A body is known by its whole name.
            Sort::Organisation => (None, text::fold(written)),
            _ => {
                let surname = text::fold(reading.word(mention.head));
                ((first < mention.head).then(|| text::fold(reading.word(first))), surname)
            }
        };
        Some(Name { written, given, surname, agreement: agreement(reading, mention, first) })
    }
}

/// What titles and given names tell about the pronoun.
fn agreement(reading: &Reading<'_>, mention: &Mention, first: usize) -> Agreement {
    let titles = mention.role.clone().into_iter().flatten();
    for index in titles {
        match reading.token(index).and_then(|token| token.entry).map(|entry| entry.word) {
            Some(
                "mr" | "sir" | "king" | "prince" | "lord" | "congressman" | "spokesman" | "businessman" | "father",
            ) => {
                return Agreement::He;
            }
            Some(
                "mrs" | "ms" | "miss" | "madam" | "dame" | "queen" | "princess" | "lady" | "congresswoman"
                | "spokeswoman" | "chairwoman" | "actress" | "sister",
            ) => return Agreement::She,
            _ => {}
        }
    }
    let token = reading.token(first);
    match token {
        Some(token) if token.is(Class::GivenHe) && mention.sort == Sort::Name => Agreement::He,
        Some(token) if token.is(Class::GivenShe) && mention.sort == Sort::Name => Agreement::She,
        _ => Agreement::Unknown,
    }
}
