//! Text between tags: entities, sections that are text as they stand, and the texts of elements that hold HTML.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::escape::resolve_html5_entity;

use super::super::refused::Refused;
use super::{ARTICLES, Fault, tag};

/// How a section of text that is no markup opens, its `<` left out.
pub(super) const CDATA: &str = "![CDATA[";

/// Entities that a document declares, with the text that each stands for.
pub(super) type Entities = HashMap<String, String>;

/// The longest text that a declared entity may stand for, in bytes, and the most of them.
const LONGEST_ENTITY: usize = 64;
const MOST_ENTITIES: usize = 300;

/// Elements of an article that hold no markup, by their names as written: where a title holds one, the title was not
/// closed.
const BESIDE_A_TITLE: [&str; 7] =
    ["link", "guid", "pubDate", "description", "content:encoded", "updated", "dc:creator"];

/// The entities that a document type declares. Refuses one that could grow: a text that names other entities, that is
/// longer than a few letters, or that lies elsewhere; and declarations of elements.
pub(super) fn declared(xml: &str) -> Result<Entities, Refused> {
    let mut entities = Entities::new();
    let mut rest = xml;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"<!") {
        rest = rest.get(at + 2..).unwrap_or_default();
        if let Some(data) = rest.strip_prefix("[CDATA[") {
            rest = cdata(data).after;
        } else if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if ["element", "attlist", "notation"].iter().any(|word| opens_with(rest, word)) {
            return Err(Refused::Declarations);
        } else if opens_with(rest, "entity") {
            let declaration = rest.split_once('>').map_or(rest, |(declaration, _)| declaration);
            let (name, text) = entity(declaration).ok_or(Refused::Declarations)?;
            if let Some(text) = text {
                entities.insert(name.to_owned(), text);
            }
            if entities.len() > MOST_ENTITIES {
                return Err(Refused::Declarations);
            }
        }
    }
    Ok(entities)
}

fn opens_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// What `ENTITY name "text"` declares. A list of names that the web's own consortium keeps has nothing that is not known
/// here: it declares nothing.
fn entity(declaration: &str) -> Option<(&str, Option<String>)> {
    let mut words = declaration.split_whitespace().skip(1);
    let name = words.next()?;
    if name == "%" {
        let public = declaration.contains("PUBLIC") && declaration.contains("-//W3C//ENTITIES");
        return public.then_some((name, None));
    }
    let mark = declaration.find(['"', '\''])?;
    let said_before = declaration.get(..mark)?;
    let quoted = declaration.get(mark..)?.trim_end();
    let text = quoted.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    let plain = said_before.split_whitespace().count() == 2 && text.len() <= LONGEST_ENTITY;
    let mut out = String::new();
    let faults = unescape(text, &Entities::new(), &mut out);
    (plain && faults.is_empty() && !out.contains(['<', '&', '%'])).then_some((name, Some(out)))
}

/// What follows `!DOCTYPE …>`, declarations inside it included.
pub(super) fn after_doctype(mark: &str) -> &str {
    let head = mark.split('>').next().unwrap_or_default();
    let end = if head.contains('[') { mark.find("]>").map(|at| at + 2) } else { None };
    let end = end.or_else(|| mark.find('>').map(|at| at + 1)).unwrap_or(mark.len());
    mark.get(end..).unwrap_or_default()
}

/// A section that is text as it stands.
pub(super) struct Section<'a> {
    pub(super) text: &'a str,
    /// What follows it.
    pub(super) after: &'a str,
    /// Whether it is closed.
    pub(super) closed: bool,
}

/// Reads a section that was opened. One that is not closed, though the next article's is, ends where its element does.
pub(super) fn cdata(data: &str) -> Section<'_> {
    let (text, after) = data.split_once("]]>").unwrap_or((data, ""));
    let crossed = ARTICLES.iter().any(|name| {
        text.split_once(format!("</{name}>").as_str()).is_some_and(|(_, behind)| behind.contains("<![CDATA["))
    });
    if !crossed && text.len() < data.len() {
        return Section { text, after, closed: true };
    }
    let own = ARTICLES.iter().filter_map(|name| text.find(&format!("</{name}>"))).min();
    let own = own.and_then(|article| text.get(..article)?.rfind("</"));
    let (text, after) = own.and_then(|end| data.split_at_checked(end)).unwrap_or((text, after));
    Section { text, after, closed: false }
}

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

/// Text with its entities as the characters that they stand for. Returns what was wrong.
pub(super) fn unescape(text: &str, entities: &Entities, out: &mut String) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let length =
            after.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '#')).unwrap_or(after.len());
        let name = after.get(..length).filter(|_| after.get(length..).is_some_and(|rest| rest.starts_with(';')));
        let stands_for = name.and_then(|name| match name.strip_prefix('#') {
            Some(number) => numbered(number).map(|letter| Cow::from(letter.to_string())),
            None => entities.get(name).map(Cow::from).or_else(|| resolve_html5_entity(name).map(Cow::from)),
        });
        match stands_for {
            Some(text) => {
                out.push_str(&text);
                rest = after.get(length + 1..).unwrap_or_default();
            }
            None => {
                faults.push(Fault::Ampersand);
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    faults
}

/// The character of a number, in Windows-1252 where it is one of its that Unicode has for controls: browsers read it so.
fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9f) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next(),
        _ => char::from_u32(code),
    }
}

/// Text as XML has it, entities as characters. Returns what was wrong.
pub(super) fn escape_text(text: &str, entities: &Entities, out: &mut String) -> Vec<Fault> {
    let mut plain = String::with_capacity(text.len());
    let mut faults = unescape(text, entities, &mut plain);
    if escape(&plain, out) {
        faults.push(Fault::Control);
    }
    faults
}

/// Text that is no markup, escaped. Whether there were characters in it that XML does not allow.
pub(super) fn escape(text: &str, out: &mut String) -> bool {
    let mut controls = false;
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(letter),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => controls = true,
            letter => out.push(letter),
        }
    }
    controls
}
