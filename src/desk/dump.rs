//! All rows as lines of JSON, for backups and moves: `{"table": …, "row": {…}}` behind a first line that names the version.
//!
//! What was deleted travels along, and stays deleted on whichever side it was (`replay.rs`); what has expired does not travel.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::any::AnyArguments;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, Row as _, SqlSafeStr as _, Statement as _, TypeInfo as _};

use super::database::{LATEST, tables};
use super::follows;
use super::proposals::Proposed;
use super::replay::{Deletions, Spoiled, is_before, replay};
use super::set_up::SetUp;
use super::store::{Change, remember_until};
use super::timed::Timed;
use super::{Desk, DeskError, Seconds, posts, questions};

/// A table: its name, and the one that its rows belong to with the column that says to which.
struct Table {
    name: &'static str,
    of: Option<(&'static str, &'static str)>,
}

const fn table(name: &'static str) -> Table {
    Table { name, of: None }
}

/// Every table, what others belong to first; but for those that tell how the archive was last seen here: another machine looks
/// for itself, and takes nothing for new that was there before.
const TABLES: [Table; 18] = [
    table("secret"),
    table("deleted"),
    table("server"),
    table("question"),
    Table { name: "asker", of: Some(("question", "question")) },
    table("mark"),
    Table { name: "vote", of: Some(("mark", "mark")) },
    Table { name: "remark", of: Some(("mark", "mark")) },
    table("hidden"),
    table("proposal"),
    table("corpus_write"),
    table("follow"),
    Table { name: "follow_hit", of: Some(("follow", "follow")) },
    table("counter"),
    table("announcement"),
    table("post"),
    table("answer"),
    Table { name: "cited", of: Some(("answer", "answer")) },
];
/// What messages are about, by the opening of their keys: the table that holds it.
const OWNERS: [(&str, &str); 4] =
    [("question/", "question"), ("mark/", "mark"), ("proposal/", "proposal"), ("told/", "asker")];
/// The table from which on all is known that was deleted on either side.
const AFTER_DELETED: &str = "server";
/// Those that say nothing without the key.
const HASHES: [&str; 2] = ["secret", "hidden"];

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// A line is not as it should be. No word of it is said: it may be a reader's.
    #[error("line {line}: {problem}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<sqlx::Error> for DumpError {
    fn from(error: sqlx::Error) -> DumpError {
        DumpError::Desk(error.into())
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Rows that are new.
    pub added: usize,
    /// Rows that are there already, were deleted, or have expired.
    pub passed_over: usize,
    /// Rows that were deleted elsewhere, and now are here.
    pub deleted: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    pullquote_desk: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    table: String,
    row: Map<String, Value>,
}

