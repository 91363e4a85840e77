//! Two processes with one desk, of which the one that sends is killed; and a PostgreSQL server that is killed under them. What
//! was to be sent is sent once, and the other process goes on by itself.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pullquote::desk::{Desk, DeskAddress, Post, Server};
use serde_json::json;

use super::desks;
use super::discord::FakeDiscord;
use super::killed::{Running, window};

/// Rows go to so many channels, by turns.
const CHANNELS: usize = 20;
/// The other process goes on within this time.
const GOES_ON: Duration = Duration::from_secs(30);
/// While the desk is away, this is said within this time.
const ANSWERED: Duration = Duration::from_secs(15);
/// Everything is sent within this time.
const PATIENCE: Duration = Duration::from_secs(90);

/// A PostgreSQL server of a test's own.
pub struct OwnServer {
    folder: tempfile::TempDir,
    url: String,
}

impl OwnServer {
    pub fn start() -> OwnServer {
        let folder = tempfile::tempdir().expect("a folder");
        let url = script("start", folder.path());
        OwnServer { folder, url }
    }

    fn desk(&self) -> DeskAddress {
        Server::new(self.url.parse().expect("a URL")).schema("pullquote".parse().expect("one"))
    }

    /// Stops all of its processes; its connections stay, and are answered nothing.
    fn pause(&self) {
        script("pause", self.folder.path());
    }

    fn resume(&self) {
        script("resume", self.folder.path());
    }

    /// As a failing machine would end it; then it starts again.
    fn kill_and_start(&self, after: Duration) {
        script("kill", self.folder.path());
        std::thread::sleep(after);
        assert_eq!(script("start", self.folder.path()), self.url);
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        script("stop", self.folder.path());
    }
}

fn script(what: &str, folder: &Path) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/postgres");
    let output = Command::new("bash").arg(path).arg(what).arg(folder).stderr(Stdio::inherit()).output();
    String::from_utf8(output.expect("bash is there").stdout).expect("text").trim().to_owned()
}

