//! The picture: land, marks, names, title and legend as SVG, and that as PNG.

use std::fmt::Write;

use resvg::{tiny_skia, usvg};

use super::describe;
use super::geometry::{Point, Turned};
use super::labels::{self, Mark, Placed, Room};
use super::letters::{self, Weight};
use super::scene::{Look, NO, Place, Scene, room_of};
use super::shapes::Atlas;
use super::view::View;
use crate::domain::Tracker;
use crate::words::{Words, capital};

const WIDTH: f32 = 1200.0;
const HEIGHT: f32 = 750.0;

const LAND: &str = "#e3e7ed";
const AROUND: &str = "#f3f5f8";
const STATE: &str = "#a5c4f2";
const COUNTY: &str = "#2463b8";
const CITY: &str = "#c03a0a";
const INK: &str = "#12161c";
const FAINT: &str = "#465063";

/// What heading and legend take where land may lie behind them, and how far from what is shown names stand in columns.
const HEAD: f32 = 112.0;
const FOOT: f32 = 64.0;
const BESIDE: f32 = 34.0;

/// The room of a map of the whole country.
const WHOLE_ROOM: Room = Room {
    size: (WIDTH, HEIGHT),
    taken: Vec::new(),
    left_column: 190.0,
    right_column: 1072.0,
    columns: (112.0, 690.0),
    text: 1.0,
};

const TITLE_SIZE: f32 = 31.0;
const SUBTITLE_SIZE: f32 = 20.0;
const LEGEND_SIZE: f32 = 20.0;
const LEGEND_LINE: f32 = 722.0;
const LEFT: f32 = 36.0;

/// The picture as SVG, with what stands where.
pub(super) struct Drawn {
    pub text: String,
    /// What the names were placed by: a test looks at it.
    #[cfg_attr(not(test), allow(dead_code))]
    pub marks: Vec<Mark>,
    #[cfg_attr(not(test), allow(dead_code))]
    pub placed: Placed,
    #[cfg_attr(not(test), allow(dead_code))]
    pub room: Room,
}

/// `counts` is the line under the title.
pub(super) fn svg(words: &Words, counts: &str, tracker: &Tracker, scene: &Scene) -> Drawn {
    let (places, view) = (scene.places.as_slice(), &scene.view);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>"
    );
    for state in Atlas::embedded().states() {
        // Of a part of the country, the states around it are only there to tell where it lies.
        let around = view.is_close() && !places.iter().any(|place| place.geoid.as_str().starts_with(state));
        shape(&mut out, &view.outlines(state), if around { AROUND } else { LAND }, "#fff", 1.2 * view.text);
    }
    for (look, fill, edge, width) in [(Look::State, STATE, "#fff", 1.4), (Look::County, COUNTY, "#fff", 0.7)] {
        for place in places.iter().filter(|place| place.look == look && !place.no) {
            shape(&mut out, &place.outlines, place.colour.as_deref().unwrap_or(fill), edge, width);
        }
    }
    for place in places.iter().filter(|place| place.no) {
        shape(&mut out, &place.outlines, "none", place.colour.as_deref().unwrap_or(NO), 1.6);
    }

    let marks = marks(words, places, view);
    let mut room = Room { size: (WIDTH, HEIGHT), taken: Vec::new(), text: view.text, ..WHOLE_ROOM };
    if view.is_close() {
        // The land around what is shown does not run under heading and legend.
        for (top, height) in [(0.0, HEAD), (HEIGHT - FOOT, FOOT)] {
            let _ = write!(out, "<rect y=\"{top}\" width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>");
            room.taken.push(Turned::upright(0.0, top, WIDTH, height));
        }
        room.left_column = (view.sides.0 - BESIDE).max(BESIDE);
        room.right_column = (view.sides.1 + BESIDE).min(WIDTH - BESIDE);
        room.columns = (HEAD + 24.0, HEIGHT - FOOT - 24.0);
    }
    let head = heading(counts, tracker, &mut room);
    let foot = legend(words, tracker, places, &mut room);
    let placed = labels::place(&marks, &room);

    for label in placed.labels.iter().filter(|label| !label.line.is_empty()) {
        let points: Vec<String> = label.line.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = write!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{FAINT}\" stroke-width=\"1.3\"/>",
            points.join(" ")
        );
    }
    for place in places {
        let Some(at) = place.at else { continue };
        let colour = |default| place.colour.as_deref().unwrap_or(default);
        match (place.no, place.look) {
            (true, _) => cross(&mut out, at, colour(NO), view.text),
            (false, Look::City) => dot(&mut out, at, colour(CITY), view.text),
            (false, Look::County) if place.outlines.is_empty() => square(&mut out, at, colour(COUNTY), view.text),
            _ => {}
        }
    }
    for label in &placed.labels {
        let Some(mark) = marks.get(label.mark) else { continue };
        name(&mut out, &mark.text, label.weight, label.size, &label.area);
    }
    out.push_str(&head);
    out.push_str(&foot);
    if placed.left_out > 0 {
        let text = words.say("map.left_out", &[("count", &placed.left_out)]);
        out.push_str(&line(&text, Weight::Regular, 15.0 * view.text, (LEFT, LEGEND_LINE), FAINT));
    }
    out.push_str("</svg>");
    Drawn { text: out, marks, placed, room }
}

