//! What moderators set for their server.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use super::posts::OF_EDITORS;
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

    /// Fills the copy in memory.
    pub(super) async fn read_set_ups(&self) -> Result<(), DeskError> {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT id, set_up FROM server WHERE left_at IS NULL")
            .fetch_all(&mut *self.look().await?)
            .await?;
        let read = |(server, text): (String, String)| match serde_json::from_str(&text) {
            Ok(set_up) => Ok((server, Arc::new(set_up))),
            Err(error) => Err(DeskError::Unreadable(format!("server {server}: set_up: {error}"))),
        };
        let all: HashMap<String, Arc<SetUp>> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
        *self.set_up.write().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    /// Changes what a server set, and gives what it is then.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn change_set_up(
        &self,
        server: &str,
        now: Seconds,
        change: impl FnOnce(&mut SetUp),
    ) -> Result<Arc<SetUp>, DeskError> {
        let _turn = self.turn.lock().await;
        let mut transaction = self.change_copied().await?;
        make(&mut transaction, server, now).await?;
        let stored: String = sqlx::query_scalar("SELECT set_up FROM server WHERE id = $1")
            .bind(server)
            .fetch_one(&mut *transaction)
            .await?;
        let unreadable = |error: serde_json::Error| DeskError::Unreadable(format!("server {server}: set_up: {error}"));
        let mut set_up: SetUp = serde_json::from_str(&stored).map_err(unreadable)?;
        change(&mut set_up);
        sqlx::query("UPDATE server SET set_up = $2, left_at = NULL WHERE id = $1")
            .bind(server)
            .bind(serde_json::to_string(&set_up).map_err(unreadable)?)
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
    pub async fn greet(&self, server: &str, now: Seconds) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        make(&mut change, server, now).await?;
        let done = sqlx::query("UPDATE server SET greeted = 1 WHERE id = $1 AND greeted = 0")
            .bind(server)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Notes that the bot is in a server: a departure before is void.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn joined(&self, server: &str) -> Result<(), DeskError> {
        let _turn = self.turn.lock().await;
        // With each session Discord tells of all servers, and hardly one of them has come back.
        let left = sqlx::query_scalar("SELECT COUNT(*) FROM server WHERE id = $1 AND left_at IS NOT NULL");
        let left: i64 = left.bind(server).fetch_one(&mut *self.look().await?).await?;
        if left == 0 {
            return Ok(());
        }
        let mut change = self.change_copied().await?;
        sqlx::query("UPDATE server SET left_at = NULL WHERE id = $1").bind(server).execute(&mut *change).await?;
        change.commit().await?;
        self.read_set_ups().await
    }

    /// Notes that the bot has left a server: what it set holds no more, and goes within [`AFTER_LEAVING`].
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn left(&self, server: &str, now: Seconds) -> Result<(), DeskError> {
        let _turn = self.turn.lock().await;
        let mut change = self.change_copied().await?;
        make(&mut change, server, now).await?;
        sqlx::query("UPDATE server SET left_at = $2 WHERE id = $1 AND left_at IS NULL")
            .bind(server)
            .bind(now)
            .execute(&mut *change)
            .await?;
        change.commit().await?;
        self.set_up.write().unwrap_or_else(PoisonError::into_inner).remove(server);
        Ok(())
    }

    /// The servers that the bot is in, as far as anything is stored of them.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn servers(&self) -> Result<Vec<String>, DeskError> {
        Ok(sqlx::query_scalar("SELECT id FROM server WHERE left_at IS NULL")
            .fetch_all(&mut *self.look().await?)
            .await?)
    }

    /// Deletes all that is stored of a server, at once; its cards are taken away.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn forget_server(&self, server: &str, now: Seconds) -> Result<(), DeskError> {
        let _turn = self.turn.lock().await;
        let mut change = self.change_copied().await?;
        forget_with_cards(&mut change, server, now, now).await?;
        change.commit().await?;
        self.set_up.write().unwrap_or_else(PoisonError::into_inner).remove(server);
        self.read_hidden().await?;
        self.wipe().await
    }
}

/// What remembers that a server was forgotten.
pub(super) const FORGOTTEN: &str = "server/";

/// Makes the row of a server where there is none.
pub(super) async fn make(change: &mut Change<'_>, server: &str, now: Seconds) -> Result<(), DeskError> {
    // A server that comes back in the second in which it was forgotten has come back, too.
    sqlx::query(
        "INSERT INTO server (id, since) VALUES ($1, COALESCE(
             (SELECT deleted_at + 1 FROM deleted WHERE id = $3 || $1 AND deleted_at >= $2), $2))
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(server)
    .bind(now)
    .bind(FORGOTTEN)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// Deletes all rows of a server, which was forgotten `at` that time, and takes its cards away; how many rows.
pub(super) async fn forget_with_cards(
    change: &mut Change<'_>,
    server: &str,
    at: Seconds,
    now: Seconds,
) -> Result<usize, DeskError> {
    // The rows of the editors' cards and of mentions go when Discord has taken them away. They hold no text any more. What
    // was said to everybody stays where it was said.
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "UPDATE post SET body = NULL, server = '', version = version + 1, due_at = $2, failures = 0
         WHERE server = $1 AND recipient IS NULL AND ({OF_EDITORS} OR key LIKE 'told/%')"
    )))
    .bind(server)
    .bind(now)
    .execute(&mut **change)
    .await?;
    change.is_told();
    forget(change, server, at).await
}

/// Deletes all rows of a server, so that no backup brings them back; how many.
pub(super) async fn forget(change: &mut Change<'_>, server: &str, at: Seconds) -> Result<usize, DeskError> {
    let mut rows = 1;
    for listed in [
        "SELECT asker.id FROM asker JOIN question ON question.id = asker.question WHERE question.server = $1",
        "SELECT remark.id FROM remark JOIN mark ON mark.id = remark.mark WHERE mark.server = $1",
        "SELECT id FROM question WHERE server = $1",
        "SELECT id FROM mark WHERE server = $1",
        "SELECT id FROM hidden WHERE server = $1",
        "SELECT id FROM proposal WHERE server = $1",
        "SELECT id FROM corpus_write WHERE server = $1",
        "SELECT id FROM answer WHERE server = $1",
        "SELECT id FROM follow WHERE server = $1",
    ] {
        let ids: Vec<String> = sqlx::query_scalar(listed).bind(server).fetch_all(&mut **change).await?;
        rows += ids.len();
        for id in ids {
            remember_deleted(change, &id, at).await?;
        }
    }
    remember_deleted(change, &format!("{FORGOTTEN}{server}"), at).await?;
    for delete in [
        "DELETE FROM question WHERE server = $1",
        "DELETE FROM mark WHERE server = $1",
        "DELETE FROM hidden WHERE server = $1",
        "DELETE FROM proposal WHERE server = $1",
        "DELETE FROM corpus_write WHERE server = $1",
        "DELETE FROM follow WHERE server = $1",
        "DELETE FROM counter WHERE server = $1",
        "DELETE FROM answer WHERE server = $1",
        "DELETE FROM announcement WHERE server = $1",
        "DELETE FROM post WHERE server = $1",
        "DELETE FROM server WHERE id = $1",
    ] {
        sqlx::query(delete).bind(server).execute(&mut **change).await?;
    }
    Ok(rows)
}
