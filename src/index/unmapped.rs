//! A folder as tantivy writes and merges in it: of large files only a window is in memory. What is mapped stays there, and
//! merging reads all of it once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

/// Endings of the large files: stored records, postings, positions.
const LARGE: [&str; 3] = ["store", "idx", "pos"];

/// So many bytes are read of a file at once: most terms of a segment have less, and merging goes through them in the order
/// in which they lie.
const WINDOW_BYTES: usize = 64 * 1024;

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct UnmappedFolder {
    mapped: MmapDirectory,
    folder: PathBuf,
}

impl UnmappedFolder {
    pub(super) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(UnmappedFolder { mapped: MmapDirectory::open(folder)?, folder: folder.to_owned() })
    }
}

/// A file that is not mapped.
#[derive(Debug)]
struct Unmapped {
    window: Mutex<Window>,
    bytes: usize,
}

/// What was read last of a file.
#[derive(Debug)]
struct Window {
    file: File,
    start: usize,
    bytes: OwnedBytes,
}

impl Unmapped {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
        Ok(Unmapped { window: Mutex::new(Window { file, start: 0, bytes: OwnedBytes::empty() }), bytes })
    }
}

impl Window {
    fn get(&self, range: &Range<usize>) -> Option<OwnedBytes> {
        let (start, end) = (range.start.checked_sub(self.start)?, range.end.checked_sub(self.start)?);
        (start <= end && end <= self.bytes.len()).then(|| self.bytes.slice(start..end))
    }

    fn read(&mut self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = vec![0; range.len()];
        self.file.seek(SeekFrom::Start(range.start as u64))?;
        self.file.read_exact(&mut bytes)?;
        Ok(OwnedBytes::new(bytes))
    }
}

impl HasLen for Unmapped {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl FileHandle for Unmapped {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = window.get(&range) {
            return Ok(bytes);
        }
        // What is larger is not kept.
        if range.len() >= WINDOW_BYTES {
            return window.read(range);
        }
        let ahead = range.end.max(self.bytes.min(range.start + WINDOW_BYTES));
        window.bytes = window.read(range.start..ahead)?;
        window.start = range.start;
        Ok(window.bytes.slice(0..range.len()))
    }
}

impl Directory for UnmappedFolder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if !path.extension().is_some_and(|ending| LARGE.iter().any(|large| ending == *large)) {
            return self.mapped.get_file_handle(path);
        }
        match Unmapped::open(&self.folder.join(path)) {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_owned()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.mapped.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_file_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.idx");
        let bytes: Vec<u8> = (0..3 * WINDOW_BYTES + 7).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &bytes).expect("written");
        let file = Unmapped::open(&path).expect("opened");
        let starts = [0, 1, WINDOW_BYTES - 1, WINDOW_BYTES, 5, 2 * WINDOW_BYTES + 3, bytes.len() - 3];
        for start in starts {
            for length in [0, 1, 100, WINDOW_BYTES - 1, WINDOW_BYTES, 2 * WINDOW_BYTES] {
                let range = start..bytes.len().min(start + length);
                let read = file.read_bytes(range.clone()).expect("read");
                assert_eq!(Some(read.as_slice()), bytes.get(range));
            }
        }
        assert!(file.read_bytes(bytes.len()..bytes.len() + 1).is_err());
    }
}
