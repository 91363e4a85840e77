//! How much of a document is read at all.

use serde::de::DeserializeOwned;

use super::refused::Refused;

/// The largest document, as it comes. An export of many articles is held to this an entry.
pub const LARGEST_RAW: u64 = 5 << 20;

/// The largest document once decoded: transfer encodings, character sets, compression.
pub const LARGEST_DECODED: u64 = 20 << 20;

/// The largest export: an archive or a table of a whole newsletter.
pub const LARGEST_EXPORT: u64 = 1 << 30;

/// How deep elements, or values of JSON, may nest.
pub const DEEPEST: usize = 256;

/// How deep the parts of a mail may nest.
pub const DEEPEST_MAIL: usize = 20;

/// How many parts a mail may have.
pub const MOST_PARTS: usize = 200;

/// How many entries an archive may have.
pub const MOST_ENTRIES: usize = 200_000;

/// How many times smaller than its text an entry may be.
pub const HIGHEST_RATIO: u64 = 200;

/// How many attributes a tag may have: parsers compare each with all before it.
pub const MOST_ATTRIBUTES: usize = 256;

/// How many tags a page may have.
pub const MOST_TAGS: usize = 200_000;

pub(super) fn raw(bytes: &[u8]) -> Result<(), Refused> {
    if bytes.len() as u64 > LARGEST_RAW { Err(Refused::TooLarge(LARGEST_RAW)) } else { Ok(()) }
}

pub(super) fn decoded(text: &str) -> Result<(), Refused> {
    if text.len() as u64 > LARGEST_DECODED { Err(Refused::TooLargeDecoded(LARGEST_DECODED)) } else { Ok(()) }
}

/// JSON of a bounded depth; `what` names it where it is none.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T, Refused> {
    json_depth(bytes)?;
    serde_json::from_slice(bytes).map_err(|error| Refused::malformed(what, error))
}

/// Holds JSON to the depth before a parser sees it.
pub(super) fn json_depth(bytes: &[u8]) -> Result<(), Refused> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Refused::TooDeep(DEEPEST));
        }
    }
    Ok(())
}
