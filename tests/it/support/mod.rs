//! What the tests share: a Discord of our own, data folders, hostile words, a newsroom, letters to import, the sample corpus, a small disk,
//! a web server, an S3 server, and chance.

pub mod archives;
pub mod desks;
pub mod discord;
pub mod folder;
pub mod hostile;
pub mod killed;
pub mod killed_issues;
pub mod killed_senders;
pub mod letters;
pub mod newsletter;
pub mod newsroom;
pub mod page;
pub mod pages;
pub mod random;
pub mod s3;
pub mod sample;
pub mod schema;
pub mod small_disk;
pub mod web;

use std::fs;
use std::path::{Path, PathBuf};

use pullquote::commands::{Call, Table, run};
use pullquote::engine::Engine;
use pullquote::reply::Reply;

/// How often something is tried: more on request, for a full run.
pub fn times(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The answer to a call by whoever it names.
pub fn asked(engine: &Engine, call: &Call) -> Reply {
    run(engine, &Table::builtin(engine.words()), call)
}