impl Desk {
    /// All rows that have not expired, a line each. Without the key, what only the key gives a meaning stays behind.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn export(&self, with_key: bool, now: Seconds) -> Result<Vec<String>, DeskError> {
        let mut look = self.snapshot().await?;
        let unreadable = |error: serde_json::Error| DeskError::Unreadable(error.to_string());
        // It may hold what this program knows nothing of, and would leave out.
        if tables(&mut look).await? > Some(LATEST) {
            return Err(DeskError::Newer);
        }
        let stale = stale(&mut look, now).await?;
        let mut lines = vec![serde_json::to_string(&Head { pullquote_desk: LATEST }).map_err(unreadable)?];
        for table in TABLES.iter().filter(|table| with_key || !HASHES.contains(&table.name)) {
            let columns = columns(&mut look, table.name).await?;
            let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {} ORDER BY 1, 2", table.name)))
                .fetch_all(&mut *look)
                .await?;
            for row in rows {
                let mut fields = Map::new();
                for (name, is_text) in &columns {
                    let value = if *is_text {
                        row.try_get::<Option<String>, _>(name.as_str())?.map(Value::from)
                    } else {
                        row.try_get::<Option<i64>, _>(name.as_str())?.map(Value::from)
                    };
                    fields.insert(name.clone(), value.unwrap_or(Value::Null));
                }
                if !is_over(&fields, now) {
                    without_expired(table.name, &mut fields, &stale);
                    let line = Line { table: table.name.to_owned(), row: fields };
                    lines.push(serde_json::to_string(&line).map_err(unreadable)?);
                }
            }
        }
        Ok(lines)
    }

    /// Takes in lines of [`Desk::export`]: all of them, or nothing. What is here already stays as it is, but for what was
    /// deleted elsewhere. `shown` is what the cards say of which something is gone.
    ///
    /// # Errors
    /// The first line that is wrong, or see [`DeskError`]; nothing is changed then.
    pub async fn import(
        &self,
        lines: impl Iterator<Item = std::io::Result<String>>,
        shown: &Value,
        now: Seconds,
    ) -> Result<Imported, DumpError> {
        let mut rows: Vec<(usize, Line)> = Vec::new();
        let mut head = None;
        for (line, text) in (1..).zip(lines) {
            let wrong = |problem: String| DumpError::Line { line, problem };
            let text = text.map_err(|error| wrong(error.to_string()))?;
            // Where it stops being JSON, and nothing of what stands there.
            let no_json = |error: serde_json::Error| wrong(format!("no row of a desk (column {})", error.column()));
            if text.trim().is_empty() {
                continue;
            }
            if head.is_none() {
                let Head { pullquote_desk: version } = serde_json::from_str(&text)
                    .map_err(|_| wrong("this is no export of a desk: its first line names no version".to_owned()))?;
                if version > LATEST {
                    return Err(wrong("it was written by a later version of pullquote".to_owned()));
                }
                head = Some(version);
                continue;
            }
            rows.push((line, serde_json::from_str(&text).map_err(no_json)?));
        }
        if head.is_none() {
            return Err(DumpError::Line { line: 1, problem: "there is nothing in it".to_owned() });
        }
        let _turn = self.turn.lock().await;
        let mut change = self.change_copied().await?;
        let (mut done, mut gone, mut spoiled) = (Imported::default(), Deletions::default(), Spoiled::default());
        // Of what came with the dump, and shows what stayed out.
        let mut left_out = Spoiled::default();
        // Ids of rows that are new here, or that a new message is about.
        let mut came: HashSet<&str> = HashSet::new();
        let since: HashMap<&str, Seconds> = rows.iter().filter_map(|(_, own)| server_since(own)).collect();
        // Lines may stand in any order; what others belong to goes in first.
        for table in &TABLES {
            let columns = columns(&mut change, table.name).await?;
            if table.name == AFTER_DELETED {
                gone = Deletions::read(&mut change).await?;
                done.deleted = replay(&mut change, &gone, &mut spoiled, shown, now).await?;
            }
            for (line, own) in rows.iter().filter(|(_, own)| own.table == table.name) {
                let wrong = |problem: String| DumpError::Line { line: *line, problem };
                check(table.name, &columns, &own.row).map_err(wrong)?;
                if number(&own.row, "stale") != 0 {
                    left_out.note(Some((table.name, about(table, &own.row))));
                }
                let added = match table.name {
                    _ if is_of_forgotten(table, &own.row, &gone, &since) => false,
                    _ if is_over(&own.row, now) || is_gone(table, &own.row, &gone) => {
                        left_out.note(table.of.map(|(parent, column)| (parent, text(&own.row, column))));
                        false
                    }
                    "secret" => take_key(&mut change, &own.row).await?.ok_or_else(|| {
                        wrong("its key is not that of this desk, whose hashes would lose their meaning".to_owned())
                    })?,
                    _ => take(&mut change, (table, &columns), &own.row, shown, now).await.map_err(
                        |error| match error {
                            DeskError::Other(_) => wrong(format!("no row of the table {}", table.name)),
                            error => error.into(),
                        },
                    )?,
                };
                came.extend(added.then(|| about(table, &own.row)));
                done.added += usize::from(added && !matches!(table.name, "secret" | "deleted"));
                done.passed_over += usize::from(!added);
            }
        }
        let strange = rows.iter().find(|(_, own)| !TABLES.iter().any(|table| table.name == own.table));
        if let Some((line, _)) = strange {
            return Err(DumpError::Line { line: *line, problem: "a desk has no such table".to_owned() });
        }
        // What was here already does not show it.
        spoiled.extend(left_out.among(&came));
        spoiled.blank(&mut change, shown, now).await?;
        change.commit().await?;
        self.read_copies().await?;
        self.wipe().await?;
        Ok(done)
    }
}

/// The columns of a table, and whether each holds texts.
async fn columns(look: &mut Timed, table: &str) -> Result<Vec<(String, bool)>, DeskError> {
    let all = AssertSqlSafe(format!("SELECT * FROM {table}")).into_sql_str();
    let statement = look.prepare(all).await?;
    Ok(statement.columns().iter().map(|own| (own.name().to_owned(), own.type_info().name() == "TEXT")).collect())
}

