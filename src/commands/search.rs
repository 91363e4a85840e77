//! `search`: the articles that hold the words, each by its best excerpt.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use jiff::civil::Date;

use super::options::{Completer, Declared, FROM, NAME, QUESTION, TO, text as typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::domain::ParagraphKey;
use crate::engine::marks::Marks;
use crate::engine::people::{self, Meant, Period};
use crate::engine::repeats::{self, Repeated};
use crate::engine::{Engine, excerpt};
use crate::index::{
    ArticleNumber, Filter, HeldTerms, Near, PassageQuery, Phrase, ScoredParagraph, ScoredParagraphs, StoredParagraph,
    WeightedTerm,
};
use crate::places::Gazetteer;
use crate::query::{MAX_SLOP, SearchQuery, written};
use crate::reply::{Reply, Verdict, Visibility};
use crate::text;

/// How many paragraphs are looked at for each article that is shown, and how many at least.
const PARAGRAPHS_AN_ARTICLE: usize = 2;
const LEAST_PARAGRAPHS: usize = 20;

/// Where they are of too few articles, so many times more are looked at, and again.
const FURTHER: usize = 4;
const LOOKS: usize = 4;

/// A paragraph is shown in place of its article's title if it scores at least this share of what the title does.
const SHOWN_FOR_THE_TITLE: f32 = 0.5;

/// Words of a longer search are not looked for side by side.
const MOST_NEAR: usize = 6;

/// What it counts that two words that were typed side by side stand so: times their BM25.
const PAIR_WEIGHT: f32 = 0.5;

/// What the first further paragraph of an article counts, times its score; each next one counts half as much.
const FURTHER_PARAGRAPHS: f32 = 0.15;

/// What it counts that a further paragraph holds words that those before it lack: times what a paragraph scores by them.
const FURTHER_WORDS: f32 = 0.2;

const QUERY: Declared<String> = typed("query", "command.search_query", QUESTION).required();
const PLACE: Declared<Option<String>> = typed("place", "command.naming_place", NAME).completed(Completer::Place);
const WHO: Declared<Option<String>> = typed("who", "command.search_who", NAME).completed(Completer::Person);

pub(super) const MODULE: Module = Module {
    name: "search",
    about: "command.search",
    options: &[QUERY.spec, FROM.spec, TO.spec, PLACE.spec, WHO.spec],
    examples: Some("command.search_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| {
        let (query, from, to) = (given.take(&QUERY)?, given.take(&FROM)?, given.take(&TO)?);
        Ok(Arc::new(Search { query, from, to, place: given.take(&PLACE)?, who: given.take(&WHO)? }))
    },
};

/// Full-text search. What the options narrow it to goes before what is typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// Words, with the search syntax.
    pub query: String,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Naming this place.
    pub place: Option<String>,
    /// With words of this person.
    pub who: Option<String>,
}

