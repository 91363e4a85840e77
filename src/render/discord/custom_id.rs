//! What a button remembers: in its own id, and nowhere else.
//!
//! An id holds the version, what to do and packed references to excerpts, or what a list was narrowed to; never a
//! question. Whatever it names is looked up again, with the rights of whoever presses. A reference is nine characters of fourteen bits each, taken
//! from one run of CJK ideographs, which no system normalises: eight references, with what is marked in each, fit into
//! Discord's 100 characters.

use super::desk::Flow;
use super::list::{Found, List};
use super::listings;
use super::marks;
use super::reference::{CHARS, Reference};
use crate::reply::{Listing, Part};

/// Discord's limit, in characters.
pub const MAX_LENGTH: usize = 100;

const VERSION: char = '3';
/// The version before, of which buttons that name no list are read as they were.
const BEFORE: char = '2';

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Show the excerpt at this place of the list that the message shows.
    Page(List),
    /// Show another list than the message does, in a message of its own.
    Open(List),
    /// Show what stands around the excerpt.
    Context(Reference),
    /// Show the excerpt, a list of one, to everybody in the channel.
    Share(List),
    /// Offer what else can be done with the excerpt, a list of one.
    More(List),
    /// Show the newsletter's own links on the excerpt's words.
    Links(Reference),
    /// Show the excerpt that was picked from a menu, whose values are those of [`Action::Open`].
    View,
    /// Show another page, from 0, of the results that the message's menu names.
    Results(usize),
    /// Show the rows of a list from this one on.
    Rows(Listing, usize),
    /// Give the records of a list as a table.
    Table(Listing),
    /// Show the evidence of the record that was picked: its command and its subject.
    Evidence,
    /// Take the answer away.
    Remove,
    /// Do something at the desk: which flow, and what in it, as the flow reads it.
    Desk(Flow, String),
    /// Run a command with the value that was picked.
    Pick {
        /// The command.
        command: String,
    },
}

impl List {
    /// What the excerpts are, how they were found, where in the list, how long it is, then the references and the marks.
    fn pack(&self, out: &mut String) -> Option<()> {
        let digit = |number: usize| char::from_digit(u32::try_from(number).ok()?, 10);
        out.push(match self.part {
            Part::Answer => 'a',
            Part::Related => 'r',
            Part::Nearest => 'n',
        });
        out.push(self.found.letter());
        out.push(digit(self.at)?);
        out.push(digit(self.references.len())?);
        self.references.iter().for_each(|reference| reference.pack(out));
        let room = MAX_LENGTH.checked_sub(out.chars().count())?;
        out.push_str(&marks::pack(&self.marks, room));
        Some(())
    }

    fn unpack(chars: &[char]) -> Option<List> {
        let ([part, found, at, count], rest) = chars.split_first_chunk::<4>()?;
        let part = match part {
            'a' => Part::Answer,
            'r' => Part::Related,
            'n' => Part::Nearest,
            _ => return None,
        };
        let (at, count) = (at.to_digit(10)? as usize, count.to_digit(10)? as usize);
        let (packed, marked) = rest.split_at_checked(count * CHARS)?;
        let references: Option<Vec<_>> = packed.chunks(CHARS).map(Reference::unpack).collect();
        let (found, marks) = (Found::of_letter(*found)?, marks::unpack(marked, count));
        (at < count).then_some(List { at, references: references?, part, found, marks })
    }
}

