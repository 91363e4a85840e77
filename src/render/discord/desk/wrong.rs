//! "Wrong?": the window for readers, the card for editors, and what they do with it.

use super::super::card::{Block, Button, Card, Choosable};
use super::super::custom_id::Action;
use super::super::reference::Reference;
use super::super::{Field, Input, Look, Message, Modal, escape, heading, small};
use super::{Flow, shown};
use crate::reply::Excerpt;
use crate::words::Words;

/// Reasons, as they are stored.
pub const REASONS: [&str; 5] = ["question", "place", "outdated", "speaker", "else"];
/// What the catalogue calls a reason.
fn named(reason: &str) -> &'static str {
    match reason {
        "question" => "desk.wrong_question",
        "place" => "desk.wrong_place",
        "outdated" => "desk.wrong_outdated",
        "speaker" => "desk.wrong_speaker",
        _ => "desk.wrong_else",
    }
}

/// Fields of the windows.
pub const REASON: &str = "reason";
/// What somebody writes.
pub const TEXT: &str = "text";
/// That it may be stored.
pub const CONSENT: &str = "consent";
/// The question of a case.
pub const QUESTION: &str = "question";
/// The excerpt that a case expects.
pub const EXPECTED: &str = "expected";
/// How much somebody may write, a question, and an excerpt, in UTF-16 units.
const MOST_TEXT: usize = 500;
const MOST_QUESTION: usize = 300;
const MOST_EXPECTED: usize = 2_000;
/// Remarks shown.
const REMARKS: usize = 3;
/// Hidden excerpts a page.
pub const PAGE: usize = 10;

/// What is done with a card, a list, a window: the rest of an id of this flow, read and written here alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask why an excerpt is wrong.
    Ask(Reference),
    /// Take the answer to that; with the hash of the question, where it is known.
    Take(Reference, String),
    /// Ask for a case of the golden set.
    Case(String),
    /// Take it.
    TakeCase(String),
    /// Hide the excerpt of a card for its question.
    Hide(String),
    /// Take a card off the editors' hands.
    Dismiss(String),
    /// List what is hidden, from this one on.
    Hidden(usize),
    /// Show one of them again.
    ShowAgain(String),
}

impl Step {
    /// The button's or window's id.
    pub fn id(&self) -> Option<String> {
        let what = match self {
            Step::Ask(at) => format!("a{}", at.packed()),
            Step::Take(at, question) => format!("t{}{question}", at.packed()),
            Step::Case(id) => format!("c{id}"),
            Step::TakeCase(id) => format!("g{id}"),
            Step::Hide(id) => format!("h{id}"),
            Step::Dismiss(id) => format!("d{id}"),
            Step::Hidden(from) => format!("l{from}"),
            Step::ShowAgain(id) => format!("s{id}"),
        };
        Action::Desk(Flow::Wrong, what).encode()
    }

    /// What an id says.
    pub fn read(what: &str) -> Option<Step> {
        let mut chars = what.chars();
        let kind = chars.next()?;
        let rest = chars.as_str();
        let id = || Some(rest.to_owned()).filter(|id| is_plain(id));
        match kind {
            'a' => Reference::of(rest).map(Step::Ask),
            't' => {
                let at: String = rest.chars().take(9).collect();
                let question = rest.strip_prefix(at.as_str())?;
                (question.is_empty() || is_plain(question))
                    .then(|| Some(Step::Take(Reference::of(&at)?, question.to_owned())))?
            }
            'c' => id().map(Step::Case),
            'g' => id().map(Step::TakeCase),
            'h' => id().map(Step::Hide),
            'd' => id().map(Step::Dismiss),
            'l' => rest.parse().ok().map(Step::Hidden),
            's' => id().map(Step::ShowAgain),
            _ => None,
        }
    }
}

fn is_plain(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The button under an excerpt, where the place has a desk.
pub fn button(at: &Reference, look: &Look) -> Option<Button> {
    let id = look.desk.then(|| Step::Ask(*at).id()).flatten()?;
    Some(Button::act(id, look.words.say("desk.wrong_button", &[])))
}

/// The window that asks why.
pub fn window(at: &Reference, question: &str, words: &Words) -> Option<Modal> {
    let say = |key: &str| words.say(key, &[]);
    let reasons =
        REASONS.map(|reason| Choosable { label: say(named(reason)), value: reason.to_owned(), ..Choosable::default() });
    let consent = Choosable { label: say("desk.wrong_consent"), value: "yes".to_owned(), ..Choosable::default() };
    let text = Input::Text { value: String::new(), long: true, most: MOST_TEXT };
    let fields = vec![
        Field::new(REASON, &say("desk.wrong_why"), "", Input::One(reasons.to_vec())),
        Field::new(TEXT, &say("desk.wrong_text"), &say("desk.wrong_text_detail"), text).optional(),
        Field::new(CONSENT, &say("desk.wrong_agree"), "", Input::Ticks(vec![consent])).optional(),
    ];
    Some(Modal::new(Step::Take(*at, question.to_owned()).id()?, &say("desk.wrong_title"), fields))
}

/// What the card for the editors says.
#[derive(Debug, Clone, Default)]
pub struct Marked<'a> {
    /// The row.
    pub id: &'a str,
    /// The excerpt; its words are empty where not everybody may read them.
    pub excerpt: Option<&'a Excerpt>,
    /// Why, and how many say so.
    pub reasons: &'a [(String, i64)],
    /// Who wrote what about it.
    pub remarks: Vec<(&'a str, &'a str)>,
    /// How many questions it can be hidden for.
    pub questions: usize,
    /// `open`, `hidden` or `dismissed`.
    pub state: &'a str,
}

