//! Tokens (words as written) and terms (what the index knows them by).

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use frostem::{Algorithm, Stemmer};
use unicode_segmentation::{UnicodeSegmentation, UnicodeWordIndices};

use super::fold;

/// A word as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The word.
    pub text: &'a str,
    /// Its first byte.
    pub start: usize,
}

impl Token<'_> {
    /// Its bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// A word's term and where the word stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What the index knows the word by.
    pub text: String,
    /// The word's bytes.
    pub range: Range<usize>,
}

/// Bytes a word takes with the space after it, a little below the average, so that a buffer that is sized by it for all
/// words of a text seldom grows.
pub const BYTES_A_WORD: usize = 5;

/// The words of a text, by the rules of UAX #29.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0, end: 0, wide: None }
}

/// The iterator of [`tokens`].
///
/// White space always separates words, so each run between white space can be split on its own: runs of ASCII, which is nearly
/// all of English, by a faster implementation of the same rules.
pub struct Tokens<'a> {
    text: &'a str,
    /// The next byte to read.
    at: usize,
    /// End of the current run of ASCII.
    end: usize,
    /// The words of the current run with other characters, and the run's start.
    wide: Option<(usize, UnicodeWordIndices<'a>)>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if let Some((offset, words)) = &mut self.wide {
                if let Some((start, text)) = words.next() {
                    return Some(Token { text, start: *offset + start });
                }
                self.wide = None;
            }
            if let Some(token) = self.narrow() {
                return Some(token);
            }
            let rest = self.text.as_bytes().get(self.at..)?;
            let start = self.at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let plain = ascii_run(self.text.as_bytes().get(start..)?);
            if plain > 0 {
                (self.at, self.end) = (start, start + plain);
                continue;
            }
            let run = self.text.as_bytes().get(start..)?;
            let end = start + run.iter().position(u8::is_ascii_whitespace).unwrap_or(run.len());
            self.wide = Some((start, self.text.get(start..end)?.unicode_word_indices()));
            (self.at, self.end) = (end, end);
        }
    }
}

/// Length of the ASCII at the start, in bytes. Where other characters follow, it ends after the last white space, so that
/// their word is not split.
fn ascii_run(bytes: &[u8]) -> usize {
    const STEP: usize = 64;
    let whole = bytes.chunks(STEP).take_while(|chunk| chunk.is_ascii()).map(<[u8]>::len).sum::<usize>();
    let Some(rest) = bytes.get(whole..).filter(|rest| !rest.is_empty()) else { return bytes.len() };
    let ascii = whole + rest.iter().take_while(|byte| byte.is_ascii()).count();
    let spaces = bytes.get(..ascii).unwrap_or_default().iter().rposition(u8::is_ascii_whitespace);
    spaces.map_or(0, |at| at + 1)
}

impl<'a> Tokens<'a> {
    /// The next word of the run of ASCII.
    fn narrow(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes().get(..self.end)?;
        let class = |at: usize| bytes.get(at).map_or(OTHER, |byte| class(*byte));
        while let Some(start) = bytes.get(self.at..).and_then(|rest| rest.iter().position(|byte| inside(*byte))) {
            let start = self.at + start;
            self.at = start;
            // A run of underscores alone is not a word.
            let mut plain = false;
            while let Some(rest) = bytes.get(self.at..) {
                let part = rest.iter().take_while(|byte| inside(**byte));
                let length = part.clone().count();
                plain = plain || part.clone().any(|byte| *byte != b'_');
                self.at += length;
                let mark = class(self.at);
                if mark == OTHER || !joins(class(self.at - 1), mark, class(self.at + 1)) {
                    break;
                }
                self.at += 1;
            }
            if plain {
                return Some(Token { text: self.text.get(start..self.at)?, start });
            }
        }
        self.at = self.end;
        None
    }
}

/// Classes of ASCII bytes. The order matters: from [`UNDERSCORE`] on, a byte is part of a word.
const OTHER: u8 = 0;
const JOINS_LETTERS: u8 = 1;
const JOINS_DIGITS: u8 = 2;
const JOINS_BOTH: u8 = 3;
const UNDERSCORE: u8 = 4;
const LETTER: u8 = 5;
const DIGIT: u8 = 6;

const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut at = 0;
    while at < 128 {
        classes[at] = match at as u8 {
            b'\'' | b'.' => JOINS_BOTH,
            b':' => JOINS_LETTERS,
            b',' | b';' => JOINS_DIGITS,
            b'_' => UNDERSCORE,
            byte if byte.is_ascii_alphabetic() => LETTER,
            byte if byte.is_ascii_digit() => DIGIT,
            _ => OTHER,
        };
        at += 1;
    }
    classes
};

fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// Whether a byte is part of a word.
fn inside(byte: u8) -> bool {
    class(byte) >= UNDERSCORE
}

/// Whether a mark between two letters ("don't", "U.S") or two digits ("2,000") joins them.
fn joins(before: u8, mark: u8, after: u8) -> bool {
    (before == LETTER && after == LETTER && mark != JOINS_DIGITS)
        || (before == DIGIT && after == DIGIT && mark != JOINS_LETTERS)
}

/// The term of one word, or of one that is written with hyphens ("e-mail"): folded, without possessive, apostrophes,
/// hyphens, the stops of an acronym and the commas of a number, stemmed (Snowball English).
pub fn term(word: &str) -> String {
    let folded = fold(word);
    let bare = folded.strip_suffix("'s").or_else(|| folded.strip_suffix('\'')).unwrap_or(&folded);
    // "The US" is not us.
    if word == "US" || matches!(bare, "u.s" | "u.s.a" | "united states") {
        return "usa".to_owned();
    }
    if bare.contains('.') && !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return bare.replace('.', "");
    }
    if bare.chars().all(char::is_alphabetic) {
        return stem(bare);
    }
    let joined: String = bare.chars().filter(|mark| !matches!(mark, '\'' | '-' | ' ')).collect();
    if joined.chars().all(char::is_alphabetic) {
        // "O'Neill" is "ONeill" to who leaves the apostrophe out.
        return stem(&joined);
    }
    if is_grouped(&joined) { joined.replace(',', "") } else { joined }
}

/// Whether a number has its digits in groups of three: "5,000", "1,250,000.50".
fn is_grouped(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() > 4
        && (1..=3).contains(&first.len())
        && digits(first)
        && groups.all(|group| group.len() == 3 && digits(group))
}

/// Several tokens that may also be written as one word, in order: words with hyphens, of two or three parts and short enough
/// ("e-mail", "COVID-19"), nouns that are written either way ("health care"), and the United States. Their parts are
/// [`tokens`] too; the term of a compound is that of the spelling as one word.
pub fn compounds(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = with_hyphens(text).collect();
    let hyphens = found.len();
    found.extend(in_two_words(text));
    if found.len() > hyphens {
        found.sort_by_key(|compound| compound.start);
    }
    found
}

static OPEN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let lines = include_str!("open_compounds.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    AhoCorasick::builder().ascii_case_insensitive(true).build(lines).ok()
});

/// Nouns that may be written as one word ("healthcare"), where they are written as two.
fn in_two_words(text: &str) -> impl Iterator<Item = Token<'_>> {
    let bytes = text.as_bytes();
    let in_word = move |at: usize| bytes.get(at).is_some_and(|byte| inside(*byte) || !byte.is_ascii());
    OPEN.iter().flat_map(move |open| open.find_iter(text)).filter_map(move |found| {
        let start = found.start();
        let plural = bytes.get(found.end()).is_some_and(|byte| byte.eq_ignore_ascii_case(&b's'));
        let end = found.end() + usize::from(plural);
        let whole = !in_word(end) && start.checked_sub(1).is_none_or(|before| !in_word(before));
        whole.then_some(Token { text: text.get(start..end)?, start })
    })
}

fn with_hyphens(text: &str) -> impl Iterator<Item = Token<'_>> {
    const LONGEST: usize = 24;
    let bytes = text.as_bytes();
    // Two hyphens in a row are a dash.
    let joins = |at: usize| bytes.get(at) == Some(&b'-') && bytes.get(at + 1) != Some(&b'-');
    let inside = move |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) || joins(at);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let hyphen = from + memchr::memchr(b'-', bytes.get(from..)?)?;
            let before = bytes.get(from..hyphen)?;
            let start = hyphen - before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let end = hyphen + (hyphen..bytes.len()).take_while(|at| inside(*at)).count();
            from = end.max(hyphen + 1);
            let word = text.get(start..end)?;
            let letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
            // Part of a longer word, where a letter beyond ASCII or an underscore touches it.
            let whole = |byte: Option<&u8>| byte.is_none_or(|byte| byte.is_ascii() && *byte != b'_');
            let alone = whole(bytes.get(end)) && whole(start.checked_sub(1).and_then(|at| bytes.get(at)));
            let parts = word.split('-');
            let few = (2..=3).contains(&parts.clone().count());
            if alone && letters && few && parts.clone().all(|part| !part.is_empty()) && word.len() <= LONGEST {
                return Some(Token { text: word, start });
            }
        }
    })
}

/// The words of a text with their terms.
pub fn terms(text: &str) -> impl Iterator<Item = Term> {
    tokens(text).map(|token| Term { text: term(token.text), range: token.range() })
}

