//! People by what may be typed of their name and role.

use std::cmp::Reverse;

use super::person::Person;
use crate::text;

/// An index of people for completion: the suffixes of their labels that start at a word.
pub(super) struct Directory {
    /// Names and labels, the most quoted first.
    people: Vec<(String, String)>,
    /// Sorted: a suffix of a folded label, whether it starts at a later word than the first, and the number of the person.
    words: Vec<(String, bool, usize)>,
}

impl Directory {
    /// Those who are quoted where everyone may read.
    pub(super) fn of(people: &[Person]) -> Directory {
        let mut quoted: Vec<&Person> = people.iter().filter(|person| person.paragraphs > 0).collect();
        quoted.sort_by_key(|person| Reverse(person.paragraphs));
        let people: Vec<_> = quoted.into_iter().map(|person| (person.name.clone(), person.label())).collect();
        let mut words = Vec::new();
        for (number, (_, label)) in people.iter().enumerate() {
            let folded = text::fold(label);
            let later = folded.match_indices(char::is_whitespace).map(|(at, space)| at + space.len());
            for at in std::iter::once(0).chain(later) {
                words.push((folded.get(at..).unwrap_or_default().to_owned(), at > 0, number));
            }
        }
        words.sort_unstable();
        Directory { people, words }
    }

    /// The names and labels of those whose label opens like this, then of those with a later word that does; in each
    /// group the most quoted first.
    pub(super) fn like(&self, typed: &str, limit: usize) -> Vec<(&str, &str)> {
        let from = self.words.partition_point(|(rest, ..)| rest.as_str() < typed);
        let following = self.words.get(from..).unwrap_or_default();
        let opening = following.iter().take(following.partition_point(|(rest, ..)| rest.starts_with(typed)));
        let mut found: Vec<(bool, usize)> = opening.map(|(_, later, person)| (*later, *person)).collect();
        // A person may stand there several times: by the first name, the last, the role.
        let most = limit.saturating_mul(4);
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        let mut people: Vec<usize> = Vec::with_capacity(limit.min(found.len()));
        for (_, person) in found {
            if people.len() < limit && !people.contains(&person) {
                people.push(person);
            }
        }
        let labels = people.into_iter().filter_map(|person| self.people.get(person));
        labels.map(|(name, label)| (name.as_str(), label.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str) -> String {
        let person = |name: &str, role: &str, paragraphs| Person {
            name: name.to_owned(),
            roles: vec![role.to_owned()],
            is_person: true,
            paragraphs,
            paid_paragraphs: 1,
        };
        let people = [
            person("Ada Novak", "mayor of Nova", 1),
            person("Bea Adamson", "judge", 9),
            person("Cy Ádám", "Ada's clerk", 3),
            person("Dora Novak", "editor", 0),
        ];
        let directory = Directory::of(&people);
        directory.like(typed, 2).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn those_whose_name_opens_so_come_first_then_the_most_quoted() {
        insta::assert_snapshot!(check("ada"), @"Ada Novak; Bea Adamson");
        insta::assert_snapshot!(check("adam"), @"Bea Adamson; Cy Ádám");
        insta::assert_snapshot!(check("nov"), @"Ada Novak");
        insta::assert_snapshot!(check(""), @"Bea Adamson; Cy Ádám");
        insta::assert_snapshot!(check("zz"), @"");
    }
}
