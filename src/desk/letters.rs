//! What is to be sent to those who follow something: found by a change of the archive, sent at once or at the week's end.
//! A row names what was found and holds no words of it: they are written when it is sent.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::changes::{Consumer, acted};
use super::follows::{Follow, KEPT, KEY, STANDING, Whose, read};
use super::posts::{Lane, Post};
use super::{DAY, Desk, DeskError, Seconds, posts};

/// Its follower is asked so long before.
const ASKED: Seconds = 14 * DAY;
/// What could not be sent for so long is not sent any more.
const STALE: Seconds = 7 * DAY;
/// Excerpts in the card of a week.
pub const A_WEEK: usize = 10;

/// What a follower is sent, without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// An excerpt, as a button names it.
    Excerpt(String),
    /// A record that has another status.
    Record {
        /// The list.
        tracker: String,
        /// What tells its subject apart.
        subject: String,
        /// The status before; nothing where it is new.
        before: Option<String>,
        /// The status then: where it is another again, a later message says so.
        after: String,
    },
}

/// What was found for a follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The follow's number among those that were looked for.
    pub follow: usize,
    /// What tells utterances apart, with what stands there; the first that is new is sent.
    pub passages: Vec<(String, Stands)>,
}

/// What a message to a follower is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// What was found, by what tells it apart.
    pub utterances: Vec<String>,
    /// Whether it is of a week.
    pub week: bool,
    /// Whether it asks if the follow is to go on.
    pub lapses: bool,
}

/// A message to a follower, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The follow.
    pub follow: Follow,
    /// What the message is about.
    pub letter: Letter,
    /// What stands there, as far as it is kept.
    pub found: Vec<Stands>,
    /// Whether it is the first.
    pub first: bool,
}

/// Whether a message of the outbox goes to a follower: its words are written when it is sent.
pub fn is_letter(post: &Post) -> bool {
    post.key.starts_with(KEY)
}

/// Whether it asks if a follow is to go on: its row says that this was asked, so it stays until the follow lapses.
pub fn asks_to_keep(post: &Post) -> bool {
    let tag = post.key.strip_prefix(KEY).and_then(|rest| rest.split('/').nth(1));
    tag.is_some_and(|tag| tag.starts_with('k'))
}

