//! What a front shows of an excerpt that is too long for it: all but what can be left out without changing what the rest says.
//!
//! Three things go: of a long list of names those that were not asked about; what stands in parentheses or between dashes;
//! and a relative clause or a list of examples that ends a sentence. None goes if it holds a match, a negation, a condition, a doubt or a word of reporting, and nothing is left
//! out within quotation marks. Where the rest would still be too long, the excerpt is shown whole.

use std::ops::Range;

use crate::{quotes, text};

/// An excerpt of so many characters is shown whole.
const LONGEST: usize = 300;

/// Fewer characters are not worth an omission mark.
const LEAST_SAVED: usize = 20;

/// Items that make a list of names, and those that are left out side by side at least.
const ITEMS: usize = 5;
const LEAST_ITEMS: usize = 2;

/// An item of a list that commas part is no longer than this: what is longer is a clause.
const LONGEST_ITEM: usize = 60;

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
    let says_nothing = |range: &Range<usize>| {
        let slice = text.get(range.clone()).unwrap_or_default();
        matches.iter().all(|found| found.end <= range.start || range.end <= found.start)
            && !text::tokens(slice).any(|token| quotes::qualifies(&text::fold(token.text)))
    };
    let may_go = |range: &Range<usize>| {
        length(text.get(range.clone()).unwrap_or_default()) >= LEAST_SAVED && says_nothing(range)
    };
    let mut omitted: Vec<Range<usize>> = Vec::new();
    for sentence in text::sentences(text) {
        for run in list_runs(text, &sentence, &says_nothing) {
            surplus = surplus.saturating_sub(saved(text, &run));
            omitted.push(run);
        }
        let (insertions, tails) = parts(text, &sentence);
        let apart = |range: &Range<usize>| omitted.iter().all(|run| range.end <= run.start || run.end <= range.start);
        let (insertions, tails): (Vec<_>, Vec<_>) =
            (insertions.into_iter().filter(apart).collect(), tails.into_iter().filter(apart).collect());
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
    omitted.sort_by_key(|gap| gap.start);
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

/// The names of a list that may be left out: of its items, parted by semicolons or else by commas, runs of those that hold
/// no match. The first item stays, with what opens the sentence, and so does the last. Where commas part them, what follows
/// an item that stays may belong to it ("Albany, N.Y.") and stays as well.
fn list_runs(text: &str, sentence: &Range<usize>, goes: &impl Fn(&Range<usize>) -> bool) -> Vec<Range<usize>> {
    let (items, by_commas) = items(text, sentence);
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut run: Vec<&Range<usize>> = Vec::new();
    let mut finish = |run: &mut Vec<&Range<usize>>| {
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && run.len() >= LEAST_ITEMS
        {
            runs.push(text::trimmed(text, first.start..last.end));
        }
        run.clear();
    };
    let mut may_belong = false;
    let inner = items.get(1..items.len().saturating_sub(1)).unwrap_or_default();
    for item in inner {
        if goes(item) && !may_belong {
            run.push(item);
            continue;
        }
        finish(&mut run);
        may_belong = by_commas && !goes(item);
    }
    finish(&mut run);
    runs
}

/// The items of the list in a sentence, each with the mark that parts it from the next; none where it has no list. What
/// stands in quotation marks or parentheses is no list. The flag tells whether commas part them.
fn items(text: &str, sentence: &Range<usize>) -> (Vec<Range<usize>>, bool) {
    let slice = text.get(sentence.clone()).unwrap_or_default();
    let (mut semicolons, mut commas) = (Vec::new(), Vec::new());
    let (mut quoted, mut depth) = (false, 0usize);
    for (at, mark) in slice.char_indices() {
        let end = sentence.start + at + mark.len_utf8();
        match mark {
            '“' => quoted = true,
            '”' => quoted = false,
            '"' => quoted = !quoted,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ';' if !quoted && depth == 0 => semicolons.push(end),
            ',' if !quoted && depth == 0 => commas.push(end),
            _ => {}
        }
    }
    let parted = |ends: &[usize]| {
        let starts = std::iter::once(sentence.start).chain(ends.iter().copied());
        let ends = ends.iter().copied().chain([sentence.end]);
        starts.zip(ends).map(|(start, end)| start..end).collect::<Vec<_>>()
    };
    if semicolons.len() + 1 >= ITEMS {
        return (parted(&semicolons), false);
    }
    let by_commas = parted(&commas);
    let inner = by_commas.get(1..by_commas.len().saturating_sub(1)).unwrap_or_default();
    let names = |item: &Range<usize>| {
        let item = text.get(item.clone()).unwrap_or_default().trim();
        let capital = item.chars().next().is_some_and(|first| first.is_uppercase() || first.is_ascii_digit());
        length(item) <= LONGEST_ITEM
            && (capital || item.strip_prefix("the ").is_some_and(|rest| rest.starts_with(char::is_uppercase)))
    };
    (if by_commas.len() >= ITEMS && inner.iter().all(names) { by_commas } else { Vec::new() }, true)
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

    const LIST: &str = "Beside Port Ellery, the towns that were sent the bill are Upper Denby; Lower Denby; the village of \
        Sill; Marrow, Conn.; East Marrow, Conn.; Quill Harbor; the City and County of Brandt; Ashby; Old Ashby; Fenwick Falls; the \
        borough of Tarn; Tarn Heights; Corrie, Mass.; Little Corrie, Mass.; Whitlow; West Whitlow; and the State of Vermont.";

    #[test]
    fn of_a_list_of_names_the_one_that_was_asked_for_is_shown() {
        insta::assert_snapshot!(check(LIST, "Fenwick Falls"), @"Beside Port Ellery, the towns that were sent the bill are Upper Denby; […] Fenwick Falls; […] and the State of Vermont.");
        insta::assert_snapshot!(check(LIST, "Upper Denby"), @"Beside Port Ellery, the towns that were sent the bill are Upper Denby; […] and the State of Vermont.");
        insta::assert_snapshot!(check(LIST, "the State of Vermont"), @"Beside Port Ellery, the towns that were sent the bill are Upper Denby; […] and the State of Vermont.");
    }

    #[test]
    fn an_item_that_qualifies_stays() {
        let text = LIST.replace("Old Ashby;", "Old Ashby, though not by mail;");
        insta::assert_snapshot!(check(&text, "Whitlow;"), @"Beside Port Ellery, the towns that were sent the bill are Upper Denby; […] Old Ashby, though not by mail; […] Whitlow; West Whitlow; and the State of Vermont.");
    }

    #[test]
    fn names_that_commas_part_keep_what_belongs_to_them() {
        let text = "The letters went on Friday to the mayors of Albany, N.Y., Berkeley, Calif., Burlington, Vt., Fremont, Calif., \
            Jackson, Miss., Lawrence, Mass., Watsonville, Calif., West Palm Beach, Fla., Denver, Colo., Louisville, Ky., \
            Newark, N.J., Trenton, N.J., Camden, N.J., Dover, Del., Salem, Ore., Reno, Nev., and Eugene, Ore.";
        insta::assert_snapshot!(check(text, "Jackson"), @"The letters went on Friday to the mayors of Albany, N.Y., Berkeley, Calif., Burlington, Vt., Fremont, Calif., Jackson, Miss., Lawrence, Mass., Watsonville, Calif., West Palm Beach, Fla., Denver, Colo., Louisville, Ky., Newark, N.J., Trenton, N.J., Camden, N.J., Dover, Del., Salem, Ore., Reno, Nev., and Eugene, Ore.");
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
