//! Where Unicode (UAX #29) ends sentences, found fast in text that is mostly letters and spaces.

use std::ops::Range;

use memchr::{memchr2, memchr3};
use unicode_segmentation::UnicodeSegmentation;

/// The bytes after which sentences end by UAX #29, in order, the end of the text last.
///
/// A sentence can end only behind a stop, a question or exclamation mark or a line break, and the letter that follows
/// settles it: in plain prose the rules are asked about a few characters around each mark, not about every character.
pub(super) fn bounds(text: &str) -> Vec<usize> {
    if !is_plain(text) {
        return text.split_sentence_bound_indices().map(|(start, segment)| start + segment.len()).collect();
    }
    let mut found = Vec::new();
    let mut marks = Marks::of(text);
    let mut from = 0;
    while let Some(mark) = marks.next_from(from) {
        let (window, letter) = (window_start(text, from, mark), letter_after(text, mark));
        let end = letter.end;
        let Some(around) = text.get(window..end) else { break };
        let inner = around.split_sentence_bound_indices().map(|(start, segment)| window + start + segment.len());
        found.extend(inner.filter(|bound| *bound < end));
        // The letter may itself stand before a mark: "U.S."
        from = letter.start;
    }
    if !text.is_empty() {
        found.push(text.len());
    }
    found
}

/// Whether a character is one of those whose part in the rules is known here: no mark but ASCII's ends a sentence.
fn plain(character: char) -> bool {
    matches!(character,
        '\u{9}'..='\u{A}' | '\u{D}' | ' '..='~' | '\u{A0}'..='\u{24F}' | '\u{2010}'..='\u{2023}' | '…' | '€' | '™')
}

/// Whether all characters are plain. Those of ASCII are looked at many at once.
fn is_plain(text: &str) -> bool {
    const STEP: usize = 64;
    let known = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    let all_known = |step: &[u8]| step.iter().fold(true, |all, byte| all & known(byte));
    text.as_bytes().chunks(STEP).all(all_known) || text.chars().all(plain)
}

/// Where sentences may end.
struct Marks<'t> {
    bytes: &'t [u8],
    /// The next stop, question or exclamation mark, and the next line break; both as far as they were looked for.
    next: [Option<usize>; 2],
}

impl<'t> Marks<'t> {
    fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        Marks { bytes, next: [memchr3(b'.', b'!', b'?', bytes), memchr2(b'\n', b'\r', bytes)] }
    }

    /// The next at or after this byte, which never moves back.
    fn next_from(&mut self, from: usize) -> Option<usize> {
        let rest = self.bytes.get(from..)?;
        let [stop, line_break] = &mut self.next;
        if stop.is_some_and(|at| at < from) {
            *stop = memchr3(b'.', b'!', b'?', rest).map(|offset| from + offset);
        }
        if line_break.is_some_and(|at| at < from) {
            *line_break = memchr2(b'\n', b'\r', rest).map(|offset| from + offset);
        }
        stop.iter().chain(line_break.iter()).min().copied()
    }
}

/// The character before the mark, and those before it while one might not count in the rules.
fn window_start(text: &str, from: usize, mark: usize) -> usize {
    let before = text.get(from..mark).unwrap_or_default();
    let start = before.char_indices().rev().find(|(_, character)| character.is_ascii());
    start.map_or(from, |(offset, _)| from + offset)
}

/// The first letter behind the mark, which settles every bound before it.
fn letter_after(text: &str, mark: usize) -> Range<usize> {
    let after = text.get(mark..).unwrap_or_default();
    let letter = after.char_indices().find(|(_, character)| character.is_alphabetic());
    letter.map_or(text.len()..text.len(), |(offset, character)| mark + offset..mark + offset + character.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(2_000))]
        #[test]
        fn the_bounds_are_those_of_unicode(
            text in "([A-Ca-c0-2 .!?,;:\\-\"'“”’()\n\r\t\u{A0}\u{AD}\u{85}éÉªß…–—。]|\\. |\\.\" [A-Ca-c]|U\\.S\\.|3\\.5){0,40}"
        ) {
            let slow: Vec<usize> =
                text.split_sentence_bound_indices().map(|(start, segment)| start + segment.len()).collect();
            proptest::prop_assert_eq!(bounds(&text), slow);
        }

        #[test]
        fn any_text_has_the_bounds_of_unicode(text in "\\PC{0,60}") {
            let slow: Vec<usize> =
                text.split_sentence_bound_indices().map(|(start, segment)| start + segment.len()).collect();
            proptest::prop_assert_eq!(bounds(&text), slow);
        }
    }
}
