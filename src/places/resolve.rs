//! From what a person typed to one place, several, or none.

use super::fuzzy::Near;
use super::gazetteer::{Gazetteer, PlaceId};
use super::layout::{AliasKind, Sort};
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
    /// As a place elsewhere or of fiction; the readings are its lesser namesakes.
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
        let most = self.readings.first().map_or(0, |reading| reading.weight);
        let places = self.understood == Understood::Places;
        self.readings.iter().filter(move |reading| places && !reading.aside && reading.weight >= most / LIKELY_SHARE)
    }
}

/// A reading is likely from this share of the likeliest on.
pub(super) const LIKELY_SHARE: u32 = 5;

/// A city of a state's name that is at least this large is not overlooked beside the state.
const BESIDE_ITS_STATE: u32 = 100_000;

/// A name that a place this large has in another state is not taken for a slip.
const KNOWN_ELSEWHERE: u32 = 50_000;

/// How much larger a place elsewhere must be to be meant before its namesakes.
const OVERSHADOWED: u64 = 20;
/// Namesakes from this size on are meant unless they are overshadowed three times as much.
const NOT_EASILY_OVERSHADOWED: u64 = 30_000;
/// And from this size on always.
const NEVER_OVERSHADOWED: u64 = 100_000;

/// Where a text says that the place lies.
#[derive(Clone, Copy)]
struct Scope {
    state: Option<u8>,
    container: Option<PlaceId>,
}

impl Scope {
    const ANYWHERE: Scope = Scope { state: None, container: None };

    fn state(code: u8) -> Self {
        Scope { state: Some(code), container: None }
    }

    fn admits(&self, gazetteer: &Gazetteer, id: PlaceId) -> bool {
        self.state.is_none_or(|code| gazetteer.state_code(id) == code)
            && self.container.is_none_or(|container| gazetteer.contains_id(container, id))
    }
}

impl Gazetteer {
    /// What a text may mean. Takes any text; says what became of it.
    pub fn resolve(&self, text: &str) -> Resolution {
        let digits = text.trim();
        if matches!(digits.len(), 2 | 5 | 7 | 10)
            && let Some(id) = self.id(&Geoid(digits.to_owned()))
        {
            return Resolution { readings: vec![self.reading(id, Matched::Geoid)], understood: Understood::Places };
        }
        let Some(typed) = typed::read(text) else { return Resolution::nothing(Understood::NoName) };
        self.resolve_typed(&typed)
    }

    /// The GEOID of the state that a text names or abbreviates.
    pub fn state_named(&self, text: &str) -> Option<Geoid> {
        self.state_code_of(&super::normalize(text), true).map(|code| Geoid(format!("{code:02}")))
    }

