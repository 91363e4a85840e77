//! `pullquote serve --tenants DIR`: many newsletters in one program. Each sub-folder of DIR is a data folder of its own. What
//! is asked is handed whole to the tenant that it is for, whose routes know no other archive.

mod by_hand;
mod by_host;
mod by_server;
mod census;
mod databases;
mod desk;
mod finding;
mod follow;
mod hosted;
mod opening;
mod publishing;
mod pulling;
mod readying;
mod registering;
mod room;
mod size;
mod stores;
mod tenant;
mod waking;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

pub(super) use self::by_hand::{folder, publish, pull};
use self::hosted::{Bot, Tenants};
use self::readying::Readying;
use self::tenant::Task;
use super::arguments::ServeArguments;
use super::discord::{self, Account};
use super::observability::{Operated, Watched};
use super::web;

/// What the tenants' desks have to do at the end may take so long.
const FAREWELL: Duration = Duration::from_secs(5);
/// What is remembered of readers is gone through this often.
const FORGETTING: Duration = Duration::from_secs(60);

/// The tenants of a folder, as far as their names go.
pub(super) fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    Ok(census::outline(folder)?.into_keys().filter(|name| census::may_be_named(name)).collect())
}

/// Serves the tenants of this folder until `stopped` becomes true, or until Discord will not have their bot.
pub(super) async fn serve(
    arguments: &ServeArguments,
    folder: &Path,
    account: Option<Account>,
    operated: &Operated,
    stopped: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let listening = web::listening(arguments, |_, _| Ok(())).await?;
    let doors = listening.iter().map(|own| own.doors.clone()).collect();
    let bot = account.as_ref().map(|account| Arc::new(Bot::new(&account.rest, Arc::clone(&operated.metrics))));
    let tenants = (folder, arguments.replica);
    let tenants = Arc::new(Tenants::new(tenants, doors, arguments.tenant_memory, bot.clone()));
    let taken = follow::begin(&tenants)?;
    operated.watch(Arc::clone(&tenants) as Arc<dyn Watched>);
    let readying = tenants.are_pulled.then(|| Readying::new(&operated.readiness, &taken.outline));
    if readying.is_none() {
        operated.readiness.has_archive();
    }
    tell!("{} tenants are served from {}", tenants.register().all.len(), folder.display());
    let mut tasks = vec![
        Task(tokio::spawn(follow::follow(Arc::clone(&tenants), taken, readying.clone()))),
        Task(tokio::spawn(forget(Arc::clone(&tenants)))),
    ];
    let _beside = if let Some(readying) = &readying {
        tasks.extend(pulling::begin(&tenants, readying)?);
        None
    } else {
        let (beside, task) = publishing::begin(&tenants)?;
        tasks.push(task);
        Some(beside)
    };
    if bot.is_some() {
        tasks.push(Task(tokio::spawn(waking::wake(Arc::clone(&tenants)))));
    }
    let readiness = &operated.readiness;
    let routed = (0..).zip(listening).map(|(nth, own)| {
        (own.listener, readiness.over(by_host::routes(Arc::clone(&tenants), nth, Arc::clone(readiness))))
    });
    let pages = async {
        web::listen_all(routed.collect(), stopped.clone()).await;
        Ok(())
    };
    let answers = async {
        match account.zip(bot) {
            Some((account, bot)) => {
                by_server::serve(arguments, account, (&tenants, bot), operated, stopped.clone()).await
            }
            None => Ok(()),
        }
    };
    let served = tokio::try_join!(pages, answers).map(|((), ())| ());
    drop(tasks);
    let states: Vec<_> = tenants.register().all.values().filter_map(|entry| entry.tenant.state()).collect();
    let ended = async {
        for state in &states {
            discord::flush_counters(state).await;
        }
        tenants.register().all.values().for_each(|entry| entry.tenant.leaves());
        for desk in states.iter().filter_map(|state| state.desk()) {
            // Another process need not wait until its time is over.
            desk.end_duty().await;
        }
    };
    if tokio::time::timeout(FAREWELL, ended).await.is_err() {
        tracing::warn!("not all tenants came to their end");
    }
    served
}

async fn forget(tenants: Arc<Tenants>) {
    loop {
        tokio::time::sleep(FORGETTING).await;
        let now = Instant::now();
        tenants.openers.forget(now);
        for entry in tenants.register().all.values() {
            entry.tenant.known.forget(now);
        }
    }
}
