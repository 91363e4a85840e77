//! New issues: the card of one, the digest of several, what begins a thread about one, and the cards for the editors.

use super::super::card::{Button, Card, Menu, Tone, units};
use super::super::custom_id::Action;
use super::super::excerpt::article_particulars;
use super::super::reference::article_hash;
use super::super::{Message, buttons, escape, heading, quoted, small};
use super::issue::{Issue, hex, of_hex, titled};
use super::{Flow, discussions, issue, press, setup};
use crate::render::window::OMISSION;
use crate::words::Words;

/// What is shown of a title, of the line below it and of the opening, in characters.
const TITLE: usize = 200;
const DEK: usize = 400;
const OPENING: usize = 600;
/// What is shown of a name, and how many stand in a row.
const NAME: usize = 70;
const NAMES: usize = 8;
/// Issues that a digest names, and the room that they may take.
const NAMED: usize = buttons::OPTIONS;
const ROOM: usize = 3_200;
/// Discord's limit for what an option sends, in UTF-16 units.
const OPTION: usize = 100;

/// Where a button stands that shows an article: messages of one channel are known again by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadFrom {
    /// On its announcement.
    Card,
    /// In the thread below.
    Thread,
    /// On the editors' card.
    Editors,
}

/// What a press does: the rest of an id of this flow, read and written here alone. Articles go by their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Show the article to whoever pressed.
    Read(ReadFrom, u64),
    /// Show the one that was picked from the digest that begins with the announcement of this number.
    Pick(i64),
    /// Ask what was picked.
    Ask(u64),
    /// Announce it.
    Post(u64),
    /// Do not.
    Drop(u64),
}

impl Step {
    /// The button's or menu's id.
    pub fn id(self) -> String {
        let what = match self {
            Step::Read(ReadFrom::Card, hash) => format!("r{}", hex(hash)),
            Step::Read(ReadFrom::Thread, hash) => format!("s{}", hex(hash)),
            Step::Read(ReadFrom::Editors, hash) => format!("e{}", hex(hash)),
            Step::Pick(number) => format!("m{number}"),
            Step::Ask(hash) => format!("a{}", hex(hash)),
            Step::Post(hash) => format!("p{}", hex(hash)),
            Step::Drop(hash) => format!("d{}", hex(hash)),
        };
        Action::Desk(Flow::Issue, what).encode().unwrap_or_default()
    }

    /// What an id says.
    pub fn read(what: &str) -> Option<Step> {
        let mut chars = what.chars();
        let kind = chars.next()?;
        let rest = chars.as_str();
        Some(match kind {
            'r' => Step::Read(ReadFrom::Card, of_hex(rest)?),
            's' => Step::Read(ReadFrom::Thread, of_hex(rest)?),
            'e' => Step::Read(ReadFrom::Editors, of_hex(rest)?),
            'm' => Step::Pick(rest.parse().ok()?),
            'a' => Step::Ask(of_hex(rest)?),
            'p' => Step::Post(of_hex(rest)?),
            'd' => Step::Drop(of_hex(rest)?),
            _ => return None,
        })
    }
}

/// What else stands on an announcement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras<'a> {
    /// The role that is mentioned.
    pub role: Option<&'a str>,
    /// Whether the archive has it otherwise than when it was announced.
    pub changed: bool,
    /// Whether a thread about it can be opened from here.
    pub discuss: bool,
}

