//! One finished state of the index: a folder whose files never change, held together by a manifest of their hashes.
//!
//! ```text
//! corpus.index/
//!     CURRENT           the generation that serves, and the hash of its manifest
//!     lock              held by whoever builds the next one
//!     gen-000007/       tantivy's files, and
//!         manifest      every other file: name, length, hashes of its blocks; and the mark of the code that wrote it
//!         marks         the files of the corpus that it was made from, to see at a glance that nothing has changed
//!         sources       which articles stood in them, to find what has changed
//!     gen-000008.tmp/   one being built, or left by somebody who was killed
//! ```
//!
//! The swap is the rename of `CURRENT`. A file that is missing, has another length or another hash is damage, and
//! damage means that the generation is not used: the corpus is indexed again. Hashes are compared at once or when a block
//! is first read, as whoever opens it wishes ([`Compared`]).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::durable::{sync_folder, write_synced};
use super::schema::Fields;
use super::sealed::{Damage, Seal, SealedFolder, hash};
use super::sources::Sources;
use crate::corpus::Hash;

/// Changes with the code and data that decide what an article becomes in the index.
pub(super) const MARK: &str = env!("PULLQUOTE_INDEX_MARK");

const CURRENT: &str = "CURRENT";
const MANIFEST: &str = "manifest";
const MARKS: &str = "marks";
const SOURCES: &str = "sources";
const UNFINISHED: &str = ".tmp";
/// The ending of tantivy's own metadata files.
const LIST: &str = ".json";

/// Retries of a reader whose generation was replaced while it was opened.
const LOOKS: usize = 5;

/// Why there is no generation to serve from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Nothing has been built here yet.
    #[error("no index has been built here yet")]
    Absent,
    /// Another version of pullquote built it.
    #[error("the index was built by another version")]
    OtherVersion,
    /// A file is missing, cut or altered.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// The disk refused to be read.
    #[error("the index cannot be read: {0}")]
    Unreadable(String),
}

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Unusable::Unreadable(error.to_string())
    }
}

/// An open generation.
pub(super) struct Generation {
    number: u64,
    folder: PathBuf,
    pub(super) archive: Archive,
    /// The files of the corpus that it was made from; none where one of them has no mark.
    pub(super) marks: Option<BTreeMap<String, Hash>>,
    /// Opened with the rest, since another process may replace and delete the generation.
    sources: File,
    files: Vec<Seal>,
    compared: Compared,
}

/// A generation with what it was made from.
pub(super) struct Before {
    pub(super) generation: Generation,
    pub(super) sources: Sources,
}

/// When the bytes of an index are compared with their hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// All of them before it is open.
    AtOnce,
    /// Each block when it is first read. An answer counts if the archive [is sound](Archive::is_sound) after it.
    WhenRead,
}

impl Generation {
    /// Whether it is still the one that serves.
    pub(super) fn serves(&self, index: &Path) -> bool {
        pointer(index).is_ok_and(|pointer| pointer.number == self.number)
    }

    /// Reads which articles it was made from. Needed for updates only, since it takes as long as opening the rest.
    pub(super) fn with_sources(mut self) -> Result<Before, Unusable> {
        let mut bytes = Vec::new();
        self.sources.read_to_end(&mut bytes)?;
        let written = self.files.iter().find(|seal| seal.name == SOURCES);
        let sources = written.filter(|seal| seal.is_of(&bytes)).and_then(|_| Sources::decode(&bytes).ok());
        match sources {
            Some(sources) => Ok(Before { generation: self, sources }),
            None => Err(Unusable::Damaged(format!("{}/{SOURCES} was altered", name_of(self.number)))),
        }
    }

    /// Whether all of it was compared with its hashes: only then may something be made from it.
    pub(super) fn is_sound(&self) -> bool {
        self.compared == Compared::AtOnce
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    mark: String,
    files: Vec<Seal>,
}

fn name_of(number: u64) -> String {
    format!("gen-{number:06}")
}

/// The generation that serves.
pub(super) fn current(index: &Path, compared: Compared) -> Result<Generation, Unusable> {
    let mut looked = pointer(index)?;
    for _ in 0..LOOKS {
        let opened = open(index, &looked, compared);
        let again = pointer(index)?;
        if opened.is_ok() || again == looked {
            return opened;
        }
        // It was replaced and deleted after the pointer was read.
        looked = again;
    }
    open(index, &looked, compared)
}

/// What `CURRENT` says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pointer {
    number: u64,
    manifest: String,
}

/// The number of the generation that serves, where the folder names one.
pub(super) fn pointed_to(index: &Path) -> Option<u64> {
    pointer(index).ok().map(|pointer| pointer.number)
}

