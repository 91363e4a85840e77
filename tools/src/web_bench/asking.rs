//! Whoever asks: so many connections that are kept open, each with one request after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::json;

use super::Work;
use crate::search_bench::corpus;

/// Before anything is timed.
const WARM: Duration = Duration::from_secs(2);

/// What came of it, in seconds.
pub struct Load {
    pub a_second: f64,
    pub p50: f64,
    pub p99: f64,
}

/// Asks for so long over so many connections.
pub fn ask(address: &str, work: &Work, paragraphs: usize, connections: usize, time: Duration) -> anyhow::Result<Load> {
    let began = Instant::now();
    let all: Vec<anyhow::Result<Vec<f64>>> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..connections)
            .map(|own| {
                scope.spawn(move || {
                    let turns = (own..).step_by(connections);
                    one(address, work, turns.map(|turn| corpus::search(turn, paragraphs)), began, time)
                })
            })
            .collect();
        asking.into_iter().map(|own| own.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a panic")))).collect()
    });
    let mut times = Vec::new();
    for own in all {
        times.extend(own?);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    Ok(Load { a_second: times.len() as f64 / time.as_secs_f64(), p50: at(0.5), p99: at(0.99) })
}

/// How long each answer took that came in time.
fn one(
    address: &str,
    work: &Work,
    searches: impl Iterator<Item = Vec<String>>,
    began: Instant,
    time: Duration,
) -> anyhow::Result<Vec<f64>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let (mut to, mut from) = (stream.try_clone()?, BufReader::new(stream));
    let mut times = Vec::new();
    for words in searches {
        let asked = format!("{}{}", work.opening, words.join(" "));
        let body = json!({work.option: asked, "limit": 10}).to_string();
        let request = format!(
            "POST {} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            work.path,
            body.len(),
        );
        let start = Instant::now();
        to.write_all(request.as_bytes())?;
        read(&mut from)?;
        let passed = began.elapsed();
        if passed > WARM + time {
            break;
        }
        if passed > WARM {
            times.push(start.elapsed().as_secs_f64());
        }
    }
    Ok(times)
}

/// Reads an answer to its end; one that is no answer is an error.
pub fn read(from: &mut impl BufRead) -> anyhow::Result<()> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    anyhow::ensure!(line.starts_with("HTTP/1.1 200"), "{line}");
    let mut length = None;
    loop {
        line.clear();
        from.read_line(&mut line)?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse::<u64>()?);
        }
    }
    std::io::copy(&mut from.take(length.context("no length")?), &mut std::io::sink())?;
    Ok(())
}
