//! What became otherwise in the archive: found by comparing it with how it was last seen, and read by those who act on it,
//! each at its own pace.

use std::collections::HashMap;

use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::store::Change;
use super::timed::Timed;
use super::{DAY, Desk, DeskError, Seconds, day_of};

/// A change is kept for this long: digests look back a week.
const KEPT: Seconds = 90 * DAY;
/// Whose progress says that the archive was seen before.
const ARCHIVE: &str = "archive";

/// An article that is seen so many days after its day of publication, or later, is no news: an archive was filled, or a page
/// was found again. A weekend and a day of a slow feed lie below.
const NEWS: i64 = 4;

/// Whether an article of this day was news when it was seen.
pub fn is_news(published: Date, seen_at: Seconds) -> bool {
    day_of(seen_at).since(published).is_ok_and(|after| i64::from(after.get_days()) < NEWS)
}

/// The archive as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The articles, in the order of publication: ids and revisions.
    pub articles: Vec<(String, String)>,
    /// The records as they stand.
    pub records: Vec<SeenRecord>,
}

/// A record as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenRecord {
    /// Its list.
    pub tracker: String,
    /// What tells its subject apart.
    pub subject: String,
    /// Its status.
    pub status: String,
    /// The article with its evidence.
    pub article: String,
}

/// What a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// An article came.
    New,
    /// An article's text is another.
    Corrected,
    /// An article went.
    Gone,
    /// A record came, has another status, or went.
    Record,
}

impl ChangeKind {
    const NAMES: [(ChangeKind, &str); 4] = [
        (ChangeKind::New, "new"),
        (ChangeKind::Corrected, "corrected"),
        (ChangeKind::Gone, "gone"),
        (ChangeKind::Record, "record"),
    ];

    fn name(self) -> &'static str {
        ChangeKind::NAMES.iter().find(|(own, _)| *own == self).map_or("new", |(_, name)| name)
    }
}

/// Something that became otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveChange {
    /// Its place in their order.
    pub number: i64,
    /// What it is.
    pub kind: ChangeKind,
    /// The article; of a record, the one with its evidence.
    pub article: String,
    /// Of a record: its list and what tells its subject apart.
    pub record: Option<(String, String)>,
    /// The revision or the status before; nothing of what is new.
    pub before: Option<String>,
    /// The revision or the status now; nothing of what is gone.
    pub after: Option<String>,
    /// When it was seen.
    pub seen_at: Seconds,
}

/// Whoever acts on changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumer {
    /// The announcements of new issues.
    Issues,
    /// What readers follow.
    Follows,
}

impl Consumer {
    const ALL: [Consumer; 2] = [Consumer::Issues, Consumer::Follows];

    fn name(self) -> &'static str {
        match self {
            Consumer::Issues => "issues",
            Consumer::Follows => "follows",
        }
    }
}

