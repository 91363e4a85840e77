//! Paragraphs of a size that a citation can count: one that is longer than any that a person writes is parted where its
//! sentences end.

use crate::text::{clip, floor_boundary, sentences};

/// The longest paragraph that is kept whole, in bytes. Transcripts have paragraphs of a few kilobytes; what an answer
/// costs grows with the longest one.
pub(super) const LONGEST: usize = 8 * 1024;

/// The most words of a title that is made of a text's first ones, and its longest, in bytes.
const TITLE_WORDS: usize = 12;
const LONGEST_TITLE: usize = 120;

/// The parts of a paragraph, none longer than [`LONGEST`]: whole sentences; of a sentence that is longer, whole words.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    // Each part is looked for in so many bytes only, so the cost is that of the text's length.
    while rest.len() > LONGEST {
        let window = rest.get(..floor_boundary(rest, LONGEST)).unwrap_or(rest);
        let (part, after) = rest.split_at_checked(end(window)).unwrap_or((rest, ""));
        parts.push(part.trim_end());
        rest = after.trim_start();
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { vec![text] } else { parts }
}

/// Where the last sentence in the window begins, or else its last word; outside a quotation where that can be.
fn end(window: &str) -> usize {
    let starts = || sentences(window).into_iter().map(|sentence| sentence.start).filter(|start| *start > LONGEST / 4);
    let outside = starts().rev().take(64).find(|start| !window.get(..*start).is_some_and(within_quotation));
    let sentence = outside.or_else(|| starts().next_back());
    let word = || window.rfind(char::is_whitespace).filter(|at| *at > 0);
    sentence.or_else(word).unwrap_or(window.len())
}

/// Whether a quotation that was opened before is open at the end.
fn within_quotation(before: &str) -> bool {
    let count = |mark: char| before.matches(mark).count();
    count('“') > count('”') || count('"') % 2 == 1
}

/// How a text ends that goes on elsewhere.
const GOES_ON: [&str; 6] =
    ["read more", "continue reading", "keep reading", "read the rest", "read the full", "read the whole"];

/// Whether a text's last paragraph breaks off: the article goes on elsewhere.
pub(super) fn breaks_off(last: &str) -> bool {
    let end = last.trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, ']' | ')' | '»' | '→'));
    let tail = end.get(floor_boundary(end, end.len().saturating_sub(80))..).unwrap_or(end).to_lowercase();
    tail.ends_with('…') || tail.ends_with("...") || GOES_ON.iter().any(|words| tail.contains(words))
}

/// The first words of a text, as a title: its first sentence, or as much of it as fits one.
pub(super) fn first_words(text: &str) -> String {
    let opening = clip(text, 4 * LONGEST_TITLE).0;
    let sentence = sentences(opening).into_iter().next().and_then(|range| opening.get(range)).unwrap_or(opening);
    let mut title = String::new();
    for (word, number) in sentence.split_whitespace().zip(1..) {
        if number > TITLE_WORDS || title.len() + word.len() >= LONGEST_TITLE {
            // A first word alone may be an address that is longer than a title.
            let whole = title.trim_end_matches([',', ';', ':', '–', '—', '-', ' ']);
            return format!("{}…", if whole.is_empty() { clip(word, LONGEST_TITLE).0 } else { whole });
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    // A sentence that ends whole needs no stop, as titles have none.
    title.strip_suffix('.').filter(|bare| !bare.ends_with('.')).map(str::to_owned).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_paragraph_is_parted_between_sentences_and_quotations() {
        let sentence = "The weir at Low Ford was mended again. ";
        let quoted = "“We shut it. We told them so. We went home,” said Ida Keeper. ";
        let text = sentence.repeat(205) + quoted + &sentence.repeat(300);
        let parts = parts(text.trim_end());
        assert_eq!(parts.concat().replace(' ', ""), text.replace(' ', ""));
        for part in &parts {
            assert!(part.len() <= LONGEST && part.ends_with('.') && !within_quotation(part), "{part}");
        }
    }

    #[test]
    fn texts_that_go_on_elsewhere() {
        for text in
            ["The mill reopened, the mayor said… Read more", "It opened […]", "It opened ...", "Continue reading »"]
        {
            assert!(breaks_off(text), "{text}");
        }
        for text in [
            "It opened.",
            "",
            "“I read more than I did,” she said, and went on to name each of them: Ann, Bo, and then Cy and Di Strand.",
        ] {
            assert!(!breaks_off(text), "{text}");
        }
    }

    #[test]
    fn titles_of_first_words() {
        assert_eq!(first_words("Good morning."), "Good morning");
        assert_eq!(first_words("Is it so? It is."), "Is it so?");
        assert_eq!(first_words(&"so ".repeat(40)), "so so so so so so so so so so so so…");
        assert_eq!(first_words(&"x".repeat(500)).len(), LONGEST_TITLE + '…'.len_utf8());
    }

    proptest! {
        #[test]
        fn parting_loses_nothing_but_spaces(text in "([a-zé“”\". ]{0,40}){0,8}", times in 1usize..400) {
            let text = text.repeat(times);
            let parts = parts(&text);
            let bare = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&parts.concat()), bare(&text));
            prop_assert!(parts.iter().all(|part| part.len() <= LONGEST || parts.len() == 1));
        }
    }
}
