//! Features: what the models look at, each known by a name in parts.
//!
//! Text is described by thousands of features a page, so a name is never put together to be looked up: every part
//! brings a hash of its own, which for fixed parts is known when the program is built.

/// A part of a feature's name.
#[derive(Debug, Clone, Copy)]
pub struct Part<'t> {
    text: &'t [u8],
    hash: u64,
}

impl<'t> Part<'t> {
    /// The part that this text is.
    pub const fn of(text: &'t str) -> Self {
        let text = text.as_bytes();
        Part { text, hash: hashed(text) }
    }
}

/// Where features go: added up with their weights when text is read, written down by name when weights are trained.
///
/// A feature's name is its parts joined with `|`.
pub trait Sink {
    /// Takes one feature.
    fn add(&mut self, parts: &[Part<'_>]);
}

/// The features' names, for training.
impl Sink for Vec<String> {
    fn add(&mut self, parts: &[Part<'_>]) {
        let texts: Vec<_> = parts.iter().map(|part| String::from_utf8_lossy(part.text)).collect();
        self.push(texts.join("|"));
    }
}

/// A fixed part: its hash is known when the program is built.
macro_rules! part {
    ($text:literal) => {
        const { $crate::quotes::feature::Part::of($text) }
    };
}
pub(super) use part;

/// Adds a feature: its kind, which is fixed, and the parts that tell it from others of the kind.
macro_rules! describe {
    ($sink:expr, $kind:literal $(, $part:expr)* $(,)?) => {
        $sink.add(&[
            const { $crate::quotes::feature::Part::of($kind) }
            $(, $crate::quotes::feature::Part::from($part))*
        ])
    };
}
pub(super) use describe;

/// The hash of a name by the hashes of its parts.
pub(super) fn combined<'p>(parts: impl Iterator<Item = Part<'p>>) -> u64 {
    let hash = parts.fold(0, |hash, part| mix(hash, part.hash));
    // The table looks at the low bits, which multiplication stirs least.
    hash ^ hash >> 32
}

const fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

const fn hashed(text: &[u8]) -> u64 {
    let mut hash = mix(0, text.len() as u64 + 1);
    let mut rest = text;
    while !rest.is_empty() {
        let mut word = 0;
        let mut shift = 0;
        while shift < u64::BITS
            && let Some((first, others)) = rest.split_first()
        {
            word |= (*first as u64) << shift;
            shift += 8;
            rest = others;
        }
        hash = mix(hash, word);
    }
    hash
}

/// A few letters that stand for tokens. Kept in place: they are made by the hundred for each quotation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Letters {
    bytes: [u8; Letters::MOST],
    length: usize,
}

impl Letters {
    const MOST: usize = 8;

    /// Adds a letter, while there is room.
    pub(super) fn push(&mut self, letter: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = letter;
            self.length += 1;
        }
    }

    /// The first of them alone.
    pub(super) fn first(&self) -> Letters {
        let mut first = Letters::default();
        if let Some(letter) = self.as_bytes().first() {
            first.push(*letter);
        }
        first
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl<'l> From<&'l Letters> for Part<'l> {
    /// The same as the part of the letters as text: what is not filled is nothing but zeros.
    fn from(letters: &'l Letters) -> Self {
        let length = mix(0, letters.length as u64 + 1);
        let hash = if letters.length == 0 { length } else { mix(length, u64::from_le_bytes(letters.bytes)) };
        Part { text: letters.as_bytes(), hash }
    }
}

/// Whether something is so.
pub(super) fn flag(value: bool) -> Part<'static> {
    if value { part!("yes") } else { part!("no") }
}

/// 0, 1, 2, 3 and many.
pub(super) fn small(value: usize) -> Part<'static> {
    const NAMES: [Part<'static>; 4] = [Part::of("0"), Part::of("1"), Part::of("2"), Part::of("3")];
    const MANY: Part<'static> = Part::of("4+");
    NAMES.get(value).copied().unwrap_or(MANY)
}

/// A count in steps that grow.
pub(super) fn count(value: usize) -> Part<'static> {
    const NAMES: &[(usize, Part<'static>)] = &[
        (0, Part::of("0")),
        (1, Part::of("1")),
        (2, Part::of("2")),
        (3, Part::of("3")),
        (5, Part::of("4-5")),
        (8, Part::of("6-8")),
        (14, Part::of("9-14")),
        (25, Part::of("15-25")),
        (50, Part::of("26-50")),
    ];
    const MANY: Part<'static> = Part::of("51+");
    NAMES.iter().find(|(most, _)| value <= *most).map_or(MANY, |(_, name)| *name)
}

/// A probability in steps that are finer near certainty.
pub(super) fn step(probability: f32) -> Part<'static> {
    const STEPS: &[(f32, Part<'static>)] = &[
        (0.999, Part::of(".999")),
        (0.995, Part::of(".995")),
        (0.99, Part::of(".99")),
        (0.98, Part::of(".98")),
        (0.95, Part::of(".95")),
        (0.9, Part::of(".9")),
        (0.8, Part::of(".8")),
        (0.65, Part::of(".65")),
        (0.5, Part::of(".5")),
        (0.35, Part::of(".35")),
        (0.2, Part::of(".2")),
        (0.1, Part::of(".1")),
        (0.05, Part::of(".05")),
        (0.02, Part::of(".02")),
        (0.01, Part::of(".01")),
    ];
    const LEAST: Part<'static> = Part::of("0");
    STEPS.iter().find(|(least, _)| probability >= *least).map_or(LEAST, |(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_their_text_are_one_part() {
        let mut letters = Letters::default();
        for (length, text) in ["", "M", "MC", "MC,", "MC,~", "MC,~Q"].into_iter().enumerate() {
            if length > 0 {
                letters.push(*text.as_bytes().last().expect("a letter"));
            }
            assert_eq!(Part::from(&letters).hash, Part::of(text).hash);
        }
    }

    #[test]
    fn the_order_of_parts_matters() {
        let name = |parts: &[&'static str]| combined(parts.iter().map(|part| Part::of(part)));
        assert_ne!(name(&["a", "b"]), name(&["b", "a"]));
        assert_ne!(name(&["ab"]), name(&["a", "b"]));
        assert_ne!(name(&["a", ""]), name(&["a"]));
    }
}
