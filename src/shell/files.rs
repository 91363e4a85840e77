//! The corpus folder on the disk.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::corpus::{FOLDERS, Source};

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
