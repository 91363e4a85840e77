//! `ask`: the sentences that answer a question, or that the archive does not know.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::allowance::Allowance;
use super::joined::{Joined, join, with_reason};
use super::search::why;
use super::spelling::{as_read, respelt};
use super::{Engine, MeasuredSentence, excerpt, listing, rank, route};
use crate::domain::{PageWords, ParagraphKey};
use crate::index::{Filter, PageText, PassageQuery, StoredParagraph, WeightedTerm};
use crate::query::{
    AnswerType, EntityKind, Note, Question, QuestionKind, Relation, Role, foreign_language, forms, related, same,
};
use crate::reply::{Excerpt, Part, Reply, Verdict, Visibility};
use crate::request::Request;

/// How many paragraphs are looked at sentence by sentence.
const CANDIDATES: usize = 24;

/// What related words count when candidates are looked for.
const DERIVED_WEIGHT: f32 = 0.2;
const SYNONYM_WEIGHT: f32 = 0.1;

/// What a term counts in a title when candidates are looked for.
const TITLE_WEIGHT: f32 = 0.5;

pub(crate) fn answer(engine: &Engine, request: &Request, asked: &str, article: Option<&str>) -> Reply {
    let question = Question::parse(asked);
    if article.is_none()
        && let Some(reply) = exact(engine, request, &question)
    {
        return reply;
    }
    let mut notes = worded(engine, &question.notes);
    let (question, read) = respelt(engine, question);
    notes.extend(
        read.iter().map(|(typed, word)| engine.words().say("ask.read_as", &[("typed", typed), ("word", word)])),
    );
    if article.is_none()
        && !read.is_empty()
        && let Some(mut reply) = exact(engine, request, &Question::parse(&as_read(&question.text, &read)))
    {
        reply.notes.splice(0..0, notes);
        return reply;
    }
    let paragraphs = looked_at(engine, request, &question, article);
    if let (None, Some(name)) = (&paragraphs, article) {
        notes.push(engine.words().say("ask.no_article", &[("name", &name)]));
    }
    let paragraphs = paragraphs.unwrap_or_default();
    let ranked = rank_sentences(engine, &question, &paragraphs);
    let sure = rank::sure(&ranked);
    let mut known = ranked.first().is_some_and(|best| article.is_some() || (sure >= rank::cut_off() && best.grounded));
    if article.is_none() {
        known = known
            && ranked.first().is_some_and(|best| {
                let paragraph = paragraphs.get(best.passage);
                let sentence = paragraph.and_then(|paragraph| {
                    paragraph.paragraph.text.get(paragraph.sentences.get(best.sentence)?.clone())
                });
                sentence.is_none_or(|sentence| route::is_about(engine, request, &question, sentence))
            });
        let missing = unmentioned(engine, &question, &paragraphs);
        known &= missing.is_none();
        if !known && foreign_language(asked).is_some() {
            // Of words in another language, which one is a name is not known.
            notes.push(engine.words().say("ask.other_language", &[]));
        } else if !known && let Some(name) = missing.or_else(|| unmentioned_thing(engine, &question)) {
            notes.push(engine.words().say("ask.no_mention", &[("name", &name)]));
        }
    }
    if !known
        && article.is_none()
        && let Some(reply) = route::undecided(engine, request, &question)
    {
        return reply;
    }
    let (verdict, key) = if known { (Verdict::Found, "ask.found") } else { (Verdict::NotFound, "ask.not_found") };
    let mut reply = Reply::new("ask", verdict, engine.words().say(key, &[]));
    reply.visibility = if known { Visibility::Public } else { Visibility::Private };
    reply.notes = notes;
    let mut allowance = Allowance::default();
    let mut joined = join(&ranked, &paragraphs);
    joined.retain(|joined| {
        let Some((paragraph, range)) = reached(&question, &paragraphs, joined) else { return false };
        let slice = paragraph.paragraph.text.get(range.clone()).unwrap_or_default();
        allowance.admits(&paragraph.article, paragraph.paragraph.key, &range, slice)
    });
    reply.notes.extend(allowance.note(engine));
    reply.total = joined.len();
    let page = article.and_then(|_| engine.archive.page(&paragraphs.first()?.article));
    let cited = Cited { engine, request, question: &question, paragraphs: &paragraphs, page, sure };
    let shown = joined.iter().enumerate().skip(request.page.offset).take(request.page.limit);
    let cut = shown.filter_map(|(place, joined)| {
        let mut excerpt = cited.excerpt(joined)?;
        if place > 0 && !answers_too(&ranked, joined.best) {
            excerpt.part = Part::Related;
        }
        Some(excerpt)
    });
    reply.excerpts = cut.collect();
    reply
}

/// Whether a sentence would be an answer if those before it were not there.
fn answers_too(ranked: &[rank::Measured], sentence: &rank::Measured) -> bool {
    let place = |other: &rank::Measured| (other.passage, other.sentence);
    let rest = ranked.iter().position(|other| place(other) == place(sentence)).and_then(|at| ranked.get(at..));
    sentence.grounded && rest.is_some_and(|rest| rank::sure(rest) >= rank::cut_off())
}

