//! The desk, open: what is read and changed, the copies in memory, what is random.

use std::collections::HashMap;
use std::fs::File;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};

use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use tokio::sync::{Mutex, MutexGuard};

use super::database::{Database, Look};
use super::handled::{self, Handling};
use super::held::HeldDuty;
use super::hiding::Hiding;
use super::server::DeskAddress;
use super::set_up::SetUp;
use super::timed::Timed;
use super::{DAY, DeskError, Key, Seconds};

/// What is deleted is remembered as deleted for this long: longer than anything is kept.
const DELETED: Seconds = 400 * DAY;

/// The desk's database, open.
pub struct Desk {
    pub(super) database: Database,
    key: Key,
    /// By which this process is known to others with the same desk.
    process: String,
    // What servers set, as the database has it: asked with every interaction. Held for a few instructions only.
    pub(super) set_up: RwLock<HashMap<String, Arc<SetUp>>>,
    // What is hidden, as the database has it: asked with every answer. Held only to clone a pointer.
    pub(super) hidden: RwLock<HashMap<String, Arc<Hiding>>>,
    // Held by who changes what these two copy, from before the change until the copy has it: of two changes at one time
    // the later one stays. Taken before the connection, of which there is one.
    pub(super) turn: Mutex<()>,
    // What this process does for all that share the desk, as long as it does.
    pub(super) held: Mutex<Option<HeldDuty>>,
    // Locked as long as this process may have a proposal in its hands, where the desk is a file.
    pub(super) claiming: Mutex<Option<File>>,
    // Which version of the rows the copies are of.
    pub(super) copied: AtomicI64,
}

/// A change that is being made. It is made by its `commit`, and undone where it is dropped.
pub struct Change<'a> {
    transaction: Timed,
    _turn: Option<MutexGuard<'a, ()>>,
    desk: &'a Desk,
    is_copied: bool,
    is_told: bool,
    /// The interaction that is noted with it.
    handling: Option<Arc<Handling>>,
}

impl Deref for Change<'_> {
    type Target = Timed;

    fn deref(&self) -> &Timed {
        &self.transaction
    }
}

impl DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut Timed {
        &mut self.transaction
    }
}

impl Change<'_> {
    /// Other processes hear of it: there is something to be sent.
    pub(super) fn is_told(&mut self) {
        self.is_told = true;
    }

    /// Makes the change.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn commit(mut self) -> Result<(), DeskError> {
        if self.is_copied {
            let counted = "INSERT INTO version (name, number) VALUES ('copied', 1)
                 ON CONFLICT (name) DO UPDATE SET number = version.number + 1";
            sqlx::query(counted).execute(&mut self.transaction).await?;
        }
        if self.is_copied || self.is_told {
            self.desk.database.tell(&mut self.transaction, &self.desk.process).await?;
        }
        self.transaction.commit().await?;
        if let Some(handling) = self.handling {
            handling.noted();
        }
        Ok(())
    }
}

