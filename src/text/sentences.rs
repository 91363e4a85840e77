//! Sentence boundaries: those of Unicode (UAX #29) without those that are wrong in news prose, as after an abbreviation.

use std::ops::Range;

use super::bounds::bounds;
use super::items::own_words;
use super::slice::trimmed;

/// The sentences of a text: bytes, in order, without the white space between them. Together they hold every
/// character of the text that is not white space, but for the mark of a list that it opens on and the source in
/// parentheses that it closes on.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let own = own_words(text);
    let mut sentences = all_sentences(text.get(own.clone()).unwrap_or_default());
    for sentence in &mut sentences {
        *sentence = own.start + sentence.start..own.start + sentence.end;
    }
    sentences
}

fn all_sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    // Start of the current sentence.
    let mut open = 0;
    let mut gaps = Gaps::of(text);
    for end in bounds(text) {
        if gaps.ends_at(open, end) {
            push(text, open..end, &mut sentences);
            open = end;
        }
    }
    push(text, open..text.len(), &mut sentences);
    sentences
}

fn push(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let range = trimmed(text, range);
    if !range.is_empty() {
        sentences.push(range);
    }
}

/// The white space around a Unicode boundary. Unicode may put many boundaries into one stretch of white space (after each of
/// several line breaks); the last stretch is cached, so that each is examined once.
struct Gaps<'t> {
    text: &'t str,
    /// The stretch that was examined last, whole: no white space touches it on either side.
    gap: Range<usize>,
    /// Start of the second last line break in it, if there is one: then it holds a blank line.
    blank: Option<usize>,
    /// The answer of [`ends_here`] for this stretch, with the start of the sentence that it was asked for.
    ends: Option<(usize, bool)>,
}

impl<'t> Gaps<'t> {
    fn of(text: &'t str) -> Self {
        Gaps { text, gap: 0..0, blank: None, ends: None }
    }

    /// Whether the boundary at `end` ends the sentence that starts at `open`. Boundaries come in order.
    fn ends_at(&mut self, open: usize, end: usize) -> bool {
        self.look_at(end);
        let Gaps { text, gap, blank, .. } = self;
        if gap.end == text.len() || blank.is_some_and(|at| at >= open) {
            return true;
        }
        if gap.start <= open {
            // The sentence has nothing but white space yet.
            return false;
        }
        if let Some((known, ends)) = self.ends
            && known == open
        {
            return ends;
        }
        let body = text.get(open..gap.start).unwrap_or_default();
        let ends = ends_here(body, text.get(gap.end..).unwrap_or_default());
        self.ends = Some((open, ends));
        ends
    }

    /// Finds the stretch of white space around this byte; it is empty where there is none.
    fn look_at(&mut self, end: usize) {
        if self.gap.start <= end && end <= self.gap.end && !self.gap.is_empty() {
            return;
        }
        let (before, behind) = self.text.split_at_checked(end).unwrap_or((self.text, ""));
        let start = before.trim_end().len();
        let stop = self.text.len() - behind.trim_start().len();
        let mut breaks = self.text.get(start..stop).unwrap_or_default().rmatch_indices('\n');
        self.blank = breaks.nth(1).map(|(at, _)| start + at);
        self.gap = start..stop;
        self.ends = None;
    }
}

/// Whether white space between `body` and `next` ends a sentence of news prose.
fn ends_here(body: &str, next: &str) -> bool {
    let bare = body.trim_end_matches(is_closer);
    let closed = bare.len() < body.len();
    match bare.chars().next_back() {
        Some('.') => !continues_after_stop(bare, closed, next),
        Some('…') => starts_sentence(next),
        Some('!' | '?') => !(closed && starts_lower(next)),
        Some('。' | '！' | '？' | '؟' | '।' | '‼' | '⁉') => true,
        // A line break inside a paragraph, or a boundary that Unicode draws for another reason.
        _ => false,
    }
}

fn is_closer(character: char) -> bool {
    matches!(character, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '}')
}

/// Whether the stop at the end of `bare` belongs to an abbreviation, an initial or an ellipsis that runs on.
fn continues_after_stop(bare: &str, closed: bool, next: &str) -> bool {
    if starts_lower(next) {
        return true;
    }
    if bare.ends_with("..") || bare.ends_with(". .") {
        return !starts_sentence(next);
    }
    if closed {
        return false;
    }
    let word = last_word(bare);
    let lower = word.to_lowercase();
    if is_initial(&word) {
        // "J. Smith" runs on; "Plan B. He left." ends.
        return !opens_with_starter(next) || preceded_by_name(bare);
    }
    if BEFORE_NAME.binary_search(&lower.as_str()).is_ok() {
        return true;
    }
    if BEFORE_NUMBER.binary_search(&lower.as_str()).is_ok()
        && next.starts_with(|character: char| character.is_ascii_digit())
    {
        return true;
    }
    let may_end = MAY_END.binary_search(&lower.as_str()).is_ok() || is_dotted_acronym(&word);
    may_end && !opens_with_starter(next)
}

