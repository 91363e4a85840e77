//! Starting, running and ending.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::http::Method;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use twilight_gateway::ShardId;

use super::address::Address;
use super::brake::IdentifyBudget;
use super::endpoint::{self, Gate};
use super::gateway::{Event, Gateway};
use super::handler::Handler;
use super::incoming::Interaction;
use super::registration::Registrar;
use super::rest::{Call, Rest, RestError};

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
    /// Serve counters here.
    pub metrics: Option<TcpListener>,
    /// How many shards; as many as Discord recommends where it is zero.
    pub shards: u32,
    /// The commands to register, none where it is null, and again whenever they change.
    pub commands: watch::Receiver<Value>,
    /// Where the hash of what was registered last is kept; registered at every start where there is none.
    pub remembered: Option<PathBuf>,
}

impl Default for Front {
    /// No token, the gateway, and no commands to register.
    fn default() -> Self {
        Front {
            token: String::new(),
            public_key: None,
            guild: None,
            http: None,
            metrics: None,
            shards: 0,
            commands: watch::channel(Value::Null).1,
            remembered: None,
        }
    }
}

/// Discord will not have this bot as it is set up, and trying again would not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unwanted(pub String);

/// In-flight answers are waited for this long at the end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Runs until `stop` becomes true, or Discord will not have this bot.
pub async fn serve(
    front: Front,
    address: Address,
    rest: Arc<Rest>,
    handler: Arc<Handler>,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let application = match rest.send(&Call::authorized(Method::GET, "/applications/@me".to_owned())).await {
        Ok(application) => Some(application),
        Err(RestError::Shut | RestError::Refused { status: 401, .. }) => {
            let reason = super::fatal_reason(4004).unwrap_or_default();
            return Err(Unwanted(format!("discord does not accept the token: {reason}")).into());
        }
        // READY names the application too.
        Err(error) => {
            tracing::warn!(%error, "discord did not say which application this is");
            None
        }
    };
    let id = application.as_ref().and_then(|application| application.get("id")?.as_str().map(str::to_owned));
    let mut registrar = Registrar::new(Arc::clone(&rest), &front);
    let unregistered = match id {
        Some(id) => {
            invite(&id);
            registrar.register(&id).await?;
            registrar.follow(id);
            None
        }
        None => Some(registrar),
    };
    let mut front = front;
    if let Some(listener) = front.metrics.take() {
        listen(listener, endpoint::metrics(Arc::clone(&handler)), stop.clone());
    }
    match front.http.take() {
        Some(listener) => {
            let named = application.as_ref().and_then(|application| application.get("verify_key")?.as_str());
            let key = front.public_key.as_deref().or(named);
            let gate = Gate::new(key.context("discord named no verify_key; set DISCORD_PUBLIC_KEY")?)?;
            if let Ok(at) = listener.local_addr() {
                tell!("Discord's interactions endpoint is served at http://{at}/interactions");
            }
            let (under_way, done) = mpsc::channel::<()>(1);
            let serving = listen(listener, endpoint::routes(Arc::new(gate), handler, under_way), stop.clone());
            let mut ending = stop;
            let ended = async {
                let _gone = ending.wait_for(|stop| *stop).await.is_ok();
                // A caller that keeps its connection open does not hold the end up.
                tokio::time::sleep(FAREWELL).await;
            };
            tokio::select! {
                served = serving => served?.context("the HTTP server ended")?,
                () = ended => return Ok(()),
            }
            farewell(done).await;
            Ok(())
        }
        None => over_gateway(front, address, rest, handler, stop, unregistered).await,
    }
}

async fn over_gateway(
    front: Front,
    address: Address,
    rest: Arc<Rest>,
    handler: Arc<Handler>,
    stop: watch::Receiver<bool>,
    unregistered: Option<Registrar>,
) -> anyhow::Result<()> {
    let named = rest.send(&Call::authorized(Method::GET, "/gateway/bot".to_owned())).await.unwrap_or(Value::Null);
    let number = |path: &str| named.pointer(path).and_then(Value::as_u64);
    let recommended = number("/shards").and_then(|shards| u32::try_from(shards).ok()).unwrap_or(1);
    let shards = if front.shards == 0 { recommended } else { front.shards }.clamp(1, 1_000);
    let mut budget = IdentifyBudget::new(shards);
    let began = Instant::now();
    if let (Some(left), Some(after)) =
        (number("/session_start_limit/remaining"), number("/session_start_limit/reset_after"))
    {
        budget.set_daily(Duration::ZERO, left, Duration::from_millis(after));
    }
    let gateway = Arc::new(Gateway {
        token: front.token.clone(),
        address,
        url: named.get("url").and_then(Value::as_str).map(str::to_owned),
        budget: Arc::new(Mutex::new(budget)),
        began,
        stop,
    });
    let unregistered = Arc::new(Mutex::new(unregistered));
    // Held by every answer that is under way; its last holder closes it.
    let (under_way, done) = mpsc::channel::<()>(1);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..shards {
        let (gateway, handler, unregistered) = (Arc::clone(&gateway), Arc::clone(&handler), Arc::clone(&unregistered));
        let under_way = under_way.clone();
        running.spawn(async move {
            gateway
                .run(ShardId::new(number, shards), |event| match event {
                    Event::Ready(ready) => {
                        tell!("Connected to Discord (shard {} of {shards}).", number + 1);
                        let id = ready.pointer("/application/id").and_then(Value::as_str).map(str::to_owned);
                        let registrar = unregistered.lock().unwrap_or_else(PoisonError::into_inner).take();
                        if let (Some(registrar), Some(id)) = (registrar, id) {
                            invite(&id);
                            registrar.follow(id);
                        }
                    }
                    Event::Interaction(raw) => match Interaction::read(&raw) {
                        Some(interaction) => {
                            let (handler, under_way) = (Arc::clone(&handler), under_way.clone());
                            tokio::spawn(async move {
                                handler.over_gateway(interaction).await;
                                drop(under_way);
                            });
                        }
                        None => handler.counters.refused(),
                    },
                })
                .await
        });
    }
    drop(under_way);
    while let Some(ended) = running.join_next().await {
        ended??;
    }
    farewell(done).await;
    Ok(())
}

/// Waits for the answers that are under way.
async fn farewell(mut done: mpsc::Receiver<()>) {
    if tokio::time::timeout(FAREWELL, done.recv()).await.is_err() {
        tracing::warn!("some answers were still under way at the end");
    }
}

fn invite(id: &str) {
    let link = format!("https://discord.com/oauth2/authorize?client_id={id}&scope=applications.commands+bot");
    tell!("Invite the bot to a server: {link}");
}

fn listen(
    listener: TcpListener,
    routes: axum::Router,
    mut stop: watch::Receiver<bool>,
) -> tokio::task::JoinHandle<std::io::Result<()>> {
    tokio::spawn(async move {
        let ended = async move {
            let _gone = stop.wait_for(|stop| *stop).await;
        };
        axum::serve(listener, routes).with_graceful_shutdown(ended).await
    })
}
