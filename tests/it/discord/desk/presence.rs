//! Which servers the bot is in: over the gateway, over HTTP, and what follows from a departure.

use std::time::Duration;

use pullquote::desk::{DAY, Desk, PublicIn, SetUp};
use serde_json::{Value, json};

use super::super::settings;
use super::{Transport, desk_bot, with_desk};
use crate::support::discord::FakeDiscord;

async fn set(desk: &Desk, server: &str) {
    desk.change_set_up(server, 0, |set_up| set_up.public = Some(PublicIn::Everywhere)).await.expect("written");
}

/// Waits until a server's set-up holds, or does not.
async fn until(desk: &Desk, server: &str, holds: bool) {
    for _ in 0..2_000 {
        if (*desk.set_up(server) != SetUp::default()) == holds {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("server {server}: never {holds}");
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_removed_the_bot_is_left_and_one_that_is_out_of_order_is_not() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let (fake, desk) = (&at.bot.fake, &at.desk);
    fake.ready(1).await;
    for server in ["6", "8"] {
        set(desk, server).await;
    }
    fake.tell("GUILD_DELETE", json!({"id": "6", "unavailable": true}));
    fake.tell("GUILD_DELETE", json!({"id": "8"}));
    until(desk, "8", false).await;
    until(desk, "6", true).await;
    let whole = json!({"id": "8", "name": "canary-name", "channels": [{"id": "1", "name": "canary-channel"}]});
    fake.tell("GUILD_CREATE", whole);
    until(desk, "8", true).await;
    assert!(!String::from_utf8_lossy(&at.bytes()).contains("canary"), "nothing but the id is kept");
    fake.tell("GUILD_DELETE", json!({"id": "8"}));
    until(desk, "8", false).await;
    desk.expire(now() + 29 * DAY, &Value::Null).await.expect("expired");
    desk.joined("8").await.expect("written");
    until(desk, "8", true).await;
    desk.left("8", now()).await.expect("written");
    desk.expire(now() + 31 * DAY, &Value::Null).await.expect("expired");
    desk.joined("8").await.expect("written");
    assert_eq!(*desk.set_up("8"), SetUp::default(), "after 30 days nothing is left");
    at.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_removed_the_bot_while_it_was_away_was_kept_for_ever() {
    let at = desk_bot(Transport::Http, with_desk()).await;
    for server in ["6", "8"] {
        set(&at.desk, server).await;
    }
    let path = crate::support::desks::at(at.folder.path().join("desk.sqlite"));
    at.desk.close().await;
    let fake = FakeDiscord::start().await;
    // Before a session begins, which names them.
    fake.with(|state| state.named = Some(json!([{"id": "6", "unavailable": true}])));
    let again = super::super::sample_bot_of(fake, Transport::Gateway, with_desk()).await;
    let state = std::sync::Arc::clone(&again.handler.state);
    let keeping = tokio::spawn(pullquote::shell::discord::keep_desk(std::sync::Arc::clone(&state), path));
    again.fake.ready(1).await;
    let desk = loop {
        match state.desk() {
            Some(desk) => break desk,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    until(&desk, "8", false).await;
    until(&desk, "6", true).await;
    keeping.abort();
    again.end().await;
    at.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_http_an_event_tells_of_an_arrival_and_a_refusal_of_a_departure() {
    let at = desk_bot(Transport::Http, settings()).await;
    let (fake, desk, endpoint) = (&at.bot.fake, &at.desk, at.bot.endpoint.expect("an endpoint"));
    assert_eq!(fake.tell_event(endpoint, &json!({"version": 1, "type": 0}), |_| {}).await.0, 204);
    let authorized = json!({"version": 1, "application_id": "100", "type": 1, "event": {"type": "APPLICATION_AUTHORIZED",
        "timestamp": "2026-11-30T14:00:00", "data": {"integration_type": 0, "user": {"id": "7", "username": "canary-user"},
        "scopes": ["bot"], "guild": {"id": "6", "name": "canary-server"}}}});
    set(desk, "6").await;
    desk.left("6", now()).await.expect("written");
    let forged = |headers: &mut [String; 2]| headers[1] = "1".to_owned() + &headers[1];
    assert_eq!(fake.tell_event(endpoint, &authorized, forged).await.0, 401);
    assert_eq!(*desk.set_up("6"), SetUp::default());
    assert_eq!(fake.tell_event(endpoint, &authorized, |_| {}).await.0, 204);
    until(desk, "6", true).await;
    assert!(!String::from_utf8_lossy(&at.bytes()).contains("canary"));
    // A card that cannot be sent: the server is there, so only the channel is closed.
    let post = |key: &str| pullquote::desk::Post {
        key: key.into(),
        server: "6".into(),
        channel: Some("50".into()),
        marker: key.into(),
        body: Some(json!({"content": "x", "allowed_mentions": {"parse": []}})),
        expires_at: i64::MAX,
        ..pullquote::desk::Post::default()
    };
    fake.with(|state| state.refused.push(("POST /api/v10/channels/50/messages", 403)));
    for (key, there) in [("card/1", true), ("card/2", false)] {
        if there {
            fake.furnish("6", &[("6", 0)], &[]);
        } else {
            fake.with(|state| state.things.clear());
        }
        let asked = |state: &crate::support::discord::Kept| {
            state.requests.iter().filter(|request| request.path == "/api/v10/guilds/6").count()
        };
        let before = fake.with(|state| asked(state));
        desk.put_post(&post(key), 0).await.expect("written");
        at.bot.handler.state.wake_outbox();
        fake.until("it is asked", |state| (asked(state) > before).then_some(())).await;
        until(desk, "6", there).await;
    }
    at.end().await;
}
