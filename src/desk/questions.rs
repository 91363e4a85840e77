//! What becomes of questions that readers gave to the editors, and the messages that tell of it.
//!
//! Each change reads the question, changes it and writes the messages that follow from it, all in one transaction.

use serde_json::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::posts::{self, Post};
use super::question::{Answer, Asked, Asker, Changed, Question, Standing, Tell};
use super::store::{Change, remember_deleted};
use super::timed::Timed;
use super::{DAY, Desk, DeskError, Seconds};

/// A question is kept for this long.
pub const KEPT: Seconds = 90 * DAY;
/// A message about a question that is gone is given up after this time.
const FAREWELL: Seconds = 7 * DAY;

/// The key of the message that shows a question to the editors.
pub fn card_key(question: &str) -> String {
    format!("question/{question}")
}

/// The key of the message that tells an asker.
pub fn told_key(asker: &str) -> String {
    format!("told/{asker}")
}

fn question(row: &AnyRow, askers: Vec<Asker>) -> Result<Question, DeskError> {
    let standing: String = row.try_get("state")?;
    let known = Standing::NAMES.iter().find(|(_, name)| *name == standing).map(|(standing, _)| *standing);
    let answer: Option<String> = row.try_get("answer")?;
    Ok(Question {
        id: row.try_get("id")?,
        server: row.try_get("server")?,
        text: row.try_get("text")?,
        standing: known.ok_or_else(|| DeskError::Unreadable("question: state".to_owned()))?,
        answer: answer.as_deref().and_then(Answer::read),
        draft: row.try_get("draft")?,
        asked_at: row.try_get("asked_at")?,
        settled_at: row.try_get("settled_at")?,
        expires_at: row.try_get("expires_at")?,
        askers,
    })
}

