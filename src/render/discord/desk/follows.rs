//! What a reader follows: the cards that ask for consent, list it, and bring what came.

use std::fmt::Display;

use super::super::card::{Block, Button, Card, Choosable, Menu, Tone};
use super::super::custom_id::Action;
use super::super::reference::Reference;
use super::super::{Found, List, Look, Message, buttons, escape, excerpt, heading, quoted, small};
use super::Flow;
use crate::engine::follow::{Followed, Kind};
use crate::reply::{Excerpt, Part};
use crate::words::Words;

/// What is shown of a label, and of an excerpt and a title among several, in characters.
const LABEL: usize = 90;
/// The id of a follow has so many characters.
pub const ID: usize = 16;
/// Of a newsletter of many, the mark of its tenant has so many and stands behind it.
pub const MARK: usize = 8;
const EXCERPT: usize = 220;
const TITLE: usize = 70;

/// How what comes is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As it comes.
    AtOnce,
    /// On Mondays.
    Weekly,
    /// Into the thread where it was begun.
    Thread,
}

/// What is done: the rest of an id of this flow, read and written here alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Offer what an excerpt names.
    Offer(Reference),
    /// Ask for consent to follow what was picked from a menu.
    Pick,
    /// Follow, as was agreed.
    Begin(How, Followed),
    /// Do not.
    Cancel,
    /// End a follow. Behind the row stands which message of it this is on.
    End(String),
    /// End the one that was picked from a menu.
    EndPicked,
    /// Send on Mondays instead.
    Weekly(String),
    /// Let it go on.
    Keep(String),
}

impl How {
    const LETTERS: [(How, char); 3] = [(How::AtOnce, 'a'), (How::Weekly, 'w'), (How::Thread, 't')];
}

const KINDS: [(Kind, char); 4] = [(Kind::Place, 'p'), (Kind::Person, 'n'), (Kind::Tracker, 't'), (Kind::Phrase, 'f')];

/// What is followed in the value of a menu or the id of a button.
pub fn packed(followed: &Followed) -> String {
    let letter = KINDS.iter().find(|(kind, _)| *kind == followed.kind).map_or('f', |(_, letter)| *letter);
    format!("{letter}{}", followed.value)
}

/// What such a value names.
pub fn unpacked(packed: &str) -> Option<Followed> {
    let mut chars = packed.chars();
    let letter = chars.next()?;
    let kind = KINDS.iter().find(|(_, own)| *own == letter).map(|(kind, _)| *kind)?;
    let value = chars.as_str();
    (!value.trim().is_empty()).then(|| Followed { kind, value: value.to_owned() })
}

impl Step {
    /// The button's or menu's id; none where it would be too long.
    pub fn id(&self) -> Option<String> {
        let what = match self {
            Step::Offer(at) => format!("o{}", at.packed()),
            Step::Pick => "p".to_owned(),
            Step::Begin(how, followed) => {
                let letter = How::LETTERS.iter().find(|(own, _)| own == how).map_or('a', |(_, letter)| *letter);
                format!("b{letter}{}", packed(followed))
            }
            Step::Cancel => "c".to_owned(),
            Step::End(row) => format!("e{row}"),
            Step::EndPicked => "m".to_owned(),
            Step::Weekly(row) => format!("w{row}"),
            Step::Keep(row) => format!("k{row}"),
        };
        Action::Desk(Flow::Follow, what).encode()
    }

    /// What an id says.
    pub fn read(what: &str) -> Option<Step> {
        let mut chars = what.chars();
        let kind = chars.next()?;
        let rest = chars.as_str();
        let row = || {
            let row = rest.split('.').next().unwrap_or_default();
            ((row.len() == ID || row.len() == ID + MARK) && row.bytes().all(|byte| byte.is_ascii_hexdigit()))
                .then(|| row.to_owned())
        };
        match kind {
            'o' => Reference::of(rest).map(Step::Offer),
            'p' => rest.is_empty().then_some(Step::Pick),
            'b' => {
                let how = How::LETTERS.iter().find(|(_, letter)| rest.starts_with(*letter)).map(|(how, _)| *how)?;
                Some(Step::Begin(how, unpacked(rest.get(1..)?)?))
            }
            'c' => rest.is_empty().then_some(Step::Cancel),
            'e' => row().map(Step::End),
            'm' => rest.is_empty().then_some(Step::EndPicked),
            'w' => row().map(Step::Weekly),
            'k' => row().map(Step::Keep),
            _ => None,
        }
    }
}

fn act(step: &Step, label: String, tone: Tone) -> Option<Button> {
    Some(Button::Act { custom_id: step.id()?, label, tone })
}

/// The button behind "⋯" of an excerpt.
pub fn button(at: &Reference, look: &Look) -> Option<Button> {
    act(&Step::Offer(*at), look.words.say("follow.button", &[]), Tone::Plain)
}

