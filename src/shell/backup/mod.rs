//! `pullquote backup` and `pullquote restore`: a newsletter as one file.
//!
//! ```text
//! corpus/  words/  eval/     as in the data folder, hidden files and the history among them
//! pullquote.toml             without what is a machine's own
//! desk.jsonl                 the rows of the desk, as `desk export` writes them
//! backup.json                the list of all, with hashes
//! ```

mod contents;
mod restoring;
mod saving;

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ArgMatches;

use self::contents::DESK;
use self::restoring::Unpacked;
use super::{Locations, Settings, catalogue, desk, opening};
use crate::desk::DeskAddress;

fn file(own: &ArgMatches) -> anyhow::Result<&PathBuf> {
    own.get_one::<PathBuf>("file").context("FILE is missing")
}

/// `pullquote backup`.
pub(super) fn save(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        !at.current().is_pulled(),
        "{}: holds an archive that was pulled; a backup is made where it is published",
        at.data.display()
    );
    let (target, with_key) = (file(own)?, own.get_flag("with-key"));
    let contents = saving::save(at, target, || desk::rows(at, with_key))?;
    let bytes: u64 = contents.files.iter().map(|file| file.size).sum();
    let desk = match (contents.has(DESK), with_key) {
        (false, _) => "; there is no desk",
        (true, true) => ", with the desk and its key",
        (true, false) => ", with the desk but not its key: what is hidden stays behind (--with-key takes it along)",
    };
    anstream::println!("{}: {} files, {bytes} bytes{desk}", target.display(), contents.files.len());
    Ok(ExitCode::SUCCESS)
}

/// `pullquote restore`.
pub(super) fn restore(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let from = file(own)?;
    // Before anything is unpacked, and as this machine has it: the settings in the backup say nothing of it.
    let place = Settings::of_machine(at)?.desk_at(at)?;
    let unpacked = Unpacked::of(from, at)?;
    let rows = if unpacked.contents.has(DESK) {
        let own = Locations::new(Some(unpacked.folder().to_owned()), None, None);
        let words = catalogue::words(&own, &Settings::read(&own.settings())?)?;
        let place = match place {
            DeskAddress::File(_) => DeskAddress::File(own.desk()),
            shared => shared,
        };
        let rows = own.data.join(DESK);
        let taken = desk::take_in(&place, &words, BufReader::new(File::open(&rows)?));
        let taken = taken.with_context(|| format!("{}: {DESK}", from.display()))?;
        std::fs::remove_file(rows)?;
        Some(taken)
    } else {
        None
    };
    let made_at = unpacked.contents.made_at.clone();
    unpacked.put_in_place(at)?;
    let opened =
        opening::open(at).with_context(|| format!("{}: is restored, and cannot be opened", at.data.display()))?;
    let articles = opened.engine.archive().article_count();
    let desk = match rows {
        Some(rows) => format!(
            "{} rows of the desk came in, {} were passed over, {} were deleted there since they were deleted elsewhere",
            rows.added, rows.passed_over, rows.deleted
        ),
        None => "there is no desk in it".to_owned(),
    };
    anstream::println!("{}: restored as of {made_at}, {articles} articles; {desk}", at.data.display());
    Ok(ExitCode::SUCCESS)
}
