//! Hostile words, odd payloads, flipped ids, faults of ours: each gets a harmless answer.
#![allow(clippy::invisible_characters, reason = "they are what is tested")]

use serde_json::{Value, json};

use super::hostile_archive::hostile_bot;
use super::{button, command, interaction, press, shown};
use crate::support::discord::Mood;
use crate::support::hostile::{PIECES, harm};
use crate::support::random::Random;

fn assert_harmless(answer: &Value) {
    if answer["type"] != json!(8) {
        assert_eq!(harm(answer, "https://news.example/"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_words_of_an_article_and_of_a_reader_are_shown_and_do_nothing() {
    let bot = hostile_bot(Mood::Good).await;
    let answer = bot.ask(command(1, "ask", &[("question", "who? @everyone")])).await;
    assert_harmless(&answer);
    insta::assert_snapshot!(shown(&answer), @r"
    [type 4]
    #4e5d94
    ### The archive says:
    -# Asked: who? \@⁠everyone
    > **The** city said no.
    -# [A \*\*title\*\* \@⁠everyone](https://news.example/a)
    -# P · Jan. 24, 2018 · ¶1 · [CC BY 3.0](https://creativecommons.org/licenses/by/3.0/) · emphasis ours
    -# 1 of 2
    -# “who? \@⁠everyone” was read as who? \@⁠everyone.
    (Read it in place ↗ https://news.example/a#:~:text=The%20city%20said%20no)
    (Context)
    (Remove)
    (⋯)
    (Next)
    ");
    let which = bot.ask(command(2, "ask", &[("question", "which")])).await;
    insta::assert_snapshot!(shown(&which), @"
    [type 4]
    ### The archive says:
    -# Asked: which
    (Remove)
    (Which one?: Springfield, Ill. @⁠here)
    ");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_hostile_strings_do_nothing_on_any_path() {
    let bot = hostile_bot(Mood::Good).await;
    let next = button(&bot.ask(command(1, "ask", &[("question", "x")])).await, "Next");
    let mut random = Random::seeded();
    let pieces = [PIECES.as_slice(), &["a"]].concat();
    for id in 10..210 {
        let text: String = (0..random.below(40)).map(|_| *random.of(&pieces)).collect();
        let typed = json!({"name": "ask", "options": [{"name": text, "value": text, "focused": true}]});
        let asked = match id % 5 {
            0 => press(id, &random.flipped(&next), true),
            1 => interaction(id, 4, typed),
            2 => command(id, &text, &[("question", &text)]),
            3 => interaction(id, 3, json!({"custom_id": "2kask", "values": [text]})),
            _ => command(id, "ask", &[("question", &text)]),
        };
        assert_harmless(&bot.ask(asked).await);
    }
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_payloads_and_faults_of_ours_are_answered_kindly() {
    let bot = hostile_bot(Mood::Good).await;
    let mut said = Vec::new();
    let odd = [json!(null), json!([1]), json!({"custom_id": "2p\u{4E00}"}), json!({"options": 5, "name": null})];
    for (n, data) in odd.into_iter().enumerate() {
        let mut asked = interaction(n as u64, [2, 3, 99, 5][n], data);
        asked["locale"] = json!(null);
        asked["member"] = json!(n);
        said.push(shown(&bot.ask(asked).await));
    }
    said.push(shown(&bot.ask(command(10, "panic", &[])).await));
    insta::assert_snapshot!(said.join("\n"), @"
    [type 4, private]
    pullquote could not make sense of that; please try the command again.
    [type 4, private]
    pullquote could not make sense of that; please try the command again.
    [type 4, private]
    pullquote could not make sense of that; please try the command again.
    [type 4, private]
    pullquote could not make sense of that; please try the command again.
    [type 4, private]
    Something went wrong here; the newsletter's archive is unharmed. Please try again.
    ");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_takes_long_is_deferred_and_follows() {
    let bot = hostile_bot(Mood::Good).await;
    assert_eq!(bot.ask(command(1, "slow", &[])).await["type"], json!(5));
    let edit = bot.fake.edit("1").await;
    assert!(edit["components"].to_string().contains("The archive says"), "{edit}");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pick_that_takes_long_is_answered_in_a_message_for_whoever_picked() {
    let bot = hostile_bot(Mood::Good).await;
    assert_eq!(bot.ask(press(1, "2kslow", false)).await["type"], json!(6));
    let followed = bot.fake.follow_up("1").await;
    assert!(followed["components"].to_string().contains("The archive says"), "{followed}");
    assert_eq!(followed["flags"], json!(64 | 1 << 15), "it was laid out for everybody, but comes late and is private");
    bot.end().await;
}
