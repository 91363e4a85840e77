//! Metadata lines without a fence: what stands before the first blank line of Pelican's, MultiMarkdown's and Nikola's
//! files, and before the first `---` of Hexo's.

use super::value::{Fields, Value};

/// Names that tell such lines from a paragraph that opens with a word and a colon.
const KNOWN: [&str; 22] = [
    "title",
    "date",
    "slug",
    "author",
    "authors",
    "category",
    "categories",
    "tags",
    "summary",
    "subtitle",
    "modified",
    "status",
    "lang",
    "language",
    "url",
    "save_as",
    "template",
    "layout",
    "keywords",
    "description",
    "type",
    "link",
];

/// The fields and the text below, if the text opens with such lines.
pub(super) fn split(text: &str) -> Option<(Fields, &str)> {
    let opened = text.trim_start_matches('\u{feff}').trim_start();
    // Nikola's may stand in a comment.
    let (commented, lines) = match opened.strip_prefix("<!--") {
        Some(inner) => (true, inner.trim_start()),
        None => (false, opened),
    };
    let mut fields = Fields::default();
    let (mut last, mut end) = (None::<String>, 0);
    for line in lines.split_inclusive('\n') {
        let bare = line.trim_end();
        let ends = match commented {
            true => bare.trim_start().starts_with("-->"),
            false => bare.is_empty() || bare == "---" || bare == "...",
        };
        if ends {
            end += line.len();
            break;
        }
        if let (true, Some(name)) = (line.starts_with([' ', '\t']), &last) {
            let before = fields.text(name).unwrap_or_default();
            fields.set_text(name, format!("{before}\n{}", bare.trim()).trim().to_owned());
        } else if let Some((name, value)) = named(bare) {
            fields.set(name, Value::of_word(value));
            last = Some(name.to_owned());
        } else if !(commented && bare.is_empty()) {
            return None;
        }
        end += line.len();
    }
    let known = fields.iter().filter(|(name, _)| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))).count();
    let says_so = fields.text("title").is_some() || known > 1;
    says_so.then(|| (fields, lines.get(end..).unwrap_or_default()))
}

/// `Name: value`, or `.. name: value`.
fn named(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix(".. ").unwrap_or(line);
    let (name, value) = line.split_once(':')?;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | ' ');
    let is_name = name.len() <= 40 && name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_name && apart && name.chars().all(fits)).then(|| (name.trim(), value.trim()))
}
