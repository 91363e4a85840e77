//! Completing names and titles from the dictionaries of the index: nothing is built or held for it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::{HashSet, HashSetExt};
use jiff::civil::Date;
use tantivy::DocAddress;

use super::archive::Archive;
use super::directory::Directory;
use super::document::{DIVIDER, HEADING_BYTES, IMPERSONAL_MARK, audience_mark, date_of, day, heading};
use super::person::{Person, Quoted};
use super::postings::{each_term, log_err};
use super::stored::StoredArticle;
use crate::domain::{Audience, PersonName};
use crate::text;

impl Archive {
    /// Everybody whose words the archive holds, people and others, by name.
    pub fn people(&self) -> &[Person] {
        // A failed read is retried by the next call.
        log_err(self.0.people.get_or_try_init(|| self.read_people())).map_or(&[], Vec::as_slice)
    }

    /// The names and [labels](Person::label) of the people quoted where everyone may read whose label goes on like `typed`
    /// (compared folded) from its start, or else from a later word on; the most quoted first.
    pub fn people_like(&self, typed: &str, limit: usize) -> Vec<(&str, &str)> {
        self.0.directory.get_or_init(|| Directory::of(&listed(self.people()))).like(&text::fold(typed), limit)
    }

    /// Articles for everyone whose title goes on like `prefix` from its start, or else from any of its words on.
    pub fn titles(&self, prefix: &str, limit: usize) -> Vec<Arc<StoredArticle>> {
        let typed = heading(prefix);
        let typed = typed.get(..text::floor_boundary(&typed, HEADING_BYTES)).unwrap_or(&typed);
        let mut found = self.headed(Audience::Everyone, typed, limit);
        // A title that starts so before one that merely has the words.
        found.sort_by_key(|article| !heading(&article.meta.title).starts_with(typed));
        found
    }

    /// The articles with exactly this title (folded), those for paying readers too where `paid`.
    pub fn titled(&self, title: &str, paid: bool) -> Vec<Arc<StoredArticle>> {
        const MOST: usize = 100;
        let folded = heading(title);
        let start = folded.get(..text::floor_boundary(&folded, HEADING_BYTES)).unwrap_or(&folded);
        let mut found = self.headed(Audience::Everyone, start, MOST);
        if paid {
            found.extend(self.headed(Audience::Paid, start, MOST));
        }
        found.retain(|article| heading(&article.meta.title) == folded);
        found
    }

    fn headed(&self, audience: Audience, start: &str, limit: usize) -> Vec<Arc<StoredArticle>> {
        let from = format!("{}{DIVIDER}{start}", audience_mark(audience));
        let order = self.0.order();
        // Sorted by term, then in article order, so that `limit` of each segment are enough.
        let mut found: Vec<(String, DocAddress)> = Vec::new();
        for (segment, reader) in (0..).zip(self.0.named_segments()) {
            let mut known: HashSet<u32> = HashSet::new();
            let read = each_term(reader, self.0.fields.heading, &from, &mut |term, docs| {
                let new = docs.iter().filter(|doc| known.insert(**doc));
                let addresses = new.map(|doc| DocAddress::new(segment, *doc));
                found.extend(addresses.map(|address| (term.to_owned(), address)));
                known.len() < limit
            });
            log_err(read);
        }
        found.sort_unstable_by(|one, two| one.0.cmp(&two.0).then_with(|| order.compare(one.1, two.1)));
        let addresses = found.into_iter().take(limit).map(|(_, address)| address);
        addresses.filter_map(|address| self.0.article(address)).collect()
    }

