//! What several articles of one import have around them is no loss of any of them.

use std::collections::{HashMap, HashSet};

use super::draft::Draft;
use super::html::{folded, words};
use super::loss::Loss;

/// What so many articles have, with titles of their own, is around them and not in them.
const REPEATED: usize = 3;

/// Takes the doubt from blocks that stand in several articles of one import: a newsletter's foot, a box on each of its pages.
pub fn settle(drafts: &mut [&mut Draft]) {
    let mut titles: HashMap<String, HashSet<String>> = HashMap::new();
    for draft in drafts.iter() {
        for block in draft.loss.iter().flat_map(Loss::doubts) {
            titles.entry(folded(&block.text)).or_default().insert(folded(&draft.title));
        }
    }
    titles.retain(|_, titles| titles.len() >= REPEATED);
    for draft in drafts.iter_mut() {
        let Some(loss) = &mut draft.loss else { continue };
        for block in loss.blocks.iter_mut().filter(|block| block.doubtful && titles.contains_key(&folded(&block.text)))
        {
            block.doubtful = false;
            loss.doubtful -= words(&block.text).min(loss.doubtful);
        }
        if loss.doubts().next().is_none() {
            draft.loss = None;
        }
    }
}
