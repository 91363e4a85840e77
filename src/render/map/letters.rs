//! The letters of the map as outlines: Inter (`glyphs.txt`, made by `tools shapes`; SIL Open Font License, see
//! `LICENSE-DATA.md`). The map needs no font of the machine it runs on, and draws the same everywhere.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

static LETTERS: LazyLock<HashMap<(Weight, char), Letter>> =
    LazyLock::new(|| include_str!("glyphs.txt").lines().filter_map(letter).collect());

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// For labels.
    Regular,
    /// For states and the title.
    Bold,
}

struct Letter {
    /// In thousandths of the em.
    advance: f32,
    path: &'static str,
}

/// `regular 41 683 M12 0L…`
fn letter(line: &'static str) -> Option<((Weight, char), Letter)> {
    let mut parts = line.splitn(4, ' ');
    let weight = if parts.next()? == "bold" { Weight::Bold } else { Weight::Regular };
    let character = char::from_u32(u32::from_str_radix(parts.next()?, 16).ok()?)?;
    let advance = parts.next()?.parse().ok()?;
    Some(((weight, character), Letter { advance, path: parts.next().unwrap_or_default() }))
}

fn letters(text: &str, weight: Weight) -> impl Iterator<Item = &'static Letter> {
    let of = move |character: char| LETTERS.get(&(weight, character)).or_else(|| LETTERS.get(&(weight, '?')));
    text.chars().filter_map(of)
}

/// How wide a text is at a size in pixels.
pub fn width(text: &str, weight: Weight, size: f32) -> f32 {
    letters(text, weight).map(|letter| letter.advance).sum::<f32>() * size / 1000.0
}

/// The SVG paths of a text whose first letter stands at the origin.
pub fn paths(text: &str, weight: Weight, size: f32) -> String {
    let scale = size / 1000.0;
    let mut paths = String::new();
    let mut at = 0.0;
    for letter in letters(text, weight) {
        if !letter.path.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(paths, "<path transform=\"translate({at:.2} 0) scale({scale})\" d=\"{}\"/>", letter.path);
        }
        at += letter.advance * scale;
    }
    paths
}

/// The text, cut to a width with an ellipsis.
pub fn fitted(text: &str, weight: Weight, size: f32, most: f32) -> String {
    if width(text, weight, size) <= most {
        return text.to_owned();
    }
    let mut cut: String = text.to_owned();
    while cut.pop().is_some() {
        let shown = format!("{}…", cut.trim_end());
        if width(&shown, weight, size) <= most {
            return shown;
        }
    }
    String::new()
}
