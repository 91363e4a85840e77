//! What readers follow. Nobody else is shown who follows what, and nothing counts it. `letters` keeps what is to be sent.

use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::store::{Change, remember_deleted};
use super::{DAY, Desk, DeskError, Seconds, servers};
use crate::engine::follow::{Followed, Kind};

/// A follow lapses after this time, unless it is kept.
pub const KEPT: Seconds = 365 * DAY;
/// It ends after direct messages were refused for so long.
const CLOSED: Seconds = 90 * DAY;
/// Follows that a person, or a thread, has at most.
pub const MOST: usize = 20;
/// Each key of a message to a follower begins so.
pub(super) const KEY: &str = "follow/";

/// Who follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A person, by direct message.
    Person(String),
    /// A thread.
    Thread(String),
}

/// A follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// Its row.
    pub id: String,
    /// Where it was begun: the rights there hold.
    pub server: String,
    /// Who.
    pub whose: Whose,
    /// What.
    pub followed: Followed,
    /// Whether what comes is sent on Mondays.
    pub weekly: bool,
    /// The language of whoever began it.
    pub locale: Option<String>,
    /// When it lapses.
    pub expires_at: Seconds,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It is kept.
    Kept,
    /// There are [`MOST`] already.
    TooMany,
}

pub(super) fn read(row: &AnyRow) -> Result<Follow, DeskError> {
    let kind: String = row.try_get("kind")?;
    let kind = Kind::named(&kind).ok_or_else(|| DeskError::Unreadable("follow: kind".to_owned()))?;
    let (user, channel): (Option<String>, Option<String>) = (row.try_get("user_id")?, row.try_get("channel")?);
    let whose = match (user, channel) {
        (Some(user), _) => Whose::Person(user),
        (None, Some(channel)) => Whose::Thread(channel),
        (None, None) => return Err(DeskError::Unreadable("follow: it is nobody's".to_owned())),
    };
    Ok(Follow {
        id: row.try_get("id")?,
        server: row.try_get("server")?,
        whose,
        followed: Followed { kind, value: row.try_get("value")? },
        weekly: row.try_get::<i64, _>("weekly")? != 0,
        locale: row.try_get("locale")?,
        expires_at: row.try_get("expires_at")?,
    })
}

/// Whether a row of another desk can be read here.
pub(super) fn is_whole(row: &Map<String, Value>) -> bool {
    let text = |field: &str| row.get(field).and_then(Value::as_str);
    text("kind").and_then(Kind::named).is_some() && (text("user_id").is_some() || text("channel").is_some())
}

/// Those that hold: in effect they end at once where the bot left.
pub(super) const STANDING: &str = "follow.expires_at > $1
     AND NOT EXISTS (SELECT 1 FROM server WHERE server.id = follow.server AND server.left_at IS NOT NULL)";

impl Whose {
    fn columns(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Whose::Person(user) => (Some(user), None),
            Whose::Thread(channel) => (None, Some(channel)),
        }
    }

    /// Which rows are theirs, and what `$1` is in that.
    fn rows(&self) -> &'static str {
        match self {
            Whose::Person(_) => "user_id = $1",
            Whose::Thread(_) => "user_id IS NULL AND channel = $1",
        }
    }

    fn id(&self) -> &str {
        match self {
            Whose::Person(id) | Whose::Thread(id) => id,
        }
    }
}

