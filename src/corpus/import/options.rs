//! What the person who imports says about it.

use serde::{Deserialize, Serialize};

use super::records::Columns;
use super::refused::Refused;
use super::site::{Placed, Site};

/// What the person who imports says about it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ImportOptions {
    /// The newsletter's address, for exports that have none.
    pub site: Option<String>,
    /// Whether the person who imports named that address, or it is only the newsletter's own.
    pub site_is_said: bool,
    /// How addresses are made of days and names: `/:year/:month/:title/`.
    pub permalink: Option<String>,
    /// Which fields of front matter are taken as what.
    pub fields: Vec<(FieldFor, String)>,
    /// Where the document stands in the folder of a site generator.
    pub placed: Option<Placed>,
    /// Podcasts, threads and pages of an export too.
    pub include: Vec<Include>,
    /// Documents are tables of records, with these columns.
    pub records: Option<Columns>,
}

/// What a field of front matter is taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldFor {
    /// The headline.
    Title,
    /// The line under it.
    Dek,
    /// The caption of the first picture.
    Caption,
    /// Who wrote it.
    Byline,
    /// Paragraphs, before those of the text.
    Body,
}

impl FieldFor {
    /// All, by their words.
    pub const ALL: [(&'static str, FieldFor); 5] = [
        ("title", FieldFor::Title),
        ("dek", FieldFor::Dek),
        ("caption", FieldFor::Caption),
        ("byline", FieldFor::Byline),
        ("body", FieldFor::Body),
    ];
}

/// What an export holds beside its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Include {
    /// Notes to recordings.
    Podcasts,
    /// Discussions.
    Threads,
    /// Standing pages ("About").
    Pages,
}

impl ImportOptions {
    /// The address of something on the newsletter's site.
    pub(super) fn address(&self, path: &str) -> Result<String, Refused> {
        let site = self.site.as_deref().ok_or(Refused::NoSite)?.trim_end_matches('/');
        let site = if site.contains("://") { site.to_owned() } else { format!("https://{site}") };
        Ok(format!("{site}/{}", path.trim_start_matches('/')))
    }

    /// The address of a path of a site: on the host that the person named, else on the one that the site says it has,
    /// else on the newsletter's.
    pub(super) fn address_in(&self, site: &Site, path: &str) -> Option<String> {
        if path.contains("://") {
            return Some(path.to_owned());
        }
        let said = self.address("").ok().filter(|_| self.site_is_said);
        let base = said.map(|said| with_base(said, site)).or_else(|| site.address());
        let base = base.or_else(|| Some(with_base(self.address("").ok()?, site)))?;
        Some(format!("{}/{}", base.trim_end_matches('/'), path.trim_start_matches('/')))
    }
}

/// The address with what stands before the site's paths, where it has no path of its own.
fn with_base(address: String, site: &Site) -> String {
    let address = address.trim_end_matches('/').to_owned();
    let bare = url::Url::parse(&address).is_ok_and(|url| url.path() == "/");
    let below = site.below();
    if bare && !below.is_empty() { format!("{address}/{below}") } else { address }
}
