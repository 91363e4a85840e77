//! The two databases that a desk may lie in. What only one of them has stands here, and nowhere else in the desk.
//!
//! SQLite: one connection, so each piece of work comes after the other. PostgreSQL: one pool for all desks of a process, so
//! each piece of work is a transaction that begins by naming the desk's schema; a change first takes the lock of that
//! schema. In this way the same queries are right on both without a second thought.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Executor, SqlSafeStr as _, SqlStr};
use tokio::sync::{Mutex, MutexGuard};

use super::across::look;
use super::address::Schema;
use super::server::{DeskAddress, PATIENCE, Server};
use super::timed::Timed;
use super::{DeskError, Seconds};

/// A change of the tables.
struct Step {
    version: i64,
    name: &'static str,
    /// The oldest version of the tables whose programs can work with these: `version` itself, where there is none before.
    readable_by: i64,
    sql: &'static str,
}

const fn step(version: i64, name: &'static str, readable_by: i64, sql: &'static str) -> Step {
    Step { version, name, readable_by, sql }
}

/// Every change of the tables, oldest first; none is ever edited once it was released.
///
/// While programs are replaced one after the other, those of the version before work with the new tables: one that runs, and
/// one that is started then. So a step says that it is `readable_by` the version before, and keeps to what follows. One that
/// cannot says that it is readable by its own version alone: programs of earlier versions must be ended before it is made.
///
/// - It adds tables and indexes, and columns that may be null or have a default. What it adds, earlier programs neither
///   write nor read; nothing that they write is refused for it.
/// - What it drops or renames, or demands of rows that are written, no program has used since the version before last. It
///   drops in two steps: the program stops using it, and the version after drops it.
/// - A new table or column that names people, holds what they wrote, or is deleted with a server, is not readable by
///   earlier programs, which would leave it out of what they show, give and delete ([`super::privacy`]).
///
/// Up to version 4 nothing was said of this. `tests/it/desk_versions.rs` reads the files, and works with tables of a later
/// version.
const MIGRATIONS: [Step; 5] = [
    step(1, "desk", 1, include_str!("migrations/0001_desk.sql")),
    step(2, "replay", 2, include_str!("migrations/0002_replay.sql")),
    step(3, "community", 3, include_str!("migrations/0003_community.sql")),
    step(4, "cluster", 4, include_str!("migrations/0004_cluster.sql")),
    // Earlier programs would leave these rows when a server goes.
    step(5, "corpus_write", 5, include_str!("migrations/0005_corpus_write.sql")),
];
/// The version of the tables that this program writes.
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;
/// The first version that has leases, and the table that says who can read later ones.
pub(super) const CLUSTER: i64 = 4;

/// Set on the connection to SQLite. The journal is emptied by `wipe`; what is deleted is overwritten.
const PRAGMAS: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
     PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON";
/// Set while tables are made or changed.
const MAKING_LIMITS: &str = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";
/// A process that stops in the middle of a change does not hold up all others. The server itself ends what nobody may wait
/// for any more.
const LIMITS: &str = "SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '15s';
     SET LOCAL statement_timeout = '60s'";
/// The tables are made, or brought up to date, within this time.
const MAKING: Duration = Duration::from_secs(300);

/// The database of a desk, open.
pub(super) enum Database {
    Sqlite { pool: AnyPool, path: PathBuf },
    Postgres(Postgres),
}

/// A schema of PostgreSQL, and how work in it begins.
pub(super) struct Postgres {
    pub(super) server: Arc<Server>,
    pub(super) schema: Schema,
    look: SqlStr,
    change: SqlStr,
    // Held during a change: the others of this process wait here, and not each with a connection that all desks share.
    changing: Mutex<()>,
}

/// What is read. Several statements see the desk as it was at one time, where it was begun with [`Database::snapshot`].
pub struct Look(Timed);

impl Deref for Look {
    type Target = Timed;

    fn deref(&self) -> &Timed {
        &self.0
    }
}

impl DerefMut for Look {
    fn deref_mut(&mut self) -> &mut Timed {
        &mut self.0
    }
}

/// A change that was begun, and what keeps others of this process waiting.
pub(super) type Begun<'a> = (Timed, Option<MutexGuard<'a, ()>>);

impl Database {
    /// Opens it, makes it where there is none, and brings its tables up to date.
    pub(super) async fn open(at: DeskAddress) -> Result<Database, DeskError> {
        sqlx::any::install_default_drivers();
        match at {
            DeskAddress::File(path) => sqlite(&path).await,
            DeskAddress::Postgres { server, schema } => postgres(server, schema).await,
        }
    }

