//! What a data folder has to publish: corpus, index, settings and catalogues, as objects of the store.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context as _;

use super::hashes::Hashes;
use crate::cluster::{self, Blob, Digest, File, Holding, PackList};
use crate::corpus::Stamp;
use crate::index::IndexFolder;
use crate::shell::follow;
use crate::shell::store::Store;
use crate::shell::{Locations, files, indexing};

/// Folders in folders, at most; a link that leads back up is not followed for ever.
const DEPTH: usize = 8;
/// A folder that changes while it is read is read again so often.
const LOOKS: usize = 3;

/// The settings.
const SETTINGS: &str = "pullquote.toml";
/// What of them is of the importer alone: addresses that may hold a password, and what brings articles in. A replica takes
/// none of it from there.
const OWN: [&str; 6] = ["desk", "desk_schema", "store", "feed", "fetch", "import"];

/// What there is to publish, and where it lies.
pub(super) struct Content {
    pub(super) holding: Holding,
    objects: HashMap<Digest, Object>,
}

enum Object {
    File(PathBuf),
    Pack(Vec<(File, PathBuf)>),
}

/// A file that was found, before it is read.
struct Found {
    on_disk: PathBuf,
    size: u64,
    modified: u64,
    /// By which it is known that it has not changed.
    mark: Option<Stamp>,
}

impl Content {
    /// What the data folder holds, once its index holds its corpus. Nothing changes meanwhile, or it is read again. `anew`:
    /// nothing that was known before is believed.
    pub(super) fn of(at: &Locations, anew: bool) -> anyhow::Result<Content> {
        for _ in 0..LOOKS {
            let stamp = follow::Stamp::of(at);
            let updated = indexing::update(at, false, std::io::sink())?;
            anyhow::ensure!(matches!(updated, indexing::Outcome::Done), "the index does not hold the corpus");
            let stamp = stamp.indexed(at);
            let content = Content::read(at, Hashes::of(at, anew))?;
            if follow::Stamp::of(at) == stamp {
                return Ok(content);
            }
        }
        anyhow::bail!("{}: changes while it is read; publish it again", at.data.display())
    }

    fn read(at: &Locations, mut hashes: Hashes) -> anyhow::Result<Content> {
        let mut found = BTreeMap::new();
        walk(&at.corpus, "corpus", DEPTH, &mut found)?;
        walk(&at.data.join("words"), "words", 1, &mut found)?;
        let settings = at.settings();
        if settings.is_file() {
            add(&settings, SETTINGS, &mut found)?;
            anyhow::ensure!(
                found.get(SETTINGS).is_some_and(|own| cluster::is_small(own.size)),
                "{}: too large to be published",
                settings.display()
            );
        }
        for name in IndexFolder::new(&at.index).files_of_copy()? {
            add(&at.index.join(&name), &format!("corpus.index/{name}"), &mut found)?;
        }
        let mut content = Content {
            holding: Holding {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                index: IndexFolder::mark().to_owned(),
                ..Holding::default()
            },
            objects: HashMap::new(),
        };
        let (small, large): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, found)| cluster::is_small(found.size));
        for (path, found) in large {
            let (hash, size) = hashes.file(&path, found.mark, || {
                let mut hasher = blake3::Hasher::new();
                let open = fs::File::open(&found.on_disk);
                open.and_then(|open| hasher.update_reader(open).map(drop))
                    .with_context(|| found.on_disk.display().to_string())?;
                Ok((hasher.finalize().into(), hasher.count()))
            })?;
            let file = File { path, hash, size, modified: found.modified };
            content.objects.insert(file.hash, Object::File(found.on_disk));
            content.holding.files.push(file);
        }
        let sizes: Vec<(&str, u64)> = small.iter().map(|(path, found)| (path.as_str(), found.size)).collect();
        for range in cluster::divide(&sizes) {
            let mut files = Vec::new();
            for (path, found) in small.get(range).unwrap_or_default() {
                // What of the settings is published is this program's to say.
                let mark = found.mark.filter(|_| path != SETTINGS);
                let (hash, size) = hashes.file(path, mark, || {
                    let bytes = published(path, &found.on_disk)?;
                    Ok((Digest::of(&bytes), bytes.len() as u64))
                })?;
                let file = File { path: path.clone(), hash, size, modified: found.modified };
                files.push((file, found.on_disk.clone()));
            }
            let (hash, size) = hashes.pack(&list(&files)?, || {
                let bytes = pack(&files)?;
                Ok((Digest::of(&bytes), bytes.len() as u64))
            })?;
            content.holding.packs.push((hash, size));
            content.objects.insert(hash, Object::Pack(files));
        }
        hashes.keep();
        // What a replica would refuse is not published.
        let packed = content.objects.values().filter_map(|object| match object {
            Object::Pack(files) => Some(files.iter().map(|(file, _)| file)),
            Object::File(_) => None,
        });
        let all: Vec<&File> = content.holding.files.iter().chain(packed.flatten()).collect();
        cluster::check_files(all.into_iter())?;
        Ok(content)
    }

    /// Puts an object into the store. What is another by now is not put.
    pub(super) async fn put(&self, store: &Store, blob: &Blob) -> anyhow::Result<()> {
        let key = cluster::Key::of(blob);
        match self.objects.get(&blob.hash) {
            Some(Object::File(path)) => store.put_file(&key, path, &blob.hash).await,
            Some(Object::Pack(files)) => {
                let bytes = pack(files)?;
                anyhow::ensure!(Digest::of(&bytes) == blob.hash, "the data folder changed while it was published");
                store.put(&key, bytes).await
            }
            None => anyhow::bail!("an object that is not there: {}", blob.hash),
        }
    }
}

