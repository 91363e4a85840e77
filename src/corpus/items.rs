//! The articles of a corpus, one at a time: each as its bytes and their hash first, so that what has not changed need
//! not be parsed again.

use std::collections::VecDeque;
use std::io::{BufRead, Read};
use std::ops::Range;
use std::sync::Arc;

use super::article::Parsed;
use super::decode;
use super::error::{LoadError, Problem};
use super::rules::Rules;
use super::source::{FileKind, Source};
use super::{jsonl, markdown};

/// The longest line of an archive, and the largest file of an article or a tracker.
pub const LARGEST_ITEM: u64 = 16 * 1024 * 1024;

/// A BLAKE3 hash.
pub type Hash = [u8; 32];

/// One article as it stands in its file, not parsed yet.
#[derive(Debug, Clone)]
pub struct Item {
    /// The file, by its path inside the corpus folder.
    pub file: Arc<str>,
    /// The line of an archive; 1 for a Markdown file.
    pub line: u32,
    /// Its bytes in the file.
    pub range: Range<u64>,
    /// A hash over its bytes and everything else that parsing depends on: the same hash, the same article.
    pub hash: Hash,
    kind: FileKind,
    bytes: Vec<u8>,
}

impl Item {
    /// Where it stands, as messages say it: `articles/2018.jsonl:7`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// The article, or every mistake in it.
    pub fn parse(&self, rules: &Rules<'_>) -> Result<Parsed, Vec<LoadError>> {
        match self.kind {
            FileKind::Archive => jsonl::parse(&self.file, self.line, &self.bytes, &rules.defaults),
            FileKind::Markdown | FileKind::Tracker => markdown::parse(&self.file, &self.bytes, &rules.defaults),
        }
    }
}

/// Every article of the corpus, by file name and line. A file or line that cannot be read is an error in its place,
/// and the rest follows.
pub fn items<'a>(source: &'a dyn Source, rules: &Rules<'_>) -> Items<'a> {
    let mut rest: VecDeque<Result<(String, FileKind), LoadError>> = VecDeque::new();
    match listed(source) {
        Ok(files) => rest.extend(files.into_iter().filter(|(_, kind)| *kind != FileKind::Tracker).map(Ok)),
        Err(error) => rest.push_back(Err(error)),
    }
    Items { source, rest, archive: None, salt: salt(rules) }
}

/// The articles of one file.
pub fn items_of<'a>(source: &'a dyn Source, rules: &Rules<'_>, path: &str, kind: FileKind) -> Items<'a> {
    let rest = VecDeque::from([Ok((path.to_owned(), kind))]);
    Items { source, rest, archive: None, salt: salt(rules) }
}

/// What an article leaves out comes from the defaults, so they are part of what it says.
pub(super) fn salt(rules: &Rules<'_>) -> Hash {
    *blake3::hash(format!("{:?}", rules.defaults).as_bytes()).as_bytes()
}

/// The files that are read, in order, each once.
pub(super) fn listed(source: &dyn Source) -> Result<Vec<(String, FileKind)>, LoadError> {
    let files = source.files().map_err(|error| LoadError::of_file(".", unreadable(&error)))?;
    let mut files: Vec<_> = files.into_iter().filter_map(|path| FileKind::of(&path).map(|kind| (path, kind))).collect();
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

/// The whole of a small file.
pub(super) fn read_whole(source: &dyn Source, path: &str) -> Result<Vec<u8>, LoadError> {
    let read = source.open(path).and_then(|reader| {
        let mut bytes = Vec::new();
        reader.take(LARGEST_ITEM + 1).read_to_end(&mut bytes).map(|_| bytes)
    });
    match read {
        Ok(bytes) if bytes.len() as u64 > LARGEST_ITEM => Err(LoadError::of_file(path, Problem::TooLong(LARGEST_ITEM))),
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(LoadError::of_file(path, unreadable(&error))),
    }
}

fn unreadable(error: &std::io::Error) -> Problem {
    Problem::Unreadable(super::toml_form::first_line_of(&error.to_string()))
}

/// The iterator behind [`items`].
pub struct Items<'a> {
    source: &'a dyn Source,
    rest: VecDeque<Result<(String, FileKind), LoadError>>,
    archive: Option<OpenArchive<'a>>,
    salt: Hash,
}

