//! Names one or two slips away from what was typed.

use std::collections::HashSet;
use std::sync::LazyLock;

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

use super::gazetteer::{Gazetteer, PlaceId};

/// A swap of neighbours is one slip.
static ONE: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));

/// Shorter texts have too many neighbours for two slips.
const LONG_ENOUGH_FOR_TWO: usize = 8;

/// A second slip makes a reading this many times less likely.
const SECOND_SLIP: u32 = 50;

/// An alias of so many letters is not guessed.
const SHORT_ALIAS: usize = 6;

/// People seldom miss the first letter.
const FIRST_LETTER: u32 = 4;

/// And other names than its own ("NewYork") are typed less often.
const OTHER_NAME: u32 = 10;

/// An entity whose name is near to what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Near {
    pub id: PlaceId,
    /// One or two.
    pub slips: u8,
    /// How likely it is meant: its population, less for a second slip or another first letter.
    pub weight: u32,
    /// Whether by its own name.
    pub own: bool,
}

struct Walk<'a>(&'a DFA);

impl Automaton for Walk<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

impl Gazetteer {
    /// The entities in `scope` whose names are one slip away, or two from eight letters on; the likeliest first. A name
    /// counts where one of its bearers is large enough for so many slips: then all of them do.
    pub(super) fn near(
        &self,
        typed: &str,
        scope: impl Fn(PlaceId) -> bool,
        large_enough: impl Fn(PlaceId, u8) -> bool,
    ) -> Vec<Near> {
        let (mut found, own_is_near) = self.one_slip(typed, &scope, &large_enough);
        if found.is_empty() && !own_is_near && stem(typed).chars().count() >= LONG_ENOUGH_FOR_TWO {
            found = self.two_slips(typed, &scope, &large_enough);
        }
        found.sort_by_key(|near| (std::cmp::Reverse(near.weight), near.id));
        let mut seen = HashSet::new();
        found.retain(|near| seen.insert(near.id));
        found
    }

    /// One slip away; and whether the own name of a place that is too small to be guessed is as near.
    fn one_slip(
        &self,
        typed: &str,
        scope: &impl Fn(PlaceId) -> bool,
        large_enough: &impl Fn(PlaceId, u8) -> bool,
    ) -> (Vec<Near>, bool) {
        let Some(keys) = &self.keys else { return (Vec::new(), false) };
        let dfa = ONE.build_dfa(typed);
        let first = typed.chars().next();
        let is_county = |id: PlaceId| self.sort(id).is_county();
        let mut found = Vec::new();
        // What is near to a place's own name, however small the place, is no slip in another's nickname.
        let mut own_is_near = false;
        let mut add = |key: &[u8], mut ids: Vec<PlaceId>, own: bool| {
            ids.retain(|id| scope(*id));
            let counts = ids.iter().any(|id| large_enough(*id, 1));
            own_is_near |= own && !counts && !ids.is_empty();
            if dfa.eval(key) != Distance::Exact(1) || !counts || !own && own_is_near {
                return;
            }
            let same_first = std::str::from_utf8(key).ok().and_then(|key| key.chars().next()) == first;
            let unlikely = if same_first { 1 } else { FIRST_LETTER } * if own { 1 } else { OTHER_NAME };
            found.extend(ids.into_iter().map(|id| Near { id, slips: 1, weight: self.population(id) / unlikely, own }));
        };
        let mut names = keys.names.search(Walk(&dfa)).into_stream();
        while let Some((key, value)) = names.next() {
            add(key, self.name_list(value), true);
        }
        let mut aliases = keys.aliases.search(Walk(&dfa)).into_stream();
        while let Some((key, value)) = aliases.next() {
            // The shortest aliases are one slip away from everything.
            if key.len() > SHORT_ALIAS {
                let mut ids: Vec<PlaceId> = self.alias_list(value).into_iter().map(|(id, _)| id).collect();
                if keys.names.get(key).is_some_and(|value| self.name_list(value).into_iter().any(is_county)) {
                    ids.retain(|id| !is_county(*id));
                }
                add(key, ids, false);
            }
        }
        (found, own_is_near)
    }

    /// Own names alone, and those that begin alike: two slips are enough to make a nickname, or another beginning, of
    /// anything. So few are left that comparing each costs less than an automaton for two slips.
    fn two_slips(
        &self,
        typed: &str,
        scope: &impl Fn(PlaceId) -> bool,
        large_enough: &impl Fn(PlaceId, u8) -> bool,
    ) -> Vec<Near> {
        let (Some(keys), Some(first)) = (&self.keys, typed.chars().next()) else { return Vec::new() };
        let (length, letters) = (typed.len(), letters(typed.as_bytes()));
        let mut found = Vec::new();
        let beginning = first.to_string();
        let mut names = keys.names.search(Str::new(&beginning).starts_with()).into_stream();
        while let Some((key, value)) = names.next() {
            // Each slip changes at most two of the letters that occur.
            let alike = key.len().abs_diff(length) <= 2 && (self::letters(key) ^ letters).count_ones() <= 4;
            let Some(name) = std::str::from_utf8(key).ok().filter(|_| alike) else { continue };
            if strsim::osa_distance(name, typed) != 2 {
                continue;
            }
            let mut ids = self.name_list(value);
            ids.retain(|id| scope(*id));
            if ids.iter().any(|id| large_enough(*id, 2)) {
                let near = |id| Near { id, slips: 2, weight: self.population(id) / SECOND_SLIP, own: true };
                found.extend(ids.into_iter().map(near));
            }
        }
        found
    }
}

/// Which letters occur: a bit each.
fn letters(name: &[u8]) -> u32 {
    name.iter().fold(0, |bits, byte| if byte.is_ascii_lowercase() { bits | 1 << (byte - b'a') } else { bits })
}

/// A name without the word that any county has: nobody misses its letters, and they leave no room for more slips.
fn stem(name: &str) -> &str {
    [" county", " parish", " borough", " census area"].iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name)
}
