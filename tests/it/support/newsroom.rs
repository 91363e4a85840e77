//! A small newsletter of this project's own writing, to ask about people and their words.

use std::path::Path;

use pullquote::corpus::MemorySource;
use pullquote::domain::Article;
use pullquote::engine::Engine;

use super::sample;

/// The articles, and an engine over them.
pub fn engine() -> (Vec<Article>, Engine) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/newsroom");
    let mut source = MemorySource::default();
    for entry in std::fs::read_dir(folder).expect("the folder of articles") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a file name");
        source = source.with(&format!("articles/{name}"), std::fs::read(&path).expect("an article"));
    }
    sample::loaded(&source)
}
