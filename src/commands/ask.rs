//! `ask`: the sentences that answer a question, or that the archive does not know.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::options::{Completer, Declared, QUESTION, TITLE, text as typed};
use super::{Command, Context, EVERYWHERE, Module, articles};
use crate::domain::PageWords;
use crate::engine::allowance::Allowance;
use crate::engine::chosen::{Chosen, choose};
use crate::engine::joined::{Joined, join, with_reason};
use crate::engine::premise::{self, Judged};
use crate::engine::reading::read;
use crate::engine::sentences::{frequency, looked_at};
use crate::engine::spelling::{abbreviated, as_read, respelt, stands_nowhere};
use crate::engine::time::{self, Sense, Time};
use crate::engine::{Engine, Request, excerpt, phrasing, rank, repeats, route};
use crate::index::{PageText, StoredParagraph};
use crate::query::{
    AnswerType, Courtesy, EntityKind, QueryTerm, Question, QuestionKind, Relation, Role, courtesy, foreign_language,
    is_known, related,
};
use crate::reply::{Excerpt, Part, Reply, Verdict, Visibility};
use crate::text;

const ASKED: Declared<String> = typed("question", "command.ask_question", QUESTION).required();
const ARTICLE: Declared<Option<String>> = typed("article", "command.ask_article", TITLE).completed(Completer::Title);

pub(super) const MODULE: Module = Module {
    name: "ask",
    about: "command.ask",
    options: &[ASKED.spec, ARTICLE.spec],
    examples: Some("command.ask_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| Ok(Arc::new(Ask { question: given.take(&ASKED)?, article: given.take(&ARTICLE)? })),
};

/// A question in plain words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ask {
    /// The question.
    pub question: String,
    /// Rank the sentences of this article alone (id or title).
    pub article: Option<String>,
}

