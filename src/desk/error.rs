//! What can be wrong with the desk.

use sqlx::postgres::PgDatabaseError;

/// Why the desk did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Nothing can be written now: the disk is full, the file is not ours to write, or the server is away.
    #[error("the desk cannot be written: {0}")]
    Unwritable(#[source] sqlx::Error),
    /// It was written by a later version of this program.
    #[error("the desk was written by a later version of pullquote")]
    Newer,
    /// The file is no database, or it is damaged.
    #[error("the desk's database is damaged: {0}")]
    Damaged(#[source] sqlx::Error),
    /// The interaction that asked for it was told twice, and has done it.
    #[error("the interaction was handled before")]
    Repeated,
    /// A value that was stored cannot be read.
    #[error("a row of the desk cannot be read: {0}")]
    Unreadable(String),
    /// Anything else.
    #[error("the desk failed: {0}")]
    Other(#[source] sqlx::Error),
}

/// SQLite's primary result codes.
const READ_ONLY: i32 = 8;
const IO: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const BUSY: i32 = 5;
const NOT_A_DATABASE: i32 = 26;

/// The openings of PostgreSQL's codes: the connection is lost, a deadlock or a lock that was waited for too long, no room
/// or no connection left, the server is ending or beginning, an error of the disk, a server that only reads (a standby says
/// that it does not support to write: 0A000), no right to.
const UNWRITABLE: [&str; 10] = ["08", "0A000", "40", "53", "55P03", "57", "58", "25006", "25P03", "42501"];
/// Its data or an index is damaged.
const DAMAGED: &str = "XX00";

impl From<sqlx::Error> for DeskError {
    fn from(error: sqlx::Error) -> DeskError {
        let of_database = error.as_database_error();
        let code = of_database.and_then(|error| error.code()).unwrap_or_default().into_owned();
        if of_database.is_some_and(|error| error.try_downcast_ref::<PgDatabaseError>().is_some()) {
            return match () {
                () if UNWRITABLE.iter().any(|opening| code.starts_with(opening)) => DeskError::Unwritable(error),
                // XX000 is an internal error, of which nobody knows what it is.
                () if code.starts_with(DAMAGED) && code != "XX000" => DeskError::Damaged(error),
                () => DeskError::Other(error),
            };
        }
        // The low byte of an extended code is the primary one.
        match code.parse::<i32>().ok().map(|code| code & 0xFF) {
            Some(READ_ONLY | IO | FULL | CANNOT_OPEN | BUSY) => DeskError::Unwritable(error),
            Some(CORRUPT | NOT_A_DATABASE) => DeskError::Damaged(error),
            // PostgreSQL refused to begin: most likely its lock was waited for too long.
            _ if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::BeginFailed) => {
                DeskError::Unwritable(error)
            }
            _ => DeskError::Other(error),
        }
    }
}
