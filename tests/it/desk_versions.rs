//! While programs are replaced one after the other, two versions of them work with the same tables.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pullquote::desk::counters::{Count, What};
use pullquote::desk::marks::Vote;
use pullquote::desk::proposals::Proposed;
use pullquote::desk::{Desk, DeskError, Post};
use serde_json::json;
use tempfile::TempDir;

use crate::support::desks;

const NOW: i64 = 1_800_000_000;
/// Up to this version nothing was said of other versions.
const FIRST: usize = 4;
/// What a later version might do to the tables: each has a column more.
const TABLES: [&str; 24] = [
    "secret",
    "server",
    "question",
    "asker",
    "mark",
    "vote",
    "remark",
    "hidden",
    "proposal",
    "counter",
    "post",
    "deleted",
    "known_article",
    "known_record",
    "change",
    "progress",
    "announcement",
    "follow",
    "follow_hit",
    "answer",
    "cited",
    "lease",
    "published",
    "session",
];

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.sqlite");
    (folder, path)
}

/// Makes the tables those of the next version, which says that those before it can read it from `readable_by` on.
async fn upgraded(path: &Path, readable_by: &'static str) {
    for table in TABLES {
        let column = format!("ALTER TABLE {table} ADD COLUMN later BIGINT NOT NULL DEFAULT 7");
        desks::run(path, column.leak()).await;
    }
    let noted = format!(
        "CREATE TABLE later (name TEXT PRIMARY KEY);
         INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT version + 1, 'later', success, checksum, 0 FROM _sqlx_migrations ORDER BY version DESC LIMIT 1;
         INSERT INTO version (name, number) SELECT 'tables/' || MAX(version), {readable_by} FROM _sqlx_migrations"
    );
    desks::run(path, noted.leak()).await;
}

/// What is done at a desk all day, once; `round` tells one time from another.
async fn used(desk: &Desk, round: u8) -> Result<(), DeskError> {
    let (server, user) = (format!("6{round}"), format!("8{round}"));
    desk.change_set_up(&server, NOW, |own| own.editors_channel = Some("50".into())).await?;
    let vote = Vote {
        server: &server,
        excerpt: "一丁丂七丄丅丆万丈",
        article: "a",
        revision: "0123456789abcdef",
        question: Some("00ff"),
        user: &user,
        reason: "place",
        remark: Some("It is the other one."),
    };
    desk.vote(&vote, "50", NOW, |_| json!({"content": "x"})).await?;
    desk.propose(&server, &user, "list", &Proposed::default(), NOW).await?;
    let post = Post { key: format!("editors/{round}"), body: Some(json!({})), expires_at: NOW * 2, ..Post::default() };
    desk.put_post(&post, NOW).await?;
    let (week, topic) = ("2026-11-30".to_owned(), "a".to_owned());
    desk.count(&[Count { week, server: server.clone(), what: What::Cited, topic, count: 1 }]).await?;
    assert_eq!(desk.held_of(&user).await?.len(), 2);
    assert!(desk.take_duty().await?.is_some());
    desk.release_proposals().await?;
    desk.end_duty().await;
    desk.due_in(pullquote::desk::Lane::Prompt, NOW, 9).await?;
    desk.follows(NOW).await?;
    desk.published().await?;
    assert_eq!(desk.set_up(&server).editors_channel.as_deref(), Some("50"));
    Ok(())
}

#[tokio::test]
async fn a_program_works_on_and_starts_with_the_tables_of_the_next_version() {
    let (_folder, path) = folder();
    let running = Arc::new(Desk::open(desks::at(&path)).await.expect("a desk"));
    // Its statements are planned by now.
    used(&running, 0).await.expect("used");
    used(&running, 1).await.expect("used");
    upgraded(&path, "MAX(version) - 1").await;
    used(&running, 2).await.expect("used by a program that runs");
    let started = Desk::open(desks::at(&path)).await.expect("a desk");
    used(&started, 3).await.expect("used by a program that was started");
    // It would leave out what it does not know.
    assert!(matches!(started.export(true, NOW).await, Err(DeskError::Newer)));
}

#[tokio::test]
async fn a_program_refuses_tables_that_need_the_version_before_or_do_not_say() {
    for readable_by in ["MAX(version)", "MAX(version) + 1"] {
        let (_folder, path) = folder();
        Desk::open(desks::at(&path)).await.expect("a desk").close().await;
        upgraded(&path, readable_by).await;
        assert!(matches!(Desk::open(desks::at(&path)).await, Err(DeskError::Newer)), "{readable_by}");
    }
}

/// What of a file of changes a program of the version before could not work with.
fn odd(sql: &str) -> Vec<String> {
    let code: String =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let mut odd = Vec::new();
    for statement in code.split(';').map(|own| own.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()) {
        let begins = |opening: &str| statement.starts_with(opening);
        let adds = begins("ALTER TABLE") && statement.contains(" ADD COLUMN ");
        let known = statement.is_empty() || adds || begins("CREATE TABLE ") || begins("CREATE INDEX ");
        let demands = statement.contains(" NOT NULL") && !statement.contains(" DEFAULT ")
            || [" UNIQUE", " CHECK", " PRIMARY KEY", " REFERENCES "].iter().any(|word| statement.contains(word));
        let takes = ["DROP ", "RENAME "].iter().any(|word| statement.contains(word));
        if !known || takes || adds && demands {
            odd.push(statement);
        }
    }
    odd
}

#[test]
fn a_change_of_the_tables_leaves_what_earlier_programs_use() {
    for sql in [
        "DROP TABLE mark",
        "ALTER TABLE mark DROP COLUMN stale",
        "ALTER TABLE mark RENAME TO wrong",
        "ALTER TABLE mark RENAME COLUMN stale TO old",
        "ALTER TABLE mark ADD COLUMN why TEXT NOT NULL",
        "ALTER TABLE mark ADD COLUMN why\n    TEXT -- DEFAULT\n    NOT NULL",
        "ALTER TABLE mark ADD COLUMN why TEXT UNIQUE",
        "ALTER TABLE mark ALTER COLUMN stale SET NOT NULL",
        "CREATE UNIQUE INDEX one ON mark (server)",
        "DELETE FROM mark",
        "drop table mark",
    ] {
        assert_eq!(odd(&format!("CREATE TABLE a (b TEXT NOT NULL);\n{sql};\n")).len(), 1, "{sql}");
    }
    assert!(
        odd("-- DROP it.\nALTER TABLE mark ADD COLUMN why TEXT NOT NULL DEFAULT '';\nCREATE INDEX i ON mark (why);")
            .is_empty()
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk/migrations");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|own| own.expect("a file").path()).collect();
    files.sort();
    for file in files.iter().skip(FIRST) {
        let odd = odd(&fs::read_to_string(file).expect("a file"));
        assert!(odd.is_empty(), "{}: {odd:#?}: see MIGRATIONS in src/desk/database.rs", file.display());
    }
}

#[test]
fn what_is_written_names_its_columns() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk");
    let mut seen = 0;
    for file in crate::support::files(&folder).iter().filter(|file| file.extension().is_some_and(|own| own == "rs")) {
        let text = fs::read_to_string(file).expect("a file");
        for after in text.split("INSERT INTO ").skip(1) {
            let names = after.split_whitespace().nth(1).is_some_and(|next| next.starts_with('('));
            assert!(names, "{}: {}", file.display(), after.lines().next().unwrap_or_default());
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
