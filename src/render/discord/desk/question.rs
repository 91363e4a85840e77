//! Questions to the editors: the window that asks, the editors' card and its windows, and what the asker is told.

use jiff::civil::Date;

use super::Flow;
use crate::render::day;
use crate::render::discord::card::{Button, Card, Choosable, Menu, Tone};
use crate::render::discord::custom_id::Action;
use crate::render::discord::modal::{Field, Input, Modal};
use crate::render::discord::{List, Look, Message, buttons, escape, excerpt, heading, link, linked, small};
use crate::reply::Excerpt;
use crate::words::Words;

/// A question is at most so long, in UTF-16 units.
pub const LONGEST: usize = 500;
/// What it takes on a card, once every hidden character in it is made visible.
const QUESTION: usize = 2_000;
/// A search of the editors', and an address.
const SEARCH: usize = 300;
const ADDRESS: usize = 500;
/// Askers who are named on a card.
const NAMES: usize = 10;
/// What is shown of a headline where an asker is mentioned, in characters.
const HEADLINE: usize = 200;
/// Letters of an id by which a card is called, and known again in its channel.
const NUMBER: usize = 8;

/// The names of the fields of the windows: the words,
pub const TEXT: &str = "text";
/// whether they may be stored,
pub const AGREE: &str = "agree";
/// how the asker wants to be told,
pub const TELL: &str = "tell";
/// and whether the editors see who it is.
pub const NAME: &str = "name";

/// What a button, a menu or a window of this flow does. Ids are looked up and rights checked wherever one comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask the editors.
    Ask,
    /// Search the archive for what answers a question.
    Search(String),
    /// Answer with the passage that was picked.
    Pick(String),
    /// Answer with a link.
    Link(String),
    /// Answer with the draft of this digest.
    Approve(String, String),
    /// Say that it is none of the newsletter's.
    NotOurs(String),
    /// Put it away.
    Close(String),
    /// Take it up again.
    Reopen(String),
    /// Show the answer to a question, below the message that told this asker.
    Show(String, String),
    /// Delete what this asker gave.
    Withdraw(String),
}

impl Step {
    /// The rest of an id, as this flow reads it.
    pub fn read(what: &str) -> Option<Step> {
        let mut chars = what.chars();
        let (letter, id) = (chars.next()?, chars.as_str().to_owned());
        let known = id.len() <= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'.');
        match letter {
            _ if !known => None,
            'a' => id.is_empty().then_some(Step::Ask),
            _ if id.is_empty() => None,
            's' => Some(Step::Search(id)),
            'p' => Some(Step::Pick(id)),
            'l' => Some(Step::Link(id)),
            'y' => id.split_once('.').map(|(id, digest)| Step::Approve(id.to_owned(), digest.to_owned())),
            'n' => Some(Step::NotOurs(id)),
            'c' => Some(Step::Close(id)),
            'o' => Some(Step::Reopen(id)),
            'v' => id.split_once('.').map(|(id, asker)| Step::Show(id.to_owned(), asker.to_owned())),
            'w' => Some(Step::Withdraw(id)),
            _ => None,
        }
    }

    /// The id.
    pub fn id(&self) -> String {
        let (letter, id) = match self {
            Step::Ask => ('a', String::new()),
            Step::Search(id) => ('s', id.clone()),
            Step::Pick(id) => ('p', id.clone()),
            Step::Link(id) => ('l', id.clone()),
            Step::Approve(id, digest) => ('y', format!("{id}.{digest}")),
            Step::NotOurs(id) => ('n', id.clone()),
            Step::Close(id) => ('c', id.clone()),
            Step::Reopen(id) => ('o', id.clone()),
            Step::Show(id, asker) => ('v', format!("{id}.{asker}")),
            Step::Withdraw(id) => ('w', id.clone()),
        };
        Action::Desk(Flow::Question, format!("{letter}{id}")).encode().unwrap_or_default()
    }
}

/// What stands on a card for what answers it.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// An excerpt, with its list of one.
    Excerpt(Box<Excerpt>, List),
    /// Link and title of an article for paying readers.
    Paid(String, String),
    /// A page of the publication's own, and its headline where the archive has it.
    Page(String, Option<String>),
    /// The article was corrected or taken down since.
    Changed,
}

/// How a question was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// With an answer.
    Answered,
    /// The newsletter does not write about that.
    NotOurs,
    /// It was put away.
    Closed,
    /// Nobody asks it any more.
    Withdrawn,
}

