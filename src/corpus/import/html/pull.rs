//! Pull quotes: a sentence of the body set again in large type is no second sentence.

use super::block::{Block, BlockKind};
use super::clean::folded;
use super::rule::Rule;

/// Fewer words than this may stand twice by chance.
const FEWEST_WORDS: usize = 4;

/// How many bytes are looked through for repeats. No article comes near; what is beyond may stand twice.
const MOST_COMPARED: usize = 1 << 26;

/// Leaves out the pull quotes, quotations and embeds whose words all stand in one of the body's own paragraphs. Of an
/// embedded post that the article quotes, the article's own telling of whose words it holds is what stays.
pub(in crate::corpus::import) fn drop_repeats(blocks: &mut [Block]) {
    let own: Vec<String> = blocks
        .iter()
        .filter(|block| block.dropped.is_none() && matches!(block.kind, BlockKind::Text | BlockKind::Item))
        .map(|block| format!(" {} ", folded(&block.text)))
        .collect();
    let mut left = MOST_COMPARED;
    for block in blocks.iter_mut().filter(|block| block.dropped.is_none()) {
        if !matches!(block.kind, BlockKind::PullQuote | BlockKind::Quotation | BlockKind::Embed) {
            continue;
        }
        let words = folded(&block.text);
        let words = (words.split(' ').count() >= FEWEST_WORDS).then(|| format!(" {words} "));
        let repeated = words.is_some_and(|words| {
            own.iter().any(|text| {
                left = left.saturating_sub(text.len());
                left > 0 && text.contains(&words)
            })
        });
        if repeated {
            block.dropped = Some(Rule::Repeated);
        }
    }
}