/// The bytes of its paragraph that an excerpt takes: its sentences, with the reason beside them where one is asked for.
fn reached<'p>(
    question: &Question,
    paragraphs: &'p [Arc<StoredParagraph>],
    joined: &Joined<'_>,
) -> Option<(&'p Arc<StoredParagraph>, Range<usize>)> {
    let paragraph = paragraphs.get(joined.best.passage)?;
    let sentences = paragraph.sentences.get(joined.sentences.clone())?;
    let range = sentences.first()?.start..sentences.last()?.end;
    let alone = question.expects == AnswerType::Reason && sentences.len() == 1;
    let range = if alone { with_reason(paragraph, joined.best.sentence, range) } else { range };
    Some((paragraph, range))
}

/// The reply of the command that answers the question exactly, if there is one.
fn exact(engine: &Engine, request: &Request, question: &Question) -> Option<Reply> {
    let mut reply = route::exact(engine, request, question)?;
    // Beside what the records count, the sentence that tells the number.
    if question.kind == QuestionKind::HowMany && reply.excerpts.len() < request.page.limit {
        let mut allowance = Allowance::default();
        for shown in &reply.excerpts {
            allowance.admits_excerpt(engine, shown);
        }
        // Of an article that shows only quotations it may not bring more than the records do: where they have further
        // pages, what those show is not known here.
        let further = reply.total > reply.rows.len().max(reply.excerpts.len());
        if further || request.page.offset > 0 {
            allowance.close();
        }
        reply.excerpts.extend(told(engine, request, question).filter(|told| {
            let same = |other: &Excerpt| {
                (&other.article, other.paragraph, other.start) == (&told.article, told.paragraph, told.start)
            };
            !reply.excerpts.iter().any(same) && allowance.admits_excerpt(engine, told)
        }));
    }
    Some(reply)
}

/// The excerpt of the sentence that answers, if the archive is sure of one.
fn told(engine: &Engine, request: &Request, question: &Question) -> Option<Excerpt> {
    let paragraphs = candidates(engine, request, question);
    let ranked = rank_sentences(engine, question, &paragraphs);
    let sure = rank::sure(&ranked);
    ranked.first().filter(|best| best.grounded && sure >= rank::cut_off())?;
    let joined = join(&ranked, &paragraphs);
    let cited = Cited { engine, request, question, paragraphs: &paragraphs, page: None, sure };
    cited.excerpt(joined.first()?).map(|told| Excerpt { part: Part::Related, ..told })
}

/// The paragraphs whose sentences may answer: those of the article, or those found; none where there is no such article.
fn looked_at(
    engine: &Engine,
    request: &Request,
    question: &Question,
    article: Option<&str>,
) -> Option<Vec<Arc<StoredParagraph>>> {
    let Some(name) = article else { return Some(candidates(engine, request, question)) };
    let article = listing::named(engine, request, name).into_iter().next()?;
    Some(engine.archive.paragraphs(&article))
}

fn candidates(engine: &Engine, request: &Request, question: &Question) -> Vec<Arc<StoredParagraph>> {
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
    let query = PassageQuery {
        terms,
        title_weight: TITLE_WEIGHT,
        filter: Filter { paid: request.viewer.paid, ..Filter::default() },
        ..PassageQuery::default()
    };
    let mut found: Vec<Arc<StoredParagraph>> =
        engine.candidates(&query, CANDIDATES).into_iter().map(|hit| hit.paragraph).collect();
    // In reading order, so that neighbours can be told.
    found.sort_by(|one, two| (&one.article.meta.id, one.index).cmp(&(&two.article.meta.id, two.index)));
    found
}

/// The sentences of these paragraphs, best first.
pub(super) fn rank_sentences(
    engine: &Engine,
    question: &Question,
    paragraphs: &[Arc<StoredParagraph>],
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
    let passages: Vec<rank::Passage<'_>> = paragraphs
        .iter()
        .zip(&headings)
        .enumerate()
        .map(|(at, (paragraph, heading))| rank::Passage {
            title: heading,
            text: &paragraph.paragraph.text,
            sentences: &paragraph.sentences,
            follows: at.checked_sub(1).and_then(|before| paragraphs.get(before)).is_some_and(|before| {
                before.article.meta.id == paragraph.article.meta.id && before.index + 1 == paragraph.index
            }),
            opens_article: paragraph.paragraph.key == ParagraphKey::Body(1),
            named: paragraph.paragraph.key.number().is_none(),
        })
        .collect();
    let mut ranked = rank::measure_all(question, &statistics, &passages, &|| engine.must_stop());
    ranked.sort_by(|one, two| {
        two.score.total_cmp(&one.score).then((one.passage, one.sentence).cmp(&(two.passage, two.sentence)))
    });
    ranked
}

/// What the excerpts of ranked sentences are cut from.
struct Cited<'a> {
    engine: &'a Engine,
    request: &'a Request,
    question: &'a Question,
    paragraphs: &'a [Arc<StoredParagraph>],
    /// The paragraphs as a page, where they are a whole article.
    page: Option<Arc<PageWords<PageText>>>,
    sure: f32,
}

