//! What becomes of a question later: others ask the same, an import answers it, the asker is told or cannot be, its time
//! is over.

use pullquote::commands::Table;
use pullquote::desk::{Asker, DAY, Post, Question, Standing};
use pullquote::shell::discord::OpenArchive;
use serde_json::{Value, json};

use super::questions::{EDITORS, asking_bot, at_card, by, card, numberless, press_card, question, said, sent};
use super::{DeskBot, Transport, with_desk};
use crate::discord::{button, content, is_private, press};
use crate::support::discord::Posted;
use crate::support::sample;

const QUESTION: &str = "Who bought the paper mill in Dover?";
/// What an import brings.
const MILL: &str = r#"+++
id = "mill"
title = "The mill has an owner"
publisher = "The Valley Letter"
date = 2024-05-01
url = "https://valley.example/mill"
licence = "CC BY 4.0"
AUDIENCE
+++

Ann Reed bought the paper mill in Dover on Wednesday for two million dollars.

She will hire forty workers before winter.
"#;

/// The sample corpus with the mill, which is for everybody or for those who pay.
fn with_mill(audience: &str) -> OpenArchive {
    let mill = MILL.replace("AUDIENCE", &format!("audience = \"{audience}\""));
    let engine = sample::over(&sample::files().with("articles/mill.md", mill.into_bytes()));
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    OpenArchive::new(engine, table).at_site(Some("https://valley.example/".into()))
}

impl DeskBot {
    /// Answers from another archive from now on.
    fn import(&self, audience: &str) {
        self.bot.handler.state.replace(with_mill(audience), with_desk());
    }

    /// Answers the question of a card with a link.
    async fn answer_with(&self, id: u64, open: &Posted, link: &str) -> Value {
        let asked = self.bot.ask(press_card(id, open, "Answer with a link")).await;
        let window = asked["data"]["custom_id"].as_str().expect("a window").to_owned();
        self.bot.ask(at_card(sent(id + 1, &window, &[("text", &[link])]), open)).await
    }
}

fn as_answer(body: &Value) -> Value {
    json!({"type": 4, "data": body})
}

#[tokio::test]
async fn the_same_question_is_joined_and_counted_and_names_are_shown_with_consent_alone() {
    let at = asking_bot(Transport::Http).await;
    at.bot.ask(question(1, "7", QUESTION, "no", false)).await;
    let joined = at.bot.ask(question(2, "8", "who bought the Dover paper mill?", "no", true)).await;
    assert!(content(&joined).contains("with others who asked the same"), "{joined}");
    let again = at.bot.ask(question(3, "8", "Who bought the paper mill in Dover", "no", false)).await;
    assert!(content(&again).contains("already"), "{again}");
    let other = at.bot.ask(question(4, "9", "Who sold the paper mill in Salem?", "no", false)).await;
    assert!(!content(&other).contains("others"), "{other}");
    let two = card(&at, "2 readers ask").await;
    insta::assert_snapshot!(numberless(&said(&two)), @r#"
    [type 4]
    ### 2 readers ask
    **Who bought the paper mill in Dover?**
    -# From <@8>
    -# DAY · No. X
    (Answer from the archive)
    (Answer with a link)
    (Not ours)
    (Close)
    "#);
    card(&at, "Salem").await;
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 2);
    // Who was first withdraws: the words are the other's from then on.
    let first = at.desk.asked_by("7").await.expect("read").remove(0);
    at.bot.ask(press(5, &format!("3dqw{}", first.id), true)).await;
    card(&at, "who bought the Dover paper mill").await;
    assert!(!String::from_utf8_lossy(&at.bytes()).contains(QUESTION));
    at.end().await;
}

