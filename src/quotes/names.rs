//! One person a name: the mentions of an article that are one person, and names across articles.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::census::Agreement;
use super::mentions::{Likeness, Mention, Sort};
use super::name::Name;
use super::reading::Reading;
use super::roles;

/// A person, or a body, of an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// The fullest form of the name that the article writes.
    pub(super) name: String,
    /// The folded given name, where one is written.
    given: Option<String>,
    /// The folded first letters of what stands between given name and surname.
    middle: String,
    /// The folded surname, or the only name.
    surname: String,
    /// "jr", "ii": what tells father and son apart.
    suffix: Option<&'static str>,
    /// How often the narration names them.
    pub(super) count: usize,
    /// How often it did up to the mention that is being looked at.
    so_far: usize,
    /// The full namings, by number of mention.
    in_full: Vec<usize>,
    /// Whether the surname alone stands for somebody else, as far as the article's habit tells.
    kept_in_full: bool,
    /// Which pronoun goes with them, as far as the article tells.
    pub(super) agreement: Agreement,
    /// Whether the name is a body's and not a person's.
    pub(super) body: bool,
    /// How much the name looks like a person's.
    likeness: Likeness,
    /// The first role written with the name.
    pub(super) role: Option<String>,
    /// The titles written before the name, folded.
    titles: Vec<String>,
    /// Whether another person of the article has the same surname.
    pub(super) shared: bool,
}

impl Person {
    /// Whether the name is surely enough a person's to stand in a list of people.
    pub(super) fn is_person(&self) -> bool {
        let full = self.given.is_some();
        !self.body && (self.likeness == Likeness::Person || self.likeness == Likeness::Unknown && full)
    }
}

/// Who is named in an article.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) people: Vec<Person>,
    /// The person of each mention.
    of_mention: Vec<Option<usize>>,
}

impl People {
    /// Brings the mentions of one person together.
    pub(super) fn new(reading: &Reading<'_>, mentions: &[Mention]) -> Self {
        let mut people = People { people: Vec::new(), of_mention: vec![None; mentions.len()] };
        let mut named: Vec<(usize, &Mention, Name<'_>)> = mentions
            .iter()
            .enumerate()
            .filter(|(_, mention)| matches!(mention.sort, Sort::Name | Sort::Organisation))
            .filter_map(|(index, mention)| Some((index, mention, Name::of(reading, mention)?)))
            .collect();
        // "Van Hollen" is a surname where the article has a Chris Van Hollen, and a full name elsewhere ("Van Jones").
        let full = named.iter().filter(|(_, _, name)| name.given.is_some() && !name.hyphened);
        let full = full.map(|(_, _, name)| name.surname.clone());
        let full: HashSet<String> = full.collect();
        for (_, _, name) in &mut named {
            name.settle(&full);
        }
        let mut bearers = Bearers::with_capacity(2 * named.len());
        // Full names first: "Sessions" in a headline is the "Jeff Sessions" of the second paragraph.
        for (index, mention, name) in named.iter().filter(|(_, _, name)| name.given.is_some()) {
            let body = mention.sort == Sort::Organisation;
            let found = people.full(name, bearers.get(name.surname.as_str()), body);
            let person = found.unwrap_or_else(|| people.add(name, body, &mut bearers));
            people.note(*index, person, name, mention, reading);
            people.people.get_mut(person).into_iter().for_each(|person| person.in_full.push(*index));
        }
        people.mark_kept_in_full(reading, &named);
        // Then all in reading order: of two who bear a surname, it is the one of whom the article spoke.
        for (index, mention, name) in &named {
            let person = match people.named(*index) {
                Some(person) => person,
                None => {
                    let body = mention.sort == Sort::Organisation || name.pair;
                    let found = people.bare(name, bearers.get(name.surname.as_str()));
                    let person = found.unwrap_or_else(|| people.add(name, body, &mut bearers));
                    people.note(*index, person, name, mention, reading);
                    person
                }
            };
            if let Some(person) = people.people.get_mut(person) {
                person.so_far += 1;
            }
        }
        people.mark_shared();
        people
    }

    /// A person of whom the article has not spoken.
    fn add<'n>(&mut self, name: &'n Name<'_>, body: bool, bearers: &mut Bearers<'n>) -> usize {
        let person = self.people.len();
        self.people.push(Person {
            given: name.given.as_deref().map(str::to_owned),
            surname: name.surname.to_string(),
            suffix: name.suffix,
            name: name.written(),
            body,
            ..Person::default()
        });
        bearers.entry(&name.surname).or_default().push(person);
        // "Hillary", "Bernie": a given name alone stands for the one who bears it. "Blasio" may be "de Blasio".
        let other = [name.given.as_deref().filter(|_| !body), name.head.as_deref()];
        for other in other.into_iter().flatten().filter(|other| *other != name.surname) {
            bearers.entry(other).or_default().push(person);
        }
        person
    }