impl Desk {
    /// Compares the archive with how it was last seen, and keeps what became otherwise; how much. What a desk sees first is
    /// no change.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is kept then, and the next comparison finds it.
    pub async fn note_archive(&self, seen: &Seen, now: Seconds) -> Result<usize, DeskError> {
        let mut change = self.change().await?;
        let known: Vec<(String, String)> =
            sqlx::query_as("SELECT id, revision FROM known_article").fetch_all(&mut *change).await?;
        let mut known: HashMap<String, String> = known.into_iter().collect();
        let records: Vec<(String, String, String, String)> =
            sqlx::query_as("SELECT tracker, subject, status, article FROM known_record")
                .fetch_all(&mut *change)
                .await?;
        let mut records: HashMap<(String, String), (String, String)> = records
            .into_iter()
            .map(|(tracker, subject, status, article)| ((tracker, subject), (status, article)))
            .collect();
        let first = progress(&mut change, ARCHIVE).await?.is_none();
        let mut found = Vec::new();
        for (id, revision) in &seen.articles {
            let before = known.remove(id);
            if before.as_ref() == Some(revision) {
                continue;
            }
            sqlx::query(
                "INSERT INTO known_article (id, revision) VALUES ($1, $2)
                 ON CONFLICT (id) DO UPDATE SET revision = excluded.revision",
            )
            .bind(id)
            .bind(revision)
            .execute(&mut *change)
            .await?;
            let kind = if before.is_some() { ChangeKind::Corrected } else { ChangeKind::New };
            found.push((kind, id.clone(), None, before, Some(revision.clone())));
        }
        for (id, revision) in known {
            sqlx::query("DELETE FROM known_article WHERE id = $1").bind(&id).execute(&mut *change).await?;
            found.push((ChangeKind::Gone, id, None, Some(revision), None));
        }
        for own in &seen.records {
            let key = (own.tracker.clone(), own.subject.clone());
            let (before, article) = records.remove(&key).unzip();
            if before.as_ref() == Some(&own.status) && article.as_ref() == Some(&own.article) {
                continue;
            }
            sqlx::query(
                "INSERT INTO known_record (tracker, subject, status, article) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (tracker, subject) DO UPDATE SET status = excluded.status, article = excluded.article",
            )
            .bind(&own.tracker)
            .bind(&own.subject)
            .bind(&own.status)
            .bind(&own.article)
            .execute(&mut *change)
            .await?;
            if before.as_ref() == Some(&own.status) {
                continue;
            }
            found.push((ChangeKind::Record, own.article.clone(), Some(key), before, Some(own.status.clone())));
        }
        for (key, (status, article)) in records {
            sqlx::query("DELETE FROM known_record WHERE tracker = $1 AND subject = $2")
                .bind(&key.0)
                .bind(&key.1)
                .execute(&mut *change)
                .await?;
            found.push((ChangeKind::Record, article, Some(key), Some(status), None));
        }
        if first {
            for name in Consumer::ALL.map(Consumer::name).into_iter().chain([ARCHIVE]) {
                // No number comes twice where an older desk's rows were imported.
                advance(&mut change, name, now).await?;
            }
            change.commit().await?;
            return Ok(0);
        }
        let last = progress(&mut change, ARCHIVE).await?.unwrap_or_default();
        for (number, (kind, article, record, before, after)) in (last + 1..).zip(&found) {
            sqlx::query(
                "INSERT INTO change (number, kind, article, tracker, subject, before, after, seen_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(number)
            .bind(kind.name())
            .bind(article)
            .bind(record.as_ref().map(|(tracker, _)| tracker))
            .bind(record.as_ref().map(|(_, subject)| subject))
            .bind(before)
            .bind(after)
            .bind(now)
            .bind(now + KEPT)
            .execute(&mut *change)
            .await?;
            advance(&mut change, ARCHIVE, number).await?;
        }
        change.commit().await?;
        Ok(found.len())
    }

    /// The next changes that somebody has not acted on, oldest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn changes_for(&self, follower: Consumer, limit: i64) -> Result<Vec<ArchiveChange>, DeskError> {
        let rows = sqlx::query(
            "SELECT * FROM change WHERE number > COALESCE((SELECT number FROM progress WHERE name = $1), 0)
             ORDER BY number LIMIT $2",
        )
        .bind(follower.name())
        .bind(limit)
        .fetch_all(&mut *self.look().await?)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The changes that were seen from a time on until another, oldest first.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn changes_between(&self, from: Seconds, until: Seconds) -> Result<Vec<ArchiveChange>, DeskError> {
        let rows = sqlx::query("SELECT * FROM change WHERE seen_at >= $1 AND seen_at < $2 ORDER BY number")
            .bind(from)
            .bind(until)
            .fetch_all(&mut *self.look().await?)
            .await?;
        rows.iter().map(read).collect()
    }
}

/// Notes, with what follows from it, that somebody has acted on all changes up to one.
pub(super) async fn acted(change: &mut Change<'_>, follower: Consumer, number: i64) -> Result<(), DeskError> {
    advance(change, follower.name(), number).await
}

async fn progress(look: &mut Timed, name: &str) -> Result<Option<i64>, DeskError> {
    Ok(sqlx::query_scalar("SELECT number FROM progress WHERE name = $1").bind(name).fetch_optional(look).await?)
}

async fn advance(change: &mut Change<'_>, name: &str, number: i64) -> Result<(), DeskError> {
    sqlx::query(
        "INSERT INTO progress (name, number) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET number = excluded.number",
    )
    .bind(name)
    .bind(number)
    .execute(&mut **change)
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ArchiveChange, DeskError> {
    let kind: String = row.try_get("kind")?;
    let known = ChangeKind::NAMES.iter().find(|(_, name)| *name == kind).map(|(kind, _)| *kind);
    let (tracker, subject): (Option<String>, Option<String>) = (row.try_get("tracker")?, row.try_get("subject")?);
    Ok(ArchiveChange {
        number: row.try_get("number")?,
        kind: known.ok_or_else(|| DeskError::Unreadable("change: kind".to_owned()))?,
        article: row.try_get("article")?,
        record: tracker.zip(subject),
        before: row.try_get("before")?,
        after: row.try_get("after")?,
        seen_at: row.try_get("seen_at")?,
    })
}