#[tokio::test]
async fn an_import_that_answers_gives_the_editors_a_draft_to_approve() {
    let at = asking_bot(Transport::Gateway).await;
    at.bot.ask(question(1, "7", QUESTION, "mention", false)).await;
    card(&at, "A reader asks").await;
    at.import("everyone");
    let draft = card(&at, "The archive may answer this now").await;
    insta::assert_snapshot!(numberless(&said(&draft)), @r#"
    [type 4]
    ### A reader asks
    **Who bought the paper mill in Dover?**
    **The archive may answer this now:**
    > Ann Reed bought the paper mill in Dover on Wednesday for two million dollars.
    -# [The mill has an owner](https://valley.example/mill)
    -# The Valley Letter · May 1, 2024 · ¶1 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
    -# DAY · No. X
    (Approve)
    (Answer from the archive)
    (Answer with a link)
    (Not ours)
    (Close)
    "#);
    let approved = at.bot.ask(press_card(2, &draft, "Approve")).await;
    assert_eq!(approved["type"], json!(7), "the card that was pressed is changed at once: {approved}");
    card(&at, "### Answered").await;
    let told = at.bot.fake.posted("5", "a mention", |_| true).await;
    assert_eq!(told.body["allowed_mentions"], json!({"parse": [], "users": ["7"]}));
    insta::assert_snapshot!(said(&told), @r#"
    [type 4]
    <@7>, the editors answered your question:
    **The mill has an owner**
    https://valley.example/mill
    (See the answer)
    "#);
    // Everybody may see the answer, and who asked their question too.
    let show = told.body["components"][0]["components"][0]["custom_id"].as_str().expect("an id");
    let own = at.bot.ask(press(3, show, false)).await;
    assert!(is_private(&own) && content(&own).contains("Dover?") && content(&own).contains("Ann Reed"), "{own}");
    let other = at.bot.ask(by(press(4, show, false), "8")).await;
    assert!(is_private(&other) && !content(&other).contains("Dover?"), "{other}");
    at.end().await;
}

#[tokio::test]
async fn an_answer_of_an_article_for_paying_readers_is_its_title_and_link() {
    let at = asking_bot(Transport::Http).await;
    at.import("paid");
    at.bot.ask(question(1, "7", QUESTION, "message", false)).await;
    let open = card(&at, "A reader asks").await;
    let answered = at.answer_with(2, &open, "https://www.valley.example/mill?utm_source=x").await;
    assert!(content(&answered).contains("Answered"), "{answered}");
    let told = at.bot.fake.posted("777", "a direct message", |_| true).await;
    insta::assert_snapshot!(said(&told), @r#"
    [type 4]
    ### The editors answered your question
    -# Asked: Who bought the paper mill in Dover?
    [The mill has an owner](https://valley.example/mill)
    (Read it in place ↗ https://valley.example/mill)
    (Delete my question)
    "#);
    at.end().await;
}

#[tokio::test]
async fn an_asker_is_told_in_their_own_language() {
    let at = asking_bot(Transport::Http).await;
    at.import("everyone");
    let mut asked = question(1, "7", "Where are the photographs?", "message", false);
    asked["locale"] = json!("es-ES");
    let stored = at.bot.ask(asked).await;
    assert!(content(&stored).contains("Enviada a la redacción"), "{stored}");
    let open = card(&at, "A reader asks").await;
    at.answer_with(2, &open, "https://valley.example/about").await;
    let told = at.bot.fake.posted("777", "a direct message", |_| true).await;
    assert!(said(&told).contains("La redacción respondió a tu pregunta"), "{}", said(&told));
    at.end().await;
}

#[tokio::test]
async fn a_link_leads_to_the_publications_own_site_and_nowhere_else() {
    let at = asking_bot(Transport::Http).await;
    at.import("everyone");
    at.bot.ask(question(1, "7", "Where is the archive of photographs?", "no", false)).await;
    let open = card(&at, "A reader asks").await;
    let foreign = [
        "https://evil.example/mill/x",
        "https://valley.example.evil.example/x",
        "https://valley.example@evil.example/x",
        "javascript:alert(1)",
        "http://user:x@valley.example/",
        "valley",
        "",
        "https://valley.example:8443/x",
        "//evil.example",
        "https://evil.example/?u=https://other.example/mill",
    ];
    for (id, link) in (10..).step_by(2).zip(foreign) {
        let refused = at.answer_with(id, &open, link).await;
        assert!(content(&refused).contains("newsletter's own"), "{link}: {refused}");
    }
    let answered = at.answer_with(100, &open, "https://valley.example/about").await;
    assert!(content(&answered).contains("Answered"), "{answered}");
    at.end().await;
}

#[tokio::test]
async fn who_takes_no_direct_messages_is_said_on_the_card_and_the_answer_stays() {
    let at = asking_bot(Transport::Http).await;
    at.import("everyone");
    at.bot.fake.with(|state| state.refused.push(("POST /api/v10/channels/777/messages", 403)));
    at.bot.ask(question(1, "7", "Where are the photographs?", "message", false)).await;
    let open = card(&at, "A reader asks").await;
    at.answer_with(2, &open, "https://valley.example/about").await;
    let untold = card(&at, "Could not be told").await;
    insta::assert_snapshot!(numberless(&said(&untold)), @r#"
    [type 4]
    ### Answered
    **Where are the photographs?**
    [https\:\/\/valley\.example\/about](https://valley.example/about)
    -# Could not be told, since Discord refused the message: 1
    -# DAY · No. X
    (Read it in place ↗ https://valley.example/about)
    "#);
    let tries = |state: &crate::support::discord::Kept| {
        state.requests.iter().filter(|request| request.path.contains("/channels/777/messages")).count()
    };
    assert_eq!(at.bot.fake.with(|state| tries(state)), 1, "nobody is asked again and again");
    let kept = at.desk.open_questions("6").await.expect("read");
    assert!(kept.is_empty());
    at.end().await;
}

#[tokio::test]
async fn editors_who_cannot_be_reached_are_not_asked_and_who_asks_is_told_so() {
    let at = asking_bot(Transport::Http).await;
    at.bot.fake.with(|state| {
        state.refused.push(("POST /api/v10/channels/50/messages", 403));
        // A refusal alone does not say that the bot is gone.
        state.things.insert("guilds/6".into(), json!({"id": "6"}));
    });
    at.bot.ask(question(1, "7", QUESTION, "no", false)).await;
    at.bot
        .fake
        .until("a refusal", |state| state.requests.iter().any(|request| request.status == 403).then_some(()))
        .await;
    while !at.desk.is_refused("6", EDITORS).await.expect("read") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let refused = at.bot.ask(press(2, "3dqa", true)).await;
    assert!(content(&refused).contains("cannot be reached"), "{refused}");
    // Somebody set it right; the refusal had it tried again.
    at.bot.fake.with(|state| state.refused.clear());
    at.desk.retry_refused("6", EDITORS, 0).await.expect("written");
    at.bot.handler.state.wake_outbox();
    card(&at, "A reader asks").await;
    assert_eq!(at.bot.ask(press(3, "3dqa", true)).await["type"], json!(9));
    at.end().await;
}

#[tokio::test]
async fn a_question_whose_time_is_over_is_gone_and_its_card_says_so() {
    let at = asking_bot(Transport::Http).await;
    at.bot.ask(question(1, "7", QUESTION, "no", false)).await;
    let open = card(&at, "A reader asks").await;
    let kept = at.desk.asked_by("7").await.expect("read").remove(0);
    assert_eq!(kept.expires_at - kept.asked_at, 90 * DAY);
    // The same, as it is when its time is over: the hour's look is brought on by a change of the archive.
    at.desk.withdraw_asker(&kept.id, None, 0, |_| Vec::new()).await.expect("withdrawn");
    let old = Asker { id: "old".into(), text: "Who paints barges?".into(), expires_at: 1, ..kept };
    let row = |question: &Question| {
        let key = format!("question/{}", question.id);
        let body = Some(open.body.clone());
        vec![Post {
            key,
            server: "6".into(),
            channel: Some("51".into()),
            body,
            expires_at: i64::MAX,
            ..Post::default()
        }]
    };
    at.desk.ask("6", old, &[], row).await.expect("stored");
    at.bot.handler.state.wake_outbox();
    at.bot.fake.posted("51", "the card", |_| true).await;
    at.import("everyone");
    at.bot.fake.posted("51", "that it is gone", |own| said(own).contains("### Withdrawn")).await;
    // The card may say so before the journal is empty.
    for _ in 0..400 {
        if !at.holds("barges") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(!at.holds("barges"));
    at.end().await;
}

#[tokio::test]
async fn no_server_reaches_the_questions_of_another() {
    let at = asking_bot(Transport::Http).await;
    let mut other = with_desk();
    other.desk_servers.push("60".into());
    at.bot.handler.state.replace(with_mill("everyone"), other);
    at.bot.ask(question(1, "7", "Where are the photographs?", "no", false)).await;
    let open = card(&at, "A reader asks").await;
    let id = button(&as_answer(&open.body), "Close").chars().skip(4).collect::<String>();
    for (at_id, letter) in (10..).zip(["s", "p", "l", "n", "c", "o", "y", "v"]) {
        let extra = if matches!(letter, "y" | "v") { ".0" } else { "" };
        let mut pressed = press(at_id, &format!("3dq{letter}{id}{extra}"), false);
        pressed["guild_id"] = json!("60");
        pressed["member"]["permissions"] = json!("32");
        pressed["data"]["values"] = json!(["x"]);
        let refused = at.bot.ask(pressed).await;
        let words = content(&refused);
        assert!(words.contains("not there") || words.contains("corrected"), "{letter}: {refused}");
    }
    // A server that the host's file does not name has no desk.
    let mut stranger = question(30, "7", QUESTION, "no", false);
    stranger["guild_id"] = json!("61");
    assert!(content(&at.bot.ask(stranger).await).contains("cannot be asked here"));
    let kept = at.desk.open_questions("6").await.expect("read");
    assert_eq!(kept.len(), 1);
    assert_eq!(at.desk.question(&kept[0].0).await.expect("read").expect("there").standing, Standing::Open);
    at.end().await;
}

#[tokio::test]
async fn without_the_tick_nothing_of_a_question_is_stored() {
    let at = asking_bot(Transport::Http).await;
    let fields = [("text", &["canary-question"][..]), ("tell", &["message"][..]), ("agree", &[][..])];
    let refused = at.bot.ask(sent(1, "3dqa", &fields)).await;
    assert!(content(&refused).contains("Nothing was stored"), "{refused}");
    assert!(!String::from_utf8_lossy(&at.bytes()).contains("canary"));
    // And a person asks so much a day and no more.
    for id in 2..7 {
        at.bot.ask(question(id, "7", &format!("Question number {id}?"), "no", false)).await;
    }
    assert!(content(&at.bot.ask(question(8, "7", "One more?", "no", false)).await).contains("5 questions today"));
    at.end().await;
}

#[tokio::test]
async fn cards_for_a_channel_that_is_gone_go_where_the_editors_read_now() {
    let at = asking_bot(Transport::Http).await;
    at.bot.fake.with(|state| {
        state.refused.push(("POST /api/v10/channels/50/messages", 404));
        state.things.insert("guilds/6".into(), json!({"id": "6"}));
    });
    at.bot.ask(question(1, "7", QUESTION, "no", false)).await;
    while !at.desk.is_refused("6", EDITORS).await.expect("read") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    at.desk.retry_refused("6", "51", 0).await.expect("written");
    at.bot.handler.state.wake_outbox();
    at.bot.fake.posted("51", "the card", |_| true).await;
    assert!(!at.desk.is_refused("6", EDITORS).await.expect("read"));
    at.end().await;
}
