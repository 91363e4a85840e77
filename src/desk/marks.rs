//! Excerpts that readers call wrong: one voice a person and excerpt, one card an excerpt.

use serde_json::Value;
use sqlx::Row as _;

use super::hidden::{Hidden, hide};
use super::store::Change;
use super::timed::Timed;
use super::{DAY, Desk, DeskError, Post, Seconds, posts};

/// A voice, and what was written with it, is kept so long.
pub const KEPT: Seconds = 30 * DAY;
/// Excerpts that one person may call wrong in a day.
pub const A_DAY: i64 = 10;
/// A server's new cards come this far apart.
const APART: Seconds = 60;
/// Cards that would come later than this are not made: somebody floods.
const LATEST: Seconds = 3_600;

/// A voice.
#[derive(Debug, Clone, Default)]
pub struct Vote<'a> {
    /// Where.
    pub server: &'a str,
    /// The excerpt as a button names it.
    pub excerpt: &'a str,
    /// Its article.
    pub article: &'a str,
    /// The article's revision.
    pub revision: &'a str,
    /// The hash of the question that it was shown for, where that is known.
    pub question: Option<&'a str>,
    /// Who; stored as a keyed hash, and as it is only with a remark.
    pub user: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What they wrote and agreed to have stored.
    pub remark: Option<&'a str>,
}

/// What became of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voted {
    /// It counts.
    Counted,
    /// It was given before.
    Before,
    /// This person has given as many as one may in a day.
    TooMany,
    /// More excerpts are called wrong than anybody reads.
    Crowded,
}

/// What somebody wrote about an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Who.
    pub user: String,
    /// What.
    pub text: String,
}

/// An excerpt that is called wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its row.
    pub id: String,
    /// The excerpt as a button names it.
    pub excerpt: String,
    /// Its article.
    pub article: String,
    /// The article's revision.
    pub revision: String,
    /// `open`, `hidden` or `dismissed`.
    pub state: String,
    card_at: Seconds,
    /// Why, and how many say so; the most frequent first.
    pub reasons: Vec<(String, i64)>,
    /// What was written about it, the newest first.
    pub remarks: Vec<Remark>,
    /// The hashes of the questions that it was shown for.
    pub questions: Vec<String>,
}

impl Mark {
    /// How many call it wrong.
    pub fn votes(&self) -> i64 {
        self.reasons.iter().map(|(_, count)| count).sum()
    }

    /// The key of its card.
    pub fn card(&self) -> String {
        card_key(&self.id)
    }
}

/// The key of the card of an excerpt.
pub(super) fn card_key(mark: &str) -> String {
    format!("mark/{mark}")
}

/// What remembers that a voice was withdrawn. Its hash is not kept longer than the voice would have been.
pub(super) fn vote_key(mark: &str, voter: &str) -> String {
    format!("vote/{mark}/{voter}")
}

impl Desk {
    /// A person as voices know them.
    pub fn voter(&self, user: &str) -> String {
        self.key().hash("voter", &[user])
    }

