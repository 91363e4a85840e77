//! What was counted in memory comes to the desk.

use std::time::Duration;

use super::visit::now;
use crate::desk::{day_of, monday_of};
use crate::shell::discord::state::State;

/// What was counted comes to the desk this often.
const COUNTED: Duration = Duration::from_secs(60);

/// Brings what was counted to the desk, once a minute, for ever.
pub(super) async fn count(state: &State) {
    loop {
        tokio::time::sleep(COUNTED).await;
        flush(state).await;
    }
}

/// Brings what was counted to the desk; what cannot be written now is counted on.
pub async fn flush(state: &State) {
    let Some(desk) = state.desk() else { return };
    let tally = &state.remembered().tally;
    let counts = tally.take(&day_of(monday_of(now())).to_string());
    if !counts.is_empty()
        && let Err(error) = desk.count(&counts).await
    {
        tracing::warn!(%error, "what was counted could not be stored yet");
        tally.give_back(counts);
    }
}
