//! What was new, what was corrected, which records changed: on request, and on Mondays.

use pullquote::desk::{DAY, SetUp};
use pullquote::shell::discord::post_digests;
use serde_json::{Value, json};

use super::{LIST, archive_of};
use crate::discord::desk::{DeskBot, desk_bot, with_desk, with_empty_desk};
use crate::discord::{Bot, Transport, command, shown};
use crate::support::discord::FakeDiscord;

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn article(id: &str, day: &str, words: &str, more: &str) -> Vec<u8> {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"On the {id}\"\npublisher = \"The Valley Letter\"\ndate = {day}\n\
         url = \"https://valley.example/{id}\"\nlicence = \"CC BY 4.0\"\n{more}\n+++\n\n{words}\n"
    )
    .into_bytes()
}

/// Waits until the desk has seen so many changes.
async fn seen(at: &DeskBot, count: usize) {
    for _ in 0..2_000 {
        if at.desk.changes_between(0, now() + DAY).await.expect("read").len() >= count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("never so many changes");
}

/// A bot whose archive had an article and a list, and was then changed: one article is new, one was found again, one
/// corrected, one record changed.
async fn changed() -> DeskBot {
    let today = jiff::Timestamp::now().to_string();
    let today = today.split('T').next().expect("a day");
    let list = |status: &str| LIST.replace("STATUS", status).into_bytes();
    let weir =
        |more: &str, words: &str| article("weir", "2024-05-01", &format!("Acme answered the council. {words}"), more);
    let before = [("articles/weir.md", weir("", "The weir holds.")), ("jurisdictions/pledge.toml", list("refused"))];
    let bot =
        Bot::start(FakeDiscord::start().await, Transport::Http, archive_of(&before), with_desk(), Value::Null).await;
    let at = with_empty_desk(bot).await;
    at.desk
        .change_set_up("6", 0, |set_up| {
            set_up.new_issue_channel = Some("50".into());
            set_up.weekly_digest = true;
        })
        .await
        .expect("written");
    at.sees_the_archive().await;
    let corrections = format!("corrections = [{{date = {today}, text = \"The weir was *replaced*.\"}}]");
    let after = archive_of(&[
        ("articles/weir.md", weir(&corrections, "The weir was replaced.")),
        ("articles/mill.md", article("mill", today, "The mill reopened.", "")),
        ("articles/old.md", article("old", "2019-05-01", "The bridge was old.", "")),
        ("jurisdictions/pledge.toml", list("signed")),
    ]);
    at.bot.handler.state.replace(after, with_desk());
    seen(&at, 4).await;
    at
}

#[tokio::test]
async fn a_digest_tells_what_was_new_corrected_and_recorded() {
    let at = changed().await;
    let told = at.bot.ask(command(1, "digest", &[])).await;
    let days = shown(&told).lines().skip(2).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(days, @r#"
    **New**
    - [On the mill](https://valley.example/mill)
    **Corrected**
    - [On the weir](https://valley.example/weir): The weir was \*replaced\*.
    **Records**
    - The pledge: Acme: refused, now signed ([On the weir](https://valley.example/weir))
    "#);
    at.end().await;
}

#[tokio::test]
async fn the_weeks_digest_is_posted_once_where_moderators_want_it() {
    let at = changed().await;
    let fake = &at.bot.fake;
    fake.furnish_channel("6", "50", 15, &[]);
    // The first Monday at eight from now on, a minute later.
    let monday = |at: i64| (at + 3 * DAY - 8 * 3_600).rem_euclid(7 * DAY);
    let due = now() + 7 * DAY - monday(now()) + 60;
    assert!(due > now() && due - now() <= 7 * DAY + 60);
    let post = async |time: i64| post_digests(&at.bot.handler.state, &at.desk, time).await.expect("written");
    // On the day before there is nothing to do.
    post(due - DAY).await;
    for _ in 0..2 {
        post(due).await;
        at.bot.handler.state.wake_outbox();
        fake.until("a post", |state| state.threads.first().map(|_| ())).await;
    }
    let (threads, messages) = fake.with(|state| (state.threads.clone(), state.messages.clone()));
    assert_eq!((threads.len(), messages.len()), (1, 1));
    let card = json!({"type": 4, "data": messages[0].body});
    assert!(shown(&card).contains("**New**\n- [On the mill]"), "{card}");
    let since = at.bot.ask(super::super::turn(2, &card, "What changed since", false)).await;
    assert!(super::super::is_private(&since), "{since}");
    at.end().await;
}

#[tokio::test]
async fn a_forum_whose_posts_must_have_a_tag_refused_the_weeks_digest() {
    for (picked, tagged) in [(None, "71"), (Some("72"), "72"), (Some("gone"), "71")] {
        let at = changed().await;
        let fake = &at.bot.fake;
        fake.furnish_channel("6", "50", 15, &["71", "72"]);
        fake.with(|state| state.things.get_mut("channels/50").expect("the forum")["flags"] = json!(1 << 4));
        let pick = |set_up: &mut SetUp| set_up.issue_tag = picked.map(str::to_owned);
        at.desk.change_set_up("6", 0, pick).await.expect("written");
        let monday = |at: i64| (at + 3 * DAY - 8 * 3_600).rem_euclid(7 * DAY);
        let due = now() + 7 * DAY - monday(now()) + 60;
        post_digests(&at.bot.handler.state, &at.desk, due).await.expect("written");
        at.bot.handler.state.wake_outbox();
        let tags = fake.until("a post", |state| state.threads.first().map(|thread| thread.tags.clone())).await;
        assert_eq!(tags, [tagged], "{picked:?}");
        at.end().await;
    }
}

#[tokio::test]
async fn what_a_list_for_paying_readers_said_before_was_told_to_all() {
    let list = |status: &str, article: &str| {
        LIST.replace("STATUS", status).replace("\"weir\"", &format!("\"{article}\"")).into_bytes()
    };
    let open = article("weir", "2024-05-01", "Acme answered the council.", "");
    let paid = article("dam", "2024-05-01", "Acme answered the council.", "audience = \"paid\"");
    let files = |status: &str, article: &str| {
        archive_of(&[
            ("articles/weir.md", open.clone()),
            ("articles/dam.md", paid.clone()),
            ("jurisdictions/pledge.toml", list(status, article)),
        ])
    };
    let bot =
        Bot::start(FakeDiscord::start().await, Transport::Http, files("refused", "dam"), with_desk(), Value::Null);
    let at = with_empty_desk(bot.await).await;
    at.sees_the_archive().await;
    // Both stand in the file now: the older for paying readers, the newer for all.
    let newer = "[[record]]\nname = \"Acme\"\nstatus = \"signed\"\ndate = 2024-06-01\narticle = \"weir\"\n\
        evidence = \"Acme answered the council.\"\n";
    let both = [list("refused", "dam"), newer.as_bytes().to_vec()].concat();
    let after = archive_of(&[
        ("articles/weir.md", open.clone()),
        ("articles/dam.md", paid.clone()),
        ("jurisdictions/pledge.toml", both),
    ]);
    at.bot.handler.state.replace(after, with_desk());
    seen(&at, 1).await;
    let told = shown(&at.bot.ask(command(1, "digest", &[])).await);
    assert!(told.contains("Acme: now signed") && !told.contains("refused"), "{told}");
    at.end().await;
}

#[tokio::test]
async fn nothing_new_is_said_plainly() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let told = at.bot.ask(command(1, "digest", &[])).await;
    assert!(shown(&told).contains("Nothing was new"), "{told}");
    at.end().await;
}
