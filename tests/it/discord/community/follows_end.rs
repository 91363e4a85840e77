//! Whose rights hold for what is sent, and how a follow ends.

use pullquote::commands::Table;
use pullquote::desk::follows::Whose;
use pullquote::desk::{DAY, Lane, Post};
use pullquote::shell::discord::OpenArchive;
use serde_json::{Value, json};

use super::LIST;
use super::follows::{
    LEVEE, PLACE, article, article_of, as_answer, bot, direct, follow, in_thread, list, list_of, now, said, today,
    undated, with_paid,
};
use crate::discord::desk::{by, choose, desk_bot};
use crate::discord::{Transport, button, command, content, is_private, press, shown, turn};
use crate::support::discord::Kept;
use crate::support::sample;

#[tokio::test]
async fn what_is_for_paying_readers_goes_to_whoever_may_read_it_at_that_moment() {
    let at = bot().await;
    let paid = |id: &str, words: &str| article_of(id, &today(), "paid", words);
    for (id, user) in [(1, "7"), (3, "8"), (5, "9")] {
        at.follows(id, user, PLACE, "Follow, as it comes").await;
    }
    at.member("7", Some(&["20"]));
    at.member("8", Some(&["21"]));
    at.member("9", Some(&["20"]));
    at.bot.fake.with(|state| state.refused.push(("GET /api/v10/guilds/6/members/9", 400)));
    let first = vec![paid("levee", LEVEE)];
    at.brings(&first).await;
    let counts = || ["7", "8", "9"].map(|user| at.sent_to(user).len());
    // With the role; without it; where Discord does not say.
    assert_eq!(counts(), [1, 0, 0]);
    assert!(said(&at.sent_to("7")[0]).contains("Mitch Landrieu spoke in New Orleans"));
    // The role is lost in between.
    at.member("7", Some(&[]));
    at.bot.fake.with(|state| state.refused.clear());
    let second = [first, vec![paid("flood", "The flood reached New Orleans.")]].concat();
    at.brings(&second).await;
    assert_eq!(counts(), [1, 0, 1]);
    // What everybody may read goes on.
    let third = [second, vec![article("rain", "The rain reached New Orleans.")]].concat();
    at.brings(&third).await;
    assert_eq!(counts(), [2, 1, 2]);
    // In the card of a week, too.
    at.write("UPDATE follow SET weekly = 1").await;
    let fourth =
        [third, vec![paid("storm", "The storm reached New Orleans."), article("sun", "The sun reached New Orleans.")]];
    let fourth = fourth.concat();
    at.brings(&fourth).await;
    at.write(&format!("UPDATE follow_hit SET seen_at = {} WHERE waits = 1", now() - 8 * DAY)).await;
    at.brings(&[fourth, vec![article("other", "Nothing happened.")]].concat()).await;
    for (user, storm) in [("7", false), ("8", false), ("9", true)] {
        let week = at.bot.fake.posted(&format!("77{user}"), "the week", |own| said(own).contains("This week: ")).await;
        assert!(said(&week).contains("The sun reached"));
        assert_eq!(said(&week).contains("The storm reached"), storm, "{user}");
    }
    at.end().await;
}

#[tokio::test]
async fn a_week_that_began_with_ten_for_paying_readers_told_others_nothing_and_counted_them() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, weekly").await;
    at.member("7", Some(&[]));
    let flood = |number: usize| {
        let audience = if number < 10 { "paid" } else { "everyone" };
        article_of(&format!("flood{number:02}"), &today(), audience, &format!("Flood {number} reached New Orleans."))
    };
    let files: Vec<_> = (0..13).map(flood).collect();
    at.brings(&files).await;
    at.write(&format!("UPDATE follow_hit SET seen_at = {} WHERE waits = 1", now() - 8 * DAY)).await;
    at.brings(&[files, vec![article("other", "Nothing happened.")]].concat()).await;
    let week = at.bot.fake.posted("777", "the week", |own| said(own).contains("This week: ")).await;
    assert_eq!(said(&week).matches("reached New Orleans").count(), 3, "{}", said(&week));
    assert!(!said(&week).contains("more"), "{}", said(&week));
    at.end().await;
}

