//! What moderators set for their server.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use super::set_up::SetUp;
use super::store::{Change, remember_deleted};
use super::{DAY, Desk, DeskError, Seconds};

/// Rows of a server that the bot left go after this time, at the latest.
pub const AFTER_LEAVING: Seconds = 30 * DAY;

impl Desk {
    /// What a server set.
    pub fn set_up(&self, server: &str) -> Arc<SetUp> {
        self.set_up.read().unwrap_or_else(PoisonError::into_inner).get(server).cloned().unwrap_or_default()
    }

    pub(super) async fn read_set_ups(&self) -> Result<HashMap<String, Arc<SetUp>>, DeskError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT id, set_up FROM server WHERE left_at IS NULL").fetch_all(self.pool()).await?;
        let read = |(server, text): (String, String)| match serde_json::from_str(&text) {
            Ok(set_up) => Ok((server, Arc::new(set_up))),
            Err(error) => Err(DeskError::Unreadable(format!("server {server}: set_up: {error}"))),
        };
        rows.into_iter().map(read).collect()
    }

    /// Changes what a server set, and gives what it is then.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn change_set_up(&self, server: &str, change: impl FnOnce(&mut SetUp)) -> Result<Arc<SetUp>, DeskError> {
        let mut transaction = self.change().await?;
        let stored: Option<String> = sqlx::query_scalar("SELECT set_up FROM server WHERE id = $1")
            .bind(server)
            .fetch_optional(&mut *transaction)
            .await?;
        let unreadable = |error: serde_json::Error| DeskError::Unreadable(format!("server {server}: set_up: {error}"));
        let mut set_up: SetUp =
            stored.map(|text| serde_json::from_str(&text)).transpose().map_err(unreadable)?.unwrap_or_default();
        change(&mut set_up);
        let text = serde_json::to_string(&set_up).map_err(unreadable)?;
        sqlx::query(
            "INSERT INTO server (id, set_up) VALUES ($1, $2)
             ON CONFLICT (id) DO UPDATE SET set_up = excluded.set_up, left_at = NULL",
        )
        .bind(server)
        .bind(text)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let set_up = Arc::new(set_up);
        let mut all = self.set_up.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(server.to_owned(), Arc::clone(&set_up));
        Ok(set_up)
    }

    /// Notes that a server's moderators are told of the panel; whether this is the first time.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn greet(&self, server: &str) -> Result<bool, DeskError> {
        let done = sqlx::query(
            "INSERT INTO server (id, greeted) VALUES ($1, 1)
             ON CONFLICT (id) DO UPDATE SET greeted = 1 WHERE server.greeted = 0",
        )
        .bind(server)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that the bot is in a server: a departure before is void.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn joined(&self, server: &str) -> Result<(), DeskError> {
        let back = sqlx::query("UPDATE server SET left_at = NULL WHERE id = $1 AND left_at IS NOT NULL")
            .bind(server)
            .execute(self.pool())
            .await?;
        if back.rows_affected() > 0 {
            let set_up = self.read_set_ups().await?;
            *self.set_up.write().unwrap_or_else(PoisonError::into_inner) = set_up;
        }
        Ok(())
    }

    /// Notes that the bot has left a server: what it set holds no more, and goes within [`AFTER_LEAVING`].
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn left(&self, server: &str, now: Seconds) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT INTO server (id, left_at) VALUES ($1, $2)
             ON CONFLICT (id) DO UPDATE SET left_at = excluded.left_at WHERE server.left_at IS NULL",
        )
        .bind(server)
        .bind(now)
        .execute(self.pool())
        .await?;
        self.set_up.write().unwrap_or_else(PoisonError::into_inner).remove(server);
        Ok(())
    }

    /// The servers that the bot is in, as far as anything is stored of them.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn servers(&self) -> Result<Vec<String>, DeskError> {
        Ok(sqlx::query_scalar("SELECT id FROM server WHERE left_at IS NULL").fetch_all(self.pool()).await?)
    }

    /// Deletes all that is stored of a server, at once; its cards are taken away.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn forget_server(&self, server: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        // Their rows go when Discord has done so. They hold no text any more.
        sqlx::query(
            "UPDATE post SET body = NULL, server = '', version = version + 1, due_at = $2, failures = 0
             WHERE server = $1 AND recipient IS NULL",
        )
        .bind(server)
        .bind(now)
        .execute(&mut *change)
        .await?;
        forget(&mut change, server, now).await?;
        change.commit().await?;
        self.set_up.write().unwrap_or_else(PoisonError::into_inner).remove(server);
        self.read_hidden().await?;
        self.wipe().await
    }
}

/// Deletes all rows of a server, so that no backup brings them back.
pub(super) async fn forget(change: &mut Change<'_>, server: &str, now: Seconds) -> Result<(), DeskError> {
    for listed in [
        "SELECT asker.id FROM asker JOIN question ON question.id = asker.question WHERE question.server = $1",
        "SELECT remark.id FROM remark JOIN mark ON mark.id = remark.mark WHERE mark.server = $1",
        "SELECT id FROM question WHERE server = $1",
        "SELECT id FROM mark WHERE server = $1",
        "SELECT id FROM hidden WHERE server = $1",
        "SELECT id FROM proposal WHERE server = $1",
    ] {
        let ids: Vec<String> = sqlx::query_scalar(listed).bind(server).fetch_all(&mut **change).await?;
        for id in ids {
            remember_deleted(change, &id, now).await?;
        }
    }
    for delete in [
        "DELETE FROM question WHERE server = $1",
        "DELETE FROM mark WHERE server = $1",
        "DELETE FROM hidden WHERE server = $1",
        "DELETE FROM proposal WHERE server = $1",
        "DELETE FROM counter WHERE server = $1",
        "DELETE FROM post WHERE server = $1",
        "DELETE FROM server WHERE id = $1",
    ] {
        sqlx::query(delete).bind(server).execute(&mut **change).await?;
    }
    Ok(())
}
