//! The open part of an article for paying readers: what a feed, a mail or a page shows of it to everybody, and the line
//! under it that asks for money.

use crate::domain::Audience;

use super::draft::Draft;
use super::html::folded;

/// How a line opens that stands where the rest is for paying readers, as platforms write them.
const OPENINGS: [&str; 30] = [
    "this post is for paid subscribers",
    "this post is for paying subscribers",
    "this post is for paying members",
    "this post is for members only",
    "this post is for subscribers only",
    "this post is for subscribers of",
    "this post is for subscribers in",
    "this post is for subscribers on",
    "this post is for premium",
    "this article is for paid subscribers",
    "this article is for paying subscribers",
    "this article is for subscribers only",
    "this article is for members only",
    "this content is for paid",
    "this content is for members",
    "this content is for subscribers",
    "this story is for paid",
    "this issue is for paid",
    "this newsletter is for paid",
    "this episode is for paid",
    "the rest of this post is for",
    "the rest of this article is for",
    "subscribe to continue reading",
    "subscribe to keep reading",
    "upgrade to continue reading",
    "upgrade to keep reading",
    "keep reading with a 7 day free trial",
    "become a paying subscriber of",
    "become a paid subscriber to",
    "already a paid subscriber",
];

/// How many paragraphs such lines take, and how many words one of them.
const MOST_LINES: usize = 4;
const MOST_WORDS: usize = 40;

/// Marks a draft that ends in such lines as a part of an article for paying readers, and takes the lines off. They must be
/// the last of it: a sentence of the article may say the same.
pub(super) fn mark(draft: &mut Draft) {
    let texts: Vec<&str> = draft.texts().collect();
    let last = texts.len().saturating_sub(MOST_LINES);
    let wall = texts.iter().enumerate().skip(last.max(1)).find(|(_, text)| is_wall(text)).map(|(at, _)| at);
    let short = |text: &&str| text.split_whitespace().count() <= MOST_WORDS;
    if let Some(at) = wall.filter(|at| texts.iter().skip(*at).all(short)) {
        let words: usize = texts.iter().skip(at).map(|text| text.split_whitespace().count()).sum();
        draft.body.truncate(at);
        draft.notes.push(format!(
            "it is the open part of an article for paying readers; {words} words under it say so, and are left out"
        ));
        close(draft);
    }
}

/// Marks a draft as the open part of an article for paying readers.
pub(super) fn close(draft: &mut Draft) {
    draft.part = true;
    // Who says that all may read it knows better.
    draft.audience.get_or_insert(Audience::Paid);
}

fn is_wall(text: &str) -> bool {
    // What is in quotation marks is somebody's.
    if text.starts_with(['“', '"', '«', '„', '‘']) {
        return false;
    }
    let words = folded(crate::text::clip(text, 400).0);
    OPENINGS
        .iter()
        .any(|opening| words.strip_prefix(opening).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

#[cfg(test)]
mod tests {
    use super::super::draft::Origin;
    use super::super::plain;
    use super::*;

    fn check(text: &str) -> String {
        let mut draft = Draft::new(Origin::Feed);
        draft.take(plain::blocks(text));
        mark(&mut draft);
        format!("{:?} {} {}", draft.audience, draft.part, draft.texts().collect::<Vec<_>>().join(" | "))
    }

    #[test]
    fn the_line_that_asks_for_money_marks_a_part() {
        insta::assert_snapshot!(check("The ferry runs again.\n\nThis post is for paid subscribers\n\nAlready a paid subscriber? Sign in"), @"Some(Paid) true The ferry runs again.");
        insta::assert_snapshot!(check("The ferry runs again.\n\nKeep reading with a 7-day free trial\n\nSubscribe to Harbour Notes to keep reading this post."), @"Some(Paid) true The ferry runs again.");
    }

    #[test]
    fn an_article_about_such_lines_is_none() {
        let after = "It was a long day. ".repeat(20);
        for text in [
            "This post is for paid subscribers, it said.".to_owned(),
            "The site said so.\n\n“This post is for paid subscribers,” it read.".to_owned(),
            "The site said so.\n\nThe line read: this post is for paid subscribers.".to_owned(),
            format!("The site said so.\n\nThis post is for paid subscribers, it said.\n\n{after}"),
        ] {
            assert!(check(&text).starts_with("None false"), "{text}");
        }
    }
}
