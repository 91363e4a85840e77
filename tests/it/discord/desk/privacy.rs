//! `/privacy`: what is stored about a person, given to them, withdrawn, deleted.

use pullquote::desk::{DAY, Desk, Post};
use pullquote::shell::discord::Discord;
use serde_json::{Value, json};

use super::super::{button, command, content, is_private, on, press, turn};
use super::{Transport, choose, desk_bot, drawn, with_desk};

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A question of these people with its card, a remark and a proposal of the first of them; all with the canary.
pub(super) async fn given(desk: &Desk, id: &str, people: &[&str], expires_at: i64) {
    let mut change = desk.change().await.expect("a change");
    let text = format!("canary-{id} {}", "x".repeat(id.len() * 37 % 900));
    let first = people.first().copied().unwrap_or_default();
    for statement in [
        format!(
            "INSERT INTO question (id, server, text, state, asked_at, expires_at) VALUES ('q{id}', '6', '{text}', 'open', 5, {expires_at})"
        ),
        format!(
            "INSERT INTO mark (id, server, excerpt, article, revision, state, marked_at, card_at, expires_at) VALUES ('m{id}', '6', 'e{id}', 'a', 'r', 'open', 5, 5, {expires_at})"
        ),
        format!(
            "INSERT INTO remark (id, mark, user_id, text, written_at, expires_at) VALUES ('r{id}', 'm{id}', '{first}', '{text}', 5, {expires_at})"
        ),
        format!(
            "INSERT INTO vote (mark, voter, reason, expires_at) VALUES ('m{id}', '{}', 'other', {expires_at})",
            desk.key().hash("voter", &[first])
        ),
        format!(
            "INSERT INTO proposal (id, server, user_id, tracker, record, state, proposed_at, expires_at) VALUES ('p{id}', '6', '{first}', 't', '{{\"subject\": \"{text}\"}}', 'open', 5, {expires_at})"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut *change).await.expect("written");
    }
    for person in people {
        let asker = format!(
            "INSERT INTO asker (id, question, user_id, text, named, tell, asked_at, expires_at) VALUES ('a{id}-{person}', 'q{id}', '{person}', '{text}', 1, 'message', 5, {expires_at})"
        );
        sqlx::query(sqlx::AssertSqlSafe(asker)).execute(&mut *change).await.expect("written");
    }
    change.commit().await.expect("written");
    for key in [format!("question/q{id}"), format!("proposal/p{id}")] {
        let post = Post {
            server: "6".into(),
            channel: Some("50".into()),
            marker: key.clone(),
            key,
            body: Some(json!({"flags": 1 << 15, "allowed_mentions": {"parse": []},
                "components": [{"type": 17, "components": [{"type": 10, "content": text}]}]})),
            expires_at,
            ..Post::default()
        };
        desk.put_post(&post, 0).await.expect("written");
    }
}