    /// Reads: one statement, or several that need not be of one time.
    pub(super) async fn look(&self) -> Result<Look, DeskError> {
        match self {
            // A transaction around one statement takes longer than the statement.
            Database::Sqlite { pool, .. } => Ok(Look(unlimited(pool).await?)),
            Database::Postgres(own) => own.look().await,
        }
    }

    /// Reads: all of it as it is at one time.
    pub(super) async fn snapshot(&self) -> Result<Look, DeskError> {
        match self {
            Database::Sqlite { pool, .. } => {
                Ok(Look(unlimited(pool).await?.begin(SqlStr::from_static("BEGIN")).await?))
            }
            Database::Postgres(own) => own.look().await,
        }
    }

    pub(super) async fn change(&self) -> Result<Begun<'_>, DeskError> {
        match self {
            Database::Sqlite { pool, .. } => {
                Ok((unlimited(pool).await?.begin(SqlStr::from_static("BEGIN")).await?, None))
            }
            Database::Postgres(own) => {
                let turn = tokio::time::timeout(PATIENCE * 2, own.changing.lock()).await;
                let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?;
                Ok((own.begin(&own.change).await?, Some(turn)))
            }
        }
    }

    /// Tells the other processes, once the change is made, that something in the desk is otherwise.
    pub(super) async fn tell(&self, change: &mut Timed, process: &str) -> Result<(), DeskError> {
        let Database::Postgres(own) = self else { return Ok(()) };
        own.server.hearing.tell(change, &own.schema, process).await?;
        Ok(())
    }

    /// Takes what was deleted out of the journal. PostgreSQL has nothing of the kind to do: what is deleted goes with its
    /// vacuum, and with the log when that is recycled.
    pub(super) async fn wipe(&self) -> Result<(), DeskError> {
        let Database::Sqlite { pool, .. } = self else { return Ok(()) };
        // The first column says whether another process was reading; then the journal is emptied the next time.
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(pool).await?;
        if busy != 0 {
            tracing::warn!("another process reads the desk: its journal is emptied within the hour");
        }
        Ok(())
    }

    /// What the database takes for now; processes on several machines agree on it.
    pub(super) async fn clock(&self) -> Result<Seconds, DeskError> {
        let Database::Postgres(own) = self else { return Ok(jiff::Timestamp::now().as_second()) };
        let now = "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP())) AS BIGINT)";
        Ok(sqlx::query_scalar(now).fetch_one(&mut *own.look().await?).await?)
    }

    /// Closes it; connections that other desks share stay.
    pub(super) async fn close(&self) {
        if let Database::Sqlite { pool, .. } = self {
            pool.close().await;
        }
    }
}

impl Postgres {
    /// Whether its tables are there, of this program's version or of a later one that it can work with.
    async fn is_ready(&self) -> bool {
        let Ok(mut look) = self.look().await else { return false };
        match tables(&mut look).await {
            Ok(Some(LATEST)) => true,
            Ok(Some(version)) if version > LATEST => can_read(&mut *look).await,
            _ => false,
        }
    }

    async fn look(&self) -> Result<Look, DeskError> {
        Ok(Look(self.begin(&self.look).await?))
    }

    async fn begin(&self, statement: &SqlStr) -> Result<Timed, sqlx::Error> {
        self.server.begin(statement.clone()).await
    }
}

async fn unlimited(pool: &AnyPool) -> Result<Timed, sqlx::Error> {
    Ok(Timed::new(pool.acquire().await?, None))
}

/// The version of the tables, where any were made.
pub(super) async fn tables(look: &mut Timed) -> Result<Option<i64>, DeskError> {
    let version = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success");
    Ok(version.fetch_one(look).await?)
}

/// The oldest version of the tables whose programs can work with these, where their own program wrote it there.
pub(super) async fn readable_by<'c>(look: impl Executor<'c, Database = Any>) -> Result<Option<i64>, DeskError> {
    let readable = "SELECT number FROM version
         WHERE name = 'tables/' || (SELECT MAX(made.version) FROM _sqlx_migrations AS made)";
    Ok(sqlx::query_scalar(readable).fetch_optional(look).await?)
}

/// Whether this program can work with tables of a later version.
async fn can_read<'c>(look: impl Executor<'c, Database = Any>) -> bool {
    readable_by(look).await.is_ok_and(|oldest| oldest.is_some_and(|oldest| oldest <= LATEST))
}