impl Command for Ask {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Context { engine, request, .. } = *context;
        let article = self.article.as_deref();
        if let Some(courtesy) = courtesy(&self.question) {
            return courteous(engine, courtesy);
        }
        let question = read(engine, request, &self.question);
        if article.is_none()
            && let Some(reply) = exact(engine, request, &question)
        {
            return reply;
        }
        if article.is_none() && articles::is_asked_for(&question.text) {
            return route::routed(articles::Articles::default().answer(context), articles::MODULE.name);
        }
        let mut notes = engine.worded(&question.notes);
        let (question, respelt) = respelt(engine, question);
        notes.extend(
            respelt.iter().map(|(typed, word)| engine.words().say("ask.read_as", &[("typed", typed), ("word", word)])),
        );
        if article.is_none()
            && !respelt.is_empty()
            && let Some(mut reply) = exact(engine, request, &Question::parse(&as_read(&question.text, &respelt)))
        {
            reply.notes.splice(0..0, notes);
            return reply;
        }
        let asked = as_read(&question.text, &respelt);
        let time = time_of(&question);
        let chosen = match article {
            Some(name) => {
                let paragraphs = looked_at(engine, request, &question, article);
                if paragraphs.is_none() {
                    notes.push(engine.words().say("ask.no_article", &[("name", &name)]));
                }
                Chosen::of(engine, question, paragraphs.unwrap_or_default())
            }
            None => choose(engine, request, question, &asked, &time),
        };
        let Chosen { question, paragraphs, ranked, confidence, .. } = &chosen;
        let judged = match article {
            Some(_) => Judged::default(),
            None => premise::judge(engine, request, &asked, paragraphs),
        };
        if judged.denied {
            return contradicted(engine, request, &judged, notes);
        }
        let mut known = chosen.is_known() || article.is_some() && !ranked.is_empty();
        if article.is_none() {
            let best = ranked.first().and_then(|best| Some((paragraphs.get(best.passage)?, best.sentence)));
            let fits = best.is_none_or(|(paragraph, at)| {
                let range = paragraph.sentences.get(at).cloned().unwrap_or_default();
                let sentence = paragraph.paragraph.text.get(range).unwrap_or_default();
                // What is nowhere said to be so has no reason, no day and no number.
                let so = judged.is_borne_out() || judged.is_said_in(sentence);
                let denied = judged.is_denial(paragraph, at) || judged.is_contested(sentence);
                so && !denied && route::is_about(engine, request, question, sentence)
            });
            let missing = unmentioned(engine, question, paragraphs);
            let best = ranked.first();
            // Whether somebody did something is told only where all who are named stand together.
            let together = question.expects != AnswerType::YesNo || best.is_some_and(rank::Measured::names_all);
            let beside = best.is_some_and(rank::Measured::is_beside_the_point);
            known &= fits && together && !beside && missing.is_none();
            if !known && foreign_language(&self.question).is_some() {
                // Of words in another language, which one is a name is not known.
                notes.push(engine.words().say("ask.other_language", &[]));
            } else if !known && let Some(name) = missing.or_else(|| unmentioned_thing(engine, question)) {
                notes.push(engine.words().say("ask.no_mention", &[("name", &name)]));
            }
        }
        if !known
            && article.is_none()
            && let Some(reply) = route::undecided(engine, request, question)
        {
            return reply;
        }
        let day = paragraphs.get(ranked.first().map_or(0, |best| best.passage)).map(|first| first.article.meta.date);
        let (verdict, headline) = match day.filter(|_| time.sense.is_some() && article.is_none()) {
            _ if !known => (Verdict::NotFound, engine.words().say("ask.not_found", &[])),
            Some(day) => {
                let date = phrasing::date(engine, day);
                notes.extend(
                    request.today.filter(|_| time.sense == Some(Sense::Now)).and_then(|today| age(engine, day, today)),
                );
                (Verdict::Found, engine.words().say("ask.found_dated", &[("date", &date)]))
            }
            None => (Verdict::Found, engine.words().say("ask.found", &[])),
        };
        let mut reply = Reply::new("ask", verdict, headline);
        reply.visibility = if known { Visibility::Public } else { Visibility::Private };
        reply.notes = notes;
        let mut allowance = Allowance::default();
        let mut joined = join(ranked, paragraphs);
        // Of a question about a time each issue counts by itself.
        let alike = article.is_none() && time.sense.is_none();
        let mut repeated: Vec<&str> = Vec::new();
        if alike {
            let mut seen: HashMap<(&str, Range<usize>), usize> = HashMap::new();
            joined.retain(|joined| {
                let Some(paragraph) = paragraphs.get(joined.best.passage) else { return false };
                if !repeats::may_repeat(paragraph) {
                    return true;
                }
                let text = paragraph.paragraph.text.as_str();
                let passage = *seen.entry((text, joined.sentences.clone())).or_insert(joined.best.passage);
                if passage != joined.best.passage {
                    repeated.push(text);
                }
                passage == joined.best.passage
            });
        }
        joined.retain(|joined| {
            let Some((paragraph, range)) = reached(engine, question, paragraphs, joined) else { return false };
            let slice = paragraph.paragraph.text.get(range.clone()).unwrap_or_default();
            allowance.admits(&paragraph.article, paragraph.paragraph.key, &range, slice)
        });
        reply.notes.extend(allowance.note(engine));
        reply.total = joined.len();
        let page = article.and_then(|_| engine.archive.page(&paragraphs.first()?.article));
        let cited = Cited { engine, request, question, paragraphs, page, confidence: *confidence };
        let shown = joined.iter().enumerate().skip(request.page.offset).take(request.page.limit);
        let cut = shown.filter_map(|(place, joined)| {
            let mut excerpt = cited.excerpt(joined)?;
            let denies = paragraphs
                .get(joined.best.passage)
                .is_some_and(|paragraph| judged.is_denial(paragraph, joined.best.sentence));
            if place > 0 && (denies || !chosen.stands_beside(joined.best)) {
                excerpt.part = Part::Related;
            }
            let paragraph = paragraphs.get(joined.best.passage)?;
            let repeats = repeated.contains(&paragraph.paragraph.text.as_str());
            Some(if repeats { repeats::at_first(engine, request, paragraph, excerpt) } else { excerpt })
        });
        reply.excerpts = cut.collect();
        reply
    }

    fn asks_the_archive(&self, engine: &Engine, reply: &Reply) -> bool {
        !is_courtesy(engine, reply)
    }
}