fn asker(row: &AnyRow) -> Result<Asker, DeskError> {
    let (named, untold): (i64, i64) = (row.try_get("named")?, row.try_get("untold")?);
    Ok(Asker {
        id: row.try_get("id")?,
        user: row.try_get("user_id")?,
        text: row.try_get("text")?,
        named: named != 0,
        tell: Tell::named(row.try_get("tell")?),
        channel: row.try_get("channel")?,
        locale: row.try_get("locale")?,
        told_at: row.try_get("told_at")?,
        untold: untold != 0,
        asked_at: row.try_get("asked_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

async fn load(look: &mut Timed, id: &str) -> Result<Option<Question>, DeskError> {
    let row = sqlx::query("SELECT * FROM question WHERE id = $1").bind(id).fetch_optional(&mut *look).await?;
    let Some(row) = row else { return Ok(None) };
    let askers =
        sqlx::query("SELECT * FROM asker WHERE question = $1 ORDER BY asked_at, id").bind(id).fetch_all(look).await?;
    let askers = askers.iter().map(asker).collect::<Result<Vec<_>, _>>()?;
    question(&row, askers).map(Some)
}

async fn save(change: &mut Change<'_>, question: &Question, before: &[Asker]) -> Result<(), DeskError> {
    sqlx::query(
        "UPDATE question SET text = $2, state = $3, answer = $4, draft = $5, settled_at = $6, expires_at = $7
         WHERE id = $1",
    )
    .bind(&question.id)
    .bind(&question.text)
    .bind(question.standing.name())
    .bind(question.answer.as_ref().map(Answer::stored))
    .bind(&question.draft)
    .bind(question.settled_at)
    .bind(question.expires_at)
    .execute(&mut **change)
    .await?;
    for asker in question.askers.iter().filter(|asker| !before.contains(asker)) {
        sqlx::query("UPDATE asker SET told_at = $2, untold = $3 WHERE id = $1")
            .bind(&asker.id)
            .bind(asker.told_at)
            .bind(i64::from(asker.untold))
            .execute(&mut **change)
            .await?;
    }
    Ok(())
}

async fn put(change: &mut Change<'_>, all: &[Post], now: Seconds) -> Result<(), DeskError> {
    for post in all {
        posts::upsert(change, post, now).await?;
    }
    Ok(())
}

async fn insert(change: &mut Change<'_>, question: &str, asker: &Asker) -> Result<(), DeskError> {
    sqlx::query(
        "INSERT INTO asker (id, question, user_id, text, named, tell, channel, locale, asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&asker.id)
    .bind(question)
    .bind(&asker.user)
    .bind(&asker.text)
    .bind(i64::from(asker.named))
    .bind(asker.tell.name())
    .bind(&asker.channel)
    .bind(&asker.locale)
    .bind(asker.asked_at)
    .bind(asker.expires_at)
    .execute(&mut **change)
    .await?;
    Ok(())
}

impl Desk {
    /// The questions of a server that nobody settled: ids and words.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn open_questions(&self, server: &str) -> Result<Vec<(String, String)>, DeskError> {
        let open = sqlx::query_as("SELECT id, text FROM question WHERE server = $1 AND state = 'open' ORDER BY id");
        Ok(open.bind(server).fetch_all(&mut *self.look().await?).await?)
    }

    /// Some of all questions that nobody settled, those whose ids come after one.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn open_after(&self, id: &str, limit: i64) -> Result<Vec<Question>, DeskError> {
        let rows = sqlx::query("SELECT * FROM question WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2")
            .bind(id)
            .bind(limit)
            .fetch_all(&mut *self.look().await?)
            .await?;
        rows.iter().map(|row| question(row, Vec::new())).collect()
    }

    /// A question.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn question(&self, id: &str) -> Result<Option<Question>, DeskError> {
        load(&mut *self.snapshot().await?, id).await
    }

    /// How many questions a person asked since a time, as far as they are stored.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn asked_since(&self, user: &str, since: Seconds) -> Result<i64, DeskError> {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM asker WHERE user_id = $1 AND asked_at > $2");
        Ok(count.bind(user).bind(since).fetch_one(&mut *self.look().await?).await?)
    }

    /// What a person asked: the row's id, their words, when, and when it goes.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn asked_by(&self, user: &str) -> Result<Vec<Asker>, DeskError> {
        let rows = sqlx::query("SELECT * FROM asker WHERE user_id = $1 ORDER BY asked_at, id")
            .bind(user)
            .fetch_all(&mut *self.look().await?)
            .await?;
        rows.iter().map(asker).collect()
    }

    /// Takes a question in: into the first of these questions that is still open, or as a new one. `posts` gives the
    /// messages that follow from it. Who asks again what they asked has it once.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is stored then.
    pub async fn ask(
        &self,
        server: &str,
        asked: Asker,
        same: &[String],
        posts: impl FnOnce(&Question) -> Vec<Post> + Send,
    ) -> Result<(Asked, Question), DeskError> {
        let now = asked.asked_at;
        let mut change = self.change().await?;
        let mut joined = None;
        for id in same {
            joined = load(&mut change, id).await?.filter(|own| own.standing == Standing::Open && own.server == server);
            if joined.is_some() {
                break;
            }
        }
        let (outcome, question) = match joined {
            Some(question) if question.askers.iter().any(|own| own.user == asked.user) => {
                return Ok((Asked::Again, question));
            }
            Some(mut question) => {
                let before = question.askers.clone();
                insert(&mut change, &question.id, &asked).await?;
                question.expires_at = question.expires_at.max(asked.expires_at);
                save(&mut change, &question, &before).await?;
                question.askers.push(asked);
                (Asked::Joined, question)
            }
            None => {
                let question = Question {
                    id: self.fresh_id(),
                    server: server.to_owned(),
                    text: asked.text.clone(),
                    standing: Standing::Open,
                    answer: None,
                    draft: None,
                    asked_at: now,
                    settled_at: None,
                    expires_at: asked.expires_at,
                    askers: vec![asked],
                };
                sqlx::query(
                    "INSERT INTO question (id, server, text, state, asked_at, expires_at)
                     VALUES ($1, $2, $3, 'open', $4, $5)",
                )
                .bind(&question.id)
                .bind(server)
                .bind(&question.text)
                .bind(now)
                .bind(question.expires_at)
                .execute(&mut *change)
                .await?;
                for asker in &question.askers {
                    insert(&mut change, &question.id, asker).await?;
                }
                (Asked::New, question)
            }
        };
        put(&mut change, &posts(&question), now).await?;
        change.commit().await?;
        Ok((outcome, question))
    }

    /// Changes how it stands with a question. `alter` changes it and gives the messages that follow from that, or nothing
    /// to leave it as it is.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn change_question(
        &self,
        id: &str,
        now: Seconds,
        alter: impl FnOnce(&mut Question) -> Option<Vec<Post>> + Send,
    ) -> Result<Changed, DeskError> {
        let mut change = self.change().await?;
        let Some(mut question) = load(&mut change, id).await? else { return Ok(Changed::Gone) };
        let before = question.askers.clone();
        let Some(posts) = alter(&mut question) else { return Ok(Changed::Refused(question)) };
        save(&mut change, &question, &before).await?;
        put(&mut change, &posts, now).await?;
        change.commit().await?;
        Ok(Changed::Done(question))
    }

    /// Notes that Discord refused the message to an asker, on the editors' card too, which `card` gives.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn could_not_tell(
        &self,
        post: &Post,
        fault: &str,
        now: Seconds,
        card: impl FnOnce(&Question) -> Vec<Post> + Send,
    ) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        posts::failed(&mut change, post, fault, None).await?;
        let asker = post.key.strip_prefix("told/").unwrap_or_default();
        let question: Option<String> = sqlx::query_scalar("SELECT question FROM asker WHERE id = $1")
            .bind(asker)
            .fetch_optional(&mut *change)
            .await?;
        let question = question.unwrap_or_default();
        if let Some(mut question) = load(&mut change, &question).await? {
            let before = question.askers.clone();
            for own in question.askers.iter_mut().filter(|own| own.id == asker) {
                own.untold = true;
            }
            save(&mut change, &question, &before).await?;
            put(&mut change, &card(&question), now).await?;
        }
        change.commit().await
    }

    /// Deletes what an asker gave, and the question with its last asker; `by` is who wants it, nobody where its time is
    /// over. `card` gives the editors' card of what is left. Whether there was anything of theirs.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn withdraw_asker(
        &self,
        asker: &str,
        by: Option<&str>,
        now: Seconds,
        card: impl FnOnce(&Question) -> Vec<Post> + Send,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let found: Option<(String, String)> = sqlx::query_as("SELECT question, user_id FROM asker WHERE id = $1")
            .bind(asker)
            .fetch_optional(&mut *change)
            .await?;
        let Some((id, _)) = found.filter(|(_, user)| by.is_none_or(|by| by == user)) else { return Ok(false) };
        let Some(mut question) = load(&mut change, &id).await? else { return Ok(false) };
        let before = question.askers.clone();
        question.askers.retain(|own| own.id != asker);
        remember_deleted(&mut change, asker, now).await?;
        untell(&mut change, asker, by.is_some(), now).await?;
        sqlx::query("DELETE FROM asker WHERE id = $1").bind(asker).execute(&mut *change).await?;
        match question.askers.first() {
            Some(first) => {
                question.text.clone_from(&first.text);
                question.expires_at = question.askers.iter().map(|own| own.expires_at).max().unwrap_or(now);
                save(&mut change, &question, &before).await?;
                put(&mut change, &card(&question), now).await?;
            }
            None => {
                remember_deleted(&mut change, &id, now).await?;
                sqlx::query("DELETE FROM question WHERE id = $1").bind(&id).execute(&mut *change).await?;
                // What nobody tried to make is not made; what may be there says that it was withdrawn.
                sqlx::query("DELETE FROM post WHERE key = $1 AND message IS NULL AND tried_at IS NULL")
                    .bind(card_key(&id))
                    .execute(&mut *change)
                    .await?;
                question.expires_at = now + FAREWELL;
                for post in card(&question) {
                    posts::edit(&mut change, &post.key, post.body.as_ref(), now).await?;
                }
                sqlx::query("UPDATE post SET expires_at = $2 WHERE key = $1")
                    .bind(card_key(&id))
                    .bind(question.expires_at)
                    .execute(&mut *change)
                    .await?;
            }
        }
        change.commit().await?;
        self.wipe().await?;
        Ok(true)
    }

    /// The askers whose time is over.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn expired_askers(&self, now: Seconds) -> Result<Vec<String>, DeskError> {
        let expired = sqlx::query_scalar("SELECT id FROM asker WHERE expires_at <= $1 ORDER BY id");
        Ok(expired.bind(now).fetch_all(&mut *self.look().await?).await?)
    }
}

