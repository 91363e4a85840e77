//! What can be wrong with the desk.

/// Why the desk did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Nothing can be written now: the disk is full, or the file is not ours to write.
    #[error("the desk cannot be written: {0}")]
    Unwritable(#[source] sqlx::Error),
    /// It was written by a later version of this program.
    #[error("the desk was written by a later version of pullquote")]
    Newer,
    /// The file is no database, or is damaged.
    #[error("the desk's file is damaged: {0}")]
    Damaged(#[source] sqlx::Error),
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

impl From<sqlx::Error> for DeskError {
    fn from(error: sqlx::Error) -> DeskError {
        let code = error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
        // The low byte of an extended code is the primary one.
        match code.map(|code| code & 0xFF) {
            Some(READ_ONLY | IO | FULL | CANNOT_OPEN | BUSY) => DeskError::Unwritable(error),
            Some(CORRUPT | NOT_A_DATABASE) => DeskError::Damaged(error),
            _ if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => DeskError::Unwritable(error),
            _ => DeskError::Other(error),
        }
    }
}
