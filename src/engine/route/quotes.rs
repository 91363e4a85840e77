//! Questions that quotes answer: "what did Landrieu say about props?", "who said enough is enough?".

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::Date;

use super::times::{self, When};
use crate::domain::{Quote, QuoteType, Show};
use crate::engine::Request;
use crate::engine::allowance::Allowance;
use crate::engine::said::{self, Asked};
use crate::engine::{Engine, excerpt};
use crate::index::{Filter, Hit, PassageQuery, Phrase, StoredParagraph, WeightedTerm};
use crate::query::{List, same};
use crate::reply::{Excerpt, Part, Reply, Verdict};
use crate::text;

/// How many paragraphs are looked through for words that somebody said.
const CANDIDATES: usize = 40;

/// How many further citations of the same words are listed.
const MOST_ALSO: usize = 25;

/// How many words a question takes to name the words that it asks about.
const PHRASE_REACH: usize = 9;

/// Somebody whose words are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spoken {
    who: String,
    about: Option<String>,
    when: When,
}

/// "What did Landrieu say about props?", "What has Sessions said about cities since 2016?": who, about what, and when.
pub(super) fn spoken(source: &str) -> Option<Spoken> {
    let mut tokens: Vec<text::Token<'_>> = text::tokens(source).collect();
    let folded = |tokens: &[text::Token<'_>]| -> Vec<String> {
        tokens.iter().map(|token| text::fold(token.text).into_owned()).collect()
    };
    let words = folded(&tokens);
    let told = times::when(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let mut when = When::default();
    if let Some((range, told)) = told {
        tokens.drain(range);
        when = told;
    }
    let folded = folded(&tokens);
    let is = |at: usize, of: &[&str]| folded.get(at).is_some_and(|word| of.contains(&word.as_str()));
    let listed = |at: usize, list: List| folded.get(at).is_some_and(|word| list.has(word));
    let slice = |from: usize, to: usize| {
        let (first, last) = (tokens.get(from)?, tokens.get(to.checked_sub(1)?)?);
        let typed = source.get(first.start..last.range().end)?.trim();
        let bare = typed.strip_suffix("'s").or_else(|| typed.strip_suffix("’s")).unwrap_or(typed);
        (!bare.is_empty()).then(|| bare.trim_end_matches(['\'', '’']).to_owned())
    };
    let start = folded.iter().position(|word| matches!(word.as_str(), "what" | "what's" | "how"))?;
    let names_topic = |at: &usize| is(*at, &["about", "on", "regarding", "of", "concerning", "to"]);
    let owned = |noun: usize| tokens.get(noun - 1).is_some_and(|owner| owner.text.ends_with(['s', '\'', '’']));
    let has = &["has", "have", "had", "did"];
    let mut end = tokens.len();
    let (who, after) = if is(start, &["how"])
        && is(start + 1, has)
        && let Some(noun) = (start + 3..folded.len()).find(|at| listed(*at, List::Stance) && owned(*at))
        && let Some(changed) = (noun + 1..folded.len()).find(|at| listed(*at, List::Changed))
    {
        // "How has her position on tolls changed?" asks for what she said in time; whether it changed is the reader's.
        when.over_time = true;
        end = changed;
        (slice(start + 2, noun)?, noun + 1)
    } else if is(start + 1, &["did", "does", "do", "has", "have", "had"]) {
        let verb = (start + 3..folded.len()).find(|at| listed(*at, List::Say))?;
        // "What did the letters say to mayors about …" asks what else was done where another verb stands between.
        (slice(start + 2, verb)?, verb + 1)
    } else if is(start + 1, &["was", "were", "is", "are"]) {
        let noun = (start + 3..folded.len()).find(|at| listed(*at, List::WordsOf))?;
        if !owned(noun) {
            return None;
        }
        (slice(start + 2, noun)?, noun + 1)
    } else {
        return None;
    };
    let about = (after..end).find(names_topic).and_then(|at| slice(at + 1, end));
    // Words between the verb and "about" ask for more than a topic.
    let plain = (after..end).take_while(|at| !names_topic(at)).count() <= 1;
    plain.then_some(Spoken { who, about, when })
}

/// What `said` answers to it, where that is something.
pub(super) fn said_in(engine: &Engine, request: &Request, spoken: &Spoken) -> Option<Reply> {
    let Spoken { who, about, when } = spoken;
    let asked = Asked { who, about: about.as_deref(), period: when.period, over_time: when.over_time };
    let reply = said::answer(engine, request, &asked);
    matches!(reply.verdict, Verdict::Found | Verdict::Ambiguous).then_some(reply)
}

/// What somebody is asked to have said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The words.
    pub words: String,
    /// Whether they stood in quotation marks, and so must stand together.
    pub exact: bool,
}

