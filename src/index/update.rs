//! Building and updating the index on the disk: only what changed is indexed again, beside what serves.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use super::archive::{Archive, SMALL_HEAP_BYTES};
use super::document;
use super::generation::{Draft, Generation, Unusable, current};
use super::schema::Fields;
use super::sources::Sources;
use super::tracker_documents;
use crate::corpus::{Checked, Earlier, LoadError, LoadNote, NoEarlier, Rules, Seen, Source, Standing, stream};
use crate::domain::{Article, Tracker};

/// Memory for indexing a large corpus.
const LARGE_HEAP_BYTES: usize = 100_000_000;

/// Changed articles that together are no longer than this are kept parsed, and [`SMALL_HEAP_BYTES`] will do.
const SMALL_CHANGE_BYTES: u64 = 8_000_000;

/// An index of up to this many documents is always one segment: merging it takes a moment.
const SMALL_INDEX_DOCUMENTS: u64 = 50_000;

/// A larger one is merged into one segment again when it has more than this many.
const MOST_SEGMENTS: usize = 12;

/// The folder of an index.
#[derive(Debug, Clone)]
pub struct IndexFolder(PathBuf);

/// What an update came to.
pub struct Updated {
    /// The archive, up to date.
    pub archive: Archive,
    /// What was done.
    pub report: Report,
}

/// What was done to bring an index up to date. Counts are articles.
#[derive(Debug, Default)]
pub struct Report {
    /// Not there before.
    pub added: usize,
    /// There before with other bytes.
    pub changed: usize,
    /// No longer in the corpus.
    pub removed: usize,
    /// As they were.
    pub unchanged: usize,
    /// Whether the trackers differ from before.
    pub trackers_changed: bool,
    /// Why the index was built from nothing, where it was.
    pub rebuilt: Option<Unusable>,
    /// What was mended in what was read anew.
    pub notes: Vec<LoadNote>,
}

impl Report {
    /// Whether anything was written.
    pub fn wrote(&self) -> bool {
        self.added + self.changed + self.removed > 0 || self.trackers_changed || self.rebuilt.is_some()
    }
}

/// Why an index was not brought up to date. What served before serves on.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Another process is building.
    #[error("another process is updating the index")]
    Busy,
    /// Somebody edited the corpus while it was read: the next update will see it whole.
    #[error("the corpus changed while it was read")]
    Moving,
    /// The corpus has mistakes.
    #[error("the corpus has mistakes")]
    Faulty(Vec<LoadError>),
    /// The folder cannot be written: rights, space, a disk that fails.
    #[error("{folder}: the index cannot be written: {why}")]
    Unwritable {
        /// The folder.
        folder: String,
        /// What the system says.
        why: String,
    },
}

/// How far an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Articles indexed.
    pub done: usize,
    /// Articles to index.
    pub total: usize,
}

/// What changed between a corpus and a generation.
struct Plan {
    sources: Sources,
    trackers: Vec<Tracker>,
    notes: Vec<LoadNote>,
    changed: Changed,
    /// Bytes of the changed articles.
    bytes: u64,
    /// Bytes that were read and turned out to be known.
    read_in_vain: u64,
}

/// The articles to index.
enum Changed {
    /// Few enough to be held.
    Held(Vec<Article>),
    /// More: the corpus is read a second time.
    Many(usize),
}

impl Changed {
    fn len(&self) -> usize {
        match self {
            Changed::Held(articles) => articles.len(),
            Changed::Many(count) => *count,
        }
    }
}

