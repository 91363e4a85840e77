//! Public answers that stand in channels: where, and what they cite, so that they can be set right. No word of a question,
//! and nobody's id.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::posts::{self, Makes, Post};
use super::store::{Change, remember_deleted};
use super::timed::Timed;
use super::{DAY, Desk, DeskError, Seconds, servers};
use crate::render::discord::Cited;
use crate::render::discord::reference::Reference;

/// An answer is remembered for this long.
pub const KEPT: Seconds = 90 * DAY;

/// Where an answer stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The server.
    pub server: String,
    /// The channel or thread.
    pub channel: String,
    /// The message.
    pub message: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// Where it stands.
    pub place: Place,
    /// Whether it was withdrawn: it says nothing any more.
    pub withdrawn: bool,
    /// The excerpts that it cites, in their order.
    pub excerpts: Vec<CitedExcerpt>,
    /// The records that it cites, in their order.
    pub records: Vec<CitedRecord>,
}

/// An excerpt that an answer cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedExcerpt {
    /// The answer.
    pub answer: String,
    /// Its place among what the answer cites.
    pub place: i64,
    /// Its article.
    pub article: String,
    /// The excerpt as it is now.
    pub reference: Reference,
    /// The hash of its words.
    pub words: String,
    /// The excerpt whose words stood there before.
    pub was: Option<Reference>,
    /// When that was.
    pub since: Option<Seconds>,
}

/// A record that an answer cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedRecord {
    /// Its list.
    pub tracker: String,
    /// What tells its subject apart.
    pub subject: String,
    /// Its status; nothing where the list does not name the subject.
    pub status: Option<String>,
    /// When it became otherwise than the answer says.
    pub since: Option<Seconds>,
}

/// What became of an excerpt that an answer cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// Its words stand in the article, by this name.
    Standing(Reference),
    /// Its words stand there no more.
    Corrected {
        /// What stands in their place; an excerpt of no words where nothing does.
        now: Reference,
        /// The hash of its words.
        words: String,
    },
    /// It may not be shown any more.
    Withdrawn,
}