fn private(card: Card) -> Message {
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// What a person calls it, in a text.
fn named(label: &str) -> String {
    escape::echoed(label, LABEL)
}

/// "Which one?": each choice as what is followed, with its label.
pub fn which(title: &str, choices: &[(Followed, String)], words: &Words) -> Option<Message> {
    let mut options: Vec<Choosable> = Vec::new();
    for (followed, label) in choices {
        let value = packed(followed);
        let fits = value.encode_utf16().count() <= 100 && !options.iter().any(|own| own.value == value);
        if fits && options.len() < buttons::OPTIONS {
            options.push(buttons::option(label, &value, &words.say(sort(followed.kind), &[])));
        }
    }
    let mut card = Card::default();
    card.text(heading(title));
    card.menu(Menu { custom_id: Step::Pick.id()?, placeholder: words.say("follow.pick", &[]), options, picks: None });
    Some(private(card))
}

/// What a kind of thing is called.
fn sort(kind: Kind) -> &'static str {
    match kind {
        Kind::Place => "follow.place",
        Kind::Person => "follow.person",
        Kind::Tracker => "follow.tracker",
        Kind::Phrase => "follow.phrase",
    }
}

/// What is stored where somebody follows something, and until when: nothing is, before one of the buttons is pressed.
pub fn consent(followed: &Followed, label: &str, until: i64, in_thread: bool, words: &Words) -> Option<Message> {
    let say = |key: &str, values: &[(&str, &dyn Display)]| words.say(key, values);
    let mut card = Card::default();
    card.text(heading(&say("follow.title", &[("what", &named(label))])));
    let until = format!("<t:{until}:D>");
    card.text(say("follow.consent", &[("what", &named(label)), ("until", &until)]));
    card.text(small(&say("follow.consent_more", &[])));
    let begin = |how, key: &str, tone| act(&Step::Begin(how, followed.clone()), say(key, &[]), tone);
    let mut row =
        vec![begin(How::AtOnce, "follow.at_once", Tone::Main)?, begin(How::Weekly, "follow.weekly", Tone::Plain)?];
    if in_thread {
        card.text(small(&say("follow.consent_thread", &[])));
        row.extend(begin(How::Thread, "follow.into_thread", Tone::Plain));
    }
    row.extend(act(&Step::Cancel, say("follow.cancel", &[]), Tone::Plain));
    card.buttons(row);
    Some(private(card))
}

/// One sentence, in the place of a card that is done with.
pub fn done(said: String) -> Message {
    let mut card = Card::default();
    card.text(said);
    private(card)
}

/// A row of the list of what is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its row.
    pub id: String,
    /// What.
    pub followed: Followed,
    /// What it is called.
    pub label: String,
    /// Whether what comes is sent on Mondays.
    pub weekly: bool,
    /// Whether it goes into the thread where the list is shown.
    pub thread: bool,
    /// When it lapses.
    pub until: i64,
}

/// What somebody follows, with the menu that ends one.
pub fn list(rows: &[Row], words: &Words) -> Message {
    let say = |key: &str, values: &[(&str, &dyn Display)]| words.say(key, values);
    let mut card = Card::default();
    card.text(heading(&say(if rows.is_empty() { "follow.list_nothing" } else { "follow.list" }, &[])));
    let how = |row: &Row| match (row.thread, row.weekly) {
        (true, _) => say("follow.list_thread", &[]),
        (false, true) => say("follow.list_weekly", &[]),
        (false, false) => say("follow.list_at_once", &[]),
    };
    let line = |row: &Row| {
        let until = format!("<t:{}:D>", row.until);
        let about = say(
            "follow.list_until",
            &[("sort", &say(sort(row.followed.kind), &[])), ("how", &how(row)), ("until", &until)],
        );
        format!("- **{}**\n{}", named(&row.label), small(&about))
    };
    card.text(rows.iter().map(line).collect::<Vec<_>>().join("\n"));
    let options =
        rows.iter().take(buttons::OPTIONS).map(|row| buttons::option(&row.label, &row.id, &how(row))).collect();
    let (custom_id, placeholder) = (Step::EndPicked.id().unwrap_or_default(), say("follow.end_picked", &[]));
    card.menu(Menu { custom_id, placeholder, options, picks: None });
    card.text(small(&say("follow.list_alone", &[])));
    private(card)
}

/// Something that came.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    /// Words of an article.
    Excerpt(Box<Excerpt>),
    /// A record with another status.
    Record {
        /// Whom or what it is about.
        subject: String,
        /// The title of its list.
        list: String,
        /// The status before, where it may be told.
        before: Option<String>,
        /// The status now.
        after: String,
        /// The words that say so.
        excerpt: Box<Excerpt>,
    },
}

/// A message to a follower.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter<'a> {
    /// The follow's row, and which of its messages this is: what the buttons hold.
    pub marker: &'a str,
    /// What is followed.
    pub label: &'a str,
    /// What came; several are the week's.
    pub came: &'a [Came],
    /// How much more the week had.
    pub more: usize,
    /// Whether it is of a week.
    pub is_week: bool,
    /// Whether the button is offered that has it sent on Mondays.
    pub offers_weekly: bool,
}

