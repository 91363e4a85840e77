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

/// What the parser reads at a place inside a tag, as HTML's tokenizer has it: a quotation mark opens a value only right
/// after `=`; anywhere else it is a letter of a name or of a value.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// Between attributes.
    Gap,
    Name,
    /// Behind a name and white space: its `=` may follow.
    Named,
    /// Behind `=`, before the value.
    Equals,
    /// In a value that no mark encloses.
    Bare,
    /// In a value that ends with this mark.
    Marked(u8),
}

/// How long the rest of a tag is, and whether it closes itself.
fn tag_end(tag: &[u8]) -> Result<(usize, bool), Refused> {
    let (mut within, mut attributes) = (Within::Gap, 0usize);
    for (at, byte) in tag.iter().enumerate() {
        let blank = byte.is_ascii_whitespace();
        within = match (within, byte) {
            (Within::Marked(mark), byte) if mark == *byte => Within::Gap,
            (Within::Marked(_), _) => within,
            (_, b'>') => return Ok((at + 1, within != Within::Bare && at > 0 && tag.get(at - 1) == Some(&b'/'))),
            (Within::Equals, b'"' | b'\'') => Within::Marked(*byte),
            (Within::Equals, _) if blank => Within::Equals,
            (Within::Equals | Within::Bare, _) => {
                if blank {
                    Within::Gap
                } else {
                    Within::Bare
                }
            }
            (Within::Name | Within::Named, b'=') => Within::Equals,
            (Within::Gap | Within::Name | Within::Named, b'/') => Within::Gap,
            (Within::Name | Within::Named, _) if blank => Within::Named,
            (Within::Gap, _) if blank => Within::Gap,
            (Within::Name, _) => Within::Name,
            (Within::Gap | Within::Named, _) => {
                attributes += 1;
                if attributes > MOST_ATTRIBUTES {
                    return Err(Refused::TooManyAttributes(MOST_ATTRIBUTES));
                }
                Within::Name
            }
        };
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

    /// The tag that opens the document, and whether it closes itself.
    fn tag_of(html: &str) -> (&str, bool) {
        let (length, closed) = tag_end(html.strip_prefix("<a").expect("a tag").as_bytes()).expect("few attributes");
        (html.get(..2 + length).expect("a boundary"), closed)
    }

    #[test]
    fn a_stray_quotation_mark_took_the_rest_of_the_page_for_attributes() {
        for tag in [
            "<a href=\"https://a.example/\"\">",
            "<a title=\"a 6\" pipe\">",
            "<a name=“site” content=“abc\" />",
            "<a alt='5' 6''>",
            "<a href=https://a.example/\"x\">",
            "<a \"x\">",
            "<a x = \"a > b\" y>",
            "<a x=\"a > b\"y='c > d'>",
            "<a \"=\"x>y\">",
            "<a x= >",
        ] {
            let page = format!("{tag}text <p class=\"x\">more</p>");
            assert_eq!(tag_of(&page).0, tag);
        }
        assert!(tag_of("<a />").1 && tag_of("<a x=\"y\"/>").1 && !tag_of("<a x=y/>").1);
    }

    #[test]
    fn the_parser_finds_the_tags_where_the_guard_finds_them() {
        // What the guard takes for one tag, the parser takes for one element with all the text behind it.
        for tag in [
            "<a x\"y=\"z\">",
            "<a x='\"'\">",
            "<a x = 'a>b' c>",
            "<a x=a\"b>",
            "<a '>",
            "<a =\"x\">",
            "<a x\" =\"y>z\">",
        ] {
            let document = dom_query::Document::from(format!("{tag}text"));
            assert_eq!((tag_of(&format!("{tag}text")).0, &*document.root().text()), (tag, "text"));
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails_otherwise(html in "[<>/a-z \"'!-]{0,200}") {
            let _ = check(&html);
        }
    }
}
