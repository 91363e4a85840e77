//! Where a corpus comes from. Reading a disk is the caller's: this room sees names and readers.

use std::io::{self, BufRead};

/// What a file of the corpus folder holds, by its place and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// One article: `articles/*.md`.
    Markdown,
    /// One article a line: `articles/*.jsonl`, or `*.jsonl` at the top.
    Archive,
    /// One tracker: `jurisdictions/*.toml`.
    Tracker,
}

impl FileKind {
    /// The kind of the file at `path` (inside the corpus folder, parts joined by `/`); `None` for what is never read.
    pub fn of(path: &str) -> Option<FileKind> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if name.starts_with('.') {
            return None;
        }
        let (stem, ending) = name.rsplit_once('.')?;
        match (folder, ending) {
            _ if stem.is_empty() => None,
            ("articles", "md") => Some(FileKind::Markdown),
            ("articles" | "", "jsonl") => Some(FileKind::Archive),
            ("jurisdictions", "toml") => Some(FileKind::Tracker),
            _ => None,
        }
    }
}

/// The folders of a corpus that hold files which are read; `""` is the corpus folder itself.
pub const FOLDERS: [&str; 3] = ["", "articles", "jurisdictions"];

/// A corpus folder, on a disk or in memory.
pub trait Source {
    /// The paths of its files, parts joined by `/`, in any order. What [`FileKind::of`] does not know is passed over.
    fn files(&self) -> io::Result<Vec<String>>;

    /// A reader at the start of one of them.
    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>>;

    /// Something that changes whenever the file does, and costs less than reading it. `None` where there is no such
    /// thing, or where it cannot be relied on (the file changed a moment ago, and clocks are coarse).
    fn stamp(&self, _path: &str) -> Option<Stamp> {
        None
    }
}

/// What [`Source::stamp`] gives: the same stamp, the same bytes.
pub type Stamp = [u8; 32];

/// A corpus in memory: paths and their bytes.
#[derive(Debug, Clone, Default)]
pub struct MemorySource(pub Vec<(String, Vec<u8>)>);

impl MemorySource {
    /// The same with one more file.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.push((path.to_owned(), bytes.into()));
        self
    }
}

impl Source for MemorySource {
    fn files(&self) -> io::Result<Vec<String>> {
        Ok(self.0.iter().map(|(path, _)| path.clone()).collect())
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        match self.0.iter().find(|(name, _)| name == path) {
            Some((_, bytes)) => Ok(Box::new(bytes.as_slice())),
            None => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }
}
