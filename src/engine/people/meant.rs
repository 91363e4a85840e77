//! Who is meant by what was typed: a name, a part of one, a role, or something close to one of them.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::civil::Date;

use super::name::{Name, compared_words};
use super::offices::{Asked, Fit, is_office_word};
use super::registry::{Registry, Somebody};
use crate::engine::Engine;
use crate::index::{Filter, PassageQuery, Phrase};
use crate::query::List;
use crate::reply::Choice;
use crate::text;

/// How many letters a misspelt name may be off, a letter in four at most.
const MOST_WRONG: usize = 2;

/// How many people are offered.
const MOST_CHOICES: usize = 25;

/// How many are offered beside the one who is answered for.
const MOST_OTHERS: usize = 5;

/// Whoever is quoted so many times as often as the next of a name is meant by it.
const DOMINANT: usize = 5;

/// Of an office a holder counts as another's successor if articles call them so this often at least, and a twentieth as
/// often as the other.
const LEAST_TERM: usize = 3;
const SHARE_OF_A_TERM: usize = 20;

/// The days that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Period {
    /// Not before this day.
    pub(crate) from: Option<Date>,
    /// Not after this day.
    pub(crate) to: Option<Date>,
}

/// Who was meant.
#[derive(Debug)]
pub(crate) enum Meant {
    /// One person.
    One(Box<One>),
    /// More than one person fits.
    Several(Vec<Choice>),
    /// Nobody fits; these come close.
    Nobody(Vec<Choice>),
}

/// The one who was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct One {
    /// The full name, as most paragraphs give it.
    pub(crate) name: String,
    /// All that the archive calls the person by.
    pub(crate) names: Vec<String>,
    /// Names that may be the person's or a namesake's.
    pub(crate) unsure: Vec<String>,
    /// Whether what was typed is no name of theirs as it is spelt.
    pub(crate) respelt: bool,
    /// Others whom it might mean.
    pub(crate) others: Vec<Choice>,
}

impl Period {
    /// Whether no day is asked about.
    pub(crate) fn is_open(self) -> bool {
        self == Period::default()
    }

    /// Whether a day lies in it.
    pub(crate) fn has(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// These days, or else those of a year.
    fn or_year(self, year: Option<i16>) -> Period {
        let day = |month, day| year.and_then(|year| Date::new(year, month, day).ok());
        if self.is_open() { Period { from: day(1, 1), to: day(12, 31) } } else { self }
    }
}

/// The days that are asked about where somebody is called so: these, or else those of a year that is named ("the mayor in
/// 2017").
pub(crate) fn period(typed: &str, given: Period) -> Period {
    given.or_year(compared_words(typed).iter().find_map(|word| year(word)))
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| (1000..3000).contains(year))
}

/// Finds out who is meant by what was typed of somebody in a period, among those whom the asker may see.
pub(crate) fn meant(engine: &Engine, paid: bool, typed: &str, period: Period) -> Meant {
    let mut words: Vec<String> = compared_words(typed).into_iter().filter(|word| year(word).is_none()).collect();
    // "The mayor in 2017".
    while words.len() > 1 && words.last().is_some_and(|last| matches!(last.as_str(), "in" | "of" | "since" | "during"))
    {
        words.pop();
    }
    let definite = words.first().is_some_and(|first| first == "the");
    words.drain(..usize::from(definite));
    let reader = PersonLookup { engine, registry: engine.registry(paid), period, paid };
    if words.is_empty() {
        return Meant::Nobody(Vec::new());
    }
    // A choice that was picked, as it was shown: the name with the role behind.
    let named = typed.split_once(',').map(|(name, _)| compared_words(name));
    let suffixed = Name::of_words(&words).suffix.is_some();
    let labelled = || named.filter(|_| !suffixed).and_then(|name| reader.by_full_name(&name));
    // "The Reuters report" are the words of Reuters.
    let outlet = match words.split_last() {
        Some((last, before)) if List::Published.has(last) => before,
        _ => &words,
    };
    let published = || if outlet.len() < words.len() { reader.exactly(outlet, definite) } else { None };
    reader
        .by_full_name(&words)
        .or_else(labelled)
        .or_else(|| reader.exactly(&words, definite))
        .or_else(published)
        .or_else(|| reader.by_some_words(&words))
        .unwrap_or_else(|| reader.by_spelling(&words))
}

