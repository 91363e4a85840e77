//! Pull quotes: a sentence of the body set again in large type is no second sentence.

use super::blocks::{Block, BlockKind};
use super::clean::folded;

/// Fewer words than this may stand twice by chance.
const FEWEST_WORDS: usize = 4;

/// How many bytes are looked through for repeats. No article comes near; what is beyond may stand twice.
const MOST_COMPARED: usize = 1 << 26;

/// Without the pull quotes, quotations and embeds whose words all stand in one of the body's own paragraphs. Of an
/// embedded post that the article quotes, the article's own telling of whose words it holds is what stays.
pub(in crate::corpus::import) fn without_repeats(blocks: Vec<Block>) -> Vec<Block> {
    let own: Vec<String> = blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Text | BlockKind::Item))
        .map(|block| format!(" {} ", folded(&block.text)))
        .collect();
    let mut left = MOST_COMPARED;
    let repeats = |block: &Block| {
        if !matches!(block.kind, BlockKind::PullQuote | BlockKind::Quotation | BlockKind::Embed) {
            return false;
        }
        let words = folded(&block.text);
        let words = (words.split(' ').count() >= FEWEST_WORDS).then(|| format!(" {words} "));
        words.is_some_and(|words| {
            own.iter().any(|text| {
                left = left.saturating_sub(text.len());
                left > 0 && text.contains(&words)
            })
        })
    };
    let repeated: Vec<bool> = blocks.iter().map(repeats).collect();
    blocks.into_iter().zip(repeated).filter(|(_, repeated)| !repeated).map(|(block, _)| block).collect()
}