fn stem(word: &str) -> String {
    Stemmer::new(Algorithm::English).stem(word).into_owned()
}

/// Whether a word is written in capitals alone, two at least.
pub fn is_acronym(word: &str) -> bool {
    word.chars().filter(|character| character.is_uppercase()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// English words that carry no topic. Dropped when a query is built, never from the index.
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// Sorted. Function words only: negations and question words have uses of their own and are left to the caller.
const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "but", "by", "can", "could", "did", "do", "does", "doing", "for", "from", "had", "has", "have",
    "having", "he", "her", "here", "hers", "him", "his", "i", "if", "in", "into", "is", "it", "its", "just", "me",
    "my", "of", "on", "or", "our", "ours", "she", "should", "so", "some", "such", "than", "that", "the", "their",
    "theirs", "them", "then", "there", "these", "they", "this", "those", "to", "too", "us", "was", "we", "were",
    "will", "with", "would", "you", "your", "yours",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }

    fn check(text: &str) -> String {
        terms(text).map(|term| term.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn terms_of_news_words() {
        insta::assert_snapshot!(check("The U.S. cities' mayors weren't in N.Y.C. for the city’s 3,000 re-elections"), @"the usa citi mayor werent in nyc for the citi 3000 re elect");
    }

    #[test]
    fn terms_fold_marks_and_case() {
        insta::assert_snapshot!(check("CAFÉ café naïve ＡＢＣ ﬁnance Straße soft\u{AD}hyphen @realDonaldTrump's #MeToo"), @"cafe cafe naiv abc financ straße softhyphen realdonaldtrump metoo");
    }

    #[test]
    fn one_word_had_as_many_terms_as_spellings() {
        let spellings = [
            ["O'Neill", "O’Neill", "ONeill", "O'Neill's"],
            ["5,000", "5000", "5,000", "5000"],
            ["e-mail", "email", "E-Mail", "emails"],
            ["COVID-19", "covid19", "Covid-19", "COVID19"],
            ["U.S.", "US", "USA", "U.S.A"],
            ["health care", "healthcare", "Healthcare", "health-care"],
            ["well-being", "wellbeing", "Well-Being", "wellbeing's"],
        ];
        for spellings in spellings {
            assert!(
                spellings
                    .iter()
                    .all(|word| term(word.trim_end_matches('.')) == term(spellings[0].trim_end_matches('.'))),
                "{spellings:?}"
            );
        }
        assert_ne!(term("us"), term("US"));
        assert_eq!(["1,5", "12,34", "3.5", "1,250,000.50"].map(term), ["1,5", "12,34", "3.5", "1250000.50"]);
    }

    #[test]
    fn words_with_hyphens() {
        let found = compounds(
            "x--y An e-mail--short--about COVID-19, mother-in-law's co-op; a-b-c-d, é-a, -x United States F-35 Web sites of town halls",
        );
        let found: Vec<&str> = found.iter().map(|word| word.text).collect();
        assert_eq!(
            found,
            ["e-mail", "COVID-19", "mother-in-law", "co-op", "United States", "F-35", "Web sites", "town halls"]
        );
        assert!(compounds("2016-17, 9-11").is_empty());
    }

    fn same_as_unicode(text: &str) {
        let ours: Vec<(usize, &str)> = tokens(text).map(|token| (token.start, token.text)).collect();
        // To Unicode a mark that stands alone belongs to the white space before it; to us white space parts always.
        let bare = text.unicode_word_indices().map(|(start, word)| (start, word.len(), word.trim_ascii_start()));
        let theirs: Vec<(usize, &str)> = bare.map(|(start, len, word)| (start + len - word.len(), word)).collect();
        assert_eq!(ours, theirs, "{text:?}");
    }

    #[test]
    fn splits_as_unicode_does() {
        same_as_unicode("Cook County, Ill.; the State's U.S. grant of $2,000.50 (crime-fighting)--enough is enough.");
        same_as_unicode(
            "Don’t @realDonaldTrump's “props” — a_b 3.5% 10:30 e.g. naïve café x;y 1;2 __ a. 'a' ._a a._ 1.a",
        );
    }

    proptest::proptest! {
        #[test]
        fn splits_any_text_as_unicode_does(text in "([ -~]|\\PC|[ \n\r\t_.,:;'’a-zA-Z0-9]){0,60}") {
            same_as_unicode(&text);
        }

        #[test]
        fn tokens_are_slices_of_the_text(text in "\\PC{0,80}") {
            for token in tokens(&text).chain(compounds(&text)) {
                proptest::prop_assert_eq!(text.get(token.range()), Some(token.text));
                let _ = term(token.text);
            }
        }
    }
}
