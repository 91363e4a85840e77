//! Text that a page shows twice: boxes that lead to the article on its own page, and what stands once for each size of a
//! screen.

use std::collections::{HashMap, HashSet};

use dom_query::NodeId;

use super::super::html::{Block, BlockKind, Rule, folded, words};

/// Fewer words may stand twice by chance: a refrain, a line of a dialogue.
const FEWEST: usize = 8;

/// Leaves out what was kept before in another place of the page, where nothing new stands beside it, and the title wherever
/// it stands. A question that is put to each of nine people has another answer beside it each time.
pub(super) fn drop_repeated(blocks: &mut [Block], title: &str) {
    let title = folded(title);
    let mut seen: HashMap<String, Option<NodeId>> = HashMap::new();
    let mut kept: Vec<&mut Block> =
        blocks.iter_mut().filter(|block| block.dropped.is_none() && block.kind != BlockKind::Embed).collect();
    let texts: Vec<String> = kept.iter().map(|block| folded(&block.text)).collect();
    let mut again: Vec<bool> = Vec::with_capacity(kept.len());
    let mut with_news: HashSet<NodeId> = HashSet::new();
    for (block, text) in kept.iter().zip(&texts) {
        let running = words(&block.text) >= FEWEST;
        let repeats = running && *seen.entry(text.clone()).or_insert(block.place) != block.place;
        with_news.extend(block.place.filter(|_| running && !repeats && *text != title));
        again.push(repeats);
    }
    for ((block, text), again) in kept.iter_mut().zip(texts).zip(again) {
        let is_title = text == title && words(&block.text) >= FEWEST / 2;
        if is_title || again && block.place.is_some_and(|place| !with_news.contains(&place)) {
            block.dropped = Some(Rule::Repeated);
        }
    }
}