    /// Counts a voice; `card` is what the card in the channel says then.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn vote(
        &self,
        vote: &Vote<'_>,
        channel: &str,
        now: Seconds,
        card: impl FnOnce(&Mark) -> Value,
    ) -> Result<Voted, DeskError> {
        let voter = self.voter(vote.user);
        let mut change = self.change().await?;
        let today = sqlx::query_scalar("SELECT COUNT(*) FROM vote WHERE voter = $1 AND expires_at > $2");
        let today: i64 = today.bind(&voter).bind(now + KEPT - DAY).fetch_one(&mut *change).await?;
        if today >= A_DAY {
            return Ok(Voted::TooMany);
        }
        let known = sqlx::query_scalar("SELECT id FROM mark WHERE server = $1 AND excerpt = $2");
        let known: Option<String> = known.bind(vote.server).bind(vote.excerpt).fetch_optional(&mut *change).await?;
        let id = match known {
            Some(id) => id,
            None => {
                let last = sqlx::query_scalar("SELECT MAX(card_at) FROM mark WHERE server = $1");
                let last: Option<Seconds> = last.bind(vote.server).fetch_one(&mut *change).await?;
                let card_at = last.map_or(now, |last| now.max(last + APART));
                if card_at > now + LATEST {
                    return Ok(Voted::Crowded);
                }
                let id = self.fresh_id();
                insert(&mut change, &id, vote, now, card_at).await?;
                id
            }
        };
        let counted = sqlx::query(
            "INSERT INTO vote (mark, voter, reason, question, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (mark, voter) DO NOTHING",
        );
        let counted = counted.bind(&id).bind(&voter).bind(vote.reason).bind(vote.question).bind(now + KEPT);
        if counted.execute(&mut *change).await?.rows_affected() == 0 {
            return Ok(Voted::Before);
        }
        sqlx::query("UPDATE mark SET expires_at = $2 WHERE id = $1")
            .bind(&id)
            .bind(now + KEPT)
            .execute(&mut *change)
            .await?;
        if let Some(text) = vote.remark {
            sqlx::query(
                "INSERT INTO remark (id, mark, user_id, text, written_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(self.fresh_id())
            .bind(&id)
            .bind(vote.user)
            .bind(text)
            .bind(now)
            .bind(now + KEPT)
            .execute(&mut *change)
            .await?;
        }
        let Some(mark) = read(&mut change, vote.server, &id, now).await? else { return Ok(Voted::Before) };
        // What the editors have settled does not come back to them.
        if mark.state == "open" {
            let post = Post {
                key: mark.card(),
                server: vote.server.to_owned(),
                channel: Some(channel.to_owned()),
                marker: mark.id.clone(),
                body: Some(card(&mark)),
                expires_at: now + KEPT,
                ..Post::default()
            };
            posts::upsert(&mut change, &post, now.max(mark.card_at)).await?;
        }
        change.commit().await?;
        Ok(Voted::Counted)
    }

    /// An excerpt of a server that is called wrong.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn mark(&self, server: &str, id: &str, now: Seconds) -> Result<Option<Mark>, DeskError> {
        read(&mut *self.snapshot().await?, server, id, now).await
    }

    /// Takes an excerpt off the editors' hands; `card` is what its card says then. Whether it was theirs still.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn dismiss(
        &self,
        server: &str,
        id: &str,
        now: Seconds,
        card: impl FnOnce(&Mark) -> Value,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let mark = settle(&mut change, (server, id), "dismissed", now, card).await?;
        change.commit().await?;
        Ok(mark.is_some())
    }

    /// Hides an excerpt for the questions that it was called wrong for; `card` is what its card says then. Whether that was
    /// still to be done.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn hide(
        &self,
        server: &str,
        id: &str,
        now: Seconds,
        card: impl FnOnce(&Mark) -> Value,
    ) -> Result<bool, DeskError> {
        let _turn = self.turn.lock().await;
        let mut change = self.change_copied().await?;
        let mark = settle(&mut change, (server, id), "hidden", now, card).await?;
        if let Some(mark) = &mark {
            for question in &mark.questions {
                let hidden = Hidden {
                    id: self.fresh_id(),
                    excerpt: mark.excerpt.clone(),
                    article: mark.article.clone(),
                    revision: mark.revision.clone(),
                    hidden_at: now,
                };
                hide(&mut change, server, question, &hidden).await?;
            }
        }
        change.commit().await?;
        self.read_hidden().await?;
        Ok(mark.is_some())
    }
}

/// Notes that the card of an excerpt shows what somebody withdrew.
pub(super) async fn spoil(change: &mut Change<'_>, mark: &str) -> Result<(), DeskError> {
    sqlx::query("UPDATE mark SET stale = 1 WHERE id = $1").bind(mark).execute(&mut **change).await?;
    Ok(())
}

/// Takes the words off the cards that show what is gone, until they are drawn anew; those of excerpts that nobody calls
/// wrong any more say that it was withdrawn.
pub(super) async fn blank_stale(change: &mut Change<'_>, shown: &Value, now: Seconds) -> Result<(), DeskError> {
    drop_unheard(change, shown, now).await?;
    let stale: Vec<String> =
        sqlx::query_scalar("SELECT id FROM mark WHERE stale = 1 ORDER BY id").fetch_all(&mut **change).await?;
    for id in stale {
        posts::edit(change, &card_key(&id), Some(shown), now).await?;
    }
    Ok(())
}

/// Notes which cards show what has expired; so many rows of each kind go next.
pub(super) async fn spoil_expired(change: &mut Change<'_>, now: Seconds) -> Result<(), DeskError> {
    sqlx::query(
        "UPDATE mark SET stale = 1 WHERE id IN (SELECT mark FROM remark WHERE expires_at <= $1
             UNION SELECT mark FROM vote WHERE expires_at <= $1)",
    )
    .bind(now)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// Says on the cards of excerpts that nobody calls wrong any more that it was withdrawn, and deletes them; how many.
