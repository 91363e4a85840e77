//! `sizing FOLDER [small]` measures what newsletters cost on this machine, small, medium and large ones: memory while they are
//! open and closed, disk, objects in the store, the time to open one, answers a second of a core; with PULLQUOTE_DESK also the
//! time to open a desk. Then it prints what so many newsletters on so many servers come to, and the arithmetic.
//!
//! Each server is a process of its own: this program, started as `sizing program …`. Answers are counted by the time that the
//! server's threads computed, so that whoever asks beside it on the same machine does not count.

mod measuring;

use std::ffi::OsString;
use std::path::Path;

use measuring::Measured;

/// What is measured: paragraphs of a newsletter, and how many of that size.
const CLASSES: [(usize, usize); 3] = [(200, 40), (5_000, 8), (100_000, 3)];
const SMALL: [(usize, usize); 2] = [(200, 4), (2_000, 2)];

/// What is told of: newsletters, paragraphs of each, servers.
const NETWORKS: [(u64, u64, u64); 6] =
    [(1, 5_000, 1), (20, 5_000, 2), (200, 200, 2), (200, 5_000, 2), (1_000, 5_000, 4), (50, 100_000, 4)];

/// Connections of a program to the database: its pool, and the one that listens.
const CONNECTIONS: u64 = 11;

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [what, rest @ ..] if what == "program" => {
            let own = std::iter::once("pullquote").chain(rest.iter().map(String::as_str));
            let _ended = pullquote::shell::run(own.map(OsString::from).collect::<Vec<_>>().into_iter());
            Ok(())
        }
        [folder] => report(Path::new(folder), &CLASSES),
        [folder, small] if small == "small" => report(Path::new(folder), &SMALL),
        _ => anyhow::bail!("expected: sizing FOLDER [small]"),
    }
}

fn report(folder: &Path, classes: &[(usize, usize)]) -> anyhow::Result<()> {
    let empty = measuring::empty(folder)?;
    println!("A program with no newsletter holds {} of memory.\n", megabytes(empty));
    println!(
        "| paragraphs | text | index | in the store | objects | closed | open, own | open, mapped | to open | first answer | search | ask |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut all = Vec::new();
    for (paragraphs, count) in classes {
        let own = measuring::measure(&folder.join(paragraphs.to_string()), *paragraphs, *count, empty)?;
        println!("{}", row(&own));
        all.push(own);
    }
    println!(
        "\nA newsletter each. `own` is memory that nothing else can have, `mapped` pages of the index, which the system takes \
         back where it is short of memory; search and ask are answers of one core in a second of its time."
    );
    if let Some(told) = measuring::desks()? {
        println!("{told}");
    }
    networks(&all, empty);
    Ok(())
}

fn row(own: &Measured) -> String {
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {:.0} ms | {:.0} ms | {:.0} | {:.0} |",
        own.paragraphs,
        megabytes(own.text),
        megabytes(own.index),
        megabytes(own.stored),
        own.objects,
        megabytes(own.closed),
        megabytes(own.open),
        megabytes(own.mapped),
        own.opening.as_secs_f64() * 1e3,
        own.first.as_secs_f64() * 1e3,
        own.searches,
        own.asks,
    )
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// What networks come to, from the class that is nearest in size.
fn networks(all: &[Measured], empty: u64) {
    println!(
        "\n| newsletters | paragraphs of each | servers | memory of each, all open | a tenth open | disk of each | store | objects | asks a second, all | connections |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    // Of the smallest the least is its own.
    let shared = all.iter().map(|own| own.shared).min().unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    for (newsletters, paragraphs, servers) in NETWORKS {
        let distance = |own: &&Measured| (own.paragraphs as f64 / paragraphs as f64).ln().abs();
        let Some(own) = all.iter().min_by(|one, other| distance(one).total_cmp(&distance(other))) else { return };
        // What grows with the text is scaled; what a newsletter costs however small it is, is not.
        let scaled = |bytes: u64| (bytes as f64 * paragraphs as f64 / own.paragraphs as f64) as u64;
        let open = |open: u64| empty + shared + newsletters * own.closed + open * (own.open + scaled(own.mapped));
        println!(
            "| {newsletters} | {paragraphs} | {servers} | {} | {} | {} | {} | {} | {:.0} | {} |",
            megabytes(open(newsletters)),
            megabytes(open(newsletters.div_ceil(10))),
            megabytes(newsletters * scaled(own.text + own.index)),
            megabytes(newsletters * scaled(own.stored)),
            newsletters * own.objects.max(scaled(own.objects)),
            own.asks * cores * servers as f64,
            CONNECTIONS * (servers + 1),
        );
    }
    println!(
        "\nMemory: the program, what all share once one is open ({}), what each costs closed, and own and mapped of those that are open. Disk: text and index; a replica \
         keeps two generations, which share what did not change. Store: what is in use; beside it lies what changed in the last \
         two hours. Asks: those of a core, times {cores} cores of this machine, times servers. Connections: {CONNECTIONS} a \
         program, the importer's among them. Where the size was not measured, the nearest one is scaled.",
        megabytes(shared)
    );
}
