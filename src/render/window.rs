//! What a front shows of an excerpt that is too long for it: all but what can be left out without changing what the rest says.
//!
//! Only two things go: what stands in parentheses or between dashes, and a relative clause or a list of examples that
//! ends a sentence. Neither goes if it holds a match, a negation, a condition, a doubt or a word of reporting, and nothing is left
//! out within quotation marks. Where the rest would still be too long, the excerpt is shown whole.

use std::ops::Range;

use crate::{quotes, text};

/// An excerpt of so many characters is shown whole.
const LONGEST: usize = 300;

/// Fewer characters are not worth an omission mark.
const LEAST_SAVED: usize = 20;

/// Stands in place of what is left out.
pub(super) const OMISSION: &str = "[…]";

/// The words with which what ends a sentence may begin to be left out. An article is none of them: behind an opening phrase
/// it begins the main clause.
const OPENERS: &[&str] = &["which", "who", "whom", "whose", "where", "including", "among", "with"];

/// The parts of an excerpt that are shown, as bytes of `text`, in order; `matches` are bytes of it as well. Between two
/// of them, and behind the last if it does not end the text, words are left out.
pub(super) fn windows(text: &str, matches: &[Range<usize>]) -> Vec<Range<usize>> {
    let whole = || std::iter::once(0..text.len()).collect();
    let Some(mut surplus) = text.chars().count().checked_sub(LONGEST + 1).filter(|_| !matches.is_empty()) else {
        return whole();
    };
    surplus += 1;
    let may_go = |range: &Range<usize>| {
        let slice = text.get(range.clone()).unwrap_or_default();
        matches.iter().all(|found| found.end <= range.start || range.end <= found.start)
            && length(slice) >= LEAST_SAVED
            && !text::tokens(slice).any(|token| quotes::qualifies(&text::fold(token.text)))
    };
    let mut omitted: Vec<Range<usize>> = Vec::new();
    for sentence in text::sentences(text) {
        let (insertions, tails) = parts(text, &sentence);
        let insertions: Vec<Range<usize>> = insertions.into_iter().filter(may_go).collect();
        // The shortest tail that will do, or else the longest.
        let tails: Vec<Range<usize>> = tails.into_iter().filter(may_go).collect();
        for insertion in insertions {
            if surplus > 0 {
                surplus = surplus.saturating_sub(saved(text, &insertion));
                omitted.push(insertion);
            }
        }
        let fits = |tail: &&Range<usize>| saved(text, tail) >= surplus;
        let tail = tails.iter().rev().find(fits).or(tails.first()).filter(|_| surplus > 0);
        if let Some(tail) = tail {
            let inside = |other: &&Range<usize>| tail.start <= other.start && other.end <= tail.end;
            let again: usize = omitted.iter().filter(inside).map(|range| saved(text, range)).sum();
            surplus = (surplus + again).saturating_sub(saved(text, tail));
            omitted.retain(|other| !inside(&other));
            omitted.push(tail.clone());
        }
    }
    if surplus > 0 || omitted.is_empty() {
        return whole();
    }
    let mut shown = Vec::new();
    let mut at = 0;
    for gap in omitted {
        shown.push(text::trimmed(text, at..gap.start));
        at = gap.end;
    }
    shown.push(text::trimmed(text, at..text.len()));
    shown.retain(|range| !range.is_empty());
    shown
}

