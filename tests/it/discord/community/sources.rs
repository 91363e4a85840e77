//! `/sources`: what the public answers in a thread or channel rest on.

use serde_json::{Value, json};

use super::valley::{Valley, article, now, remembered};
use crate::discord::desk::{DeskBot, desk_bot, with_desk};
use crate::discord::{Transport, command, content, is_private, press, shown};

const BOTH: [Transport; 2] = [Transport::Gateway, Transport::Http];

/// A bot whose moderators turned sources on, over three articles.
async fn listing(transport: Transport) -> (DeskBot, Valley) {
    let at = desk_bot(transport, with_desk()).await;
    at.desk.change_set_up("6", now(), |set_up| set_up.sources = true).await.expect("set");
    let mut valley = Valley::new();
    valley.put(
        "weir",
        article("weir", "", "The council voted to repair the old weir.\n\nIt holds back the lake, Ann Reed said."),
    );
    valley.put("mill", article("mill", "", "The paper mill burned down in winter."));
    valley.put("lock", article("lock", "", "The lock was opened in spring."));
    valley.serve(&at);
    (at, valley)
}

/// Asks in public, and waits until so many answers are remembered.
async fn ask(at: &DeskBot, id: u64, query: &str, count: usize) {
    let answer = at.bot.ask(command(id, "search", &[("query", query)])).await;
    assert!(!is_private(&answer), "{answer}");
    remembered(at, count).await;
}

/// The text of a file that an answer gives.
fn file(at: &DeskBot, id: u64) -> Value {
    let of = |own: &crate::support::discord::Request| own.path.contains(&format!("/interactions/{id}/"));
    at.bot.fake.with(|state| state.requests.iter().find(|own| of(own)).map(|own| own.body.clone()).expect("an answer"))
}

