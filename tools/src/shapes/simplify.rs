//! Fewer points for the same line.

pub type Point = (f64, f64);

/// The line without the points that matter least (Visvalingam): those whose triangle with their neighbours is smaller than
/// `area`. The ends stay, and a ring stays a ring.
pub fn simplified(line: &[Point], area: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = line.to_vec();
    let closed = line.first() == line.last();
    let least = if closed { 4 } else { 2 };
    while kept.len() > least {
        let triangles = kept.windows(3).map(|points| match points {
            [a, b, c] => ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() / 2.0,
            _ => f64::INFINITY,
        });
        let smallest = triangles.enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
        match smallest {
            Some((at, size)) if size < area => kept.remove(at + 1),
            _ => break,
        };
    }
    kept
}