impl Settled {
    /// In words.
    pub fn said(self, words: &Words) -> String {
        let key = match self {
            Settled::Answered => "desk.question_card_answered",
            Settled::NotOurs => "desk.question_card_not_ours",
            Settled::Closed => "desk.question_card_closed",
            Settled::Withdrawn => "desk.question_card_withdrawn",
        };
        words.say(key, &[])
    }
}

/// A question as the editors see it.
#[derive(Debug, Clone, Default)]
pub struct View<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its words.
    pub text: &'a str,
    /// How it was settled; open, where it is not.
    pub settled: Option<Settled>,
    /// The day on which it was first asked.
    pub asked: Date,
    /// How many asked it.
    pub count: usize,
    /// Those of them who want to be named.
    pub names: Vec<&'a str>,
    /// How many are told.
    pub told: usize,
    /// How many could not be.
    pub untold: usize,
    /// What it was answered with.
    pub answer: Option<Shown>,
    /// What may answer it, with its digest.
    pub draft: Option<(Shown, String)>,
}

/// What a card is called, and known again by in its channel.
pub fn number(id: &str) -> String {
    id.chars().take(NUMBER).collect()
}

/// The button under an answer that does not know.
pub(in crate::render::discord) fn ask(look: &Look) -> Option<Button> {
    look.desk.then(|| act(look.words, "desk.question_ask", &Step::Ask, Tone::Main))
}

fn act(words: &Words, key: &str, step: &Step, tone: Tone) -> Button {
    Button::Act { custom_id: step.id(), label: words.say(key, &[]), tone }
}

/// What was asked, as the head of one of our messages says it; these are the words of one of the languages in which it
/// may stand there.
pub fn asked_in(head: &str, words: &Words) -> Option<String> {
    const PLACE: &str = "\u{1}";
    let line = words.say("discord.asked", &[("question", &PLACE)]);
    let (before, after) = line.split_once(PLACE)?;
    let asked = |line: &str| {
        let line = line.strip_prefix("-# ")?.strip_prefix(before)?;
        line.strip_suffix(after).map(escape::typed)
    };
    head.lines().find_map(asked)
}

/// The window in which a question is worded.
pub fn window(question: &str, words: &Words) -> Modal {
    let say = |key: &str| words.say(key, &[]);
    let option = |key: &str, value: &str| buttons::option(&say(key), value, "");
    let text = Input::Text { value: question.to_owned(), long: true, most: LONGEST };
    let tell = vec![
        option("desk.question_tell_no", "no"),
        option("desk.question_tell_message", "message"),
        Choosable {
            detail: say("desk.question_tell_mention_about"),
            ..option("desk.question_tell_mention", "mention")
        },
    ];
    let agree = Input::Ticks(vec![option("desk.question_agree_yes", "yes")]);
    let name = Input::Ticks(vec![option("desk.question_name_yes", "yes")]);
    let fields = vec![
        Field::new(TEXT, &say("desk.question_text"), &say("desk.question_text_about"), text),
        Field::new(TELL, &say("desk.question_tell"), "", Input::One(tell)),
        Field::new(NAME, &say("desk.question_name"), &say("desk.question_name_about"), name).optional(),
        Field::new(AGREE, &say("desk.question_agree"), "", agree),
    ];
    Modal::new(Step::Ask.id(), &say("desk.question_ask"), fields)
}

/// The window that asks an editor for the words to search for.
pub fn search_window(id: &str, question: &str, words: &Words) -> Modal {
    let (label, about) = (words.say("desk.question_search_text", &[]), words.say("desk.question_search_about", &[]));
    let text = Input::Text { value: question.to_owned(), long: false, most: SEARCH };
    let title = words.say("desk.question_search", &[]);
    Modal::new(Step::Search(id.to_owned()).id(), &title, vec![Field::new(TEXT, &label, &about, text)])
}

/// The window that asks an editor for an address.
pub fn link_window(id: &str, words: &Words) -> Modal {
    let (label, about) = (words.say("desk.question_link_text", &[]), words.say("desk.question_link_about", &[]));
    let text = Input::Text { value: String::new(), long: false, most: ADDRESS };
    let title = words.say("desk.question_link", &[]);
    Modal::new(Step::Link(id.to_owned()).id(), &title, vec![Field::new(TEXT, &label, &about, text)])
}

