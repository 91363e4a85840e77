//! Completing the name of a place while it is typed.

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Streamer};

use super::gazetteer::{Gazetteer, PlaceId};
use super::normalize;
use crate::domain::Geoid;

impl Gazetteer {
    /// Places whose names begin with `partial`: those in `preferred` first, then the most populous; with labels that
    /// tell them apart.
    pub fn complete(&self, partial: &str, preferred: &[Geoid], limit: usize) -> Vec<(Geoid, String)> {
        let (name, state) = match partial.split_once(',') {
            Some((name, state)) => (normalize(name), normalize(state)),
            None => (normalize(partial), String::new()),
        };
        let preferred: Vec<PlaceId> = preferred.iter().filter_map(|geoid| self.id(geoid)).collect();
        let mut found: Vec<PlaceId> = Vec::new();
        let mut add = |id: PlaceId| {
            if !found.contains(&id) {
                found.push(id);
            }
        };
        let in_state = |id: PlaceId| state.is_empty() || self.state_begins(id, &state);
        let begins = |id: PlaceId| normalize(self.name(id)).starts_with(&name);
        preferred.iter().copied().filter(|id| begins(*id) && in_state(*id)).for_each(&mut add);
        // Whatever the text means as it stands: nicknames, "Springfield, Ill."
        if !name.is_empty() {
            let meant = self.resolve_literally(partial);
            let likely: Vec<PlaceId> = meant.likely().map(|reading| reading.id).collect();
            likely.iter().copied().filter(|id| preferred.contains(id)).for_each(&mut add);
            likely.into_iter().take(limit).for_each(&mut add);
        }
        if let Some(keys) = &self.keys {
            let mut ids: Vec<PlaceId> = Vec::new();
            let mut stream = keys.names.search(Str::new(&name).starts_with()).into_stream();
            while let Some((_, value)) = stream.next() {
                ids.extend(self.name_list(value));
            }
            // A number is a rank by population.
            ids.sort_unstable();
            ids.dedup();
            ids.into_iter().filter(|id| in_state(*id)).take(limit).for_each(&mut add);
        }
        // Nothing begins so: a slip.
        if found.is_empty() {
            found.extend(self.resolve(partial).likely().map(|reading| reading.id));
        }
        found.truncate(limit);
        let labels = self.labels(&found);
        found.into_iter().map(|id| self.geoid(id)).zip(labels).collect()
    }

    fn state_begins(&self, id: PlaceId, beginning: &str) -> bool {
        let code = self.state_code(id);
        let full = self.state(id).map(|state| normalize(self.name(state))).unwrap_or_default();
        full.starts_with(beginning)
            || normalize(super::states::postal(code)).starts_with(beginning)
            || normalize(super::states::in_news(code)).starts_with(beginning)
    }

    /// Labels that tell these entities apart: name and state, and what they are where that is not enough.
    pub fn labels(&self, ids: &[PlaceId]) -> Vec<String> {
        let plain: Vec<String> = ids.iter().map(|id| self.label_of(*id)).collect();
        let name_only = |id: PlaceId| normalize(self.name(id));
        let told_apart = ids.iter().zip(&plain).map(|(id, label)| {
            let twice = plain.iter().filter(|other| *other == label).count() > 1;
            // A state beside a city of its name: "Washington (state)".
            let beside = self.sort(*id) == super::layout::Sort::State
                && ids.iter().any(|other| other != id && name_only(*other).starts_with(&name_only(*id)));
            if twice || beside { self.label_with_kind(*id) } else { label.clone() }
        });
        told_apart.collect()
    }

    fn label_with_kind(&self, id: PlaceId) -> String {
        use super::layout::Sort;
        let kind = match self.sort(id) {
            Sort::State => return format!("{} (state)", self.name(id)),
            Sort::City | Sort::Consolidated => "city",
            Sort::Village => "village",
            Sort::Borough => "borough",
            Sort::Town | Sort::CountyTown | Sort::Township => "town",
            Sort::Cdp => "community",
            _ => "county",
        };
        let county = self.entity(id).map(|entity| entity.county).filter(|county| *county != super::layout::NONE);
        match county {
            Some(county) => {
                format!(
                    "{} ({kind}, {}), {}",
                    self.name(id),
                    self.name(county),
                    super::states::in_news(self.state_code(id))
                )
            }
            None => format!("{} ({kind}), {}", self.name(id), super::states::in_news(self.state_code(id))),
        }
    }
}
