//! Folding: what two spellings of one word have in common.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, compatibility forms and marks removed ("Café" → "cafe"), typographic apostrophes made plain.
///
/// Borrows when nothing changes, which is the common case for a lower-case English word.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    let folded =
        text.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).filter_map(
            |character| match character {
                '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}' => Some('\''),
                // Soft hyphens, joiners and variation selectors are invisible in a word.
                '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' => None,
                other => Some(other),
            },
        );
    Cow::Owned(folded.collect())
}

/// How a text is spelled, whatever set or typed it: lower case, compatibility forms, one mark for all quotation marks and
/// apostrophes, one for all dashes, nothing invisible, and one space between words. Its letters, accents and all other
/// punctuation stay.
pub fn spelled(text: &str) -> String {
    // The accent alone, which stands in for an apostrophe, has a compatibility form of two characters.
    let typed = text.chars().map(|character| if character == '\u{00B4}' { '\'' } else { character });
    let mut plain = String::with_capacity(text.len());
    for character in typed.nfkc().flat_map(char::to_lowercase) {
        match character {
            // Two single marks are a double one.
            '"'
            | '`'
            | '\''
            | '\u{2018}'..='\u{201F}'
            | '\u{02BC}'
            | '\u{2032}'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'..='』' => {
                if !plain.ends_with('\'') {
                    plain.push('\'');
                }
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' => {}
            other => plain.push(other),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
