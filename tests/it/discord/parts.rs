//! What a verdict speaks of stands under it, on every page and when it is shared; and nothing else does.

use pullquote::commands::Table;
use pullquote::corpus::MemorySource;
use pullquote::shell::discord::{Discord, OpenArchive};
use serde_json::{Value, json};

use super::{Bot, Transport, command, content, press_more, settings, shown, turn};
use crate::support::discord::FakeDiscord;
use crate::support::sample;

fn article(id: &str, show: &str, body: &str) -> (String, Vec<u8>) {
    let text = format!(
        "+++\nid = \"{id}\"\ntitle = \"On the {id}\"\npublisher = \"The Valley Letter\"\ndate = 2024-05-01\n\
         url = \"https://valley.example/{id}\"\nlicence = \"all rights reserved\"\nshow = \"{show}\"\n+++\n\n{body}\n"
    );
    (format!("articles/{id}.md"), text.into_bytes())
}

/// A bot over these articles alone.
async fn bot(settings: Discord, articles: impl IntoIterator<Item = (String, Vec<u8>)>) -> Bot {
    let files = articles.into_iter().fold(MemorySource::default(), |files, (path, text)| files.with(&path, text));
    let engine = sample::over(&files);
    let table = Table::new(engine.words(), engine.archive().trackers()).expect("a table");
    Bot::start(FakeDiscord::start().await, Transport::Gateway, OpenArchive::new(engine, table), settings, Value::Null)
        .await
}

