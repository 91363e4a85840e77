//! The sentences that may answer a question: found, measured and ranked.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::abbreviations::short_terms;
use super::{Engine, Request, rank};
use crate::domain::ParagraphKey;
use crate::index::{Filter, PassageQuery, StoredParagraph, WeightedTerm};
use crate::query::{Question, Relation, forms, related, same};

/// How many paragraphs are looked at sentence by sentence.
const CANDIDATES: usize = 24;

/// Of so many of the best, the paragraphs around them are looked at as well: who is told of is named in one paragraph, and
/// what is told of them stands in those around it.
const WITH_NEIGHBOURS: usize = 4;

/// What related words count when candidates are looked for.
const DERIVED_WEIGHT: f32 = 0.2;
const SYNONYM_WEIGHT: f32 = 0.1;

/// What a term counts in a title when candidates are looked for.
const TITLE_WEIGHT: f32 = 0.5;

/// The paragraphs whose sentences may answer: those of the article, or those found; none where there is no such article.
pub(crate) fn looked_at(
    engine: &Engine,
    request: &Request,
    question: &Question,
    article: Option<&str>,
) -> Option<Vec<Arc<StoredParagraph>>> {
    let Some(name) = article else { return Some(candidates(engine, request, question)) };
    let article = engine.articles_named(request, name).into_iter().next()?;
    Some(engine.archive.paragraphs(&article))
}

pub(crate) fn candidates(engine: &Engine, request: &Request, question: &Question) -> Vec<Arc<StoredParagraph>> {
    candidates_within(engine, request, question, None, None)
}

/// The same of articles of these days.
pub(crate) fn candidates_within(
    engine: &Engine,
    request: &Request,
    question: &Question,
    from: Option<Date>,
    to: Option<Date>,
) -> Vec<Arc<StoredParagraph>> {
    let mut terms = Vec::new();
    for (_, term) in question.content() {
        terms.push(WeightedTerm { term: term.text.clone(), weight: term.weight });
        let weighted = |other: &str, share: f32| WeightedTerm { term: other.to_owned(), weight: share * term.weight };
        terms.extend(same(&term.text).iter().map(|other| weighted(other, 1.0)));
        // A name has no related words: "Bush" is no shrub.
        let others = if term.entity.is_none() { related(&term.text) } else { &[] };
        for (other, relation) in others {
            let share = match relation {
                Relation::Derived => DERIVED_WEIGHT,
                Relation::Synonym => SYNONYM_WEIGHT,
            };
            terms.extend(forms(other).map(|form| weighted(form, share)));
        }
    }
    let mut query = PassageQuery {
        terms,
        title_weight: TITLE_WEIGHT,
        filter: Filter { from, to, paid: request.viewer.paid, ..Filter::default() },
        ..PassageQuery::default()
    };
    let mut found: Vec<Arc<StoredParagraph>> =
        engine.candidates(&query, CANDIDATES).into_iter().map(|hit| hit.paragraph).collect();
    // What the archive writes out once, it abbreviates further on.
    let short = short_terms(question, &found);
    if !short.is_empty() {
        query.terms.extend(short.into_iter().map(|term| WeightedTerm { term, weight: 1.0 }));
        found = engine.candidates(&query, CANDIDATES).into_iter().map(|hit| hit.paragraph).collect();
    }
    let best: Vec<Arc<StoredParagraph>> = found.iter().take(WITH_NEIGHBOURS).cloned().collect();
    for paragraph in best {
        let places = paragraph.index.saturating_sub(rank::AROUND)..paragraph.index + rank::AROUND + 1;
        for other in engine.archive.paragraphs_in(&paragraph.article, places) {
            if !found.iter().any(|known| is_same(known, &other)) {
                found.push(other);
            }
        }
    }
    // In reading order, so that neighbours can be told.
    found.sort_by(|one, two| (&one.article.meta.id, one.index).cmp(&(&two.article.meta.id, two.index)));
    found
}

