//! Everybody who is quoted, each once, by what a reader may call them.

use std::cmp::Reverse;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use jiff::civil::Date;

use super::name::{Name, full_names, is_short_for};
use super::offices::Office;
use crate::engine::per_viewer::PerViewer;
use crate::index::{Archive, Called};
use crate::text;

/// Names of one person tried against each other; more of one surname stay apart.
const MOST_NAMESAKES: usize = 64;

/// A role that articles give somebody.
pub(super) struct Role {
    /// As the articles write it.
    pub(super) text: String,
    pub(super) office: Office,
    /// The days of the paragraphs with words of theirs that give it, in order.
    pub(super) days: Vec<Date>,
}

/// Somebody whose words the archive holds.
pub(super) struct Somebody {
    /// The name that most paragraphs give.
    pub(super) name: String,
    /// All names that are theirs, each written out.
    pub(super) names: Vec<String>,
    pub(super) parts: Name,
    /// Roles, the most frequent first.
    pub(super) roles: Vec<Role>,
    /// Paragraphs with their words.
    pub(super) paragraphs: usize,
    /// Whether the settings keep them out of lists and completions.
    pub(super) private: bool,
    /// Whether the name is a person's, as far as the articles tell.
    pub(super) is_person: bool,
}

/// Everybody, with what they are looked up by.
#[derive(Default)]
pub(crate) struct Registry {
    pub(super) people: Vec<Somebody>,
    /// By surname, its particles with it or not; those of one name alone by that.
    surnames: HashMap<String, Vec<usize>>,
    /// By given name, as written or written out.
    given: HashMap<String, Vec<usize>>,
    /// By the terms of their roles.
    offices: HashMap<String, Vec<usize>>,
    /// Surnames that articles write alone, though the archive knows people of that name.
    bare: HashMap<String, Vec<String>>,
    /// By each name that is theirs.
    names: HashMap<String, usize>,
}

impl Registry {
    /// Everybody quoted in an archive: where everyone may read, and in articles for paying readers too where `paid`.
    pub(super) fn new(archive: &Archive, paid: bool, private: &[String]) -> Self {
        let mut written: Vec<Written> = Vec::new();
        for called in archive.called(paid) {
            match written.last_mut() {
                Some(last) if last.name == called.name => last.add(called),
                _ => written.push(Written::of(called)),
            }
        }
        // The most quoted name of a person comes first.
        written.sort_by(|one, two| two.paragraphs.cmp(&one.paragraphs).then_with(|| one.name.cmp(&two.name)));
        let (bare, full): (Vec<Written>, Vec<Written>) = written.into_iter().partition(|name| name.parts.is_bare());
        let mut registry = Registry::default();
        full.into_iter().for_each(|name| registry.add(name));
        for name in bare {
            match registry.surnames.contains_key(&name.parts.surname) {
                true => registry.bare.entry(name.parts.surname).or_default().push(name.name),
                false => registry.add(name),
            }
        }
        let named: HashSet<&str> =
            archive.people().iter().filter(|person| person.is_person).map(|person| person.name.as_str()).collect();
        registry.finish(private, &named);
        registry
    }

    /// Adds a name to the one person whose it may be; where there are none or several, it is somebody else's.
    fn add(&mut self, written: Written) {
        let namesakes = self.surnames.get(&written.parts.surname).into_iter().flatten().take(MOST_NAMESAKES);
        let mut theirs = namesakes.filter(|at| self.people.get(**at).is_some_and(|person| person.may_be(&written)));
        let at = match (theirs.next(), theirs.next()) {
            (Some(at), None) => *at,
            _ => {
                let at = self.people.len();
                self.surnames.entry(written.parts.surname.clone()).or_default().push(at);
                self.people.push(Somebody {
                    name: written.name.clone(),
                    names: Vec::new(),
                    parts: written.parts.clone(),
                    roles: Vec::new(),
                    paragraphs: 0,
                    private: false,
                    is_person: false,
                });
                at
            }
        };
        if let Some(person) = self.people.get_mut(at) {
            person.join(written);
        }
    }

