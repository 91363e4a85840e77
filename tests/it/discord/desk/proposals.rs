//! A record that a reader proposes, until it stands in the list's file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pullquote::commands::Table;
use pullquote::shell::discord::{OpenArchive, keep_desk};
use pullquote::shell::{Locations, Settings};
use serde_json::Value;

use super::super::{button, command, content, is_private, pick, shown, turn};
use super::wrong::{as_answer, ready};
use super::{DeskBot, Transport, by, by_editor, on_private, sent, with_desk};
use crate::support::sample;

pub(super) const LIST: &str = "jurisdictions/doj-letter-2018-01-24.toml";

/// The window of a reply that a place is not listed.
async fn window(at: &DeskBot, id: u64) -> Value {
    let answer = at.bot.ask(command(id, "letter", &[("place", "Seattle, Wash.")])).await;
    at.bot.ask(by("8", turn(id + 1, &answer, "Propose a record", is_private(&answer)))).await
}

fn address() -> String {
    let article = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/articles/2018-01-24-renewing-racist-assault.md"),
    );
    let article = article.expect("a file");
    let line = article.lines().find(|line| line.starts_with("url = ")).expect("an address");
    line.trim_start_matches("url = ").trim().trim_matches('"').to_owned()
}

/// A proposal of Seattle, handed in; its card.
pub(super) async fn handed_in(at: &DeskBot, id: u64) -> (Value, Value, Value) {
    let address = address();
    let window = window(at, id).await;
    let fields: [(&str, &[&str]); 4] =
        [("subject", &["Seattle, Wash."]), ("status", &["received"]), ("article", &[&address]), ("consent", &["yes"])];
    let menu = at.bot.ask(by("8", sent(id + 2, &window, &fields))).await;
    let thanks = at.bot.ask(by("8", pick(id + 3, &menu, "Among those receiving", true))).await;
    let card = at.bot.fake.posted("50", "a proposal", |own| own.body.to_string().contains("Proposed")).await;
    (menu, thanks, as_answer(&card))
}