/// The sentences of these paragraphs, best first. `surrounded` is whether the paragraphs around one may say of whom it
/// tells; not so of an article that was named, all of which is about what is asked.
pub(crate) fn rank_sentences(
    engine: &Engine,
    question: &Question,
    paragraphs: &[Arc<StoredParagraph>],
    surrounded: bool,
    readings: &mut rank::Readings,
) -> Vec<rank::Measured> {
    let statistics = rank::Statistics {
        documents: engine.archive.doc_count(),
        frequencies: question
            .terms
            .iter()
            .map(|term| if term.weight > 0.0 { frequency(engine, &term.text) } else { 0 })
            .collect(),
    };
    // The outlet that a paragraph quotes stands outside its text and is as good as a word of its title.
    let headings: Vec<Cow<'_, str>> = paragraphs
        .iter()
        .map(|paragraph| match &paragraph.paragraph.source {
            Some(source) => Cow::Owned(format!("{} {source}", paragraph.article.meta.title)),
            None => Cow::Borrowed(paragraph.article.meta.title.as_str()),
        })
        .collect();
    // Who a pronoun or a title stands for, as the quotes have found.
    let stand_ins: Vec<Vec<(Range<usize>, &str)>> = paragraphs
        .iter()
        .map(|paragraph| {
            let here = paragraph.quotes.iter().filter(|quote| quote.certain);
            let phrase = here.filter_map(|quote| {
                let (_, range) = quote.speaker.as_ref().filter(|(at, _)| *at == paragraph.index)?;
                Some((range.clone(), quote.speaker_name.as_deref()?))
            });
            phrase.collect()
        })
        .collect();
    let texts: Vec<Cow<'_, str>> = paragraphs.iter().map(|paragraph| read(engine, paragraph)).collect();
    let passages: Vec<rank::Passage<'_>> = paragraphs
        .iter()
        .zip(&texts)
        .zip(&headings)
        .zip(&stand_ins)
        .enumerate()
        .map(|(at, (((paragraph, text), heading), stand_ins))| rank::Passage {
            article: &paragraph.article.meta.id,
            title: heading,
            text,
            sentences: &paragraph.sentences,
            follows: at.checked_sub(1).and_then(|before| paragraphs.get(before)).is_some_and(|before| {
                before.article.meta.id == paragraph.article.meta.id && before.index + 1 == paragraph.index
            }),
            opens_article: paragraph.paragraph.key == ParagraphKey::Body(1),
            named: paragraph.paragraph.key.number().is_none(),
            stand_ins,
        })
        .collect();
    let mut ranked = rank::measure_all(question, &statistics, &passages, surrounded, &|| engine.must_stop());
    ranked.retain(|measured| {
        let paragraph = paragraphs.get(measured.passage);
        let place = paragraph.and_then(|paragraph| Some((paragraph, paragraph.sentences.get(measured.sentence)?)));
        place.is_some_and(|(paragraph, sentence)| engine.may_cite(paragraph, sentence))
    });
    sort(&mut ranked);
    if engine.meaning {
        rank::read_again(question, &passages, &mut ranked, readings, &|| engine.must_stop());
        sort(&mut ranked);
    }
    ranked
}

/// A paragraph as it is read, byte for byte in its place: what may not be cited says nothing of what stands around it.
fn read<'p>(engine: &Engine, paragraph: &'p StoredParagraph) -> Cow<'p, str> {
    let text = paragraph.paragraph.text.as_str();
    let mut left_out = paragraph.sentences.iter().filter(|sentence| !engine.may_cite(paragraph, sentence)).peekable();
    if left_out.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let (mut read, mut at) = (String::with_capacity(text.len()), 0);
    for sentence in left_out {
        read.push_str(text.get(at..sentence.start).unwrap_or_default());
        read.extend(std::iter::repeat_n(' ', sentence.len()));
        at = sentence.end;
    }
    read.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(read)
}

/// Best first; what scores alike in reading order.
fn sort(ranked: &mut [rank::Measured]) {
    ranked.sort_by(|one, two| {
        two.score.total_cmp(&one.score).then((one.passage, one.sentence).cmp(&(two.passage, two.sentence)))
    });
}

/// Whether both are the same paragraph of the archive.
pub(super) fn is_same(one: &StoredParagraph, other: &StoredParagraph) -> bool {
    (&one.article.meta.id, one.index) == (&other.article.meta.id, other.index)
}

/// How many paragraphs hold a term, or the same word spelt otherwise: the greatest of the counts.
pub(crate) fn frequency(engine: &Engine, term: &str) -> u64 {
    let others = same(term).iter().map(|other| engine.doc_freq(other));
    others.fold(engine.doc_freq(term), u64::max)
}
