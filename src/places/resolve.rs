//! From what a person typed to one place, several, or none.

use super::fuzzy::Near;
use super::gazetteer::{Gazetteer, PlaceId};
use super::layout::Sort;
use super::typed::{self, Typed, Wanted};
use crate::domain::{Geoid, Jurisdiction};

/// How a reading was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// By its GEOID.
    Geoid,
    /// By its own name.
    Name,
    /// By another name in use, an abbreviation or its name in another language.
    Alias,
    /// By a nickname.
    Nickname,
    /// By a part of it that is no government.
    Neighbourhood,
    /// By a name so many slips away.
    Slips(u8),
}

/// One place that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its number in the gazetteer.
    pub id: PlaceId,
    /// The place.
    pub place: Jurisdiction,
    /// Its inhabitants.
    pub population: u32,
    /// How likely it is meant, in inhabitants: less for townships, second slips and the like.
    pub weight: u32,
    /// How it was found.
    pub matched: Matched,
    /// A county by its bare name, where places have that name: meant only if the list gives a reason.
    pub aside: bool,
}

/// What became of the text as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Understood {
    /// As one or more places of the United States.
    Places,
    /// As a place elsewhere, of fiction, or a word like any other; the readings are its lesser namesakes.
    Elsewhere,
    /// As a name that is not in the state it gives; the readings are where it is.
    NotThere,
    /// As a name that nothing has.
    Nothing,
    /// As no name at all: too long, markup, or without a letter.
    NoName,
}

/// What a text may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The readings, the likeliest first.
    pub readings: Vec<Reading>,
    /// What became of the text.
    pub understood: Understood,
}

impl Resolution {
    fn nothing(understood: Understood) -> Self {
        Resolution { readings: Vec::new(), understood }
    }

    /// The readings that are likely without knowing what is asked: at least a fifth as likely as the first.
    pub fn likely(&self) -> impl Iterator<Item = &Reading> {
        let places = self.understood == Understood::Places;
        self.readings.iter().filter(move |reading| places && self.is_likely(reading))
    }

    /// Whether one of the readings is as likely as that.
    pub fn is_likely(&self, reading: &Reading) -> bool {
        let most = self.readings.first().map_or(0, |first| first.weight);
        !reading.aside && reading.weight >= most / LIKELY_SHARE
    }
}

/// A reading is likely from this share of the likeliest on.
pub(super) const LIKELY_SHARE: u32 = 5;

/// A city this large is not overlooked beside a state, or a larger city's other name, that it shares its name with.
const LARGE: u32 = 100_000;

/// A place this large is not overlooked beside a city that has its name as a nickname.
const BESIDE_A_NICKNAME: u32 = 1_000;
/// A place this large is not overlooked beside a part of a city that has its name.
const BESIDE_A_PART: u32 = 10_000;

/// A name that a place this large has in another state is not taken for a slip.
const KNOWN_ELSEWHERE: u32 = 50_000;

/// How much larger a place elsewhere must be to be meant before its namesakes.
const OVERSHADOWED: u64 = 20;
/// Namesakes from this size on are meant unless they are overshadowed three times as much.
const NOT_EASILY_OVERSHADOWED: u64 = 30_000;
/// Nobody who types "true" or "president" means a place of that name that is smaller than this.
const MORE_THAN_A_WORD: u64 = 5_000;
/// And from this size on always.
const NEVER_OVERSHADOWED: u64 = 100_000;

/// Where a text says that the place lies.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    pub state: Option<u8>,
    /// The county, or the city, that a text puts after the name; either will do.
    pub containers: [Option<PlaceId>; 2],
}

impl Scope {
    pub(super) const ANYWHERE: Scope = Scope { state: None, containers: [None; 2] };

    pub(super) fn state(code: u8) -> Self {
        Scope { state: Some(code), ..Scope::ANYWHERE }
    }

