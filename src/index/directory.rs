//! People by what may be typed of their name and role: every keystroke asks, so it is all laid out before.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::names::Person;
use crate::text;

/// The labels of people, folded, from each of their words on, in order.
pub(super) struct Directory {
    /// The folded label of each person, by their number.
    labels: Vec<String>,
    /// How many paragraphs hold words of each.
    paragraphs: Vec<usize>,
    /// Where a word starts: the person and the byte of the label. Sorted by what follows.
    words: Vec<(u32, u32)>,
    /// What the first one and two letters find, where that is many: most who type begin so.
    short: HashMap<String, Vec<usize>>,
}

/// How many people are kept for each of the first letters: as many as a front shows.
const KEPT: usize = 25;

impl Directory {
    /// Those who are quoted where everyone may read.
    pub(super) fn of(people: &[Person]) -> Directory {
        let mut directory = Directory {
            labels: people.iter().map(|person| text::fold(&person.label()).into_owned()).collect(),
            paragraphs: people.iter().map(|person| person.paragraphs).collect(),
            words: Vec::new(),
            short: HashMap::new(),
        };
        for (person, label) in (0..).zip(&directory.labels) {
            if people.get(person as usize).is_some_and(|person| person.paragraphs > 0) {
                let later = label.match_indices(char::is_whitespace).map(|(at, space)| at + space.len());
                directory.words.extend(std::iter::once(0).chain(later).map(|at| (person, at as u32)));
            }
        }
        let mut words = std::mem::take(&mut directory.words);
        words.sort_unstable_by(|one, two| directory.rest(*one).cmp(directory.rest(*two)));
        directory.words = words;
        directory.short = directory.of_first_letters();
        directory
    }

    fn of_first_letters(&self) -> HashMap<String, Vec<usize>> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in &self.words {
            let rest = self.rest(*word);
            for (at, letter) in rest.char_indices().take(2) {
                *counts.entry(rest.get(..at + letter.len_utf8()).unwrap_or_default()).or_default() += 1;
            }
        }
        let many = counts.into_iter().filter(|(_, count)| *count > KEPT).map(|(letters, _)| letters);
        many.map(|letters| (letters.to_owned(), self.like(letters, KEPT))).collect()
    }

    fn rest(&self, (person, at): (u32, u32)) -> &str {
        self.labels.get(person as usize).and_then(|label| label.get(at as usize..)).unwrap_or_default()
    }

    /// The numbers of those whose label opens like this, then of those with a later word that does; in each group the
    /// most quoted first.
    pub(super) fn like(&self, typed: &str, limit: usize) -> Vec<usize> {
        if let Some(people) = self.short.get(typed).filter(|_| limit <= KEPT) {
            return people.iter().copied().take(limit).collect();
        }
        let from = self.words.partition_point(|word| self.rest(*word) < typed);
        let opening = self.words.get(from..).unwrap_or_default();
        let count = opening.partition_point(|word| self.rest(*word).starts_with(typed));
        let key = |(person, at): &(u32, u32)| {
            let quoted = self.paragraphs.get(*person as usize).copied().unwrap_or(0);
            (*at > 0, Reverse(quoted), *person)
        };
        // A person may stand there several times: by the first name, the last, the role.
        let most = limit.saturating_mul(4);
        let mut found = opening.get(..count).unwrap_or_default().to_vec();
        if found.len() > most {
            found.select_nth_unstable_by_key(most, key);
            found.truncate(most);
        }
        found.sort_unstable_by_key(key);
        let mut people: Vec<usize> = Vec::new();
        for (person, _) in found {
            if people.len() < limit && !people.contains(&(person as usize)) {
                people.push(person as usize);
            }
        }
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str) -> String {
        let person = |name: &str, role: &str, paragraphs| Person {
            name: name.to_owned(),
            roles: vec![role.to_owned()],
            paragraphs,
            paid_paragraphs: 1,
        };
        let people = [
            person("Ada Novak", "mayor of Nova", 1),
            person("Bea Adamson", "judge", 9),
            person("Cy Ádám", "Ada's clerk", 3),
            person("Dora Novak", "editor", 0),
        ];
        let found = Directory::of(&people).like(typed, 2).into_iter().filter_map(|at| people.get(at));
        found.map(|person| person.name.as_str()).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn first_letters_find_what_more_letters_would() {
        let person = |number: usize| Person {
            name: format!("{}a{number} {}b", ['x', 'y'][number % 2], ['x', 'z'][number % 3 % 2]),
            roles: Vec::new(),
            paragraphs: 1 + number * 7 % 90,
            paid_paragraphs: 0,
        };
        let people: Vec<Person> = (0..200).map(person).collect();
        let directory = Directory::of(&people);
        let kept = directory.short.len();
        assert!(kept >= 6, "only {kept} openings are kept");
        let plain = Directory { short: HashMap::new(), ..Directory::of(&people) };
        for typed in ["x", "xa", "y", "ya", "z", "zb"] {
            for limit in [3, KEPT, 2 * KEPT] {
                assert_eq!(directory.like(typed, limit), plain.like(typed, limit), "{typed}");
            }
        }
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