    fn resolve_typed(&self, typed: &Typed) -> Resolution {
        if !typed.tails.is_empty() {
            return self.resolve_with_tails(typed);
        }
        let exact = self.exact(&typed.whole, Scope::ANYWHERE, None);
        if !exact.is_empty() {
            return self.weighed(exact, Some(&typed.whole));
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

    fn resolve_with_tails(&self, typed: &Typed) -> Resolution {
        // "Washington, District of Columbia" is an alias as it stands, "Islamorada, Village of Islands" a name.
        let whole: Vec<Reading> = self.exact_key(&typed.whole, Scope::ANYWHERE, None);
        if !whole.is_empty() {
            return self.weighed(whole, None);
        }
        let mut wanted = None;
        let mut scope = Scope::ANYWHERE;
        for tail in typed.tails.iter().rev() {
            if scope.state.is_none()
                && let Some(code) = self.state_code_of(tail, true)
            {
                scope.state = Some(code);
            } else if let Some(kind) = typed::kind_word(tail) {
                wanted = Some(kind);
            } else if let Some(container) = self.container_named(tail, scope) {
                scope.container = Some(container);
            } else {
                return Resolution::nothing(Understood::Elsewhere);
            }
        }
        let exact = self.exact(&typed.head, scope, wanted);
        if !exact.is_empty() {
            return self.weighed(exact, None);
        }
        if wanted.is_some() && scope.state.is_none() {
            return Resolution::nothing(Understood::Nothing);
        }
        // "Illinois, USA" has lost its tail; "Chicago, Illinois, Illinois" has one too many.
        self.in_state(&typed.head, scope)
    }

    /// A name that nothing in its state has: a slip, or a place of another state.
    fn in_state(&self, head: &str, scope: Scope) -> Resolution {
        let elsewhere = self.exact(head, Scope::ANYWHERE, None);
        if elsewhere.iter().any(|reading| reading.population >= KNOWN_ELSEWHERE) {
            let mut resolution = self.weighed(elsewhere, None);
            resolution.understood = Understood::NotThere;
            return resolution;
        }
        let letters = head.chars().count();
        if letters < 3 {
            return Resolution::nothing(Understood::Nothing);
        }
        let near = self.near(head, |id, slips| {
            let floor = match (letters, slips) {
                (..=3, _) => 50_000,
                (4..=5, _) => 5_000,
                (_, 1) => 0,
                _ => 2_000,
            };
            self.sort(id) != Sort::State && self.population(id) >= floor && scope.admits(self, id)
        });
        self.guesses(near)
    }

    /// A bare text that nothing has as its name: a slip in the name of something large enough.
    fn guess(&self, typed: &str) -> Resolution {
        let common = self.keys.as_ref().is_some_and(|keys| keys.common_words.contains(typed));
        let letters = typed.chars().count();
        if common || letters < 4 {
            return Resolution::nothing(Understood::Nothing);
        }
        let near = self.near(typed, |id, slips| {
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
        });
        self.guesses(near)
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

    fn reading(&self, id: PlaceId, matched: Matched) -> Reading {
        // The District of Columbia is a state, a county and a city at once: the city stands for it.
        let id = if self.sort(id) == Sort::State { self.same_government(id) } else { id };
        let population = self.population(id);
        Reading { id, place: self.jurisdiction(id), population, weight: population, matched, aside: false }
    }

    /// The readings of a name with the words that say what it is, the most literal that has any.
    fn exact(&self, name: &str, scope: Scope, wanted: Option<Wanted>) -> Vec<Reading> {
        for (form, said) in typed::readings(name) {
            let found = self.exact_key(form, scope, said.or(wanted));
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The readings of a name as it stands: names, aliases, and counties by their bare names.
    fn exact_key(&self, key: &str, scope: Scope, wanted: Option<Wanted>) -> Vec<Reading> {
        let admits = |id: PlaceId| scope.admits(self, id) && wanted.is_none_or(|wanted| self.is_a(id, wanted));
        let mut readings: Vec<Reading> =
            self.named(key).into_iter().filter(|id| admits(*id)).map(|id| self.reading(id, Matched::Name)).collect();
        for (id, kind) in self.aliased(key) {
            if !admits(id) || readings.iter().any(|reading| reading.id == id) {
                continue;
            }
            let matched = match kind {
                AliasKind::Nickname => Matched::Nickname,
                AliasKind::Neighbourhood => Matched::Neighbourhood,
                _ => Matched::Alias,
            };
            let mut reading = self.reading(id, matched);
            if kind == AliasKind::Postal {
                // "LA" is Los Angeles before it is Louisiana; alone, the state still has it to itself.
                reading.weight /= 10;
            }
            readings.push(reading);
        }
        if wanted.is_none_or(|wanted| wanted == Wanted::County) {
            self.add_bare_counties(key, scope, wanted.is_some(), &mut readings);
        }
        readings
    }

    fn add_bare_counties(&self, key: &str, scope: Scope, said: bool, readings: &mut Vec<Reading>) {
        const KINDS: &[&str] = &[" county", " parish", " borough", " census area", " municipality", " municipio"];
        let mut full = String::with_capacity(key.len() + 13);
        let stated = readings.iter().any(|reading| self.sort(reading.id) == Sort::State);
        let places = readings.len();
        for kind in KINDS {
            full.clear();
            full.push_str(key);
            full.push_str(kind);
            for id in self.named(&full) {
                // A city's county never stands in its way, nor any county in a state's.
                let namesake = |reading: &Reading| self.state_code(reading.id) == self.state_code(id);
                let hidden = !said && (stated || readings.iter().take(places).any(namesake));
                let known = readings.iter().any(|reading| reading.id == id);
                if self.sort(id).is_county() && !hidden && !known && scope.admits(self, id) {
                    readings.push(Reading { aside: places > 0, ..self.reading(id, Matched::Name) });
                }
            }
        }
    }

    fn is_a(&self, id: PlaceId, wanted: Wanted) -> bool {
        let sort = self.sort(id);
        match wanted {
            Wanted::State => sort == Sort::State,
            Wanted::County => sort.is_county(),
            Wanted::Place => sort != Sort::State && !sort.is_county(),
        }
    }

    /// Readings in order of likelihood, each government once. `bare` is the text where it is a name alone.
    fn weighed(&self, mut readings: Vec<Reading>, bare: Option<&str>) -> Resolution {
        let state = readings.iter().filter(|reading| reading.place.geoid.as_str().len() == 2).map(|r| r.weight).max();
        for reading in &mut readings {
            match self.sort(reading.id) {
                // People write "Berkeley Township" for the township.
                Sort::Township => reading.weight /= 5,
                Sort::State => {}
                _ if reading.population >= BESIDE_ITS_STATE => {
                    reading.weight = reading.weight.max(state.unwrap_or(0) / LIKELY_SHARE);
                }
                _ => {}
            }
        }
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

    /// Whether a name means a place elsewhere ("Paris") rather than its namesakes.
    fn overshadowed(&self, name: &str, readings: &[Reading]) -> bool {
        let Some(thousands) = self.keys.as_ref().and_then(|keys| keys.elsewhere.get(name)) else { return false };
        let abroad = thousands * 1000;
        let here = readings.iter().map(|reading| u64::from(reading.weight)).max().unwrap_or(0);
        let ratio = if here >= NOT_EASILY_OVERSHADOWED { OVERSHADOWED * 3 } else { OVERSHADOWED };
        abroad >= 150_000 && here < NEVER_OVERSHADOWED && abroad > here * ratio
    }

    fn is_elsewhere(&self, name: &str) -> bool {
        let bare = name.strip_prefix("the ").unwrap_or(name);
        self.keys.as_ref().is_some_and(|keys| keys.elsewhere.contains_key(name) || keys.elsewhere.contains_key(bare))
    }

    /// The state that a text names: its name, an abbreviation, or (after a comma) a slip in its name.
    pub(super) fn state_code_of(&self, text: &str, slips: bool) -> Option<u8> {
        let text = text.strip_prefix("state of ").unwrap_or(text);
        let is_state = |id: &PlaceId| self.sort(*id) == Sort::State;
        let named = self.named(text).into_iter().find(is_state);
        let aliased = || {
            self.aliased(text)
                .into_iter()
                .find(|(id, kind)| is_state(id) && *kind != AliasKind::Translation)
                .map(|(id, _)| id)
        };
        let translated = || self.aliased(text).into_iter().map(|(id, _)| id).find(is_state);
        let slipped = || {
            let long = text.chars().count();
            (slips && long >= 4 && !self.is_elsewhere(text))
                .then(|| self.near(text, |id, _| self.sort(id) == Sort::State).first().map(|near| near.id))
                .flatten()
        };
        named.or_else(aliased).or_else(translated).or_else(slipped).map(|id| self.state_code(id))
    }

    /// Splits a state off the end of a text, the longest first.
    fn state_last<'a>(&self, text: &'a str, slips: bool) -> Vec<(&'a str, u8)> {
        let mut splits = Vec::new();
        for (at, _) in text.match_indices(' ') {
            let (Some(head), Some(tail)) = (text.get(..at), text.get(at + 1..)) else { continue };
            if tail.split(' ').count() <= 3
                && (!slips || tail.len() >= 5)
                && let Some(code) = self.state_code_of(tail, slips)
            {
                splits.push((head, code));
            }
        }
        splits
    }

    fn container_named(&self, name: &str, scope: Scope) -> Option<PlaceId> {
        let found = self.weighed(self.exact(name, scope, None), None);
        let counties = self.weighed(self.exact(name, scope, Some(Wanted::County)), None);
        let first = |resolution: &Resolution| resolution.readings.first().map(|reading| reading.id);
        // "Hollywood, Los Angeles"; "Portland, Multnomah".
        first(&counties).or_else(|| first(&found))
    }
}