fn pointer(index: &Path) -> Result<Pointer, Unusable> {
    let text = match fs::read(index.join(CURRENT)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Unusable::Absent),
        Err(error) => return Err(error.into()),
    };
    let damaged = || Unusable::Damaged(format!("{CURRENT} does not name a generation"));
    let (name, manifest) = text.trim_end().split_once(' ').ok_or_else(damaged)?;
    let number = name.strip_prefix("gen-").and_then(|number| number.parse().ok()).ok_or_else(damaged)?;
    Ok(Pointer { number, manifest: manifest.to_owned() })
}

/// The files of the generation that serves, by their names in the folder of the index, as far as a copy of it needs them: what
/// it was made from is told by marks of this machine's files.
pub(super) fn files_of_copy(index: &Path) -> Result<Vec<String>, Unusable> {
    let pointer = pointer(index)?;
    let folder = name_of(pointer.number);
    let manifest = manifest(index, &pointer)?;
    let names = manifest.files.iter().filter(|seal| is_copied(seal)).map(|seal| seal.name.as_str());
    let inside = names.chain([MANIFEST]).map(|name| format!("{folder}/{name}"));
    Ok(std::iter::once(CURRENT.to_owned()).chain(inside).collect())
}

/// Opens a copy that has [these files](files_of_copy).
pub(super) fn open_copy(index: &Path, compared: Compared) -> Result<Archive, Unusable> {
    let pointer = pointer(index)?;
    let mut files = manifest(index, &pointer)?.files;
    files.retain(is_copied);
    compare(index, &pointer, &files, compared)?;
    serve(&index.join(name_of(pointer.number)), &files).map_err(|error| Unusable::Damaged(error.to_string()))
}

fn is_copied(seal: &Seal) -> bool {
    seal.name != SOURCES && seal.name != MARKS
}

fn damaged(pointer: &Pointer, file: &str, what: &str) -> Unusable {
    Unusable::Damaged(format!("{}/{file} {what}", name_of(pointer.number)))
}

