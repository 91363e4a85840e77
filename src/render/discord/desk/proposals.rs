//! A record that somebody proposes: the window, the menus, the card for the editors.

use super::super::card::{Button, Card, Choosable, Menu, Tone, units};
use super::super::custom_id::Action;
use super::super::reference::Reference;
use super::super::{Field, Input, Look, Message, Modal, escape, heading, small};
use super::{Flow, shown};
use crate::domain::{SubjectKind, Tracker};
use crate::reply::{Excerpt, Reply, Verdict};
use crate::words::Words;

/// Fields of the window.
pub const SUBJECT: &str = "subject";
/// The status.
pub const STATUS: &str = "status";
/// The address of the article, where no excerpt is proposed from.
pub const ARTICLE: &str = "article";
/// That it may be stored.
pub const CONSENT: &str = "consent";
/// How much a subject and an address may be, in UTF-16 units.
const MOST_SUBJECT: usize = 120;
const MOST_ADDRESS: usize = 500;
/// Options of a menu, and Discord's limit for what one says and sends.
const OPTIONS: usize = 25;
const OPTION: usize = 100;

/// What a proposal begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An excerpt, whose article has the evidence.
    Excerpt(Reference),
    /// A place that no list has, by its GEOID; empty for a name.
    Nothing(String),
}

impl Origin {
    fn packed(&self) -> String {
        match self {
            Origin::Excerpt(at) => format!("x{}", at.packed()),
            Origin::Nothing(place) => format!("g{place}"),
        }
    }

    fn read(packed: &str) -> Option<Origin> {
        if let Some(at) = packed.strip_prefix('x') {
            return Reference::of(at).map(Origin::Excerpt);
        }
        let place = packed.strip_prefix('g')?;
        let plain = place.len() <= 10 && place.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| Origin::Nothing(place.to_owned()))
    }
}

/// What is done: the rest of an id of this flow, read and written here alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask what is proposed.
    Begin(Origin),
    /// Ask for the list that was picked.
    List(Origin),
    /// Take what was entered, for the list with this key.
    Take(String, Origin),
    /// Take the evidence that was picked.
    Evidence(String),
    /// Approve.
    Approve(String),
    /// Decline.
    Decline(String),
}

impl Step {
    /// The button's, menu's or window's id.
    pub fn id(&self) -> Option<String> {
        let what = match self {
            Step::Begin(origin) => format!("b{}", origin.packed()),
            Step::List(origin) => format!("m{}", origin.packed()),
            Step::Take(list, origin) => format!("t{list}{}", origin.packed()),
            Step::Evidence(id) => format!("e{id}"),
            Step::Approve(id) => format!("a{id}"),
            Step::Decline(id) => format!("d{id}"),
        };
        Action::Desk(Flow::Proposal, what).encode()
    }

    /// What an id says.
    pub fn read(what: &str) -> Option<Step> {
        let mut chars = what.chars();
        let kind = chars.next()?;
        let rest = chars.as_str();
        let id = || Some(rest.to_owned()).filter(|id| is_key(id));
        match kind {
            'b' => Origin::read(rest).map(Step::Begin),
            'm' => Origin::read(rest).map(Step::List),
            't' => {
                let (list, origin) = rest.split_at_checked(KEY)?;
                is_key(list).then_some(())?;
                Some(Step::Take(list.to_owned(), Origin::read(origin)?))
            }
            'e' => id().map(Step::Evidence),
            'a' => id().map(Step::Approve),
            'd' => id().map(Step::Decline),
            _ => None,
        }
    }
}

/// The digits of a row's id, and of a list's key.
const KEY: usize = 16;

