//! Checks the set-up, says what is wrong and how to mend it.

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use super::{Locations, Settings, opening};

/// One finding: what was looked at, and what is wrong with it and how to mend it.
struct Finding {
    what: String,
    fault: Option<String>,
}

/// Prints a line a check; fails when something is wrong.
pub(super) fn run(at: &Locations, mut out: impl Write) -> anyhow::Result<ExitCode> {
    let findings = [data(at), corpus(at), index(at), settings(at)];
    for finding in &findings {
        match &finding.fault {
            None => writeln!(out, "ok     {}", finding.what)?,
            Some(fault) => writeln!(out, "wrong  {}: {fault}", finding.what)?,
        }
    }
    let sound = findings.iter().all(|finding| finding.fault.is_none());
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn data(at: &Locations) -> Finding {
    let fault = (!at.data.is_dir()).then(|| "no such folder; name the data folder with --data DIR".to_owned());
    Finding { what: format!("data folder {}", at.data.display()), fault }
}

fn corpus(at: &Locations) -> Finding {
    let fault = match fs::read_dir(&at.corpus).map(|mut entries| entries.next().is_some()) {
        Ok(true) => None,
        Ok(false) => Some("it is empty; put articles into its folder articles".to_owned()),
        Err(error) => Some(format!("{error}; name the corpus with --corpus DIR")),
    };
    Finding { what: format!("corpus {}", at.corpus.display()), fault }
}

fn index(at: &Locations) -> Finding {
    // It is made when it is needed, so what counts is whether it could be.
    let folder = if at.index.is_dir() { Some(at.index.as_path()) } else { at.index.parent() };
    let folder = folder.map(|folder| if folder.as_os_str().is_empty() { ".".as_ref() } else { folder });
    let writable = folder.map(|folder| tempfile::tempfile_in(folder).map(drop));
    let fault = match writable {
        Some(Ok(())) => None,
        Some(Err(error)) => Some(format!("cannot be written ({error}); name another folder with --index DIR")),
        None => Some("has no folder to stand in; name one with --index DIR".to_owned()),
    };
    Finding { what: format!("index {}", at.index.display()), fault }
}

fn settings(at: &Locations) -> Finding {
    let read = Settings::read(&at.settings()).map_err(anyhow::Error::from);
    let fault = read.and_then(|settings| opening::words(at, &settings)).err().map(|error| format!("{error:#}"));
    Finding { what: format!("settings {}", at.settings().display()), fault }
}
