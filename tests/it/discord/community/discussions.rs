//! The one thread of an article: on the answer that was pressed, on a card, or the one that its announcement has.

use pullquote::desk::SetUp;
use pullquote::render::discord::reference::article_hash;
use serde_json::{Value, json};

use super::issues::{ISSUES, announcing, article, as_answer, replace, said};
use crate::discord::desk::{DeskBot, by, with_desk};
use crate::discord::{button, command, content, is_private, on, press, turn};
use crate::support::discord::{ACCOUNT, Kept, Posted, Thread};

/// The sample's only article.
const SAMPLE: &str = "2018-01-24-renewing-racist-assault";

/// A bot in a server where members may open threads.
async fn discussing(kind: u64, change: impl FnOnce(&mut SetUp)) -> DeskBot {
    announcing(kind, &[], |set_up| {
        set_up.discussions = true;
        change(set_up);
    })
    .await
}

/// By a member who may begin threads and write in them.
fn may(mut asked: Value) -> Value {
    asked["member"]["permissions"] = json!((1u64 << 35 | 1 << 38).to_string());
    asked
}

/// A press on the button that opens the thread of an article.
fn open(id: u64, article: &str) -> Value {
    may(press(id, &format!("3ddo{:014x}", article_hash(article)), true))
}

/// A public answer stands in channel 5.
fn stands(at: &DeskBot, id: &str, answer: &Value) {
    let (author, body) = (ACCOUNT.to_owned(), answer["data"].clone());
    let own = Posted { id: id.into(), channel: "5".into(), author, body, edits: 0 };
    at.bot.fake.with(|state| state.messages.push(own));
}

fn threads(at: &DeskBot) -> Vec<Thread> {
    at.bot.fake.with(|state| state.threads.clone())
}

