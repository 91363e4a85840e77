//! What one process of several does for all: sending what the outbox holds, and everything else that nobody asks for.
//!
//! With a desk in PostgreSQL it is done under a lease, by the database's clock. Its holder counts its time from before it
//! asked, by a clock that nobody sets, and less than it was given: it has stopped before another may begin. With a file,
//! whose processes share a machine, a lock of the system does: it ends with its process, so nobody waits for a dead one.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::database::Database;
use super::held::HeldDuty;
use super::leases;
use super::{Desk, DeskError, Seconds};

/// The lease of what is done by one.
pub const OUTBOX: &str = "outbox";
/// The leases that say which processes live begin so.
pub const PROCESS: &str = "process/";
/// A lease is taken for so long: after a process was killed, nothing is sent for this time at most.
const TERM: Seconds = 18;
/// Its holder stops so long before: clocks tell whole seconds, and a request may be under way.
const MARGIN: Seconds = 4;
/// What tells of a process that ended is kept so long.
const KEPT: Seconds = 3_600;

/// What is locked beside a desk's file: by who has the duty, and (shared) by all who may have a proposal in their hands.
const DUTY: &str = "-lock";
const CLAIMS: &str = "-claims";

/// How long what is held is held for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term(Option<Instant>);

impl Term {
    fn from(asked: Instant) -> Term {
        Term(Some(asked + Duration::from_secs((TERM - MARGIN).unsigned_abs())))
    }

    /// When it is over, if it ever is.
    pub fn end(&self) -> Option<Instant> {
        self.0
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        self.0.is_some_and(|end| end <= Instant::now())
    }
}

impl Desk {
    /// Takes the duty, where no other process has it.
    ///
    /// # Errors
    /// See [`DeskError`]; it is not held then.
    pub async fn take_duty(&self) -> Result<Option<Term>, DeskError> {
        let mut held = self.held.lock().await;
        let (taken, term) = match &self.database {
            Database::Sqlite { path, .. } => {
                let taken = match locked(path, DUTY, File::try_lock) {
                    Locked::Held(file) => Some(HeldDuty::File(Some(file))),
                    Locked::Unknown => Some(HeldDuty::File(None)),
                    Locked::Busy => None,
                };
                (taken, Term(None))
            }
            Database::Postgres(_) => {
                let asked = Instant::now();
                let now = self.clock().await?;
                let mut change = self.change().await?;
                leases::live(&mut change, &format!("{PROCESS}{}", self.process()), now + TERM).await?;
                let lease = leases::take(&mut change, OUTBOX, self.process(), now, now + TERM).await?;
                change.commit().await?;
                (lease.map(HeldDuty::Lease), Term::from(asked))
            }
        };
        let is_taken = taken.is_some();
        *held = taken;
        Ok(is_taken.then_some(term))
    }

    /// Keeps the duty for longer; nothing where another process has it by now.
    ///
    /// # Errors
    /// See [`DeskError`]; it is held as long as it was.
    pub async fn keep_duty(&self) -> Result<Option<Term>, DeskError> {
        let held = self.held.lock().await;
        match &*held {
            Some(HeldDuty::File(_)) => Ok(Some(Term(None))),
            Some(HeldDuty::Lease(lease)) => {
                let asked = Instant::now();
                let now = self.clock().await?;
                let mut change = self.change().await?;
                leases::live(&mut change, &format!("{PROCESS}{}", self.process()), now + TERM).await?;
                let renewed = leases::renew(&mut change, lease, now + TERM).await?;
                change.commit().await?;
                Ok(renewed.then_some(Term::from(asked)))
            }
            None => Ok(None),
        }
    }

    /// Gives the duty back, where it is held: another process may take it at once.
    pub async fn end_duty(&self) {
        let held = self.held.lock().await.take();
        if let Some(HeldDuty::Lease(lease)) = held
            && let Err(error) = self.end_lease(&lease).await
        {
            tracing::debug!(%error, "a lease could not be given back; it ends with its time");
        }
    }

    /// Gives back to the editors what was in the hands of processes that have ended.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn release_proposals(&self) -> Result<(), DeskError> {
        // With a file nothing tells which of its processes live; this tells that none has a proposal in its hands.
        let _alone = match &self.database {
            Database::Sqlite { path, .. } => match locked(path, CLAIMS, File::try_lock) {
                Locked::Busy => return Ok(()),
                Locked::Held(file) => Some(file),
                Locked::Unknown => None,
            },
            Database::Postgres(_) => None,
        };
        let now = self.clock().await?;
        let mut change = self.change().await?;
        sqlx::query(
            "UPDATE proposal SET state = 'open', claimed_by = NULL WHERE state = 'approving' AND (claimed_by IS NULL
                 OR claimed_by <> $2 AND NOT EXISTS (SELECT 1 FROM lease
                     WHERE lease.name = $3 || proposal.claimed_by AND lease.ends_at > $1))",
        )
        .bind(now)
        .bind(self.process())
        .bind(PROCESS)
        .execute(&mut *change)
        .await?;
        sqlx::query("DELETE FROM lease WHERE name LIKE $2 || '%' AND ends_at < $1")
            .bind(now - KEPT)
            .bind(PROCESS)
            .execute(&mut *change)
            .await?;
        change.commit().await
    }

    /// Lets other processes know that this one may have a proposal in its hands, until it ends.
    pub(super) async fn note_claiming(&self) {
        let Database::Sqlite { path, .. } = &self.database else { return };
        let mut claiming = self.claiming.lock().await;
        // Who gives back what others held is done at once.
        for _ in 0..20 {
            if claiming.is_some() {
                return;
            }
            match locked(path, CLAIMS, File::try_lock_shared) {
                Locked::Held(file) => *claiming = Some(file),
                Locked::Unknown => return,
                Locked::Busy => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Whether processes on several machines may share the desk.
    pub fn is_shared(&self) -> bool {
        matches!(self.database, Database::Postgres(_))
    }
}

/// What came of a lock beside the desk's file.
enum Locked {
    Held(File),
    /// Another process has it.
    Busy,
    /// Where the system locks nothing, there is nobody to be known of.
    Unknown,
}

fn locked(desk: &Path, name: &str, lock: impl Fn(&File) -> Result<(), TryLockError>) -> Locked {
    let mut path = desk.as_os_str().to_owned();
    path.push(name);
    let opened = File::options().create(true).truncate(false).write(true).open(&path);
    let error = match opened.map(|file| (lock(&file), file)) {
        Ok((Ok(()), file)) => return Locked::Held(file),
        Ok((Err(TryLockError::WouldBlock), _)) => return Locked::Busy,
        Ok((Err(TryLockError::Error(error)), _)) | Err(error) => error,
    };
    let path = Path::new(&path).display();
    tracing::warn!(%error, "{path}: cannot be locked; another process with this desk is not known of");
    Locked::Unknown
}
