//! A first look at a text, many bytes at once: between which white space a word may stand that is looked for.

use std::ops::Range;

/// Bytes that are looked at together.
const WINDOW: usize = 128;

/// Flags that are looked at together.
const STEP: usize = size_of::<u64>();

/// How words open: a small letter, or `0` for any digit; then another, or anything.
pub(super) type Opening = (u8, Option<u8>);

/// The runs without white space in which a word may stand that opens so, in order. So may one whose letters tell nothing:
/// with characters beyond ASCII, with an underscore, or joined of parts ("U.S").
pub(super) struct Runs<'t> {
    bytes: &'t [u8],
    openings: &'t [Opening],
    /// Where the window begins that was looked at, and where in it something may be.
    window: usize,
    flags: [u8; WINDOW],
    /// Where to read on.
    at: usize,
}

impl<'t> Runs<'t> {
    pub(super) fn of(text: &'t str, openings: &'t [Opening]) -> Self {
        let bytes = text.as_bytes();
        Runs { bytes, openings, window: 0, flags: look(bytes, 0, openings), at: 0 }
    }

    /// The next place where such a word may open or go on, and whether it is a letter or a digit there: then that opens the
    /// word. Given again until the run there is taken or passed.
    pub(super) fn place(&mut self) -> Option<(usize, bool)> {
        while self.at < self.bytes.len() {
            let inside = self.at - self.window;
            if inside >= WINDOW {
                self.window = self.at;
                self.flags = look(self.bytes, self.at, self.openings);
                continue;
            }
            match self.flags.get(inside..).and_then(first_set) {
                Some(offset) => {
                    self.at += offset;
                    return self.bytes.get(self.at).map(|byte| (self.at, byte.is_ascii_alphanumeric()));
                }
                None => self.at = self.window + WINDOW,
            }
        }
        None
    }

    /// Takes the run of the place.
    pub(super) fn take(&mut self) -> Range<usize> {
        let (before, rest) = self.bytes.split_at_checked(self.at).unwrap_or((self.bytes, &[]));
        let start = before.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
        self.at += rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        start..self.at
    }

    /// Passes the place: it is no such word.
    pub(super) fn pass(&mut self) {
        self.at += 1;
    }
}

fn first_set(flags: &[u8]) -> Option<usize> {
    let (steps, rest) = flags.as_chunks::<STEP>();
    for (at, step) in steps.iter().enumerate() {
        let set = u64::from_le_bytes(*step);
        if set != 0 {
            return Some(at * STEP + set.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|flag| *flag != 0).map(|at| steps.len() * STEP + at)
}

/// Which of the bytes from here on such a word may open at or go on at. Without branches, so that it takes sixteen bytes in
/// a step.
fn look(bytes: &[u8], from: usize, openings: &[Opening]) -> [u8; WINDOW] {
    // With the bytes beside them; beyond the text there is white space.
    let mut near = [b' '; WINDOW + 2];
    let text = bytes.get(from.saturating_sub(1)..).unwrap_or_default();
    let text = text.get(..text.len().min(WINDOW + 2)).unwrap_or_default();
    for (near, byte) in near.iter_mut().skip(usize::from(from == 0)).zip(text) {
        *near = *byte;
    }
    let (mut small, mut in_word) = ([0; WINDOW + 2], [0; WINDOW + 2]);
    for at in 0..WINDOW + 2 {
        let digit = near[at].is_ascii_digit();
        small[at] = if digit { b'0' } else { near[at] | 0x20 };
        in_word[at] = u8::from(digit | small[at].is_ascii_lowercase());
    }
    let mut flags = [0; WINDOW];
    for at in 0..WINDOW {
        let byte = near[at + 1];
        let joins = (byte == b'.') | (byte == b'\'') | (byte == b':') | (byte == b',') | (byte == b';');
        let wide = !byte.is_ascii() | (byte == b'_');
        flags[at] = u8::from(wide) | u8::from(joins) & in_word[at] & in_word[at + 2];
    }
    for (first, second) in openings {
        for at in 0..WINDOW {
            let goes_on = second.is_none_or(|second| small[at + 2] == second);
            flags[at] |= u8::from((small[at + 1] == *first) & goes_on) & (1 - in_word[at]);
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, openings: &[Opening]) -> Vec<String> {
        let mut runs = Runs::of(text, openings);
        let mut taken = Vec::new();
        while runs.place().is_some() {
            taken.push(text.get(runs.take()).expect("a run ends at white space").to_owned());
        }
        taken
    }

    #[test]
    fn words_open_after_what_is_no_letter() {
        assert_eq!(
            check("Letters, «let» it (LETTER) outlet le4 l", &[(b'l', Some(b'e'))]),
            ["Letters,", "«let»", "(LETTER)", "le4"]
        );
    }

    #[test]
    fn digits_are_one() {
        assert_eq!(check("in 2017 or 1,000 of a9", &[(b'0', None)]), ["2017", "1,000"]);
    }

    #[test]
    fn what_tells_nothing_is_taken() {
        assert_eq!(check("the U.S. is. not Zoë _at a:b all'", &[]), ["U.S.", "Zoë", "_at", "a:b"]);
    }

    #[test]
    fn places_are_found_wherever_a_window_ends() {
        for before in 0..3 * WINDOW {
            let text = format!("{} sanctuary city", "-".repeat(before));
            assert_eq!(check(&text, &[(b's', Some(b'a'))]), ["sanctuary"], "{before}");
            let text = format!("{}U.S", "a".repeat(before));
            assert_eq!(check(&text, &[]), [text], "{before}");
        }
    }
}
