//! New issues that are to be announced in a server, or were: a row a server and article.

use serde_json::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::changes::{self, Consumer};
use super::posts;
use super::store::Change;
use super::{DAY, Desk, DeskError, Post, Seconds};

/// How far an announcement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// It waits for its time.
    #[default]
    Held,
    /// The editors decide on it.
    Asked,
    /// It is in the outbox, or beyond.
    Posted,
    /// It is not announced.
    Dropped,
    /// Its article is gone from the archive.
    Gone,
}

impl Stage {
    const NAMES: [(Stage, &str); 5] = [
        (Stage::Held, "held"),
        (Stage::Asked, "asked"),
        (Stage::Posted, "posted"),
        (Stage::Dropped, "dropped"),
        (Stage::Gone, "gone"),
    ];

    fn name(self) -> &'static str {
        Stage::NAMES.iter().find(|(own, _)| *own == self).map_or("held", |(_, name)| name)
    }
}

/// An article in a server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Announcement {
    /// The server.
    pub server: String,
    /// The article.
    pub article: String,
    /// How far it has come.
    pub stage: Stage,
    /// The change that brought it.
    pub number: i64,
    /// When it was seen.
    pub seen_at: Seconds,
    /// When it is announced, or when the editors have had their time.
    pub due_at: Seconds,
    /// The key of the message that it stands in.
    pub post: Option<String>,
    /// When the row goes.
    pub expires_at: Seconds,
}

/// What is written together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Announced {
    /// Rows that are new.
    pub new: Vec<Announcement>,
    /// Rows as they are to be, as far as they are there still.
    pub rows: Vec<Announcement>,
    /// Rows on which the editors decide still, as they are to be, each with the editors' card.
    pub asked: Vec<(Announcement, (String, Value))>,
    /// Messages that are to be made.
    pub posts: Vec<Post>,
    /// Messages that are to be otherwise, where they are: keys and bodies.
    pub edits: Vec<(String, Value)>,
    /// Messages whose article is gone, and what they say then.
    pub withdrawn: Vec<(String, Value)>,
    /// The last change that was acted on with it.
    pub acted: Option<i64>,
}

/// What could not be announced for so long is no news any more.
pub const WAITS: Seconds = 3 * DAY;

/// The message that tells a server's editors that new issues cannot be announced.
pub fn trouble_key(server: &str) -> String {
    format!("editors/issues/{server}")
}

impl Desk {
    /// Writes all of it, or nothing. What was deleted since it was read, with all of its server, does not come back.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn announce(&self, announced: &Announced, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        for row in &announced.new {
            insert(&mut change, row).await?;
        }
        let mut there = announced.rows.is_empty();
        for row in &announced.rows {
            there |= update(&mut change, row).await?;
        }
        for (row, (key, card)) in &announced.asked {
            decide(&mut change, row, (key, card), now).await?;
        }
        for post in announced.posts.iter().filter(|_| there) {
            posts::upsert(&mut change, post, now).await?;
        }
        for (key, body) in &announced.edits {
            if is_kept(&mut change, key).await? {
                posts::edit(&mut change, key, Some(body), now).await?;
            }
        }
        for (key, body) in &announced.withdrawn {
            if is_kept(&mut change, key).await? {
                posts::withdraw(&mut change, key, body, now).await?;
            }
        }
        if let Some(number) = announced.acted {
            changes::acted(&mut change, Consumer::Issues, number).await?;
        }
        change.commit().await
    }

    /// Holds again what Discord refused to have announced in a server: the channel or what is pinged is another now.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn announce_again(&self, server: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        let refused = "SELECT key FROM post WHERE server = $1 AND message IS NULL AND refused = 1
             AND (key LIKE 'issue/%' OR key LIKE 'issues/%')";
        let keys: Vec<String> = sqlx::query_scalar(refused).bind(server).fetch_all(&mut *change).await?;
        for key in keys {
            sqlx::query("UPDATE announcement SET state = 'held', post = NULL, due_at = $2 WHERE post = $1")
                .bind(&key)
                .bind(now)
                .execute(&mut *change)
                .await?;
            // What stands under it, too.
            sqlx::query("DELETE FROM post WHERE message IS NULL AND (key = $1 OR key LIKE $1 || '/%')")
                .bind(&key)
                .execute(&mut *change)
                .await?;
        }
        change.commit().await
    }

    /// Writes what the editors decided on one that they were asked about, and what its card says then; whether it was
    /// theirs to decide still.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn decide_announcement(
        &self,
        row: &Announcement,
        (key, card): (&str, &Value),
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let decided = decide(&mut change, row, (key, card), now).await?;
        change.commit().await?;
        Ok(decided)
    }

    /// Those whose time has come, by server; with one that is held, all that are held there.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn due_announcements(&self, now: Seconds) -> Result<Vec<Announcement>, DeskError> {
        let rows = sqlx::query(
            "SELECT * FROM announcement WHERE state = 'asked' AND due_at <= $1 OR state = 'held' AND server IN
                 (SELECT server FROM announcement WHERE state = 'held' AND due_at <= $1)
             ORDER BY server, number",
        )
        .bind(now)
        .fetch_all(&mut *self.look().await?)
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// When the next one's time comes.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn next_announcement(&self) -> Result<Option<Seconds>, DeskError> {
        let next = "SELECT MIN(due_at) FROM announcement WHERE state IN ('held', 'asked')";
        Ok(sqlx::query_scalar(next).fetch_one(&mut *self.look().await?).await?)
    }

    /// An article's announcements, in all servers.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn announcements_of(&self, article: &str) -> Result<Vec<Announcement>, DeskError> {
        let rows = sqlx::query("SELECT * FROM announcement WHERE article = $1 ORDER BY server")
            .bind(article)
            .fetch_all(&mut *self.look().await?)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// The announcements that stand in a message.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn announced_in(&self, post: &str) -> Result<Vec<Announcement>, DeskError> {
        let rows = sqlx::query("SELECT * FROM announcement WHERE post = $1 ORDER BY number")
            .bind(post)
            .fetch_all(&mut *self.look().await?)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Those of a server on which the editors decide.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn asked_announcements(&self, server: &str) -> Result<Vec<Announcement>, DeskError> {
        let rows = sqlx::query("SELECT * FROM announcement WHERE server = $1 AND state = 'asked' ORDER BY number")
            .bind(server)
            .fetch_all(&mut *self.look().await?)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Whether one is held in a server.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn holds_announcements(&self, server: &str) -> Result<bool, DeskError> {
        let held = "SELECT COUNT(*) FROM announcement WHERE server = $1 AND state = 'held'";
        let held: i64 = sqlx::query_scalar(held).bind(server).fetch_one(&mut *self.look().await?).await?;
        Ok(held > 0)
    }

    /// The servers where Discord refuses an announcement, and the channel.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn refused_announcements(&self) -> Result<Vec<(String, String)>, DeskError> {
        let refused = "SELECT DISTINCT server, channel FROM post WHERE refused = 1 AND message IS NULL
             AND channel IS NOT NULL AND (key LIKE 'issue/%' OR key LIKE 'issues/%')";
        Ok(sqlx::query_as(refused).fetch_all(&mut *self.look().await?).await?)
    }

    /// Takes away what told a server's editors that new issues cannot be announced, and tries those that wait at once;
    /// whether they were told so.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn end_trouble(&self, server: &str, now: Seconds) -> Result<bool, DeskError> {
        let key = trouble_key(server);
        let mut change = self.change().await?;
        let told: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM post WHERE key = $1 AND body IS NOT NULL")
            .bind(&key)
            .fetch_one(&mut *change)
            .await?;
        if told > 0 {
            posts::edit(&mut change, &key, None, now).await?;
            sqlx::query("UPDATE announcement SET due_at = $2 WHERE server = $1 AND state = 'held'")
                .bind(server)
                .bind(now)
                .execute(&mut *change)
                .await?;
            change.commit().await?;
        }
        Ok(told > 0)
    }
}

