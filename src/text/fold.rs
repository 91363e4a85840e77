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
