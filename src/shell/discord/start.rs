//! `pullquote serve`: arguments and environment become a running front.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::watch;

use super::archive::Archived;
use super::{Address, Answering, Discord, Front, Handler, Rest, registration, serve};
use crate::command::Table;
use crate::engine::Engine;

/// What `pullquote serve` takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ServeArguments {
    /// Register the commands in this server only (at once, for trying things out)
    #[arg(long, value_name = "ID")]
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

/// Runs the front until SIGTERM or Ctrl-C, or until Discord will not have the bot.
pub fn start(
    arguments: &ServeArguments,
    engine: Engine,
    table: Table,
    settings: Discord,
    remembered: Option<PathBuf>,
) -> anyhow::Result<()> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let token = variable("DISCORD_TOKEN").context("DISCORD_TOKEN is not set: the bot's token, from its Bot page")?;
    let address = Address::new(variable("DISCORD_API").as_deref())?;
    let rest = Arc::new(Rest::new(address.base(), token.trim())?);
    let front = Front {
        token: token.trim().to_owned(),
        public_key: variable("DISCORD_PUBLIC_KEY"),
        guild: arguments.guild.clone(),
        http: arguments.http,
        metrics: arguments.metrics,
        shards: arguments.shards,
        commands: registration::commands(&table, settings.user_install),
        remembered,
    };
    let at_once = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
    let answering = Answering(Box::new(Archived::new(engine, table)));
    let handler = Arc::new(Handler::new(answering, settings, Arc::clone(&rest), at_once));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(async move {
            let mut terminated = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(signal) => signal,
                Err(_) => return,
            };
            tokio::select! {
                _ = terminated.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            // Nobody listens any more when the front has ended by itself.
            let _ended = stop.send(true);
        });
        serve(front, address, rest, handler, stopped).await
    })
}
