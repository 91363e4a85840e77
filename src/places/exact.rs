//! The places that bear a name as it stands, and the states and containers that a text names.

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Streamer};

use super::gazetteer::{Gazetteer, PlaceId};
use super::layout::{AliasKind, Sort};
use super::resolve::{LIKELY_SHARE, Matched, Reading, Scope};
use super::typed::{self, Typed, Wanted};

impl Gazetteer {
    /// The readings of a name with the words that say what it is, the most literal that has any.
    pub(super) fn exact(&self, name: &str, scope: Scope, wanted: Option<Wanted>) -> Vec<Reading> {
        self.exact_form(name, scope, wanted).map(|(found, _)| found).unwrap_or_default()
    }

    /// The same, and the bare name they were found by; `None` for that where the text says "county" or "state".
    pub(super) fn exact_form<'a>(
        &self,
        name: &'a str,
        scope: Scope,
        wanted: Option<Wanted>,
    ) -> Option<(Vec<Reading>, Option<&'a str>)> {
        typed::readings(name).find_map(|(form, said)| {
            let mut found = self.exact_key(form, scope, said.or(wanted));
            // "Cty" is short for county, or a slip in "City".
            if said == Some(Wanted::County) && name.ends_with(" cty") {
                found.extend(self.exact_key(&format!("{form} city"), scope, None));
            }
            let bare = matches!(said, None | Some(Wanted::Place)).then_some(form);
            (!found.is_empty()).then_some((found, bare))
        })
    }

    /// The readings of a name as it stands: names, aliases, and counties by their bare names.
    pub(super) fn exact_key(&self, key: &str, scope: Scope, wanted: Option<Wanted>) -> Vec<Reading> {
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
        if scope.state.is_some() {
            // Whoever says the state may well mean the village there, and not the part of a city.
            let part = |reading: &&Reading| reading.matched == Matched::Neighbourhood;
            let least = readings.iter().filter(part).map(|reading| reading.weight.div_ceil(LIKELY_SHARE)).max();
            let own = |reading: &&mut Reading| reading.matched == Matched::Name;
            readings.iter_mut().filter(own).for_each(|own| own.weight = own.weight.max(least.unwrap_or(0)));
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
                .then(|| self.near(text, |id| self.sort(id) == Sort::State, |_, _| true).first().map(|near| near.id))
                .flatten()
        };
        named.or_else(aliased).or_else(translated).or_else(slipped).map(|id| self.state_code(id))
    }

    /// Splits a state off the end of a text, the longest first.
    pub(super) fn state_last<'a>(&self, text: &'a str, slips: bool) -> Vec<(&'a str, u8)> {
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

    /// The county and the city that a text puts after a name: "Portland, Multnomah", "Hollywood, Los Angeles".
    pub(super) fn containers_named(&self, name: &str, scope: Scope) -> [Option<PlaceId>; 2] {
        [Some(Wanted::County), None].map(|wanted| {
            self.weighed(self.exact(name, scope, wanted), None).readings.first().map(|reading| reading.id)
        })
    }

    /// The part of a city that a text names before the city: "Hollywood, Los Angeles", "Echo Park, LA".
    pub(super) fn neighbourhoods(&self, typed: &Typed, scope: Scope) -> Vec<Reading> {
        let Some(keys) = &self.keys else { return Vec::new() };
        let mut cities: Vec<PlaceId> = scope.containers.into_iter().flatten().collect();
        if let [tail] = typed.tails.as_slice() {
            // An abbreviation of a state may be one of a city.
            cities.extend(self.containers_named(tail, Scope::ANYWHERE).into_iter().flatten());
        }
        let with_more = format!("{} ", typed.head);
        let mut found: Vec<Reading> = Vec::new();
        let mut stream = keys.aliases.search(Str::new(&typed.head).starts_with()).into_stream();
        while let Some((key, value)) = stream.next() {
            if key != typed.head.as_bytes() && !key.starts_with(with_more.as_bytes()) {
                continue;
            }
            for (id, kind) in self.alias_list(value) {
                let its = cities.iter().any(|city| self.same_government(*city) == self.same_government(id));
                if kind == AliasKind::Neighbourhood && its && !found.iter().any(|reading| reading.id == id) {
                    found.push(self.reading(id, Matched::Neighbourhood));
                }
            }
        }
        found
    }
}