fn marks(words: &Words, places: &[Place], view: &View) -> Vec<Mark> {
    let mark = |place: &Place| {
        let at = place.at?;
        let text = if place.no {
            words.say("map.label_status", &[("place", &place.name), ("status", &place.status)])
        } else {
            place.name.clone()
        };
        let inside = place.outlines.first().filter(|_| place.look == Look::State).cloned();
        Some(Mark { text, at, own: room_of(place, at, view.text), inside })
    };
    places.iter().filter_map(mark).collect()
}

/// Title and subtitle.
fn heading(counts: &str, tracker: &Tracker, room: &mut Room) -> String {
    // The title is large as it is.
    let (title_size, subtitle_size) = (TITLE_SIZE * room.text.sqrt(), SUBTITLE_SIZE * room.text.min(1.9));
    let below = if room.text > 1.0 { 94.0 } else { 82.0 };
    let title = letters::fitted(&tracker.title, Weight::Bold, title_size, WIDTH - 2.0 * LEFT);
    let subtitle = letters::fitted(counts, Weight::Regular, subtitle_size, WIDTH - 2.0 * LEFT);
    for (text, weight, size, baseline) in
        [(&title, Weight::Bold, title_size, 50.0), (&subtitle, Weight::Regular, subtitle_size, below)]
    {
        room.taken.push(Turned::upright(LEFT, baseline - size, letters::width(text, weight, size), size * 1.3));
    }
    line(&title, Weight::Bold, title_size, (LEFT, 50.0), INK)
        + &line(&subtitle, Weight::Regular, subtitle_size, (LEFT, below), FAINT)
}

/// What a mark looks like.
enum Sample {
    /// None: a word about those that follow.
    Nothing,
    Patch(String),
    Dot(String),
    Cross(String),
}

/// What the marks mean: those that are on the map, in the tracker's own words.
fn legend(words: &Words, tracker: &Tracker, places: &[Place], room: &mut Room) -> String {
    let of = |status: &str| places.iter().find(|place| place.status == status);
    let mut shown: Vec<(String, Sample)> = Vec::new();
    let plain = |look: Look| places.iter().any(|place| place.colour.is_none() && !place.no && place.look == look);
    for status in describe::statuses(tracker, places) {
        let Some(place) = of(status) else { continue };
        let name = capital(status);
        match (&place.colour, place.no) {
            (colour, true) => shown.push((name, Sample::Cross(colour.clone().unwrap_or_else(|| NO.to_owned())))),
            (Some(colour), false) => {
                let city = places.iter().all(|other| other.status != status || other.look == Look::City);
                let sample = if city { Sample::Dot(colour.clone()) } else { Sample::Patch(colour.clone()) };
                shown.push((name, sample));
            }
            (None, false) => {
                shown.push((words.say("map.legend", &[("status", &name)]), Sample::Nothing));
                let looks = [
                    (Look::State, "map.state", Sample::Patch(STATE.to_owned())),
                    (Look::County, "map.county", Sample::Patch(COUNTY.to_owned())),
                    (Look::City, "map.city", Sample::Dot(CITY.to_owned())),
                ];
                let there = looks.into_iter().filter(|(look, ..)| plain(*look));
                shown.extend(there.map(|(_, key, sample)| (words.say(key, &[]), sample)));
            }
        }
    }
    // A long legend has smaller letters rather than leave the picture.
    let wide_at = |size: f32| {
        shown
            .iter()
            .map(|(text, _)| letters::width(text, Weight::Regular, size) + 64.0 * (size / LEGEND_SIZE).sqrt())
            .sum::<f32>()
    };
    let sizes = [room.text, room.text.sqrt(), 1.0].map(|larger| LEGEND_SIZE * larger);
    let size = sizes.into_iter().find(|size| wide_at(*size) <= WIDTH - 2.0 * LEFT).unwrap_or(LEGEND_SIZE);
    let mark = size / LEGEND_SIZE;
    let step = |text: &str| letters::width(text, Weight::Regular, size) + 64.0 * mark.sqrt();
    let wide: f32 = shown.iter().map(|(text, _)| step(text)).sum();
    let mut x = WIDTH - LEFT - wide + 34.0;
    room.taken.push(Turned::upright(x - 16.0, LEGEND_LINE - 22.0, wide, 32.0));
    let mut out = String::new();
    for (text, sample) in shown {
        let at = (x, LEGEND_LINE - 7.0);
        match &sample {
            Sample::Nothing => {}
            Sample::Patch(fill) => patch(&mut out, at, fill),
            Sample::Dot(fill) => dot(&mut out, at, fill, mark),
            Sample::Cross(fill) => cross(&mut out, at, fill, mark),
        }
        out.push_str(&line(&text, Weight::Regular, size, (x + 18.0 * mark, LEGEND_LINE), INK));
        x += step(&text);
    }
    out
}

