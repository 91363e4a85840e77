//! Which part of the atlas a picture shows: all of it, or the states that its places lie in, with larger names.

use super::geometry::Point;
use super::shapes::Atlas;

/// How the atlas's plane lies in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// So many pixels a unit of the plane.
    scale: f32,
    /// What is added afterwards.
    moved: Point,
    /// How much larger names and marks are than on a map of the whole country. A picture of this width is shown at less than
    /// a third of it on a phone.
    pub text: f32,
    /// Where the states that are shown begin and end, from left to right, in pixels.
    pub sides: (f32, f32),
}

/// Names of a part of the country are so much larger.
const CLOSE: f32 = 2.2;
/// A part that would hardly be drawn larger is shown within the whole; no part is drawn larger than the second.
const LEAST: f32 = 1.25;
const MOST: f32 = 7.0;
/// The room between heading and legend, and between the sides: left, top, right, bottom.
const ROOM: (f32, f32, f32, f32) = (60.0, 122.0, 1140.0, 672.0);
/// Names stand beside what is shown, which takes no more than this share of the width.
const WIDEST: f32 = 0.62;

impl View {
    /// The whole country.
    pub const WHOLE: View = View { scale: 0.95, moved: (205.0, 92.0), text: 1.0, sides: (205.0, 1130.0) };

    /// What shows these states, by their GEOIDs, as large as they can be.
    pub fn of(states: &[String]) -> View {
        let outlines = states.iter().filter_map(|state| Atlas::embedded().outlines(state)).flatten();
        let points: Vec<Point> = outlines.flatten().collect();
        let reach = |of: fn(&Point) -> f32| {
            points.iter().map(of).fold((f32::MAX, f32::MIN), |(low, high), at| (low.min(at), high.max(at)))
        };
        let ((left, right), (top, bottom)) = (reach(|point| point.0), reach(|point| point.1));
        if points.is_empty() {
            return View::WHOLE;
        }
        let (width, height) = ((right - left).max(1.0), (bottom - top).max(1.0));
        let across = (ROOM.2 - ROOM.0) * WIDEST / width;
        let scale = across.min((ROOM.3 - ROOM.1) / height).min(MOST);
        if scale < LEAST {
            return View::WHOLE;
        }
        let middle = ((ROOM.0 + ROOM.2) / 2.0, (ROOM.1 + ROOM.3) / 2.0);
        let moved = (middle.0 - scale * (left + right) / 2.0, middle.1 - scale * (top + bottom) / 2.0);
        let half = scale * width / 2.0;
        View { scale, moved, text: CLOSE, sides: (middle.0 - half, middle.0 + half) }
    }

    /// Whether it is a part of the country.
    pub fn is_close(&self) -> bool {
        self.text > 1.0
    }

    /// A point of the atlas's plane in the picture.
    pub fn place(&self, (x, y): Point) -> Point {
        (x * self.scale + self.moved.0, y * self.scale + self.moved.1)
    }

    /// The outlines of a state or county in the picture; none where the atlas lacks it, or has it too small for an area.
    pub fn outlines(&self, geoid: &str) -> Vec<Vec<Point>> {
        let outlines = Atlas::embedded().outlines(geoid).unwrap_or_default();
        let areas = outlines.into_iter().filter(|outline| outline.len() >= 3);
        areas.map(|outline| outline.into_iter().map(|point| self.place(point)).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_fills_the_picture_and_the_country_is_shown_whole() {
        let of = |states: &[&str]| View::of(&states.iter().map(|state| (*state).to_owned()).collect::<Vec<_>>());
        assert!(of(&["06"]).scale > 2.0 && of(&["44"]).scale > 6.0, "California, Rhode Island");
        assert!(of(&["36", "09", "25"]).is_close(), "a region");
        assert_eq!(of(&["06", "36"]), View::WHOLE);
        assert_eq!(of(&["72"]), View::WHOLE, "the atlas does not show it");
    }
}
