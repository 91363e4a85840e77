//! "Wrong?", from the button of a reader to what editors make of it.
#![allow(clippy::invisible_characters, reason = "they are what is tested")]

use std::path::Path;
use std::time::Duration;

use pullquote::commands::Table;
use pullquote::corpus::MemorySource;
use pullquote::desk::{Lane, SetUp};
use pullquote::shell::discord::OpenArchive;
use pullquote::shell::{Locations, Settings};
use serde_json::{Value, json};

use super::super::{button, command, content, on, shown, turn};
use super::{DeskBot, Transport, by, by_editor, desk_bot, sent, with_desk};
use crate::support::sample;

const QUESTION: &str = "Who threatened to charge elected officials?";

/// A bot whose server 6 has an editors' channel, 50.
pub(super) async fn ready(transport: Transport) -> DeskBot {
    let at = desk_bot(transport, with_desk()).await;
    let channel = |own: &mut SetUp| own.editors_channel = Some("50".into());
    at.desk.change_set_up("6", 0, channel).await.expect("written");
    at
}

/// The window behind "Wrong?" of an answer, sent by a member with this.
pub(super) async fn mark(at: &DeskBot, id: u64, user: &str, answer: &Value, fields: &[(&str, &[&str])]) -> Value {
    let window = at.bot.ask(by(user, turn(id, answer, "Wrong?", false))).await;
    at.bot.ask(by(user, sent(id + 1, &window, fields))).await
}

/// The message of the channel as an answer, to be pressed.
pub(super) fn as_answer(posted: &crate::support::discord::Posted) -> Value {
    json!({"type": 4, "data": posted.body})
}

async fn flow(transport: Transport) {
    let at = ready(transport).await;
    let answer = at.bot.ask(command(1, "ask", &[("question", QUESTION)])).await;
    let window = at.bot.ask(by("8", turn(2, &answer, "Wrong?", false))).await;
    assert!(!window.to_string().contains("threatened"), "{window}");
    let thanks = at.bot.ask(by("8", sent(3, &window, &[("reason", &["outdated"])]))).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown(&thanks), @r#"
        [type 4, private]
        Thank you. The editors see that somebody called this wrong, and why; not who.
        "#);
    }
    let again = mark(&at, 4, "8", &answer, &[("reason", &["place"])]).await;
    let refused = mark(&at, 6, "9", &answer, &[("reason", &["place"]), ("text", &["CANARY one"])]).await;
    let agreed: [(&str, &[&str]); 3] =
        [("reason", &["place"]), ("text", &["See **A** @everyone"]), ("consent", &["yes"])];
    let taken = mark(&at, 8, "9", &answer, &agreed).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!([again, refused, taken].map(|one| content(&one)).join("\n"), @r#"
        You have called this excerpt wrong before; it is counted once.
        You wrote something but did not tick that it may be stored, so nothing was stored. Press Wrong? again: tick it, or leave the text empty.
        Thank you. The editors see what you wrote and that it is yours. It is deleted after 30 days, or at once with /privacy.
        "#);
    }
    let card = at.bot.fake.posted("50", "a card of two", |own| own.body.to_string().contains("2 readers")).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown(&as_answer(&card)), @r#"
        [type 4]
        ### 2 readers call this wrong
        > The development comes a month after acting ICE director Thomas Homan threatened to charge charge with federal crimes elected officials who lead sanctuary cities.
        -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
        Outdated × 1
        Another person or place × 1
        <@9>: See \*\*A\*\* \@⁠everyone
        (Add to the golden set)
        (Hide for this question)
        (Dismiss)
        "#);
    }
    assert_eq!(at.bot.fake.with(|state| state.posts), 1);
    assert!(!at.holds("CANARY") && !at.holds("threatened to charge elected"));

    // A member who is no editor may press nothing of it.
    let card = as_answer(&card);
    let refused = at.bot.ask(turn(20, &card, "Hide for this question", false)).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&refused), @"Only this server's editors can do that.");
    }
    let hidden = at.bot.ask(by_editor(turn(21, &card, "Hide for this question", false))).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&hidden), @"Hidden in this server for the question that it was shown for, until the article changes.");
    }
    // However the question is written.
    let gone = at.bot.ask(command(22, "ask", &[("question", "who  threatened to charge ELECTED officials?")])).await;
    let other = at
        .bot
        .ask(command(23, "ask", &[("question", "Who threatened to charge elected officials with federal crimes?")]))
        .await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&gone), @r#"
        ### The archive does not know.
        -# Asked: who  threatened to charge ELECTED officials?
        The closest passages, not an answer:
        > Beginning in the Obama administration, the Justice Department warned local governments that in order to receive money under a crime-fighting grant program, they must not block their law enforcement **officers** from giving information to federal immigration authorities.
        -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
        -# NBC News, quoted by Common Dreams · Jan. 24, 2018 · ¶7 · [CC BY-NC-ND 3.0](https://creativecommons.org/licenses/by-nc-nd/3.0/) · emphasis ours
        -# 1 of 3
        -# Newest article: Jan. 24, 2018.
        "#);
    }
    assert!(content(&other).contains("Thomas Homan"), "{other}");
    // The answer that was given before leads to it no more.
    let before = at.bot.ask(turn(27, &answer, "⋯", false)).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&before), @"The editors of this server do not show that passage for this question.");
    }
    let card =
        at.bot.fake.posted("50", "a card that is hidden", |own| own.body.to_string().contains("Hidden in")).await;
    let list = at.bot.ask(by_editor(turn(24, &as_answer(&card), "Hidden excerpts", false))).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown(&list).lines().filter(|line| !line.contains("since")).collect::<Vec<_>>().join("\n"), @r#"
        [type 4, private]
        ### Hidden in this server: 1
        The development comes a month after acting ICE director Thomas Homan threatened to charge charge…
        -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
        (Show again)
        "#);
    }
    let back = at.bot.ask(by_editor(turn(25, &list, "Show again", true))).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&back), @"### Nothing is hidden in this server.");
    }
    let shown = at.bot.ask(command(26, "ask", &[("question", QUESTION)])).await;
    assert!(content(&shown).contains("Thomas Homan"), "{shown}");
    at.end().await;
}