impl Desk {
    /// Keeps what somebody agreed to have stored; where they follow it already, how it is sent is changed.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn follow(&self, follow: &Follow, now: Seconds) -> Result<Begun, DeskError> {
        let mut change = self.change().await?;
        let (user, channel) = follow.whose.columns();
        let of = AssertSqlSafe(format!("SELECT * FROM follow WHERE {} AND expires_at > $2", follow.whose.rows()));
        let rows = sqlx::query(of).bind(follow.whose.id()).bind(now).fetch_all(&mut *change).await?;
        let own = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if let Some(known) = own.iter().find(|own| own.followed == follow.followed) {
            sqlx::query(
                "UPDATE follow SET weekly = $2, server = $3, locale = $4, expires_at = $5, closed_since = NULL
                 WHERE id = $1",
            )
            .bind(&known.id)
            .bind(i64::from(follow.weekly))
            .bind(&follow.server)
            .bind(&follow.locale)
            .bind(follow.expires_at)
            .execute(&mut *change)
            .await?;
        } else if own.len() >= MOST {
            return Ok(Begun::TooMany);
        } else {
            // With its row the desk learns that the bot left it.
            servers::make(&mut change, &follow.server, now).await?;
            sqlx::query(
                "INSERT INTO follow (id, server, user_id, channel, kind, value, weekly, locale, begun_at, expires_at, place)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (SELECT COALESCE(MAX(place), 0) + 1 FROM follow))",
            )
            .bind(&follow.id)
            .bind(&follow.server)
            .bind(user)
            .bind(channel)
            .bind(follow.followed.kind.name())
            .bind(&follow.followed.value)
            .bind(i64::from(follow.weekly))
            .bind(&follow.locale)
            .bind(now)
            .bind(follow.expires_at)
            .execute(&mut *change)
            .await?;
        }
        change.commit().await?;
        Ok(Begun::Kept)
    }

    /// What a person, or a thread, follows, the oldest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn follows_of(&self, whose: &Whose, now: Seconds) -> Result<Vec<Follow>, DeskError> {
        let of =
            format!("SELECT * FROM follow WHERE {} AND expires_at > $2 ORDER BY begun_at, place, id", whose.rows());
        let rows =
            sqlx::query(AssertSqlSafe(of)).bind(whose.id()).bind(now).fetch_all(&mut *self.look().await?).await?;
        rows.iter().map(read).collect()
    }

    /// All that hold.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn follows(&self, now: Seconds) -> Result<Vec<Follow>, DeskError> {
        let all = AssertSqlSafe(format!("SELECT * FROM follow WHERE {STANDING} ORDER BY id"));
        sqlx::query(all).bind(now).fetch_all(&mut *self.look().await?).await?.iter().map(read).collect()
    }

    /// A follow, if it is theirs.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn follow_of(&self, id: &str, whose: &Whose, now: Seconds) -> Result<Option<Follow>, DeskError> {
        Ok(self.follows_of(whose, now).await?.into_iter().find(|own| own.id == id))
    }

    /// Sends what comes on Mondays from now on.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn follow_weekly(&self, id: &str) -> Result<(), DeskError> {
        self.once(sqlx::query("UPDATE follow SET weekly = 1 WHERE id = $1").bind(id)).await.map(|_| ())
    }

    /// Lets a follow go on until then.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn keep_follow(&self, id: &str, until: Seconds) -> Result<(), DeskError> {
        let keep = "UPDATE follow SET expires_at = $2, closed_since = NULL WHERE id = $1";
        self.once(sqlx::query(keep).bind(id).bind(until)).await.map(|_| ())
    }

    /// Deletes follows, and what was to be sent for them.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn unfollow(&self, ids: &[String], now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        for id in ids {
            end(&mut change, id, now).await?;
        }
        change.commit().await?;
        self.wipe().await
    }

    /// Ends what somebody follows by a server that they left.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn end_follows(&self, server: &str, user: &str, now: Seconds) -> Result<(), DeskError> {
        let of = "SELECT id FROM follow WHERE server = $1 AND user_id = $2";
        let ids: Vec<String> =
            sqlx::query_scalar(of).bind(server).bind(user).fetch_all(&mut *self.look().await?).await?;
        self.unfollow(&ids, now).await
    }
}

/// Deletes a follow, and what was to be sent for it, so that no backup brings it back.
pub(super) async fn end(change: &mut Change<'_>, id: &str, now: Seconds) -> Result<(), DeskError> {
    sqlx::query("DELETE FROM follow WHERE id = $1").bind(id).execute(&mut **change).await?;
    // The character after '/' is '0'.
    sqlx::query("DELETE FROM post WHERE key > $1 AND key < $2")
        .bind(format!("{KEY}{id}/"))
        .bind(format!("{KEY}{id}0"))
        .execute(&mut **change)
        .await?;
    remember_deleted(change, id, now).await
}

/// Deletes follows that lapsed, or were refused for too long, so many; how many rows.
pub(super) async fn lapse(change: &mut Change<'_>, now: Seconds, limit: i64) -> Result<u64, DeskError> {
    let over = "SELECT id FROM follow WHERE expires_at <= $1 OR closed_since <= $2 LIMIT $3";
    let ids: Vec<String> =
        sqlx::query_scalar(over).bind(now).bind(now - CLOSED).bind(limit).fetch_all(&mut **change).await?;
    for id in &ids {
        end(change, id, now).await?;
    }
    Ok(ids.len() as u64)
}