    fn known<'p>(&'p self, candidates: Option<&'p Vec<usize>>) -> impl Iterator<Item = (usize, &'p Person)> {
        let candidates = candidates.map(Vec::as_slice).unwrap_or_default().iter().take(MOST_NAMESAKES);
        candidates.filter_map(|index| Some((*index, self.people.get(*index)?)))
    }

    /// Who bears a full name.
    fn full(&self, name: &Name<'_>, candidates: Option<&Vec<usize>>, body: bool) -> Option<usize> {
        let given = name.given.as_deref()?;
        let same = |person: &Person| {
            person.body == body
                && person.surname == name.surname
                && person.suffix == name.suffix
                && person.given.as_deref().is_some_and(|other| alike(other, given))
                && agree(&person.middle, &name.middle)
        };
        self.known(candidates).find(|(_, person)| same(person)).map(|(index, _)| index)
    }

    /// Marks whom an article never means by the surname alone: those whom it names in full time and again where it has
    /// named another of that surname before (a son, beside his father), and those whom it first names, and then again, in
    /// full when it has long spoken of somebody by that surname.
    fn mark_kept_in_full(&mut self, reading: &Reading<'_>, named: &[(usize, &Mention, Name<'_>)]) {
        let in_body = |mention: &Mention| reading.token(mention.head).is_some_and(|head| head.block > 0);
        let mut alone: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, mention, name) in named {
            if mention.sort == Sort::Name && name.given.is_none() && name.suffix.is_none() && in_body(mention) {
                alone.entry(name.surname.as_str()).or_default().push(*index);
            }
        }
        // How many bear a surname, and where the first of them is named in full.
        let mut bearers: HashMap<String, (usize, usize)> = HashMap::new();
        for person in self.people.iter().filter(|person| !person.body) {
            let first = person.in_full.first().copied().unwrap_or(usize::MAX);
            let (count, opening) = bearers.entry(person.surname.clone()).or_insert((0, usize::MAX));
            *count += 1;
            *opening = first.min(*opening);
        }
        for person in self.people.iter_mut().filter(|person| !person.body) {
            let Some(alone) = alone.get(person.surname.as_str()) else { continue };
            let full = person.in_full.len();
            let first = person.in_full.first().copied().unwrap_or_default();
            let another = bearers.get(&person.surname).is_some_and(|(_, opening)| *opening < first);
            let instead = another && full >= OFTEN_IN_FULL && full > alone.len();
            let late = full > 1 && alone.iter().filter(|index| **index < first).count() >= LONG_BEFORE;
            person.kept_in_full = instead || late;
        }
        // Where all of a surname are, the habit tells nothing.
        let free: HashSet<String> = self
            .people
            .iter()
            .filter(|person| !person.body && !person.kept_in_full)
            .map(|person| person.surname.clone())
            .collect();
        for person in &mut self.people {
            let alone = bearers.get(&person.surname).is_none_or(|(count, _)| *count < 2);
            person.kept_in_full &= alone || free.contains(&person.surname);
        }
    }

    /// Whom a surname, or a given name, that stands alone means. Candidates are in the order of their first full naming.
    fn bare(&self, name: &Name<'_>, candidates: Option<&Vec<usize>>) -> Option<usize> {
        let fits = |person: &Person| {
            let one = name.agreement == Agreement::Unknown || person.agreement == Agreement::Unknown;
            // "Trump Jr." is never the father.
            let generation = name.suffix.is_none() || name.suffix == person.suffix;
            let kept_in_full = person.kept_in_full && person.surname == name.surname;
            (one || person.agreement == name.agreement) && generation && !kept_in_full
        };
        let weight = |(index, person): &(usize, &Person)| {
            let titled = name.title.as_ref().is_some_and(|title| person.titles.contains(title));
            let spoken_of = person.so_far > 0;
            // Before it speaks of any, it is the one whom it names first.
            let count = if spoken_of { person.count } else { 0 };
            (person.surname == name.surname, titled, spoken_of, person.so_far, count, usize::MAX - index)
        };
        self.known(candidates).filter(|(_, person)| fits(person)).max_by_key(weight).map(|(index, _)| index)
    }

    /// Writes down what a mention tells of its person.
    fn note(&mut self, index: usize, person: usize, name: &Name<'_>, mention: &Mention, reading: &Reading<'_>) {
        if let Some(slot) = self.of_mention.get_mut(index) {
            *slot = Some(person);
        }
        let Some(person) = self.people.get_mut(person) else { return };
        person.count += 1;
        person.likeness = person.likeness.max(mention.likeness);
        if name.given.is_some() {
            let written = name.written();
            let longer = written.len() > person.name.len();
            let same = written.len() == person.name.len();
            if longer || same && is_shouted(&person.name) && !is_shouted(&written) {
                person.name = written;
            }
        }
        if person.middle.len() < name.middle.len() {
            person.middle.clone_from(&name.middle);
        }
        if person.agreement == Agreement::Unknown {
            person.agreement = name.agreement;
        }
        person.titles.extend(name.title.clone());
        if person.role.is_none() {
            person.role = roles::role(reading, mention).map(str::to_owned);
        }
    }

    fn mark_shared(&mut self) {
        let mut bearers: HashMap<&str, usize> = HashMap::new();
        for person in &self.people {
            *bearers.entry(person.surname.as_str()).or_default() += 1;
        }
        let shared: Vec<bool> = self
            .people
            .iter()
            .map(|person| bearers.get(person.surname.as_str()).is_some_and(|count| *count > 1))
            .collect();
        for (person, shared) in self.people.iter_mut().zip(shared) {
            person.shared = shared;
        }
    }

    /// The person whom a mention names.
    pub(super) fn named(&self, mention: usize) -> Option<usize> {
        self.of_mention.get(mention).copied().flatten()
    }

    /// The person at an index.
    pub(super) fn get(&self, person: usize) -> Option<&Person> {
        self.people.get(person)
    }
}

/// An article that names somebody in full so often does so on purpose.
const OFTEN_IN_FULL: usize = 3;

/// After so many mentions by a surname alone, a full name that comes up is another's.
const LONG_BEFORE: usize = 3;

/// How many people of one name are told apart.
const MOST_NAMESAKES: usize = 32;

/// The indices of the people who bear a name.
type Bearers<'n> = HashMap<&'n str, Vec<usize>>;

fn is_shouted(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// "Bill" and "B."; "Jeff" and "Jeff". Nicknames are left to the reader.
fn alike(one: &str, other: &str) -> bool {
    one == other || one.len().min(other.len()) == 1 && one.chars().next() == other.chars().next()
}

/// Whether two rows of middle initials may be one person's: "George W." is not "George H.W.".
fn agree(one: &str, other: &str) -> bool {
    one.chars().zip(other.chars()).all(|(one, other)| one == other)
}
