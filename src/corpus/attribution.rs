//! Whose words a block quotation holds: its last line says so (`> — NBC News`), or the line that introduces it
//! ("As NBC News reports,").

use crate::domain::ParagraphKind;
use crate::text;

use super::error::Remark;
use super::paragraph::BodyParagraph;

/// Words that report, after the name of whoever reports.
const REPORTING: [&str; 57] = [
    "add",
    "added",
    "adds",
    "argue",
    "argued",
    "argues",
    "concluded",
    "concludes",
    "declared",
    "declares",
    "described",
    "describes",
    "details",
    "detailed",
    "explain",
    "explained",
    "explains",
    "found",
    "finds",
    "noted",
    "notes",
    "note",
    "observed",
    "observes",
    "pointed",
    "points",
    "posted",
    "posts",
    "put",
    "puts",
    "quoted",
    "quotes",
    "recounted",
    "recounts",
    "report",
    "reported",
    "reports",
    "revealed",
    "reveals",
    "said",
    "say",
    "says",
    "stated",
    "states",
    "summarized",
    "summarizes",
    "told",
    "tweeted",
    "tweets",
    "warned",
    "warns",
    "writes",
    "write",
    "wrote",
    "continued",
    "continues",
    "announced",
];

/// Words that lead to a name without a verb: "according to Reuters", "from the Guardian", "via CNN".
const LEADING: [&str; 5] = ["to", "from", "via", "per", "by"];

/// Capitalised openings that are no part of a name.
const NO_NAME: [&str; 32] = [
    "a",
    "after",
    "also",
    "although",
    "and",
    "as",
    "at",
    "but",
    "earlier",
    "for",
    "from",
    "he",
    "here",
    "however",
    "i",
    "in",
    "it",
    "last",
    "later",
    "meanwhile",
    "moreover",
    "on",
    "one",
    "she",
    "still",
    "that",
    "then",
    "they",
    "this",
    "we",
    "while",
    "yet",
];

/// The most words that an attribution line may have: beyond that it is a sentence after a dash.
const LONGEST_ATTRIBUTION: usize = 14;

/// The name on an attribution line: a dash, then whose words the quotation holds.
pub(super) fn attribution(line: &str) -> Option<&str> {
    let dashes = ["—", "–", "―", "--"];
    let name = dashes.iter().find_map(|dash| line.strip_prefix(dash))?.trim();
    let short = text::tokens(name).take(LONGEST_ATTRIBUTION + 1).count() <= LONGEST_ATTRIBUTION;
    (short && name.chars().any(char::is_alphanumeric)).then_some(name)
}

/// Gives each block quotation without a source the one that the paragraph before it names. Those that stay without
/// one are reported by number.
pub(super) fn attribute(body: &mut [BodyParagraph]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut introduced: Option<String> = None;
    for (paragraph, number) in body.iter_mut().zip(1..) {
        if paragraph.kind != ParagraphKind::Quotation {
            introduced = introduced_source(&paragraph.text);
            continue;
        }
        if paragraph.source.is_none() {
            paragraph.source.clone_from(&introduced);
        }
        if paragraph.source.is_none() {
            remarks.push(Remark::UnclearSource(number));
        }
    }
    remarks
}

/// Whose words a line announces: the name before its last word of reporting, or after "according to". Only a line
/// that leaves its sentence open, by a comma or a colon, announces anything.
fn introduced_source(line: &str) -> Option<String> {
    let line = line.trim_end();
    let open = line.strip_suffix([',', ':'])?;
    let last = text::sentences(line).pop()?;
    let sentence = open.get(last.start.min(open.len())..)?;
    let words: Vec<text::Token<'_>> = text::tokens(sentence).collect();
    let name = |range: std::ops::Range<usize>| {
        let first = words.get(range.start)?;
        let end = words.get(range.end.checked_sub(1)?)?.range().end;
        sentence.get(first.range().start..end).map(str::to_owned)
    };
    let reports = |word: &text::Token<'_>| REPORTING.contains(&word.text.to_lowercase().as_str());
    for at in (0..words.len()).rev().filter(|at| words.get(*at).is_some_and(&reports)) {
        if let Some(found) = name_before(sentence, &words, at).and_then(&name) {
            return Some(found);
        }
    }
    let leads = |word: &text::Token<'_>| LEADING.contains(&word.text.to_lowercase().as_str());
    for at in (0..words.len()).rev().filter(|at| words.get(*at).is_some_and(&leads)) {
        if let Some(found) = name_after(sentence, &words, at + 1).and_then(&name) {
            return Some(found);
        }
    }
    // Nothing but a name: "NBC News:".
    let whole = name_after(sentence, &words, 0)?;
    if line.ends_with(':') && whole.end == words.len() { name(whole) } else { None }
}

/// The words of the name that ends where the word `at` begins.
fn name_before(sentence: &str, words: &[text::Token<'_>], at: usize) -> Option<std::ops::Range<usize>> {
    let mut start = at;
    while let Some(word) = start.checked_sub(1).and_then(|before| words.get(before)) {
        let joined = start == at || joined(sentence, words, start - 1);
        let small = start != at && is_small(word.text) && start >= 2;
        if !joined || !(is_capital(word.text) || small) {
            break;
        }
        start -= 1;
    }
    // What opened the sentence, or a small word before the name, is not part of it.
    while start < at && words.get(start).is_some_and(|word| is_no_name(word.text) || is_small(word.text)) {
        start += 1;
    }
    (start < at).then_some(start..at)
}

/// The words of the name that begins with the word `at`.
fn name_after(sentence: &str, words: &[text::Token<'_>], at: usize) -> Option<std::ops::Range<usize>> {
    let skip = usize::from(words.get(at).is_some_and(|word| matches!(word.text, "the" | "a" | "an")));
    let start = at + skip;
    let mut end = start;
    while let Some(word) = words.get(end) {
        let joined = end == start || joined(sentence, words, end - 1);
        if !joined || !(is_capital(word.text) || (end > start && is_small(word.text))) {
            break;
        }
        end += 1;
    }
    while end > start && words.get(end - 1).is_some_and(|word| is_small(word.text)) {
        end -= 1;
    }
    let opening = words.get(start).is_some_and(|word| is_no_name(word.text));
    (start < end && !opening).then_some(start..end)
}

/// Whether nothing but what names hold stands between the word `at` and the next.
fn joined(sentence: &str, words: &[text::Token<'_>], at: usize) -> bool {
    let between = words.get(at).zip(words.get(at + 1)).and_then(|(a, b)| sentence.get(a.range().end..b.range().start));
    between.is_some_and(|between| between.chars().all(|mark| matches!(mark, ' ' | '.' | '\'' | '’' | '&' | '-')))
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric())
}

/// Small words inside names: "the Center for American Progress".
fn is_small(word: &str) -> bool {
    matches!(word, "of" | "for" | "and" | "on" | "the" | "de" | "du" | "la" | "von" | "van")
}

fn is_no_name(word: &str) -> bool {
    NO_NAME.contains(&word.to_lowercase().as_str())
}
