//! What has had its time: gone from the database, its journal, the cards and the logs.

use pullquote::desk::{DAY, Desk};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

use super::super::privacy::Log;
use super::super::sample_bot;
use super::privacy::{given, now};
use super::{Transport, with_desk};
use crate::support::desks;
use pullquote::shell::discord::keep_desk;

#[tokio::test]
async fn a_canary_that_expires_withdraws_or_goes_with_its_server_leaves_no_trace() {
    let log = Log::default();
    let kept = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new("trace"))
        .with_writer(move || kept.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(desks::at(folder.path().join("desk.sqlite"))).await.expect("a desk");
    let hits = || desks::bytes(folder.path(), "desk.sqlite").windows(6).filter(|window| *window == b"canary").count();
    let shown = json!({"content": "withdrawn"});
    for id in 0..300 {
        given(&desk, &format!("{id}{}", "y".repeat(id % 40)), &["7", "8"], [now() - 1, now() + DAY][id % 2]).await;
    }
    assert!(hits() > 300);
    desk.expire(now(), &shown).await.expect("expired");
    for asker in desk.expired_askers(now()).await.expect("read") {
        desk.withdraw_asker(&asker, None, now(), |_| Vec::new()).await.expect("expired");
    }
    assert_eq!(desk.held_of("8").await.expect("read").len(), 150);
    for person in ["8", "7"] {
        desk.withdraw_given(person, None, &shown, now()).await.expect("withdrawn");
        for held in desk.held_of(person).await.expect("read") {
            desk.withdraw_asker(&held.id, Some(person), now(), |_| Vec::new()).await.expect("withdrawn");
        }
    }
    // The cards were never made, so nothing is edited: what is left of them has no text.
    assert_eq!(hits(), 0, "after expiry and withdrawal");
    for id in 400..500 {
        given(&desk, &id.to_string(), &["7"], now() + DAY).await;
    }
    desk.forget_server("6", now()).await.expect("deleted");
    assert_eq!(hits(), 0, "after the deletion of its server");
    let log = String::from_utf8_lossy(&log.0.lock().expect("no test panics in there")).into_owned();
    println!("{} bytes of log", log.len());
    // The statements by which the test itself fills the desk name what they write; those of the desk name none of it.
    let ours = |line: &&str| line.contains("canary") && !line.contains("VALUES ('");
    assert_eq!(log.lines().find(ours), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_expired_while_the_bot_was_away_is_withdrawn_on_its_card_at_the_start() {
    let bot = sample_bot(Transport::Gateway, with_desk()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.sqlite");
    let desk = Desk::open(desks::at(&path)).await.expect("a desk");
    given(&desk, "1", &["7"], now() + 2).await;
    desk.close().await;
    let state = Arc::clone(&bot.handler.state);
    let keeping = tokio::spawn(keep_desk(Arc::clone(&state), desks::at(&path)));
    bot.fake.until("two cards", |state| (state.messages.len() == 2).then_some(())).await;
    // Away until it has expired.
    tokio::time::sleep(Duration::from_millis(3_100)).await;
    keeping.abort();
    state.desk().expect("a desk").close().await;
    let keeping = tokio::spawn(keep_desk(Arc::clone(&state), desks::at(&path)));
    let withdrawn = |own: &crate::support::discord::Posted| {
        ["its time is over", "Withdrawn"].iter().any(|said| own.body.to_string().contains(said))
    };
    bot.fake.until("both say so", |state| state.messages.iter().all(withdrawn).then_some(())).await;
    keeping.abort();
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_an_import_left_without_words_has_those_that_remain_before_anything_is_sent() {
    let bot = sample_bot(Transport::Gateway, with_desk()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.sqlite");
    let desk = Desk::open(desks::at(&path)).await.expect("a desk");
    given(&desk, "1", &["7", "8"], now() + DAY).await;
    let backup = desk.export(true, now()).await.expect("lines");
    desk.withdraw_asker("a1-7", Some("7"), now(), |_| Vec::new()).await.expect("withdrawn");
    let other = Desk::open(desks::at(folder.path().join("other.sqlite"))).await.expect("a desk");
    let shown = json!({"content": "withdrawn"});
    for lines in [backup, desk.export(true, now()).await.expect("lines")] {
        other.import(lines.into_iter().map(Ok), &shown, now()).await.expect("taken in");
    }
    other.close().await;
    let keeping =
        tokio::spawn(keep_desk(Arc::clone(&bot.handler.state), desks::at(folder.path().join("other.sqlite"))));
    bot.fake.until("two cards", |state| (state.messages.len() == 2).then_some(())).await;
    let sent = bot.fake.with(|state| state.messages.iter().map(|own| own.body.to_string()).collect::<Vec<_>>());
    assert!(sent.iter().any(|body| body.contains("canary-1") && body.contains("<@8>")), "{sent:?}");
    assert!(!sent.concat().contains("\"withdrawn\"") && !sent.concat().contains("<@7>"), "{sent:?}");
    keeping.abort();
    bot.end().await;
}
