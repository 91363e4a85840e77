//! Whether the person whom a message names is the one whose words the archive has.

use super::words::{List, same_given};
use crate::domain::NameWords;
use crate::index::Person;
use crate::quotes;
use crate::text;

/// How a name of a message fits a person of the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Somebody else.
    Other,
    /// The same person, or another one.
    Open,
    /// A way to call that person.
    Same,
}

/// The words of a name: without titles before it and possessive endings, what follows it set apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    words: Vec<String>,
    suffix: Option<&'static str>,
}

impl Named {
    pub(super) fn of(name: &str) -> Self {
        let NameWords { mut words, suffix } = NameWords::of(name);
        let titles = words.iter().take_while(|word| quotes::is_title(word)).count();
        words.drain(..titles.min(words.len().saturating_sub(1)));
        Named { words, suffix }
    }

    fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    pub(super) fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The words between the given name and the surname.
    fn middle(&self) -> &[String] {
        self.words.get(1..self.words.len().saturating_sub(1)).unwrap_or_default()
    }
}

/// How the name that a message gives fits a person. `people` are those whom the archive quotes.
pub(super) fn fit(claimed: &str, person: &str, people: &[&Person]) -> Fit {
    let (claimed, person) = (Named::of(claimed), Named::of(person));
    if claimed.words.is_empty() || person.words.is_empty() {
        return Fit::Open;
    }
    if claimed.words == person.words || claimed.words.concat() == person.words.concat() {
        return suffixes(&claimed, &person, people);
    }
    match (claimed.words.len(), person.words.len()) {
        // A bare surname, or a bare given name, fits all who bear it.
        (1, 1) => Fit::Other,
        (1, _) => {
            let word = claimed.first();
            let bears = person.words.iter().any(|own| own == word) || same_given(word, person.first());
            if bears { suffixes(&claimed, &person, people) } else { Fit::Other }
        }
        // An article that has the bare surname means one of its bearers.
        (_, 1) => bare(&claimed, &person, people),
        _ => full(&claimed, &person, people),
    }
}

fn bare(claimed: &Named, person: &Named, people: &[&Person]) -> Fit {
    let word = person.first();
    if claimed.last() != word && !same_given(claimed.first(), word) {
        return Fit::Other;
    }
    let bearers = people.iter().filter(|other| may_bear(other, word)).map(|other| Named::of(&other.name));
    let bearers = bearers.filter(|other| other.words.len() > 1 && (other.last() == word || other.first() == word));
    let all = bearers.map(|other| full(claimed, &other, people)).min();
    if all.unwrap_or(Fit::Same) == Fit::Same && claimed.suffix.is_none() { Fit::Same } else { Fit::Open }
}

/// A cheap look before a name is taken apart.
fn may_bear(person: &Person, word: &str) -> bool {
    text::fold(&person.name).contains(word)
}

/// Two names of a given name and a surname, at least.
fn full(claimed: &Named, person: &Named, people: &[&Person]) -> Fit {
    if claimed.last() != person.last() {
        // A married name, or the first of two surnames.
        let alike = same_given(claimed.first(), person.first());
        let longer =
            claimed.words.contains(&person.last().to_owned()) || person.words.contains(&claimed.last().to_owned());
        return if alike && longer { Fit::Open } else { Fit::Other };
    }
    let (one, other) = (claimed.first(), person.first());
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    let by_middle = |name: &Named, given: &str| name.middle().iter().any(|word| same_given(word, given));
    let given = same_given(one, other)
        || initial(one, other)
        || initial(other, one)
        || by_middle(claimed, other)
        || by_middle(person, one);
    if !given {
        // "Tim" may be a short form that no list has.
        let short =
            one.chars().count().min(other.chars().count()) >= 3 && (one.starts_with(other) || other.starts_with(one));
        return if short { Fit::Open } else { Fit::Other };
    }
    // George H. W. and George W.
    let (own, theirs) = (claimed.middle(), person.middle());
    let initials = |words: &[String]| words.iter().filter_map(|word| word.chars().next()).collect::<String>();
    if !own.is_empty() && !theirs.is_empty() && same_given(one, other) && initials(own) != initials(theirs) {
        return Fit::Other;
    }
    suffixes(claimed, person, people)
}

