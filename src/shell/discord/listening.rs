//! The shards of this process: what comes over each becomes answers.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::{mpsc, watch};
use twilight_gateway::ShardId;

use super::desk;
use super::gateway::{Event, Gateway, Resumable};
use super::handler::Handler;
use super::incoming::Interaction;
use super::invitation::invitation;
use super::mention::Mention;
use super::presence::Heard;
use super::registrar::Registrar;

/// What the shards of this process share.
pub(super) struct Listening {
    pub(super) gateway: Gateway,
    pub(super) handler: Arc<Handler>,
    /// What registers the commands once, with the application's id where that is known.
    pub(super) unregistered: Mutex<Option<(Registrar, Option<String>)>>,
    /// Held by every answer that is under way; its last holder closes it.
    pub(super) under_way: mpsc::Sender<()>,
}

impl Listening {
    /// Runs a shard until `stop` becomes true; it begins with a session that another process left, and `reached` is told how
    /// far its session has come.
    pub(super) async fn run(
        self: Arc<Self>,
        id: ShardId,
        left: Option<Resumable>,
        stop: watch::Receiver<bool>,
        mut reached: impl FnMut(Resumable),
    ) -> anyhow::Result<()> {
        self.register(None);
        let listening = &self;
        let heard = |event| match event {
            Event::Reached(session) => reached(session),
            event => listening.heard(id, event),
        };
        self.gateway.run(id, left, stop, heard).await
    }

    /// Registers the commands, where that is not done yet: as soon as the application's id is known, at READY at the latest.
    fn register(&self, named: Option<String>) {
        let mut unregistered = self.unregistered.lock().unwrap_or_else(PoisonError::into_inner);
        if named.is_some() || unregistered.as_ref().is_some_and(|(_, id)| id.is_some()) {
            let Some((registrar, known)) = unregistered.take() else { return };
            begin(registrar, known.or(named));
        }
    }

    fn heard(&self, id: ShardId, event: Event) {
        let (handler, under_way) = (&self.handler, &self.under_way);
        match event {
            Event::Ready(ready) => {
                tell!("Connected to Discord (shard {} of {}).", id.number() + 1, id.total());
                if let Some(account) = ready.get("user").and_then(id_of) {
                    let _known = handler.state.account.set(account);
                }
                if let Some(servers) = ready.get("guilds").and_then(Value::as_array) {
                    let servers = servers.iter().filter_map(id_of).collect();
                    handler.state.presence.all_of(id.number().into(), id.total().into(), servers);
                }
                self.register(ready.get("application").and_then(id_of));
            }
            Event::Live => handler.state.health.connection(true),
            Event::Lost => handler.state.health.connection(false),
            Event::Reached(_) => {}
            Event::Joined(server) => handler.state.presence.hear(&server, Heard::Here),
            Event::Left(server) => handler.state.presence.hear(&server, Heard::Gone),
            Event::Deleted(channel) => {
                let (state, under_way) = (Arc::clone(&handler.state), under_way.clone());
                tokio::spawn(async move {
                    desk::forget_channel(&state, &channel).await;
                    drop(under_way);
                });
            }
            Event::Written(raw) => {
                if let Some(mention) = handler.state.account.get().and_then(|own| Mention::read(&raw, own)) {
                    let (state, under_way) = (Arc::clone(&handler.state), under_way.clone());
                    tokio::spawn(async move {
                        mention.answered(state).await;
                        drop(under_way);
                    });
                }
            }
            Event::Interaction(raw) => match Interaction::read(&raw) {
                Some(interaction) => {
                    let (handler, under_way) = (Arc::clone(handler), under_way.clone());
                    tokio::spawn(async move {
                        handler.over_gateway(interaction).await;
                        drop(under_way);
                    });
                }
                None => handler.state.metrics.refused(),
            },
        }
    }
}

/// Says how to invite the bot, and registers its commands in the background.
pub(super) fn begin(registrar: Registrar, id: Option<String>) {
    let Some(id) = id else { return };
    tell!("Invite the bot to a server: {}", invitation(&id));
    registrar.follow(id);
}

/// The id of what Discord tells of.
pub(super) fn id_of(application: &Value) -> Option<String> {
    application.get("id")?.as_str().map(str::to_owned)
}
