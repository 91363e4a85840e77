//! What other processes change in the desk comes into this one's memory: told by the database, or found by looking.

use std::time::Duration;

use tokio::sync::broadcast;

use super::Desk;
use super::address::Schema;
use super::database::Database;
use super::heard::concerns;

/// Whether something is otherwise is looked this often, where nothing is heard.
const LOOK: Duration = Duration::from_secs(5);

impl Desk {
    /// What other processes change from now on.
    pub(super) fn others(&self) -> Others<'_> {
        let heard = match &self.database {
            Database::Postgres(own) => Some((own.server.hearing.listen(), &own.schema)),
            Database::Sqlite { .. } => None,
        };
        Others { heard, process: self.process() }
    }

    /// Follows what other processes change in the desk, for ever: the copies in memory are read again, and `told` is called
    /// where there may be something to be sent.
    pub async fn hear_others(&self, told: impl Fn()) {
        let mut others = self.others();
        let mut is_away = false;
        loop {
            let is_told = tokio::select! {
                () = tokio::time::sleep(LOOK) => false,
                () = others.told() => true,
            };
            match self.refresh().await {
                Ok(()) => is_away = false,
                // What is in memory goes on being used.
                Err(error) if !is_away => {
                    is_away = true;
                    tracing::warn!(%error, "what other processes set at the desk cannot be read; it is tried again");
                }
                Err(_) => {}
            }
            if is_told {
                told();
            }
        }
    }
}

/// What other processes change in a desk, as the database tells it.
pub(super) struct Others<'a> {
    heard: Option<(broadcast::Receiver<String>, &'a Schema)>,
    process: &'a str,
}

impl Others<'_> {
    /// Waits until another process has changed something; for ever, where nothing is told.
    pub(super) async fn told(&mut self) {
        let Some((heard, schema)) = &mut self.heard else { return std::future::pending().await };
        loop {
            match heard.recv().await {
                Ok(told) if !concerns(&told, schema, self.process) => {}
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
                Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
            }
        }
    }
}