#[tokio::test]
async fn the_sources_of_a_channel_are_listed_by_article_each_once() {
    for transport in BOTH {
        let (at, _valley) = listing(transport).await;
        for (id, (query, count)) in (1..).zip([("repair weir", 1), ("mill winter", 2), ("repair", 3), ("weir lake", 4)])
        {
            ask(&at, id, query, count).await;
        }
        let told = at.bot.ask(command(10, "sources", &[])).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(shown(&told), @r#"
            [type 4, private]
            ### Sources here: 2 articles
            > The council voted to repair the old weir.
            -# ¶1
            > It holds back the lake, Ann Reed said.
            -# ¶2
            -# [On the weir](https://valley.example/weir)
            -# By Ann Reed · The Valley Letter · May 1, 2024 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
            > The paper mill burned down in winter.
            -# ¶1
            -# [On the mill](https://valley.example/mill)
            -# By Ann Reed · The Valley Letter · May 1, 2024 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)
            (Markdown)
            (CSL-JSON)
            "#);
        }
        let elsewhere = {
            let mut asked = command(11, "sources", &[]);
            asked["channel_id"] = json!("9");
            at.bot.ask(asked).await
        };
        assert!(content(&elsewhere).contains("No public answer"), "{elsewhere}");
        let markdown = at.bot.ask(press(12, "3dom", true)).await;
        let csl = at.bot.ask(press(13, "3doj", true)).await;
        for (answer, name, id) in [(&markdown, "sources.md", 12), (&csl, "sources.json", 13)] {
            assert!(is_private(answer) && file(&at, id)["files"] == json!([name]), "{answer}");
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(at.bot.fake.file("sources.md"), @r#"
            # Sources

            ## [On the weir](https://valley.example/weir)

            By Ann Reed · The Valley Letter · May 1, 2024 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)

            > The council voted to repair the old weir.
            >
            > ¶1 · [to the passage](https://valley.example/weir#:~:text=The%20council%20voted%20to%20repair%20the%20old%20weir)

            > It holds back the lake, Ann Reed said.
            >
            > ¶2 · [to the passage](https://valley.example/weir#:~:text=It%20holds%20back%20the%20lake%2C%20Ann%20Reed%20said)

            ## [On the mill](https://valley.example/mill)

            By Ann Reed · The Valley Letter · May 1, 2024 · [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)

            > The paper mill burned down in winter.
            >
            > ¶1 · [to the passage](https://valley.example/mill#:~:text=The%20paper%20mill%20burned%20down%20in%20winter)
            "#);
            insta::assert_snapshot!(at.bot.fake.file("sources.json"), @r#"
            [
              {
                "URL": "https://valley.example/weir",
                "author": [
                  {
                    "family": "Reed",
                    "given": "Ann"
                  }
                ],
                "container-title": "The Valley Letter",
                "id": "weir",
                "issued": {
                  "date-parts": [
                    [
                      2024,
                      5,
                      1
                    ]
                  ]
                },
                "note": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
                "publisher": "The Valley Letter",
                "title": "On the weir",
                "type": "article-newspaper"
              },
              {
                "URL": "https://valley.example/mill",
                "author": [
                  {
                    "family": "Reed",
                    "given": "Ann"
                  }
                ],
                "container-title": "The Valley Letter",
                "id": "mill",
                "issued": {
                  "date-parts": [
                    [
                      2024,
                      5,
                      1
                    ]
                  ]
                },
                "note": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
                "publisher": "The Valley Letter",
                "title": "On the mill",
                "type": "article-newspaper"
              }
            ]
            "#);
        }
        check_csl(&at.bot.fake.file("sources.json"));
        at.end().await;
    }
}

/// What the schema of CSL-JSON wants of the fields that are there.
fn check_csl(text: &str) {
    let items: Value = serde_json::from_str(text).expect("JSON");
    for item in items.as_array().expect("items") {
        let fields = item.as_object().expect("an item");
        for (name, value) in fields {
            let fits = match name.as_str() {
                "id" | "title" | "container-title" | "publisher" | "URL" | "note" => value.is_string(),
                "type" => *value == json!("article-newspaper"),
                "author" => value.as_array().is_some_and(|all| {
                    let known = |name: &String| ["given", "family", "literal"].contains(&name.as_str());
                    all.iter().all(|one| one.as_object().is_some_and(|one| one.keys().all(known)))
                }),
                "issued" => value["date-parts"][0]
                    .as_array()
                    .is_some_and(|parts| parts.len() == 3 && parts.iter().all(|part| part.is_i64() || part.is_u64())),
                _ => false,
            };
            assert!(fits, "{name}: {value}");
        }
        assert!(["id", "type"].iter().all(|name| fields.contains_key(*name)), "{item}");
    }
}

#[tokio::test]
async fn what_was_corrected_has_its_present_words_and_what_is_gone_is_left_out() {
    let (at, mut valley) = listing(Transport::Http).await;
    for (id, (query, count)) in (1..).zip([("repair weir", 1), ("mill winter", 2), ("lock spring", 3)]) {
        ask(&at, id, query, count).await;
    }
    let corrected = "corrections = [{date = 2024-06-02, text = \"It is replaced.\"}]";
    valley.put("weir", article("weir", corrected, "The council voted to replace the old weir."));
    valley.put("mill", article("mill", "audience = \"paid\"", "The paper mill burned down in winter."));
    valley.serve(&at);
    let lock = at.bot.fake.with(|state| state.messages.iter().position(|own| own.body.to_string().contains("lock")));
    at.bot.fake.with(|state| state.messages.remove(lock.expect("it stands")));
    let told = at.bot.ask(command(10, "sources", &[])).await;
    let told = content(&told);
    assert!(told.contains("replace the old weir") && !told.contains("repair the old weir"), "{told}");
    assert!(!told.contains("mill") && !told.contains("lock"), "{told}");
    remembered(&at, 1).await;
    at.end().await;
}

#[tokio::test]
async fn sources_are_listed_only_where_moderators_say_so_and_where_messages_can_be_read() {
    let at = desk_bot(Transport::Http, with_desk()).await;
    let off = at.bot.ask(command(1, "sources", &[])).await;
    assert!(is_private(&off) && content(&off).contains("/pullquote setup"), "{off}");
    let mut alone = command(2, "sources", &[]);
    alone["guild_id"] = Value::Null;
    let alone = at.bot.ask(alone).await;
    assert!(content(&alone).contains("Only answers in a server"), "{alone}");
    at.desk.change_set_up("6", now(), |set_up| set_up.sources = true).await.expect("set");
    at.bot.ask(command(3, "search", &[("query", "grant money")])).await;
    remembered(&at, 1).await;
    let mut blind = command(4, "sources", &[]);
    blind["app_permissions"] = json!("1024");
    let blind = at.bot.ask(blind).await;
    assert!(content(&blind).contains("Read Message History"), "{blind}");
    at.bot.fake.with(|state| state.refused.push(("GET /api/v10/channels/5/messages", 403)));
    let barred = at.bot.ask(command(5, "sources", &[])).await;
    assert!(content(&barred).contains("Read Message History"), "{barred}");
    at.end().await;
}

#[tokio::test]
async fn of_many_answers_the_messages_are_paged_through_once() {
    let (at, _valley) = listing(Transport::Http).await;
    for id in 1..=30 {
        ask(&at, id, "repair weir", id as usize).await;
    }
    let before = at.bot.fake.with(|state| state.requests.len());
    let told = at.bot.ask(command(100, "sources", &[])).await;
    assert!(content(&told).contains("repair the old weir"), "{told}");
    let asked = at.bot.fake.with(|state| {
        let own = state.requests[before..].iter().filter(|own| own.method == "GET" && own.path.contains("/messages"));
        own.count()
    });
    assert_eq!(asked, 1);
    at.end().await;
}