/// "Who said enough is enough?": the words.
pub(super) fn words(source: &str) -> Option<Wanted> {
    let tokens: Vec<text::Token<'_>> = text::tokens(source).collect();
    let folded: Vec<String> = tokens.iter().map(|token| text::fold(token.text).into_owned()).collect();
    let is = |at: usize, of: &[&str]| folded.get(at).is_some_and(|word| of.contains(&word.as_str()));
    let listed = |at: usize, list: List| folded.get(at).is_some_and(|word| list.has(word));
    if !is(0, &["who", "whose", "which", "what"]) || is(0, &["what"]) && listed(1, List::Say) {
        return None;
    }
    // "Which mayor called …": a noun or two before the verb.
    let reach = if is(0, &["who", "whose"]) { 4 } else { 4.min(folded.len()) };
    if is(0, &["which", "what"]) && is(1, &["did", "does", "do", "is", "was", "were", "are", "has", "have"]) {
        return None;
    }
    let quoted = source.split(['"', '“', '”']).nth(1).map(str::trim).filter(|quoted| !quoted.is_empty());
    // "Which mayor used the phrase …", "Who came up with the term …": whatever was done with it.
    let phrase = (2..folded.len().min(PHRASE_REACH))
        .find(|at| listed(*at, List::Phrase) && is(*at - 1, &["the", "these", "those", "this"]));
    let verb = (1..reach)
        .find(|at| listed(*at, List::Said) || is(*at, &["quoted"]) || is(*at, &["words"]) && is(0, &["whose"]));
    let mut from = verb.or(phrase)? + 1;
    if let Some(quoted) = quoted {
        return Some(Wanted { words: quoted.to_owned(), exact: true });
    }
    let called = verb.is_some_and(|verb| is(verb, &["called", "calls", "described"]));
    let skip = [
        "as",
        "saying",
        "that",
        "the",
        "phrase",
        "words",
        "word",
        "term",
        "expression",
        "were",
        "was",
        "are",
        "is",
        "been",
        "being",
    ];
    while is(from, &skip) {
        from += 1;
    }
    // "Called the letters a racist assault": the words are what something was called.
    if called {
        let article = (from + 1..folded.len()).find(|at| is(*at, &["a", "an", "as"]));
        from = article.map_or(from, |at| at + 1);
    }
    let start = tokens.get(from)?.start;
    let words = source.get(start..)?.trim_end_matches(|mark: char| !mark.is_alphanumeric());
    (content(words).len() >= 2 || text::tokens(words).count() >= 3)
        .then(|| Wanted { words: words.to_owned(), exact: false })
}

/// The terms that carry the topic.
fn content(words: &str) -> Vec<String> {
    let topic = text::tokens(words).filter(|token| !text::is_stop_word(&text::fold(token.text)));
    topic.map(|token| text::term(token.text)).filter(|term| !term.is_empty()).collect()
}

