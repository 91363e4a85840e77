//! `pullquote serve`: arguments and environment become a running front.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use super::arguments::ServeArguments;
use super::follow::{Follower, Stamp, archive};
use super::{Address, Front, Handler, Rest, flush_counters, keep_desk, registration, run_to_end, serve};
use crate::shell::{Locations, Opened, import, opening};

/// Whether the environment has a bot's token.
pub fn has_token() -> bool {
    variable("DISCORD_TOKEN").is_some()
}

/// Runs the front until SIGTERM or Ctrl-C, or until Discord will not have the bot.
pub fn start(arguments: &ServeArguments, at: &Locations) -> anyhow::Result<()> {
    say_only_where_it_panicked();
    let token = variable("DISCORD_TOKEN").context("DISCORD_TOKEN is not set: the bot's token, from its Bot page")?;
    let address = Address::new(variable("DISCORD_API").as_deref())?;
    let rest = Arc::new(Rest::new(address.base(), &token)?);
    let (stop, stopped) = watch::channel(false);
    run_to_end(async {
        // Heard from the beginning: the corpus may take long to read, and the first process of a container is ended by
        // no signal that it does not hear.
        let ending = tokio::spawn(async move {
            ended_by_a_person().await;
            // Nobody listens any more when the front has ended by itself.
            let _ended = stop.send(true);
        });
        let (read_at, mut ended_early) = (at.clone(), stopped.clone());
        let reading = tokio::task::spawn_blocking(move || {
            // Taken before the corpus is read, so that what changes meanwhile is read again.
            let stamp = Stamp::of(&read_at);
            opening::open(&read_at).map(|opened| (stamp.indexed(&read_at), opened))
        });
        let (stamp, opened) = tokio::select! {
            read = reading => read.context("the corpus could not be read")??,
            () = super::shutdown::shutdown(&mut ended_early) => return Ok(()),
        };
        let served = serve_from(arguments, at, (token, address, rest), stamp, opened, stopped).await;
        ending.abort();
        served
    })?
}

async fn serve_from(
    arguments: &ServeArguments,
    at: &Locations,
    (token, address, rest): (String, Address, Arc<Rest>),
    stamp: Stamp,
    opened: Opened,
    stopped: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let whole = opened.settings.clone();
    let (behind, settings) = (opened.behind, opened.settings.discord.clone());
    let (publish, commands) = watch::channel(registration::commands(&opened.table, settings.user_install));
    let front = Front {
        token,
        public_key: variable("DISCORD_PUBLIC_KEY"),
        guild: arguments.guild.clone(),
        http: listener("--http", arguments.http).await?,
        metrics: listener("--metrics", arguments.metrics).await?,
        shards: arguments.shards,
        commands,
        remembered: Some(at.index.join("discord-commands.json")),
        servers: [settings.servers.as_slice(), &settings.paid_servers].concat(),
        ..Front::default()
    };
    let at_once = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    let archive = archive(opened.engine, opened.table, &opened.settings, at);
    let handler = Arc::new(Handler::new(archive, settings, Arc::clone(&rest), at_once));
    handler.state.set_folder(at.clone(), whole);
    let state = Arc::clone(&handler.state);
    let arrived = Arc::new(Notify::new());
    let follower = Follower { at: at.clone(), handler: Arc::clone(&handler), publish, arrived: Arc::clone(&arrived) };
    import::follow_feeds(at.clone(), move || arrived.notify_one())?;
    tokio::spawn(follower.follow(stamp, behind));
    tokio::spawn(keep_desk(Arc::clone(&handler.state), at.desk()));
    let served = serve(front, address, rest, handler, stopped).await;
    flush_counters(&state).await;
    served
}

async fn listener(flag: &str, at: Option<SocketAddr>) -> anyhow::Result<Option<TcpListener>> {
    let Some(at) = at else { return Ok(None) };
    TcpListener::bind(at).await.map(Some).with_context(|| format!("{flag} {at}"))
}

/// A panic's message can hold the text that was sliced, and with it a question: only its place is said.
fn say_only_where_it_panicked() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(%place, "a fault of ours");
    }));
}

#[cfg(unix)]
async fn ended_by_a_person() {
    let interrupted = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard; it ends the process at once");
            let _interrupted = interrupted.await;
        }
    }
}

/// There is no SIGTERM here.
#[cfg(not(unix))]
async fn ended_by_a_person() {
    let _interrupted = tokio::signal::ctrl_c().await;
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