/// Gives up messages that could not be made for too long, so many; how many.
pub(super) async fn give_up(change: &mut Change<'_>, now: Seconds, limit: i64) -> Result<u64, DeskError> {
    let stale = "DELETE FROM post WHERE key IN (SELECT key FROM post WHERE message IS NULL AND tried_at <= $1
         AND (key LIKE 'issue/%' OR key LIKE 'issues/%' OR key LIKE 'digest/%') LIMIT $2)";
    Ok(sqlx::query(stale).bind(now - WAITS).bind(limit).execute(&mut **change).await?.rows_affected())
}

async fn insert(change: &mut Change<'_>, row: &Announcement) -> Result<(), DeskError> {
    sqlx::query(
        "INSERT INTO announcement (server, article, state, number, seen_at, due_at, post, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (server, article) DO UPDATE SET state = excluded.state, number = excluded.number,
             seen_at = excluded.seen_at, due_at = excluded.due_at, post = excluded.post,
             expires_at = excluded.expires_at",
    )
    .bind(&row.server)
    .bind(&row.article)
    .bind(row.stage.name())
    .bind(row.number)
    .bind(row.seen_at)
    .bind(row.due_at)
    .bind(&row.post)
    .bind(row.expires_at)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// Changes a row; whether it is there.
async fn update(change: &mut Change<'_>, row: &Announcement) -> Result<bool, DeskError> {
    let done = sqlx::query(
        "UPDATE announcement SET state = $3, due_at = $4, post = $5, expires_at = $6
         WHERE server = $1 AND article = $2",
    )
    .bind(&row.server)
    .bind(&row.article)
    .bind(row.stage.name())
    .bind(row.due_at)
    .bind(&row.post)
    .bind(row.expires_at)
    .execute(&mut **change)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Changes a row and its card where the editors decide on it still; whether they do.
async fn decide(
    change: &mut Change<'_>,
    row: &Announcement,
    (key, card): (&str, &Value),
    now: Seconds,
) -> Result<bool, DeskError> {
    let asked = "SELECT COUNT(*) FROM announcement WHERE server = $1 AND article = $2 AND state = 'asked'";
    let asked: i64 = sqlx::query_scalar(asked).bind(&row.server).bind(&row.article).fetch_one(&mut **change).await?;
    if asked == 0 {
        return Ok(false);
    }
    update(change, row).await?;
    posts::edit(change, key, Some(card), now).await?;
    Ok(true)
}

/// Whether a message is not to go away with all that is stored of its server.
async fn is_kept(change: &mut Change<'_>, key: &str) -> Result<bool, DeskError> {
    let kept = "SELECT COUNT(*) FROM post WHERE key = $1 AND server <> ''";
    let kept: i64 = sqlx::query_scalar(kept).bind(key).fetch_one(&mut **change).await?;
    Ok(kept > 0)
}

fn read(row: &AnyRow) -> Result<Announcement, sqlx::Error> {
    let state: String = row.try_get("state")?;
    let stage = Stage::NAMES.iter().find(|(_, name)| *name == state).map(|(stage, _)| *stage);
    Ok(Announcement {
        server: row.try_get("server")?,
        article: row.try_get("article")?,
        // What a later version wrote is announced by nobody.
        stage: stage.unwrap_or(Stage::Dropped),
        number: row.try_get("number")?,
        seen_at: row.try_get("seen_at")?,
        due_at: row.try_get("due_at")?,
        post: row.try_get("post")?,
        expires_at: row.try_get("expires_at")?,
    })
}