/// Who said these words: the quotes that hold them, as `said` shows quotes.
pub(super) fn said_by(engine: &Engine, request: &Request, wanted: &Wanted) -> Option<Reply> {
    let all: Vec<String> = text::terms(&wanted.words).map(|term| term.text).collect();
    let topic = content(&wanted.words);
    let mut query = PassageQuery {
        terms: topic.iter().map(|term| WeightedTerm { term: term.clone(), weight: 1.0 }).collect(),
        filter: Filter { paid: request.viewer.paid, ..Filter::default() },
        ..PassageQuery::default()
    };
    if wanted.exact || topic.is_empty() {
        query.must.push(Phrase { terms: all.clone(), slop: 0 });
    }
    let hits = engine.candidates(&query, CANDIDATES);
    let mut found: Vec<Held<'_>> = Vec::new();
    for hit in hits.iter().take_while(|_| !engine.must_stop()) {
        let own = holding(hit, wanted.exact, &all, &topic).into_iter();
        found.extend(own.filter(|held| engine.may_cite(held.paragraph, &held.quote.range)));
    }
    // Best are the words in a row, then the speaker's own, then the newest.
    found.sort_by(|one, two| two.score.total_cmp(&one.score).then(two.date().cmp(&one.date())));
    let best = found.first()?.score;
    found.retain(|held| held.score >= best.floor());
    // The same words, each with the places where they stand.
    let mut same: Vec<Vec<Held<'_>>> = Vec::new();
    let mut known: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for held in found {
        let at = *known.entry(text::fold(held.words())).or_insert(same.len());
        match same.get_mut(at) {
            Some(places) => places.push(held),
            None => same.push(vec![held]),
        }
    }
    let mut allowance = Allowance::default();
    same.retain(|places| places.first().is_some_and(|held| held.is_admitted(&mut allowance)));
    let total = same.len();
    // Only these are cut: one article may repeat the same words thousands of times.
    let page = same.iter().skip(request.page.offset).take(request.page.limit).take_while(|_| !engine.must_stop());
    let mut shown: Vec<Excerpt> = page.filter_map(|places| cut(engine, places, &topic)).collect();
    let first = same.first().and_then(|places| places.first());
    let speaker =
        first.map(|held| held.quote).filter(|quote| quote.certain).and_then(|quote| quote.speaker_name.as_ref());
    let headline = match speaker {
        Some(who) => engine.words().say("said.found", &[("who", &who)]),
        None => engine.words().say("ask.found", &[]),
    };
    // The headline speaks of the first one's speaker.
    for other in shown.iter_mut().filter(|excerpt| excerpt.speaker.as_ref() != speaker) {
        other.part = Part::Related;
    }
    let mut reply = Reply::new("said", Verdict::Found, headline);
    reply.notes.extend(allowance.note(engine));
    reply.total = total;
    reply.excerpts = shown;
    Some(reply)
}

/// A quote that holds words which are looked for.
struct Held<'h> {
    paragraph: &'h StoredParagraph,
    quote: &'h Quote,
    score: f32,
}

impl<'h> Held<'h> {
    fn date(&self) -> Date {
        self.paragraph.article.meta.date
    }

    /// Whether it may stand in the reply.
    fn is_admitted(&self, allowance: &mut Allowance) -> bool {
        let Held { paragraph, quote, .. } = self;
        let slice = paragraph.paragraph.text.get(quote.range.clone()).unwrap_or_default();
        allowance.admits(&paragraph.article, paragraph.paragraph.key, &quote.range, slice)
    }

    /// Its words, as far as they may be shown.
    fn words(&self) -> &'h str {
        let shown = self.paragraph.article.meta.show != Show::Cite;
        let words = self.paragraph.paragraph.text.get(self.quote.range.clone()).filter(|_| shown);
        words.unwrap_or_default()
    }
}

