//! Texts of people and articles, made harmless. Maud escapes what HTML reads; here is what a reader would misread.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use crate::render::terminal;

/// `text` with the characters made visible that steer what is shown, or hide letters in it: one rule for all doors.
pub fn visible(text: &str) -> Cow<'_, str> {
    terminal::safe(text)
}

/// The same as escaped HTML.
pub(super) fn escaped(text: &str) -> String {
    html! { (visible(text)) }.into_string()
}

/// An address that a link may lead to: of http or https.
pub fn address(url: &str) -> Option<&str> {
    url::Url::parse(url).ok().filter(|parsed| matches!(parsed.scheme(), "http" | "https")).map(|_| url)
}

/// A link to another site, or the words alone where the address is none. It opens beside the page: an answer cannot be
/// gone back to without being asked for again.
pub(super) fn outward(url: &str, words: &Markup) -> Markup {
    match address(url) {
        Some(url) => html! { a href=(url) target="_blank" rel="noopener noreferrer" { (words) } },
        None => words.clone(),
    }
}

/// JSON as the body of a script element of data: nothing in it ends the element.
pub fn json(value: &Value) -> Markup {
    let text = value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    PreEscaped(text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"))
}

/// A text as one segment of a path.
pub(super) fn segment(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_linked_to() {
        let urls = [
            "https://a.example/b#:~:text=c",
            "http://a.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "//a",
            "x",
        ];
        assert_eq!(urls.map(|url| address(url).is_some()), [true, true, false, false, false, false]);
    }

    #[test]
    fn data_ends_no_element() {
        let told = json(&serde_json::json!({"a": "</script><script>&\u{2028}"})).into_string();
        insta::assert_snapshot!(told, @r#"{"a":"\u003c/script\u003e\u003cscript\u003e\u0026\u2028"}"#);
        assert_eq!(visible("a\u{E0062}\u{E0101}c"), "a⟨U+E0062⟩⟨U+E0101⟩c", "letters that nobody sees");
        assert_eq!(segment("ñ/../a b"), "%C3%B1%2F..%2Fa%20b");
    }
}
