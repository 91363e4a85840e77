//! Requests that are never finished: they take nothing from those that are.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use pullquote::shell::discord::Front;
use pullquote::shell::http::Patience;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use super::hostile_archive::hostile_archive;
use super::{Bot, command, settings};
use crate::support::discord::FakeDiscord;

const HALF_A_HEAD: &str = "POST /interactions HTTP/1.1\r\nhost: x\r\nx-signature-ed25519: 0";
const HALF_A_BODY: &str = "POST /interactions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{\"type\"";
const WHOLE: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

async fn bot(patience: Patience) -> (Bot, SocketAddr) {
    let http = Some(TcpListener::bind("127.0.0.1:0").await.expect("loopback"));
    let front = Front { http, patience, ..Front::default() };
    let bot = Bot::run(FakeDiscord::start().await, front, hostile_archive(), settings());
    let at = bot.endpoint.expect("an endpoint");
    (bot, at)
}

async fn sent(at: SocketAddr, text: &str) -> TcpStream {
    let stream = TcpStream::connect(at).await.expect("taken");
    stream.writable().await.expect("open");
    assert_eq!(stream.try_write(text.as_bytes()).expect("written"), text.len());
    stream
}

/// How long it takes until the other side closes the connection.
async fn closed(stream: &TcpStream) -> Duration {
    let began = Instant::now();
    let mut buffer = [0; 4_096];
    loop {
        stream.readable().await.expect("open");
        match stream.try_read(&mut buffer) {
            Ok(0) => return began.elapsed(),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            // Closed before all that was sent was read.
            Err(_) => return began.elapsed(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_sent_requests_take_no_place_from_whole_ones() {
    // Nobody is closed for want of time here.
    let long = Duration::from_secs(600);
    let (bot, at) = bot(Patience { head: long, body: long, send: long, idle: long, connections: 8 }).await;
    let mut held = Vec::new();
    for id in 1..=20 {
        for half in [HALF_A_HEAD, HALF_A_BODY, ""] {
            held.push(sent(at, half).await);
        }
        let asked = command(id, "ask", &[("question", "x")]);
        let status = tokio::time::timeout(Duration::from_secs(2), bot.fake.call(at, &asked));
        assert_eq!(status.await.expect("in time"), 200);
    }
    // The oldest made room.
    closed(&held[0]).await;
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_phase_of_a_request_ends_in_time() {
    let (short, long) = (Duration::from_millis(300), Duration::from_secs(600));
    let patience = Patience { head: long, body: long, send: long, idle: long, connections: 8 };
    for (patience, text) in [
        (Patience { head: short, ..patience }, ""),
        (Patience { head: short, ..patience }, HALF_A_HEAD),
        (Patience { body: short, ..patience }, HALF_A_BODY),
        (Patience { idle: short, ..patience }, WHOLE),
    ] {
        let (bot, at) = bot(patience).await;
        let stream = sent(at, text).await;
        let taken = tokio::time::timeout(Duration::from_secs(60), closed(&stream)).await;
        let taken = taken.unwrap_or_else(|_| panic!("never closed after {text:?}"));
        assert!(taken >= short / 2, "{text:?}: {taken:?}");
        bot.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_serves_one_request_after_another() {
    let (bot, at) = bot(Patience::default()).await;
    let stream = sent(at, WHOLE).await;
    for _ in 0..3 {
        let mut answer = Vec::new();
        while !answer.ends_with(b"ok\n") {
            stream.readable().await.expect("open");
            let mut buffer = [0; 1_024];
            if let Ok(read) = stream.try_read(&mut buffer) {
                assert!(read > 0, "closed");
                answer.extend_from_slice(&buffer[..read]);
            }
        }
        stream.try_write(WHOLE.as_bytes()).expect("written");
    }
    let began = Instant::now();
    assert_eq!(bot.fake.post(at, json!({"type": 1}).to_string().into_bytes(), |_| {}).await.0, 200);
    bot.end().await;
    assert!(began.elapsed() < Duration::from_secs(10), "an idle connection held up the end");
}
