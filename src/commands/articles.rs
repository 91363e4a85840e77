//! `articles [place] [from] [to]`: the articles, newest first.

use std::sync::Arc;

use jiff::civil::Date;

use super::article::{row, visibility};
use super::options::{Completer, Declared, FROM, NAME, TO, text};
use super::{Command, Context, EVERYWHERE, Module};
use crate::index::ArticleFilter;
use crate::places::Gazetteer;
use crate::reply::{Reply, Row, Verdict};

const PLACE: Declared<Option<String>> = text("place", "command.naming_place", NAME).completed(Completer::Place);

pub(super) const MODULE: Module = Module {
    name: "articles",
    about: "command.articles",
    options: &[PLACE.spec, FROM.spec, TO.spec],
    examples: Some("command.articles_examples"),
    fronts: EVERYWHERE,
    decode: |given| {
        let (place, from, to) = (given.take(&PLACE)?, given.take(&FROM)?, given.take(&TO)?);
        Ok(Arc::new(Articles { place, from, to }))
    },
};

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
        let mut filter = ArticleFilter {
            from: self.from,
            to: self.to,
            places: Vec::new(),
            paid: context.request.viewer.paid,
            offset: context.request.page.offset,
            limit: context.request.page.limit,
        };
        if let Some(place) = &self.place {
            // Every likely reading: a list of articles is no place to ask back.
            let resolution = Gazetteer::embedded().resolve(place);
            filter.places = resolution.likely().map(|reading| reading.place.geoid.clone()).collect();
            if filter.places.is_empty() {
                return Reply::new("articles", Verdict::NotFound, words.say("articles.unknown_place", &[]));
            }
        }
        let listing = context.engine.archive().articles(&filter);
        if listing.total == 0 {
            return Reply::new("articles", Verdict::NotFound, words.say("articles.none", &[]));
        }
        let mut reply =
            Reply::new("articles", Verdict::Found, words.say("articles.found", &[("count", &listing.total)]));
        reply.total = listing.total;
        reply.visibility = visibility(listing.articles.iter());
        reply.rows = listing.articles.iter().map(|article| Row::Article(row(article))).collect();
        reply
    }
}