/// The announcement of one.
pub fn card(issue: &Issue, extras: Extras<'_>, words: &Words) -> Message {
    let mut card = about(issue, words);
    if extras.changed {
        card.text(small(&words.say("issue.changed", &[])));
    }
    card.text(mention(extras.role));
    let mut row: Vec<Button> = read(issue, words).into_iter().collect();
    row.push(Button::act(Step::Read(ReadFrom::Card, issue.hash()).id(), words.say("issue.read_here", &[])));
    if extras.discuss {
        row.extend(discussions::button(issue.hash(), None, words));
    }
    card.buttons(row);
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// Title, the line below it, particulars, and what opens it.
fn about(issue: &Issue, words: &Words) -> Card {
    let mut card = Card::default();
    let title = heading(&escape::excerpt(&escape::words(&issue.row.title, TITLE)));
    let dek = issue.dek.as_deref().map(|dek| escape::excerpt(&escape::words(dek, DEK)).replace('\n', " "));
    card.text(std::iter::once(title).chain(dek).collect::<Vec<_>>().join("\n"));
    card.text(issue.opening.as_deref().map(opening).unwrap_or_default());
    card.text(article_particulars(words, &issue.row));
    if issue.paid {
        card.text(small(&words.say("issue.paid", &[])));
    }
    card
}

fn opening(text: &str) -> String {
    quoted(&match crate::text::clip_at_word(text.trim(), OPENING) {
        (whole, false) => escape::excerpt(whole),
        (clipped, true) => format!("{} {OMISSION}", escape::excerpt(clipped)),
    })
}

/// The mention of a role, which is a number.
fn mention(role: Option<&str>) -> String {
    let is_id = |role: &&str| !role.is_empty() && role.bytes().all(|byte| byte.is_ascii_digit());
    role.filter(is_id).map(|role| format!("<@&{role}>")).unwrap_or_default()
}

fn read(issue: &Issue, words: &Words) -> Option<Button> {
    Button::link(&issue.row.url, &words.say("discord.read", &[]))
}

/// What the announcement of several is called.
pub fn digest_name(count: usize, words: &Words) -> String {
    issue::thread_name(&words.say("issue.digest", &[("count", &count)]))
}

/// The announcement of several, in order; of so many more the archive has nothing any more.
pub fn digest(issues: &[Issue], withdrawn: usize, number: i64, role: Option<&str>, words: &Words) -> Message {
    let mut card = Card::default();
    card.text(heading(&words.say("issue.digest", &[("count", &(issues.len() + withdrawn))])));
    let mut lines: Vec<String> = Vec::new();
    let mut room = ROOM;
    for issue in issues.iter().take(NAMED) {
        let line = format!("- {}", titled(&issue.row));
        let Some(left) = room.checked_sub(units(&line) + 1) else { break };
        room = left;
        lines.push(line);
    }
    let named = lines.len();
    card.text(lines.join("\n"));
    if issues.len() > named {
        card.text(small(&words.say("issue.more", &[("count", &(issues.len() - named))])));
    }
    if withdrawn > 0 {
        card.text(small(&words.say("issue.some_withdrawn", &[("count", &withdrawn)])));
    }
    card.text(mention(role));
    let options = issues.iter().take(named).map(|issue| {
        let row = &issue.row;
        buttons::option(&row.title, &hex(issue.hash()), &row.publisher)
    });
    card.menu(Menu {
        custom_id: Step::Pick(number).id(),
        placeholder: words.say("discord.open_here", &[]),
        options: options.collect(),
        picks: None,
    });
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// What an announcement says whose article was withdrawn.
pub fn withdrawn(words: &Words) -> Message {
    let mut card = Card::default();
    card.text(heading(&words.say("issue.withdrawn", &[])));
    card.text(small(&words.say("issue.withdrawn_about", &[])));
    Message { card: Some(card), ..Message::default() }
}

/// What a thread about an article begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Starter {
    /// Subjects of records and their statuses.
    pub records: Vec<(String, String)>,
    /// People who are quoted.
    pub people: Vec<String>,
    /// What can be asked, tried.
    pub calls: Vec<Askable>,
    /// Whether the article is for paying readers: then nothing of it is named.
    pub paid: bool,
}

/// A command with the value of its leading option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Askable {
    /// The command.
    pub command: String,
    /// The value, and how a person writes it.
    pub value: String,
    /// See above.
    pub label: String,
}

impl Askable {
    /// What its option sends; none where that is too long.
    fn sent(&self) -> Option<String> {
        let sent = format!("{} {}", self.command, self.value);
        (units(&sent) <= OPTION && !self.value.is_empty()).then_some(sent)
    }

    /// How it is typed.
    fn typed(&self) -> String {
        escape::plain(&format!("/{} {}", self.command, self.label), OPTION).replace('`', "'")
    }
}

