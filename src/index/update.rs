//! Building and updating the index on the disk: only what changed is indexed again, beside what serves.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use super::archive::Archive;
use super::build::{Progress, SMALL_INDEX_DOCUMENTS, build};
use super::generation::{
    Before, Compared, Draft, Generation, MARK, Unusable, clear, current, discard, files_of_copy, leftovers, open_copy,
    pointed_to,
};
use super::plan::{self, Plan};
use super::report::{Report, UpdateError};
use crate::corpus::{Rules, Source, is_unchanged};

/// The folder of an index.
#[derive(Debug, Clone)]
pub struct IndexFolder {
    folder: PathBuf,
    small: u64,
    compared: Compared,
}

/// What an update came to.
pub struct Updated {
    /// The archive, up to date.
    pub archive: Archive,
    /// What was done.
    pub report: Report,
}

impl IndexFolder {
    /// The index in this folder, which need not exist.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        IndexFolder { folder: folder.into(), small: SMALL_INDEX_DOCUMENTS, compared: Compared::AtOnce }
    }

    /// The same, where what is there is compared with its hashes at this time.
    #[must_use]
    pub fn compared(self, compared: Compared) -> Self {
        IndexFolder { compared, ..self }
    }

    /// The same, with one segment for so many documents at most, and several for more of them.
    #[must_use]
    pub fn merged_up_to(self, documents: u64) -> Self {
        IndexFolder { small: documents, ..self }
    }

    /// The archive as it was last built, whatever the corpus says now.
    pub fn open(&self) -> Result<Archive, Unusable> {
        current(&self.folder, self.compared).map(|generation| generation.archive)
    }

    /// The number of the generation that serves; none where there is none.
    pub fn generation(&self) -> Option<u64> {
        pointed_to(&self.folder)
    }

    /// The mark of the code that decides what an article becomes in the index: another one does not open what this one wrote.
    pub fn mark() -> &'static str {
        MARK
    }

    /// The files of it that a copy needs, by their paths in the folder.
    pub fn files_of_copy(&self) -> Result<Vec<String>, Unusable> {
        files_of_copy(&self.folder)
    }

    /// The archive of a copy that has those files, whatever corpus lies beside it. Nothing is written.
    pub fn open_copy(&self) -> Result<Archive, Unusable> {
        open_copy(&self.folder, self.compared)
    }

    /// Brings the index up to date with a corpus and opens it. Where nothing changed, nothing is written or locked, but for
    /// what a process left that was killed.
    ///
    /// A corpus with mistakes changes nothing: the index never holds half of one.
    pub fn update(
        &self,
        source: &dyn Source,
        rules: &Rules<'_>,
        progress: &dyn Fn(Progress),
    ) -> Result<Updated, UpdateError> {
        let found = current(&self.folder, self.compared);
        if let Ok(Generation { archive, marks: Some(marks), .. }) = &found
            && is_unchanged(source, rules, marks, archive.trackers())
        {
            self.tidy();
            let unchanged = usize::try_from(archive.article_count()).unwrap_or(usize::MAX);
            return Ok(Updated { archive: archive.clone(), report: Report { unchanged, ..Report::default() } });
        }
        let found = found.and_then(Generation::with_sources);
        let plan = plan::plan(source, rules, found.as_ref().ok())?;
        let _lock = match &found {
            Ok(before) if plan.changes_nothing(before) => match plan.tires().then(|| self.lock()) {
                Some(Ok(lock)) => lock,
                Some(Err(_)) | None => {
                    self.tidy();
                    let archive = before.generation.archive.clone();
                    return Ok(Updated { archive, report: plan.report(&found) });
                }
            },
            _ => self.lock()?,
        };
        // Who held the lock before may have done the work; and nothing is made from what was not compared as a whole.
        let anew = match &found {
            Ok(Before { generation, .. }) => !generation.serves(&self.folder) || !generation.is_sound(),
            Err(_) => current(&self.folder, Compared::AtOnce).is_ok(),
        };
        let (found, plan) = if anew {
            let now = current(&self.folder, Compared::AtOnce).and_then(Generation::with_sources);
            let plan = plan::plan(source, rules, now.as_ref().ok())?;
            (now, plan)
        } else {
            (found, plan)
        };
        if let Ok(before) = &found
            && plan.changes_nothing(before)
            && !plan.tires()
        {
            return Ok(Updated { archive: before.generation.archive.clone(), report: plan.report(&found) });
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
        let plan = plan::plan(source, rules, None)?;
        let _lock = self.lock()?;
        self.write(source, rules, Err(Unusable::Absent), plan, progress)
    }

    /// Removes what a process left that was killed. Where somebody else builds, or may write here alone, they do it.
    fn tidy(&self) {
        let any = leftovers(&self.folder).is_ok_and(|left| !left.is_empty());
        if any
            && let Ok(_lock) = self.lock()
            && let Err(error) = clear(&self.folder)
        {
            tracing::warn!("{}: what was left over cannot be removed: {error}", self.folder.display());
        }
    }

    /// Takes the index away. Whoever has it open reads on.
    pub fn discard(&self) -> Result<(), UpdateError> {
        let _lock = self.lock()?;
        discard(&self.folder).map_err(|error| self.unwritable(&error))
    }

    /// The right to build, until it is dropped (or the process dies).
    fn lock(&self) -> Result<Lock, UpdateError> {
        let open = || {
            fs::create_dir_all(&self.folder)?;
            File::options().create(true).truncate(false).write(true).open(self.folder.join("lock"))
        };
        let file = open().map_err(|error| self.unwritable(&error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(UpdateError::Busy),
            Err(TryLockError::Error(error)) => Err(self.unwritable(&error)),
        }
    }

    fn unwritable(&self, why: &dyn std::fmt::Display) -> UpdateError {
        UpdateError::Unwritable { folder: self.folder.display().to_string(), why: why.to_string() }
    }

    fn write(
        &self,
        source: &dyn Source,
        rules: &Rules<'_>,
        found: Result<Before, Unusable>,
        plan: Plan,
        progress: &dyn Fn(Progress),
    ) -> Result<Updated, UpdateError> {
        let report = plan.report(&found);
        let draft = match &found {
            Ok(before) => Draft::after(&self.folder, &before.generation),
            Err(_) => Draft::empty(&self.folder),
        };
        let draft = draft.map_err(|error| self.unwritable(&error))?;
        let before = found.ok();
        let built = build(draft.folder(), source, rules, before.as_ref(), &plan, self.small, progress);
        let stale = built.map_err(|error| self.unwritable(&error))?;
        if stale {
            return Err(UpdateError::Moving);
        }
        let archive = draft.publish(&plan.sources).map_err(|error| self.unwritable(&error))?;
        Ok(Updated { archive, report: Report { notes: plan.notes, ..report } })
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
