//! Excerpts that editors hid for a question: a keyed hash of it, in one server, until the article changes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use sqlx::Row as _;

use super::hiding::{Hiding, hash};
use super::store::{Change, remember_deleted};
use super::{Desk, DeskError, Seconds};

/// An excerpt that is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Its row.
    pub id: String,
    /// The excerpt as a button names it.
    pub excerpt: String,
    /// Its article.
    pub article: String,
    /// The article's revision; of another one nothing is hidden.
    pub revision: String,
    /// Since when.
    pub hidden_at: Seconds,
}

impl Desk {
    /// A question of a server, which is normalised, as the desk knows it again.
    pub fn question_hash(&self, server: &str, question: &str) -> String {
        hash(self.key(), server, question)
    }

    /// What a server hides; nothing where it hides nothing.
    pub fn hiding(&self, server: &str) -> Option<Arc<Hiding>> {
        self.hidden.read().unwrap_or_else(PoisonError::into_inner).get(server).cloned()
    }

    /// Fills the copy in memory.
    pub(super) async fn read_hidden(&self) -> Result<(), DeskError> {
        let rows: Vec<(String, String, String)> =
            sqlx::query_as("SELECT server, question, excerpt FROM hidden ORDER BY hidden_at, id")
                .fetch_all(&mut *self.look().await?)
                .await?;
        let mut all: HashMap<String, Hiding> = HashMap::new();
        for (server, question, excerpt) in rows {
            let none = || Hiding { key: self.key().clone(), server: server.clone(), excerpts: HashMap::new() };
            let own = all.entry(server.clone()).or_insert_with(none);
            own.excerpts.entry(question).or_default().push(excerpt);
        }
        let all = all.into_iter().map(|(server, own)| (server, Arc::new(own))).collect();
        *self.hidden.write().unwrap_or_else(PoisonError::into_inner) = all;
        Ok(())
    }

    /// A page of what a server hides, the newest first, and how much it is in all.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn hidden_in(&self, server: &str, offset: i64, limit: i64) -> Result<(Vec<Hidden>, i64), DeskError> {
        let total = sqlx::query_scalar("SELECT COUNT(*) FROM hidden WHERE server = $1");
        let total: i64 = total.bind(server).fetch_one(&mut *self.look().await?).await?;
        let rows = sqlx::query("SELECT * FROM hidden WHERE server = $1 ORDER BY hidden_at DESC, id LIMIT $2 OFFSET $3")
            .bind(server)
            .bind(limit)
            .bind(offset)
            .fetch_all(&mut *self.look().await?)
            .await?;
        let read = |row: &sqlx::any::AnyRow| -> Result<Hidden, sqlx::Error> {
            Ok(Hidden {
                id: row.try_get("id")?,
                excerpt: row.try_get("excerpt")?,
                article: row.try_get("article")?,
                revision: row.try_get("revision")?,
                hidden_at: row.try_get("hidden_at")?,
            })
        };
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
    }

    /// The articles of which something is hidden, each with the revision.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn hidden_of(&self) -> Result<Vec<(String, String)>, DeskError> {
        let all = sqlx::query_as("SELECT DISTINCT article, revision FROM hidden ORDER BY article, revision");
        Ok(all.fetch_all(&mut *self.look().await?).await?)
    }

    /// Deletes what is hidden of these revisions of articles: they are served no more.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn drop_hidden(&self, outdated: &[(String, String)], now: Seconds) -> Result<(), DeskError> {
        let _turn = self.turn.lock().await;
        let mut change = self.change_copied().await?;
        for (article, revision) in outdated {
            let ids: Vec<String> =
                sqlx::query_scalar("DELETE FROM hidden WHERE article = $1 AND revision = $2 RETURNING id")
                    .bind(article)
                    .bind(revision)
                    .fetch_all(&mut *change)
                    .await?;
            for id in ids {
                remember_deleted(&mut change, &id, now).await?;
            }
        }
        change.commit().await?;
        self.read_hidden().await
    }

    /// Shows an excerpt of a server again; whether it was hidden.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn show_again(&self, server: &str, id: &str, now: Seconds) -> Result<bool, DeskError> {
        let _turn = self.turn.lock().await;
        let mut change = self.change_copied().await?;
        let done = sqlx::query("DELETE FROM hidden WHERE server = $1 AND id = $2")
            .bind(server)
            .bind(id)
            .execute(&mut *change)
            .await?;
        let was = done.rows_affected() > 0;
        if was {
            remember_deleted(&mut change, id, now).await?;
        }
        change.commit().await?;
        self.read_hidden().await?;
        Ok(was)
    }
}

/// Hides an excerpt for a question's hash.
pub(super) async fn hide(
    change: &mut Change<'_>,
    server: &str,
    question: &str,
    hidden: &Hidden,
) -> Result<(), DeskError> {
    sqlx::query(
        "INSERT INTO hidden (id, server, question, excerpt, article, revision, hidden_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (server, question, excerpt) DO NOTHING",
    )
    .bind(&hidden.id)
    .bind(server)
    .bind(question)
    .bind(&hidden.excerpt)
    .bind(&hidden.article)
    .bind(&hidden.revision)
    .bind(hidden.hidden_at)
    .execute(&mut **change)
    .await?;
    Ok(())
}
