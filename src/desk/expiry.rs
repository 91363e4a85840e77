//! What has had its time goes: in small transactions, and then from the journal.

use serde_json::Value;

use super::servers::{self, AFTER_LEAVING};
use super::{DAY, Desk, DeskError, Seconds, announcements, follows, marks, posts, privacy};

/// Rows that go in one transaction: a press waits for no more.
const BATCH: i64 = 100;
/// Counters hold no text; they go after a year.
const COUNTERS: Seconds = 371 * DAY;

/// Rows that go with nothing but themselves.
const TABLES: [&str; 10] = [
    "DELETE FROM remark WHERE id IN (SELECT id FROM remark WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM vote WHERE (mark, voter) IN (SELECT mark, voter FROM vote WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM change WHERE number IN (SELECT number FROM change WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM answer WHERE id IN (SELECT id FROM answer WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM follow_hit WHERE (follow, utterance) IN
         (SELECT follow, utterance FROM follow_hit WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM announcement WHERE (server, article) IN
         (SELECT server, article FROM announcement WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM lease WHERE name IN
         (SELECT name FROM lease WHERE name LIKE 'handled/%' AND ends_at <= $1 LIMIT $2)",
    "DELETE FROM corpus_write WHERE id IN (SELECT id FROM corpus_write WHERE expires_at <= $1 LIMIT $2)",
    "DELETE FROM deleted WHERE id IN (SELECT id FROM deleted WHERE expires_at <= $1 LIMIT $2)",
    // A card waits for what it is about to go: then it says so.
    "DELETE FROM post WHERE key IN (SELECT key FROM post WHERE expires_at <= $1
         AND NOT EXISTS (SELECT 1 FROM question WHERE post.key = 'question/' || question.id)
         AND NOT EXISTS (SELECT 1 FROM mark WHERE post.key = 'mark/' || mark.id)
         AND NOT EXISTS (SELECT 1 FROM proposal WHERE post.key = 'proposal/' || proposal.id) LIMIT $2)",
];

impl Desk {
    /// Deletes what has expired by `now` but for questions, and gives how many rows; `shown` is what a card of it says then.
    /// Questions go with their cards, by [`Desk::withdraw_asker`].
    ///
    /// # Errors
    /// See [`DeskError`]; what is left goes the next time.
    pub async fn expire(&self, now: Seconds, shown: &Value) -> Result<u64, DeskError> {
        let mut gone = 0;
        loop {
            let batch = self.expire_some(now, shown).await?;
            gone += batch;
            if batch == 0 {
                break;
            }
        }
        gone += self.forget_left(now).await?;
        self.wipe().await?;
        Ok(gone)
    }

    async fn expire_some(&self, now: Seconds, shown: &Value) -> Result<u64, DeskError> {
        let mut change = self.change().await?;
        let mut gone = 0;
        marks::spoil_expired(&mut change, now).await?;
        let expired = "SELECT id FROM proposal WHERE expires_at <= $1 LIMIT $2";
        let proposals: Vec<String> = sqlx::query_scalar(expired).bind(now).bind(BATCH).fetch_all(&mut *change).await?;
        for id in &proposals {
            sqlx::query("DELETE FROM proposal WHERE id = $1").bind(id).execute(&mut *change).await?;
            posts::withdraw(&mut change, &privacy::proposal_card(id), shown, now).await?;
        }
        gone += proposals.len() as u64;
        gone += marks::drop_unheard(&mut change, shown, now).await?;
        gone += announcements::give_up(&mut change, now, BATCH).await?;
        gone += follows::lapse(&mut change, now, BATCH).await?;
        for delete in TABLES {
            gone += sqlx::query(delete).bind(now).bind(BATCH).execute(&mut *change).await?.rows_affected();
        }
        gone += sqlx::query("DELETE FROM counter WHERE week < $1")
            .bind(day(now - COUNTERS))
            .execute(&mut *change)
            .await?
            .rows_affected();
        change.commit().await?;
        Ok(gone)
    }

    /// Deletes all that is stored of servers that the bot left long ago.
    async fn forget_left(&self, now: Seconds) -> Result<u64, DeskError> {
        let left: Vec<String> = sqlx::query_scalar("SELECT id FROM server WHERE left_at <= $1")
            .bind(now - AFTER_LEAVING)
            .fetch_all(&mut *self.look().await?)
            .await?;
        for server in &left {
            let _turn = self.turn.lock().await;
            let mut change = self.change_copied().await?;
            servers::forget(&mut change, server, now).await?;
            change.commit().await?;
            self.read_hidden().await?;
        }
        Ok(left.len() as u64)
    }
}

/// The day of a time: 2026-11-30.
pub(super) fn day(at: Seconds) -> String {
    let since = jiff::Span::new().days(at.div_euclid(DAY).clamp(0, 1_000_000));
    jiff::civil::date(1970, 1, 1).saturating_add(since).to_string()
}
