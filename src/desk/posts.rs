//! The outbox: our messages as they are to be. What makes them so, sends each row until Discord has its version.

use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::store::Change;
use super::{DAY, Desk, DeskError, Seconds};

/// What a row makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Makes {
    /// A message in a channel, or in the thread of the row that it stands under.
    #[default]
    Message,
    /// A thread on the message of the row that it stands under, or else on the one that its body names ([`ON_MESSAGE`]);
    /// for the rest the body is that of Discord's request.
    Thread,
    /// A post in a forum; the body is that of Discord's request, the first message in it as `message`.
    Forum,
    /// The publication of the message of the row that it stands under, which is in an announcement channel.
    Publication,
    /// An answer that stands already, drawn anew from what is known of it when it is sent: the body says nothing.
    Answer,
}

/// What the body of a thread names its message by, where that is no row.
pub const ON_MESSAGE: &str = "message_id";

impl Makes {
    const NAMES: [(Makes, &str); 5] = [
        (Makes::Message, "message"),
        (Makes::Thread, "thread"),
        (Makes::Forum, "forum"),
        (Makes::Publication, "publication"),
        (Makes::Answer, "answer"),
    ];

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        Makes::NAMES.iter().find(|(own, _)| *own == self).map_or("message", |(_, name)| name)
    }

    fn named(name: &str) -> Makes {
        Makes::NAMES.iter().find(|(_, own)| *own == name).map_or(Makes::Message, |(makes, _)| *makes)
    }
}

/// In which order rows are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lane {
    /// As they come.
    #[default]
    Prompt,
    /// By themselves, so that thousands of them hold up nothing else.
    Patient,
}

impl Lane {
    fn number(self) -> i64 {
        i64::from(self == Lane::Patient)
    }
}

/// A message of ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Post {
    /// What it is about: the same key is the same message, edited where it was sent before.
    pub key: String,
    /// The server that it belongs to.
    pub server: String,
    /// What it makes.
    pub makes: Makes,
    /// In which order it is sent.
    pub lane: Lane,
    /// The key of the row whose message or thread it needs: it waits for that, and never comes without it.
    pub under: Option<String>,
    /// The channel or forum, once it is known.
    pub channel: Option<String>,
    /// The person whose own channel it goes to.
    pub recipient: Option<String>,
    /// What the message holds (the id of a row, in a button) by which it is known again in its channel.
    pub marker: String,
    /// The message as Discord takes it; nothing where it is to go away.
    pub body: Option<Value>,
    /// Counts what it was meant to be.
    pub version: i64,
    /// The message or thread, once it is made.
    pub message: Option<String>,
    /// When it was first tried to be made.
    pub tried_at: Option<Seconds>,
    /// How often it failed since.
    pub failures: i64,
    /// Why Discord will not have it.
    pub fault: Option<String>,
    /// When the row goes.
    pub expires_at: Seconds,
}

impl Post {
    /// What Discord tells a second creation by: the same for each attempt, at most 25 characters.
    pub fn nonce(&self) -> String {
        blake3::hash(self.key.as_bytes()).to_hex().chars().take(20).collect()
    }
}

/// Writes what a message is to be: made where there is none of its key, else edited. One that names a message is an edit of
/// that.
pub(super) async fn upsert(change: &mut Change<'_>, post: &Post, now: Seconds) -> Result<(), DeskError> {
    change.is_told();
    sqlx::query(
        "INSERT INTO post (key, server, channel, recipient, marker, body, version, due_at, expires_at, makes, under, lane,
             message, place)
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, (SELECT COALESCE(MAX(place), 0) + 1 FROM post))
         ON CONFLICT (key) DO UPDATE SET body = excluded.body, version = post.version + 1, due_at = excluded.due_at,
             failures = 0, fault = NULL, refused = 0, expires_at = excluded.expires_at",
    )
    .bind(&post.key)
    .bind(&post.server)
    .bind(&post.channel)
    .bind(&post.recipient)
    .bind(&post.marker)
    .bind(post.body.as_ref().map(Value::to_string))
    .bind(now)
    .bind(post.expires_at)
    .bind(post.makes.name())
    .bind(&post.under)
    .bind(post.lane.number())
    .bind(&post.message)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// Changes what a message is to be, where it is made or to be made.
pub(super) async fn edit(
    change: &mut Change<'_>,
    key: &str,
    body: Option<&Value>,
    now: Seconds,
) -> Result<(), DeskError> {
    change.is_told();
    sqlx::query("UPDATE post SET body = $2, version = version + 1, due_at = $3, failures = 0 WHERE key = $1")
        .bind(key)
        .bind(body.map(Value::to_string))
        .bind(now)
        .execute(&mut **change)
        .await?;
    Ok(())
}

/// What a message shows that was withdrawn stays so long, at least: Discord may be away.
const WITHDRAWN: Seconds = 7 * DAY;