async fn flow(transport: Transport) {
    let at = ready(transport).await;
    let opened = window(&at, 1).await;
    assert!(opened.to_string().contains("Seattle"), "{opened}");
    let unticked = at.bot.ask(by("8", sent(5, &opened, &[("subject", &["CANARY"]), ("status", &["received"])]))).await;
    let (menu, thanks, card) = handed_in(&at, 10).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&unticked), @"Without the tick nothing is stored, so nothing was proposed. Press Propose a record again and tick it.");
        insta::assert_snapshot!(shown(&menu).chars().take(400).collect::<String>(), @r#"
        [type 4, private]
        ### Which words say so?
        -# Without them the editors are told nothing, and the draft goes after a day.
        (Pick a sentence of the article: Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary… / Mayors of major cities say they won't attend WH meeting after Trump administration's decision to… / New York City Mayor Bill de Blasio blasted the Department
        "#);
        insta::assert_snapshot!(content(&thanks), @"Thank you. The editors have your proposal; it becomes an answer only if they approve it. It is deleted after 90 days, or at once with /privacy.");
        insta::assert_snapshot!(shown(&card), @r#"
        [type 4]
        ### Proposed: Seattle, Wash., received
        -# For the list: Justice Department letters to 23 jurisdictions
        > Among those receiving the letters was New York City.
        -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
        -# Proposed by <@8>, who agreed to be named to the editors
        (Approve)
        (Decline)
        "#);
    }
    assert!(!at.holds("CANARY"));
    // It is no answer yet.
    let asked = at.bot.ask(command(20, "letter", &[("place", "Seattle, Wash.")])).await;
    assert!(content(&asked).contains("is not on the list"), "{asked}");
    let refused = at.bot.ask(turn(21, &card, "Approve", false)).await;
    let approved = at.bot.ask(by_editor(turn(22, &card, "Approve", false))).await;
    let twice = at.bot.ask(by_editor(turn(23, &card, "Approve", false))).await;
    insta::allow_duplicates! {
        insta::assert_snapshot!(content(&refused), @"Only this server's editors can do that.");
        insta::assert_snapshot!(content(&approved), @r#"
        The record for the list's file, checked; copy it there:
        ```toml
        [[record]]
        place = "Seattle, Wash."
        geoid = "5363000"
        kind = "city"
        received = true
        article = "2018-01-24-renewing-racist-assault"
        evidence = "Among those receiving the letters was New York City."
        ```
        "#);
        insta::assert_snapshot!(content(&twice), @"This proposal is gone, or was handed in already.");
    }
    at.bot.fake.posted("50", "approved", |own| own.body.to_string().contains("Approved.")).await;
    at.end().await;
}

#[tokio::test]
async fn a_record_is_proposed_and_approved_over_the_gateway() {
    flow(Transport::Gateway).await;
}

#[tokio::test]
async fn a_record_is_proposed_and_approved_over_http() {
    flow(Transport::Http).await;
}

/// A data folder with the sample corpus.
fn copied(at: &DeskBot) -> PathBuf {
    let data = at.folder.path().join("data");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for file in [LIST, "articles/2018-01-24-renewing-racist-assault.md"] {
        let target = data.join("corpus").join(file);
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        fs::copy(root.join(file), target).expect("copied");
    }
    data
}

/// The desk as it would be had the bot ended while a record was written: `more` besides. Then the bot starts again.
async fn ended_while_approving(at: &mut DeskBot, more: &'static str) {
    let mut change = at.desk.change().await.expect("a change");
    for sql in ["UPDATE proposal SET state = 'approving', claimed_by = NULL", more] {
        sqlx::query(sql).execute(&mut *change).await.expect("written");
    }
    change.commit().await.expect("written");
    at.keeping.abort();
    at.desk.close().await;
    let state = Arc::clone(&at.bot.handler.state);
    let before = Arc::clone(&at.desk);
    at.keeping =
        tokio::spawn(keep_desk(Arc::clone(&state), crate::support::desks::at(at.folder.path().join("desk.sqlite"))));
    at.desk = loop {
        match state.desk().filter(|desk| !Arc::ptr_eq(desk, &before)) {
            Some(desk) => break desk,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
}

#[tokio::test]
async fn a_bot_that_ends_between_claim_and_record_gives_the_proposal_back_and_writes_it_once() {
    let mut at = ready(Transport::Gateway).await;
    let data = copied(&at);
    let settings = Settings { desk_writes: true, ..Settings::default() };
    at.bot.handler.state.set_folder(Locations::new(Some(data.clone()), None, None), settings);
    let (_, _, card) = handed_in(&at, 1).await;
    let records = || {
        let list = fs::read_to_string(data.join("corpus").join(LIST)).expect("a file");
        list.matches("Seattle, Wash.").count()
    };
    // Before anything was written.
    ended_while_approving(&mut at, "SELECT 1").await;
    assert_eq!(records(), 0);
    let approved = at.bot.ask(by_editor(turn(9, &card, "Approve", false))).await;
    assert!(content(&approved).starts_with("The record stands in the list's file"), "{approved}");
    assert_eq!(records(), 1);
    // After the record was written, and before the archive has it.
    ended_while_approving(&mut at, "SELECT 1").await;
    let again = at.bot.ask(by_editor(turn(10, &card, "Approve", false))).await;
    assert_eq!((content(&again), records()), (content(&approved), 1));
    // The archive has a record of Chicago, as it would have this one by now.
    let listed = "UPDATE proposal SET record = REPLACE(record, 'Seattle, Wash.', 'Chicago')";
    ended_while_approving(&mut at, listed).await;
    let listed = at.bot.ask(by_editor(turn(11, &card, "Approve", false))).await;
    let after = at.bot.ask(by_editor(turn(12, &card, "Approve", false))).await;
    insta::assert_snapshot!(format!("{}\n{}", content(&listed), content(&after)), @"
    The list has a record of that by now, which says the same. Nothing was written again.
    This proposal is gone, or was handed in already.
    ");
    assert_eq!(records(), 1);
    at.bot.fake.posted("50", "approved", |own| own.body.to_string().contains("Approved.")).await;
    at.end().await;
}

#[tokio::test]
async fn of_several_lists_one_is_chosen_first() {
    let at = ready(Transport::Http).await;
    let second = "id = \"second\"\ncommand = \"pledge\"\nquestion = \"Did it sign?\"\ntitle = \"Who *signed* the pledge\"\n\
        date = 2018-01-24\nsubject = \"name\"\nyes = \"{subject} signed.\"\nno = \"{subject} did not sign.\"\n";
    let engine = sample::over(&sample::files().with("jurisdictions/second.toml", second));
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    at.bot.handler.state.replace(OpenArchive::new(engine, table), with_desk());
    let answer = at.bot.ask(command(1, "ask", &[("question", "Who threatened to charge elected officials?")])).await;
    let menu = at.bot.ask(turn(2, &answer, "⋯", false)).await;
    let lists = at.bot.ask(by("8", on_private(turn(3, &menu, "Propose a record", true)))).await;
    let window = at.bot.ask(by("8", pick(4, &lists, "Who *signed* the pledge", true))).await;
    let parts = window["data"]["components"].as_array().into_iter().flatten();
    let mut options = parts.filter_map(|part| part["component"]["options"][0]["value"].as_str());
    let status = options.next().expect("a status");
    let fields: [(&str, &[&str]); 3] = [("subject", &["Thomas Homan"]), ("status", &[status]), ("consent", &["yes"])];
    let sentences = at.bot.ask(by("8", sent(5, &window, &fields))).await;
    let thanks = at.bot.ask(by("8", pick(6, &sentences, "The development comes", true))).await;
    let card = as_answer(&at.bot.fake.posted("50", "a proposal", |_| true).await);
    insta::assert_snapshot!([shown(&lists), content(&thanks), shown(&card)].join("\n--\n"), @r#"
    [type 4, private]
    ### For which list?
    (For which list?: Justice Department letters to 23 jurisdictions / Who *signed* the pledge)
    --
    Thank you. The editors have your proposal; it becomes an answer only if they approve it. It is deleted after 90 days, or at once with /privacy.
    --
    [type 4]
    ### Proposed: Thomas Homan, signed
    -# For the list: Who \*signed\* the pledge
    > The development comes a month after acting ICE director Thomas Homan threatened to charge charge with federal crimes elected officials who lead sanctuary cities.
    -# [Renewing "Racist Assault on Immigrant Communities," Trump's DOJ…](https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary)
    -# Proposed by <@8>, who agreed to be named to the editors
    (Approve)
    (Decline)
    "#);
    at.end().await;
}

#[tokio::test]
async fn an_approved_record_is_written_where_it_may_be() {
    let at = ready(Transport::Gateway).await;
    let data = copied(&at);
    let before = fs::read_to_string(data.join("corpus").join(LIST)).expect("a file");
    let settings = |desk_writes| Settings { desk_writes, ..Settings::default() };
    let locations = || Locations::new(Some(data.clone()), None, None);
    at.bot.handler.state.set_folder(locations(), settings(false));
    let (_, _, card) = handed_in(&at, 1).await;
    at.bot.handler.state.set_folder(locations(), settings(true));
    let approved = at.bot.ask(by_editor(turn(9, &card, "Approve", false))).await;
    insta::assert_snapshot!(content(&approved), @r#"
    The record stands in the list's file jurisdictions/doj-letter-2018-01-24.toml and answers in a moment:
    ```toml
    [[record]]
    place = "Seattle, Wash."
    geoid = "5363000"
    kind = "city"
    received = true
    article = "2018-01-24-renewing-racist-assault"
    evidence = "Among those receiving the letters was New York City."
    ```
    "#);
    let after = fs::read_to_string(data.join("corpus").join(LIST)).expect("a file");
    insta::assert_snapshot!(after.strip_prefix(&before).expect("only added to"), @r#"
    [[record]]
    place = "Seattle, Wash."
    geoid = "5363000"
    kind = "city"
    received = true
    article = "2018-01-24-renewing-racist-assault"
    evidence = "Among those receiving the letters was New York City."
    "#);
    at.end().await;
}

#[tokio::test]
async fn what_is_doubtful_is_not_stored() {
    let at = ready(Transport::Gateway).await;
    let address = address();
    let mut said = Vec::new();
    for (id, subject, article) in [
        (1, "Springfield", address.as_str()),
        (11, "Seattle, Wash.", "https://evil.example/x"),
        (21, "Chicago", address.as_str()),
    ] {
        let window = window(&at, id).await;
        let fields: [(&str, &[&str]); 4] =
            [("subject", &[subject]), ("status", &["received"]), ("article", &[article]), ("consent", &["yes"])];
        said.push(content(&at.bot.ask(by("8", sent(id + 2, &window, &fields))).await));
    }
    insta::assert_snapshot!(said.join("\n"), @"
    Which place that is, is not clear: could be Springfield, Mo. (2970000); Springfield, Mass. (2567000); Springfield, Ill. (1772000); Springfield, Ore. (4169600); Springfield, Ohio (3974118): name its state, or give the GEOID. Nothing was stored; please propose it again with the place and its state.
    The archive has no article at that address. Nothing was stored.
    The list has a record of that already, which says the same. Nothing was stored.
    ");
    assert!(!at.holds("Springfield") && !at.holds("evil.example"));
    at.end().await;
}

#[tokio::test]
async fn an_excerpt_s_menu_proposes_too_and_nobody_finishes_what_another_began() {
    let at = ready(Transport::Gateway).await;
    let answer = at.bot.ask(command(1, "ask", &[("question", "Who threatened to charge elected officials?")])).await;
    let menu = at.bot.ask(turn(2, &answer, "⋯", false)).await;
    insta::assert_snapshot!(shown(&menu), @r#"
    [type 4, private]
    #4e5d94
    ### The archive says:
    -# Asked: Who threatened to charge elected officials?
    **Why this:** it has these words of the question: threatened, charge, elected, officials.
    -# pullquote writes no facts of its own: it shows the archive's words and where they stand.
    -# Receipt: `1rwk05m0tmrf0haj8rk`
    -# Whoever has the archive can check the words by it: `pullquote verify 1rwk05m0tmrf0haj8rk "…"`
    (Share)
    (Read it in place ↗ https://www.commondreams.org/news/2018/01/24/renewing-racist-assault-immigrant-communities-trumps-doj-threatens-23-sanctuary#:~:text=The%20development%20comes%20a,who%20lead%20sanctuary%20cities)
    (Wrong?)
    (Propose a record)
    (Follow)
    "#);
    let window = at.bot.ask(by("8", on_private(turn(3, &menu, "Propose a record", true)))).await;
    let fields: [(&str, &[&str]); 3] =
        [("subject", &["Seattle, Wash."]), ("status", &["received"]), ("consent", &["yes"])];
    let menu = at.bot.ask(by("8", sent(4, &window, &fields))).await;
    let another = at.bot.ask(by("9", pick(5, &menu, "Among those", true))).await;
    insta::assert_snapshot!(content(&another), @"This proposal is gone, or was handed in already.");
    let thanks = at.bot.ask(by("8", pick(6, &menu, "Among those", true))).await;
    insta::assert_snapshot!(content(&thanks), @"Thank you. The editors have your proposal; it becomes an answer only if they approve it. It is deleted after 90 days, or at once with /privacy.");
    let card = as_answer(&at.bot.fake.posted("50", "a proposal", |_| true).await);
    assert!(!button(&card, "Decline").is_empty());
    at.bot.ask(by_editor(turn(7, &card, "Decline", false))).await;
    at.bot.fake.posted("50", "declined", |own| own.body.to_string().contains("Declined.")).await;
    at.end().await;
}