/// The manifest of a generation that this version of the program wrote.
fn manifest(index: &Path, pointer: &Pointer) -> Result<Manifest, Unusable> {
    let folder = index.join(name_of(pointer.number));
    let manifest = match fs::read(folder.join(MANIFEST)) {
        Ok(bytes) if hash(&bytes) == pointer.manifest => bytes,
        Ok(_) => return Err(damaged(pointer, MANIFEST, "was altered")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(damaged(pointer, MANIFEST, "is missing")),
        Err(error) => return Err(error.into()),
    };
    let manifest: Manifest =
        serde_json::from_slice(&manifest).map_err(|error| Unusable::Damaged(format!("{MANIFEST}: {error}")))?;
    if manifest.mark == MARK { Ok(manifest) } else { Err(Unusable::OtherVersion) }
}

/// Compares files with their seals. Small ones that are no segment's are always compared with their hashes.
fn compare(index: &Path, pointer: &Pointer, files: &[Seal], compared: Compared) -> Result<(), Unusable> {
    let folder = index.join(name_of(pointer.number));
    for seal in files {
        let whole = compared == Compared::AtOnce || seal.name == MARKS || seal.name.ends_with(LIST);
        let found = seal
            .has_its_length(&folder)
            .and_then(|same| Ok(same && (!whole || Seal::of(&folder, &seal.name)? == *seal)));
        match found {
            Ok(true) => {}
            Ok(false) => return Err(damaged(pointer, &seal.name, "was altered")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(damaged(pointer, &seal.name, "is missing"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Opens a generation.
fn open(index: &Path, pointer: &Pointer, compared: Compared) -> Result<Generation, Unusable> {
    let folder = index.join(name_of(pointer.number));
    let manifest = manifest(index, pointer)?;
    compare(index, pointer, &manifest.files, compared)?;
    let sources = File::open(folder.join(SOURCES))?;
    let marks = fs::read(folder.join(MARKS))?;
    let marks = postcard::from_bytes(&marks).map_err(|_| damaged(pointer, MARKS, "cannot be read"))?;
    let archive = serve(&folder, &manifest.files).map_err(|error| Unusable::Damaged(error.to_string()))?;
    Ok(Generation { number: pointer.number, folder, archive, marks, sources, files: manifest.files, compared })
}

/// The archive over a folder of these files.
fn serve(folder: &Path, files: &[Seal]) -> tantivy::Result<Archive> {
    let damage = Damage::default();
    let index = Fields::index().open_or_create(SealedFolder::open(folder, files, &damage)?)?;
    let (_, fields) = Fields::schema();
    Archive::over(&index, fields, damage)
}

/// A generation being built: a folder that nobody reads, removed again unless it is published.
pub(super) struct Draft {
    index: PathBuf,
    number: u64,
    folder: PathBuf,
    /// Files taken over from the generation before, which need not be hashed again.
    shared: Vec<Seal>,
    /// Whether nobody reads it yet, so that it is removed with the draft.
    unserved: bool,
}

impl Draft {
    /// An empty draft. Unpublished folders of other processes are removed: the caller holds the lock.
    pub(super) fn empty(index: &Path) -> io::Result<Draft> {
        let taken = generations(index)?
            .into_iter()
            .filter_map(|(name, _)| name.trim_start_matches("gen-").trim_end_matches(UNFINISHED).parse::<u64>().ok());
        let number = taken.max().unwrap_or(0);
        clear(index)?;
        let number = number + 1;
        let folder = index.join(format!("{}{UNFINISHED}", name_of(number)));
        fs::create_dir_all(&folder)?;
        Ok(Draft { index: index.to_owned(), number, folder, shared: Vec::new(), unserved: true })
    }

    /// A draft that begins with the files of a generation. Segment files never change once written, so they are
    /// shared by hard links where the file system has them; tantivy's lists do change and are copied.
    pub(super) fn after(index: &Path, generation: &Generation) -> io::Result<Draft> {
        let mut draft = Draft::empty(index)?;
        let of_tantivy = |entry: &&Seal| entry.name != SOURCES && entry.name != MARKS;
        for entry in generation.files.iter().filter(of_tantivy) {
            let (from, to) = (generation.folder.join(&entry.name), draft.folder.join(&entry.name));
            if entry.name.ends_with(LIST) {
                fs::copy(from, to)?;
            } else {
                fs::hard_link(&from, &to).or_else(|_| fs::copy(from, to).map(drop))?;
                draft.shared.push(entry.clone());
            }
        }
        Ok(draft)
    }

    /// Where it is built.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the draft the generation that serves, and removes those before it. All of it is on the disk before
    /// anything points to it.
    pub(super) fn publish(mut self, sources: &Sources) -> io::Result<Archive> {
        let draft = self.folder.clone();
        fs::write(draft.join(SOURCES), sources.encode().map_err(io::Error::other)?)?;
        fs::write(draft.join(MARKS), postcard::to_allocvec(&sources.marks()).map_err(io::Error::other)?)?;
        let mut files = Vec::new();
        for entry in fs::read_dir(&draft)? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            if Path::new(name).extension().is_some_and(|ending| ending == "lock") {
                fs::remove_file(&path)?;
            } else if let Some(shared) = self.shared.iter().find(|shared| shared.name == name) {
                files.push(shared.clone());
            } else {
                files.push(Seal::of(&draft, name)?);
                File::open(&path)?.sync_all()?;
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let manifest = Manifest { mark: MARK.to_owned(), files };
        let written = serde_json::to_vec(&manifest)?;
        write_synced(&draft.join(MANIFEST), &written)?;
        sync_folder(&draft)?;
        let name = name_of(self.number);
        let folder = self.index.join(&name);
        fs::rename(&draft, &folder)?;
        self.folder.clone_from(&folder);
        sync_folder(&self.index)?;
        let archive = serve(&folder, &manifest.files).map_err(io::Error::other)?;
        let next = self.index.join(format!("{CURRENT}{UNFINISHED}"));
        write_synced(&next, format!("{name} {}\n", hash(&written)).as_bytes())?;
        fs::rename(&next, self.index.join(CURRENT))?;
        self.unserved = false;
        sync_folder(&self.index)?;
        // On some systems open files cannot be deleted; the next update tries again.
        if let Err(error) = clear(&self.index) {
            tracing::warn!("{}: what was replaced cannot be removed: {error}", self.index.display());
        }
        Ok(archive)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.unserved
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            tracing::warn!("{}: cannot be removed: {error}", self.folder.display());
        }
    }
}

/// Folders that no pointer names: unfinished, never published, or replaced.
pub(super) fn leftovers(index: &Path) -> io::Result<Vec<PathBuf>> {
    let serving = pointer(index).ok().map(|pointer| name_of(pointer.number));
    let left = |name: &String| name.ends_with(UNFINISHED) || serving.as_ref().is_some_and(|serving| serving != name);
    Ok(generations(index)?.into_iter().filter(|(name, _)| left(name)).map(|(_, path)| path).collect())
}

/// Removes them. The caller holds the lock; whoever still reads an old generation has its files open or mapped.
pub(super) fn clear(index: &Path) -> io::Result<()> {
    leftovers(index)?.iter().try_for_each(fs::remove_dir_all)
}

/// Deletes the index, so that withdrawn content is not served even if no new index can be built.
pub(super) fn discard(index: &Path) -> io::Result<()> {
    match fs::remove_file(index.join(CURRENT)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    generations(index)?.into_iter().try_for_each(|(_, path)| fs::remove_dir_all(path))?;
    sync_folder(index)
}

/// The folders of generations, finished or not.
fn generations(index: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(index)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("gen-") && path.is_dir() {
            found.push((name.to_owned(), path));
        }
    }
    Ok(found)
}