/// The follow that a message belongs to.
fn follow_of(key: &str) -> &str {
    key.strip_prefix(KEY).and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

fn post(follow: &Follow, tag: &str, letter: &Letter, expires_at: Seconds) -> Post {
    let (recipient, channel) = match &follow.whose {
        Whose::Person(user) => (Some(user.clone()), None),
        Whose::Thread(channel) => (None, Some(channel.clone())),
    };
    Post {
        key: format!("{KEY}{}/{tag}", follow.id),
        server: follow.server.clone(),
        lane: Lane::Patient,
        channel,
        recipient,
        marker: marker(&follow.id, tag),
        body: Some(json!(letter)),
        expires_at,
        ..Post::default()
    }
}

/// What one message to a follower holds in a button.
fn marker(id: &str, tag: &str) -> String {
    format!("{id}.{tag}")
}

impl Desk {
    /// Keeps what was found for these follows of a change of the archive, to be sent now or at the week's end; and that
    /// the change was acted on.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is kept then, and the change comes again.
    pub async fn keep_found(
        &self,
        number: i64,
        follows: &[Follow],
        found: &[Found],
        now: Seconds,
    ) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        for Found { follow, passages } in found {
            let Some(follow) = follows.get(*follow) else { continue };
            for (utterance, stands) in passages {
                // No hash tells two followers that they were sent the same.
                let utterance: String = self.key().hash("follow", &[&follow.id, utterance]).chars().take(16).collect();
                let stands = serde_json::to_string(stands).map_err(|error| DeskError::Unreadable(error.to_string()))?;
                // It may have ended in between.
                let new = sqlx::query(
                    "INSERT INTO follow_hit (follow, utterance, excerpt, waits, seen_at, expires_at, place)
                     SELECT id, $2, $3, $4, $5, $6,
                         (SELECT COALESCE(MAX(place), 0) + 1 FROM follow_hit WHERE follow_hit.follow = $1)
                     FROM follow WHERE id = $1 ON CONFLICT DO NOTHING",
                )
                .bind(&follow.id)
                .bind(&utterance)
                .bind(stands)
                .bind(i64::from(follow.weekly))
                .bind(now)
                .bind(now + KEPT)
                .execute(&mut *change)
                .await?;
                if new.rows_affected() == 0 {
                    continue;
                }
                if !follow.weekly {
                    let letter = Letter { utterances: vec![utterance.clone()], ..Letter::default() };
                    posts::upsert(&mut change, &post(follow, &utterance, &letter, now + STALE), now).await?;
                }
                break;
            }
        }
        acted(&mut change, Consumer::Follows, number).await?;
        change.commit().await
    }

    /// Sends what waits since before a Monday, a card each.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn send_week(&self, monday: Seconds, now: Seconds) -> Result<(), DeskError> {
        let due = sqlx::AssertSqlSafe(format!(
            "SELECT * FROM follow WHERE {STANDING} AND EXISTS
             (SELECT 1 FROM follow_hit WHERE follow_hit.follow = follow.id AND waits = 1 AND seen_at < $2) ORDER BY id"
        ));
        let rows = sqlx::query(due).bind(now).bind(monday).fetch_all(&mut *self.look().await?).await?;
        for follow in rows.iter().map(read).collect::<Result<Vec<_>, _>>()? {
            let mut change = self.change().await?;
            let waiting = "SELECT utterance FROM follow_hit
                 WHERE follow = $1 AND waits = 1 AND seen_at < $2 ORDER BY seen_at, place, utterance";
            let utterances: Vec<String> =
                sqlx::query_scalar(waiting).bind(&follow.id).bind(monday).fetch_all(&mut *change).await?;
            sqlx::query("UPDATE follow_hit SET waits = 0 WHERE follow = $1 AND waits = 1 AND seen_at < $2")
                .bind(&follow.id)
                .bind(monday)
                .execute(&mut *change)
                .await?;
            // Which of them may be shown is known when it is sent.
            let letter = Letter { utterances, week: true, lapses: false };
            let post = post(&follow, &format!("w{}", monday / DAY), &letter, now + STALE);
            posts::upsert(&mut change, &post, now).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// Asks those whose follow lapses soon whether it is to go on, once each.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn ask_to_keep(&self, now: Seconds) -> Result<(), DeskError> {
        let due = sqlx::AssertSqlSafe(format!(
            "SELECT * FROM follow WHERE {STANDING} AND expires_at <= $2 AND NOT EXISTS
             (SELECT 1 FROM post WHERE key = '{KEY}' || follow.id || '/k' || (follow.expires_at / {DAY})) ORDER BY id"
        ));
        let rows = sqlx::query(due).bind(now).bind(now + ASKED).fetch_all(&mut *self.look().await?).await?;
        let mut change = self.change().await?;
        for follow in rows.iter().map(read).collect::<Result<Vec<_>, _>>()? {
            let letter = Letter { lapses: true, ..Letter::default() };
            // It is known by this row that it was asked, so it stays until then.
            let post = post(&follow, &format!("k{}", follow.expires_at / DAY), &letter, follow.expires_at);
            posts::upsert(&mut change, &post, now).await?;
        }
        change.commit().await
    }

    /// What a message of the outbox to a follower is about; nothing where the follow has ended.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn open_letter(&self, post: &Post, now: Seconds) -> Result<Option<Opened>, DeskError> {
        let own = sqlx::AssertSqlSafe(format!("SELECT * FROM follow WHERE {STANDING} AND id = $2"));
        let mut look = self.snapshot().await?;
        let row = sqlx::query(own).bind(now).bind(follow_of(&post.key)).fetch_optional(&mut *look).await?;
        let Some(follow) = row.as_ref().map(read).transpose()? else { return Ok(None) };
        let letter = post.body.clone().map(serde_json::from_value::<Letter>);
        let Some(Ok(letter)) = letter else { return Ok(None) };
        let mut found = Vec::new();
        for utterance in &letter.utterances {
            let stands = "SELECT excerpt FROM follow_hit WHERE follow = $1 AND utterance = $2";
            let stands: Option<String> =
                sqlx::query_scalar(stands).bind(&follow.id).bind(utterance).fetch_optional(&mut *look).await?;
            found.extend(stands.and_then(|stands| serde_json::from_str(&stands).ok()));
        }
        let oldest = "SELECT utterance FROM follow_hit WHERE follow = $1 ORDER BY seen_at, place, utterance LIMIT 1";
        let oldest: Option<String> = sqlx::query_scalar(oldest).bind(&follow.id).fetch_optional(&mut *look).await?;
        let first = oldest.is_some_and(|oldest| letter.utterances.contains(&oldest));
        Ok(Some(Opened { follow, letter, found, first }))
    }

    /// Notes that Discord took a message to a follower, or refuses it.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn letter_refused(&self, post: &Post, since: Option<Seconds>) -> Result<(), DeskError> {
        let noted = match since {
            Some(_) => "UPDATE follow SET closed_since = COALESCE(closed_since, $2) WHERE id = $1",
            None => "UPDATE follow SET closed_since = $2 WHERE id = $1 AND closed_since IS NOT NULL",
        };
        self.once(sqlx::query(noted).bind(follow_of(&post.key)).bind(since)).await.map(|_| ())
    }
}
