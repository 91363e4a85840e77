//! The desk in Discord: which flow an interaction belongs to, and who may act in it.

mod outbox;
mod privacy;
mod proposals;
mod questions;
mod report;
mod setup;
mod wrong;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::answering::Reader;
use super::handler::Handler;
use super::incoming::Interaction;
use super::respond::{Outcome, Served};
use crate::commands::{PRIVACY, PULLQUOTE, REPORT, SETUP, STATUS};
use crate::desk::{Desk, DeskError, Seconds, SetUp};
use crate::render::discord::Message;
use crate::render::discord::custom_id::Action;
use crate::render::discord::desk::Flow;
use crate::words::Words;

/// The desk is opened again after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(120);

/// Opens the desk, as soon as it can be opened, and sends what its outbox holds, for ever.
pub async fn keep(handler: Arc<Handler>, path: PathBuf) {
    let mut pause = FIRST_RETRY;
    let desk = loop {
        match Desk::open(&path).await {
            Ok(desk) => break desk,
            Err(error) => tracing::error!(%error, "{} cannot be opened; answers go on without it", path.display()),
        }
        tokio::time::sleep(pause).await;
        pause = LONGEST_RETRY.min(pause * 2);
    };
    handler.set_desk(Arc::new(desk));
    outbox::deliver(handler).await;
}

/// A flow, and what in it: the rest of the id that was pressed, or the action of the command.
pub(super) struct Step {
    pub(super) flow: Flow,
    pub(super) what: String,
}

/// An action at the desk.
pub(super) struct Visit<'a> {
    pub(super) handler: &'a Arc<Handler>,
    /// What answers there, by the rules of the server.
    pub(super) served: &'a Served,
    pub(super) desk: &'a Arc<Desk>,
    pub(super) asked: &'a Interaction,
    /// What the server set.
    pub(super) set_up: Arc<SetUp>,
    pub(super) now: Seconds,
}

/// The flow that an interaction belongs to; none where it asks the archive.
pub(super) fn flow_of(asked: &Interaction) -> Option<Step> {
    let step = |flow, what: &str| Some(Step { flow, what: what.to_owned() });
    match (asked.kind, asked.name.as_str(), asked.action.as_deref()) {
        (2, PRIVACY, _) => step(Flow::Privacy, ""),
        (2, PULLQUOTE, Some(action @ (SETUP | STATUS))) => step(Flow::SetUp, action),
        (2, PULLQUOTE, Some(REPORT)) => step(Flow::Report, ""),
        (3 | 5, _, _) => match Action::decode(&asked.custom_id)? {
            Action::Desk(flow, what) => Some(Step { flow, what }),
            _ => None,
        },
        _ => None,
    }
}

/// What is answered, or why not, in a sentence for the asker alone.
pub(super) async fn respond(handler: &Arc<Handler>, asked: &Interaction, step: Step) -> Outcome {
    let served = handler.served_at(asked);
    let note = |key: &str| served.note(asked, handler.remembered(), key);
    if !served.settings.is_served(asked) {
        return note("discord.elsewhere");
    }
    let Some(desk) = handler.desk() else { return note("desk.off") };
    let set_up = asked.guild.as_ref().map(|server| desk.set_up(server)).unwrap_or_default();
    let visit = Visit { handler, served: &served, desk: &desk, asked, set_up, now: now() };
    let outcome = match step.flow {
        Flow::SetUp => setup::respond(&visit, &step.what).await,
        Flow::Privacy => privacy::respond(&visit, &step.what).await,
        Flow::Question => questions::respond(&visit, &step.what).await,
        Flow::Wrong => wrong::respond(&visit, &step.what).await,
        Flow::Proposal => proposals::respond(&visit, &step.what).await,
        Flow::Report => report::respond(&visit, &step.what).await,
    };
    outcome.unwrap_or_else(|error| {
        handler.counters.failed();
        // Its text names tables and columns, never what stands in them.
        tracing::warn!(%error, "the desk could not do what it was asked for");
        note(match error {
            DeskError::Unwritable(_) => "desk.unwritable",
            _ => "desk.failed",
        })
    })
}

impl<'a> Visit<'a> {
    /// Who acts.
    pub(super) fn reader(&self) -> Reader<'_> {
        self.served.reader(self.asked, self.handler.remembered())
    }

    /// The words for whoever acts.
    pub(super) fn words(&self) -> &Words {
        self.served.archive.words(&self.reader(), true)
    }

    /// A sentence of the catalogue, for whoever acts alone.
    pub(super) fn note(&self, key: &str) -> Outcome {
        self.say(key, &[])
    }

    /// The same with what is to stand in it.
    pub(super) fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> Outcome {
        Outcome::Message(Message::note(&self.words().say(key, values)))
    }

    /// Whether the server has a desk.
    pub(super) fn has_desk(&self) -> bool {
        self.asked.guild.as_ref().is_some_and(|server| self.served.settings.has_desk(server))
    }

    /// Whether whoever acts is an editor: the server has a desk, and they act in the editors' channel, have a role of the
    /// editors, or look after the server. Discord vouches for all three.
    pub(super) fn is_editor(&self) -> bool {
        let in_channel = self.set_up.editors_channel.is_some() && self.set_up.editors_channel == self.asked.channel;
        let has_role = self.asked.roles.iter().any(|role| self.set_up.editor_roles.contains(role));
        self.has_desk() && (in_channel || has_role || self.asked.manages_server())
    }
}

/// Now.
pub(super) fn now() -> Seconds {
    jiff::Timestamp::now().as_second()
}
