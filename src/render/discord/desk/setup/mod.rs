//! The panel by which moderators set the bot up for their server, on three pages.

pub mod community;

use super::super::card::{Block, Button, Card, Choosable, Menu, Pickable, Picker, Tone};
use super::super::{Message, heading};
use super::Flow;
use super::permissions::{Lacking, lines};
use super::press::{act, id};
use crate::words::Words;

/// What a press in the panel does: the rest of a button's or menu's id.
pub mod step {
    /// Show a page.
    pub const ANSWERS: &str = "answers";
    /// Show the other page.
    pub const PLACES: &str = "places";
    /// Show how the bot stands.
    pub const STATUS: &str = "status";
    /// Where answers are public.
    pub const PUBLIC: &str = "public";
    /// The channels where they are.
    pub const CHANNELS: &str = "channels";
    /// How many one person gets.
    pub const LIMIT: &str = "limit";
    /// Their language.
    pub const LANGUAGE: &str = "language";
    /// The commands that are on.
    pub const COMMANDS: &str = "commands";
    /// The editors' channel.
    pub const EDITORS: &str = "editors";
    /// Where new issues are announced.
    pub const ISSUES: &str = "issues";
    /// The editors' roles.
    pub const EDITOR_ROLES: &str = "editor_roles";
    /// Roles for paying readers.
    pub const PAID_ROLES: &str = "paid_roles";
    /// Show the page about the community.
    pub const COMMUNITY: &str = "community";
    /// How long a new issue waits.
    pub const HOLD: &str = "hold";
    /// The role that is pinged with it.
    pub const ROLE: &str = "role";
    /// The tag that it gets in a forum.
    pub const TAG: &str = "tag";
    /// What is on.
    pub const SWITCHES: &str = "switches";
    /// Ask whether all is to be deleted.
    pub const FORGET: &str = "forget";
    /// Delete all.
    pub const FORGET_NOW: &str = "forget_now";
}

/// Modes of public answers, as the menu names them.
pub const MODES: [&str; 3] = ["request", "channels", "everywhere"];

/// What the host's file lets moderators do with public answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ceiling {
    /// All.
    Anywhere,
    /// In these channels alone.
    Named(Vec<String>),
    /// Nothing.
    Never,
}

/// The page about answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The mode, one of [`MODES`]; none where the host's file holds.
    pub mode: Option<&'static str>,
    /// What the host lets.
    pub ceiling: Ceiling,
    /// The channels that are picked.
    pub channels: Vec<String>,
    /// Public answers one person gets a minute, and how many the host lets.
    pub limit: (u32, u32),
    /// The language; none for the server's own.
    pub language: Option<String>,
    /// The languages that there are, with their own names.
    pub languages: Vec<(String, String)>,
    /// The commands, and whether each is on.
    pub commands: Vec<(String, bool)>,
    /// Commands that the host's file turns off.
    pub off_by_host: Vec<String>,
    /// What the bot may not do in these channels.
    pub lacking: Vec<Lacking>,
}

/// The page about channels and roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// Whether the server has a desk, and whether it is one for paying readers: the host's file says both.
    pub has_desk: bool,
    /// See above.
    pub is_paid: bool,
    /// The editors' channel.
    pub editors: Option<String>,
    /// The channel that was the editors' until now, where cards of theirs are open.
    pub older: Option<String>,
    /// Where new issues are announced.
    pub issues: Option<String>,
    /// The editors' roles.
    pub editor_roles: Vec<String>,
    /// Roles for paying readers.
    pub paid_roles: Vec<String>,
    /// What the bot may not do in these channels.
    pub lacking: Vec<Lacking>,
}

const LIMITS: [u32; 10] = [0, 1, 2, 3, 6, 10, 20, 30, 60, 100];
/// What a menu offers at most.
const OPTIONS: usize = 25;
/// How many channels or roles can be picked.
const PICKS: usize = 25;