/// The card for the editors.
pub fn card(marked: &Marked, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    let votes: i64 = marked.reasons.iter().map(|(_, count)| count).sum();
    let key = if votes == 1 { "desk.wrong_card_one" } else { "desk.wrong_card" };
    card.text(heading(&words.say(key, &[("count", &votes)])));
    card.text(match marked.excerpt {
        Some(excerpt) => shown::excerpt(excerpt),
        None => small(&say("desk.wrong_changed")),
    });
    let reason = |(reason, count): &(String, i64)| format!("{} × {count}", say(named(reason)));
    card.text(marked.reasons.iter().map(reason).collect::<Vec<_>>().join("\n"));
    let remark = |(user, text): &(&str, &str)| format!("{}: {}", shown::person(user), shown::written(text));
    card.text(marked.remarks.iter().take(REMARKS).map(remark).collect::<Vec<_>>().join("\n"));
    let act = |step: Step, key: &str| Some(Button::act(step.id()?, say(key)));
    let id = || marked.id.to_owned();
    match marked.state {
        "hidden" => {
            card.text(small(&say("desk.wrong_hidden")));
            card.buttons(
                [act(Step::Case(id()), "desk.wrong_case"), act(Step::Hidden(0), "desk.wrong_list")]
                    .into_iter()
                    .flatten()
                    .collect(),
            );
        }
        "dismissed" => card.text(small(&say("desk.wrong_dismissed"))),
        _ => {
            let key = if marked.questions == 1 { "desk.wrong_hide" } else { "desk.wrong_hide_several" };
            let hide = (marked.questions > 0).then(|| act(Step::Hide(id()), key)).flatten();
            let case = act(Step::Case(id()), "desk.wrong_case");
            let dismiss = act(Step::Dismiss(id()), "desk.wrong_dismiss");
            card.buttons(case.into_iter().chain(hide).chain(dismiss).collect());
        }
    }
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// The window that asks for a case of the golden set. Its question is the editor's own.
pub fn case_window(id: &str, words: &Words) -> Option<Modal> {
    let say = |key: &str| words.say(key, &[]);
    let text = |long, most| Input::Text { value: String::new(), long, most };
    let fields = vec![
        Field::new(QUESTION, &say("desk.wrong_case_question"), "", text(false, MOST_QUESTION)),
        Field::new(
            EXPECTED,
            &say("desk.wrong_case_expected"),
            &say("desk.wrong_case_expected_detail"),
            text(true, MOST_EXPECTED),
        )
        .optional(),
    ];
    Some(Modal::new(Step::TakeCase(id.to_owned()).id()?, &say("desk.wrong_case"), fields))
}

/// A hidden excerpt as the list shows it.
#[derive(Debug, Clone, Default)]
pub struct HiddenRow<'a> {
    /// The row.
    pub id: &'a str,
    /// The excerpt; nothing where it is gone.
    pub excerpt: Option<Excerpt>,
    /// The day since when.
    pub day: String,
}

/// What is shown of a hidden excerpt, in characters.
const OPENING: usize = 100;

/// The private list of what is hidden.
pub fn list(rows: &[HiddenRow], from: usize, total: usize, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    card.text(heading(&match total {
        0 => say("desk.wrong_none_hidden"),
        total => words.say("desk.wrong_list_title", &[("count", &total)]),
    }));
    for row in rows {
        let opening = row.excerpt.as_ref().map(|excerpt| {
            let opening = escape::words(&excerpt.text, OPENING);
            let title = shown::title(&excerpt.title, &excerpt.url);
            if opening.is_empty() { title } else { format!("{}\n{title}", escape::excerpt(&opening)) }
        });
        let since = small(&words.say("desk.wrong_since", &[("day", &row.day)]));
        let text = format!("{}\n{since}", opening.unwrap_or_else(|| say("desk.wrong_changed")));
        let Some(id) = Step::ShowAgain(row.id.to_owned()).id() else { continue };
        let button = Button::act(id, say("desk.wrong_show_again"));
        card.blocks.push(Block::Section { text, button });
    }
    let turn = |from: usize, key: &str| Some(Button::act(Step::Hidden(from).id()?, say(key)));
    let back = from.checked_sub(PAGE).and_then(|from| turn(from, "discord.previous"));
    let on = (from + PAGE < total).then(|| turn(from + PAGE, "discord.next")).flatten();
    card.buttons(back.into_iter().chain(on).collect());
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_rest_of_an_id_is_met() {
        for what in ["", "a", "t", "t一一一一一一一一一zz", "l-1", "h../x", "s12g", "c0123456789abcdef", "x1"]
        {
            let _ = Step::read(what);
        }
        assert_eq!(Step::read("h../x"), None);
        assert_eq!(Step::read("h0f"), Some(Step::Hide("0f".to_owned())));
    }
}
