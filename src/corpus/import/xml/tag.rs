//! Tags, read as HTML's tokenizer reads them and written as XML has them.

use std::borrow::Cow;

use super::entities::{Entities, escape_text};

/// An element's opening tag.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    /// Its name as it is written.
    pub(super) written: &'a str,
    attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Whether it closes itself.
    pub(super) closed: bool,
    /// Whether it was not written as XML has it.
    pub(super) mended: bool,
}

impl<'a> Tag<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        match self.attributes.iter_mut().find(|(own, _)| own == name) {
            Some((_, own)) => *own = value.to_owned().into(),
            None => self.attributes.push((name.to_owned().into(), value.to_owned().into())),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.attributes.retain(|(own, _)| own != name);
    }

    pub(super) fn write(&self, entities: &Entities, out: &mut String) {
        out.extend(["<", self.name]);
        for (name, value) in &self.attributes {
            out.extend([" ", name, "=\""]);
            // What is wrong inside a value is no reader's.
            escape_text(value, entities, out);
            out.push('"');
        }
        out.push_str(if self.closed { "/>" } else { ">" });
    }
}

/// The name that a text opens with.
pub(super) fn name(text: &str) -> &str {
    let end = text.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/' | '<' | '=' | '"' | '\''));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// Whether a name is one that XML knows. One colon at most parts a prefix from it.
pub(super) fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        let inner = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        part.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') && part.chars().all(inner)
    };
    name.split(':').count() <= 2 && name.split(':').all(part)
}

/// The tag that a text opens with, its `<` left out, and what follows it. `None` where the text ends inside.
pub(super) fn read(text: &str) -> Option<(Tag<'_>, &str)> {
    let name = name(text);
    let mut tag = Tag { name, written: name, attributes: Vec::new(), closed: false, mended: false };
    let mut rest = text.get(name.len()..)?;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return Some((tag, after));
        }
        if let Some(after) = rest.strip_prefix('/') {
            if let Some(after) = after.strip_prefix('>') {
                tag.closed = true;
                return Some((tag, after));
            }
            tag.mended = true;
            rest = after;
            continue;
        }
        // The next tag begins: this one has no end of its own.
        if rest.starts_with('<') {
            tag.mended = true;
            return Some((tag, rest));
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/' | '<'))?;
        // A stray `=` is a name's first letter.
        let end = if end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { end };
        let (name, after) = rest.split_at_checked(end)?;
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(after) => value(after.trim_start(), &mut tag.mended)?,
            None => {
                tag.mended = true;
                ("", after)
            }
        };
        rest = after;
        if is_name(name) && tag.get(name).is_none() {
            tag.attributes.push((name.into(), value.into()));
        } else {
            tag.mended = true;
        }
    }
}

/// A value and what follows it.
fn value<'a>(text: &'a str, mended: &mut bool) -> Option<(&'a str, &'a str)> {
    for mark in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(mark) {
            return inner.split_once(mark);
        }
    }
    *mended = true;
    let end = text.find(|letter: char| letter.is_whitespace() || letter == '>')?;
    text.split_at_checked(end)
}
