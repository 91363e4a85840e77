//! Boxes at an angle, lines and outlines in the plane of the picture.

/// Pixels from the left and from the top.
pub type Point = (f32, f32);

/// A rectangle turned about its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turned {
    /// Its middle.
    pub middle: Point,
    /// Half its width and half its height.
    pub half: Point,
    /// Clockwise, in radians.
    pub angle: f32,
}

impl Turned {
    /// An upright one from its left upper corner.
    pub fn upright(left: f32, top: f32, width: f32, height: f32) -> Self {
        Turned { middle: (left + width / 2.0, top + height / 2.0), half: (width / 2.0, height / 2.0), angle: 0.0 }
    }

    /// An upright one around a point.
    pub fn around(middle: Point, half_width: f32, half_height: f32) -> Self {
        Turned { middle, half: (half_width, half_height), angle: 0.0 }
    }

    /// The strip that a line from `a` to `b` covers.
    pub fn strip(a: Point, b: Point, width: f32) -> Self {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        Turned {
            middle: ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0),
            half: (dx.hypot(dy) / 2.0, width / 2.0),
            angle: dy.atan2(dx),
        }
    }

    /// A point of it, given as shares of the half width and half height from the middle.
    pub fn at(&self, across: f32, down: f32) -> Point {
        let (sin, cos) = self.angle.sin_cos();
        let (x, y) = (self.half.0 * across, self.half.1 * down);
        (self.middle.0 + x * cos - y * sin, self.middle.1 + x * sin + y * cos)
    }

    /// The corners, in turn.
    pub fn corners(&self) -> [Point; 4] {
        [self.at(-1.0, -1.0), self.at(1.0, -1.0), self.at(1.0, 1.0), self.at(-1.0, 1.0)]
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Turned) -> bool {
        let (own, others) = (self.corners(), other.corners());
        // Two rectangles lie apart where one of their four directions parts them.
        [self.angle, self.angle + std::f32::consts::FRAC_PI_2, other.angle, other.angle + std::f32::consts::FRAC_PI_2]
            .iter()
            .all(|angle| {
                let (sin, cos) = angle.sin_cos();
                let span = |corners: &[Point; 4]| {
                    let along = corners.iter().map(|(x, y)| x * cos + y * sin);
                    along.fold((f32::MAX, f32::MIN), |(low, high), at| (low.min(at), high.max(at)))
                };
                let ((a, b), (c, d)) = (span(&own), span(&others));
                a < d && c < b
            })
    }

    /// Whether all of it lies in a picture of this size, `margin` from the edge.
    pub fn lies_in(&self, width: f32, height: f32, margin: f32) -> bool {
        self.corners()
            .iter()
            .all(|(x, y)| *x >= margin && *y >= margin && *x <= width - margin && *y <= height - margin)
    }
}

/// Whether two lines cross.
pub fn cross((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Twice the area that an outline encloses, signed.
pub fn area(outline: &[Point]) -> f32 {
    let pairs = outline.iter().zip(outline.iter().cycle().skip(1));
    pairs.map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

/// The middle of what an outline encloses.
pub fn centre(outline: &[Point]) -> Point {
    let doubled = area(outline);
    let pairs = outline.iter().zip(outline.iter().cycle().skip(1));
    let (x, y) = pairs.fold((0.0, 0.0), |(x, y), (a, b)| {
        let part = a.0 * b.1 - b.0 * a.1;
        (x + (a.0 + b.0) * part, y + (a.1 + b.1) * part)
    });
    if doubled.abs() < f32::EPSILON {
        return outline.first().copied().unwrap_or_default();
    }
    (x / (3.0 * doubled), y / (3.0 * doubled))
}

/// Whether a point lies within an outline.
pub fn within(outline: &[Point], (x, y): Point) -> bool {
    let pairs = outline.iter().zip(outline.iter().cycle().skip(1));
    pairs.filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0).count() % 2 == 1
}
