//! Starting, running and ending.

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
use super::dispatch::{Dispatch, One};
use super::endpoint::{self, Gate};
use super::front::Front;
use super::gateway::{Gateway, Permits};
use super::handler::Handler;
use super::listening::{Listening, begin, id_of, is_written_by};
use super::registrar::Registrar;
use super::rest::{Call, Rest, RestError};
use super::sharing::SharedShards;
use super::unwanted::Unwanted;
use crate::shell::http::listen;
use crate::shell::shutdown::shutdown;

/// Whatever is still under way this long after `stop` is left: a supervisor kills what does not end.
const GRACE: Duration = Duration::from_secs(8);
/// In-flight answers are waited for this long at the end.
const FAREWELL: Duration = Duration::from_secs(5);
/// What is asked of Discord before connecting is not waited for longer: a connection may come about all the same.
const FIRST_WORD: Duration = Duration::from_secs(5);
/// Discord is asked again who we are after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(120);

/// What is remembered of readers is gone through this often.
const FORGETTING: Duration = Duration::from_secs(60);

/// Runs until `stop` becomes true, or Discord will not have this bot. The end takes eight seconds at most.
pub async fn serve(
    front: Front,
    address: Address,
    rest: Arc<Rest>,
    handler: Arc<Handler>,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let registrar = Registrar::new(Arc::clone(&rest), &front, Arc::clone(&handler.state.lasting));
    serve_all(front, address, Arc::clone(&rest), Arc::new(One::new(handler, rest, registrar)), stop).await
}

/// The same where it may be of many archives whose something is.
pub async fn serve_all(
    front: Front,
    address: Address,
    rest: Arc<Rest>,
    dispatch: Arc<dyn Dispatch>,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut ending = stop.clone();
    let overdue = async {
        shutdown(&mut ending).await;
        tokio::time::sleep(GRACE).await;
    };
    let forgotten = Arc::clone(&dispatch);
    let forgetting = tokio::spawn(async move {
        loop {
            tokio::time::sleep(FORGETTING).await;
            forgotten.all().iter().for_each(|own| own.forget(Instant::now()));
        }
    });
    let served = tokio::select! {
        served = over_either(front, address, rest, dispatch, stop) => served,
        () = overdue => {
            tracing::warn!("not all that was under way came to its end");
            Ok(())
        }
    };
    forgetting.abort();
    served
}

async fn over_either(
    mut front: Front,
    address: Address,
    rest: Arc<Rest>,
    dispatch: Arc<dyn Dispatch>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    if front.http.is_none() {
        // How many, Discord has yet to say; until then it is not connected.
        dispatch.program().health.wants(1);
    }
    let asked = tokio::select! {
        asked = application(&rest) => asked?,
        () = shutdown(&mut stop) => return Ok(()),
    };
    match front.http.take() {
        Some(listener) => over_http(listener, front, asked, rest, dispatch, stop).await,
        None => over_gateway(front, address, asked, rest, dispatch, stop).await,
    }
}

/// The application that this bot is; none where Discord does not say.
async fn application(rest: &Rest) -> Result<Option<Value>, Unwanted> {
    let mut call = Call::authorized(Method::GET, "/applications/@me".to_owned());
    call.deadline = Instant::now() + FIRST_WORD;
    match rest.send(&call).await {
        Ok(application) => Ok(Some(application)),
        Err(RestError::Refused { status: 401, .. }) => Err(Unwanted::token()),
        Err(RestError::Shut) if rest.token_refused() => Err(Unwanted::token()),
        Err(error) => {
            tracing::warn!(%error, "discord did not say which application this is");
            Ok(None)
        }
    }
}

/// The same, asked until Discord says it.
async fn application_in_the_end(rest: &Rest) -> Result<Value, Unwanted> {
    let mut pause = FIRST_RETRY;
    loop {
        tokio::time::sleep(pause).await;
        if let Some(application) = application(rest).await? {
            return Ok(application);
        }
        pause = LONGEST_RETRY.min(pause * 2);
    }
}

async fn over_http(
    listener: TcpListener,
    front: Front,
    mut asked: Option<Value>,
    rest: Arc<Rest>,
    dispatch: Arc<dyn Dispatch>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    if asked.is_none() && front.public_key.is_none() {
        asked = tokio::select! {
            application = application_in_the_end(&rest) => Some(application?),
            () = shutdown(&mut stop) => return Ok(()),
        };
    }
    let named = asked.as_ref().and_then(|application| application.get("verify_key")?.as_str());
    let key = front.public_key.as_deref().or(named);
    let gate = Gate::new(key.context("discord named no verify_key; set DISCORD_PUBLIC_KEY")?)?;
    if let Ok(at) = listener.local_addr() {
        tell!("Discord's interactions endpoint is served at http://{at}/interactions");
    }
    let beginning = Arc::clone(&dispatch);
    let registering = tokio::spawn(async move {
        let application = match asked {
            Some(application) => Ok(application),
            None => application_in_the_end(&rest).await,
        };
        match application {
            Ok(application) => begin(&*beginning, id_of(&application)),
            Err(error) => tracing::error!(%error, "the commands are not registered"),
        }
    });
    let (under_way, done) = mpsc::channel::<()>(1);
    let routes = front.readiness.over(endpoint::routes(Arc::new(gate), dispatch, under_way));
    listen(listener, routes, front.patience, stop).await;
    registering.abort();
    farewell(done).await;
    Ok(())
}

async fn over_gateway(
    front: Front,
    address: Address,
    asked: Option<Value>,
    rest: Arc<Rest>,
    dispatch: Arc<dyn Dispatch>,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut call = Call::authorized(Method::GET, "/gateway/bot".to_owned());
    call.deadline = Instant::now() + FIRST_WORD;
    let named = tokio::select! {
        named = rest.send(&call) => named.unwrap_or(Value::Null),
        () = shutdown(&mut stop) => return Ok(()),
    };
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
    // A session that is taken up does not say it.
    if let Some(account) = asked.as_ref().and_then(|application| id_of(application.get("bot")?)) {
        is_written_by(&*dispatch, &account);
    }
    let sharing = front.sharing.clone().map(|own| Arc::new(SharedShards::new(own, Arc::clone(&dispatch))));
    let gateway = Gateway {
        token: front.token.clone(),
        address,
        url: named.get("url").and_then(Value::as_str).map(str::to_owned),
        budget: Arc::new(Mutex::new(budget)),
        began,
        mentions: dispatch.wants_mentions(),
        permits: sharing.clone().map(|own| own as Arc<dyn Permits>),
    };
    let (under_way, done) = mpsc::channel::<()>(1);
    let unregistered = Mutex::new(Some(asked.as_ref().and_then(id_of)));
    let listening = Arc::new(Listening { gateway, dispatch, unregistered, under_way });
    match sharing {
        Some(sharing) => sharing.run(shards, &listening, stop).await?,
        None => {
            listening.dispatch.program().health.wants(shards);
            let mut running = tokio::task::JoinSet::new();
            for number in 0..shards {
                let id = ShardId::new(number, shards);
                running.spawn(Arc::clone(&listening).run(id, None, stop.clone(), |_| {}));
            }
            while let Some(ended) = running.join_next().await {
                ended??;
            }
        }
    }
    drop(listening);
    farewell(done).await;
    Ok(())
}

/// Waits for the answers that are under way.
async fn farewell(mut done: mpsc::Receiver<()>) {
    if tokio::time::timeout(FAREWELL, done.recv()).await.is_err() {
        tracing::warn!("some answers were still under way at the end");
    }
}
