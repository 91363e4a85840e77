//! The sample corpus of this repository, read and indexed in memory.

use std::path::Path;

use pullquote::corpus::{Loaded, MemorySource, load};
use pullquote::domain::Article;
use pullquote::engine::Engine;
use pullquote::index::Archive;
use pullquote::words::Words;

use super::archives::with_rules;

const PATHS: [&str; 2] = ["articles/2018-01-24-renewing-racist-assault.md", "jurisdictions/doj-letter-2018-01-24.toml"];

/// Each file by its path, and what it holds.
fn read_files() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    PATHS.into_iter().map(move |path| (path, std::fs::read(root.join(path)).expect("a file of the sample corpus")))
}

/// The files.
pub fn files() -> MemorySource {
    read_files().fold(MemorySource::default(), |source, (path, bytes)| source.with(path, bytes))
}

/// Writes the files into a corpus.
pub fn write(corpus: &Path) {
    for (path, bytes) in read_files() {
        let path = corpus.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
}

/// A corpus, checked against the embedded gazetteer.
pub fn read(source: &MemorySource) -> Loaded {
    with_rules(|rules| load(source, rules))
}

/// The articles, and an engine over them.
pub fn engine() -> (Vec<Article>, Engine) {
    loaded(&files())
}

/// An engine over these files, in which nothing is wrong.
pub fn over(files: &MemorySource) -> Engine {
    loaded(files).1
}

/// The same with their articles.
pub fn loaded(files: &MemorySource) -> (Vec<Article>, Engine) {
    let loaded = read(files);
    assert!(loaded.errors.is_empty(), "{:?}", loaded.errors);
    let archive = Archive::in_memory(loaded.articles.clone(), loaded.trackers).expect("an index in memory");
    (loaded.articles, Engine::new(archive, Words::english()))
}
