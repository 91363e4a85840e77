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

/// The same, cut behind a word where there is one.
pub fn clip_at_word(text: &str, limit: usize) -> (&str, bool) {
    let (clipped, cut) = clip(text, limit);
    if !cut {
        return (clipped, false);
    }
    let next_begins = text.get(clipped.len()..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
    let end = if next_begins { clipped.len() } else { clipped.rfind(char::is_whitespace).unwrap_or(clipped.len()) };
    let whole = clipped.get(..end).unwrap_or(clipped);
    // Neither a comma nor a mark that opens something ends a text well.
    let bare = whole.trim_end_matches(|mark: char| mark.is_whitespace() || ",;:([“‘–—-".contains(mark));
    (if bare.is_empty() { clipped } else { bare }, true)
}

/// About `limit` characters of `text` around `wanted` (bytes), from a word's beginning to a word's end.
pub fn around(text: &str, wanted: Range<usize>, limit: usize) -> Range<usize> {
    if text.chars().count() <= limit {
        return trimmed(text, 0..text.len());
    }
    let mut at = 0;
    let word = |run: &str| {
        let start = at;
        at += run.len();
        trimmed(text, start..at)
    };
    let words: Vec<Range<usize>> =
        text.split_inclusive(char::is_whitespace).map(word).filter(|word| !word.is_empty()).collect();
    let first = words.partition_point(|word| word.end <= wanted.start).min(words.len().saturating_sub(1));
    let last = words.partition_point(|word| word.start < wanted.end.max(wanted.start + 1)).saturating_sub(1).max(first);
    let (Some(start), Some(end)) = (words.get(first), words.get(last)) else { return 0..0 };
    let (mut shown, mut first, mut last) = (start.start..end.end, first, last);
    // A third of the room stands before what is wanted, since what follows says more.
    let length = |range: &Range<usize>| text.get(range.clone()).map_or(0, |slice| slice.chars().count());
    let before = (limit.saturating_sub(length(&shown))) / 3;
    let fixed = shown.start;
    while let Some(word) = first.checked_sub(1).and_then(|at| words.get(at)) {
        if length(&(word.start..fixed)) > before {
            break;
        }
        (shown.start, first) = (word.start, first - 1);
    }
    while let Some(word) = words.get(last + 1) {
        if length(&(shown.start..word.end)) > limit {
            break;
        }
        (shown.end, last) = (word.end, last + 1);
    }
    // At the end of the text there is room left before.
    while let Some(word) = first.checked_sub(1).and_then(|at| words.get(at)) {
        if length(&(word.start..shown.end)) > limit {
            break;
        }
        (shown.start, first) = (word.start, first - 1);
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_is_cut_at_a_word() {
        let cut = |limit| clip_at_word("The mill, which burned, reopens", limit).0;
        insta::assert_debug_snapshot!([cut(9), cut(12), cut(15), cut(40), cut(2)], @r#"
        [
            "The mill",
            "The mill",
            "The mill, which",
            "The mill, which burned, reopens",
            "Th",
        ]
        "#);
    }

    #[test]
    fn what_stands_around_a_word() {
        let text = "one two three four five six seven eight nine ten eleven";
        let shown = |word: &str, limit| {
            let start = text.find(word).expect("a word of it");
            text.get(around(text, start..start + word.len(), limit)).expect("at boundaries")
        };
        insta::assert_debug_snapshot!([shown("six", 24), shown("one", 10), shown("eleven", 20), shown("two", 99)], @r#"
        [
            "five six seven eight",
            "one two",
            "nine ten eleven",
            "one two three four five six seven eight nine ten eleven",
        ]
        "#);
    }

    proptest! {
        #[test]
        fn any_text(text in "([a-zé]{1,9}| |\\n|“|👩){0,60}", at in 0usize..300, length in 0usize..30, limit in 1usize..80) {
            let start = floor_boundary(&text, at);
            let wanted = start..floor_boundary(&text, start + length);
            let shown = around(&text, wanted, limit);
            prop_assert!(text.get(shown).is_some());
            prop_assert!(text.starts_with(clip_at_word(&text, limit).0));
        }
    }
}
