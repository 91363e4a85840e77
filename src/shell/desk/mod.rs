//! `pullquote desk export|import` and `pullquote report`.

mod gather;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ArgMatches;

use super::discord::withdrawn;
use super::{Locations, Settings, catalogue, opening};
use crate::desk::{Desk, DeskAddress, Imported};
use crate::render::terminal;
use crate::words::Words;

pub(super) use gather::{of_archive, of_desk};

/// `desk export`, `desk import`.
pub(super) fn run(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    match own.subcommand() {
        Some(("export", own)) => export(at, !own.get_flag("without-key"), io::stdout().lock())?,
        Some(("import", own)) => match own.get_one::<PathBuf>("file") {
            Some(path) => {
                let file = File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
                import(at, BufReader::new(file)).with_context(|| path.display().to_string())?;
            }
            None => import(at, io::stdin().lock())?,
        },
        _ => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Does work with the desk, and closes it.
fn with_desk<T>(address: &DeskAddress, work: impl AsyncFnOnce(&Desk) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let desk = Desk::open(address).await.with_context(|| address.to_string())?;
        let done = work(&desk).await;
        desk.close().await;
        done
    })
}

/// Whether there may be a desk: what is not there is not made to be read.
fn may_be_there(address: &DeskAddress) -> bool {
    match address {
        DeskAddress::File(path) => path.is_file(),
        DeskAddress::Postgres { .. } => true,
    }
}

/// The rows of a desk, as `desk export` writes them; nothing where there is no desk.
pub(super) fn rows(at: &Locations, with_key: bool) -> anyhow::Result<Option<Vec<String>>> {
    let address = Settings::of(at)?.desk_at(at)?;
    let is_there = may_be_there(&address);
    is_there.then(|| with_desk(&address, async |desk| Ok(desk.export(with_key, now()).await?))).transpose()
}

fn export(at: &Locations, with_key: bool, mut out: impl Write) -> anyhow::Result<()> {
    let address = Settings::of(at)?.desk_at(at)?;
    let lines = rows(at, with_key)?.with_context(|| format!("{address}: there is no desk"))?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

/// Takes rows into a desk, as `desk import` does.
pub(super) fn take_in(address: &DeskAddress, words: &Words, input: impl BufRead) -> anyhow::Result<Imported> {
    let shown = withdrawn(words);
    with_desk(address, async |desk| Ok(desk.import(input.lines(), &shown, now()).await?))
}

fn import(at: &Locations, input: impl BufRead) -> anyhow::Result<()> {
    let settings = Settings::of(at)?;
    let done = take_in(&settings.desk_at(at)?, &catalogue::words(at, &settings)?, input)?;
    tell!(
        "{} rows added, {} passed over, {} deleted since they were deleted elsewhere",
        done.added,
        done.passed_over,
        done.deleted
    );
    Ok(())
}

/// `report`.
pub(super) fn report(at: &Locations, in_csv: bool, mut out: impl Write) -> anyhow::Result<ExitCode> {
    let opened = opening::open(at)?;
    let engine = &opened.engine;
    let mut report = of_archive(engine, true, Some((at, &opened.settings)));
    // Without a desk there are no counts, and the archive has things to tell all the same.
    let address = opened.settings.desk_at(at)?;
    if may_be_there(&address) {
        with_desk(&address, async |desk| Ok(of_desk(&mut report, desk, engine, (None, true), now()).await?))?;
    }
    if in_csv {
        out.write_all(report.csv(engine.words()).as_bytes())?;
    } else {
        for line in report.text(engine.words()).lines() {
            writeln!(out, "{}", terminal::safe(line))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
