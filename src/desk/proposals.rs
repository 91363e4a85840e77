//! Records that readers propose for a list. None is an answer before the editors approve it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{DAY, Desk, DeskError, Post, Seconds, posts};

/// A proposal is kept so long.
pub const KEPT: Seconds = 90 * DAY;
/// One whose evidence was not picked goes after this time.
const DRAFT: Seconds = DAY;
/// Records that one person may propose in a day.
pub const A_DAY: i64 = 5;
/// Proposals of a server that wait for its editors, at most.
const WAITING: i64 = 200;

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Proposed {
    /// Who or what, as it was written.
    pub subject: String,
    /// The status, one of the list's own.
    pub status: String,
    /// The article.
    pub article: String,
    /// The excerpt that it was proposed from, as a button names it; empty for none.
    pub excerpt: String,
    /// The article's words; empty until they are picked.
    pub evidence: String,
}

/// A record that somebody proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its row.
    pub id: String,
    /// Who.
    pub user: String,
    /// The list.
    pub tracker: String,
    /// What.
    pub record: Proposed,
    /// `draft`, `open`, `approving` while its record is being written, `approved` or `declined`.
    pub state: String,
}

impl Proposal {
    /// The key of its card.
    pub fn card(&self) -> String {
        format!("proposal/{}", self.id)
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is kept under this id, and waits for its evidence.
    Kept(String),
    /// This person has proposed as many as one may in a day.
    TooMany,
    /// More wait than the editors can read.
    Crowded,
}

impl Desk {
    /// Keeps what somebody proposes and agreed to have stored.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn propose(
        &self,
        server: &str,
        user: &str,
        tracker: &str,
        record: &Proposed,
        now: Seconds,
    ) -> Result<Begun, DeskError> {
        let mut change = self.change().await?;
        let today = sqlx::query_scalar("SELECT COUNT(*) FROM proposal WHERE user_id = $1 AND proposed_at > $2");
        let today: i64 = today.bind(user).bind(now - DAY).fetch_one(&mut *change).await?;
        if today >= A_DAY {
            return Ok(Begun::TooMany);
        }
        let waiting = sqlx::query_scalar(
            "SELECT COUNT(*) FROM proposal WHERE server = $1 AND state IN ('draft', 'open') AND expires_at > $2",
        );
        let waiting: i64 = waiting.bind(server).bind(now).fetch_one(&mut *change).await?;
        if waiting >= WAITING {
            return Ok(Begun::Crowded);
        }
        let id = self.fresh_id();
        sqlx::query(
            "INSERT INTO proposal (id, server, user_id, tracker, record, state, proposed_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7)",
        )
        .bind(&id)
        .bind(server)
        .bind(user)
        .bind(tracker)
        .bind(text(record)?)
        .bind(now)
        .bind(now + DRAFT)
        .execute(&mut *change)
        .await?;
        change.commit().await?;
        Ok(Begun::Kept(id))
    }

    /// A proposal of a server.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn proposal(&self, server: &str, id: &str, now: Seconds) -> Result<Option<Proposal>, DeskError> {
        let row: Option<(String, String, String, String, String)> = sqlx::query_as(
            "SELECT id, user_id, tracker, record, state FROM proposal WHERE id = $1 AND server = $2 AND expires_at > $3",
        )
        .bind(id)
        .bind(server)
        .bind(now)
        .fetch_optional(&mut *self.look().await?)
        .await?;
        let read = |(id, user, tracker, record, state): (String, String, String, String, String)| {
            let record = serde_json::from_str(&record).map_err(|error| unreadable(&error))?;
            Ok(Proposal { id, user, tracker, record, state })
        };
        row.map(read).transpose()
    }

    /// Hands a proposal, now with its evidence, to the editors; `card` is what its card says. Whether it was a draft.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn hand_in(
        &self,
        server: &str,
        channel: &str,
        proposal: &Proposal,
        card: Value,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let done = sqlx::query(
            "UPDATE proposal SET state = 'open', record = $3, expires_at = $4
             WHERE id = $1 AND server = $2 AND state = 'draft'",
        )
        .bind(&proposal.id)
        .bind(server)
        .bind(text(&proposal.record)?)
        .bind(now + KEPT)
        .execute(&mut *change)
        .await?;
        let done = done.rows_affected() > 0;
        if done {
            let post = Post {
                key: proposal.card(),
                server: server.to_owned(),
                channel: Some(channel.to_owned()),
                marker: proposal.id.clone(),
                body: Some(card),
                expires_at: now + KEPT,
                ..Post::default()
            };
            posts::upsert(&mut change, &post, now).await?;
        }
        change.commit().await?;
        Ok(done)
    }

    /// Takes a proposal that is open into somebody's hands, who writes its record and then settles it; whether it was open.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn claim_proposal(&self, server: &str, id: &str) -> Result<bool, DeskError> {
        self.note_claiming().await;
        let claim = sqlx::query(
            "UPDATE proposal SET state = 'approving', claimed_by = $3 WHERE id = $1 AND server = $2 AND state = 'open'",
        );
        Ok(self.once(claim.bind(id).bind(server).bind(self.process())).await? > 0)
    }

    /// Settles a proposal: `approved` one that is in somebody's hands, `declined` one that is open. `card` is what its card
    /// says then. Whether it was so.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn settle_proposal(
        &self,
        server: &str,
        proposal: &Proposal,
        state: &str,
        card: &Value,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let before = if state == "approved" { "approving" } else { "open" };
        let done = sqlx::query("UPDATE proposal SET state = $3 WHERE id = $1 AND server = $2 AND state = $4")
            .bind(&proposal.id)
            .bind(server)
            .bind(state)
            .bind(before)
            .execute(&mut *change)
            .await?;
        let done = done.rows_affected() > 0;
        if done {
            posts::edit(&mut change, &proposal.card(), Some(card), now).await?;
        }
        change.commit().await?;
        Ok(done)
    }
}

fn text(record: &Proposed) -> Result<String, DeskError> {
    serde_json::to_string(record).map_err(|error| unreadable(&error))
}

pub(super) fn unreadable(error: &serde_json::Error) -> DeskError {
    // Where in the text it is, and nothing of the text.
    DeskError::Unreadable(format!("proposal.record: column {}", error.column()))
}
