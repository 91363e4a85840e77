//! Writing a backup: what lies in the data folder at one moment, and the rows of its desk.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::contents::{CORPUS, Contents, DESK, FOLDERS, LIST, SETTINGS, without_machine};
use crate::cluster::{self, Digest};
use crate::shell::Locations;

/// A folder that changes while it is read is read again so often.
const LOOKS: usize = 3;
/// Folders in folders, at most; a link that leads back up is not followed for ever.
const DEPTH: usize = 8;
/// What an import is about to put in place, and its lock.
const UNFINISHED: [&str; 3] = [".import-", ".import.lock", DRAFT];
/// What a backup is written as, until it has its name.
const DRAFT: &str = ".backup-";

/// Writes the backup under a hidden name, reads all of it back, and gives it its name. `rows`: those of the desk, as they are
/// once the folder has been read. What was written.
pub(super) fn save(
    at: &Locations,
    target: &Path,
    rows: impl Fn() -> anyhow::Result<Option<Vec<String>>>,
) -> anyhow::Result<Contents> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let cannot = || format!("{}: cannot be written", target.display());
    let is_inside = |own: PathBuf| match (folder.canonicalize(), own.canonicalize()) {
        (Ok(folder), Ok(own)) => folder.starts_with(own),
        _ => false,
    };
    anyhow::ensure!(
        !FOLDERS.iter().any(|own| is_inside(place(at, own))),
        "{}: lies in what is to be saved; name a place outside of it",
        target.display()
    );
    // For its owner alone: it holds what readers wrote.
    let mut draft = tempfile::Builder::new().prefix(DRAFT).tempfile_in(folder).with_context(cannot)?;
    let mut written = None;
    for _ in 0..LOOKS {
        draft.as_file_mut().set_len(0)?;
        draft.rewind()?;
        let before = look(at)?;
        let mut writing = Writing { zip: ZipWriter::new(BufWriter::new(draft.as_file_mut())), files: Vec::new() };
        let read = writing.folder(at);
        // What the desk says is written stands in what was read.
        let rows = rows();
        if look(at)? != before {
            // Neither what was read nor what went wrong counts.
            continue;
        }
        read.with_context(cannot)?;
        if let Some(rows) = rows? {
            let lines = rows.iter().flat_map(|row| [row.as_bytes(), b"\n"]);
            writing.entry(DESK, 0, &mut io::Cursor::new(lines.collect::<Vec<_>>().concat())).with_context(cannot)?;
        }
        written = Some(writing.end().with_context(cannot)?);
        break;
    }
    let contents = written.with_context(|| format!("{}: changes while it is read; try again", at.data.display()))?;
    draft.as_file().sync_all().with_context(cannot)?;
    draft.rewind()?;
    compared(draft.as_file(), &contents)
        .with_context(|| format!("{}: what was written is damaged", target.display()))?;
    draft.persist(target).map_err(|error| error.error).with_context(cannot)?;
    crate::index::sync_folder(folder)?;
    Ok(contents)
}

/// Where a folder of the backup lies.
fn place(at: &Locations, folder: &str) -> PathBuf {
    if folder == CORPUS { at.corpus.clone() } else { at.data.join(folder) }
}

/// How all that is saved looks from outside: names, lengths and times.
fn look(at: &Locations) -> anyhow::Result<Vec<(String, u64, Option<SystemTime>)>> {
    let mut found = vec![(SETTINGS.to_owned(), at.settings())];
    for folder in FOLDERS {
        walk(&place(at, folder), folder, DEPTH, &mut found)?;
    }
    found.sort();
    let looks = found.into_iter().map(|(path, on_disk)| {
        let about = fs::metadata(on_disk).ok();
        let changed = about.as_ref().and_then(|about| about.modified().ok());
        (path, about.map_or(0, |about| about.len()), changed)
    });
    Ok(looks.collect())
}

struct Writing<'a> {
    zip: ZipWriter<BufWriter<&'a mut File>>,
    files: Vec<cluster::File>,
}

impl Writing<'_> {
    /// What lies in a data folder.
    fn folder(&mut self, at: &Locations) -> anyhow::Result<()> {
        for folder in FOLDERS {
            let mut found = Vec::new();
            walk(&place(at, folder), folder, DEPTH, &mut found)?;
            found.sort();
            for (path, on_disk) in found {
                let mut open = File::open(&on_disk).with_context(|| on_disk.display().to_string())?;
                self.entry(&path, modified(&path, &open), &mut open)?;
            }
        }
        let settings = at.settings();
        if settings.is_file() {
            let own = fs::read_to_string(&settings).with_context(|| settings.display().to_string())?;
            let own = without_machine(&own).with_context(|| format!("{}: cannot be read", settings.display()))?;
            self.entry(SETTINGS, 0, &mut own.as_bytes())?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &str, modified: u64, from: &mut impl io::Read) -> anyhow::Result<()> {
        // Which length it has is known when it is written.
        self.zip.start_file(path, SimpleFileOptions::default().large_file(true))?;
        let mut hashing = Hashing { to: &mut self.zip, hasher: blake3::Hasher::new() };
        let size = io::copy(from, &mut hashing).with_context(|| path.to_owned())?;
        let hash = Digest::from(hashing.hasher.finalize());
        self.files.push(cluster::File { path: path.to_owned(), hash, size, modified });
        Ok(())
    }

    /// The list comes last.
    fn end(mut self) -> anyhow::Result<Contents> {
        let contents = Contents::new(self.files);
        self.zip.start_file(LIST, SimpleFileOptions::default())?;
        self.zip.write_all(&serde_json::to_vec(&contents)?)?;
        self.zip.finish()?.flush()?;
        Ok(contents)
    }
}

/// Takes the hash of what is written.
struct Hashing<W> {
    to: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Readers are told when a text was put away; of no other file is the time asked.
fn modified(path: &str, file: &File) -> u64 {
    let at = file.metadata().and_then(|about| about.modified()).ok().filter(|_| path.starts_with("corpus/history/"));
    let since = at.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_millis()).ok()).unwrap_or_default()
}

/// What lies in a folder that may not be there, hidden files too: an import knows by them what it may not bring back.
fn walk(folder: &Path, inside: &str, depth: usize, found: &mut Vec<(String, PathBuf)>) -> anyhow::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| folder.display().to_string()),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|name| {
            anyhow::anyhow!("{}/{}: a name that is no text", folder.display(), name.to_string_lossy())
        })?;
        if UNFINISHED.iter().any(|opening| name.starts_with(opening)) {
            continue;
        }
        let path = format!("{inside}/{name}");
        if !entry.path().is_dir() {
            found.push((path, entry.path()));
        } else if let Some(depth) = depth.checked_sub(1) {
            walk(&entry.path(), &path, depth, found)?;
        } else {
            anyhow::bail!("{}: too many folders in each other", entry.path().display());
        }
    }
    Ok(())
}

/// Reads every entry back: its sum is that of the zip, its hash that of the list, and the list holds no path that would be
/// refused.
fn compared(zip: &File, contents: &Contents) -> anyhow::Result<()> {
    contents.check(zip.metadata()?.len())?;
    let mut zip = ZipArchive::new(BufReader::new(zip))?;
    for file in &contents.files {
        let mut hasher = blake3::Hasher::new();
        let mut entry = zip.by_name(&file.path)?.take(file.size + 1);
        hasher.update_reader(&mut entry).with_context(|| file.path.clone())?;
        anyhow::ensure!(Digest::from(hasher.finalize()) == file.hash, "{}: its bytes are other ones", file.path);
    }
    Ok(())
}
