//! Superseded revisions of articles, read back from `history/`: never indexed, only compared with.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::corpus::{self, FileKind, Rules};
use crate::domain::{Article, Geoid};

use super::files::Folder;

/// The history of a corpus.
#[derive(Debug, Clone)]
pub struct History(PathBuf);

impl History {
    /// The history in this corpus folder.
    pub fn of(corpus: &Path) -> History {
        History(corpus.join("history"))
    }

    /// A revision of an article whose name begins like this, and the day when it was put away.
    pub fn revision(&self, id: &str, opening: &str) -> Option<(Article, Date)> {
        let folder = self.0.join(id);
        for entry in std::fs::read_dir(&folder).ok()?.flatten() {
            let name = entry.file_name().into_string().ok()?;
            if !name.starts_with(opening) || !name.ends_with(".md") {
                continue;
            }
            let modified = entry.metadata().and_then(|about| about.modified()).ok()?;
            let modified = jiff::Timestamp::try_from(modified).ok()?;
            let day = jiff::tz::Offset::UTC.to_datetime(modified).date();
            let exists = |_: &Geoid| true;
            let rules = Rules::new(&exists);
            let (folder, name) = (Folder(folder.clone()), name.as_str());
            let article = corpus::items_of(&folder, &rules, name, FileKind::Markdown).flatten().next();
            if let Some(parsed) = article.and_then(|item| item.parse(&rules).ok()) {
                return Some((parsed.article, day));
            }
        }
        None
    }
}
