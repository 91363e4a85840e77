//! Finding what stands in quotation marks, paragraph by paragraph, in one pass.

use std::ops::Range;

use memchr::{memchr2, memchr3};

use super::unclosed::attributed_at;

/// Which marks set words apart as a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// All that are in use.
    All,
    /// All but ''straight single marks in pairs''. The labelled articles that quote with these have no labels on what
    /// stands in them: nothing is learnt from it, and in a measurement all of it would count as nobody's words.
    Labelled,
}

/// The first bytes of “”„‘’‚‹› and of «».
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

/// Everything in such quotation marks, in reading order. Nested quotations belong to the outer one.
pub(super) fn marked(paragraphs: &[&str], marks: Marks) -> Vec<Marked> {
    let style = style(paragraphs);
    let mut found = Vec::new();
    for (paragraph, text) in paragraphs.iter().enumerate() {
        scan(paragraph, text, (style, marks), &mut found);
    }
    found
}

/// The marks that set words apart in American style, whatever they look like.
const DOUBLE: [char; 9] = ['"', '“', '”', '„', '«', '»', '‹', '›', '‚'];

/// British style where an article opens words with single marks, and sets double ones inside these alone.
fn style(paragraphs: &[&str]) -> Style {
    let opens = |text: &&str| text.contains('‘') || text.starts_with('\'') || text.contains(" '");
    if !paragraphs.iter().any(opens) {
        return Style::Double;
    }
    let mut single = false;
    let mut found = Vec::new();
    for (paragraph, text) in paragraphs.iter().enumerate() {
        if text.contains("''") || text.contains("’’") || text.contains("``") {
            return Style::Double;
        }
        found.clear();
        scan(paragraph, text, (Style::Single, Marks::All), &mut found);
        single |= found.iter().any(|marked| marked.closed) || opens(text) && !text.contains(DOUBLE);
        let mut inside = found.iter().filter(|marked| marked.closed).map(|marked| &marked.outer).peekable();
        for (at, _) in text.match_indices(DOUBLE) {
            while inside.next_if(|range| range.end <= at).is_some() {}
            if !inside.peek().is_some_and(|range| range.contains(&at)) {
                return Style::Double;
            }
        }
    }
    if single { Style::Single } else { Style::Double }
}

/// A mark that waits for the one that closes it.
#[derive(Clone, Copy)]
struct Open {
    mark: char,
    /// Its first byte, and the first after it.
    outer: usize,
    start: usize,
}

