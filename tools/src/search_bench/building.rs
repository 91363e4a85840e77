//! What an engine's index costs to build: each in a process of its own, since memory is a process's.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::clock;
use super::engines::{Folder, Kind};

/// Starts that are timed; the middle one counts.
const STARTS: usize = 5;

#[derive(Serialize, Deserialize)]
pub struct Built {
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub peak_bytes: u64,
    pub index_bytes: u64,
}

/// Builds in this process and prints what it cost: what [`built`] starts.
pub fn run(kind: &Kind, folder: &Folder<'_>) -> anyhow::Result<()> {
    let (start, cpu) = (Instant::now(), clock::process());
    (kind.build)(folder)?;
    let (seconds, cpu_seconds) = (start.elapsed().as_secs_f64(), (clock::process() - cpu) as f64 / 1e9);
    let index_bytes = bytes_in(&folder.index(kind.name))?;
    let built = Built { seconds, cpu_seconds, peak_bytes: peak_memory()?, index_bytes };
    println!("{}", serde_json::to_string(&built)?);
    Ok(())
}

/// What building cost. A build that is there already is not repeated: large ones can be made one at a time.
pub fn built(kind: &Kind, folder: &Folder<'_>) -> anyhow::Result<Built> {
    let known = folder.0.join(format!("{}.json", kind.name));
    if let Ok(text) = std::fs::read_to_string(&known) {
        return Ok(serde_json::from_str(&text)?);
    }
    let index = folder.index(kind.name);
    if index.exists() {
        std::fs::remove_dir_all(&index)?;
    }
    let said = child(&["build", kind.name, path(folder)?])?;
    std::fs::write(known, &said)?;
    Ok(serde_json::from_str(&said)?)
}

/// Seconds from the start of a process to the end of its first search and of itself.
pub fn cold_start(kind: &Kind, folder: &Folder<'_>) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        child(&["start", kind.name, path(folder)?])?;
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times.get(STARTS / 2).copied().context("no start")
}

fn path<'a>(folder: &'a Folder<'_>) -> anyhow::Result<&'a str> {
    folder.0.to_str().context("the folder's name is no text")
}

fn child(arguments: &[&str]) -> anyhow::Result<String> {
    let mut program = Command::new(std::env::current_exe()?);
    let output = program.arg("search-bench").args(arguments).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// The most memory that this process has held so far.
fn peak_memory() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).context("no VmHWM")?;
    let kilobytes: u64 = line.split_whitespace().nth(1).context("no size")?.parse()?;
    Ok(kilobytes * 1024)
}

/// The bytes of all files in a folder and below.
pub fn bytes_in(path: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        bytes += if meta.is_dir() { bytes_in(&entry.path())? } else { meta.len() };
    }
    Ok(bytes)
}
