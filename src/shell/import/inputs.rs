//! What the person named: files, and every file of a folder that can be read.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::corpus::import::limits::{LARGEST_EXPORT, LARGEST_RAW};
use crate::corpus::import::{Refused, is_text};

use super::site::{Place, Sites};

/// How deep folders are walked.
const DEEPEST_FOLDER: usize = 16;

/// Something to read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Input {
    /// A file on the disk, the name to call it by, and where it stands in the folder of a site generator.
    File(PathBuf, String, Option<Place>),
    /// An address to fetch.
    Address(String),
}

impl Input {
    pub(super) fn name(&self) -> &str {
        match self {
            Input::File(_, name, _) => name,
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
        let mut sites = Sites::default();
        if about.is_dir() {
            let mut walk = Walk { inputs: &mut inputs, skipped: &mut skipped, site: sites.of(path) };
            walk.folder(path, name.trim_end_matches('/'), 0)?;
        } else {
            let site = path.parent().and_then(|folder| sites.of(folder));
            let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
            let place = site.map(|place| place.within(&file));
            inputs.push(Input::File(path.to_owned(), name.clone(), place));
        }
    }
    Ok((inputs, skipped))
}

/// A walk through the files of a folder.
struct Walk<'a> {
    inputs: &'a mut Vec<Input>,
    skipped: &'a mut Vec<String>,
    /// The site that the folder is of, and where it stands in it.
    site: Option<Place>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, name: &str, depth: usize) -> anyhow::Result<()> {
        if depth > DEEPEST_FOLDER {
            self.skipped.push(format!("{name}: a folder deeper than {DEEPEST_FOLDER} others"));
            return Ok(());
        }
        let entries = fs::read_dir(folder).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        let mut entries: Vec<fs::DirEntry> = entries.collect::<Result<_, _>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let file_name = entry.file_name();
            let inner = format!("{name}/{}", file_name.to_string_lossy());
            let kind = entry.file_type()?;
            let place = file_name.to_str().and_then(|name| Some(self.site.as_ref()?.within(name)));
            let left_out = place.as_ref().and_then(Place::left_out);
            let why = match file_name.to_str() {
                None => "its name is no UTF-8",
                Some(file_name) if file_name.starts_with('.') => "hidden",
                Some(_) if kind.is_dir() && left_out.is_none() => {
                    let above = std::mem::replace(&mut self.site, place);
                    self.folder(&entry.path(), &inner, depth + 1)?;
                    self.site = above;
                    continue;
                }
                Some(file_name) if kind.is_file() && is_text(file_name) && left_out.is_none() => {
                    self.inputs.push(Input::File(entry.path(), inner, place));
                    continue;
                }
                Some(file_name) if kind.is_dir() || kind.is_file() && is_text(file_name) => {
                    left_out.unwrap_or("not a kind of file that is read")
                }
                Some(_) if kind.is_file() => "not a kind of file that is read",
                // A link may lead out of the folder, or round in a circle.
                Some(_) => "a link, or no file",
            };
            self.skipped.push(format!("{inner}: {why}"));
        }
        Ok(())
    }
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
