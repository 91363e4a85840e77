//! Finding what stands in quotation marks, paragraph by paragraph, in one pass.

use std::ops::Range;

use memchr::{memchr2, memchr3};

/// The first bytes of “”„‘’ and of «».
const FIRST_OF_CURLY: u8 = 0xE2;
const FIRST_OF_ANGLE: u8 = 0xC2;

/// A stretch of text in quotation marks (the marks themselves left out).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// Which paragraph.
    pub(super) paragraph: usize,
    /// The words: bytes in the paragraph.
    pub(super) range: Range<usize>,
    /// The words with their marks: bytes in the paragraph.
    pub(super) outer: Range<usize>,
    /// Whether a closing mark was found.
    pub(super) closed: bool,
}

/// Which marks an article quotes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// "…" and “…”, with single marks inside them.
    Double,
    /// ‘…’, with double marks inside them (British style).
    Single,
}

/// What a quotation mark does where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    Close,
    /// A straight mark between two letters or two spaces may be either.
    Either,
}

/// Everything in quotation marks, in reading order. Nested quotations belong to the outer one.
pub(super) fn marked(paragraphs: &[&str]) -> Vec<Marked> {
    let style = style(paragraphs);
    let mut found = Vec::new();
    for (paragraph, text) in paragraphs.iter().enumerate() {
        scan(paragraph, text, style, &mut found);
    }
    found
}

/// British style only where an article opens words with single marks and never uses double ones. Single marks set in
/// pairs stand for double ones in some old exports; what they enclose cannot be told from an apostrophe's reach, and
/// is left alone.
fn style(paragraphs: &[&str]) -> Style {
    let mut single = false;
    for text in paragraphs {
        if text.contains(['"', '“', '”', '„', '«']) || text.contains("''") || text.contains("’’") {
            return Style::Double;
        }
        single |= text.contains('‘') || text.starts_with('\'') || text.contains(" '");
    }
    if single { Style::Single } else { Style::Double }
}

fn scan(paragraph: usize, text: &str, style: Style, found: &mut Vec<Marked>) {
    // The first byte of the open mark and the first byte after it.
    let mut open: Option<(usize, usize)> = None;
    // Most paragraphs have no mark, and those that have begin with words.
    let first = match style {
        Style::Double => memchr3(b'"', FIRST_OF_CURLY, FIRST_OF_ANGLE, text.as_bytes()),
        Style::Single => memchr2(b'\'', FIRST_OF_CURLY, text.as_bytes()),
    };
    let Some((plain, rest)) = first.and_then(|first| text.split_at_checked(first)) else { return };
    let mut before: Option<char> = plain.chars().next_back();
    let mut characters = rest.char_indices().map(|(at, character)| (plain.len() + at, character)).peekable();
    while let Some((at, character)) = characters.next() {
        let after = characters.peek().map(|(_, next)| *next);
        let end = at + character.len_utf8();
        if let Some(turn) = turn(character, before, after, style) {
            match (turn, open) {
                (Turn::Open | Turn::Either, None) => open = Some((at, end)),
                (Turn::Close | Turn::Either, Some((outer, start))) => {
                    push(paragraph, text, start..at, outer..end, true, found);
                    open = None;
                }
                // A second opening mark: the first was never closed and ends here.
                (Turn::Open, Some((outer, start))) => {
                    push(paragraph, text, start..at, outer..at, false, found);
                    open = Some((at, end));
                }
                // A closing mark that nothing opened.
                (Turn::Close, None) => {}
            }
        }
        before = Some(character);
    }
    if let Some((outer, start)) = open {
        push(paragraph, text, start..text.len(), outer..text.len(), false, found);
    }
}

fn push(paragraph: usize, text: &str, range: Range<usize>, outer: Range<usize>, closed: bool, found: &mut Vec<Marked>) {
    let range = crate::text::trimmed(text, range);
    if text.get(range.clone()).is_some_and(|words| words.contains(char::is_alphanumeric)) {
        found.push(Marked { paragraph, range, outer, closed });
    }
}

/// What this character does as a quotation mark, if it is one.
fn turn(mark: char, before: Option<char>, after: Option<char>, style: Style) -> Option<Turn> {
    match (style, mark) {
        (Style::Double, '“' | '„' | '«') => Some(Turn::Open),
        // Some pages set “ and ” the wrong way round at the start of a word.
        (Style::Double, '”') if opens(before, after) && before.is_none_or(char::is_whitespace) => Some(Turn::Either),
        (Style::Double, '”' | '»') => Some(Turn::Close),
        (Style::Double, '"') | (Style::Single, '\'') => straight(mark, before, after),
        (Style::Single, '‘') => Some(Turn::Open),
        // An apostrophe inside a word closes nothing.
        (Style::Single, '’') => (!after.is_some_and(char::is_alphanumeric)).then_some(Turn::Close),
        _ => None,
    }
}

fn straight(mark: char, before: Option<char>, after: Option<char>) -> Option<Turn> {
    // The attributes of mark-up that was left in the text.
    if before == Some('=') || after == Some('>') && mark == '"' && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    match (opens(before, after), closes(before, after)) {
        (true, false) => Some(Turn::Open),
        (false, true) => Some(Turn::Close),
        _ if mark == '\'' => None,
        _ => Some(Turn::Either),
    }
}

fn opens(before: Option<char>, after: Option<char>) -> bool {
    let free = before.is_none_or(|before| before.is_whitespace() || "([{—–-/…:‘'".contains(before));
    free && after.is_some_and(|after| !after.is_whitespace())
}

fn closes(before: Option<char>, after: Option<char>) -> bool {
    let free = after.is_none_or(|after| after.is_whitespace() || ")]}—–-/….,;:!?’'".contains(after));
    free && before.is_some_and(|before| !before.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        marked(&lines)
            .iter()
            .map(|span| {
                let words = lines.get(span.paragraph).and_then(|line| line.get(span.range.clone()));
                format!("{}[{}]{}", span.paragraph, words.unwrap_or("?"), if span.closed { "" } else { " open" })
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn straight_and_curly_marks() {
        insta::assert_snapshot!(check("\"One,\" he said. “Two ‘inner’ words.” \"Three\"--four."), @"
        0[One,]
        0[Two ‘inner’ words.]
        0[Three]
        ");
    }

    #[test]
    fn british_style() {
        insta::assert_snapshot!(check("‘We won’t go,’ she said, ‘and that’s that.’"), @"
        0[We won’t go,]
        0[and that’s that.]
        ");
    }

    #[test]
    fn paragraphs_left_open() {
        insta::assert_snapshot!(check("“First paragraph.\n“Second one,” he said."), @"
        0[First paragraph.] open
        1[Second one,]
        ");
    }

    #[test]
    fn markup_attributes_are_no_quotation() {
        insta::assert_snapshot!(check("<tweet id=\"12\" author=\"@x\">Hello</tweet>"), @"");
    }

    #[test]
    fn marks_without_words() {
        insta::assert_snapshot!(check("\"\" \" “” \"…\""), @"");
    }
}
