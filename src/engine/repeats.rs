//! A paragraph that many issues carry word for word, as a newsletter's standing lines are: it is shown once, of its first
//! day that may be shown, and the others are named beside it.

use std::ops::Range;
use std::sync::Arc;

use super::sentences::is_same;
use super::{Engine, Request, excerpt};
use crate::domain::Show;
use crate::index::{Filter, PassageQuery, Phrase, StoredParagraph};
use crate::reply::{AlsoCited, Excerpt};
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

/// The articles that carry one paragraph.
pub(crate) struct Repeated {
    /// The paragraph where it is shown: of the first article that may be shown whole, or of the one that was found. What a
    /// reply may show of any other was counted without these words.
    pub(crate) home: Arc<StoredParagraph>,
    others: Vec<Arc<StoredParagraph>>,
}

impl Repeated {
    /// Where else this paragraph stands, among what the asker may see.
    pub(crate) fn of(engine: &Engine, request: &Request, found: &Arc<StoredParagraph>) -> Repeated {
        let mut others = of(engine, request, found);
        let is_own = |other: &Arc<StoredParagraph>| other.article.meta.id == found.article.meta.id;
        let may_show = |other: &Arc<StoredParagraph>| match other.article.meta.show {
            Show::Whole => true,
            Show::Quote => is_own(other),
            Show::Cite => false,
        };
        let home = others.iter().position(may_show).or_else(|| others.iter().position(is_own));
        let home = home.map_or_else(|| Arc::clone(found), |home| others.remove(home));
        Repeated { home, others }
    }

    /// The other articles, cited with the same bytes of the paragraph.
    pub(crate) fn also(&self, engine: &Engine, range: &Range<usize>) -> Vec<AlsoCited> {
        let cited = |other: &Arc<StoredParagraph>| excerpt::also(cut(engine, other, range), &other.article);
        self.others.iter().map(cited).collect()
    }
}

/// The excerpt, cut where the paragraph that it was cut from is shown, with the other articles named.
pub(crate) fn at_first(engine: &Engine, request: &Request, found: &Arc<StoredParagraph>, shown: Excerpt) -> Excerpt {
    let repeated = Repeated::of(engine, request, found);
    let range = shown.start..shown.end;
    if range.is_empty() {
        return shown;
    }
    Excerpt {
        also: repeated.also(engine, &range),
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
        ..cut(engine, &repeated.home, &range)
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
    // Which of its bytes are cited is not known yet; of the one that was found they are such as may be.
    let stands = |other: &Arc<StoredParagraph>| {
        other.paragraph.text == *text
            && (is_same(other, paragraph) || engine.may_cite(other, &(0..other.paragraph.text.len())))
    };
    let mut same: Vec<Arc<StoredParagraph>> = found.filter(stands).collect();
    same.sort_by(|one, two| {
        let key = |paragraph: &StoredParagraph| {
            (paragraph.article.meta.date, paragraph.article.meta.id.clone(), paragraph.index)
        };
        key(one).cmp(&key(two))
    });
    same.dedup_by(|one, two| one.article.meta.id == two.article.meta.id);
    same
}
