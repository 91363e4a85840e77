//! What a replica has on its disk.
//!
//! ```text
//! pulled/
//!     CURRENT             the pointer of the generation that is served
//!     lock                held by whoever pulls
//!     7/                  a generation: corpus, index, settings; and its manifest. Never written again
//!     8.tmp/              one being laid out, or left by somebody who was killed
//!     blobs/HASH-TIME     the files of all generations, which share them by hard links
//!     lists/HASH          which files a pack held
//!     own.index/          built here where another version of the program wrote the index
//! ```
//!
//! The switch is the rename of `CURRENT`, once everything that it leads to is on the disk.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::cluster::{self, Blob, Digest, Manifest, PackList, Pointer, Whole};
use crate::index::sync_folder;
use crate::shell::files::{readable, sync};
use crate::shell::locations::{CURRENT, Locations};

const MANIFEST: &str = "manifest.json";
const UNFINISHED: &str = ".tmp";
const PREFIX: &str = ".new-";

/// The folder of what was pulled, held for one process that pulls.
pub(super) struct Pulled {
    root: PathBuf,
    _lock: File,
}

impl Pulled {
    /// Takes the folder, makes it where it is not there, and removes what a process left that was killed.
    pub(super) fn open(at: &Locations) -> anyhow::Result<Pulled> {
        let root = at.pulled();
        let prepare = || {
            fs::create_dir_all(root.join("blobs"))?;
            fs::create_dir_all(root.join("lists"))?;
            File::create(root.join("lock"))
        };
        let lock = prepare().with_context(|| format!("{}: cannot be written", root.display()))?;
        hold(&lock, &root)?;
        let pulled = Pulled { root, _lock: lock };
        pulled.clear().with_context(|| format!("{}: cannot be written", pulled.root.display()))?;
        Ok(pulled)
    }

