//! A card: what Discord calls a container of components (Components V2), with its limits kept.

use super::escape;

/// Discord's limit for all text displays of a message together, in UTF-16 units.
pub(super) const TEXT: usize = 4_000;
/// One text display is kept this short: Discord's specification lets it be as long as all of them, others read its
/// documentation as half of that.
const DISPLAY: usize = 2_000;
/// Discord's limit for the components of a message, the card itself and what stands in its blocks included.
const COMPONENTS: usize = 40;
/// Discord's limit for the address of a link button.
const BUTTON_LINK: usize = 512;
/// Discord's limit for what a button says, in UTF-16 units.
const LABEL: usize = 80;

/// A card. What is read first, aloud too, is its first block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// The colour at its edge, `0xRRGGBB`. It says nothing that the words do not say.
    pub accent: Option<u32>,
    /// What stands in it, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Text with markdown.
    Text(String),
    /// Text with a button at its side.
    Section {
        /// The text.
        text: String,
        /// The button.
        button: Button,
    },
    /// A line across.
    Line,
    /// A picture that comes as a file with the message.
    Picture {
        /// The file's name.
        name: String,
        /// The same in words.
        description: String,
    },
    /// A file that comes with the message, to be taken away.
    File {
        /// Its name.
        name: String,
    },
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// A menu of up to 25 options.
    Menu(Menu),
    /// A menu of the server's own channels or roles.
    Picker(Picker),
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// One that does something.
    Act {
        /// Its id.
        custom_id: String,
        /// What it says.
        label: String,
        /// How it looks.
        tone: Tone,
    },
    /// One that leads somewhere.
    Link {
        /// The address.
        url: String,
        /// What it says.
        label: String,
    },
}

/// How a button looks. It says nothing that its words do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// One of several.
    #[default]
    Plain,
    /// What is done most.
    Main,
    /// What takes something away.
    Danger,
}

/// A menu.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Menu {
    /// Its id.
    pub custom_id: String,
    /// What it says while nothing is picked.
    pub placeholder: String,
    /// What can be picked.
    pub options: Vec<Choosable>,
    /// How many of them at least and at most; one, where nothing is said.
    pub picks: Option<(usize, usize)>,
}

/// What a menu offers that Discord fills from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pickable {
    /// Channels that messages can be written in, and forums.
    Channels,
    /// Roles.
    Roles,
}

/// A menu of what the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picker {
    /// Its id.
    pub custom_id: String,
    /// What it offers.
    pub of: Pickable,
    /// What it says while nothing is picked.
    pub placeholder: String,
    /// The ids that are picked.
    pub picked: Vec<String>,
    /// How many can be picked; none is always possible.
    pub most: usize,
}

/// An option of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choosable {
    /// What it says.
    pub label: String,
    /// What is sent when it is picked.
    pub value: String,
    /// A second, smaller line; empty for none.
    pub detail: String,
    /// Whether it is picked already.
    pub picked: bool,
}

impl Button {
    /// A button that does something.
    pub(super) fn act(custom_id: String, label: String) -> Button {
        Button::Act { custom_id, label, tone: Tone::Plain }
    }

    /// A button that leads to an address; one that is too long for a button loses its text fragment first.
    pub(super) fn link(url: &str, label: &str) -> Option<Button> {
        let fits = |url: &str| url.len() <= BUTTON_LINK && super::link(url).is_some();
        let url = [url, crate::domain::without_text_fragment(url)].into_iter().find(|url| fits(url))?;
        Some(Button::Link { url: url.to_owned(), label: escape::units(label, LABEL) })
    }
}

impl Block {
    /// How many components it is.
    fn components(&self) -> usize {
        match self {
            Block::Buttons(buttons) => 1 + buttons.len(),
            Block::Section { .. } => 3,
            Block::Menu(_) | Block::Picker(_) => 2,
            _ => 1,
        }
    }

    fn text(&mut self) -> Option<&mut String> {
        match self {
            Block::Text(text) | Block::Section { text, .. } => Some(text),
            _ => None,
        }
    }
}