fn hits(bytes: &[u8], word: &str) -> usize {
    bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// In a conversation with the bot alone.
fn direct(mut asked: Value) -> Value {
    asked["user"] = json!({"id": "7"});
    asked["context"] = json!(1);
    let fields = asked.as_object_mut().expect("an object");
    fields.remove("member");
    fields.remove("guild_id");
    asked
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_sees_takes_withdraws_and_deletes_what_they_gave() {
    for transport in [Transport::Gateway, Transport::Http] {
        let mut settings: Discord = with_desk();
        settings.privacy.controller = Some("The *Valley* Letter".into());
        settings.privacy.contact = Some("privacy@valley.example".into());
        let at = desk_bot(transport, settings).await;
        let fake = &at.bot.fake;
        let nothing = at.bot.ask(direct(command(1, "privacy", &[]))).await;
        assert!(is_private(&nothing));
        insta::allow_duplicates! {
            insta::assert_snapshot!(drawn(&nothing), @r#"
            ### Your privacy
            Nothing is stored about you.
            Asking stores nothing.
            What you give to the editors with a tick is kept so that they can answer: questions and proposals 90 days, remarks 30 days.
            A vote on an excerpt is kept 30 days without your name.
            What you follow is kept until you end it, for a year at most.
            **Responsible:** The \*Valley\* Letter
            **Contact:** `privacy@valley.example`
            "#);
        }
        let until = 4_000_000_000;
        given(&at.desk, "1", &["7"], until).await;
        given(&at.desk, "2", &["8", "7"], until).await;
        at.bot.handler.state.wake_outbox();
        fake.until("four cards", |state| (state.messages.len() == 4).then_some(())).await;
        let shown = at.bot.ask(command(2, "privacy", &[])).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(drawn(&shown), @r#"
            ### Your privacy
            Stored about you, because you agreed: 5.
            **Question**, deleted by itself on <t:4000000000:D>
            > canary-1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            **Question**, deleted by itself on <t:4000000000:D>
            > canary-2 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            **Remark**, deleted by itself on <t:4000000000:D>
            > canary-1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            **Proposal**, deleted by itself on <t:4000000000:D>
            > canary-1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            **Votes on excerpts:** 1
            (Withdraw one: Question: canary-1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx / Question: canary-2 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx / Remark: canary-1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx / Proposal: canary-1 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)
            (Get it as a file)
            (Delete all of it)
            Asking stores nothing.
            What you give to the editors with a tick is kept so that they can answer: questions and proposals 90 days, remarks 30 days.
            A vote on an excerpt is kept 30 days without your name.
            What you follow is kept until you end it, for a year at most.
            **Responsible:** The \*Valley\* Letter
            **Contact:** `privacy@valley.example`
            "#);
        }
        let file = at.bot.ask(turn(3, &shown, "Get it as a file", true)).await;
        assert!(is_private(&file) && drawn(&file).contains("attachment://pullquote.json"), "{file}");
        // One proposal, in a direct message.
        let withdrawn = at.bot.ask(direct(choose(4, &shown, "withdraw", &["p1"], json!({})))).await;
        assert!(content(&withdrawn).contains("Deleted: 1."), "{withdrawn}");
        let gone = |words: &'static str, count: usize| {
            move |state: &crate::support::discord::Kept| {
                (state.messages.iter().filter(|own| own.body.to_string().contains(words)).count() == count)
                    .then_some(())
            }
        };
        fake.until("its card says so", gone("ithdrawn", 1)).await;
        // Somebody else's press on the same id deletes nothing of it.
        let mut foreign = choose(5, &shown, "withdraw", &["r1"], json!({}));
        foreign["member"]["user"]["id"] = json!("9");
        assert!(content(&at.bot.ask(foreign).await).contains("Deleted: 0."));
        assert_eq!(at.desk.held_of("7").await.expect("read").len(), 3);
        let done = at.bot.ask(turn(6, &withdrawn, "Delete all of it", true)).await;
        assert!(content(&done).contains("Nothing is stored about you."), "{done}");
        fake.until("the question's card says so", gone("ithdrawn", 2)).await;
        // The other's question is still there.
        assert_eq!((hits(&at.bytes(), "canary-1"), at.desk.held_of("8").await.expect("read").len()), (0, 3));
        let again = on(press(7, &button(&shown, "Delete all of it"), true), &shown);
        let mut other = again;
        other["member"]["user"]["id"] = json!("8");
        at.bot.ask(other).await;
        fake.until("every card says so", gone("ithdrawn", 4)).await;
        assert_eq!(hits(&at.bytes(), "canary"), 0);
        assert!(fake.with(|state| state.messages.iter().all(|own| !own.body.to_string().contains("canary"))));
        at.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_withdrawn_before_its_card_was_sent_is_never_sent() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let fake = &at.bot.fake;
    fake.ready(1).await;
    // The outbox, which is looked at when the desk is opened, is empty still.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    fake.with(|state| state.refused.push(("POST /api/v10/channels/50/messages", 500)));
    given(&at.desk, "1", &["7"], now() + DAY).await;
    at.bot.ask(turn(2, &at.bot.ask(command(1, "privacy", &[])).await, "Delete all of it", true)).await;
    fake.with(|state| state.refused.clear());
    for _ in 0..200 {
        at.bot.handler.state.wake_outbox();
        if at.desk.post("question/q1").await.expect("read").is_none() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(at.desk.post("question/q1").await.expect("read"), None);
    assert!(fake.with(|state| state.messages.is_empty()));
    at.end().await;
}