/// What came for a follower.
pub fn letter(letter: &Letter<'_>, look: &Look) -> Message {
    let words = look.words;
    let key = if letter.is_week { "follow.week" } else { "follow.came" };
    let mut card = Card::default();
    card.text(heading(&words.say(key, &[("what", &named(letter.label))])));
    let mut row = Vec::new();
    match letter.came {
        [only] if !letter.is_week => {
            let (excerpt, _) = parts(only);
            card.text(whole(only, look));
            row.extend(buttons::read(look, &excerpt.url));
        }
        several => several.iter().for_each(|came| card.blocks.push(short(came, words))),
    }
    if letter.more > 0 {
        card.text(small(&words.say("follow.week_more", &[("count", &letter.more)])));
    }
    let own = || letter.marker.to_owned();
    if letter.offers_weekly {
        row.extend(act(&Step::Weekly(own()), words.say("follow.weekly_instead", &[]), Tone::Plain));
    }
    row.extend(act(&Step::End(own()), words.say("follow.end", &[]), Tone::Plain));
    card.buttons(row);
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// Whether a follow that lapses is to go on.
pub fn lapses(marker: &str, label: &str, until: i64, words: &Words) -> Message {
    let mut card = Card::default();
    card.text(heading(&words.say("follow.lapses", &[("what", &named(label))])));
    card.text(words.say("follow.lapses_on", &[("until", &format!("<t:{until}:D>"))]));
    let keep = act(&Step::Keep(marker.to_owned()), words.say("follow.keep", &[]), Tone::Main);
    let end = act(&Step::End(marker.to_owned()), words.say("follow.let_go", &[]), Tone::Plain);
    card.buttons(keep.into_iter().chain(end).collect());
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// The excerpt, and how it was found: nothing but a record's evidence is marked.
fn parts(came: &Came) -> (&Excerpt, Found) {
    match came {
        Came::Excerpt(excerpt) if excerpt.speaker.is_some() => (excerpt, Found::Said),
        Came::Excerpt(excerpt) => (excerpt, Found::Quoted),
        Came::Record { excerpt, .. } => (excerpt, Found::Record),
    }
}

/// What a record said and says.
fn status(came: &Came, words: &Words) -> Option<String> {
    let Came::Record { subject, list, before, after, .. } = came else { return None };
    let (subject, list, after) = (escape::excerpt(subject), escape::excerpt(list), escape::excerpt(after));
    let before = before.as_ref().map(|before| escape::excerpt(before)).unwrap_or_default();
    let key = if before.is_empty() { "follow.record" } else { "follow.record_changed" };
    Some(words.say(key, &[("subject", &subject), ("list", &list), ("before", &before), ("after", &after)]))
}

fn whole(came: &Came, look: &Look) -> String {
    let (own, found) = parts(came);
    let list = List::of(Part::Answer, found, &[own]);
    let text = excerpt::text(own, &list, look);
    status(came, look.words).into_iter().chain([text]).collect::<Vec<_>>().join("\n")
}

/// One of several: so much of its words as there is room for, and where they stand.
fn short(came: &Came, words: &Words) -> Block {
    let (own, _) = parts(came);
    let title = small(&escape::excerpt(&escape::words(&own.title, TITLE)));
    let said = (!own.text.is_empty()).then(|| quoted(&escape::excerpt(&escape::words(&own.text, EXCERPT))));
    let text = status(came, words).into_iter().chain(said).chain([title]).collect::<Vec<_>>().join("\n");
    match Button::link(&own.url, &words.say("discord.open", &[])) {
        Some(button) => Block::Section { text, button },
        None => Block::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_comes_back_from_its_id_and_any_rest_of_one_is_met() {
        let row = || "0123456789abcdef".to_owned();
        let followed = |kind, value: &str| Followed { kind, value: value.to_owned() };
        let longest = "é".repeat(crate::engine::follow::LONGEST_PHRASE);
        for step in [
            Step::Pick,
            Step::Begin(How::Thread, followed(Kind::Place, "0820000")),
            Step::Begin(How::Weekly, followed(Kind::Phrase, &longest)),
            Step::Begin(How::AtOnce, followed(Kind::Person, "Ann O’Hara")),
            Step::Cancel,
            Step::End(row()),
            Step::EndPicked,
            Step::Weekly(row()),
            Step::Keep(row()),
        ] {
            let id = step.id().expect("an id that fits");
            let Some(Action::Desk(Flow::Follow, what)) = Action::decode(&id) else { panic!("{step:?}") };
            assert_eq!(Step::read(&what), Some(step));
        }
        assert_eq!(Step::read("e0123456789abcdef.w20000"), Some(Step::End(row())));
        let of_tenant = Step::End("0123456789abcdef01234567".to_owned());
        assert_eq!(Step::read("e0123456789abcdef01234567.w20000"), Some(of_tenant));
        for what in ["", "o", "b", "ba", "bap", "baé", "bé", "e1", "x", "k' OR 1=1", "p1"] {
            assert_eq!(Step::read(what), None, "{what}");
        }
    }
}
