//! `search-bench README FOLDER PARAGRAPHS…` compares `search` with stock tantivy and SQLite FTS5 over generated
//! corpora of so many paragraphs, and writes the table of the README.
//!
//! One process asks all engines the same searches, in rounds. Times of answers are CPU time of the thread, up to the
//! reply as JSON: ten hits with excerpts. What lies in the folder from an earlier run is used again.

pub mod building;
mod clock;
pub mod corpus;
pub mod engines;

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context as _;

use engines::{Engine, Folder, KINDS, Kind};

/// Searches that are timed, and those before them that warm up.
const SEARCHES: usize = 1_000;
const WARM: usize = 200;

/// An engine answers so many in a row, then it is the next one's turn: were it one, each would find the processor's
/// caches full of what the engine before it looked at.
const ROUND: usize = 50;

/// One question in so many is asked with the language model too: it takes a hundred times as long.
const MODELLED: usize = 10;

/// The table stands between these lines.
const OPENS: &str = "<!-- made by search-bench -->\n";
const CLOSES: &str = "<!-- end -->\n";

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [what, engine, folder] if what == "build" => building::run(named(engine)?, &Folder(Path::new(folder))),
        [what, engine, folder] if what == "start" => {
            (named(engine)?.open)(&Folder(Path::new(folder)))?.search(&corpus::search(0, corpus::PARAGRAPHS)).map(drop)
        }
        [readme, folder, sizes @ ..] if !sizes.is_empty() => {
            let mut table = String::from(HEADING);
            for size in sizes {
                let rows = compare(&Folder(&Path::new(folder).join(size)), size.parse()?)?;
                print!("{rows}");
                table.push_str(&rows);
            }
            write_table(Path::new(readme), &table)
        }
        _ => anyhow::bail!("expected: search-bench README FOLDER PARAGRAPHS…"),
    }
}

const HEADING: &str = "\
| paragraphs | engine | search p50 | p99 | ask by words p50 | p99 | ask with model p50 | p99 | completion p50 | p99 | build | CPU | memory | index / text | cold start |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
";

fn named(name: &str) -> anyhow::Result<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).with_context(|| format!("{name}: no such engine"))
}

fn compare(folder: &Folder<'_>, paragraphs: usize) -> anyhow::Result<String> {
    let text = text_bytes(folder, paragraphs)?;
    let mut built = Vec::new();
    let mut open = Vec::new();
    for kind in &KINDS {
        built.push((building::built(kind, folder)?, building::cold_start(kind, folder)?));
        open.push((kind.open)(folder)?);
    }
    let times = ask_all(&mut open, paragraphs)?;
    let mut rows = String::new();
    for ((kind, times), (built, start)) in KINDS.iter().zip(times).zip(built) {
        let Times { searches, asks, modelled, completions } = times;
        let spent =
            [searches, asks, modelled, completions].map(|times| format!("{} | {}", at(&times, 0.5), at(&times, 0.99)));
        writeln!(
            rows,
            "| {} | {} | {} | {:.1} s | {:.1} s | {} MB | {:.2} | {:.0} ms |",
            grouped(paragraphs),
            kind.name,
            spent.join(" | "),
            built.seconds,
            built.cpu_seconds,
            built.peak_bytes / 1_000_000,
            built.index_bytes as f64 / text as f64,
            start * 1e3,
        )?;
    }
    Ok(rows)
}

/// Nanoseconds of each answer.
#[derive(Default)]
struct Times {
    searches: Vec<u64>,
    asks: Vec<u64>,
    /// Of the questions that the language model reads for; only every tenth is asked so.
    modelled: Vec<u64>,
    completions: Vec<u64>,
}

fn ask_all(engines: &mut [Box<dyn Engine>], paragraphs: usize) -> anyhow::Result<Vec<Times>> {
    let mut all: Vec<Times> = engines.iter().map(|_| Times::default()).collect();
    for from in (0..WARM + SEARCHES).step_by(ROUND) {
        let turns = from..from + ROUND;
        let words: Vec<_> = turns.clone().map(|turn| corpus::search(turn, paragraphs)).collect();
        let typed: Vec<_> = turns.map(corpus::typed).collect();
        for (engine, times) in engines.iter_mut().zip(&mut all) {
            let mut round = Times::default();
            for words in &words {
                let (found, search) = timed(|| engine.search(words));
                found?;
                round.searches.push(search);
            }
            for words in &words {
                let (asked, ask) = timed(|| engine.ask(words, false));
                round.asks.extend(asked.map(|_| ask));
            }
            for words in words.iter().step_by(MODELLED) {
                let (asked, ask) = timed(|| engine.ask(words, true));
                round.modelled.extend(asked.map(|_| ask));
            }
            for typed in &typed {
                let (completed, completion) = timed(|| engine.complete(typed));
                round.completions.extend(completed.map(|_| completion));
            }
            if from >= WARM {
                times.searches.extend(round.searches);
                times.asks.extend(round.asks);
                times.modelled.extend(round.modelled);
                times.completions.extend(round.completions);
            }
        }
    }
    Ok(all)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let start = clock::thread();
    let value = std::hint::black_box(work());
    (value, clock::thread() - start)
}

/// The time that this share of the answers stays under.
fn at(times: &[u64], share: f64) -> String {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let index = (sorted.len() as f64 * share) as usize;
    sorted.get(index).map_or("–".to_owned(), |nanos| format!("{:.0} µs", *nanos as f64 / 1e3))
}

/// "100,000".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// How long the texts of the corpus are; it is written where it is not there.
pub fn text_bytes(folder: &Folder<'_>, paragraphs: usize) -> anyhow::Result<u64> {
    let known = folder.0.join("text-bytes");
    if let Ok(text) = std::fs::read_to_string(&known) {
        return Ok(text.trim().parse()?);
    }
    std::fs::create_dir_all(folder.corpus())?;
    let bytes = corpus::write(paragraphs, BufWriter::new(File::create(folder.archive())?))?;
    std::fs::write(known, bytes.to_string())?;
    Ok(bytes)
}

fn write_table(readme: &Path, table: &str) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(readme)?;
    let (before, rest) = text.split_once(OPENS).context("the README has no place for the table")?;
    let (_, after) = rest.split_once(CLOSES).context("the README's table has no end")?;
    Ok(std::fs::write(readme, format!("{before}{OPENS}{table}{CLOSES}{after}"))?)
}
