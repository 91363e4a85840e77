//! A person's name taken apart, and whether two names may be one person's.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{generation, is_particle};
use crate::text;

/// A name in words that compare: folded, letters and digits alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// What stands before the surname, in order.
    pub(crate) given: Vec<String>,
    /// The surname with its particles in one ("deblasio"), or the only word.
    pub(crate) surname: String,
    /// The last word of the surname ("blasio").
    pub(crate) last: String,
    /// "jr" and the like, which tell father and son apart.
    pub(crate) suffix: Option<&'static str>,
}

/// The short forms with the full names that they stand for.
static FULL: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut full: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for line in include_str!("nicknames.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        words.for_each(|short| full.entry(short).or_default().push(name));
    }
    full
});

impl Name {
    /// Takes a name apart; any text gives one.
    pub(crate) fn of(written: &str) -> Self {
        Self::of_words(&compared_words(written))
    }

    /// The same of words that are compared already.
    pub(crate) fn of_words(words: &[String]) -> Self {
        let mut words = words;
        let mut suffix = None;
        while let [before @ .., last] = words
            && let Some(known) = generation(last)
            && !before.is_empty()
        {
            suffix = Some(known);
            words = before;
        }
        let Some((last, before)) = words.split_last() else { return Name::default() };
        let particles = before.iter().skip(1).rev().take_while(|word| is_particle(word)).count();
        let (given, particles) = before.split_at(before.len() - particles);
        Name { given: given.to_vec(), surname: particles.concat() + last, last: last.clone(), suffix }
    }

    /// Whether it is nothing but a surname, or an only name.
    pub(crate) fn is_bare(&self) -> bool {
        self.given.is_empty()
    }

    /// Whether both may be names of one person: one surname, one suffix, and given names and initials that agree as far
    /// as they are written. `short` tells whether "Bill" is William.
    pub(crate) fn agrees(&self, other: &Name, short: bool) -> bool {
        let given = |one: &str, other: &str| alike(one, other) || short && is_short_for(one, other);
        let (first, second) = (self.given.split_first(), other.given.split_first());
        let (Some((one, middle)), Some((two, others))) = (first, second) else {
            let bare = if self.is_bare() { self } else { other };
            return self.surname == other.surname && (self.suffix == other.suffix || bare.suffix.is_none());
        };
        self.surname == other.surname
            && self.suffix == other.suffix
            && given(one, two)
            && middle.iter().zip(others).all(|(one, other)| alike(one, other))
    }
}

/// The words of a name as they compare.
pub(crate) fn compared_words(written: &str) -> Vec<String> {
    text::tokens(written).map(|token| compared(token.text)).filter(|word| !word.is_empty()).collect()
}

/// A word as it compares: folded, without a possessive ending, letters and digits alone ("O’Malley" is "omalley").
pub(crate) fn compared(word: &str) -> String {
    let folded = text::fold(word).replace('’', "'");
    let bare = folded.strip_suffix("'s").unwrap_or(&folded);
    bare.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Whether two given names are one as written, or one is the other's initial.
fn alike(one: &str, other: &str) -> bool {
    let initial = one.chars().count().min(other.chars().count()) == 1;
    one == other || initial && one.chars().next() == other.chars().next()
}

/// Whether two given names may be one where one is a short form, or both are: "bill" and "william".
pub(crate) fn is_short_for(one: &str, other: &str) -> bool {
    let is_full = |name: &str, of: &str| full_names(of).contains(&name);
    one == other
        || is_full(one, other)
        || is_full(other, one)
        || full_names(one).iter().any(|name| is_full(name, other))
}

/// The full names that a given name may be short for.
pub(crate) fn full_names(short: &str) -> &'static [&'static str] {
    FULL.get(short).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)]) -> String {
        let line = |(one, other): &(&str, &str)| {
            let (first, second) = (Name::of(one), Name::of(other));
            format!("{one} / {other}: {} {}", first.agrees(&second, false), first.agrees(&second, true))
        };
        pairs.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_suffix_an_initial_or_another_given_name_is_another_person() {
        insta::assert_snapshot!(check(&[
            ("Ada Quill", "Ada Quill Jr."),
            ("Ada Quill, Jr.", "Ada Quill Jr"),
            ("Ada B. Quill", "Ada C. Quill"),
            ("Ada B. Quill", "Ada Quill"),
            ("A. Quill", "Ada Quill"),
            ("Bill Quill", "William Quill"),
            ("Bill Quill", "Will Quill"),
            ("Alex Quill", "Alan Quill"),
            ("Ann de la Cruz", "Ann deLaCruz"),
            ("Ann O’Hara", "ann ohara"),
            ("Quill", "Ada Quill Jr."),
            ("Ada Quill", "Quill Jr."),
        ]), @"
        Ada Quill / Ada Quill Jr.: false false
        Ada Quill, Jr. / Ada Quill Jr: true true
        Ada B. Quill / Ada C. Quill: false false
        Ada B. Quill / Ada Quill: true true
        A. Quill / Ada Quill: true true
        Bill Quill / William Quill: false true
        Bill Quill / Will Quill: false true
        Alex Quill / Alan Quill: false false
        Ann de la Cruz / Ann deLaCruz: true true
        Ann O’Hara / ann ohara: true true
        Quill / Ada Quill Jr.: true true
        Ada Quill / Quill Jr.: false false
        ");
    }

    #[test]
    fn any_text_has_a_name() {
        for written in ["", "...", "Jr.", "van", "de de", "’s"] {
            drop(Name::of(written));
        }
        assert_eq!(Name::of("Jr.").surname, "jr");
    }
}
