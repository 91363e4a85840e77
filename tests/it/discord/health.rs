//! Whether a running front is well, told over HTTP; and what the doctor finds out about a token.

use std::net::SocketAddr;
use std::process::Command;

use axum::body::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpStream;

use super::command;
use super::program::{data, end, program};
use crate::support::discord::{FakeDiscord, Mood, TOKEN};

/// What is told there: status and text.
async fn told(at: SocketAddr, path: &str) -> (u16, String) {
    let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.get(format!("http://{at}{path}").parse().expect("an address")).await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// The same, once the program listens there, and until it says so.
async fn until(at: SocketAddr, path: &str, status: u16) -> String {
    for _ in 0..600 {
        if TcpStream::connect(at).await.is_ok() {
            let said = told(at, path).await;
            if said.0 == status {
                return said.1;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path} did not say {status}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_tells_whether_it_is_connected_and_how_new_its_archive_is() {
    let (fake, data) = (FakeDiscord::start().await, data());
    fake.with(|state| state.mood = Mood::HangUp);
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    let child = program(data.path(), &fake, &["serve", "--metrics", &free.to_string()]);
    assert_eq!(until(free, "/livez", 200).await, "ok\n");
    // Of the two reasons the archive is the first to go.
    let lacks = loop {
        let said = until(free, "/readyz", 503).await;
        if !said.contains("archive") {
            break said;
        }
    };
    assert_eq!(lacks, "not ready: the gateway is not connected\n");
    insta::assert_snapshot!(until(free, "/healthz", 503).await, @"
    gateway: not connected
    archive: fresh
    newest article: 2018-01-24
    not well
    ");
    fake.with(|state| state.mood = Mood::Good);
    fake.ready(1).await;
    assert_eq!(until(free, "/readyz", 200).await, "ready\n");
    insta::assert_snapshot!(until(free, "/healthz", 200).await, @"
    gateway: connected
    archive: fresh
    newest article: 2018-01-24
    ok
    ");
    fake.dispatch(command(1, "letter", &[("place", "New Orleans")]));
    fake.answer("1").await;
    fake.dispatch(command(2, "rm -rf", &[]));
    fake.answer("2").await;
    // The desk is opened beside all else, and takes its time.
    let metrics = loop {
        let metrics = until(free, "/metrics", 200).await;
        if metrics.contains("pullquote_outbox_rows ") {
            break metrics;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    for line in [
        "pullquote_connected 1",
        "pullquote_ready 1",
        "pullquote_archive_fresh 1",
        "pullquote_interactions_received_total 2",
        "pullquote_requests_total{front=\"discord\",command=\"letter\",outcome=\"answered\"} 1",
        "pullquote_requests_total{front=\"discord\",command=\"other\",outcome=\"answered\"} 1",
        "pullquote_request_seconds_count{front=\"discord\",command=\"letter\"} 1",
        "pullquote_answers_running{queue=\"discord\"} 0",
        "pullquote_outbox_rows 0",
    ] {
        assert!(metrics.lines().any(|own| own == line), "{line}: {metrics}");
    }
    let age = metrics.lines().find_map(|line| line.strip_prefix("pullquote_newest_article_age_seconds "));
    let days = age.and_then(|age| age.parse::<i64>().ok()).expect("an age") / 86_400;
    assert!(days > 365 * 8, "the sample is of 2018: {days} days");
    end(child);
    fake.end();
}

/// What the doctor says of Discord, and whether all is well.
fn examined(fake: &FakeDiscord, token: &str) -> (bool, String) {
    let data = data();
    let run = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .arg("doctor")
        .current_dir(data.path())
        .env("DISCORD_TOKEN", token)
        .env("DISCORD_API", &fake.base)
        .output()
        .expect("the program starts");
    let said = String::from_utf8(run.stdout).expect("text");
    let of_discord: Vec<&str> = said.lines().filter(|line| line.contains("discord")).collect();
    (run.status.success(), of_discord.join("\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_checks_the_token_and_the_scopes_of_the_invite() {
    let fake = FakeDiscord::start().await;
    fake.with(|state| state.servers = vec!["6"]);
    let asked = |token: &'static str| {
        let fake = fake.clone();
        tokio::task::spawn_blocking(move || examined(&fake, token))
    };
    let (well, said) = asked(TOKEN).await.expect("no panic");
    assert!(well, "{said}");
    insta::assert_snapshot!(said, @"
    ok     answers in servers: private, each with Share; [discord] public_channels names where they are public at once
    ok     doors that are open: discord, terminal
    ok     discord token, of the application pullquote
    ok     discord invite https://discord.com/oauth2/authorize?client_id=100&scope=applications.commands+bot
    ok     discord servers looked at: 1
    ");
    fake.with(|state| state.scopes = vec!["bot"]);
    let (well, said) = asked(TOKEN).await.expect("no panic");
    assert!(!well);
    insta::assert_snapshot!(said, @"
    ok     answers in servers: private, each with Share; [discord] public_channels names where they are public at once
    ok     doors that are open: discord, terminal
    ok     discord token, of the application pullquote
    wrong  discord invite of the application: its scopes lack applications.commands; add them on the application's Installation page, or invite with https://discord.com/oauth2/authorize?client_id=100&scope=applications.commands+bot
    ok     discord servers looked at: 1
    ");
    let (well, said) = asked("another").await.expect("no panic");
    assert!(!well);
    insta::assert_snapshot!(said, @"
    ok     answers in servers: private, each with Share; [discord] public_channels names where they are public at once
    ok     doors that are open: discord, terminal
    wrong  discord token: discord does not accept it; copy the bot's token anew from the application's Bot page
    ");
    fake.end();
}
