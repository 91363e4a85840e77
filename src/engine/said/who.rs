//! Who is meant by what was typed: a name, a surname, a role, or something close to one of them.

use std::collections::HashSet;

use crate::engine::people::{name_words, same_person};
use crate::index::Person;
use crate::query::List;
use crate::quotes;
use crate::reply::Choice;
use crate::text;

/// How many letters a misspelt name may be off, a letter in four at most.
const MOST_WRONG: usize = 2;

/// How many people are offered.
const MOST_CHOICES: usize = 25;

/// Who was meant.
pub(super) enum Meant {
    /// One person.
    One {
        /// The fullest name.
        name: String,
        /// All that the archive calls the person by.
        names: Vec<String>,
        /// Names that may be the person's or a namesake's.
        unsure: Vec<String>,
    },
    /// More than one person fits.
    Several(Vec<Choice>),
    /// Nobody fits; these come close.
    Nobody(Vec<Choice>),
}

/// Finds out who is meant.
pub(super) fn meant(people: &[&Person], typed: &str) -> Meant {
    let asked = asked_words(typed);
    let everybody = people;
    let likely = people.iter().filter(|person| may_fit(person, &asked));
    let people: Vec<Known<'_>> = likely.map(|person| Known::new(person)).collect();
    let fits: [&dyn Fn(&Known<'_>) -> bool; 4] = [
        &|known| known.words == asked,
        &|known| {
            let surname = known.words.last().is_some_and(|last| asked.contains(last));
            surname && asked.iter().all(|word| known.words.contains(word) || known.role(word) || stands_by_a_name(word))
        },
        &|known| known.person.roles.iter().any(|role| has_all(&asked_words(role), &asked)),
        &|known| has_all(&known.words, &asked),
    ];
    let found = fits.iter().map(|fits| people.iter().filter(|known| fits(known)).collect::<Vec<_>>());
    let Some(mut found) = found.into_iter().find(|found| !found.is_empty() && !asked.is_empty()) else {
        let everybody: Vec<Known<'_>> = everybody.iter().map(|person| Known::new(person)).collect();
        return Meant::Nobody(near(&everybody, &asked));
    };
    // "Mayor Reyes" is the one of that name who is called a mayor, if any is.
    let titled = |known: &Known<'_>| asked.iter().all(|word| known.words.contains(word) || known.role(word));
    if found.iter().any(|known| titled(known)) {
        found.retain(|known| titled(known));
    }
    // A surname that stands alone in one article may be anybody's who bears it.
    if found.iter().all(|known| known.words.len() == 1) {
        let namesakes = people.iter().filter(|known| known.words.len() > 1 && known.words.last() == asked.last());
        found.extend(namesakes);
    }
    let named: Vec<&Known<'_>> = found.iter().copied().filter(|known| known.words.len() > 1).collect();
    let first = named.first().or(found.first());
    let Some(first) = first.copied() else { return Meant::Nobody(Vec::new()) };
    if named.iter().any(|known| !same_person(&known.person.name, &first.person.name)) {
        return Meant::Several(choices(named));
    }
    let fullest = named.iter().copied().max_by_key(|known| known.words.len()).unwrap_or(first);
    one(&people, fullest)
}

/// The person with all their names.
fn one(people: &[Known<'_>], fullest: &Known<'_>) -> Meant {
    let surname = fullest.words.last();
    let sharing: Vec<&Known<'_>> = people.iter().filter(|known| known.words.last() == surname).collect();
    let (own, others): (Vec<&Known<'_>>, Vec<&Known<'_>>) =
        sharing.into_iter().partition(|known| same_person(&known.person.name, &fullest.person.name));
    let (bare, full): (Vec<&Known<'_>>, Vec<&Known<'_>>) =
        own.into_iter().partition(|known| known.words.len() == 1 && fullest.words.len() > 1);
    let name = |known: &Known<'_>| known.person.name.clone();
    let mut names: Vec<String> = full.into_iter().map(name).collect();
    let mut unsure = Vec::new();
    if others.is_empty() { &mut names } else { &mut unsure }.extend(bare.into_iter().map(name));
    Meant::One { name: fullest.person.name.clone(), names, unsure }
}

/// A person with the words of the name.
struct Known<'p> {
    person: &'p Person,
    words: Vec<String>,
}

impl<'p> Known<'p> {
    fn new(person: &'p Person) -> Self {
        Known { person, words: name_words(&person.name) }
    }

    fn role(&self, word: &String) -> bool {
        self.person.roles.iter().any(|role| asked_words(role).contains(word))
    }
}

/// Whether a name or a role holds any of the words: a cheap look before names are taken apart.
fn may_fit(person: &Person, asked: &[String]) -> bool {
    let holds = |text: &str| {
        let has = |word: &String| {
            text.as_bytes().windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        };
        !text.is_ascii() || asked.iter().any(has)
    };
    holds(&person.name) || person.roles.iter().any(|role| holds(role))
}

fn has_all(words: &[String], asked: &[String]) -> bool {
    !asked.is_empty() && asked.iter().all(|word| words.contains(word))
}

/// The words of a name or a role that tell one from another.
fn asked_words(typed: &str) -> Vec<String> {
    let mut words = name_words(typed);
    words.retain(|word| !matches!(word.as_str(), "the" | "of" | "for" | "a" | "an"));
    words
}

/// Titles that readers put before any name, and what they call an outlet's words ("the Reuters report").
fn stands_by_a_name(word: &str) -> bool {
    List::Published.has(word) || quotes::is_title(word)
}

/// People whose surname is spelt nearly like one of the words, the nearest first.
fn near(people: &[Known<'_>], asked: &[String]) -> Vec<Choice> {
    let distance = |known: &Known<'_>| {
        let surname = known.words.last()?;
        let wrong = asked.iter().map(|word| strsim::osa_distance(word, surname)).min()?;
        (wrong <= MOST_WRONG && wrong * 4 <= surname.chars().count()).then_some(wrong)
    };
    let mut found: Vec<(usize, &Known<'_>)> =
        people.iter().filter_map(|known| Some((distance(known)?, known))).collect();
    // Of a name with and without its given name, the full one is enough.
    let full = found.iter().map(|(_, known)| *known).filter(|known| known.words.len() > 1);
    let full: HashSet<Option<&String>> = full.map(|known| known.words.last()).collect();
    found.retain(|(_, known)| known.words.len() > 1 || !full.contains(&known.words.last()));
    found.sort_by_key(|(wrong, known)| (*wrong, std::cmp::Reverse(known.person.paragraphs)));
    choices(found.into_iter().map(|(_, known)| known).collect())
}

fn choices(mut people: Vec<&Known<'_>>) -> Vec<Choice> {
    people.truncate(MOST_CHOICES);
    people
        .into_iter()
        .map(|known| {
            let name = known.person.name.clone();
            let label = match known.person.roles.first() {
                Some(role) if !text::fold(&name).contains(text::fold(role).as_ref()) => format!("{name}, {role}"),
                _ => name.clone(),
            };
            Choice { value: name, label }
        })
        .collect()
}