fn starts_lower(next: &str) -> bool {
    first_letter(next).is_some_and(char::is_lowercase)
}

/// The first letter or digit. A text of marks alone is not searched to its end for each of them.
fn first_letter(next: &str) -> Option<char> {
    const LOOKED_AT: usize = 64;
    next.chars().take(LOOKED_AT).find(|character| character.is_alphanumeric())
}

/// An upper-case letter or a digit opens, after any opening marks.
fn starts_sentence(next: &str) -> bool {
    first_letter(next).is_some_and(|first| first.is_uppercase() || first.is_numeric())
}

/// The word before the final stop, without it: letters, digits, inner stops and hyphens.
fn last_word(bare: &str) -> String {
    let stem = bare.strip_suffix('.').unwrap_or(bare);
    // A longer one is no abbreviation.
    const LONGEST: usize = 64;
    let word: Vec<char> = stem
        .chars()
        .rev()
        .take(LONGEST)
        .take_while(|character| character.is_alphanumeric() || matches!(character, '.' | '-'))
        .collect();
    word.into_iter().rev().collect()
}

fn is_initial(word: &str) -> bool {
    let mut characters = word.chars();
    matches!((characters.next(), characters.next()), (Some(first), None) if first.is_uppercase())
}

/// "U.S", "N.Y", "a.m", "Ph.D": letters parted by stops.
fn is_dotted_acronym(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic))
}

/// Whether the word before a final initial is a capitalised name: "Harry S. Truman", but not "vitamin D."
fn preceded_by_name(bare: &str) -> bool {
    let mut words = bare.split_whitespace().rev().skip(1);
    words.next().is_some_and(|word| {
        word.chars().next().is_some_and(char::is_uppercase) && !word.ends_with('.') && word.chars().count() > 1
    })
}

/// Whether the text goes on with a word that opens sentences and seldom follows an abbreviation.
fn opens_with_starter(next: &str) -> bool {
    let opened = next.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«']);
    if opened.len() < next.len() {
        return true;
    }
    let word: String =
        opened.chars().take_while(|character| character.is_alphabetic() || matches!(character, '\'' | '’')).collect();
    STARTERS.binary_search(&word.as_str()).is_ok()
}

/// Titles and the like, which a name follows. Sorted, lower case, without the stop.
const BEFORE_NAME: &[&str] = &[
    "adm", "amb", "asst", "atty", "brig", "capt", "cmdr", "col", "cpl", "dr", "fr", "ft", "gen", "gov", "hon", "insp",
    "lt", "m", "maj", "messrs", "mr", "mrs", "ms", "mt", "mx", "pfc", "pres", "prof", "pvt", "rep", "reps", "rev",
    "sec", "sen", "sens", "sgt", "sr", "st", "ste", "supt", "treas", "v", "vs",
];

/// What a number follows. Sorted.
const BEFORE_NUMBER: &[&str] = &["art", "ch", "fig", "no", "nos", "p", "pp", "sec", "vol"];

/// Abbreviations that may also stand last in a sentence: states, months, companies. Sorted.
const MAY_END: &[&str] = &[
    "ala", "apr", "ariz", "ark", "assn", "aug", "ave", "blvd", "bros", "calif", "cf", "co", "colo", "conn", "corp",
    "d.c", "dec", "del", "dept", "dist", "e.g", "est", "etc", "feb", "fla", "fri", "ga", "govt", "i.e", "ill", "inc",
    "ind", "jan", "jr", "kan", "kans", "ky", "la", "ltd", "mar", "mass", "md", "mich", "minn", "miss", "mo", "mon",
    "mont", "n.c", "n.d", "n.h", "n.j", "n.m", "n.y", "natl", "neb", "nev", "nov", "oct", "okla", "ore", "pa", "penn",
    "ph.d", "r.i", "rd", "s.c", "s.d", "sat", "sept", "sq", "sun", "tenn", "tex", "thu", "thurs", "tue", "tues",
    "univ", "va", "vt", "w.va", "wash", "wed", "wis", "wyo",
];

