//! A reply as each front shows it. Nothing here decides anything: what to show, and to whom, is in the reply.

pub mod discord;
pub mod json;
pub mod map;
pub mod terminal;

use jiff::civil::Date;

use crate::reply::{DiffPart, DiffSide};
use crate::words::Words;

/// A day as a reader of the catalogue's language writes it.
pub fn day(words: &Words, date: Date) -> String {
    let months = words.say("date.months", &[]);
    let month = usize::try_from(date.month()).ok().and_then(|month| months.split(' ').nth(month - 1));
    words.say("date.day", &[("year", &date.year()), ("month", &month.unwrap_or_default()), ("day", &date.day())])
}

/// One side of a comparison as a line of text; the words that only this side has stand in square brackets.
fn compared(diff: &[DiffPart], side: DiffSide, escape: impl Fn(&str) -> String) -> String {
    let parts = diff.iter().filter(|part| part.side == DiffSide::Same || part.side == side);
    let shown = parts.map(|part| {
        let text = escape(part.text.trim());
        if part.side == DiffSide::Same { text } else { format!("[{text}]") }
    });
    shown.collect::<Vec<_>>().join(" ")
}
