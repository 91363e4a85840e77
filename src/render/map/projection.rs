//! From degrees to the atlas's plane: Albers' equal-area cone, with Alaska and Hawaii moved to the lower left. The atlas
//! was drawn with d3's `geoAlbersUsa` at scale 1300 and centre (487.5, 305), whose numbers these are.

use super::geometry::Point;

const SCALE: f64 = 1300.0;
const CENTRE: (f64, f64) = (487.5, 305.0);

struct Cone {
    parallels: (f64, f64),
    /// The meridian that stands upright.
    meridian: f64,
    /// What lies in the middle, east of that meridian and north.
    middle: (f64, f64),
    /// How much smaller than the rest it is drawn, and how far from the centre, in scales.
    scale: f64,
    moved: (f64, f64),
}

const MAINLAND: Cone =
    Cone { parallels: (29.5, 45.5), meridian: -96.0, middle: (-0.6, 38.7), scale: 1.0, moved: (0.0, 0.0) };
const ALASKA: Cone =
    Cone { parallels: (55.0, 65.0), meridian: -154.0, middle: (-2.0, 58.5), scale: 0.35, moved: (-0.307, 0.201) };
const HAWAII: Cone =
    Cone { parallels: (8.0, 18.0), meridian: -157.0, middle: (-3.0, 19.9), scale: 1.0, moved: (-0.205, 0.212) };

impl Cone {
    fn place(&self, north: f64, east: f64) -> Point {
        let (first, second) = (self.parallels.0.to_radians().sin(), self.parallels.1.to_radians().sin());
        let n = f64::midpoint(first, second);
        let c = 1.0 + first * (2.0 * n - first);
        let on_cone = |east: f64, north: f64| {
            let radius = (c - 2.0 * n * north.to_radians().sin()).max(0.0).sqrt() / n;
            let turn = east.to_radians() * n;
            (radius * turn.sin(), -radius * turn.cos())
        };
        // Across the date line is a little further west.
        let turned = (east - self.meridian + 540.0).rem_euclid(360.0) - 180.0;
        let (x, y) = on_cone(turned, north);
        let (middle_x, middle_y) = on_cone(self.middle.0, self.middle.1);
        let scale = SCALE * self.scale;
        (
            (CENTRE.0 + SCALE * self.moved.0 + scale * (x - middle_x)) as f32,
            (CENTRE.1 + SCALE * self.moved.1 - scale * (y - middle_y)) as f32,
        )
    }
}

/// Where a place of a state lies in the atlas's plane; `None` for the territories, which the atlas does not show.
pub fn place(state: &str, north: f64, east: f64) -> Option<Point> {
    match state {
        "AK" => Some(ALASKA.place(north, east)),
        "HI" => Some(HAWAII.place(north, east)),
        "AS" | "GU" | "MP" | "PR" | "VI" => None,
        _ => Some(MAINLAND.place(north, east)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::geometry::within;
    use super::super::shapes::Atlas;
    use super::*;

    #[test]
    fn places_fall_into_their_states() {
        for (state, geoid, north, east) in [
            ("CO", "08", 39.74, -104.99),
            ("FL", "12", 27.95, -82.2),
            ("WA", "53", 47.3, -121.5),
            ("ME", "23", 45.2, -69.0),
            ("AK", "02", 64.84, -147.7),
            ("HI", "15", 19.6, -155.5),
        ] {
            let at = place(state, north, east).expect("a state of the atlas");
            let outlines = Atlas::embedded().outlines(geoid).expect("a state");
            assert!(outlines.iter().any(|outline| within(outline, at)), "{state} at {at:?}");
        }
        assert_eq!(place("PR", 18.4, -66.1), None);
    }
}
