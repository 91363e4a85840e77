//! Tokens (words as written) and terms (what the index knows them by).

use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

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

/// The words of a text, by the rules of UAX #29.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    text.unicode_word_indices().map(|(start, text)| Token { text, start })
}

/// The term of one word: folded, without possessive and the stops of an acronym, stemmed (Snowball English).
pub fn term(word: &str) -> String {
    let folded = fold(word);
    let bare = folded.strip_suffix("'s").or_else(|| folded.strip_suffix('\'')).unwrap_or(&folded);
    if bare.contains('.') && !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return bare.replace('.', "");
    }
    if !bare.chars().all(char::is_alphabetic) {
        return bare.replace('\'', "");
    }
    stem(bare)
}

/// The words of a text with their terms.
pub fn terms(text: &str) -> impl Iterator<Item = Term> {
    tokens(text).map(|token| Term { text: term(token.text), range: token.range() })
}

fn stem(word: &str) -> String {
    Stemmer::new(Algorithm::English).stem(word).into_owned()
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
        insta::assert_snapshot!(check("The U.S. cities' mayors weren't in N.Y.C. for the city’s 3,000 re-elections"), @"the us citi mayor werent in nyc for the citi 3,000 re elect");
    }

    #[test]
    fn terms_fold_marks_and_case() {
        insta::assert_snapshot!(check("CAFÉ café naïve ＡＢＣ ﬁnance Straße soft\u{AD}hyphen @realDonaldTrump's #MeToo"), @"cafe cafe naiv abc financ straße softhyphen realdonaldtrump metoo");
    }

    proptest::proptest! {
        #[test]
        fn tokens_are_slices_of_the_text(text in "\\PC{0,80}") {
            for token in tokens(&text) {
                proptest::prop_assert_eq!(text.get(token.range()), Some(token.text));
                let _ = term(token.text);
            }
        }
    }
}
