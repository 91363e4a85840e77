//! Writing the corpus so that a kill at any point leaves every article whole or absent.
//!
//! A file is written beside its place under a hidden name, brought to the disk, and renamed. What is superseded goes to
//! the history first, so no moment is without both. Files left by an import that was killed are cleared by the next.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

use crate::index::sync_folder;
use crate::shell::files::readable;

/// Hidden files with this opening belong to an import.
const PREFIX: &str = ".import-";

/// An article under its name with this opening takes the place of the one under the other ending.
const NEXT: &str = ".next-";

/// The endings that an article's own file can have.
const ENDINGS: [&str; 2] = ["md", "jsonl"];

/// How many files are brought to the disk together.
const BATCH: usize = 256;

/// Another process writes into the corpus folder. It will be done some time, unlike what else stands in the way.
#[derive(Debug, thiserror::Error)]
#[error("{}: another import is running", .0.display())]
pub(super) struct Busy(PathBuf);

/// Whether nothing was written because another import is running.
pub(in crate::shell) fn is_busy(error: &anyhow::Error) -> bool {
    error.is::<Busy>()
}

/// The corpus folder, held for one import at a time.
pub(super) struct Store {
    corpus: PathBuf,
    /// Held until the import ends.
    _lock: File,
    pending: Vec<(NamedTempFile, PathBuf)>,
}

impl Store {
    /// Takes the corpus folder, making it where it is not there. The error is [`Busy`] where another process has it.
    pub(super) fn open(corpus: &Path) -> anyhow::Result<Store> {
        let lock = Store::lock(corpus).with_context(|| format!("{}: cannot be written", corpus.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Busy(corpus.to_owned()).into()),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("{}: cannot be locked", corpus.display()));
            }
        }
        let store = Store { corpus: corpus.to_owned(), _lock: lock, pending: Vec::new() };
        store.clear().with_context(|| format!("{}: cannot be written", corpus.display()))?;
        Ok(store)
    }

    fn lock(corpus: &Path) -> io::Result<File> {
        fs::create_dir_all(corpus.join("articles"))?;
        File::create(corpus.join(".import.lock"))
    }

    /// Removes what a killed import left, wherever it writes.
    fn clear(&self) -> io::Result<()> {
        let mut folders = vec![self.corpus.clone(), self.corpus.join("articles")];
        if let Ok(histories) = fs::read_dir(self.corpus.join("history")) {
            for history in histories {
                folders.push(history?.path());
            }
        }
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            clear_folder(folder)?;
        }
        self.put_in_place()
    }

    /// Ends what [`Store::replace`] began. Where the old file is still there, nothing was done.
    fn put_in_place(&self) -> io::Result<()> {
        let folder = self.corpus.join("articles");
        for entry in fs::read_dir(&folder)? {
            let entry = entry?.path();
            let Some(name) = entry.file_name().and_then(|name| name.to_str()?.strip_prefix(NEXT)) else { continue };
            let target = folder.join(name);
            if ENDINGS.iter().any(|ending| target.with_extension(ending).exists()) {
                fs::remove_file(&entry)?;
            } else {
                fs::rename(&entry, target)?;
            }
        }
        sync_folder(&folder)
    }

    /// The corpus folder.
    pub(super) fn corpus(&self) -> &Path {
        &self.corpus
    }

    /// Puts a file at its place in the corpus, soon.
    pub(super) fn write(&mut self, path: &str, text: &str) -> io::Result<()> {
        let target = self.corpus.join(path);
        let file = hidden(target.parent().unwrap_or(&self.corpus), text)?;
        self.pending.push((file, target));
        if self.pending.len() >= BATCH { self.commit() } else { Ok(()) }
    }

    /// Puts an article where another file holds it, at once. Two files with one id would keep the whole corpus out, so
    /// the old one goes first; the new one is on the disk by then, and the next import gives it its name where this
    /// one is killed.
    pub(super) fn replace(&mut self, old: &str, path: &str, text: &str) -> io::Result<()> {
        self.commit()?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.write_now(&format!("{folder}/{NEXT}{name}"), text)?;
        fs::remove_file(self.corpus.join(old))?;
        self.put_in_place()
    }

    /// Moves a file to another folder of the corpus, at once.
    pub(super) fn set_aside(&mut self, from: &str, to: &str) -> io::Result<()> {
        self.commit()?;
        let (from, to) = (self.corpus.join(from), self.corpus.join(to));
        let folders: Vec<&Path> = [&from, &to].into_iter().filter_map(|path| path.parent()).collect();
        folders.iter().try_for_each(fs::create_dir_all)?;
        fs::rename(&from, &to)?;
        folders.into_iter().try_for_each(sync_folder)
    }

    /// Writes a file at once, for the history: what it keeps must be there before its article changes.
    pub(super) fn write_now(&self, path: &str, text: &str) -> io::Result<()> {
        replace_file(&self.corpus.join(path), text)
    }

    /// Brings what was written to the disk and gives it its names.
    pub(super) fn commit(&mut self) -> io::Result<()> {
        sync(&self.pending)?;
        let mut folders: Vec<PathBuf> = Vec::new();
        for (file, target) in self.pending.drain(..) {
            file.persist(&target).map_err(|error| error.error)?;
            if let Some(folder) = target.parent().map(Path::to_path_buf).filter(|folder| !folders.contains(folder)) {
                folders.push(folder);
            }
        }
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }
}

/// Removes the hidden files of an import from a folder.
fn clear_folder(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Puts a file in the place of another, or where there was none: whoever reads it has the one or the other, and so it is
/// where this process is killed.
pub(in crate::shell) fn replace_file(target: &Path, text: impl AsRef<[u8]>) -> io::Result<()> {
    let folder = target.parent().unwrap_or(target);
    let file = hidden(folder, text)?;
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// A hidden file in the folder that holds the text; it goes when it is dropped before it has its name.
fn hidden(folder: &Path, text: impl AsRef<[u8]>) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder)?;
    // The file's own name is chance, and would make the same problem look new each time.
    let named = tempfile::Builder::new().prefix(PREFIX).suffix(".tmp").tempfile_in(folder);
    let mut file = named.map_err(|error| io::Error::from(error.kind()))?;
    file.as_file_mut().write_all(text.as_ref())?;
    readable(file.as_file())?;
    Ok(file)
}

/// Brings the files to the disk: one sync of their file system, which costs no more than one of a file.
#[cfg(target_os = "linux")]
fn sync(pending: &[(NamedTempFile, PathBuf)]) -> io::Result<()> {
    match pending.first() {
        Some((file, _)) => Ok(rustix::fs::syncfs(file.as_file())?),
        None => Ok(()),
    }
}

#[cfg(not(target_os = "linux"))]
fn sync(pending: &[(NamedTempFile, PathBuf)]) -> io::Result<()> {
    pending.iter().try_for_each(|(file, _)| file.as_file().sync_all())
}