fn row(number: usize) -> Post {
    let custom_id = format!("3dq-{number}");
    let button = json!({"type": 2, "style": 2, "label": "Close", "custom_id": custom_id});
    let body = json!({"content": format!("row {number}"), "allowed_mentions": {"parse": []},
        "components": [{"type": 1, "components": [button]}]});
    Post {
        key: format!("row/{number}"),
        server: "6".into(),
        channel: Some((500 + number % CHANNELS).to_string()),
        marker: custom_id,
        body: Some(body),
        expires_at: i64::MAX,
        ..Post::default()
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn sent(fake: &FakeDiscord) -> usize {
    fake.with(|state| state.messages.len())
}

/// Waits until so many are sent; after how long.
async fn until(fake: &FakeDiscord, count: usize, patience: Duration) -> Result<Duration, String> {
    let begun = Instant::now();
    while sent(fake) < count {
        if begun.elapsed() > patience {
            return Err(format!("{} of {count} sent after {patience:?}", sent(fake)));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(begun.elapsed())
}

/// What is not there once.
fn check(fake: &FakeDiscord, rows: usize) -> Result<(), String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let bodies: Vec<String> = fake.with(|state| {
        state.messages.iter().map(|own| own.body["content"].as_str().unwrap_or_default().to_owned()).collect()
    });
    bodies.into_iter().for_each(|body| *counts.entry(body).or_default() += 1);
    let lost = (0..rows).filter(|number| !counts.contains_key(&format!("row {number}"))).count();
    let doubled = counts.values().filter(|count| **count > 1).count();
    let violations = fake.with(|state| state.violations.clone());
    let good = lost == 0 && doubled == 0 && violations.is_empty();
    good.then_some(()).ok_or_else(|| format!("{lost} lost, {doubled} doubled, {violations:?}"))
}

/// Writes so many rows from a number on.
async fn put(desk: &Desk, from: usize, rows: usize) {
    let posts: Vec<Post> = (from..from + rows).map(row).collect();
    let begun = Instant::now();
    // A server that was killed is back after some seconds.
    while let Err(error) = desk.put_new_posts(&posts, now()).await {
        assert!(begun.elapsed() < PATIENCE, "{error}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Kills the process that sends, in the middle of so many rows, so often; the figure, or what did not hold.
pub async fn sender_killed(data: &Path, rows: usize, times: usize, seed: u64) -> Result<String, String> {
    std::fs::write(data.join("pullquote.toml"), "").expect("written");
    desks::named_in(data);
    let desk = Desk::open(desks::at(data.join("desk.sqlite"))).await.expect("a desk");
    let (fake, mut random) = (FakeDiscord::start().await, fastrand::Rng::with_seed(seed));
    let (mut sending, mut longest) = (Running::start(data, &fake), Duration::ZERO);
    // It sends, so it holds the duty.
    put(&desk, 0, 1).await;
    until(&fake, 1, PATIENCE).await?;
    for round in 0..times {
        let other = Running::start(data, &fake);
        let from = 1 + round * rows;
        put(&desk, from, rows).await;
        until(&fake, from + random.usize(1..=rows / 2), PATIENCE).await?;
        drop(sending);
        let there = sent(&fake);
        if there == from + rows {
            return Err("all was sent before it could be killed".to_owned());
        }
        longest = longest.max(until(&fake, there + 1, GOES_ON).await?);
        until(&fake, from + rows, PATIENCE).await?;
        sending = other;
    }
    check(&fake, 1 + times * rows)?;
    Ok(format!(
        "{times} kills amidst {rows} rows: 0 lost, 0 doubled, the other goes on after {:.1} s at most",
        longest.as_secs_f64()
    ))
}

/// Kills the PostgreSQL server under two processes, in the middle of so many rows, so often.
pub async fn server_killed(data: &Path, rows: usize, times: usize, seed: u64) -> Result<String, String> {
    let server = OwnServer::start();
    std::fs::write(data.join("pullquote.toml"), format!("desk = {:?}\n", server.url)).expect("written");
    let desk = Desk::open(server.desk()).await.expect("a desk");
    let (fake, mut random) = (FakeDiscord::start().await, fastrand::Rng::with_seed(seed));
    let (_one, _other) = (Running::start(data, &fake), Running::start(data, &fake));
    let mut longest = Duration::ZERO;
    for round in 0..times {
        let from = round * rows;
        put(&desk, from, rows).await;
        until(&fake, from + random.usize(1..=rows / 2), PATIENCE).await?;
        server.kill_and_start(Duration::from_millis(random.u64(0..2_000)));
        longest = longest.max(until(&fake, from + rows, PATIENCE).await?);
    }
    check(&fake, times * rows)?;
    Ok(format!(
        "PostgreSQL killed {times} times amidst {rows} rows: 0 lost, 0 doubled, all sent {:.1} s after it is back at most",
        longest.as_secs_f64()
    ))
}

/// Whether the desk is away, as an answer to an interaction says it: in the first response, or behind a deferral.
async fn told_away(fake: &FakeDiscord, at: SocketAddr, id: usize) -> Result<(), String> {
    let text = ("text", "Who painted the barge?");
    let asked = window(id, id, "3dqa", &[text, ("tell", "mention"), ("agree", "yes")]);
    let answered = async {
        fake.call(at, &asked).await;
        let first = fake.answer(&id.to_string()).await;
        // What takes long is deferred.
        if first["type"] == 5 { fake.edit(&id.to_string()).await } else { first }
    };
    let answer = tokio::time::timeout(ANSWERED, answered).await.map_err(|_| "an interaction has no answer")?;
    let answer = answer.to_string();
    if answer.contains("Nothing can be stored at the moment") { Ok(()) } else { Err(answer) }
}

/// Stops the PostgreSQL server under two processes, in the middle of so many rows, so often, and lets it go on.
pub async fn server_paused(data: &Path, rows: usize, times: usize, seed: u64) -> Result<String, String> {
    let server = OwnServer::start();
    let settings = format!("desk = {:?}\n[discord]\ndesk_servers = [\"6\"]\n", server.url);
    std::fs::write(data.join("pullquote.toml"), settings).expect("written");
    let desk = Desk::open(server.desk()).await.expect("a desk");
    desk.change_set_up("6", 0, |own| own.editors_channel = Some("50".into())).await.expect("written");
    let (fake, mut random) = (FakeDiscord::start().await, fastrand::Rng::with_seed(seed));
    let (one, _other) = (Running::start(data, &fake), Running::start(data, &fake));
    let (mut longest, mut slowest) = (Duration::ZERO, Duration::ZERO);
    for round in 0..times {
        let from = round * rows;
        put(&desk, from, rows).await;
        until(&fake, from + random.usize(1..=rows / 2), PATIENCE).await?;
        server.pause();
        // The first meets connections that lead nowhere, the others new ones.
        for number in 0..3 {
            let begun = Instant::now();
            told_away(&fake, one.at, 900_000 + 10 * round + number).await?;
            slowest = slowest.max(begun.elapsed());
        }
        let begun = Instant::now();
        if desk.clock().await.is_ok() || begun.elapsed() > ANSWERED {
            return Err(format!("a look at the desk took {:?}", begun.elapsed()));
        }
        server.resume();
        longest = longest.max(until(&fake, from + rows, PATIENCE).await?);
        desk.clock().await.map_err(|error| error.to_string())?;
    }
    check(&fake, times * rows)?;
    Ok(format!(
        "PostgreSQL stopped {times} times amidst {rows} rows: it is said after {:.1} s at most that the desk is away; \
         0 lost, 0 doubled, all sent {:.1} s after it goes on at most",
        slowest.as_secs_f64(),
        longest.as_secs_f64()
    ))
}

/// A folder without a corpus, for those programs.
pub fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_owned();
    (folder, data)
}
