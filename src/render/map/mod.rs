//! The records of a list as a map, as a sentence or two that say the same, and as a table.
//!
//! States and counties are filled, cities dotted, an explicit "no" crossed. Everything is drawn from the records: a list of
//! other places draws its own map.

mod describe;
mod drawing;
mod geometry;
mod labels;
mod letters;
mod projection;
mod shapes;
mod table;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use table::csv;

use crate::domain::{Geoid, JurisdictionKind, Tracker};
use crate::places::Gazetteer;
use crate::reply::RecordRow;
use crate::words::Words;
use geometry::{Point, Turned};

/// A map with what it says in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub png: Vec<u8>,
    /// The same in words, for those who cannot see it; no longer than Discord lets a description be.
    pub description: String,
}

/// The map of a list's records, and the same in words. `None` where no record is of a place, or none that the atlas has.
pub fn picture(words: &Words, tracker: &Tracker, rows: &[RecordRow]) -> Option<Picture> {
    let places = places(rows);
    if places.iter().all(|place| place.at.is_none()) {
        return None;
    }
    let png = drawing::png(&drawing::svg(words, tracker, &places).text)?;
    Some(Picture { png, description: describe::description(words, tracker, &places) })
}

/// Maps that were drawn before: the same records draw the same map.
#[derive(Default)]
pub struct Pictures(Mutex<HashMap<blake3::Hash, Arc<Picture>>>);

/// Maps that are kept; more lists and filters than this draw anew.
const KEPT: usize = 64;

impl Pictures {
    /// The map of a list's records, drawn at most once.
    pub fn picture(&self, words: &Words, tracker: &Tracker, rows: &[RecordRow]) -> Option<Arc<Picture>> {
        let mut hasher = blake3::Hasher::new();
        for part in [&tracker.id, &tracker.title, &tracker.date.to_string()] {
            hasher.update(part.as_bytes()).update(b"\0");
        }
        for row in rows {
            let geoid = row.place.as_ref().map_or("", |place| place.geoid.as_str());
            hasher.update(geoid.as_bytes()).update(if row.received { b"+" } else { b"-" });
        }
        let key = hasher.finalize();
        // Held while drawing, so that many who ask at once wait for one map instead of each drawing it. A map half
        // drawn is never kept, so a poisoned lock is as good as any.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&key) {
            return Some(known.clone());
        }
        let drawn = Arc::new(picture(words, tracker, rows)?);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, drawn.clone());
        Some(drawn)
    }
}

/// How a place is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    State,
    County,
    City,
}

/// A record's place on the map.
struct Place {
    geoid: Geoid,
    /// As it is named on the map.
    name: String,
    /// With its state, as news writes it.
    label: String,
    look: Look,
    received: bool,
    /// Where it lies in the picture; `None` where the atlas has no such place.
    at: Option<Point>,
    /// Its outlines in the picture, for states and counties.
    outlines: Vec<Vec<Point>>,
}

/// The places of the records, each once.
fn places(rows: &[RecordRow]) -> Vec<Place> {
    let gazetteer = Gazetteer::embedded();
    let mut found: Vec<Place> = Vec::new();
    for row in rows {
        let Some(jurisdiction) = &row.place else { continue };
        let geoid = &jurisdiction.geoid;
        if found.iter().any(|place| place.geoid == *geoid && place.received == row.received) {
            continue;
        }
        let look = match jurisdiction.kind {
            JurisdictionKind::State => Look::State,
            JurisdictionKind::County => Look::County,
            _ => Look::City,
        };
        let outlines = if look == Look::City { Vec::new() } else { drawing::outlines(geoid.as_str()) };
        let at = match outlines.first() {
            Some(outline) => Some(geometry::centre(outline)),
            None => gazetteer
                .position(geoid)
                .filter(|_| look != Look::State)
                .and_then(|(north, east)| projection::place(&jurisdiction.state, north, east))
                .map(drawing::in_picture),
        };
        let name = match jurisdiction.name.strip_suffix(" County") {
            Some(short) if look == Look::County => format!("{short} Co."),
            _ => jurisdiction.name.clone(),
        };
        let label = gazetteer.label(geoid);
        found.push(Place { geoid: geoid.clone(), name, label, look, received: row.received, at, outlines });
    }
    tell_apart(&mut found);
    found
}

/// Names that two places share are shown with their states.
fn tell_apart(places: &mut [Place]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for place in places.iter() {
        *counts.entry(place.name.clone()).or_default() += 1;
    }
    for place in places.iter_mut().filter(|place| place.look != Look::State) {
        if counts.get(&place.name).is_some_and(|count| *count > 1)
            && let Some((_, state)) = place.label.rsplit_once(", ")
        {
            place.name = format!("{}, {state}", place.name);
        }
    }
}

/// The room that a place's own mark takes.
fn room_of(place: &Place, at: Point) -> Turned {
    match place.look {
        Look::County if !place.outlines.is_empty() => {
            let points = || place.outlines.iter().flatten();
            let reach = |of: fn(&Point) -> f32, middle: f32| {
                points().map(|point| (of(point) - middle).abs()).fold(0.0_f32, f32::max).clamp(3.0, 14.0)
            };
            Turned::around(at, reach(|point| point.0, at.0), reach(|point| point.1, at.1))
        }
        Look::State if !place.outlines.is_empty() && place.received => Turned::around(at, 0.0, 0.0),
        _ => Turned::around(at, 8.0, 8.0),
    }
}