pub(super) async fn drop_unheard(change: &mut Change<'_>, shown: &Value, now: Seconds) -> Result<u64, DeskError> {
    let unheard: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM mark WHERE expires_at <= $1
             OR stale = 1 AND NOT EXISTS (SELECT 1 FROM vote WHERE vote.mark = mark.id AND vote.expires_at > $1)",
    )
    .bind(now)
    .fetch_all(&mut **change)
    .await?;
    for id in &unheard {
        posts::withdraw(change, &card_key(id), shown, now).await?;
        sqlx::query("DELETE FROM mark WHERE id = $1").bind(id).execute(&mut **change).await?;
    }
    Ok(unheard.len() as u64)
}

impl Desk {
    /// Excerpts whose cards show what is gone, each with its server.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn stale_marks(&self, now: Seconds) -> Result<Vec<(String, Mark)>, DeskError> {
        let mut look = self.snapshot().await?;
        let ids: Vec<(String, String)> =
            sqlx::query_as("SELECT server, id FROM mark WHERE stale = 1 ORDER BY id").fetch_all(&mut *look).await?;
        let mut stale = Vec::new();
        for (server, id) in ids {
            stale.extend(read(&mut look, &server, &id, now).await?.map(|mark| (server, mark)));
        }
        Ok(stale)
    }

    /// Draws the card of an excerpt anew, as it is now.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn redraw(
        &self,
        server: &str,
        id: &str,
        now: Seconds,
        card: impl FnOnce(&Mark) -> Value,
    ) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        if let Some(mark) = read(&mut change, server, id, now).await? {
            posts::edit(&mut change, &mark.card(), Some(&card(&mark)), now.max(mark.card_at)).await?;
        }
        sqlx::query("UPDATE mark SET stale = 0 WHERE id = $1").bind(id).execute(&mut *change).await?;
        change.commit().await
    }
}

async fn insert(
    change: &mut Change<'_>,
    id: &str,
    vote: &Vote<'_>,
    now: Seconds,
    card_at: Seconds,
) -> Result<(), DeskError> {
    sqlx::query(
        "INSERT INTO mark (id, server, excerpt, article, revision, state, marked_at, card_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)",
    )
    .bind(id)
    .bind(vote.server)
    .bind(vote.excerpt)
    .bind(vote.article)
    .bind(vote.revision)
    .bind(now)
    .bind(card_at)
    .bind(now + KEPT)
    .execute(&mut **change)
    .await?;
    Ok(())
}

/// Settles an excerpt that is open: it is read again in the same change, so that nothing comes back to its card that was
/// withdrawn meanwhile.
async fn settle(
    change: &mut Change<'_>,
    (server, id): (&str, &str),
    state: &str,
    now: Seconds,
    card: impl FnOnce(&Mark) -> Value,
) -> Result<Option<Mark>, DeskError> {
    let done = sqlx::query("UPDATE mark SET state = $3 WHERE id = $1 AND server = $2 AND state = 'open'")
        .bind(id)
        .bind(server)
        .bind(state)
        .execute(&mut **change)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    let mark = read(change, server, id, now).await?;
    if let Some(mark) = &mark {
        posts::edit(change, &mark.card(), Some(&card(mark)), now.max(mark.card_at)).await?;
    }
    Ok(mark)
}

async fn read(look: &mut Timed, server: &str, id: &str, now: Seconds) -> Result<Option<Mark>, DeskError> {
    let row = sqlx::query("SELECT * FROM mark WHERE id = $1 AND server = $2");
    let Some(row) = row.bind(id).bind(server).fetch_optional(&mut *look).await? else { return Ok(None) };
    let reasons = sqlx::query_as(
        "SELECT reason, COUNT(*) FROM vote WHERE mark = $1 AND expires_at > $2 GROUP BY reason ORDER BY 2 DESC, 1",
    );
    let reasons: Vec<(String, i64)> = reasons.bind(id).bind(now).fetch_all(&mut *look).await?;
    let remarks: Vec<(String, String)> = sqlx::query_as(
        "SELECT user_id, text FROM remark WHERE mark = $1 AND expires_at > $2 ORDER BY written_at DESC, id",
    )
    .bind(id)
    .bind(now)
    .fetch_all(&mut *look)
    .await?;
    let questions = sqlx::query_scalar(
        "SELECT DISTINCT question FROM vote WHERE mark = $1 AND question IS NOT NULL ORDER BY question",
    );
    Ok(Some(Mark {
        id: row.try_get("id")?,
        excerpt: row.try_get("excerpt")?,
        article: row.try_get("article")?,
        revision: row.try_get("revision")?,
        state: row.try_get("state")?,
        card_at: row.try_get("card_at")?,
        reasons,
        remarks: remarks.into_iter().map(|(user, text)| Remark { user, text }).collect(),
        questions: questions.bind(id).fetch_all(look).await?,
    }))
}
