//! The outlines of states and counties: `shapes.bin`, made by `tools shapes` from us-atlas (ISC, see `LICENSE-DATA.md`).
//!
//! A magic; the lines, each a count of points and the steps between them; then the shapes, each the digits of its GEOID, the
//! GEOID, and its rings of lines. Numbers are packed seven bits a byte, signed ones with the sign in the lowest bit. Points
//! are tenths of the atlas's pixels.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::geometry::Point;

static ATLAS: LazyLock<Atlas> = LazyLock::new(|| {
    // A test holds that the embedded file reads; an empty atlas draws dots alone.
    Atlas::read(include_bytes!("shapes.bin")).unwrap_or_default()
});

const MAGIC: &[u8] = b"PQSHAPE1";

/// Shapes in the atlas's own projection.
#[derive(Default)]
pub struct Atlas {
    lines: Vec<Vec<Point>>,
    shapes: HashMap<String, Vec<Vec<i64>>>,
}

impl Atlas {
    /// The atlas that is part of this program.
    pub fn embedded() -> &'static Atlas {
        &ATLAS
    }

    fn read(file: &[u8]) -> Option<Atlas> {
        let mut bytes = file.strip_prefix(MAGIC)?.iter().copied();
        let mut atlas = Atlas::default();
        for _ in 0..count(&mut bytes)? {
            let (mut x, mut y) = (0, 0);
            let mut line = Vec::new();
            for _ in 0..count(&mut bytes)? {
                x += number(&mut bytes)?;
                y += number(&mut bytes)?;
                line.push((x as f32 / 10.0, y as f32 / 10.0));
            }
            atlas.lines.push(line);
        }
        for _ in 0..count(&mut bytes)? {
            let digits = usize::from(bytes.next()?);
            let geoid = format!("{:0digits$}", count(&mut bytes)?);
            let mut rings = Vec::new();
            for _ in 0..count(&mut bytes)? {
                let lines = count(&mut bytes)?;
                rings.push((0..lines).map(|_| number(&mut bytes)).collect::<Option<Vec<i64>>>()?);
            }
            atlas.shapes.insert(geoid, rings);
        }
        Some(atlas)
    }

    /// The GEOIDs of the states, in order.
    pub fn states(&self) -> Vec<&str> {
        let mut states: Vec<&str> = self.shapes.keys().map(String::as_str).filter(|geoid| geoid.len() == 2).collect();
        states.sort_unstable();
        states
    }

    /// The outlines of a state or a county, the largest first.
    pub fn outlines(&self, geoid: &str) -> Option<Vec<Vec<Point>>> {
        Some(self.shapes.get(geoid)?.iter().map(|ring| self.outline(ring)).collect())
    }

    fn outline(&self, ring: &[i64]) -> Vec<Point> {
        let mut outline = Vec::new();
        for number in ring {
            let backwards = *number < 0;
            let at = if backwards { !*number } else { *number };
            let Some(line) = usize::try_from(at).ok().and_then(|at| self.lines.get(at)) else { continue };
            // Lines meet in a point that both have.
            if backwards {
                outline.extend(line.iter().rev().skip(1));
            } else {
                outline.extend(line.iter().skip(1));
            }
        }
        outline
    }
}

fn count(bytes: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut found = 0;
    for shift in (0..63).step_by(7) {
        let byte = bytes.next()?;
        found |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(found);
        }
    }
    None
}

fn number(bytes: &mut impl Iterator<Item = u8>) -> Option<i64> {
    let packed = count(bytes)?;
    let size = i64::try_from(packed >> 1).ok()?;
    Some(if packed & 1 == 1 { !size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_atlas_has_the_states_and_their_counties() {
        let atlas = Atlas::embedded();
        assert_eq!(atlas.states().len(), 51);
        assert_eq!(atlas.shapes.len(), 51 + 3142);
        let inside = |(x, y): &Point| (-60.0..970.0).contains(x) && (10.0..610.0).contains(y);
        let mut without_area = Vec::new();
        for geoid in atlas.shapes.keys() {
            let outlines = atlas.outlines(geoid).expect("a shape");
            assert!(outlines.iter().flatten().all(inside), "{geoid}");
            if outlines.first().is_none_or(|outline| outline.len() < 3) {
                without_area.push(geoid.to_string());
            }
        }
        without_area.sort();
        // Falls Church, Lexington and Manassas Park, Va., are less than a pixel at this scale.
        assert_eq!(without_area, ["51610", "51678", "51685"]);
    }
}
