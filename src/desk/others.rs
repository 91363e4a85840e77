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
    /// Follows what other processes change in the desk, for ever: the copies in memory are read again, and `told` is called
    /// where there may be something to be sent.
    pub async fn hear_others(&self, told: impl Fn()) {
        let mut heard = match &self.database {
            Database::Postgres(own) => Some((own.server.hearing.listen(), &own.schema)),
            Database::Sqlite { .. } => None,
        };
        let mut is_away = false;
        loop {
            let is_told = tokio::select! {
                () = tokio::time::sleep(LOOK) => false,
                () = another(&mut heard, self.process()) => true,
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

/// Waits until another process has changed something in this schema.
async fn another(heard: &mut Option<(broadcast::Receiver<String>, &Schema)>, process: &str) {
    let Some((heard, schema)) = heard else { return std::future::pending().await };
    loop {
        match heard.recv().await {
            Ok(told) if !concerns(&told, schema, process) => {}
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
        }
    }
}
