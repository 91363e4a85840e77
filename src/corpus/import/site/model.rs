//! The folder of a site generator, and a page in it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::front_matter::Fields;

/// The longest configuration that is read, in bytes.
pub const LARGEST_CONFIG: u64 = 1 << 20;

/// The files of a folder, by paths inside it with `/` between their parts.
pub trait Files {
    /// The bytes of a file, if it is there and not larger than [`LARGEST_CONFIG`].
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// The names in a folder; those of folders end in `/`.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// A program that makes pages of a folder of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Generator {
    Jekyll,
    Hugo,
    Zola,
    Pelican,
    Eleventy,
    Astro,
    Hexo,
}

/// A folder of a generator, as far as it decides addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub(super) generator: Generator,
    /// Whether its configuration was found; else its defaults are guessed to hold.
    pub(super) found: bool,
    pub(super) config: Fields,
    /// What files beside the texts say of all texts of a folder, by the folder.
    pub(super) data: Vec<(String, Fields)>,
    /// Files that pages are made by.
    pub(super) routes: Vec<String>,
}

/// A document's place in the folder of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The site.
    pub site: Site,
    /// The document's path inside the site's folder.
    pub path: String,
}

/// A document that is to have an address.
pub(in crate::corpus::import) struct Page<'a> {
    /// Its path inside the site's folder.
    pub(in crate::corpus::import) path: &'a str,
    /// What it says of itself, with what its site says of it.
    pub(in crate::corpus::import) fields: &'a Fields,
    pub(in crate::corpus::import) title: &'a str,
    /// The day that it writes, or that its file's name has.
    pub(in crate::corpus::import) date: Option<Date>,
}

/// Where a page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus::import) struct PagePath {
    /// The path of its address, or the whole address.
    pub(in crate::corpus::import) path: String,
    /// Whether that follows from what the site says, and is no guess.
    pub(in crate::corpus::import) sure: bool,
}

/// Why what is no text is left out.
pub(super) const MADE_WITH: &str = "what the site is made with, or what was made of it";

/// Folders of any generator that hold what it was installed with.
pub(super) const INSTALLED: [&str; 4] = ["node_modules", "vendor", "bower_components", "__pycache__"];

/// A file's name without its folder and its ending.
pub(super) fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The folders above a file.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A name without the day that it opens with, and that day.
pub(in crate::corpus::import) fn dated(stem: &str) -> Option<(Date, &str)> {
    let mut parts = stem.splitn(4, ['-', '_']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let rest = parts.next().unwrap_or_default();
    let digits = |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !digits(month) || !digits(day) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((date, rest))
}

/// Whether a path is the folder or lies in it.
pub(super) fn within(path: &str, folder: &str) -> bool {
    let folder = folder.trim_start_matches("./").trim_matches('/');
    !folder.is_empty() && path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path below a folder that is the root of a site's texts.
pub(super) fn below<'p>(path: &'p str, folder: &str) -> &'p str {
    let folder = folder.trim_start_matches("./").trim_matches('/');
    let rest = if folder.is_empty() || folder == "." { None } else { path.strip_prefix(folder) };
    rest.and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}
