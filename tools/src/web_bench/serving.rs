//! The servers: the program itself, and tantivy behind its HTTP server, each in a process of its own.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use pullquote::shell::http::{Patience, listen};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::search_bench::engines::{Engine, Folder, KINDS};

/// How both say where they listen.
const LISTENS: &str = "Pages are served at http://";

/// A server that runs.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// Starts one of [`run`]'s kinds.
    pub fn start(kind: &str, folder: &Folder<'_>) -> anyhow::Result<Server> {
        let mut program = Command::new(std::env::current_exe()?);
        program.args(["web-bench", "serve", kind]).arg(folder.0).env_remove("DISCORD_TOKEN");
        let mut child = program.stderr(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no pipe")?).lines();
        let address = loop {
            let line = lines.next().context("it ended before it listened")??;
            if let Some(address) = line.strip_prefix(LISTENS) {
                break address.trim_end_matches('/').to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Server { child, address })
    }

    /// The memory that it holds now, in megabytes.
    pub fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS")).context("no VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).context("no size")?.parse()?;
        Ok(kilobytes * 1024 / 1_000_000)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Serves in this process: `tantivy`, or the program with its language model `on` or `off`.
pub fn run(kind: &str, folder: &Folder<'_>) -> anyhow::Result<()> {
    if kind == "tantivy" {
        return pullquote::shell::run_to_end(stock(folder))?;
    }
    let data = folder.0.join(format!("web-{kind}"));
    std::fs::create_dir_all(&data)?;
    std::fs::write(
        data.join("pullquote.toml"),
        format!("meaning = \"{kind}\"\n[web]\nrequests_per_minute = 1000000000\n"),
    )?;
    let [corpus, index] = [folder.corpus(), folder.index("pullquote")];
    let arguments: Vec<OsString> = [
        "pullquote".into(),
        "serve".into(),
        "--data".into(),
        data.into(),
        "--corpus".into(),
        corpus.into(),
        "--index".into(),
        index.into(),
        "--web".into(),
        "127.0.0.1:0".into(),
    ]
    .into();
    let _ended = pullquote::shell::run(arguments.into_iter());
    Ok(())
}

/// As many engines as answers are worked on at one time, which is as many as the program works on.
struct Stock {
    turns: Semaphore,
    idle: Mutex<Vec<Box<dyn Engine>>>,
}

async fn stock(folder: &Folder<'_>) -> anyhow::Result<()> {
    let at_once = std::thread::available_parallelism()?.get().clamp(2, 8);
    let kind = KINDS.iter().find(|kind| kind.name == "tantivy").context("no tantivy")?;
    let idle = (0..at_once).map(|_| (kind.open)(folder)).collect::<anyhow::Result<Vec<_>>>()?;
    let stock = Arc::new(Stock { turns: Semaphore::new(at_once), idle: Mutex::new(idle) });
    let routes = Router::new().route("/search", post(move |body| search(Arc::clone(&stock), body)));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("{LISTENS}{}/", listener.local_addr()?);
    // It is ended from outside.
    let (_running, stop) = watch::channel(false);
    listen(listener, routes, Patience::default(), stop).await;
    Ok(())
}

async fn search(stock: Arc<Stock>, body: Bytes) -> Response {
    let Ok(_turn) = stock.turns.acquire().await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let own = Arc::clone(&stock);
    let found = tokio::task::spawn_blocking(move || {
        let asked: serde_json::Value = serde_json::from_slice(&body)?;
        let query = asked["query"].as_str().context("no query")?;
        let words: Vec<String> = query.split(' ').map(str::to_owned).collect();
        let lock = || own.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let mut engine = lock().pop().context("no engine")?;
        let found = engine.search(&words);
        lock().push(engine);
        found
    });
    match found.await {
        Ok(Ok(found)) => ([(header::CONTENT_TYPE, "application/json")], found).into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