impl Action {
    /// The id. One that would be too long is not to be had.
    pub fn encode(&self) -> Option<String> {
        let mut out = String::from(VERSION);
        match self {
            Action::Page(list) => {
                out.push('p');
                list.pack(&mut out)?;
            }
            Action::Open(list) => {
                out.push('o');
                list.pack(&mut out)?;
            }
            Action::Share(list) => {
                out.push('s');
                list.pack(&mut out)?;
            }
            Action::Context(reference) => {
                out.push('c');
                reference.pack(&mut out);
            }
            Action::More(list) => {
                out.push('m');
                list.pack(&mut out)?;
            }
            Action::Links(reference) => {
                out.push('x');
                reference.pack(&mut out);
            }
            Action::View => out.push('v'),
            Action::Results(page) => out.push_str(&format!("w{page}")),
            Action::Rows(listing, offset) => out.push_str(&format!("l{offset}|{}", listings::pack(listing)?)),
            Action::Table(listing) => out.push_str(&format!("t{}", listings::pack(listing)?)),
            Action::Evidence => out.push('e'),
            Action::Remove => out.push('r'),
            Action::Desk(flow, what) => {
                out.extend(['d', flow.letter()]);
                out.push_str(what);
            }
            Action::Pick { command } => {
                out.push('k');
                out.push_str(command);
            }
        }
        (out.chars().count() <= MAX_LENGTH).then_some(out)
    }

    /// What an id says; `None` for one that this version did not make.
    pub fn decode(id: &str) -> Option<Action> {
        let chars: Vec<char> = id.chars().take(MAX_LENGTH + 1).collect();
        let (head, rest) = chars.split_at_checked(2)?;
        let (version, kind) = (*head.first()?, *head.get(1)?);
        let known = version == VERSION || version == BEFORE && matches!(kind, 'c' | 'r' | 'k');
        if chars.len() > MAX_LENGTH || !known {
            return None;
        }
        let text = || rest.iter().collect::<String>();
        match kind {
            'p' => List::unpack(rest).map(Action::Page),
            'o' => List::unpack(rest).map(Action::Open),
            's' => List::unpack(rest).filter(|list| list.references.len() == 1).map(Action::Share),
            'c' => (rest.len() == CHARS).then(|| Reference::unpack(rest)).flatten().map(Action::Context),
            'm' => List::unpack(rest).filter(|list| list.references.len() == 1).map(Action::More),
            'x' => (rest.len() == CHARS).then(|| Reference::unpack(rest)).flatten().map(Action::Links),
            'v' => rest.is_empty().then_some(Action::View),
            'w' => text().parse().ok().map(Action::Results),
            'l' => {
                let text = text();
                let (offset, listing) = text.split_once('|')?;
                Some(Action::Rows(listings::unpack(listing)?, offset.parse().ok()?))
            }
            't' => listings::unpack(&text()).map(Action::Table),
            'e' => rest.is_empty().then_some(Action::Evidence),
            'r' => rest.is_empty().then_some(Action::Remove),
            'd' => {
                let (flow, what) = rest.split_first()?;
                Some(Action::Desk(Flow::of_letter(*flow)?, what.iter().collect()))
            }
            'k' => Some(text()).filter(|command| !command.is_empty()).map(|command| Action::Pick { command }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::Marks;
    use super::super::reference::{MAX_REFERENCES, paragraph_key};
    use super::*;
    use proptest::prelude::*;

    fn reference() -> impl Strategy<Value = Reference> {
        let key = (0u32..1 << 16).prop_filter_map("a key", paragraph_key);
        (0u64..1 << 56, 0u32..1 << 20, key, 0u32..1 << 18, 0u32..1 << 16).prop_map(
            |(article, revision, paragraph, start, length)| Reference { article, revision, paragraph, start, length },
        )
    }

    proptest! {
        #[test]
        fn eight_references_fit_and_come_back(references in prop::collection::vec(reference(), 1..=MAX_REFERENCES)) {
            let marks = vec![Marks::default(); references.len()];
            let found = Found::Altered;
            let action = Action::Page(List { at: references.len() - 1, references, part: Part::Related, found, marks });
            let id = action.encode().expect("it fits");
            prop_assert!(id.chars().count() <= MAX_LENGTH);
            prop_assert_eq!(Action::decode(&id), Some(action));
        }

        #[test]
        fn any_id_is_met(id in "\\PC{0,120}|[23][pocsrkmvwltexd][arn]?[wlsqd]?[0-9]{0,2}[\u{4E00}-\u{8E00}]{0,99}|3[lt][0-9|rapt,=*a-z-]{0,60}") {
            let _ = Action::decode(&id);
        }
    }
}
