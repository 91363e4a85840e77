//! Starting, running and ending.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
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
use super::rest::{Call, Rest, RestError};

/// How the front is to run.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// `DISCORD_TOKEN`.
    pub token: String,
    /// `DISCORD_PUBLIC_KEY`; else asked of Discord.
    pub public_key: Option<String>,
    /// Register in this server only.
    pub guild: Option<String>,
    /// Serve interactions over HTTP here, and leave the gateway alone.
    pub http: Option<SocketAddr>,
    /// Serve counters here.
    pub metrics: Option<SocketAddr>,
    /// How many shards; as many as Discord recommends where it is zero.
    pub shards: u32,
    /// The commands to register; none where it is null.
    pub commands: Value,
    /// Where the hash of what was registered last is kept; registered at every start where there is none.
    pub remembered: Option<PathBuf>,
}

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
            anyhow::bail!("discord does not accept the token: {}", super::fatal_reason(4004).unwrap_or_default())
        }
        // READY names the application too.
        Err(error) => {
            tracing::warn!(%error, "discord did not say which application this is");
            None
        }
    };
    let id = application.as_ref().and_then(|application| application.get("id")?.as_str().map(str::to_owned));
    if let Some(id) = &id {
        invite(id);
        register(&rest, &front, id).await?;
    }
    if let Some(at) = front.metrics {
        let listener = TcpListener::bind(at).await.with_context(|| format!("--metrics {at}"))?;
        listen(listener, endpoint::metrics(Arc::clone(&handler)), stop.clone());
    }
    match front.http {
        Some(at) => {
            let named = application.as_ref().and_then(|application| application.get("verify_key")?.as_str());
            let key = front.public_key.as_deref().or(named);
            let gate = Gate::new(key.context("discord named no verify_key; set DISCORD_PUBLIC_KEY")?)?;
            let listener = TcpListener::bind(at).await.with_context(|| format!("--http {at}"))?;
            let serving = listen(listener, endpoint::routes(Arc::new(gate), handler), stop);
            serving.await?.context("the HTTP server ended")
        }
        None => over_gateway(front, address, rest, handler, stop, id.is_some()).await,
    }
}

async fn over_gateway(
    front: Front,
    address: Address,
    rest: Arc<Rest>,
    handler: Arc<Handler>,
    stop: watch::Receiver<bool>,
    registered: bool,
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
    // Held by every answer that is under way; its last holder closes it.
    let (under_way, mut done) = mpsc::channel::<()>(1);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..shards {
        let (gateway, handler, rest, front) =
            (Arc::clone(&gateway), Arc::clone(&handler), Arc::clone(&rest), front.clone());
        let under_way = under_way.clone();
        running.spawn(async move {
            let mut registered = registered;
            gateway
                .run(ShardId::new(number, shards), |event| match event {
                    Event::Ready(ready) => {
                        tracing::info!(shard = number, "connected to discord");
                        let id = ready.pointer("/application/id").and_then(Value::as_str).map(str::to_owned);
                        if let (false, Some(id)) = (std::mem::replace(&mut registered, true), id) {
                            invite(&id);
                            let (rest, front) = (Arc::clone(&rest), front.clone());
                            tokio::spawn(async move {
                                if let Err(error) = register(&rest, &front, &id).await {
                                    tracing::error!(%error, "the commands could not be registered");
                                }
                            });
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
    let _late = tokio::time::timeout(FAREWELL, done.recv()).await;
    Ok(())
}

async fn register(rest: &Rest, front: &Front, id: &str) -> anyhow::Result<()> {
    if front.commands.is_null() {
        return Ok(());
    }
    let path = match &front.guild {
        Some(guild) => format!("/applications/{id}/guilds/{guild}/commands"),
        None => format!("/applications/{id}/commands"),
    };
    // The same commands of another application, server or Discord are not these.
    let named = format!("{} {path} {}", rest.base(), front.commands);
    let hash = blake3::hash(named.as_bytes()).to_hex();
    let last = front.remembered.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
    if last.as_deref() == Some(hash.as_str()) {
        return Ok(());
    }
    let mut call = Call::authorized(Method::PUT, path);
    call.body = Some(front.commands.clone());
    rest.send(&call).await.context("registering the commands")?;
    if let Some(file) = &front.remembered
        && let Err(error) = std::fs::write(file, hash.as_str())
    {
        tracing::info!(%error, "the commands' hash could not be kept; they are registered again next time");
    }
    Ok(())
}

fn invite(id: &str) {
    let link = format!("https://discord.com/oauth2/authorize?client_id={id}&scope=applications.commands+bot");
    anstream::eprintln!("Invite the bot to a server: {link}");
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
