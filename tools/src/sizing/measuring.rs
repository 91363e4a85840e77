//! One class of newsletters, as it is measured.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use pullquote::desk::{Desk, Server};
use serde_json::json;

use crate::search_bench::{building::bytes_in, corpus};
use crate::web_bench::read;

/// What is asked is asked for so long.
const ASKING: Duration = Duration::from_secs(4);
/// A clock tick of `/proc`, in seconds.
const TICK: f64 = 0.01;
/// Desks whose opening is timed.
const DESKS: u32 = 20;

/// What one newsletter of a size costs; bytes, and answers a second.
pub struct Measured {
    pub paragraphs: usize,
    pub text: u64,
    pub index: u64,
    pub stored: u64,
    pub objects: u64,
    pub closed: u64,
    pub open: u64,
    pub mapped: u64,
    /// What the first that is opened costs beside: what all share.
    pub shared: u64,
    pub opening: Duration,
    pub first: Duration,
    pub searches: f64,
    pub asks: f64,
}

/// The memory of a program that has no newsletter.
pub fn empty(folder: &Path) -> anyhow::Result<u64> {
    let none = folder.join("none");
    fs::create_dir_all(&none)?;
    Ok(Served::start(&none)?.memory()?.own)
}

/// Makes newsletters, publishes and serves them.
pub fn measure(folder: &Path, paragraphs: usize, count: usize, empty: u64) -> anyhow::Result<Measured> {
    let (tenants, store) = (folder.join("tenants"), folder.join("store"));
    for number in 0..count {
        let data = tenants.join(format!("t{number}"));
        let articles = data.join("corpus/articles");
        if !articles.is_dir() {
            fs::create_dir_all(&articles)?;
            let mut out = BufWriter::new(File::create(articles.join("all.jsonl"))?);
            corpus::write(paragraphs, &mut out)?;
            out.flush()?;
        }
        let settings = format!(
            "[publication]\ndoors = [\"web\", \"api\"]\n[web]\naddress = \"http://t{number}.bench\"\nrequests_per_minute = 1000000000\n"
        );
        fs::write(data.join("pullquote.toml"), settings)?;
        let place = store.join(format!("t{number}"));
        let named = |path: &Path| path.to_str().map(str::to_owned).context("a name that is no text");
        program(&["--data", &named(&data)?, "publish", "--store", &named(&place)?])?;
    }
    let each = count as u64;
    let (text, index) = (bytes_of(&tenants, "corpus")?, bytes_of(&tenants, "corpus.index")?);
    let served = Served::start(&tenants)?;
    let closed = served.memory()?.own.saturating_sub(empty) / each;
    let mut first_open = None;
    let mut times = Vec::new();
    for number in 0..count {
        let mut asked = Asking::of(&served, number)?;
        let began = Instant::now();
        asked.request("GET", "/", "")?;
        let opened = began.elapsed();
        let began = Instant::now();
        asked.ask("search", "query", &corpus::search(number, paragraphs).join(" "))?;
        times.push((opened, began.elapsed()));
        // What all share is loaded with the first: code, the language model, the gazetteer.
        asked.ask("ask", "question", &format!("What is the {}", corpus::search(number, paragraphs).join(" ")))?;
        first_open.get_or_insert(served.memory()?);
    }
    let (before, after) = (first_open.context("no newsletter")?, served.memory()?);
    let others = (each - 1).max(1);
    times.sort();
    let (opening, first) = times.get(count / 2).copied().unwrap_or_default();
    let rate = |command, option, opening| served.rate((command, option, opening), paragraphs);
    Ok(Measured {
        paragraphs,
        text: text / each,
        index: index / each,
        stored: bytes_in(&store)? / each,
        objects: (files_in(&store)? as u64).div_ceil(each),
        closed,
        open: after.own.saturating_sub(before.own) / others,
        mapped: after.mapped.saturating_sub(before.mapped) / others,
        shared: (before.own + before.mapped).saturating_sub(empty),
        opening,
        first,
        searches: rate("search", "query", "")?,
        asks: rate("ask", "question", "What is the ")?,
    })
}

