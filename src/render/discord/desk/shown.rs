//! What cards for the editors have in common: an excerpt, and who wrote something.

use super::super::{escape, link, linked, quoted, small};
use crate::domain::without_text_fragment;
use crate::reply::Excerpt;

/// What is shown of an excerpt and of what a person wrote, in characters.
const EXCERPT: usize = 900;
const WRITTEN: usize = 500;
const TITLE: usize = 70;

/// An excerpt's words, and where they stand.
pub(super) fn excerpt(excerpt: &Excerpt) -> String {
    let place = title(&excerpt.title, &excerpt.url);
    if excerpt.text.is_empty() {
        return place;
    }
    format!("{}\n{place}", quoted(&escape::excerpt(&escape::words(&excerpt.text, EXCERPT))))
}

/// A title as a link, in small print.
pub(super) fn title(title: &str, url: &str) -> String {
    let title = escape::excerpt(&escape::words(title, TITLE));
    small(&match link(without_text_fragment(url)) {
        Some(url) => linked(&title, url),
        None => title,
    })
}

/// What a person wrote.
pub(super) fn written(text: &str) -> String {
    escape::echoed(text, WRITTEN)
}

/// A person who agreed to be named. Discord shows the name; nothing pings, since no message of ours may.
pub(super) fn person(user: &str) -> String {
    let digits: String = user.chars().filter(char::is_ascii_digit).collect();
    format!("<@{digits}>")
}
