//! Where a desk lies: a file of SQLite, or a schema of a PostgreSQL database.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, Weak};
use std::time::Duration;

use once_cell::sync::Lazy;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyPool, ConnectOptions as _, Connection as _};
use tokio::sync::Mutex;

use super::address::{DeskUrl, Schema};
use super::heard::{Ear, Hearing};
use super::timed::within;

/// A connection is waited for so long, and another process that writes (`pullquote desk import`): Discord waits three
/// seconds for an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// Connections to PostgreSQL of one process, for all its desks.
const CONNECTIONS: u32 = 10;
/// A connection that nobody used for so long is closed.
const IDLE: Duration = Duration::from_secs(300);

/// Where a desk lies.
#[derive(Debug, Clone)]
pub enum DeskAddress {
    /// A file of SQLite.
    File(PathBuf),
    /// A schema of a PostgreSQL database. Desks with the same server share its connections.
    Postgres {
        /// The database.
        server: Arc<Server>,
        /// The schema, which is this desk's alone.
        schema: Schema,
    },
}

impl fmt::Display for DeskAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeskAddress::File(path) => path.display().fmt(f),
            DeskAddress::Postgres { server, schema } => write!(f, "{}, schema {schema}", server.url()),
        }
    }
}

impl From<&Path> for DeskAddress {
    fn from(path: &Path) -> DeskAddress {
        DeskAddress::File(path.to_owned())
    }
}

impl From<&PathBuf> for DeskAddress {
    fn from(path: &PathBuf) -> DeskAddress {
        DeskAddress::File(path.clone())
    }
}

impl From<PathBuf> for DeskAddress {
    fn from(path: PathBuf) -> DeskAddress {
        DeskAddress::File(path)
    }
}

impl From<&DeskAddress> for DeskAddress {
    fn from(at: &DeskAddress) -> DeskAddress {
        at.clone()
    }
}

/// A PostgreSQL database: one pool of connections for all desks that lie in it, and one connection that hears what other
/// processes change.
pub struct Server {
    url: DeskUrl,
    pool: OnceLock<AnyPool>,
    // Held by who makes a schema or brings its tables up to date: each takes a connection of its own for that.
    pub(super) making: Mutex<()>,
    pub(super) hearing: Hearing,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

impl Server {
    /// The database of this URL; nothing is connected before a desk is opened.
    pub fn new(url: DeskUrl) -> Arc<Server> {
        let hearing = Hearing::new(&url);
        Arc::new(Server { url, pool: OnceLock::new(), making: Mutex::default(), hearing })
    }

    /// The same, one for all desks of the process that lie there now.
    pub fn shared(url: DeskUrl) -> Arc<Server> {
        static KNOWN: Lazy<std::sync::Mutex<HashMap<String, Weak<Server>>>> = Lazy::new(Default::default);
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, server| server.strong_count() > 0);
        let there = known.get(url.whole().as_str()).and_then(Weak::upgrade);
        there.unwrap_or_else(|| {
            let server = Server::new(url);
            known.insert(server.url.whole().to_string(), Arc::downgrade(&server));
            server
        })
    }

    /// Its URL.
    pub fn url(&self) -> &DeskUrl {
        &self.url
    }

    /// A desk of its own in it.
    pub fn schema(self: &Arc<Server>, schema: Schema) -> DeskAddress {
        DeskAddress::Postgres { server: Arc::clone(self), schema }
    }

    /// What hears that something was changed in any of its desks.
    pub fn ear(&self) -> Ear {
        Ear::of(&self.hearing)
    }

    pub(super) fn options(&self) -> Result<AnyConnectOptions, sqlx::Error> {
        AnyConnectOptions::from_url(self.url.whole())
    }

    pub(super) fn pool(&self) -> Result<&AnyPool, sqlx::Error> {
        if let Some(pool) = self.pool.get() {
            return Ok(pool);
        }
        let pool = AnyPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE).idle_timeout(IDLE);
        // What was begun is undone while the connection comes back: a server that does not answer must not keep the place.
        let pool = pool.after_release(|connection, _| {
            Box::pin(async move { within(Some(PATIENCE), connection.ping()).await.map(|()| true) })
        });
        let pool = pool.connect_lazy_with(self.options()?);
        Ok(self.pool.get_or_init(|| pool))
    }
}
