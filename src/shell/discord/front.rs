//! How a front is set up.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::desk::Seconds;
use crate::shell::http::Patience;
use crate::shell::observability::Readiness;

/// How the front is to run.
#[derive(Debug)]
pub struct Front {
    /// `DISCORD_TOKEN`.
    pub token: String,
    /// `DISCORD_PUBLIC_KEY`; else asked of Discord.
    pub public_key: Option<String>,
    /// Register in this server only.
    pub guild: Option<String>,
    /// Serve interactions over HTTP here, and leave the gateway alone.
    pub http: Option<TcpListener>,
    /// What a balancer before the HTTP endpoint is told.
    pub readiness: Arc<Readiness>,
    /// How many shards; as many as Discord recommends where it is zero.
    pub shards: u32,
    /// How other processes share the bot's shards; none where this process runs all of them.
    pub sharing: Option<Sharing>,
    /// The commands to register, none where it is null, and again whenever they change.
    pub commands: watch::Receiver<Value>,
    /// Where it is noted what was registered last; registered at every start where there is none.
    pub remembered: Option<PathBuf>,
    /// Servers that the settings name: where a copy of the commands may be left from a front of one server.
    pub servers: Vec<String>,
    /// How patient the HTTP endpoint is.
    pub patience: Patience,
}

impl Default for Front {
    /// No token, the gateway, and no commands to register.
    fn default() -> Self {
        Front {
            token: String::new(),
            public_key: None,
            guild: None,
            http: None,
            readiness: Arc::default(),
            shards: 0,
            sharing: None,
            commands: watch::channel(Value::Null).1,
            remembered: None,
            servers: Vec::new(),
            patience: Patience::default(),
        }
    }
}

/// How the processes of one bot share its shards.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// This process.
    pub holder: String,
    /// So long after the death of a process its shards are free.
    pub lease: Seconds,
    /// Leases are renewed, and looked at, this often.
    pub look: Duration,
}

impl Default for Sharing {
    fn default() -> Self {
        Sharing { holder: format!("{:016x}", fastrand::u64(..)), lease: 15, look: Duration::from_secs(3) }
    }
}