/// The message that begins a thread: who and what is in the article, and what can be asked about it; with the id by which
/// it is known again.
pub fn starter(article: &str, starter: &Starter, words: &Words) -> (Message, String) {
    let say = |key: &str, names: Vec<String>| match names.is_empty() {
        true => String::new(),
        false => words.say(key, &[("names", &names.join(" · "))]),
    };
    let name = |name: &String| escape::excerpt(&escape::words(name, NAME)).replace('\n', " ");
    let hash = article_hash(article);
    let mut card = Card::default();
    card.text(heading(&words.say("issue.starter", &[])));
    let records =
        starter.records.iter().take(NAMES).map(|(subject, status)| format!("{} ({})", name(subject), name(status)));
    let about = [
        say("issue.starter_records", records.collect()),
        say("issue.starter_people", starter.people.iter().take(NAMES).map(name).collect()),
    ];
    card.text(about.iter().filter(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join("\n"));
    let calls: Vec<(&Askable, String)> = starter.calls.iter().filter_map(|call| Some((call, call.sent()?))).collect();
    if starter.paid {
        card.text(small(&words.say("issue.paid", &[])));
    }
    let id = if calls.is_empty() { Step::Read(ReadFrom::Thread, hash).id() } else { Step::Ask(hash).id() };
    if calls.is_empty() {
        card.buttons(vec![Button::act(id.clone(), words.say("issue.read_here", &[]))]);
    } else {
        let typed = calls.iter().map(|(call, _)| format!("- `{}`", call.typed()));
        let ask = std::iter::once(words.say("issue.starter_ask", &[])).chain(typed);
        card.text(ask.collect::<Vec<_>>().join("\n"));
        let options = calls.iter().map(|(call, sent)| buttons::option(&call.typed(), sent, ""));
        let placeholder = words.say("issue.starter_menu", &[]);
        card.menu(Menu { custom_id: id.clone(), placeholder, options: options.collect(), picks: None });
    }
    (Message { card: Some(card.fitted()), ..Message::default() }, id)
}

/// What became of an announcement that the editors were asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// They approved it.
    Approved,
    /// They did not.
    Refused,
    /// Nobody decided in time.
    Late,
}

/// The editors' card: whether this one is to be announced.
pub fn ask(issue: &Issue, channel: &str, decided: Option<Decided>, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    card.text(heading(&match decided {
        None => say("issue.ask"),
        Some(Decided::Approved) => say("issue.approved"),
        Some(Decided::Refused) => say("issue.refused"),
        Some(Decided::Late) => say("issue.late"),
    }));
    if !channel.is_empty() {
        let channel = format!("<#{channel}>");
        card.text(small(&words.say("issue.ask_where", &[("channel", &channel)])));
    }
    card.blocks.extend(about(issue, words).blocks);
    let mut row: Vec<Button> = Vec::new();
    if decided.is_none() {
        let act = |step: Step, key: &str, tone: Tone| Button::Act { custom_id: step.id(), label: say(key), tone };
        row.push(act(Step::Post(issue.hash()), "issue.post", Tone::Main));
        row.push(act(Step::Drop(issue.hash()), "issue.drop", Tone::Plain));
    }
    row.push(Button::act(Step::Read(ReadFrom::Editors, issue.hash()).id(), say("issue.read_here")));
    row.extend(read(issue, words));
    card.buttons(row);
    Message { card: Some(card.fitted()), ..Message::default() }
}

/// Why new issues cannot be announced in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The channel is gone.
    Gone,
    /// The bot may not do there what it takes.
    Refused,
    /// The forum wants a tag.
    Untagged,
}

/// What the editors are told of it, with the id by which it is known again.
pub fn trouble(trouble: Trouble, channel: &str, words: &Words) -> (Message, String) {
    let channel = format!("<#{channel}>");
    let (key, step) = match trouble {
        Trouble::Gone => ("issue.trouble_gone", setup::step::PLACES),
        Trouble::Refused => ("issue.trouble_refused", setup::step::STATUS),
        Trouble::Untagged => ("issue.trouble_untagged", setup::step::COMMUNITY),
    };
    let mut card = Card::default();
    card.text(heading(&words.say("issue.trouble", &[])));
    card.text(words.say(key, &[("channel", &channel)]));
    card.buttons(vec![press::act(Flow::SetUp, step, words.say("desk.setup_open", &[]))]);
    (Message { card: Some(card), ..Message::default() }, press::id(Flow::SetUp, step))
}

/// Choices of a menu that were tried are run as they were sent: the command and its value.
pub fn picked(sent: &str) -> Option<(&str, &str)> {
    sent.split_once(' ').filter(|(command, value)| !command.is_empty() && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_comes_back_from_its_id_and_no_other_does() {
        let steps =
            [Step::Read(ReadFrom::Card, 1), Step::Read(ReadFrom::Editors, 1 << 55), Step::Pick(7), Step::Post(9)];
        for step in steps {
            let Some(Action::Desk(Flow::Issue, what)) = Action::decode(&step.id()) else { panic!("{step:?}") };
            assert_eq!(Step::read(&what), Some(step));
        }
        for what in ["", "r", "r1", "rzzzzzzzzzzzzzz", "m", "mx", "p../../../../../.", "q00000000000000"] {
            assert_eq!(Step::read(what), None, "{what}");
        }
    }
}
