//! A feed that is silent for longer than is usual: answers that find nothing say so, and the editors are told once.

use std::fs;

use jiff::Span;
use pullquote::shell::{Locations, Settings};
use pullquote::words::Words;
use serde_json::{Value, json};

use crate::discord::desk::{DeskBot, desk_bot, with_desk};
use crate::discord::{Transport, command, content, sample_bot, shown};
use crate::support::discord::Posted;

const FEED: &str = "https://valley.example/feed?key=canary-key";

fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// A data folder with a feed that listed something on each of these days ago.
fn folder(at: &std::path::Path, days_ago: &[i64]) {
    let today = today();
    let days: Vec<String> =
        days_ago.iter().map(|ago| today.checked_sub(Span::new().days(*ago)).expect("a day").to_string()).collect();
    fs::create_dir_all(at.join("corpus")).expect("a folder");
    fs::write(at.join("corpus/.feeds.json"), json!({FEED: {"days": days}}).to_string()).expect("written");
    fs::write(at.join("pullquote.toml"), format!("[[feed]]\nurl = \"{FEED}\"\n")).expect("written");
}

fn serve_from(at: &DeskBot, data: &std::path::Path) {
    let settings = Settings::read(&data.join("pullquote.toml")).expect("settings");
    let at_data = Locations::new(Some(data.to_owned()), None, None);
    at.bot.handler.state.set_folder(at_data, settings);
}

fn said(posted: &Posted) -> String {
    shown(&json!({"type": 4, "data": posted.body}))
}

#[tokio::test]
async fn the_editors_are_told_of_a_silent_feed_once_and_when_it_brings_something_again() {
    let (at, data) = (desk_bot(Transport::Gateway, with_desk()).await, tempfile::tempdir().expect("a folder"));
    at.desk.change_set_up("6", 0, |set_up| set_up.editors_channel = Some("50".into())).await.expect("written");
    let archive = || super::archive_of(&[]);
    let replaced = || at.bot.handler.state.replace(archive(), with_desk());
    at.bot.fake.ready(1).await;
    folder(data.path(), &[9, 10, 11, 12, 13, 14]);
    serve_from(&at, data.path());
    replaced();
    let card = at.bot.fake.posted("50", "a card", |_| true).await;
    let since = today().checked_sub(Span::new().days(9)).expect("a day");
    let since = pullquote::render::day(&Words::english(), since);
    let day = |text: &str| text.replace(&since, "DAY");
    insta::assert_snapshot!(day(&said(&card)), @r#"
    [type 4]
    ### The feed of valley\.example is silent
    It has brought nothing since DAY (usual gap in days: 1). Answers that find nothing say that the archive may be behind.
    (What readers could not find)
    "#);
    replaced();
    let status = at.bot.ask(crate::discord::desk::pullquote(1, "status")).await;
    assert!(content(&status).contains("brought nothing since") && !status.to_string().contains("canary"), "{status}");
    assert_eq!(at.bot.fake.with(|state| (state.messages.len(), state.messages[0].edits)), (1, 0));
    folder(data.path(), &[0, 9, 10, 11, 12, 13, 14]);
    replaced();
    let again = at.bot.fake.posted("50", "an edit", |own| own.edits == 1).await;
    insta::assert_snapshot!(day(&said(&again)), @r#"
    [type 4]
    ### The feed of valley\.example brings articles again
    It had brought nothing since DAY.
    (What readers could not find)
    "#);
    assert!(!at.holds("canary"));
    at.end().await;
}

/// What is said to somebody who asks for what the archive does not know.
async fn unknown(days_ago: &[i64]) -> Value {
    let (bot, data) = (sample_bot(Transport::Http, with_desk()).await, tempfile::tempdir().expect("a folder"));
    folder(data.path(), days_ago);
    let settings = Settings::read(&data.path().join("pullquote.toml")).expect("settings");
    bot.handler.state.set_folder(Locations::new(Some(data.path().to_owned()), None, None), settings);
    let known = bot.ask(command(1, "ask", &[("question", "Did New Orleans get the letter?")])).await;
    assert!(!content(&known).contains("brought nothing"), "{known}");
    let answer = bot.ask(command(2, "ask", &[("question", "Who bought the paper mill in Dover?")])).await;
    bot.end().await;
    answer
}

#[tokio::test]
async fn an_answer_that_finds_nothing_says_that_the_archive_may_be_behind() {
    assert!(content(&unknown(&[9, 10, 11, 12, 13]).await).contains("has brought nothing new since"));
    assert!(!content(&unknown(&[2, 3, 4, 5, 6]).await).contains("has brought nothing new since"));
}