#[tokio::test]
async fn a_record_whose_evidence_is_for_paying_readers_is_told_to_them_alone() {
    let at = bot().await;
    at.brings(&list("refused", "paid")).await;
    at.follows(1, "7", ("tracker", "tracker", "pledge"), "Follow, as it comes").await;
    at.follows(3, "8", ("tracker", "tracker", "pledge"), "Follow, as it comes").await;
    at.member("7", Some(&["20"]));
    at.member("8", Some(&[]));
    at.brings(&list("signed", "paid")).await;
    assert_eq!((at.sent_to("7").len(), at.sent_to("8").len()), (1, 0));
    // Where any record of a list is for paying readers, nobody else is told what it said before.
    let another =
        "[[record]]\nname = \"Globex\"\nstatus = \"signed\"\narticle = \"secret\"\nevidence = \"Globex signed.\"\n";
    let mixed = |status: &str| {
        let [(path, _), weir] = list(status, "everyone");
        let file = format!("{}{another}", LIST.replace("STATUS", status)).into_bytes();
        [(path, file), weir, article_of("secret", "2024-05-01", "paid", "Globex signed.")]
    };
    at.brings(&mixed("signed")).await;
    at.brings(&mixed("refused")).await;
    let last = |user: &str| said(at.sent_to(user).last().expect("a message"));
    assert!(last("7").contains("signed → refused"), "{}", last("7"));
    assert!(last("8").contains("**Acme**: refused") && !last("8").contains('→'), "{}", last("8"));
    assert!(at.sent_to("8").iter().all(|own| !own.body.to_string().contains("Globex")));
    at.end().await;
}

#[tokio::test]
async fn who_left_the_server_follows_nothing_by_it_any_more() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, as it comes").await;
    at.follows(3, "8", PLACE, "Follow, as it comes").await;
    // Discord knows no member 7; 8 takes no messages, and has left as well.
    at.bot.fake.with(|state| state.refused.push(("POST /api/v10/channels/778/messages", 403)));
    at.brings(&[article_of("levee", &today(), "paid", LEVEE)]).await;
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    at.follows(5, "8", PLACE, "Follow, as it comes").await;
    at.brings(&[article_of("levee", &today(), "paid", LEVEE), article("flood", "The flood reached New Orleans.")])
        .await;
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 0);
    at.end().await;
}

#[tokio::test]
async fn where_the_bot_leaves_a_follow_ends_at_once_and_is_deleted() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, as it comes").await;
    at.desk.left("6", now()).await.expect("written");
    at.brings(&[article("levee", LEVEE)]).await;
    assert_eq!(at.sent_to("7").len(), 0);
    at.desk.expire(now() + 31 * DAY, &json!({})).await.expect("deleted");
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    at.end().await;
}

#[tokio::test]
async fn who_takes_no_direct_messages_is_not_asked_again_and_again_and_after_ninety_days_it_ends() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, as it comes").await;
    at.member("7", Some(&[]));
    at.bot.fake.with(|state| state.refused.push(("POST /api/v10/channels/777/messages", 403)));
    at.brings(&[article("levee", LEVEE)]).await;
    let tries = |state: &Kept| state.requests.iter().filter(|own| own.path.contains("/channels/777/messages")).count();
    assert_eq!(at.bot.fake.with(|state| tries(state)), 1);
    let since = "SELECT closed_since FROM follow";
    assert!((now() - at.number(since).await).abs() < 600);
    // They take them again.
    at.bot.fake.with(|state| state.refused.clear());
    at.brings(&[article("levee", LEVEE), article("flood", "The flood reached New Orleans.")]).await;
    assert_eq!(at.sent_to("7").len(), 1);
    assert_eq!(at.number("SELECT COUNT(*) FROM follow WHERE closed_since IS NULL").await, 1);
    at.write(&format!("UPDATE follow SET closed_since = {}", now() - 91 * DAY)).await;
    at.desk.expire(now(), &json!({})).await.expect("deleted");
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    at.end().await;
}

#[tokio::test]
async fn a_follow_lapses_after_a_year_unless_it_is_kept() {
    let at = bot().await;
    at.follows(1, "7", PLACE, "Follow, as it comes").await;
    at.follows(3, "8", PLACE, "Follow, as it comes").await;
    let (year, soon) = (now() + 365 * DAY, now() + 13 * DAY);
    assert!((at.number("SELECT MIN(expires_at) FROM follow").await - year).abs() < 600);
    at.write(&format!("UPDATE follow SET expires_at = {soon}")).await;
    at.brings(&[article("other", "Nothing happened.")]).await;
    let asked = at.bot.fake.posted("777", "the question", |_| true).await;
    insta::assert_snapshot!(said(&asked), @r#"
    [type 4]
    ### Keep following New Orleans, La.?
    It ends by itself on DAY, and is deleted then.
    (Keep)
    (Let it go)
    "#);
    let other = at.bot.fake.posted("778", "the question", |_| true).await;
    // Each is asked once.
    at.brings(&[article("other", "Nothing happened."), article("more", "Nothing again.")]).await;
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 2);
    let foreign = at.bot.ask(direct(5, "9", &asked, "Keep")).await;
    assert!(content(&foreign).contains("not followed any more"), "{foreign}");
    let kept = at.bot.ask(direct(6, "7", &asked, "Keep")).await;
    assert!(content(&kept).contains("You follow it until"), "{kept}");
    at.bot.ask(direct(7, "8", &other, "Let it go")).await;
    at.desk.expire(now() + 14 * DAY, &json!({})).await.expect("deleted");
    assert_eq!(at.number("SELECT COUNT(*) FROM follow WHERE user_id = '7'").await, 1);
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 1);
    at.desk.expire(now() + 366 * DAY, &json!({})).await.expect("deleted");
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    at.end().await;
}

