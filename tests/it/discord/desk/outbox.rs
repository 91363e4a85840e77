//! Messages of the desk: each is made once, edited in place, and taken away.

use pullquote::desk::Post;
use serde_json::{Value, json};

use super::{Transport, desk_bot, with_desk};

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
    at.desk.post_tried("card/1", "50", now() - 3_600).await.expect("written");
    at.desk.put_post(&post("two"), now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    let own = fake.posted("50", "two", |own| own.body["content"] == json!("two")).await;
    assert_eq!((own.edits, fake.with(|state| state.messages.len())), (1, 1));
    at.end().await;
}