/// Words that open sentences. Sorted, as written.
const STARTERS: &[&str] = &[
    "A",
    "According",
    "After",
    "All",
    "Also",
    "Although",
    "Among",
    "An",
    "And",
    "Another",
    "Are",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Despite",
    "Did",
    "Do",
    "Does",
    "During",
    "Each",
    "Even",
    "Every",
    "For",
    "Four",
    "From",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "Is",
    "It",
    "Its",
    "Last",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "My",
    "Neither",
    "No",
    "Nor",
    "Not",
    "Now",
    "On",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Three",
    "Through",
    "To",
    "Two",
    "Under",
    "Until",
    "Was",
    "We",
    "Were",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
    "Yet",
    "You",
    "Your",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        sentences(text)
            .into_iter()
            .map(|range| format!("[{}]", text.get(range).unwrap_or("?")))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The rule as it reads, boundary by boundary.
    fn one_by_one(text: &str) -> Vec<Range<usize>> {
        let (mut found, mut open) = (Vec::new(), 0);
        let breaks = |space: &str| space.matches('\n').count();
        for end in bounds(text) {
            let (Some(before), Some(behind)) = (text.get(open..end), text.get(end..)) else { continue };
            let (body, next) = (before.trim_end(), behind.trim_start());
            let space = [before.get(body.len()..), behind.get(..behind.len() - next.len())];
            let blank = space.into_iter().flatten().map(breaks).sum::<usize>() > 1;
            if next.is_empty() || blank || ends_here(body, next) {
                push(text, open..end, &mut found);
                open = end;
            }
        }
        push(text, open..text.len(), &mut found);
        found
    }

    proptest::proptest! {
        #[test]
        fn stretches_of_white_space_end_what_their_boundaries_end(
            text in "([A-Ca-c0-2]|[.!?…]|[\n\r\u{85}\u{2028} ]{1,5}|[)\"”]|Dr\\. |J\\. ){0,40}"
        ) {
            proptest::prop_assert_eq!(all_sentences(&text), one_by_one(&text));
        }
    }

    #[test]
    fn tables_are_sorted() {
        for table in [BEFORE_NAME, BEFORE_NUMBER, MAY_END, STARTERS] {
            assert!(table.is_sorted(), "{table:?}");
        }
    }

    #[test]
    fn places_and_titles_do_not_end_a_sentence() {
        insta::assert_snapshot!(check("Cook County, Ill., and Albany, N.Y. Sen. Smith of Calif. agreed. The U.S. Senate met. He lives in the U.S. The vote is Jan. 24."), @"
        [Cook County, Ill., and Albany, N.Y. Sen. Smith of Calif. agreed.]
        [The U.S. Senate met.]
        [He lives in the U.S.]
        [The vote is Jan. 24.]
        ");
    }

    #[test]
    fn initials_and_middle_names() {
        insta::assert_snapshot!(check("Harry S. Truman met J. F. Kennedy. They chose plan B. It failed. Robert Downey Jr. said so. George W. Bush left."), @"
        [Harry S. Truman met J. F. Kennedy.]
        [They chose plan B.]
        [It failed.]
        [Robert Downey Jr. said so.]
        [George W. Bush left.]
        ");
    }

    #[test]
    fn marks_after_the_stop() {
        insta::assert_snapshot!(check("\"Enough is enough.\" He left. “It is over!” she said. “Really?” They stopped. (It rained.) The end."), @r#"
        ["Enough is enough."]
        [He left.]
        [“It is over!” she said.]
        [“Really?”]
        [They stopped.]
        [(It rained.)]
        [The end.]
        "#);
    }

    #[test]
    fn ellipses() {
        insta::assert_snapshot!(check("He waited ... and waited. He waited. . . . Then he left… It was late… or so."), @"
        [He waited ... and waited.]
        [He waited. . . .]
        [Then he left… It was late… or so.]
        ");
    }

    #[test]
    fn numbers_times_and_companies() {
        insta::assert_snapshot!(check("It rose 3.5 percent to $1.2 billion. At 9 a.m. Monday Apple Inc. fell. At 5 p.m. The bell rang. See No. 5 and p. 12."), @"
        [It rose 3.5 percent to $1.2 billion.]
        [At 9 a.m. Monday Apple Inc. fell.]
        [At 5 p.m.]
        [The bell rang.]
        [See No. 5 and p. 12.]
        ");
    }

    #[test]
    fn line_breaks_are_spaces_and_blank_lines_are_not() {
        insta::assert_snapshot!(check("One line\nand the next. Another.\r\n\r\nA heading\n\nThe body."), @"
        [One line
        and the next.]
        [Another.]
        [A heading]
        [The body.]
        ");
    }

    #[test]
    fn other_scripts() {
        insta::assert_snapshot!(check("これは文です。次の文です。 ¿Qué pasa? Nada. «C'est fini.» Il partit."), @"
        [これは文です。]
        [次の文です。]
        [¿Qué pasa?]
        [Nada.]
        [«C'est fini.»]
        [Il partit.]
        ");
    }

    #[test]
    fn an_item_of_a_list_is_its_words() {
        insta::assert_snapshot!(check("1. The council met. It closed a school. (The Valley Post / Hill Times)"), @"
        [The council met.]
        [It closed a school.]
        ");
    }

    #[test]
    fn nothing_and_noise() {
        insta::assert_snapshot!(check(" \n \t"), @"");
        insta::assert_snapshot!(check("... !!! ?"), @"[... !!! ?]");
    }

    proptest::proptest! {
        #[test]
        fn sentences_hold_every_character_that_is_not_space(text in "[a-zA-Z.!?…\"”’ \\n\\p{L}\\p{P}0-9]{0,80}|\\PC{0,60}") {
            let found = all_sentences(&text);
            let joined: String = found.iter().map(|range| text.get(range.clone()).unwrap_or("?")).collect();
            let bare = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(bare(&joined), bare(&text));
            proptest::prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