/// The list of a pack.
fn list(files: &[(File, PathBuf)]) -> anyhow::Result<Vec<u8>> {
    Ok(PackList { files: files.iter().map(|(file, _)| file.clone()).collect() }.line()?)
}

/// The bytes of a pack.
fn pack(files: &[(File, PathBuf)]) -> anyhow::Result<Vec<u8>> {
    let mut bytes = list(files)?;
    for (file, on_disk) in files {
        bytes.extend(published(&file.path, on_disk)?);
    }
    Ok(bytes)
}

/// The bytes of a file as they are published: settings without what is this machine's own.
fn published(path: &str, on_disk: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = fs::read(on_disk).with_context(|| on_disk.display().to_string())?;
    if path != SETTINGS {
        return Ok(bytes);
    }
    let mut settings: toml::Table = toml::from_str(&String::from_utf8_lossy(&bytes))
        .with_context(|| format!("{}: cannot be read", on_disk.display()))?;
    OWN.into_iter().for_each(|key| _ = settings.remove(key));
    Ok(toml::to_string(&settings)?.into_bytes())
}

/// What lies in a folder that may not be there; what is hidden is an import's own.
fn walk(folder: &Path, inside: &str, depth: usize, found: &mut BTreeMap<String, Found>) -> anyhow::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (path, inside) = (entry.path(), format!("{inside}/{name}"));
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if let Some(depth) = depth.checked_sub(1) {
                walk(&path, &inside, depth, found)?;
            }
        } else {
            add(&path, &inside, found)?;
        }
    }
    Ok(())
}

fn add(on_disk: &Path, path: &str, found: &mut BTreeMap<String, Found>) -> anyhow::Result<()> {
    let about = fs::metadata(on_disk).with_context(|| on_disk.display().to_string())?;
    // Only the history's times are ever asked for; elsewhere a new time would make another pack of the same texts.
    let is_asked = path.starts_with("corpus/history/");
    let modified = about.modified().ok().filter(|_| is_asked).and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let modified = modified.and_then(|since| u64::try_from(since.as_millis()).ok()).unwrap_or_default();
    let mark = files::mark(&about);
    found.insert(path.to_owned(), Found { on_disk: on_disk.to_owned(), size: about.len(), modified, mark });
    Ok(())
}