/// Says on a message that what it was about was withdrawn; one that was never made is not made any more.
pub(super) async fn withdraw(change: &mut Change<'_>, key: &str, body: &Value, now: Seconds) -> Result<(), DeskError> {
    change.is_told();
    sqlx::query(
        "UPDATE post SET body = CASE WHEN message IS NULL THEN NULL ELSE $2 END, version = version + 1, due_at = $3,
             failures = 0, fault = NULL, refused = 0, expires_at = CASE WHEN expires_at < $4 THEN $4 ELSE expires_at END
         WHERE key = $1",
    )
    .bind(key)
    .bind(body.to_string())
    .bind(now)
    .bind(now + WITHDRAWN)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// When what failed is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Soon: it may be a matter of a moment, and what is to be made after it in its channel waits.
    Soon(Seconds),
    /// In case that somebody set right what Discord refuses; nothing waits for it.
    Later(Seconds),
}

/// When what Discord will not have is tried again.
const NEVER: Seconds = Seconds::MAX;
/// The editors' cards, by their keys.
pub(super) const OF_EDITORS: &str =
    "(key LIKE 'question/%' OR key LIKE 'mark/%' OR key LIKE 'proposal/%' OR key LIKE 'editors/%')";
/// A message that failed so often holds up no other.
const HOLDS_UP: i64 = 10;

