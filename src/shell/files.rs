//! The corpus folder on the disk.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::corpus::{FOLDERS, Source, Stamp};

/// A corpus folder.
#[derive(Debug, Clone)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn files(&self) -> io::Result<Vec<String>> {
        let mut files = Vec::new();
        for folder in FOLDERS {
            list(&self.0.join(folder), folder, &mut files)?;
        }
        files.sort();
        Ok(files)
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(self.0.join(path))?)))
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        mark(&fs::metadata(self.0.join(path)).ok()?)
    }
}

/// A mark of a file that stays the same as long as the file does; none of one that changed just now.
pub(super) fn mark(about: &fs::Metadata) -> Option<Stamp> {
    let modified = about.modified().ok()?;
    // A second change within the grain of the clock would leave the time as it is.
    let settled = modified.elapsed().is_ok_and(|age| age > SETTLED);
    settled.then(|| *blake3::hash(format!("{modified:?} {:?} {}", changed(about), about.len()).as_bytes()).as_bytes())
}

/// How long ago a file must have changed for its times to tell that it has not changed since.
const SETTLED: Duration = Duration::from_secs(2);

/// When the file or what is known of it changed, and which file it is: unlike the time of modification, nobody sets
/// that by hand.
#[cfg(unix)]
fn changed(about: &fs::Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.ctime(), about.ctime_nsec(), about.ino())
}

/// When the file was made.
#[cfg(not(unix))]
fn changed(about: &fs::Metadata) -> Option<std::time::SystemTime> {
    about.created().ok()
}

/// Adds the files of one folder. Only the corpus folder itself has to be there.
fn list(path: &Path, inside: &str, files: &mut Vec<String>) -> io::Result<()> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !inside.is_empty() => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        // A name that is no UTF-8 is none that a corpus uses.
        let Ok(name) = entry.file_name().into_string() else { continue };
        if fs::metadata(entry.path()).is_ok_and(|about| about.is_file()) {
            files.push(if inside.is_empty() { name } else { format!("{inside}/{name}") });
        }
    }
    Ok(())
}

/// Temporary files are made for their owner alone; what is kept is for whoever may read the folder.
#[cfg(unix)]
pub(super) fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
pub(super) fn readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Brings all that was written to the disk: one sync of the file system costs no more than one of a file.
#[cfg(target_os = "linux")]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { sync(&path)? } else { File::open(&path)?.sync_all()? }
    }
    crate::index::sync_folder(folder)
}
