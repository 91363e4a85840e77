//! A reply as each front shows it. Nothing here decides anything: what to show, and to whom, is in the reply.

pub mod discord;
pub mod json;
pub mod map;
pub mod report;
pub mod terminal;
pub mod web;
mod window;

use std::ops::Range;

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

/// Whether [`shown`] leaves out a part of these words.
fn is_cut(text: &str, matches: &[Range<usize>]) -> bool {
    window::windows(text, matches).iter().map(ExactSizeIterator::len).sum::<usize>() < text.trim().len()
}

/// An excerpt's words as a front shows them: `plain` writes what does not match, `matched` what does (`matches`, as bytes
/// of `text`, in order). Of a long one parts may be left out, each marked.
fn shown(
    text: &str,
    matches: &[Range<usize>],
    plain: impl Fn(&str) -> String,
    matched: impl Fn(&str) -> String,
) -> String {
    let windows = window::windows(text, matches);
    let is_cut = windows.last().is_some_and(|last| last.end < text.trim_end().len());
    let slice = |range: Range<usize>| text.get(range).unwrap_or_default();
    let mut parts = Vec::with_capacity(windows.len() + 1);
    for window in windows {
        let mut part = String::with_capacity(window.len() + 16);
        let mut at = window.start;
        for found in matches {
            if found.start < at || window.end < found.end {
                continue;
            }
            part.push_str(&plain(slice(at..found.start)));
            part.push_str(&matched(slice(found.clone())));
            at = found.end;
        }
        part.push_str(&plain(slice(at..window.end)));
        parts.push(part);
    }
    if is_cut {
        parts.push(String::new());
    }
    parts.join(&format!(" {} ", window::OMISSION)).trim_end().to_owned()
}