impl Desk {
    /// Remembers an answer, or what it cites after its page was turned. What was withdrawn stays so.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn remember_answer(&self, at: &Place, cited: &[Cited], now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        // Its rows go with the server, once the bot has left it.
        servers::make(&mut change, &at.server, now).await?;
        let taken = sqlx::query(
            "INSERT INTO answer (id, server, channel, given_at, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET state = 'standing' WHERE answer.state <> 'withdrawn'",
        );
        let taken = taken.bind(&at.message).bind(&at.server).bind(&at.channel).bind(now).bind(now + KEPT);
        if taken.execute(&mut *change).await?.rows_affected() == 0 {
            return Ok(());
        }
        // What a list says stands in the head, which stays where a page of excerpts is turned.
        let records = cited.iter().any(|own| matches!(own, Cited::Record(_)));
        sqlx::query("DELETE FROM cited WHERE answer = $1 AND (excerpt IS NOT NULL OR $2 = 1)")
            .bind(&at.message)
            .bind(i64::from(records))
            .execute(&mut *change)
            .await?;
        // The page that was turned to shows the words that the archive has now.
        sqlx::query("DELETE FROM post WHERE key = $1").bind(key(&at.message)).execute(&mut *change).await?;
        for own in cited {
            insert(&mut change, &at.message, own).await?;
        }
        // Nothing on the page says that its list says otherwise: it is drawn anew for that.
        let otherwise = sqlx::query_scalar("SELECT COUNT(*) FROM cited WHERE answer = $1 AND since IS NOT NULL");
        let otherwise: i64 = otherwise.bind(&at.message).fetch_one(&mut *change).await?;
        if otherwise > 0 {
            edit(&mut change, &at.message, now).await?;
        }
        change.commit().await
    }

    /// Forgets an answer that was taken away.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn forget_answer(&self, message: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        forget(&mut change, message, now).await?;
        change.commit().await
    }

    /// Forgets the answers of a channel or thread that was deleted.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn forget_channel(&self, channel: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        let answers: Vec<String> = sqlx::query_scalar("SELECT id FROM answer WHERE channel = $1")
            .bind(channel)
            .fetch_all(&mut *change)
            .await?;
        for answer in &answers {
            forget(&mut change, answer, now).await?;
        }
        change.commit().await
    }

    /// An answer.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn given_answer(&self, message: &str) -> Result<Option<GivenAnswer>, DeskError> {
        let mut look = self.snapshot().await?;
        let row = sqlx::query("SELECT * FROM answer WHERE id = $1").bind(message).fetch_optional(&mut *look).await?;
        match row {
            Some(row) => Ok(Some(read(&mut look, &row).await?)),
            None => Ok(None),
        }
    }

    /// The answers that stand in a channel, oldest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn answers_in(&self, channel: &str, now: Seconds) -> Result<Vec<GivenAnswer>, DeskError> {
        let mut look = self.snapshot().await?;
        let rows = sqlx::query(
            "SELECT * FROM answer WHERE channel = $1 AND state <> 'withdrawn' AND expires_at > $2 ORDER BY given_at, id",
        );
        let rows = rows.bind(channel).bind(now).fetch_all(&mut *look).await?;
        let mut answers = Vec::with_capacity(rows.len());
        for row in &rows {
            answers.push(read(&mut look, row).await?);
        }
        Ok(answers)
    }

    /// The articles that answers cite, each with how it was when that was last compared with it.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn cited_articles(&self) -> Result<Vec<(String, String)>, DeskError> {
        Ok(sqlx::query_as("SELECT DISTINCT article, compared FROM cited").fetch_all(&mut *self.look().await?).await?)
    }

    /// The excerpts of an article that answers cite and that were not compared with it as it is now.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn citing(&self, article: &str, compared: &str) -> Result<Vec<CitedExcerpt>, DeskError> {
        let rows = sqlx::query(
            "SELECT * FROM cited WHERE article = $1 AND compared <> $2 AND excerpt IS NOT NULL ORDER BY answer, place",
        );
        let rows = rows.bind(article).bind(compared).fetch_all(&mut *self.look().await?).await?;
        rows.iter().map(excerpt).collect()
    }

    /// The records that answers cite, each with its status.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn cited_records(&self) -> Result<Vec<(String, String, Option<String>)>, DeskError> {
        let rows = sqlx::query_as("SELECT DISTINCT tracker, subject, status FROM cited WHERE tracker IS NOT NULL");
        Ok(rows.fetch_all(&mut *self.look().await?).await?)
    }

    /// Notes what became of excerpts of an article, and that their answers are to say so.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn compared(
        &self,
        article: &str,
        compared: &str,
        became: &[(CitedExcerpt, Became)],
        now: Seconds,
    ) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        for (cited, became) in became {
            note(&mut change, cited, became, compared, now).await?;
        }
        // Of records the article's terms alone count. An excerpt that came meanwhile is compared the next time.
        sqlx::query("UPDATE cited SET compared = $2 WHERE article = $1 AND compared <> $2 AND excerpt IS NULL")
            .bind(article)
            .bind(compared)
            .execute(&mut *change)
            .await?;
        change.commit().await
    }

    /// Withdraws every answer that cites an article.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn withdraw_answers(&self, article: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        let answers: Vec<String> = sqlx::query_scalar("SELECT DISTINCT answer FROM cited WHERE article = $1")
            .bind(article)
            .fetch_all(&mut *change)
            .await?;
        for answer in &answers {
            withdraw(&mut change, answer, now).await?;
        }
        change.commit().await
    }

    /// Notes that a list says otherwise of a subject than answers do that cite it with this status.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn says_otherwise(
        &self,
        (tracker, subject): (&str, &str),
        before: Option<&str>,
        status: Option<&str>,
        now: Seconds,
    ) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        let answers: Vec<String> = sqlx::query_scalar(
            "UPDATE cited SET status = $4, since = $5 WHERE tracker = $1 AND subject = $2 AND status IS NOT DISTINCT FROM $3
             RETURNING answer",
        )
        .bind(tracker)
        .bind(subject)
        .bind(before)
        .bind(status)
        .bind(now)
        .fetch_all(&mut *change)
        .await?;
        for answer in &answers {
            correct(&mut change, answer, now).await?;
        }
        change.commit().await
    }

    /// Answers of a server that are to be edited and that Discord lets nobody edit, the newest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn answers_out_of_reach(&self, server: &str, limit: i64) -> Result<Vec<Place>, DeskError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT answer.server, answer.channel, answer.id FROM answer JOIN post ON post.key = 'answer/' || answer.id
             WHERE answer.server = $1 AND post.refused = 1 ORDER BY answer.given_at DESC, answer.id LIMIT $2",
        )
        .bind(server)
        .bind(limit)
        .fetch_all(&mut *self.look().await?)
        .await?;
        Ok(rows.into_iter().map(|(server, channel, message)| Place { server, channel, message }).collect())
    }

    /// Tries the edits of a server's answers again at once that Discord refused.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn retry_answers(&self, server: &str, now: Seconds) -> Result<(), DeskError> {
        let again =
            "UPDATE post SET due_at = $2 WHERE server = $1 AND makes = 'answer' AND refused = 1 AND sent < version";
        let mut change = self.change().await?;
        change.is_told();
        sqlx::query(again).bind(server).bind(now).execute(&mut *change).await?;
        change.commit().await
    }
}

