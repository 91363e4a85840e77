//! People by what may be typed of their name and role. Every keystroke asks, so it is all laid out before, and close
//! together: what is far apart in memory takes longer to fetch than all the rest.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::names::Person;
use crate::text;

/// The labels of people from each of their words on, in order. People are numbered by how often they are quoted, the
/// most quoted first.
pub(super) struct Directory {
    labels: Flat,
    /// How many bytes of each label are the name.
    names: Vec<u32>,
    folded: Flat,
    words: Vec<Word>,
    /// What the first one and two letters find, where that is many: most who type begin so.
    short: HashMap<String, Vec<u32>>,
}

/// Where a word starts in a folded label. Sorted by what follows.
struct Word {
    /// The first bytes of what follows, with zeros after its end: numbers in the order of the texts.
    opening: u64,
    person: u32,
    at: u32,
}

/// How many people are kept for each of the first letters: as many as a front shows.
const KEPT: usize = 25;

impl Directory {
    /// Those who are quoted where everyone may read.
    pub(super) fn of(people: &[Person]) -> Directory {
        let mut quoted: Vec<&Person> = people.iter().filter(|person| person.paragraphs > 0).collect();
        quoted.sort_by_key(|person| Reverse(person.paragraphs));
        let mut directory = Directory {
            labels: Flat::default(),
            names: Vec::new(),
            folded: Flat::default(),
            words: Vec::new(),
            short: HashMap::new(),
        };
        for (number, person) in (0..).zip(quoted) {
            let label = person.label();
            directory.labels.push(&label);
            directory.names.push(u32::try_from(person.name.len()).unwrap_or_default());
            let folded = text::fold(&label);
            directory.folded.push(&folded);
            let later = folded.match_indices(char::is_whitespace).map(|(at, space)| at + space.len());
            directory.words.extend(std::iter::once(0).chain(later).map(|at| {
                let opening = *openings(folded.get(at..).unwrap_or_default()).start();
                Word { opening, person: number, at: u32::try_from(at).unwrap_or(u32::MAX) }
            }));
        }
        let Directory { folded, words, .. } = &mut directory;
        words.sort_unstable_by(|one, two| {
            one.opening.cmp(&two.opening).then_with(|| folded.rest(one).cmp(folded.rest(two)))
        });
        directory.short = directory.of_first_letters();
        directory
    }

    fn of_first_letters(&self) -> HashMap<String, Vec<u32>> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in &self.words {
            let rest = self.folded.rest(word);
            for (at, letter) in rest.char_indices().take(2) {
                *counts.entry(rest.get(..at + letter.len_utf8()).unwrap_or_default()).or_default() += 1;
            }
        }
        let many = counts.into_iter().filter(|(_, count)| *count > KEPT).map(|(letters, _)| letters);
        many.map(|letters| (letters.to_owned(), self.find(letters, KEPT))).collect()
    }

    /// The names and labels of those whose label opens like this, then of those with a later word that does; in each
    /// group the most quoted first.
    pub(super) fn like(&self, typed: &str, limit: usize) -> Vec<(&str, &str)> {
        let found;
        let people = match self.short.get(typed).filter(|_| limit <= KEPT) {
            Some(people) => people,
            None => {
                found = self.find(typed, limit);
                &found
            }
        };
        let label = |person: &u32| {
            let at = usize::try_from(*person).ok()?;
            let (label, name) = (self.labels.get(at)?, self.names.get(at)?);
            Some((label.get(..usize::try_from(*name).ok()?)?, label))
        };
        people.iter().take(limit).filter_map(label).collect()
    }

    fn find(&self, typed: &str, limit: usize) -> Vec<u32> {
        let opening = openings(typed);
        let from = self.words.partition_point(|word| word.opening < *opening.start());
        let to = self.words.partition_point(|word| word.opening <= *opening.end());
        let opening = self.words.get(from..to).unwrap_or_default().iter();
        let key = |word: &Word| (word.at > 0, word.person);
        let mut found: Vec<(bool, u32)> = if typed.len() <= size_of::<u64>() && !typed.contains('\0') {
            opening.map(key).collect()
        } else {
            opening.filter(|word| self.folded.rest(word).starts_with(typed)).map(key).collect()
        };
        // A person may stand there several times: by the first name, the last, the role.
        let most = limit.saturating_mul(4);
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        let mut people: Vec<u32> = Vec::with_capacity(limit.min(found.len()));
        for (_, person) in found {
            if people.len() < limit && !people.contains(&person) {
                people.push(person);
            }
        }
        people
    }
}

/// The openings of all texts that go on from here: the text's own with zeros after its end, up to the greatest.
fn openings(text: &str) -> std::ops::RangeInclusive<u64> {
    let fill = |with: u8| {
        let mut bytes = [with; size_of::<u64>()];
        bytes.iter_mut().zip(text.bytes()).for_each(|(byte, of)| *byte = of);
        u64::from_be_bytes(bytes)
    };
    fill(0)..=fill(u8::MAX)
}

/// Texts, one after another.
#[derive(Default)]
struct Flat {
    text: String,
    ends: Vec<usize>,
}

impl Flat {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn range(&self, number: usize) -> Option<Range<usize>> {
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        Some(start..*self.ends.get(number)?)
    }

    fn get(&self, number: usize) -> Option<&str> {
        self.text.get(self.range(number)?)
    }

    fn rest(&self, word: &Word) -> &str {
        let label = usize::try_from(word.person).ok().and_then(|person| self.get(person));
        label.and_then(|label| label.get(usize::try_from(word.at).ok()?..)).unwrap_or_default()
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
    fn first_letters_find_what_more_letters_would() {
        let person = |number: usize| Person {
            name: format!("{}a{number} {}b", ['x', 'y'][number % 2], ['x', 'z'][number % 3 % 2]),
            roles: Vec::new(),
            is_person: true,
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
