//! Entities: what a document declares, what each stands for, and text written with them.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::escape::resolve_html5_entity;

use super::super::refused::Refused;
use super::fault::Fault;
use super::sections::cdata;

/// Entities that a document declares, with the text that each stands for.
pub(super) type Entities = HashMap<String, String>;

/// The longest text that a declared entity may stand for, in bytes, and the most of them.
const LONGEST_ENTITY: usize = 64;
const MOST_ENTITIES: usize = 300;

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
