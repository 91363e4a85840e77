//! Bytes to text: UTF-8 with or without a byte-order mark, UTF-16 with one, and Windows-1252 for what is neither.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The text, and the encoding's name where it was not UTF-8. Never fails: every byte means something in Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<&'static str>) {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let rest = bytes.get(mark..).unwrap_or_default();
    match encoding.decode_without_bom_handling_and_without_replacement(rest) {
        Some(text) if encoding == UTF_8 => (text, None),
        Some(text) => (text, Some(encoding.name())),
        None => (WINDOWS_1252.decode_without_bom_handling(rest).0, Some(WINDOWS_1252.name())),
    }
}

/// Whether the bytes open with the mark of UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    Encoding::for_bom(bytes).is_some_and(|(encoding, _)| encoding != UTF_8)
}

/// The text with every line ended by `\n` alone.
pub(super) fn with_plain_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}
