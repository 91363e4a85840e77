//! Public answers are remembered: where they stand and what they cite, and never what was asked or by whom.

use pullquote::render::discord::reference::article_hash;
use serde_json::{Value, json};

use super::valley::{Valley, article, now, on_message, remembered};
use crate::discord::desk::{DeskBot, desk_bot, with_desk};
use crate::discord::privacy::Log;
use crate::discord::{Transport, button, command, is_private, press, press_more, turn};
use crate::support::discord::ACCOUNT;

const BOTH: [Transport; 2] = [Transport::Gateway, Transport::Http];
const WEIR: &str = "The council of Dover voted to repair the old weir in May.\n\nWorkers begin on Monday.";
/// What is asked, in letters that stand nowhere else.
const CANARY: &str = "wEiR rEpAiR";

async fn valley_bot(transport: Transport) -> (DeskBot, Valley) {
    let at = desk_bot(transport, with_desk()).await;
    let mut valley = Valley::new();
    valley.put("weir", article("weir", "", WEIR));
    valley.serve(&at);
    (at, valley)
}

/// A sign that all answers before it are remembered: it is the last.
async fn settled(at: &DeskBot, id: u64, count: usize) {
    let last = at.bot.ask(command(id, "search", &[("query", "weir")])).await;
    assert!(!is_private(&last), "{last}");
    remembered(at, count).await;
}

#[tokio::test]
async fn a_public_answer_is_remembered_with_what_it_cites() {
    for transport in BOTH {
        let (at, _valley) = valley_bot(transport).await;
        let answer = at.bot.ask(command(1, "search", &[("query", CANARY)])).await;
        assert!(!is_private(&answer), "{answer}");
        let given = remembered(&at, 1).await.remove(0);
        let there = at.bot.fake.with(|state| state.messages.clone());
        assert_eq!((given.place.server.as_str(), given.place.channel.as_str()), ("6", "5"));
        assert_eq!(there.iter().map(|own| own.id.as_str()).collect::<Vec<_>>(), [given.place.message.as_str()]);
        let cited = &given.excerpts;
        assert_eq!((cited.len(), cited[0].article.as_str(), given.records.len()), (1, "weir", 0));
        assert_eq!(cited[0].reference.article, article_hash("weir"));
        at.end().await;
    }
}

#[tokio::test]
async fn private_answers_and_those_where_the_bot_is_no_member_are_not_remembered() {
    for transport in BOTH {
        let (at, _valley) = valley_bot(transport).await;
        let asked = |id| command(id, "search", &[("query", "weir")]);
        let mut elsewhere = asked(1);
        elsewhere["channel_id"] = json!("9");
        let mut brought_along = asked(2);
        brought_along["authorizing_integration_owners"] = json!({"1": "7"});
        let mut alone = asked(3);
        alone["guild_id"] = Value::Null;
        let mut quiet = asked(4);
        quiet["data"]["options"]
            .as_array_mut()
            .expect("options")
            .push(json!({"name": "private", "type": 5, "value": true}));
        for own in [elsewhere, brought_along, alone, quiet.clone()] {
            at.bot.ask(own).await;
        }
        settled(&at, 5, 1).await;
        // What was private is remembered once it is shared.
        quiet["id"] = json!("6");
        quiet["token"] = json!("t6");
        let hidden = at.bot.ask(quiet).await;
        let shared = press_more(&at.bot, (7, 8), &hidden, "Share", true).await;
        assert!(!is_private(&shared), "{shared}");
        let given = remembered(&at, 2).await;
        assert_eq!(given[0].excerpts[0].reference, given[1].excerpts[0].reference);
        at.end().await;
    }
}