fn scan(paragraph: usize, text: &str, (style, marks): (Style, Marks), found: &mut Vec<Marked>) {
    let mut open: Option<Open> = None;
    // Most paragraphs have no mark, and those that have begin with words.
    let first = match style {
        Style::Double => {
            let usual = memchr3(b'"', FIRST_OF_CURLY, FIRST_OF_ANGLE, text.as_bytes());
            // Old exports set single marks, or grave accents, in pairs.
            let pairs =
                ["''", "``"].into_iter().filter_map(|pair| memchr::memmem::find(text.as_bytes(), pair.as_bytes()));
            usual.into_iter().chain(pairs).min()
        }
        Style::Single => memchr2(b'\'', FIRST_OF_CURLY, text.as_bytes()),
    };
    let Some((plain, rest)) = first.and_then(|first| text.split_at_checked(first)) else { return };
    let mut before: Option<char> = plain.chars().next_back();
    let mut characters = rest.char_indices().map(|(at, character)| (plain.len() + at, character)).peekable();
    while let Some((at, character)) = characters.next() {
        let mut end = at + character.len_utf8();
        if style == Style::Double && matches!(character, '\'' | '`' | '‘' | '’') {
            // ‚Low single ones‘ close with a mark that is an apostrophe elsewhere.
            let low = open.is_some_and(|open| open.mark == '‚') && matches!(character, '‘' | '’');
            let closes_low = low && closes(before, characters.peek().map(|(_, next)| *next));
            // Of ''three 'in a row''' the first closes what is inside.
            let inner = open.is_some() && text.get(end..).is_some_and(|rest| starts_with_pair(rest, character));
            if !closes_low && (inner || characters.next_if(|(_, next)| *next == character).is_none()) {
                before = Some(character);
                continue;
            }
            end += if closes_low { 0 } else { character.len_utf8() };
        }
        let after = characters.peek().map(|(_, next)| *next);
        let mark = open.map(|open| open.mark);
        let mut turn = turn(character, before, after, style, mark);
        // ``Teletype'' closes with them whatever opens.
        let pair = style == Style::Double && character == '\'';
        if pair && marks == Marks::Labelled && mark != Some('`') {
            turn = None;
        }
        if style == Style::Single && turn == Some(Turn::Close) && is_plural_possessive(text, at..end, before) {
            turn = None;
        }
        match (turn, open) {
            (None, _) | (Some(Turn::Close), None) => {}
            (Some(Turn::Open | Turn::Either), None) => open = Some(Open { mark: character, outer: at, start: end }),
            (Some(Turn::Close | Turn::Either), Some(begun)) => {
                push(paragraph, text, begun.start..at, begun.outer..end, true, found);
                open = None;
            }
            // A second opening mark: the first was never closed and ends here.
            (Some(Turn::Open), Some(begun)) => {
                push_open(paragraph, text, begun, at, found);
                open = Some(Open { mark: character, outer: at, start: end });
            }
        }
        before = Some(character);
    }
    if let Some(begun) = open {
        push_open(paragraph, text, begun, text.len(), found);
    }
}

/// Whether a text goes on with two of a mark.
fn starts_with_pair(rest: &str, mark: char) -> bool {
    rest.strip_prefix(mark).is_some_and(|rest| rest.starts_with(mark))
}

/// How many bytes are looked through for the mark that closes, where one may be an apostrophe.
const LOOK_AHEAD: usize = 600;

/// "the students’ choice": an apostrophe that looks like a closing mark, where a better one follows before the next
/// opening.
fn is_plural_possessive(text: &str, mark: Range<usize>, before: Option<char>) -> bool {
    let behind = text.get(mark.end..).unwrap_or_default();
    let runs_on = behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_lowercase));
    if !runs_on || !before.is_some_and(char::is_alphabetic) {
        return false;
    }
    let mut last = ' ';
    let mut characters = behind.char_indices().take_while(|(at, _)| *at < LOOK_AHEAD).map(|(_, mark)| mark).peekable();
    while let Some(mark) = characters.next() {
        let next = characters.peek().copied();
        match mark {
            '‘' => return false,
            '\'' if opens(Some(last), next) => return false,
            '’' | '\'' if closes(Some(last), next) && !next.is_some_and(char::is_alphanumeric) => {
                // A mark behind a comma or a stop closes; so does one before them.
                let closing = |mark: char| matches!(mark, ',' | '.' | '!' | '?' | '…' | ';');
                return closing(last) || next.is_none_or(closing);
            }
            _ => {}
        }
        last = mark;
    }
    false
}

/// Writes down what was never closed. An attribution in it is the article's, and ends it.
fn push_open(paragraph: usize, text: &str, begun: Open, end: usize, found: &mut Vec<Marked>) {
    match text.get(begun.start..end).and_then(attributed_at) {
        Some(length) => {
            let end = begun.start + length;
            push(paragraph, text, begun.start..end, begun.outer..end, true, found);
        }
        None => push(paragraph, text, begun.start..end, begun.outer..end, false, found),
    }
}

fn push(paragraph: usize, text: &str, range: Range<usize>, outer: Range<usize>, closed: bool, found: &mut Vec<Marked>) {
    let range = crate::text::trimmed(text, range);
    if text.get(range.clone()).is_some_and(|words| words.contains(char::is_alphanumeric)) {
        found.push(Marked { paragraph, range, outer, closed });
    }
}