#[tokio::test]
async fn what_somebody_follows_is_shown_and_given_to_them_and_deleted_without_a_trace() {
    let at = bot().await;
    let canary = ("phrase", "words", "canary quill");
    at.follows(1, "7", canary, "Follow, as it comes").await;
    at.follows(3, "7", PLACE, "Follow, weekly").await;
    at.follows(5, "8", PLACE, "Follow, as it comes").await;
    at.brings(&[article("levee", &format!("A Canary quill was found.\n\n{LEVEE}"))]).await;
    assert_eq!((at.sent_to("7").len(), at.sent_to("8").len()), (1, 1));
    let card = at.bot.ask(command(7, "privacy", &[])).await;
    insta::assert_snapshot!(undated(&card), @r#"
    [type 4, private]
    ### Your privacy
    Stored about you, because you agreed: 2.
    **What you follow**, deleted by itself on DAY
    > “canary quill”
    **What you follow**, deleted by itself on DAY
    > New Orleans, La.
    (Withdraw one: What you follow: “canary quill” / What you follow: New Orleans, La.)
    (Get it as a file)
    (Delete all of it)
    Asking stores nothing.
    What you give to the editors with a tick is kept so that they can answer: questions and proposals 90 days, remarks 30 days.
    A vote on an excerpt is kept 30 days without your name.
    What you follow is kept until you end it, for a year at most.
    -# Who is responsible has not been named yet; ask the newsletter.
    "#);
    let held = at.desk.held_of("7").await.expect("read");
    let rows: Vec<(Value, Value, Value)> = held
        .into_iter()
        .map(|own| (own.row["kind"].clone(), own.row["followed"].clone(), own.row["value"].clone()))
        .collect();
    assert_eq!(rows[0], (json!("follow"), json!("phrase"), json!("canary quill")));
    // An export and its import bring it back, but not once it was deleted.
    let lines = at.desk.export(true, now()).await.expect("exported");
    assert!(lines.iter().any(|line| line.contains("canary quill")) && at.holds("canary quill"));
    let done = at.bot.ask(turn(8, &card, "Delete all of it", true)).await;
    assert!(content(&done).contains("Nothing is stored about you."), "{done}");
    assert!(!at.holds("canary quill"), "it stands in the file or the journal");
    let again = at.desk.import(lines.into_iter().map(Ok), &json!({}), now()).await.expect("imported");
    assert_eq!((again.added, at.holds("canary quill")), (0, false));
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 1);
    assert_eq!(
        at.number("SELECT COUNT(*) FROM follow_hit JOIN follow ON follow.id = follow WHERE user_id = '7'").await,
        0
    );
    // One of them, by the list.
    at.follows(9, "7", canary, "Follow, as it comes").await;
    let listed = at.bot.ask(list_of(11, "7")).await;
    let id = at.desk.follows_of(&Whose::Person("7".into()), now()).await.expect("read").remove(0).id;
    let foreign = at.bot.ask(by("8", choose(12, &listed, "fm", &[&id], json!({})))).await;
    assert!(content(&foreign).contains("not followed any more"), "{foreign}");
    let left = at.bot.ask(by("7", choose(13, &listed, "fm", &[&id], json!({})))).await;
    assert!(content(&left).contains("You follow nothing"), "{left}");
    assert!(!at.holds("canary quill"));
    at.end().await;
}