#[tokio::test]
async fn a_turned_page_is_cited_in_place_of_the_one_before_and_what_is_removed_is_forgotten() {
    for transport in BOTH {
        let at = desk_bot(transport, with_desk()).await;
        let said = at.bot.ask(command(1, "said", &[("who", "Reuters")])).await;
        let first = remembered(&at, 1).await.remove(0);
        let message = first.place.message.clone();
        let second = at.bot.ask(on_message(turn(2, &said, "Next", false), &message)).await;
        assert_eq!(second["type"], json!(7));
        let mut turned = first.clone();
        for _ in 0..2_000 {
            turned = remembered(&at, 1).await.remove(0);
            if turned.excerpts != first.excerpts {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(turned.place, first.place);
        assert_ne!(turned.excerpts[0].reference, first.excerpts[0].reference);
        at.bot.ask(on_message(press(3, &button(&said, "Remove"), false), &message)).await;
        remembered(&at, 0).await;
        at.bot.fake.edit("3").await;
        at.end().await;
    }
}

#[tokio::test]
async fn an_answer_of_a_list_is_remembered_with_the_record() {
    let at = desk_bot(Transport::Http, with_desk()).await;
    at.bot.ask(command(1, "letter", &[("place", "New Orleans")])).await;
    at.bot.ask(command(2, "letter", &[("place", "Seattle, Wash.")])).await;
    let given = remembered(&at, 2).await;
    let told: Vec<String> = given
        .iter()
        .flat_map(|own| &own.records)
        .map(|own| format!("{} {} {:?}", own.tracker, own.subject, own.status))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    doj-letter-2018-01-24 2255000 Some("not received")
    doj-letter-2018-01-24 5363000 None
    "#);
    at.end().await;
}

#[tokio::test]
async fn no_question_and_no_asker_stands_in_the_file_its_journal_or_the_log() {
    let (log, _guard) = Log::kept();
    let (at, mut valley) = valley_bot(Transport::Gateway).await;
    let mut asked = command(1, "search", &[("query", CANARY)]);
    asked["member"]["user"]["id"] = json!("770077007");
    let answer = at.bot.ask(asked).await;
    assert!(answer.to_string().contains(CANARY), "it is said again: {answer}");
    remembered(&at, 1).await;
    // The message is drawn anew, question and all.
    valley.put("weir", article("weir", "", &WEIR.replace("repair", "replace")));
    valley.serve(&at);
    let mended = at.bot.fake.posted("5", "a correction", |own| own.edits == 1).await;
    assert!(mended.body.to_string().contains(CANARY), "{}", mended.body);
    for canary in [CANARY, &CANARY.to_lowercase(), "770077007"] {
        assert!(!at.holds(canary), "{canary} in the files");
        assert_eq!(log.text().matches(canary).count(), 0, "{canary} in the log");
    }
    at.end().await;
}

#[tokio::test]
async fn answers_go_with_their_time_and_with_their_server_and_travel() {
    let (at, _valley) = valley_bot(Transport::Http).await;
    settled(&at, 1, 1).await;
    let lines = at.desk.export(true, now()).await.expect("exported");
    assert!(
        lines.iter().any(|line| line.contains("\"answer\"")) && lines.iter().any(|line| line.contains("\"cited\""))
    );
    let folder = tempfile::tempdir().expect("a folder");
    let other = pullquote::desk::Desk::open(crate::support::desks::at(folder.path().join("desk.sqlite")))
        .await
        .expect("a desk");
    other.import(lines.into_iter().map(Ok), &json!({}), now()).await.expect("imported");
    assert_eq!(other.answers_in("5", now()).await.expect("read"), remembered(&at, 1).await);
    other.expire(now() + 91 * pullquote::desk::DAY, &json!({})).await.expect("expired");
    assert_eq!(other.cited_articles().await.expect("read"), []);
    at.desk.forget_server("6", now()).await.expect("forgotten");
    remembered(&at, 0).await;
    assert_eq!(at.desk.cited_articles().await.expect("read"), []);
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 1, "readers keep their answer");
    at.end().await;
}

#[tokio::test]
async fn an_answer_to_a_mention_is_remembered_and_goes_with_its_channel() {
    let settings = pullquote::shell::discord::Discord { mentions: true, ..with_desk() };
    let at = desk_bot(Transport::Gateway, settings).await;
    at.desk.change_set_up("6", now(), |set_up| set_up.mentions = true).await.expect("set");
    at.bot.fake.ready(1).await;
    let question = format!("<@{ACCOUNT}> Did New Orleans get the letter?");
    let written = json!({"id": "900", "type": 0, "guild_id": "6", "channel_id": "5", "content": question,
        "author": {"id": "7"}, "member": {"roles": []}});
    at.bot.fake.tell("MESSAGE_CREATE", written);
    let given = remembered(&at, 1).await.remove(0);
    let posted = at.bot.fake.posted("5", "a reply", |_| true).await;
    assert_eq!((given.place.message, given.records.len()), (posted.id, 1));
    at.bot.fake.tell("CHANNEL_DELETE", json!({"id": "5", "type": 0, "guild_id": "6"}));
    remembered(&at, 0).await;
    at.end().await;
}
