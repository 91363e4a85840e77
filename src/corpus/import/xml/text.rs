//! The texts of elements that hold HTML.

use super::entities::{Entities, unescape};
use super::fault::Fault;
use super::sections::{ARTICLES, CDATA, cdata};
use super::tag;

/// Elements of an article that hold no markup, by their names as written: where a title holds one, the title was not
/// closed.
const BESIDE_A_TITLE: [&str; 7] =
    ["link", "guid", "pubDate", "description", "content:encoded", "updated", "dc:creator"];

/// The text of an element that holds HTML.
pub(super) struct Read<'a> {
    pub(super) text: String,
    pub(super) faults: Vec<Fault>,
    /// What follows its end tag.
    pub(super) after: &'a str,
}

/// Reads up to the element's end tag. Some feeds escape the HTML, some put it into a section of its own, and some leave
/// its tags as they are.
pub(super) fn read<'a>(rest: &'a str, name: &str, entities: &Entities) -> Read<'a> {
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let (mut at, mut faults, mut tagged) = (rest, Vec::new(), false);
    let mut from = rest;
    let until = |from: &'a str, at: &'a str| from.get(..from.len() - at.len()).unwrap_or_default();
    let after = loop {
        let Some((_, mark)) = at.split_once('<') else {
            pieces.push((false, from));
            faults.push(Fault::Cut);
            break "";
        };
        let here = at.get(at.len() - mark.len() - 1..).unwrap_or_default();
        if let Some(data) = mark.strip_prefix(CDATA) {
            let section = cdata(data);
            pieces.extend([(false, until(from, here)), (true, section.text)]);
            faults.extend((!section.closed).then_some(Fault::Open));
            (at, from) = (section.after, section.after);
            continue;
        }
        let (ends, named) = match mark.strip_prefix('/') {
            Some(end) => (true, tag::name(end)),
            None => (false, tag::name(mark)),
        };
        if ends && named.eq_ignore_ascii_case(name) {
            pieces.push((false, until(from, here)));
            break mark.split_once('>').map_or("", |(_, after)| after);
        }
        let beyond = ARTICLES.contains(&named) || ends && ["channel", "rss", "feed"].contains(&named);
        let beside = !ends && name.ends_with("title") && BESIDE_A_TITLE.contains(&named);
        if beyond || beside {
            pieces.push((false, until(from, here)));
            faults.push(Fault::Open);
            break here;
        }
        tagged |= named.starts_with(|letter: char| letter.is_ascii_alphabetic());
        at = mark;
    };
    let mut text = String::new();
    for (is_data, piece) in &pieces {
        let piece = if pieces.len() > 1 { piece.trim_end_matches("]]>") } else { piece };
        if *is_data {
            // A section inside a section ended both.
            text.push_str(&piece.replace("<![CDATA[", ""));
        } else if tagged {
            text.push_str(piece);
        } else {
            faults.extend(unescape(piece, entities, &mut text));
        }
    }
    Read { text, faults, after }
}