    fn finish(&mut self, private: &[String], named: &HashSet<&str>) {
        let private: Vec<Name> = private.iter().map(|name| Name::of(name)).collect();
        for (at, person) in self.people.iter_mut().enumerate() {
            self.names.extend(person.names.iter().map(|name| (name.clone(), at)));
            person.roles.sort_by_key(|role| Reverse(role.days.len()));
            person.is_person = person.names.iter().any(|name| named.contains(name.as_str()));
            person.private = private.iter().any(|name| !name.is_bare() && name.agrees(&person.parts, true));
            if person.parts.last != person.parts.surname {
                self.surnames.entry(person.parts.last.clone()).or_default().push(at);
            }
            if let Some(given) = person.parts.given.first() {
                let all = full_names(given).iter().copied().chain([given.as_str()]);
                all.for_each(|given| self.given.entry(given.to_owned()).or_default().push(at));
            }
            for term in person.roles.iter().flat_map(|role| &role.office.terms) {
                let known = self.offices.entry(term.clone()).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        for (surname, names) in &self.bare {
            if let Some([only]) = self.surnames.get(surname).map(Vec::as_slice) {
                self.names.extend(names.iter().map(|name| (name.clone(), *only)));
            }
        }
    }

    /// Names that stand apart and may be one person's all the same, as far as initials and short forms tell.
    pub(super) fn unsure(&self) -> Vec<(&str, &str)> {
        let mut pairs = Vec::new();
        for same in self.surnames.values() {
            let people: Vec<&Somebody> =
                same.iter().take(MOST_NAMESAKES).filter_map(|at| self.people.get(*at)).collect();
            for (at, one) in people.iter().enumerate() {
                let others = people.iter().skip(at + 1).filter(|other| one.parts.agrees(&other.parts, true));
                let seen = others.filter(|other| one.is_person && other.is_person && !one.private && !other.private);
                pairs.extend(seen.map(|other| (one.name.as_str(), other.name.as_str())));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    pub(super) fn get(&self, at: usize) -> Option<&Somebody> {
        self.people.get(at)
    }

    /// Those of this surname.
    pub(super) fn of_surname(&self, surname: &str) -> Vec<usize> {
        self.surnames.get(surname).cloned().unwrap_or_default()
    }

    /// Those of this given name, or of one that it is short for.
    pub(super) fn of_given(&self, given: &str) -> Vec<usize> {
        let names = full_names(given).iter().copied().chain([given]);
        let mut found: Vec<usize> = names.filter_map(|name| self.given.get(name)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Those with one of these terms in a role.
    pub(super) fn of_office(&self, terms: &[String]) -> Vec<usize> {
        let mut found: Vec<usize> = terms.iter().filter_map(|term| self.offices.get(term)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The surnames that people have, with those who have them.
    pub(super) fn surnames(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.surnames.iter().map(|(surname, people)| (surname.as_str(), people.as_slice()))
    }

    /// The given names that people have, with those who have them.
    pub(super) fn given_names(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.given.iter().map(|(given, people)| (given.as_str(), people.as_slice()))
    }

    /// The name that most paragraphs give whoever is called so.
    pub(super) fn full_name<'n>(&'n self, name: &'n str) -> &'n str {
        self.names.get(name).and_then(|at| self.people.get(*at)).map_or(name, |person| person.name.as_str())
    }

    /// The surname of a person as articles write it alone, and whether it can be nobody else's.
    pub(super) fn bare(&self, person: &Somebody) -> (&[String], bool) {
        let names = self.bare.get(&person.parts.surname).map(Vec::as_slice).unwrap_or_default();
        (names, self.surnames.get(&person.parts.surname).is_none_or(|people| people.len() < 2))
    }
}

impl Somebody {
    /// Whether a name may be this person's. Of "Bill" and "William" the roles must not speak against it.
    fn may_be(&self, written: &Written) -> bool {
        if self.parts.agrees(&written.parts, false) {
            return true;
        }
        let held = |terms: &Office| self.roles.iter().any(|role| !role.office.terms.is_disjoint(&terms.terms));
        let roles = &written.roles;
        let silent = self.roles.is_empty() || roles.is_empty();
        self.parts.agrees(&written.parts, true) && (silent || roles.iter().any(|role| held(&role.office)))
    }

    fn join(&mut self, written: Written) {
        // A middle initial that one of the names has tells the next ones apart.
        if self.parts.agrees(&written.parts, true) && written.parts.given.len() > self.parts.given.len() {
            let Name { given, .. } = &mut self.parts;
            given.extend(written.parts.given.iter().skip(given.len()).cloned());
        }
        self.paragraphs += written.paragraphs;
        self.names.push(written.name);
        for role in written.roles {
            match self.roles.iter_mut().find(|known| text::fold(&known.text) == text::fold(&role.text)) {
                Some(known) => {
                    known.days.extend(role.days);
                    known.days.sort_unstable();
                }
                None => self.roles.push(role),
            }
        }
    }

    /// Whether the given name is this one, written or short.
    pub(super) fn is_called(&self, given: &str) -> bool {
        self.parts.given.first().is_some_and(|own| is_short_for(own, given))
    }
}

/// A name as articles write it.
struct Written {
    name: String,
    parts: Name,
    roles: Vec<Role>,
    paragraphs: usize,
}

impl Written {
    fn of(called: Called) -> Self {
        let parts = Name::of(&called.name);
        let mut written = Written { name: called.name.clone(), parts, roles: Vec::new(), paragraphs: 0 };
        written.add(called);
        written
    }

    fn add(&mut self, called: Called) {
        self.paragraphs += called.days.len();
        if !called.role.is_empty() {
            let office = Office::of(&called.role);
            self.roles.push(Role { text: called.role, office, days: called.days });
        }
    }
}

/// Those who are quoted, made when they are first asked for: for everyone, and for paying readers.
#[derive(Clone, Default)]
pub(in crate::engine) struct Registries {
    made: PerViewer<Registry>,
    /// Names of people whom no list, completion or choice has.
    pub(super) private: Arc<[String]>,
}

impl Registries {
    /// The same where these people are private.
    pub(in crate::engine) fn keeping_private(names: Vec<String>) -> Self {
        Registries { private: names.into(), ..Registries::default() }
    }

    /// The same people private, of another archive.
    pub(in crate::engine) fn of_another_archive(&self) -> Self {
        Registries { private: Arc::clone(&self.private), ..Registries::default() }
    }

    /// Everybody whom an asker may see.
    pub(super) fn of(&self, archive: &Archive, paid: bool) -> &Registry {
        self.made.get(paid, || Registry::new(archive, paid, &self.private))
    }
}
