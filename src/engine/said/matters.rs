//! What somebody talked about, as they word it.

use std::collections::{BTreeSet, HashMap};

use super::utterance::Utterance;
use crate::engine::Engine;
use crate::query::List;
use crate::text;

/// What the utterances are about, as they word it: pairs of words that stand together, or rare ones, the most telling
/// first.
pub(super) fn of(engine: &Engine, utterances: &[Utterance], count: usize) -> Vec<String> {
    /// Enough to tell, however much somebody has said.
    const READ: usize = 200;
    let mut rarity: HashMap<String, f32> = HashMap::new();
    let mut found: HashMap<Vec<String>, (f32, String)> = HashMap::new();
    for text in utterances.iter().filter(|utterance| !utterance.unclear).take(READ).flat_map(Utterance::texts) {
        let mut before: Option<(text::Token<'_>, String)> = None;
        for token in text::tokens(text) {
            let folded = text::fold(token.text);
            let content = !text::is_stop_word(&folded) && folded.chars().count() > 3 && !is_filler(&folded);
            if !content {
                before = None;
                continue;
            }
            let term = text::term(token.text);
            let weight = *rarity.entry(term.clone()).or_insert_with(|| engine.rarity(engine.doc_freq(&term)));
            let mut add = |terms: Vec<String>, weight: f32, written: &str| {
                let entry = found.entry(terms).or_insert_with(|| (0.0, written.to_owned()));
                entry.0 += weight;
            };
            add(vec![term.clone()], weight, token.text);
            if let Some((first, other)) = before.take() {
                let written = text.get(first.start..token.range().end).unwrap_or_default();
                if written.split(' ').count() == 2 {
                    let weight = 1.5 * weight.max(rarity.get(&other).copied().unwrap_or_default());
                    found.entry(vec![other, term.clone()]).or_insert_with(|| (0.0, written.to_owned())).0 += weight;
                }
            }
            before = Some((token, term));
        }
    }
    let mut ranked: Vec<(Vec<String>, (f32, String))> = found.into_iter().collect();
    ranked.sort_by(|one, two| two.1.0.total_cmp(&one.1.0).then_with(|| one.0.cmp(&two.0)));
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut matters = Vec::new();
    for (terms, (_, written)) in ranked {
        if matters.len() < count && terms.iter().all(|term| !named.contains(term)) {
            named.extend(terms);
            matters.push(written);
        }
    }
    matters
}

/// Words of talking, which no topic is made of.
fn is_filler(folded: &str) -> bool {
    folded.contains('\'') || List::Talk.has(folded)
}
