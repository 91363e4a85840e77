//! What the examples in the help name: things of this archive that everybody may see, each tried before it is named.

use super::{Article, Call, Command, Context, Said, Search, run};
use crate::domain::{Geoid, QuoteType};
use crate::engine::said;
use crate::index::ArticleFilter;
use crate::places::Gazetteer;
use crate::reply::{Reply, Verdict};
use crate::text;

/// How many of those who are quoted most are tried, and how many matters of each.
const TRIED: usize = 5;

/// Words of a quotation, and of a title, that are enough to show what is meant.
const WORDS: usize = 6;

/// Digits of a state in a GEOID.
const STATE_DIGITS: usize = 2;

/// What calls can be shown with. What the archive has nothing for is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    values: Vec<(&'static str, String)>,
}

impl Examples {
    /// The examples that these templates make, one a line; without those that name what is not there.
    pub fn fill(&self, templates: &[String]) -> Vec<String> {
        let values: Vec<(&str, &dyn std::fmt::Display)> =
            self.values.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
        let filled = templates.iter().map(|template| crate::words::fill(template, &values));
        filled.filter(|line| !line.contains('{')).collect()
    }
}

impl Examples {
    /// What the archive has to show its commands with.
    pub(super) fn of(context: &Context<'_>) -> Examples {
        let engine = context.engine;
        let mut values: Vec<(&'static str, String)> = Vec::new();
        let mut add = |name, value: Option<String>| values.extend(value.map(|value| (name, value)));
        let assistant = context.request.viewer.assistant;
        let filter = ArticleFilter { assistant, limit: 1, ..ArticleFilter::default() };
        if let Some(newest) = engine.archive().articles(&filter).articles.first() {
            let (title, date) = (&newest.meta.title, newest.meta.date);
            add("year", Some(date.year().to_string()));
            let titled = |title: &String| Article { title: title.clone(), paragraph: None };
            add("title", openings(title).into_iter().find(|opening| finds(context, titled(opening))));
            let search = |query: &String| Search { query: query.clone(), ..Search::default() };
            add("words", neighbours(title).into_iter().find(|words| finds(context, search(words))));
        }
        let places = || engine.open_records().into_iter().filter_map(|(_, record)| record.subject.geoid());
        let gazetteer = Gazetteer::embedded();
        let state = |geoid: &Geoid| gazetteer.place(&Geoid::from(geoid.as_str().get(..STATE_DIGITS)?));
        let state = places().find_map(state).map(|state| state.name);
        let kind = places().find_map(|geoid| gazetteer.place(geoid)).map(|place| place.kind.word().to_owned());
        add("state", state);
        add("kind", kind);
        let quoted = engine.people_like("", TRIED);
        if let Some((who, words)) = quoted.iter().find_map(|(who, _)| Some((*who, own_words(context, who)?))) {
            let about = |about: &String| Said { who: who.to_owned(), about: Some(about.clone()), ..Said::default() };
            add("who", Some(who.to_owned()));
            add("about", said::matters(engine, who, TRIED).into_iter().find(|matter| finds(context, about(matter))));
            add("said", Some(words));
        }
        Examples { values }
    }
}

/// What everybody is answered who asks there.
fn shown(context: &Context<'_>, command: impl Command + 'static) -> Reply {
    let call = Call { request: context.request.clone(), ..Call::new(command) };
    run(context.engine, context.table, &call)
}

fn finds(context: &Context<'_>, command: impl Command + 'static) -> bool {
    shown(context, command).verdict == Verdict::Found
}

/// The opening of something that somebody certainly said in these words.
fn own_words(context: &Context<'_>, who: &str) -> Option<String> {
    let said = shown(context, Said { who: who.to_owned(), ..Said::default() });
    let found = said.verdict == Verdict::Found;
    let own = |quote: Option<QuoteType>| matches!(quote, Some(QuoteType::Direct | QuoteType::Mixed));
    let quoted = said.excerpts.iter().find(|excerpt| own(excerpt.quote_type) && excerpt.certain == Some(true))?;
    found.then(|| opening(&quoted.text)).flatten()
}

/// The first words of a text, as far as nothing parts them.
fn opening(text: &str) -> Option<String> {
    openings(text).into_iter().next()
}

/// The first words of a text, as far as nothing parts them, and all of it.
fn openings(text: &str) -> Vec<String> {
    let plain = |character: char| character.is_alphanumeric() || matches!(character, ' ' | '\'' | '’' | '-');
    let first = text.trim_start_matches(|character: char| !character.is_alphanumeric());
    let end = first.find(|character: char| !plain(character)).unwrap_or(first.len());
    let clause = first.get(..end).unwrap_or_default().trim_end();
    let mut words: Vec<&str> = clause.split(' ').take(WORDS).collect();
    while words.len() > 1 && words.last().is_some_and(|word| text::is_stop_word(&text::fold(word))) {
        words.pop();
    }
    [words.join(" "), text.to_owned()].into_iter().filter(|opening| !opening.is_empty()).collect()
}

/// Words of a title that stand side by side and say something, and then its single ones.
pub(crate) fn neighbours(title: &str) -> Vec<String> {
    let telling = |word: &str| !text::is_stop_word(&text::fold(word)) && word.chars().all(char::is_alphanumeric);
    let words: Vec<text::Token<'_>> = text::tokens(title).collect();
    let beside = words.windows(2).filter_map(|pair| match pair {
        [one, two] if telling(one.text) && telling(two.text) => {
            title.get(one.start..two.range().end).filter(|both| both.split(' ').count() == 2)
        }
        _ => None,
    });
    let plain = beside.filter(|both| both.chars().all(|character| character.is_alphanumeric() || character == ' '));
    let single = words.iter().map(|word| word.text).filter(|word| telling(word));
    plain.chain(single).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_named_by_what_opens_it() {
        let check = |title: &str| (openings(title).remove(0), neighbours(title).into_iter().next());
        insta::assert_debug_snapshot!(["“Enough,” mayor says", "The Mill: one year on", "Ämter und Würden", "…"].map(check), @r#"
        [
            (
                "Enough",
                Some(
                    "mayor says",
                ),
            ),
            (
                "The Mill",
                Some(
                    "one year",
                ),
            ),
            (
                "Ämter und Würden",
                Some(
                    "Ämter und",
                ),
            ),
            (
                "…",
                None,
            ),
        ]
        "#);
    }
}
