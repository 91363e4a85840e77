//! What the outbox still holds: for whoever watches the program.

use super::{Desk, DeskError, Seconds};

/// What is still to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// How many rows. What Discord will not have is not among them.
    pub rows: i64,
    /// How long the oldest has been due; 0 where none is.
    pub oldest_due: Seconds,
}

impl Desk {
    /// What is still to be sent, at this time.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn backlog(&self, now: Seconds) -> Result<Backlog, DeskError> {
        let (rows, oldest): (i64, Option<Seconds>) =
            sqlx::query_as("SELECT COUNT(*), MIN(due_at) FROM post WHERE sent < version AND due_at < $1")
                .bind(Seconds::MAX)
                .fetch_one(&mut *self.look().await?)
                .await?;
        Ok(Backlog { rows, oldest_due: oldest.map_or(0, |due| (now - due).max(0)) })
    }
}
