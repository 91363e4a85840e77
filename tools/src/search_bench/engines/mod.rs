//! The engines that are compared, each as its own documentation sets it up.

mod fts5;
mod pullquote;
mod tantivy;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::corpus::Article;

/// How many hits a search shows.
const HITS: usize = 10;

/// Where the corpus of a size lies, and each engine's index.
pub struct Folder<'a>(pub &'a Path);

impl Folder<'_> {
    pub fn corpus(&self) -> std::path::PathBuf {
        self.0.join("corpus")
    }

    pub fn archive(&self) -> std::path::PathBuf {
        self.corpus().join("articles.jsonl")
    }

    pub fn index(&self, engine: &str) -> std::path::PathBuf {
        self.0.join(engine)
    }

    /// The articles, one at a time.
    fn articles(&self) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Article>>> {
        let lines = BufReader::with_capacity(1 << 16, File::open(self.archive())?).lines();
        Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
    }
}

/// An open index that searches.
pub trait Engine: Send {
    /// Searches, and writes ten hits with their excerpts as JSON.
    fn search(&mut self, words: &[String]) -> anyhow::Result<Vec<u8>>;

    /// Answers a question, by words alone or with the language model; only ours does.
    fn ask(&mut self, _words: &[String], _with_model: bool) -> Option<usize> {
        None
    }

    /// Completes what was typed; only ours does.
    fn complete(&mut self, _typed: &str) -> Option<usize> {
        None
    }
}

/// An engine by its name: how it builds, and how it opens what it built.
pub struct Kind {
    pub name: &'static str,
    pub build: fn(&Folder<'_>) -> anyhow::Result<()>,
    pub open: fn(&Folder<'_>) -> anyhow::Result<Box<dyn Engine>>,
}

pub const KINDS: [Kind; 3] = [
    Kind { name: "pullquote", build: pullquote::build, open: pullquote::open },
    Kind { name: "tantivy", build: tantivy::build, open: tantivy::open },
    Kind { name: "SQLite FTS5", build: fts5::build, open: fts5::open },
];