    fn clear(&self) -> io::Result<()> {
        for folder in ["blobs", "lists", ""] {
            for entry in fs::read_dir(self.root.join(folder))? {
                let entry = entry?;
                let name = entry.file_name();
                let bytes = name.as_encoded_bytes();
                if bytes.starts_with(PREFIX.as_bytes()) {
                    fs::remove_file(entry.path())?;
                } else if bytes.ends_with(UNFINISHED.as_bytes()) {
                    fs::remove_dir_all(entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// What is served.
    pub(super) fn current(&self) -> Option<Pointer> {
        Pointer::decode(&fs::read(self.root.join(CURRENT)).ok()?).ok()
    }

    /// The objects of a generation that is on the disk, whole and compared: they need not be compared again.
    pub(super) fn known(&self, generation: Option<&Pointer>) -> HashSet<Digest> {
        let manifest = generation.and_then(|pointer| {
            let bytes = fs::read(self.generation(pointer.generation).join(MANIFEST)).ok()?;
            Manifest::decode(&bytes, &pointer.manifest).ok()
        });
        manifest.iter().flat_map(Manifest::blobs).map(|blob| blob.hash).collect()
    }

    fn generation(&self, number: u64) -> PathBuf {
        self.root.join(number.to_string())
    }

    fn blob(&self, file: &cluster::File) -> PathBuf {
        // Files that share their bytes share their time of modification, too.
        self.root.join("blobs").join(format!("{}-{}", file.hash, file.modified))
    }

    /// Whether a file is there. `known`: whether it was compared when it came.
    pub(super) fn has(&self, file: &cluster::File, known: bool) -> bool {
        let path = self.blob(file);
        let same_length = fs::metadata(&path).is_ok_and(|about| about.len() == file.size);
        let hash = || {
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(File::open(&path)?)?;
            io::Result::Ok(Digest::from(hasher.finalize()))
        };
        same_length && (known || hash().is_ok_and(|hash| hash == file.hash))
    }

    /// The list of a pack whose files are all there.
    pub(super) fn list(&self, pack: &Blob, known: bool) -> Option<PackList> {
        let kept = fs::read(self.root.join("lists").join(pack.hash.to_string())).ok()?;
        let (hash, line) = kept.split_at_checked(64)?;
        let whole = std::str::from_utf8(hash).ok()?.parse() == Ok(Digest::of(line));
        let list = PackList::parse(line).ok().filter(|_| whole)?;
        list.files.iter().all(|file| self.has(file, known)).then_some(list)
    }

    /// A file to write an object into, which gets its name from [`Pulled::keep`].
    pub(super) fn draft(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix(PREFIX).tempfile_in(self.root.join("blobs"))
    }

    /// Keeps a file that was compared with its hash.
    pub(super) fn keep(&self, file: &cluster::File, draft: NamedTempFile) -> io::Result<()> {
        if file.modified > 0 {
            draft.as_file().set_modified(UNIX_EPOCH + Duration::from_millis(file.modified))?;
        }
        immutable(draft.as_file())?;
        draft.persist(self.blob(file)).map(drop).map_err(|error| error.error)
    }

    /// Keeps the files of a pack, and its list.
    pub(super) fn keep_pack(&self, pack: &Blob, list: &PackList, parts: &[&[u8]]) -> anyhow::Result<()> {
        for (file, part) in list.files.iter().zip(parts) {
            if !self.has(file, false) {
                let mut draft = self.draft()?;
                draft.write_all(part)?;
                self.keep(file, draft)?;
            }
        }
        let line = list.line()?;
        let mut draft = self.draft()?;
        draft.write_all(Digest::of(&line).to_string().as_bytes())?;
        draft.write_all(&line)?;
        draft.persist(self.root.join("lists").join(pack.hash.to_string())).map_err(|error| error.error)?;
        Ok(())
    }

    /// Lays a generation out, all of whose files are there.
    pub(super) fn lay_out(&self, manifest: &Manifest, lists: &[PackList]) -> anyhow::Result<()> {
        let wholes: Vec<cluster::File> = manifest.files.iter().map(Whole::file).collect();
        let files = || wholes.iter().chain(lists.iter().flat_map(|list| &list.files));
        cluster::check_files(files())?;
        self.forget_unserved()?;
        let folder = self.generation(manifest.generation);
        let draft = self.root.join(format!("{}{UNFINISHED}", manifest.generation));
        for stale in [&folder, &draft].into_iter().filter(|stale| stale.exists()) {
            fs::remove_dir_all(stale)?;
        }
        fs::create_dir_all(draft.join("corpus"))?;
        let mut made: HashSet<PathBuf> = HashSet::new();
        for file in files() {
            // A path that was checked: it leads nowhere else.
            let to = draft.join(&file.path);
            if let Some(parent) = to.parent().filter(|parent| made.insert(parent.to_path_buf())) {
                fs::create_dir_all(parent)?;
            }
            let from = self.blob(file);
            fs::hard_link(&from, &to)
                .or_else(|_| fs::copy(&from, &to).map(drop))
                .with_context(|| to.display().to_string())?;
        }
        fs::write(draft.join(MANIFEST), manifest.encode()?)?;
        sync(&draft)?;
        fs::rename(&draft, &folder)?;
        Ok(sync_folder(&self.root)?)
    }

    /// Serves a generation from now on; the numbers of all that are there.
    pub(super) fn switch(&self, pointer: &Pointer) -> anyhow::Result<Vec<u64>> {
        let mut draft = tempfile::Builder::new().prefix(PREFIX).tempfile_in(&self.root)?;
        draft.write_all(&pointer.encode()?)?;
        readable(draft.as_file())?;
        draft.as_file().sync_all()?;
        draft.persist(self.root.join(CURRENT)).map_err(|error| error.error)?;
        sync_folder(&self.root)?;
        let mut present = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            present.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u64>().ok()));
        }
        Ok(present)
    }

    /// Deletes what was laid out, or begun, and cannot be served.
    fn forget_unserved(&self) -> io::Result<()> {
        let served = match self.current() {
            Some(pointer) => pointer.generation,
            // What cannot be read now may name any of them.
            None if self.root.join(CURRENT).exists() => return Ok(()),
            None => 0,
        };
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let is_later = name.parse::<u64>().is_ok_and(|generation| generation > served);
            if is_later || name.ends_with(UNFINISHED) {
                fs::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }

    /// Deletes generations, and what no other needs.
    pub(super) fn forget(&self, generations: &[u64]) -> anyhow::Result<()> {
        self.forget_unserved()?;
        for generation in generations {
            fs::remove_dir_all(self.generation(*generation))?;
        }
        let (mut blobs, mut lists) = (HashSet::new(), HashSet::new());
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            let Ok(bytes) = fs::read(path.join(MANIFEST)) else { continue };
            let manifest = Manifest::decode(&bytes, &Digest::of(&bytes))?;
            blobs.extend(manifest.files.iter().map(|whole| self.blob(&whole.file())));
            for pack in &manifest.packs {
                lists.insert(self.root.join("lists").join(pack.hash.to_string()));
                // Its files were there when it was laid out; without the list nothing is deleted that might be of it.
                let Some(list) = self.list(pack, true) else { return Ok(()) };
                blobs.extend(list.files.iter().map(|file| self.blob(file)));
            }
        }
        for (folder, kept) in [("blobs", &blobs), ("lists", &lists)] {
            for entry in fs::read_dir(self.root.join(folder))? {
                let path = entry?.path();
                if !kept.contains(&path) {
                    fs::remove_file(&path)?;
                }
            }
        }
        Ok(())
    }
}

/// Takes the lock of a folder into which one process pulls.
pub(in crate::shell) fn hold(lock: &File, folder: &Path) -> anyhow::Result<()> {
    match lock.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => anyhow::bail!("{}: another process pulls", folder.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| folder.display().to_string()),
    }
}

/// A file that is shared by several names is changed under none of them.
#[cfg(unix)]
fn immutable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o444))
}

#[cfg(not(unix))]
fn immutable(_: &File) -> io::Result<()> {
    Ok(())
}