impl Command for Search {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let Context { engine, request, .. } = *context;
        let search = SearchQuery::parse(&self.query);
        let mut notes = engine.worded(&search.notes);
        let (from, to) = (self.from.or(search.from), self.to.or(search.to));
        let mut choices = Vec::new();
        let who = match self.who.as_deref().or(search.who.as_deref()) {
            None => Vec::new(),
            Some(typed) => match people::meant(engine, request.viewer.paid, typed, Period { from, to }) {
                Meant::One(one) => {
                    notes.extend(one.notes(engine, typed));
                    choices = one.others;
                    one.names
                }
                Meant::Several(several) => return people::ambiguous(engine, MODULE.name, typed, several),
                Meant::Nobody(near) => {
                    choices = near;
                    vec![typed.to_owned()]
                }
            },
        };
        let mut query = words(&search);
        let places = self.place.as_deref().or(search.place.as_deref()).map(places);
        let nowhere = places.as_ref().is_some_and(Vec::is_empty);
        query.filter = Filter {
            article: search.within.clone(),
            from,
            to,
            places: places.unwrap_or_default(),
            who,
            paid: request.viewer.paid,
        };
        let wanted = (request.page.offset + request.page.limit).min(1_000);
        let mut best = if nowhere { Best::none() } else { Best::of(engine, &query, wanted) };
        let all = best.all;
        let verdict = if best.shown.is_empty() { Verdict::NotFound } else { Verdict::Found };
        let mut key = match (verdict, all) {
            (Verdict::NotFound, _) => "search.not_found",
            (_, true) => "search.found",
            (_, false) => "search.best",
        };
        if verdict == Verdict::NotFound && !nowhere && !query.must.is_empty() {
            query.must.clear();
            best = Best::of(engine, &query, wanted);
            // Who looks for a phrase is told that no match has it, and shown where its words stand.
            key = if best.shown.is_empty() { key } else { "search.no_phrase" };
        }
        let mut reply = Reply::new("search", verdict, engine.words().say(key, &[("count", &best.total)]));
        reply.visibility = if verdict == Verdict::NotFound { Visibility::Private } else { Visibility::Public };
        reply.notes = notes;
        reply.choices = choices;
        reply.total = best.total;
        let mut marks = Marks::of(query.terms.iter().map(|term| term.term.as_str()));
        let shown = best.shown.iter().skip(request.page.offset).take(request.page.limit);
        reply.excerpts.reserve(shown.len());
        for Shown { score, paragraph, repeats } in shown {
            if engine.must_stop() {
                break;
            }
            let repeated = repeats.then(|| Repeated::of(engine, request, paragraph));
            let paragraph = repeated.as_ref().map_or(paragraph, |repeated| &repeated.home);
            let marked = marks.read(paragraph);
            let mut cut = excerpt::cut(engine, paragraph, marked.best_sentence(engine), *score);
            marked.highlight(&mut cut);
            if let Some(repeated) = &repeated {
                cut.also = repeated.also(engine, &(cut.start..cut.end));
            }
            if request.explain {
                let words = search.wanted.iter().map(|unit| (unit.typed.as_str(), unit.terms.as_slice()));
                cut.why = Some(excerpt::why(&paragraph.paragraph.text, words, vec![("bm25".to_owned(), *score)], None));
            }
            reply.excerpts.push(cut);
        }
        reply
    }

    fn picked(&self, choice: &str) -> Option<Arc<dyn Command>> {
        Some(Arc::new(Search { who: Some(choice.to_owned()), ..self.clone() }))
    }

    fn asks_the_archive(&self, _: &Engine, _: &Reply) -> bool {
        true
    }
}

/// The words of a search: what may be there, and the phrases that must and must not.
fn words(search: &SearchQuery) -> PassageQuery {
    let mut query = PassageQuery::default();
    for unit in &search.wanted {
        let stop = !unit.quoted && text::is_stop_word(&text::fold(&unit.typed));
        let weight = if stop && search.wanted.len() > 1 { 0.0 } else { 1.0 };
        if weight > 0.0 {
            query.terms.extend(unit.terms.iter().map(|term| WeightedTerm { term: term.clone(), weight }));
        }
        if !unit.quoted {
            let others = unit.terms.iter().flat_map(|term| written(term));
            query.terms.extend(others.map(|term| WeightedTerm { term: (*term).to_owned(), weight }));
        }
        if unit.quoted {
            query.must.push(Phrase { terms: unit.terms.clone(), slop: 0 });
        }
    }
    let single: Vec<&String> =
        search.wanted.iter().filter(|unit| !unit.quoted).filter_map(|unit| unit.terms.first()).collect();
    if single.len() <= MOST_NEAR {
        let near = |[first, second]: &[&String; 2]| Near {
            terms: [(*first).clone(), (*second).clone()],
            slop: MAX_SLOP,
            weight: PAIR_WEIGHT,
        };
        query.near = single.array_windows().map(near).collect();
    }
    query.must_not = search.unwanted.iter().map(|unit| Phrase { terms: unit.terms.clone(), slop: 0 }).collect();
    query
}

fn places(typed: &str) -> Vec<crate::domain::Geoid> {
    Gazetteer::embedded().resolve(typed).likely().map(|reading| reading.place.geoid.clone()).collect()
}

/// What is shown of an article.
struct Shown {
    score: f32,
    paragraph: Arc<StoredParagraph>,
    /// Whether other articles carry the paragraph word for word, so that it stands for them, too.
    repeats: bool,
}

/// What a search found, the best first.
struct Best {
    shown: Vec<Shown>,
    /// How many articles there are, those that say the same counted once as far as they were read.
    total: usize,
    /// Whether these are all that match.
    all: bool,
}

impl Best {
    fn none() -> Best {
        Best { shown: Vec::new(), total: 0, all: true }
    }

