//! Names one or two slips away from what was typed.

use std::collections::HashSet;
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
        let mut found = self.within_slips(typed, &ONE, &scope, &large_enough);
        if found.is_empty() && stem(typed).chars().count() >= LONG_ENOUGH_FOR_TWO {
            found = self.within_slips(typed, &TWO, &scope, &large_enough);
        }
        found.sort_by_key(|near| (std::cmp::Reverse(near.weight), near.id));
        let mut seen = HashSet::new();
        found.retain(|near| seen.insert(near.id));
        found
    }

    fn within_slips(
        &self,
        typed: &str,
        builder: &LevenshteinAutomatonBuilder,
        scope: &impl Fn(PlaceId) -> bool,
        large_enough: &impl Fn(PlaceId, u8) -> bool,
    ) -> Vec<Near> {
        let Some(keys) = &self.keys else { return Vec::new() };
        let dfa = builder.build_dfa(typed);
        let mut found = Vec::new();
        let first = typed.chars().next();
        let mut add = |key: &[u8], ids: Vec<PlaceId>, own: bool| {
            let slips = match dfa.eval(key) {
                Distance::Exact(slips) if slips > 0 => slips,
                _ => return,
            };
            let same_first = std::str::from_utf8(key).ok().and_then(|key| key.chars().next()) == first;
            // Two slips are enough to make a nickname, or another beginning, of anything.
            if slips > 1 && !(own && same_first) {
                return;
            }
            let ids: Vec<PlaceId> = ids.into_iter().filter(|id| scope(*id)).collect();
            if !ids.iter().any(|id| large_enough(*id, slips)) {
                return;
            }
            found.extend(ids.into_iter().map(|id| {
                let mut weight = self.population(id);
                if slips > 1 {
                    weight /= SECOND_SLIP;
                }
                if !same_first {
                    weight /= FIRST_LETTER;
                }
                if !own {
                    weight /= OTHER_NAME;
                }
                Near { id, slips, weight }
            }));
        };
        let mut names = keys.names.search(Walk(&dfa)).into_stream();
        while let Some((key, value)) = names.next() {
            add(key, self.name_list(value), true);
        }
        let mut aliases = keys.aliases.search(Walk(&dfa)).into_stream();
        while let Some((key, value)) = aliases.next() {
            // The shortest aliases are one slip away from everything.
            if key.len() > SHORT_ALIAS {
                add(key, self.alias_list(value).into_iter().map(|(id, _)| id).collect(), false);
            }
        }
        found
    }
}

/// A name without the word that any county has: nobody misses its letters, and they leave no room for more slips.
fn stem(name: &str) -> &str {
    [" county", " parish", " borough", " census area"].iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name)
}
