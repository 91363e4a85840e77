//! What of a document's visible words is not in its article, and which of that reads as if it should be.

use std::collections::HashMap;

use dom_query::NodeId;
use serde::{Deserialize, Serialize};

use super::html::{Block, BlockKind, Rule, ends_sentence, words};

/// The fewest words of a block that reads like prose.
const PROSE: usize = 8;

/// The fewest words of a block that is looked at.
const FEWEST: usize = 4;

/// More than so many hundredths of an article's prose left out are told with the article.
pub const MUCH: u32 = 20;

/// A block of the source: its words, and the rule that left it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceBlock {
    /// Its words.
    pub text: String,
    /// Why it is not in the article; `None` where it is.
    pub rule: Option<Rule>,
    /// Whether it was left out and reads like the article's own.
    pub doubtful: bool,
}

/// What was left out of a document with doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// How many words the source shows.
    pub words: usize,
    /// How many of them the article has.
    pub kept: usize,
    /// How many words are in doubtful blocks.
    pub doubtful: usize,
    /// All blocks of the source, in its order.
    pub blocks: Vec<SourceBlock>,
}

impl Loss {
    /// Compares the source with what was kept. `None` where nothing that was left out is doubtful.
    pub(super) fn of(blocks: &[Block]) -> Option<Loss> {
        let doubtful = doubtful(blocks);
        if !doubtful.contains(&true) {
            return None;
        }
        let mut loss = Loss { words: 0, kept: 0, doubtful: 0, blocks: Vec::with_capacity(blocks.len()) };
        for (block, doubtful) in blocks.iter().zip(doubtful) {
            let count = words(&block.text);
            loss.words += count;
            loss.kept += if block.dropped.is_none() { count } else { 0 };
            loss.doubtful += if doubtful { count } else { 0 };
            loss.blocks.push(SourceBlock { text: block.text.clone(), rule: block.dropped, doubtful });
        }
        Some(loss)
    }

    /// The share of the prose, kept and doubtful, that was left out: 0 to 1.
    pub fn share(&self) -> f64 {
        self.doubtful as f64 / (self.kept + self.doubtful).max(1) as f64
    }

    /// The same in hundredths. A part of one counts as one, so that more than [`MUCH`] is more than that.
    pub fn percent(&self) -> u32 {
        let percent = (self.doubtful * 100).div_ceil((self.kept + self.doubtful).max(1));
        u32::try_from(percent).unwrap_or(100)
    }

    /// Whether it is so much that the article is not to be trusted before somebody has looked.
    pub fn is_much(&self) -> bool {
        self.percent() > MUCH
    }

    /// The figures and the doubtful blocks, for a machine.
    pub fn json(&self) -> serde_json::Value {
        let doubts: Vec<_> =
            self.doubts().map(|block| serde_json::json!({"text": block.text, "rule": block.rule})).collect();
        serde_json::json!({
            "words": self.words, "kept": self.kept, "share": (self.share() * 1e4).round() / 1e4, "doubtful": doubts,
        })
    }

    /// The blocks that were left out with doubt.
    pub fn doubts(&self) -> impl Iterator<Item = &SourceBlock> {
        self.blocks.iter().filter(|block| block.doubtful)
    }
}

/// Which blocks were left out though they belong to the article by where they stand, or by how much of it they are. How a
/// line reads tells little: notices of cookies are prose.
fn doubtful(blocks: &[Block]) -> Vec<bool> {
    let counts: Vec<usize> = blocks.iter().map(|block| words(&block.text)).collect();
    let mut places: HashMap<NodeId, Place> = HashMap::new();
    for (block, count) in blocks.iter().zip(&counts) {
        let Some(place) = block.place else { continue };
        let place = places.entry(place).or_default();
        match block.dropped {
            None => place.kept += count,
            Some(rule) if can_err(rule) && reads_like_prose(block, *count) => place.dropped += count,
            Some(_) => {}
        }
    }
    let kept: usize =
        blocks.iter().zip(&counts).filter(|(block, _)| block.dropped.is_none()).map(|(_, count)| count).sum();
    let running =
        |at: &usize| blocks.get(*at).is_some_and(|block| block.dropped.is_none() && counts.get(*at) >= Some(&PROSE));
    let running: Vec<usize> = (0..blocks.len()).filter(running).collect();
    let judge = |(at, block): (usize, &Block)| {
        let next = running.partition_point(|other| *other < at);
        let before =
            next.checked_sub(1).and_then(|before| running.get(before)).map_or(usize::MAX, |before| at - before);
        let after = running.get(next).map_or(usize::MAX, |after| after - at);
        let place = block.place.and_then(|place| places.get(&place)).copied().unwrap_or_default();
        let count = counts.get(at).copied().unwrap_or_default();
        block.dropped.filter(|rule| can_err(*rule)).is_some_and(|rule| {
            let stands = Stands { rule, count, before, after, place };
            let belongs = stands.between(block) || stands.beside(block) || stands.amid(block) || stands.opens_so(block);
            count >= FEWEST && belongs || place.dropped > kept && reads_like_prose(block, count)
        }) || block.dropped.is_some() && block.in_doubt && reads_like_prose(block, count)
    };
    blocks.iter().enumerate().map(judge).collect()
}