    /// So many that differ, if there are.
    fn of(engine: &Engine, query: &PassageQuery, wanted: usize) -> Best {
        let mut looked_for = wanted;
        let mut look = 1;
        loop {
            let (articles, all) = best_articles(engine, query, looked_for);
            let (shown, dropped) = distinct(engine, &articles, wanted);
            if all || dropped == 0 || shown.len() >= wanted || look == LOOKS {
                return Best { total: articles.len() - dropped, shown, all };
            }
            // Issues that carry the same paragraph have most of the best places.
            looked_for = (looked_for + dropped) * FURTHER;
            look += 1;
        }
    }
}

/// The first articles whose paragraphs differ, and how many were passed over for one that says the same. Where one is,
/// all are looked at, so that they can be counted.
fn distinct(engine: &Engine, articles: &[Article], wanted: usize) -> (Vec<Shown>, usize) {
    let mut shown: Vec<Shown> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut dropped = 0;
    for article in articles {
        if engine.must_stop() || shown.len() >= wanted && dropped == 0 {
            break;
        }
        let Some(paragraph) = article.shown(engine) else {
            dropped += 1;
            continue;
        };
        if repeats::may_repeat(&paragraph) {
            let place = *known.entry(paragraph.paragraph.text.clone()).or_insert(shown.len());
            if let Some(first) = shown.get_mut(place) {
                first.repeats = true;
                dropped += 1;
                continue;
            }
        }
        shown.push(Shown { score: article.score, paragraph, repeats: false });
    }
    (shown, dropped)
}

/// The articles by their best paragraphs, so many if there are, and whether these are all that match.
fn best_articles(engine: &Engine, query: &PassageQuery, wanted: usize) -> (Vec<Article>, bool) {
    let mut paragraphs = (wanted * PARAGRAPHS_AN_ARTICLE).max(LEAST_PARAGRAPHS);
    let mut looks = 1;
    loop {
        let found = engine.archive.standings(query, paragraphs);
        let all = found.best.len() < paragraphs;
        let best = by_article(&found);
        if all || best.len() >= wanted || looks == LOOKS {
            return (best, all);
        }
        // One article has many of the best.
        paragraphs *= FURTHER;
        looks += 1;
    }
}

/// The articles of the best paragraphs. Further ones of an article add a little, and more where they hold words that it
/// lacks, so that an article that is about the words stands before one that names some of them once.
fn by_article(found: &ScoredParagraphs) -> Vec<Article> {
    let mut best: Vec<Article> = Vec::new();
    let mut known: HashMap<ArticleNumber, usize> = HashMap::new();
    for standing in &found.best {
        let at = *known.entry(standing.article).or_insert(best.len());
        match best.get_mut(at) {
            Some(article) => article.add(standing, found),
            None => best.push(Article::of(standing)),
        }
    }
    best.sort_by(|one, two| two.score.total_cmp(&one.score));
    best
}

/// An article as its paragraphs are counted.
struct Article {
    score: f32,
    best: ScoredParagraph,
    next: Option<ScoredParagraph>,
    /// What the next paragraph counts.
    share: f32,
    /// Which of the words its paragraphs hold.
    terms: HeldTerms,
}

impl Article {
    fn of(best: &ScoredParagraph) -> Article {
        Article { score: best.score, best: *best, next: None, share: FURTHER_PARAGRAPHS, terms: best.terms }
    }

    /// Counts a further paragraph, which is no better than those before.
    fn add(&mut self, further: &ScoredParagraph, found: &ScoredParagraphs) {
        self.score += further.score * self.share + FURTHER_WORDS * found.worth(further.terms.without(self.terms));
        self.next.get_or_insert(*further);
        self.share /= 2.0;
        self.terms = self.terms.with(further.terms);
    }

    /// The paragraph that is shown: the best, unless that is the title, which is cited anyway, and the next scores enough
    /// of it.
    fn shown(&self, engine: &Engine) -> Option<Arc<StoredParagraph>> {
        let read = |standing: &ScoredParagraph| engine.archive.read(standing).filter(|found| engine.may_cite_of(found));
        let Some(best) = read(&self.best) else { return self.next.and_then(|next| read(&next)) };
        let next = self.next.filter(|next| {
            best.paragraph.key == ParagraphKey::Title && next.score >= self.best.score * SHOWN_FOR_THE_TITLE
        });
        next.and_then(|next| read(&next)).or(Some(best))
    }
}
