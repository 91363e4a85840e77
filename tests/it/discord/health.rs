//! Whether a running front is well, told over HTTP; and what the doctor finds out about a token.

use std::net::SocketAddr;
use std::process::Command;

use axum::body::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use pullquote::commands::Table;
use pullquote::shell::discord::{Front, OpenArchive};
use tokio::net::TcpListener;

use super::program::data;
use super::{Bot, settings};
use crate::support::discord::{FakeDiscord, Mood, TOKEN};
use crate::support::sample;

/// What is told there: status and text.
async fn told(at: SocketAddr, path: &str) -> (u16, String) {
    let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let answer = client.get(format!("http://{at}{path}").parse().expect("an address")).await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_front_tells_whether_it_is_connected_and_how_new_its_archive_is() {
    let fake = FakeDiscord::start().await;
    fake.with(|state| state.mood = Mood::HangUp);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let at = listener.local_addr().expect("an address");
    let (_, engine) = sample::engine();
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let front = Front { metrics: Some(listener), ..Front::default() };
    let bot = Bot::run(fake, front, OpenArchive::new(engine, table), settings());
    let (status, before) = told(at, "/healthz").await;
    assert_eq!(status, 503);
    insta::assert_snapshot!(before, @"
    gateway: not connected
    archive: fresh
    newest article: 2018-01-24
    not well
    ");
    bot.fake.with(|state| state.mood = Mood::Good);
    bot.fake.ready(1).await;
    let mut well = told(at, "/healthz").await;
    for _ in 0..200 {
        if well.0 == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        well = told(at, "/healthz").await;
    }
    assert_eq!(well.0, 200, "{}", well.1);
    insta::assert_snapshot!(well.1, @"
    gateway: connected
    archive: fresh
    newest article: 2018-01-24
    ok
    ");
    let (_, metrics) = told(at, "/metrics").await;
    assert!(metrics.contains("\npullquote_connected 1\n"), "{metrics}");
    let age = metrics.lines().find_map(|line| line.strip_prefix("pullquote_newest_article_age_seconds "));
    let days = age.and_then(|age| age.parse::<i64>().ok()).expect("an age") / 86_400;
    assert!(days > 365 * 8, "the sample is of 2018: {days} days");
    bot.end().await;
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