#[tokio::test]
async fn a_moderator_lets_a_thread_follow_something_and_ends_it() {
    let at = bot().await;
    let (none, manages) = (0, 1 << 34);
    let plain = at.bot.ask(in_thread(follow(1, PLACE), none)).await;
    assert!(!shown(&plain).contains("into this thread"), "{plain}");
    let asked = at.bot.ask(in_thread(follow(2, PLACE), manages)).await;
    assert!(shown(&asked).contains("(Follow into this thread)"), "{asked}");
    let refused = at.bot.ask(in_thread(turn(3, &asked, "Follow into this thread", true), none)).await;
    assert!(content(&refused).contains("Only those who may manage threads"), "{refused}");
    let begun = at.bot.ask(in_thread(turn(4, &asked, "Follow into this thread", true), manages)).await;
    assert!(content(&begun).contains("This thread follows"), "{begun}");
    assert_eq!(at.number("SELECT COUNT(*) FROM follow WHERE user_id IS NULL AND channel = '500'").await, 1);
    let paid = article_of("flood", &today(), "paid", "The flood reached New Orleans.");
    at.brings(&[article("levee", LEVEE), paid]).await;
    let posted = at.bot.fake.posted("500", "what came", |_| true).await;
    insta::assert_snapshot!(said(&posted), @r#"
    [type 4]
    ### You follow: New Orleans, La.
    > Mayor Mitch Landrieu spoke in New Orleans on Monday about the paper mill.
    -# [On the levee](https://valley.example/levee)
    -# DAY ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    (Read it in place ↗ https://valley.example/levee#:~:text=Mayor%20Mitch%20Landrieu%20spoke%20in%20New%20Orleans%20on%20Monday%20about%20the%20paper%20mill)
    (Unfollow)
    "#);
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 1);
    let pressed =
        |id: u64, permissions| in_thread(press(id, &button(&as_answer(&posted), "Unfollow"), false), permissions);
    let refused = at.bot.ask(pressed(5, none)).await;
    assert!(content(&refused).contains("Only those who may manage threads") && is_private(&refused), "{refused}");
    // A moderator of another thread does not end it.
    let mut elsewhere = pressed(6, manages);
    elsewhere["channel_id"] = json!("501");
    at.bot.ask(elsewhere).await;
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 1);
    at.bot.ask(pressed(7, manages)).await;
    assert_eq!(at.number("SELECT COUNT(*) FROM follow").await, 0);
    at.end().await;
}

#[tokio::test]
async fn messages_to_followers_that_cannot_be_sent_hold_up_no_card() {
    let at = bot().await;
    at.bot.fake.with(|state| state.refused.push(("POST /api/v10/users/@me/channels", 500)));
    for number in 0..60 {
        let (id, user) = (1 + 2 * number, (1_000 + number).to_string());
        at.follows(id, &user, PLACE, "Follow, as it comes").await;
    }
    let all = [("levee".to_owned(), LEVEE)].map(|(id, words)| article(&id, words));
    let files = all.iter().fold(sample::files(), |files, (path, bytes)| files.with(path, bytes.clone()));
    let engine = sample::over(&files);
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    at.bot.handler.state.replace(OpenArchive::new(engine, table), with_paid());
    at.bot.fake.until("a try", |state| state.requests.iter().any(|own| own.status == 500).then_some(())).await;
    let card = Post {
        key: "card/1".into(),
        server: "6".into(),
        channel: Some("50".into()),
        marker: "3dq-row".into(),
        body: Some(json!({"content": "a card", "allowed_mentions": {"parse": []}})),
        expires_at: i64::MAX,
        ..Post::default()
    };
    at.desk.put_post(&card, now()).await.expect("written");
    at.bot.handler.state.wake_outbox();
    at.bot.fake.posted("50", "the card", |_| true).await;
    let waiting = at.desk.due_in(Lane::Patient, now() + DAY, 100).await.expect("read").len();
    assert!(waiting >= 59, "{waiting} wait");
    at.end().await;
}

/// Who ended what they followed had it back where Discord told the process that took over of the older press again.
#[tokio::test]
async fn a_press_that_discord_tells_again_brings_back_nothing() {
    let at = desk_bot(Transport::Gateway, with_paid()).await;
    let asked = at.bot.ask(by("7", follow(1, PLACE))).await;
    let agreed = by("7", turn(2, &asked, "Follow, as it comes", true));
    at.bot.ask(agreed.clone()).await;
    let whose = Whose::Person("7".into());
    let followed = at.desk.follows_of(&whose, now()).await.expect("read");
    at.desk.unfollow(&[followed[0].id.clone()], now()).await.expect("written");
    let again = at.bot.ask(agreed).await;
    assert!(is_private(&again), "{again}");
    assert_eq!(
        content(&again),
        "Discord told of this twice, so it was not done again. Please look whether it was done."
    );
    assert!(at.desk.follows_of(&whose, now()).await.expect("read").is_empty());
    // Another press is another one.
    at.bot.ask(by("7", turn(3, &asked, "Follow, as it comes", true))).await;
    assert_eq!(at.desk.follows_of(&whose, now()).await.expect("read").len(), 1);
    at.end().await;
}