    /// Each person who is quoted between two days, by name: where everyone may read, and in articles for paying readers too
    /// where `paid`.
    pub fn quoted(&self, from: Option<Date>, to: Option<Date>, paid: bool) -> Vec<Quoted> {
        let mut quoted: BTreeMap<String, (Quoted, usize)> = BTreeMap::new();
        let (from, to) = (from.map_or(i64::MIN, day), to.map_or(i64::MAX, day));
        for (reader, without) in self.0.named_segments() {
            let Some(days) = log_err(reader.fast_fields().i64("day")) else { continue };
            log_err(each_term((reader, without), self.0.fields.speaker, "", &mut |term, docs| {
                let mut parts = term.splitn(3, DIVIDER);
                let (Some(audience), Some(name), Some(role)) = (parts.next(), parts.next(), parts.next()) else {
                    return true;
                };
                let hidden = !paid && audience.starts_with(audience_mark(Audience::Paid));
                let person = !audience.ends_with(IMPERSONAL_MARK);
                let own = docs.iter().filter_map(|doc| days.first(*doc));
                let own = own.filter(|day| !hidden && (from..=to).contains(day));
                let own: Vec<i64> = own.collect();
                let (first, last) = (own.iter().min().copied(), own.iter().max().copied());
                if let (Some(first), Some(last)) = (first.and_then(date_of), last.and_then(date_of)) {
                    let count = own.len();
                    let roles = (!role.is_empty()).then(|| (role.to_owned(), count)).into_iter().collect();
                    let one = Quoted { name: name.to_owned(), roles, paragraphs: count, first, last };
                    let (known, person_paragraphs) =
                        quoted.entry(name.to_owned()).or_insert_with(|| (Quoted { paragraphs: 0, ..one.clone() }, 0));
                    known.join(&one);
                    *person_paragraphs += if person { count } else { 0 };
                }
                true
            }));
        }
        let surnames = surnames(self.people(), paid);
        let listed = |(one, person): &(Quoted, usize)| is_listed(&one.name, mostly(*person, one.paragraphs), &surnames);
        let people: Vec<Quoted> = quoted.into_values().filter(listed).map(|(one, _)| one).collect();
        let named: Vec<(&str, usize)> = people.iter().map(|one| (one.name.as_str(), one.paragraphs)).collect();
        let mut joined: BTreeMap<usize, Quoted> = BTreeMap::new();
        for (one, first) in people.iter().zip(same_people(&named)) {
            match joined.get_mut(&first) {
                Some(known) => known.join(one),
                None => {
                    let name = people.get(first).map_or_else(|| one.name.clone(), |bearer| bearer.name.clone());
                    joined.insert(first, Quoted { name, ..one.clone() });
                }
            }
        }
        let mut joined: Vec<Quoted> = joined.into_values().collect();
        joined.sort_by(|one, other| one.name.cmp(&other.name));
        joined
    }

    fn read_people(&self) -> tantivy::Result<Vec<Person>> {
        let mut people: BTreeMap<String, (Person, BTreeMap<String, usize>, usize)> = BTreeMap::new();
        let mut note = |term: &str, count: usize| {
            let mut parts = term.splitn(3, DIVIDER);
            let (Some(audience), Some(name), Some(role)) = (parts.next(), parts.next(), parts.next()) else { return };
            let (person, roles, as_person) = people.entry(name.to_owned()).or_insert_with(|| {
                let name = name.to_owned();
                let person = Person { name, roles: Vec::new(), is_person: false, paragraphs: 0, paid_paragraphs: 0 };
                (person, BTreeMap::new(), 0)
            });
            *as_person += if audience.ends_with(IMPERSONAL_MARK) { 0 } else { count };
            if audience.starts_with(audience_mark(Audience::Paid)) {
                person.paid_paragraphs += count;
            } else {
                person.paragraphs += count;
            }
            if !role.is_empty() {
                *roles.entry(role.to_owned()).or_default() += count;
            }
        };
        for reader in self.0.named_segments() {
            each_term(reader, self.0.fields.speaker, "", &mut |term, docs| {
                if !docs.is_empty() {
                    note(term, docs.len());
                }
                true
            })?;
        }
        let finished = people.into_values().map(|(mut person, roles, as_person)| {
            person.is_person = mostly(as_person, person.paragraphs + person.paid_paragraphs);
            let mut roles: Vec<(String, usize)> = roles.into_iter().collect();
            roles.sort_by_key(|(_, count)| Reverse(*count));
            person.roles = roles.into_iter().map(|(role, _)| role).collect();
            person
        });
        Ok(finished.collect())
    }
}

/// Whether a name counts as a person's: in half of its paragraphs at least.
fn mostly(as_person: usize, paragraphs: usize) -> bool {
    2 * as_person >= paragraphs
}

/// Larger groups of one surname are not compared, since that takes quadratic time.
const MOST_NAMESAKES: usize = 500;