/// The key of what edits an answer.
fn key(message: &str) -> String {
    format!("answer/{message}")
}

/// Deletes an answer, so that no backup brings it back.
async fn forget(change: &mut Change<'_>, answer: &str, now: Seconds) -> Result<(), DeskError> {
    let known = sqlx::query("DELETE FROM answer WHERE id = $1").bind(answer).execute(&mut **change).await?;
    sqlx::query("DELETE FROM post WHERE key = $1").bind(key(answer)).execute(&mut **change).await?;
    if known.rows_affected() > 0 {
        remember_deleted(change, answer, now).await?;
    }
    Ok(())
}

async fn insert(change: &mut Change<'_>, answer: &str, cited: &Cited) -> Result<(), DeskError> {
    let row = sqlx::query(
        "INSERT INTO cited (answer, place, article, excerpt, words, tracker, subject, status)
         VALUES ($1, (SELECT COALESCE(MAX(place), 0) + 1 FROM cited WHERE answer = $1), $2, $3, $4, $5, $6, $7)",
    )
    .bind(answer);
    let row = match cited {
        Cited::Excerpt { article, reference, words } => {
            let none = None::<String>;
            row.bind(article).bind(reference.packed()).bind(words).bind(none.clone()).bind(none.clone()).bind(none)
        }
        Cited::Record(own) => {
            let none = None::<String>;
            row.bind(&own.article).bind(none.clone()).bind(none).bind(&own.tracker).bind(&own.subject).bind(&own.status)
        }
    };
    row.execute(&mut **change).await?;
    Ok(())
}

