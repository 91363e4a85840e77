//! What was new, what was corrected, which records changed: on request, and on Mondays.

use pullquote::commands::Table;
use pullquote::desk::DAY;
use pullquote::shell::discord::OpenArchive;
use serde_json::json;

use crate::discord::desk::{DeskBot, desk_bot, pullquote, with_desk};
use crate::discord::{Transport, command, shown};
use crate::support::sample;

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

const LIST: &str = r#"
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
[[status]]
name = "refused"
wording = "No. {subject} refused."
counts_as = "no"
[[record]]
name = "Acme"
status = "STATUS"
article = "weir"
evidence = "Acme answered the council."
"#;

/// Answers from the sample corpus with these files from now on.
fn replace(at: &DeskBot, files: &[(&str, Vec<u8>)]) {
    let all = files.iter().fold(sample::files(), |all, (path, bytes)| all.with(path, bytes.clone()));
    let engine = sample::over(&all);
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    at.bot.handler.state.replace(OpenArchive::new(engine, table), with_desk());
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

/// A bot whose archive had two articles and a list, and was then changed: one is new, one was found again, one corrected,
/// one record changed.
async fn changed() -> DeskBot {
    let at = desk_bot(Transport::Http, with_desk()).await;
    let (today, list) =
        (jiff::Timestamp::now().to_string(), |status: &str| LIST.replace("STATUS", status).into_bytes());
    let today = today.split('T').next().expect("a day");
    let weir =
        |more: &str, words: &str| article("weir", "2024-05-01", &format!("Acme answered the council. {words}"), more);
    let before = [("articles/weir.md", weir("", "The weir holds.")), ("jurisdictions/pledge.toml", list("refused"))];
    replace(&at, &before);
    // The sample itself is what the desk saw first.
    seen(&at, 2).await;
    let corrections = format!("corrections = [{{date = {today}, text = \"The weir was *replaced*.\"}}]");
    replace(
        &at,
        &[
            ("articles/weir.md", weir(&corrections, "The weir was replaced.")),
            ("articles/mill.md", article("mill", today, "The mill reopened.", "")),
            ("articles/old.md", article("old", "2019-05-01", "The bridge was old.", "")),
            ("jurisdictions/pledge.toml", list("signed")),
        ],
    );
    seen(&at, 6).await;
    at
}

#[tokio::test]
async fn a_digest_tells_what_was_new_corrected_and_recorded() {
    let at = changed().await;
    let told = at.bot.ask(command(1, "digest", &[])).await;
    let days = shown(&told).lines().skip(2).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(days, @"");
    at.end().await;
}

#[tokio::test]
async fn nothing_new_is_said_plainly() {
    let at = desk_bot(Transport::Gateway, with_desk()).await;
    let told = at.bot.ask(command(1, "digest", &[])).await;
    assert!(shown(&told).contains("Nothing was new"), "{told}");
    let status = at.bot.ask(pullquote(2, "status")).await;
    assert_eq!(status["type"], json!(4));
    at.end().await;
}