fn is_key(id: &str) -> bool {
    id.len() == KEY && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A list as an id names it.
pub fn list_key(tracker: &str) -> String {
    blake3::hash(tracker.as_bytes()).to_hex().chars().take(KEY).collect()
}

/// The button behind "⋯" of an excerpt, where the place has a desk and the archive a list.
pub fn button(at: &Reference, look: &Look) -> Option<Button> {
    begin(Origin::Excerpt(*at), look)
}

/// The button under the reply that a list does not have what was asked for.
pub fn under(reply: &Reply, look: &Look) -> Option<Button> {
    let place = reply.place.as_ref().map(|place| place.geoid.to_string()).unwrap_or_default();
    (reply.verdict == Verdict::NotListed).then(|| begin(Origin::Nothing(place), look)).flatten()
}

fn begin(origin: Origin, look: &Look) -> Option<Button> {
    let id = (look.desk && look.library.has_lists()).then(|| Step::Begin(origin).id()).flatten()?;
    Some(Button::act(id, look.words.say("desk.proposal_button", &[])))
}

fn private(card: Card) -> Message {
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

/// "For which list?"
pub fn lists(origin: &Origin, trackers: &[Tracker], words: &Words) -> Option<Message> {
    let option = |tracker: &Tracker| Choosable {
        label: escape::plain(&tracker.title, OPTION),
        value: list_key(&tracker.id),
        ..Choosable::default()
    };
    let options = trackers.iter().take(OPTIONS).map(option).collect();
    let placeholder = words.say("desk.proposal_which_list", &[]);
    let mut card = Card::default();
    card.text(heading(&placeholder));
    card.menu(Menu { custom_id: Step::List(origin.clone()).id()?, placeholder, options, picks: None });
    Some(private(card))
}

/// The window.
pub fn window(tracker: &Tracker, origin: &Origin, subject: &str, words: &Words) -> Option<Modal> {
    let say = |key: &str| words.say(key, &[]);
    let status =
        |name: &str| Choosable { label: escape::plain(name, OPTION), value: name.to_owned(), ..Choosable::default() };
    let names = tracker.wording.statuses.iter().map(|own| own.name.as_str());
    let statuses: Vec<Choosable> = names.filter(|name| units(name) <= OPTION).take(OPTIONS).map(status).collect();
    let text = |value: &str, most| Input::Text { value: value.to_owned(), long: false, most };
    let detail = match tracker.subject {
        SubjectKind::Place => "desk.proposal_place_detail",
        SubjectKind::Name => "desk.proposal_name_detail",
    };
    let consent = Choosable { label: say("desk.proposal_consent"), value: "yes".to_owned(), ..Choosable::default() };
    let mut fields = vec![
        Field::new(SUBJECT, &say("desk.proposal_subject"), &say(detail), text(subject, MOST_SUBJECT)),
        Field::new(
            STATUS,
            &say("desk.proposal_status"),
            &escape::plain(&tracker.question, OPTION),
            Input::Menu(statuses),
        ),
    ];
    if matches!(origin, Origin::Nothing(_)) {
        let detail = say("desk.proposal_article_detail");
        fields.push(Field::new(ARTICLE, &say("desk.proposal_article"), &detail, text("", MOST_ADDRESS)));
    }
    fields.push(Field::new(CONSENT, &say("desk.proposal_agree"), "", Input::Ticks(vec![consent])));
    let id = Step::Take(list_key(&tracker.id), origin.clone()).id()?;
    let mut modal = Modal::new(id, &say("desk.proposal_title"), fields);
    modal.text = words.say("desk.proposal_for", &[("list", &escape::excerpt(&tracker.title))]);
    Some(modal)
}

/// "Which words say so?"
pub fn evidence(id: &str, sentences: &[(Reference, String)], words: &Words) -> Option<Message> {
    let option = |(at, text): &(Reference, String)| Choosable {
        label: escape::plain(&escape::words(text, OPTION - 1), OPTION),
        value: at.packed(),
        ..Choosable::default()
    };
    let options = sentences.iter().take(OPTIONS).map(option).collect();
    let placeholder = words.say("desk.proposal_pick", &[]);
    let mut card = Card::default();
    card.text(heading(&words.say("desk.proposal_evidence", &[])));
    card.text(small(&words.say("desk.proposal_evidence_detail", &[])));
    card.menu(Menu { custom_id: Step::Evidence(id.to_owned()).id()?, placeholder, options, picks: None });
    Some(private(card))
}

/// What the card for the editors says.
#[derive(Debug, Clone, Default)]
pub struct Proposed<'a> {
    /// The row.
    pub id: &'a str,
    /// Who proposed it.
    pub user: &'a str,
    /// The list's title.
    pub list: &'a str,
    /// Who or what.
    pub subject: &'a str,
    /// What of it.
    pub status: &'a str,
    /// The words that say so, where they may be shown to everybody.
    pub evidence: Option<&'a Excerpt>,
    /// `open`, `approved` or `declined`.
    pub state: &'a str,
}

/// The card for the editors.
pub fn card(proposed: &Proposed, words: &Words) -> Message {
    let mut card = Card::default();
    let (subject, status) = (escape::echoed(proposed.subject, MOST_SUBJECT), escape::excerpt(proposed.status));
    card.text(heading(&words.say("desk.proposal_card", &[("subject", &subject), ("status", &status)])));
    card.text(small(&words.say("desk.proposal_for", &[("list", &escape::excerpt(proposed.list))])));
    match proposed.evidence {
        Some(excerpt) => card.text(shown::excerpt(excerpt)),
        None => card.text(small(&words.say("desk.proposal_changed", &[]))),
    }
    card.text(small(&words.say("desk.proposal_by", &[("person", &shown::person(proposed.user))])));
    match proposed.state {
        "approved" => card.text(small(&words.say("desk.proposal_approved", &[]))),
        "declined" => card.text(small(&words.say("desk.proposal_declined", &[]))),
        _ => {
            let act = |step: Step, key: &str, tone| {
                Some(Button::Act { custom_id: step.id()?, label: words.say(key, &[]), tone })
            };
            let approve = act(Step::Approve(proposed.id.to_owned()), "desk.proposal_approve", Tone::Main);
            let decline = act(Step::Decline(proposed.id.to_owned()), "desk.proposal_decline", Tone::Plain);
            card.buttons(approve.into_iter().chain(decline).collect());
        }
    }
    Message { card: Some(card.fitted()), ..Message::default() }
}
