//! Notes which servers the bot came into and left.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;

use super::visit::now;
use crate::desk::{Desk, DeskError};
use crate::shell::discord::presence::{Heard, News};
use crate::shell::discord::rest::{Call, RestError};
use crate::shell::discord::state::State;

/// What could not be noted is tried again after this time.
const PAUSE: Duration = Duration::from_secs(60);
/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Notes what is heard, for ever.
pub(super) async fn follow(state: Arc<State>) {
    loop {
        let News { servers, shards } = state.presence.take();
        let Some(desk) = state.desk() else { return };
        let mut failed = false;
        for shard in shards {
            let known = match desk.servers().await {
                Ok(known) => known,
                Err(error) => {
                    tracing::warn!(%error, "which servers the bot left could not be read");
                    state.presence.all_of(shard.number, shard.of, shard.servers);
                    failed = true;
                    continue;
                }
            };
            for server in known.iter().filter(|id| shard.has(id) && !shard.servers.contains(id)) {
                // It came into that one after the session had begun.
                if servers.contains_key(server) {
                    continue;
                }
                state.presence.hear(server, Heard::Gone);
            }
        }
        for (server, heard) in servers {
            if let Err(error) = note(&state, &desk, &server, heard).await {
                tracing::warn!(%error, "which servers the bot is in could not be noted");
                state.presence.hear(&server, Heard::Doubtful);
                failed = true;
            }
        }
        if failed {
            tokio::time::sleep(PAUSE).await;
        } else {
            state.presence.changed.notified().await;
        }
    }
}

async fn note(state: &State, desk: &Desk, server: &str, heard: Heard) -> Result<(), DeskError> {
    let here = match heard {
        Heard::Here => Some(true),
        Heard::Gone => Some(false),
        Heard::Doubtful => is_there(state, server).await,
    };
    match here {
        Some(true) => desk.joined(server).await,
        Some(false) => desk.left(server, now()).await,
        None => Ok(()),
    }
}

/// Whether the bot is in a server; nothing where Discord does not say.
async fn is_there(state: &State, server: &str) -> Option<bool> {
    if server.is_empty() {
        return None;
    }
    let mut call = Call::authorized(Method::GET, format!("/guilds/{server}"));
    call.deadline = Instant::now() + PATIENCE;
    match state.rest.send(&call).await {
        Ok(_) => Some(true),
        Err(RestError::Refused { status: 403 | 404, .. }) => Some(false),
        Err(_) => None,
    }
}