impl Desk {
    /// Questions whose cards show what is gone.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn stale_questions(&self) -> Result<Vec<String>, DeskError> {
        Ok(sqlx::query_scalar("SELECT id FROM question WHERE stale = 1 ORDER BY id")
            .fetch_all(&mut *self.look().await?)
            .await?)
    }

    /// Draws the card of a question anew, as it is now.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn redraw_question(
        &self,
        id: &str,
        now: Seconds,
        card: impl FnOnce(&Question) -> Post + Send,
    ) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        if let Some(question) = load(&mut change, id).await? {
            posts::edit(&mut change, &card_key(id), card(&question).body.as_ref(), now).await?;
        }
        sqlx::query("UPDATE question SET stale = 0 WHERE id = $1").bind(id).execute(&mut *change).await?;
        change.commit().await
    }
}

/// Gives questions whose cards show what is gone the words of those who still ask, and takes the words off the cards
/// until they are drawn anew; with nobody left the question goes, and its card says that it was withdrawn.
pub(super) async fn blank_stale(change: &mut Change<'_>, shown: &Value, now: Seconds) -> Result<(), DeskError> {
    let stale: Vec<String> =
        sqlx::query_scalar("SELECT id FROM question WHERE stale = 1 ORDER BY id").fetch_all(&mut **change).await?;
    for id in stale {
        let Some(mut question) = load(change, &id).await? else { continue };
        let before = question.askers.clone();
        match before.first() {
            Some(first) => {
                question.text.clone_from(&first.text);
                question.expires_at = before.iter().map(|own| own.expires_at).max().unwrap_or(now);
                save(change, &question, &before).await?;
                posts::edit(change, &card_key(&id), Some(shown), now).await?;
            }
            None => {
                remember_deleted(change, &id, now).await?;
                sqlx::query("DELETE FROM question WHERE id = $1").bind(&id).execute(&mut **change).await?;
                posts::withdraw(change, &card_key(&id), shown, now).await?;
            }
        }
    }
    Ok(())
}

/// Takes back the message to an asker: where it was not sent, and where others see it. One in their own conversation is
/// theirs, and the row that tells of it goes.
pub(super) async fn untell(change: &mut Change<'_>, asker: &str, by_them: bool, now: Seconds) -> Result<(), DeskError> {
    let key = told_key(asker);
    sqlx::query(
        "DELETE FROM post WHERE key = $1 AND (message IS NOT NULL AND (recipient IS NOT NULL OR $2 = 0)
             OR message IS NULL AND tried_at IS NULL)",
    )
    .bind(&key)
    .bind(i64::from(by_them))
    .execute(&mut **change)
    .await?;
    posts::edit(change, &key, None, now).await
}
