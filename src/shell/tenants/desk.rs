//! A tenant in Discord while its archive is open: what answers, its desk, and whether that has something to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use super::hosted::Bot;
use super::tenant::{Task, Tenant};
use crate::desk::{DeskAddress, DeskError, Lane, Seconds};
use crate::shell::Opened;
use crate::shell::discord::{self, Handler, State, registration};
use crate::shell::settings::Door;
use crate::shell::turns::Share;

/// A desk that is being opened is looked at so often, after such a pause each time.
const DESK_LOOKS: u32 = 100;
const DESK_PAUSE: Duration = Duration::from_millis(5);
/// Whether the desk has something to do is looked this often.
const LOOK: Duration = Duration::from_secs(20);
/// An archive whose desk has something to do so soon stays open for it.
const SOON: Seconds = 10 * 60;
/// What was read again has been acted on after this time.
const ACTED_ON: Seconds = 60;
/// A desk whose archive is closed has it opened after this time: what has expired is deleted, and the week's digest written.
const ROUND: Seconds = 60 * 60;

/// What answers in a tenant's servers; nothing where it names none, or keeps the door shut.
pub(super) fn handler(bot: &Bot, tenant: &Tenant, opened: &Opened, share: Share) -> Option<Arc<Handler>> {
    let settings = &opened.settings;
    if settings.discord.servers.is_empty() || !settings.publication.doors.is_open(Door::Discord) {
        return None;
    }
    if let Some(account) = bot.program.account() {
        tenant.lasting.is_written_by(account);
    }
    tenant.commands.send_if_modified(|last| {
        let commands = registration::commands(&opened.table, false);
        let changed = *last != commands;
        *last = commands;
        changed
    });
    Some(discord::handler(opened, &opened.at, &bot.rest, share, Arc::clone(&tenant.lasting)))
}

/// Runs its desk, and looks whether that has something to do.
pub(super) fn begin(
    handler: &Arc<Handler>,
    at: DeskAddress,
    tenant: &Arc<Tenant>,
    rests: &Arc<AtomicBool>,
) -> [Task; 2] {
    let keeping = discord::keep_desk(Arc::clone(&handler.state), at);
    let looking = look(Arc::clone(&handler.state), Arc::clone(tenant), Arc::clone(rests));
    [Task(tokio::spawn(tenant.whose.clone().around(keeping))), Task(tokio::spawn(tenant.whose.clone().around(looking)))]
}

/// Waits until the desk is open, but not for one that cannot be opened: answers go on without it.
pub(super) async fn opened(state: &State) {
    for _ in 0..DESK_LOOKS {
        if state.desk().is_some() {
            return;
        }
        tokio::time::sleep(DESK_PAUSE).await;
    }
}

async fn look(state: Arc<State>, tenant: Arc<Tenant>, rests: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let now = now();
        let acted_on = now - state.standing().read_at >= ACTED_ON;
        match next(&state, now).await {
            Ok(next) => {
                rests.store(acted_on && next > now + SOON, Relaxed);
                tenant.set_due(next.min(now + ROUND));
            }
            Err(error) => {
                tracing::warn!(%error, "whether the desk has something to do could not be read");
                rests.store(true, Relaxed);
                tenant.set_due(now + ROUND);
            }
        }
    }
}

/// When the desk has something to do.
async fn next(state: &State, now: Seconds) -> Result<Seconds, DeskError> {
    // One that cannot be opened has nothing to do.
    let Some(desk) = state.desk() else { return Ok(now + ROUND) };
    for lane in [Lane::Prompt, Lane::Patient] {
        if !desk.due_in(lane, now + SOON, 1).await?.is_empty() {
            return Ok(now);
        }
    }
    Ok(desk.next_announcement().await?.unwrap_or(now + ROUND))
}

/// Now.
pub(super) fn now() -> Seconds {
    jiff::Timestamp::now().as_second()
}
