//! Lists: what a search finds, articles, records, and what turns their pages.

use pullquote::commands::Table;
use pullquote::corpus::MemorySource;
use pullquote::shell::discord::{OpenArchive, registration};
use serde_json::{Value, json};

use super::{Bot, Transport, command, content, is_private, parts, pick, sample_bot, settings, shown, turn};
use crate::support::discord::FakeDiscord;
use crate::support::sample;

/// An archive of so many articles about the mill, each of its own day, and two lists of mills.
async fn mills(count: usize) -> Bot {
    let article = |files: MemorySource, at: usize| {
        let text = format!(
            "+++\nid = \"mill-{at}\"\ntitle = \"Mill number {at} on Canal Street\"\npublisher = \"The Valley Letter\"\ndate = 2024-05-{:02}\n\
             url = \"https://valley.example/mill-{at}\"\nlicence = \"CC BY 4.0\"\nbyline = \"By Ann Reed\"\n+++\n\n\
             Mill number {at} reopened in the spring. The mill of Denver signed pledge {at}.\n",
            at % 28 + 1
        );
        files.with(&format!("articles/mill-{at}.md"), text.into_bytes())
    };
    let mut files = (0..count).fold(MemorySource::default(), article);
    let list = |id: &str, title: &str, records: &str| {
        format!(
            "id = \"{id}\"\ncommand = \"{id}\"\nquestion = \"Did the mill sign the pledge?\"\ntitle = \"{title}\"\ndate = 2024-06-01\n\
             subject = \"name\"\nverbs = [\"sign\"]\nyes = \"Yes. {{subject}} signed.\"\nno = \"No. {{subject}} did not sign.\"\n\
             not_listed = \"{{subject}} is not on the list.\"\n\n{records}"
        )
    };
    let record = |name: &str, received: bool, at: usize| {
        format!(
            "[[record]]\nname = \"{name}\"\nreceived = {received}\narticle = \"mill-{at}\"\nevidence = \"The mill of Denver signed pledge {at}.\"\n\n"
        )
    };
    let many: String = (0..30).map(|at| record(&format!("Mill {at}"), at % 3 > 0, at / 20)).collect();
    let few = record("The Upper Mill", true, 1);
    files = files.with("jurisdictions/pledge.toml", list("pledge", "The pledge of the mills", &many).into_bytes());
    files = files.with("jurisdictions/strike.toml", list("strike", "The strike", &few).into_bytes());
    let engine = sample::over(&files);
    let table = Table::new(engine.words(), engine.archive().trackers()).expect("a table");
    let commands = registration::commands(&table, false);
    let answers = OpenArchive::new(engine, table);
    Bot::start(FakeDiscord::start().await, Transport::Gateway, answers, settings(), commands).await
}

