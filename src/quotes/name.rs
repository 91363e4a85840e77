//! A name taken apart: given name, middle initials, surname, and what tells generations apart.

use foldhash::HashSet;

use super::census::{Agreement, forename, is_surname};
use super::lexicon::Class;
use super::mentions::{Mention, Sort};
use super::reading::{Reading, Token};
use crate::text;

/// A longer name is none. Every quote of a person has it, so that a longest one would be written down as often.
const LONGEST_BYTES: usize = 400;

/// A name as a mention writes it.
pub(super) struct Name<'a> {
    written: &'a str,
    pub(super) given: Option<String>,
    /// The folded first letters of what stands between given name and surname.
    pub(super) middle: String,
    /// The folded surname with its particles in one word ("deblasio"), or the only name.
    pub(super) surname: String,
    /// Its last word, where particles stand before it.
    pub(super) head: Option<String>,
    /// "jr", "sr", "ii".
    pub(super) suffix: Option<&'static str>,
    /// The title right before the name, folded.
    pub(super) title: Option<String>,
    pub(super) agreement: Agreement,
    /// Whether its first word may be part of a surname: "Van Hollen", "Van Jones".
    opens_with_particle: bool,
    /// Whether it is two words with a hyphen: "Hale-Roth".
    pub(super) hyphened: bool,
    /// Whether it names two people at once, as "the Hale-Roth race" does.
    pub(super) pair: bool,
}

impl<'a> Name<'a> {
    pub(super) fn of(reading: &Reading<'a>, mention: &Mention) -> Option<Self> {
        let (paragraph, range) = reading.bytes(mention.tokens.start, mention.tokens.end.checked_sub(1)?)?;
        let written = reading.paragraphs.get(paragraph)?.get(range).filter(|name| name.len() <= LONGEST_BYTES)?;
        let word = |index: usize| reading.token(index).filter(|token| token.is_word());
        let mut name = Name {
            written,
            given: None,
            middle: String::new(),
            surname: String::new(),
            head: None,
            suffix: None,
            title: None,
            agreement: Agreement::Unknown,
            opens_with_particle: false,
            hyphened: written
                .split_once('-')
                .is_some_and(|(one, two)| ![one, two].iter().any(|part| part.contains([' ', '-']))),
            pair: false,
        };
        if mention.sort == Sort::Organisation {
            // A body is known by its whole name.
            name.surname = text::fold(&name.written()).into_owned();
            return Some(name);
        }
        let head = mention.head;
        let first = mention
            .tokens
            .clone()
            .find(|index| word(*index).is_some_and(|token| token.capital || token.is(Class::Particle)))?;
        let mut start = head;
        while start > first && word(start - 1).is_some_and(|token| token.is(Class::Particle)) {
            let before = word(start - 1)?;
            // "Ben Carson", "Van Jones", "Al Gore".
            if start - 1 == first && before.capital && (is_given(before) || is_surname(before.hash)) {
                name.opens_with_particle = true;
                break;
            }
            start -= 1;
        }
        name.surname = (start..=head).map(|index| text::fold(reading.word(index)).into_owned()).collect();
        name.head = (start < head).then(|| text::fold(reading.word(head)).into_owned());
        let parts: Vec<usize> = (first..start).filter(|index| word(*index).is_some()).collect();
        if let [given, middle @ ..] = parts.as_slice() {
            name.given = Some(text::fold(reading.word(*given)).trim_end_matches('.').to_owned());
            name.middle = middle.iter().flat_map(|index| initials(reading.word(*index))).collect();
        }
        let after = (head + 1..mention.tokens.end).filter_map(|index| reading.token(index)?.entry);
        name.suffix = after.filter(|entry| entry.is(Class::Suffix)).map(|entry| entry.word).next();
        name.suffix = name.suffix.or_else(|| generation(reading, mention.tokens.start));
        name.title = title(reading, mention);
        name.agreement = agreement(reading, mention, first);
        Some(name)
    }

    /// Reads "Van Hollen" as a surname if it is one of these, and "Hale-Roth" as two people if both are.
    pub(super) fn settle(&mut self, surnames: &HashSet<String>) {
        if let Some(given) = self.given.as_ref().filter(|given| self.hyphened && surnames.contains(*given))
            && surnames.contains(&self.surname)
        {
            (self.surname, self.given, self.pair) = (format!("{given}-{}", self.surname), None, true);
            return;
        }
        if let Some(given) = self.given.as_ref().filter(|_| self.opens_with_particle) {
            let glued = format!("{given}{}", self.surname);
            if surnames.contains(&glued) {
                (self.given, self.surname, self.middle) = (None, glued, String::new());
            }
        }
    }

    /// As the article writes it, with plain spaces.
    pub(super) fn written(&self) -> String {
        self.written.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_given(token: &Token) -> bool {
    token.any(&[Class::GivenHe, Class::GivenShe, Class::Given]) || forename(token.hash).is_some()
}

/// The first letters of a middle name: two of "H.W.", one of "Herbert".
fn initials(word: &str) -> Vec<char> {
    let folded = text::fold(word);
    let letters = folded.split('.').filter_map(|part| part.chars().next()).filter(|letter| letter.is_alphabetic());
    letters.collect()
}

/// "The younger Bush", "the elder Bush": as a suffix would.
fn generation(reading: &Reading<'_>, start: usize) -> Option<&'static str> {
    let entry = reading.token(start.checked_sub(1)?)?.entry?;
    entry.is(Class::Generation).then_some(if entry.word == "younger" { "jr" } else { "sr" })
}

/// The word before the name, where it is a title of office.
fn title(reading: &Reading<'_>, mention: &Mention) -> Option<String> {
    let last = mention.role.clone()?.next_back()?;
    let token = reading.token(last).filter(|token| token.is(Class::Title) && !token.is(Class::Courtesy))?;
    token.entry.map(|entry| entry.word.to_owned())
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
    let Some(token) = reading.token(first) else { return Agreement::Unknown };
    // "Ashley said", "Scott said": a surname, as a rule.
    if first == mention.head && is_surname(token.hash) {
        return Agreement::Unknown;
    }
    if token.is(Class::GivenHe) {
        Agreement::He
    } else if token.is(Class::GivenShe) {
        Agreement::She
    } else {
        forename(token.hash).filter(|_| first < mention.head).unwrap_or_default()
    }
}
