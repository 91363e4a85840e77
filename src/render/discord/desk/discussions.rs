//! The one thread of an article in a server: the button that opens it, and the card that it stands on.

use super::super::card::{Button, Card};
use super::super::custom_id::Action;
use super::super::excerpt::article_particulars;
use super::super::{Message, escape, heading, small};
use super::Flow;
use super::issue::{Issue, hex, of_hex, titled};
use crate::words::Words;

/// What is shown of the line below a title, in characters.
const DEK: usize = 300;

/// What a press does: the rest of an id of this flow, read and written here alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Open the thread of the article of this hash, or find it; on this public message, where one is named.
    Open(u64, Option<String>),
    /// Show the article to whoever pressed.
    Read(u64),
}

impl Step {
    /// The button's id.
    pub fn id(&self) -> Option<String> {
        let what = match self {
            Step::Open(hash, on) => format!("o{}{}", hex(*hash), on.as_deref().unwrap_or_default()),
            Step::Read(hash) => format!("r{}", hex(*hash)),
        };
        Action::Desk(Flow::Discussion, what).encode()
    }

    /// What an id says.
    pub fn read(what: &str) -> Option<Step> {
        let (hash, on) = what.get(1..)?.split_at_checked(14)?;
        let hash = of_hex(hash)?;
        match what.chars().next()? {
            'o' if on.is_empty() => Some(Step::Open(hash, None)),
            'o' => is_id(on).then(|| Step::Open(hash, Some(on.to_owned()))),
            'r' if on.is_empty() => Some(Step::Read(hash)),
            _ => None,
        }
    }
}

/// Whether it is an id as Discord gives them.
fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The button that opens the thread of an article.
pub fn button(article: u64, on: Option<&str>, words: &Words) -> Option<Button> {
    let on = on.filter(|on| is_id(on)).map(str::to_owned);
    Some(Button::act(Step::Open(article, on).id()?, words.say("discussion.button", &[])))
}

/// The card that a thread is opened on where there is no answer to open it on, with the id by which it is known again.
pub fn card(issue: &Issue, words: &Words) -> (Message, String) {
    let mut card = Card::default();
    let dek = issue.dek.as_deref().map(|dek| escape::excerpt(&escape::words(dek, DEK)).replace('\n', " "));
    let head = std::iter::once(heading(&words.say("discussion.card", &[]))).chain([titled(&issue.row)]).chain(dek);
    card.text(head.collect::<Vec<_>>().join("\n"));
    card.text(article_particulars(words, &issue.row));
    if issue.paid {
        card.text(small(&words.say("issue.paid", &[])));
    }
    let id = Step::Read(issue.hash()).id().unwrap_or_default();
    let read = Button::link(&issue.row.url, &words.say("discord.read", &[]));
    let here = Button::act(id.clone(), words.say("issue.read_here", &[]));
    card.buttons(read.into_iter().chain([here]).collect());
    (Message { card: Some(card.fitted()), ..Message::default() }, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_comes_back_from_its_id_and_no_other_does() {
        for step in [Step::Open(7, None), Step::Open(7, Some("1234567890123456789".into())), Step::Read(1 << 50)] {
            let Some(Action::Desk(Flow::Discussion, what)) = step.id().and_then(|id| Action::decode(&id)) else {
                panic!("{step:?}")
            };
            assert_eq!(Step::read(&what), Some(step));
        }
        for what in ["", "o", "o1", "o00000000000007../x", "r000000000000071", "é00000000000007", "x00000000000007"] {
            assert_eq!(Step::read(what), None, "{what}");
        }
    }
}
