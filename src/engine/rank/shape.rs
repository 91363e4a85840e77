//! Whether a sentence holds the sort of thing that a question asks for.

use super::scan::Word;
use crate::query::{self, AnswerType, Class, List};
use crate::text;

/// Where in `words` things of the expected sort stand that the question did not name itself; how surely, from 0 to 1.
///
/// `opens` says whether the first word opens a sentence, and so may be capitalised for that alone.
pub(super) fn answers(expects: AnswerType, text: &str, words: &[Word], found: &mut Vec<(usize, f32)>) {
    found.clear();
    // When a report was written is no answer.
    let skipped = if matches!(expects, AnswerType::Date | AnswerType::Number) { dateline(text, words) } else { 0 };
    let words = words.get(skipped..).unwrap_or_default();
    match expects {
        AnswerType::Person => names(text, words, 1.0, 0.5, found),
        AnswerType::Organisation => names(text, words, 1.0, 0.7, found),
        AnswerType::Place => places(text, words, found),
        AnswerType::Date => each(text, words, found, date),
        AnswerType::Number => each(text, words, found, number),
        AnswerType::Reason => each(text, words, found, reason),
        AnswerType::Consequence => each(text, words, found, consequence),
        AnswerType::Quotation => quotation(text, words, found),
        AnswerType::Definition | AnswerType::YesNo | AnswerType::Thing => {}
    }
    found.iter_mut().for_each(|(at, _)| *at += skipped);
}

/// How far from the start of a sentence a dateline may reach, in bytes.
const DATELINE: usize = 80;

/// How many of a sentence's first words are its dateline: "HARBOR CITY, Feb. 8 (AP) —".
fn dateline(text: &str, words: &[Word]) -> usize {
    let Some(first) = words.first().filter(|word| {
        let opening = slice(text, word);
        opening.len() > 2 && opening.chars().all(char::is_uppercase)
    }) else {
        return 0;
    };
    let start = first.start as usize;
    let end = text::floor_boundary(text, start + DATELINE);
    let opening = text.get(start..end).unwrap_or_default();
    let Some(dash) = ["—", "–", " -- ", " - "].iter().filter_map(|dash| opening.find(dash)).min() else { return 0 };
    words.iter().take_while(|word| (word.start as usize) < start + dash).count()
}

fn slice<'a>(text: &'a str, word: &Word) -> &'a str {
    text.get(word.range()).unwrap_or_default()
}

fn each(text: &str, words: &[Word], found: &mut Vec<(usize, f32)>, sure: fn(&str, &Word) -> f32) {
    for (at, word) in words.iter().enumerate() {
        let strength = sure(slice(text, word), word);
        if strength > 0.0 && !word.is_exact() {
            found.push((at, strength));
        }
    }
}

/// Runs of capitalised words: `full` for two or more, `single` for one that does not open the sentence.
fn names(text: &str, words: &[Word], full: f32, single: f32, found: &mut Vec<(usize, f32)>) {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !word.capital {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while let (Some(last), Some(next)) = (words.get(end - 1), words.get(end)) {
            let gap = text.get(last.end as usize..next.start as usize).unwrap_or("?");
            if !next.capital || !matches!(gap, " " | ". " | "-") {
                break;
            }
            end += 1;
        }
        let run = words.get(at..end).unwrap_or_default();
        // "Tuesday" and "March" are nobody.
        let is_day = run.iter().all(|word| date(slice(text, word), word) >= NAMES_TIME);
        let fresh = !is_day && run.iter().any(|word| !word.is_exact());
        let strength = match run.len() {
            1 if at == 0 => 0.0,
            1 => single,
            _ => full,
        };
        if fresh && strength > 0.0 {
            found.push((at, strength));
        }
        at = end;
    }
}

/// Capitalised words after a preposition of place, and pairs parted by a comma ("Houston, Texas").
fn places(text: &str, words: &[Word], found: &mut Vec<(usize, f32)>) {
    for (at, word) in words.iter().enumerate() {
        if !word.capital || word.is_exact() {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let Some(before) = before else { continue };
        let gap = text.get(before.end as usize..word.start as usize).unwrap_or_default().trim();
        let preposition = matches!(
            slice(text, before),
            "in" | "at"
                | "from"
                | "near"
                | "to"
                | "on"
                | "of"
                | "outside"
                | "across"
                | "through"
                | "the"
                | "In"
                | "At"
                | "From"
                | "into"
                | "around"
        );
        if preposition {
            found.push((at, if slice(text, before) == "of" { 0.6 } else { 1.0 }));
        } else if before.capital && gap == "," {
            found.push((at, 0.8));
        } else if !before.capital {
            found.push((at, 0.4));
        }
    }
}

/// How surely the name of a day or a month tells a date.
const NAMES_TIME: f32 = 0.8;

fn date(word: &str, shape: &Word) -> f32 {
    if shape.digit {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let year = digits == 4 && matches!(word.as_bytes().first(), Some(b'1' | b'2')) && !word.contains(',');
        return if year {
            1.0
        } else if digits <= 2 || word.ends_with('s') {
            0.3
        } else {
            0.0
        };
    }
    let known = is_day_or_month(word)
        || matches!(
            word,
            "Jan"
                | "Feb"
                | "Aug"
                | "Sept"
                | "Oct"
                | "Nov"
                | "Dec"
                | "century"
                | "yesterday"
                | "today"
                | "ago"
                | "decade"
        );
    if known { NAMES_TIME } else { 0.0 }
}

/// "March", and not "march" or "MARCH".
fn is_day_or_month(word: &str) -> bool {
    let mut letters = word.chars();
    let Some(first) = letters.next().filter(char::is_ascii_uppercase) else { return false };
    let written_large = |name: &&str| name.strip_prefix(first.to_ascii_lowercase()) == Some(letters.as_str());
    text::MONTHS.iter().chain(&text::WEEKDAYS).any(written_large)
}

fn number(word: &str, shape: &Word) -> f32 {
    if shape.digit {
        let year = word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|byte| byte.is_ascii_digit());
        return if year { 0.3 } else { 1.0 };
    }
    if word.len() > 9 || word.len() < 3 {
        return 0.0;
    }
    let is = |name: &&str| name.eq_ignore_ascii_case(word);
    const EXACT: &[&str] = &[
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "dozen",
        "hundreds",
        "thousands",
        "millions",
        "billions",
        "dozens",
    ];
    const VAGUE: &[&str] = &["one", "half", "third", "quarter", "several", "majority", "twice", "percent", "once"];
    if EXACT.iter().any(is) {
        0.9
    } else if VAGUE.iter().any(is) {
        0.5
    } else {
        0.0
    }
}

