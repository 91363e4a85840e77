//! Superseded revisions of articles, read back from `history/`: never indexed, only compared with.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::corpus::{self, FileKind, Rules};
use crate::domain::{Article, Geoid, Revision};

use super::files::Folder;

/// The history of a corpus.
#[derive(Debug, Clone)]
pub struct History(PathBuf);

impl History {
    /// The history in this corpus folder.
    pub fn of(corpus: &Path) -> History {
        History(corpus.join("history"))
    }

    /// The names of an article's revisions and when each was put away, the newest first.
    pub(super) fn names(&self, id: &str) -> Vec<(String, Timestamp)> {
        let entries = std::fs::read_dir(self.0.join(id)).into_iter().flatten().flatten();
        let named = entries.filter_map(|entry| {
            let name =
                entry.file_name().to_str()?.strip_suffix(".md").filter(|name| !name.starts_with('.'))?.to_owned();
            let modified = entry.metadata().and_then(|about| about.modified()).ok()?;
            Some((name, Timestamp::try_from(modified).ok()?))
        });
        let mut revisions: Vec<(String, Timestamp)> = named.collect();
        revisions.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        revisions
    }

    /// A revision of an article whose name begins like this, and the day when it was put away.
    pub fn revision(&self, id: &str, opening: &str) -> Option<(Article, Date)> {
        self.revisions(id, |revision| revision.0.starts_with(opening)).next()
    }

    /// The revisions of an article that are asked for, and the days when they were put away, the newest first.
    pub fn revisions(&self, id: &str, is_asked: impl Fn(&Revision) -> bool) -> impl Iterator<Item = (Article, Date)> {
        let folder = Folder(self.0.join(id));
        let named = self.names(id).into_iter().map(|(name, put_away)| (Revision(name), put_away));
        let asked: Vec<(Revision, Timestamp)> = named.filter(|(name, _)| is_asked(name)).collect();
        asked.into_iter().filter_map(move |(Revision(name), put_away)| {
            let exists = |_: &Geoid| true;
            let (rules, file) = (Rules::new(&exists), format!("{name}.md"));
            let item = corpus::items_of(&folder, &rules, &file, FileKind::Markdown).flatten().next()?;
            Some((item.parse(&rules).ok()?.article, Offset::UTC.to_datetime(put_away).date()))
        })
    }
}