/// How long a desk takes to be made and to be opened, where PULLQUOTE_DESK names a database. The schemas stay.
pub fn desks() -> anyhow::Result<Option<String>> {
    let Ok(url) = std::env::var("PULLQUOTE_DESK") else { return Ok(None) };
    let url = url.parse().map_err(|wrong| anyhow::anyhow!("PULLQUOTE_DESK: {wrong}"))?;
    pullquote::shell::run_to_end(async {
        let server = Server::new(url);
        let mut times = Vec::new();
        let mut rows = 0;
        for _ in 0..2 {
            let began = Instant::now();
            for number in 0..DESKS {
                let schema = format!("sizing_{number}").parse().map_err(anyhow::Error::msg)?;
                let desk = Desk::open(server.schema(schema)).await?;
                rows = desk.export(true, 0).await?.len() - 1;
                desk.close().await;
            }
            times.push((began.elapsed() / DESKS).as_secs_f64() * 1e3);
        }
        let [made, opened] = times[..] else { anyhow::bail!("no times") };
        Ok(Some(format!(
            "A desk in the database is made in {made:.0} ms and opened in {opened:.0} ms; a new one has {rows} row."
        )))
    })?
}

fn program(arguments: &[&str]) -> anyhow::Result<()> {
    let mut own = Command::new(std::env::current_exe()?);
    let output = own.args(["sizing", "program"]).args(arguments).env_remove("PULLQUOTE_DESK").output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// What all tenants have in a folder of this name.
fn bytes_of(tenants: &Path, name: &str) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for tenant in fs::read_dir(tenants)? {
        bytes += bytes_in(&tenant?.path().join(name))?;
    }
    Ok(bytes)
}

fn files_in(path: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        count += if path.is_dir() { files_in(&path)? } else { 1 };
    }
    Ok(count)
}

/// What a process holds.
struct Memory {
    own: u64,
    mapped: u64,
}

/// A program that serves tenants.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(tenants: &Path) -> anyhow::Result<Served> {
        let mut own = Command::new(std::env::current_exe()?);
        own.args(["sizing", "program", "serve", "--web", "127.0.0.1:0", "--tenant-memory", "1000GB", "--tenants"]);
        own.arg(tenants).env_remove("DISCORD_TOKEN").env_remove("PULLQUOTE_DESK").env_remove("PULLQUOTE_STORE");
        let mut child = own.stderr(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no pipe")?).lines();
        let address = loop {
            let line = lines.next().context("it ended before it listened")??;
            if let Some((_, address)) = line.split_once("are served at http://") {
                break address.trim_end_matches('/').to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        let served = Served { child, address };
        // The folder has been looked at by then.
        std::thread::sleep(Duration::from_secs(1));
        Ok(served)
    }

    fn memory(&self) -> anyhow::Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).context("not Linux")?;
            anyhow::Ok(line.split_whitespace().next().context("no size")?.parse::<u64>()? * 1024)
        };
        Ok(Memory { own: bytes("RssAnon:")?, mapped: bytes("RssFile:")? })
    }

    /// The seconds that it computed so far.
    fn computed(&self) -> anyhow::Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name may hold anything; behind it the state is the first field, user and system time the 12th and 13th.
        let (_, fields) = stat.rsplit_once(')').context("no fields")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
        Ok(ticks.sum::<Result<u64, _>>()? as f64 * TICK)
    }

    /// Answers in a second of its time.
    fn rate(&self, (command, option, opening): (&str, &str, &str), paragraphs: usize) -> anyhow::Result<f64> {
        let mut asked = Asking::of(self, 0)?;
        // What the first ones load stays.
        for turn in 0..3 {
            asked.ask(command, option, &format!("{opening}{}", corpus::search(turn, paragraphs).join(" ")))?;
        }
        let (began, before, mut count) = (Instant::now(), self.computed()?, 0);
        while began.elapsed() < ASKING {
            asked.ask(command, option, &format!("{opening}{}", corpus::search(count, paragraphs).join(" ")))?;
            count += 1;
        }
        Ok(count as f64 / (self.computed()? - before).max(TICK))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A connection to a tenant.
struct Asking {
    to: TcpStream,
    from: BufReader<TcpStream>,
    host: String,
}

impl Asking {
    fn of(served: &Served, tenant: usize) -> anyhow::Result<Asking> {
        let to = TcpStream::connect(&served.address)?;
        to.set_nodelay(true)?;
        let from = BufReader::new(to.try_clone()?);
        Ok(Asking { to, from, host: format!("t{tenant}.bench") })
    }

    fn ask(&mut self, command: &str, option: &str, words: &str) -> anyhow::Result<()> {
        self.request("POST", &format!("/api/v1/{command}"), &json!({ option: words, "limit": 10 }).to_string())
    }

    fn request(&mut self, method: &str, path: &str, body: &str) -> anyhow::Result<()> {
        let (host, length) = (&self.host, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.to.write_all(head.as_bytes())?;
        read(&mut self.from)
    }
}
