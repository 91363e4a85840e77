//! Messages of the desk: each is made once, edited in place, and taken away.

use pullquote::desk::{Again, Makes, Post};
use serde_json::{Value, json};

use super::{DeskBot, Transport, desk_bot, with_desk};
use crate::support::discord::{ACCOUNT, Posted};

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

/// A bot with a desk, to which Discord is connected.
async fn connected() -> DeskBot {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    at.bot.fake.ready(1).await;
    at
}

/// Brings a row to the outbox, which sends it.
async fn put(at: &DeskBot, post: &Post) {
    at.desk.put_post(post, now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
}

async fn row(at: &DeskBot, key: &str) -> Post {
    at.desk.post(key).await.expect("read").expect("a row")
}

/// The desk does not know that Discord has it.
async fn forget(at: &DeskBot, key: &str) {
    at.desk.post_gone(&row(at, key).await).await.expect("written");
}

/// What a process leaves that was killed so many seconds ago while it made this: nobody knows whether it is there. It is
/// not due, so that it stays so until the test says more.
async fn tried(at: &DeskBot, post: &Post, channel: &str, ago: i64) {
    at.desk.put_post(post, now() + 3_600).await.expect("written");
    at.desk.post_tried(&row(at, &post.key).await, channel, now() - ago).await.expect("written");
}

#[tokio::test]
async fn a_message_is_made_edited_in_place_and_taken_away() {
    let at = connected().await;
    let fake = &at.bot.fake;
    for text in ["one", "two", "three"] {
        put(&at, &post(text)).await;
        fake.posted("50", text, |own| own.body["content"] == json!(text)).await;
    }
    assert_eq!(fake.with(|state| (state.posts, state.messages.len())), (1, 1));
    put(&at, &Post { body: None, ..post("") }).await;
    fake.until("it goes", |state| state.messages.is_empty().then_some(())).await;
    at.end().await;
}

#[tokio::test]
async fn a_message_whose_sender_was_killed_before_it_knew_is_found_again() {
    let at = connected().await;
    let fake = &at.bot.fake;
    put(&at, &post("one")).await;
    fake.posted("50", "one", |own| own.body["content"] == json!("one")).await;
    // What a process that was killed leaves: it was tried an hour ago, and nobody knows whether it is there.
    forget(&at, "card/1").await;
    tried(&at, &post("two"), "50", 3_600).await;
    put(&at, &post("two")).await;
    let own = fake.posted("50", "two", |own| own.body["content"] == json!("two")).await;
    assert_eq!((own.edits, fake.with(|state| state.messages.len())), (1, 1));
    at.end().await;
}

#[tokio::test]
async fn a_message_that_changed_before_its_sender_was_killed_stayed_as_it_was_first() {
    let at = connected().await;
    let fake = &at.bot.fake;
    put(&at, &post("one")).await;
    fake.posted("50", "one", |own| own.body["content"] == json!("one")).await;
    forget(&at, "card/1").await;
    // A moment ago somebody was killed while it was made, and now it is to say something else: Discord tells the second
    // attempt apart, and changes nothing.
    tried(&at, &post("one"), "50", 0).await;
    put(&at, &post("two")).await;
    let own = fake.posted("50", "two", |own| own.body["content"] == json!("two")).await;
    assert_eq!((own.edits, fake.with(|state| state.messages.len())), (1, 1));
    at.end().await;
}

#[tokio::test]
async fn words_of_others_are_not_taken_for_our_message_and_are_not_edited() {
    let at = connected().await;
    let fake = &at.bot.fake;
    let quoted = Posted { id: "8000".into(), channel: "50".into(), author: "7".into(), body: body("quoted"), edits: 0 };
    fake.with(|state| state.messages.push(quoted));
    tried(&at, &post("one"), "50", 3_600).await;
    put(&at, &post("one")).await;
    let own = fake.posted("50", "our own", |own| own.body["content"] == json!("one")).await;
    assert_ne!(own.id, "8000");
    at.end().await;
}

#[tokio::test]
async fn a_link_that_holds_a_marker_was_taken_for_our_message() {
    let at = connected().await;
    let fake = &at.bot.fake;
    let link = json!({"type": 2, "style": 5, "label": "Read it", "url": "https://valley.example/3dq-row/mill"});
    let body = json!({"content": "an issue", "components": [{"type": 1, "components": [link]}]});
    let other = Posted { id: u64::MAX.to_string(), channel: "50".into(), author: ACCOUNT.into(), body, edits: 0 };
    fake.with(|state| state.messages.push(other));
    tried(&at, &post("one"), "50", 3_600).await;
    put(&at, &post("one")).await;
    fake.posted("50", "our own", |own| own.body["content"] == json!("one")).await;
    assert_eq!(fake.with(|state| state.messages[0].body["content"].clone()), json!("an issue"));
    at.end().await;
}

#[tokio::test]
async fn those_of_a_channel_are_made_in_their_order() {
    let at = connected().await;
    let fake = &at.bot.fake;
    let of = |number: usize, channel: &str| {
        let key = format!("card/{number}");
        Post { key, channel: Some(channel.into()), ..post(&number.to_string()) }
    };
    // The first one has to wait: so do those after it, and no other channel's.
    at.desk.put_post(&of(0, "50"), now() + 3_600).await.expect("written");
    let first = row(&at, "card/0").await;
    at.desk.post_failed(&first, "busy", Some(Again::Soon(now() + 3_600))).await.expect("written");
    for number in 1..30 {
        at.desk.put_post(&of(number, "50"), now()).await.expect("written");
    }
    put(&at, &of(30, "51")).await;
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
    let at = connected().await;
    let fake = &at.bot.fake;
    put(&at, &post("one")).await;
    fake.posted("50", "one", |_| true).await;
    forget(&at, "card/1").await;
    // A moment ago somebody was killed while it was made, and now it is to go away.
    tried(&at, &post("one"), "50", 0).await;
    put(&at, &Post { body: None, ..post("") }).await;
    fake.until("it goes", |state| state.messages.is_empty().then_some(())).await;
    at.end().await;
}

/// A post in forum 60, a message in channel 50 with a thread and a message in it, and its publication.
fn all_kinds() -> Vec<Post> {
    let row = |key: &str, makes, under: Option<&str>, channel: Option<&str>, body| Post {
        key: key.into(),
        server: "6".into(),
        makes,
        under: under.map(str::to_owned),
        channel: channel.map(str::to_owned),
        marker: "3dq-row".into(),
        body: Some(body),
        expires_at: i64::MAX,
        ..Post::default()
    };
    let forum = json!({"name": "The dam", "applied_tags": ["61"], "message": body("in the forum")});
    vec![
        row("forum", Makes::Forum, None, Some("60"), forum),
        row("card", Makes::Message, None, Some("50"), body("card")),
        row("published", Makes::Publication, Some("card"), None, json!({})),
        row("thread", Makes::Thread, Some("card"), None, json!({"name": "The dam"})),
        row("starter", Makes::Message, Some("thread"), None, body("in the thread")),
    ]
}

#[tokio::test]
async fn threads_posts_in_forums_and_publications_are_made_once_and_in_their_places() {
    let at = connected().await;
    let fake = &at.bot.fake;
    fake.furnish_channel("6", "50", 5, &[]);
    fake.furnish_channel("6", "60", 15, &["61"]);
    for post in all_kinds() {
        at.desk.put_post(&post, now()).await.expect("written");
    }
    for time in 0..3 {
        at.bot.handler.state.wake_outbox();
        let done = |state: &crate::support::discord::Kept| {
            (state.messages.len() >= 3 && state.threads.len() >= 2 && !state.published.is_empty()).then_some(())
        };
        fake.until("all of it", done).await;
        // What a process that was killed leaves: each was tried, and nobody knows what became of it.
        for post in all_kinds() {
            while row(&at, &post.key).await.message.is_none() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        }
        if time < 2 {
            for post in all_kinds() {
                forget(&at, &post.key).await;
            }
            for post in all_kinds() {
                // As the kill found it: the first attempt was long ago, but for the thread and the publication, which
                // need no look.
                let channel = match post.key.as_str() {
                    "forum" => "60".to_owned(),
                    "starter" => fake.with(|state| {
                        state.threads.iter().find(|own| own.parent == "50").expect("a thread").id.clone()
                    }),
                    _ => "50".to_owned(),
                };
                tried(&at, &post, &channel, 120).await;
                at.desk.put_post(&post, now()).await.expect("written");
            }
        }
    }
    let (messages, threads, published) =
        fake.with(|state| (state.messages.clone(), state.threads.clone(), state.published.clone()));
    let of = |channel: &str| messages.iter().filter(|own| own.channel == channel).count();
    let card = messages.iter().find(|own| own.channel == "50").expect("the card");
    assert_eq!((of("50"), of(&card.id), messages.len(), threads.len()), (1, 1, 3, 2));
    assert_eq!((threads[0].tags.as_slice(), published), (&["61".to_owned()][..], vec![card.id.clone()]));
    at.end().await;
}

#[tokio::test]
async fn what_stands_under_a_message_waits_for_it_and_never_comes_without_it() {
    let at = connected().await;
    let fake = &at.bot.fake;
    fake.furnish_channel("6", "50", 0, &[]);
    for post in all_kinds().into_iter().filter(|post| ["thread", "starter"].contains(&post.key.as_str())) {
        at.desk.put_post(&post, now()).await.expect("written");
    }
    put(&at, &Post { channel: Some("51".into()), ..post("another") }).await;
    fake.posted("51", "another", |_| true).await;
    assert_eq!(fake.with(|state| (state.messages.len(), state.threads.len())), (1, 0));
    at.end().await;
}

#[tokio::test]
async fn a_message_that_scrolled_beyond_a_hundred_others_was_made_twice() {
    let at = connected().await;
    let fake = &at.bot.fake;
    put(&at, &post("one")).await;
    fake.posted("50", "one", |own| own.body["content"] == json!("one")).await;
    fake.with(|state| {
        let last: u64 = state.messages.last().expect("ours").id.parse().expect("a number");
        for number in 1..=250 {
            let (id, author) = ((last + number).to_string(), "7".to_owned());
            state.messages.push(Posted {
                id,
                channel: "50".into(),
                author,
                body: json!({"content": "chat"}),
                edits: 0,
            });
        }
    });
    forget(&at, "card/1").await;
    tried(&at, &post("two"), "50", 300).await;
    put(&at, &post("two")).await;
    fake.posted("50", "two", |own| own.body["content"] == json!("two")).await;
    assert_eq!(fake.with(|state| state.posts), 1);
    at.end().await;
}
