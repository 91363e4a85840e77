//! What a map shows: the places of the records, how each is drawn, and the part of the country that has them all.

use std::collections::HashMap;

use super::geometry::{self, Point, Turned};
use super::projection;
use super::view::View;
use crate::domain::{CountsAs, Geoid, JurisdictionKind, Tracker};
use crate::places::Gazetteer;
use crate::reply::RecordRow;

pub(super) const NO: &str = "#3f4754";

/// How a place is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    State,
    County,
    City,
}

/// A record's place on the map.
pub(super) struct Place {
    pub(super) geoid: Geoid,
    /// As it is named on the map.
    pub(super) name: String,
    /// With its state, as news writes it.
    pub(super) label: String,
    pub(super) look: Look,
    /// The tracker's own word for what its record says.
    pub(super) status: String,
    /// Whether it counts as no: crossed out.
    pub(super) no: bool,
    /// The colour of its status, where statuses are told apart by colour.
    pub(super) colour: Option<String>,
    /// Where it lies in the picture; `None` where the atlas has no such place.
    pub(super) at: Option<Point>,
    /// Its outlines in the picture, for states and counties.
    pub(super) outlines: Vec<Vec<Point>>,
}

/// Colours of statuses that declare none, told apart by those who see few colours too (Okabe and Ito).
pub(super) const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00"];

/// The colours of the statuses, in their order; none where a map tells yes and no alone, by fill and by cross.
fn colours(tracker: &Tracker) -> Vec<String> {
    let statuses = &tracker.wording.statuses;
    let filled = statuses.iter().filter(|status| status.counts_as != CountsAs::No).count();
    if filled < 2 && statuses.iter().all(|status| status.colour.is_none()) {
        return Vec::new();
    }
    let default = COLOURS.iter().cycle();
    let own = statuses.iter().zip(default).map(|(status, default)| {
        // A "no" is crossed, in a colour that none of the others is like.
        let default = if status.counts_as == CountsAs::No { NO } else { default };
        status.colour.as_deref().unwrap_or(default).to_owned()
    });
    own.collect()
}

/// What a picture shows.
pub(super) struct Scene {
    pub(super) view: View,
    pub(super) places: Vec<Place>,
}

/// The places of the records, and the part of the country that has them all.
pub(super) fn scene(tracker: &Tracker, rows: &[RecordRow]) -> Scene {
    let mut states: Vec<String> =
        rows.iter().filter_map(|row| row.place.as_ref()?.geoid.as_str().get(..2).map(str::to_owned)).collect();
    states.sort_unstable();
    states.dedup();
    let view = View::of(&states);
    Scene { places: places(tracker, rows, &view), view }
}

/// The places of the records, each once a status.
fn places(tracker: &Tracker, rows: &[RecordRow], view: &View) -> Vec<Place> {
    let gazetteer = Gazetteer::embedded();
    let colours = colours(tracker);
    let mut found: Vec<Place> = Vec::new();
    for row in rows {
        let Some(jurisdiction) = &row.place else { continue };
        let geoid = &jurisdiction.geoid;
        if found.iter().any(|place| place.geoid == *geoid && place.status == row.status) {
            continue;
        }
        let look = match jurisdiction.kind {
            JurisdictionKind::State => Look::State,
            JurisdictionKind::County => Look::County,
            _ => Look::City,
        };
        let outlines = if look == Look::City { Vec::new() } else { view.outlines(geoid.as_str()) };
        let at = match outlines.first() {
            Some(outline) => Some(geometry::centre(outline)),
            None => gazetteer
                .position(geoid)
                .filter(|_| look != Look::State)
                .and_then(|(north, east)| projection::place(&jurisdiction.state, north, east))
                .map(|point| view.place(point)),
        };
        let name = match jurisdiction.name.strip_suffix(" County") {
            Some(short) if look == Look::County => format!("{short} Co."),
            _ => jurisdiction.name.clone(),
        };
        let label = gazetteer.label(geoid);
        let (status, no) = (row.status.clone(), row.counts_as == CountsAs::No);
        let colour = tracker.wording.statuses.iter().position(|own| own.name == status);
        let colour = colour.and_then(|at| colours.get(at)).cloned();
        found.push(Place { geoid: geoid.clone(), name, label, look, status, no, colour, at, outlines });
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
pub(super) fn room_of(place: &Place, at: Point, text: f32) -> Turned {
    match place.look {
        Look::County if !place.outlines.is_empty() => {
            let points = || place.outlines.iter().flatten();
            let reach = |of: fn(&Point) -> f32, middle: f32| {
                points().map(|point| (of(point) - middle).abs()).fold(0.0_f32, f32::max).clamp(3.0, 10.0)
            };
            Turned::around(at, reach(|point| point.0, at.0), reach(|point| point.1, at.1))
        }
        Look::State if !place.outlines.is_empty() && !place.no => Turned::around(at, 0.0, 0.0),
        _ => Turned::around(at, 8.0 * text, 8.0 * text),
    }
}
