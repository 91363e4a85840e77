//! `pullquote serve`: arguments and environment become running fronts, which answer from one archive.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::{Notify, watch};

use super::arguments::{ServeArguments, listener};
use super::discord::{Account, Started};
use super::follow::{Follower, Follows, Stamp};
use super::freshness::Freshness;
use super::http::{Patience, listen};
use super::observability::{ArchiveWatch, Operated};
use super::runtime::run_to_end;
use super::settings::Door;
use super::shutdown::shutdown;
use super::web::Web;
use super::whose::Whose;
use super::{Locations, Opened, import, opening, publish, replica, tenants};

/// Runs the fronts until SIGTERM or Ctrl-C, or until Discord will not have the bot.
pub(super) fn start(arguments: &ServeArguments, at: &Locations) -> anyhow::Result<()> {
    say_only_where_it_panicked();
    let account = Account::of_environment()?;
    anyhow::ensure!(
        account.is_some() || arguments.web.is_some() || arguments.mcp.is_some(),
        "DISCORD_TOKEN is not set: the bot's token, from its Bot page; without a bot, --web ADDR serves pages"
    );
    let (stop, stopped) = watch::channel(false);
    let operated = Operated::default();
    run_to_end(async {
        // Before the archive is opened, which may take long: whoever looks whether the process lives sees that it does.
        if let Some(listener) = listener("--metrics", arguments.metrics).await? {
            tell!("Metrics are served at http://{}/metrics", listener.local_addr()?);
            let few = Patience { connections: 16, ..Patience::default() };
            tokio::spawn(listen(listener, operated.routes(), few, stopped.clone()));
        }
        let (readiness, drain) = (Arc::clone(&operated.readiness), Duration::from_secs(arguments.drain));
        // Heard from the beginning: the corpus may take long to read, and the first process of a container is ended by
        // no signal that it does not hear.
        let ending = tokio::spawn(async move {
            ended_by_a_person().await;
            // Whoever sends requests here takes note first; who cannot wait says it again.
            if readiness.ends() {
                tokio::select! {
                    () = tokio::time::sleep(drain) => {}
                    () = ended_by_a_person() => {}
                }
            }
            // Nobody listens any more when the fronts have ended by themselves.
            let _ended = stop.send(true);
        });
        if let Some(folder) = &arguments.tenants {
            let served = tenants::serve(arguments, folder, account, &operated, stopped).await;
            ending.abort();
            return served;
        }
        let arrived = Arc::new(Notify::new());
        let mut ended_early = stopped.clone();
        let freshness: Arc<Freshness> = Arc::default();
        if arguments.replica {
            operated.metrics.follows(&freshness);
            let pulled = Arc::clone(&arrived);
            tokio::select! {
                following = replica::follow(at, &freshness, move || pulled.notify_one()) => following?,
                () = shutdown(&mut ended_early) => return Ok(()),
            }
        }
        let read_at = at.current();
        let reading = tokio::task::spawn_blocking(move || {
            // Taken before the corpus is read, so that what changes meanwhile is read again.
            let stamp = Stamp::of(&read_at);
            opening::open(&read_at).map(|opened| (stamp.indexed(&read_at), opened))
        });
        let (stamp, opened) = tokio::select! {
            read = reading => read.context("the corpus could not be read")??,
            () = shutdown(&mut ended_early) => return Ok(()),
        };
        let served =
            serve_from((arguments, at, &operated), account, (stamp, &opened, freshness), (arrived, stopped)).await;
        ending.abort();
        served
    })?
}

async fn serve_from(
    (arguments, at, operated): (&ServeArguments, &Locations, &Operated),
    account: Option<Account>,
    (stamp, opened, freshness): (Stamp, &Opened, Arc<Freshness>),
    (arrived, stopped): (Arc<Notify>, watch::Receiver<bool>),
) -> anyhow::Result<()> {
    let discord = match account {
        Some(account) => {
            opened.settings.publication.doors.check(Door::Discord).context("DISCORD_TOKEN is set")?;
            Some(Started::new(account, arguments, opened, &opened.at, operated).await?)
        }
        None => None,
    };
    let web = Web::open(arguments, opened, &opened.at, operated).await?;
    let watch = ArchiveWatch::new(Arc::clone(&operated.metrics));
    watch.replaced(opened);
    operated.readiness.has_archive();
    let fronts = discord.iter().map(Started::follower).chain(web.iter().map(Web::follower));
    let fronts = fronts.chain([Box::new(watch) as Box<dyn Follows>]).collect();
    let indexed = Arc::new(Notify::new());
    let follower = Follower {
        at: at.clone(),
        whose: Whose::default(),
        read: Arc::default(),
        fronts,
        arrived: Arc::clone(&arrived),
        indexed: Arc::clone(&indexed),
        freshness,
    };
    if !opened.at.is_pulled() {
        publish::beside(at, indexed)?;
        import::follow_feeds(at.clone(), Whose::default(), || false, move || arrived.notify_one())?;
    }
    tokio::spawn(follower.follow(stamp, opened.behind));
    let bot = async {
        match discord {
            Some(discord) => discord.serve(stopped.clone()).await,
            None => Ok(()),
        }
    };
    let pages = async {
        match web {
            Some(web) => web.serve(stopped.clone()).await,
            None => Ok(()),
        }
    };
    tokio::try_join!(bot, pages).map(|((), ())| ())
}

/// A panic's message can hold the text that was sliced, and with it a question: only its place is said.
pub(super) fn say_only_where_it_panicked() {
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
