//! `articles [place] [from] [to]`: the articles, newest first.

use std::sync::Arc;

use jiff::civil::Date;

use super::article::visibility;
use super::options::{Completer, Declared, FROM, NAME, TO, text as typed};
use super::{Command, Context, EVERYWHERE, Module};
use crate::domain::Geoid;
use crate::engine::{Viewer, article_row};
use crate::index::ArticleFilter;
use crate::places::Gazetteer;
use crate::reply::{Listing, Reply, Row, Verdict};
use crate::text;

const PLACE: Declared<Option<String>> = typed("place", "command.naming_place", NAME).completed(Completer::Place);

pub(super) const MODULE: Module = Module {
    name: "articles",
    about: "command.articles",
    options: &[PLACE.spec, FROM.spec, TO.spec],
    examples: Some("command.articles_examples"),
    fronts: EVERYWHERE,
    actions: &[],
    decode: |given| {
        let (place, from, to) = (given.take(&PLACE)?, given.take(&FROM)?, given.take(&TO)?);
        Ok(Arc::new(Articles { place, from, to }))
    },
};

/// Words of a question that asks for nothing but what was published last.
const ASKING: &str = "what whats what's which is are there anything any something have has do you we i did miss show me us list \
                      give tell the of from here about please article articles story stories piece pieces post posts issue \
                      issues reporting";
const NEW: &str = "new newest latest recent news";

/// Whether a question asks for the newest articles and nothing else: "What's new?", "Any news?", "Show me the latest stories".
pub(super) fn is_asked_for(question: &str) -> bool {
    let words: Vec<String> = text::tokens(question).map(|word| text::fold(word.text).replace('’', "'")).collect();
    let is = |word: &String, of: &str| of.split_whitespace().any(|other| other == word);
    words.iter().any(|word| is(word, NEW)) && words.iter().all(|word| is(word, NEW) || is(word, ASKING))
}

/// The articles, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Articles {
    /// Naming this place.
    pub place: Option<String>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
}

impl Command for Articles {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let words = context.engine.words();
        let mut places = Vec::new();
        if let Some(place) = &self.place {
            // Every likely reading: a list of articles is no place to ask back.
            let resolution = Gazetteer::embedded().resolve(place);
            places.extend(resolution.likely().map(|reading| reading.place.geoid.clone()));
            if places.is_empty() {
                return Reply::new("articles", Verdict::NotFound, words.say("articles.unknown_place", &[]));
            }
        }
        listed(context, places, self.from, self.to)
    }
}

/// A page of the articles that name one of these places, if there are any, in a period.
pub(super) fn listed(context: &Context<'_>, places: Vec<Geoid>, from: Option<Date>, to: Option<Date>) -> Reply {
    let Context { engine, request, .. } = context;
    let (words, page) = (engine.words(), request.page);
    let Viewer { paid, assistant } = request.viewer;
    let filter = ArticleFilter { from, to, places, paid, assistant, offset: page.offset, limit: page.limit };
    let listing = engine.archive().articles(&filter);
    if listing.total == 0 {
        return Reply::new("articles", Verdict::NotFound, words.say("articles.none", &[]));
    }
    let mut reply = Reply::new("articles", Verdict::Found, words.say("articles.found", &[("count", &listing.total)]));
    reply.total = listing.total;
    reply.listing = Some(Listing::Articles { places: filter.places, from, to });
    reply.visibility = visibility(listing.articles.iter());
    reply.rows = listing.articles.iter().map(|article| Row::Article(article_row(article))).collect();
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new() {
        let asked = [
            "What's new?",
            "what is new",
            "whats new",
            "Any news?",
            "anything new?",
            "What are the latest articles?",
            "Show me the newest stories",
            "What’s new here?",
        ];
        assert_eq!(asked.into_iter().filter(|asked| !is_asked_for(asked)).collect::<Vec<_>>(), Vec::<&str>::new());
        let other = [
            "What's new in New Orleans?",
            "What is the new policy?",
            "Who is new?",
            "What is an article?",
            "",
            "What news did Sessions bring?",
        ];
        assert_eq!(other.into_iter().filter(|asked| is_asked_for(asked)).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}