/// Notes what became of one excerpt, where the answer still cites it.
async fn note(
    change: &mut Change<'_>,
    cited: &CitedExcerpt,
    became: &Became,
    compared: &str,
    now: Seconds,
) -> Result<(), DeskError> {
    let there = sqlx::query("UPDATE cited SET compared = $4 WHERE answer = $1 AND place = $2 AND excerpt = $3")
        .bind(&cited.answer)
        .bind(cited.place)
        .bind(cited.reference.packed())
        .bind(compared)
        .execute(&mut **change)
        .await?;
    if there.rows_affected() == 0 {
        return Ok(());
    }
    match became {
        Became::Standing(reference) => {
            sqlx::query("UPDATE cited SET excerpt = $3 WHERE answer = $1 AND place = $2")
                .bind(&cited.answer)
                .bind(cited.place)
                .bind(reference.packed())
                .execute(&mut **change)
                .await?;
            Ok(())
        }
        Became::Corrected { now: reference, words } => {
            sqlx::query(
                "UPDATE cited SET was = excerpt, excerpt = $3, words = $4, since = $5 WHERE answer = $1 AND place = $2",
            )
            .bind(&cited.answer)
            .bind(cited.place)
            .bind(reference.packed())
            .bind(words)
            .bind(now)
            .execute(&mut **change)
            .await?;
            correct(change, &cited.answer, now).await
        }
        Became::Withdrawn => withdraw(change, &cited.answer, now).await,
    }
}

async fn correct(change: &mut Change<'_>, answer: &str, now: Seconds) -> Result<(), DeskError> {
    sqlx::query("UPDATE answer SET state = 'corrected' WHERE id = $1 AND state <> 'withdrawn'")
        .bind(answer)
        .execute(&mut **change)
        .await?;
    edit(change, answer, now).await
}

async fn withdraw(change: &mut Change<'_>, answer: &str, now: Seconds) -> Result<(), DeskError> {
    sqlx::query("UPDATE answer SET state = 'withdrawn' WHERE id = $1").bind(answer).execute(&mut **change).await?;
    sqlx::query("DELETE FROM cited WHERE answer = $1").bind(answer).execute(&mut **change).await?;
    edit(change, answer, now).await
}

/// Has an answer drawn anew: what it says above, which may be a question, is read back from it then, and stored nowhere.
async fn edit(change: &mut Change<'_>, answer: &str, now: Seconds) -> Result<(), DeskError> {
    let found = sqlx::query_as("SELECT server, channel, expires_at FROM answer WHERE id = $1");
    let found: Option<(String, String, Seconds)> = found.bind(answer).fetch_optional(&mut **change).await?;
    let Some((server, channel, expires_at)) = found else { return Ok(()) };
    let post = Post {
        key: key(answer),
        server,
        makes: Makes::Answer,
        channel: Some(channel),
        message: Some(answer.to_owned()),
        body: Some(serde_json::json!({})),
        expires_at,
        ..Post::default()
    };
    posts::upsert(change, &post, now).await
}

async fn read(look: &mut Timed, row: &AnyRow) -> Result<GivenAnswer, DeskError> {
    let (message, state): (String, String) = (row.try_get("id")?, row.try_get("state")?);
    let cited = sqlx::query("SELECT * FROM cited WHERE answer = $1 ORDER BY place");
    let cited = cited.bind(&message).fetch_all(look).await?;
    let (mut excerpts, mut records) = (Vec::new(), Vec::new());
    for own in &cited {
        match own.try_get::<Option<String>, _>("tracker")? {
            Some(tracker) => records.push(CitedRecord {
                tracker,
                subject: own.try_get("subject")?,
                status: own.try_get("status")?,
                since: own.try_get("since")?,
            }),
            None => excerpts.push(excerpt(own)?),
        }
    }
    let place = Place { server: row.try_get("server")?, channel: row.try_get("channel")?, message };
    Ok(GivenAnswer { place, withdrawn: state == "withdrawn", excerpts, records })
}

fn excerpt(row: &AnyRow) -> Result<CitedExcerpt, DeskError> {
    let named: String = row.try_get("excerpt")?;
    let was: Option<String> = row.try_get("was")?;
    Ok(CitedExcerpt {
        answer: row.try_get("answer")?,
        place: row.try_get("place")?,
        article: row.try_get("article")?,
        reference: Reference::of(&named).ok_or_else(|| DeskError::Unreadable("cited: excerpt".to_owned()))?,
        words: row.try_get("words")?,
        was: was.as_deref().and_then(Reference::of),
        since: row.try_get("since")?,
    })
}
