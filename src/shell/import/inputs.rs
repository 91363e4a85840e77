//! What the person named: files, and every file of a folder that can be read.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::corpus::import::limits::{LARGEST_EXPORT, LARGEST_RAW};
use crate::corpus::import::{Refused, is_text};

/// How deep folders are walked.
const DEEPEST_FOLDER: usize = 16;

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// A file on the disk, and the name to call it by.
    File(PathBuf, String),
    /// An address to fetch.
    Address(String),
}

impl Input {
    pub(super) fn name(&self) -> &str {
        match self {
            Input::File(_, name) => name,
            Input::Address(address) => address,
        }
    }
}

/// The files and addresses behind the arguments, folders walked in the order of their names; and what of the folders
/// is passed over, and why.
pub(super) fn gather(named: &[String]) -> anyhow::Result<(Vec<Input>, Vec<String>)> {
    let (mut inputs, mut skipped) = (Vec::new(), Vec::new());
    for name in named {
        if name.starts_with("https://") || name.starts_with("http://") {
            inputs.push(Input::Address(name.clone()));
            continue;
        }
        let path = Path::new(name);
        let about = fs::metadata(path).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        if about.is_dir() {
            walk(path, name.trim_end_matches('/'), 0, &mut inputs, &mut skipped)?;
        } else {
            inputs.push(Input::File(path.to_owned(), name.clone()));
        }
    }
    Ok((inputs, skipped))
}

fn walk(
    folder: &Path,
    name: &str,
    depth: usize,
    inputs: &mut Vec<Input>,
    skipped: &mut Vec<String>,
) -> anyhow::Result<()> {
    if depth > DEEPEST_FOLDER {
        skipped.push(format!("{name}: a folder deeper than {DEEPEST_FOLDER} others"));
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
    let mut entries: Vec<fs::DirEntry> = entries.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let file_name = entry.file_name();
        let inner = format!("{name}/{}", file_name.to_string_lossy());
        let kind = entry.file_type()?;
        let why = match file_name.to_str() {
            None => "its name is no UTF-8",
            Some(file_name) if file_name.starts_with('.') => "hidden",
            Some(_) if kind.is_dir() => {
                walk(&entry.path(), &inner, depth + 1, inputs, skipped)?;
                continue;
            }
            Some(file_name) if kind.is_file() && is_text(file_name) => {
                inputs.push(Input::File(entry.path(), inner));
                continue;
            }
            Some(_) if kind.is_file() => "not a kind of file that is read",
            // A link may lead out of the folder, or round in a circle.
            Some(_) => "a link, or no file",
        };
        skipped.push(format!("{inner}: {why}"));
    }
    Ok(())
}

/// The bytes of a file. Exports of whole newsletters may be large; the articles in them may not.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Refused> {
    let malformed = |error: std::io::Error| Refused::Malformed {
        format: "a file".into(),
        problem: error.to_string().to_lowercase(),
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let export = matches!(ending.as_str(), "zip" | "csv" | "json" | "jsonl" | "xml" | "mbox" | "gz" | "zst" | "");
    let limit = if export { LARGEST_EXPORT } else { LARGEST_RAW };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(malformed)?;
    if bytes.len() as u64 > limit { Err(Refused::TooLarge(limit)) } else { Ok(bytes) }
}
