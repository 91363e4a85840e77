//! What replicas say of themselves: which generation each serves. A row of the leases, whose holder is the report: it ends
//! with its time, and needs no table that an earlier program does not know.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Desk, DeskError, Seconds};

/// The names of reports begin so; a process follows.
pub(super) const REPLICA: &str = "replica/";
/// A report holds for so long: three times the pause between two.
const TERM: Seconds = 30;
/// What a process said last that is gone is kept so long.
const KEPT: Seconds = 600;

/// What one process serves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReplicaReport {
    /// The name of its machine.
    pub host: String,
    /// What it serves of which newsletter; of one alone, under no name.
    pub serves: BTreeMap<String, ServedGeneration>,
}

/// A published generation that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedGeneration {
    /// Its number; none where nothing was pulled yet.
    pub generation: Option<u64>,
    /// Since when it is served there.
    pub since: Seconds,
}

impl Desk {
    /// Says what this process serves. One statement, however many newsletters there are.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn report_replica(&self, report: &ReplicaReport, now: Seconds) -> Result<(), DeskError> {
        let report = serde_json::to_string(report).map_err(|error| DeskError::Unreadable(error.to_string()))?;
        let said = sqlx::query(
            "INSERT INTO lease (name, holder, token, ends_at) VALUES ($1, $2, 1, $3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at",
        );
        self.once(said.bind(format!("{REPLICA}{}", self.process())).bind(report).bind(now + TERM)).await.map(|_| ())
    }

    /// Deletes what processes said that are gone for long.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn forget_replicas(&self, now: Seconds) -> Result<(), DeskError> {
        self.forget_leases(REPLICA, now - KEPT).await
    }
}
