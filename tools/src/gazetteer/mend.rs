//! What follows from the tables as a whole: one entity for a government with two, aliases that contradict each other, and
//! the populations of counties.

use std::collections::{HashMap, HashSet};

use pullquote::places::layout::{AliasKind, Sort};
use pullquote::places::normalize;

use super::sources::{FORMER_COUNTIES, Place, STATES, Tables, UNCOUNTED_PLACE};

/// Fills in what follows from the rest: one entity for a government with two, and the populations of counties.
pub fn mend(tables: &mut Tables) {
    merge_doubles(tables);
    count_counties(tables);
    // The district is a state, a county and a city at once.
    tables.same.insert("11".into(), "1150000".into());
    // Louisville before the merger.
    tables.same.insert("2148000".into(), "2148006".into());
    for place in &mut tables.places {
        if place.geoid == "2148000" {
            place.named = false;
        }
    }
    let known: HashSet<&str> = tables.places.iter().map(|place| place.geoid.as_str()).collect();
    tables.aliases.retain(|alias| known.contains(alias.geoid.as_str()));
    // A misspelling that is another place's own name is no misspelling: "Crook County".
    let own_names: HashSet<String> = tables.places.iter().map(|place| normalize(&place.name)).collect();
    let shown: HashMap<String, String> =
        tables.places.iter().map(|place| (place.geoid.clone(), normalize(&place.name))).collect();
    tables.aliases.retain(|alias| {
        let key = normalize(&alias.text);
        let own = shown.get(&alias.geoid);
        alias.kind != AliasKind::Name
            || own == Some(&key)
            || !own_names.contains(&key)
            || own.is_none_or(|own| strsim::osa_distance(own, &key) > 2)
    });
    // What is listed by hand is surer than a name that GeoNames has for another place ("Nueva York": the city).
    let by_hand: HashMap<String, String> = tables
        .aliases
        .iter()
        .filter(|alias| matches!(alias.kind, AliasKind::Name | AliasKind::Nickname))
        .map(|alias| (normalize(&alias.text), alias.geoid.clone()))
        .collect();
    tables.aliases.retain(|alias| {
        alias.kind != AliasKind::Translation
            || by_hand.get(&normalize(&alias.text)).is_none_or(|geoid| *geoid == alias.geoid)
    });
    // A translation that is another place's own name would answer for it.
    let names: HashMap<String, &str> =
        tables.places.iter().map(|place| (normalize(&place.name), place.geoid.as_str())).collect();
    tables.aliases.retain(|alias| {
        let key = normalize(&alias.text);
        alias.kind != AliasKind::Translation
            || key.chars().count() > 1 && names.get(&key).is_none_or(|geoid| *geoid == alias.geoid)
    });
}

/// A county subdivision that is the same as the city of its name (every city of Connecticut) stands behind the city, and
/// the census-designated place that is the whole of a town behind the town.
fn merge_doubles(tables: &mut Tables) {
    let governs = |place: &&Place| matches!(place.sort, Sort::City | Sort::Town | Sort::Borough | Sort::Village);
    let by_name = |places: &mut dyn Iterator<Item = &Place>| -> HashMap<(String, String), (String, u32)> {
        places
            .map(|place| ((place.state.clone(), normalize(&place.name)), (place.geoid.clone(), place.population)))
            .collect()
    };
    let cities = by_name(&mut tables.places.iter().filter(governs));
    let towns = by_name(&mut tables.places.iter().filter(|place| place.sort == Sort::CountyTown));
    for place in &mut tables.places {
        let governments = match place.sort {
            Sort::CountyTown => &cities,
            Sort::Cdp => &towns,
            _ => continue,
        };
        let Some((other, population)) = governments.get(&(place.state.clone(), normalize(&place.name))) else {
            continue;
        };
        let (own, other_count) = (u64::from(place.population), u64::from(*population));
        if own * 10 <= other_count * 12 && own * 12 >= other_count * 10 {
            tables.same.insert(place.geoid.clone(), other.clone());
            place.named = false;
        }
    }
}

/// The sources count no county: the sum of its places, brought up to the state's total.
fn count_counties(tables: &mut Tables) {
    #[derive(Default)]
    struct Sum {
        places: u64,
        cities: u64,
        towns: u64,
    }
    let mut sums: HashMap<&str, Sum> = HashMap::new();
    for place in &tables.places {
        let Some(county) = place.county.as_deref() else { continue };
        let sum = sums.entry(county).or_default();
        let count = u64::from(place.population);
        match place.sort {
            Sort::Township | Sort::CountyTown => sum.towns += count,
            sort => {
                sum.places += count;
                // Villages of New York and Michigan lie inside towns.
                let apart = sort != Sort::Cdp && !(sort == Sort::Village && matches!(&*place.state, "NY" | "MI"));
                if apart && place.state != "CT" {
                    sum.cities += count;
                }
            }
        }
    }
    let mut counted: HashMap<String, u64> = sums
        .into_iter()
        .map(|(county, sum)| {
            (county.to_owned(), sum.places.max(if sum.towns > 0 { sum.towns + sum.cities } else { 0 }))
        })
        .collect();
    for place in &tables.places {
        if place.sort.is_county() && place.population > 0 {
            counted.insert(place.geoid.clone(), u64::from(place.population));
        }
    }
    let mut by_state: HashMap<String, u64> = HashMap::new();
    for (county, count) in &counted {
        if !FORMER_COUNTIES.iter().any(|(geoid, _)| geoid == county) {
            *by_state.entry(county.chars().take(2).collect()).or_default() += count;
        }
    }
    for place in tables.places.iter_mut().filter(|place| place.sort.is_county() && place.population == 0) {
        let count = counted.get(&place.geoid).copied().unwrap_or(0);
        let state: String = place.geoid.chars().take(2).collect();
        let total = STATES.iter().find(|(geoid, _)| *geoid == state).map_or(0, |(_, thousands)| *thousands);
        let sum = by_state.get(&state).copied().unwrap_or(0).max(1);
        let share = (u64::from(total) * 1000).max(sum) as f64 / sum as f64;
        place.population = ((count as f64 * share.min(1.6)) as u32).max(UNCOUNTED_PLACE);
    }
}
