//! What stands in a page to the words that a reader sees: white space as a browser shows it, and the characters that
//! are only typesetting (soft hyphens, ligatures, spaces that do not break) as plain text. Nothing else changes.

/// The words as plain text.
pub(in crate::corpus::import) fn clean(text: &str) -> String {
    clean_at(text, &[]).0
}

/// The same, and where places of the text (bytes, in order) stand in it.
pub(super) fn clean_at(text: &str, places: &[usize]) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    let mut found = Vec::with_capacity(places.len());
    for (at, letter) in text.char_indices() {
        while places.get(found.len()).is_some_and(|place| *place <= at) {
            found.push(out.len());
        }
        match letter {
            // Non-breaking and narrow non-breaking spaces, figure spaces.
            ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2028}' | '\u{2029}'
            | '\u{85}' => {
                space = true;
            }
            // Soft hyphen, zero-width space, word joiner, byte-order mark, combining grapheme joiner, and other controls.
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{34f}' => {}
            control if control.is_control() => {}
            letter => {
                if space && !out.is_empty() {
                    out.push(' ');
                }
                space = false;
                match ligature(letter) {
                    Some(letters) => out.push_str(letters),
                    None => out.push(letter),
                }
            }
        }
    }
    // Zero-width non-joiners are words' own in some scripts; mails pad their previews with nothing else.
    if out.chars().all(|letter| matches!(letter, '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}' | ' ')) {
        out.clear();
    }
    found.resize(places.len(), out.len());
    found.iter_mut().for_each(|place| *place = (*place).min(out.len()));
    (out, found)
}

/// The letters of a typographic ligature.
fn ligature(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// The words in small letters with nothing between them but single spaces: what is compared when two texts may be
/// the same.
pub(in crate::corpus::import) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        for letter in word.chars() {
            if letter.is_ascii() {
                out.push(letter.to_ascii_lowercase());
            } else {
                out.extend(letter.to_lowercase());
            }
        }
    }
    out
}

/// Whether the letter is of a script that sets no spaces between words.
pub(in crate::corpus::import) fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typesetting_becomes_text() {
        assert_eq!(clean(" An\u{a0}of\u{ad}fice,\n\t e\u{fb03}cient\u{200b} &  „so“ "), "An office, efficient & „so“");
        assert_eq!(clean("\u{200c}\u{a0}\u{200c}"), "");
    }

    proptest::proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in ".{0,80}") {
            let once = clean(&text);
            proptest::prop_assert_eq!(&clean(&once), &once);
        }
    }
}
