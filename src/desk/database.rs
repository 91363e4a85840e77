//! The two databases that a desk may lie in. What only one of them has stands here, and nowhere else in the desk.
//!
//! SQLite: one connection, so each piece of work comes after the other. PostgreSQL: one pool for all desks of a process, so
//! each piece of work is a transaction that begins by naming the desk's schema; a change first takes the lock of that
//! schema. In this way the same queries are right on both without a second thought.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{
    Any, AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Executor as _, SqlSafeStr as _, SqlStr, Transaction,
};
use tokio::sync::{Mutex, MutexGuard};

use super::address::Schema;
use super::server::{DeskAddress, PATIENCE, Server};
use super::{DeskError, Seconds};

/// Every change of the tables, oldest first; none is ever edited once it was released.
const MIGRATIONS: [(i64, &str, &str); 5] = [
    (1, "desk", include_str!("migrations/0001_desk.sql")),
    (2, "replay", include_str!("migrations/0002_replay.sql")),
    (3, "community", include_str!("migrations/0003_community.sql")),
    (4, "cluster", include_str!("migrations/0004_cluster.sql")),
    (5, "corpus_write", include_str!("migrations/0005_corpus_write.sql")),
];
/// The version of the tables that this program writes.
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;

/// Set on the connection to SQLite. The journal is emptied by `wipe`; what is deleted is overwritten.
const PRAGMAS: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
     PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON";
/// A process that stops in the middle of a change does not hold up all others.
const LIMITS: &str = "SET LOCAL lock_timeout = '2s'; SET LOCAL idle_in_transaction_session_timeout = '15s'";

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
pub enum Look {
    /// A connection.
    Connection(PoolConnection<Any>),
    /// A transaction, which changes nothing.
    Transaction(Transaction<'static, Any>),
}

impl Deref for Look {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Look::Connection(connection) => connection,
            Look::Transaction(transaction) => transaction,
        }
    }
}

impl DerefMut for Look {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Look::Connection(connection) => connection,
            Look::Transaction(transaction) => transaction,
        }
    }
}

/// A change that was begun, and what keeps others of this process waiting.
pub(super) type Begun<'a> = (Transaction<'static, Any>, Option<MutexGuard<'a, ()>>);

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
            Database::Sqlite { pool, .. } => Ok(Look::Connection(pool.acquire().await?)),
            Database::Postgres(own) => own.look().await,
        }
    }

    /// Reads: all of it as it is at one time.
    pub(super) async fn snapshot(&self) -> Result<Look, DeskError> {
        match self {
            Database::Sqlite { pool, .. } => Ok(Look::Transaction(pool.begin().await?)),
            Database::Postgres(own) => own.look().await,
        }
    }

    pub(super) async fn change(&self) -> Result<Begun<'_>, DeskError> {
        match self {
            Database::Sqlite { pool, .. } => Ok((pool.begin().await?, None)),
            Database::Postgres(own) => {
                let turn = tokio::time::timeout(PATIENCE * 2, own.changing.lock()).await;
                let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?;
                Ok((own.server.pool()?.begin_with(own.change.clone()).await?, Some(turn)))
            }
        }
    }

    /// Tells the other processes, once the change is made, that something in the desk is otherwise.
    pub(super) async fn tell(&self, change: &mut AnyConnection, process: &str) -> Result<(), DeskError> {
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
    /// The version of its tables, where there are any.
    async fn version(&self) -> Option<i64> {
        let version = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success");
        version.fetch_one(&mut *self.look().await.ok()?).await.ok()
    }

    async fn look(&self) -> Result<Look, DeskError> {
        Ok(Look::Transaction(self.server.pool()?.begin_with(self.look.clone()).await?))
    }
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
    migrate(&mut *pool.acquire().await?, SqlStr::from_static).await?;
    Ok(Database::Sqlite { pool, path: file.to_owned() })
}

async fn postgres(server: Arc<Server>, schema: Schema) -> Result<Database, DeskError> {
    let (name, lock) = (schema.quoted(), lock(&schema));
    let statement = |sql: String| AssertSqlSafe(sql).into_sql_str();
    let look = statement(format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path TO {name}"));
    let change = statement(format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL search_path TO {name}; {LIMITS};
         SELECT pg_advisory_xact_lock({lock})"
    ));
    let own = Postgres { server, schema, look, change, changing: Mutex::default() };
    if own.version().await != Some(LATEST) {
        let _making = own.server.making.lock().await;
        // A connection of its own: what is set in it, and the migrator's lock, end with it.
        let connecting = tokio::time::timeout(PATIENCE, AnyConnection::connect_with(&own.server.options()?)).await;
        let mut connection = connecting.map_err(|_| sqlx::Error::PoolTimedOut)??;
        let made = make(&mut connection, &own.schema).await;
        let _closed = connection.close().await;
        made?;
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
    let by_bytes = |sql: &'static str| AssertSqlSafe(sql.replace(" TEXT", " TEXT COLLATE \"C\"")).into_sql_str();
    migrate(connection, by_bytes).await
}

async fn migrate(connection: &mut AnyConnection, sql_of: impl Fn(&'static str) -> SqlStr) -> Result<(), DeskError> {
    let migrations = MIGRATIONS.map(|(version, name, sql)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql_of(sql), false)
    });
    let migrator = Migrator::with_migrations(migrations.to_vec());
    migrator.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) => DeskError::Newer,
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => DeskError::Unreadable(other.to_string()),
    })
}
