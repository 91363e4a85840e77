//! `pullquote serve`: arguments and environment become a running front.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use super::follow::{Follower, Stamp, answering};
use super::{Address, Front, Handler, Rest, registration, serve};
use crate::shell::{Locations, import, opening};

/// What `pullquote serve` takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeArguments {
    /// Register the commands in this server only (at once, for trying things out)
    #[arg(long, value_name = "ID", value_parser = server_id)]
    pub guild: Option<String>,
    /// Serve Discord's interactions endpoint here instead of connecting to the gateway
    #[arg(long, value_name = "ADDR")]
    pub http: Option<SocketAddr>,
    /// Serve Prometheus counters here, at /metrics
    #[arg(long, value_name = "ADDR")]
    pub metrics: Option<SocketAddr>,
    /// Gateway shards; as many as Discord recommends unless given
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    pub shards: u32,
}

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
    // Taken before the corpus is read, so that what changes meanwhile is read again.
    let stamp = Stamp::of(at);
    let opened = opening::open(at)?;
    let (stamp, behind) = (stamp.indexed(at), opened.behind);
    let (publish, commands) =
        watch::channel(registration::commands(&opened.table, opened.settings.discord.user_install));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let front = Front {
        token,
        public_key: variable("DISCORD_PUBLIC_KEY"),
        guild: arguments.guild.clone(),
        http: runtime.block_on(listener("--http", arguments.http))?,
        metrics: runtime.block_on(listener("--metrics", arguments.metrics))?,
        shards: arguments.shards,
        commands,
        remembered: Some(at.index.join("discord-commands.hash")),
    };
    let at_once = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    let answering = answering(opened.engine, opened.table, at);
    let handler = Arc::new(Handler::new(answering, opened.settings.discord, Arc::clone(&rest), at_once));
    let arrived = Arc::new(Notify::new());
    let follower = Follower { at: at.clone(), handler: Arc::clone(&handler), publish, arrived: Arc::clone(&arrived) };
    import::follow_feeds(at.clone(), move || arrived.notify_one())?;
    runtime.block_on(async {
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            ended_by_a_person().await;
            // Nobody listens any more when the front has ended by itself.
            let _ended = stop.send(true);
        });
        tokio::spawn(follower.follow(stamp, behind));
        serve(front, address, rest, handler, stopped).await
    })
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

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn server_id(text: &str) -> Result<String, String> {
    let good = (15..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if good {
        Ok(text.to_owned())
    } else {
        Err("a server's id is 15 to 20 digits: right-click it, Copy Server ID".to_owned())
    }
}
