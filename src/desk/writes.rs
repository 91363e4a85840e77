//! What editors approved where the archive was pulled: rows that wait until the importer has written them into its corpus.
//! With a desk in a file there are none: its processes share a machine, and write at once.

use std::time::Duration;

use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::across::schemas_with;
use super::leases::Lease;
use super::proposals::{Proposal, Proposed, unreadable};
use super::published::is_importers;
use super::store::Change;
use super::{DAY, Desk, DeskError, Post, Schema, Seconds, Server, posts};

/// A row is kept so long, settled or not.
const KEPT: Seconds = 90 * DAY;
/// So many are taken at one time.
const AT_ONCE: i64 = 200;
/// New ones are looked for this often, where nothing is heard of them.
const LOOK: Duration = Duration::from_secs(5);

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteKind {
    /// A record.
    Record {
        /// Its list.
        tracker: String,
        /// What it says.
        record: Proposed,
    },
    /// A case of the golden set.
    Case,
}

impl WriteKind {
    fn name(&self) -> &'static str {
        match self {
            WriteKind::Record { .. } => "record",
            WriteKind::Case => "case",
        }
    }
}

/// Something that is to be written into the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorpusWrite {
    /// Its row.
    pub id: String,
    /// The server whose editors approved it.
    pub server: String,
    /// What it is.
    pub kind: WriteKind,
    /// What stands in the file then: TOML of a record, a line of a case.
    pub text: String,
}

type Row = (String, String, String, Option<String>, Option<String>, String);

impl Desk {
    /// Approves a proposal that is open, and hands its record over to the importer; `card` is what its card says then.
    /// Whether it was open.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn hand_over_record(
        &self,
        server: &str,
        proposal: &Proposal,
        text: &str,
        card: &Value,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let approved =
            sqlx::query("UPDATE proposal SET state = 'approved' WHERE id = $1 AND server = $2 AND state = 'open'");
        let approved = approved.bind(&proposal.id).bind(server).execute(&mut *change).await?.rows_affected() > 0;
        if approved {
            posts::edit(&mut change, &proposal.card(), Some(card), now).await?;
            let kind = WriteKind::Record { tracker: proposal.tracker.clone(), record: proposal.record.clone() };
            self.insert(&mut change, server, &kind, text, now).await?;
        }
        change.commit().await?;
        Ok(approved)
    }

    /// Hands a case of the golden set over to the importer.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn hand_over_case(&self, server: &str, line: &str, now: Seconds) -> Result<(), DeskError> {
        let mut change = self.change().await?;
        self.insert(&mut change, server, &WriteKind::Case, line, now).await?;
        change.commit().await
    }

    async fn insert(
        &self,
        change: &mut Change<'_>,
        server: &str,
        kind: &WriteKind,
        text: &str,
        now: Seconds,
    ) -> Result<(), DeskError> {
        change.is_told();
        let (tracker, record) = match kind {
            WriteKind::Record { tracker, record } => {
                (Some(tracker), Some(serde_json::to_string(record).map_err(|error| unreadable(&error))?))
            }
            WriteKind::Case => (None, None),
        };
        sqlx::query(
            "INSERT INTO corpus_write (id, place, server, kind, tracker, record, text, made_at, expires_at)
             VALUES ($1, (SELECT COALESCE(MAX(place), 0) + 1 FROM corpus_write), $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.fresh_id())
        .bind(server)
        .bind(kind.name())
        .bind(tracker)
        .bind(record)
        .bind(text)
        .bind(now)
        .bind(now + KEPT)
        .execute(&mut **change)
        .await?;
        Ok(())
    }

    /// What waits, in order, as far as it is taken at one time. What servers set is read again for whoever takes it.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn corpus_writes(&self, now: Seconds) -> Result<Vec<CorpusWrite>, DeskError> {
        let rows = sqlx::query_as(
            "SELECT id, server, kind, tracker, record, text FROM corpus_write
             WHERE state = 'waiting' AND expires_at > $1 ORDER BY place, id LIMIT $2",
        );
        let rows: Vec<Row> = rows.bind(now).bind(AT_ONCE).fetch_all(&mut *self.look().await?).await?;
        if !rows.is_empty() {
            self.refresh().await?;
        }
        let read = |(id, server, kind, tracker, record, text): Row| {
            let kind = match kind.as_str() {
                "case" => WriteKind::Case,
                // One that cannot be read stands in no list, and is refused there.
                _ => WriteKind::Record {
                    tracker: tracker.unwrap_or_default(),
                    record: record.and_then(|record| serde_json::from_str(&record).ok()).unwrap_or_default(),
                },
            };
            CorpusWrite { id, server, kind, text }
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Settles what was written and is served: where the lease is still the importer's. Whether it was.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn corpus_written(&self, ids: &[String], lease: &Lease, now: Seconds) -> Result<bool, DeskError> {
        self.settle_writes(ids, "done", None, lease, now).await
    }

    /// Settles what cannot be written, and tells the editors by a message: where the lease is still the importer's. Whether
    /// it was.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn refuse_write(
        &self,
        id: &str,
        told: Option<&Post>,
        lease: &Lease,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        self.settle_writes(&[id.to_owned()], "refused", told, lease, now).await
    }

    async fn settle_writes(
        &self,
        ids: &[String],
        state: &str,
        told: Option<&Post>,
        lease: &Lease,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        if !is_importers(&mut change, lease, now).await? {
            return Ok(false);
        }
        for id in ids {
            let settled = sqlx::query(
                "UPDATE corpus_write SET state = $2, record = NULL, text = '' WHERE id = $1 AND state = 'waiting'",
            );
            let settled = settled.bind(id).bind(state).execute(&mut *change).await?.rows_affected() > 0;
            if let (Some(told), true) = (told, settled) {
                posts::upsert(&mut change, told, now).await?;
            }
        }
        change.commit().await?;
        Ok(true)
    }

    /// Waits until there is something to be written.
    pub async fn wait_for_writes(&self) {
        if !self.is_shared() {
            std::future::pending::<()>().await;
        }
        let mut others = self.others();
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = others.told() => {}
            }
            // While the database is away there is nothing to be had.
            let waiting = async { self.corpus_writes(self.clock().await?).await };
            if waiting.await.is_ok_and(|waiting| !waiting.is_empty()) {
                return;
            }
        }
    }
}

/// Those of these desks in which something waits to be written, by two statements however many they are.
///
/// # Errors
/// See [`DeskError`].
pub async fn waiting_in(server: &Server, wanted: &[Schema]) -> Result<Vec<Schema>, DeskError> {
    let mut look = server.look(None).await?;
    let of = |schema: Schema| {
        let own = schema.quoted();
        // A schema's name needs no escaping.
        format!(
            "SELECT CAST('{schema}' AS TEXT) WHERE EXISTS (SELECT 1 FROM {own}.corpus_write WHERE state = 'waiting'
                 AND expires_at > CAST(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) AS BIGINT))"
        )
    };
    let there = schemas_with(&mut look, "corpus_write").await?;
    let all: Vec<String> = there.into_iter().filter(|schema| wanted.contains(schema)).map(of).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let waiting: Vec<String> = sqlx::query_scalar(AssertSqlSafe(all.join(" UNION ALL "))).fetch_all(&mut look).await?;
    Ok(waiting.into_iter().filter_map(|name| name.parse().ok()).collect())
}
