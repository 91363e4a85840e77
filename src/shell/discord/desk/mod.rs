//! The desk in Discord: which flow an interaction belongs to, and who may act in it.

mod answers;
mod changes;
mod channels;
mod corrections;
mod digest;
mod discussions;
mod duty;
mod expiry;
mod feeds;
mod follows;
mod golden;
mod greeting;
mod issues;
mod outbox;
mod presence;
mod privacy;
mod proposals;
mod questions;
mod report;
mod setup;
mod sources;
mod status;
mod tally;
mod visit;
mod wrong;

use std::sync::Arc;
use std::time::Duration;

use super::incoming::Interaction;
use super::respond::Outcome;
use super::state::State;
use crate::commands::{DIGEST, FOLLOW, PRIVACY, PULLQUOTE, REPORT, SETUP, SOURCES, STATUS};
use crate::desk::{Desk, DeskAddress, DeskError, Lane};
use crate::render::discord::custom_id::Action;
use crate::render::discord::desk::Flow;
pub(super) use answers::{PublicAnswer, forget_channel, remember, remember_posted};
pub use changes::compare;
pub use digest::post_due;
pub(in crate::shell) use expiry::shown as withdrawn;
pub use follows::{followed, is_of_tenant};
pub(super) use greeting::{greeting, may_be_greeted};
pub use tally::flush;
use visit::{Visit, now};

/// The desk is opened again after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(120);
/// A server that is away is asked more often: what is shared is not used before.
const LONGEST_RETRY_OF_SERVER: Duration = Duration::from_secs(15);

/// Opens a desk, as soon as it can be opened.
pub async fn open(at: &DeskAddress) -> Desk {
    let longest = if matches!(at, DeskAddress::File(_)) { LONGEST_RETRY } else { LONGEST_RETRY_OF_SERVER };
    let (mut pause, mut told) = (FIRST_RETRY, String::new());
    let opened = async || {
        let desk = Desk::open(at).await?;
        desk.release_proposals().await?;
        Ok::<Desk, DeskError>(desk)
    };
    loop {
        match opened().await {
            Ok(desk) => return desk,
            // A folder that is not ours to write stays so: it is told once.
            Err(error) if error.to_string() != told => {
                told = error.to_string();
                tracing::error!(%error, "{at} cannot be opened; answers go on without it");
            }
            Err(_) => {}
        }
        tokio::time::sleep(pause).await;
        pause = longest.min(pause * 2);
    }
}

/// Opens the desk, as soon as it can be opened; then for ever notes which servers the bot is in, and, where no other process
/// does it, sends what its outbox holds, and deletes what has had its time.
pub async fn keep(state: Arc<State>, at: impl Into<DeskAddress>) {
    let desk = Arc::new(open(&at.into()).await);
    state.set_desk(Arc::clone(&desk));
    tokio::join!(
        duty::hold(&desk, || act(&state, &desk)),
        desk.hear_others(|| state.wake_all()),
        presence::follow(Arc::clone(&state)),
        tally::count(&state),
    );
}

/// What one process does for all that share the desk.
async fn act(state: &Arc<State>, desk: &Arc<Desk>) {
    // What an import left without words has them again before anything is sent.
    if let Err(error) = expiry::redraw(state, desk).await {
        tracing::warn!(%error, "cards that show what is gone could not be drawn anew; it is tried again in an hour");
    }
    tokio::join!(
        proposals::release(desk),
        outbox::deliver(Arc::clone(state), Lane::Prompt),
        outbox::deliver(Arc::clone(state), Lane::Patient),
        follows::keep(Arc::clone(state)),
        expiry::follow(Arc::clone(state)),
        questions::keep(Arc::clone(state)),
        changes::follow(Arc::clone(state)),
        corrections::follow(Arc::clone(state)),
        issues::keep(Arc::clone(state)),
        digest::follow(Arc::clone(state)),
        feeds::follow(Arc::clone(state)),
    );
}

/// A flow, and what in it: the rest of the id that was pressed, or the action of the command.
pub(super) struct Step {
    pub(super) flow: Flow,
    pub(super) what: String,
}

/// The flow that an interaction belongs to; none where it asks the archive.
pub(super) fn flow_of(asked: &Interaction) -> Option<Step> {
    let step = |flow, what: &str| Some(Step { flow, what: what.to_owned() });
    match (asked.kind, asked.name.as_str(), asked.action.as_deref()) {
        (2, PRIVACY, _) => step(Flow::Privacy, ""),
        (2, DIGEST, _) => step(Flow::Digest, ""),
        (2, PULLQUOTE, Some(action @ (SETUP | STATUS))) => step(Flow::SetUp, action),
        (2, SOURCES, _) => step(Flow::Sources, ""),
        (2, PULLQUOTE, Some(REPORT)) => step(Flow::Report, ""),
        (2, FOLLOW, Some(action)) => step(Flow::Follow, action),
        (3 | 5, _, _) => match Action::decode(&asked.custom_id)? {
            Action::Desk(flow, what) => Some(Step { flow, what }),
            _ => None,
        },
        _ => None,
    }
}

/// What is answered, or why not, in a sentence for the asker alone.
pub(super) async fn respond(state: &Arc<State>, asked: &Interaction, step: Step) -> Outcome {
    let served = state.served_at(asked);
    let note = |key: &str| served.note(asked, state.remembered(), key);
    if !served.settings.is_served(asked) {
        return note("discord.elsewhere");
    }
    if asked.kind == 2 && served.settings.is_off(&asked.name) {
        return note("discord.command_off");
    }
    let Some(desk) = state.desk() else { return note("desk.off") };
    let set_up = asked.guild.as_ref().map(|server| desk.set_up(server)).unwrap_or_default();
    let mut visit = Visit { state, served: &served, desk: &desk, asked, set_up, now: now() };
    // Of several changes, each of which finds nothing to do the second time.
    let is_repeatable = matches!(step.flow, Flow::Privacy);
    let doing = async {
        match step.flow {
            Flow::SetUp => setup::respond(&mut visit, &step.what).await,
            Flow::Privacy => privacy::respond(&visit, &step.what).await,
            Flow::Question => questions::respond(&visit, &step.what).await,
            Flow::Wrong => wrong::respond(&visit, &step.what).await,
            Flow::Proposal => proposals::respond(&visit, &step.what).await,
            Flow::Report => report::respond(&visit, &step.what).await,
            Flow::Issue => issues::respond(&visit, &step.what).await,
            Flow::Discussion => discussions::respond(&visit, &step.what).await,
            Flow::Follow => follows::respond(&visit, &step.what).await,
            Flow::Sources => sources::respond(&visit, &step.what).await,
            Flow::Correction => corrections::respond(&visit, &step.what).await,
            Flow::Digest => digest::respond(&visit, &step.what).await,
        }
    };
    let done = if is_repeatable { doing.await } else { desk.handling(&asked.id, doing).await };
    done.unwrap_or_else(|error| {
        if matches!(error, DeskError::Repeated) {
            return note("desk.repeated");
        }
        state.metrics.failed();
        // Its text names tables and columns, never what stands in them.
        tracing::warn!(%error, "the desk could not do what it was asked for");
        note(match error {
            DeskError::Unwritable(_) => "desk.unwritable",
            _ => "desk.failed",
        })
    })
}
