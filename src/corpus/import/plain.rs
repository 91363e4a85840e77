//! Plain text to blocks: blank lines part paragraphs, `>` marks what is quoted, lines are joined by a space. A number or a
//! bullet opens an item of a list; a number stays, since the text may name it.

use super::html::{Block, BlockKind, clean, is_pictograph};

/// A signature has no more lines and words than this; what is longer is text under a rule.
const SIGNATURE_LINES: usize = 10;
const SIGNATURE_WORDS: usize = 80;

/// What may open an item of a list, with a space behind it.
const BULLETS: [char; 11] = ['*', '-', '•', '·', '◦', '▪', '‣', '●', '○', '+', '⁃'];

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let lines = lines.get(..signature(&lines).unwrap_or(lines.len())).unwrap_or_default();
    let mut reading = Reading::default();
    for (at, line) in lines.iter().enumerate() {
        reading.line(line, lines.get(at + 1..).unwrap_or_default());
    }
    reading.end();
    reading.blocks
}

/// Where the signature begins (RFC 3676): two hyphens and a space, and not much behind them. Without the space they part
/// one item of a letter from the next.
fn signature(lines: &[&str]) -> Option<usize> {
    let at = lines.iter().rposition(|line| line.trim_end_matches('\r') == "-- ")?;
    let below = lines.get(at + 1..)?;
    let written = below.iter().filter(|line| !line.trim().is_empty()).count();
    let words: usize = below.iter().map(|line| line.split_whitespace().count()).sum();
    (written <= SIGNATURE_LINES && words <= SIGNATURE_WORDS).then_some(at)
}

#[derive(Default)]
struct Reading<'a> {
    blocks: Vec<Block>,
    /// The lines of the block that is being read.
    run: Vec<&'a str>,
    quoted: bool,
    /// The number of the item that was read last, where nothing but items followed it.
    number: Option<u32>,
}

impl<'a> Reading<'a> {
    fn line(&mut self, line: &'a str, following: &[&str]) {
        let (line, quoted) = match line.trim_start().strip_prefix('>') {
            Some(rest) => (rest.trim_start_matches(['>', ' ']), true),
            None => (line.trim(), false),
        };
        let says = |letter: char| letter.is_alphanumeric() || is_pictograph(letter);
        let rule = line.chars().count() > 1 && !line.chars().any(says);
        if line.is_empty() || quoted != self.quoted || rule || item(line).is_some() || self.is_numbered(line, following)
        {
            self.end();
        }
        self.quoted = quoted;
        if !line.is_empty() && !rule {
            self.run.push(line);
        }
    }

    /// Whether the line opens an item with a number: the next one of its list, or the first of one that goes on.
    fn is_numbered(&self, line: &str, following: &[&str]) -> bool {
        let Some(own) = number(line) else { return false };
        let running = self.run.first().and_then(|first| number(first)).or(self.number.filter(|_| self.run.is_empty()));
        let goes_on = |line: &&str| number(line.trim()) == Some(own + 1);
        running == Some(own.saturating_sub(1)) && own > 1 || own == 1 && following.iter().any(goes_on)
    }

    fn end(&mut self) {
        let text = clean(&self.run.join(" "));
        let first = self.run.first().copied().unwrap_or_default();
        let own = number(first);
        self.run.clear();
        if text.is_empty() {
            return;
        }
        let in_list = own.is_some_and(|own| own == 1 || self.number.is_some() && self.number == own.checked_sub(1));
        self.number = own.filter(|_| in_list);
        let (kind, text) = match item(&text) {
            _ if self.quoted => (BlockKind::Quotation, text),
            Some(item) => (BlockKind::Item, item.to_owned()),
            None if in_list => (BlockKind::Item, text),
            None => (BlockKind::Text, text),
        };
        self.blocks.push(Block::new(kind, text));
    }
}

/// The text behind a bullet.
fn item(line: &str) -> Option<&str> {
    line.strip_prefix(BULLETS)?.strip_prefix(' ').map(str::trim_start).filter(|text| !text.is_empty())
}

/// The number that opens a line: `1. `, `1) `.
fn number(line: &str) -> Option<u32> {
    let (number, rest) = line.split_once(['.', ')'])?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && rest.starts_with(' ')).then(|| number.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let line = |block: &Block| match block.kind {
            BlockKind::Text => block.text.clone(),
            kind => format!("{kind:?}: {}", block.text),
        };
        blocks(text).iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn items_with_numbers_were_one_paragraph() {
        insta::assert_snapshot!(check("HEADLINES\n\n1. The ferry runs\n2. The weir holds,\n   and the lock too\n3. The pier is shut\n"), @r"
        HEADLINES
        Item: 1. The ferry runs
        Item: 2. The weir holds, and the lock too
        Item: 3. The pier is shut
        ");
        insta::assert_snapshot!(check("Today:\n1) The ferry\n2) The weir\n\n3) The pier\n• A bell\n"), @r"
        Today:
        Item: 1) The ferry
        Item: 2) The weir
        Item: 3) The pier
        Item: A bell
        ");
        // A number that ends up on a line's start is none of a list.
        insta::assert_snapshot!(check("The second ferry came on May\n12. The third never came.\n"), @"The second ferry came on May 12. The third never came.");
        insta::assert_snapshot!(check("They counted\n1. That was all."), @"They counted 1. That was all.");
    }

    #[test]
    fn two_hyphens_part_items_and_a_signature_ends_the_text() {
        insta::assert_snapshot!(check("The ferry runs.\n\n--\n\nThe weir holds.\n\n--\n\nThe pier is shut."), @r"
        The ferry runs.
        The weir holds.
        The pier is shut.
        ");
        assert_eq!(check("The ferry runs.\n-- \nHarbour Notes\n1 Pier Road"), "The ferry runs.");
        let long = "The weir holds and holds and holds.\n".repeat(20);
        assert!(check(&format!("The ferry runs.\n-- \n{long}")).ends_with("holds."));
        assert_eq!(check("The ferry runs.\n-- \nThe weir holds.\n-- \nAnn"), "The ferry runs.\nThe weir holds.");
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost(text in "([a-z]{0,5}|[0-9]{1,2}[.)] |\n|> |-|--\n|\\* ){0,24}") {
            let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
            let kept: String = blocks(&text).iter().map(|block| block.text.as_str()).collect();
            proptest::prop_assert_eq!(letters(&kept), letters(&text));
        }
    }
}
