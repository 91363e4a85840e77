//! Many newsletters on several machines: an importer, replicas behind a balancer, a store, a database with a standby, all of
//! them processes here.
//!
//! `machines` ends one after the other. Meanwhile readers ask, and what they are answered is compared with what one process
//! answers; questions are put to the editors in Discord, and must be there at the end. `PULLQUOTE_TENANTS` says how many
//! newsletters (200), `PULLQUOTE_SECONDS` how long each fault lasts at least (60), `PULLQUOTE_FAULTS` which of them is tried
//! (`database`). `throughput` counts what one, two and three
//! replicas answer.

mod actions;
mod asking;
mod balancer;
mod cluster;
mod corpora;
mod database;
mod faults;
mod readers;
mod reference;
mod supervisor;
mod tally;
mod throughput;

use std::path::{Path, PathBuf};

use tokio::signal::unix::{SignalKind, signal};

pub use self::cluster::serve_store;
use self::corpora::Newsletter;
use crate::Outcome;

/// The machines, killed one after the other.
pub async fn killed() -> Outcome {
    in_folder(faults::run).await
}

/// What one, two and three replicas answer.
pub async fn throughput() -> Outcome {
    in_folder(throughput::run).await
}

/// Runs it in a folder of its own, which is kept where it fails.
async fn in_folder(run: impl AsyncFnOnce(&Path) -> Outcome) -> Outcome {
    cluster::check()?;
    let folder = tempfile::Builder::new().prefix("machines").tempdir().map_err(|error| error.to_string())?;
    // Whoever ends this ends all that it started.
    let mut terminated = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let ended = || Err("ended by a signal".to_owned());
    let ran = tokio::select! {
        ran = run(folder.path()) => ran,
        _ = terminated.recv() => ended(),
        _ = tokio::signal::ctrl_c() => ended(),
    };
    if ran.is_err() {
        println!("what all processes said stands in {}", folder.keep().join("logs").display());
    }
    ran
}

fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Where what the processes say is kept.
fn logs_in(folder: &Path) -> PathBuf {
    let logs = folder.join("logs");
    std::fs::create_dir(&logs).expect("a folder");
    logs
}

/// So many newsletters, the first of which have a desk, in the folders of the importer and of the reference.
fn written(folder: &Path, count: usize, desks: usize) -> Vec<Newsletter> {
    let newsletters = (0..count).map(|number| Newsletter { number, has_desk: number < desks });
    let write = |own: &Newsletter| ["importer", "reference"].into_iter().for_each(|into| own.write(&folder.join(into)));
    newsletters.inspect(write).collect()
}
