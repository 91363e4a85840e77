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
        return by_the_rules(text);
    }
    let mut found = Vec::new();
    let mut marks = Marks::of(text);
    let mut from = 0;
    while let Some(mark) = marks.next_from(from) {
        let (window, letter) = (window_start(text, from, mark), letter_after(text, mark));
        let end = letter.end;
        let Some(around) = text.get(window..end) else { break };
        let inner = by_the_rules(around).into_iter().map(|bound| window + bound);
        found.extend(inner.filter(|bound| *bound < end));
        // The letter may itself stand before a mark: "U.S."
        from = letter.start;
    }
    if !text.is_empty() {
        found.push(text.len());
    }
    found
}

/// What the rules say of a text.
///
/// Behind a stop they look ahead to the next letter, from each closing mark and each space anew, so that long runs of
/// those would take the square of their length. No sentence ends inside a run of either: of long ones a few are shown.
fn by_the_rules(text: &str) -> Vec<usize> {
    let plain = |text: &str| -> Vec<usize> {
        text.split_sentence_bound_indices().map(|(start, segment)| start + segment.len()).collect()
    };
    if text.len() <= SHORT {
        return plain(text);
    }
    let mut shown = String::new();
    // What was left out: where it would stand in what is shown, and its bytes.
    let mut left_out: Vec<(usize, usize)> = Vec::new();
    let (mut run, mut length, mut copied) = (Run::Other, 0, 0);
    for (at, character) in text.char_indices() {
        let own = match Run::of(character) {
            Some(own) => own,
            // It belongs to what stands before it.
            None => run,
        };
        length = if own == run && own != Run::Other { length + 1 } else { 1 };
        run = own;
        if run == Run::Other || length <= SHOWN {
            continue;
        }
        shown.push_str(text.get(copied..at).unwrap_or_default());
        copied = at + character.len_utf8();
        match left_out.last_mut().filter(|(place, _)| *place == shown.len()) {
            Some((_, bytes)) => *bytes += character.len_utf8(),
            None => left_out.push((shown.len(), character.len_utf8())),
        }
    }
    if left_out.is_empty() {
        return plain(text);
    }
    shown.push_str(text.get(copied..).unwrap_or_default());
    let (mut before, mut next) = (0, left_out.iter().peekable());
    let whole = |bound: usize| {
        while let Some((_, bytes)) = next.next_if(|(place, _)| *place <= bound) {
            before += bytes;
        }
        bound + before
    };
    plain(&shown).into_iter().map(whole).collect()
}

/// Shorter texts are quickly looked at as they are.
const SHORT: usize = 64;

/// How many of a run are shown to the rules.
const SHOWN: usize = 4;

/// What follows each other without a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// What the rules call Close.
    Closing,
    /// What they call Sp.
    Space,
    Other,
}

impl Run {
    /// None of what only changes the character before it.
    fn of(character: char) -> Option<Run> {
        match character {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(Run::Other),
            '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '«' | '»' => Some(Run::Closing),
            '\u{2018}'..='\u{201F}' | '\u{2039}' | '\u{203A}' => Some(Run::Closing),
            '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301B}' | '（' | '）' | '［' | '］' | '｛' | '｝' => {
                Some(Run::Closing)
            }
            '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{300}'..='\u{36F}' => None,
            other if other.is_whitespace() => Some(Run::Space),
            _ => Some(Run::Other),
        }
    }
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
        fn long_runs_have_the_bounds_of_unicode(
            parts in proptest::collection::vec(("[.!?aA1\n)\"”（ \t\u{A0}\u{AD}\u{301}好]", 0..30_usize), 0..12)
        ) {
            let text: String = parts.iter().map(|(part, times)| part.repeat(*times)).collect();
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