/// The excerpt of the first of these places, the others as further citations.
fn cut(engine: &Engine, places: &[Held<'_>], topic: &[String]) -> Option<Excerpt> {
    let (first, others) = places.split_first()?;
    let mut cut = excerpt::cut_quote(engine, first.paragraph, first.quote, first.score);
    excerpt::highlight(&mut cut, |word| topic.contains(&text::term(word)));
    let also = others.iter().take(MOST_ALSO);
    let also = also.map(|held| {
        excerpt::also(excerpt::cut_quote(engine, held.paragraph, held.quote, held.score), &held.paragraph.article)
    });
    cut.also = also.collect();
    Some(cut)
}

/// The quotes of a paragraph that hold the words: 2 for all in a row, 1 for all of the topic, a little more if direct.
fn holding<'h>(hit: &'h Hit, exact: bool, all: &[String], topic: &[String]) -> Vec<Held<'h>> {
    let paragraph = &*hit.paragraph;
    let mut found = Vec::new();
    let said = |quote: &&Quote| !quote.denied && (quote.speaker.is_some() || quote.speaker_name.is_some());
    for quote in paragraph.quotes.iter().filter(said) {
        let Some(words) = paragraph.paragraph.text.get(quote.range.clone()) else { continue };
        let terms: Vec<String> = text::terms(words).map(|term| term.text).collect();
        let holds = |term: &String| {
            terms.contains(term) || same(term).iter().any(|other| terms.iter().any(|held| held == other))
        };
        let row = !all.is_empty() && terms.windows(all.len()).any(|run| run == all);
        let score = match (row, exact) {
            (true, _) => 2.0,
            (false, false) if !topic.is_empty() && topic.iter().all(holds) => 1.0,
            _ => continue,
        };
        let direct = if quote.quote_type == QuoteType::Indirect { 0.0 } else { 0.5 };
        found.push(Held { paragraph, quote, score: score + direct });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<const N: usize>(questions: [&str; N]) -> String {
        let line = |question: &str| match (spoken(question), words(question)) {
            (Some(Spoken { who, about, when }), _) => {
                let time = if when == When::default() { String::new() } else { format!(" ({when:?})") };
                format!("{who}: {}{time}", about.unwrap_or_default())
            }
            (None, Some(wanted)) => format!("{}{}", wanted.words, if wanted.exact { " (exact)" } else { "" }),
            (None, None) => "-".to_owned(),
        };
        questions.map(|question| format!("{} | {question}", line(question))).join("\n")
    }

    #[test]
    fn who_said_what() {
        insta::assert_snapshot!(check([
            "What did Landrieu say about props?",
            "what has Sessions said about public safety",
            "What did Mayor Bill de Blasio tweet about the meeting?",
            "What were Landrieu's words on cities?",
            "How did Sessions respond?",
            "What has Sessions said about public safety over the years?",
            "What did Sessions say in 2017 about cities?",
            "How has Landrieu's position on cities changed over time?",
            "Who said enough is enough?",
            "Who said \"enough is enough\"?",
            "who called it a racist assault",
            "Which mayor used the phrase racist assault?",
            "Who came up with the term people's highway?",
            "Which party has popularized the slogan \"clean river\"?",
            "Who objects to phrases?",
            "Who is quoted as saying that cities are political props?",
            "Who said he would not attend the White House meeting?",
            "Who said what?",
            "Who leads ICE?",
        ]), @r#"
        Landrieu: props | What did Landrieu say about props?
        Sessions: public safety | what has Sessions said about public safety
        Mayor Bill de Blasio: the meeting | What did Mayor Bill de Blasio tweet about the meeting?
        Landrieu: cities | What were Landrieu's words on cities?
        Sessions:  | How did Sessions respond?
        Sessions: public safety (When { period: Period { from: None, to: None }, over_time: true }) | What has Sessions said about public safety over the years?
        Sessions: cities (When { period: Period { from: Some(2017-01-01), to: Some(2017-12-31) }, over_time: false }) | What did Sessions say in 2017 about cities?
        Landrieu: cities (When { period: Period { from: None, to: None }, over_time: true }) | How has Landrieu's position on cities changed over time?
        enough is enough | Who said enough is enough?
        enough is enough (exact) | Who said "enough is enough"?
        racist assault | who called it a racist assault
        racist assault | Which mayor used the phrase racist assault?
        people's highway | Who came up with the term people's highway?
        clean river (exact) | Which party has popularized the slogan "clean river"?
        - | Who objects to phrases?
        cities are political props | Who is quoted as saying that cities are political props?
        he would not attend the White House meeting | Who said he would not attend the White House meeting?
        - | Who said what?
        - | Who leads ICE?
        "#);
    }
}
