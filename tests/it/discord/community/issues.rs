//! New issues: announced in each kind of channel, together, in order, with approval; kept as the archive has them.

use pullquote::desk::announcements::{Announced, Announcement, Stage};
use pullquote::desk::changes::Consumer;
use pullquote::desk::{Hold, SetUp};
use pullquote::shell::discord::Discord;
use pullquote::words::Words;
use serde_json::{Value, json};

use super::archive_of;
use crate::discord::desk::{DeskBot, by, by_editor, choose, desk_bot, managing, pullquote, with_desk};
use crate::discord::{Transport, content, is_private, on, pick, press, shown, turn};
use crate::support::discord::{Kept, Posted};

/// Where new issues go, and where the editors read.
pub(super) const ISSUES: &str = "60";
const EDITORS: &str = "50";
/// See, write, read what was before, begin threads, write in them.
const ALL: u64 = 1 << 10 | 1 << 11 | 1 << 16 | 1 << 35 | 1 << 38;
const TEXT: u64 = 0;
const ANNOUNCEMENTS: u64 = 5;
const FORUM: u64 = 15;

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// So many days ago.
fn day(ago: i64) -> jiff::civil::Date {
    let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
    today.saturating_sub(jiff::Span::new().days(ago))
}

pub(super) type File = (String, Vec<u8>);

/// An article of so many days ago.
pub(super) fn article(id: &str, ago: i64, more: &str, words: &str) -> File {
    let (date, title) = (day(ago), format!("On the {id}"));
    let text = format!(
        "+++\nid = \"{id}\"\ntitle = \"{title}\"\npublisher = \"The Valley Letter\"\ndate = {date}\n\
         url = \"https://valley.example/{id}\"\nlicence = \"CC BY 4.0\"\n{more}\n+++\n\n{words}\n"
    );
    (format!("articles/{id}.md"), text.into_bytes())
}

fn plain(id: &str, ago: i64) -> File {
    article(id, ago, "", &format!("The {id} was repaired. It will last."))
}

/// Answers from the sample corpus with these files from now on.
pub(super) fn replace(at: &DeskBot, settings: Discord, files: &[File]) {
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())).collect();
    at.bot.handler.state.replace(archive_of(&files), settings);
}

/// A bot whose desk has seen the sample corpus, and announces new issues at once in a channel of this type.
pub(super) async fn announcing(kind: u64, tags: &[&str], change: impl FnOnce(&mut SetUp)) -> DeskBot {
    let at = desk_bot(Transport::Http, with_desk()).await;
    at.bot.fake.furnish("6", &[("6", ALL), ("20", 0)], &["5", EDITORS]);
    at.bot.fake.furnish_channel("6", ISSUES, kind, tags);
    at.sees_the_archive().await;
    let set = |set_up: &mut SetUp| {
        set_up.new_issue_channel = Some(ISSUES.into());
        set_up.editors_channel = Some(EDITORS.into());
        set_up.issue_hold = Some(Hold::For(0));
        change(set_up);
    };
    at.desk.change_set_up("6", 0, set).await.expect("written");
    at
}

pub(super) fn as_answer(own: &Posted) -> Value {
    json!({"type": 4, "data": own.body})
}

/// What a message says, without the days.
pub(super) fn said(own: &Posted) -> String {
    let english = Words::english();
    (0..9).fold(shown(&as_answer(own)), |said, ago| said.replace(&pullquote::render::day(&english, day(ago)), "DAY"))
}

/// The messages of a channel, oldest first.
fn messages(at: &DeskBot, channel: &str) -> Vec<Posted> {
    at.bot.fake.with(|state| state.messages.iter().filter(|own| own.channel == channel).cloned().collect())
}

/// Waits for the message of a channel that says this.
async fn told(at: &DeskBot, channel: &str, words: &str) -> Posted {
    at.bot.fake.posted(channel, words, |own| said(own).contains(words)).await
}