fn reason(word: &str, _: &Word) -> f32 {
    match word {
        "because" | "Because" => 1.0,
        _ if List::GivesReason.has(word) => 0.8,
        "since" | "so" | "led" | "as" | "after" | "for" | "to" | "means" | "by" => 0.2,
        _ => 0.0,
    }
}

fn consequence(word: &str, _: &Word) -> f32 {
    match word {
        "otherwise" | "therefore" | "thus" => 1.0,
        "will" | "would" | "could" | "may" | "might" | "must" | "can" | "if" | "If" | "when" | "When" | "unless"
        | "after" | "After" | "until" => 0.4,
        _ if Class::LeadsTo.has(word) || Class::Outcome.has(word) => 1.0,
        _ => 0.0,
    }
}

/// Whether a sentence says outright that it gives a reason.
pub(crate) fn gives_reason(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    ["because", "due to", "in order to", "as a result", "therefore", "the reason"]
        .iter()
        .any(|mark| lower.contains(mark))
}

fn quotation(text: &str, words: &[Word], found: &mut Vec<(usize, f32)>) {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    let start = (first.start as usize).saturating_sub(3);
    let around =
        (start..=first.start as usize).find_map(|start| text.get(start..last.end as usize)).unwrap_or_default();
    if around.contains(['"', '“', '”']) {
        found.push((0, 1.0));
    } else if words.iter().any(|word| List::Quotes.has(slice(text, word))) {
        found.push((0, 0.6));
    }
}

/// "X is a …", "X, a …", "X refers to …": the question's words open the sentence and a copula follows.
pub(super) fn defines(text: &str, words: &[Word]) -> bool {
    let subject = words.iter().take(4).position(Word::is_exact);
    let Some(subject) = subject else { return false };
    words.iter().skip(subject).take(8).any(|word| List::Defines.has(slice(text, word)))
}

/// Whether a sentence says that something is not so.
pub(super) fn denies(text: &str, words: &[Word]) -> bool {
    words.iter().any(|word| query::denies(&text::fold(slice(text, word))))
}

/// Whether a sentence has this term of the question, and nowhere a denial shortly before it.
pub(super) fn says_done(term: usize, text: &str, words: &[Word]) -> bool {
    const REACH: usize = 5;
    let is = |word: &Word| word.hit.is_some_and(|hit| usize::from(hit.term) == term && hit.strength >= 0.6);
    let mut places = words.iter().enumerate().filter(|(_, word)| is(word)).map(|(at, _)| at).peekable();
    let denied = |at: usize| words.get(at.saturating_sub(REACH)..at).is_some_and(|before| denies(text, before));
    places.peek().is_some() && !places.any(denied)
}

/// Whether a sentence opens with a word that stands for something said before.
pub(super) fn opens_on_pronoun(sentence: &str) -> bool {
    let opened = sentence.trim_start_matches(|character: char| !character.is_alphanumeric());
    let word: String = opened.chars().take_while(|character| character.is_alphabetic()).collect();
    matches!(
        word.to_lowercase().as_str(),
        "he" | "she"
            | "it"
            | "they"
            | "this"
            | "that"
            | "these"
            | "those"
            | "his"
            | "her"
            | "its"
            | "their"
            | "such"
            | "both"
            | "some"
            | "others"
            | "neither"
    )
}

#[cfg(test)]
mod tests {
    use super::super::scan::Matcher;
    use super::*;
    use crate::query::Question;

    fn check(question: &str, sentence: &str) -> String {
        let question = Question::parse(question);
        let mut words = Vec::new();
        Matcher::new(&question, &vec![false; question.terms.len()]).scan(sentence, &mut words);
        let mut found = Vec::new();
        answers(question.expects, sentence, &words, &mut found);
        let found = found.iter().filter_map(|(at, _)| Some(slice(sentence, words.get(*at)?)));
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_day_is_nobody() {
        assert_eq!(check("Who sent the letter?", "A letter from the dairy came back on Tuesday."), "");
        assert_eq!(check("Who sent the letter?", "A letter by Ana Lind came back on Tuesday."), "Ana");
    }

    #[test]
    fn a_dateline_is_neither_date_nor_number() {
        let when = "When was Lind elected?";
        assert_eq!(check(when, "HARBOR CITY, Feb. 8 (AP) — Voters elected Lind."), "");
        assert_eq!(check(when, "HARBOR CITY, Feb. 8 -- Voters elected Lind in 2019."), "2019");
        assert_eq!(check(when, "On Feb. 8 – a cold day – voters elected Lind."), "Feb 8");
        assert_eq!(check("How many bridges burnt?", "PORT ANA, Dec. 12 — Two bridges burnt."), "Two");
    }
}
