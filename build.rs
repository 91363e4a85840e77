//! Gives the index its mark: a hash over the sources and the versions of crates that decide what goes into it. An index
//! with another mark is built anew, so that nobody who changes a tokenizer, an extractor or a stemmer has to remember to
//! count up a version.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The rooms whose code or data decides what an article becomes in the index. The bot's own words do not: what a tracker
/// takes from them is compared with what the index holds.
const ROOMS: [&str; 7] = ["text", "forest.rs", "domain", "places", "corpus", "quotes", "index"];

/// The crates that decide what a term is, and how it is stored.
const CRATES: [&str; 6] =
    ["frostem", "unicode-segmentation", "unicode-normalization", "tantivy", "postcard", "fsst-rs"];

fn main() -> io::Result<()> {
    let mut hasher = blake3::Hasher::new();
    for room in ROOMS {
        let folder = Path::new("src").join(room);
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in files(&folder)? {
            let bytes = fs::read(&file)?;
            hasher.update(file.to_string_lossy().replace('\\', "/").as_bytes());
            hasher.update(&bytes.len().to_le_bytes());
            hasher.update(&bytes);
        }
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string("Cargo.lock")?.replace("\r\n", "\n");
    for name in CRATES {
        let version = locked(&lock, name).ok_or_else(|| io::Error::other(format!("Cargo.lock: no {name}")))?;
        hasher.update(format!("{name} {version}\n").as_bytes());
    }
    // Letters, capitals and white space are the standard library's.
    hasher.update(format!("{:?}", char::UNICODE_VERSION).as_bytes());
    // The language model is left out where its file is: the rest works without it.
    let model = Path::new("src/splade/model.bin");
    println!("cargo::rustc-check-cfg=cfg(has_splade_model)");
    println!("cargo::rerun-if-changed={}", model.display());
    if model.exists() {
        println!("cargo::rustc-cfg=has_splade_model");
    }
    println!("cargo::rustc-env=PULLQUOTE_INDEX_MARK={}", hasher.finalize().to_hex());
    Ok(())
}

/// The version of a crate.
fn locked<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    rest.split_once('"').map(|(version, _)| version)
}

/// Every file below a folder, in order; or the file itself.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