    pub(super) fn admits(&self, gazetteer: &Gazetteer, id: PlaceId) -> bool {
        // "Louisville, Jefferson County": a merged government lies in itself.
        let inside = |outer: &PlaceId| {
            gazetteer.contains_id(*outer, id) || gazetteer.same_government(*outer) == gazetteer.same_government(id)
        };
        let mut containers = self.containers.iter().flatten().peekable();
        self.state.is_none_or(|code| gazetteer.state_code(id) == code)
            && (containers.peek().is_none() || containers.any(inside))
    }
}

impl Gazetteer {
    /// What a text may mean. Takes any text; says what became of it.
    pub fn resolve(&self, text: &str) -> Resolution {
        self.resolve_as(text, true)
    }

    /// What a text means as it stands, slips not mended: for a text that is still being typed.
    pub(super) fn resolve_literally(&self, text: &str) -> Resolution {
        self.resolve_as(text, false)
    }

    fn resolve_as(&self, text: &str, mend: bool) -> Resolution {
        let digits = text.trim();
        if matches!(digits.len(), 2 | 5 | 7 | 10)
            && let Some(id) = self.id(&Geoid(digits.to_owned()))
        {
            return Resolution { readings: vec![self.reading(id, Matched::Geoid)], understood: Understood::Places };
        }
        let Some(typed) = typed::read(text) else { return Resolution::nothing(Understood::NoName) };
        if typed.tails.is_empty() { self.resolve_name(&typed, mend) } else { self.resolve_with_tails(&typed, mend) }
    }

    /// The GEOID of the state that a text names or abbreviates.
    pub fn state_named(&self, text: &str) -> Option<Geoid> {
        self.state_code_of(&super::normalize(text), true).map(|code| Geoid(format!("{code:02}")))
    }

    fn resolve_name(&self, typed: &Typed, mend: bool) -> Resolution {
        if let Some((exact, form)) = self.exact_form(&typed.whole, Scope::ANYWHERE, None) {
            let mut resolution = self.weighed(exact, form);
            let word = form.filter(|form| typed.whole.strip_prefix("the ") == Some(*form));
            if word.is_some_and(|word| self.is_the_thing(word, &resolution.readings)) {
                resolution.understood = Understood::Elsewhere;
            }
            return resolution;
        }
        // "Portland OR", "Springfield Illinois": the state stands last without a comma.
        for (head, state) in self.state_last(&typed.whole, false) {
            let exact = self.exact(head, Scope::state(state), None);
            if !exact.is_empty() {
                return self.weighed(exact, None);
            }
        }
        if self.is_elsewhere(&typed.whole) {
            return Resolution::nothing(Understood::Elsewhere);
        }
        if !mend {
            return Resolution::nothing(Understood::Nothing);
        }
        for (head, state) in self.state_last(&typed.whole, true) {
            let exact = self.exact(head, Scope::state(state), None);
            if !exact.is_empty() {
                return self.weighed(exact, None);
            }
        }
        for (head, state) in self.state_last(&typed.whole, false) {
            let found = self.in_state(head, Scope::state(state));
            if !found.readings.is_empty() {
                return found;
            }
        }
        self.guess(&typed.whole)
    }

    fn resolve_with_tails(&self, typed: &Typed, mend: bool) -> Resolution {
        // "Washington, District of Columbia" is an alias as it stands, "Islamorada, Village of Islands" a name.
        let whole: Vec<Reading> = self.exact_key(&typed.whole, Scope::ANYWHERE, None);
        if !whole.is_empty() {
            return self.weighed(whole, None);
        }
        let mut wanted = None;
        let mut scope = Scope::ANYWHERE;
        for tail in typed.tails.iter().rev() {
            if scope.state.is_none()
                && let Some(code) = self.state_code_of(tail, mend)
            {
                scope.state = Some(code);
            } else if let Some(kind) = typed::kind_word(tail) {
                wanted = Some(kind);
            } else if let containers @ ([Some(_), _] | [_, Some(_)]) = self.containers_named(tail, scope) {
                scope.containers = containers;
            } else {
                return Resolution::nothing(Understood::Elsewhere);
            }
        }
        let exact = self.exact(&typed.head, scope, wanted);
        if !exact.is_empty() {
            return self.weighed(exact, None);
        }
        let part = self.neighbourhoods(typed, scope);
        if !part.is_empty() {
            return self.weighed(part, None);
        }
        if !mend || wanted.is_some() && scope.state.is_none() {
            return Resolution::nothing(Understood::Nothing);
        }
        // "Illinois, USA" has lost its tail; "Chicago, Illinois, Illinois" has one too many.
        self.in_state(&typed.head, scope)
    }

