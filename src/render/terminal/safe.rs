//! Nothing printed may steer the terminal, or be read by a program and seen by nobody.

use std::borrow::Cow;

/// `text` with its control and direction characters made visible, and those that hide letters, and its line ends and tabs
/// made spaces.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut previous = ' ';
    for character in text.chars() {
        match character {
            '\n' if previous == '\r' => {}
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            // The control pictures stand in the order of the controls.
            '\0'..='\u{1F}' => out.extend(char::from_u32(0x2400 + u32::from(character))),
            '\u{7F}' => out.push('\u{2421}'),
            other if steers(other) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(other))),
            other => out.push(other),
        }
        previous = character;
    }
    Cow::Owned(out)
}

fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
            // Tags, and the selectors beyond the first sixteen: both spell out letters that are not shown.
            | '\u{E0000}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_and_directions_are_shown() {
        insta::assert_snapshot!(safe("a\u{1B}[31mb\u{202E}c\r\nd\te\u{9B}"), @"a␛[31mb⟨U+202E⟩c d e⟨U+009B⟩");
    }

    #[test]
    fn words_and_emoji_stay() {
        let text = "naïve “quotes” 👩‍👩‍👧 नमस्ते";
        assert_eq!(safe(text), text);
    }

    proptest! {
        #[test]
        fn nothing_that_steers_is_left(text in any::<String>()) {
            prop_assert!(!safe(&text).chars().any(steers));
        }
    }
}