fn is_over(row: &Map<String, Value>, now: Seconds) -> bool {
    row.get("expires_at").and_then(Value::as_i64).is_some_and(|at| at <= now)
}

fn text<'r>(row: &'r Map<String, Value>, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn number(row: &Map<String, Value>, field: &str) -> Seconds {
    row.get(field).and_then(Value::as_i64).unwrap_or_default()
}

fn is_null(row: &Map<String, Value>, field: &str) -> bool {
    row.get(field).is_none_or(Value::is_null)
}

/// The id of a row, or of what a message is about.
fn about<'r>(table: &Table, row: &'r Map<String, Value>) -> &'r str {
    match table.name {
        // Behind it may stand which of several messages it is.
        "post" => text(row, "key").split('/').nth(1).unwrap_or_default(),
        _ => text(row, "id"),
    }
}

/// The table of what a message is about, where that has one.
fn owner(key: &str) -> Option<&'static str> {
    OWNERS.iter().find(|(opening, _)| key.starts_with(opening)).map(|(_, table)| *table)
}

/// Since when a server of the dump has its row.
fn server_since(line: &Line) -> Option<(&str, Seconds)> {
    (line.table == "server").then(|| (text(&line.row, "id"), number(&line.row, "since")))
}

/// Whether a row, or what it belongs to, was deleted.
fn is_gone(table: &Table, row: &Map<String, Value>, gone: &Deletions) -> bool {
    let own = match table.name {
        "secret" | "deleted" => false,
        "vote" => gone.has_vote(text(row, "mark"), text(row, "voter"), number(row, "expires_at")),
        // What is gone may still have to be taken off a message: see `take`.
        "post" if owner(text(row, "key")).is_some() => false,
        _ => gone.has(about(table, row)),
    };
    own || table.of.is_some_and(|(_, column)| gone.has(text(row, column)))
}

/// Whether a row is of a server that was forgotten; where the dump's own server came back since, of before that.
fn is_of_forgotten(table: &Table, row: &Map<String, Value>, gone: &Deletions, since: &HashMap<&str, Seconds>) -> bool {
    let server = text(row, if table.name == "server" { "id" } else { "server" });
    gone.server(server).is_some_and(|forgotten| {
        let came_back = since.get(server).is_some_and(|since| *since > forgotten);
        let is_older = match table.name {
            "counter" => is_before(text(row, "week"), forgotten),
            "announcement" => number(row, "seen_at") <= forgotten,
            _ => false,
        };
        !came_back || is_older
    })
}

/// Questions and marks whose cards show what has expired, or was withdrawn; questions with the words of the first of
/// those who still ask.
async fn stale(look: &mut Timed, now: Seconds) -> Result<HashMap<String, Option<String>>, DeskError> {
    let rows: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT id, (SELECT text FROM asker WHERE asker.question = question.id AND asker.expires_at > $1
             ORDER BY asked_at, id LIMIT 1) FROM question
         WHERE stale = 1 OR EXISTS (SELECT 1 FROM asker WHERE asker.question = question.id AND asker.expires_at <= $1)
         UNION SELECT id, NULL FROM mark WHERE stale = 1
         UNION SELECT mark, NULL FROM vote WHERE expires_at <= $1
         UNION SELECT mark, NULL FROM remark WHERE expires_at <= $1",
    )
    .bind(now)
    .fetch_all(look)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Takes out of a row what belongs to one that has expired, which stays behind.
fn without_expired(table: &str, row: &mut Map<String, Value>, stale: &HashMap<String, Option<String>>) {
    match table {
        "question" | "mark" => {
            let Some(words) = stale.get(text(row, "id")) else { return };
            row.insert("stale".to_owned(), Value::from(1));
            if table == "question" {
                row.insert("text".to_owned(), Value::from(words.clone().unwrap_or_default()));
            }
        }
        "post" => {
            let about = ["question/", "mark/"].iter().find_map(|opening| text(row, "key").strip_prefix(opening));
            if about.is_some_and(|id| stale.contains_key(id)) {
                row.insert("body".to_owned(), Value::Null);
            }
        }
        _ => {}
    }
}

