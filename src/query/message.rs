//! A message that somebody pasted, cleaned for looking its source up.

use std::collections::HashSet;

use super::lists::List;
use super::{MAX_MESSAGE_CHARACTERS, Note};
use crate::text;

/// A message without what is not its own words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// Its words: links dropped, handles and hashtags split into words.
    pub text: String,
    /// The addresses that it linked to.
    pub links: Vec<String>,
    /// What was cut.
    pub notes: Vec<Note>,
}

impl Message {
    /// Reads a message. Any text gives one.
    pub fn parse(source: &str) -> Message {
        let mut message = Message::default();
        let (clipped, cut) = text::clip(source, MAX_MESSAGE_CHARACTERS);
        if cut {
            message.notes.push(Note::CutCharacters(MAX_MESSAGE_CHARACTERS));
        }
        let mut clean = String::with_capacity(clipped.len());
        for piece in clipped.split_whitespace() {
            if let Some(link) = link(piece) {
                message.links.push(link.to_owned());
                continue;
            }
            if !clean.is_empty() {
                clean.push(' ');
            }
            push_words(piece, &mut clean);
        }
        message.text = clean;
        message
    }

    /// The terms that say what it is about, each once, in order, with the word as typed.
    pub fn terms(&self) -> Vec<(String, String)> {
        let mut seen = HashSet::new();
        text::tokens(&self.text)
            .filter_map(|token| {
                let folded = text::fold(token.text);
                let skip = text::is_stop_word(&folded) || List::Message.has(&folded);
                let term = text::term(token.text);
                (!skip && !term.is_empty() && seen.insert(term.clone())).then(|| (term, token.text.to_owned()))
            })
            .collect()
    }
}

fn link(piece: &str) -> Option<&str> {
    let lower = piece.trim_start_matches(['(', '<', '"', '[']);
    let is = ["http://", "https://", "www.", "pic.twitter.com", "t.co/"].iter().any(|start| lower.starts_with(start));
    is.then(|| lower.trim_end_matches([')', '>', '"', ']', ',', '.', '!', '?']))
}

/// `#AustralianFires` and `@realDonaldTrump` as the words that they are made of.
fn push_words(piece: &str, clean: &mut String) {
    let marked =
        piece.trim_start_matches(|character: char| !matches!(character, '#' | '@') && !character.is_alphanumeric());
    if !marked.starts_with(['#', '@']) {
        clean.push_str(piece);
        return;
    }
    let mut before = ' ';
    for (at, character) in piece.char_indices() {
        if matches!(character, '#' | '@') {
            continue;
        }
        if character == '_' {
            clean.push(' ');
            before = ' ';
            continue;
        }
        // "BernieSanders", "Vote2020", "USARecession": a small letter or a digit comes to an end, or an acronym does.
        let next_small = piece.get(at..).and_then(|rest| rest.chars().nth(1)).is_some_and(char::is_lowercase);
        let parts = (before.is_lowercase() && character.is_uppercase())
            || (before.is_alphabetic() && character.is_ascii_digit())
            || (before.is_ascii_digit() && character.is_alphabetic())
            || (before.is_uppercase() && character.is_uppercase() && next_small);
        if parts {
            clean.push(' ');
        }
        clean.push(character);
        before = character;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> String {
        let message = Message::parse(source);
        format!("{} | links {:?}", message.text, message.links)
    }

    #[test]
    fn links_go_and_tags_are_split() {
        insta::assert_snapshot!(check("How are they surviving the #AustralianFires? @realDonaldTrump says “not a problem” https://t.co/x. — Center (@Center) January 14, 2020"), @r#"How are they surviving the Australian Fires? real Donald Trump says “not a problem” — Center (Center) January 14, 2020 | links ["https://t.co/x"]"#);
    }
}