/// The reply to a greeting, or to thanks.
fn courteous(engine: &Engine, courtesy: Courtesy) -> Reply {
    let key = match courtesy {
        Courtesy::Greeting => "ask.greeting",
        Courtesy::Thanks => "ask.thanks",
    };
    let mut reply = Reply::new("ask", Verdict::NotFound, engine.words().say(key, &[]));
    reply.visibility = Visibility::Private;
    reply
}

/// Whether a reply answers a greeting or thanks: nothing was asked.
fn is_courtesy(engine: &Engine, reply: &Reply) -> bool {
    ["ask.greeting", "ask.thanks"].iter().any(|key| reply.headline == engine.words().say(key, &[]))
}

/// The time that a question asks of. What a thing is changes little: "what are superdelegates?" asks of none, "what is the
/// toll?" and "what is the governor's rating?" do.
fn time_of(question: &Question) -> Time {
    let of_one = |word: text::Token<'_>| {
        word.text.eq_ignore_ascii_case("the")
            || word.text.ends_with(['s', '\'', '’']) && word.text.contains(['\'', '’'])
    };
    let defines = question.expects == AnswerType::Definition && !text::tokens(&question.text).skip(1).any(of_one);
    if defines { Time::default() } else { time::read(&question.text) }
}

/// What the archive has in place of what the question takes for granted.
fn contradicted(engine: &Engine, request: &Request, judged: &Judged, notes: Vec<String>) -> Reply {
    let day = judged.denials.first().map(|found| found.paragraph.article.meta.date);
    let date = day.map(|day| phrasing::date(engine, day)).unwrap_or_default();
    let headline = engine.words().say("ask.contradicted", &[("date", &date)]);
    let mut reply = Reply::new("ask", Verdict::Contradicted, headline);
    reply.notes = notes;
    let mut allowance = Allowance::default();
    let cut = judged.denials.iter().filter_map(|found| {
        let range = found.paragraph.sentences.get(found.sentence)?.clone();
        let excerpt = excerpt::cut(engine, &found.paragraph, range, 0.0);
        allowance.admits_excerpt(engine, &excerpt).then_some(excerpt)
    });
    let all: Vec<Excerpt> = cut.collect();
    reply.total = all.len();
    reply.excerpts = all.into_iter().skip(request.page.offset).take(request.page.limit).collect();
    reply.notes.extend(allowance.note(engine));
    reply
}

/// How old something is, where it is so old that it may be so no longer.
fn age(engine: &Engine, day: Date, today: Date) -> Option<String> {
    let months = time::months_between(day, today);
    let (key, count) = match (months, months / 12) {
        (..6, _) => return None,
        (_, 0) => ("ask.outdated_months", months),
        (_, 1) => ("ask.outdated_year", 1),
        (_, years) => ("ask.outdated_years", years),
    };
    Some(engine.words().say(key, &[("count", &count)]))
}