#[tokio::test]
async fn a_thread_is_opened_on_the_public_answer_and_found_again_from_anywhere() {
    let at = discussing(0, |_| {}).await;
    let answer = at.bot.ask(command(1, "letter", &[("place", "NYC")])).await;
    assert!(!is_private(&answer), "{answer}");
    stands(&at, "9001", &answer);
    let mut more = may(turn(2, &answer, "⋯", false));
    more["message"]["id"] = json!("9001");
    let menu = at.bot.ask(more).await;
    let here = at.bot.ask(may(turn(3, &menu, "Discuss", true))).await;
    assert!(is_private(&here), "{here}");
    insta::assert_snapshot!(content(&here), @"The thread about this article: https://discord.com/channels/6/9001");
    let opened = threads(&at);
    assert_eq!((opened.len(), opened[0].id.as_str(), opened[0].parent.as_str()), (1, "9001", "5"));
    insta::assert_snapshot!(opened[0].name, @r#"Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary Jurisdictions"#);
    // Whoever presses elsewhere is led there, and nothing more is made.
    let again = at.bot.ask(by("8", open(4, SAMPLE))).await;
    assert_eq!(content(&again), content(&here));
    let mut inside = open(5, SAMPLE);
    inside["channel_id"] = json!("9001");
    inside["channel"] = json!({"id": "9001", "type": 11, "parent_id": "5"});
    insta::assert_snapshot!(content(&at.bot.ask(inside).await), @"This is the thread about this article.");
    assert_eq!(at.bot.fake.with(|state| (state.threads.len(), state.posts)), (1, 0));
    // A moderator deleted it: the next one opens another.
    at.bot.fake.with(|state| state.threads.clear());
    let anew = at.bot.ask(by("8", open(6, SAMPLE))).await;
    assert!(content(&anew).contains("discord.com/channels/6/"), "{anew}");
    assert_eq!((threads(&at).len(), at.bot.fake.with(|state| state.posts)), (1, 1));
    at.end().await;
}

#[tokio::test]
async fn where_the_answer_is_private_a_card_of_the_article_is_posted_first() {
    let at = discussing(0, |_| {}).await;
    let mut asked = may(command(1, "article", &[("title", SAMPLE)]));
    asked["channel_id"] = json!("5");
    let shown = at.bot.ask(asked).await;
    let here = at.bot.ask(may(turn(2, &shown, "Discuss", true))).await;
    assert!(content(&here).contains("discord.com/channels/6/"), "{here}");
    let card = at.bot.fake.posted("5", "the card", |_| true).await;
    insta::assert_snapshot!(said(&card), @r#"
    [type 4]
    ### A discussion
    [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary Jurisdictions](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    Mayors of major cities say they won't attend WH meeting after Trump administration's decision to "demonize immigrants yet again"
    -# Common Dreams · Jan. 24, 2018 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    (Read it here)
    "#);
    assert_eq!(threads(&at)[0].id, card.id);
    let read = at.bot.ask(on(press(3, &button(&as_answer(&card), "Read it here"), false), &as_answer(&card))).await;
    assert!(is_private(&read) && content(&read).contains("Among those receiving"), "{read}");
    at.end().await;
}

#[tokio::test]
async fn an_announcement_that_has_a_thread_is_where_its_article_is_discussed() {
    for kind in [0, 15] {
        let at = discussing(kind, |set_up| set_up.issue_threads = true).await;
        replace(&at, with_desk(), &[article("weir", 0, "", "The weir was repaired.")]);
        let begun = |state: &Kept| {
            let starter = |thread: &&Thread| state.messages.iter().any(|own| own.channel == thread.id);
            state.threads.iter().find(starter).cloned()
        };
        let thread = at.bot.fake.until("its thread", begun).await;
        let here = at.bot.ask(open(1, "weir")).await;
        assert!(content(&here).ends_with(&format!("/6/{}", thread.id)), "{here}");
        assert_eq!((threads(&at).len(), thread.parent.as_str()), (1, ISSUES));
        at.end().await;
    }
}

#[tokio::test]
async fn an_announcement_without_a_thread_gets_it_from_its_button() {
    let at = discussing(5, |_| {}).await;
    replace(&at, with_desk(), &[article("weir", 0, "", "The weir was repaired.")]);
    let card = at.bot.fake.posted(ISSUES, "the card", |_| true).await;
    let mut pressed = may(on(press(1, &button(&as_answer(&card), "Discuss"), false), &as_answer(&card)));
    pressed["channel_id"] = json!(ISSUES);
    pressed["message"]["id"] = json!(card.id);
    let here = at.bot.ask(pressed).await;
    assert!(content(&here).ends_with(&format!("/6/{}", card.id)), "{here}");
    assert_eq!(threads(&at).len(), 1);
    at.end().await;
}

#[tokio::test]
async fn who_may_not_or_did_often_enough_opens_none() {
    let at = discussing(0, |_| {}).await;
    let all = ["weir", "lock", "dam"].map(|id| article(id, 9, "", &format!("The {id} was repaired.")));
    replace(&at, with_desk(), &all);
    let mut in_thread = open(1, "weir");
    in_thread["channel"] = json!({"id": "5", "type": 11, "parent_id": "55"});
    let mut in_voice = open(2, "weir");
    in_voice["channel"] = json!({"id": "5", "type": 2});
    let mut not_ours = open(3, "weir");
    not_ours["app_permissions"] = json!((1u64 << 10 | 1 << 11).to_string());
    let mut not_theirs = open(4, "weir");
    not_theirs["member"]["permissions"] = json!((1u64 << 35).to_string());
    let gone = open(5, "nothing");
    let hidden = json!([{"id": "6", "type": 0, "deny": (1u64 << 10).to_string(), "allow": "0"}]);
    let about = json!({"id": "55", "guild_id": "6", "type": 0, "permission_overwrites": hidden});
    at.bot.fake.with(|state| state.things.insert("channels/55".into(), about));
    let mut not_seen = open(11, "weir");
    not_seen["channel_id"] = json!("55");
    let mut told = Vec::new();
    for asked in [in_thread, in_voice, not_ours, not_theirs, gone, not_seen] {
        told.push(content(&at.bot.ask(asked).await));
    }
    for (id, name) in (6..).zip(["weir", "lock", "dam"]) {
        told.push(content(&at.bot.ask(open(id, name)).await).split("https").next().unwrap_or_default().to_owned());
    }
    at.desk.change_set_up("6", 0, |set_up| set_up.discussions = false).await.expect("written");
    told.push(content(&at.bot.ask(open(9, "dam")).await));
    insta::assert_snapshot!(told.join("\n"), @r#"
    This is a thread already: talk about it here.
    A thread can only be opened in a text channel.
    pullquote may not open threads in this channel. A moderator can see what is missing with /pullquote status.
    You may not begin threads in this channel.
    The article was corrected or taken down since; ask again to see what it says now.
    Not everybody sees this channel, so the one thread about an article is not opened here.
    The thread about this article: 
    The thread about this article: 
    You have opened as many threads as one person may in a day. Please come back tomorrow.
    Discussions are off in this server. A moderator can turn them on with /pullquote setup.
    "#);
    assert_eq!(threads(&at).len(), 2);
    // Nor is it offered.
    let shown = at.bot.ask(may(command(10, "article", &[("title", SAMPLE)]))).await;
    assert!(!shown.to_string().contains("Discuss"), "{shown}");
    at.end().await;
}

#[tokio::test]
async fn two_who_press_at_once_get_the_same_thread() {
    let at = discussing(0, |_| {}).await;
    let (one, other) = tokio::join!(at.bot.ask(open(1, SAMPLE)), at.bot.ask(by("8", open(2, SAMPLE))));
    assert_eq!(content(&one), content(&other));
    assert_eq!(at.bot.fake.with(|state| (state.threads.len(), state.posts)), (1, 1));
    at.end().await;
}

#[tokio::test]
async fn a_thread_that_discord_refuses_is_said_to_be_opened_and_is_tried_anew() {
    let at = discussing(0, |_| {}).await;
    at.bot.fake.with(|state| state.refused.push(("/threads", 403)));
    let waiting = at.bot.ask(open(1, SAMPLE)).await;
    insta::assert_snapshot!(content(&waiting), @"The thread is being opened; press again in a moment for the way to it.");
    at.bot.fake.with(|state| state.refused.clear());
    let here = at.bot.ask(open(2, SAMPLE)).await;
    assert!(content(&here).contains("discord.com/channels/6/"), "{here}");
    assert_eq!(threads(&at).len(), 1);
    at.end().await;
}
