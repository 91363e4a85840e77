//! Cases of the golden set, a line of JSON each: added to a file of the data folder, or shown to copy.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::visit::Visit;
use crate::index::sync_folder;
use crate::render::discord::desk::copied;
use crate::shell::discord::respond::Outcome;

/// The file, in the data folder.
const FILE: &str = "eval/desk.jsonl";
/// Held while the file is written: two editors do not lose each other's case.
static WRITING: Mutex<()> = Mutex::new(());

/// Keeps a case.
pub(super) fn keep(visit: &Visit<'_>, case: &Value) -> Outcome {
    let line = case.to_string();
    let folder = visit.state.folder().filter(|folder| folder.settings.desk_writes);
    let written = folder.map(|folder| add(&folder.at.data.join(FILE), &line));
    if let Some(Ok(())) = written {
        return visit.say("desk.wrong_case_written", &[("file", &FILE)]);
    }
    if let Some(Err(error)) = written {
        tracing::warn!(%error, "{FILE} cannot be written");
    }
    Outcome::Message(copied(&visit.words().say("desk.wrong_case_copy", &[]), &line, "json", "case.jsonl"))
}

/// Adds a line to a file. A process that is killed meanwhile leaves the file as it was.
fn add(path: &Path, line: &str) -> io::Result<()> {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut held = match fs::read(path) {
        Ok(held) => held,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    if !held.is_empty() && !held.ends_with(b"\n") {
        held.push(b'\n');
    }
    held.extend([line.as_bytes(), b"\n"].concat());
    let mut file = tempfile::Builder::new().prefix(".desk-").tempfile_in(folder)?;
    file.write_all(&held)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}
