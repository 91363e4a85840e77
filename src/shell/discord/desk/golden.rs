//! Cases of the golden set, a line of JSON each: added to a file of the data folder, or shown to copy.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::visit::Visit;
use crate::render::discord::desk::copied;
use crate::shell::discord::respond::Outcome;
use crate::shell::import::replace_file;

/// The file, in the data folder.
const FILE: &str = "eval/desk.jsonl";
/// Held while the file is written: two editors do not lose each other's case.
static WRITING: Mutex<()> = Mutex::new(());

/// Keeps a case.
pub(super) async fn keep(visit: &Visit<'_>, case: &Value) -> Outcome {
    let line = case.to_string();
    let written = match visit.state.folder().filter(|folder| folder.settings.desk_writes) {
        Some(folder) => {
            let own = line.clone();
            Arc::clone(visit.state).in_turn(move |_| add(&folder.at.data.join(FILE), &own)).await
        }
        None => None,
    };
    if let Some(Ok(())) = written {
        return visit.say("desk.wrong_case_written", &[("file", &FILE)]);
    }
    if let Some(Err(error)) = written {
        tracing::warn!(%error, "{FILE} cannot be written");
    }
    Outcome::Message(copied(&visit.words().say("desk.wrong_case_copy", &[]), &line, "json", "case.jsonl"))
}

/// Adds a line to a file.
fn add(path: &Path, line: &str) -> io::Result<()> {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut held = match fs::read(path) {
        Ok(held) => held,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    if !held.is_empty() && !held.ends_with(b"\n") {
        held.push(b'\n');
    }
    held.extend([line.as_bytes(), b"\n"].concat());
    replace_file(path, held)
}
