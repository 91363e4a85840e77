//! Faults of Discord and the network, as far as they show at once; those that take minutes are scenarios.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pullquote::shell::discord::{Call, Rest, Unwanted};
use serde_json::json;
use tokio::net::TcpListener;

use super::command;
use super::hostile_archive::{hostile_bot, hostile_bot_of};
use crate::support::discord::{FakeDiscord, Mood, TOKEN};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fatal_codes_end_with_the_reason() {
    let mut reasons = Vec::new();
    for code in [4004, 4010, 4011, 4012, 4013, 4014] {
        let bot = hostile_bot(Mood::Close(code)).await;
        let ended = bot.running.await.expect("no panic").expect_err("an error");
        assert!(ended.is::<Unwanted>(), "{ended}");
        reasons.push(ended.to_string());
    }
    insta::assert_snapshot!(reasons.join("\n"), @"
    discord closed the gateway with 4004: the token is not valid; set DISCORD_TOKEN to the one on the application's Bot page
    discord closed the gateway with 4010: the shard number is not valid; check --shards
    discord closed the gateway with 4011: the bot is in too many servers for this many shards; raise --shards
    discord closed the gateway with 4012: Discord no longer speaks this version of its gateway; update pullquote
    discord closed the gateway with 4013: Discord does not know these intents; update pullquote
    discord closed the gateway with 4014: these intents are not allowed for this bot; pullquote needs none, so update it
    ");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_token_ends_before_a_session_is_spent() {
    let fake = FakeDiscord::start().await;
    let rest = Arc::new(Rest::new(&fake.base, "another").expect("a client"));
    let refused = rest.send(&Call::authorized(axum::http::Method::GET, "/applications/@me".into())).await;
    assert!(refused.is_err() && rest.token_refused());
    let again = rest.send(&Call::authorized(axum::http::Method::GET, "/gateway/bot".into())).await;
    assert!(again.is_err());
    assert_eq!(fake.with(|state| state.requests.len()), 1, "nothing more is sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_connection_is_taken_up_and_loses_nothing() {
    let bot = hostile_bot(Mood::DropAfter(Duration::from_millis(500))).await;
    bot.fake.ready(1).await;
    for id in 1..=2 {
        bot.fake.dispatch(command(id, "ask", &[("question", "x")]));
        bot.fake.answer(&id.to_string()).await;
        bot.fake.until("another resumption", |state| (state.resumes as u64 >= id).then_some(())).await;
    }
    assert_eq!(bot.fake.with(|state| (state.identifies.len(), state.doubled)), (1, 0));
    bot.end().await;
}

/// Connections, and the least time between two of them, until a session was resumed this often.
async fn resumed(mood: Mood, resume_at: Option<String>, times: usize) -> (usize, Duration) {
    let fake = FakeDiscord::start().await;
    fake.with(|state| state.resume_at = resume_at);
    let bot = hostile_bot_of(fake, mood).await;
    let connects =
        bot.fake.until("resumptions", |state| (state.resumes >= times).then(|| state.connects.clone())).await;
    let least = connects.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or_default();
    bot.end().await;
    (connects.len(), least)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_cut_without_a_word_is_not_opened_again_at_once() {
    let (connects, least) = resumed(Mood::CutOnResume(Duration::from_millis(300)), None, 2).await;
    assert!(connects == 3 && least >= Duration::from_secs(1), "{connects} connections, {least:?} apart");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_address_to_resume_at_is_never_called() {
    // An address of this machine that is not the server's own.
    let trap = TcpListener::bind("127.0.0.2:0").await;
    let at = trap.as_ref().ok().and_then(|trap| trap.local_addr().ok());
    let foreign = at.map_or("wss://foreign.example".to_owned(), |at| format!("ws://{at}"));
    let (connects, _) = resumed(Mood::DropAfter(Duration::from_millis(300)), Some(foreign), 2).await;
    assert_eq!(connects, 3);
    if let Ok(trap) = trap {
        let called = tokio::time::timeout(Duration::from_millis(100), trap.accept()).await;
        assert!(called.is_err(), "the foreign address was called");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_closes_with_a_code_that_can_be_resumed() {
    let bot = hostile_bot(Mood::Good).await;
    bot.fake.ready(1).await;
    let fake = bot.fake.clone();
    bot.end().await;
    assert_eq!(fake.until("a close", |state| state.closes.first().copied()).await, 4000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_global_limit_holds_two_hundred_callers_and_doubles_nothing() {
    let fake = FakeDiscord::start().await;
    let rest = Arc::new(Rest::new(&fake.base, TOKEN).expect("a client"));
    fake.with(|state| state.global_until = Some(Instant::now() + Duration::from_secs(1)));
    let callers: Vec<_> = (0..200)
        .map(|n| {
            let message = json!({"content": "x", "allowed_mentions": {"parse": []}});
            let (rest, call) = (Arc::clone(&rest), Call::message("5", message, &n.to_string()));
            tokio::spawn(async move { rest.send(&call).await })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no panic").expect("sent in the end");
    }
    let (too_many, posts) = fake.with(|state| (state.too_many, state.posts));
    assert!(too_many <= 6, "{too_many}");
    assert_eq!(posts, 200);
    fake.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_waits_repeat_nothing_in_haste() {
    for odd in ["inf", "-5", "", "1e300", "nan", "absent", "99999999999999999999"] {
        let fake = FakeDiscord::start().await;
        let rest = Rest::new(&fake.base, TOKEN).expect("a client");
        fake.with(|state| {
            state.global_until = Some(Instant::now() + Duration::from_millis(900));
            state.odd_retry_after = Some(odd.to_owned());
        });
        let mut call = Call::message("5", json!({"content": "x", "allowed_mentions": {"parse": []}}), "n");
        call.deadline = Instant::now() + Duration::from_secs(3);
        let _answer = rest.send(&call).await;
        let requests = fake.with(|state| state.requests.len());
        assert!(requests <= 2, "{odd}: {requests}");
        fake.end();
    }
}