#[tokio::test]
async fn an_excerpt_is_called_wrong_hidden_and_shown_again_over_the_gateway() {
    flow(Transport::Gateway).await;
}

#[tokio::test]
async fn an_excerpt_is_called_wrong_hidden_and_shown_again_over_http() {
    flow(Transport::Http).await;
}

#[tokio::test]
async fn new_cards_come_a_minute_apart() {
    let at = ready(Transport::Gateway).await;
    for (id, question) in [(1, QUESTION), (11, "What documentation does the Justice Department seek?")] {
        let answer = at.bot.ask(command(id, "ask", &[("question", question)])).await;
        mark(&at, id + 1, "8", &answer, &[("reason", &["else"])]).await;
    }
    at.bot.fake.posted("50", "a card", |_| true).await;
    assert_eq!(at.bot.fake.with(|state| state.posts), 1);
    let now = jiff::Timestamp::now().as_second();
    let due = at.desk.due_in(Lane::Prompt, now + 60, 9).await.expect("read");
    assert_eq!(due.len(), 1, "the second waits for its minute");
    at.end().await;
}

/// A case that an editor makes of the card of an excerpt; the answer to the window.
pub(super) async fn case(at: &DeskBot, id: u64, fields: &[(&str, &[&str])]) -> Value {
    let answer = at.bot.ask(command(id, "ask", &[("question", QUESTION)])).await;
    mark(at, id + 1, &id.to_string(), &answer, &[("reason", &["question"])]).await;
    let card = at.bot.fake.posted("50", "a card", |_| true).await;
    let window = at.bot.ask(by_editor(turn(id + 3, &as_answer(&card), "Add to the golden set", false))).await;
    assert!(!window.to_string().contains("threatened"), "the field is the editor's own: {window}");
    at.bot.ask(by_editor(sent(id + 4, &window, fields))).await
}

