//! Slicing that cannot split a character.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The last character boundary at or before `index` (bytes).
pub fn floor_boundary(text: &str, index: usize) -> usize {
    text.floor_char_boundary(index)
}

/// `range` without the white space at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(slice) = text.get(range.clone()) else { return range };
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.end - (slice.len() - slice.trim_end().len());
    start.min(end)..end
}

/// The first `limit` user-perceived characters of `text`, and whether anything was cut.
pub fn clip(text: &str, limit: usize) -> (&str, bool) {
    // A text of no more bytes than that has no more characters either.
    if text.len() <= limit {
        return (text, false);
    }
    match text.grapheme_indices(true).nth(limit) {
        Some((end, _)) => (text.get(..end).unwrap_or(text), true),
        None => (text, false),
    }
}
