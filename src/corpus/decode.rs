//! Bytes to text.
//!
//! A byte-order mark decides; then bytes that are UTF-8, whatever the document declares, for they do not look so by
//! chance; then what it declares; then what the bytes look like. A few bytes of Windows-1252 in a document of UTF-8, as
//! an editor's paste leaves them, are read each by itself and do not change the reading of the rest.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// What [`decode_as`] calls a document of UTF-8 with other bytes in it.
const MIXED: &str = "utf-8 with single bytes of windows-1252";

/// How many letters of UTF-8 outweigh one byte of none, where the document declares an encoding of several bytes a
/// letter: some pairs of such text look like UTF-8.
const OUTWEIGHS: usize = 4;

/// How many bytes are looked at for the empty halves of UTF-16 that has no mark.
const LOOKED_AT: usize = 1024;

/// The text, and the encoding's name where it was not UTF-8. Never fails.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    decode_as(bytes, None)
}

/// The same, of a document that declares its encoding.
pub(super) fn decode_as<'a>(
    bytes: &'a [u8],
    declared: Option<&'static Encoding>,
) -> (Cow<'a, str>, Option<&'static str>) {
    let by = |encoding: &'static Encoding, bytes: &'a [u8]| {
        (encoding.decode_without_bom_handling(bytes).0, Some(encoding.name()))
    };
    let marked = Encoding::for_bom(bytes);
    let rest = marked.and_then(|(_, mark)| bytes.get(mark..)).unwrap_or(bytes);
    if let Some(encoding) = marked.map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8) {
        return by(encoding, rest);
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return by(encoding, bytes);
    }
    if let Ok(text) = std::str::from_utf8(rest) {
        // Its letters are those of ASCII between escapes.
        return match declared {
            Some(encoding) if encoding == ISO_2022_JP && text.contains('\u{1b}') => by(encoding, rest),
            _ => (Cow::Borrowed(text), None),
        };
    }
    let (whole, broken) = census(rest);
    // An encoding of two bytes a unit would have shown itself above.
    let legacy = declared.filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible());
    let outweighs = |encoding: &'static Encoding| if encoding.is_single_byte() { 1 } else { OUTWEIGHS };
    match (marked, legacy) {
        (None, Some(encoding)) if whole < outweighs(encoding) * broken => by(encoding, rest),
        (None, None) if whole < broken => by(likely(rest), rest),
        _ => (Cow::Owned(mixed(rest)), Some(MIXED)),
    }
}

/// UTF-16 without a mark: half of the bytes of any Latin text are zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default();
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = |count: usize| count > 1 && count * 3 > start.len();
    match () {
        () if most(odd) && even == 0 => Some(UTF_16LE),
        () if most(even) && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// How many letters are whole in UTF-8 beyond ASCII, and how many bytes are of none.
fn census(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(whole, broken), chunk| {
        let letters = chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        (whole + letters, broken + chunk.invalid().len())
    })
}

/// The encoding that bytes without a declaration look like.
fn likely(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-8 with bytes of Windows-1252 in it. What is left of a letter that was cut is no letter.
fn mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            lone @ [_] => {
                let (letter, _) = WINDOWS_1252.decode_without_bom_handling(lone);
                text.extend(letter.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }));
            }
            _ => text.push('\u{fffd}'),
        }
    }
    text
}

/// Whether the bytes open with the mark of UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    Encoding::for_bom(bytes).is_some_and(|(encoding, _)| encoding != UTF_8)
}

/// The text with every line ended by `\n` alone.
pub(super) fn with_plain_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text, read as this label declares (`-`: nothing is declared), and the name of what it was read as.
    fn check(bytes: &[u8], label: &str) -> (String, &'static str) {
        let (text, name) = decode_as(bytes, Encoding::for_label(label.as_bytes()));
        (text.into_owned(), name.unwrap_or("utf-8"))
    }

    #[test]
    fn one_byte_of_another_encoding_changed_the_reading_of_all() {
        let text = "Señor Núñez — the ferry".to_owned();
        for label in ["-", "utf-8", "iso-8859-1", "gb2312"] {
            assert_eq!(check(text.as_bytes(), label), (text.clone(), "utf-8"), "{label}");
            let with = |bytes: &[u8]| [text.as_bytes(), bytes, b" runs"].concat();
            assert_eq!(check(&with(b"\x92s"), label), (format!("{text}’s runs"), MIXED), "{label}");
            assert_eq!(check(&with(b"\xe2\x80"), "-"), (format!("{text}\u{fffd} runs"), MIXED));
            assert_eq!(check(&with(b"\x81"), "-"), (format!("{text}\u{fffd} runs"), MIXED));
        }
    }

    #[test]
    fn what_is_no_utf_8_is_read_as_it_says_or_looks() {
        assert_eq!(check(b"The caf\xe9 is shut.", "-"), ("The café is shut.".to_owned(), "windows-1252"));
        assert_eq!(check(b"The caf\xe9 is shut.", "utf-8"), ("The café is shut.".to_owned(), "windows-1252"));
        assert_eq!(check(b"\xb1\xb6\xbc", "iso-8859-2").0, "ąśź");
        let russian = "Паром на остров ходит четыре раза в день, сказал капитан.";
        let (koi8, _, _) = encoding_rs::KOI8_R.encode(russian);
        assert_eq!(check(&koi8, "-").0, russian);
        let (jis, _, _) = ISO_2022_JP.encode("渡し船");
        assert_eq!(check(&jis, "iso-2022-jp").0, "渡し船");
        let (euc, _, _) = encoding_rs::EUC_JP.encode("渡し船は月曜日から一日四回運航する。");
        assert_eq!(check(&euc, "euc-jp").0, "渡し船は月曜日から一日四回運航する。");
    }

    #[test]
    fn utf_16_with_a_mark_and_without() {
        let little: Vec<u8> = "ferry é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "ferry é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little.clone(), big, [b"\xff\xfe".to_vec(), little].concat()] {
            assert_eq!(check(&bytes, "utf-8").0, "ferry é");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_whole_letter_stays(before in "[a-zé—漢]{1,20}", byte in 0x80u8..=0xff, after in "[a-z]{1,20}") {
            let bytes = [before.as_bytes(), &[byte], after.as_bytes()].concat();
            let whole = before.chars().filter(|letter| !letter.is_ascii()).count();
            let (text, _) = decode(&bytes);
            proptest::prop_assert!(whole == 0 || text.starts_with(&before), "{text}");
        }

        #[test]
        fn never_fails(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60), label in "[a-z0-9-]{0,12}") {
            let _text = check(&bytes, &label);
        }
    }
}
