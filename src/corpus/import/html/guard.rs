//! A look at HTML before the parser sees it. A tree builder walks its stack of open elements at nearly every tag, and
//! compares each attribute of a tag with those before it: what is nested or crowded without end would cost it hours.

use super::super::limits::{DEEPEST, MOST_ATTRIBUTES, MOST_TAGS};
use super::super::refused::Refused;

/// Elements that end by themselves, or that the next of their kind ends: leaving their end tag out is no nesting.
const SELF_ENDING: [&str; 34] = [
    "area", "base", "basefont", "bgsound", "br", "col", "colgroup", "command", "dd", "dt", "embed", "frame", "hr",
    "image", "img", "input", "keygen", "li", "link", "meta", "option", "optgroup", "p", "param", "rp", "rt", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "track",
];

/// Elements whose content is text up to their own end tag.
const RAW: [&str; 7] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed"];

/// Sloppy pages leave some elements open; what the tree may hold is checked exactly once it stands.
const MOST_OPEN: usize = 2 * DEEPEST;

/// Refuses what the parser should not be given.
pub(super) fn check(html: &str) -> Result<(), Refused> {
    let bytes = html.as_bytes();
    let (mut at, mut open, mut tags) = (0usize, 0usize, 0usize);
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        at += found + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            at += memchr::memmem::find(rest, b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let ends = rest.first() == Some(&b'/');
        let name_start = usize::from(ends);
        let name_bytes = rest.get(name_start..).unwrap_or_default();
        let length = name_bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name_bytes.len());
        if length == 0 {
            continue;
        }
        tags += 1;
        if tags > MOST_TAGS {
            return Err(Refused::TooManyTags(MOST_TAGS));
        }
        let name = String::from_utf8_lossy(name_bytes.get(..length.min(16)).unwrap_or_default()).to_ascii_lowercase();
        let tag = rest.get(name_start + length..).unwrap_or_default();
        let (tag_length, self_closed) = tag_end(tag)?;
        at += name_start + length + tag_length;
        if SELF_ENDING.contains(&name.as_str()) {
            continue;
        }
        if ends {
            open = open.saturating_sub(1);
            continue;
        }
        if RAW.contains(&name.as_str()) {
            at += raw_end(bytes.get(at..).unwrap_or_default(), &name);
            continue;
        }
        // Only foreign content (drawings, formulas) closes itself; there it is not worth telling apart.
        open += usize::from(!self_closed);
        if open > MOST_OPEN {
            return Err(Refused::TooDeep(DEEPEST));
        }
    }
    Ok(())
}

/// How long the rest of a tag is, and whether it closes itself.
fn tag_end(tag: &[u8]) -> Result<(usize, bool), Refused> {
    let (mut quote, mut attributes, mut spaced) = (None, 0usize, true);
    for (at, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (Some(mark), byte) if mark == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'>') => return Ok((at + 1, at > 0 && tag.get(at - 1) == Some(&b'/'))),
            (None, byte) if byte.is_ascii_whitespace() || *byte == b'/' => spaced = true,
            (None, _) => {
                attributes += usize::from(spaced);
                spaced = false;
                if attributes > MOST_ATTRIBUTES {
                    return Err(Refused::TooManyAttributes(MOST_ATTRIBUTES));
                }
            }
        }
    }
    Ok((tag.len(), false))
}

fn raw_end(bytes: &[u8], name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(bytes.get(at..).unwrap_or_default(), b"</") {
        at += found;
        let after = bytes.get(at + 2..at + 2 + name.len()).unwrap_or_default();
        if after.eq_ignore_ascii_case(name.as_bytes()) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_of(html: &str) -> Option<Refused> {
        check(html).err()
    }

    #[test]
    fn ordinary_pages_pass() {
        assert_eq!(
            check_of("<!-- <div> --><p>One<p>Two<br><ul><li>a<li>b</ul><script>'<div>'.repeat(9)</script>"),
            None
        );
        assert_eq!(check_of(&"<p>unclosed".repeat(10_000)), None);
        assert_eq!(check_of(&"<div><b>x</b></div>".repeat(10_000)), None);
    }

    #[test]
    fn nesting_and_crowding_are_refused() {
        assert_eq!(check_of(&"<div>".repeat(100_000)), Some(Refused::TooDeep(DEEPEST)));
        assert_eq!(check_of(&format!("<a {}>", "x ".repeat(1000))), Some(Refused::TooManyAttributes(MOST_ATTRIBUTES)));
    }

    proptest::proptest! {
        #[test]
        fn never_fails_otherwise(html in "[<>/a-z \"'!-]{0,200}") {
            let _ = check(&html);
        }
    }
}
