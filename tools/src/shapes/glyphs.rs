//! The letters of a font as outlines, a line each: weight, code point, advance, and the path in thousandths of the em.

use std::fmt::Write;

use anyhow::Context;
use ttf_parser::{Face, OutlineBuilder};

/// What labels are written with: Latin letters of U.S. names, and the marks between them.
fn characters() -> impl Iterator<Item = char> {
    (' '..='~').chain('\u{A1}'..='\u{FF}').chain("–—‘’“”…ʻ×ŌōŪūĀāĒēĪī".chars())
}

pub fn pack(regular: &[u8], bold: &[u8]) -> anyhow::Result<String> {
    let mut lines = String::new();
    for (weight, file) in [("regular", regular), ("bold", bold)] {
        let face = Face::parse(file, 0).with_context(|| format!("the {weight} font cannot be read"))?;
        let scale = 1000.0 / f32::from(face.units_per_em());
        for character in characters() {
            let Some(glyph) = face.glyph_index(character) else { continue };
            let advance = f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
            let mut path = Path { text: String::new(), scale };
            face.outline_glyph(glyph, &mut path);
            writeln!(lines, "{weight} {:x} {} {}", u32::from(character), advance.round(), path.text)?;
        }
    }
    Ok(lines)
}

struct Path {
    text: String,
    scale: f32,
}

impl Path {
    fn add(&mut self, command: char, points: &[(f32, f32)]) {
        self.text.push(command);
        for (number, (x, y)) in points.iter().enumerate() {
            let space = if number == 0 { "" } else { " " };
            let (x, y) = ((x * self.scale).round(), (-y * self.scale).round());
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{space}{x} {y}");
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.text.push('Z');
    }
}
