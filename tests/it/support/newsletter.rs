//! A data folder that the program works in, and what must hold of it whatever becomes of the program.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pullquote::index::IndexFolder;
use tempfile::TempDir;

use super::archives::contents;
use super::files;

/// A data folder that the program works in.
pub struct Newsletter {
    /// Where it is.
    pub folder: PathBuf,
    _gone_with_the_test: Option<TempDir>,
}

/// How a data folder stands: the files of the articles and of their history by their path, and what the index holds.
#[derive(Debug, PartialEq)]
pub struct State {
    pub articles: BTreeMap<PathBuf, Vec<u8>>,
    pub history: BTreeMap<PathBuf, Vec<u8>>,
    pub index: String,
    pub files: usize,
}

impl Newsletter {
    /// One that goes with the test.
    pub fn new() -> Newsletter {
        let folder = tempfile::tempdir().expect("a folder");
        Newsletter { folder: folder.path().to_owned(), _gone_with_the_test: Some(folder) }
    }

    /// The one in this folder.
    pub fn at(folder: PathBuf) -> Newsletter {
        Newsletter { folder, _gone_with_the_test: None }
    }

    /// The program, about to run in it.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.args(arguments).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the program, which must end well; what it wrote to its standard output.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.program(arguments).output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// How it stands.
    pub fn state(&self) -> State {
        let corpus = self.folder.join("corpus");
        let held = |folder: &str| {
            let folder = corpus.join(folder);
            let inside = if folder.is_dir() { files(&folder) } else { Vec::new() };
            let named = inside.into_iter().map(|path| {
                let bytes = fs::read(&path).expect("a file");
                (path.strip_prefix(&corpus).expect("inside").to_owned(), bytes)
            });
            named.collect()
        };
        let index = IndexFolder::new(self.folder.join("corpus.index")).open().expect("an index that opens");
        let (articles, history) = (held("articles"), held("history"));
        State { articles, history, index: contents(&index), files: files(&self.folder).len() }
    }
}

/// The name of an article's file without its opening and ending.
fn id_of(path: &Path) -> String {
    let name = path.file_name().expect("a name").to_string_lossy();
    let name = name.strip_prefix(".next-").unwrap_or(&name);
    name.rsplit_once('.').map_or(name, |(id, _)| id).to_owned()
}

/// Every article is there, whole, as it was or as it will be, and no other; so is the index.
pub fn assert_between(now: &State, before: &State, after: &State) {
    let hidden =
        |path: &Path, opening: &str| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(opening));
    let (mut seen, mut named) = (HashSet::new(), HashSet::new());
    for (path, bytes) in now.articles.iter().filter(|(path, _)| !hidden(path, ".import-")) {
        let plain = path.with_file_name(path.file_name().expect("a name").to_string_lossy().replacen(".next-", "", 1));
        let known = [before, after].iter().any(|state| state.articles.get(&plain) == Some(bytes));
        assert!(known, "{} is neither as before nor as after", path.display());
        // A new article may wait beside the old one for its name.
        assert!(hidden(path, ".next-") || named.insert(id_of(path)), "{} is there twice", path.display());
        seen.insert(id_of(path));
    }
    for path in before.articles.keys() {
        assert!(seen.contains(&id_of(path)), "{} is lost", path.display());
    }
    for (path, bytes) in now.history.iter().filter(|(path, _)| !hidden(path, ".import-")) {
        assert_eq!(after.history.get(path), Some(bytes), "{}", path.display());
    }
    assert!(now.index == before.index || now.index == after.index, "the index is neither as before nor as after");
    assert!(now.files <= 3 * after.files, "{} files instead of {}", now.files, after.files);
}
