//! What is stored about a person because they said so: shown, given away whole, withdrawn.

use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Column as _, Row as _};

use super::store::{remember_deleted, remember_until};
use super::{Desk, DeskError, Seconds, follows, marks, posts};

/// What a person gave to the editors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A question.
    Question,
    /// Words about an excerpt that is wrong.
    Remark,
    /// A record for a list.
    Proposal,
    /// What they follow, for nobody but themselves.
    Follow,
}

/// Where it is stored.
struct Table {
    kind: Kind,
    /// How its rows are called in what a person gets, and the column that says since when it is there.
    name: &'static str,
    since: &'static str,
    /// The rows of a person, with what they are about.
    of: &'static str,
    /// How one goes; questions go with their cards, by [`Desk::withdraw_asker`].
    delete: Option<&'static str>,
}

/// Every table that names people.
const TABLES: [Table; 4] = [
    Table {
        kind: Kind::Question,
        name: "question",
        since: "asked_at",
        of: "SELECT asker.*, question.server, question.state FROM asker
             JOIN question ON question.id = asker.question WHERE asker.user_id = $1 ORDER BY asker.asked_at, asker.id",
        delete: None,
    },
    Table {
        kind: Kind::Remark,
        name: "remark",
        since: "written_at",
        of: "SELECT remark.*, mark.server, mark.article FROM remark
             JOIN mark ON mark.id = remark.mark WHERE remark.user_id = $1 ORDER BY remark.written_at, remark.id",
        delete: Some("DELETE FROM remark WHERE id = $1"),
    },
    Table {
        kind: Kind::Proposal,
        name: "proposal",
        since: "proposed_at",
        of: "SELECT proposal.*, proposal.record AS text FROM proposal WHERE user_id = $1 ORDER BY proposed_at, id",
        delete: Some("DELETE FROM proposal WHERE id = $1"),
    },
    Table {
        kind: Kind::Follow,
        name: "follow",
        since: "begun_at",
        of: "SELECT follow.*, follow.kind AS followed, follow.value AS text,
                 (SELECT COUNT(*) FROM follow_hit WHERE follow_hit.follow = follow.id) AS found
             FROM follow WHERE user_id = $1 ORDER BY begun_at, place, id",
        delete: Some("DELETE FROM follow WHERE id = $1"),
    },
];

/// One thing that is stored about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// What it is.
    pub kind: Kind,
    /// Its row.
    pub id: String,
    /// What the row is about: a question, a mark.
    pub about: String,
    /// What the person wrote.
    pub text: String,
    /// Since when.
    pub since: Seconds,
    /// Until when.
    pub expires_at: Seconds,
    /// The whole row.
    pub row: Map<String, Value>,
}

/// What was withdrawn, as far as something of it is left that others gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Withdrawn {
    /// How many things.
    pub count: usize,
    /// Excerpts whose cards may have shown the words: they say that it was withdrawn until they are made anew.
    pub marks: Vec<String>,
}

impl Desk {
    /// All that is stored about a person, by kind, oldest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn held_of(&self, user: &str) -> Result<Vec<Held>, DeskError> {
        let mut held = Vec::new();
        for table in &TABLES {
            let rows = sqlx::query(table.of).bind(user).fetch_all(&mut *self.look().await?).await?;
            held.extend(rows.iter().map(|row| read(row, table)).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(held)
    }

    /// How a person voted on excerpts: rows that hold a keyed hash in the place of their id.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn votes_of(&self, user: &str) -> Result<Vec<Map<String, Value>>, DeskError> {
        let rows =
            sqlx::query("SELECT 'vote' AS kind, mark, reason, expires_at FROM vote WHERE voter = $1 ORDER BY mark")
                .bind(self.voter(user))
                .fetch_all(&mut *self.look().await?)
                .await?;
        Ok(rows.iter().map(whole).collect::<Result<_, _>>()?)
    }

    /// Deletes what a person gave but for questions, or one thing of it; `shown` is what a card of it says then.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is deleted then.
    pub async fn withdraw_given(
        &self,
        user: &str,
        only: Option<&str>,
        shown: &Value,
        now: Seconds,
    ) -> Result<Withdrawn, DeskError> {
        let mut change = self.change().await?;
        let mut done = Withdrawn::default();
        for table in &TABLES {
            let Some(delete) = table.delete else { continue };
            let rows = sqlx::query(table.of).bind(user).fetch_all(&mut *change).await?;
            for row in &rows {
                let held = read(row, table)?;
                if only.is_some_and(|only| only != held.id) {
                    continue;
                }
                done.count += 1;
                sqlx::query(delete).bind(&held.id).execute(&mut *change).await?;
                remember_deleted(&mut change, &held.id, now).await?;
                match held.kind {
                    Kind::Question => {}
                    Kind::Remark => {
                        marks::spoil(&mut change, &held.about).await?;
                        done.marks.push(held.about);
                    }
                    Kind::Proposal => posts::withdraw(&mut change, &proposal_card(&held.id), shown, now).await?,
                    Kind::Follow => follows::end(&mut change, &held.id, now).await?,
                }
            }
        }
        if only.is_none() {
            sqlx::query("DELETE FROM post WHERE recipient = $1").bind(user).execute(&mut *change).await?;
            let voter = self.voter(user);
            let votes: Vec<String> = sqlx::query_scalar("DELETE FROM vote WHERE voter = $1 RETURNING mark")
                .bind(&voter)
                .fetch_all(&mut *change)
                .await?;
            done.count += votes.len();
            for mark in &votes {
                remember_until(&mut change, &marks::vote_key(mark, &voter), now, now + marks::KEPT).await?;
                marks::spoil(&mut change, mark).await?;
            }
            done.marks.extend(votes);
        }
        marks::drop_unheard(&mut change, shown, now).await?;
        change.commit().await?;
        // Another process may be reading; then it is done within the hour.
        if let Err(error) = self.wipe().await {
            tracing::warn!(%error, "the journal could not be emptied");
        }
        Ok(done)
    }
}

/// The key of the card of a proposal.
pub(super) fn proposal_card(id: &str) -> String {
    format!("proposal/{id}")
}

/// All columns of a row.
fn whole(row: &AnyRow) -> Result<Map<String, Value>, sqlx::Error> {
    let mut all = Map::new();
    for column in row.columns() {
        let (at, name) = (column.ordinal(), column.name().to_owned());
        let number = row.try_get::<Option<i64>, _>(at).map(Value::from);
        let value = number.or_else(|_| row.try_get::<Option<String>, _>(at).map(Value::from))?;
        all.insert(name, value);
    }
    Ok(all)
}

fn read(row: &AnyRow, table: &Table) -> Result<Held, sqlx::Error> {
    let about = match table.kind {
        Kind::Question => "question",
        Kind::Remark => "mark",
        Kind::Proposal | Kind::Follow => "id",
    };
    let mut all = whole(row)?;
    all.insert("kind".to_owned(), Value::from(table.name));
    Ok(Held {
        kind: table.kind,
        id: row.try_get("id")?,
        about: row.try_get(about)?,
        text: row.try_get("text")?,
        since: row.try_get(table.since)?,
        expires_at: row.try_get("expires_at")?,
        row: all,
    })
}
