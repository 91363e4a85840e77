//! Gives the index its mark: a hash over the sources that decide what goes into it. An index with another mark is
//! built anew, so that nobody who changes a tokenizer or an extractor has to remember to count up a version.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The rooms whose code or data decides what an article becomes in the index.
const ROOMS: [&str; 7] = ["text", "words", "domain", "places", "corpus", "quotes", "index"];

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

/// Every file below a folder, in order.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
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
