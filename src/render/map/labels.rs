//! Where labels go: never over each other, a mark, the title or the legend, and never out of the picture.
//!
//! Marks that stand close together are named in a column at the side, joined to them by lines. States are named inside
//! themselves where there is room, turned if need be. Everything else is named beside its mark, or a little way off with a
//! line. What finds no room stays without a name and is counted.

use super::geometry::{Point, Turned, cross, within};
use super::letters::{self, Weight};

/// What is to be named.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its name on the map.
    pub text: String,
    /// Where it stands.
    pub at: Point,
    /// The room it takes itself.
    pub own: Turned,
    /// The outline to be named inside of, for a state.
    pub inside: Option<Vec<Point>>,
}

/// A name on the map.
#[derive(Debug, Clone)]
pub struct Label {
    /// The number of its mark.
    pub mark: usize,
    /// Regular or bold.
    pub weight: Weight,
    /// In pixels.
    pub size: f32,
    /// What it covers.
    pub area: Turned,
    /// The line from it to its mark, if it stands off.
    pub line: Vec<Point>,
}

/// The room there is.
#[derive(Debug, Clone)]
pub struct Room {
    /// The picture's width and height.
    pub size: Point,
    /// What must stay free: the title, the legend.
    pub taken: Vec<Turned>,
    /// The right edge of the names in the left column.
    pub left_column: f32,
    /// The left edge of the names in the right column, where they are short enough.
    pub right_column: f32,
    /// The top and the bottom of the columns.
    pub columns: (f32, f32),
    /// How much larger names are than on a map of the whole country.
    pub text: f32,
}

/// Labels and the number of marks that found no room.
#[derive(Debug, Clone, Default)]
pub struct Placed {
    /// Those that were placed.
    pub labels: Vec<Label>,
    /// How many were not.
    pub left_out: usize,
}

const SIZE: f32 = 20.0;
/// Sizes and angles in degrees of a state's name, the best first.
const STATE_WAYS: [(f32, &[f32]); 6] = [
    (20.0, &[0.0]),
    (17.0, &[0.0]),
    (20.0, &[20.0, -20.0, 40.0, -40.0, 55.0, -55.0, 65.0, -65.0]),
    (15.0, &[0.0]),
    (17.0, &[20.0, -20.0, 40.0, -40.0, 55.0, -55.0, 65.0, -65.0]),
    (15.0, &[20.0, -20.0, 40.0, -40.0, 55.0, -55.0, 65.0, -65.0]),
];
/// Lines of a column are this far apart.
const STEP: f32 = 27.0;
/// From the picture's edge.
const MARGIN: f32 = 8.0;
/// Marks this near to each other are a crowd if there are more than two.
const CROWD: f32 = 32.0;

pub fn place(marks: &[Mark], room: &Room) -> Placed {
    let mut placing = Placing { marks, room, labels: Vec::new() };
    let mut waiting: Vec<usize> = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (number, mark) in marks.iter().enumerate() {
        let column = if mark.at.0 < room.size.0 / 2.0 { &mut left } else { &mut right };
        let list = if mark.inside.is_none() && placing.crowd(number) > 2 { column } else { &mut waiting };
        list.push(number);
    }
    let mut left_out = placing.column(left, true);
    left_out.extend(placing.column(right, false));
    waiting.sort_by_key(|number| {
        (marks.get(*number).is_none_or(|mark| mark.inside.is_none()), std::cmp::Reverse(placing.crowd(*number)))
    });
    waiting.extend(left_out);
    waiting.retain(|number| !placing.inside(*number) && !placing.beside(*number));
    Placed { labels: placing.labels, left_out: waiting.len() }
}

struct Placing<'a> {
    marks: &'a [Mark],
    room: &'a Room,
    labels: Vec<Label>,
}

