//! The desk's file: every earlier version of it opens, and its rows travel as lines of JSON.

use std::path::{Path, PathBuf};

use pullquote::desk::counters::{Count, LEAST, What};
use pullquote::desk::marks::{Vote, Voted};
use pullquote::desk::proposals::{Begun, Proposed};
use pullquote::desk::published::IMPORTER;
use pullquote::desk::{Asker, DAY, Desk, DeskError, Lane, Tell};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Executor as _, SqlitePool};
use tempfile::TempDir;

use crate::support::desks;
use crate::support::newsletter::Newsletter;

const NOW: i64 = 1_800_000_000;
/// The tables of version 1. A later version has its own file, and this one stays as it is.
const FIRST: &str = include_str!("../../src/desk/migrations/0001_desk.sql");

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.sqlite");
    (folder, path)
}

async fn raw(path: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a database")
}

async fn run(pool: &SqlitePool, sql: &'static str) {
    pool.execute(sql).await.expect("run");
}

fn vote<'a>(user: &'a str, remark: Option<&'a str>) -> Vote<'a> {
    Vote {
        server: "6",
        excerpt: "一丁丂七丄丅丆万丈",
        article: "a",
        revision: "0123456789abcdef",
        question: Some("00ff"),
        user,
        reason: "place",
        remark,
    }
}

/// A desk with a row in most tables.
async fn filled(path: &Path) -> Desk {
    let desk = Desk::open(desks::at(path)).await.expect("a desk");
    desk.change_set_up("6", NOW, |own| own.editors_channel = Some("50".into())).await.expect("written");
    let voted = desk.vote(&vote("8", Some("It is the other one.")), "50", NOW, |_| json!({"content": "x"})).await;
    assert_eq!(voted.expect("written"), Voted::Counted);
    let proposed = Proposed { subject: "Seattle".into(), ..Proposed::default() };
    let begun = desk.propose("6", "8", "list", &proposed, NOW).await.expect("written");
    assert!(matches!(begun, Begun::Kept(_)));
    let id = mark_id(&desk).await;
    let mark = desk.mark("6", &id, NOW).await.expect("read").expect("a mark");
    assert!(desk.hide("6", &mark.id, NOW, |_| json!({"content": "y"})).await.expect("written"));
    desk
}

/// The row of the one mark: its card names it.
async fn mark_id(desk: &Desk) -> String {
    let posts = desk.due_in(Lane::Prompt, NOW, 9).await.expect("read");
    posts.iter().find_map(|post| post.key.strip_prefix("mark/").map(str::to_owned)).expect("a card")
}

async fn brought(desk: &Desk, lines: &[String], now: i64) -> Result<(usize, usize, usize), String> {
    let lines = lines.iter().map(|line| Ok(line.clone()));
    let done = desk.import(lines, &json!({"content": "z"}), now).await.map_err(|error| error.to_string())?;
    Ok((done.added, done.passed_over, done.deleted))
}

#[tokio::test]
async fn a_desk_of_version_1_opens_with_its_rows() {
    if desks::postgres().is_some() {
        // No version 1 knew PostgreSQL.
        return;
    }
    let (_folder, path) = folder();
    let pool = raw(&path).await;
    // As sqlx notes it that the first migration was made.
    run(
        &pool,
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
         installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL,
         execution_time BIGINT NOT NULL)",
    )
    .await;
    run(&pool, FIRST).await;
    let checksum = sqlx::migrate::Migration::new(
        1,
        "desk".into(),
        sqlx::migrate::MigrationType::Simple,
        sqlx::SqlStr::from_static(FIRST),
        false,
    )
    .checksum
    .to_vec();
    sqlx::query("INSERT INTO _sqlx_migrations VALUES (1, 'desk', CURRENT_TIMESTAMP, 1, $1, 0)")
        .bind(checksum)
        .execute(&pool)
        .await
        .expect("noted");
    run(
        &pool,
        "INSERT INTO server (id, set_up) VALUES ('6', '{\"editors_channel\": \"50\"}');
         INSERT INTO question (id, server, text, state, asked_at, expires_at)
         VALUES ('q', '6', 'Who won?', 'open', 1, 9000000000)",
    )
    .await;
    pool.close().await;
    let desk = Desk::open(desks::at(&path)).await.expect("it opens");
    assert_eq!(desk.set_up("6").editors_channel.as_deref(), Some("50"));
    assert_eq!(desk.questions_shown(Some("6"), NOW).await.expect("read"), ["Who won?"]);
}

