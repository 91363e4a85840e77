//! The database: opening, transactions, what is random.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{SqlStr, Sqlite, Transaction};
use tokio::sync::Mutex;

use super::hiding::Hiding;
use super::set_up::SetUp;
use super::{DAY, DeskError, Key, Seconds};

/// Every change of the tables, oldest first; none is ever edited once it was released.
const MIGRATIONS: [(i64, &str, &str); 4] = [
    (1, "desk", include_str!("migrations/0001_desk.sql")),
    (2, "replay", include_str!("migrations/0002_replay.sql")),
    (3, "community", include_str!("migrations/0003_community.sql")),
    (4, "cluster", include_str!("migrations/0004_cluster.sql")),
];
/// The version of the tables that this program writes.
pub(super) const LATEST: i64 = MIGRATIONS.len() as i64;
/// What is deleted is remembered as deleted for this long: longer than anything is kept.
const DELETED: Seconds = 400 * DAY;
/// A write waits so long for another process that writes (`pullquote desk import`).
const PATIENCE: Duration = Duration::from_secs(2);

/// The desk's database, open.
pub struct Desk {
    pool: SqlitePool,
    key: Key,
    // What servers set, as the database has it: asked with every interaction. Held for a few instructions only.
    pub(super) set_up: RwLock<HashMap<String, Arc<SetUp>>>,
    // What is hidden, as the database has it: asked with every answer. Held only to clone a pointer.
    pub(super) hidden: RwLock<HashMap<String, Arc<Hiding>>>,
    // Held by who changes what these two copy, from before the change until the copy has it: of two changes at one time
    // the later one stays. Taken before the connection, of which there is one.
    pub(super) turn: Mutex<()>,
}

/// A change that is being made.
pub type Change<'a> = Transaction<'a, Sqlite>;

impl Desk {
    /// Opens the database, makes it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn open(path: &Path) -> Result<Desk, DeskError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE)
            .foreign_keys(true)
            .pragma("secure_delete", "ON");
        // One connection: actions are short, none waits for a lock, and the journal can be emptied at any time.
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE * 2);
        let pool = pool.connect_with(options).await?;
        migrate(&pool).await?;
        let key = key(&pool).await?;
        let desk = Desk { pool, key, set_up: RwLock::default(), hidden: RwLock::default(), turn: Mutex::default() };
        desk.read_set_ups().await?;
        desk.read_hidden().await?;
        Ok(desk)
    }

    /// The desk's key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// An id for a new row: short enough for a button, and not to be guessed without the key.
    pub fn fresh_id(&self) -> String {
        let number = fastrand::u128(..);
        self.key.hash("id", &[&number.to_string()]).chars().take(16).collect()
    }

    /// The connection, for reading.
    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Begins a change; it is made by its `commit`, and undone where it is dropped.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn change(&self) -> Result<Change<'_>, DeskError> {
        Ok(self.pool.begin().await?)
    }

    /// Empties the journal after something was deleted, so that nothing of it is left there.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn wipe(&self) -> Result<(), DeskError> {
        // The first column says whether another process was reading; then the journal is emptied the next time.
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.pool).await?;
        if busy != 0 {
            tracing::warn!("another process reads the desk: its journal is emptied within the hour");
        }
        Ok(())
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Remembers that a row was deleted, so that no backup brings it back.
pub(super) async fn remember_deleted(change: &mut Change<'_>, id: &str, now: Seconds) -> Result<(), DeskError> {
    remember_until(change, id, now, now + DELETED).await.map(|_| ())
}

/// The same for another time; whether that was not known. Of what was deleted twice the later time holds.
pub(super) async fn remember_until(
    change: &mut Change<'_>,
    id: &str,
    at: Seconds,
    until: Seconds,
) -> Result<bool, DeskError> {
    let noted = sqlx::query(
        "INSERT INTO deleted (id, deleted_at, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET deleted_at = excluded.deleted_at, expires_at = excluded.expires_at
             WHERE deleted.deleted_at < excluded.deleted_at",
    );
    Ok(noted.bind(id).bind(at).bind(until).execute(&mut **change).await?.rows_affected() > 0)
}

async fn migrate(pool: &SqlitePool) -> Result<(), DeskError> {
    let migrations = MIGRATIONS.map(|(version, name, sql)| {
        let sql = SqlStr::from_static(sql);
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(migrations.to_vec());
    migrator.run(pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => DeskError::Newer,
        sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
            error.into()
        }
        other => DeskError::Unreadable(other.to_string()),
    })
}

/// The desk's key; made at its first opening.
async fn key(pool: &SqlitePool) -> Result<Key, DeskError> {
    let mut made = [0; 32];
    getrandom::fill(&mut made).map_err(|error| DeskError::Unreadable(format!("no random key: {error}")))?;
    let made: String = made.iter().map(|byte| format!("{byte:02x}")).collect();
    sqlx::query("INSERT INTO secret (name, value) VALUES ('key', $1) ON CONFLICT (name) DO NOTHING")
        .bind(&made)
        .execute(pool)
        .await?;
    let stored: String = sqlx::query_scalar("SELECT value FROM secret WHERE name = 'key'").fetch_one(pool).await?;
    let bytes: Option<Vec<u8>> =
        (0..32).map(|at| u8::from_str_radix(stored.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    bytes
        .map(Key::new)
        .ok_or_else(|| DeskError::Unreadable("secret: the key is no number of 64 hexadecimal digits".to_owned()))
}
