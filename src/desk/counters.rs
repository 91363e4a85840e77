//! How often, and never what: counters that hold no word of a question.

use super::{Desk, DeskError, Seconds};

/// Topics that were met less often in a week tell of single readers: they are not shown.
pub const LEAST: i64 = 5;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// An article was cited as an answer.
    Cited,
    /// The archive did not know; the topic is the article whose passage was the closest, or a list's command.
    Unknown,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Cited => "cited",
            What::Unknown => "unknown",
        }
    }
}

/// So many times, in a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The Monday of the week.
    pub week: String,
    /// The server; empty for conversations with the bot alone.
    pub server: String,
    /// What.
    pub what: What,
    /// An id of the archive's own, or empty.
    pub topic: String,
    /// How often.
    pub count: i64,
}

/// A topic of a week and how often it was met.
pub type Met = (String, String, i64);

impl Desk {
    /// Adds to the counters.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn count(&self, counts: &[Count]) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        for own in counts {
            sqlx::query(
                "INSERT INTO counter (week, server, what, topic, count) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (week, server, what, topic) DO UPDATE SET count = counter.count + excluded.count",
            )
            .bind(&own.week)
            .bind(&own.server)
            .bind(own.what.word())
            .bind(&own.topic)
            .bind(own.count)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await
    }

    /// Topics by week, the newest week and the most frequent first, of one server or of all; only what was met often
    /// enough to tell of no single reader.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn met(&self, server: Option<&str>, what: What, since: &str) -> Result<Vec<Met>, DeskError> {
        let rows = sqlx::query_as(
            "SELECT week, topic, CAST(SUM(count) AS BIGINT) FROM counter
             WHERE what = $1 AND week >= $2 AND ($3 IS NULL OR server = $3)
             GROUP BY week, topic HAVING SUM(count) >= $4 ORDER BY week DESC, 3 DESC, topic",
        );
        Ok(rows.bind(what.word()).bind(since).bind(server).bind(LEAST).fetch_all(&mut *self.look().await?).await?)
    }

    /// The open questions of a server, or of all, whose askers agreed to have them shown to its editors; the newest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn questions_shown(&self, server: Option<&str>, now: Seconds) -> Result<Vec<String>, DeskError> {
        let rows = sqlx::query_scalar(
            "SELECT text FROM question WHERE state = 'open' AND expires_at > $1 AND ($2 IS NULL OR server = $2)
             ORDER BY asked_at DESC, id",
        );
        Ok(rows.bind(now).bind(server).fetch_all(&mut *self.look().await?).await?)
    }

    /// Articles of which excerpts are called wrong, and by how many, in a server or in all; the most frequent first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn called_wrong(&self, server: Option<&str>, now: Seconds) -> Result<Vec<(String, i64)>, DeskError> {
        let rows = sqlx::query_as(
            "SELECT mark.article, COUNT(*) FROM vote JOIN mark ON mark.id = vote.mark
             WHERE vote.expires_at > $1 AND ($2 IS NULL OR mark.server = $2)
             GROUP BY mark.article ORDER BY 2 DESC, 1",
        );
        Ok(rows.bind(now).bind(server).fetch_all(&mut *self.look().await?).await?)
    }
}
