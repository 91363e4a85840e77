//! What a paragraph has around its own words where it is an item of a list: the mark that it opens on ("1/", "poll/",
//! a bullet), and the source in parentheses that it closes on.

use std::ops::Range;
use std::sync::LazyLock;

use super::slice::trimmed;
use super::{fold, tokens};

/// How many marks in a row are taken off: two of "1/ poll/".
const MOST_MARKS: usize = 3;

/// Parentheses longer than this, in bytes, hold a sentence and not a source.
const LONGEST_SOURCE: usize = 100;

/// Text of more words than this is no name.
const MOST_WORDS: usize = 8;

/// Words in parentheses that look like a source and are none; one a line.
static ASIDES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("asides.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// The bytes of a paragraph without the mark of a list that it opens on and the source that it closes on.
pub(super) fn own_words(text: &str) -> Range<usize> {
    let start = after_marks(text);
    let end = source_in_parentheses(text).map_or(text.len(), |range| range.start);
    trimmed(text, start..end.max(start))
}

/// Whose report a paragraph sums up: "Washington Post" of "… on Monday. (Washington Post)".
pub fn closing_source(text: &str) -> Option<&str> {
    let range = source_in_parentheses(text)?;
    Some(text.get(range)?.trim().strip_prefix('(')?.strip_suffix(')')?.trim())
}

fn after_marks(text: &str) -> usize {
    let mut at = text.len() - text.trim_start().len();
    for _ in 0..MOST_MARKS {
        let rest = text.get(at..).unwrap_or_default();
        let Some(length) = mark(rest) else { break };
        let behind = rest.get(length..).unwrap_or_default();
        let words = behind.trim_start();
        // A mark is followed by white space and text.
        if words.is_empty() || words.len() == behind.len() {
            break;
        }
        at = text.len() - words.len();
    }
    at
}

/// The length, in bytes, of the mark that a text opens on. The caller checks that white space follows.
fn mark(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if is_bullet(first) {
        let picture = |character: &char| is_bullet(*character) || matches!(character, '\u{FE0F}' | '\u{200D}');
        return Some(text.chars().take_while(picture).map(char::len_utf8).sum());
    }
    let opened = usize::from(first == '(');
    let inside = text.get(opened..)?;
    let number = inside.bytes().take_while(u8::is_ascii_digit).count();
    let letters = inside.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (length, numbered) = if number > 0 { (number, true) } else { (letters, false) };
    let behind = inside.get(length..)?;
    // "2018." is a year, "1.5" a number, and "A." an initial.
    const MOST_DIGITS: usize = 3;
    const LONGEST_LABEL: usize = 20;
    let roman = || inside.bytes().take(length).all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    let closes = if numbered {
        match behind.chars().next()? {
            '/' | ')' => number <= MOST_DIGITS,
            '.' if opened == 0 => {
                let words = behind.trim_start_matches('.').trim_start();
                number <= MOST_DIGITS && !words.starts_with(char::is_lowercase)
            }
            // The keycap of a picture of a number.
            '\u{FE0F}' if behind.starts_with("\u{FE0F}\u{20E3}") => {
                return Some(opened + length + "\u{FE0F}\u{20E3}".len());
            }
            _ => false,
        }
    } else {
        match behind.chars().next()? {
            '/' => opened == 0 && (2..=LONGEST_LABEL).contains(&length),
            ')' => length == 1 || (2..=4).contains(&length) && roman(),
            _ => false,
        }
    };
    closes.then_some(opened + length + 1)
}

fn is_bullet(character: char) -> bool {
    matches!(character,
        '-' | '*' | '–' | '•' | '‣' | '·' | '◦' | '⁃' | '\u{2190}'..='\u{21FF}' | '\u{25A0}'..='\u{27BF}'
            | '\u{2B00}'..='\u{2BFF}' | '\u{1F300}'..='\u{1FAFF}')
}

/// The bytes of the parentheses that a paragraph closes on, behind the end of a sentence, if they hold names alone.
fn source_in_parentheses(text: &str) -> Option<Range<usize>> {
    let bare = text.trim_end();
    let inside = bare.strip_suffix(')')?;
    let open = inside.rfind('(')?;
    let (before, inside) = (inside.get(..open)?.trim_end(), inside.get(open + 1..)?);
    let ended = before.trim_end_matches(['"', '”', '’', '\'', '»', ')']).ends_with(['.', '!', '?', '…']);
    let named = inside.len() <= LONGEST_SOURCE && !inside.contains(')') && inside.split(is_divider).all(is_name);
    let aside = || ASIDES.contains(&fold(inside.trim()).as_ref());
    (ended && named && !aside()).then_some(open..bare.len())
}

fn is_divider(character: char) -> bool {
    matches!(character, '/' | ',' | ';' | '|' | '&' | '+')
}

/// Whether these are capitalised words, with small ones at most between them.
fn is_name(part: &str) -> bool {
    let part = part.trim();
    let part = part.strip_prefix("and ").unwrap_or(part);
    let small = |word: &str| word.starts_with(char::is_lowercase);
    let words: Vec<&str> = tokens(part).map(|token| token.text).collect();
    let links = ["of", "the", "and", "de", "for", "in", "on", "via", "la", "le"];
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    // "theguardian.com", "iPhone Life".
    let opens = |word: &str| !small(word) || word.chars().skip(1).any(|letter| letter.is_uppercase() || letter == '.');
    let letters = part.chars().any(char::is_alphabetic);
    letters
        && words.len() <= MOST_WORDS
        && !part.ends_with(['.', '!', '?', '…'])
        && (opens(first) || links.contains(first) && words.len() > 1)
        && opens(last)
        && words.iter().all(|word| opens(word) || links.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let own = text.get(own_words(text)).expect("the words are a slice");
        format!("{own} | {}", closing_source(text).unwrap_or("-"))
    }

    #[test]
    fn the_mark_of_a_list_was_taken_for_words() {
        let items = [
            "1/ The council met.",
            "12/ poll/ Half of them object.",
            "poll/ Half of them object.",
            "3. The council met.",
            "a) The council met.",
            "(b) The council met.",
            "(ii) The council met.",
            "• The council met.",
            "- The council met.",
            "📌 The council met.",
            "1️⃣ The council met.",
        ];
        insta::assert_snapshot!(items.map(check).join("\n"), @"
        The council met. | -
        Half of them object. | -
        Half of them object. | -
        The council met. | -
        The council met. | -
        The council met. | -
        The council met. | -
        The council met. | -
        The council met. | -
        The council met. | -
        The council met. | -
        ");
    }

    #[test]
    fn words_that_look_like_marks_are_words() {
        let texts = [
            "2018. That was the year.",
            "1.5 percent of them met.",
            "A. Smith met them.",
            "and/or is no mark.",
            "24/7 they met.",
            "-5 degrees were measured.",
            "10 men met.",
            "(It rained.) They met.",
            "— The Wire",
            "1/",
            "•",
            "He came in 3. place that year.",
            "3. place was his.",
        ];
        insta::assert_snapshot!(texts.map(check).join("\n"), @"
        2018. That was the year. | -
        1.5 percent of them met. | -
        A. Smith met them. | -
        and/or is no mark. | -
        24/7 they met. | -
        -5 degrees were measured. | -
        10 men met. | -
        (It rained.) They met. | -
        — The Wire | -
        1/ | -
        • | -
        He came in 3. place that year. | -
        3. place was his. | -
        ");
    }

    #[test]
    fn the_source_of_an_item_was_taken_for_a_sentence() {
        let items = [
            "The council met. (The Valley Post)",
            "The council met. (Valley Post / Hill Times, NBC News)",
            "“We met.” (Bureau of the Valley and The Hill)",
            "The council met. (valleypost.example)",
            "The council met (in the Valley)",
            "The council met. (They meet weekly.)",
            "The council met. (Laughter)",
            "The council met. (Read more here)",
            "The council met. (see Valley Post)",
            "(The Valley Post)",
            "The council met. (2018)",
        ];
        insta::assert_snapshot!(items.map(check).join("\n"), @"
        The council met. | The Valley Post
        The council met. | Valley Post / Hill Times, NBC News
        “We met.” | Bureau of the Valley and The Hill
        The council met. | valleypost.example
        The council met (in the Valley) | -
        The council met. (They meet weekly.) | -
        The council met. (Laughter) | -
        The council met. (Read more here) | -
        The council met. (see Valley Post) | -
        (The Valley Post) | -
        The council met. (2018) | -
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_own_words(text in "([0-9a-zA-Z/.() •–\\-]|\\PC){0,40}") {
            let own = own_words(&text);
            proptest::prop_assert!(text.get(own).is_some());
            proptest::prop_assert!(closing_source(&text).is_none_or(|source| text.contains(source)));
        }
    }
}