fn shape(out: &mut String, outlines: &[Vec<Point>], fill: &str, stroke: &str, width: f32) {
    if outlines.is_empty() {
        return;
    }
    out.push_str("<path d=\"");
    for outline in outlines {
        for (number, (x, y)) in outline.iter().enumerate() {
            let _ = write!(out, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' });
        }
        out.push('Z');
    }
    let _ = write!(
        out,
        "\" fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"{stroke}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>"
    );
}

fn dot(out: &mut String, (x, y): Point, fill: &str, size: f32) {
    let _ = write!(
        out,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"{fill}\" stroke=\"#fff\" stroke-width=\"1.6\"/>",
        6.0 * size
    );
}

fn square(out: &mut String, (x, y): Point, fill: &str, size: f32) {
    let wide = 11.0 * size;
    let _ = write!(
        out,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{wide}\" height=\"{wide}\" fill=\"{fill}\" stroke=\"#fff\" stroke-width=\"1.6\"/>",
        x - wide / 2.0,
        y - wide / 2.0
    );
}

fn patch(out: &mut String, (x, y): Point, fill: &str) {
    let _ =
        write!(out, "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"22\" height=\"18\" fill=\"{fill}\"/>", x - 13.0, y - 9.0);
}

fn cross(out: &mut String, (x, y): Point, fill: &str, size: f32) {
    let (half, wide) = (6.0 * size, 12.0 * size);
    for (stroke, width) in [("#fff", 7.0 * size), (fill, 3.4 * size)] {
        let _ = write!(
            out,
            "<path d=\"M{:.1} {:.1}l{wide} {wide}m0 -{wide}l-{wide} {wide}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" stroke-linecap=\"round\"/>",
            x - half,
            y - half
        );
    }
}

/// A name with a halo that keeps it apart from what lies under it.
fn name(out: &mut String, text: &str, weight: Weight, size: f32, area: &Turned) {
    let wide = letters::width(text, weight, size);
    let paths = letters::paths(text, weight, size);
    let (x, y) = area.middle;
    let _ = write!(
        out,
        "<g transform=\"translate({x:.1} {y:.1}) rotate({:.1}) translate({:.1} {:.1})\">\
         <g fill=\"#fff\" fill-opacity=\"0.85\" stroke=\"#fff\" stroke-opacity=\"0.85\" stroke-width=\"{:.0}\" stroke-linejoin=\"round\">{paths}</g>\
         <g fill=\"{INK}\">{paths}</g></g>",
        area.angle.to_degrees(),
        -wide / 2.0,
        size * 0.36,
        4000.0 / size
    );
}

fn line(text: &str, weight: Weight, size: f32, (x, y): Point, fill: &str) -> String {
    format!("<g transform=\"translate({x:.1} {y:.1})\" fill=\"{fill}\">{}</g>", letters::paths(text, weight, size))
}

/// The picture as a PNG file.
pub(super) fn png(svg: &str) -> Option<Vec<u8>> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).ok()?;
    let mut pixels = tiny_skia::Pixmap::new(WIDTH as u32, HEIGHT as u32)?;
    resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
    indexed(&pixels)
}

/// The pixels by a table of colours: half the size, and no eye sees the difference. Colours are told apart by six bits of
/// each part; blends at edges that find no room in the table take the colour next to theirs.
fn indexed(pixels: &tiny_skia::Pixmap) -> Option<Vec<u8>> {
    const COLOURS: usize = 256;
    const BITS: u32 = 6;
    let cell = |pixel: &tiny_skia::PremultipliedColorU8| {
        [pixel.red(), pixel.green(), pixel.blue()].iter().fold(0, |cell, part| cell << BITS | usize::from(part >> 2))
    };
    let colour =
        |cell: usize| [2, 1, 0].map(|part| ((cell >> (part * BITS)) << 2 & 0xFC) as u8).map(|part| part | part >> 6);
    let mut counts = vec![0_u32; 1 << (3 * BITS)];
    for pixel in pixels.pixels() {
        if let Some(count) = counts.get_mut(cell(pixel)) {
            *count += 1;
        }
    }
    let mut used: Vec<(u32, usize)> =
        counts.iter().zip(0..).filter(|(count, _)| **count > 0).map(|(count, cell)| (*count, cell)).collect();
    used.sort_unstable_by_key(|(count, cell)| (std::cmp::Reverse(*count), *cell));
    let table: Vec<[u8; 3]> = used.iter().take(COLOURS).map(|(_, cell)| colour(*cell)).collect();
    let distance =
        |a: &[u8; 3], b: &[u8; 3]| a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum::<u32>();
    let mut index = vec![0_u8; counts.len()];
    for (_, cell) in used {
        let own = colour(cell);
        let nearest = table.iter().zip(0_u8..=u8::MAX).min_by_key(|(known, _)| distance(known, &own));
        if let (Some(slot), Some((_, number))) = (index.get_mut(cell), nearest) {
            *slot = number;
        }
    }
    let bytes: Vec<u8> =
        pixels.pixels().iter().map(|pixel| index.get(cell(pixel)).copied().unwrap_or_default()).collect();

    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(table.concat());
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&bytes).ok()?;
    writer.finish().ok()?;
    Some(file)
}
