//! Who wrote an article, as sources write it: names, without addresses, marks of a form and what stands in for nobody.

use super::html::{clean, folded, line};

/// What tools put where nobody is named.
const NOBODY: [&str; 17] = [
    "by",
    "admin",
    "administrator",
    "webmaster",
    "unknown",
    "unknown author",
    "none",
    "null",
    "undefined",
    "n a",
    "noreply",
    "no reply",
    "no author",
    "nobody",
    "root",
    "user",
    "object object",
];

/// How a line opens that names an author.
const OPENINGS: [&str; 12] = [
    "by ",
    "written by ",
    "posted by ",
    "words by ",
    "story by ",
    "text by ",
    "reported by ",
    "author: ",
    "authors: ",
    "von: ",
    "autor: ",
    "auteur: ",
];

/// The names in what a source gives for an author: `Ann Reed` of `ann@valley.example (Ann Reed)`. `None` where it names
/// nobody.
pub(super) fn of(written: &str) -> Option<String> {
    let text = if written.contains(['<', '&']) && !is_mail(written) { line(written).ok()? } else { clean(written) };
    let text = without_opening(&text);
    let mut names: Vec<String> = Vec::new();
    for part in text.split([',', ';']) {
        let name = name(part);
        let known = names.iter().any(|known| folded(known) == folded(&name));
        if !name.is_empty() && !known {
            names.push(name);
        }
    }
    let names = names.join(", ");
    (names.contains(char::is_alphanumeric) && !NOBODY.contains(&folded(&names).as_str())).then_some(names)
}

/// Whether angle brackets hold a mail address, and no tag.
fn is_mail(text: &str) -> bool {
    text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).is_some_and(|(inner, _)| inner.contains('@'))
}

fn without_opening(text: &str) -> &str {
    let opening = OPENINGS.iter().find(|opening| {
        text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening))
            && text.get(opening.len()..).is_some_and(|rest| !rest.trim().is_empty())
    });
    opening.and_then(|opening| text.get(opening.len()..)).unwrap_or(text).trim()
}

/// One name, without the words that are addresses of mails, pages or data.
fn name(part: &str) -> String {
    let words: Vec<&str> = part.split_whitespace().filter(|word| !is_address(word)).collect();
    let bare = words.join(" ");
    let marks = |letter: char| letter.is_whitespace() || "\"'“”<>|•·:-–—".contains(letter);
    let bare = bare.trim_matches(marks);
    // RSS sets the name in parentheses behind the address; what stands in them behind a name is the name's own.
    let inner = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|inner| !inner.contains('('));
    let bare = inner.unwrap_or(bare).trim_matches(marks);
    bare.strip_suffix("()").unwrap_or(bare).trim_end_matches(marks).to_owned()
}

fn is_address(word: &str) -> bool {
    let bare = word.trim_matches(|letter: char| "<>()[]\"',;".contains(letter));
    let is_mail = bare.split_once('@').is_some_and(|(user, house)| !user.is_empty() && house.contains('.'));
    let is_handle = word.starts_with("(@");
    let is_page = bare.contains("://") || bare.starts_with("www.") || bare.starts_with("mailto:");
    is_mail || is_handle || is_page || bare.starts_with("_:") || bare.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_forms_of_sources() {
        for written in [
            "Ida Berg",
            " Ida\u{a0}Berg ",
            "(Ida Berg)",
            "ida@harbour.example (Ida Berg)",
            "Ida Berg (ida@harbour.example)",
            "Ida Berg <ida@harbour.example>",
            "\"Ida Berg\" <ida@harbour.example>",
            "ida@harbour.example Ida Berg",
            "By Ida Berg",
            "Written by Ida Berg,",
            "<a href=\"/ida\">Ida Berg</a>",
            "Ida Berg, ida berg",
            "Ida Berg (@idaberg)",
            "Ida Berg, https://harbour.example/#/schema/person/1",
        ] {
            assert_eq!(of(written).as_deref(), Some("Ida Berg"), "{written}");
        }
        assert_eq!(of("ida@h.example (Ida Berg), bo@h.example (Bo Lind)").as_deref(), Some("Ida Berg, Bo Lind"));
        assert_eq!(of("Ida Berg &amp; Bo Lind").as_deref(), Some("Ida Berg & Bo Lind"));
        assert_eq!(of("Ida Berg (Low Ford)").as_deref(), Some("Ida Berg (Low Ford)"));
        assert_eq!(of("Byron Lee").as_deref(), Some("Byron Lee"));
    }

    #[test]
    fn what_names_nobody() {
        for written in [
            "",
            " ",
            "()",
            "ida@harbour.example",
            "admin",
            "https://harbour.example/#/schema/person/1",
            "_:b0",
            "#ida",
            "Unknown",
            "null",
            "By ",
        ] {
            assert_eq!(of(written), None, "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails_and_never_names_an_address(written in "(by |@|a@b\\.c|[A-Za-z.()<>,:# ]){0,24}") {
            let named = of(&written).unwrap_or_default();
            proptest::prop_assert!(!named.contains("a@b.c") || written.contains("a@b.c"), "{named}");
        }
    }
}