#[tokio::test]
async fn a_case_is_shown_to_copy_or_written_where_it_may_be() {
    let at = ready(Transport::Gateway).await;
    let copied = case(&at, 1, &[("question", &["Who \"won\"?"])]).await;
    insta::assert_snapshot!(content(&copied), @r#"
    A line for a file of cases, as pullquote eval reads it:
    ```json
    {"command":"ask","options":{"question":"Who \"won\"?"},"verdict":"not_found"}
    ```
    "#);
    let data = at.folder.path().join("data");
    std::fs::create_dir_all(data.join("eval")).expect("a folder");
    std::fs::write(data.join("eval/desk.jsonl"), "{\"command\": \"about\"}").expect("written");
    let settings = Settings { desk_writes: true, ..Settings::default() };
    at.bot.handler.state.set_folder(Locations::new(Some(data.clone()), None, None), settings);
    let written = case(&at, 11, &[("question", &["Who won?"]), ("expected", &["Among those"])]).await;
    insta::assert_snapshot!(content(&written), @"The case stands in eval/desk.jsonl of the data folder; pullquote eval runs it.");
    insta::assert_snapshot!(std::fs::read_to_string(data.join("eval/desk.jsonl")).expect("a file"), @r#"
    {"command": "about"}
    {"command":"ask","must":["Among those"],"options":{"question":"Who won?"},"verdict":"found"}
    "#);
    at.end().await;
}

#[tokio::test]
async fn a_dismissed_card_stays_so() {
    let at = ready(Transport::Gateway).await;
    let answer = at.bot.ask(command(1, "ask", &[("question", QUESTION)])).await;
    mark(&at, 2, "8", &answer, &[("reason", &["speaker"])]).await;
    let card = as_answer(&at.bot.fake.posted("50", "a card", |_| true).await);
    at.bot.ask(by_editor(turn(4, &card, "Dismiss", false))).await;
    let done = at.bot.fake.posted("50", "dismissed", |own| own.body.to_string().contains("Dismissed")).await;
    mark(&at, 5, "9", &answer, &[("reason", &["speaker"])]).await;
    let late = at.bot.ask(by_editor(on(turn(7, &card, "Dismiss", false), &card))).await;
    insta::assert_snapshot!(format!("{}\n{}", shown(&as_answer(&done)), content(&late)), @r#"
    [type 4]
    ### A reader calls this wrong
    > The development comes a month after acting ICE director Thomas Homan threatened to charge charge with federal crimes elected officials who lead sanctuary cities.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    Wrong speaker × 1
    -# Dismissed.
    This was settled already.
    "#);
    let mark_id = button(&card, "Dismiss");
    let elsewhere = json!({"guild_id": "61"});
    let mut forged = by_editor(turn(8, &card, "Dismiss", false));
    forged["guild_id"] = elsewhere["guild_id"].clone();
    forged["data"]["custom_id"] = json!(mark_id);
    insta::assert_snapshot!(content(&at.bot.ask(forged).await), @"The editors have no desk in this server.");
    at.end().await;
}

#[tokio::test]
async fn words_that_are_withdrawn_leave_the_card_and_the_file() {
    let at = ready(Transport::Gateway).await;
    let answer = at.bot.ask(command(1, "ask", &[("question", QUESTION)])).await;
    mark(&at, 2, "8", &answer, &[("reason", &["speaker"])]).await;
    let agreed: [(&str, &[&str]); 3] = [("reason", &["speaker"]), ("text", &["canary"]), ("consent", &["yes"])];
    mark(&at, 4, "9", &answer, &agreed).await;
    at.bot.fake.posted("50", "a card with it", |own| own.body.to_string().contains("canary")).await;
    let panel = at.bot.ask(by("9", command(6, "privacy", &[]))).await;
    at.bot.ask(by("9", turn(7, &panel, "Delete all of it", true))).await;
    let card = at.bot.fake.posted("50", "a card without", |own| !own.body.to_string().contains("canary")).await;
    assert!(shown(&as_answer(&card)).contains("A reader calls this wrong"), "{card:?}");
    assert!(!at.holds("canary"));
    // The last voice takes the card with it.
    let panel = at.bot.ask(by("8", command(8, "privacy", &[]))).await;
    at.bot.ask(by("8", turn(9, &panel, "Delete all of it", true))).await;
    at.bot.fake.posted("50", "a card that is gone", |own| !own.body.to_string().contains("calls this")).await;
    assert_eq!(at.desk.stale_marks(0).await.expect("read"), Vec::new());
    at.end().await;
}

#[tokio::test]
async fn what_is_hidden_of_an_article_goes_once_the_article_says_something_else() {
    let at = ready(Transport::Gateway).await;
    let answer = at.bot.ask(command(1, "ask", &[("question", QUESTION)])).await;
    mark(&at, 2, "8", &answer, &[("reason", &["speaker"])]).await;
    let card = as_answer(&at.bot.fake.posted("50", "a card", |_| true).await);
    at.bot.ask(by_editor(turn(4, &card, "Hide for this question", false))).await;
    let replace = |more: &str| {
        let mut source = MemorySource::default();
        for path in ["articles/2018-01-24-renewing-racist-assault.md", "jurisdictions/doj-letter-2018-01-24.toml"] {
            let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(path));
            source = source.with(path, text.expect("a file") + if path.ends_with("md") { more } else { "" });
        }
        let engine = sample::over(&source);
        let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
        at.bot.handler.state.replace(OpenArchive::new(engine, table), with_desk());
    };
    replace("");
    let gone = at.bot.ask(command(5, "ask", &[("question", QUESTION)])).await;
    assert!(content(&gone).contains("The archive does not know."), "{gone}");
    assert_eq!(at.desk.hidden_in("6", 0, 9).await.expect("read").1, 1);
    replace("\nA paragraph that was added.\n");
    while at.desk.hidden_in("6", 0, 9).await.expect("read").1 > 0 || at.desk.hiding("6").is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let shown = at.bot.ask(command(6, "ask", &[("question", QUESTION)])).await;
    assert!(content(&shown).contains("Thomas Homan"), "{shown}");
    at.end().await;
}
