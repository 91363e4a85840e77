//! A TopoJSON of states and counties, simplified and packed: see `pullquote::render::map` for the layout that is read.

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::simplify::{Point, simplified};

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<(f64, f64)>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    states: Collection,
    counties: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: String,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Ring>),
    MultiPolygon(Vec<Vec<Ring>>),
}

/// Numbers of arcs; a negative one is the arc `!number`, backwards.
type Ring = Vec<i64>;

/// Points of the drawing are counted in tenths.
const UNIT: f64 = 10.0;
/// Triangles smaller than this leave the line.
const DETAIL: f64 = 0.12;
/// Islands smaller than this are left out of a shape that has more.
const SMALLEST_ISLAND: f64 = 0.6;

pub fn pack(file: &[u8]) -> anyhow::Result<Vec<u8>> {
    let topology: Topology = serde_json::from_slice(file)?;
    let arcs: Vec<Vec<Point>> = topology.arcs.iter().map(|arc| positions(arc, &topology.transform)).collect();
    let mut shapes: Vec<(String, Vec<Ring>)> = Vec::new();
    let collections = topology.objects.states.geometries.into_iter().chain(topology.objects.counties.geometries);
    for geometry in collections {
        let rings = match geometry.shape {
            Shape::Polygon(rings) => rings,
            Shape::MultiPolygon(polygons) => polygons.into_iter().flatten().collect(),
        };
        let mut sized: Vec<(f64, Ring)> = rings.into_iter().map(|ring| (area(&ring, &arcs), ring)).collect();
        sized.sort_by(|a, b| b.0.total_cmp(&a.0));
        let largest = sized.first().map_or(0.0, |(size, _)| *size);
        sized.retain(|(size, _)| *size >= SMALLEST_ISLAND.min(largest));
        shapes.push((geometry.id, sized.into_iter().map(|(_, ring)| ring).collect()));
    }
    shapes.sort();

    let mut numbers = vec![None; arcs.len()];
    let mut used = Vec::new();
    for arc in shapes.iter().flat_map(|(_, rings)| rings.iter().flatten()) {
        let original = usize::try_from(if *arc < 0 { !*arc } else { *arc })?;
        let number = numbers.get_mut(original).context("an arc that is not there")?;
        if number.is_none() {
            *number = Some(i64::try_from(used.len())?);
            used.push(original);
        }
    }
    let mut packed = b"PQSHAPE1".to_vec();
    count(&mut packed, used.len());
    for original in used {
        let line = simplified(arcs.get(original).context("an arc that is not there")?, DETAIL);
        count(&mut packed, line.len());
        let (mut x, mut y) = (0, 0);
        for point in line {
            let (next_x, next_y) = ((point.0 * UNIT).round() as i64, (point.1 * UNIT).round() as i64);
            number(&mut packed, next_x - x);
            number(&mut packed, next_y - y);
            (x, y) = (next_x, next_y);
        }
    }
    count(&mut packed, shapes.len());
    for (id, rings) in shapes {
        ensure!(matches!(id.len(), 2 | 5), "{id}: neither a state nor a county");
        packed.push(u8::try_from(id.len())?);
        count(&mut packed, id.parse()?);
        count(&mut packed, rings.len());
        for ring in rings {
            count(&mut packed, ring.len());
            for arc in ring {
                let original = usize::try_from(if arc < 0 { !arc } else { arc })?;
                let new = numbers.get(original).copied().flatten().context("an arc that is not there")?;
                number(&mut packed, if arc < 0 { !new } else { new });
            }
        }
    }
    Ok(packed)
}

fn positions(arc: &[(f64, f64)], transform: &Transform) -> Vec<Point> {
    let (mut x, mut y) = (0.0, 0.0);
    arc.iter()
        .map(|(dx, dy)| {
            (x, y) = (x + dx, y + dy);
            (x * transform.scale.0 + transform.translate.0, y * transform.scale.1 + transform.translate.1)
        })
        .collect()
}

fn area(ring: &Ring, arcs: &[Vec<Point>]) -> f64 {
    let mut points: Vec<Point> = Vec::new();
    for arc in ring {
        let Some(line) = usize::try_from(if *arc < 0 { !*arc } else { *arc }).ok().and_then(|at| arcs.get(at)) else {
            continue;
        };
        if *arc < 0 { points.extend(line.iter().rev()) } else { points.extend(line) }
    }
    let pairs = points.iter().zip(points.iter().cycle().skip(1));
    pairs.map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

/// A whole number, seven bits a byte.
fn count(packed: &mut Vec<u8>, number: usize) {
    let mut rest = number;
    while rest >= 0x80 {
        packed.push((rest & 0x7F) as u8 | 0x80);
        rest >>= 7;
    }
    packed.push(rest as u8);
}

/// A number with a sign, which stands in the lowest bit.
fn number(packed: &mut Vec<u8>, number: i64) {
    count(packed, ((number << 1) ^ (number >> 63)) as usize);
}
