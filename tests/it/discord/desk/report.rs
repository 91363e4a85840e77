//! What readers could not find, as editors see it.

use serde_json::json;

use super::super::{command, content, shown};
use super::wrong::{mark, ready};
use super::{Transport, by_editor};

fn report(id: u64) -> serde_json::Value {
    let mut asked = command(id, "pullquote", &[]);
    asked["data"]["options"] = json!([{"name": "report", "type": 1}]);
    asked
}

async fn flow(transport: Transport) {
    let at = ready(transport).await;
    let unknown = "Who invented the zeppelin CANARY?";
    for id in 1..=6 {
        at.bot.ask(command(id, "ask", &[("question", unknown)])).await;
    }
    let mut answer = json!(null);
    for id in 11..=15 {
        answer = at.bot.ask(command(id, "ask", &[("question", "Who threatened to charge elected officials?")])).await;
    }
    at.bot.ask(command(17, "letter", &[("place", "Seattle, Wash.")])).await;
    mark(&at, 20, "8", &answer, &[("reason", &["else"])]).await;
    let refused = at.bot.ask(report(30)).await;
    let told = at.bot.ask(by_editor(report(31))).await;
    let week = regex_week(&shown(&told));
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&refused), @"Only this server's editors can do that.");
        insta::assert_snapshot!(week, @r#"
        [type 4, private]
        ### What readers could not find
        **Not known, by week and the closest topic**
        - Nothing close: 6 (MONDAY)
        **Called wrong**
        - Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary…: 1
        **Cited most, by week**
        - Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary…: 5 (MONDAY)
        -# Counts hold no text. What was met fewer than five times in a week is not shown.
        [attachment://report.csv]
        (Hidden excerpts)
        "#);
    }
    assert!(!at.holds("CANARY"));
    at.end().await;
}

/// The same in any week.
fn regex_week(text: &str) -> String {
    let monday = text.split('(').find(|part| part.starts_with("20") && part.get(10..11) == Some(")"));
    let monday = monday.and_then(|part| part.get(..10)).unwrap_or("a week").to_owned();
    text.replace(&monday, "MONDAY")
}

#[tokio::test]
async fn editors_see_what_readers_could_not_find_over_the_gateway() {
    flow(Transport::Gateway).await;
}

#[tokio::test]
async fn editors_see_what_readers_could_not_find_over_http() {
    flow(Transport::Http).await;
}
