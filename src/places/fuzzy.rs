//! Names one or two slips away from what was typed.

use std::sync::LazyLock;

use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

use super::gazetteer::{Gazetteer, PlaceId};

/// A swap of neighbours is one slip.
static ONE: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static TWO: LazyLock<LevenshteinAutomatonBuilder> = LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// Shorter texts have too many neighbours for two slips.
const LONG_ENOUGH_FOR_TWO: usize = 8;

/// A second slip makes a reading this many times less likely.
const SECOND_SLIP: u32 = 50;

/// People seldom miss the first letter.
const FIRST_LETTER: u32 = 4;

/// An entity whose name is near to what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Near {
    pub id: PlaceId,
    /// One or two.
    pub slips: u8,
    /// How likely it is meant: its population, less for a second slip or another first letter.
    pub weight: u32,
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
    /// The entities that `within` admits and whose names are one slip away, or two from eight letters on; the likeliest
    /// first. `within` is handed the entity and the number of slips.
    pub(super) fn near(&self, typed: &str, within: impl Fn(PlaceId, u8) -> bool) -> Vec<Near> {
        let letters = typed.chars().count();
        let mut found = self.within_slips(typed, &ONE, &within);
        if found.is_empty() && letters >= LONG_ENOUGH_FOR_TWO {
            found = self.within_slips(typed, &TWO, &within);
        }
        found.sort_by_key(|near| (std::cmp::Reverse(near.weight), near.id));
        let mut seen = Vec::new();
        found.retain(|near| {
            !seen.contains(&near.id) && {
                seen.push(near.id);
                true
            }
        });
        found
    }

    fn within_slips(
        &self,
        typed: &str,
        builder: &LevenshteinAutomatonBuilder,
        within: &impl Fn(PlaceId, u8) -> bool,
    ) -> Vec<Near> {
        let Some(keys) = &self.keys else { return Vec::new() };
        let dfa = builder.build_dfa(typed);
        let mut found = Vec::new();
        let first = typed.chars().next();
        let mut add = |key: &[u8], id: PlaceId| {
            let slips = match dfa.eval(key) {
                Distance::Exact(slips) if slips > 0 => slips,
                _ => return,
            };
            if !within(id, slips) {
                return;
            }
            let mut weight = self.population(id);
            if slips > 1 {
                weight /= SECOND_SLIP;
            }
            if std::str::from_utf8(key).ok().and_then(|key| key.chars().next()) != first {
                weight /= FIRST_LETTER;
            }
            found.push(Near { id, slips, weight });
        };
        let mut names = keys.names.search(Walk(&dfa)).into_stream();
        while let Some((key, value)) = names.next() {
            self.name_list(value).into_iter().for_each(|id| add(key, id));
        }
        let mut aliases = keys.aliases.search(Walk(&dfa)).into_stream();
        while let Some((key, value)) = aliases.next() {
            // The shortest aliases are one slip away from everything.
            if key.len() > 6 {
                self.alias_list(value).into_iter().for_each(|(id, _)| add(key, id));
            }
        }
        found
    }
}