/// A line of an archive: its number, its bytes in the file, and what stands there.
type Line = (u32, Range<u64>, Vec<u8>);

struct OpenArchive<'a> {
    file: Arc<str>,
    reader: Box<dyn BufRead + 'a>,
    line: u32,
    offset: u64,
}

impl Iterator for Items<'_> {
    type Item = Result<Item, LoadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(archive) = &mut self.archive {
                match archive.next_line() {
                    Some(Ok((line, range, bytes))) => {
                        let file = Arc::clone(&archive.file);
                        return Some(Ok(self.item(file, line, range, FileKind::Archive, bytes)));
                    }
                    Some(Err(error)) => {
                        // A reader that failed will fail again; an overlong line was passed over.
                        if matches!(error.problem, Problem::Unreadable(_) | Problem::Utf16Archive) {
                            self.archive = None;
                        }
                        return Some(Err(error));
                    }
                    None => self.archive = None,
                }
            }
            let (path, kind) = match self.rest.pop_front()? {
                Ok(file) => file,
                Err(error) => return Some(Err(error)),
            };
            if kind != FileKind::Archive {
                return Some(read_whole(self.source, &path).map(|bytes| {
                    let range = 0..bytes.len() as u64;
                    self.item(path.into(), 1, range, kind, bytes)
                }));
            }
            match self.source.open(&path) {
                Ok(reader) => self.archive = Some(OpenArchive { file: path.into(), reader, line: 0, offset: 0 }),
                Err(error) => return Some(Err(LoadError::of_file(&path, unreadable(&error)))),
            }
        }
    }
}

impl Items<'_> {
    fn item(&self, file: Arc<str>, line: u32, range: Range<u64>, kind: FileKind, bytes: Vec<u8>) -> Item {
        let mut hasher = blake3::Hasher::new_keyed(&self.salt);
        hasher.update(&[u8::from(kind == FileKind::Archive)]);
        hasher.update(&bytes);
        Item { file, line, range, hash: *hasher.finalize().as_bytes(), kind, bytes }
    }
}

impl OpenArchive<'_> {
    /// The next line that is not blank, its number and its bytes in the file.
    fn next_line(&mut self) -> Option<Result<Line, LoadError>> {
        loop {
            self.line = self.line.saturating_add(1);
            let mut bytes = Vec::new();
            let read = (&mut self.reader).take(LARGEST_ITEM + 1).read_until(b'\n', &mut bytes);
            let start = self.offset;
            self.offset += bytes.len() as u64;
            match read {
                Err(error) => return Some(Err(self.wrong(unreadable(&error)))),
                Ok(0) => return None,
                Ok(_) if self.line == 1 && decode::is_utf16(&bytes) => {
                    return Some(Err(self.wrong(Problem::Utf16Archive)));
                }
                Ok(_) if bytes.len() as u64 > LARGEST_ITEM => {
                    return Some(Err(match self.skip_line() {
                        Ok(()) => self.wrong(Problem::TooLong(LARGEST_ITEM)),
                        Err(error) => self.wrong(unreadable(&error)),
                    }));
                }
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(_) => return Some(Ok((self.line, start..self.offset, bytes))),
            }
        }
    }

    /// Passes over the rest of a line without keeping it.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let ahead = self.reader.fill_buf()?;
            let (length, ended) = match memchr::memchr(b'\n', ahead) {
                Some(at) => (at + 1, true),
                None => (ahead.len(), ahead.is_empty()),
            };
            self.reader.consume(length);
            self.offset += length as u64;
            if ended {
                return Ok(());
            }
        }
    }

    fn wrong(&self, problem: Problem) -> LoadError {
        LoadError { file: self.file.to_string(), line: Some(self.line), field: None, problem }
    }
}