/// The bytes of its paragraph that an excerpt takes: its sentences, with the reason beside them where one is asked for.
fn reached<'p>(
    engine: &Engine,
    question: &Question,
    paragraphs: &'p [Arc<StoredParagraph>],
    joined: &Joined<'_>,
) -> Option<(&'p Arc<StoredParagraph>, Range<usize>)> {
    let paragraph = paragraphs.get(joined.best.passage)?;
    let sentences = paragraph.sentences.get(joined.sentences.clone())?;
    let range = sentences.first()?.start..sentences.last()?.end;
    let alone = question.expects == AnswerType::Reason && sentences.len() == 1;
    let range = if alone { with_reason(engine, paragraph, joined.best.sentence, range) } else { range };
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
    let chosen = choose(engine, request, question.clone(), &question.text, &time_of(question));
    let Chosen { question, paragraphs, ranked, confidence, .. } = &chosen;
    let joined = join(ranked, paragraphs);
    let cited = Cited { engine, request, question, paragraphs, page: None, confidence: *confidence };
    let told = cited.excerpt(joined.first().filter(|_| chosen.is_known())?)?;
    Some(Excerpt { part: Part::Related, ..told })
}

/// What the excerpts of ranked sentences are cut from.
struct Cited<'a> {
    engine: &'a Engine,
    request: &'a Request,
    question: &'a Question,
    paragraphs: &'a [Arc<StoredParagraph>],
    /// The paragraphs as a page, where they are a whole article.
    page: Option<Arc<PageWords<PageText>>>,
    confidence: f32,
}

impl Cited<'_> {
    fn excerpt(&self, joined: &Joined<'_>) -> Option<Excerpt> {
        let Cited { engine, request, question, .. } = self;
        let best = joined.best;
        let (paragraph, range) = reached(engine, question, self.paragraphs, joined)?;
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
            parts.insert(0, ("sure".to_owned(), self.confidence));
            excerpt.why = Some(excerpt::why(&excerpt.text, words, parts, Some(rank::cut_off(best))));
        }
        Some(excerpt)
    }
}

/// The first name, number or year of the question that no paragraph holds, and no outlet that is quoted.
fn unmentioned(engine: &Engine, question: &Question, paragraphs: &[Arc<StoredParagraph>]) -> Option<String> {
    let absent = |term: &QueryTerm| {
        let quoted = |term: &str| {
            let sources = paragraphs.iter().filter_map(|paragraph| paragraph.paragraph.source.as_deref());
            sources.flat_map(text::terms).any(|other| other.text == term)
        };
        stands_nowhere(engine, term) && !quoted(&term.text)
    };
    question.entities.iter().enumerate().find_map(|(index, entity)| {
        let mut terms = question.terms.iter().filter(|term| term.entity == Some(index) && term.weight > 0.0).peekable();
        terms.peek()?;
        let missing = match entity.kind {
            // Of a name, its last word is the one that names: "Nancy Pelosi". Where that is a word of English as well
            // ("Zoe Nobody"), it alone tells nothing.
            EntityKind::Name => {
                let terms: Vec<&QueryTerm> = terms.collect();
                let last = terms.last().copied();
                let names = last.is_some_and(|last| !is_known(&last.text));
                let missing = if names { last.is_some_and(absent) } else { terms.iter().any(|term| absent(term)) };
                missing && !abbreviated(engine, question.entity_text(entity))
            }
            EntityKind::Year | EntityKind::Number => terms.any(absent),
            EntityKind::Quoted => false,
        };
        missing.then(|| question.entity_text(entity).to_owned())
    })
}

/// The first thing that the question is about and no paragraph has a word for: a noun, as the word before it shows.
fn unmentioned_thing(engine: &Engine, question: &Question) -> Option<String> {
    question.terms.iter().find_map(|term| {
        let before = question.text.get(..term.range.start)?;
        let before = text::tokens(before).last()?.text.to_lowercase();
        let noun = matches!(before.as_str(), "the" | "a" | "an" | "of" | "about" | "for" | "in" | "with");
        let thing = noun && term.role == Role::Content && term.entity.is_none();
        let held = |(other, _): &(&str, Relation)| frequency(engine, other) > 0;
        let absent = || stands_nowhere(engine, term) && !related(&term.text).iter().any(held);
        (thing && absent()).then(|| term.word.clone())
    })
}
