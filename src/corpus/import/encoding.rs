//! The character set of a page or a feed: its mark, then what it declares, then UTF-8, then Windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// How far into a page its declaration may stand.
const DECLARED_WITHIN: usize = 4096;

/// The text of a page.
pub(super) fn html(bytes: &[u8]) -> Cow<'_, str> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(DECLARED_WITHIN)).unwrap_or_default());
    let declared = start.to_ascii_lowercase();
    decode(bytes, after(&declared, "charset="))
}

/// The text of an XML document.
pub(super) fn xml(bytes: &[u8]) -> Cow<'_, str> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(200)).unwrap_or_default()).to_ascii_lowercase();
    let declaration = start.split_once("?>").map_or("", |(declaration, _)| declaration);
    decode(bytes, after(declaration, "encoding="))
}

fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(name)?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    rest.split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))).next()
}

fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    let declared =
        declared.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|encoding| *encoding != UTF_8);
    // A page in UTF-8 that declares something else was converted on its way, and its bytes do not lie.
    match (declared, std::str::from_utf8(bytes)) {
        (Some(encoding), Err(_)) if Encoding::for_bom(bytes).is_none() => encoding.decode_without_bom_handling(bytes).0,
        _ => crate::corpus::decode::decode(bytes).0,
    }
}