#[tokio::test]
async fn a_desk_of_a_later_version_is_refused() {
    let (_folder, path) = folder();
    Desk::open(desks::at(&path)).await.expect("a desk").close().await;
    desks::run(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (999, 'later', TRUE, '00', 0)",
    )
    .await;
    let refused = Desk::open(desks::at(&path)).await.err().expect("refused");
    assert!(matches!(refused, DeskError::Newer));
    insta::assert_snapshot!(refused, @"the desk was written by a later version of pullquote");
}

#[tokio::test]
async fn rows_travel_and_keep_their_meaning() {
    let ((_one, path), (_two, other)) = (folder(), folder());
    let desk = filled(&path).await;
    let lines = desk.export(true, NOW).await.expect("lines");
    let copy = Desk::open(desks::at(&other)).await.expect("a desk");
    assert_eq!(brought(&copy, &lines, NOW).await, Ok((7, 0, 0)), "{lines:#?}");
    assert_eq!(brought(&copy, &lines, NOW).await, Ok((0, 8, 0)), "the same again is nothing");
    copy.close().await;
    let copy = Desk::open(desks::at(&other)).await.expect("a desk");
    assert_eq!(copy.export(true, NOW).await.expect("lines"), lines);
    // The same person is known again.
    let again = copy.vote(&vote("8", None), "50", NOW, |_| Value::Null).await.expect("read");
    assert_eq!(again, Voted::Before);
    assert!(copy.hiding("6").is_some());
    // What has expired does not travel.
    let late = desk.export(true, NOW + 1_000 * 86_400).await.expect("lines");
    assert!(!late.concat().contains("the other one") && !late.concat().contains("Seattle"));
    let keyless = desk.export(false, NOW).await.expect("lines").concat();
    assert!(!keyless.contains("secret") && !keyless.contains("\"table\":\"hidden\"") && keyless.contains("\"vote\""));
}

#[tokio::test]
async fn what_was_deleted_on_either_side_stays_deleted() {
    let ((_one, path), (_two, other)) = (folder(), folder());
    let desk = filled(&path).await;
    let backup = desk.export(true, NOW).await.expect("lines");
    let (hidden, _) = desk.hidden_in("6", 0, 9).await.expect("read");
    assert!(desk.show_again("6", &hidden[0].id, NOW).await.expect("written"));
    // A backup does not bring it back.
    assert_eq!(brought(&desk, &backup, NOW).await, Ok((0, 8, 0)));
    assert!(desk.hiding("6").is_none());
    // And where it still is, it goes.
    let copy = Desk::open(desks::at(&other)).await.expect("a desk");
    brought(&copy, &backup, NOW).await.expect("taken");
    let lines = desk.export(true, NOW).await.expect("lines");
    assert_eq!(brought(&copy, &lines, NOW).await.expect("taken").2, 1);
    assert_eq!(copy.hidden_in("6", 0, 9).await.expect("read").1, 0);
}