fn check(table: &str, columns: &[(String, bool)], row: &Map<String, Value>) -> Result<(), String> {
    for (name, value) in row {
        let Some((_, is_text)) = columns.iter().find(|(own, _)| own == name) else {
            return Err(format!("the table {table} has no such column"));
        };
        let fits = value.is_null() || if *is_text { value.is_string() } else { value.is_i64() };
        if !fits {
            return Err(format!("{table}.{name} holds something else"));
        }
    }
    // What is read as JSON at every opening must be that.
    let json = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("{}");
    let read = match table {
        "server" => serde_json::from_str::<SetUp>(json("set_up")).is_ok(),
        "proposal" => serde_json::from_str::<Proposed>(json("record")).is_ok(),
        "post" => serde_json::from_str::<Value>(json("body")).is_ok(),
        // One that cannot be read would keep all others from being looked up.
        "follow" => follows::is_whole(row),
        "deleted" => ["id", "deleted_at", "expires_at"].iter().all(|field| !is_null(row, field)),
        _ => true,
    };
    read.then_some(()).ok_or_else(|| format!("no row of the table {table}"))
}

/// Takes in a row; whether it is new.
async fn take(
    change: &mut Change<'_>,
    (table, columns): (&Table, &[(String, bool)]),
    row: &Map<String, Value>,
    shown: &Value,
    now: Seconds,
) -> Result<bool, DeskError> {
    if table.name == "deleted" {
        let (id, at, until) = (text(row, "id"), number(row, "deleted_at"), number(row, "expires_at"));
        return remember_until(change, id, at, until).await;
    }
    if let Some((parent, column)) = table.of
        && !is_there(change, parent, text(row, column)).await?
    {
        return Ok(false);
    }
    let key = text(row, "key");
    let orphaned = match owner(key) {
        Some(owner) if table.name == "post" => !is_there(change, owner, about(table, row)).await?,
        _ => false,
    };
    // What is gone, and was never sent, is not sent any more.
    if orphaned && is_null(row, "message") && is_null(row, "tried_at") {
        return Ok(false);
    }
    let new = insert(change, table, columns, row).await?;
    if new && orphaned {
        match key.strip_prefix("told/") {
            Some(asker) => questions::untell(change, asker, true, now).await?,
            None if is_null(row, "body") => {}
            None => posts::withdraw(change, key, shown, now).await?,
        }
    }
    Ok(new)
}

async fn is_there(change: &mut Change<'_>, table: &str, id: &str) -> Result<bool, DeskError> {
    let there = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE id = $1")));
    let there: i64 = there.bind(id).fetch_one(&mut **change).await?;
    Ok(there > 0)
}

async fn insert(
    change: &mut Change<'_>,
    table: &Table,
    columns: &[(String, bool)],
    row: &Map<String, Value>,
) -> Result<bool, DeskError> {
    let names: Vec<&str> = row.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=names.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING",
        table.name,
        names.join(", "),
        places.join(", ")
    );
    let mut query: sqlx::query::Query<'_, _, AnyArguments> = sqlx::query(AssertSqlSafe(sql));
    for (name, value) in row {
        query = match value {
            // PostgreSQL has no text with this character in it, and no word of a reader has it.
            Value::String(text) => query.bind(text.replace('\0', "")),
            Value::Number(number) => query.bind(number.as_i64()),
            _ if columns.iter().any(|(own, is_text)| own == name && *is_text) => query.bind(None::<String>),
            _ => query.bind(None::<i64>),
        };
    }
    Ok(query.execute(&mut **change).await?.rows_affected() > 0)
}

/// Takes the key over where no hash hangs on this desk's own; nothing where one does and the keys differ.
async fn take_key(change: &mut Change<'_>, row: &Map<String, Value>) -> Result<Option<bool>, DeskError> {
    let (name, value) = (text(row, "name"), text(row, "value"));
    if name != "key" || value.len() != 64 || !value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let own: String =
        sqlx::query_scalar("SELECT value FROM secret WHERE name = 'key'").fetch_one(&mut **change).await?;
    if own == value {
        return Ok(Some(false));
    }
    let hashes = "SELECT (SELECT COUNT(*) FROM vote) + (SELECT COUNT(*) FROM hidden)";
    let hashes: i64 = sqlx::query_scalar(hashes).fetch_one(&mut **change).await?;
    if hashes > 0 {
        return Ok(None);
    }
    sqlx::query("UPDATE secret SET value = $1 WHERE name = 'key'").bind(value).execute(&mut **change).await?;
    Ok(Some(true))
}
