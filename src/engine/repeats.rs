//! A paragraph that many issues carry word for word, as a newsletter's standing lines are: it is shown once, of its first
//! day that may be shown, and the others are named beside it.

use std::ops::Range;
use std::sync::Arc;

use super::{Engine, Request, excerpt};
use crate::domain::Show;
use crate::index::{Filter, PassageQuery, Phrase, StoredParagraph};
use crate::reply::Excerpt;
use crate::text;

/// Shorter paragraphs are alike by chance.
const FEWEST_WORDS: usize = 8;

/// So many opening words lead to the others.
const OPENING: usize = 8;

/// How many are named.
const MOST: usize = 100;

/// Whether a paragraph can repeat otherwise than by chance.
pub(crate) fn may_repeat(paragraph: &StoredParagraph) -> bool {
    let text = &paragraph.paragraph.text;
    paragraph.paragraph.key.number().is_some() && text.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
}

/// The excerpt, cut from the first article that carries its paragraph, with the others named. `paragraph` is the one that
/// it was cut from. An article that may not be shown whole is only named: what the reply may show of it was counted
/// without these words.
pub(crate) fn at_first(engine: &Engine, request: &Request, paragraph: &StoredParagraph, shown: Excerpt) -> Excerpt {
    let mut others = of(engine, request, paragraph);
    let range = shown.start..shown.end;
    let may_show = |other: &Arc<StoredParagraph>| {
        let meta = &other.article.meta;
        meta.show == Show::Whole || meta.id == shown.article
    };
    let first = others.iter().position(may_show).filter(|_| others.len() > 1 && !range.is_empty());
    let Some(first) = first.map(|first| others.remove(first)) else { return shown };
    let also = others.iter().map(|other| excerpt::also(cut(engine, other, &range), &other.article)).collect();
    let first = cut(engine, &first, &range);
    Excerpt {
        also,
        score: shown.score,
        part: shown.part,
        highlights: shown.highlights,
        speaker: shown.speaker,
        role: shown.role,
        cue: shown.cue,
        quote_type: shown.quote_type,
        certain: shown.certain,
        utterance: shown.utterance,
        found_by: shown.found_by,
        diff: shown.diff,
        why: shown.why,
        ..first
    }
}

fn cut(engine: &Engine, paragraph: &StoredParagraph, range: &Range<usize>) -> Excerpt {
    excerpt::cut(engine, paragraph, range.clone(), 0.0)
}

/// The paragraphs with exactly these words that the asker may see, one an article, the first first.
fn of(engine: &Engine, request: &Request, paragraph: &StoredParagraph) -> Vec<Arc<StoredParagraph>> {
    let text = &paragraph.paragraph.text;
    let terms = text::terms(text).map(|term| term.text).take(OPENING).collect();
    let query = PassageQuery {
        must: vec![Phrase { terms, slop: 0 }],
        filter: Filter { paid: request.viewer.paid, ..Filter::default() },
        ..PassageQuery::default()
    };
    let found = engine.candidates(&query, MOST).into_iter().map(|hit| hit.paragraph);
    let mut same: Vec<Arc<StoredParagraph>> = found.filter(|other| other.paragraph.text == *text).collect();
    same.sort_by(|one, two| {
        let key = |paragraph: &StoredParagraph| {
            (paragraph.article.meta.date, paragraph.article.meta.id.clone(), paragraph.index)
        };
        key(one).cmp(&key(two))
    });
    same.dedup_by(|one, two| one.article.meta.id == two.article.meta.id);
    same
}
