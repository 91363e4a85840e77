//! Whose pages they are.

use std::sync::Arc;

use crate::commands::{Front, Table};
use crate::render::web::{Look, Site};
use crate::shell::published::Published;
use crate::words::Words;

/// What pages share for one reader: kept while a page is written.
pub struct Around {
    words: Words,
    table: Arc<Table>,
    site: Site,
}

impl Around {
    /// Around a page of this archive in these words.
    pub fn of(published: &Published, words: &Words) -> Around {
        let settings = &published.settings;
        let publication = &settings.publication;
        let name = publication.name.as_ref().or(published.publisher.as_ref());
        let site = Site {
            name: name.cloned().unwrap_or_else(|| words.say("web.archive", &[])),
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