/// The page about answers.
pub fn answers(page: &Answers, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = head(&say("desk.setup_answers"), words);
    public(&mut card, page, words);
    // Of answers that nobody else sees there is no limit.
    if page.ceiling != Ceiling::Never {
        limit(&mut card, page, words);
        language(&mut card, page, words);
    }
    card.text(say("desk.setup_commands"));
    let named = page.commands.iter().take(OPTIONS).map(|(name, on)| Choosable {
        label: format!("/{name}"),
        value: name.clone(),
        picked: *on,
        ..Choosable::default()
    });
    let options: Vec<Choosable> = named.collect();
    card.menu(Menu {
        picks: Some((0, options.len())),
        ..menu(step::COMMANDS, say("desk.setup_commands_none"), options)
    });
    if !page.off_by_host.is_empty() {
        let off: Vec<String> = page.off_by_host.iter().map(|name| format!("`/{name}`")).collect();
        card.text(words.say("desk.setup_commands_host", &[("commands", &off.join(", "))]));
    }
    foot(&mut card, step::ANSWERS, words);
    private(card)
}

/// Where answers are public.
fn public(card: &mut Card, page: &Answers, words: &Words) {
    let say = |key: &str| words.say(key, &[]);
    if page.ceiling == Ceiling::Never {
        return card.text(format!("{}\n{}", say("desk.setup_public"), say("desk.setup_public_never")));
    }
    card.text(match page.mode {
        None => format!("{}\n{}", say("desk.setup_public"), say("desk.setup_public_unset")),
        Some(_) => say("desk.setup_public"),
    });
    let everywhere = page.ceiling == Ceiling::Anywhere;
    let modes = MODES.into_iter().filter(|mode| everywhere || *mode != "everywhere").map(|mode| Choosable {
        label: say(named(mode).0),
        value: mode.to_owned(),
        detail: say(named(mode).1),
        picked: page.mode == Some(mode),
    });
    card.menu(menu(step::PUBLIC, say("desk.setup_public_host"), modes.collect()));
    if page.mode != Some("channels") {
        return;
    }
    let mut about = vec![say("desk.setup_channels")];
    if let Ceiling::Named(named) = &page.ceiling {
        about.push(words.say("desk.setup_channels_host", &[("channels", &channels(named))]));
        let barred: Vec<String> = page.channels.iter().filter(|id| !named.contains(id)).cloned().collect();
        if !barred.is_empty() {
            about.push(words.say("desk.setup_channels_barred", &[("channels", &channels(&barred))]));
        }
    }
    card.text(about.join("\n"));
    card.blocks.push(picker(
        step::CHANNELS,
        Pickable::Channels,
        say("desk.setup_channels_none"),
        &page.channels,
        PICKS,
    ));
    card.text(lines(&page.lacking, words));
}

/// How many public answers one person gets.
fn limit(card: &mut Card, page: &Answers, words: &Words) {
    let say = |key: &str| words.say(key, &[]);
    card.text(say("desk.setup_limit"));
    let (limit, most) = page.limit;
    let mut counts: Vec<u32> = LIMITS.into_iter().chain([limit, most]).filter(|count| *count <= most).collect();
    counts.sort_unstable();
    counts.dedup();
    let counted = |count: &u32| Choosable {
        label: words.say("desk.setup_limit_count", &[("count", count)]),
        value: count.to_string(),
        picked: *count == limit,
        ..Choosable::default()
    };
    card.menu(menu(step::LIMIT, say("desk.setup_limit"), counts.iter().map(counted).collect()));
}

/// The language of public answers.
fn language(card: &mut Card, page: &Answers, words: &Words) {
    let say = |key: &str| words.say(key, &[]);
    card.text(say("desk.setup_language"));
    let own = Choosable {
        label: say("desk.setup_language_server"),
        value: "server".into(),
        picked: page.language.is_none(),
        ..Choosable::default()
    };
    let named = page.languages.iter().take(OPTIONS - 1).map(|(code, name)| Choosable {
        label: name.clone(),
        value: code.clone(),
        picked: page.language.as_ref() == Some(code),
        ..Choosable::default()
    });
    card.menu(menu(step::LANGUAGE, say("desk.setup_language"), std::iter::once(own).chain(named).collect()));
}

/// How a mode is called, and what it means.
fn named(mode: &str) -> (&'static str, &'static str) {
    match mode {
        "request" => ("desk.setup_public_request", "desk.setup_public_request_why"),
        "channels" => ("desk.setup_public_channels", "desk.setup_public_channels_why"),
        _ => ("desk.setup_public_everywhere", "desk.setup_public_everywhere_why"),
    }
}

