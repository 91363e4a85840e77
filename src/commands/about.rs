//! `about`: whose words, on what terms, which data, which version.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Command, Context, EVERYWHERE, Module};
use crate::engine::Viewer;
use crate::index::ArticleFilter;
use crate::reply::{Reply, Verdict};

/// Articles whose publishers and licences are named; an archive has few of either.
const LOOKED_AT: usize = 200;

pub(super) const MODULE: Module = Module {
    name: "about",
    about: "command.about",
    options: &[],
    examples: None,
    fronts: EVERYWHERE,
    actions: &[],
    decode: |_| Ok(Arc::new(About)),
};

/// What the bot is, and what it answers from.
#[derive(Debug, Clone, PartialEq)]
pub struct About;

impl Command for About {
    fn answer(&self, context: &Context<'_>) -> Reply {
        let words = context.engine.words();
        let archive = context.engine.archive();
        let Viewer { paid, assistant } = context.request.viewer;
        let filter = ArticleFilter { paid, assistant, limit: LOOKED_AT, ..ArticleFilter::default() };
        let listing = archive.articles(&filter);
        let version = env!("CARGO_PKG_VERSION");
        let trackers = context.engine.count_lists(context.request.viewer);
        let headline = words.say("about.headline", &[("version", &version)]);
        let mut reply = Reply::new("about", Verdict::Found, headline);
        reply.notes.push(words.say("about.counts", &[("articles", &listing.total), ("trackers", &trackers)]));
        reply.notes.extend(super::run::newest(context.engine, context.request.viewer.paid));
        let terms: BTreeSet<(&str, &str)> = listing
            .articles
            .iter()
            .map(|article| (article.meta.publisher.as_str(), article.meta.licence.as_str()))
            .collect();
        reply.notes.extend(
            terms.iter().map(|(publisher, licence)| {
                words.say("about.terms", &[("publisher", publisher), ("licence", licence)])
            }),
        );
        reply.notes.push(words.say("about.places", &[]));
        reply.notes.push(words.say("about.maps", &[]));
        reply.notes.push(words.say("about.code", &[]));
        reply.total = 1;
        reply
    }
}
