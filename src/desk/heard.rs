//! What other processes change in a desk of PostgreSQL is heard at once. It is only a faster way: whoever needs to know
//! looks by itself, too, every few seconds.

use std::sync::OnceLock;
use std::time::Duration;

use sqlx::Executor as _;
use sqlx::postgres::PgListener;
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

use super::address::{DeskUrl, Schema};
use super::timed::{Timed, within};

/// The one channel of a database. What is told on it names a schema and the process that tells.
const CHANNEL: &str = "pullquote_desk";
/// A lost connection is made anew after this time.
const RETRY: Duration = Duration::from_secs(5);
/// Where nothing is heard for so long, it is asked whether the connection still leads to the server: a network that drops
/// what is sent would never say so.
const SILENCE: Duration = Duration::from_secs(60);
/// The server answers within this time.
const PATIENCE: Duration = Duration::from_secs(10);
/// Who listens more slowly hears that something was missed.
const KEPT: usize = 64;

/// The one connection of a process that listens.
pub(super) struct Hearing {
    url: String,
    told: broadcast::Sender<String>,
    listening: OnceLock<AbortOnDrop>,
}

/// A task that goes on until this is dropped.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Hearing {
    pub(super) fn new(url: &DeskUrl) -> Hearing {
        Hearing { url: url.whole().to_string(), told: broadcast::channel(KEPT).0, listening: OnceLock::new() }
    }

    /// Tells it to all that listen, once the change is made.
    pub(super) async fn tell(&self, change: &mut Timed, schema: &Schema, process: &str) -> Result<(), sqlx::Error> {
        let tell =
            sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)").bind(CHANNEL).bind(format!("{schema}/{process}"));
        tell.execute(change).await.map(|_| ())
    }

    /// What is told from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<String> {
        let heard = self.told.subscribe();
        self.listening
            .get_or_init(|| AbortOnDrop(tokio::spawn(listen(self.url.clone(), self.told.clone())).abort_handle()));
        heard
    }
}

/// What hears that something was changed in any desk of a database.
pub struct Ear(broadcast::Receiver<String>);

impl Ear {
    pub(super) fn of(hearing: &Hearing) -> Ear {
        Ear(hearing.listen())
    }

    /// Waits until something was changed, or may have been.
    pub async fn told(&mut self) {
        if matches!(self.0.recv().await, Err(broadcast::error::RecvError::Closed)) {
            std::future::pending::<()>().await;
        }
    }
}

/// Whether what was told is of this schema, and not by this process.
pub(super) fn concerns(told: &str, schema: &Schema, process: &str) -> bool {
    // Nothing, where something may have been missed.
    told.is_empty() || told.split_once('/').is_some_and(|(own, by)| own == schema.name() && by != process)
}

async fn listen(url: String, told: broadcast::Sender<String>) {
    loop {
        let ended = hear(&url, &told).await;
        if let Err(error) = ended {
            tracing::debug!(%error, "what other processes change is not heard for a moment");
        }
        tokio::time::sleep(RETRY).await;
    }
}

async fn hear(url: &str, told: &broadcast::Sender<String>) -> Result<(), sqlx::Error> {
    let mut listener = within(Some(PATIENCE), PgListener::connect(url)).await?;
    within(Some(PATIENCE), listener.listen(CHANNEL)).await?;
    // Something may have been told before.
    let _nobody = told.send(String::new());
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            Ok(heard) => {
                let heard = heard?.map(|own| own.payload().to_owned()).unwrap_or_default();
                let _nobody = told.send(heard);
            }
            Err(_) => {
                within(Some(PATIENCE), listener.execute("SELECT 1")).await?;
            }
        }
    }
}
