//! Which sentences of a paragraph are shown as one excerpt: those that answer together.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Engine, rank};
use crate::index::StoredParagraph;

/// Sentences are shown as one excerpt if they are together no longer than this, in bytes.
const LONGEST: usize = 500;

/// How far the score of a sentence may be behind its neighbour's to be shown with it. A score is some tens.
const NEARLY_AS_GOOD: f32 = 2.0;

/// Sentences of one paragraph, side by side, that are shown as one excerpt.
pub(crate) struct Joined<'a> {
    /// The one of them that answers best.
    pub best: &'a rank::Measured,
    /// Their places among the paragraph's sentences.
    pub sentences: Range<usize>,
    /// What matches in them.
    pub highlights: Vec<[usize; 2]>,
}

/// Ranked sentences as excerpts, in their order: one that stands beside a better one and answers nearly as well is
/// read with it, so that a reader has the whole of the answer and no place is taken twice.
pub(crate) fn join<'a>(ranked: &'a [rank::Measured], paragraphs: &[Arc<StoredParagraph>]) -> Vec<Joined<'a>> {
    let mut joined: Vec<Joined<'a>> = Vec::new();
    // Which of them holds the sentence at either end of it.
    let mut edges: HashMap<(usize, usize), usize> = HashMap::with_capacity(ranked.len());
    for next in ranked {
        let edge = |sentence: Option<usize>| edges.get(&(next.passage, sentence?)).copied();
        let (before, behind) = (edge(next.sentence.checked_sub(1)), edge(Some(next.sentence + 1)));
        let beside = |at: usize| {
            let joined = joined.get(at)?;
            let Range { start, end } = joined.sentences;
            let sentences = start.min(next.sentence)..end.max(next.sentence + 1);
            let as_good = joined.best.score - next.score <= NEARLY_AS_GOOD;
            (as_good && length(paragraphs, next.passage, &sentences) <= LONGEST).then_some((at, sentences))
        };
        // The better of the two comes first.
        let mut around = [before, behind];
        around.sort_unstable();
        let (at, sentences) = match around.into_iter().flatten().find_map(beside) {
            Some((at, sentences)) => {
                if let Some(joined) = joined.get_mut(at) {
                    joined.sentences = sentences.clone();
                    joined.highlights.extend(&next.highlights);
                    joined.highlights.sort_unstable();
                }
                (at, sentences)
            }
            None => {
                let sentences = next.sentence..next.sentence + 1;
                let highlights = next.highlights.clone();
                joined.push(Joined { best: next, sentences: sentences.clone(), highlights });
                (joined.len() - 1, sentences)
            }
        };
        edges.insert((next.passage, sentences.start), at);
        edges.insert((next.passage, sentences.end - 1), at);
    }
    joined
}

fn length(paragraphs: &[Arc<StoredParagraph>], passage: usize, sentences: &Range<usize>) -> usize {
    let of = paragraphs.get(passage).and_then(|paragraph| paragraph.sentences.get(sentences.clone()));
    of.and_then(|of| Some(of.last()?.end - of.first()?.start)).unwrap_or(0)
}

/// The sentence with the one beside it that gives the reason, where it gives none itself.
pub(crate) fn with_reason(
    engine: &Engine,
    paragraph: &StoredParagraph,
    at: usize,
    range: Range<usize>,
) -> Range<usize> {
    let text = |range: &Range<usize>| paragraph.paragraph.text.get(range.clone()).unwrap_or_default();
    if rank::gives_reason(text(&range)) {
        return range;
    }
    let beside = [Some(at + 1), at.checked_sub(1)].into_iter().flatten();
    let reason = beside.filter_map(|at| paragraph.sentences.get(at)).find(|other| {
        let both = range.start.min(other.start)..range.end.max(other.end);
        rank::gives_reason(text(other)) && both.len() <= LONGEST && engine.may_cite(paragraph, other)
    });
    reason.map_or(range.clone(), |other| range.start.min(other.start)..range.end.max(other.end))
}
