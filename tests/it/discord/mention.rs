//! Messages that mention the bot: questions, where the host and the server's moderators say so.

use pullquote::desk::{PublicIn, SetUp};
use pullquote::shell::discord::Discord;
use serde_json::{Value, json};

use super::desk::{DeskBot, desk_bot};
use super::{Transport, press, settings, shown};
use crate::support::discord::ACCOUNT;

/// A message of member 7 in channel 5 of server 6.
fn written(id: u64, content: &str) -> Value {
    json!({"id": id.to_string(), "type": 0, "guild_id": "6", "channel_id": "5", "content": content,
        "author": {"id": "7"}, "member": {"roles": []}})
}

/// A bot in a server whose moderators have set this.
async fn bot(settings: Discord, set: impl FnOnce(&mut SetUp)) -> DeskBot {
    let at = desk_bot(Transport::Gateway, settings).await;
    at.desk.change_set_up("6", 0, set).await.expect("written");
    at.bot.fake.ready(1).await;
    at
}

fn allowed() -> Discord {
    Discord { mentions: true, ..settings() }
}

/// The reply that came to a message.
async fn reply(at: &DeskBot, to: &str) -> Value {
    let replied = |own: &crate::support::discord::Posted| own.body["message_reference"]["message_id"] == json!(to);
    let posted = at.bot.fake.posted("5", "a reply", replied).await;
    json!({"type": 4, "data": posted.body})
}

#[tokio::test]
async fn a_mention_is_answered_as_a_reply_that_its_asker_or_a_moderator_removes() {
    let at = bot(allowed(), |set_up| set_up.mentions = true).await;
    at.bot.fake.tell("MESSAGE_CREATE", written(900, &format!("<@{ACCOUNT}> Did New Orleans get the letter?")));
    let answer = reply(&at, "900").await;
    insta::assert_snapshot!(shown(&answer), @r#"
    [type 4]
    #da373c
    ### No. New Orleans did not receive the letter.
    -# The list has the 23 jurisdictions named on Jan. 24, 2018.
    > Though his city did not receive the DOJ letter, **New Orleans** Mayor Mitch Landrieu said that he, like de Blasio, would not attend the White House meeting.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Common Dreams · Jan. 24, 2018 · ¶11 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=Though%20his%20city%20did,the%20White%20House%20meeting)
    (Context)
    (Remove)
    (⋯)
    "#);
    assert_eq!(answer["data"]["allowed_mentions"], json!({"parse": [], "replied_user": false}));
    // What Discord sends of the reply when its button is pressed.
    let removed = |id: u64, user: &str, permissions: &str| {
        let mut pressed = press(id, "3r", false);
        pressed["message"] = json!({"id": "1", "flags": 32768, "referenced_message": {"author": {"id": "7"}}});
        pressed["member"] = json!({"user": {"id": user}, "permissions": permissions, "roles": []});
        pressed
    };
    let refused = at.bot.ask(removed(1, "8", "0")).await;
    assert_eq!(refused["type"], json!(4), "{refused}");
    for (id, user, permissions) in [(2, "7", "0"), (3, "9", "8192")] {
        let gone = at.bot.ask(removed(id, user, permissions)).await;
        assert_eq!(gone["type"], json!(6), "{gone}");
    }
    at.end().await;
}

#[tokio::test]
async fn what_is_for_the_asker_alone_is_not_said_where_everybody_reads() {
    let at = bot(allowed(), |set_up| set_up.mentions = true).await;
    let ask =
        |id: u64, question: &str| at.bot.fake.tell("MESSAGE_CREATE", written(id, &format!("<@{ACCOUNT}> {question}")));
    ask(901, "Who bought the paper mill in Dover?");
    let unknown = reply(&at, "901").await;
    insta::assert_snapshot!(shown(&unknown), @r#"
    [type 4]
    The archive does not know.
    (Remove)
    "#);
    ask(902, "");
    insta::assert_snapshot!(shown(&reply(&at, "902").await), @r#"
    [type 4]
    Mention me with a question, such as “did New Orleans get the letter?”, and I answer with the newsletter’s own words.
    (Remove)
    "#);
    // Told twice after a lost connection, it is answered once.
    ask(902, "");
    ask(903, "Did Cook County get the letter?");
    reply(&at, "903").await;
    assert_eq!(at.bot.fake.with(|state| state.messages.len()), 3);
    at.end().await;
}

#[tokio::test]
async fn a_mention_by_a_paying_reader_told_everybody_that_the_archive_has_something() {
    let settings = Discord { paid_roles: vec!["20".into()], ..allowed() };
    let at = bot(settings.clone(), |set_up| set_up.mentions = true).await;
    let mill = "+++\nid = \"mill\"\ntitle = \"The mill has an owner\"\npublisher = \"The Valley Letter\"\n\
        date = 2024-05-01\nurl = \"https://valley.example/mill\"\nlicence = \"CC BY 4.0\"\naudience = \"paid\"\n+++\n\n\
        Ann Reed bought the paper mill in Dover on Wednesday for two million dollars.\n";
    let archive = super::community::archive_of(&[("articles/mill.md", mill.as_bytes().to_vec())]);
    at.bot.handler.state.replace(archive, settings);
    for (id, roles) in [(910, json!([])), (911, json!(["20"]))] {
        let mut message = written(id, &format!("<@{ACCOUNT}> Who bought the paper mill in Dover?"));
        message["member"]["roles"] = roles;
        at.bot.fake.tell("MESSAGE_CREATE", message);
        let answer = reply(&at, &id.to_string()).await;
        assert!(shown(&answer).contains("The archive does not know."), "{answer}");
    }
    at.end().await;
}

#[tokio::test]
async fn without_the_host_or_the_moderators_or_in_a_closed_channel_nothing_is_answered() {
    let closed = Discord { public_channels: vec!["50".into()], ..allowed() };
    for (number, settings, on) in [(0, settings(), true), (1, allowed(), false), (2, closed, true)] {
        let at = bot(settings, |set_up| {
            set_up.mentions = on;
            set_up.public = (number == 2).then_some(PublicIn::Channels);
            set_up.public_channels = vec!["50".into()];
        })
        .await;
        at.bot.fake.furnish_channel("6", "5", 0, &[]);
        at.bot.fake.tell("MESSAGE_CREATE", written(904, &format!("<@{ACCOUNT}> Did New Orleans get the letter?")));
        // An answer that comes after it shows that it was read.
        at.bot.ask(super::command(1, "about", &[])).await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let intents = if number == 0 { 1 } else { 513 };
        assert_eq!(
            at.bot.fake.with(|state| (state.messages.len(), state.intents)),
            (0, Some(intents)),
            "case {number}"
        );
        at.end().await;
    }
}

#[tokio::test]
async fn a_thread_goes_by_its_channel() {
    let closed = Discord { public_channels: vec!["50".into()], ..allowed() };
    let at = bot(closed, |set_up| {
        set_up.mentions = true;
        set_up.public = Some(PublicIn::Channels);
        set_up.public_channels = vec!["50".into()];
    })
    .await;
    at.bot
        .fake
        .with(|state| state.things.insert("channels/5".into(), json!({"id": "5", "type": 11, "parent_id": "50"})));
    at.bot.fake.tell("MESSAGE_CREATE", written(905, &format!("<@{ACCOUNT}> Did New Orleans get the letter?")));
    reply(&at, "905").await;
    at.end().await;
}