impl Cited<'_> {
    fn excerpt(&self, joined: &Joined<'_>) -> Option<Excerpt> {
        let Cited { engine, request, question, .. } = self;
        let best = joined.best;
        let (paragraph, range) = reached(question, self.paragraphs, joined)?;
        let mut excerpt = match &self.page {
            Some(page) => excerpt::cut_on(page, best.passage, paragraph, range, best.score),
            None => excerpt::cut(engine, paragraph, range, best.score),
        };
        if !excerpt.text.is_empty() {
            excerpt.highlights.clone_from(&joined.highlights);
        }
        if request.explain {
            let words = question.content().map(|(_, term)| (term.word.as_str(), std::slice::from_ref(&term.text)));
            let parts = rank::NAMES.iter().zip(best.features).filter(|(_, value)| *value != 0.0);
            let mut parts: Vec<(String, f32)> = parts.map(|(name, value)| ((*name).to_owned(), value)).collect();
            // What the cut-off is compared with: how sure it is that the first excerpt answers.
            parts.insert(0, ("sure".to_owned(), self.sure));
            excerpt.why = Some(why(&excerpt.text, words, parts, Some(rank::cut_off())));
        }
        Some(excerpt)
    }
}

/// The first name, number or year of the question that no paragraph holds, and no outlet that is quoted.
fn unmentioned(engine: &Engine, question: &Question, paragraphs: &[Arc<StoredParagraph>]) -> Option<String> {
    let absent = |term: &str| {
        let quoted = || {
            let sources = paragraphs.iter().filter_map(|paragraph| paragraph.paragraph.source.as_deref());
            sources.flat_map(crate::text::terms).any(|other| other.text == term)
        };
        frequency(engine, term) == 0 && !quoted()
    };
    question.entities.iter().enumerate().find_map(|(index, entity)| {
        let mut terms = question.terms.iter().filter(|term| term.entity == Some(index) && term.weight > 0.0).peekable();
        terms.peek()?;
        let missing = match entity.kind {
            // Of a name, its last word is the one that names: "Nancy Pelosi".
            EntityKind::Name => terms.last().is_some_and(|term| absent(&term.text)),
            EntityKind::Year | EntityKind::Number => terms.any(|term| absent(&term.text)),
            EntityKind::Quoted => false,
        };
        missing.then(|| question.entity_text(entity).to_owned())
    })
}

/// The first thing that the question is about and no paragraph has a word for: a noun, as the word before it shows.
fn unmentioned_thing(engine: &Engine, question: &Question) -> Option<String> {
    question.terms.iter().find_map(|term| {
        let before = question.text.get(..term.range.start)?;
        let before = crate::text::tokens(before).last()?.text.to_lowercase();
        let noun = matches!(before.as_str(), "the" | "a" | "an" | "of" | "about" | "for" | "in" | "with");
        let thing = noun && term.role == Role::Content && term.entity.is_none();
        let held = |(other, _): &(&str, Relation)| frequency(engine, other) > 0;
        let absent = || frequency(engine, &term.text) == 0 && !related(&term.text).iter().any(held);
        (thing && absent()).then(|| term.word.clone())
    })
}

/// How many paragraphs hold a term, or the same word spelt otherwise: the greatest of the counts.
fn frequency(engine: &Engine, term: &str) -> u64 {
    let others = same(term).iter().map(|other| engine.doc_freq(other));
    others.fold(engine.doc_freq(term), u64::max)
}

/// The measurements of every sentence that may answer.
pub(super) fn measured(engine: &Engine, asked: &str, article: Option<&str>) -> Vec<MeasuredSentence> {
    let (question, _) = respelt(engine, Question::parse(asked));
    let request = Request::new(crate::request::Query::About);
    let paragraphs = looked_at(engine, &request, &question, article).unwrap_or_default();
    let ranked = rank_sentences(engine, &question, &paragraphs).into_iter();
    let sentence = |measured: rank::Measured| {
        let paragraph = paragraphs.get(measured.passage)?;
        let range = paragraph.sentences.get(measured.sentence)?.clone();
        Some(MeasuredSentence {
            article: paragraph.article.meta.id.clone(),
            paragraph: paragraph.paragraph.key,
            text: paragraph.paragraph.text.get(range)?.to_owned(),
            features: measured.features,
            grounded: measured.grounded,
        })
    };
    ranked.filter_map(sentence).collect()
}

/// What was cut while reading, in the catalogue's words.
pub(super) fn worded(engine: &Engine, notes: &[Note]) -> Vec<String> {
    notes
        .iter()
        .map(|note| match note {
            Note::CutCharacters(limit) => engine.words().say("ask.cut_characters", &[("limit", limit)]),
            Note::CutTerms(limit) => engine.words().say("ask.cut_terms", &[("limit", limit)]),
            Note::AsWords(typed) => engine.words().say("ask.as_words", &[("typed", typed)]),
        })
        .collect()
}