/// Whether what follows two names of the same words tells their bearers apart: "Jr." does where somebody without it is
/// known, and where the message alone has it nothing says who is meant.
fn suffixes(claimed: &Named, person: &Named, people: &[&Person]) -> Fit {
    match (claimed.suffix, person.suffix) {
        (None, None) => Fit::Same,
        (Some(one), Some(other)) => {
            if one == other {
                Fit::Same
            } else {
                Fit::Other
            }
        }
        (Some(one), None) => {
            let known = |other: &&Person| has_suffix(other, person, Some(one));
            if people.iter().any(known) { Fit::Other } else { Fit::Open }
        }
        // A bare surname fits father and son.
        (None, Some(_)) if claimed.words.len() == 1 => Fit::Same,
        (None, Some(_)) => {
            let known = |other: &&Person| has_suffix(other, person, None);
            if people.iter().any(known) { Fit::Other } else { Fit::Same }
        }
    }
}

fn has_suffix(other: &Person, person: &Named, suffix: Option<&str>) -> bool {
    if !may_bear(other, person.last()) {
        return false;
    }
    let other = Named::of(&other.name);
    other.words.len() > 1
        && other.last() == person.last()
        && same_given(other.first(), person.first())
        && other.suffix == suffix
}

/// Whether a role that a message gives is one that is known of a person: "the mayor".
pub(super) fn has_role(phrase: &str, roles: &[&str]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let folded = text::tokens(text).map(|token| text::fold(token.text).into_owned());
        folded.filter(|word| !List::Determiners.has(word) && !text::is_stop_word(word)).collect()
    };
    let asked = words(phrase);
    !asked.is_empty() && roles.iter().any(|role| asked.iter().all(|word| words(role).contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(claimed: &str, person: &str) -> Fit {
        let people: Vec<Person> =
            ["Otto Brandt", "Otto Brandt Jr.", "Ann Reed", "Harry B. Voss Jr.", "Ida Moss", "Karl Moss"]
                .map(|name| Person {
                    name: name.to_owned(),
                    roles: Vec::new(),
                    paragraphs: 1,
                    paid_paragraphs: 0,
                    is_person: true,
                })
                .into();
        fit(claimed, person, &people.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_bare_surname_fits_any_of_its_bearers() {
        assert_eq!(check("Brandt", "Otto Brandt Jr."), Fit::Same);
        assert_eq!(check("Mr. Brandt", "Otto Brandt"), Fit::Same);
        assert_eq!(check("Reed", "Otto Brandt"), Fit::Other);
        assert_eq!(check("Ann", "Ann Reed"), Fit::Same);
    }

    #[test]
    fn father_and_son_are_two() {
        assert_eq!(check("Otto Brandt Jr.", "Otto Brandt"), Fit::Other);
        assert_eq!(check("Otto Brandt", "Otto Brandt Jr."), Fit::Other);
        assert_eq!(check("Adm. Harry Voss", "Harry B. Voss Jr."), Fit::Same);
        assert_eq!(check("Ann Reed Jr.", "Ann Reed"), Fit::Open);
        assert_eq!(check("George W. Hill", "George H. W. Hill"), Fit::Other);
    }

    #[test]
    fn a_surname_alone_in_an_article_is_whose_it_can_only_be() {
        assert_eq!(check("Ann Reed", "Reed"), Fit::Same);
        assert_eq!(check("Ida Moss", "Moss"), Fit::Open);
        assert_eq!(check("Ann Reed", "Moss"), Fit::Other);
        assert_eq!(check("Bea Reed", "Reed"), Fit::Open);
    }

    #[test]
    fn given_names_have_short_forms() {
        assert_eq!(check("Bill Hale", "William Hale"), Fit::Same);
        assert_eq!(check("A. Reed", "Ann Reed"), Fit::Same);
        assert_eq!(check("Bea Reed", "Ann Reed"), Fit::Other);
        assert_eq!(check("Lin Reed", "Linda Reed"), Fit::Open);
        assert_eq!(check("Hillary Rodham", "Hillary Rodham Stone"), Fit::Open);
    }

    #[test]
    fn roles_are_compared_by_their_words() {
        assert!(has_role("the mayor", &["Mayor of Ashford"]));
        assert!(!has_role("the governor", &["Mayor of Ashford"]));
    }
}