impl Card {
    /// Adds text, unless it is empty.
    pub(super) fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }

    /// Adds buttons, unless there are none.
    pub(super) fn buttons(&mut self, buttons: Vec<Button>) {
        if !buttons.is_empty() {
            self.blocks.push(Block::Buttons(buttons));
        }
    }

    /// Adds a menu, unless nothing can be picked from it.
    pub(super) fn menu(&mut self, menu: Menu) {
        if !menu.options.is_empty() {
            self.blocks.push(Block::Menu(menu));
        }
    }

    /// What can still be written in it, in UTF-16 units.
    pub(super) fn room(&self) -> usize {
        let written = |block: &Block| match block {
            Block::Text(text) | Block::Section { text, .. } => units(text),
            _ => 0,
        };
        TEXT.saturating_sub(self.blocks.iter().map(written).sum())
    }

    /// The same card as Discord takes it: text that goes beyond its limit is cut from the end, and blocks that are too many
    /// are left out, buttons and menus last.
    pub(super) fn fitted(self) -> Card {
        self.fitted_to(TEXT, COMPONENTS)
    }

    /// The same with a line below, for which what stands above makes room.
    pub(super) fn closed_by(self, line: &str) -> Card {
        let mut card = self.fitted_to(TEXT.saturating_sub(units(line)), COMPONENTS - 1);
        card.text(line);
        card
    }

    fn fitted_to(mut self, mut left: usize, most: usize) -> Card {
        for block in &mut self.blocks {
            if let Some(text) = block.text() {
                *text = escape::units(text, left);
                left -= units(text).min(left);
            }
        }
        let written =
            |block: &Block| !matches!(block, Block::Text(text) | Block::Section { text, .. } if text.is_empty());
        self.blocks.retain(written);
        self.blocks = self.blocks.into_iter().flat_map(parted).collect();
        let mut count = 1 + self.blocks.iter().map(Block::components).sum::<usize>();
        while count > most {
            let acts = |block: &Block| matches!(block, Block::Buttons(_) | Block::Menu(_) | Block::Picker(_));
            let Some(at) = self.blocks.iter().rposition(|block| !acts(block)).or(self.blocks.len().checked_sub(1))
            else {
                break;
            };
            count -= self.blocks.remove(at).components();
        }
        self
    }
}

/// A block whose text is too long for one, as several, parted between lines where there are any.
fn parted(block: Block) -> Vec<Block> {
    let Block::Text(text) = block else { return vec![block] };
    if units(&text) <= DISPLAY {
        return vec![Block::Text(text)];
    }
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        match parts.last_mut() {
            Some(last) if units(last) + units(line) <= DISPLAY => last.push_str(line),
            _ => parts.push(escape::units(line, DISPLAY)),
        }
    }
    let ends = |part: String| part.trim_end_matches('\n').to_owned();
    parts.into_iter().map(ends).filter(|part| !part.is_empty()).map(Block::Text).collect()
}

/// The length of a text, the way Discord counts.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_address_loses_its_fragment_and_then_its_button() {
        let page = format!("https://news.example/{}", "a".repeat(400));
        let sentence = format!("{page}#:~:text={}", "b".repeat(200));
        let link = |url: &str| Button::link(url, "Read");
        assert_eq!(link(&sentence), Some(Button::Link { url: page, label: "Read".into() }));
        assert_eq!(link(&format!("https://news.example/{}", "a".repeat(500))), None);
        assert_eq!(link("javascript:alert(1)"), None);
    }

    proptest! {
        #[test]
        fn any_card_fits(texts in prop::collection::vec(0usize..3_000, 0..60), buttons in 0usize..30) {
            let mut card = Card::default();
            texts.iter().for_each(|length| card.text("é".repeat(*length)));
            for _ in 0..buttons {
                card.buttons(vec![Button::act("3r".into(), "Remove".into())]);
            }
            let card = card.fitted();
            let count = 1 + card.blocks.iter().map(Block::components).sum::<usize>();
            let written = card.blocks.iter().map(|block| if let Block::Text(text) = block { units(text) } else { 0 });
            prop_assert!(count <= COMPONENTS && written.sum::<usize>() <= TEXT);
        }
    }
}