struct PersonLookup<'e> {
    engine: &'e Engine,
    registry: &'e Registry,
    period: Period,
    paid: bool,
}

/// What somebody was called by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    FullName,
    PartOfTheName,
}

/// Somebody who holds an office, as articles of the period call them.
#[derive(Clone, Copy)]
struct Holder<'p> {
    person: &'p Somebody,
    role: &'p str,
    fit: Fit,
    uses: usize,
    /// A quarter, a half and three quarters of the paragraphs were written until then.
    quarters: [Date; 3],
}

impl<'e> PersonLookup<'e> {
    fn people(&self, found: Vec<usize>) -> Vec<&'e Somebody> {
        found.into_iter().filter_map(|at| self.registry.get(at)).collect()
    }

    /// By an office or by one name, whichever the words are first.
    fn exactly(&self, words: &[String], definite: bool) -> Option<Meant> {
        let office_first = definite || words.last().is_some_and(|last| is_office_word(last));
        let by_office = || self.by_office(words);
        let office = if office_first { by_office() } else { None };
        office.or_else(|| self.by_one_name(words)).or_else(|| if office_first { None } else { by_office() })
    }

    /// "Ann Lee", "Mayor Ann Lee", "ann m lee": a given name and a surname, titles before them.
    fn by_full_name(&self, words: &[String]) -> Option<Meant> {
        (0..words.len()).find_map(|at| {
            let (title, rest) = words.split_at_checked(at)?;
            let name = Name::of_words(rest);
            if name.is_bare() || !self.may_stand_before(title) {
                return None;
            }
            let people = self.people(self.registry.of_surname(&name.surname));
            let agreeing = |short| people.iter().copied().filter(|person| person.parts.agrees(&name, short)).collect();
            let exact: Vec<&Somebody> = agreeing(false);
            let found = if exact.iter().any(|person| !person.parts.is_bare()) { exact } else { agreeing(true) };
            let found: Vec<&Somebody> = found.into_iter().filter(|person| !person.parts.is_bare()).collect();
            // "George Bush" may be either of two: who has no initial but the name goes first.
            let plain = found.iter().filter(|person| person.parts.given == name.given).count();
            let found = match plain {
                1 => found.into_iter().filter(|person| person.parts.given == name.given).collect(),
                _ => found,
            };
            self.choose(found, title, By::FullName)
        })
    }

    /// "Lee", "Mayor Lee", "ann", "billy": a surname or a given name.
    fn by_one_name(&self, words: &[String]) -> Option<Meant> {
        let joined = words.concat();
        let Name { given: title, surname, last, suffix } = Name::of_words(words);
        let fits = |person: &&Somebody| suffix.is_none() || person.parts.suffix == suffix;
        // "de Blasio" and "deblasio".
        let mut surnamed: Vec<&Somebody> = self.people(self.registry.of_surname(&joined));
        let title = if surnamed.is_empty() { title } else { Vec::new() };
        if surnamed.is_empty() && self.may_stand_before(&title) {
            surnamed = self.people(self.registry.of_surname(&surname));
            if surnamed.is_empty() {
                surnamed = self.people(self.registry.of_surname(&last));
            }
        }
        surnamed.retain(fits);
        let mut given: Vec<&Somebody> = Vec::new();
        if title.is_empty() && suffix.is_none() {
            given = self.people(self.registry.of_given(&joined));
            given.retain(|person| fits(person) && !surnamed.iter().any(|other| std::ptr::eq(*other, *person)));
        }
        let quoted = |people: &[&Somebody]| people.iter().map(|person| person.paragraphs).collect::<Vec<_>>();
        let most = quoted(&given).into_iter().max().unwrap_or_default();
        let first_name = most > 0 && most >= DOMINANT * quoted(&surnamed).into_iter().sum::<usize>();
        self.choose(if first_name { given } else { surnamed }, &title, By::PartOfTheName)
    }

    /// Whether these words may stand before a name, as titles do.
    fn may_stand_before(&self, title: &[String]) -> bool {
        let plain =
            |word: &String| matches!(word.as_str(), "mr" | "mrs" | "ms" | "miss" | "mx" | "dr" | "then" | "of" | "and");
        let in_roles = |word: &String| !self.registry.of_office(&[text::term(word)]).is_empty();
        title.iter().all(|word| plain(word) || is_office_word(word) || in_roles(word) || text::is_stop_word(word))
            && (title.is_empty() || title.iter().any(|word| plain(word) || is_office_word(word)))
    }

    /// One of several who fit, if one of them is clearly meant.
    fn choose(&self, mut found: Vec<&'e Somebody>, title: &[String], by: By) -> Option<Meant> {
        let office = Asked::of(&title.join(" "));
        let mut holders: Vec<Holder<'_>> = Vec::new();
        if !office.is_empty() {
            holders = found.iter().filter_map(|person| self.holder(person, &office)).collect();
        }
        // "Mayor Reyes" is the one of that name who is called a mayor, if any is.
        if let Some(best) = holders.iter().map(|holder| holder.fit).max() {
            holders.retain(|holder| holder.fit == best);
            holders.sort_by_key(|holder| Reverse(holder.uses));
            let ranked = holders.iter().map(|holder| (holder.person, holder.uses)).collect::<Vec<_>>();
            return self.clearly(&ranked, by);
        }
        found.sort_by(|one, two| two.paragraphs.cmp(&one.paragraphs).then_with(|| one.name.cmp(&two.name)));
        self.clearly(&found.iter().map(|person| (*person, person.paragraphs)).collect::<Vec<_>>(), by)
    }

    /// The first of these, if it counts so much more than the next; they are in order. Who is private counts like others,
    /// so that nobody is taken for them, and is neither offered nor, but by the full name, answered for.
    fn clearly(&self, ranked: &[(&'e Somebody, usize)], by: By) -> Option<Meant> {
        let offered = |ranked: &[(&'e Somebody, usize)]| offered(ranked.iter().map(|(person, _)| *person));
        let ((first, count), others) = ranked.split_first()?;
        let next = others.first().map_or(0, |(_, count)| *count);
        let is_clear = next == 0 || *count >= DOMINANT * next;
        if is_clear && (!first.private || by == By::FullName) {
            return Some(self.one(first, offered(others)));
        }
        let choices: Vec<Choice> = offered(ranked).take(MOST_CHOICES).collect();
        match choices.as_slice() {
            [] => None,
            // The others are no people: a headline, a body of that name.
            [only] if !ranked.iter().any(|(person, _)| person.private) => {
                let (meant, _) = ranked.iter().find(|(person, _)| person.name == only.value)?;
                Some(self.one(meant, std::iter::empty()))
            }
            _ => Some(Meant::Several(choices)),
        }
    }

    fn one(&self, person: &Somebody, others: impl Iterator<Item = Choice>) -> Meant {
        let (bare, own) = self.registry.bare(person);
        let mut names = person.names.clone();
        let mut unsure = Vec::new();
        if own { &mut names } else { &mut unsure }.extend(bare.iter().cloned());
        let others = others.take(MOST_OTHERS).collect();
        Meant::One(Box::new(One { name: person.name.clone(), names, unsure, respelt: false, others }))
    }

    /// Whether somebody holds an office, by most of what articles of the period call them.
    fn holder(&self, person: &'e Somebody, office: &Asked) -> Option<Holder<'e>> {
        let mut days: Vec<(Fit, Date)> = Vec::new();
        let mut best: Option<(Fit, &str)> = None;
        for role in &person.roles {
            let Some(fit) = office.fit(&role.office) else { continue };
            let within = role.days.iter().filter(|day| self.period.has(**day)).map(|day| (fit, *day));
            let before = days.len();
            days.extend(within);
            if days.len() > before && best.is_none_or(|(known, _)| known < fit) {
                best = Some((fit, role.text.as_str()));
            }
        }
        let of = |fit: Fit| days.iter().filter(|(own, _)| *own == fit).count();
        // The attorney general of Ohio is called "Attorney General" as well.
        let fit = match (of(Fit::Exact), of(Fit::Narrower), of(Fit::Lesser)) {
            (exact, narrower, lesser) if exact > narrower + lesser => Fit::Exact,
            (exact, narrower, lesser) if exact + narrower > lesser => Fit::Narrower,
            _ => Fit::Lesser,
        };
        days.sort_unstable_by_key(|(_, day)| *day);
        let quarter =
            |part: usize| days.get((days.len() * part / 4).min(days.len().checked_sub(1)?)).map(|(_, day)| *day);
        let quarters = [quarter(1)?, quarter(2)?, quarter(3)?];
        Some(Holder { person, role: best?.1, fit, uses: days.len(), quarters })
    }

    /// "The attorney general", "chief of the harbor authority": the office itself before deputies and namesakes, the newest
    /// holder first.
    fn by_office(&self, words: &[String]) -> Option<Meant> {
        let office = Asked::of(&words.join(" "));
        let told = office.words().filter(|(word, _)| !Asked::is_generic(word));
        let found = told.map(|(_, alike)| self.registry.of_office(alike)).reduce(|one, two| {
            let two: HashSet<usize> = two.into_iter().collect();
            one.into_iter().filter(|at| two.contains(at)).collect()
        })?;
        let found = self.people(found).into_iter();
        let mut holders: Vec<Holder<'_>> = found.filter_map(|person| self.holder(person, &office)).collect();
        holders.sort_by_key(|holder| {
            let [_, median, _] = holder.quarters;
            (Reverse(holder.fit), Reverse(median), Reverse(holder.uses))
        });
        let best = holders.first()?.fit;
        let held: Vec<Holder<'_>> = holders.iter().copied().filter(|holder| holder.fit == best).collect();
        let mut now: Vec<Holder<'_>> = held.iter().copied().filter(|holder| !holder.is_succeeded(&held)).collect();
        now.sort_by_key(|holder| Reverse(holder.uses));
        let offered = |holder: &Holder<'_>| choice(holder.person, Some(holder.role));
        let next = now.get(1).map_or(0, |next| next.uses);
        let (first, open) = (now.first()?, |holder: &&Holder<'_>| !holder.person.private);
        let is_clear = next == 0 || first.uses >= DOMINANT * next;
        if is_clear && !first.person.private {
            let others = holders.iter().filter(open);
            let others = others.filter(|other| !std::ptr::eq(other.person, first.person) && other.fit > Fit::Lesser);
            return Some(self.one(first.person, others.map(offered)));
        }
        // A deputy is no choice where the office itself is a private person's.
        let choices: Vec<Choice> =
            if is_clear { &held } else { &holders }.iter().filter(open).take(MOST_CHOICES).map(offered).collect();
        (!choices.is_empty()).then_some(Meant::Several(choices))
    }

    /// Those with all of the words in their names.
    fn by_some_words(&self, words: &[String]) -> Option<Meant> {
        let holds = |person: &&Somebody| {
            let Name { given, surname, last, suffix } = &person.parts;
            suffix.is_none() && words.iter().all(|word| given.contains(word) || surname == word || last == word)
        };
        self.choose(self.registry.people.iter().filter(holds).collect(), &[], By::PartOfTheName)
    }

    /// Those whose names are spelt nearly so.
    fn by_spelling(&self, words: &[String]) -> Meant {
        let titles = words.iter().take_while(|word| is_office_word(word)).count();
        let titles = if titles < words.len() { titles } else { 0 };
        let name = Name::of_words(words.get(titles..).unwrap_or_default());
        let mut near: Vec<(usize, &Somebody)> = Vec::new();
        let mut namesakes: Vec<&Somebody> = Vec::new();
        for (surname, people) in self.registry.surnames() {
            let Some(wrong) = wrong(&name.surname, surname).or_else(|| wrong(&name.last, surname)) else { continue };
            for person in people.iter().filter_map(|at| self.registry.get(*at)).filter(|person| !person.private) {
                let given = match (name.given.first(), person.parts.given.first()) {
                    (None, _) => Some(0),
                    (Some(typed), Some(_)) if person.is_called(typed) => Some(0),
                    (Some(typed), Some(own)) => self::wrong(typed, own),
                    (Some(_), None) => None,
                };
                match given {
                    Some(given) if person.parts.suffix == name.suffix && wrong + given > 0 => {
                        near.push((wrong + given, person))
                    }
                    _ => namesakes.push(person),
                }
            }
        }
        if name.is_bare() {
            for (given, people) in self.registry.given_names() {
                let Some(wrong) = wrong(&name.surname, given).filter(|wrong| *wrong > 0) else { continue };
                let people = people.iter().filter_map(|at| self.registry.get(*at)).filter(|person| !person.private);
                near.extend(people.map(|person| (wrong, person)));
            }
        }
        let best = near.iter().map(|(wrong, _)| *wrong).min();
        let mut nearest: Vec<&Somebody> =
            near.iter().filter(|(wrong, _)| Some(*wrong) == best).map(|(_, person)| *person).collect();
        nearest.sort_by_key(|person| (Reverse(person.paragraphs), &person.name));
        nearest.dedup_by(|one, two| std::ptr::eq(*one, *two));
        // What the archive spells so is no misspelling.
        if !self.stands(&name) {
            match self.choose(nearest, words.get(..titles).unwrap_or_default(), By::PartOfTheName) {
                Some(Meant::One(mut one)) => {
                    one.respelt = true;
                    return Meant::One(one);
                }
                Some(Meant::Several(choices)) => return Meant::Nobody(choices),
                _ => {}
            }
        }
        near.sort_by_key(|(wrong, person)| (*wrong, Reverse(person.paragraphs), &person.name));
        namesakes.sort_by_key(|person| (Reverse(person.paragraphs), &person.name));
        let mut alike: Vec<&Somebody> = near.into_iter().map(|(_, person)| person).chain(namesakes).collect();
        let mut known = HashSet::new();
        alike.retain(|person| known.insert(&person.name));
        Meant::Nobody(offered(alike.into_iter()).take(MOST_OTHERS).collect())
    }

    /// Whether a paragraph has the name as it was typed.
    fn stands(&self, name: &Name) -> bool {
        let terms: Vec<String> = name.given.iter().chain([&name.surname]).map(|word| text::term(word)).collect();
        let filter = Filter { paid: self.paid, ..Filter::default() };
        let query = PassageQuery { must: vec![Phrase { terms, slop: 0 }], filter, ..PassageQuery::default() };
        !self.engine.candidates(&query, 1).is_empty()
    }
}

impl Holder<'_> {
    /// Whether somebody else held the office after them.
    fn is_succeeded(&self, holders: &[Holder<'_>]) -> bool {
        let [_, _, until] = self.quarters;
        let follows = |other: &&Holder<'_>| {
            let [since, ..] = other.quarters;
            since > until && other.uses >= LEAST_TERM && other.uses * SHARE_OF_A_TERM >= self.uses
        };
        holders.iter().any(|other| follows(&other))
    }
}

/// How many letters one word is off another, if it may be a misspelling.
fn wrong(typed: &str, meant: &str) -> Option<usize> {
    let (long, short) = (typed.chars().count(), meant.chars().count());
    if long.abs_diff(short) > MOST_WRONG {
        return None;
    }
    let wrong = strsim::osa_distance(typed, meant);
    (wrong <= MOST_WRONG && wrong * 4 <= short).then_some(wrong)
}

/// Those of somebody's namesakes who may be offered: who is no person only where none of them is.
fn offered<'p>(people: impl Iterator<Item = &'p Somebody>) -> std::vec::IntoIter<Choice> {
    let mut open: Vec<&Somebody> = people.filter(|person| !person.private).collect();
    if open.iter().any(|person| person.is_person) {
        open.retain(|person| person.is_person);
    }
    open.into_iter().map(|person| choice(person, None)).collect::<Vec<_>>().into_iter()
}

/// Somebody to choose, with a role: this, or else the most frequent.
fn choice(person: &Somebody, role: Option<&str>) -> Choice {
    let role = role.or_else(|| person.roles.first().map(|role| role.text.as_str()));
    let label = match role {
        Some(role) if !text::fold(&person.name).contains(text::fold(role).as_ref()) => {
            format!("{}, {role}", person.name)
        }
        _ => person.name.clone(),
    };
    Choice { value: person.name.clone(), label }
}
