//! An article as it may be shown to everybody, and how ids name it.

use super::super::reference::article_hash;
use super::super::{escape, link, linked};
use crate::domain::without_text_fragment;
use crate::reply::ArticleRow;

/// What is shown of a title, in characters.
const TITLE: usize = 200;
/// Discord's limit for the name of a thread, in UTF-16 units.
const THREAD: usize = 100;

/// An article as it may be shown to everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its particulars.
    pub row: ArticleRow,
    /// The line below its title.
    pub dek: Option<String>,
    /// What opens it.
    pub opening: Option<String>,
    /// Whether it is for paying readers.
    pub paid: bool,
}

impl Issue {
    /// How ids name it.
    pub(super) fn hash(&self) -> u64 {
        article_hash(&self.row.article)
    }

    /// What a thread about it is called.
    pub fn thread_name(&self) -> String {
        match thread_name(&self.row.title) {
            name if name.is_empty() => thread_name(&self.row.article),
            name => name,
        }
    }
}

/// The name of a thread.
pub(super) fn thread_name(text: &str) -> String {
    escape::name(text, THREAD)
}

/// A title as a link to its page.
pub(super) fn titled(row: &ArticleRow) -> String {
    let title = escape::excerpt(&escape::words(&row.title, TITLE)).replace('\n', " ");
    link(without_text_fragment(&row.url)).map_or(title.clone(), |url| linked(&title, url))
}

/// An article's hash as ids hold it.
pub fn hex(hash: u64) -> String {
    format!("{hash:014x}")
}

/// What [`hex`] wrote.
pub fn of_hex(text: &str) -> Option<u64> {
    let plain = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| u64::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_named_within_discords_limit_and_at_a_word() {
        let (named, units) = (thread_name, super::super::super::card::units);
        insta::assert_snapshot!(named("A mill *opens*\nin Dover"), @"A mill *opens* in Dover");
        let long = named(&"paper 👩‍👩‍👧 ".repeat(30));
        assert!(units(&long) <= THREAD && long.ends_with("paper…") | long.ends_with("👩‍👩‍👧…"), "{long}");
        let one = named(&"é".repeat(300));
        assert_eq!(units(&one), THREAD);
    }
}
