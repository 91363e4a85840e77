//! How generators spell a title or a file's name in an address.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Jekyll's `slugify`: what is neither letter nor digit is a hyphen.
pub(super) fn jekyll(text: &str) -> String {
    hyphenated(text, |letter| letter.is_alphanumeric() || is_combining_mark(letter)).to_lowercase()
}

/// Jekyll's `slugify` of the mode "pretty", which keeps capitals and what an address may hold.
pub(super) fn jekyll_pretty(text: &str) -> String {
    let kept =
        |letter: char| letter.is_alphanumeric() || is_combining_mark(letter) || "._~!$&'()+,;=@".contains(letter);
    hyphenated(text, kept)
}

/// Small letters of ASCII, digits and hyphens alone: Zola's, and Eleventy's filter `slugify`.
pub(super) fn ascii(text: &str) -> String {
    hyphenated(&without_accents(text).to_lowercase(), |letter| letter.is_ascii_alphanumeric())
}

/// Pelican's: marks go, white space and hyphens are one hyphen.
pub(super) fn pelican(text: &str) -> String {
    let kept = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') || letter.is_whitespace();
    let bare: String = without_accents(text).chars().filter(kept).collect();
    hyphenated(bare.trim(), |letter| letter.is_ascii_alphanumeric() || letter == '_').to_lowercase()
}

/// Astro's (GitHub's): marks go, each space is a hyphen.
pub(super) fn github(text: &str) -> String {
    let kept =
        |letter: &char| letter.is_alphanumeric() || is_combining_mark(*letter) || matches!(letter, '_' | '-' | ' ');
    text.to_lowercase().chars().filter(kept).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Hugo's: spaces are a hyphen, and what no path may hold goes. Slashes stay.
pub(super) fn hugo(text: &str, lower: bool) -> String {
    let kept = |letter: char| letter.is_alphanumeric() || is_combining_mark(letter) || "./\\_#+~-@%".contains(letter);
    let mut out = String::new();
    let mut space = false;
    for letter in text.trim().chars() {
        if letter.is_whitespace() {
            space = true;
        } else if kept(letter) {
            if space && !out.ends_with('-') && letter != '-' {
                out.push('-');
            }
            space = false;
            out.push(letter);
        }
    }
    if lower { out.to_lowercase() } else { out }
}

fn hyphenated(text: &str, kept: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    let mut gap = false;
    for letter in text.chars() {
        if kept(letter) {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.push(letter);
        } else {
            gap = true;
        }
    }
    out
}

fn without_accents(text: &str) -> String {
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_as_generators_spell_them() {
        let title = "The Café’s C++ & Rust: what's_new, again?";
        insta::assert_snapshot!(jekyll(title), @"the-café-s-c-rust-what-s-new-again");
        insta::assert_snapshot!(jekyll_pretty(title), @"The-Café-s-C++-&-Rust-what's_new,-again");
        insta::assert_snapshot!(ascii(title), @"the-cafe-s-c-rust-what-s-new-again");
        insta::assert_snapshot!(pelican(title), @"the-cafes-c-rust-whats_new-again");
        insta::assert_snapshot!(github(title), @"the-cafés-c--rust-whats_new-again");
        insta::assert_snapshot!(hugo(title, true), @"the-cafés-c++-rust-whats_new-again");
    }
}