impl Desk {
    /// Opens the database, makes it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn open(at: impl Into<DeskAddress>) -> Result<Desk, DeskError> {
        let database = Database::open(at.into()).await?;
        let key = Key::new([0; 32]);
        let mut desk = Desk {
            database,
            key,
            process: String::new(),
            set_up: RwLock::default(),
            hidden: RwLock::default(),
            turn: Mutex::default(),
            held: Mutex::default(),
            claiming: Mutex::default(),
            copied: AtomicI64::new(0),
        };
        desk.key = desk.stored_key().await?;
        desk.process = desk.fresh_id();
        desk.read_copies().await?;
        Ok(desk)
    }

    /// The desk's key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// By which this process is known to others with the same desk.
    pub fn process(&self) -> &str {
        &self.process
    }

    /// An id for a new row: short enough for a button, and not to be guessed without the key.
    pub fn fresh_id(&self) -> String {
        let number = fastrand::u128(..);
        self.key.hash("id", &[&number.to_string()]).chars().take(16).collect()
    }

    /// Reads one thing.
    pub(super) async fn look(&self) -> Result<Look, DeskError> {
        self.database.look().await
    }

    /// Reads several things as they are at one time.
    pub(super) async fn snapshot(&self) -> Result<Look, DeskError> {
        self.database.snapshot().await
    }

    /// Begins a change.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn change(&self) -> Result<Change<'_>, DeskError> {
        let (mut transaction, turn) = self.database.change().await?;
        let handling = handled::note(&mut transaction, &self.process).await?;
        Ok(Change { transaction, _turn: turn, desk: self, is_copied: false, is_told: false, handling })
    }

    /// Does what an interaction asks for. Where that was done before, by whichever process, the first change within fails with
    /// [`DeskError::Repeated`].
    pub async fn handling<T>(&self, interaction: &str, work: impl Future<Output = T>) -> T {
        Handling::within(interaction, &self.key, work).await
    }

    /// Begins a change of what is copied in memory, by who holds the `turn`: the copies of other processes follow it.
    pub(super) async fn change_copied(&self) -> Result<Change<'_>, DeskError> {
        Ok(Change { is_copied: true, ..self.change().await? })
    }

    /// Makes a change that is one statement; how many rows.
    pub(super) async fn once(&self, statement: Query<'_, Any, AnyArguments>) -> Result<u64, DeskError> {
        let mut change = self.change().await?;
        let done = statement.execute(&mut *change).await?;
        change.commit().await?;
        Ok(done.rows_affected())
    }

    /// Reads what is copied in memory.
    pub(super) async fn read_copies(&self) -> Result<(), DeskError> {
        // Read before the rows: what is changed meanwhile is read again.
        let version = self.version().await?;
        self.read_set_ups().await?;
        self.read_hidden().await?;
        self.copied.store(version, Ordering::Relaxed);
        Ok(())
    }

    /// Reads what is copied in memory again, where another process has changed it.
    pub(super) async fn refresh(&self) -> Result<(), DeskError> {
        let _turn = self.turn.lock().await;
        if self.version().await? == self.copied.load(Ordering::Relaxed) { Ok(()) } else { self.read_copies().await }
    }

    /// Counts the changes of what is copied in memory, of all processes.
    pub(super) async fn version(&self) -> Result<i64, DeskError> {
        let version = sqlx::query_scalar("SELECT number FROM version WHERE name = 'copied'");
        let version: Option<i64> = version.fetch_optional(&mut *self.look().await?).await?;
        Ok(version.unwrap_or_default())
    }

    /// What the database takes for now: processes on several machines agree on it.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn clock(&self) -> Result<Seconds, DeskError> {
        self.database.clock().await
    }

    /// Empties the journal after something was deleted, so that nothing of it is left there.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn wipe(&self) -> Result<(), DeskError> {
        self.database.wipe().await
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.claiming.lock().await.take();
        self.database.close().await;
    }

    /// The desk's key as it is stored; made at its first opening.
    async fn stored_key(&self) -> Result<Key, DeskError> {
        let mut made = [0; 32];
        getrandom::fill(&mut made).map_err(|error| DeskError::Unreadable(format!("no random key: {error}")))?;
        let made: String = made.iter().map(|byte| format!("{byte:02x}")).collect();
        let kept = "INSERT INTO secret (name, value) VALUES ('key', $1) ON CONFLICT (name) DO NOTHING";
        self.once(sqlx::query(kept).bind(&made)).await?;
        let stored = sqlx::query_scalar("SELECT value FROM secret WHERE name = 'key'");
        let stored: String = stored.fetch_one(&mut *self.look().await?).await?;
        let bytes: Option<Vec<u8>> =
            (0..32).map(|at| u8::from_str_radix(stored.get(2 * at..2 * at + 2)?, 16).ok()).collect();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Key::new)
            .ok_or_else(|| DeskError::Unreadable("secret: the key is no number of 64 hexadecimal digits".to_owned()))
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
