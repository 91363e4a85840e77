//! `web-bench FOLDER PARAGRAPHS SECONDS` asks the HTTP API over a generated corpus, and stock tantivy behind the same HTTP
//! server, and prints what both answer in a second, how long each answer takes, and what memory the servers hold.
//!
//! Each server is a process of its own; whoever asks is another on the same machine, so that both share its processors.
//! What `search-bench` left in the folder is used again.

mod asking;
mod serving;

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::search_bench::building;
use crate::search_bench::engines::{Folder, KINDS};
use crate::search_bench::text_bytes;

pub use asking::read;
use asking::{Load, ask};
use serving::Server;

/// Connections at one time.
const CONNECTIONS: [usize; 3] = [1, 8, 64];

/// What is asked of whom: the server, the address, the option, and what stands before the words.
struct Work {
    name: &'static str,
    server: &'static str,
    path: &'static str,
    option: &'static str,
    opening: &'static str,
}

const WORKS: [Work; 4] = [
    Work { name: "tantivy search", server: "tantivy", path: "/search", option: "query", opening: "" },
    Work { name: "search", server: "off", path: "/api/v1/search", option: "query", opening: "" },
    Work { name: "ask by words", server: "off", path: "/api/v1/ask", option: "question", opening: "What is the " },
    Work { name: "ask with model", server: "on", path: "/api/v1/ask", option: "question", opening: "What is the " },
];

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    match arguments {
        [what, kind, folder] if what == "serve" => serving::run(kind, &Folder(Path::new(folder))),
        [folder, paragraphs, seconds] => {
            let (size, time) = (paragraphs.parse()?, Duration::from_secs(seconds.parse()?));
            measure(&Folder(&Path::new(folder).join(paragraphs)), size, time)
        }
        _ => anyhow::bail!("expected: web-bench FOLDER PARAGRAPHS SECONDS"),
    }
}

fn measure(folder: &Folder<'_>, paragraphs: usize, time: Duration) -> anyhow::Result<()> {
    fs::create_dir_all(folder.0)?;
    text_bytes(folder, paragraphs)?;
    for kind in KINDS.iter().filter(|kind| kind.name != "SQLite FTS5") {
        building::built(kind, folder)?;
    }
    println!(
        "| asked | connections | answers a second | of tantivy's | p50 | p99 | memory at the start | afterwards |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut stock = Vec::new();
    for work in WORKS {
        let server = Server::start(work.server, folder)?;
        for (level, connections) in CONNECTIONS.into_iter().enumerate() {
            let before = server.memory()?;
            let load = ask(&server.address, &work, paragraphs, connections, time)?;
            let Load { a_second, p50, p99 } = load;
            if work.server == "tantivy" {
                stock.push(a_second);
            }
            let share = stock.get(level).map_or(1.0, |stock| a_second / stock);
            let after = server.memory()?;
            println!(
                "| {} | {connections} | {a_second:.0} | {share:.2} | {:.2} ms | {:.2} ms | {before} MB | {after} MB |",
                work.name,
                p50 * 1e3,
                p99 * 1e3,
            );
        }
    }
    Ok(())
}