/// How many words of the blocks in an element were kept, and how many that read like prose were not.
#[derive(Clone, Copy, Default)]
struct Place {
    kept: usize,
    dropped: usize,
}

/// Where a block that was left out stands. The numbers were chosen on 92 pages of 2019, where they find three of four such
/// blocks that the article has, and one on each fourth page that it has not.
struct Stands {
    rule: Rule,
    count: usize,
    /// How many blocks it is behind, and before, the next running text that was kept.
    before: usize,
    after: usize,
    place: Place,
}

impl Stands {
    /// Right between two paragraphs that were kept.
    fn between(&self, block: &Block) -> bool {
        if self.rule == Rule::MainText && block.kind == BlockKind::Item && self.before.max(self.after) <= 2 {
            return true;
        }
        let in_the_midst = self.before == 1 && self.after == 1 && block.kind != BlockKind::Caption;
        let of_it = match self.rule {
            Rule::MainText => !block.is_linked(70),
            // A paragraph may be one link.
            Rule::LeadsAway => self.count >= 2 * PROSE && self.place.kept >= 300,
            _ => false,
        };
        in_the_midst && (of_it || !block.is_linked(50))
    }

    /// In the same element as the article's paragraphs.
    fn beside(&self, block: &Block) -> bool {
        let is_text = !matches!(block.kind, BlockKind::Caption | BlockKind::Heading(1)) && !block.is_linked(50);
        let heading = matches!(block.kind, BlockKind::Heading(_));
        let day = matches!(self.rule, Rule::Opening | Rule::MainText)
            && !heading
            && names_a_year(&block.text)
            && !ends_sentence(&block.text);
        let asks = self.rule == Rule::LeadsAway && block.linked > 0;
        self.place.kept >= 100 && is_text && self.before.min(self.after) <= 3 && !day && !asks
    }

    /// A sentence that was left out for the words that it opens with, beside the article's paragraphs or as a caption; or a
    /// heading that the article opens with.
    fn opens_so(&self, block: &Block) -> bool {
        match (self.rule, block.kind) {
            (Rule::LeadsAway, BlockKind::Text) => {
                self.count >= PROSE && self.place.kept >= 80 && !block.is_linked(70) && ends_sentence(&block.text)
            }
            (Rule::LeadsAway, BlockKind::Caption) => self.count >= PROSE,
            (Rule::Opening, BlockKind::Heading(2..)) => self.after <= 2,
            _ => false,
        }
    }

    /// A whole paragraph anywhere between two that were kept, wherever its element stands.
    fn amid(&self, block: &Block) -> bool {
        matches!(self.rule, Rule::MainText | Rule::SecondOpinion | Rule::Margin)
            && self.before.max(self.after) < usize::MAX
            && reads_like_prose(block, self.count)
    }
}

/// Whether what the rule leaves out is told by its looks.
fn can_err(rule: Rule) -> bool {
    !matches!(
        rule,
        Rule::Struck
            | Rule::Component
            | Rule::Service
            | Rule::Template
            | Rule::Field
            | Rule::Repeated
            | Rule::Comments
            | Rule::Caption
    )
}

fn reads_like_prose(block: &Block, count: usize) -> bool {
    count >= PROSE && !block.is_linked(50) && ends_sentence(&block.text)
}

fn names_a_year(text: &str) -> bool {
    let mut numbers = text.split(|letter: char| !letter.is_ascii_digit());
    numbers.any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hair_more_than_a_fifth_was_much_here_and_not_there() {
        let loss = |kept, doubtful| Loss { words: kept + doubtful, kept, doubtful, blocks: Vec::new() };
        assert_eq!((loss(800, 200).percent(), loss(800, 200).is_much()), (20, false));
        assert_eq!((loss(799, 201).percent(), loss(799, 201).is_much()), (21, true));
        assert_eq!((loss(0, 0).percent(), loss(0, 7).percent()), (0, 100));
    }
}
