//! Whose pages they are, and how what is shown of quote-only articles is bounded.

use crate::commands::{Front, Table};
use crate::index::ArticleFilter;
use crate::render::web::{Look, Site};
use crate::reply::Excerpt;
use crate::shell::published::Published;
use crate::shell::web::serving::Serving;
use crate::words::Words;

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
        let newest = || {
            let filter = ArticleFilter { limit: 1, ..ArticleFilter::default() };
            let articles = published.engine().archive().articles(&filter).articles;
            articles.first().map(|article| article.meta.publisher.clone())
        };
        let site = Site {
            name: publication.name.clone().or_else(newest).unwrap_or_else(|| "pullquote".to_owned()),
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

/// The excerpts as whoever asks may be shown them today.
pub fn bounded(serving: &Serving, published: &Published, excerpts: Vec<Excerpt>, caller: &str) -> Vec<Excerpt> {
    excerpts.into_iter().map(|excerpt| serving.bounded(published, excerpt, caller)).collect()
}
