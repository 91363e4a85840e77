//! Sessions at Discord's gateway, kept so that another process can take one up where the first died. It says nothing to
//! whoever has no token of the bot's.

use super::leases::{Lease, holds};
use super::{Desk, DeskError, Seconds};

/// A session that may be taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// Its id.
    pub id: String,
    /// Where Discord wants it taken up.
    pub resume_url: Option<String>,
    /// The last event that was taken in: Discord repeats what came after it.
    pub sequence: i64,
}

impl Desk {
    /// Keeps how far a shard's session has come; whether the lease of the shard is this process's still.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn keep_session(
        &self,
        shard: &str,
        session: &KeptSession,
        lease: &Lease,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        if !holds(&mut change, lease, now).await? {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO session (shard, id, resume_url, sequence, kept_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (shard) DO UPDATE SET id = excluded.id, resume_url = excluded.resume_url,
                 sequence = excluded.sequence, kept_at = excluded.kept_at",
        )
        .bind(shard)
        .bind(&session.id)
        .bind(&session.resume_url)
        .bind(session.sequence)
        .bind(now)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(true)
    }

    /// A shard's session, where it was kept since a time.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn kept_session(&self, shard: &str, since: Seconds) -> Result<Option<KeptSession>, DeskError> {
        let row: Option<(String, Option<String>, i64)> =
            sqlx::query_as("SELECT id, resume_url, sequence FROM session WHERE shard = $1 AND kept_at >= $2")
                .bind(shard)
                .bind(since)
                .fetch_optional(&mut *self.look().await?)
                .await?;
        Ok(row.map(|(id, resume_url, sequence)| KeptSession { id, resume_url, sequence }))
    }
}
