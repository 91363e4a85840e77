//! Abbreviations that an article itself writes out: "chronic heart disease (CHD)".

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;

use crate::index::StoredParagraph;
use crate::query::Question;
use crate::text;

/// An abbreviation with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Abbreviation {
    /// As it is written: "CHD".
    pub short: String,
    /// The terms of the words that it stands for, function words left out.
    pub long: Vec<String>,
}

/// Small words that an abbreviation may pass over.
const LINKS: &[&str] = &["of", "and", "the", "for", "in", "on", "to", "de", "a"];

/// How far before the parentheses the words are looked for, in bytes.
const REACH: usize = 120;

/// The abbreviations that a text writes out.
pub(crate) fn written_out(text: &str) -> Vec<Abbreviation> {
    let mut found = Vec::new();
    for open in memchr_iter(b'(', text.as_bytes()) {
        let Some(short) = short(text.get(open + 1..).unwrap_or_default()) else { continue };
        let before = text.get(text::floor_boundary(text, open.saturating_sub(REACH))..open).unwrap_or_default();
        if let Some(long) = long(before, short) {
            let abbreviation = Abbreviation { short: short.to_owned(), long };
            if !found.contains(&abbreviation) {
                found.push(abbreviation);
            }
        }
    }
    found
}

/// The capitals that stand alone in parentheses.
fn short(inside: &str) -> Option<&str> {
    let length = inside.bytes().take_while(u8::is_ascii_uppercase).count();
    let (short, rest) = inside.split_at_checked(length)?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    ((2..=6).contains(&length) && rest.starts_with(')')).then_some(short)
}

/// The terms of the words right before whose first letters these are.
fn long(before: &str, short: &str) -> Option<Vec<String>> {
    let words: Vec<text::Token<'_>> = text::tokens(before).collect();
    let mut words = words.iter().rev();
    let mut long = Vec::new();
    for letter in short.bytes().rev() {
        loop {
            let word = words.next()?;
            let opens = word.text.bytes().next().is_some_and(|first| first.eq_ignore_ascii_case(&letter));
            if opens {
                if !LINKS.contains(&word.text) {
                    long.push(text::term(word.text));
                }
                break;
            }
            if !LINKS.contains(&word.text) {
                return None;
            }
        }
    }
    long.reverse();
    (long.len() > 1).then_some(long)
}

/// The abbreviations of these paragraphs that a question has in short or in full, each with where in its terms: the
/// short form, or all of the words.
pub(crate) fn asked_about(
    question: &Question,
    texts: impl Iterator<Item = impl AsRef<str>>,
) -> Vec<(Abbreviation, Vec<usize>)> {
    let at = |term: &str| question.terms.iter().position(|known| known.weight > 0.0 && known.text == term);
    let mut found: Vec<(Abbreviation, Vec<usize>)> = Vec::new();
    for text in texts {
        for abbreviation in written_out(text.as_ref()) {
            let places = match at(&text::term(&abbreviation.short)) {
                Some(short) => Some(vec![short]),
                None => abbreviation.long.iter().map(|term| at(term)).collect::<Option<Vec<usize>>>(),
            };
            if let Some(places) = places.filter(|_| !found.iter().any(|(known, _)| *known == abbreviation)) {
                found.push((abbreviation, places));
            }
        }
    }
    found
}

/// The terms by which the short forms are looked for of what a question has in full.
pub(crate) fn short_terms(question: &Question, paragraphs: &[Arc<StoredParagraph>]) -> Vec<String> {
    let texts = paragraphs.iter().map(|paragraph| paragraph.paragraph.text.as_str());
    let asked = asked_about(question, texts).into_iter().filter(|(_, places)| places.len() > 1);
    asked.map(|(abbreviation, _)| text::term(&abbreviation.short)).collect()
}

/// The bytes at which a text has an abbreviation in short, or in full.
pub(crate) fn uses(abbreviation: &Abbreviation, short: bool, text: &str) -> Vec<Range<usize>> {
    let tokens: Vec<text::Token<'_>> = text::tokens(text).filter(|token| !LINKS.contains(&token.text)).collect();
    if short {
        return tokens.iter().filter(|token| token.text == abbreviation.short).map(text::Token::range).collect();
    }
    let Some(first) = abbreviation.long.first() else { return Vec::new() };
    let opens: Vec<usize> = (0..tokens.len())
        .filter(|at| {
            let rest = tokens.get(*at..).unwrap_or_default();
            // The first letters tell most words apart.
            let may = rest.first().zip(first.bytes().next()).is_some_and(|(token, letter)| {
                token.text.bytes().next().is_some_and(|byte| byte.eq_ignore_ascii_case(&letter))
            });
            may && rest.len() >= abbreviation.long.len()
                && rest.iter().zip(&abbreviation.long).all(|(token, term)| text::term(token.text) == *term)
        })
        .collect();
    opens.into_iter().filter_map(|at| tokens.get(at)).map(text::Token::range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_read_where_they_are_written_out() {
        let found = written_out(
            "Chronic heart disease (CHD) kills. The Bureau of Land and Water (BLW) and the Corps (Army) met (AP). \
             Basic Oxygen Furnaces (BOFs) glow. He won (NY). The Department of Justice (DOJ) wrote.",
        );
        let shown: Vec<String> =
            found.iter().map(|found| format!("{} {}", found.short, found.long.join("+"))).collect();
        insta::assert_snapshot!(shown.join("\n"), @"
        CHD chronic+heart+diseas
        BLW bureau+land+water
        BOF basic+oxygen+furnac
        DOJ depart+justic
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([A-Ca-c ()é]|\\PC){0,40}") {
            for found in written_out(&text) {
                proptest::prop_assert!(text.contains(&found.short));
                for range in uses(&found, true, &text).into_iter().chain(uses(&found, false, &text)) {
                    proptest::prop_assert!(text.get(range).is_some());
                }
            }
        }
    }
}
