//! Texts as pieces of words: the uncased tokenizer of BERT, which the model was trained behind (Wu et al. 2016 for
//! WordPiece, Devlin et al. 2019 for its normalization).

use std::sync::LazyLock;

use foldhash::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A piece's number in the vocabulary.
pub type Piece = u32;

const UNKNOWN: Piece = 100;
const OPENING: Piece = 101;
const CLOSING: Piece = 102;

/// A longer word is unknown as a whole.
const LONGEST_WORD: usize = 100;

struct Vocabulary {
    /// Pieces that open a word.
    opening: HashMap<&'static str, Piece>,
    /// Pieces that go on with one, without the mark that the list has before them.
    following: HashMap<&'static str, Piece>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary { opening: HashMap::default(), following: HashMap::default() };
    for (piece, number) in include_str!("vocabulary.txt").lines().zip(0..) {
        match piece.strip_prefix("##").filter(|rest| !rest.is_empty()) {
            Some(rest) => vocabulary.following.insert(rest, number),
            None => vocabulary.opening.insert(piece, number),
        };
    }
    vocabulary
});

/// The pieces of a text between the marks of its opening and its end; at most `limit` with them.
pub fn pieces(text: &str, limit: usize) -> Vec<Piece> {
    let vocabulary = &*VOCABULARY;
    let mut pieces = vec![OPENING];
    let mut word = String::new();
    // A text is cut before it is looked at whole: no piece is longer than this many characters.
    for character in text.chars().take(limit * 24).chain([' ']).nfd_lower() {
        if is_alone(character) || character.is_whitespace() {
            split(vocabulary, &word, &mut pieces);
            word.clear();
        }
        if is_alone(character) {
            split(vocabulary, character.encode_utf8(&mut [0; 4]), &mut pieces);
        } else if !character.is_whitespace() {
            word.push(character);
        }
        if pieces.len() >= limit {
            break;
        }
    }
    pieces.truncate(limit.saturating_sub(1));
    pieces.push(CLOSING);
    pieces
}

/// The longest piece that opens the word, then the longest that goes on, to its end; unknown if that fails.
fn split(vocabulary: &Vocabulary, word: &str, pieces: &mut Vec<Piece>) {
    if word.is_empty() {
        return;
    }
    let before = pieces.len();
    let mut rest = if word.chars().count() > LONGEST_WORD { None } else { Some(word) };
    while let Some(left) = rest.filter(|left| !left.is_empty()) {
        let known = if pieces.len() == before { &vocabulary.opening } else { &vocabulary.following };
        let ends = left.char_indices().rev().map(|(at, character)| at + character.len_utf8());
        let longest = ends
            .filter_map(|end| left.split_at_checked(end))
            .find_map(|(piece, after)| Some((*known.get(piece)?, after)));
        rest = longest.map(|(piece, after)| {
            pieces.push(piece);
            after
        });
    }
    if rest.is_none() {
        pieces.truncate(before);
        pieces.push(UNKNOWN);
    }
}

/// Whether a character is a word by itself: punctuation and Chinese.
fn is_alone(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(u32::from(character),
            0xa1 | 0xa7 | 0xab | 0xb6 | 0xb7 | 0xbb | 0xbf | 0x2010..=0x2027 | 0x2030..=0x205e
            | 0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301f
            | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2fa1f)
}

trait Normalized: Iterator<Item = char> + Sized {
    /// Lower case without accents, and without what is neither seen nor white space.
    fn nfd_lower(self) -> impl Iterator<Item = char> {
        self.filter(|character| {
            character.is_whitespace() || !(character.is_control() || matches!(character, '\u{fffd}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
        })
        .nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
    }
}

impl<I: Iterator<Item = char>> Normalized for I {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Piece]) {
        assert_eq!(pieces(text, 96), expected, "{text}");
    }

    /// What the `tokenizers` library makes of the same texts with the model's own settings.
    #[test]
    fn pieces_are_those_of_the_reference() {
        check(
            "The mayor's café re-opened in 2018!",
            &[101, 1996, 3664, 1005, 1055, 7668, 2128, 1011, 2441, 1999, 2760, 999, 102],
        );
        check(
            "Überraschung: unbelievableness — $5,000",
            &[101, 19169, 8180, 20760, 3070, 1024, 23653, 2791, 1517, 1002, 1019, 1010, 2199, 102],
        );
        check("“Who” wrote\u{200b} it?", &[101, 1523, 2040, 1524, 2626, 2009, 1029, 102]);
        check("東京 2020", &[101, 1879, 1755, 12609, 102]);
        check("naïve co-op’s e-mail", &[101, 15743, 2522, 1011, 6728, 1521, 1055, 1041, 1011, 5653, 102]);
        check("", &[101, 102]);
    }

    #[test]
    fn a_long_text_is_cut_and_ends_like_a_short_one() {
        let long = pieces(&"word ".repeat(500), 96);
        assert_eq!((long.len(), long.first(), long.last()), (96, Some(&OPENING), Some(&CLOSING)));
        assert_eq!(pieces(&"x".repeat(400), 96), [OPENING, UNKNOWN, CLOSING]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC*") {
            let pieces = pieces(&text, 96);
            proptest::prop_assert!((2..=96).contains(&pieces.len()));
        }
    }
}