/// The titles of the results that a page shows.
fn titles(answer: &Value) -> Vec<String> {
    let sections = parts(answer).into_iter().filter(|part| part["type"] == json!(9));
    let first = |section: &Value| {
        section["components"][0]["content"].as_str().unwrap_or_default().lines().next().map(str::to_owned)
    };
    sections.filter_map(first).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_is_a_list_whose_pages_reach_all_that_can_be_opened() {
    let bot = mills(32).await;
    let mut page = bot.ask(command(1, "search", &[("query", "mill reopened")])).await;
    assert!(!is_private(&page));
    insta::assert_snapshot!(shown(&page), @"
    [type 4]
    #4e5d94
    ### At least 32 articles match; the best first.
    -# Asked: mill reopened
    **Mill number 0 on Canal Street**
    > **Mill** number 0 **reopened** in the spring.
    -# The Valley Letter · May 1, 2024
    (Open ↗ https://valley.example/mill-0#:~:text=Mill%20number%200%20reopened%20in%20the%20spring)
    **Mill number 1 on Canal Street**
    > **Mill** number 1 **reopened** in the spring.
    -# The Valley Letter · May 2, 2024
    (Open ↗ https://valley.example/mill-1#:~:text=Mill%20number%201%20reopened%20in%20the%20spring)
    **Mill number 10 on Canal Street**
    > **Mill** number 10 **reopened** in the spring.
    -# The Valley Letter · May 11, 2024
    (Open ↗ https://valley.example/mill-10#:~:text=Mill%20number%2010%20reopened%20in%20the%20spring)
    **Mill number 11 on Canal Street**
    > **Mill** number 11 **reopened** in the spring.
    -# The Valley Letter · May 12, 2024
    (Open ↗ https://valley.example/mill-11#:~:text=Mill%20number%2011%20reopened%20in%20the%20spring)
    **Mill number 12 on Canal Street**
    > **Mill** number 12 **reopened** in the spring.
    -# The Valley Letter · May 13, 2024
    (Open ↗ https://valley.example/mill-12#:~:text=Mill%20number%2012%20reopened%20in%20the%20spring)
    -# 1–5 of 25
    -# 7 more match than can be opened here: narrow the search with from, to, place or who.
    (Read one here: Mill number 0 on Canal Street / Mill number 1 on Canal Street / Mill number 10 on Canal Street / Mill number 11 on Canal Street / Mill number 12 on Canal Street / Mill number 13 on Canal Street / Mill number 14 on Canal Street / Mill number 15 on Canal Street / Mill number 16 on Canal Street / Mill number 17 on Canal Street / Mill number 18 on Canal Street / Mill number 19 on Canal Street / Mill number 2 on Canal Street / Mill number 20 on Canal Street / Mill number 21 on Canal Street / Mill number 22 on Canal Street / Mill number 23 on Canal Street / Mill number 24 on Canal Street / Mill number 25 on Canal Street / Mill number 26 on Canal Street / Mill number 27 on Canal Street / Mill number 28 on Canal Street / Mill number 29 on Canal Street / Mill number 3 on Canal Street / Mill number 30 on Canal Street)
    (Next)
    (Remove)
    ");
    let mut seen = titles(&page);
    for id in 2..6 {
        page = bot.ask(turn(id, &page, "Next", false)).await;
        assert_eq!(page["type"], json!(7));
        seen.extend(titles(&page));
    }
    assert_eq!(seen.len(), 25);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25, "each result stands on one page");
    let back = bot.ask(turn(7, &page, "Previous", false)).await;
    assert_eq!(titles(&back).len(), 5);
    let opened = bot.ask(pick(8, &page, "Mill number", false)).await;
    assert!(is_private(&opened) && content(&opened).contains("reopened** in the spring."), "{opened}");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_articles_are_reached_page_by_page() {
    let bot = mills(12).await;
    let mut page = bot.ask(command(1, "articles", &[])).await;
    let mut seen = titles(&page);
    for id in 2..4 {
        page = bot.ask(turn(id, &page, "Next", false)).await;
        seen.extend(titles(&page));
    }
    assert_eq!(seen.len(), 12);
    insta::assert_snapshot!(shown(&page), @"
    [type 7]
    ### Articles, newest first: 12.
    **Mill number 1 on Canal Street**
    > Mill number 1 reopened in the spring.
    -# The Valley Letter · May 2, 2024
    (Open ↗ https://valley.example/mill-1)
    **Mill number 0 on Canal Street**
    > Mill number 0 reopened in the spring.
    -# The Valley Letter · May 1, 2024
    (Open ↗ https://valley.example/mill-0)
    -# 11–12 of 12
    (Read one here: Mill number 1 on Canal Street / Mill number 0 on Canal Street)
    (Previous)
    (Remove)
    ");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_stand_in_groups_and_the_evidence_of_each_is_reached() {
    let bot = mills(3).await;
    let first = bot.ask(command(1, "jurisdictions", &[])).await;
    assert!(is_private(&first), "a long list is for the asker alone");
    let second = bot.ask(turn(2, &first, "Next", true)).await;
    insta::assert_snapshot!([shown(&first), shown(&second)].join("\n\n"), @"
    [type 4, private]
    ### 31 records on 2 lists
    ### The pledge of the mills
    **Signed: 20**
    Mill 1 · Mill 2 · Mill 4 · Mill 5 · Mill 7 · Mill 8 · Mill 10 · Mill 11 · Mill 13 · Mill 14 · Mill 16 · Mill 17 · Mill 19
    -# [Mill number 0 on Canal Street](https://valley.example/mill-0)
    Mill 20 · Mill 22 · Mill 23 · Mill 25 · Mill 26 · Mill 28 · Mill 29
    -# [Mill number 1 on Canal Street](https://valley.example/mill-1)
    **Not signed: 10**
    Mill 0 · Mill 3 · Mill 6 · Mill 9 · Mill 12
    -# [Mill number 0 on Canal Street](https://valley.example/mill-0)
    -# 1–25 of 31
    (See the evidence of one: Mill 1 / Mill 2 / Mill 4 / Mill 5 / Mill 7 / Mill 8 / Mill 10 / Mill 11 / Mill 13 / Mill 14 / Mill 16 / Mill 17 / Mill 19 / Mill 20 / Mill 22 / Mill 23 / Mill 25 / Mill 26 / Mill 28 / Mill 29 / Mill 0 / Mill 3 / Mill 6 / Mill 9 / Mill 12)
    (Next)
    (Table (CSV))

    [type 7]
    ### 31 records on 2 lists
    ### The pledge of the mills
    **Not signed: 10**
    Mill 15 · Mill 18
    -# [Mill number 0 on Canal Street](https://valley.example/mill-0)
    Mill 21 · Mill 24 · Mill 27
    -# [Mill number 1 on Canal Street](https://valley.example/mill-1)
    ### The strike
    **Signed: 1**
    The Upper Mill
    -# [Mill number 1 on Canal Street](https://valley.example/mill-1)
    -# 26–31 of 31
    (See the evidence of one: Mill 15 / Mill 18 / Mill 21 / Mill 24 / Mill 27 / The Upper Mill)
    (Previous)
    (Table (CSV))
    ");
    let evidence = bot.ask(pick(3, &second, "The Upper Mill", true)).await;
    assert!(content(&evidence).contains("The mill of Denver signed pledge 1"), "{evidence}");
    assert_eq!(bot.ask(turn(4, &first, "Table (CSV)", true)).await["files"], json!(["list.csv"]));
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn help_names_commands_that_can_be_clicked() {
    let bot = sample_bot(Transport::Gateway, settings()).await;
    bot.fake.until("a registration", |state| (!state.commands.is_empty()).then_some(())).await;
    let mut help = bot.ask(command(1, "help", &[])).await;
    for id in 2..50 {
        if content(&help).contains("</letter:") {
            break;
        }
        help = bot.ask(command(id, "help", &[])).await;
    }
    assert!(is_private(&help), "whatever is set");
    let first: Vec<String> = content(&help).lines().take(3).map(str::to_owned).collect();
    insta::assert_snapshot!(first.join("\n"), @"
    ### Ask in plain words, or use a command:
    </letter:1000> Did it receive the Justice Department's letter of Jan. 24, 2018?
    </ask:1001> Ask in plain words; the answer is a sentence of the archive, with its source
    ");
    bot.end().await;
}
