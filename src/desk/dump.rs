//! All rows as lines of JSON, for backups and moves: `{"table": …, "row": {…}}` behind a first line that names the version.
//!
//! What was deleted travels along, and stays deleted on whichever side it was; what has expired does not travel.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Column as _, Executor as _, Row as _, SqlSafeStr as _, Statement as _, TypeInfo as _};

use super::proposals::Proposed;
use super::set_up::SetUp;
use super::store::{Change, LATEST};
use super::{Desk, DeskError, Seconds};

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
const TABLES: [Table; 12] = [
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
    table("counter"),
    table("post"),
];
/// Those whose rows are remembered once they are deleted.
const REMEMBERED: [&str; 6] = ["question", "asker", "mark", "remark", "hidden", "proposal"];
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
        let mut change = self.change().await?;
        let unreadable = |error: serde_json::Error| DeskError::Unreadable(error.to_string());
        let mut lines = vec![serde_json::to_string(&Head { pullquote_desk: LATEST }).map_err(unreadable)?];
        for table in TABLES.iter().filter(|table| with_key || !HASHES.contains(&table.name)) {
            let columns = columns(&mut change, table.name).await?;
            let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {} ORDER BY 1, 2", table.name)))
                .fetch_all(&mut *change)
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
                    let line = Line { table: table.name.to_owned(), row: fields };
                    lines.push(serde_json::to_string(&line).map_err(unreadable)?);
                }
            }
        }
        Ok(lines)
    }

    /// Takes in lines of [`Desk::export`]: all of them, or nothing. What is here already stays as it is.
    ///
    /// # Errors
    /// The first line that is wrong, or see [`DeskError`]; nothing is changed then.
    pub async fn import(
        &self,
        lines: impl Iterator<Item = std::io::Result<String>>,
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
        let mut change = self.change().await?;
        let mut done = Imported::default();
        // Lines may stand in any order; what others belong to goes in first.
        for table in &TABLES {
            let columns = columns(&mut change, table.name).await?;
            let gone: HashSet<String> =
                sqlx::query_scalar("SELECT id FROM deleted").fetch_all(&mut *change).await?.into_iter().collect();
            for (line, own) in rows.iter().filter(|(_, own)| own.table == table.name) {
                let wrong = |problem: String| DumpError::Line { line: *line, problem };
                check(table.name, &columns, &own.row).map_err(wrong)?;
                let added = match table.name {
                    _ if is_over(&own.row, now) || is_gone(table, &own.row, &gone) => false,
                    "secret" => take_key(&mut change, &own.row).await?.ok_or_else(|| {
                        wrong("its key is not that of this desk, whose hashes would lose their meaning".to_owned())
                    })?,
                    _ => insert(&mut change, table, &own.row).await.map_err(|error| match error {
                        DeskError::Other(_) => wrong(format!("no row of the table {}", table.name)),
                        error => error.into(),
                    })?,
                };
                done.added += usize::from(added && !matches!(table.name, "secret" | "deleted"));
                done.passed_over += usize::from(!added);
            }
            if table.name == "deleted" {
                done.deleted = replay(&mut change, now).await?;
            }
        }
        let strange = rows.iter().find(|(_, own)| !TABLES.iter().any(|table| table.name == own.table));
        if let Some((line, _)) = strange {
            return Err(DumpError::Line { line: *line, problem: "a desk has no such table".to_owned() });
        }
        change.commit().await.map_err(DeskError::from)?;
        self.wipe().await?;
        Ok(done)
    }
}

/// The columns of a table, and whether each holds texts.
async fn columns(change: &mut Change<'_>, table: &str) -> Result<Vec<(String, bool)>, DeskError> {
    let all = AssertSqlSafe(format!("SELECT * FROM {table}")).into_sql_str();
    let statement = (&mut **change).prepare(all).await?;
    Ok(statement.columns().iter().map(|own| (own.name().to_owned(), own.type_info().name() == "TEXT")).collect())
}

fn is_over(row: &Map<String, Value>, now: Seconds) -> bool {
    row.get("expires_at").and_then(Value::as_i64).is_some_and(|at| at <= now)
}

/// Whether a row, or what it belongs to, was deleted.
fn is_gone(table: &Table, row: &Map<String, Value>, gone: &HashSet<String>) -> bool {
    let held = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    let about = match table.name {
        "post" => held("key").rsplit('/').next().unwrap_or_default(),
        "deleted" => return false,
        _ => held("id"),
    };
    gone.contains(about) || table.of.is_some_and(|(_, column)| gone.contains(held(column)))
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
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("{}");
    let read = match table {
        "server" => serde_json::from_str::<SetUp>(text("set_up")).is_ok(),
        "proposal" => serde_json::from_str::<Proposed>(text("record")).is_ok(),
        "post" => serde_json::from_str::<Value>(text("body")).is_ok(),
        _ => true,
    };
    read.then_some(()).ok_or_else(|| format!("no row of the table {table}"))
}

/// Takes in a row; whether it is new.
async fn insert(change: &mut Change<'_>, table: &Table, row: &Map<String, Value>) -> Result<bool, DeskError> {
    if let Some((parent, column)) = table.of {
        let owner = row.get(column).and_then(Value::as_str).unwrap_or_default();
        let there = sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {parent} WHERE id = $1")));
        let there: i64 = there.bind(owner).fetch_one(&mut **change).await?;
        if there == 0 {
            return Ok(false);
        }
    }
    let names: Vec<&str> = row.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=names.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING",
        table.name,
        names.join(", "),
        places.join(", ")
    );
    let mut query: sqlx::query::Query<'_, _, SqliteArguments> = sqlx::query(AssertSqlSafe(sql));
    for value in row.values() {
        query = match value {
            Value::String(text) => query.bind(text.clone()),
            Value::Number(number) => query.bind(number.as_i64()),
            _ => query.bind(None::<String>),
        };
    }
    Ok(query.execute(&mut **change).await?.rows_affected() > 0)
}

/// Takes the key over where no hash hangs on this desk's own; nothing where one does and the keys differ.
async fn take_key(change: &mut Change<'_>, row: &Map<String, Value>) -> Result<Option<bool>, DeskError> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
    let (name, value) = (text("name"), text("value"));
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

/// Deletes what was deleted elsewhere, its card too; how many rows.
async fn replay(change: &mut Change<'_>, now: Seconds) -> Result<usize, DeskError> {
    let mut rows = 0;
    for table in REMEMBERED {
        let ids = format!("SELECT id FROM {table} WHERE id IN (SELECT id FROM deleted)");
        let ids: Vec<String> = sqlx::query_scalar(AssertSqlSafe(ids)).fetch_all(&mut **change).await?;
        for id in ids {
            sqlx::query(AssertSqlSafe(format!("DELETE FROM {table} WHERE id = $1")))
                .bind(&id)
                .execute(&mut **change)
                .await?;
            sqlx::query("UPDATE post SET body = NULL, version = version + 1, due_at = $2 WHERE key LIKE '%/' || $1")
                .bind(&id)
                .bind(now)
                .execute(&mut **change)
                .await?;
            rows += 1;
        }
    }
    Ok(rows)
}