/// The page about channels and roles.
pub fn places(page: &Places, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = head(&say("desk.setup_places"), words);
    let one = |id: &Option<String>| id.iter().cloned().collect::<Vec<_>>();
    if page.has_desk {
        card.text(say("desk.setup_editors"));
        card.blocks.push(picker(
            step::EDITORS,
            Pickable::Channels,
            say("desk.setup_no_channel"),
            &one(&page.editors),
            1,
        ));
        if let Some(older) = &page.older {
            card.text(words.say("desk.setup_editors_older", &[("channel", &format!("<#{older}>"))]));
        }
        card.text(say("desk.setup_editor_roles"));
        card.blocks.push(picker(
            step::EDITOR_ROLES,
            Pickable::Roles,
            say("desk.setup_no_role"),
            &page.editor_roles,
            PICKS,
        ));
    }
    card.text(say("desk.setup_issues"));
    card.blocks.push(picker(step::ISSUES, Pickable::Channels, say("desk.setup_no_channel"), &one(&page.issues), 1));
    if page.is_paid {
        card.text(say("desk.setup_paid_roles"));
        card.blocks.push(picker(step::PAID_ROLES, Pickable::Roles, say("desk.setup_no_role"), &page.paid_roles, PICKS));
    }
    card.text(lines(&page.lacking, words));
    foot(&mut card, step::PLACES, words);
    let label = say("desk.setup_forget");
    card.buttons(vec![Button::Act { custom_id: id(Flow::SetUp, step::FORGET), label, tone: Tone::Danger }]);
    private(card)
}

/// Whether all is to be deleted.
pub fn forget(words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    card.text(heading(&say("desk.setup_forget_sure")));
    card.text(say("desk.setup_forget_what"));
    let (custom_id, label) = (id(Flow::SetUp, step::FORGET_NOW), say("desk.setup_forget_now"));
    let delete = Button::Act { custom_id, label, tone: Tone::Danger };
    card.buttons(vec![act(Flow::SetUp, step::PLACES, say("desk.setup_forget_not")), delete]);
    private(card)
}

/// That all is deleted.
pub fn forgotten(words: &Words) -> Message {
    let mut card = Card::default();
    card.text(words.say("desk.setup_forgotten", &[]));
    private(card)
}

/// The one line that moderators get unasked.
pub fn greeting(words: &Words) -> Message {
    let mut card = Card::default();
    let button = act(Flow::SetUp, step::ANSWERS, words.say("desk.setup_open", &[]));
    card.blocks.push(Block::Section { text: words.say("desk.setup_greeting", &[]), button });
    private(card)
}

fn head(page: &str, words: &Words) -> Card {
    let mut card = Card::default();
    card.text(heading(&words.say("desk.setup_title", &[("page", &page)])));
    card.text(words.say("desk.setup_saved", &[]));
    card
}

/// The pages, and what each is called.
const PAGES: [(&str, &str); 3] = [
    (step::ANSWERS, "desk.setup_answers"),
    (step::PLACES, "desk.setup_places"),
    (step::COMMUNITY, "desk.setup_community"),
];

/// What leads from a page to the others.
fn foot(card: &mut Card, own: &str, words: &Words) {
    card.blocks.push(Block::Line);
    let others = PAGES.into_iter().filter(|(page, _)| *page != own);
    let others = others.map(|(page, key)| act(Flow::SetUp, page, words.say(key, &[])));
    let status = act(Flow::SetUp, step::STATUS, words.say("desk.status_button", &[]));
    card.buttons(others.chain([status]).collect());
}

fn private(card: Card) -> Message {
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

fn menu(step: &str, placeholder: String, options: Vec<Choosable>) -> Menu {
    // Of what stands above the menu the first line is enough.
    let placeholder = placeholder.lines().next().unwrap_or_default().replace('*', "");
    Menu { custom_id: id(Flow::SetUp, step), placeholder, options, picks: None }
}

fn picker(step: &str, of: Pickable, placeholder: String, picked: &[String], most: usize) -> Block {
    Block::Picker(Picker { custom_id: id(Flow::SetUp, step), of, placeholder, picked: picked.to_vec(), most })
}

fn channels(ids: &[String]) -> String {
    ids.iter().map(|id| format!("<#{id}>")).collect::<Vec<_>>().join(", ")
}
