//! The sentence boundaries of Unicode (UAX #29), at low cost for text that is mostly letters and spaces.

use std::ops::Range;

use memchr::{memchr2, memchr3};
use unicode_segmentation::UnicodeSegmentation;

/// The bytes after which sentences end by UAX #29, in order, the end of the text last.
///
/// A sentence can end only after a full stop, a question or exclamation mark or a line break, and the next letter decides
/// whether it does. So in plain prose the rules of Unicode run over a few characters around each mark, not over all of them.
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

/// The boundaries by the rules of Unicode, in linear time.
///
/// After a full stop the rules scan ahead to the next letter, and again from each closing mark and each space, which takes
/// quadratic time for long runs of those. No sentence ends inside such a run, so long runs are shortened before the rules
/// see them, and the boundaries are mapped back.
fn by_the_rules(text: &str) -> Vec<usize> {
    let plain = |text: &str| -> Vec<usize> {
        text.split_sentence_bound_indices().map(|(start, segment)| start + segment.len()).collect()
    };
    if text.len() <= SHORT {
        return plain(text);
    }
    let mut shown = String::new();
    // The stretches that were left out: their place in the shortened text, and their length in bytes.
    let mut left_out: Vec<(usize, usize)> = Vec::new();
    let (mut run, mut length, mut copied) = (Run::Other, 0, 0);
    for (at, character) in text.char_indices() {
        let own = match Run::of(character) {
            Some(own) => own,
            // It modifies the character before it, and belongs to that one's run.
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

/// Texts up to this length, in bytes, are not worth shortening.
const SHORT: usize = 64;

/// How many characters of a run the rules see.
const SHOWN: usize = 4;

/// Kinds of characters; inside a run of one kind, but for the last, no sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    /// The class Close of UAX #29.
    Closing,
    /// Its class Sp.
    Space,
    Other,
}

impl Run {
    /// The kind of a character; `None` for one that only modifies the character before it.
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

/// Whether the fast path knows how the rules treat a character. Among these, only marks of ASCII end a sentence.
fn plain(character: char) -> bool {
    matches!(character,
        '\u{9}'..='\u{A}' | '\u{D}' | ' '..='~' | '\u{A0}'..='\u{24F}' | '\u{2010}'..='\u{2023}' | '…' | '€' | '™')
}

/// Whether all characters are plain. ASCII is checked in blocks, which the compiler vectorizes.
fn is_plain(text: &str) -> bool {
    const STEP: usize = 64;
    let known = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    let all_known = |step: &[u8]| step.iter().fold(true, |all, byte| all & known(byte));
    text.as_bytes().chunks(STEP).all(all_known) || text.chars().all(plain)
}

/// Where sentences may end.
struct Marks<'t> {
    bytes: &'t [u8],
    /// The next full stop, question or exclamation mark, and the next line break. Each is searched again only once it lies
    /// behind.
    next: [Option<usize>; 2],
}

impl<'t> Marks<'t> {
    fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        Marks { bytes, next: [memchr3(b'.', b'!', b'?', bytes), memchr2(b'\n', b'\r', bytes)] }
    }

    /// The next at or after this byte. Calls come with growing bytes.
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

/// Where the rules must begin to read: at the nearest ASCII character before the mark, since others may modify it.
fn window_start(text: &str, from: usize, mark: usize) -> usize {
    let before = text.get(from..mark).unwrap_or_default();
    let start = before.char_indices().rev().find(|(_, character)| character.is_ascii());
    start.map_or(from, |(offset, _)| from + offset)
}

/// The first letter after the mark, which decides every boundary before it.
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