/// What this character does as a quotation mark, if it is one. `open` is the mark that waits to be closed.
fn turn(mark: char, before: Option<char>, after: Option<char>, style: Style, open: Option<char>) -> Option<Turn> {
    match (style, mark) {
        // „German“ and »German«.
        (Style::Double, '“') if open == Some('„') => Some(Turn::Close),
        (Style::Double, '«') if open == Some('»') => Some(Turn::Close),
        (Style::Double, '»') if open.is_none() && opens(before, after) => Some(Turn::Open),
        (Style::Double, '‘' | '’') if open == Some('‚') => Some(Turn::Close),
        (Style::Double, '“' | '„' | '«' | '`' | '‘') => Some(Turn::Open),
        // Inside other marks they quote within the quotation.
        (Style::Double, '‹') if open == Some('›') => Some(Turn::Close),
        (Style::Double, '›') if open == Some('‹') => Some(Turn::Close),
        (Style::Double, '‹' | '›' | '‚') if open.is_none() && opens(before, after) => Some(Turn::Open),
        // Some pages set “ and ” the wrong way round at the start of a word.
        (Style::Double, '”') if opens(before, after) && before.is_none_or(char::is_whitespace) => Some(Turn::Either),
        (Style::Double, '”' | '»' | '’') => Some(Turn::Close),
        // ``Teletype'' closes so.
        (Style::Double, '\'') if open == Some('`') => Some(Turn::Close),
        (Style::Double, '"' | '\'') => straight('"', before, after),
        (Style::Single, '\'') => straight(mark, before, after),
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
    let free = before.is_none_or(|before| before.is_whitespace() || "([{—–―-/…:‘'".contains(before));
    free && after.is_some_and(|after| !after.is_whitespace())
}

fn closes(before: Option<char>, after: Option<char>) -> bool {
    let free = after.is_none_or(|after| after.is_whitespace() || ")]}—–―-/….,;:!?’'".contains(after));
    free && before.is_some_and(|before| !before.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        marked(&lines, Marks::All)
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

    #[test]
    fn low_marks_guillemets_and_pairs_of_single_marks() {
        insta::assert_snapshot!(check(
            "„Low one“ and „low two”.\n«French» and « spaced ».\n»German« ones.\n``Teletype'' it is.\n‘‘Curly’’ pairs."
        ), @"
        0[Low one]
        0[low two]
        1[French]
        1[spaced]
        2[German]
        3[Teletype]
        4[Curly]
        ");
    }

    #[test]
    fn straight_marks_in_pairs_and_single_marks_of_other_styles() {
        insta::assert_snapshot!(check(
            "''We don't know,'' she said. ''He told us 'no,' then 'yes.'''\n‹Guille› and ›mets‹ and ‚low‘ and ‚lower’ ones\n„Er sagt ‚nein‘ dazu“ and «ils disent ‹non› ici»"
        ), @"
        0[We don't know,]
        0[He told us 'no,' then 'yes.']
        1[Guille]
        1[mets]
        1[low]
        1[lower]
        2[Er sagt ‚nein‘ dazu]
        2[ils disent ‹non› ici]
        ");
    }

    #[test]
    fn british_marks_around_double_ones_and_a_plural_possessive() {
        insta::assert_snapshot!(check(
            "‘She told me “no” twice,’ he said.\n‘It is the farmers’ land and nobody’s else,’ he said.\n'The farmers' land,' she said."
        ), @"
        0[She told me “no” twice,]
        1[It is the farmers’ land and nobody’s else,]
        2[The farmers' land,]
        ");
    }

    #[test]
    fn an_attribution_ends_what_was_never_closed() {
        insta::assert_snapshot!(check(
            "“The road floods each spring, Carla Voss said.\n“We wait, said Carla Voss, the engineer. “Then we dig.\n\"I asked him, I said, and he left.\n“It is late, he said, he wrote"
        ), @"
        0[The road floods each spring,]
        1[We wait,]
        1[Then we dig.] open
        2[I asked him, I said, and he left.] open
        3[It is late,]
        ");
    }
}
