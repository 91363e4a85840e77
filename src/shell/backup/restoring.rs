//! Reading a backup back: into a hidden folder first, where all of it is compared, and then each part to its place.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context as _;
use tempfile::TempDir;
use zip::ZipArchive;

use super::contents::{CORPUS, Contents, LIST, LONGEST_LIST, MACHINE, SETTINGS, without_machine};
use crate::cluster::{self, Digest};
use crate::shell::files::sync;
use crate::shell::{Locations, Settings};

/// What it is unpacked into.
const DRAFT: &str = ".restore-";

/// A backup that was unpacked beside its place. It goes when it is dropped before it was put there.
pub(super) struct Unpacked {
    pub(super) contents: Contents,
    draft: TempDir,
    made: Option<Made>,
}

/// A data folder that was made for it, and goes where it stays empty.
struct Made(std::path::PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        // One that is not empty stays.
        let _gone = fs::remove_dir(&self.0);
    }
}

impl Unpacked {
    /// Unpacks a backup, once there is nothing in the data folder.
    pub(super) fn of(from: &Path, at: &Locations) -> anyhow::Result<Unpacked> {
        let named = || from.display().to_string();
        let own = own_settings(at)?;
        let file = File::open(from).with_context(named)?;
        let length = file.metadata().with_context(named)?.len();
        let mut zip = ZipArchive::new(BufReader::new(file)).with_context(named)?;
        let contents = list(&mut zip, length).with_context(named)?;
        let made = (!at.data.is_dir()).then(|| Made(at.data.clone()));
        let cannot = || format!("{}: cannot be written", at.data.display());
        fs::create_dir_all(&at.data).with_context(cannot)?;
        let draft = tempfile::Builder::new().prefix(DRAFT).tempdir_in(&at.data).with_context(cannot)?;
        let mut folders = HashSet::from([draft.path().join(CORPUS)]);
        fs::create_dir_all(draft.path().join(CORPUS)).with_context(cannot)?;
        for file in &contents.files {
            // A path that was checked: it leads nowhere else.
            let target = draft.path().join(&file.path);
            if let Some(parent) = target.parent().filter(|parent| folders.insert(parent.to_path_buf())) {
                fs::create_dir_all(parent).with_context(cannot)?;
            }
            unpack(&mut zip, file, &target).with_context(named)?;
        }
        let settings = draft.path().join(SETTINGS);
        let mut written = String::new();
        if contents.has(SETTINGS) {
            // Where desk and store are is this machine's to say, whatever a backup says.
            written = without_machine(&fs::read_to_string(&settings)?).with_context(|| SETTINGS.to_owned())?;
        }
        if let Some(own) = own {
            // Keys stand above sections.
            written = format!("{}\n{written}", own.trim_end());
        }
        if !written.is_empty() || contents.has(SETTINGS) {
            fs::write(&settings, written).with_context(cannot)?;
            Settings::read(&settings)?;
        }
        sync(draft.path()).with_context(cannot)?;
        Ok(Unpacked { contents, draft, made })
    }

    /// Where it lies until it is put in its place.
    pub(super) fn folder(&self) -> &Path {
        self.draft.path()
    }

    /// Puts it in its place; the corpus last, without which there is no archive.
    pub(super) fn put_in_place(self, at: &Locations) -> anyhow::Result<()> {
        let mut names: Vec<_> =
            fs::read_dir(self.draft.path())?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
        names.sort_by_key(|name| name == CORPUS);
        let mut moved = Vec::new();
        for name in names {
            let target = at.data.join(&name);
            if let Err(error) = fs::rename(self.draft.path().join(&name), &target) {
                // Nothing was there before but settings.
                moved.iter().for_each(|own| _ = fs::remove_dir_all(own));
                return Err(error).with_context(|| target.display().to_string());
            }
            moved.push(target);
        }
        crate::index::sync_folder(&at.data)?;
        drop(self.draft);
        drop(self.made);
        Ok(())
    }
}

/// Refuses a data folder with something in it; the settings that say where its desk and its store are may be there.
fn own_settings(at: &Locations) -> anyhow::Result<Option<String>> {
    anyhow::ensure!(
        at.corpus == at.data.join(CORPUS),
        "--corpus and --index are not for restore: name the data folder with --data DIR"
    );
    let entries = match fs::read_dir(&at.data) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| at.data.display().to_string()),
    };
    let mut own = None;
    for entry in entries {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(DRAFT.as_bytes()) && entry.path().is_dir() {
            // Of a restore that was killed.
            fs::remove_dir_all(entry.path()).with_context(|| entry.path().display().to_string())?;
            continue;
        }
        let only_places = |text: &String| {
            toml::from_str::<toml::Table>(text).is_ok_and(|own| own.keys().all(|key| MACHINE.contains(&key.as_str())))
        };
        own = Some(entry.file_name())
            .filter(|name| name == SETTINGS)
            .and_then(|_| fs::read_to_string(entry.path()).ok())
            .filter(only_places);
        anyhow::ensure!(
            own.is_some(),
            "{}: is not empty: {} is there; restore into a new data folder",
            at.data.display(),
            entry.file_name().to_string_lossy()
        );
    }
    Ok(own)
}

/// The list of a backup. What stands in the zip and not in it is not read.
fn list(zip: &mut ZipArchive<BufReader<File>>, length: u64) -> anyhow::Result<Contents> {
    anyhow::ensure!(!zip.has_overlapping_files().unwrap_or(true), "its entries overlap");
    let mut json = Vec::new();
    let entry = zip.by_name(LIST).context("this is no backup: it has no backup.json")?;
    entry.take(LONGEST_LIST + 1).read_to_end(&mut json).context(LIST)?;
    anyhow::ensure!(json.len() as u64 <= LONGEST_LIST, "{LIST}: is too long");
    let contents: Contents = serde_json::from_slice(&json).context(LIST)?;
    contents.check(length)?;
    Ok(contents)
}

/// Unpacks a file and compares it. No more is read than it should have.
fn unpack(zip: &mut ZipArchive<BufReader<File>>, file: &cluster::File, target: &Path) -> anyhow::Result<()> {
    let damaged = || format!("{}: is damaged", file.path);
    let entry = zip.by_name(&file.path).with_context(damaged)?;
    let mut to = File::create_new(target).with_context(|| target.display().to_string())?;
    let (mut entry, mut hasher, mut buffer) = (entry.take(file.size + 1), blake3::Hasher::new(), vec![0; 1 << 16]);
    loop {
        let read = entry.read(&mut buffer).with_context(damaged)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        hasher.update(bytes);
        to.write_all(bytes).with_context(|| format!("{}: cannot be written", target.display()))?;
    }
    let good = hasher.count() == file.size && Digest::from(hasher.finalize()) == file.hash;
    anyhow::ensure!(good, "{}: its bytes are not those of its hash", file.path);
    if file.modified > 0 {
        to.set_modified(UNIX_EPOCH + Duration::from_millis(file.modified))?;
    }
    Ok(())
}