    /// A name that nothing in its state has: a slip, or a place of another state.
    fn in_state(&self, head: &str, scope: Scope) -> Resolution {
        let elsewhere = self.exact(head, Scope::ANYWHERE, None);
        let known = |reading: &Reading| reading.population >= KNOWN_ELSEWHERE;
        // "Fermont" is Vermont in some language; before "CA" it is Fremont.
        let own_name = elsewhere.iter().any(|reading| known(reading) && reading.matched == Matched::Name);
        let is_place = |id| self.sort(id) != Sort::State && scope.admits(self, id);
        let slip = || self.near(head, is_place, |id, slips| slips == 1 && self.population(id) >= LARGE);
        if elsewhere.iter().any(known) && (own_name || slip().is_empty()) {
            let mut resolution = self.weighed(elsewhere, None);
            resolution.understood = Understood::NotThere;
            return resolution;
        }
        let letters = head.chars().count();
        if letters < 3 {
            return Resolution::nothing(Understood::Nothing);
        }
        let large_enough = |id, slips| {
            let floor = match (letters, slips) {
                (..=3, _) => 50_000,
                (4..=5, _) => 5_000,
                (_, 1) => 0,
                _ => 2_000,
            };
            self.population(id) >= floor
        };
        let mut near = self.near(head, is_place, large_enough);
        // A place of that state is not overlooked beside a part of a city, or a larger one that only goes by its name.
        let other = near.iter().filter(|near| !near.own).map(|near| near.weight).max().unwrap_or(0);
        for own in near.iter_mut().filter(|near| near.own) {
            own.weight = own.weight.max(other.div_ceil(LIKELY_SHARE));
        }
        self.guesses(near)
    }

    /// A bare text that nothing has as its name: a slip in the name of something large enough.
    fn guess(&self, typed: &str) -> Resolution {
        let common = self.keys.as_ref().is_some_and(|keys| keys.common_words.contains(typed));
        let letters = typed.chars().count();
        if common || letters < 4 {
            return Resolution::nothing(Understood::Nothing);
        }
        if let Some(places) = self.county_nowhere(typed) {
            return places;
        }
        let large_enough = |id, slips| {
            let county = self.sort(id).is_county();
            let floor = match (letters, slips) {
                (4, _) => 2_000_000,
                (5, _) => 400_000,
                (6, _) => 100_000,
                (7, _) => 40_000,
                (_, 1) => 20_000,
                _ => 80_000,
            };
            // "X County" has seven letters that anybody gets right.
            self.population(id) >= if county { floor / 4 } else { floor }
        };
        self.guesses(self.near(typed, |_| true, large_enough))
    }

    /// "Chicago County": a county that is not, by the name of a city that is.
    fn county_nowhere(&self, typed: &str) -> Option<Resolution> {
        let county = typed::readings(typed).filter(|(_, said)| *said == Some(Wanted::County));
        let cities = county.map(|(form, _)| self.exact_key(form, Scope::ANYWHERE, Some(Wanted::Place)));
        let known = cities.into_iter().find(|found| found.iter().any(|city| city.population >= KNOWN_ELSEWHERE))?;
        Some(Resolution { understood: Understood::NotThere, ..self.weighed(known, None) })
    }

    fn guesses(&self, near: Vec<Near>) -> Resolution {
        let readings: Vec<Reading> = near
            .into_iter()
            .map(|near| Reading { weight: near.weight, ..self.reading(near.id, Matched::Slips(near.slips)) })
            .collect();
        if readings.is_empty() {
            return Resolution::nothing(Understood::Nothing);
        }
        self.weighed(readings, None)
    }

