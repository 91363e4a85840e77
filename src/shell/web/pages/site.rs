//! Whose pages they are.

use crate::commands::{Front, Table};
use crate::index::ArticleFilter;
use crate::render::web::{Look, Site};
use crate::shell::published::Published;
use crate::words::Words;

/// Articles whose publishers are looked at.
const LOOKED_AT: usize = 50;

/// What pages share for one reader: kept while a page is written.
pub struct Around {
    words: Words,
    table: Table,
    site: Site,
}

impl Around {
    /// Around a page of this archive in these words.
    pub fn of(published: &Published, words: &Words) -> Around {
        let settings = &published.settings;
        let publication = &settings.publication;
        let only = || {
            let filter = ArticleFilter { limit: LOOKED_AT, ..ArticleFilter::default() };
            let articles = published.engine().archive().articles(&filter).articles;
            let first = articles.first()?.meta.publisher.clone();
            articles.iter().all(|article| article.meta.publisher == first).then_some(first)
        };
        let site = Site {
            name: publication.name.clone().or_else(only).unwrap_or_else(|| words.say("web.archive", &[])),
            home: publication.site.clone(),
            origin: settings.web.origin().unwrap_or_default().to_owned(),
            imprint: settings.web.imprint_url.clone(),
            privacy: settings.web.privacy_url.clone(),
            language: publication.language.clone(),
        };
        Around { words: words.clone(), table: published.table(Front::Web, words), site }
    }

    /// How the page looks.
    pub fn look(&self) -> Look<'_> {
        Look { words: &self.words, table: &self.table, site: &self.site }
    }
}