impl IndexFolder {
    /// The index in this folder, which need not exist.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        IndexFolder(folder.into())
    }

    /// The archive as it was last built, whatever the corpus says now.
    pub fn open(&self) -> Result<Archive, Unusable> {
        current(&self.0).map(|generation| generation.archive)
    }

    /// Brings the index up to date with a corpus and opens it. Where nothing changed, nothing is written or locked.
    ///
    /// A corpus with mistakes changes nothing: the index never holds half of one.
    pub fn update(
        &self,
        source: &dyn Source,
        rules: &Rules<'_>,
        progress: &dyn Fn(Progress),
    ) -> Result<Updated, UpdateError> {
        let found = current(&self.0);
        let plan = plan(source, rules, found.as_ref().ok())?;
        let _lock = match &found {
            Ok(generation) if plan.changes_nothing(generation) => match plan.tires().then(|| self.lock()) {
                Some(Ok(lock)) => lock,
                Some(Err(_)) | None => {
                    let archive = generation.archive.clone();
                    return Ok(Updated { archive, report: plan.report(&found) });
                }
            },
            _ => self.lock()?,
        };
        // Who held the lock before may have done the work.
        let (found, plan) = match (found, current(&self.0)) {
            (Ok(before), Ok(now)) if before.number == now.number => (Ok(before), plan),
            (Err(before), Err(_)) => (Err(before), plan),
            (_, now) => {
                let plan = self::plan(source, rules, now.as_ref().ok())?;
                (now, plan)
            }
        };
        if let Ok(generation) = &found
            && plan.changes_nothing(generation)
            && !plan.tires()
        {
            return Ok(Updated { archive: generation.archive.clone(), report: plan.report(&found) });
        }
        self.write(source, rules, found, plan, progress)
    }

    /// Builds the index from nothing.
    pub fn rebuild(
        &self,
        source: &dyn Source,
        rules: &Rules<'_>,
        progress: &dyn Fn(Progress),
    ) -> Result<Updated, UpdateError> {
        let plan = plan(source, rules, None)?;
        let _lock = self.lock()?;
        self.write(source, rules, Err(Unusable::Absent), plan, progress)
    }

    /// The right to build, until it is dropped (or the process dies).
    fn lock(&self) -> Result<Lock, UpdateError> {
        let open = || {
            fs::create_dir_all(&self.0)?;
            File::options().create(true).truncate(false).write(true).open(self.0.join("lock"))
        };
        let file = open().map_err(|error| self.unwritable(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(UpdateError::Busy),
            Err(TryLockError::Error(error)) => Err(self.unwritable(&error)),
        }
    }

    fn unwritable(&self, why: &dyn std::fmt::Display) -> UpdateError {
        UpdateError::Unwritable { folder: self.0.display().to_string(), why: why.to_string() }
    }

    fn write(
        &self,
        source: &dyn Source,
        rules: &Rules<'_>,
        found: Result<Generation, Unusable>,
        plan: Plan,
        progress: &dyn Fn(Progress),
    ) -> Result<Updated, UpdateError> {
        let report = plan.report(&found);
        let draft = match &found {
            Ok(generation) => Draft::after(&self.0, generation),
            Err(_) => Draft::empty(&self.0),
        };
        let draft = draft.map_err(|error| self.unwritable(&error))?;
        let before = found.ok();
        let built = build(draft.folder(), source, rules, before.as_ref(), &plan, progress);
        let stale = built.map_err(|error| self.unwritable(&error))?;
        if stale {
            return Err(UpdateError::Moving);
        }
        let generation = draft.publish(plan.sources).map_err(|error| self.unwritable(&error))?;
        Ok(Updated { archive: generation.archive, report: Report { notes: plan.notes, ..report } })
    }
}

/// Held while an index is written.
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a process that we start at this moment holds a copy of it until it runs.
        if let Err(error) = self.0.unlock() {
            tracing::warn!("the index stays locked until this process ends: {error}");
        }
    }
}

impl Plan {
    fn changes_nothing(&self, before: &Generation) -> bool {
        self.sources.same_articles(&before.sources) && self.trackers == before.archive.trackers()
    }

    /// Whether the next start would again read much that has not changed, because the files' marks have.
    fn tires(&self) -> bool {
        self.read_in_vain > SMALL_CHANGE_BYTES
    }

    fn report(&self, found: &Result<Generation, Unusable>) -> Report {
        let Ok(before) = found else {
            return Report { added: self.changed.len(), rebuilt: rebuilt(found), ..Report::default() };
        };
        let (old, new) = (before.sources.ids(), self.sources.ids());
        let added = new.difference(&old).count();
        Report {
            added,
            changed: self.changed.len().saturating_sub(added),
            removed: old.difference(&new).count(),
            unchanged: self.sources.len().saturating_sub(self.changed.len()),
            trackers_changed: self.trackers != before.archive.trackers(),
            ..Report::default()
        }
    }
}

fn rebuilt(found: &Result<Generation, Unusable>) -> Option<Unusable> {
    match found {
        Ok(_) => None,
        Err(Unusable::Absent) => Some(Unusable::Absent),
        Err(Unusable::OtherVersion) => Some(Unusable::OtherVersion),
        Err(Unusable::Damaged(what)) => Some(Unusable::Damaged(what.clone())),
        Err(Unusable::Unreadable(error)) => Some(Unusable::Damaged(error.to_string())),
    }
}

