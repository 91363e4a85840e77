//! Messages of the desk: each is made once, edited in place, and taken away.

use pullquote::desk::{Again, Post};
use serde_json::{Value, json};

use super::{Transport, desk_bot, with_desk};
use crate::support::discord::Posted;

fn post(text: &str) -> Post {
    Post {
        key: "card/1".into(),
        server: "6".into(),
        channel: Some("50".into()),
        marker: "3dq-row".into(),
        body: Some(body(text)),
        expires_at: i64::MAX,
        ..Post::default()
    }
}

fn body(text: &str) -> Value {
    let button = json!({"type": 2, "style": 2, "label": "Close", "custom_id": "3dq-row"});
    json!({"content": text, "allowed_mentions": {"parse": []}, "components": [{"type": 1, "components": [button]}]})
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

#[tokio::test]
async fn a_message_is_made_edited_in_place_and_taken_away() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let fake = &at.bot.fake;
    fake.ready(1).await;
    for text in ["one", "two", "three"] {
        at.desk.put_post(&post(text), now()).await.expect("written");
        at.bot.handler.state.wake_outbox();
        fake.posted("50", text, |own| own.body["content"] == json!(text)).await;
    }
    assert_eq!(fake.with(|state| (state.posts, state.messages.len())), (1, 1));
    at.desk.put_post(&Post { body: None, ..post("") }, now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    fake.until("it goes", |state| state.messages.is_empty().then_some(())).await;
    at.end().await;
}

#[tokio::test]
async fn a_message_whose_sender_was_killed_before_it_knew_is_found_again() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let fake = &at.bot.fake;
    fake.ready(1).await;
    at.desk.put_post(&post("one"), now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    fake.posted("50", "one", |own| own.body["content"] == json!("one")).await;
    // What a process that was killed leaves: it was tried an hour ago, and nobody knows whether it is there.
    let row = at.desk.post("card/1").await.expect("read").expect("a row");
    at.desk.post_gone(&row).await.expect("written");
    at.desk.put_post(&post("two"), now() + 3_600).await.expect("written");
    let again = at.desk.post("card/1").await.expect("read").expect("a row");
    at.desk.post_tried(&again, "50", now() - 3_600).await.expect("written");
    at.desk.put_post(&post("two"), now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    let own = fake.posted("50", "two", |own| own.body["content"] == json!("two")).await;
    assert_eq!((own.edits, fake.with(|state| state.messages.len())), (1, 1));
    at.end().await;
}

#[tokio::test]
async fn words_of_others_are_not_taken_for_our_message_and_are_not_edited() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let fake = &at.bot.fake;
    fake.ready(1).await;
    let quoted = Posted { id: "8000".into(), channel: "50".into(), author: "7".into(), body: body("quoted"), edits: 0 };
    fake.with(|state| state.messages.push(quoted));
    at.desk.put_post(&post("one"), now() + 3_600).await.expect("written");
    let row = at.desk.post("card/1").await.expect("read").expect("a row");
    at.desk.post_tried(&row, "50", now() - 3_600).await.expect("written");
    at.desk.put_post(&post("one"), now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    let own = fake.posted("50", "our own", |own| own.body["content"] == json!("one")).await;
    assert_ne!(own.id, "8000");
    at.end().await;
}

#[tokio::test]
async fn those_of_a_channel_are_made_in_their_order() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let fake = &at.bot.fake;
    fake.ready(1).await;
    let of = |number: usize, channel: &str| {
        let key = format!("card/{number}");
        Post { key, channel: Some(channel.into()), ..post(&number.to_string()) }
    };
    for number in 0..30 {
        at.desk.put_post(&of(number, "50"), now()).await.expect("written");
    }
    // The first one has to wait: so do those after it, and no other channel's.
    let first = at.desk.post("card/0").await.expect("read").expect("a row");
    at.desk.post_failed(&first, "busy", Some(Again::Soon(now() + 3_600))).await.expect("written");
    at.desk.put_post(&of(30, "51"), now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    fake.posted("51", "another channel's", |_| true).await;
    assert_eq!(fake.with(|state| state.messages.len()), 1);
    at.desk.post_failed(&first, "busy", Some(Again::Soon(now()))).await.expect("written");
    at.bot.handler.state.wake_outbox();
    fake.posted("50", "the last", |own| own.body["content"] == json!("29")).await;
    let made = fake.with(|state| {
        state
            .messages
            .iter()
            .filter(|own| own.channel == "50")
            .map(|own| own.body["content"].clone())
            .collect::<Vec<_>>()
    });
    let wanted: Vec<Value> = (0..30).map(|number| json!(number.to_string())).collect();
    assert_eq!(made, wanted);
    at.end().await;
}

#[tokio::test]
async fn a_message_that_may_be_there_is_looked_for_before_it_is_given_up() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let fake = &at.bot.fake;
    fake.ready(1).await;
    at.desk.put_post(&post("one"), now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    fake.posted("50", "one", |_| true).await;
    let row = at.desk.post("card/1").await.expect("read").expect("a row");
    at.desk.post_gone(&row).await.expect("written");
    // A moment ago somebody was killed while it was made, and now it is to go away.
    at.desk.put_post(&post("one"), now() + 3_600).await.expect("written");
    let row = at.desk.post("card/1").await.expect("read").expect("a row");
    at.desk.post_tried(&row, "50", now()).await.expect("written");
    at.desk.put_post(&Post { body: None, ..post("") }, now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    fake.until("it goes", |state| state.messages.is_empty().then_some(())).await;
    at.end().await;
}