/// For each of the names (each with its number of paragraphs) which of them stands for its bearer: the most used of those that
/// may be one person's. Where several bearers fit, a name stands for itself.
fn same_people(names: &[(&str, usize)]) -> Vec<usize> {
    let parsed: Vec<PersonName> = names.iter().map(|(name, _)| PersonName::of(name)).collect();
    let mut by_surname: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, name) in parsed.iter().enumerate() {
        by_surname.entry(&name.surname).or_default().push(index);
    }
    let fit =
        |one: usize, other: usize| parsed.get(one).zip(parsed.get(other)).is_some_and(|(one, two)| one.may_be(two));
    let stands_for = |index: usize| {
        let sharing = parsed.get(index).and_then(|name| by_surname.get(name.surname.as_str()));
        let sharing = sharing.filter(|sharing| sharing.len() <= MOST_NAMESAKES);
        let fitting: Vec<usize> = sharing.into_iter().flatten().copied().filter(|other| fit(index, *other)).collect();
        // Who fits one of them must fit all: "Roth" is nobody's where there are Karl and Anna.
        let one = fitting.iter().enumerate().all(|(at, one)| fitting.iter().skip(at + 1).all(|two| fit(*one, *two)));
        let full = |other: usize| parsed.get(other).is_some_and(|name| name.given.is_some());
        let count = |other: usize| names.get(other).map(|(_, count)| *count);
        let most = fitting.into_iter().max_by_key(|other| (full(*other), count(*other), Reverse(*other)));
        most.filter(|_| one).unwrap_or(index)
    };
    (0..names.len()).map(stands_for).collect()
}

/// The folded surnames that one person bears, of those whom an asker may see.
fn surnames(people: &[Person], paid: bool) -> HashSet<String> {
    let mut bearers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for person in people.iter().filter(|person| person.is_person && (person.paragraphs > 0 || paid)) {
        let PersonName { given, surname, .. } = PersonName::of(&person.name);
        let Some(given) = given else { continue };
        let known = bearers.entry(surname).or_default();
        if !known.contains(&given) {
            known.push(given);
        }
    }
    bearers.into_iter().filter(|(_, given)| given.len() == 1).map(|(surname, _)| surname).collect()
}

/// Whether a name stands in lists: a person's, or a surname alone that only one person bears.
fn is_listed(name: &str, is_person: bool, surnames: &HashSet<String>) -> bool {
    is_person || {
        let name = PersonName::of(name);
        name.given.is_none() && surnames.contains(&name.surname)
    }
}

/// The people whom everyone may be offered, each once, by name.
fn listed(people: &[Person]) -> Vec<Person> {
    let surnames = surnames(people, false);
    let listed = |person: &&Person| person.paragraphs > 0 && is_listed(&person.name, person.is_person, &surnames);
    let people: Vec<&Person> = people.iter().filter(listed).collect();
    let named: Vec<(&str, usize)> = people.iter().map(|person| (person.name.as_str(), person.paragraphs)).collect();
    let mut listed: BTreeMap<usize, Person> = BTreeMap::new();
    for (person, stands_for) in people.iter().zip(same_people(&named)) {
        let bearer = people.get(stands_for).map_or(*person, |bearer| *bearer);
        let known = listed.entry(stands_for).or_insert_with(|| Person { paragraphs: 0, ..bearer.clone() });
        known.paragraphs += person.paragraphs;
    }
    listed.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each name the one that stands for its bearer.
    fn check(names: &[(&str, usize)]) -> String {
        let bearers = same_people(names).into_iter().map(|at| names.get(at).map_or("?", |(name, _)| *name));
        bearers.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_person_is_listed_once_and_two_are_listed_twice() {
        let names = [("Karl Roth", 9), ("Karl J. Roth", 2), ("Roth", 1)];
        insta::assert_snapshot!(check(&names), @"Karl Roth; Karl Roth; Karl Roth");
        let names = [("Karl Roth", 9), ("Anna Roth", 2), ("Roth", 1)];
        insta::assert_snapshot!(check(&names), @"Karl Roth; Anna Roth; Roth");
        let names = [("Karl Roth", 2), ("Karl Roth Jr.", 9), ("Roth", 1)];
        insta::assert_snapshot!(check(&names), @"Karl Roth; Karl Roth Jr.; Roth");
        let names = [("Rosa de Sousa", 2), ("Rosa DeSousa", 9)];
        insta::assert_snapshot!(check(&names), @"Rosa DeSousa; Rosa DeSousa");
    }
}