/// The characters that leaving this out saves.
fn saved(text: &str, range: &Range<usize>) -> usize {
    length(text.get(range.clone()).unwrap_or_default()).saturating_sub(OMISSION.chars().count() + 1)
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// What might be left out of a sentence: its insertions, and each of its tails, the longest first. A tail begins with its
/// comma and ends with the sentence.
fn parts(text: &str, sentence: &Range<usize>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let slice = text.get(sentence.clone()).unwrap_or_default();
    let (mut insertions, mut commas) = (Vec::new(), Vec::new());
    let mut quoted = false;
    // Where the innermost parenthesis, or the dash, stands that is not closed yet.
    let (mut parenthesis, mut dash): (Option<usize>, Option<usize>) = (None, None);
    for (at, mark) in slice.char_indices().map(|(at, mark)| (sentence.start + at, mark)) {
        let end = at + mark.len_utf8();
        match mark {
            '“' => quoted = true,
            '”' => quoted = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' => parenthesis = Some(at),
            ')' => insertions.extend(parenthesis.take().map(|start| start..end)),
            '—' if parenthesis.is_none() => match dash.take() {
                Some(start) => insertions.push(start..end),
                None => dash = Some(at),
            },
            ',' if parenthesis.is_none() && dash.is_none() => commas.push(at),
            _ => {}
        }
    }
    let opens = |comma: &usize| {
        let behind = text.get(*comma + 1..sentence.end).unwrap_or_default();
        let first = text::tokens(behind).next();
        behind.starts_with(' ') && first.is_some_and(|token| OPENERS.contains(&&*text::fold(token.text)))
    };
    // A sentence that ends within quotation marks has an end that is the speaker's.
    let tails = commas.into_iter().filter(opens).map(|comma| comma..sentence.end);
    (insertions, if quoted || slice.ends_with(['”', '"']) { Vec::new() } else { tails.collect() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is shown of a text in which `found` is matched.
    fn check(text: &str, found: &str) -> String {
        let start = text.find(found).expect("the match stands in the text");
        let shown = windows(text, std::slice::from_ref(&(start..start + found.len())));
        let shown: Vec<&str> = shown.into_iter().filter_map(|range| text.get(range)).collect();
        shown.join(" […] ")
    }

    const PARENTHESIS: &str = "The harbour board of Port Ellery (five members, three of them elected by the ratepayers of the town and two \
        sent by the county for terms of six years, under the charter of 1911) voted on Tuesday to sell the old ferry \
        landing to a builder from the capital, for a sum of four million dollars that is to be paid over ten years.";

    #[test]
    fn an_insertion_is_left_out() {
        insta::assert_snapshot!(check(PARENTHESIS, "ferry"), @"The harbour board of Port Ellery […] voted on Tuesday to sell the old ferry landing to a builder from the capital, for a sum of four million dollars that is to be paid over ten years.");
    }

    #[test]
    fn what_matches_is_never_left_out() {
        assert_eq!(check(PARENTHESIS, "ratepayers"), PARENTHESIS);
    }

    #[test]
    fn a_clause_that_ends_the_sentence_is_left_out() {
        let text = "The county hired Marta Quill as its engineer in the spring of that year to rebuild, one after the other, the three stone bridges over \
            the Sill, which run from the mill at Upper Denby past the quarries and the brickworks to the market in Lower Denby, \
            and which carried the drovers, the coal carts, the hay wagons and the first motor buses of the valley.";
        insta::assert_snapshot!(check(text, "engineer"), @"The county hired Marta Quill as its engineer in the spring of that year to rebuild, one after the other, the three stone bridges over the Sill");
    }

    #[test]
    fn what_qualifies_the_sentence_stays() {
        let text = "The county hired Marta Quill as its engineer in the spring of that year to rebuild, one after the other, the three stone bridges over \
            the Sill, which run from the mill at Upper Denby past the quarries and the brickworks to the market in Lower Denby, \
            unless the state takes them over before the first of March and builds them anew itself.";
        assert_eq!(check(text, "engineer"), text);
    }

    proptest! {
        #[test]
        fn any_text(text in "([a-z]{1,9}|, which|, the|\\(|\\)|—|\"|“|”|[.] [A-Z]|é| ){0,120}", at in 0usize..400, length in 1usize..20) {
            let start = text::floor_boundary(&text, at);
            let end = text::floor_boundary(&text, start + length);
            let found = start..end;
            let shown = windows(&text, std::slice::from_ref(&found));
            prop_assert!(shown.iter().all(|range| text.get(range.clone()).is_some()));
            prop_assert!(shown.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let matched = text.get(found).unwrap_or_default().trim();
            prop_assert!(matched.is_empty() || shown.iter().any(|range| text.get(range.clone()).is_some_and(|shown| shown.contains(matched))));
        }
    }
}