#[tokio::test]
async fn a_wrong_line_is_named_and_changes_nothing() {
    let ((_one, path), (_two, other)) = (folder(), folder());
    let desk = filled(&path).await;
    let lines = desk.export(true, NOW).await.expect("lines");
    let copy = Desk::open(desks::at(&other)).await.expect("a desk");
    let before = copy.export(true, NOW).await.expect("lines");
    let mut said = Vec::new();
    for wrong in [
        "no JSON, CANARY",
        r#"{"table": "question", "row": {"id": "x"}}"#,
        r#"{"table": "question; DROP TABLE mark", "row": {}}"#,
        r#"{"table": "server", "row": {"id": "1", "set_up": "CANARY"}}"#,
        r#"{"table": "server", "row": {"id": "1", "greeted": "yes"}}"#,
        r#"{"table": "server", "row": {"id": "1", "x) VALUES (1); --": 1}}"#,
        r#"{"table": "secret", "row": {"name": "key", "value": "short"}}"#,
    ] {
        let with: Vec<String> = lines.iter().cloned().chain([wrong.to_owned()]).collect();
        said.push(brought(&copy, &with, NOW).await.expect_err("refused"));
        assert_eq!(copy.export(true, NOW).await.expect("lines"), before);
    }
    said.push(brought(&copy, &["{\"pullquote_desk\": 999}".to_owned()], NOW).await.expect_err("refused"));
    said.push(brought(&copy, &lines[1..], NOW).await.expect_err("refused"));
    said.push(brought(&copy, &[], NOW).await.expect_err("refused"));
    insta::assert_snapshot!(said.join("\n"), @r#"
    line 10: no row of a desk (column 2)
    line 10: no row of the table question
    line 10: a desk has no such table
    line 10: no row of the table server
    line 10: server.greeted holds something else
    line 10: the table server has no such column
    line 10: its key is not that of this desk, whose hashes would lose their meaning
    line 1: it was written by a later version of pullquote
    line 1: this is no export of a desk: its first line names no version
    line 1: there is nothing in it
    "#);
    // A desk whose own hashes hang on another key does not take one over.
    filled(&other.with_file_name("own.sqlite")).await.close().await;
    let own = Desk::open(desks::at(other.with_file_name("own.sqlite"))).await.expect("a desk");
    insta::assert_snapshot!(brought(&own, &lines, NOW).await.expect_err("refused"), @"line 2: its key is not that of this desk, whose hashes would lose their meaning");
}

#[tokio::test]
async fn the_program_takes_rows_out_and_brings_them_in() {
    let (one, two) = (Newsletter::new(), Newsletter::new());
    filled(&one.folder.join("desk.sqlite")).await.close().await;
    for own in [&one, &two] {
        desks::named_in(&own.folder);
    }
    let lines = one.run(&["desk", "export"]);
    let file = two.folder.join("rows.jsonl");
    std::fs::write(&file, &lines).expect("written");
    let told = two.program(&["desk", "import", "rows.jsonl"]).output().expect("it runs");
    insta::assert_snapshot!(String::from_utf8_lossy(&told.stderr), @"7 rows added, 0 passed over, 0 deleted since they were deleted elsewhere");
    assert_eq!(two.run(&["desk", "export"]), lines);
    std::fs::write(&file, lines.clone() + "x\n").expect("written");
    let refused = two.program(&["desk", "import", "rows.jsonl"]).output().expect("it runs");
    assert!(!refused.status.success());
    insta::assert_snapshot!(String::from_utf8_lossy(&refused.stderr), @"pullquote: rows.jsonl: line 10: no row of a desk (column 1)");
    // A schema without rows is made where there is none; a file is not.
    let none = Newsletter::new().program(&["desk", "export"]).output().expect("it runs");
    assert!(!none.status.success());
}

/// The copy in memory is that of the change that came last, whichever ends first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_changes_at_one_time_memory_has_the_last() {
    let (_folder, path) = folder();
    let desk = std::sync::Arc::new(filled(&path).await);
    let (hidden, _) = desk.hidden_in("6", 0, 9).await.expect("read");
    let row = hidden.first().expect("one").id.clone();
    let tasks = (0..200).map(|n| {
        let (desk, row) = (std::sync::Arc::clone(&desk), row.clone());
        tokio::spawn(async move {
            match n % 20 {
                0 => desk.left("6", NOW).await.expect("written"),
                1 => desk.joined("6").await.expect("written"),
                2 => drop(desk.show_again("6", &row, NOW).await.expect("written")),
                _ => drop(
                    desk.change_set_up("6", NOW, |own| own.commands_off = vec![n.to_string()]).await.expect("written"),
                ),
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("it ends");
    }
    let (set_up, hides) = (desk.set_up("6"), desk.hiding("6").is_some());
    desk.close().await;
    let again = Desk::open(desks::at(&path)).await.expect("a desk");
    assert_eq!((again.set_up("6"), again.hiding("6").is_some()), (set_up, hides));
}

#[tokio::test]
async fn the_program_tells_what_readers_could_not_find() {
    let at = Newsletter::new();
    for file in ["articles/2018-01-24-renewing-racist-assault.md", "jurisdictions/doj-letter-2018-01-24.toml"] {
        let target = at.folder.join("corpus").join(file);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(file), target).expect("copied");
    }
    desks::named_in(&at.folder);
    let without = at.run(&["report"]);
    let now = jiff::Timestamp::now();
    let week = jiff::tz::TimeZone::UTC.to_datetime(now).date().to_string();
    let desk = Desk::open(desks::at(at.folder.join("desk.sqlite"))).await.expect("a desk");
    let count =
        |what, topic: &str, count| Count { week: week.clone(), server: "6".into(), what, topic: topic.into(), count };
    let article = "2018-01-24-renewing-racist-assault";
    let counts = [
        count(What::Unknown, "", 7),
        count(What::Unknown, article, LEAST - 1),
        count(What::Unknown, "letter", LEAST),
        count(What::Cited, article, 12),
    ];
    desk.count(&counts).await.expect("written");
    let asked = desks::asker("one", "8", "=Who \u{1B}[2J won?", (now.as_second(), now.as_second() + DAY));
    let asker = Asker { named: false, tell: Tell::No, ..asked };
    desk.ask("6", asker, &[], |_| Vec::new()).await.expect("written");
    let voted = Vote { article, ..vote("8", None) };
    desk.vote(&voted, "50", now.as_second(), |_| Value::Null).await.expect("written");
    desk.close().await;
    let told = [without, at.run(&["report"]), at.run(&["report", "--csv"])].join("--\n").replace(&week, "MONDAY");
    insta::assert_snapshot!(told, @r#"
    There is nothing to report yet.
    --
    Not known, by week and the closest topic
      MONDAY  Nothing close  7
      MONDAY  Justice Department letters to 23 jurisdictions  5

    Open questions
      =Who ␛[2J won?

    Called wrong
      Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary Jurisdictions  1

    Cited most, by week
      MONDAY  Renewing "Racist Assault on Immigrant Communities," Trump's DOJ Threatens 23 Sanctuary Jurisdictions  12
    --
    Part,Week,What,Count or reason
    "Not known, by week and the closest topic",MONDAY,Nothing close,7
    "Not known, by week and the closest topic",MONDAY,Justice Department letters to 23 jurisdictions,5
    Open questions,,'=Who  won?,
    Called wrong,,"Renewing ""Racist Assault on Immigrant Communities,"" Trump's DOJ Threatens 23 Sanctuary Jurisdictions",1
    "Cited most, by week",MONDAY,"Renewing ""Racist Assault on Immigrant Communities,"" Trump's DOJ Threatens 23 Sanctuary Jurisdictions",12
    "#);
}

#[tokio::test]
async fn a_lease_has_one_holder_and_a_former_one_publishes_nothing() {
    let (_folder, path) = folder();
    let desk = Desk::open(desks::at(&path)).await.expect("a desk");
    let take = async |who: &str, now: i64| desk.take_lease(IMPORTER, who, now, now + 30).await.expect("written");
    let first = take("a", NOW).await.expect("nobody had it");
    assert_eq!(take("b", NOW + 29).await, None);
    let held = [(IMPORTER.to_owned(), "a".to_owned())];
    assert_eq!(desk.leases_under("imp", NOW + 29).await.expect("read"), held);
    assert!(desk.publish(1, "aa", &first, NOW + 29).await.expect("written"));
    // It was slow, and another took over.
    let second = take("b", NOW + 30).await.expect("its time was over");
    assert!(second.token > first.token);
    assert!(!desk.renew_lease(&first, NOW + 90).await.expect("read"));
    assert!(!desk.publish(2, "bb", &first, NOW + 31).await.expect("read"));
    assert!(desk.publish(2, "cc", &second, NOW + 31).await.expect("written"));
    assert!(!desk.publish(2, "dd", &second, NOW + 32).await.expect("read"), "no generation twice");
    let served = desk.published().await.expect("read").expect("a generation");
    assert_eq!((served.generation, served.manifest.as_str(), served.token), (2, "cc", second.token));
    // Tokens go on growing where a lease was given back.
    desk.end_lease(&second).await.expect("written");
    let third = take("a", NOW + 33).await.expect("it was given back");
    assert!(third.token > second.token);
    let other = desk.take_lease("outbox", "a", NOW, NOW + 30).await.expect("written").expect("another lease");
    assert!(!desk.publish(3, "ee", &other, NOW + 1).await.expect("read"), "not under another lease");
}