/// Reads the corpus and finds what a generation does not hold.
fn plan(source: &dyn Source, rules: &Rules<'_>, before: Option<&Generation>) -> Result<Plan, UpdateError> {
    let mut sources = Sources::default();
    let mut changed = Changed::Held(Vec::new());
    let (mut bytes, mut read_in_vain) = (0, 0);
    let mut visit = |standing: &Standing, seen: Seen| match seen {
        Seen::Known(id) => {
            sources.add(standing, id);
            read_in_vain += standing.read;
        }
        Seen::New(article) => {
            sources.add(standing, article.meta.id.clone());
            bytes += standing.read;
            changed = match std::mem::replace(&mut changed, Changed::Many(0)) {
                Changed::Held(mut articles) if bytes <= SMALL_CHANGE_BYTES => {
                    articles.push(*article);
                    Changed::Held(articles)
                }
                Changed::Held(articles) => Changed::Many(articles.len() + 1),
                Changed::Many(count) => Changed::Many(count + 1),
            };
        }
    };
    let Checked { trackers, errors, notes, marks } = stream(source, rules, earlier(before), &mut visit);
    if !errors.is_empty() {
        return Err(UpdateError::Faulty(errors));
    }
    sources.mark(marks);
    Ok(Plan { sources, trackers, notes, changed, bytes, read_in_vain })
}

fn earlier(before: Option<&Generation>) -> &dyn Earlier {
    before.map_or(&NoEarlier, |before| &before.sources)
}

/// Writes what is planned into a folder that holds the generation before, or nothing. Says whether the corpus is no
/// longer what was planned.
fn build(
    folder: &Path,
    source: &dyn Source,
    rules: &Rules<'_>,
    before: Option<&Generation>,
    plan: &Plan,
    progress: &dyn Fn(Progress),
) -> tantivy::Result<bool> {
    let (schema, fields) = Fields::schema();
    let mut index = match before {
        Some(_) => Index::open_in_dir(folder)?,
        None => Index::builder().schema(schema).settings(Fields::settings()).create_in_dir(folder)?,
    };
    Fields::register(&mut index);
    let heap = if plan.bytes <= SMALL_CHANGE_BYTES { SMALL_HEAP_BYTES } else { LARGE_HEAP_BYTES };
    // One thread, so that documents stand in the order of the files, whatever the machine.
    let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, heap)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    // A writer that was killed may have left files that tantivy would trip over.
    writer.garbage_collect_files().wait()?;

    let old: HashSet<&str> = before.map(|before| before.sources.ids()).unwrap_or_default();
    let new = plan.sources.ids();
    for gone in old.difference(&new) {
        writer.delete_term(Term::from_field_text(fields.article, gone));
    }
    let total = plan.changed.len();
    let mut done = 0;
    let mut put = |article: &Article| -> tantivy::Result<()> {
        let mut operations: Vec<_> =
            document::documents(&fields, article).into_iter().map(UserOperation::Add).collect();
        if old.contains(article.meta.id.as_str()) {
            operations.insert(0, UserOperation::Delete(Term::from_field_text(fields.article, &article.meta.id)));
        }
        writer.run(operations)?;
        done += 1;
        progress(Progress { done, total });
        Ok(())
    };
    let mut stale = false;
    match &plan.changed {
        Changed::Held(articles) => articles.iter().try_for_each(&mut put)?,
        Changed::Many(_) => {
            let mut again = Sources::default();
            let mut failed = Ok(());
            let checked = stream(source, rules, earlier(before), &mut |standing, seen| match seen {
                Seen::Known(id) => again.add(standing, id),
                Seen::New(article) => {
                    again.add(standing, article.meta.id.clone());
                    if failed.is_ok() {
                        failed = put(&article);
                    }
                }
            });
            failed?;
            again.mark(checked.marks);
            let same = again.same_articles(&plan.sources) && checked.trackers == plan.trackers;
            stale = !same || !checked.errors.is_empty();
        }
    }
    if stale {
        return Ok(true);
    }
    if before.is_none_or(|before| before.archive.trackers() != plan.trackers) {
        tracker_documents::replace(&writer, &fields, &plan.trackers)?;
    }
    writer.commit()?;
    tidy(&index, &mut writer, before.is_none())?;
    writer.wait_merging_threads()?;
    Ok(false)
}

/// Merges segments where that pays: a fresh index and a small one always into one segment without deleted documents, a
/// large one when it has gathered many, or a fifth of it is deleted.
fn tidy(index: &Index, writer: &mut IndexWriter<TantivyDocument>, fresh: bool) -> tantivy::Result<()> {
    let segments = index.searchable_segment_metas()?;
    let documents: u64 = segments.iter().map(|segment| u64::from(segment.max_doc())).sum();
    let deleted: u64 = segments.iter().map(|segment| u64::from(segment.num_deleted_docs())).sum();
    let worn = segments.len() > MOST_SEGMENTS || deleted * 5 > documents;
    let whole = segments.len() <= 1 && deleted == 0;
    if !whole && (fresh || documents <= SMALL_INDEX_DOCUMENTS || worn) {
        let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
        writer.merge(&ids).wait()?;
    }
    // Tantivy keeps the files of every segment that somebody still names.
    drop(segments);
    writer.garbage_collect_files().wait()?;
    Ok(())
}
