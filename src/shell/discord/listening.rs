//! The shards of this process: what comes over each becomes answers.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tracing::Instrument as _;
use twilight_gateway::ShardId;

use super::desk;
use super::dispatch::{Dispatch, over_gateway};
use super::gateway::{Event, Gateway, Resumable};
use super::incoming::Interaction;
use super::invitation::invitation;
use super::mention::Mention;
use super::presence::Heard;

/// What the shards of this process share.
pub(super) struct Listening {
    pub(super) gateway: Gateway,
    pub(super) dispatch: Arc<dyn Dispatch>,
    /// Until the commands are being registered: the application's id, where that is known.
    pub(super) unregistered: Mutex<Option<Option<String>>>,
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
        if named.is_some() || unregistered.as_ref().is_some_and(Option::is_some) {
            let Some(known) = unregistered.take() else { return };
            begin(&*self.dispatch, known.or(named));
        }
    }

    fn heard(&self, id: ShardId, event: Event) {
        let (dispatch, under_way) = (&self.dispatch, &self.under_way);
        match event {
            Event::Ready(ready) => {
                tell!("Connected to Discord (shard {} of {}).", id.number() + 1, id.total());
                if let Some(account) = ready.get("user").and_then(id_of) {
                    is_written_by(&**dispatch, &account);
                }
                if let Some(servers) = ready.get("guilds").and_then(Value::as_array) {
                    let servers = servers.iter().filter_map(id_of).collect();
                    dispatch.hear_all(id.number().into(), id.total().into(), servers);
                }
                self.register(ready.get("application").and_then(id_of));
            }
            Event::Live => dispatch.program().health.connection(true),
            Event::Lost => dispatch.program().health.connection(false),
            Event::Reached(_) => {}
            Event::Joined(server) => self.hear(&server, Heard::Here),
            Event::Left(server) => self.hear(&server, Heard::Gone),
            Event::Deleted { server, channel } => {
                let (dispatch, under_way) = (Arc::clone(dispatch), under_way.clone());
                tokio::spawn(async move {
                    if let Some(own) = dispatch.in_server(&server).await {
                        let forgetting = desk::forget_channel(&own.handler.state, &channel);
                        forgetting.instrument(own.span.clone()).await;
                    }
                    drop(under_way);
                });
            }
            Event::Written(raw) => {
                if let Some(mention) = dispatch.program().account().and_then(|own| Mention::read(&raw, own)) {
                    let (dispatch, under_way) = (Arc::clone(dispatch), under_way.clone());
                    tokio::spawn(async move {
                        if let Some(own) = dispatch.in_server(mention.server()).await {
                            let state = Arc::clone(&own.handler.state);
                            mention.answered(state).instrument(own.span.clone()).await;
                        }
                        drop(under_way);
                    });
                }
            }
            Event::Interaction(raw) => match Interaction::read(&raw) {
                Some(interaction) => {
                    let (dispatch, under_way) = (Arc::clone(dispatch), under_way.clone());
                    tokio::spawn(async move {
                        over_gateway(&*dispatch, interaction).await;
                        drop(under_way);
                    });
                }
                None => dispatch.program().metrics.refused(),
            },
        }
    }

    fn hear(&self, server: &str, heard: Heard) {
        if let Some(own) = self.dispatch.of_server(server) {
            own.presence.hear(server, heard);
        }
    }
}

/// Says how to invite the bot, and registers its commands in the background.
pub(super) fn begin(dispatch: &dyn Dispatch, id: Option<String>) {
    let Some(id) = id else { return };
    tell!("Invite the bot to a server: {}", invitation(&id));
    dispatch.begins(id);
}

/// This account writes the bot's messages.
pub(super) fn is_written_by(dispatch: &dyn Dispatch, account: &str) {
    dispatch.program().is_written_by(account);
    dispatch.all().iter().for_each(|own| own.is_written_by(account));
}

/// The id of what Discord tells of.
pub(super) fn id_of(application: &Value) -> Option<String> {
    application.get("id")?.as_str().map(str::to_owned)
}