pub(super) async fn failed(
    change: &mut Change<'_>,
    post: &Post,
    fault: &str,
    again: Option<Again>,
) -> Result<(), DeskError> {
    let (at, least) = match again {
        Some(Again::Soon(at)) => (at, 0),
        Some(Again::Later(at)) => (at, HOLDS_UP),
        None => (NEVER, HOLDS_UP),
    };
    sqlx::query(
        "UPDATE post SET failures = CASE WHEN failures + 1 < $5 THEN $5 ELSE failures + 1 END, fault = $2, due_at = $3,
             refused = CASE WHEN $5 > 0 THEN 1 ELSE 0 END,
             tried_at = CASE WHEN $5 > 0 AND $6 = 1 THEN NULL ELSE tried_at END
         WHERE key = $1 AND version = $4",
    )
    .bind(&post.key)
    .bind(fault)
    .bind(at)
    .bind(post.version)
    .bind(least)
    // Where the first attempt was refused, surely nothing was made: there is nothing to be looked for.
    .bind(i64::from(post.tried_at.is_none()))
    .execute(&mut **change)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Post, sqlx::Error> {
    let body: Option<String> = row.try_get("body")?;
    Ok(Post {
        key: row.try_get("key")?,
        server: row.try_get("server")?,
        makes: Makes::named(row.try_get("makes")?),
        under: row.try_get("under")?,
        lane: if row.try_get::<i64, _>("lane")? == 0 { Lane::Prompt } else { Lane::Patient },
        channel: row.try_get("channel")?,
        recipient: row.try_get("recipient")?,
        marker: row.try_get("marker")?,
        body: body.and_then(|body| serde_json::from_str(&body).ok()),
        version: row.try_get("version")?,
        message: row.try_get("message")?,
        tried_at: row.try_get("tried_at")?,
        failures: row.try_get("failures")?,
        fault: row.try_get("fault")?,
        expires_at: row.try_get("expires_at")?,
    })
}

impl Desk {
    /// Writes a message that is to be.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn put_post(&self, post: &Post, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        upsert(&mut change, post, now).await?;
        change.commit().await
    }

    /// Writes messages that are to be, unless one of their keys is there already; whether they were written.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is written then.
    pub async fn put_new_posts(&self, posts: &[Post], now: Seconds) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        for post in posts {
            let there = sqlx::query_scalar("SELECT COUNT(*) FROM post WHERE key = $1").bind(&post.key);
            let there: i64 = there.fetch_one(&mut *change).await?;
            if there > 0 {
                return Ok(false);
            }
            upsert(&mut change, post, now).await?;
        }
        change.commit().await?;
        Ok(true)
    }

    /// Forgets messages, wherever they are.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn forget_posts(&self, keys: &[&str]) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        for key in keys {
            sqlx::query("DELETE FROM post WHERE key = $1").bind(key).execute(&mut *change).await?;
        }
        change.commit().await
    }

    /// Whether Discord refuses to make a message, or what it stands under.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn is_post_refused(&self, key: &str) -> Result<bool, DeskError> {
        let refused = "SELECT COUNT(*) FROM post WHERE refused = 1 AND message IS NULL
             AND (key = $1 OR key = (SELECT under FROM post WHERE key = $1))";
        let refused: i64 = sqlx::query_scalar(refused).bind(key).fetch_one(&mut *self.look().await?).await?;
        Ok(refused > 0)
    }

    /// The messages of a lane that Discord does not have as they are to be, and whose time has come, oldest first. One that
    /// is to be made waits for what it stands under, and for an earlier one of its channel that is tried again soon.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn due_in(&self, lane: Lane, now: Seconds, limit: i64) -> Result<Vec<Post>, DeskError> {
        let rows = sqlx::query(
            "WITH blocked AS MATERIALIZED (
                 SELECT channel, MIN(place) AS place FROM post WHERE sent < version AND message IS NULL AND due_at > $1
                 AND failures < $3 AND makes IN ('message', 'forum') AND channel IS NOT NULL GROUP BY channel)
             SELECT * FROM post WHERE lane = $4 AND sent < version AND due_at <= $1 AND (message IS NOT NULL OR NOT EXISTS (
                 SELECT 1 FROM blocked WHERE blocked.channel = post.channel AND blocked.place < post.place))
             AND (message IS NOT NULL OR under IS NULL
                 OR EXISTS (SELECT 1 FROM post AS base WHERE base.key = post.under AND base.message IS NOT NULL))
             ORDER BY place LIMIT $2",
        )
        .bind(now)
        .bind(limit)
        .bind(HOLDS_UP)
        .bind(lane.number())
        .fetch_all(&mut *self.look().await?)
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// The message of a key.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn post(&self, key: &str) -> Result<Option<Post>, DeskError> {
        let row =
            sqlx::query("SELECT * FROM post WHERE key = $1").bind(key).fetch_optional(&mut *self.look().await?).await?;
        Ok(row.as_ref().map(read).transpose()?)
    }

    /// The messages whose keys begin so. What it begins with holds no `%` and no `_`.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn posts_under(&self, beginning: &str) -> Result<Vec<Post>, DeskError> {
        let rows = sqlx::query("SELECT * FROM post WHERE key LIKE $1 || '%' ORDER BY key");
        Ok(rows
            .bind(beginning)
            .fetch_all(&mut *self.look().await?)
            .await?
            .iter()
            .map(read)
            .collect::<Result<_, _>>()?)
    }

    /// Notes that a message is about to be made; whether it is still to be as it was read.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn post_tried(&self, post: &Post, channel: &str, now: Seconds) -> Result<bool, DeskError> {
        let noted = sqlx::query(
            "UPDATE post SET tried_at = COALESCE(tried_at, $3), channel = $2 WHERE key = $1 AND version = $4",
        );
        let noted = noted.bind(&post.key).bind(channel).bind(now).bind(post.version);
        Ok(self.once(noted).await? > 0)
    }

    /// Whether Discord refuses what is to be made in a channel of a server.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn is_refused(&self, server: &str, channel: &str) -> Result<bool, DeskError> {
        let refused: Option<i64> = sqlx::query_scalar(
            "SELECT CAST(1 AS BIGINT) FROM post WHERE server = $1 AND channel = $2 AND recipient IS NULL
             AND message IS NULL AND refused = 1 AND due_at < $3 LIMIT 1",
        )
        .bind(server)
        .bind(channel)
        .bind(NEVER)
        .fetch_optional(&mut *self.look().await?)
        .await?;
        Ok(refused.is_some())
    }

    /// Tries the editors' cards again at once that Discord refused, in the channel that is the editors' now. What it will
    /// not have at all is tried in another channel only.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn retry_refused(&self, server: &str, channel: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        change.is_told();
        sqlx::query(AssertSqlSafe(format!(
            "UPDATE post SET due_at = $3, channel = $2, failures = 0, refused = 0,
                 tried_at = CASE WHEN channel <> $2 THEN NULL ELSE tried_at END
             WHERE server = $1 AND recipient IS NULL AND message IS NULL AND refused = 1
             AND (channel <> $2 OR due_at < $4) AND {OF_EDITORS}"
        )))
        .bind(server)
        .bind(channel)
        .bind(now)
        .bind(NEVER)
        .execute(&mut *change)
        .await?;
        change.commit().await
    }

    /// Whether the editors have cards in a channel that are not settled.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn has_open_cards(&self, server: &str, channel: &str) -> Result<bool, DeskError> {
        let open = sqlx::query_scalar(
            "SELECT COUNT(*) FROM post WHERE server = $1 AND channel = $2 AND message IS NOT NULL AND (
                 EXISTS (SELECT 1 FROM question WHERE post.key = 'question/' || id AND state = 'open')
                 OR EXISTS (SELECT 1 FROM mark WHERE post.key = 'mark/' || id AND state = 'open')
                 OR EXISTS (SELECT 1 FROM proposal WHERE post.key = 'proposal/' || id AND state = 'open'))",
        );
        let open: i64 = open.bind(server).bind(channel).fetch_one(&mut *self.look().await?).await?;
        Ok(open > 0)
    }

    /// Notes that Discord has a version of a message.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn post_sent(&self, post: &Post, message: &str) -> Result<(), DeskError> {
        let sent = sqlx::query(
            "UPDATE post SET sent = CASE WHEN version < $2 THEN version ELSE $2 END, message = $3, failures = 0,
                 fault = NULL, refused = 0 WHERE key = $1",
        );
        self.once(sent.bind(&post.key).bind(post.version).bind(message)).await.map(|_| ())
    }

    /// Notes that Discord has taken a message away, or never will have it.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn post_gone(&self, post: &Post) -> Result<(), DeskError> {
        let gone = sqlx::query("DELETE FROM post WHERE key = $1 AND version = $2");
        self.once(gone.bind(&post.key).bind(post.version)).await.map(|_| ())
    }

    /// Notes that a message could not be sent, why, and when it is tried again; never, where there is no time.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn post_failed(&self, post: &Post, fault: &str, again: Option<Again>) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        failed(&mut change, post, fault, again).await?;
        change.commit().await
    }
}