/// What was found for an editor to pick from: each passage with the value that picks it.
pub fn passages(id: &str, found: &[(Excerpt, String)], words: &Words) -> Message {
    let mut card = Card::default();
    card.text(heading(&words.say("desk.question_pick", &[])));
    card.text(small(&words.say("desk.question_pick_about", &[("count", &found.len())])));
    let options = found.iter().take(buttons::OPTIONS).map(|(excerpt, value)| {
        let words = escape::words(&excerpt.text, 95);
        // The words tell passages of one article apart, so they stand first.
        let label = if words.is_empty() { excerpt.title.clone() } else { words };
        buttons::option(&label, value, &format!("{} · {}", excerpt.date, excerpt.title))
    });
    card.menu(Menu {
        custom_id: Step::Pick(id.to_owned()).id(),
        placeholder: words.say("desk.question_pick_menu", &[]),
        options: options.collect(),
        picks: None,
    });
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// A card of one sentence for whoever pressed, in the place of the menu that they picked from.
pub fn done(words: &Words, key: &str) -> Message {
    let mut card = Card::default();
    card.text(words.say(key, &[]));
    Message { card: Some(card), private: true, ..Message::default() }
}

/// What the asker is shown once their question is stored.
pub fn confirmation(asker: &str, lines: &[String], words: &Words) -> Message {
    let mut card = Card::default();
    let mut lines = lines.iter();
    let head: Vec<String> = lines.next().map(|first| heading(first)).into_iter().chain(lines.cloned()).collect();
    card.text(head.join("\n"));
    card.text(small(&words.say("desk.question_kept", &[])));
    card.buttons(vec![act(words, "desk.question_withdraw", &Step::Withdraw(asker.to_owned()), Tone::Plain)]);
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// The editors' card.
pub fn card(view: &View<'_>, look: &Look) -> Message {
    let words = look.words;
    let mut card = Card::default();
    let title = match (view.settled, view.count) {
        (Some(settled), _) => settled.said(words),
        (None, 0 | 1) => words.say("desk.question_card", &[]),
        (None, count) => words.say("desk.question_card_several", &[("count", &count)]),
    };
    let mut head = vec![heading(&title)];
    if !view.text.is_empty() {
        // A block quotation is the archive's.
        let bold = format!("**{}**", escape::echoed(view.text, LONGEST));
        head.push(escape::whole_marks(&bold, QUESTION));
    }
    card.text(head.join("\n"));
    if let Some(answer) = &view.answer {
        card.text(shown(answer, look));
    }
    if let Some((draft, _)) = &view.draft {
        card.text(format!("{}\n{}", words.say("desk.question_card_draft", &[]), shown(draft, look)));
    }
    card.text(foot(view, words));
    card.buttons(acts(view, words));
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// Who asked, when, who is told, and what the card is called.
fn foot(view: &View<'_>, words: &Words) -> String {
    let mut lines = Vec::new();
    let is_id = |name: &&&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let names: Vec<String> = view.names.iter().filter(is_id).take(NAMES).map(|id| format!("<@{id}>")).collect();
    if !names.is_empty() {
        lines.push(words.say("desk.question_card_by", &[("names", &names.join(", "))]));
    }
    if view.untold > 0 {
        lines.push(words.say("desk.question_card_untold", &[("count", &view.untold)]));
    }
    let mut parts = vec![words.say("desk.question_card_number", &[("number", &number(view.id))])];
    if view.settled != Some(Settled::Withdrawn) {
        parts.insert(0, day(words, view.asked));
    }
    if view.settled.is_some() && view.count > 1 {
        parts.push(words.say("desk.question_card_asked", &[("count", &view.count)]));
    }
    if view.told > 0 {
        parts.push(words.say("desk.question_card_told", &[("count", &view.told)]));
    }
    lines.push(parts.join(" · "));
    lines.iter().map(|line| small(line)).collect::<Vec<_>>().join("\n")
}

fn acts(view: &View<'_>, words: &Words) -> Vec<Button> {
    let id = || view.id.to_owned();
    match view.settled {
        None => {
            let approve = view.draft.as_ref().map(|(_, digest)| {
                act(words, "desk.question_approve", &Step::Approve(id(), digest.clone()), Tone::Main)
            });
            let search = if approve.is_some() { Tone::Plain } else { Tone::Main };
            approve
                .into_iter()
                .chain([
                    act(words, "desk.question_search", &Step::Search(id()), search),
                    act(words, "desk.question_link", &Step::Link(id()), Tone::Plain),
                    act(words, "desk.question_not_ours", &Step::NotOurs(id()), Tone::Plain),
                    act(words, "desk.question_close", &Step::Close(id()), Tone::Plain),
                ])
                .collect()
        }
        Some(Settled::NotOurs | Settled::Closed) => {
            vec![act(words, "desk.question_reopen", &Step::Reopen(id()), Tone::Plain)]
        }
        Some(_) => view.answer.as_ref().and_then(|answer| read(answer, words)).into_iter().collect(),
    }
}

/// What answers, in markdown.
fn shown(answer: &Shown, look: &Look) -> String {
    match answer {
        Shown::Excerpt(own, list) => excerpt::text(own, list, look),
        Shown::Paid(url, title) => {
            format!("{}\n{}", titled(title, url), small(&look.words.say("discord.paid", &[])))
        }
        Shown::Page(url, title) => titled(title.as_deref().unwrap_or(url), url),
        Shown::Changed => look.words.say("discord.altered_archive", &[]),
    }
}

fn titled(title: &str, url: &str) -> String {
    let title = escape::excerpt(&escape::words(title, HEADLINE));
    link(url).map_or(title.clone(), |url| linked(&title, url))
}

/// Where an answer is read.
fn read(answer: &Shown, words: &Words) -> Option<Button> {
    let url = match answer {
        Shown::Excerpt(own, _) => own.url.as_str(),
        Shown::Paid(url, _) | Shown::Page(url, _) => url.as_str(),
        Shown::Changed => return None,
    };
    Button::link(url, &words.say("discord.read", &[]))
}

/// The answer for whoever asked, with their own question, and the button that deletes it; for somebody else without both.
pub fn answer(answer: &Shown, asked: Option<(&str, &str)>, look: &Look) -> Message {
    let words = look.words;
    let mut card = Card::default();
    let mut head = vec![heading(&words.say("desk.question_told", &[]))];
    if let Some((question, _)) = asked {
        let question = escape::echoed(question, LONGEST);
        head.push(small(&words.say("discord.asked", &[("question", &question)])));
    }
    card.text(head.join("\n"));
    card.text(shown(answer, look));
    let delete =
        asked.map(|(_, asker)| act(words, "desk.question_told_delete", &Step::Withdraw(asker.to_owned()), Tone::Plain));
    card.buttons(read(answer, words).into_iter().chain(delete).collect());
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// What is said where an asker is mentioned: plain words with headline and link, and the button that shows the answer.
pub fn mention((id, asker, user): (&str, &str, &str), answer: &Shown, words: &Words) -> (String, Button) {
    let (title, url) = match answer {
        Shown::Excerpt(own, _) => (Some(own.title.as_str()), own.url.as_str()),
        Shown::Paid(url, title) => (Some(title.as_str()), url.as_str()),
        Shown::Page(url, title) => (title.as_deref(), url.as_str()),
        Shown::Changed => (None, ""),
    };
    let page = crate::domain::without_text_fragment(url);
    let title = title.map(|title| format!("**{}**", escape::excerpt(&escape::words(title, HEADLINE))));
    let link = link(page).filter(|page| page.len() <= ADDRESS).map(str::to_owned);
    let said = words.say("desk.question_told_mention", &[("user", &format!("<@{user}>"))]);
    let lines = std::iter::once(said).chain(title).chain(link);
    let content = lines.collect::<Vec<_>>().join("\n");
    let show = Step::Show(id.to_owned(), asker.to_owned());
    (content, act(words, "desk.question_told_show", &show, Tone::Plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_is_read_back_from_the_card() {
        let words = Words::english();
        for question in ["Who paid for *it*?", "a_b [c](d) <@1> @everyone 1. x", "¿Quién? 👩\u{200D}👧"] {
            let shown = escape::echoed(question, 150);
            let head = format!("### No.\n{}\n-# other", small(&words.say("discord.asked", &[("question", &shown)])));
            let found = asked_in(&head, &words).expect("a question");
            assert_eq!(escape::echoed(&found, 150), shown);
        }
        assert_eq!(asked_in("### No.\n-# Nothing asked", &words), None);
    }

    #[test]
    fn a_step_comes_back_from_its_id_and_no_other_does() {
        let id = || "0123456789abcdef".to_owned();
        let (approve, show) = (Step::Approve(id(), "12ab".into()), Step::Show(id(), id()));
        for step in [Step::Ask, Step::Search(id()), approve, show, Step::Withdraw(id())] {
            let Some(Action::Desk(Flow::Question, what)) = Action::decode(&step.id()) else { panic!("{step:?}") };
            assert_eq!(Step::read(&what), Some(step));
        }
        for what in ["", "a1", "s", "s' OR 1=1", "yabc", "zabc", "n<@1>"] {
            assert_eq!(Step::read(what), None, "{what}");
        }
    }
}
