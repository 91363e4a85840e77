//! A message: plain text, or a card, with its files.

use super::card::{Block, Card, Choosable};
use super::cited::Cited;
use super::escape;
use super::markdown::small;

/// Discord's limit for a plain message, in UTF-16 units.
const CONTENT: usize = 2_000;

/// A message: plain text, or a card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Plain text; empty where there is a card.
    pub content: String,
    /// The card.
    pub card: Option<Card>,
    /// Files that come with it. A card shows them where its blocks name them.
    pub files: Vec<Attachment>,
    /// Whether only the asker sees it.
    pub private: bool,
    /// What it cites; of a private one nothing.
    pub cited: Vec<Cited>,
}

impl Message {
    /// A sentence for the asker alone.
    pub fn note(text: &str) -> Message {
        Message { content: escape::units(text, CONTENT), private: true, ..Message::default() }
    }

    /// Shows a picture below what the card says first.
    pub fn show_picture(&mut self, file: Attachment) {
        let Some(mut card) = self.card.take() else { return };
        let picture = Block::Picture { name: file.name.clone(), description: file.description.clone() };
        card.blocks.insert(card.blocks.len().min(1), picture);
        self.card = Some(card.fitted());
        self.files.push(file);
    }

    /// Adds a line of small print below.
    pub fn add_line(&mut self, line: &str) {
        match self.card.take() {
            Some(card) => self.card = Some(card.closed_by(&small(line))),
            None => self.content = escape::units(&format!("{}\n{}", self.content, small(line)), CONTENT),
        }
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The same in words, for those who do not see it.
    pub description: String,
}

/// What a message of ours says that was pressed: read from what Discord sends, and only ever shown again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pressed {
    /// Whether it is a card.
    pub is_card: bool,
    /// The card's first block: what the reply is.
    pub head: String,
    /// The colour at its edge.
    pub accent: Option<u32>,
    /// The options of its menus.
    pub options: Vec<Choosable>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_in_a_full_card_made_it_one_component_too_large_and_a_line_vanished() {
        let mut card = Card::default();
        (0..60).for_each(|at| card.text(format!("List {at}")));
        card.buttons(vec![super::super::card::Button::act("3r".into(), "Remove".into())]);
        let mut message = Message { card: Some(card.fitted()), ..Message::default() };
        let (name, description) = ("map.png".to_owned(), "A map.".to_owned());
        message.show_picture(Attachment { name, media_type: "image/png", bytes: Vec::new(), description });
        message.add_line("The limit of today is reached.");
        let mut card = message.card.expect("a card");
        assert_eq!(card, card.clone().fitted());
        assert_eq!(card.blocks.pop(), Some(Block::Text("-# The limit of today is reached.".into())));
        assert_eq!(card.blocks.first(), Some(&Block::Text("List 0".into())));
        assert!(matches!(card.blocks.get(1), Some(Block::Picture { .. })));
        assert!(matches!(card.blocks.last(), Some(Block::Buttons(_))));
    }
}
