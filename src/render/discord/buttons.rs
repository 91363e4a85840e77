//! Buttons and menus.

use super::card::{Button, Card, Choosable, Menu};
use super::custom_id::Action;
use super::list::List;
use super::{Look, desk, escape};
use crate::reply::{Choice, Excerpt};

/// Options that a menu has, at most.
pub(super) const OPTIONS: usize = 25;
/// Buttons that a row has, at most.
const ROW: usize = 5;
/// Discord's limit for what an option says and for what it sends.
const OPTION: usize = 100;

/// A button that does something; none where its id would be too long.
pub(super) fn act(look: &Look, key: &str, action: &Action) -> Option<Button> {
    Some(Button::act(action.encode()?, look.words.say(key, &[])))
}

/// The buttons of a card that shows an excerpt of a list, and below them those that turn its pages; `further` is another
/// list that can be opened from there. Where no page can be turned, one row does.
pub(super) fn rows(card: &mut Card, excerpt: &Excerpt, list: &List, further: Option<List>, look: &Look) {
    let mut own = under(excerpt, list, look);
    let mut turning = pages(list, further, look);
    if turning.len() == 1 && list.references.len() < 2 && own.len() < ROW {
        own.append(&mut turning);
    }
    card.buttons(own);
    card.buttons(turning);
}

/// The buttons under an excerpt of a list: what leads to it, what stands around it, and what else can be done.
fn under(excerpt: &Excerpt, list: &List, look: &Look) -> Vec<Button> {
    let mut buttons: Vec<Button> = read(look, &excerpt.url).into_iter().collect();
    if let Some(reference) = list.references.get(list.at).copied() {
        let shown = excerpt.end.saturating_sub(excerpt.start);
        let around: usize = look.library.around(excerpt).iter().map(String::len).sum();
        if around > shown || around > 0 && super::list::is_windowed(excerpt, list) {
            buttons.extend(act(look, "discord.context", &Action::Context(reference)));
        }
    }
    buttons.extend(removal(look));
    // Of a private answer it stands behind "⋯".
    buttons.extend(list.references.get(list.at).filter(|_| !look.private).and_then(|at| desk::wrong::button(at, look)));
    let more = list.alone().and_then(|alone| act(look, "discord.more", &Action::More(alone)));
    buttons.extend(more);
    buttons
}

/// The buttons that turn the pages of a list, and open another.
fn pages(list: &List, further: Option<List>, look: &Look) -> Vec<Button> {
    let page = |at| Action::Page(List { at, ..list.clone() });
    let before = list.at.checked_sub(1).map(|at| ("discord.previous", page(at)));
    let next = (list.at + 1 < list.references.len()).then(|| ("discord.next", page(list.at + 1)));
    let further = further.map(|further| ("discord.related_open", Action::Open(further)));
    let actions = before.into_iter().chain(next).chain(further);
    actions.filter_map(|(key, action)| act(look, key, &action)).collect()
}

/// The button that leads to an address.
pub(super) fn read(look: &Look, url: &str) -> Option<Button> {
    Button::link(url, &look.words.say("discord.read", &[]))
}

/// The button that takes a public answer away.
pub(super) fn removal(look: &Look) -> Option<Button> {
    (!look.private).then(|| act(look, "discord.remove", &Action::Remove)).flatten()
}

/// "Which one?"
pub(super) fn which(look: &Look, command: &str, choices: &[Choice]) -> Menu {
    let pairs = choices.iter().map(|choice| (choice.label.as_str(), choice.value.as_str()));
    let action = Action::Pick { command: command.to_owned() };
    menu(look.words.say("discord.which", &[]), &action, pairs)
}

/// A menu that sends the value that is picked; each value once, as many as fit.
pub(super) fn menu<'a>(placeholder: String, action: &Action, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Menu {
    let mut options: Vec<Choosable> = Vec::new();
    for (label, value) in pairs {
        let fits = !value.is_empty() && super::card::units(value) <= OPTION;
        if fits && options.len() < OPTIONS && !options.iter().any(|other| other.value == value) {
            options.push(option(label, value, ""));
        }
    }
    Menu { custom_id: action.encode().unwrap_or_default(), placeholder, options, picks: None }
}

/// An option, which says its value where it would say nothing.
pub(super) fn option(label: &str, value: &str, detail: &str) -> Choosable {
    let shown = escape::plain(label, OPTION);
    let label = if shown.trim().is_empty() { escape::plain(value, OPTION) } else { shown };
    Choosable { label, value: value.to_owned(), detail: escape::plain(detail, OPTION), picked: false }
}