    pub(super) fn reading(&self, id: PlaceId, matched: Matched) -> Reading {
        // The District of Columbia is a state, a county and a city at once: the city stands for it.
        let id = if self.sort(id) == Sort::State { self.same_government(id) } else { id };
        let population = self.population(id);
        Reading { id, place: self.jurisdiction(id), population, weight: population, matched, aside: false }
    }

    /// Readings in order of likelihood, each government once. `bare` is the text where it is a name alone.
    pub(super) fn weighed(&self, mut readings: Vec<Reading>, bare: Option<&str>) -> Resolution {
        let state = readings.iter().filter(|reading| reading.place.geoid.as_str().len() == 2).map(|r| r.weight).max();
        for reading in &mut readings {
            match self.sort(reading.id) {
                // People write "Berkeley Township" for the township.
                Sort::Township => reading.weight /= 5,
                Sort::State => {}
                _ if reading.population >= LARGE => {
                    reading.weight = reading.weight.max(state.unwrap_or(0) / LIKELY_SHARE);
                }
                _ => {}
            }
        }
        self.keep_own_names(&mut readings);
        readings.sort_by_key(|reading| (reading.aside, std::cmp::Reverse(reading.weight), reading.id));
        let mut seen = Vec::new();
        readings.retain(|reading| {
            let government = self.same_government(reading.id);
            !seen.contains(&government) && {
                seen.push(government);
                true
            }
        });
        let understood = match bare {
            Some(name) if self.overshadowed(name, &readings) => Understood::Elsewhere,
            _ => Understood::Places,
        };
        Resolution { readings, understood }
    }

    /// A place is not overlooked beside a larger one that only goes by its name: "Frisco", "Denver City", "Crescent City".
    fn keep_own_names(&self, readings: &mut [Reading]) {
        let Some(first) = readings.iter().filter(|reading| !reading.aside).max_by_key(|reading| reading.weight) else {
            return;
        };
        let governs_more = self.sort(first.id) == Sort::State || self.sort(first.id).is_county();
        let large_enough = match first.matched {
            // "Brooklyn" is first of all the county.
            Matched::Alias | Matched::Nickname if governs_more => LARGE,
            Matched::Alias | Matched::Nickname => BESIDE_A_NICKNAME,
            Matched::Neighbourhood => BESIDE_A_PART,
            _ => return,
        };
        let least = first.weight.div_ceil(LIKELY_SHARE);
        let by_county = self.sort(first.id).is_county();
        let own = |reading: &&mut Reading| {
            // "Sac County" is Sacramento's for short, and a county's in Iowa.
            let equal = by_county && self.sort(reading.id).is_county();
            reading.matched == Matched::Name && (equal || reading.population >= large_enough)
        };
        readings.iter_mut().filter(own).for_each(|reading| reading.weight = reading.weight.max(least));
    }

    /// Whether "the" before a name makes it a thing: "the moon" is no township.
    fn is_the_thing(&self, word: &str, readings: &[Reading]) -> bool {
        let small = readings.iter().all(|reading| u64::from(reading.weight) < NEVER_OVERSHADOWED);
        small && self.keys.as_ref().is_some_and(|keys| keys.common_words.contains(word))
    }

    /// Whether a name means a place elsewhere ("Paris") rather than its namesakes.
    fn overshadowed(&self, name: &str, readings: &[Reading]) -> bool {
        let Some(keys) = &self.keys else { return false };
        let here = readings.iter().map(|reading| u64::from(reading.weight)).max().unwrap_or(0);
        if here < MORE_THAN_A_WORD && keys.common_words.contains(name) {
            return true;
        }
        let Some(thousands) = keys.elsewhere.get(name) else { return false };
        let abroad = thousands * 1000;
        let ratio = if here >= NOT_EASILY_OVERSHADOWED { OVERSHADOWED * 3 } else { OVERSHADOWED };
        abroad >= 150_000 && here < NEVER_OVERSHADOWED && abroad > here * ratio
    }

    pub(super) fn is_elsewhere(&self, name: &str) -> bool {
        let bare = name.strip_prefix("the ").unwrap_or(name);
        self.keys.as_ref().is_some_and(|keys| keys.elsewhere.contains_key(name) || keys.elsewhere.contains_key(bare))
    }
}
