//! A finished generation as a read-only tantivy directory that verifies blocks lazily: no byte is returned before its block
//! was compared with its hash. So a large index opens at once, and a flipped bit is never served.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

/// Size of a hashed block: verifying one takes some 15 µs, and a gigabyte has a megabyte of hashes.
const BLOCK_BYTES: usize = 64 * 1024;

/// The length and hashes of a file, taken when it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seal {
    pub(super) name: String,
    bytes: u64,
    /// BLAKE3 of each block, in hexadecimal digits.
    blocks: Vec<String>,
}

impl Seal {
    /// Hashes a file, block by block, since a large one would fill the memory.
    pub(super) fn of(folder: &Path, name: &str) -> io::Result<Seal> {
        let mut file = File::open(folder.join(name))?;
        let (mut bytes, mut blocks, mut block) = (0, Vec::new(), Vec::with_capacity(BLOCK_BYTES));
        loop {
            block.clear();
            let read = file.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
            if read == 0 {
                return Ok(Seal { name: name.to_owned(), bytes, blocks });
            }
            bytes += read as u64;
            blocks.push(hash(&block));
        }
    }

    /// Whether these bytes are the file's.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        bytes.chunks(BLOCK_BYTES).map(hash).eq(self.blocks.iter().cloned())
    }

    /// Whether the file has the length that it was written with; a missing one is an error.
    pub(super) fn has_its_length(&self, folder: &Path) -> io::Result<bool> {
        Ok(folder.join(&self.name).metadata()?.len() == self.bytes)
    }
}

/// BLAKE3, as it is written in manifests.
pub(super) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Set once a block does not match its hash.
#[derive(Debug, Clone, Default)]
pub(super) struct Damage(Arc<AtomicBool>);

impl Damage {
    /// Whether any was met so far.
    pub(super) fn was_met(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A folder of memory-mapped files that refuses to be changed. Serves a folder that this user may only read.
#[derive(Debug, Clone)]
pub(super) struct SealedFolder {
    mapped: MmapDirectory,
    seals: Arc<HashMap<String, Arc<Seal>>>,
    damage: Damage,
}

impl SealedFolder {
    pub(super) fn open(folder: &Path, seals: &[Seal], damage: &Damage) -> Result<Self, OpenDirectoryError> {
        let seals = seals.iter().map(|seal| (seal.name.clone(), Arc::new(seal.clone()))).collect();
        Ok(SealedFolder { mapped: MmapDirectory::open(folder)?, seals: Arc::new(seals), damage: damage.clone() })
    }
}

/// A file whose blocks are compared with their hashes when they are first read.
#[derive(Debug)]
struct SealedFile {
    file: Arc<dyn FileHandle>,
    seal: Arc<Seal>,
    compared: Vec<AtomicBool>,
    damage: Damage,
}

impl SealedFile {
    fn compare(&self, block: usize) -> io::Result<()> {
        let known = self.compared.get(block).zip(self.seal.blocks.get(block));
        if known.is_some_and(|(compared, _)| compared.load(Ordering::Relaxed)) {
            return Ok(());
        }
        let start = block * BLOCK_BYTES;
        let bytes = self.file.read_bytes(start..self.len().min(start + BLOCK_BYTES))?;
        match known {
            Some((compared, written)) if hash(&bytes) == *written => {
                compared.store(true, Ordering::Relaxed);
                Ok(())
            }
            _ => {
                self.damage.0.store(true, Ordering::Release);
                Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} was altered", self.seal.name)))
            }
        }
    }
}

impl HasLen for SealedFile {
    fn len(&self) -> usize {
        self.file.len()
    }
}

impl FileHandle for SealedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        (range.start / BLOCK_BYTES..range.end.div_ceil(BLOCK_BYTES)).try_for_each(|block| self.compare(block))?;
        self.file.read_bytes(range)
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "a finished generation is never written")
}

impl Directory for SealedFolder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.mapped.get_file_handle(path)?;
        let seal = path.to_str().and_then(|name| self.seals.get(name));
        let seal = Arc::clone(seal.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?);
        let compared = seal.blocks.iter().map(|_| AtomicBool::new(false)).collect();
        Ok(Arc::new(SealedFile { file, seal, compared, damage: self.damage.clone() }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::IoError { io_error: Arc::new(refused()), filepath: path.to_owned() })
    }

    /// For tantivy's metadata, which was verified when the generation was opened.
    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written_or_damage() {
        let folder = tempfile::tempdir().expect("a folder");
        let written: Vec<u8> = (0..3 * BLOCK_BYTES + 7).map(|at| (at % 251) as u8).collect();
        let path = folder.path().join("a.idx");
        std::fs::write(&path, &written).expect("written");
        let seal = Seal::of(folder.path(), "a.idx").expect("sealed");
        for flipped in [0, BLOCK_BYTES - 1, BLOCK_BYTES, 2 * BLOCK_BYTES + 9, written.len() - 1] {
            let mut bytes = written.clone();
            bytes[flipped] ^= 8;
            std::fs::remove_file(&path).expect("the file goes");
            std::fs::write(&path, &bytes).expect("damaged");
            assert!(seal.has_its_length(folder.path()).expect("a file"));
            let damage = Damage::default();
            let sealed = SealedFolder::open(folder.path(), std::slice::from_ref(&seal), &damage).expect("a folder");
            let file = sealed.get_file_handle(Path::new("a.idx")).expect("a file");
            let mut starts: Vec<usize> =
                (0..=3).flat_map(|block| [block * BLOCK_BYTES, block * BLOCK_BYTES + 5]).collect();
            starts.push(written.len());
            for range in
                starts.iter().flat_map(|start| starts.iter().map(|end| *start..*end)).filter(|range| !range.is_empty())
            {
                let touched = range.start / BLOCK_BYTES..range.end.div_ceil(BLOCK_BYTES);
                match file.read_bytes(range.clone()) {
                    Ok(read) => assert_eq!(read.as_slice(), &written[range]),
                    Err(_) => assert!(touched.contains(&(flipped / BLOCK_BYTES)) && damage.was_met()),
                }
            }
            assert!(damage.was_met());
        }
    }
}