/// Waits until an article's announcement has come so far.
async fn reached(at: &DeskBot, article: &str, stage: Stage) -> Announcement {
    loop {
        let rows = at.desk.announcements_of(article).await.expect("read");
        if let Some(row) = rows.into_iter().find(|row| row.stage == stage) {
            return row;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

const MILL: &str = "Mayor Ann Reed said, “The mill will run again before winter.” Forty people will work there.\n\n\
    Acme signed the pledge.";
const PLEDGE: &str = r#"
id = "pledge"
command = "pledge"
question = "Did it sign?"
title = "The pledge"
date = 2024-05-01
subject = "name"
[[status]]
name = "signed"
wording = "Yes. {subject} signed the pledge."
counts_as = "yes"
[[record]]
name = "Acme"
status = "signed"
article = "mill"
evidence = "Acme signed the pledge."
"#;

/// The mill with a record, a dek and a byline.
fn mill() -> Vec<File> {
    let more = "dek = \"It *closed* in 2019\"\nbyline = \"By Bo Lund\"";
    vec![article("mill", 0, more, MILL), ("jurisdictions/pledge.toml".into(), PLEDGE.into())]
}

#[tokio::test]
async fn an_import_is_announced_at_once_with_a_thread_that_says_what_can_be_asked() {
    let at = announcing(TEXT, &[], |set_up| {
        set_up.issue_threads = true;
        set_up.issue_role = Some("20".into());
    })
    .await;
    replace(&at, with_desk(), &mill());
    let card = told(&at, ISSUES, "On the mill").await;
    insta::assert_snapshot!(said(&card), @r#"
    [type 4]
    ### On the mill
    It \*closed\* in 2019
    > Mayor Ann Reed said, “The mill will run again before winter.” Forty people will work there.
    -# By Bo Lund · The Valley Letter · DAY · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    <@&20>
    (Read it in place ↗ https://valley.example/mill)
    (Read it here)
    "#);
    assert_eq!(card.body["allowed_mentions"], json!({"parse": [], "roles": ["20"]}));
    let starter = told(&at, &card.id, "").await;
    insta::assert_snapshot!(said(&starter), @r#"
    [type 4]
    ### What is in this issue
    **On the lists:** Acme (Signed)
    **Quoted:** Ann Reed
    **Ask the archive:**
    - `/pledge Acme`
    - `/said Ann Reed`
    - `/search mill`
    (Ask one of these; you alone see the answer: /pledge Acme / /said Ann Reed / /search mill)
    "#);
    let threads = at.bot.fake.with(|state| state.threads.clone());
    assert_eq!((threads.len(), threads[0].name.as_str(), threads[0].id.as_str()), (1, "On the mill", card.id.as_str()));
    // What it offers is answered, to whoever asks alone.
    for (id, label) in [(1, "/pledge"), (2, "/said"), (3, "/search")] {
        let answer = at.bot.ask(pick(id, &as_answer(&starter), label, false)).await;
        let words = content(&answer);
        assert!(is_private(&answer) && (words.contains("Acme") || words.contains("mill")), "{label}: {answer}");
    }
    let own = format!("3dir{:014x}", pullquote::render::discord::reference::article_hash("mill"));
    let article = at.bot.ask(on(press(4, &own, false), &as_answer(&card))).await;
    assert!(is_private(&article) && content(&article).contains("Forty people"), "{article}");
    at.end().await;
}

#[tokio::test]
async fn it_is_published_once_and_a_correction_edits_it_without_a_ping() {
    let at = announcing(ANNOUNCEMENTS, &[], |set_up| set_up.issue_role = Some("20".into())).await;
    replace(&at, with_desk(), &[plain("weir", 1)]);
    let card = told(&at, ISSUES, "On the weir").await;
    at.bot.fake.until("its publication", |state| (state.published == [card.id.clone()]).then_some(())).await;
    let corrected = article("weir", 1, "", "The weir was replaced. It will last.");
    replace(&at, with_desk(), std::slice::from_ref(&corrected));
    let edited = told(&at, ISSUES, "The weir was replaced").await;
    insta::assert_snapshot!(said(&edited), @r#"
    [type 4]
    ### On the weir
    > The weir was replaced. It will last.
    -# The Valley Letter · DAY · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    -# The article was changed since it was announced.
    (Read it in place ↗ https://valley.example/weir)
    (Read it here)
    "#);
    assert_eq!((edited.id.as_str(), &edited.body["allowed_mentions"]), (card.id.as_str(), &json!({"parse": []})));
    // It goes, and comes back.
    replace(&at, with_desk(), &[]);
    let gone = told(&at, ISSUES, "withdrew").await;
    insta::assert_snapshot!(said(&gone), @r#"
    [type 4]
    ### Withdrawn
    -# The publisher withdrew this since it was announced.
    "#);
    replace(&at, with_desk(), std::slice::from_ref(&corrected));
    told(&at, ISSUES, "The weir was replaced").await;
    assert_eq!((messages(&at, ISSUES).len(), at.bot.fake.with(|state| state.published.len())), (1, 1));
    at.end().await;
}

#[tokio::test]
async fn a_forum_that_wants_a_tag_gets_no_post_without_it_and_the_editors_are_told_once() {
    let at = announcing(FORUM, &["71", "72"], |_| {}).await;
    at.bot.fake.with(|state| state.things.get_mut("channels/60").expect("the forum")["flags"] = json!(16));
    replace(&at, with_desk(), &[plain("weir", 0)]);
    let trouble = told(&at, EDITORS, "").await;
    insta::assert_snapshot!(said(&trouble), @r#"
    [type 4]
    ### New issues cannot be announced
    Each post in <#60> must have a tag. Pick the one that new issues get.
    (Set up)
    "#);
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0)]);
    // The panel says so too, and the tag that is picked there is what was missing.
    let page = at.bot.ask(managing(press(1, "3dscommunity", true))).await;
    insta::assert_snapshot!(crate::discord::desk::drawn(&page), @r#"
    ### Set up pullquote: Community
    -# Each choice is saved at once.
    **How long a new issue waits before it is announced**
    (As the host's file says: 10 minutes: [x] Announced at once / 10 minutes / 1 hour / 1 day / Until an editor approves it)
    **Role that is pinged with each new issue**
    (roles: )
    **Tag of new issues in the forum**
    ⚠️ Each post in this forum must have one, so nothing is announced yet.
    (No tag: tag 71 / tag 72)
    **What is on**
    (All are off: Threads under new issues / Weekly digest / Discussions / Sources)
    -# Off by the host's file: questions by mention
    (Answers)
    (Channels and roles)
    (Status)
    "#);
    at.bot.ask(choose(2, &page, "tag", &["72"], json!({}))).await;
    let first = |state: &Kept| state.threads.first().cloned();
    let post = at.bot.fake.until("a post", first).await;
    assert_eq!((post.tags.as_slice(), post.parent.as_str()), (&["72".to_owned()][..], ISSUES));
    at.bot
        .fake
        .until("what was told goes", |state| (!state.messages.iter().any(|own| own.channel == EDITORS)).then_some(()))
        .await;
    // One alone gets the message that begins the talk about it.
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0), plain("dam", 0)]);
    let dam = |state: &Kept| state.threads.iter().find(|own| own.name == "On the dam").cloned();
    let dam = at.bot.fake.until("the dam", dam).await;
    told(&at, &dam.id, "What is in this issue").await;
    assert_eq!(messages(&at, &dam.id).len(), 2);
    at.end().await;
}

#[tokio::test]
async fn several_that_are_held_at_one_time_are_one_digest_in_the_order_of_publication() {
    let at = announcing(TEXT, &[], |set_up| {
        set_up.issue_threads = true;
        set_up.issue_hold = Some(Hold::For(600));
    })
    .await;
    let all = [plain("weir", 0), plain("lock", 2), plain("dam", 1)];
    replace(&at, with_desk(), &all[..1]);
    let first = reached(&at, "weir", Stage::Held).await;
    replace(&at, with_desk(), &all);
    for other in ["lock", "dam"] {
        reached(&at, other, Stage::Held).await;
    }
    // The first one's time comes, and it is looked at.
    let rows = vec![Announcement { due_at: 0, ..first }];
    at.desk.announce(&Announced { rows, ..Announced::default() }, now()).await.expect("written");
    replace(&at, with_desk(), &all);
    let digest = told(&at, ISSUES, "new issues").await;
    insta::assert_snapshot!(said(&digest), @r#"
    [type 4]
    ### 3 new issues
    - [On the lock](https://valley.example/lock)
    - [On the dam](https://valley.example/dam)
    - [On the weir](https://valley.example/weir)
    (Read one here: On the lock / On the dam / On the weir)
    "#);
    let opened = at.bot.ask(pick(1, &as_answer(&digest), "On the lock", false)).await;
    assert!(is_private(&opened) && content(&opened).contains("The lock was repaired"), "{opened}");
    replace(&at, with_desk(), &all[..2]);
    let less = told(&at, ISSUES, "Withdrawn").await;
    insta::assert_snapshot!(said(&less), @r#"
    [type 4]
    ### 3 new issues
    - [On the lock](https://valley.example/lock)
    - [On the weir](https://valley.example/weir)
    -# Withdrawn by the publisher since: 1
    (Read one here: On the lock / On the weir)
    "#);
    assert_eq!((messages(&at, ISSUES).len(), at.bot.fake.with(|state| state.threads.len())), (1, 0));
    at.end().await;
}

#[tokio::test]
async fn more_than_a_digest_holds_are_counted() {
    let at = announcing(FORUM, &[], |_| {}).await;
    let all: Vec<File> = (0..40).map(|number| plain(&format!("weir-{number:02}"), 0)).collect();
    replace(&at, with_desk(), &all);
    let named = |state: &Kept| state.threads.iter().find(|own| own.name == "40 new issues").cloned();
    let post = at.bot.fake.until("a post", named).await;
    let digest = told(&at, &post.id, "and 15 more").await;
    assert!(said(&digest).contains("weir\\-24") || said(&digest).contains("weir-24"), "{}", said(&digest));
    at.end().await;
}

#[tokio::test]
async fn editors_approve_one_and_refuse_another() {
    let at = announcing(TEXT, &[], |set_up| set_up.issue_hold = Some(Hold::UntilApproved)).await;
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0)]);
    let weir = told(&at, EDITORS, "On the weir").await;
    let lock = told(&at, EDITORS, "On the lock").await;
    insta::assert_snapshot!(said(&weir), @r#"
    [type 4]
    ### Announce this new issue?
    -# It would be announced in <#60>.
    ### On the weir
    > The weir was repaired. It will last.
    -# The Valley Letter · DAY · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    (Post)
    (Don't)
    (Read it here)
    (Read it in place ↗ https://valley.example/weir)
    "#);
    let pressed = |id: u64, own: &Posted, label: &str| {
        let answer = as_answer(own);
        on(press(id, &crate::discord::button(&answer, label), false), &answer)
    };
    let reader = at.bot.ask(by("8", pressed(1, &weir, "Post"))).await;
    assert!(content(&reader).contains("Only this server's editors"), "{reader}");
    let refused = at.bot.ask(by_editor(pressed(2, &lock, "Don't"))).await;
    assert_eq!(refused["type"], json!(7), "{refused}");
    assert!(content(&refused).contains("Not announced"), "{refused}");
    let approved = at.bot.ask(by_editor(pressed(3, &weir, "Post"))).await;
    assert!(content(&approved).contains("Approved"), "{approved}");
    told(&at, ISSUES, "On the weir").await;
    for (id, own) in [(4, &weir), (5, &lock)] {
        let late = at.bot.ask(by_editor(pressed(id, own, "Post"))).await;
        assert!(content(&late).contains("settled already"), "{late}");
    }
    told(&at, EDITORS, "Approved").await;
    // What was refused stays so where it goes and comes back.
    replace(&at, with_desk(), &[plain("weir", 0)]);
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0), plain("dam", 0)]);
    told(&at, EDITORS, "On the dam").await;
    assert_eq!((messages(&at, ISSUES).len(), messages(&at, EDITORS).len()), (1, 3));
    // Where there is no desk, nobody could approve it: it waits for ten minutes.
    let elsewhere = Discord { desk_servers: Vec::new(), ..with_desk() };
    replace(&at, elsewhere, &[plain("weir", 0), plain("lock", 0), plain("dam", 0), plain("mill", 0)]);
    reached(&at, "mill", Stage::Held).await;
    at.end().await;
}

#[tokio::test]
async fn what_was_withdrawn_while_it_was_held_or_is_no_news_is_not_announced() {
    let at = announcing(TEXT, &[], |set_up| set_up.issue_hold = Some(Hold::For(600))).await;
    // An old one is no news, whenever it comes.
    replace(&at, with_desk(), &[plain("weir", 0), plain("old", 4)]);
    reached(&at, "weir", Stage::Held).await;
    assert_eq!(at.desk.announcements_of("old").await.expect("read"), []);
    replace(&at, with_desk(), &[]);
    reached(&at, "weir", Stage::Gone).await;
    at.desk.change_set_up("6", 0, |set_up| set_up.issue_hold = Some(Hold::For(0))).await.expect("written");
    // Of the channel that is set later, what came before is no news either.
    at.desk.change_set_up("6", 0, |set_up| set_up.new_issue_channel = None).await.expect("written");
    replace(&at, with_desk(), &[plain("lock", 0)]);
    while !at.desk.changes_between(0, now() + 60).await.expect("read").iter().any(|own| own.article == "lock") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    while !at.desk.changes_for(Consumer::Issues, 9).await.expect("read").is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    at.desk.change_set_up("6", 0, |set_up| set_up.new_issue_channel = Some(ISSUES.into())).await.expect("written");
    replace(&at, with_desk(), &[plain("lock", 0), plain("dam", 3)]);
    told(&at, ISSUES, "On the dam").await;
    assert_eq!(messages(&at, ISSUES).len(), 1);
    at.end().await;
}

#[tokio::test]
async fn of_one_for_paying_readers_title_and_dek_are_told_and_of_one_that_is_cited_the_title() {
    let at = announcing(TEXT, &[], |set_up| set_up.issue_threads = true).await;
    let words = "Mayor Ann Reed said, “Nobody may read this.” Forty people will.";
    let paid = article("mill", 0, "dek = \"It closed\"\naudience = \"paid\"", words);
    replace(&at, with_desk(), std::slice::from_ref(&paid));
    let card = told(&at, ISSUES, "On the mill").await;
    let starter = told(&at, &card.id, "").await;
    insta::assert_snapshot!([said(&card), said(&starter)].join("\n\n"), @r#"
    [type 4]
    ### On the mill
    It closed
    -# The Valley Letter · DAY · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    -# For paying readers
    (Read it in place ↗ https://valley.example/mill)
    (Read it here)

    [type 4]
    ### What is in this issue
    -# For paying readers
    (Read it here)
    "#);
    let read = format!("3dis{:014x}", pullquote::render::discord::reference::article_hash("mill"));
    let refused = at.bot.ask(on(press(1, &read, false), &as_answer(&starter))).await;
    assert!(!content(&refused).contains("Forty"), "{refused}");
    let cited = article("weir", 0, "dek = \"It closed\"\nshow = \"cite\"", words);
    replace(&at, with_desk(), &[paid, cited]);
    let card = told(&at, ISSUES, "On the weir").await;
    assert!(!said(&card).contains("closed") && !said(&card).contains("Forty"), "{}", said(&card));
    at.end().await;
}

#[tokio::test]
async fn a_deleted_channel_and_a_lost_permission_are_told_once() {
    let at = announcing(TEXT, &[], |_| {}).await;
    at.bot.fake.with(|state| state.refused.push(("POST /api/v10/channels/60/messages", 403)));
    replace(&at, with_desk(), &[plain("weir", 0)]);
    let refused = |state: &Kept| state.requests.iter().any(|own| own.status == 403).then_some(());
    at.bot.fake.until("a refusal", refused).await;
    while !at.desk.is_refused("6", ISSUES).await.expect("read") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0)]);
    let trouble = told(&at, EDITORS, "").await;
    assert!(said(&trouble).contains("does not let pullquote write"), "{}", said(&trouble));
    // Another one is refused too, and that is not told again.
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0), plain("sluice", 0)]);
    // The channel is deleted: it leaves the set-up, and the editors know already.
    at.bot.fake.with(|state| state.things.remove("channels/60"));
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0), plain("dam", 0)]);
    while at.desk.set_up("6").new_issue_channel.is_some() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    replace(&at, with_desk(), &[plain("weir", 0), plain("lock", 0), plain("dam", 0), plain("quay", 0)]);
    assert_eq!(messages(&at, EDITORS).len(), 1);
    at.end().await;
    let at = announcing(TEXT, &[], |_| {}).await;
    at.bot.fake.with(|state| state.things.remove("channels/60"));
    replace(&at, with_desk(), &[plain("weir", 0)]);
    let gone = told(&at, EDITORS, "is gone").await;
    insta::assert_snapshot!(said(&gone), @r#"
    [type 4]
    ### New issues cannot be announced
    <#60> is gone. Pick another channel for new issues.
    (Set up)
    "#);
    at.end().await;
}

#[tokio::test]
async fn what_was_refused_in_one_channel_is_announced_in_the_next_and_not_in_both() {
    let at = announcing(TEXT, &[], |set_up| set_up.issue_role = Some("20".into())).await;
    at.bot.fake.with(|state| state.refused.push(("POST /api/v10/channels/60/messages", 403)));
    replace(&at, with_desk(), &[plain("weir", 0)]);
    while !at.desk.is_refused("6", ISSUES).await.expect("read") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    at.bot.fake.furnish_channel("6", "61", TEXT, &[]);
    let panel = at.bot.ask(pullquote(1, "setup")).await;
    let places = at.bot.ask(managing(turn(2, &panel, "Channels and roles", true))).await;
    at.bot.ask(choose(3, &places, "issues", &["61"], json!({"channels": {"61": {"id": "61"}}}))).await;
    at.bot.fake.with(|state| state.refused.clear());
    let card = told(&at, "61", "On the weir").await;
    assert_eq!(card.body.to_string().matches("<@&20>").count(), 1);
    assert_eq!((messages(&at, ISSUES).len(), at.desk.posts_under("issue/").await.expect("read").len()), (0, 1));
    at.end().await;
}

#[tokio::test]
async fn what_was_announced_and_written_under_it_stays_where_all_that_is_stored_of_the_server_is_deleted() {
    let at = announcing(FORUM, &[], |_| {}).await;
    replace(&at, with_desk(), &[plain("weir", 0)]);
    let thread = at.bot.fake.until("a post", |state| state.threads.first().cloned()).await;
    told(&at, &thread.id, "What is in this issue").await;
    let (id, channel, body) = (String::from("9001"), thread.id.clone(), json!({"content": "It leaks."}));
    at.bot.fake.with(|state| state.messages.push(Posted { id, channel, author: "7".into(), body, edits: 0 }));
    at.desk.forget_server("6", now()).await.expect("forgotten");
    at.bot.handler.state.wake_outbox();
    let rows = at.desk.posts_under("issue/").await.expect("read");
    let there = at.bot.fake.with(|state| state.threads.len());
    assert_eq!((rows.len(), there, messages(&at, &thread.id).len()), (0, 1, 3));
    at.end().await;
}