const DAM: &str = "Mayor Ann Lee said, “The dam will stand for a hundred years.” She spoke at the old dam.";
const WATER: &str = "The water behind the old dam rose again. Engineers looked at the dam for a hundred days.";
const COUNTY: &str = "The county owns the dam. A hundred people met there for years to look at the water.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verdict_over_somebody_elses_sentence() {
    let articles = [article("dam", "whole", DAM), article("water", "whole", WATER), article("county", "whole", COUNTY)];
    let bot = bot(settings(), articles).await;
    let found = bot.ask(command(1, "ask", &[("question", "What will stand for a hundred years?")])).await;
    let related = bot.ask(turn(2, &found, "Related", false)).await;
    let further = bot.ask(turn(3, &related, "Next", true)).await;
    let shared = press_more(&bot, (4, 5), &further, "Share", true).await;
    insta::assert_snapshot!([&found, &related, &further, &shared].map(shown).join("\n\n"), @r#"
    [type 4]
    #4e5d94
    ### The archive says:
    -# Asked: What will stand for a hundred years?
    > Mayor Ann Lee said, “The dam will **stand** for a **hundred** **years**\.”
    -# [On the dam](https://valley.example/dam)
    -# The Valley Letter · May 1, 2024 · ¶1 · all rights reserved · emphasis ours
    (Read it in place ↗ https://valley.example/dam#:~:text=Mayor%20Ann%20Lee%20said%2C%20%E2%80%9CThe%20dam%20will%20stand%20for%20a%20hundred%20years)
    (Context)
    (Remove)
    (⋯)
    (Related)

    [type 4, private]
    ### Related passages, not part of the answer:
    > A **hundred** people met there for **years** to look at the water.
    -# [On the county](https://valley.example/county)
    -# The Valley Letter · May 1, 2024 · ¶1 · all rights reserved · emphasis ours
    -# 1 of 8
    (Read it in place ↗ https://valley.example/county#:~:text=A%20hundred%20people%20met%20there%20for%20years%20to%20look%20at%20the%20water)
    (Context)
    (⋯)
    (Next)

    [type 7]
    ### Related passages, not part of the answer:
    > She spoke at the old dam.
    -# [On the dam](https://valley.example/dam)
    -# The Valley Letter · May 1, 2024 · ¶1 · all rights reserved
    -# 2 of 8
    (Read it in place ↗ https://valley.example/dam#:~:text=She%20spoke%20at%20the%20old%20dam)
    (Context)
    (⋯)
    (Previous)
    (Next)

    [type 4]
    ### Related passages, not part of the answer:
    > She spoke at the old dam.
    -# [On the dam](https://valley.example/dam)
    -# The Valley Letter · May 1, 2024 · ¶1 · all rights reserved
    (Read it in place ↗ https://valley.example/dam#:~:text=She%20spoke%20at%20the%20old%20dam)
    (Context)
    (Remove)
    (⋯)
    "#);
    for other in [&related, &further, &shared] {
        assert!(!content(other).contains("exactly so"), "{other}");
    }
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_were_turned_back_had_lost_marks_and_comparison() {
    let articles = [article("dam", "whole", DAM), article("water", "whole", WATER), article("county", "whole", COUNTY)];
    let bot = bot(settings(), articles).await;
    let asked = bot.ask(command(1, "ask", &[("question", "What will stand for a hundred years?")])).await;
    let first = bot.ask(turn(2, &asked, "Related", false)).await;
    let second = bot.ask(turn(3, &first, "Next", true)).await;
    let back = bot.ask(turn(5, &second, "Previous", true)).await;
    assert!(content(&first).contains("A **hundred** people"), "{first}");
    assert_eq!(back["data"]["components"], first["data"]["components"]);
    let altered = "Lee said \"the dam will fall in a hundred years\"";
    let altered = bot.ask(command(4, "source", &[("text", altered)])).await;
    insta::assert_snapshot!(content(&altered), @"
    ### Altered: Ann Lee, Mayor
    The archive has these words, but not as you gave them.
    -# You wrote:
    > The dam will ~~fall in~~ a hundred years
    -# The archive has:
    > The dam will __stand for__ a hundred years.
    -# [On the dam](https://valley.example/dam)
    -# The Valley Letter · May 1, 2024 · ¶1 · all rights reserved
    ");
    bot.end().await;
}

/// The different words of an article's body that answers showed.
fn recovered(body: &str, answers: &[Value]) -> usize {
    let plain = |text: &str| text.replace(['*', '\\'], "");
    let shown: Vec<String> = answers.iter().map(|answer| plain(&answer["data"].to_string())).collect();
    let sentences = body.split_inclusive('.').map(str::trim).filter(|sentence| !sentence.is_empty());
    let seen = sentences.filter(|sentence| shown.iter().any(|shown| shown.contains(sentence)));
    seen.map(|sentence| sentence.split_whitespace().count()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_reader_recovered_a_whole_article_by_asking_often() {
    const TOPICS: [&str; 40] = [
        "bridge",
        "mill",
        "school",
        "river",
        "market",
        "station",
        "library",
        "harbour",
        "theatre",
        "hospital",
        "garden",
        "museum",
        "factory",
        "church",
        "prison",
        "stadium",
        "airport",
        "bakery",
        "brewery",
        "castle",
        "cinema",
        "college",
        "farm",
        "forest",
        "fountain",
        "hotel",
        "island",
        "lighthouse",
        "meadow",
        "mine",
        "monument",
        "orchard",
        "palace",
        "park",
        "quarry",
        "racecourse",
        "reservoir",
        "theater",
        "tunnel",
        "vineyard",
    ];
    let sentence = |(at, topic): (usize, &&str)| format!("The {topic} was repaired by crew number {at} in the spring.");
    let body = TOPICS.iter().enumerate().map(sentence).collect::<Vec<_>>().join("\n\n");
    let bot = bot(settings(), [article("town", "quote", &body)]).await;
    let mut answers = Vec::new();
    for id in 1..=200u64 {
        let topic = TOPICS.get(id as usize % TOPICS.len()).expect("a topic");
        let (name, option, typed) = match id % 3 {
            0 => ("ask", "question", format!("Who repaired the {topic}?")),
            1 => ("search", "query", (*topic).to_owned()),
            _ => ("source", "text", format!("The {topic} was repaired by crew")),
        };
        answers.push(bot.ask(command(id, name, &[(option, &typed)])).await);
    }
    let (seen, all) = (recovered(&body, &answers), body.split_whitespace().count());
    assert!(seen * 100 <= all * 15, "{seen} of {all} words");
    assert!(seen > 0 && answers.iter().any(|answer| answer.to_string().contains("as its terms allow")));
    let mut another = command(300, "search", &[("query", "vineyard")]);
    another["member"]["user"]["id"] = json!("8");
    assert!(bot.ask(another).await.to_string().contains("crew number 39"), "another reader has a day of their own");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newsletters_own_links_are_behind_the_menu_of_a_card() {
    let (path, text) = article("dam", "whole", &format!("{DAM}\n\n{WATER}"));
    let links = "links = [\n    { paragraph = 1, words = \"The dam\", url = \"https://county.example/dam_(new)?a=1\" },\n\
         { paragraph = 1, words = \"hundred years\", url = \"https://reader@maps.example/1\" },\n\
         { paragraph = 1, words = \"Ann Lee\", url = \"https://lee.example/\" },\n]\nlicence";
    let text = String::from_utf8(text).expect("text").replacen("licence", links, 1);
    let bot = bot(settings(), [(path, text.into_bytes())]).await;
    let found = bot.ask(command(1, "ask", &[("question", "What will stand for a hundred years?")])).await;
    let listed = press_more(&bot, (2, 3), &found, "Links in this passage", true).await;
    insta::assert_snapshot!(shown(&listed), @r"
    [type 4, private]
    ### Links in this passage
    - [Ann Lee](https://lee.example/) · lee\.example
    - [The dam](https://county.example/dam_%28new%29?a=1) · county\.example
    -# 1 more not shown
    (Read it in place ↗ https://valley.example/dam#:~:text=Mayor%20Ann%20Lee%20said%2C%20%E2%80%9CThe%20dam%20will%20stand%20for%20a%20hundred%20years)
    ");
    // What has no links offers none.
    let other = bot.ask(command(4, "ask", &[("question", "Who looked at the dam for a hundred days?")])).await;
    let menu = bot.ask(turn(5, &other, "⋯", false)).await;
    assert!(!shown(&menu).contains("Links"), "{}", shown(&menu));
}
