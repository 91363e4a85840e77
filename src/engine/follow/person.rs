//! A person's name, looked for in running text.

use crate::domain::generation;
use crate::engine::people::{Name, compared, is_short_for};
use crate::text;

/// Words between a given name and the surname, at most.
const MIDDLE: usize = 2;

/// Somebody who is followed, or who is quoted.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: Name,
    /// The words of the surname, its particles with it.
    surname: Vec<String>,
}

/// A word of a text as it compares, and whether it is written with a capital.
pub(super) struct Word {
    pub(super) text: String,
    capital: bool,
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let word = |token: text::Token<'_>| Word {
        text: compared(token.text),
        capital: token.text.starts_with(char::is_uppercase),
    };
    text::tokens(text).map(word).filter(|word| !word.text.is_empty()).collect()
}

impl Person {
    /// The bearer of a name.
    pub(super) fn of(written: &str) -> Option<Person> {
        let mut words: Vec<String> = words(written).into_iter().map(|word| word.text).collect();
        let name = Name::of_words(&words);
        while words.len() > 1 && words.last().is_some_and(|last| generation(last).is_some()) {
            words.pop();
        }
        let surname = words.split_off(name.given.len().min(words.len()));
        (!surname.is_empty()).then_some(Person { name, surname })
    }

    /// Whether the full name stands where the last word of the surname is the one at this place.
    pub(super) fn stands_at(&self, words: &[Word], at: usize) -> bool {
        let Some(start) = (at + 1).checked_sub(self.surname.len()) else { return false };
        let Some(here) = words.get(start..=at) else { return false };
        let is_surname = here.iter().map(|word| &word.text).eq(&self.surname);
        let capital = here.last().is_some_and(|last| last.capital);
        let behind = words.get(at + 1).and_then(|word| generation(&word.text));
        if !is_surname || !capital || behind != self.name.suffix {
            return false;
        }
        let Some(given) = self.name.given.first() else { return true };
        (1..=1 + MIDDLE).any(|back| {
            let Some(whole) = start.checked_sub(back).and_then(|from| words.get(from..=at)) else { return false };
            let (first, middle) = (whole.first(), whole.get(1..back).unwrap_or_default());
            let named = first.is_some_and(|first| first.capital && is_short_for(&first.text, given));
            let written: Vec<String> = whole.iter().map(|word| word.text.clone()).collect();
            let own = Name { suffix: None, ..self.name.clone() };
            named && middle.iter().all(|word| word.capital) && own.agrees(&Name::of_words(&written), true)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str) -> bool {
        let person = Person::of(name).expect("a name");
        let words = words(text);
        (0..words.len()).any(|at| person.stands_at(&words, at))
    }

    #[test]
    fn a_full_name_is_found_as_it_may_be_written() {
        for (name, text) in [
            ("Ann Reed", "On Monday Ann Reed's mill closed."),
            ("William Reed", "Bill J. Reed sold it."),
            ("Bill de Blasio", "Mayor Bill de Blasio would not attend."),
            ("Ada Quill Jr.", "Ada Quill Jr. bought it."),
            ("Reuters", "As Reuters adds, nobody did."),
            ("Siân O’Hara", "Sian O'Hara spoke."),
        ] {
            assert!(check(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn a_namesake_is_somebody_else() {
        for (name, text) in [
            ("Ann Reed", "Reed closed the mill."),
            ("Ann Reed", "Karl Reed closed the mill."),
            ("Ann Reed", "Ann closed it, and the reed grew."),
            ("Ada Quill", "Ada Quill Jr. bought it."),
            ("Ada C. Quill", "Ada B. Quill bought it."),
            ("Bill de Blasio", "Bill Blasio bought it."),
        ] {
            assert!(!check(name, text), "{name}: {text}");
        }
    }
}
