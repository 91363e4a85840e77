//! A moderator's settings and a reader's rights, checked at every command and every button.

use std::sync::atomic::Ordering;

use pullquote::commands::Table;
use pullquote::render::discord::custom_id::Action;
use pullquote::render::discord::reference::Reference;
use pullquote::shell::discord::{Discord, Front, OpenArchive};
use serde_json::{Value, json};

use super::hostile_archive::{COUNTED, hostile_archive};
use super::{Bot, Transport, button, command, content, is_private, on, press, press_more, settings, turn};
use crate::support::discord::FakeDiscord;
use crate::support::sample;

const PAID: &str = r#"+++
id = "paid"
title = "The mill for subscribers"
publisher = "The Valley Letter"
date = 2024-05-01
url = "https://valley.example/mill"
licence = "all rights reserved"
audience = "paid"
+++

The mill on Canal Street reopened on Wednesday.

Its owner said that she would hire forty workers before winter.
"#;

/// A bot over the sample corpus and an article for paying readers.
async fn bot(settings: Discord) -> Bot {
    let files = sample::files().with("articles/paid.md", PAID.as_bytes().to_vec());
    let engine = sample::over(&files);
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let answers = OpenArchive::new(engine, table);
    Bot::start(FakeDiscord::start().await, Transport::Gateway, answers, settings, Value::Null).await
}

fn in_channel(mut asked: Value, channel: &str) -> Value {
    asked["channel_id"] = json!(channel);
    asked
}

