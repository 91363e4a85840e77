//! The editors' card of what they approved and the importer could not write.

use super::super::card::Card;
use super::super::{Message, escape, heading, small};
use crate::words::Words;

/// How much is shown of a text and of a reason, in UTF-16 units.
const FITS: usize = 1_500;
const WHY: usize = 300;

/// What could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwritten<'a> {
    /// Its row, by which the card is known again.
    pub id: &'a str,
    /// The title of the list, of a record.
    pub list: Option<&'a str>,
    /// Why, where it lies in what was to be written.
    pub why: Option<&'a str>,
    /// What is to be copied.
    pub text: &'a str,
}

/// The card.
pub fn card(unwritten: &Unwritten<'_>, words: &Words) -> Message {
    let Unwritten { id, list, why, text } = unwritten;
    let (title, kind) = match list {
        Some(_) => ("desk.unwritten_record", "toml"),
        None => ("desk.unwritten_case", "json"),
    };
    let mut lines = vec![heading(&words.say(title, &[]))];
    lines.extend(list.map(|list| small(&words.say("desk.proposal_for", &[("list", &escape::echoed(list, WHY))]))));
    lines.extend(why.map(|why| words.say("desk.unwritten_why", &[("why", &escape::echoed(why, WHY))])));
    lines.push(words.say("desk.unwritten_copy", &[]));
    let text = text.trim_matches('\n');
    if escape::is_inert(text) && text.encode_utf16().count() <= FITS {
        lines.push(format!("```{kind}\n{text}\n```"));
    } else {
        // Escaped, so that it shows what it is, and can be copied from there.
        let shown: Vec<String> = text.lines().map(|line| escape::echoed(line, FITS)).collect();
        lines.push(escape::units(&shown.join("\n"), FITS));
    }
    lines.push(small(id));
    let mut card = Card::default();
    card.text(lines.join("\n"));
    Message { card: Some(card.fitted()), ..Message::default() }
}
