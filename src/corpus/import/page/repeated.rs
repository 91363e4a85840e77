//! Text that a page shows twice: boxes that lead to the article on its own page, and what stands once for each size of a
//! screen.

use std::collections::HashSet;

use super::super::html::{Block, BlockKind, Rule, folded, words};

/// Fewer words may stand twice by chance: a refrain, a line of a dialogue.
const FEWEST: usize = 8;

/// Leaves out what was kept before, and the title wherever it stands.
pub(super) fn drop_repeated(blocks: &mut [Block], title: &str) {
    let title = folded(title);
    let mut seen = HashSet::new();
    for block in blocks.iter_mut().filter(|block| block.dropped.is_none() && block.kind != BlockKind::Embed) {
        let text = folded(&block.text);
        let is_title = text == title && words(&block.text) >= FEWEST / 2;
        let again = words(&block.text) >= FEWEST && !seen.insert(text);
        if is_title || again {
            block.dropped = Some(Rule::Repeated);
        }
    }
}
