//! Buttons and menus.

use super::custom_id::{Action, MAX_REFERENCES, Reference};
use super::marks::Marks;
use super::{Button, Look, Row, escape};
use crate::reply::{Choice, Excerpt, Part};
use crate::words::Words;

/// Options that a menu has, at most.
const OPTIONS: usize = 25;

/// A list of excerpts, and where in it a message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The place, from 0.
    pub at: usize,
    /// The excerpts.
    pub references: Vec<Reference>,
    /// What all of them are to the reply that they stand in.
    pub part: Part,
    /// What is marked in each.
    pub marks: Vec<Marks>,
}

impl List {
    /// As many of these excerpts, which are all the same part of a reply, as a button remembers. Empty where one of them
    /// lies beyond what a reference can say.
    pub fn of(part: Part, excerpts: &[&Excerpt]) -> List {
        let kept = excerpts.iter().take(MAX_REFERENCES);
        let references: Option<Vec<Reference>> = kept.clone().map(|excerpt| Reference::to(excerpt)).collect();
        let references = references.unwrap_or_default();
        let marks = kept.take(references.len()).map(|excerpt| Marks::of(excerpt)).collect();
        List { at: 0, references, part, marks }
    }

    /// An excerpt of the list with what is marked in it, at the place where the list stands.
    pub(super) fn marked(&self, excerpt: &Excerpt) -> Excerpt {
        let highlights = self.marks.get(self.at).map(|marks| marks.highlights(excerpt)).unwrap_or_default();
        Excerpt { highlights, ..excerpt.clone() }
    }

    /// The list of the one excerpt that is shown.
    fn alone(&self) -> Option<List> {
        let reference = self.references.get(self.at)?;
        let marks = self.marks.get(self.at).cloned().into_iter().collect();
        Some(List { at: 0, references: vec![*reference], part: self.part, marks })
    }
}

/// The buttons under an excerpt of a list; `further` is another list that can be opened from there.
pub(super) fn under(excerpt: &Excerpt, list: &List, further: Option<List>, private: bool, look: &Look) -> Vec<Row> {
    let mut actions = Vec::new();
    let page = |at| Action::Page(List { at, ..list.clone() });
    if let Some(before) = list.at.checked_sub(1) {
        actions.push(("discord.previous", page(before)));
    }
    if list.at + 1 < list.references.len() {
        actions.push(("discord.next", page(list.at + 1)));
    }
    if let Some(reference) = list.references.get(list.at).copied() {
        let shown = excerpt.context[1].saturating_sub(excerpt.context[0]);
        let around: usize = look.library.around(excerpt).iter().map(String::len).sum();
        if around > shown || around > 0 && super::excerpt::is_windowed(excerpt) {
            actions.push(("discord.context", Action::Context(reference)));
        }
    }
    actions.extend(further.map(|further| ("discord.related_open", Action::Open(further))));
    if private && let Some(alone) = list.alone() {
        actions.push(("discord.share", Action::Share(alone)));
    }
    if !private {
        actions.push(("discord.remove", Action::Remove));
    }
    let button =
        |(key, action): (&str, Action)| Some(Button { custom_id: action.encode()?, label: look.words.say(key, &[]) });
    let buttons: Vec<Button> = actions.into_iter().filter_map(button).collect();
    if buttons.is_empty() { Vec::new() } else { vec![Row::Buttons(buttons)] }
}

/// The button that takes a public answer away.
pub(super) fn removal(words: &Words) -> Option<Row> {
    let custom_id = Action::Remove.encode()?;
    Some(Row::Buttons(vec![Button { custom_id, label: words.say("discord.remove", &[]) }]))
}

/// Whether there is such a button.
pub(super) fn has_removal(rows: &[Row]) -> bool {
    let removes = |row: &Row| match row {
        Row::Buttons(buttons) => buttons.iter().any(|button| Action::decode(&button.custom_id) == Some(Action::Remove)),
        Row::Menu { .. } => false,
    };
    rows.iter().any(removes)
}

/// "Which one?"
pub(super) fn which(words: &Words, command: &str, choices: &[Choice]) -> Row {
    menu(
        words.say("discord.which", &[]),
        command,
        choices.iter().map(|choice| (choice.label.as_str(), choice.value.as_str())),
    )
}

/// A menu that runs a command with the value that is picked; each value once, as many as fit.
pub(super) fn menu<'a>(placeholder: String, command: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Row {
    let mut options: Vec<(String, String)> = Vec::new();
    for (label, value) in pairs {
        let fits = !value.is_empty() && value.encode_utf16().count() <= 100;
        if fits && options.len() < OPTIONS && !options.iter().any(|(_, other)| other == value) {
            let label = escape::plain(label, 100);
            let label = if label.trim().is_empty() { escape::plain(value, 100) } else { label };
            options.push((label, value.to_owned()));
        }
    }
    let custom_id = Action::Pick { command: command.to_owned() }.encode().unwrap_or_default();
    Row::Menu { custom_id, placeholder, options }
}
