//! `search`: the articles that hold the words, each by its best excerpt.

use jiff::civil::Date;

use super::{Engine, ask, excerpt};
use crate::index::{Filter, Hit, PassageQuery, Phrase, WeightedTerm};
use crate::places::Gazetteer;
use crate::query::{MAX_SLOP, SearchQuery};
use crate::reply::{Reply, Verdict, Visibility, Why};
use crate::request::Request;
use crate::text;

/// How many paragraphs are looked at for each article that is shown.
const PARAGRAPHS_AN_ARTICLE: usize = 4;

#[allow(clippy::too_many_arguments, reason = "one for each option of the command")]
pub(crate) fn answer(
    engine: &Engine,
    request: &Request,
    typed: &str,
    from: Option<Date>,
    to: Option<Date>,
    place: Option<&str>,
    who: Option<&str>,
) -> Reply {
    let search = SearchQuery::parse(typed);
    let notes = ask::worded(engine, &search.notes);
    let mut query = PassageQuery { title_weight: 0.7, ..PassageQuery::default() };
    for unit in &search.wanted {
        let stop = !unit.quoted && text::is_stop_word(&text::fold(&unit.typed));
        let weight = if stop && search.wanted.len() > 1 { 0.0 } else { 1.0 };
        if weight > 0.0 {
            query.terms.extend(unit.terms.iter().map(|term| WeightedTerm { term: term.clone(), weight }));
        }
        if unit.quoted {
            query.must.push(Phrase { terms: unit.terms.clone(), slop: 0 });
        }
    }
    let single: Vec<String> =
        search.wanted.iter().filter(|unit| !unit.quoted).filter_map(|unit| unit.terms.first().cloned()).collect();
    if (2..=6).contains(&single.len()) {
        query.phrases.push((Phrase { terms: single, slop: MAX_SLOP }, 1.0));
    }
    query.must_not = search.unwanted.iter().map(|unit| Phrase { terms: unit.terms.clone(), slop: 0 }).collect();
    let places = place.or(search.place.as_deref()).map(places);
    let nowhere = places.as_ref().is_some_and(Vec::is_empty);
    query.filter = Filter {
        article: search.within.clone(),
        from: from.or(search.from),
        to: to.or(search.to),
        places: places.unwrap_or_default(),
        who: who.or(search.who.as_deref()).map(|who| vec![who.to_owned()]).unwrap_or_default(),
        paid: request.viewer.paid,
    };
    let wanted = (request.page.offset + request.page.limit).min(1_000);
    let hits = if nowhere { Vec::new() } else { engine.archive.candidates(&query, wanted * PARAGRAPHS_AN_ARTICLE) };
    let best = by_article(hits);
    let verdict = if best.is_empty() { Verdict::NotFound } else { Verdict::Found };
    let key = if best.is_empty() { "search.not_found" } else { "search.found" };
    let mut reply = Reply::new("search", verdict, engine.words().say(key, &[("count", &best.len())]));
    reply.visibility = if best.is_empty() { Visibility::Private } else { Visibility::Public };
    reply.notes = notes;
    reply.total = best.len();
    let terms: Vec<&str> = query.terms.iter().map(|term| term.term.as_str()).collect();
    for hit in best.iter().skip(request.page.offset).take(request.page.limit) {
        let range = best_sentence(hit, &terms);
        let mut cut = excerpt::cut(engine, &hit.paragraph, range, hit.score);
        excerpt::highlight(&mut cut, |word| terms.contains(&text::term(word).as_str()));
        if request.explain {
            let words = search.wanted.iter().map(|unit| (unit.typed.as_str(), unit.terms.as_slice()));
            cut.why = Some(why(&hit.paragraph.paragraph.text, words, vec![("bm25".to_owned(), hit.score)], None));
        }
        reply.excerpts.push(cut);
    }
    reply
}

fn places(typed: &str) -> Vec<crate::domain::Geoid> {
    Gazetteer::embedded().resolve(typed).likely().map(|reading| reading.place.geoid.clone()).collect()
}

/// The best paragraph of each article; further ones add a little, so that an article that is about the words
/// stands before one that names them once.
fn by_article(hits: Vec<Hit>) -> Vec<Hit> {
    let mut best: Vec<(Hit, usize)> = Vec::new();
    let mut known: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for hit in hits {
        match known.get(&hit.paragraph.article.meta.id) {
            Some(at) => {
                if let Some((first, further)) = best.get_mut(*at) {
                    *further += 1;
                    first.score += hit.score * 0.3 / 2f32.powi(i32::try_from(*further).unwrap_or(30));
                }
            }
            None => {
                known.insert(hit.paragraph.article.meta.id.clone(), best.len());
                best.push((hit, 0));
            }
        }
    }
    best.sort_by(|(one, _), (two, _)| two.score.total_cmp(&one.score));
    best.into_iter().map(|(hit, _)| hit).collect()
}

/// Why a text was chosen: which of the words, each with its terms, it holds.
pub(super) fn why<'w>(
    chosen: &str,
    words: impl Iterator<Item = (&'w str, &'w [String])>,
    parts: Vec<(String, f32)>,
    cut_off: Option<f32>,
) -> Why {
    let held: std::collections::HashSet<String> = text::terms(chosen).map(|term| term.text).collect();
    let (matched, missing): (Vec<_>, Vec<_>) =
        words.partition(|(_, terms)| terms.iter().all(|term| held.contains(term)));
    let typed = |words: Vec<(&str, &[String])>| words.into_iter().map(|(word, _)| word.to_owned()).collect();
    Why { matched: typed(matched), missing: typed(missing), parts, cut_off }
}

/// The sentence with the most of the terms; the first of equals.
pub(super) fn best_sentence(hit: &Hit, terms: &[&str]) -> std::ops::Range<usize> {
    let source = &hit.paragraph.paragraph.text;
    let count = |range: &std::ops::Range<usize>| {
        let sentence = source.get(range.clone()).unwrap_or_default();
        let mut seen: Vec<String> =
            text::terms(sentence).map(|term| term.text).filter(|term| terms.contains(&term.as_str())).collect();
        seen.sort();
        seen.dedup();
        seen.len()
    };
    let sentences = hit.paragraph.sentences.iter().rev();
    sentences.max_by_key(|range| count(range)).cloned().unwrap_or(0..source.len())
}
