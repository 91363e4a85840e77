//! Deletes what has had its time, once an hour.

use std::sync::Arc;
use std::time::Duration;

use super::visit::now;
use super::{questions, wrong};
use crate::desk::{Desk, DeskError};
use crate::render::discord::desk::privacy::withdrawn;
use crate::shell::discord::outgoing;
use crate::shell::discord::state::State;
use crate::words::Words;
use serde_json::Value;

const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Deletes for ever. What fails is done an hour later.
pub(super) async fn follow(state: Arc<State>) {
    loop {
        let Some(desk) = state.desk() else { return };
        let shown = shown(state.served().archive.catalogue(None));
        match desk.expire(now(), &shown).await {
            Ok(0) => {}
            // Cards may have changed.
            Ok(_) => state.wake_outbox(),
            Err(error) => tracing::warn!(%error, "what has expired could not be deleted; it is tried again in an hour"),
        }
        if let Err(error) = redraw(&state, &desk).await {
            tracing::warn!(%error, "cards that show what is gone could not be drawn anew; it is tried again in an hour");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Draws the cards anew that show what is gone.
pub(super) async fn redraw(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    questions::redraw(state, desk).await?;
    wrong::redraw(state, desk, now()).await
}

/// What a card says once what it was about was withdrawn.
pub(in crate::shell) fn shown(words: &Words) -> Value {
    outgoing::edit(&withdrawn(words))
}