impl Placing<'_> {
    /// The size of a name.
    fn size(&self) -> f32 {
        SIZE * self.room.text
    }

    /// How many marks stand near this one, itself included.
    fn crowd(&self, number: usize) -> usize {
        let Some(own) = self.marks.get(number) else { return 0 };
        let near = |mark: &&Mark| {
            mark.inside.is_none() && (mark.at.0 - own.at.0).hypot(mark.at.1 - own.at.1) < CROWD * self.room.text
        };
        self.marks.iter().filter(near).count()
    }

    /// Whether nothing stands where a label would.
    fn free(&self, area: &Turned, mark: usize) -> bool {
        let (width, height) = self.room.size;
        area.lies_in(width, height, MARGIN)
            && !self.room.taken.iter().any(|taken| taken.overlaps(area))
            && !self.marks.iter().enumerate().any(|(number, other)| {
                // A state's own room is its outline, which labels may cross.
                (number != mark || other.inside.is_none()) && other.own.overlaps(area)
            })
            && !self
                .labels
                .iter()
                .any(|label| label.area.overlaps(area) || strips(&label.line).any(|strip| strip.overlaps(area)))
    }

    /// Whether a line crosses no label and no other line.
    fn clear(&self, line: &[Point]) -> bool {
        strips(line).all(|strip| !self.labels.iter().any(|label| label.area.overlaps(&strip)))
            && !self.labels.iter().any(|label| {
                let pairs = label.line.windows(2).flat_map(|own| line.windows(2).map(move |other| (own, other)));
                pairs.into_iter().any(|pair| matches!(pair, ([a, b], [c, d]) if cross((*a, *b), (*c, *d))))
            })
    }

    /// Names marks in a column at the side; hands back those that the column has no room for.
    fn column(&mut self, mut numbers: Vec<usize>, on_left: bool) -> Vec<usize> {
        let at = |number: &usize| self.marks.get(*number).map_or((0.0, 0.0), |mark| mark.at);
        numbers.sort_by(|a, b| at(a).1.total_cmp(&at(b).1).then(at(a).0.total_cmp(&at(b).0)));
        let (top, bottom) = self.room.columns;
        let rows: Vec<f32> =
            (0..).map(|row| top + row as f32 * STEP * self.room.text).take_while(|y| *y <= bottom).collect();
        let fits = |number: usize, y: f32| {
            self.marks.get(number).is_some_and(|mark| self.free(&self.column_area(mark, y, on_left), usize::MAX))
        };
        let left_out = numbers.split_off(numbers.len().min(rows.len()));
        let wanted: Vec<f32> = numbers.iter().map(|number| at(number).1).collect();
        let Some(chosen) = in_rows(&wanted, &rows, |place, row| {
            numbers.get(place).zip(rows.get(row)).is_some_and(|(number, y)| fits(*number, *y))
        }) else {
            return numbers.into_iter().chain(left_out).collect();
        };
        let mut ys: Vec<f32> = chosen.into_iter().filter_map(|row| rows.get(row).copied()).collect();
        // Neighbours whose lines cross change places.
        for _ in 0..numbers.len() {
            let mut changed = false;
            for one in 0..numbers.len() {
                for other in one + 1..numbers.len() {
                    let line = |place: usize, row: usize| -> Option<(Point, Point)> {
                        let mark = self.marks.get(*numbers.get(place)?)?;
                        let y = *ys.get(row)?;
                        Some((self.bend(mark, y, on_left), mark.at))
                    };
                    let crosses = |a: Option<(Point, Point)>, b: Option<(Point, Point)>| {
                        a.zip(b).is_some_and(|(a, b)| cross(a, b))
                    };
                    let fits_at = |place: usize, row: usize| {
                        numbers.get(place).zip(ys.get(row)).is_some_and(|(number, y)| fits(*number, *y))
                    };
                    if crosses(line(one, one), line(other, other))
                        && !crosses(line(one, other), line(other, one))
                        && fits_at(one, other)
                        && fits_at(other, one)
                    {
                        numbers.swap(one, other);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        ys.truncate(numbers.len());
        for (number, y) in numbers.into_iter().zip(ys) {
            let Some(mark) = self.marks.get(number) else { continue };
            let area = self.column_area(mark, y, on_left);
            let end = if on_left { area.at(1.0, 0.0) } else { area.at(-1.0, 0.0) };
            let line = vec![end, self.bend(mark, y, on_left), mark.at];
            self.labels.push(Label { mark: number, weight: Weight::Regular, size: self.size(), area, line });
        }
        left_out
    }

    fn column_area(&self, mark: &Mark, y: f32, on_left: bool) -> Turned {
        let (half_width, half_height) = half(&mark.text, Weight::Regular, self.size());
        let x = if on_left {
            (self.room.left_column - half_width).max(MARGIN + half_width)
        } else {
            (self.room.right_column + half_width).min(self.room.size.0 - MARGIN - half_width)
        };
        Turned::around((x, y), half_width, half_height)
    }

    /// Where the line of a column's name turns towards its mark.
    fn bend(&self, mark: &Mark, y: f32, on_left: bool) -> Point {
        let area = self.column_area(mark, y, on_left);
        if on_left { (self.room.left_column + 14.0, y) } else { (area.at(-1.0, 0.0).0 - 12.0, y) }
    }

    /// Names a state inside itself, upright or turned.
    fn inside(&mut self, number: usize) -> bool {
        let Some(mark) = self.marks.get(number) else { return false };
        let Some(outline) = &mark.inside else { return false };
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for (x, y) in outline {
            (low, high) = ((low.0.min(*x), low.1.min(*y)), (high.0.max(*x), high.1.max(*y)));
        }
        let steps = |from: f32, to: f32| (0..).map(move |step| from + step as f32 * 6.0).take_while(move |at| *at < to);
        let mut middles: Vec<Point> =
            steps(low.0, high.0).flat_map(|x| steps(low.1, high.1).map(move |y| (x, y))).collect();
        middles.retain(|middle| within(outline, *middle));
        let far = |middle: &Point| (middle.0 - mark.at.0).hypot(middle.1 - mark.at.1);
        middles.sort_by(|a, b| far(a).total_cmp(&far(b)));
        for (size, angles) in STATE_WAYS {
            let size = size * self.room.text;
            for angle in angles {
                let (half_width, half_height) = half(&mark.text, Weight::Bold, size);
                let areas = middles.iter().map(|middle| Turned {
                    middle: *middle,
                    half: (half_width, half_height),
                    angle: angle.to_radians(),
                });
                let edge = [-1.0, -0.5, 0.0, 0.5, 1.0];
                let holds = |area: &Turned| {
                    edge.iter().all(|across| [-1.0, 1.0].iter().all(|down| within(outline, area.at(*across, *down))))
                };
                let found = areas.into_iter().find(|area| holds(area) && self.free(area, number));
                if let Some(area) = found {
                    self.labels.push(Label { mark: number, weight: Weight::Bold, size, area, line: Vec::new() });
                    return true;
                }
            }
        }
        false
    }

    /// Names a mark beside it, or some way off with a line to it.
    fn beside(&mut self, number: usize) -> bool {
        let Some(mark) = self.marks.get(number) else { return false };
        let weight = if mark.inside.is_some() { Weight::Bold } else { Weight::Regular };
        let (half_width, half_height) = half(&mark.text, weight, self.size());
        let (gap_x, gap_y) = (mark.own.half.0 + 3.0, mark.own.half.1 + 1.0);
        let near =
            [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (1.0, -0.7), (1.0, 0.7), (-1.0, -0.7), (-1.0, 0.7)].map(
                |(across, down)| {
                    let sideways: f32 = if across == 0.0 { 0.0 } else { half_width + gap_x };
                    let upright: f32 = if across == 0.0 { half_height + gap_y } else { half_height };
                    (mark.at.0 + across * sideways, mark.at.1 + down * upright, false)
                },
            );
        let text = self.room.text;
        let off = [34.0_f32, 52.0, 72.0, 96.0].into_iter().flat_map(|distance| {
            let distance = distance * text;
            (0..16).map(move |turn| {
                let (sin, cos) = (turn as f32 * std::f32::consts::TAU / 16.0).sin_cos();
                let across = cos * distance + cos.signum() * if cos.abs() < 0.3 { 0.0 } else { half_width };
                (mark.at.0 + across, mark.at.1 + sin * (distance * 0.8 + half_height), true)
            })
        });
        for (x, y, stands_off) in near.into_iter().chain(off) {
            let area = Turned::around((x, y), half_width, half_height);
            if !self.free(&area, number) {
                continue;
            }
            let mut line = Vec::new();
            if stands_off {
                let side = |own: f32, other: f32, half: f32| (own.clamp(other - half, other + half) - other) / half;
                let end = area.at(side(mark.at.0, x, half_width), side(mark.at.1, y, half_height));
                line = vec![end, mark.at];
                if !self.clear(&line) {
                    continue;
                }
            }
            let size = self.size();
            self.labels.push(Label { mark: number, weight, size, area, line });
            return true;
        }
        false
    }
}

/// Half the width and half the height of a text, with a little air.
fn half(text: &str, weight: Weight, size: f32) -> Point {
    (letters::width(text, weight, size) / 2.0 + 3.0, size * 0.62)
}

fn strips(line: &[Point]) -> impl Iterator<Item = Turned> {
    line.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(Turned::strip(*a, *b, 3.0)),
        _ => None,
    })
}

/// Rows for things that want to be at `wanted` (in order), each its own and in order, with the least way from it; `None`
/// where they do not all find one.
fn in_rows(wanted: &[f32], rows: &[f32], fits: impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    // The best cost of placing the first things with the first row still free, and the row that the last one took.
    let mut best = vec![vec![(f32::MAX, usize::MAX); rows.len() + 1]; wanted.len() + 1];
    best.first_mut()?.fill((0.0, usize::MAX));
    for (place, want) in wanted.iter().enumerate() {
        for (row, y) in rows.iter().enumerate() {
            let skip = best.get(place + 1)?.get(row).copied()?;
            let before = best.get(place)?.get(row)?.0;
            let cost = if fits(place, row) && before < f32::MAX { before + (y - want).abs() } else { f32::MAX };
            let slot = best.get_mut(place + 1)?.get_mut(row + 1)?;
            *slot = if cost < skip.0 { (cost, row) } else { skip };
        }
    }
    let mut chosen = Vec::new();
    let mut end = rows.len();
    for place in (1..=wanted.len()).rev() {
        let (cost, row) = best.get(place)?.get(end).copied()?;
        if cost == f32::MAX {
            return None;
        }
        chosen.push(row);
        end = row;
    }
    chosen.reverse();
    Some(chosen)
}
