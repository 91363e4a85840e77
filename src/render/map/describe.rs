//! What the map shows, in words.

use super::scene::{Look, Place};
use crate::domain::Tracker;
use crate::render::day;
use crate::words::{Words, capital, one_stop};

/// The longest description that Discord takes, in UTF-16 units.
const LONGEST: usize = 1_024;

/// How many there are of each kind, and of which day: "3 states, 6 counties and 14 cities; Jan. 24, 2018".
pub(super) fn counts(words: &Words, tracker: &Tracker, places: &[Place], partial: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    if places.iter().any(|place| place.colour.is_some()) {
        for status in statuses(tracker, places) {
            let count = places.iter().filter(|place| place.status == status).count();
            parts.push(words.say("map.count", &[("count", &count), ("status", &status)]));
        }
    } else {
        let kinds = [
            (Look::State, "map.one_state", "map.states"),
            (Look::County, "map.one_county", "map.counties"),
            (Look::City, "map.one_city", "map.cities"),
        ];
        for (look, one, several) in kinds {
            match places.iter().filter(|place| !place.no && place.look == look).count() {
                0 => {}
                1 => parts.push(words.say(one, &[])),
                count => parts.push(words.say(several, &[("count", &count)])),
            }
        }
    }
    let list = match parts.split_last() {
        Some((last, before @ [_, ..])) => words.say("map.and", &[("list", &before.join(", ")), ("last", last)]),
        Some((last, _)) => last.clone(),
        None => words.say("map.nobody", &[]),
    };
    let date = day(words, tracker.date);
    let key = if partial { "map.counts_open" } else { "map.counts" };
    words.say(key, &[("list", &list), ("date", &date)])
}

/// The statuses of which there are places, in the tracker's order.
pub(super) fn statuses<'t>(tracker: &'t Tracker, places: &'t [Place]) -> impl Iterator<Item = &'t str> {
    let all = tracker.wording.statuses.iter().map(|status| status.name.as_str());
    all.filter(|status| places.iter().any(|place| place.status == *status))
}

pub(super) fn description(words: &Words, counts: &str, tracker: &Tracker, places: &[Place]) -> String {
    let whole = words.say("map.description", &[("title", &tracker.title), ("counts", &counts)]);
    let mut full = whole.clone();
    let list = |wanted: &dyn Fn(&Place) -> bool| {
        places.iter().filter(|place| wanted(place)).map(|place| place.label.as_str()).collect::<Vec<_>>().join("; ")
    };
    let named = |look: Look| list(&|place: &Place| place.colour.is_none() && !place.no && place.look == look);
    let mut add = |said: String| {
        full.push(' ');
        full.push_str(&one_stop(&said));
    };
    for (key, list) in [
        ("map.named_states", named(Look::State)),
        ("map.named_counties", named(Look::County)),
        ("map.named_cities", named(Look::City)),
    ] {
        if !list.is_empty() {
            add(words.say(key, &[("list", &list)]));
        }
    }
    for status in statuses(tracker, places) {
        let list = list(&|place: &Place| (place.colour.is_some() || place.no) && place.status == status);
        if !list.is_empty() {
            add(words.say("map.named", &[("status", &capital(status)), ("list", &list)]));
        }
    }
    let lacking = list(&|place: &Place| place.at.is_none());
    if !lacking.is_empty() {
        add(words.say("map.off_the_map", &[("list", &lacking)]));
    }
    if full.encode_utf16().count() <= LONGEST {
        return full;
    }
    let mut short = format!("{whole} {}", words.say("map.in_the_table", &[]));
    while short.encode_utf16().count() > LONGEST {
        short.pop();
    }
    short
}