/// By a member who pays, by their role.
fn paying(mut asked: Value) -> Value {
    asked["member"]["roles"] = json!(["20"]);
    asked
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_channels_and_the_limit_on_public_answers() {
    let only = |id: &str| vec![id.to_owned()];
    let bot = bot(Discord {
        servers: only("6"),
        public_channels: only("50"),
        public_answers_per_minute: 1,
        ..Discord::default()
    })
    .await;
    let asked = |id| command(id, "letter", &[("place", "New Orleans")]);
    assert!(is_private(&bot.ask(asked(1)).await), "not one of the public channels");
    assert!(!is_private(&bot.ask(in_channel(asked(2), "50")).await));
    let limited = bot.ask(in_channel(asked(3), "50")).await;
    assert!(is_private(&limited) && content(&limited).contains("Shown to you alone"), "one a minute: {limited}");
    let mut elsewhere = asked(4);
    elsewhere["guild_id"] = json!("9");
    insta::assert_snapshot!(content(&bot.ask(elsewhere).await), @"pullquote does not answer in this server.");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_beyond_the_limit_was_computed_twice() {
    let settings = Discord { public_answers_per_minute: 1, ..settings() };
    let fake = FakeDiscord::start().await;
    let bot = Bot::run(fake, Front::default(), hostile_archive(), settings);
    for (id, private, counted) in [(1, false, 1), (2, true, 2), (3, true, 3)] {
        let answer = bot.ask(command(id, "count", &[])).await;
        assert_eq!((is_private(&answer), COUNTED.load(Ordering::Relaxed)), (private, counted), "{answer}");
        assert_eq!(content(&answer).contains("Shown to you alone"), private, "{answer}");
    }
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_was_set_and_everything_was_public() {
    let bot = bot(Discord { public_answers_per_minute: 1, ..Discord::default() }).await;
    let answer = bot.ask(command(1, "letter", &[("place", "New Orleans")])).await;
    assert!(is_private(&answer), "{answer}");
    let menu = bot.ask(turn(20, &answer, "⋯", true)).await;
    let shared = bot.ask(turn(2, &menu, "Share", true)).await;
    assert!(!is_private(&shared) && content(&shared).starts_with("### No. New Orleans"), "{shared}");
    let again = bot.ask(turn(3, &menu, "Share", true)).await;
    insta::assert_snapshot!(content(&again), @"You have shared as much as one person may in a minute; please press Share again later.");
    let mut muted = turn(4, &menu, "Share", true);
    muted["member"]["permissions"] = json!("1024");
    insta::assert_snapshot!(content(&bot.ask(muted).await), @"You may not write in this channel, so nothing is shared from here in your name.");
    for id in 5..8 {
        let mut direct = command(id, "letter", &[("place", "New Orleans")]);
        (direct["guild_id"], direct["user"], direct["context"]) = (Value::Null, json!({"id": "8"}), json!(1));
        direct.as_object_mut().expect("an object").remove("member");
        assert!(!is_private(&bot.ask(direct).await), "there is nobody else in a direct message");
    }
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_share_that_is_not_allowed_offered_another_share() {
    let bot = bot(Discord { public_channels: vec!["50".into()], ..settings() }).await;
    let answer = bot.ask(command(1, "letter", &[("place", "New Orleans")])).await;
    let refused = press_more(&bot, (20, 2), &answer, "Share", true).await;
    assert_eq!(refused["data"]["components"], json!([]));
    insta::assert_snapshot!(content(&refused), @"Answers in this channel stay with whoever asks. A moderator can ask the newsletter's host to name it among the channels where answers are public.");
    let mut thread = command(3, "letter", &[("place", "New Orleans")]);
    thread["channel"] = json!({"id": "5", "type": 11, "parent_id": "50"});
    assert!(!is_private(&bot.ask(thread).await), "a thread goes by its channel");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paying_reader_was_told_that_the_archive_does_not_know() {
    let bot = bot(Discord { paid_roles: vec!["20".into()], ..settings() }).await;
    let question = "Who said that she would hire forty workers before winter?";
    let asked = |id| command(id, "ask", &[("question", question)]);
    let unpaid = bot.ask(asked(1)).await;
    assert!(is_private(&unpaid) && !unpaid.to_string().contains("forty workers before winter."), "{unpaid}");
    let paid = bot.ask(paying(asked(2))).await;
    assert!(is_private(&paid) && paid.to_string().contains("hire forty workers"), "{paid}");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_for_paying_readers_stays_with_them() {
    let bot = bot(Discord { paid_roles: vec!["20".into()], ..settings() }).await;
    let asked = |id| command(id, "search", &[("query", "mill Canal Street")]);
    let unpaid = bot.ask(asked(1)).await;
    assert!(!unpaid.to_string().contains("valley.example"), "{unpaid}");
    let found = bot.ask(paying(asked(2))).await;
    assert!(is_private(&found) && content(&found).contains("valley.example"), "{found}");
    // Its button, pressed by somebody who does not pay, and shared by somebody who does.
    let menu = bot.ask(paying(turn(20, &found, "⋯", true))).await;
    let share = button(&menu, "Share");
    let [stranger, sharer] = [press(3, &share, false), paying(press(4, &share, true))];
    insta::assert_snapshot!(content(&bot.ask(stranger).await), @"That article is for paying readers.");
    let shared = bot.ask(sharer).await;
    assert!(is_private(&shared) && !shared.to_string().contains("valley.example"), "{shared}");
    let typed = json!({"name": "article", "options": [{"name": "title", "value": "The mill", "focused": true}]});
    let completed = bot.ask(paying(super::interaction(5, 4, typed))).await;
    assert_eq!(completed["data"]["choices"], json!([]), "never in completions");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_asker_and_moderators_remove_and_turn() {
    let bot = bot(settings()).await;
    let answer = bot.ask(command(1, "said", &[("who", "Reuters")])).await;
    let by_another = |id, label: &str, permissions: &str| {
        let mut pressed = on(press(id, &button(&answer, label), false), &answer);
        pressed["member"]["user"]["id"] = json!("8");
        pressed["member"]["permissions"] = json!(permissions);
        pressed
    };
    insta::assert_snapshot!(content(&bot.ask(by_another(2, "Remove", "0")).await), @"Only whoever asked, or a moderator, can remove this.");
    let turned = bot.ask(by_another(3, "Next", "0")).await;
    assert!(turned["type"] == json!(4) && is_private(&turned), "a page of their own: {turned}");
    assert_eq!(bot.ask(by_another(4, "Remove", "8192")).await["type"], json!(6));
    assert_eq!(bot.fake.edit("4").await, Value::Null, "it is deleted");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_button_of_an_article_that_was_corrected_says_so() {
    let bot = bot(settings()).await;
    let answer = bot.ask(command(1, "said", &[("who", "Landrieu")])).await;
    let Some(Action::Context(reference)) = Action::decode(&button(&answer, "Context")) else { panic!("context") };
    let mut said = Vec::new();
    let stale = [
        Reference { revision: reference.revision ^ 1, ..reference },
        Reference { article: reference.article ^ 1, ..reference },
        Reference { start: reference.start + 1, ..reference },
    ];
    for (id, stale) in (2..).zip(stale) {
        let pressed = press(id, &Action::Context(stale).encode().expect("an id"), false);
        said.push(content(&bot.ask(pressed).await).to_owned());
    }
    insta::assert_snapshot!(said.join("\n"), @"
    The article was corrected or taken down since; ask again to see what it says now.
    The article was corrected or taken down since; ask again to see what it says now.
    The article was corrected or taken down since; ask again to see what it says now.
    ");
    bot.end().await;
}