async fn sqlite(file: &Path) -> Result<Database, DeskError> {
    let path = file.to_str().ok_or_else(|| DeskError::Unreadable("its path is not UTF-8".to_owned()))?;
    let url = format!("sqlite://{}?mode=rwc", utf8_percent_encode(path, NON_ALPHANUMERIC));
    let options: AnyConnectOptions = url.parse()?;
    // One connection: actions are short, none waits for a lock, and the journal can be emptied at any time.
    let pool = AnyPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE * 2);
    let pool = pool
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(PRAGMAS).await.map(|_| ()) }));
    let pool = pool.connect_with(options).await?;
    migrate(&mut *pool.acquire().await?, |sql| sql).await?;
    Ok(Database::Sqlite { pool, path: file.to_owned() })
}

async fn postgres(server: Arc<Server>, schema: Schema) -> Result<Database, DeskError> {
    let (name, lock) = (schema.quoted(), lock(&schema));
    let statement = |sql: String| AssertSqlSafe(sql).into_sql_str();
    let look = look(Some(&schema));
    let change = statement(format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL search_path TO {name}; {LIMITS};
         SELECT CAST(pg_advisory_xact_lock({lock}) AS TEXT)"
    ));
    let own = Postgres { server, schema, look, change, changing: Mutex::default() };
    if !own.is_ready().await {
        let _making = own.server.making.lock().await;
        // A connection of its own: what is set in it, and the migrator's lock, end with it.
        let connecting = tokio::time::timeout(PATIENCE, AnyConnection::connect_with(&own.server.options()?)).await;
        let mut connection = connecting.map_err(|_| sqlx::Error::PoolTimedOut)??;
        let made = tokio::time::timeout(MAKING, make(&mut connection, &own.schema)).await;
        if let Ok(made) = made {
            let _closed = connection.close().await;
            made?;
        } else {
            let _closed = connection.close_hard().await;
            return Err(sqlx::Error::PoolTimedOut.into());
        }
    }
    Ok(Database::Postgres(own))
}

/// The number by which PostgreSQL knows the lock of a schema.
fn lock(schema: &Schema) -> i64 {
    let hash = blake3::hash(format!("pullquote/{schema}").as_bytes());
    i64::from_le_bytes(std::array::from_fn(|at| hash.as_bytes().get(at).copied().unwrap_or_default()))
}

/// Makes the schema where there is none, and brings its tables up to date.
async fn make(connection: &mut AnyConnection, schema: &Schema) -> Result<(), DeskError> {
    // Whoever waits for a table's lock makes all who come later wait: rather the change of the tables is tried again.
    connection.execute(MAKING_LIMITS).await?;
    // Two processes that begin at one time do not both make it. Where it is there, no right to make one is needed.
    let begin = format!("BEGIN; SELECT pg_advisory_xact_lock({})", lock(schema));
    let mut making = connection.begin_with(AssertSqlSafe(begin)).await?;
    let there = "SELECT COUNT(*) FROM pg_catalog.pg_namespace WHERE CAST(nspname AS TEXT) = $1";
    let there: i64 = sqlx::query_scalar(there).bind(schema.name()).fetch_one(&mut *making).await?;
    if there == 0 {
        making.execute(AssertSqlSafe(format!("CREATE SCHEMA {}", schema.quoted()))).await?;
    }
    making.commit().await?;
    connection.execute(AssertSqlSafe(format!("SET search_path TO {}", schema.quoted()))).await?;
    // SQLite compares texts byte by byte; so does PostgreSQL here, whatever the database's language is.
    migrate(connection, |sql| sql.replace(" TEXT", " TEXT COLLATE \"C\"")).await
}

async fn migrate(connection: &mut AnyConnection, sql_of: impl Fn(String) -> String) -> Result<(), DeskError> {
    let migrations = MIGRATIONS.map(|Step { version, name, readable_by, sql }| {
        let mut sql = sql.to_owned();
        if version > CLUSTER {
            // In one transaction with what it is said of.
            sql += &format!("\nINSERT INTO version (name, number) VALUES ('tables/{version}', {readable_by});\n");
        }
        let sql = AssertSqlSafe(sql_of(sql)).into_sql_str();
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(migrations.to_vec());
    match migrator.run_direct(None, connection, false).await {
        Err(MigrateError::VersionMissing(_)) if can_read(&mut *connection).await => Ok(()),
        Err(MigrateError::VersionMissing(_)) => Err(DeskError::Newer),
        Err(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => Err(error.into()),
        Err(other) => Err(DeskError::Unreadable(other.to_string())),
        Ok(()) => Ok(()),
    }
}
